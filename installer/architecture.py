"""Draws the rooms of the code from its own imports: ``python3 installer/architecture.py`` (``--check`` only compares).

Writes ``resources/guide/architecture.svg`` and the list of rooms in ``resources/guide/architecture.md``. Standard
library only.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "foleystudio"
GUIDE = ROOT / "resources" / "guide"
PICTURE, PAGE = GUIDE / "architecture.svg", GUIDE / "architecture.md"
BEGIN, END = "<!-- rooms: begin -->", "<!-- rooms: end -->"

_COLUMN, _GAP_X, _GAP_Y, _LINE, _HEAD = 172, 26, 46, 17, 30  # px
_STYLE = (
    "text{font-family:Inter,'Segoe UI',sans-serif;fill:#1d2430}.name{font-size:14px;font-weight:600}"
    ".inner{font-size:12px;fill:#4a5568}.box{fill:#f6f8fb;stroke:#9aa7b8}.edge{fill:none;stroke:#7c8aa0;"
    "stroke-width:1.2;marker-end:url(#tip)}"
)
_TIP = (
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L8 4L0 8z" fill="#7c8aa0"/></marker>'
)


@dataclass(frozen=True)
class Room:
    """One room at the top of the house.

    Parameters
    ----------
    name
        Of the package or module.
    inner
        Names of the rooms within it.
    uses
        Names of the other rooms that it imports.
    """

    name: str
    inner: tuple[str, ...]
    uses: frozenset[str]


def _imported(file: Path) -> Iterator[str]:
    """Rooms that a module imports."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == PACKAGE.name:
            parts = node.module.split(".")
            yield from (parts[1:2] if len(parts) > 1 else [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith(f"{PACKAGE.name}."))


def rooms() -> dict[str, Room]:
    """The rooms by name, as the code is now."""
    found = {}
    for place in sorted(PACKAGE.iterdir()):
        is_package = (place / "__init__.py").is_file()
        if not is_package and (place.suffix != ".py" or place.stem == "__init__"):
            continue
        files = sorted(place.rglob("*.py")) if is_package else [place]
        uses = {name for file in files for name in _imported(file)} - {place.stem, "__version__"}
        inner = tuple(sorted(p.name for p in place.iterdir() if (p / "__init__.py").is_file())) if is_package else ()
        found[place.stem] = Room(place.stem, inner, frozenset(uses))
    there = frozenset(found)
    return {name: Room(name, room.inner, room.uses & there) for name, room in found.items()}


def levels(house: Mapping[str, Room]) -> list[list[Room]]:
    """Rooms by height, the highest first: each stands above all that it imports."""
    height: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in height:
            height[name] = 1 + max((of(used) for used in house[name].uses), default=-1)
        return height[name]

    for name in house:
        of(name)
    return [[r for r in house.values() if height[r.name] == h] for h in range(max(height.values()), -1, -1)]


def drawn(house: Mapping[str, Room]) -> str:
    """The picture: boxes by height, with the rooms within, and an arrow for each import that no other path implies."""
    rows = levels(house)
    width = max(len(row) for row in rows) * (_COLUMN + _GAP_X) + _GAP_X
    places: dict[str, tuple[float, float, float]] = {}
    boxes, y = [], float(_GAP_X)
    for row in rows:
        left = (width - len(row) * (_COLUMN + _GAP_X) + _GAP_X) / 2
        tall = max(_HEAD + _LINE * len(room.inner) + (6 if room.inner else 0) for room in row)
        for number, room in enumerate(row):
            x = left + number * (_COLUMN + _GAP_X)
            high = _HEAD + _LINE * len(room.inner) + (6 if room.inner else 0)
            places[room.name] = (x, y, high)
            boxes.append(_box(room, x, y, high))
        y += tall + _GAP_Y
    arrows = [_arrow(places[a.name], places[b]) for a in house.values() for b in sorted(_direct(house, a))]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y:.0f}" viewBox="0 0 {width} {y:.0f}">'
    style = f"<style>{_STYLE}</style><defs>{_TIP}</defs>"
    paper = f'<rect width="{width}" height="{y:.0f}" fill="#ffffff"/>'
    return "\n".join([head, style, paper, *arrows, *boxes, "</svg>", ""])


def _box(room: Room, x: float, y: float, high: float) -> str:
    lines = [f'<rect class="box" x="{x:.0f}" y="{y:.0f}" width="{_COLUMN}" height="{high:.0f}" rx="7"/>']
    lines.append(f'<text class="name" x="{x + 12:.0f}" y="{y + 20:.0f}">{escape(room.name)}</text>')
    for number, name in enumerate(room.inner):
        lines.append(f'<text class="inner" x="{x + 22:.0f}" y="{y + _HEAD + 12 + number * _LINE:.0f}">{name}</text>')
    return "".join(lines)


def _arrow(one: tuple[float, float, float], other: tuple[float, float, float]) -> str:
    x, y = one[0] + _COLUMN / 2, one[1] + one[2]
    to_x, to_y = other[0] + _COLUMN / 2, other[1]
    half = (y + to_y) / 2
    return f'<path class="edge" d="M{x:.0f} {y:.0f}C{x:.0f} {half:.0f} {to_x:.0f} {half:.0f} {to_x:.0f} {to_y:.0f}"/>'


def _direct(house: Mapping[str, Room], room: Room) -> set[str]:
    """What a room imports and does not reach through another that it imports."""
    return {used for used in room.uses if not any(used in _reached(house, other) for other in room.uses - {used})}


def _reached(house: Mapping[str, Room], name: str) -> set[str]:
    return set(house[name].uses).union(*(_reached(house, used) for used in house[name].uses))


def listed() -> str:
    """The rooms and the rooms within, a line each with what its docstring says first."""
    lines = ["| room | what lives there |", "| --- | --- |"]
    for file in sorted(PACKAGE.rglob("__init__.py"), key=lambda file: file.parent.parts):
        name = file.parent.relative_to(PACKAGE).as_posix()
        if name != ".":
            lines.append(f"| `{name}` | {_first_line(file)} |")
    return "\n".join(lines)


def _first_line(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").partition("\n")[0]


def page(text: str) -> str:
    """The page with the list of rooms as it is now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{listed()}\n{END}{rest.partition(END)[2]}"


def main(arguments: list[str]) -> int:
    """Draw and list, or say whether what is there is as the code is."""
    picture, text = drawn(rooms()), page(PAGE.read_text("utf-8"))
    if "--check" in arguments:
        is_so = PICTURE.read_text("utf-8") == picture and PAGE.read_text("utf-8") == text
        print("as the code is" if is_so else "out of date: run python3 installer/architecture.py")
        return 0 if is_so else 1
    PICTURE.write_text(picture, "utf-8")
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
