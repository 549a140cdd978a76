"""Registries: what grows stands in one table, one row a thing, found by name by whoever needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from foleystudio.errors import FoleyError


class Named(Protocol):
    """A row: it has a name, by which it is found, saved and typed at the command line."""

    @property
    def name(self) -> str:
        """Short, lower case, never changed once it has been saved anywhere."""


Row = TypeVar("Row", bound=Named)


class Registry(Generic[Row]):
    """Rows by name, in the order in which they were added.

    Parameters
    ----------
    what
        What a row is, for sentences: ``renderer``.
    rows
        The first ones.
    """

    def __init__(self, what: str, rows: Iterable[Row] = ()) -> None:
        self._what = what
        self._rows: dict[str, Row] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Row) -> Row:
        """Add a row at the end, and give it back.

        Raises
        ------
        ValueError
            When there is one of that name: two rows that answer to one name are a mistake of the program.
        """
        if row.name in self._rows:
            raise ValueError(f"there are two rows for the {self._what} {row.name!r}")
        self._rows[row.name] = row
        return row

    def remove(self, name: str) -> None:
        """Take a row out again."""
        del self._rows[name]

    def __getitem__(self, name: str) -> Row:
        """The row of a name.

        Raises
        ------
        FoleyError
            When there is none; it names those that there are.
        """
        try:
            return self._rows[name]
        except KeyError:
            choices = ", ".join(self._rows)
            raise FoleyError(f"there is no {self._what} {name!r}", remedy=f"choose one of {choices}") from None

    def find(self, name: str) -> Row | None:
        """The row of a name; None when there is none."""
        return self._rows.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    def __iter__(self) -> Iterator[Row]:
        return iter(tuple(self._rows.values()))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all rows, in their order."""
        return tuple(self._rows)
