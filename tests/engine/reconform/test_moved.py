"""A made re-edit: events on their pictures, none lost, by lists and by looking."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.reconform.moved import ASIDE, Reconformed, find_moves, happened_list, reconform
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.takes import Provenance, Take
from tests.engine.reconform.recut import NEW, OLD, RATE_FPS, truth, write_cut, write_edl

RATE_HZ = 48_000
FRAMES = sum(count for *_, count in OLD)


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("cuts")
    return write_cut(folder / "old.mp4", OLD), write_cut(folder / "new.mp4", NEW, crf=32)


@pytest.fixture
def old(cuts: tuple[Path, Path]) -> Clip:
    return open_clip(cuts[0])


@pytest.fixture
def new(cuts: tuple[Path, Path]) -> Clip:
    return open_clip(cuts[1])


def events(seed: int, count: int = 150) -> EventTrack:
    times = np.sort(np.random.default_rng(seed).uniform(0, FRAMES / RATE_FPS - 0.01, count))
    return EventTrack(tuple(Event(float(t), label=str(n)) for n, t in enumerate(times)))


def made_project(old: Clip, folder: Path) -> Project:
    """Two tracks with 150 events each; one has a take whose loudness tells the time; markers; in and out."""
    project = Project(clip=old.path, in_s=1.0, out_s=9.0).with_marker(0.5, "early").with_marker(3.0, "of shot 1")
    project = project.with_track("Steps").with_track("Props")
    tracks = [replace(track, events=events(number)) for number, track in enumerate(project.tracks)]
    project = replace(project, tracks=tuple(tracks))
    ramp = np.linspace(0, 0.9, round(old.duration_s * RATE_HZ), dtype=np.float32)[:, None]
    write_sound(folder / "steps.wav", Sound(ramp, RATE_HZ))
    take = Take(folder / "steps.wav", "steps", len(ramp), provenance=Provenance(events=events(0)))
    return project.with_take(project.tracks[0].key, take)


def share_on_pictures(before: Project, done: Reconformed, slack_s: float = 1e-3) -> float:
    """Share of events that are where they should be, set aside ones among them; all must be there."""
    right = total = 0
    for number, track in enumerate(before.tracks):
        after = {event.label: event for event in done.project.tracks[number].events} if number < 1 else {}
        same = next(t for t in done.project.tracks if t.name == track.name)
        after = {event.label: event for event in same.events}
        cut = [t for t in done.project.tracks if t.name == f"{track.name} {ASIDE}"]
        aside = {event.label: event for t in cut for event in t.events}
        assert len(after) + len(aside) == len(track.events), "none is lost"
        for event in track.events:
            total += 1
            wanted = truth().at(event.time_s)
            found = after.get(event.label)
            right += found is None if wanted is None else found is not None and abs(found.time_s - wanted) <= slack_s
    return right / total


@pytest.mark.parametrize("way", ["pictures", "both lists", "one list"])
def test_events_go_with_their_pictures_and_none_is_lost(old: Clip, new: Clip, tmp_path: Path, way: str) -> None:
    project = made_project(old, tmp_path)
    edl = old_edl = None
    if way == "both lists":
        edl, old_edl = write_edl(tmp_path / "new.edl", NEW), write_edl(tmp_path / "old.edl", OLD)
    elif way == "one list":  # cut from the old cut itself
        begins = np.cumsum([0, *(count for *_, count in OLD)])
        parts = [(0, int(begins[s]) + f, n) if s < len(OLD) else (8, f, n) for s, f, n in NEW]
        edl = write_edl(tmp_path / "from old.edl", parts)
        edl.write_text(edl.read_text().replace("01:00:", "00:00:"), "utf-8")
    moves = find_moves(old, new, edl, old_edl)
    done = reconform(project, old, new, moves, lambda name: tmp_path / f"{name} laid.wav")
    assert share_on_pictures(project, done) >= 0.99
    assert done.moved + done.aside == 300
    assert done.project.clip == new.path


def test_grain_and_another_rate_do_not_matter(old: Clip, tmp_path: Path) -> None:
    grainy = open_clip(write_cut(tmp_path / "grain.mp4", NEW, crf=30, grain=True))
    project = made_project(old, tmp_path)
    done = reconform(project, old, grainy, find_moves(old, grainy), lambda name: tmp_path / f"{name} laid.wav")
    assert share_on_pictures(project, done) >= 0.99
    doubled = open_clip(write_cut(tmp_path / "slow.mp4", OLD, rate_fps=Fraction(24)))
    assert len(find_moves(old, doubled).spans) >= 1


def test_takes_are_laid_anew_and_the_old_ones_stay(old: Clip, new: Clip, tmp_path: Path) -> None:
    project = made_project(old, tmp_path)
    done = reconform(project, old, new, find_moves(old, new), lambda name: tmp_path / f"{name} laid.wav")
    first, laid = done.project.tracks[0].takes
    assert done.project.tracks[0].active == laid.key
    assert first.path.exists()
    samples = soundfile.read(laid.path, dtype="float32")[0]
    assert len(samples) == round(new.duration_s * RATE_HZ)
    scale = 0.9 / (old.duration_s * RATE_HZ - 1)
    for frame in range(5, FRAMES, 20):
        there = truth().frames[frame]
        if there is not None:
            at = round((there + 0.5) / RATE_FPS * RATE_HZ)
            assert samples[at] == pytest.approx((frame + 0.5) / RATE_FPS * RATE_HZ * scale, abs=2e-3)
    inserted = sum(count for *_, count in NEW[:2]) + 20
    assert samples[round(inserted / RATE_FPS * RATE_HZ)] == 0


def test_a_comp_stays_on_its_pictures(old: Clip, new: Clip, tmp_path: Path) -> None:
    project = made_project(old, tmp_path)
    first = project.tracks[0].takes[0]
    project = project.with_take(project.tracks[0].key, replace(first, name="other"))
    start_s, stop_s = 10 / RATE_FPS, 60 / RATE_FPS
    project = project.with_changed_track(project.tracks[0].comped(start_s, stop_s, first.key))
    done = reconform(project, old, new, find_moves(old, new), lambda name: tmp_path / f"{name} laid.wav")
    track = done.project.tracks[0]
    assert track.active is not None
    assert track.take(track.active).name == "other"
    compared = 0
    for frame in range(FRAMES):
        there = truth().frames[frame]
        if there is not None:
            at_s = (there + 0.5) / RATE_FPS
            heard = next((span.take for span in track.comp if span.start_s <= at_s < span.stop_s), track.active)
            is_comped = start_s <= (frame + 0.5) / RATE_FPS < stop_s
            assert heard is not None
            assert track.take(heard).name == (first.name if is_comped else "other")
            compared += is_comped
    assert compared > 10


def test_markers_the_range_and_the_list(old: Clip, new: Clip, tmp_path: Path) -> None:
    project = made_project(old, tmp_path)
    done = reconform(project, old, new, find_moves(old, new), lambda name: tmp_path / f"{name} laid.wav")
    names = {marker.name: marker.time_s for marker in done.project.markers}
    assert names["early"] == pytest.approx(0.1)
    assert names["of shot 1 (cut)"] == pytest.approx(2.0), "at the seam"
    assert names["New picture 1"] == pytest.approx(110 / RATE_FPS)
    assert done.project.in_s == pytest.approx(0.6)
    rows = list(csv.DictReader(io.StringIO(happened_list(done.happened))))
    assert [row["what"] for row in rows].count("new") == 1
    assert [row["what"] for row in rows].count("cut out") == 6
    assert next(row["old_in"] for row in rows if row["what"] == "kept") == "00:00:00:10"
    assert sum(int(row["events"]) for row in rows) == 300
    assert "kept aside" in done.told


def test_another_film_is_refused(old: Clip, tmp_path: Path) -> None:
    other = open_clip(write_cut(tmp_path / "other.mp4", [(20, 0, 40), (21, 0, 30)]))
    with pytest.raises(FoleyError, match=r"no picture of the old cut; choose a cut of the same film"):
        find_moves(old, other)


def test_the_same_cut_moves_nothing(old: Clip, tmp_path: Path) -> None:
    project = made_project(old, tmp_path)
    done = reconform(project, old, old, find_moves(old, old), lambda name: tmp_path / f"{name} laid.wav")
    assert [t.events.events for t in done.project.tracks] == [t.events.events for t in project.tracks]
    assert done.aside == 0
