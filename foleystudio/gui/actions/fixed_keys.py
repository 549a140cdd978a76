"""Keys that cannot be changed: what widgets take themselves while they have the focus; for the sheet of all keys."""

from __future__ import annotations

from foleystudio.gui.actions.row import ActionRow

LANE_KEYS: tuple[ActionRow, ...] = (
    ActionRow("lane_stronger", "Make selected events stronger", ("Shift+Up",), "Event lane, when it has the focus"),
    ActionRow("lane_weaker", "Make selected events weaker", ("Shift+Down",), "Event lane, when it has the focus"),
    ActionRow("lane_keep", "Keep selected proposals", ("Return",), "Event lane, when it has the focus"),
)
"""Keys that the focused event lane takes itself: fixed, and only for the sheet of all keys."""
_IN_EDITOR = "Reference editor"
EDITOR_KEYS: tuple[ActionRow, ...] = (
    ActionRow("editor_hear", "Hear the selected slice", ("P", "Space"), _IN_EDITOR),
    ActionRow("editor_hear_number", "Hear slice 1 to 9; 0 hears all", ("1", "0"), _IN_EDITOR),
    ActionRow("editor_add", "Add a slice at the cursor", ("Insert",), _IN_EDITOR),
    ActionRow("editor_delete", "Remove the selected slice", ("Delete", "Backspace"), _IN_EDITOR),
    ActionRow("editor_tick", "Tick or untick the selected slice", ("T",), _IN_EDITOR),
    ActionRow("editor_in", "Set the in point at the cursor", ("I",), _IN_EDITOR),
    ActionRow("editor_out", "Set the out point at the cursor", ("O",), _IN_EDITOR),
    ActionRow("editor_fit", "See the whole sound", ("F",), _IN_EDITOR),
)
"""Keys of the reference editor's own window: fixed, and only for the sheet of all keys."""
_PLAYING_LIVE = "While playing live"
PERFORM_KEYS: tuple[ActionRow, ...] = (
    ActionRow("perform_strike", "Play a hit, softly to hard", ("Z", "X", "C", "V", "B"), _PLAYING_LIVE),
    ActionRow("perform_sound", "Choose the sound of the hits that follow", tuple("123456789"), _PLAYING_LIVE),
    ActionRow("perform_own", "Hits have the track's own sounds again", ("0",), _PLAYING_LIVE),
    ActionRow("perform_end", "End the pass", ("Space", "Escape"), _PLAYING_LIVE),
)
"""Keys that hits are played by: fixed, and taken from everything else while a track is armed."""

FIXED_KEYS = (*LANE_KEYS, *EDITOR_KEYS, *PERFORM_KEYS)
