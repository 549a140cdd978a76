"""Which reference each clip of a folder is performed with: by rule, never by result."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from foleystudio.errors import FoleyError

# For classes with a single clip: the folder (or the beginning of a file's name) of the one-shots that fit its words.
_ONE_SHOTS = {
    "hammer": "hammer-metal-impact/",
    "fireworks": "fireworks/",
    "footsteps": "footsteps/",
    "eating crisps": "other/ad-sounds-apple-bite",
    "tennis": "generic-impact/",
    "ripping paper": "cloth-movement/",
    "drum": "drum/",
    "dog": "dog/",
    "gun": "gun/",
}
_MOST_ONE_SHOTS = 4
UNRELATED = 4


@dataclass(frozen=True)
class ClipCase:
    """One clip to measure.

    Parameters
    ----------
    name, category, path
        Of the clip.
    references
        Files that it is performed with: another clip of its class, else one-shots.
    unrelated
        Clips of other classes, for the timbre floor.
    """

    name: str
    category: str
    path: Path
    references: tuple[Path, ...]
    unrelated: tuple[Path, ...]

    @property
    def reference_name(self) -> str:
        """What the references are called together."""
        first = self.references[0]
        return first.stem if len(self.references) == 1 else f"{len(self.references)} of {first.parent.name}"


def clip_cases(clips: Path, oneshots: Path) -> list[ClipCase]:
    """Every clip of a folder's INDEX.csv with its references.

    The reference is the next clip of the same class in the order of the index, round to the first; a class with one
    clip takes the first four one-shots, by name, of the folder that fits it. Unrelated are four clips of other
    classes, evenly spaced in the index from the clip on.

    Raises
    ------
    FoleyError
        When there is no index, or no reference for a class.
    """
    index = clips / "INDEX.csv"
    if not index.exists():
        raise FoleyError("there is no INDEX.csv with columns file and category", file=clips)
    with index.open(newline="", encoding="utf-8") as lines:
        rows = [(row["file"], _class_of(row["category"])) for row in csv.DictReader(lines)]
    cases = []
    for number, (name, category) in enumerate(rows):
        onwards = rows[number + 1 :] + rows[:number]
        same = [clips / other for other, kind in onwards if kind == category]
        others = [clips / other for other, kind in onwards if kind != category]
        spaced = tuple(others[step * len(others) // UNRELATED] for step in range(UNRELATED)) if others else ()
        references = (same[0],) if same else _one_shots(oneshots, category)
        cases.append(ClipCase(Path(name).stem, category, clips / name, references, spaced))
    return cases


def _class_of(category: str) -> str:
    """``Drum: conga`` and ``Drum`` are one class; ``Other: tennis`` is its own."""
    words = re.split(r"[:/(]", category.lower(), maxsplit=1)
    return words[1].strip() if words[0].strip() == "other" and len(words) > 1 else words[0].strip()


def _one_shots(oneshots: Path, category: str) -> tuple[Path, ...]:
    beginning = _ONE_SHOTS.get(category)
    found = sorted(oneshots.glob(f"{beginning}*.flac")) if beginning else []
    if not found:
        raise FoleyError(f"there is no other clip and no one-shot for the class {category!r}", file=oneshots)
    return tuple(found[:_MOST_ONE_SHOTS])
