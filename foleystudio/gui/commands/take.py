"""Commands on takes: making, comparing, naming, keeping."""

from __future__ import annotations

from functools import partial

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.commands.desk import Desk, needs_clip, needs_other_take, needs_take
from foleystudio.gui.dialogs import questions

_NAME = "Name (empty: after the sounds it is made from)"


def _take_at_hand(desk: Desk) -> int | None:
    """The take under the keyboard in a list of takes, else the one in use."""
    window, track = desk.window, desk.session.track
    for listed in (window.inspector.takes.key_at_hand(), window.accessible_list.take_at_hand()):
        if listed is not None:
            return listed
    return track.active if track is not None else None


def _pointed_at(desk: Desk) -> int | None:
    """The take that was selected in the timeline, if its track still has it; else the one at hand."""
    track, selected = desk.session.track, desk.window.timeline.tracks.selected_take
    has_it = track is not None and any(take.key == selected for take in track.takes)
    return selected if has_it else _take_at_hand(desk)


def with_take(desk: Desk, what: str, key: int | None = None) -> None:
    """Rename, save or delete a take, the one at hand by default."""
    key = key if key is not None else _take_at_hand(desk)
    if key is None:
        return
    take = desk.session.project.track_of(key).take(key)
    if what == "delete":
        desk.tracks.delete_take(key)
    elif what == "rename":
        name = questions.name(desk.window, "Rename take", _NAME, take.name, may_be_empty=True)
        if name is not None and name != take.name:
            desk.tracks.rename_take(key, name)
    else:
        suggested = f"{desk.tracks.file_name_of(key)}.wav"
        path = questions.save_file(desk.window, desk.session.settings, "Save take", questions.sounds_out(), suggested)
        if path is not None:
            desk.tracks.save_take(key, path)


def _with(what: str, desk: Desk) -> None:
    with_take(desk, what)


def _needs_comp(desk: Desk) -> bool:
    track = desk.session.track
    return track is not None and bool(track.comp)


def _step(act: str, amount: int, desk: Desk) -> None:
    regions = desk.regions
    if act == "slip sample":
        regions.slip(samples=amount)
    elif act == "slip":
        regions.slip(frames=amount)
    elif act == "nudge":
        regions.nudge(amount)
    else:
        regions.gain(amount)


_STEPS = (
    ("slip", "slip", "", "The sound moves within the stretch", (
        ("left", "one frame earlier", ("Alt+,",), -1, "Slip"), ("right", "one frame later", ("Alt+.",), 1, "Slip"),
    )),
    ("slip_sample", "slip sample", "", "The sound moves within the stretch", (
        ("left", "one sample earlier", ("Ctrl+Alt+,",), -1, "Slip"),
        ("right", "one sample later", ("Ctrl+Alt+.",), 1, "Slip"),
    )),
    ("nudge_take", "nudge", "", "The stretch moves, and its sound with it", (
        ("left", "one frame earlier", ("Alt+Left",), -1, "Nudge the stretch"),
        ("right", "one frame later", ("Alt+Right",), 1, "Nudge the stretch"),
    )),
    ("stretch", "gain", "", "By 1 dB, the stretch alone", (
        ("louder", "louder", ("Alt+=",), 1, "Stretch"), ("softer", "softer", ("Alt+-",), -1, "Stretch"),
    )),
)  # fmt: skip


