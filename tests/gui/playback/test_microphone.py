"""Recording sound, from a device that the test makes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from foleystudio.errors import FoleyError
from foleystudio.gui.playback.microphone import Microphone


class _MadeInput:
    """Stands in for `sounddevice`: hands three blocks on as soon as it is started."""

    PortAudioError = RuntimeError
    is_there = True

    def __init__(self) -> None:
        self.calls = list[str]()

    def InputStream(self, *, callback: Callable[..., None], **how: Any) -> _MadeInput:
        if not self.is_there:
            raise RuntimeError("no such device")
        assert how["channels"] == 1
        self._callback = callback
        return self

    def start(self) -> None:
        for number in range(3):
            block = np.full((480, 1), number, np.float32)
            self._callback(block, 480, SimpleNamespace(currentTime=7.03, inputBufferAdcTime=7.0), None)
            block[:] = np.nan  # the driver has it again

    def stop(self) -> None:
        self.calls.append("stop")

    def close(self) -> None:
        self.calls.append("close")


def test_it_records_from_when_the_first_sample_came(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _MadeInput()
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    microphone, since_s = Microphone(), time.monotonic()
    microphone.start()
    recording = microphone.stop()
    assert recording is not None
    assert recording.sound.samples[::480, 0].tolist() == [0, 1, 2]
    assert len(recording.sound) == 3 * 480
    assert since_s - 0.03 <= recording.began_s <= time.monotonic() - 0.03
    assert made.calls == ["stop", "close"]
    assert microphone.stop() is None


def test_without_one_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _MadeInput()
    made.is_there = False
    monkeypatch.setitem(sys.modules, "sounddevice", made)
    with pytest.raises(FoleyError, match="the microphone does not open"):
        Microphone().start()
