"""Options whose values are the names of a table's rows: help and refusals go by the rows there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.models import OptionInfo

from foleystudio.engine.timing.sources import TIMING_SOURCES
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, listed, usual_suffixes
from foleystudio.project.settings import Timing


class ToldOption(OptionInfo):
    """An option whose help is told by tables, as they are when the command line is read.

    Parameters
    ----------
    sentences
        What the help says.
    names
        How it is typed; as its parameter is called when left out.
    value
        What the help has in the place of its value.
    settings
        As typer's option has them.
    """

    def __init__(self, sentences: Callable[[], str], *names: str, value: Callable[[], str], **settings: Any) -> None:
        self._sentences, self._value = sentences, value
        super().__init__(default=..., param_decls=names, **settings)

    @property
    def help(self) -> str:
        """The sentences, as the rows have them."""
        return self._sentences()

    @help.setter
    def help(self, _text: str | None) -> None:
        """It is told by the rows."""

    @property
    def metavar(self) -> str:
        """The value, as the rows have it."""
        return self._value()

    @metavar.setter
    def metavar(self, _text: str | None) -> None:
        """It is told by the rows."""


class NamesOption(ToldOption):
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
        self._names = names
        super().__init__(
            sentences,
            value=lambda: f"[{'|'.join(names())}]",
            callback=self._check if is_closed else None,
            show_default=not is_closed,
        )

    def _check(self, value: str | None) -> str | None:
        if value is not None and value not in self._names():
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(map(repr, self._names()))}.")
        return value


def told_files() -> str:
    """What the suffixes of a rendering's name say."""
    videos, sounds = ", ".join(usual_suffixes(VIDEO_FORMATS)), ", ".join(usual_suffixes(SOUND_FORMATS))
    return f"The video to write ({videos}), or its sound ({sounds})."


def told_timings() -> str:
    """The timings that need nothing but the clip, each with where its events come from, and how they are joined."""
    rows = [f"{row.name} ({row.origin})" for row in TIMING_SOURCES if row.propose is not None]
    every = listed((f"{Timing.AUTO} (the guide, else the picture)", *rows))
    return f"{every}, or several joined by + ({Timing.PICTURE}+{Timing.FEET})"
