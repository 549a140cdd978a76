from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine.timing.picture import onset_net
from foleystudio.engine.timing.picture.motion_novelty import scores_of
from foleystudio.engine.timing.picture.onset_net import MODEL, OnsetPrediction, load_timing_model, read_timing_model
from foleystudio.engine.timing.picture.picture_fusion import (
    OnsetActivation,
    candidates_of_activation,
    onset_activation,
)
from foleystudio.paths import models_dir
from tests.benchmarks.guide_scores import matches
from tests.engine.timing.films import HAMMER_S, times_of, write_film
from tests.engine.timing.scenes import Scene, camera_only, cuts, still, strikes, swinging

TIMES = (1.0, 2.1, 2.9, 4.0, 5.2, 6.6)
COLUMN_S = 512 / 44_100


def seen_at(**sure: float) -> OnsetActivation:
    values = np.zeros(800, np.float32)
    for place, value in sure.items():
        values[int(place[1:])] = value
    return OnsetActivation(values, np.zeros(800, np.float32))


def test_more_sensitivity_never_takes_events_away() -> None:
    seen = OnsetActivation(
        (2 * np.random.default_rng(0).random(800) ** 3).astype(np.float32), np.zeros(800, np.float32)
    )
    times = [{e.time_s for e in candidates_of_activation(seen, 0.7).events(s)} for s in (0.0, 0.3, 0.5, 0.8, 1.0)]
    assert all(fewer <= more for fewer, more in pairwise(times))
    assert len(times[0]) < len(times[2]) < len(times[4])


def test_the_threshold_is_what_the_default_asks_for() -> None:
    track = candidates_of_activation(seen_at(c100=0.69, c200=0.71, c300=1.5), 0.7).events()
    assert [e.time_s for e in track] == pytest.approx([200 * COLUMN_S, 300 * COLUMN_S])
    assert [e.strength for e in track] == sorted(e.strength for e in track)
    assert track.source == "picture"


def test_the_loudest_has_full_strength_and_mistakes_are_faint() -> None:
    seen = seen_at(c100=0.8, c200=1.0, c300=1.0)
    seen.level[[104, 202, 306]] = (0.3, 0.02, 0.4)
    strengths = [e.strength for e in candidates_of_activation(seen, 0.5).events()]
    assert strengths[2] == pytest.approx(1.0)
    assert strengths[0] == pytest.approx((0.8 * 0.75) ** 0.5, abs=1e-3)
    assert strengths[1] < 0.3
    assert [
        e.strength for e in candidates_of_activation(seen, 0.5).events(0.51)
    ] == strengths  # whatever else is proposed


def test_what_net_and_detector_both_name_is_surest(monkeypatch: pytest.MonkeyPatch) -> None:
    motion = strikes(TIMES).motion
    columns = 4 * round(len(motion) / 25 * 21.53)
    score = scores_of(motion)
    named_s = float(motion.frames.seconds[int(score.argmax())])
    sure = np.zeros(columns + 8, np.float32)
    for at_s in (named_s, 7.5):  # the net names one of the detector's instants, and one of its own
        sure[round(at_s / COLUMN_S)] = 0.6
    monkeypatch.setattr(
        "foleystudio.engine.timing.picture.picture_fusion.predict_onsets", lambda *_: OnsetPrediction(sure, sure)
    )
    monkeypatch.setattr("foleystudio.engine.timing.picture.picture_fusion.with_recurrence", lambda _, given, *__: given)
    seen = onset_activation(motion, load_timing_model())
    both, alone = (
        seen.activation[round(at_s / COLUMN_S) - 2 : round(at_s / COLUMN_S) + 3].max() for at_s in (named_s, 7.5)
    )
    assert both == pytest.approx(0.6 + 0.25 * score.max() / (score.max() + 2), abs=0.06)
    assert alone == pytest.approx(0.6, abs=0.1)


def proposals(scene: Scene) -> list[float]:
    model = load_timing_model()
    return [e.time_s for e in candidates_of_activation(onset_activation(scene.motion, model), model.threshold).events()]


@pytest.mark.parametrize("scene", [strikes(TIMES), strikes(TIMES, seed=1, pan_per_s=20, bystander=True)])
def test_the_shipped_net_finds_strikes_that_it_was_not_made_for(scene: Scene) -> None:
    found = proposals(scene)
    assert sum(any(abs(p - t) <= 0.12 for p in found) for t in scene.times_s) >= 4
    assert len(found) <= 10


@pytest.mark.parametrize("make", [still, camera_only, swinging, lambda: cuts((1.0, 2.0, 3.4))])
def test_the_shipped_net_proposes_next_to_nothing_where_nothing_sounds(make: Callable[[], Scene]) -> None:
    assert len(proposals(make())) <= 1


def test_the_shipped_net_is_whole_and_small() -> None:
    folder = models_dir() / MODEL
    assert 0.3 < read_timing_model(folder).threshold < 1.5
    assert sum(file.stat().st_size for file in folder.iterdir()) < 4_000_000
    assert (folder / "card.md").is_file()
    assert onset_net.has_timing_model()


def test_what_recurs_is_surer_than_net_and_detector_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    motion = strikes(TIMES).motion
    sure = onset_activation(motion, load_timing_model()).activation
    monkeypatch.setattr("foleystudio.engine.timing.picture.picture_fusion.with_recurrence", lambda _, given, *__: given)
    alone = onset_activation(motion, load_timing_model()).activation
    at = [round(t / COLUMN_S) for t in TIMES]
    assert sum(sure[c - 4 : c + 8].max() - alone[c - 4 : c + 8].max() for c in at) > 0.1


@pytest.mark.parametrize(("rate_fps", "least"), [(8, 4), (12, 4), (24, 4), (60, 4)])
def test_strokes_are_found_at_any_frame_rate(rate_fps: int, least: int, tmp_path: Path) -> None:
    found = times_of(write_film(tmp_path / "film.mp4", Fraction(rate_fps), 6.0))
    wanted = [stroke_s for stroke_s in HAMMER_S if stroke_s < 5.8]
    pairs = matches(found.tolist(), wanted, 0.04 + max(0.0, 1 / rate_fps - 1 / 24))
    assert len(pairs) >= least
    assert len(found) <= 12, "the ball bounces some six times"
