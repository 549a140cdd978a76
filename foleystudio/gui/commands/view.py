"""Commands on how the window looks, and help."""

from __future__ import annotations

from functools import partial

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_clip
from foleystudio.gui.presenters.view.help import LICENCES

_GROWS_PX = 12  # a lane, a step
_ZOOM = 1.5  # times, a step


def _zoom(factor: float, desk: Desk) -> None:
    desk.window.timeline.axis.zoom(factor)


def _show(what: str, desk: Desk, on: bool) -> None:
    desk.view.show(what, on)


_VIEW = (
    ActionRow(
        "zoom_in", "Zoom &in", ("Ctrl+=", "Ctrl++", "="), "View", "See less, larger",
        partial(_zoom, _ZOOM), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "zoom_out", "Zoom &out", ("Ctrl+-", "-"), "View", "See more, smaller",
        partial(_zoom, 1 / _ZOOM), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "zoom_fit", "&Fit clip", ("F",), "View", "See the whole clip",
        lambda desk: desk.window.timeline.axis.fit(), needs=needs_clip,
    ),
    ActionRow(
        "taller", "&Taller lane", ("Ctrl+Alt+Down",), "View", "Make the selected track's lane higher",
        lambda desk: desk.window.timeline.tracks.grow_selected(_GROWS_PX), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "lower", "Lo&wer lane", ("Ctrl+Alt+Up",), "View", "Make the selected track's lane lower",
        lambda desk: desk.window.timeline.tracks.grow_selected(-_GROWS_PX), needs=needs_clip, repeats=True,
    ),
    ActionRow(
        "follow", "Follow &playhead", (), "View", "Scroll along while playing", switch=partial(_show, "follow")
    ),
    ActionRow(
        "safe_area", "&Safe areas", ("Shift+'", '"'), "View", "Draw action and title safe areas",
        switch=partial(_show, "safe_area"), before=True,
    ),
    ActionRow(
        "timecode_overlay", "&Timecode on picture", (), "View", "Draw the timecode on the picture",
        switch=partial(_show, "timecode_overlay"),
    ),
    ActionRow(
        "flash_events", "Flash marks on &events", ("Ctrl+Shift+F",), "View",
        "The picture lights up at every event, to judge sync by eye", switch=partial(_show, "flash_events"),
    ),
    ActionRow(
        "picture_window", "Picture &window", ("Ctrl+9",), "View",
        "The picture for another screen: F fills it, Escape leads back",
        switch=lambda desk, on: desk.view.picture_window.show(on),
    ),
    ActionRow(
        "show_bin", "&References", ("Ctrl+1",), "View", "Show the reference bin",
        switch=partial(_show, "show_bin"), before=True,
    ),
    ActionRow(
        "show_inspector", "&Inspector", ("Ctrl+2",), "View", "Show the inspector",
        switch=partial(_show, "show_inspector"),
    ),
    ActionRow(
        "show_list", "&List of takes and events", ("Ctrl+3",), "View", "Everything on the timeline as a list",
        switch=partial(_show, "show_list"),
    ),
    ActionRow(
        "cue_list", "&Cue list…", ("Ctrl+4",), "View", "All events of all tracks as a table: filter, step, change many",
        lambda desk: desk.cues.open(), needs=needs_clip,
    ),
    ActionRow("spectrogram", "Spectro&gram", (), "View", "Its frequencies and its colours", opens_menu=True),
    ActionRow("theme", "&Appearance", (), "View", "Follow the system, light or dark", before=True, opens_menu=True),
    ActionRow(
        "full_screen", "F&ull screen", ("F11",), "View", "", switch=lambda desk, on: desk.view.fill_screen(on)
    ),
)  # fmt: skip
_HELP = (
    ActionRow(
        "guide", "&Guide", ("F1",), "Help", "How things are done, page by page", lambda desk: desk.help.show_guide()
    ),
    ActionRow(
        "shortcuts", "&Keyboard shortcuts", ("?",), "Help", "All keys; change them here",
        lambda desk: desk.view.show_shortcuts(),
    ),
    ActionRow(
        "report", "&Report a problem…", (), "Help", "Put log, versions and devices into one file; nothing is sent",
        lambda desk: desk.help.report_problem(), before=True,
    ),
    ActionRow(
        "licences", "&Licences", (), "Help", "What the studio is made of, and under which terms",
        lambda desk: desk.help.show_guide(LICENCES),
    ),
    ActionRow("about", "&About foleystudio", (), "Help", "Version", lambda desk: desk.help.show_about()),
)  # fmt: skip
ROWS = (*_VIEW, *_HELP)
