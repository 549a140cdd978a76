"""The main path through the real window: open, drop, generate, edit, undo, play, export."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from foleystudio import errors
from foleystudio.engine.request import Cancelled, Progress, RenderedTake, SynthesisRequest, Timing
from foleystudio.engine.timing.candidates import certain
from foleystudio.gui.dialogs import questions
from foleystudio.media.probe import probe
from foleystudio.media.sound.reader import read_sound
from foleystudio.project import takes
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidates
from foleystudio.project.storage.saved import save_project
from tests.clips import frame_number
from tests.gui.conftest import HITS_S, Driver, made_from


def _is_shown(driver: Driver, frame: int) -> bool:
    return driver.studio.picture.shown_frame == frame


def shown_frame(driver: Driver) -> int:
    image = driver.studio.window.picture.image().convertToFormat(
        driver.studio.window.picture.image().Format.Format_RGB888
    )
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return frame_number(pixels[:, : image.width() * 3].reshape(image.height(), image.width(), 3))


def test_a_dropped_clip_shows_its_exact_picture_and_finds_its_events(driver: Driver, clip: Path) -> None:
    driver.studio.drops.drop([clip])
    driver.wait(lambda: len(driver.studio.session.events) == 3)
    session = driver.studio.session
    assert [event.time_s for event in session.events] == pytest.approx(HITS_S, abs=0.02)
    assert session.timing is Timing.GUIDE
    assert [track.name for track in session.project.tracks] == ["Foley 1"]
    for frame in (0, 17, 33, 49, 12):
        assert session.clip is not None
        driver.studio.playback.seek(float(session.clip.frames.time_of(frame)))
        driver.wait(partial(_is_shown, driver, frame))
        assert shown_frame(driver) == frame
    assert driver.studio.window.transport.timecode.text() == "00:00:00:12"
    assert driver.errors == []


def test_a_sound_dropped_on_a_track_is_performed_at_once_and_a_second_one_can_be_compared(
    driver: Driver, clip: Path
) -> None:
    driver.open(clip)
    session = driver.studio.session
    track = session.project.tracks[0].key
    driver.drop_sound(driver.sound("knock.wav", 500), track)
    take = session.project.tracks[0].active_take
    assert take is not None
    assert take.path.is_file()
    sound = read_sound(take.path)
    assert len(sound) == take.n_samples == 96_000
    for at in HITS_S:
        before, after = (sound.mono()[round((at + d) * 48_000) :][:2400] for d in (-0.06, 0.0))
        assert np.abs(after).max() > 5 * np.abs(before).max() + 1e-3
    assert session.project.guide.mute, "the new sound takes the guide's place in the mix"
    driver.drop_sound(driver.sound("ring.wav", 1500), track)
    second = session.project.tracks[0].active_take
    assert second is not None
    assert second.key != take.key
    assert session.project.tracks[0].other == take.key
    driver.studio.tracks.flip()
    assert session.project.tracks[0].active == take.key
    assert session.project.tracks[0].references == made_from(take).references
    driver.settle()
    assert session.project.tracks[0].active_take == take, "a flip makes nothing anew"


def test_a_sound_dropped_before_the_events_are_known_waits_for_them(driver: Driver, clip: Path) -> None:
    sound = driver.sound()
    driver.studio.open(clip)
    driver.wait(lambda: driver.studio.session.clip is not None)
    driver.drop_sound(sound)
    assert len(driver.studio.session.project.takes) == 1


def test_moving_an_event_renders_again_and_undo_brings_back_event_and_sound(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound())
    before = session.project
    old = before.tracks[0].active_take
    assert old is not None
    event = before.tracks[0].events.events[1]
    driver.studio.window.timeline.events.events_moved.emit({event.key: 1.2})
    driver.wait(lambda: session.project.takes[0].path != old.path)
    new = session.project.tracks[0].active_take
    assert new is not None
    assert new.key == old.key, "the take keeps its place in the lineage"
    was, now = read_sound(old.path).mono(), read_sound(new.path).mono()
    assert np.array_equal(was[: round(0.8 * 48_000)], now[: round(0.8 * 48_000)]), "what the edit does not touch stays"
    assert np.abs(now[round(1.2 * 48_000) :][:2400]).max() > 0.05
    assert np.abs(now[round(0.9 * 48_000) :][:2400]).max() < 0.01
    assert session.document.undo_name == "Move event"
    session.document.undo()
    assert session.events == before.tracks[0].events
    assert session.project.tracks[0].active_take == old, "one undo takes back the event and its sound"
    driver.settle()
    assert session.project.tracks[0].active_take == old
    session.document.redo()
    assert session.project.tracks[0].active_take == new


def test_every_kind_of_edit_can_be_undone_back_to_the_beginning(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, studio = driver.studio.session, driver.studio
    start = session.project
    driver.drop_sound(driver.sound())
    lane = studio.window.timeline.events
    keys = [event.key for event in session.events]
    lane.strength_changed.emit({keys[0]: 0.3})
    lane.sustain_changed.emit({keys[1]: 0.2})
    lane.event_added.emit(1.8)
    lane.events_rejected.emit((keys[2],))
    studio.playback.seek(1.0)
    for name in ("marker", "mark_in", "add_event", "add_track", "mute", "solo", "mute_guide"):
        studio.window.actions_table[name].trigger()
    studio.window.inspector.knob_turned.emit("ambience", 0.2)
    driver.settle()
    end = session.project
    steps = session.document.steps
    assert len(steps) >= 13
    while session.document.undo() and session.project.clip is not None and session.project != start:
        pass
    driver.settle()
    assert session.project == start
    while session.document.redo():
        pass
    driver.settle()
    assert session.project == end
    assert driver.errors == []


def test_generating_never_blocks_and_can_be_cancelled(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.studio.references.add([driver.sound(), driver.sound("b.wav", 900)])
    driver.wait(lambda: bool(session.project.references))
    from foleystudio.engine.render import dispatch
    from foleystudio.engine.takes import render_take as rendering

    real = dispatch.synthesise

    def slow(
        request: SynthesisRequest, progress: Progress, cancelled: Cancelled, previous: object = None
    ) -> RenderedTake:
        import time

        for step in range(400):
            time.sleep(0.01)
            progress(step / 400, "thinking")
            if cancelled():
                raise errors.CancelledError
        return real(request)

    monkeypatch.setattr(rendering, "synthesise", slow)
    before = session.project
    driver.studio.window.actions_table["generate"].trigger()
    driver.wait(lambda: any(r.share > 0.02 for r in driver.studio.renders.renderings()))
    driver.studio.events.add(1.9)  # editing goes on meanwhile
    assert len(session.events) == 4
    driver.studio.status.cancel()
    driver.wait(lambda: not driver.studio.renders.renderings())
    assert session.project.takes == before.takes
    assert not list((driver.folder / "data" / "takes").glob("*")), "nothing half-made is left"
    assert driver.errors == []


def test_changing_a_knob_renders_the_take_again_as_one_step(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound())
    first, steps = session.project.takes[0], len(session.document.steps)
    for value in (0.9, 0.8, 0.7):
        driver.studio.window.inspector.knob_turned.emit("strength", value)
    driver.wait(lambda: session.project.takes[0].path != first.path)
    assert made_from(session.project.takes[0]).settings.strength == pytest.approx(0.7)
    assert len(session.document.steps) == steps + 1, "a drag is one step"


def test_variations_differ_and_are_one_step(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound(times_s=(0.01, 0.5, 1.0)))
    steps = len(session.document.steps)
    driver.studio.window.actions_table["four_variations"].trigger()
    driver.wait(lambda: len(session.project.takes) == 5)
    seeds = [take.provenance.settings.seed for take in session.project.takes if take.provenance]
    assert len(set(seeds)) == 5
    sounds = [read_sound(take.path).samples.tobytes() for take in session.project.takes]
    assert len(set(sounds)) == 5
    assert len(session.document.steps) == steps + 1
    session.document.undo()
    assert len(session.project.takes) == 1


def test_taught_timing_marks_finds_accepts_and_strikes_out(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    session, studio = driver.studio.session, driver.studio
    taught: list[tuple[list[float], list[float], float]] = []

    def teach(_clip: object, track: EventTrack, until_s: float, *_args: object) -> Candidates:
        marks = [event.time_s for event in track if event.marked]
        taught.append((marks, list(track.rejected_s), until_s))
        return certain(EventTrack((Event(1.5, 0.6), Event(1.8, 0.4)), source="taught"))

    monkeypatch.setattr("foleystudio.engine.timing.by_marks.more_like", teach)
    studio.window.actions_table["find_more"].trigger()
    assert taught == [], "without marks it asks for some"
    assert any("First mark a few hits" in text for text in studio.window.banners.texts())
    events = session.events.events
    studio.window.timeline.events.events_accepted.emit((events[0].key, events[1].key))
    studio.window.actions_table["find_more"].trigger()
    driver.wait(lambda: session.timing is Timing.TAUGHT)
    assert [e.time_s for e in session.events][2:] == pytest.approx([1.5, 1.8])
    assert taught[0][2] == pytest.approx(HITS_S[1], abs=0.02)
    last = session.events.events[-1]
    studio.window.timeline.events.events_rejected.emit((last.key,))
    studio.window.actions_table["find_more"].trigger()
    driver.wait(lambda: len(taught) == 2)
    assert taught[1][1] == pytest.approx([1.8])
    driver.settle()
    assert [e.time_s for e in session.events if e.time_s > 1.7] == [], "what was struck out stays out"


def test_playing_moves_playhead_and_picture_together(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    studio = driver.studio
    studio.window.actions_table["play"].trigger()
    driver.wait(lambda: studio.playback.position_s > 0.4)
    assert studio.player.is_playing
    assert studio.session.clip is not None
    clip_frames = studio.session.clip.frames
    assert abs((studio.picture.shown_frame or 0) - clip_frames.frame_at(studio.playback.position_s)) <= 2
    assert studio.window.timeline.axis.playhead_s == pytest.approx(studio.playback.position_s)
    studio.window.actions_table["shuttle_stop"].trigger()
    assert not studio.player.is_playing
    at = studio.playback.position_s
    assert at == pytest.approx(float(clip_frames.time_of(clip_frames.frame_at(at))), abs=1e-9), "rests on a frame"


def test_the_mix_is_exported_with_the_picture_and_the_window_says_so(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    out = driver.folder / "out put é.mov"
    driver.studio.window.actions_table["export"].trigger()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    dialog.choose(1, out)
    dialog.start()
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert any("Exported out put é.mov" in text for text in driver.said)
    info = probe(out)
    assert info.video is not None
    assert [stream.channels for stream in info.audio] == [2]
    take = driver.studio.session.project.takes[0]
    exported, made = read_sound(out).mono(), read_sound(take.path).mono()
    assert np.abs(exported[: len(made)] - made).max() < 2**-22


def test_a_saved_project_comes_back_equal(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session = driver.studio.session
    file = driver.folder / "session.foley"
    driver.save(file)
    saved = session.project
    assert not session.document.is_modified
    assert driver.studio.window.windowTitle().startswith("session")
    driver.studio.project.new()
    assert session.clip is None
    driver.studio.open(file)
    driver.wait(lambda: session.clip is not None)
    driver.settle()
    assert session.project == saved
    assert not session.document.is_modified, "opening makes nothing anew"
    session.edit("Mark in", replace(session.project, in_s=0.5))
    assert driver.studio.window.isWindowModified()


def test_torch_stays_out_of_the_whole_session(driver: Driver, clip: Path) -> None:
    had = "torch" in sys.modules
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    assert ("torch" in sys.modules) == had


def test_takes_of_an_earlier_version_are_told_of_and_left_as_they_are(driver: Driver, clip: Path) -> None:
    made = takes.Provenance(sound_version=1)
    project = replace(Project(), clip=clip).with_track()
    project = project.with_take(
        project.tracks[0].key, takes.Take(driver.folder / "old.wav", "old", 100, provenance=made)
    )
    file = driver.folder / "old.foley"
    save_project(project, file)
    driver.studio.project.open(file)
    driver.wait(lambda: any("earlier version" in text for text in driver.studio.window.banners.texts()))
    assert driver.studio.session.project.takes[0].provenance == made


def test_closing_while_a_take_is_made_asks_and_stops_it(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answers = iter([False, True])
    monkeypatch.setattr(questions, "stop_it", lambda _parent, told, _over: (asked.append(told), next(answers))[1])
    monkeypatch.setattr(questions, "save_first", lambda *_: questions.Save.DISCARD)
    driver.open(clip)
    sound = driver.sound("anvil.wav")
    assert driver.studio.window.may_close()
    assert asked == []
    driver.studio.references.add([sound])
    driver.wait(lambda: driver.studio.generate.is_making)
    assert not driver.studio.window.may_close()
    driver.wait(lambda: not driver.studio.generate.is_making)
    assert driver.studio.window.may_close(), "nothing is made any more"
    assert asked == ["A take is still being made."]
    driver.studio.generate.make_again()
    assert driver.studio.window.may_close()
    assert len(asked) == 2
