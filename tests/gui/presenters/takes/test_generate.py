from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from foleystudio.project.storage.saved import load_project
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, made_from
from tests.projects import timed


def test_what_is_missing_is_asked_for(driver: Driver, clip: Path) -> None:
    generate = driver.studio.generate
    generate.generate()
    assert "bin first" in driver.said[-1]
    generate.perform((1,))
    assert "Open a clip first" in driver.said[-1]
    driver.open(clip)
    driver.studio.events.strike_out([event.key for event in driver.studio.session.events])
    driver.studio.references.add([driver.sound()])
    driver.wait(lambda: bool(driver.studio.session.project.references))
    generate.generate()
    assert "no events" in driver.said[-1]
    assert driver.studio.session.project.takes == ()


def test_generating_uses_the_chosen_reference_on_the_chosen_track(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.references.add([driver.sound("a.wav"), driver.sound("b.wav", 800)])
    driver.wait(lambda: len(session.project.references) == 2)
    driver.studio.tracks.add_track()
    session.choose_reference(session.project.references[0].key)
    driver.studio.generate.generate()
    driver.wait(lambda: bool(session.project.takes))
    assert [len(track.takes) for track in session.project.tracks] == [0, 1]
    take = session.project.takes[0]
    assert take.name == "a"
    assert take.provenance is not None
    assert take.provenance.references == (session.project.references[0].key,)


def test_making_again_takes_another_seed_and_keeps_the_rest(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound())
    driver.studio.generate.make_again()
    driver.wait(lambda: len(session.project.takes) == 2)
    one, two = (take.provenance for take in session.project.takes)
    assert one is not None
    assert two is not None
    assert (one.settings.seed, two.settings.seed) == (0, 1)
    assert one.references == two.references
    driver.studio.tracks.use_take(session.project.takes[0].key)
    driver.studio.generate.make_again()
    driver.wait(lambda: len(session.project.takes) == 3)
    assert made_from(session.project.takes[2]).settings.seed == 2, "a seed that is there already is passed over"


def test_a_track_that_is_deleted_meanwhile_takes_its_take_along(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.references.add([driver.sound(), driver.sound("b.wav", 900)])
    driver.wait(lambda: bool(session.project.references))
    driver.studio.generate.generate()
    driver.studio.tracks.delete_track()
    driver.wait(lambda: not driver.studio.renders.renderings())
    driver.settle()
    assert session.project.takes == ()
    assert not list((driver.folder / "data" / "takes").glob("*.wav"))
    assert any("track is gone" in text for text in driver.said)


def test_a_reference_of_sixty_emoji_is_performed(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    sound = driver.sound()
    driver.drop_sound(sound.rename(sound.with_name("\N{HAMMER}" * 60 + ".wav")))
    assert driver.errors == []
    assert driver.studio.session.project.takes[0].path.is_file()


def test_the_guide_is_muted_once_and_not_again(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound())
    assert session.project.guide.mute
    driver.studio.tracks.toggle_guide()
    driver.drop_sound(driver.sound("b.wav", 900))
    assert not session.project.guide.mute


def test_a_clip_of_a_single_frame_can_be_performed(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("one.mp4", frames=1))
    driver.settle()
    driver.studio.events.add(0.0)
    driver.drop_sound(driver.sound())
    assert driver.errors == []
    assert driver.studio.session.project.takes[0].n_samples == 1920


def test_a_take_under_way_never_lands_in_the_project_opened_meanwhile(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session = driver.studio.session
    other = replace(session.project, markers=())
    driver.studio.generate.make_again()
    session.document.load(other)
    assert driver.studio.renders.renderings() == []
    driver.settle()
    assert session.project == other
    assert not any("Cancelled" in text for text in driver.said)


def test_what_waited_for_events_is_forgotten_with_its_project(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.references.add([driver.sound(), driver.sound("b.wav", 900)])
    driver.wait(lambda: bool(session.project.references))
    events, driver.studio.generate._events_are_coming = session.events, lambda: True
    driver.studio.events.strike_out([event.key for event in events])
    driver.studio.generate.generate()
    session.document.load(timed(session.project, events))
    driver.studio.generate.events_came()
    driver.settle()
    assert session.project.takes == ()


def test_knobs_turned_while_a_take_is_made_stay_turned(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("a.wav"))
    driver.settle()
    session = driver.studio.session
    driver.studio.references.add([driver.sound("b.wav", 800)])
    driver.wait(lambda: len(session.project.references) == 2)
    driver.studio.generate.generate()
    driver.studio.window.inspector.knob_turned.emit("gain_db", -6.0)
    driver.wait(lambda: len(session.project.takes) == 2)
    track = session.project.tracks[0]
    assert track.settings.gain_db == -6.0
    assert track.references == (session.project.references[1].key,), "what the take was ordered with is taken over"
    driver.wait(lambda: made_from(session.project.takes[1]).settings.gain_db == -6.0)
    assert made_from(session.project.takes[1]).references == track.references


def test_takes_ordered_in_a_row_each_bring_their_own_knobs(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.references.add([driver.sound("a.wav"), driver.sound("b.wav", 800)])
    driver.wait(lambda: len(session.project.references) == 2)
    one, two = (reference.key for reference in session.project.references)
    driver.studio.generate.perform([one])
    driver.studio.generate.perform([two])
    driver.studio.window.inspector.knob_turned.emit("pitch_semitones", 3.0)
    driver.wait(lambda: len(session.project.takes) == 2)
    driver.settle()
    assert [made_from(take).references for take in session.project.takes] == [(one,), (two,)]
    assert session.project.tracks[0].references == (two,)
    assert session.project.tracks[0].settings.pitch_semitones == 3.0


def test_another_take_used_meanwhile_is_no_turning_of_knobs(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("a.wav"))
    driver.drop_sound(driver.sound("b.wav", 800))
    driver.settle()
    session = driver.studio.session
    two = session.project.references[1].key
    driver.studio.generate.make_again()
    driver.studio.tracks.flip()
    driver.wait(lambda: len(session.project.takes) == 3)
    driver.settle()
    assert made_from(session.project.takes[2]).references == (two,)
    assert session.project.tracks[0].references == (two,)


def test_the_cross_on_a_track_stops_that_tracks_rendering_alone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.references.add([driver.sound(), driver.sound("b.wav", 900)])
    driver.wait(lambda: bool(session.project.references))
    driver.studio.tracks.add_track()
    one, two = (track.key for track in session.project.tracks)
    for track in (one, two):
        driver.studio.generate.perform([session.project.references[0].key], track)
    driver.studio.window.timeline.tracks.rendering_cancelled.emit(one)
    assert [rendering.track for rendering in driver.studio.renders.renderings()] == [two]
    driver.settle()
    assert [len(track.takes) for track in session.project.tracks] == [0, 1]


def test_what_is_there_already_is_used_and_not_made_again(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, generate = driver.studio.session, driver.studio.generate
    driver.drop_sound(driver.sound("a.wav"))
    driver.drop_sound(driver.sound("b.wav", 900))
    driver.settle()
    a, b = (reference.key for reference in session.project.references)
    generate.generate()
    driver.settle()
    assert len(session.project.takes) == 2
    assert "Take 2 (b · exemplar · seed 0) is just that" in driver.said[-1]
    session.choose_reference(a)
    generate.generate()
    driver.settle()
    assert [take.key for take in session.project.takes].index(session.project.tracks[0].active or 0) == 0
    assert "Take 1 (a · exemplar · seed 0) is just that, so it is used" in driver.said[-1]
    assert session.document.undo_name == "Use take"
    driver.studio.window.inspector.knob_turned.emit("pitch_semitones", 2.0)
    driver.settle()
    generate.generate()
    driver.settle()
    assert len(session.project.takes) == 2, "the take has followed: it is just that"
    session.choose_reference(b)
    generate.generate()
    generate.generate()
    assert "is being made already" in driver.said[-1]
    driver.settle()
    assert len(session.project.takes) == 3
    assert made_from(session.project.takes[2]).settings.pitch_semitones == 2.0


def test_generating_while_a_take_follows_waits_for_it_instead(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound())
    driver.settle()
    driver.studio.window.inspector.knob_turned.emit("gain_db", -6.0)
    driver.studio.window.actions_table["generate"].trigger()
    assert "is becoming just that" in driver.said[-1]
    driver.settle()
    assert [made_from(take).settings.gain_db for take in session.project.takes] == [-6.0]


def test_a_damaged_take_is_made_anew(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound())
    driver.settle()
    session.project.takes[0].path.write_bytes(b"damaged")
    driver.studio.generate.generate()
    driver.wait(lambda: len(session.project.takes) == 2)


def test_a_take_is_called_after_what_it_is_made_from_unless_the_user_named_it(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, inspector = driver.studio.session, driver.studio.window.inspector
    driver.drop_sound(driver.sound("a.wav"))
    driver.studio.references.add([driver.sound("b.wav", 900)])
    driver.wait(lambda: len(session.project.references) == 2)
    a, b = (reference.key for reference in session.project.references)
    inspector.references_chosen.emit([b])
    driver.wait(lambda: made_from(session.project.takes[0]).references == (b,))
    assert session.project.takes[0].name == "b"
    assert driver.studio.window.bin.chosen_key() == b
    session.document.undo()
    driver.settle()
    assert (session.project.takes[0].name, made_from(session.project.takes[0]).references) == ("a", (a,))
    driver.studio.tracks.rename_take(session.project.takes[0].key, "big crash")
    inspector.references_chosen.emit([b])
    driver.wait(lambda: made_from(session.project.takes[0]).references == (b,))
    assert session.project.takes[0].name == "big crash"
    row = inspector.takes.rows()[0]
    assert (row.name, row.facts) == ("big crash", "exemplar · seed 0 · b")
    file = driver.folder / "film.foley"
    driver.save(file)
    assert load_project(file).project.takes[0].is_named
    driver.studio.tracks.rename_take(session.project.takes[0].key, "")
    assert session.project.takes[0].name == "b"
    session.document.undo()
    assert session.project.takes[0].name == "big crash"