ROWS = (
    ActionRow(
        "generate", "&Generate", ("Ctrl+Return", "Ctrl+Enter"), "Take", "Perform the chosen reference on the events",
        lambda desk: desk.generate.generate(), needs=needs_clip,
    ),
    ActionRow(
        "make_again", "&Make again", ("R",), "Take", "Render the take in use once more, with another seed",
        lambda desk: desk.generate.make_again(), needs=needs_clip,
    ),
    ActionRow(
        "four_variations", "&4 variations", ("Shift+R",), "Take", "Four takes with different seeds, to choose from",
        lambda desk: desk.generate.make_again(4), needs=needs_clip,
    ),
    ActionRow(
        "cancel", "&Cancel", ("Ctrl+.",), "Take", "Stop what is being made", lambda desk: desk.status.cancel()
    ),
    ActionRow(
        "flip_take", "&A/B: other take", ("A",), "Take", "Flip between the two latest takes, levels matched",
        lambda desk: desk.tracks.flip(), needs=needs_other_take, before=True,
    ),
    ActionRow(
        "compare", "&Compare…", ("C",), "Take", "The chosen hit over its sound's and the guide's; loudness",
        lambda desk: desk.compare.show(), needs=needs_take,
    ),
    ActionRow(
        "comp_range", "&Use take in the range", ("Shift+U",), "Take", "The take at hand sounds between in and out",
        lambda desk: desk.comping.use_in_range(_pointed_at(desk)), needs=needs_other_take,
    ),
    ActionRow(
        "clear_comp", "Use one take &throughout", (), "Take", "Forget which other takes sound where",
        lambda desk: desk.comping.clear(), needs=_needs_comp,
    ),
    ActionRow(
        "bounce", "&Bounce to a new take", (), "Take", "What sounds on the track, made one sound of its own",
        lambda desk: desk.comping.bounce(), needs=needs_take,
    ),
    ActionRow(
        "split_take", "S&plit at playhead", ("Ctrl+K",), "Take", "The take in use as two stretches that meet there",
        lambda desk: desk.regions.split(), needs=needs_take, before=True,
    ),
    ActionRow(
        "trim_start", "Trim sta&rt to playhead", ("Alt+[",), "Take", "What comes before is silent",
        lambda desk: desk.regions.trim(-1), needs=needs_take,
    ),
    ActionRow(
        "trim_end", "Trim &end to playhead", ("Alt+]",), "Take", "What comes after is silent",
        lambda desk: desk.regions.trim(1), needs=needs_take,
    ),
    ActionRow(
        "fade_in", "Fade &in to playhead", ("Shift+I",), "Take", "The stretch fades in from its start up to there",
        lambda desk: desk.regions.fade(-1), needs=needs_take,
    ),
    ActionRow(
        "fade_out", "Fade &out from playhead", ("Shift+O",), "Take", "The stretch fades out from there up to its end",
        lambda desk: desk.regions.fade(1), needs=needs_take,
    ),
    ActionRow(
        "fade_shape", "Ne&xt fade shape", ("Ctrl+Alt+F",), "Take",
        "The stretch's fades are linear, of equal power, or smooth, in turn", lambda desk: desk.regions.next_curve(),
        needs=needs_take,
    ),
    *(
        ActionRow(
            f"{name}_{way}", f"{text} {told}", keys, menu, tip, partial(_step, act, amount), needs=needs_take,
            repeats=True,
        )
        for name, act, menu, tip, steps in _STEPS
        for way, told, keys, amount, text in steps
    ),
    ActionRow(
        "silence_stretch", "Si&lence the stretch", ("Alt+Delete",), "Take", "Nothing is heard there",
        lambda desk: desk.regions.silence(), needs=needs_take,
    ),
    ActionRow(
        "duplicate_to", "&Duplicate the stretch to", (), "Take", "Another track sounds with it too", opens_menu=True
    ),
    ActionRow(
        "duplicate_below", "Duplicate to the track below", ("Shift+D",), "", "It sounds with the stretch too",
        lambda desk: desk.regions.duplicate_by(1), needs=needs_take,
    ),
    ActionRow(
        "next_take", "Next take", ("Ctrl+Down",), "Take", "Use the next take of the track",
        lambda desk: desk.tracks.step_take(+1), needs=needs_other_take,
    ),
    ActionRow(
        "previous_take", "Previous take", ("Ctrl+Up",), "Take", "Use the take before",
        lambda desk: desk.tracks.step_take(-1), needs=needs_other_take,
    ),
    ActionRow(
        "rename_take", "Re&name take…", ("F2",), "Take", "Give the take in use a name",
        partial(_with, "rename"), needs=needs_take,
    ),
    ActionRow(
        "delete_take", "&Delete take", ("Ctrl+Delete",), "Take", "Remove the take in use from its track",
        partial(_with, "delete"), needs=needs_take,
    ),
    ActionRow(
        "save_take", "Save take as &WAV…", (), "Take", "Write the take in use to a file",
        partial(_with, "save"), needs=needs_take,
    ),
)  # fmt: skip
