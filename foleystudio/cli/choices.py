"""Options whose values are the names of a table's rows: help and refusals go by the rows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import typer
from typer.models import OptionInfo

from foleystudio.engine.timing.sources import TIMING_SOURCES
from foleystudio.project.settings import Timing


class NamesOption(OptionInfo):
    """An option that takes a name; one that is added before the command line is read is among them.

    Parameters
    ----------
    names
        What can be given.
    sentences
        What the help says.
    is_closed
        Whether anything else is refused; otherwise the verb looks at it.
    """

    def __init__(
        self, names: Callable[[], Sequence[str]], sentences: Callable[[], str], *, is_closed: bool = False
    ) -> None:
        self._names, self._sentences = names, sentences
        super().__init__(default=..., callback=self._check if is_closed else None, show_default=not is_closed)

    @property
    def help(self) -> str:
        """The sentences, as the rows have them."""
        return self._sentences()

    @help.setter
    def help(self, _text: str | None) -> None:
        """It is told by the rows."""

    @property
    def metavar(self) -> str:
        """Every name."""
        return f"[{'|'.join(self._names())}]"

    @metavar.setter
    def metavar(self, _text: str | None) -> None:
        """It is told by the rows."""

    def _check(self, value: str | None) -> str | None:
        if value is not None and value not in self._names():
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(map(repr, self._names()))}.")
        return value


def listed(parts: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def told_timings() -> str:
    """The timings that need nothing but the clip, each with where its events come from."""
    rows = [f"{row.name} ({row.origin})" for row in TIMING_SOURCES if row.propose is not None]
    return listed([f"{Timing.AUTO} (the guide, else the picture)", *rows])
