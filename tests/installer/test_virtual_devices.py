from __future__ import annotations

import os
import subprocess

import pytest

from installer import virtual_devices


@pytest.mark.skipif(not virtual_devices.can_make_display(), reason="no Xvfb")
def test_two_displays_do_not_meet() -> None:
    with virtual_devices.virtual_display() as one, virtual_devices.virtual_display(640, 480) as other:
        assert one["DISPLAY"] != other["DISPLAY"]
        assert one["QT_QPA_PLATFORM"] == "xcb"


@pytest.mark.skipif(not virtual_devices.can_make_sound_card(), reason="no pulseaudio")
def test_the_card_is_there_and_goes() -> None:
    query = ["pactl", "list", "short", "sinks"]
    with virtual_devices.virtual_sound_card() as variables:
        env = os.environ | variables
        found = subprocess.run(query, env=env, capture_output=True, text=True, check=True).stdout
        assert virtual_devices.SINK in found
        assert "48000Hz" in found
    assert subprocess.run(query, env=env, capture_output=True, check=False).returncode != 0
