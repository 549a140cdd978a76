"""Light that comes and goes is found at every rate, and told from what moves, stays or is cut to."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.picture.flashes import flashes_of
from foleystudio.engine.timing.picture.motion_novelty import events_of_motion
from foleystudio.engine.timing.picture.onset_net import load_timing_model
from foleystudio.engine.timing.picture.picture_fusion import candidates_of_activation, onset_activation
from foleystudio.timebase import FrameTimes

Grey = NDArray[np.uint8]
FLASHES_S = (1.0, 2.0, 3.5, 5.0)
LASTS_S = 0.06
RATES = [8, 15, Fraction(24_000, 1001), 24, 25, 30, 48, 50, Fraction(60_000, 1001), 60, 90, 120, 240]


def still() -> Grey:
    coarse = np.random.default_rng(0).integers(20, 140, (9, 16), np.uint8)
    return np.asarray(cv2.resize(coarse, (112, 112), interpolation=cv2.INTER_CUBIC), np.uint8)


def lit(part: slice | None = slice(30, 70), lasts_s: float = LASTS_S) -> Callable[[float], Grey]:
    """A still over which a square lights up at times; the whole picture where no part is told."""

    def picture(time_s: float) -> Grey:
        shown = still()
        if any(-1e-6 <= time_s - at < lasts_s - 1e-6 for at in FLASHES_S):
            shown[slice(None) if part is None else part, slice(None) if part is None else part] = 235
        return shown

    return picture


def motion(picture: Callable[[float], Grey], rate: Fraction | int, seconds: float = 6.0) -> MotionDescriptors:
    frames = FrameTimes.regular(round(seconds * rate), Fraction(rate))
    return MotionDescriptors.of_pictures((picture(float(t)) for t in frames.seconds), frames)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("part", [slice(30, 70), None])
def test_flashes_are_found_at_every_rate_and_are_no_cuts(rate: Fraction | int, part: slice | None) -> None:
    found = motion(lit(part), rate)
    assert not found.cut.any()
    assert [flash.time_s for flash in flashes_of(found)] == pytest.approx(FLASHES_S, abs=1 / float(rate))
    assert len(events_of_motion(found)) == 4


@pytest.mark.shipped_models
@pytest.mark.parametrize("rate", [8, 24, 30, 60, 240])
def test_picture_timing_proposes_them_once_each(rate: int) -> None:
    found, model = motion(lit(), rate), load_timing_model()
    events = candidates_of_activation(onset_activation(found, model), model.threshold).events()
    assert [event.time_s for event in events] == pytest.approx(FLASHES_S, abs=1 / rate + 0.01)
    assert min(event.strength for event in events) > 0.8


@pytest.mark.parametrize("rate", [15, 30, 60, 120])
@pytest.mark.parametrize("lasts_s", [0.02, 0.04, 0.1])
def test_shorter_and_longer_ones(rate: int, lasts_s: float) -> None:
    seen = [at for at in FLASHES_S if any(at <= n / rate < at + lasts_s for n in range(6 * rate))]
    assert len(flashes_of(motion(lit(lasts_s=lasts_s), rate))) == len(seen)


@pytest.mark.parametrize("rate", [25, 60, 120])
def test_what_stays_moves_or_goes_dark_is_no_flash(rate: int) -> None:
    def lamp(time_s: float) -> Grey:
        shown = still()
        shown[30:70, 30:70] = 235 if time_s > 1 else 60
        return shown

    def passing(time_s: float) -> Grey:
        shown = np.full((112, 112), 40, np.uint8)
        at = int(time_s * 900) % 112
        shown[40:60, at : at + 20] = 235
        return shown

    def blinking(time_s: float) -> Grey:
        return np.asarray(255 - lit()(time_s), np.uint8)

    for picture in (lamp, passing, blinking, lambda time_s: lit(lasts_s=0.5)(time_s)):
        assert flashes_of(motion(picture, rate, 3.0)) == []


@pytest.mark.parametrize("rate", [25, 60, 240])
def test_a_cut_is_a_cut_at_every_rate(rate: int) -> None:
    other = np.ascontiguousarray(still()[::-1, ::-1].T)
    found = motion(lambda time_s: still() if time_s < 0.999 else other, rate, 2.0)
    assert np.flatnonzero(found.cut).tolist() == [rate]
    assert flashes_of(found) == []
    assert flashes_of(motion(lambda _: still(), rate, 0.1)) == []
