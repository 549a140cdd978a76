"""A sound whose rate or layout changes on the way is heard in time with its clock, at one rate and in one layout."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.waves.resample import resample
from foleystudio.media.probe import probe
from foleystudio.media.sound.levels.peaks import build_peaks
from foleystudio.media.sound.rates import Placed, at_one_rate
from foleystudio.media.sound.reader import SoundReader, read_sound
from tests.media.joined import heard_s
from tests.media.rates import Piece, expected_s, write_adts, write_stream

WITHIN_S = 0.0012  # a burst is loud enough to be found 0.4 ms after its beginning, later where the rate is low


def pieces(*rates_hz: int, layouts: tuple[str, ...] = ()) -> list[Piece]:
    named = layouts or ("mono",) * len(rates_hz)
    return [Piece(rate, (0.5, 1.5), layout=name) for rate, name in zip(rates_hz, named, strict=True)]


CHANGES = {
    "down": pieces(48_000, 44_100),
    "up": pieces(44_100, 48_000),
    "far down": pieces(48_000, 32_000),
    "far up": pieces(22_050, 48_000),
    "there and back": pieces(48_000, 24_000, 48_000),
    "thrice": pieces(44_100, 48_000, 32_000),
    "mono to stereo to 5.1": pieces(48_000, 48_000, 48_000, layouts=("mono", "stereo", "5.1")),
    "5.1 to stereo": pieces(48_000, 48_000, layouts=("5.1", "stereo")),
    "stereo to mono, down": pieces(48_000, 44_100, layouts=("stereo", "mono")),
    "mono to stereo, up": pieces(44_100, 48_000, layouts=("mono", "stereo")),
}


def written(folder: Path, kind: str, parts: list[Piece]) -> Path:
    return write_stream(folder / "a.ts", parts) if kind == "ts" else write_adts(folder / "a.aac", *parts)


@pytest.mark.parametrize("kind", ["ts", "aac"])
@pytest.mark.parametrize("name", CHANGES)
def test_the_sound_stays_in_time(tmp_path: Path, kind: str, name: str) -> None:
    path = written(tmp_path, kind, CHANGES[name])
    sound = read_sound(path)
    assert sound.rate_hz == CHANGES[name][0].rate_hz
    assert heard_s(sound.samples, sound.rate_hz) == pytest.approx(expected_s(*CHANGES[name]), abs=WITHIN_S)
    assert sound.channels == probe(path).audio[0].channels


@pytest.mark.parametrize("kind", ["ts", "aac"])
@pytest.mark.parametrize("name", ["down", "up", "far down", "stereo to mono, down"])
def test_so_it_does_wherever_reading_begins(tmp_path: Path, kind: str, name: str) -> None:
    path, wanted = written(tmp_path, kind, CHANGES[name]), expected_s(*CHANGES[name])
    with SoundReader(path, 48_000, stereo=True) as reader:
        for start_s in (3.0, 0.0, 2.2, 1.0):
            samples = reader.read(round(start_s * 48_000), 48_000 * 5)
            heard = [start_s + at for at in heard_s(samples)]
            assert heard == pytest.approx([at for at in wanted if at > start_s], abs=WITHIN_S)


@pytest.mark.parametrize("order", [(48_000, 44_100), (44_100, 48_000)])
def test_nothing_adds_up_over_a_long_stretch(tmp_path: Path, order: tuple[int, int]) -> None:
    parts = [Piece(order[0], (0.5,)), Piece(order[1], (0.5, 19.5), 20.0)]
    sound = read_sound(write_stream(tmp_path / "a.ts", parts))
    heard = heard_s(sound.samples, sound.rate_hz)
    assert heard[2] - heard[1] == pytest.approx(19.0, abs=0.0002)


def test_a_stretch_of_another_rate_has_no_seams() -> None:
    wave = np.sin(np.arange(44_100) * 0.1).astype(np.float32)[:, None]

    def frames() -> Iterator[Placed]:
        at = Fraction(1000)
        for first in range(0, len(wave), 1024):
            placed = Placed(at, wave[first : first + 1024], 44_100)
            at = placed.stop(48_000)
            yield placed

    found = list(at_one_rate(frames(), 48_000, 1))
    joined = np.concatenate([samples for _, samples in found])
    assert found[0][0] == 1000
    assert [at for at, _ in found[1:]] == [at + len(samples) for at, samples in found[:-1]]
    np.testing.assert_allclose(joined, resample(wave, 44_100, 48_000), atol=1e-5)


def test_a_gap_within_it_stays_a_gap() -> None:
    wave = np.ones((441, 1), np.float32)
    parts = [Placed(Fraction(at), wave, 44_100) for at in (0, 480, 4800)]
    spans = [(at, at + len(samples)) for at, samples in at_one_rate(iter(parts), 48_000, 1)]
    assert sum(stop - start for start, stop in spans) == 3 * 480
    assert (spans[0][0], spans[-1][1]) == (0, 5280)
    assert 4800 in [start for start, _ in spans]


@pytest.mark.parametrize("name", ["down", "up"])
def test_its_outline_is_drawn_where_it_is_heard(tmp_path: Path, name: str) -> None:
    peaks = build_peaks(written(tmp_path, "ts", CHANGES[name]))
    drawn = np.abs(peaks.read(0, 5 * peaks.rate_hz, 5000)).max(axis=(1, 2))[:, None]
    assert heard_s(drawn, 1000) == pytest.approx(expected_s(*CHANGES[name]), abs=0.007)
