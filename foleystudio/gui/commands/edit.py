"""Commands on events: marking, selecting, nudging, and where events come from."""

from __future__ import annotations

from functools import partial

from foleystudio.engine.timing.sources import TIMING_SOURCES, TimingRow, joinable
from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, has_voices, needs_clip, needs_proposals, needs_tracks
from foleystudio.gui.panels.transport import action_of, joins_of
from foleystudio.project.settings import Timing

NUDGES = (("frame", "1 frame"), ("quarter", "¼ frame"), ("ms", "1 ms"), ("ms10", "10 ms"), ("sample", "1 sample"))
"""By how much the numpad keys may move events: setting and what it is called."""


def _nudge_s(desk: Desk) -> float:
    chosen = desk.session.settings.text("nudge", "frame")
    frame_s = 1 / float(desk.session.timecode.rate_fps)
    return {"quarter": 0.25 * frame_s, "ms": 0.001, "ms10": 0.01, "sample": 1 / 48_000}.get(chosen, frame_s)


def _select_neighbour(desk: Desk, step: int) -> None:
    desk.window.timeline.events.select_neighbour(step)
    desk.events.look_at_selected()


def _select_all(desk: Desk) -> None:
    desk.window.timeline.events.select(event.key for event in desk.session.events)


def _let_go(desk: Desk) -> None:
    desk.window.timeline.events.give_up()
    desk.window.timeline.events.select(())
    desk.references.stop()


def _nudge(frames: int, desk: Desk) -> None:
    desk.window.timeline.events.nudge(frames)


def _find(timing: Timing, desk: Desk) -> None:
    desk.proposals.use_timing(timing)


def command_of(row: TimingRow) -> ActionRow:
    """The command that asks a timing source for events."""
    tip = f"Propose events from {row.origin}"
    if row.learn is not None:
        tip = "Learn from the hits that you marked (E, or Y on proposed ones), and propose the others like them"
    return ActionRow(action_of(row), row.menu, row.keys, "Timing", tip, partial(_find, row.name), needs=needs_clip)


def joining_command_of(row: TimingRow) -> ActionRow:
    """The command that has a timing source's events stand beside those of the track's timing."""
    return ActionRow(
        joins_of(row), f"Also {row.menu[:1].lower()}{row.menu[1:].replace('&', '')}", (), "Timing",
        f"Propose events from {row.origin} too, beside those of the track's timing, or no longer",
        switch=lambda desk, _on: desk.proposals.join(row.name), needs=needs_clip, before=row is joinable()[0],
    )  # fmt: skip


