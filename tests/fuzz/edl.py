"""Edit lists: read, and gone by for where an old cut's pictures are."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from pathlib import Path
from random import Random

from foleystudio.engine.reconform.by_edl import edited_spans, read_edl
from foleystudio.engine.reconform.spans import Moves
from foleystudio.timebase import FrameTimes, Timecode
from tests.engine.reconform.recut import NEW, OLD, write_edl
from tests.fuzz.kinds import Doing, Kind, Place, mangled

_EXAMPLES = {"old.edl": OLD, "new.edl": NEW}
_RATES = (Fraction(24), Fraction(25), Fraction(30_000, 1001))
_ODD = ("99:59:59:24", "00:00:00:00", "10:00:00;00", "00:00:60:00", "-1:00:00:00", "٠٠:٠٠:٠٠:٠٠", "")


class _Cut:
    """As much of a clip as lists are held against."""

    def __init__(self, timecode: Timecode, frames: int) -> None:
        self.name, self.timecode = "SHOT1", timecode
        self.frames = FrameTimes.regular(frames, timecode.rate_fps)


def prepare(examples: Path) -> None:
    """The lists of two cuts of one film."""
    for name, cut in _EXAMPLES.items():
        write_edl(examples / name, cut)
    _use(examples / "old.edl", examples / "new.edl", Fraction(25))


def draw(draw: Random, place: Place) -> Doing:
    """One of the lists with bytes changed, or lines doubled, or times that there are not."""
    for name in _EXAMPLES:
        data = (place.examples / name).read_bytes()
        way = draw.randrange(3)
        if way == 0:
            data = mangled(data, draw)
        else:
            lines = data.decode().splitlines()
            for _ in range(draw.randrange(1, 8)):
                at = draw.randrange(len(lines))
                words = lines[at].split()
                if way == 1 and words:
                    words[draw.randrange(len(words))] = draw.choice(_ODD)
                    lines[at] = "  ".join(words)
                else:
                    lines.insert(draw.randrange(len(lines)), lines[at])
            data = "\n".join(lines).encode()
        (place.given / name).write_bytes(data)
    return partial(_use, place.given / "old.edl", place.given / "new.edl", draw.choice(_RATES))


def _use(old_edl: Path, new_edl: Path, rate_fps: Fraction) -> None:
    code = Timecode(rate_fps, start=90_000)
    old, new = _Cut(code, 461), _Cut(code, 405)
    edits, before = read_edl(new_edl, code), read_edl(old_edl, code)
    for made_of in (before, None):
        spans = edited_spans(old, new, edits, made_of)  # type: ignore[arg-type]  # a clip has a file too
        moves = Moves(spans, float(old.frames.duration), float(new.frames.duration))
        for frame in range(0, 461, 7):
            at = moves.at(frame / 25)
            assert at is None or -1e-6 <= at <= float(new.frames.duration) + 1e-6


KIND = Kind("edl", prepare, draw)
