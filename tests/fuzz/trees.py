"""JSON as somebody made it to do harm: values that no program of ours wrote, anywhere in what one did write."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from random import Random
from typing import Any

from tests.fuzz.kinds import mangled

_RAW = "@raw {}@"
_RAWS = ("9" * 400, "-" + "9" * 30, "1e400", "NaN", "-Infinity", "1e-400", "01", "\\u0000")
_DEPTHS = (3, 63, 65, 1_000, 100_000)
_NUMBERS = (
    -1, 0, 1, 2, 255, 2**15, 2**31 - 1, 2**31, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1, -(2**63), 0.5, -0.0, 1e-308,
    1e5, 1e9, 1e15, 1e18, 1e300, -1e300, 7000, -7000, 1.7976931348623157e308,
)  # fmt: skip
_TEXTS = (
    "", " ", "\0", "a\0b", "x" * 300, "y/" * 3_000, "../" * 40 + "etc", "/", "/dev/zero", "/dev/stdin", ".", "~",
    "C:\\x", "\\\\host\\share", "file:///dev/zero", "<img src='/dev/zero'>", "\ud800", "\udce9", "\x1b[2J", "\u202e",
    "nan", "null",
    "2026-01-01", "9999-12-31T23:59:59+23:59", "exemplar", "auto", "z" * 100_000,
)  # fmt: skip
_LARGEST = 8_000_000
"""Letters of a list that was made many times as long."""
_MANY = (2, 10, 300, 6_000, 250_000)


def spoilt(tree: Any, draw: Random) -> bytes:
    """The text of a tree with some values in it put in others' place, and now and then its bytes mangled."""
    tree = deepcopy(tree)
    for _ in range(draw.randint(1, 4)):
        holder, place = _place(tree, draw)
        _spoil(holder, place, draw)
    text = json.dumps(tree, allow_nan=True)
    text = re.sub(r'"@raw (\d+)@"', lambda found: _RAWS[int(found[1])], text)
    text = re.sub(r'"@deep (\d+)@"', lambda found: "[" * int(found[1]) + "]" * int(found[1]), text, count=3)
    data = text.encode(draw.choice(("utf-8",) * 8 + ("utf-16", "utf-8-sig", "utf-32")), "surrogatepass")
    return mangled(data, draw) if draw.random() < 0.15 else data


def _place(tree: Any, draw: Random) -> tuple[Any, Any]:
    """A value in a tree: what holds it, and its name or number there."""
    places: list[tuple[Any, Any]] = []
    todo = [tree]
    while todo:
        holder = todo.pop()
        for place in list(holder) if isinstance(holder, dict) else range(len(holder)):
            places.append((holder, place))
            if isinstance(holder[place], dict | list):
                todo.append(holder[place])
    return draw.choice(places) if places else ({"": 0}, "")


def _spoil(holder: Any, place: Any, draw: Random) -> None:
    match draw.randrange(10):
        case 0:
            del holder[place]
        case 1 if isinstance(holder, list):
            text = json.dumps(holder)
            many = max(1, min(draw.choice(_MANY), _LARGEST // (1 + len(text))))
            holder[:] = json.loads(f"[{', '.join([text[1:-1]] * many)}]")  # each a thing of its own
        case 1:
            holder[draw.choice(("key", "name", "version", "extra", "_next_key", "x" * 1000))] = holder[place]
        case 2:
            holder[place] = _RAW.format(draw.randrange(len(_RAWS)))
        case 3:
            holder[place] = f"@deep {draw.choice(_DEPTHS)}@"
        case 4:
            holder[place] = draw.choice((None, True, False, [], {}, [None], {"": None}, [holder[place]]))
        case 5 | 6:
            holder[place] = draw.choice(_TEXTS)
        case _:
            holder[place] = draw.choice(_NUMBERS)
