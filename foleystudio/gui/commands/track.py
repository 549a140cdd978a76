"""Commands on tracks and their levels."""

from __future__ import annotations

from functools import partial

from foleystudio.engine.timing.templates import TRACK_TEMPLATES, find_template
from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_clip, needs_gains, needs_overload
from foleystudio.gui.dialogs import questions


def rename_track(desk: Desk, key: int | None = None) -> None:
    """Ask for a track's new name, the chosen one's by default."""
    track = desk.session.project.track(key) if key is not None else desk.session.track
    if track is not None:
        name = questions.name(desk.window, "Rename track", "Name", track.name)
        if name is not None:
            desk.tracks.rename_track(track.key, name)


def add_from(name: str, desk: Desk) -> None:
    """Add a track as a template has it, and find its events."""
    template = find_template(name)
    if template is None:
        return
    desk.tracks.add_from(template)
    if template.timing is not None:
        desk.proposals.use_timing(template.timing)


ROWS = (
    ActionRow(
        "add_track", "&Add track", ("Ctrl+T",), "Track", "One more Foley track, with the events that are shown",
        lambda desk: desk.tracks.add_track(), needs=needs_clip,
    ),
    *(
        ActionRow(
            f"add_{row.name}_track", row.menu, row.keys, "Track", row.tip,
            partial(add_from, row.name), needs=needs_clip,
        )
        for row in TRACK_TEMPLATES
    ),
    ActionRow(
        "edit_templates", "Edit &templates…", (), "Track", "What new tracks begin with, and templates of your own",
        lambda desk: desk.preferences.show("templates"),
    ),
    ActionRow("track_colour", "&Colour", (), "Track", "Of the selected track's name", opens_menu=True),
    ActionRow(
        "delete_track", "&Delete track", (), "Track", "Remove the selected track and its takes",
        lambda desk: desk.tracks.delete_track(), needs=needs_clip,
    ),
    ActionRow(
        "rename_track", "Re&name track…", (), "Track", "Give the selected track a name", rename_track, needs=needs_clip
    ),
    ActionRow(
        "layers", "La&yers…", ("Shift+L",), "Track", "Several sounds together: attack and tail, heel and toe",
        lambda desk: desk.layers.show(), needs=needs_clip,
    ),
    ActionRow(
        "track_up", "Select track above", ("Up",), "Track", "", lambda desk: desk.tracks.choose_by(-1), before=True
    ),
    ActionRow("track_down", "Select track below", ("Down",), "Track", "", lambda desk: desk.tracks.choose_by(+1)),
    ActionRow(
        "mute", "&Mute", ("Shift+M",), "Track", "Silence the selected track",
        lambda desk: desk.tracks.toggle_mute(), needs=needs_clip,
    ),
    ActionRow(
        "solo", "&Solo", ("Shift+S",), "Track", "Hear the selected track alone",
        lambda desk: desk.tracks.toggle_solo(), needs=needs_clip,
    ),
    ActionRow(
        "mute_guide", "Mute &guide", ("Shift+G",), "Track", "Silence the clip's own sound",
        lambda desk: desk.tracks.toggle_guide(), needs=needs_clip,
    ),
    ActionRow(
        "guide_track", "So&und track of the guide", (), "Track", "Which of the clip's sound tracks is the guide",
        opens_menu=True,
    ),
    ActionRow(
        "levels_back", "Levels back to &0 dB", (), "Track", "All tracks and the guide as loud as they are",
        lambda desk: desk.measure.levels_back(), needs=needs_gains,
    ),
    ActionRow(
        "normalise", "&Normalise the mix", (), "Track", "Turn a mix that passes full scale down to −1 dBTP",
        lambda desk: desk.measure.normalise(), needs=needs_overload,
    ),
    ActionRow(
        "clear_lights", "Put &clip lights out", (), "Track", "Forget where the meters passed full scale",
        lambda desk: desk.meters.clear(),
    ),
)  # fmt: skip
