"""Options whose values are the rows of a table: names in the help, and what is typed, go by the rows there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.models import OptionInfo

from foleystudio.registry import Registry


class RowOption(OptionInfo):
    """An option that takes the name of a row; a row that is added before the command line is read is among them.

    Parameters
    ----------
    rows
        The table.
    sentence
        What the option is about, without a full stop.
    about
        What the help says of a row.
    """

    def __init__(
        self,
        rows: Registry[Any],
        sentence: str,
        about: Callable[[Any], str],
    ) -> None:
        self._rows, self._sentence, self._about = rows, sentence, about
        super().__init__(default=..., callback=self._check, show_default=False)

    @property
    def help(self) -> str:
        """The sentence, and every row's."""
        told = [f"{row.name} ({self._about(row)})" for row in self._rows]
        return f"{self._sentence}: {', '.join(told[:-1])} or {told[-1]}."

    @help.setter
    def help(self, _text: str | None) -> None:
        """It is told by the rows."""

    @property
    def metavar(self) -> str:
        """Every row's name."""
        return f"[{'|'.join(self._rows.names)}]"

    @metavar.setter
    def metavar(self, _text: str | None) -> None:
        """It is told by the rows."""

    def _check(self, value: str | None) -> str | None:
        if value is not None and value not in self._rows:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(map(repr, self._rows.names))}.")
        return value
