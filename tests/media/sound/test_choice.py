"""Of several sound tracks the flagged one is heard, or else the first, unless it is silent; layouts may change."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from foleystudio.media.sound.downmix import laid_out
from foleystudio.media.sound.reader import SoundReader, read_sound

RATE_HZ = 48_000


def _tone(hertz: float) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * hertz * np.arange(RATE_HZ) / RATE_HZ)).astype(np.float32)


def _write(path: Path, tracks: list[np.ndarray], flagged: int | None) -> Path:
    with av.open(str(path), "w") as out:
        streams = [out.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono") for _ in tracks]
        for number, stream in enumerate(streams):
            stream.disposition = Disposition.default if number == flagged else Disposition(0)
        for stream, samples in zip(streams, tracks, strict=True):
            for first in range(0, len(samples), 4800):
                piece = (samples[None, first : first + 4800] * 32767).astype(np.int16)
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), format="s16", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, first, Fraction(1, RATE_HZ)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    return path


def _hertz(path: Path, stream: int | None = None) -> float:
    samples = read_sound(path, stream=stream).samples[:, 0]
    return float(np.argmax(np.abs(np.fft.rfft(samples)))) * RATE_HZ / len(samples)


SILENT = np.zeros(RATE_HZ, np.float32)


@pytest.mark.parametrize(
    ("tracks", "flagged", "hertz"),
    [
        ((500.0, 1500.0), None, 500),
        ((500.0, 1500.0), 1, 1500),
        ((0.0, 1500.0), None, 1500),
        ((0.0, 1500.0), 0, 1500),  # the flagged one is silent
        ((0.0, 0.0, 700.0), None, 700),  # a broadcast's mono tracks
    ],
)
def test_the_track_that_is_meant_is_heard(
    tmp_path: Path, tracks: tuple[float, ...], flagged: int | None, hertz: float
) -> None:
    path = _write(tmp_path / "tracks.mkv", [_tone(f) if f else SILENT for f in tracks], flagged)
    assert _hertz(path) == pytest.approx(hertz, abs=2)
    if tracks[-1] and len(tracks) == 2:
        assert _hertz(path, 1) == pytest.approx(1500, abs=2), "which one can still be said"


def test_where_all_are_silent_the_first_is_read(tmp_path: Path) -> None:
    with SoundReader(_write(tmp_path / "tracks.mkv", [SILENT, SILENT], None)) as reader:
        assert not reader.read(0, RATE_HZ).any()


def test_a_file_that_changes_is_looked_at_anew(tmp_path: Path) -> None:
    path = _write(tmp_path / "tracks.mkv", [_tone(500), _tone(1500)], 1)
    assert _hertz(path) == pytest.approx(1500, abs=2)
    _write(path, [_tone(500), SILENT, SILENT], None)
    assert _hertz(path) == pytest.approx(500, abs=2)


def test_layouts_that_change_are_mixed_by_their_names() -> None:
    surround = np.zeros((4, 6), np.float32)
    surround[0, 0], surround[1, 2], surround[2, 5], surround[3, 3] = 1, 1, 1, 1
    names = ("FL", "FR", "FC", "LFE", "BL", "BR")
    half = float(np.sqrt(0.5))
    sides: np.ndarray = np.array([[1.0, 0.0], [half, half], [0.0, half], [0.0, 0.0]])
    assert np.abs(laid_out(surround, names, ("FL", "FR")) - sides).max() < 1e-6
    np.testing.assert_allclose(laid_out(surround, names, ("FC",))[:, 0], [0.5, half, half / 2, 0], atol=1e-6)
    stereo = np.array([[1.0, 0.0], [0.0, 0.5]], np.float32)
    assert laid_out(stereo, ("FL", "FR"), names)[:, :3].tolist() == [[1, 0, 0], [0, 0.5, 0]]
    mono = np.ones((1, 1), np.float32)
    assert laid_out(mono, ("FC",), names)[0].tolist() == [0, 0, 1, 0, 0, 0]
