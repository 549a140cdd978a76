"""Tables of estimates, as text, JSON and HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from foleystudio.training.evaluation.intervals import Estimate

Cell = Estimate | float | str | None


@dataclass(frozen=True)
class Table:
    """One table of a report.

    Parameters
    ----------
    title
        What was tested.
    note
        How to read it.
    columns
        Their heads, that of the rows' names left out.
    rows
        Name and cells.
    """

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    def as_text(self) -> str:
        """Monospaced, for a terminal or a log."""
        lines = [["", *self.columns], *([name, *map(shown, cells)] for name, cells in self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        body = ["  ".join(_aligned(cell, width, i) for i, (cell, width) in enumerate(zip(line, widths, strict=True)))
                for line in lines]  # fmt: skip
        return "\n".join([self.title, "=" * len(self.title), self.note, "", *(line.rstrip() for line in body)])

    def as_html(self) -> str:
        """A heading, the note and a table element."""
        head = "".join(f"<th>{escape(name)}</th>" for name in ("", *self.columns))
        rows = "".join(
            f"<tr><th>{escape(name)}</th>{''.join(f'<td>{escape(shown(cell))}</td>' for cell in cells)}</tr>"
            for name, cells in self.rows
        )
        note = f"<p>{escape(self.note)}</p>"
        return f"<h2>{escape(self.title)}</h2>{note}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def as_values(self) -> dict[str, Any]:
        """Plain values for JSON: rows by name, cells by column."""
        return {
            "title": self.title,
            "note": self.note,
            "rows": {name: dict(zip(self.columns, map(_value, cells), strict=True)) for name, cells in self.rows},
        }


def shown(cell: Cell) -> str:
    """A cell as a reader sees it."""
    if cell is None:
        return "-"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def as_text(tables: Sequence[Table]) -> str:
    """Tables one below another."""
    return "\n\n".join(table.as_text() for table in tables)


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.ljust(width) if column == 0 else cell.rjust(width)


def _value(cell: Cell) -> Any:
    if isinstance(cell, Estimate):
        return {"value": cell.value, "low": cell.low, "high": cell.high, "count": cell.count}
    return cell
