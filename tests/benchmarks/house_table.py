"""Counts of the code itself: rooms, circles, sizes, repeated lines.

    python -m tests.benchmarks.house_table [CHECKOUT ...]

A column for each checkout of the program, by default this one.
"""

from __future__ import annotations

import argparse
import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_REPEATED = 6  # lines that stand in two places are said to be a duplicate from so many on


def sources(root: Path) -> list[Path]:
    """All modules of a checkout's package."""
    return sorted((root / "foleystudio").rglob("*.py"))


def lines_of_code(root: Path) -> int:
    """Lines of the package, blank ones and docstrings too."""
    return sum(len(file.read_text("utf-8").splitlines()) for file in sources(root))


def largest_room(root: Path) -> int:
    """Modules in the package that has most of them."""
    rooms: dict[Path, int] = defaultdict(int)
    for file in sources(root):
        rooms[file.parent] += file.name != "__init__.py"
    return max(rooms.values())


def crowded_rooms(root: Path) -> int:
    """Packages with more than ten modules side by side."""
    rooms: dict[Path, int] = defaultdict(int)
    for file in sources(root):
        rooms[file.parent] += file.name != "__init__.py"
    return sum(count > 10 for count in rooms.values())


def longest_file(root: Path) -> int:
    """Lines of the longest module."""
    return max(len(file.read_text("utf-8").splitlines()) for file in sources(root))


def longest_function(root: Path) -> int:
    """Lines of the longest function, its docstring left out."""
    return max(_own_lines(node) for file in sources(root) for node in _functions(file))


def _functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _own_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def circles(root: Path) -> int:
    """Packages whose children (files or rooms) import each other in a circle, imports for types alone included."""
    names = {".".join(f.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): f for f in sources(root)}
    edges = {name: {t for t in _imports(file, names) if t != name} for name, file in names.items()}
    return sum(_has_circle(name, edges) for name, file in names.items() if file.name == "__init__.py")


def _imports(file: Path, names: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield from (name for name in (whole if whole in names else node.module,) if name in names)


def _has_circle(package: str, edges: dict[str, set[str]]) -> bool:
    inside, graph = f"{package}.", defaultdict[str, set[str]](set)
    for name, targets in edges.items():
        for target in targets if name.startswith(inside) else ():
            if target.startswith(inside):
                one, other = name[len(inside) :].split(".")[0], target[len(inside) :].split(".")[0]
                graph[one] |= {other} - {one}
    while leaves := [one for one in graph if not graph[one] & set(graph)]:
        for one in leaves:
            del graph[one]
    return bool(graph)


def repeated_lines(root: Path) -> int:
    """Stretches of six lines of code, imports aside, that stand in two files."""
    places: dict[tuple[str, ...], set[Path]] = defaultdict(set)
    for file in sources(root):
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
        code = [line for line in lines if line and not line.startswith(("#", "import ", "from ", '"""'))]
        for start in range(len(code) - _REPEATED + 1):
            places[tuple(code[start : start + _REPEATED])].add(file)
    return sum(len(files) > 1 for files in places.values())


COUNTS: dict[str, Callable[[Path], int]] = {
    "modules in the largest room": largest_room,
    "rooms of more than ten modules": crowded_rooms,
    "packages with a circle among their children": circles,
    "lines of the longest file": longest_file,
    "lines of the longest function": longest_function,
    f"stretches of {_REPEATED} lines that stand in two files": repeated_lines,
    "lines of the package": lines_of_code,
}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", type=Path, nargs="*", default=[ROOT])
    checkouts: list[Path] = parser.parse_args().checkouts
    print(f"| count | {' | '.join(root.resolve().name for root in checkouts)} |")
    print(f"| --- |{' ---: |' * len(checkouts)}")
    for what, count in COUNTS.items():
        print(f"| {what} | {' | '.join(str(count(root)) for root in checkouts)} |")


if __name__ == "__main__":
    main()
