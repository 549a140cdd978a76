from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from foleystudio.timebase import (
    FEATURE_FPS,
    ColumnGrid,
    feature_frames,
    rescale,
    round_half_up,
    to_samples,
    to_seconds,
)


def test_halves_are_rounded_upwards() -> None:
    assert [round_half_up(Fraction(n, 2)) for n in (-3, -1, 1, 3, 5)] == [-1, 0, 1, 2, 3]
    assert to_samples(Fraction(1, 96_000), 48_000) == 1


@given(st.integers(0, 10**12), st.sampled_from([8_000, 22_050, 44_100, 48_000, 96_000]))
def test_samples_survive_seconds(sample: int, rate_hz: int) -> None:
    assert to_samples(Fraction(sample, rate_hz), rate_hz) == sample
    if sample < 2**40:  # a double has room for a year of samples
        assert to_samples(to_seconds(sample, rate_hz), rate_hz) == sample


@given(st.integers(0, 10**9))
def test_rescaling_there_and_back_is_exact_upwards(sample: int) -> None:
    assert rescale(rescale(sample, 44_100, 96_000), 96_000, 44_100) == sample
    assert abs(rescale(sample, 48_000, 44_100) - Fraction(sample * 44_100, 48_000)) <= Fraction(1, 2)


@given(
    st.integers(0, 10**7), st.sampled_from([ColumnGrid(22_050, 256), ColumnGrid(44_100, 512), ColumnGrid(48_000, 480)])
)
def test_columns_are_found_again(column: int, grid: ColumnGrid) -> None:
    assert grid.column_at(grid.seconds_of(column)) == column
    assert grid.column_at(Fraction(column * grid.hop, grid.rate_hz)) == column


def test_feature_frames_lie_four_columns_apart_in_both_mels() -> None:
    for grid in (ColumnGrid(22_050, 256), ColumnGrid(44_100, 512)):
        assert grid.columns_per_second == 4 * FEATURE_FPS
    assert feature_frames(Fraction(215) / FEATURE_FPS) == 215
    assert feature_frames(Fraction(215) / FEATURE_FPS + Fraction(1, 10**6)) == 216
    assert feature_frames(0) == 0
