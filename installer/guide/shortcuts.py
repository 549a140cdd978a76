"""Make the guide's page on keys anew: ``python3 installer/guide/shortcuts.py``, from the table of actions."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from foleystudio.gui.actions.fixed_keys import FIXED_KEYS  # noqa: E402 - found by the line above
from foleystudio.gui.actions.row import ActionRow  # noqa: E402 - found by the line above
from foleystudio.gui.commands.table import commands  # noqa: E402 - found by the line above

PAGE = ROOT / "resources" / "guide" / "shortcuts.md"

_HEAD = """# Keyboard shortcuts

You want to keep your eyes on the picture. Press `?`: the sheet lists every action with its keys, and you can search it.
Double-click on a row, or press `Return` on it, and the next key is its key:
[Preferences](preferences.md) tells more. On a Mac, `Ctrl` is the command key.

![The sheet of keys](pictures/shortcuts.png)

While a text field has the focus, letters are letters; `Escape` leaves it. The number keys `1` to `9` play that
reference of the bin for as long as they are held.

With the mouse, on the take in use: its ends trim it, the round handles fade it, `Ctrl` held moves a stretch, and `Ctrl`
with `Shift` slips the sound within it. Events that are dragged with `Ctrl` and `Shift` held do not stop at frames.

These are the keys as they come.
"""


def page() -> str:
    """The page, as Markdown."""
    groups: dict[str, list[ActionRow]] = {}
    for row in (*commands(), *FIXED_KEYS):
        if row.keys and not row.opens_menu and not row.name.startswith("reference_"):
            groups.setdefault(row.menu or "Edit", []).append(row)
    return _HEAD + "".join(_table(title, rows) for title, rows in groups.items())


def _table(title: str, rows: Iterable[ActionRow]) -> str:
    lines = (f"| {row.text.replace('&', '').rstrip('…')} | {_keys(row.keys)} |" for row in rows)
    return f"\n## {title}\n\n| what | keys |\n| --- | --- |\n" + "\n".join(lines) + "\n"


def _keys(keys: Iterable[str]) -> str:
    return " ".join(f"`{key}`" for key in keys)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
