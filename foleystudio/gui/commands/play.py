"""Commands of the transport: playing, stepping, the range, markers."""

from __future__ import annotations

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_clip


def _mark_in(desk: Desk) -> None:
    desk.lanes.set_range(desk.playback.position_s, desk.session.project.out_s)


def _mark_out(desk: Desk) -> None:
    desk.lanes.set_range(desk.session.project.in_s, desk.playback.position_s)


ROWS = (
    ActionRow(
        "play", "&Play / pause", ("Space",), "Play", "Play from the playhead",
        lambda desk: desk.playback.toggle(), needs=needs_clip,
    ),
    ActionRow(
        "record", "&Record live", ("Ctrl+Shift+P",), "Play",
        "Play hits on the chosen track while the clip runs: Z X C V B, softly to hard; 1–9 choose the sound",
        switch=lambda desk, on: desk.record.set_on(on), needs=needs_clip,
    ),
    ActionRow(
        "shuttle_back", "Shuttle &back", ("J",), "Play", "Play backwards; again for faster; with K held: one frame",
        lambda desk: desk.playback.shuttle(-1), needs=needs_clip,
    ),
    ActionRow(
        "shuttle_stop", "&Stop", ("K",), "Play", "Stop the shuttle",
        lambda desk: desk.playback.stop(), needs=needs_clip,
    ),
    ActionRow(
        "shuttle_on", "Shuttle f&orward", ("L",), "Play", "Play; again for faster; with K held: one frame",
        lambda desk: desk.playback.shuttle(+1), needs=needs_clip,
    ),
    ActionRow(
        "frame_back", "One frame back", ("Left",), "Play", "Show the frame before",
        lambda desk: desk.playback.step(-1), needs=needs_clip, repeats=True, before=True,
    ),
    ActionRow(
        "frame_on", "One frame on", ("Right",), "Play", "Show the next frame",
        lambda desk: desk.playback.step(+1), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "second_back", "One second back", ("Shift+Left",), "Play", "",
        lambda desk: desk.playback.skip(-1.0), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "second_on", "One second on", ("Shift+Right",), "Play", "",
        lambda desk: desk.playback.skip(+1.0), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "event_before", "Previous event", ("Ctrl+Left",), "Play", "Go to the event before",
        lambda desk: desk.playback.go_to_event(-1), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "event_after", "Next event", ("Ctrl+Right",), "Play", "Go to the next event",
        lambda desk: desk.playback.go_to_event(+1), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "go_start", "Go to start", ("Home",), "Play", "To the in point, then to the clip's start",
        lambda desk: desk.playback.go_to_edge(-1), needs=needs_clip,
    ),
    ActionRow(
        "go_end", "Go to end", ("End",), "Play", "To the out point, then to the clip's end",
        lambda desk: desk.playback.go_to_edge(+1), needs=needs_clip,
    ),
    ActionRow(
        "go_to", "&Go to timecode…", ("G", "Ctrl+G"), "Play", "Type a position, or +20 / -5 to move by frames",
        lambda desk: desk.window.transport.timecode.begin(), needs=needs_clip,
    ),
    ActionRow(
        "loop", "&Loop", ("Ctrl+L",), "Play", "Repeat between in and out, or the whole clip",
        switch=lambda desk, on: desk.playback.set_loop(on), needs=needs_clip, before=True,
    ),
    ActionRow("mark_in", "Mark &in", ("I",), "Play", "Begin the range at the playhead", _mark_in, needs=needs_clip),
    ActionRow("mark_out", "Mark &out", ("O",), "Play", "End the range at the playhead", _mark_out, needs=needs_clip),
    ActionRow(
        "clear_range", "&Clear in and out", ("Alt+X",), "Play", "Work on the whole clip",
        lambda desk: desk.lanes.set_range(None, None), needs=needs_clip,
    ),
    ActionRow(
        "marker", "&Marker", ("M",), "Play", "Set a marker at the playhead, or remove it",
        lambda desk: desk.lanes.toggle_marker(desk.playback.position_s), needs=needs_clip,
    ),
    ActionRow("recording", "Rec&ording", (), "Play", "How live hits are recorded", before=True, opens_menu=True),
    ActionRow("keyboard", "M&IDI keyboard", (), "Play", "Which keyboard plays live hits, and how", opens_menu=True),
    ActionRow("sound_card", "&Sound card", (), "Play", "Where the sound is heard", opens_menu=True),
)  # fmt: skip
