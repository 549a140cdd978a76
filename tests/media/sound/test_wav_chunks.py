"""Chunks behind the samples: cue points with labels, iXML, in WAV and in RF64."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile
from wavinfo import WavInfoReader

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import Broadcast, write_sound
from foleystudio.media.sound.wav_chunks import CuePoint, append_chunks, cue_chunks

POINTS = (CuePoint(2400, "Tür zu"), CuePoint(0, "Beginn"), CuePoint(4800, "odd", 960))


def tone() -> Sound:
    return Sound(np.full((9601, 1), 0.25, np.float32), 48_000)


def test_places_are_read_back_by_another_reader(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", tone(), "PCM_24", Broadcast(12_345, "words", ixml=b"<BWFXML/>", cues=POINTS))
    info = WavInfoReader(str(tmp_path / "a.wav"), info_encoding="utf-8")
    found = [(cue.sample_offset, info.cues.label_and_note(cue.name)[0]) for cue in info.cues.cues]
    assert [at for at, _ in found] == [0, 2400, 4800]
    assert [name for _, name in found] == ["Beginn", "Tür zu", "odd"]
    assert info.cues.range(3) == 960
    assert info.bext.time_reference == 12_345
    assert soundfile.info(tmp_path / "a.wav").frames == 9601
    size = (tmp_path / "a.wav").stat().st_size
    assert struct.unpack("<I", (tmp_path / "a.wav").read_bytes()[4:8]) == (size - 8,)


def test_rf64_keeps_its_own_length(tmp_path: Path) -> None:
    out = tmp_path / "large.wav"
    soundfile.write(out, tone().samples, 48_000, "PCM_24", format="RF64")
    append_chunks(out, [(b"iXML", b"<BWFXML/>"), *cue_chunks(POINTS)])
    assert out.read_bytes()[:4] == b"RF64"
    assert struct.unpack("<Q", out.read_bytes()[20:28]) == (out.stat().st_size - 8,)
    samples, _ = soundfile.read(out, dtype="float32")
    assert len(samples) == 9601
    assert samples[0] == 0.25


def test_without_places_nothing_is_added(tmp_path: Path) -> None:
    assert cue_chunks(()) == []
    write_sound(tmp_path / "a.wav", tone())
    before = (tmp_path / "a.wav").read_bytes()
    append_chunks(tmp_path / "a.wav", [])
    assert (tmp_path / "a.wav").read_bytes() == before
    (tmp_path / "no.wav").write_bytes(b"nothing")
    with pytest.raises(ValueError, match="no WAV"):
        append_chunks(tmp_path / "no.wav", cue_chunks(POINTS))
