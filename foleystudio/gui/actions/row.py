"""One row of the table of actions: all that is known of an action, its place, its keys, when and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ActionRow:
    """One row of the table.

    Parameters
    ----------
    name
        What presenters and settings call it.
    text
        What menus and the sheet call it (``&`` marks the menu letter).
    keys
        Default keys, first one shown in the menu; portable names.
    menu
        Title of its menu; empty for keys only.
    tip
        One line for tooltips and screen readers.
    run
        What it does, given the `gui.commands.desk.Desk`.
    switch
        What it does instead, if it is a switch: given the desk and whether it is on.
    needs
        Whether it can be done now, given the desk; always when omitted.
    repeats
        Whether holding the key repeats it.
    before
        Begins a new group in its menu.
    opens_menu
        It opens a submenu instead of doing something.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    menu: str = ""
    tip: str = ""
    run: Callable[[Any], object] | None = None
    switch: Callable[[Any, bool], object] | None = None
    needs: Callable[[Any], bool] | None = None
    repeats: bool = False
    before: bool = False
    opens_menu: bool = False