_EDIT = (
    ActionRow(
        "undo", "&Undo", ("Ctrl+Z",), "Edit", "Take the last edit back",
        lambda desk: desk.session.document.undo(), repeats=True,
    ),
    ActionRow(
        "redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Edit", "Make the undone edit again",
        lambda desk: desk.session.document.redo(), repeats=True,
    ),
    ActionRow(
        "add_event", "&Add event at playhead", ("E", "Insert"), "Edit", "Mark a hit where the playhead is",
        lambda desk: desk.events.add(desk.playback.position_s), needs=needs_clip, before=True,
    ),
    ActionRow(
        "delete", "&Delete selected events", ("Delete", "Backspace"), "Edit", "Strike out the selected events",
        lambda desk: desk.events.delete_selected(),
    ),
    ActionRow(
        "confirm", "&Keep selected events", ("Y",), "Edit", "Mark proposed events as right",
        lambda desk: desk.events.accept_selected(),
    ),
    ActionRow(
        "cut_events", "Cu&t selected events", ("Ctrl+X",), "Edit", "Copy the selected events and delete them",
        lambda desk: desk.transfer.cut(), needs=needs_clip, before=True,
    ),
    ActionRow(
        "copy_events", "&Copy selected events", ("Ctrl+C",), "Edit", "For this or another track, project or window",
        lambda desk: desk.transfer.copy(), needs=needs_clip,
    ),
    ActionRow(
        "paste_events", "&Paste events at playhead", ("Ctrl+V",), "Edit", "The first of the copied events goes there",
        lambda desk: desk.transfer.paste(), needs=needs_clip,
    ),
    ActionRow(
        "repeat_events", "&Repeat selected events", ("Ctrl+D",), "Edit", "Once more after themselves, in their rhythm",
        lambda desk: desk.transfer.repeat(), needs=needs_clip,
    ),
    ActionRow(
        "reroll_hits", "Re-ro&ll selected hits", ("Ctrl+Shift+R",), "Edit", "Another variation of these hits alone",
        lambda desk: desk.hits.reroll(), needs=needs_clip, before=True,
    ),
    ActionRow(
        "keep_hits", "Keep their variatio&n", ("Ctrl+Shift+K",), "Edit",
        "The selected hits stay as they sound, whatever seed the take has; once more lets them go",
        lambda desk: desk.hits.toggle_keep(), needs=needs_clip,
    ),
    ActionRow(
        "hear_hit", "&Hear selected hit in place", ("H",), "Edit", "Play from a moment before it",
        lambda desk: desk.hits.hear(), needs=needs_clip,
    ),
    ActionRow(
        "send_up", "Send to the track above", ("Ctrl+Shift+Up",), "", "Give it the selected events",
        lambda desk: desk.transfer.send_by(-1), needs=needs_tracks,
    ),
    ActionRow(
        "send_down", "Send to the track below", ("Ctrl+Shift+Down",), "", "Give it the selected events",
        lambda desk: desk.transfer.send_by(+1), needs=needs_tracks,
    ),
    ActionRow(
        "send_events", "Send selected e&vents to", (), "Edit", "Give another track the selected events", opens_menu=True
    ),
    ActionRow(
        "split_likeness", "Split b&y likeness…", ("Ctrl+Shift+G",), "Edit",
        "Groups of events that sound or look alike: hear them, and give each a track",
        lambda desk: desk.likeness.split(), needs=needs_clip,
    ),
    ActionRow(
        "select_all", "Select &all events", ("Ctrl+A",), "Edit", "Select every event", _select_all, needs=needs_clip
    ),
    ActionRow(
        "select_before", "Select the event &before", ("[",), "Edit", "Select it and show its picture",
        lambda desk: _select_neighbour(desk, -1), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "select_after", "Select the &next event", ("]",), "Edit", "Select it and show its picture",
        lambda desk: _select_neighbour(desk, +1), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "select_none", "Select n&one", ("Escape",), "Edit", "Let go of the selection; stops an audition too", _let_go
    ),
    ActionRow(
        "split", "Spl&it sustain at playhead", ("S",), "Edit", "Make two events of a sustained one",
        lambda desk: desk.events.split(desk.playback.position_s), needs=needs_clip,
    ),
    ActionRow(
        "nudge_left", "Nudge one frame earlier", (",",), "Edit", "Move the selected events",
        partial(_nudge, -1), repeats=True, before=True,
    ),
    ActionRow(
        "nudge_right", "Nudge one frame later", (".",), "Edit", "Move the selected events",
        partial(_nudge, +1), repeats=True,
    ),
    ActionRow(
        "nudge_left_5", "Nudge five frames earlier", ("Shift+,", "<"), "", "Move the selected events",
        partial(_nudge, -5), repeats=True,
    ),
    ActionRow(
        "nudge_right_5", "Nudge five frames later", ("Shift+.", ">"), "", "Move the selected events",
        partial(_nudge, +5), repeats=True,
    ),
    ActionRow(
        "nudge_less", "Nudge earlier by the set value", ("Num+-",), "", "Move the selected events",
        lambda desk: desk.events.nudge_by(-_nudge_s(desk)), repeats=True,
    ),
    ActionRow(
        "nudge_more", "Nudge later by the set value", ("Num++",), "", "Move the selected events",
        lambda desk: desk.events.nudge_by(_nudge_s(desk)), repeats=True,
    ),
    ActionRow("nudge_value", "Nudge &value", (), "Edit", "By how much the numpad keys move events", opens_menu=True),
    ActionRow(
        "snap", "Snap to &frames", ("N",), "Edit", "Dragged events stop at frames",
        switch=lambda desk, on: desk.view.show("snap", on),
    ),
    ActionRow(
        "preferences", "Preferen&ces…", ("Ctrl+,",), "Edit", "Keys, sound card, appearance, folders, templates",
        lambda desk: desk.preferences.show(), before=True,
    ),
)  # fmt: skip
OF_TIMING = tuple(command_of(row) for row in TIMING_SOURCES)
"""One command a timing source that is in the table from the start."""
JOINING = tuple(joining_command_of(row) for row in joinable())
"""One more for each that needs no marks."""
_PROPOSALS = (
    ActionRow(
        "more_events", "&More events", ("Ctrl+]",), "Timing",
        "Turn the sensitivity up: more doubtful proposals stand as events",
        lambda desk: desk.proposals.step_sensitivity(+1), needs=needs_proposals, repeats=True, before=True,
    ),
    ActionRow(
        "fewer_events", "Fe&wer events", ("Ctrl+[",), "Timing",
        "Turn the sensitivity down: only certain proposals stand as events",
        lambda desk: desk.proposals.step_sensitivity(-1), needs=needs_proposals, repeats=True,
    ),
    ActionRow(
        "ignore_voices", "Ignore &voices", (), "Timing", "Spoken syllables of the clip's sound are no events",
        lambda desk: desk.proposals.toggle_voices(), needs=has_voices,
    ),
)  # fmt: skip
_OFFSET = (
    ActionRow(
        "pull", "Pu&ll to proposals", ("Ctrl+J",), "Timing",
        "The selected events, or else the last pass, move some of their way to what the picture or the guide proposes",
        lambda desk: desk.pull.pull(), needs=needs_clip, before=True,
    ),
    ActionRow(
        "estimate_offset", "&Estimate the offset", (), "Timing",
        "How late the clip's sound is, from picture and guide",
        lambda desk: desk.offset.estimate_offset(), needs=needs_clip,
    ),
)  # fmt: skip
ROWS = (*_EDIT, *OF_TIMING, *JOINING, *_PROPOSALS, *_OFFSET)
