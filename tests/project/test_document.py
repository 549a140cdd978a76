from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from foleystudio.project.document import Marker, Project
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track


def _take(name: str) -> Take:
    return Take(Path(f"/takes/{name}.wav"), name, 48_000)


@pytest.fixture
def project() -> Project:
    """One reference, one track with two takes of which the second sounds."""
    project = Project(clip=Path("/clip.mp4")).with_reference(Path("/anvil.wav")).with_track()
    track = project.tracks[0].key
    return project.with_take(track, _take("one")).with_take(track, _take("two"))


def test_a_project_is_a_value(project: Project) -> None:
    with pytest.raises(FrozenInstanceError):
        project.offset_ms = 3  # type: ignore[misc]  # that it cannot is tested
    assert replace(project, offset_ms=3.0) != project
    assert replace(project) == project


def test_keys_are_never_shared(project: Project) -> None:
    project = project.with_marker(1.0).with_reference(Path("/drum.wav")).with_track()
    keys = [
        *(reference.key for reference in project.references),
        *(track.key for track in project.tracks),
        *(marker.key for marker in project.markers),
        *(take.key for take in project.takes),
    ]
    assert sorted(keys) == list(range(len(keys)))
    with pytest.raises(ValueError, match="share a key"):
        replace(project, markers=(Marker(0.0, key=keys[0]),))


def test_keys_that_no_window_could_hand_on_are_refused() -> None:
    for wrong in (Project(), Project(markers=(Marker(1.0, key=3),))):
        with pytest.raises(ValueError, match="beyond"):
            replace(wrong, next_key=1 << 31)
    with pytest.raises(ValueError, match="beyond"):
        Project(markers=(Marker(1.0, key=5_000_000_000),))


def test_next_key_lies_above_keys_that_came_from_a_file() -> None:
    assert Project(markers=(Marker(1.0, key=41),)).with_marker(2.0).markers[1].key == 42


def test_a_reference_is_named_after_its_file(project: Project) -> None:
    assert project.references[0].name == "anvil"


def test_tracks_get_the_first_free_name(project: Project) -> None:
    assert [t.name for t in project.with_track().with_track().tracks] == ["Foley 1", "Foley 2", "Foley 3"]
    gap = project.with_track().with_track().without_track(project.with_track().tracks[1].key)
    assert gap.with_track().tracks[-1].name == "Foley 2"


def test_the_newest_take_sounds_and_the_last_one_is_its_rival(project: Project) -> None:
    track = project.tracks[0]
    assert track.active_take is not None
    assert track.active_take.name == "two"
    assert track.other == track.takes[0].key


def test_flipping_twice_changes_nothing(project: Project) -> None:
    track = project.tracks[0]
    assert track.flipped().active == track.other
    assert track.flipped().flipped() == track
    alone = Track("alone", takes=(replace(_take("x"), key=7),), active=7, key=0)
    assert alone.flipped() == alone


def test_removing_the_sounding_take_brings_up_its_rival(project: Project) -> None:
    first, second = (take.key for take in project.takes)
    left = project.without_take(second).tracks[0]
    assert (left.active, left.other, len(left.takes)) == (first, None, 1)
    assert project.without_take(second).without_take(first).tracks[0].active_take is None


def test_removing_the_rival_leaves_the_sounding_take(project: Project) -> None:
    first, second = (take.key for take in project.takes)
    left = project.without_take(first).tracks[0]
    assert (left.active, left.other) == (second, None)


def test_a_track_cannot_play_a_take_it_has_not() -> None:
    with pytest.raises(ValueError, match="no take 3"):
        Track("t", active=3)


def test_removing_a_reference_keeps_the_takes_made_from_it(project: Project) -> None:
    reference = project.references[0].key
    project = project.with_changed_track(project.tracks[0].playing((reference,)))
    left = project.without_reference(reference)
    assert left.references == ()
    assert left.tracks[0].references == ()
    assert left.takes == project.takes


def test_markers_are_kept_in_time_order() -> None:
    project = Project().with_marker(2.0, "b").with_marker(1.0, "a")
    assert [m.name for m in project.markers] == ["a", "b"]
    assert project.marker(project.markers[0].key).name == "a"


def test_the_range_cannot_be_backwards() -> None:
    with pytest.raises(ValueError, match="before the in point"):
        Project(in_s=2.0, out_s=1.0)


def test_settings_for_a_track_carry_the_offset_of_the_project(project: Project) -> None:
    assert replace(project, offset_ms=12.0).settings_for(project.tracks[0].key).offset_ms == 12.0


def test_relocating_touches_every_kind_of_file(project: Project) -> None:
    files = [Path("/clip.mp4"), Path("/anvil.wav"), *(take.path for take in project.takes)]
    moved = project.relocated({file: Path("/new") / file.name for file in files})
    assert moved.clip == Path("/new/clip.mp4")
    assert moved.references[0].path == Path("/new/anvil.wav")
    assert [take.path for take in moved.takes] == [Path("/new/one.wav"), Path("/new/two.wav")]


def test_asking_for_what_is_not_there(project: Project) -> None:
    for ask in (project.track, project.reference, project.marker, project.track_of, project.without_take):
        with pytest.raises(KeyError):
            ask(999)
