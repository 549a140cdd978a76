"""Where an old cut's stretches lie in a new one, as edit decision lists (CMX 3600) say; frames are not looked at."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.reconform.spans import Span
from foleystudio.errors import FoleyError
from foleystudio.files.json_text import read_bytes
from foleystudio.timebase import Timecode

# far more than any film has: a file that is no list is not read to its end
_LARGEST_BYTES, _MOST_EDITS = 16 << 20, 100_000
_TIME = r"(\d\d:\d\d:\d\d[:;.]\d\d+)"
_EDIT = re.compile(rf"^\s*\d+\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+\d+)?\s+{_TIME}\s+{_TIME}\s+{_TIME}\s+{_TIME}\s*$")
_BLACK = {"BL", "BLACK"}
_REEL = 8  # letters of a reel's name, the most that CMX 3600 has room for


@dataclass(frozen=True)
class Edit:
    """A stretch of a reel in a cut; frames are counted from the label 00:00:00:00.

    Parameters
    ----------
    reel
        Where from.
    source, record, count
        Its first frame there, its first frame in the cut, and how many.
    """

    reel: str
    source: int
    record: int
    count: int


def read_edl(file: Path, timecode: Timecode) -> list[Edit]:
    """The picture's edits of a list, in the order of the cut.

    Parameters
    ----------
    timecode
        How labels count frames; where it begins counts for nothing.

    Raises
    ------
    FoleyError
        When it cannot be read, has no edit of pictures, or names a frame that there is not.
    """
    plain = Timecode(timecode.rate_fps, timecode.drop_frame)
    text = read_bytes(file, _LARGEST_BYTES).decode("utf-8", "replace")
    edits: list[Edit] = []
    for line in text.splitlines():
        match = _EDIT.match(line) if len(line) < 200 else None
        if match is None or not _is_picture(match[2]) or match[1].upper() in _BLACK:
            continue
        try:
            source, source_end, record, record_end = (plain.frame(_label(match[n])) for n in (4, 5, 6, 7))
        except FoleyError as error:
            raise FoleyError(f"{error.what} ({line.strip()[:60]})", file=file, remedy=error.remedy) from error
        count = min(source_end - source, record_end - record)
        if count > 0:
            edits.append(Edit(match[1].upper(), source, record, count))
        if len(edits) > _MOST_EDITS:
            raise FoleyError(f"it has more than {_MOST_EDITS} edits", file=file, remedy="give a list of one film")
    if not edits:
        remedy = "give a CMX 3600 list of the picture's edits"
        raise FoleyError("it holds no edit of pictures", file=file, remedy=remedy)
    return sorted(edits, key=lambda edit: edit.record)


def _is_picture(channel: str) -> bool:
    return channel.upper().startswith(("V", "B"))


def _label(text: str) -> str:
    return text.replace(".", ":")


def edited_spans(old: Clip, new: Clip, new_edits: list[Edit], old_edits: list[Edit] | None) -> list[Span]:
    """Stretches of the old cut that are in the new one.

    Without a list of the old cut, the new one's is taken to be cut from the old cut itself: from the reel that is
    called like it, or else the one most is taken of.
    """
    made_of = old_edits if old_edits is not None else _old_as_reel(old, new_edits)
    old_base = _base(old, made_of)
    new_base = _base(new, new_edits)
    spans = []
    for edit in new_edits:
        for before in made_of:
            first = max(edit.source, before.source)
            count = min(edit.source + edit.count, before.source + before.count) - first
            if before.reel == edit.reel and count > 0:
                old_frame = before.record + first - before.source - old_base
                new_frame = edit.record + first - edit.source - new_base
                spans += _span(old, new, old_frame, new_frame, count)
    return spans


def _old_as_reel(old: Clip, edits: list[Edit]) -> list[Edit]:
    called = re.sub(r"[^A-Z0-9]", "", old.name.upper())[:_REEL]
    taken = Counter[str]()
    for edit in edits:
        taken[edit.reel] += edit.count
    reel = called if called in taken else taken.most_common(1)[0][0]
    start = old.timecode.start
    ours = [edit for edit in edits if edit.reel == reel]
    if ours and all(edit.source < start for edit in ours):  # counted from 0, not from the film's first label
        start = 0
    return [Edit(reel, start, start, len(old.frames))]


def _base(clip: Clip, edits: list[Edit]) -> int:
    """Which count is the clip's first frame: its first label's where the edits lie behind it, else the first edit's."""
    first, start = min(edit.record for edit in edits), clip.timecode.start
    return start if start <= first < start + len(clip.frames) else first


def _span(old: Clip, new: Clip, old_frame: int, new_frame: int, count: int) -> list[Span]:
    skipped = max(0, -old_frame, -new_frame)
    old_frame, new_frame = old_frame + skipped, new_frame + skipped
    count = min(count - skipped, len(old.frames) - old_frame, len(new.frames) - new_frame)
    if count <= 0:
        return []
    end = new_frame + count
    end_s = new.frames.time_of(end) if end < len(new.frames) else new.frames.duration
    start_s = new.frames.time_of(new_frame)
    return [Span(float(old.frames.time_of(old_frame)), float(start_s), float(end_s - start_s))]
