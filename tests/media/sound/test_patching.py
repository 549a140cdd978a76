from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import SoundWriter, write_sound
from foleystudio.media.sound.patching import copy_aside, write_patched

PIECES = (0, 700), (9_000, 1_001)


def noise(count: int, channels: int, seed: int = 0) -> np.ndarray:
    """Some of it beyond full scale."""
    return np.random.default_rng(seed).uniform(-1.2, 1.2, (count, channels)).astype(np.float32)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("is_copied_by_hand", [False, True])
def test_a_patched_file_is_the_same_to_the_byte_as_one_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channels: int, is_copied_by_hand: bool
) -> None:
    if is_copied_by_hand:
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    former, patched, anew = (tmp_path / name for name in ("former.wav", "patched.wav", "anew.wav"))
    samples = noise(10_001, channels)
    write_sound(former, Sound(samples, 48_000))
    before = former.read_bytes()
    pieces = [(first, noise(count, channels, first)) for first, count in PIECES]
    write_patched(former, patched, pieces)
    for first, piece in pieces:
        samples[first : first + len(piece)] = piece
    write_sound(anew, Sound(samples, 48_000))
    assert patched.read_bytes() == anew.read_bytes()
    assert former.read_bytes() == before


def test_a_file_of_more_than_four_gigabytes_is_patched_where_its_samples_lie(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with SoundWriter(path, 48_000, 1) as writer:
        writer.write(noise(100, 1))
    plain = path.read_bytes()
    data_at, length = plain.index(b"data") + 8, 300
    head = b"RF64" + b"\xff" * 4 + b"WAVE" + b"ds64" + (28).to_bytes(4, "little") + (0).to_bytes(8, "little")
    head += length.to_bytes(8, "little") + bytes(12)
    fmt_at = plain.index(b"fmt ")
    path.write_bytes(head + plain[fmt_at : data_at - 4] + b"\xff" * 4 + plain[data_at:])
    write_patched(path, tmp_path / "new.wav", [(50, np.zeros((50, 1), np.float32))])
    made = (tmp_path / "new.wav").read_bytes()
    assert made[:-150] == path.read_bytes()[:-150]
    assert made[-150:] == bytes(150)


@pytest.mark.parametrize("text", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt ", b"fLaC" + bytes(100)])
def test_what_is_no_take_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(text)
    with pytest.raises(FoleyError, match="no WAV file"):
        write_patched(tmp_path / "a.wav", tmp_path / "b.wav", [])
    write_sound(tmp_path / "c.wav", Sound(noise(10, 1), 48_000), "PCM_16")
    with pytest.raises(FoleyError, match="no WAV file of 24 bits"):
        write_patched(tmp_path / "c.wav", tmp_path / "b.wav", [])
    assert not (tmp_path / "b.wav").exists()


def test_a_stretch_that_does_not_lie_within_it_writes_nothing(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", Sound(noise(100, 1), 48_000))
    for first, channels in ((90, 1), (-1, 1), (0, 2)):
        with pytest.raises(ValueError, match="within"):
            write_patched(tmp_path / "a.wav", tmp_path / "b.wav", [(first, noise(20, channels))])
    with pytest.raises(CancelledError):
        write_patched(tmp_path / "a.wav", tmp_path / "b.wav", [], lambda: True)
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_copy_that_was_made_before_becomes_the_new_file(tmp_path: Path, is_there: bool) -> None:
    former, patched, anew = (tmp_path / name for name in ("former.wav", "patched.wav", "anew.wav"))
    write_sound(former, Sound(noise(10_001, 1), 48_000))
    before, pieces = former.read_bytes(), [(first, noise(count, 1, first)) for first, count in PIECES]
    write_patched(former, anew, pieces)
    spare = copy_aside(former)
    assert spare.read_bytes() == before
    assert spare.name.startswith("."), "hidden beside it"
    number = spare.stat().st_ino
    if not is_there:
        spare.unlink()
    write_patched(former, patched, pieces, spare=spare)
    assert patched.read_bytes() == anew.read_bytes()
    assert not is_there or patched.stat().st_ino == number, "nothing was copied"
    assert former.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == sorted((former, patched, anew))


def test_a_copy_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    former = tmp_path / "former.wav"
    write_sound(former, Sound(noise(10_001, 1), 48_000))
    with pytest.raises(CancelledError):
        copy_aside(former, lambda: True)
    assert list(tmp_path.iterdir()) == [former]
