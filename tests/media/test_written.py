from __future__ import annotations

from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import write_sound
from foleystudio.media.written import holds
from tests.media.carrying import write_laden


def test_what_is_in_a_file_is_told_in_a_line(tmp_path: Path) -> None:
    assert holds(write_laden(tmp_path / "a.mov")) == (
        "H.264 96 × 64, 3 sounds (AAC mono 48 kHz eng; AAC mono 48 kHz ger; AAC mono 48 kHz fra), 1 subtitle, "
        "2 chapters, 2.0 s"
    )
    write_sound(tmp_path / "a.wav", Sound(np.zeros((44_100, 2), np.float32), 44_100))
    assert holds(tmp_path / "a.wav") == "24-bit PCM stereo 44.1 kHz, 1.0 s"
