from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.models.model_files import write_net
from foleystudio.engine.request import Timing
from foleystudio.engine.timing.picture import onset_net
from foleystudio.engine.timing.picture.motion_novelty import picture_events
from foleystudio.engine.timing.picture.picture_fusion import picture_candidates
from foleystudio.engine.timing.source import choose
from foleystudio.engine.timing.sources import TIMING_SOURCES
from foleystudio.errors import FoleyError
from foleystudio.nets.config import TIMING_PRESETS
from foleystudio.nets.timing import TimingNet
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import Candidates
from tests.conftest import MakeClip
from tests.engine.timing.proposing import propose_events
from tests.engine.timing.sounds import hits


def test_auto_takes_the_guide_when_there_is_one(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", frames=50, audio=hits((0.5, 1.2), 2.0, floor=0.001)))
    track, used = propose_events(clip)
    assert (used, track.source) == (Timing.GUIDE, "guide")
    assert len(track) >= 2
    assert choose(clip) == (Timing.GUIDE, "Timing is taken from the clip's own sound.")


@pytest.mark.parametrize(
    ("audio", "reason"), [(None, "has no sound of its own"), (np.zeros(48_000, np.float32), "is silent")]
)
def test_auto_takes_the_picture_otherwise_and_says_why(
    make_clip: MakeClip, audio: np.ndarray | None, reason: str
) -> None:
    clip = open_clip(make_clip("a.mov", audio=audio))
    track, used = propose_events(clip, Timing.AUTO)
    assert (used, track.source) == (Timing.PICTURE, "picture")
    assert choose(clip)[0] is Timing.PICTURE
    assert reason in choose(clip)[1]


@pytest.mark.parametrize("audio", [None, np.zeros(48_000, np.float32)])
def test_asking_for_a_guide_that_is_not_there_is_an_error(make_clip: MakeClip, audio: np.ndarray | None) -> None:
    with pytest.raises(FoleyError, match=r"a\.mov.*sound"):
        propose_events(open_clip(make_clip("a.mov", audio=audio)), Timing.GUIDE)


def test_auto_turns_to_the_picture_when_the_guide_says_nothing(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = open_clip(make_clip("a.mov", audio=hits((0.5,), 1.0)))
    monkeypatch.setitem(
        TIMING_SOURCES._rows,
        Timing.GUIDE,
        replace(TIMING_SOURCES[Timing.GUIDE], propose=lambda *_args: Candidates((), "guide")),
    )
    assert propose_events(clip)[1] is Timing.PICTURE
    assert propose_events(clip, Timing.GUIDE) == (EventTrack((), source="guide"), Timing.GUIDE)


def test_the_picture_can_be_asked_for_beside_a_guide(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", audio=hits((0.5,), 1.0)))
    assert propose_events(clip, Timing.PICTURE)[1] is Timing.PICTURE


@pytest.mark.parametrize("timing", [Timing.TAUGHT, Timing.FILE])
def test_sources_that_need_more_are_refused(make_clip: MakeClip, timing: Timing) -> None:
    with pytest.raises(FoleyError, match="more than the clip"):
        propose_events(open_clip(make_clip("a.mp4")), timing)


def test_without_the_trained_net_the_classical_detector_answers(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    clip = open_clip(make_clip("a.mov", frames=30))
    monkeypatch.setattr(onset_net, "models_dir", lambda: tmp_path)
    assert picture_candidates(clip).events() == picture_events(clip)


def test_with_it_the_net_does(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clip = open_clip(make_clip("a.mov", frames=30))
    config = TIMING_PRESETS["tiny"]
    write_net(tmp_path / "timing", TimingNet(config), config, {"threshold": 1e-6})
    monkeypatch.setattr(onset_net, "models_dir", lambda: tmp_path)
    track = picture_candidates(clip).events()
    assert track.source == "picture"
    assert len(track) > len(picture_events(clip))  # it was told to be sure of everything
    assert all(e.time_s < clip.duration_s for e in track)


def test_a_damaged_net_is_named(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clip = open_clip(make_clip("a.mov", frames=30))
    (tmp_path / "timing").mkdir()
    (tmp_path / "timing" / "config.json").write_text("{}")
    monkeypatch.setattr(onset_net, "models_dir", lambda: tmp_path)
    with pytest.raises(FoleyError, match="config"):
        picture_candidates(clip).events()
