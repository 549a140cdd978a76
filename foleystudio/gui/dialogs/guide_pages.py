"""The guide's pages: which there are, in what order, and in which of them something is said. No widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.paths import resources_dir

INDEX = "README.md"
"""The page that lists the others, in their order; a forge shows it first too."""

_LISTED = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<file>[\w-]+\.md)\)", re.MULTILINE)
_MARKUP = re.compile(r"!?\[([^\]]*)\]\([^)]*\)|[*`#|]")


@dataclass(frozen=True)
class Page:
    """One page.

    Parameters
    ----------
    name
        Of its file, without the suffix.
    title
        As the index has it.
    text
        Markdown.
    """

    name: str
    title: str
    text: str

    def says(self, wanted: str) -> bool:
        """Whether all words of a text are somewhere in it."""
        words = wanted.lower().split()
        plain = _MARKUP.sub(r"\1", f"{self.title}\n{self.text}").lower()
        return all(word in plain for word in words)


def guide_dir() -> Path:
    """Where the pages and their pictures are."""
    return resources_dir() / "guide"


@lru_cache(maxsize=1)
def pages() -> tuple[Page, ...]:
    """All pages, in the index's order; the index itself is not among them.

    Raises
    ------
    FoleyError
        When the guide is not whole.
    """
    listed = _LISTED.findall(_read(INDEX))
    return tuple(Page(file.removesuffix(".md"), title, _read(file)) for title, file in listed)


def _read(file: str) -> str:
    path = guide_dir() / file
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise FoleyError("the guide's page cannot be read", file=path, remedy="install the studio again") from error
