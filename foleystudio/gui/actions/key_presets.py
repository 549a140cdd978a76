"""Keys after other programs, as far as what they do has a counterpart here: their factory keys on Windows and Linux."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from foleystudio.registry import Registry


@dataclass(frozen=True)
class KeyPreset:
    """A set of keys.

    Parameters
    ----------
    name
        Never changed.
    title
        What the user reads.
    keys
        Action -> its keys, where they are others than as the studio comes. A key that another action comes with is
        taken from that one.
    """

    name: str
    title: str
    keys: Mapping[str, tuple[str, ...]]


_PRO_TOOLS = {
    "record": ("F12", "Num+3", "Ctrl+Space"),
    "play": ("Space", "Num+0"),
    "shuttle_back": ("J", "Num+1"),
    "shuttle_on": ("Num+2",),  # L goes to the edit before, as with commands keyboard focus
    "loop": ("Num+4", "Ctrl+Shift+L"),
    "go_start": ("Return", "Home"),
    "go_end": ("Ctrl+Return", "End"),
    "go_to": ("Num+*", "G"),
    "marker": ("Num+Enter", "M"),
    "mark_in": ("Down", "I"),
    "mark_out": ("Up", "O"),
    "event_before": ("L", "Ctrl+Left"),
    "event_after": ("'", "Ctrl+Right"),
    "track_up": ("P",),
    "track_down": (";",),
    "add_track": ("Ctrl+Shift+N",),
    "split": ("B", "Ctrl+E"),
    "follow": ("N",),
    "snap": ("Shift+F4",),
    "zoom_in": ("T", "Ctrl+]"),
    "zoom_out": ("R", "Ctrl+["),
    "zoom_fit": ("Alt+A",),
    "more_events": ("Alt+]",),
    "fewer_events": ("Alt+[",),
    "add_references": ("Ctrl+Shift+I",),
    "audition": ("Ctrl+P",),
    "export": ("Ctrl+Alt+B",),
    "bounce": ("Alt+Shift+3",),
    "cue_list": ("Ctrl+5",),
    "generate": ("Ctrl+Enter", "Ctrl+Shift+Return"),
    "make_again": ("Shift+V",),
}
_REAPER = {
    "record": ("Ctrl+R",),
    "loop": ("R",),
    "make_again": ("Shift+V",),
    "add_references": ("Insert",),
    "add_event": ("E",),
    "go_to": ("Ctrl+J",),
    "pull": ("Ctrl+Shift+J",),
    "event_before": ("[", "Ctrl+Left"),
    "event_after": ("]", "Ctrl+Right"),
    "select_before": ("Shift+[",),
    "select_after": ("Shift+]",),
    "nudge_less": ("Num+4", "Num+-"),
    "nudge_more": ("Num+6", "Num++"),
    "next_take": ("T", "Ctrl+Down"),
    "previous_take": ("Shift+T", "Ctrl+Up"),
    "tag_reference": ("Alt+G",),
    "snap": ("Alt+S",),
    "zoom_fit": ("Ctrl+PgDown", "F"),
    "export": ("Ctrl+Alt+R",),
    "preferences": ("Ctrl+P", "Ctrl+,"),
}

KEY_PRESETS = Registry(
    "set of keys",
    (
        KeyPreset("studio", "As the studio comes", {}),
        KeyPreset("pro_tools", "Like Pro Tools", _PRO_TOOLS),
        KeyPreset("reaper", "Like REAPER", _REAPER),
    ),
)
"""Every set to begin with, the studio's own first."""
