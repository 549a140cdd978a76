"""Edit decision list, CMX 3600: the picture and every track's take, to the frame, with markers as locators.

Written here, since OpenTimelineIO's adapter leaves sounds out; the tests have that adapter read it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.interchange.sheet import events_told, sounding
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.timebase import STUDIO_RATE_HZ, Timecode, round_half_up

_REEL = 8  # letters of a reel's name, the most that CMX 3600 has room for


def write_edl(project: Project, clip: Clip, out: Path) -> None:
    """Write the list.

    Raises
    ------
    FoleyError
        When the clip's frames do not come evenly or the file cannot be written.
    """
    if clip.frames.is_variable:
        raise FoleyError("an EDL counts frames of a steady rate", file=out, remedy="write a .otio or a .rpp")
    write_atomically(out, edl_text(project, clip).encode("utf-8"))


def edl_text(project: Project, clip: Clip) -> str:
    """The list's text; record times count from the clip's own first timecode, takes' from their files' start."""
    record, rate = clip.timecode, clip.timecode.rate_fps
    plain = Timecode(rate, record.drop_frame)
    lines = [f"TITLE: {_line(clip.name)}", f"FCM: {'DROP FRAME' if record.drop_frame else 'NON-DROP FRAME'}", ""]
    count = len(clip.frames)
    lines += _edit(1, clip.name, "V", (record, 0, count), (record, 0, count))
    lines += _comments(clip.name, clip.path)
    number = 1
    for track in project.tracks:
        for item in sounding(track, clip):
            number += 1
            at, stop = (_frame(sample, STUDIO_RATE_HZ, rate) for sample in (item.at, item.at + item.length))
            source = _frame(item.source, item.take.rate_hz, rate)
            spans = (plain, source, source + stop - at), (record, at, stop)
            channel = "A" if number == 2 else f"A{number - 1}"
            lines += _edit(number, item.path.stem, channel, *spans)
            lines += [*_comments(item.take.name, item.path), f"* TRACK: {_line(track.name)}"]
            for time_s, _, name in events_told(project, track):
                lines.append(f"* LOC: {record.label(_frame_at(time_s, rate))} ORANGE  {_line(name)}")
    for marker in project.markers:
        lines.append(f"* LOC: {record.label(_frame_at(marker.time_s, rate))} PURPLE  {_line(marker.name)}")
    return "\n".join(lines) + "\n"


def _edit(
    number: int, name: str, channel: str, source: tuple[Timecode, int, int], target: tuple[Timecode, int, int]
) -> list[str]:
    reel = re.sub(r"[^A-Za-z0-9]", "", name).upper()[:_REEL] or "AX"
    times = [code.label(frame) for code, first, last in (source, target) for frame in (first, last)]
    return [f"{number:03d}  {reel:<8} {channel:<5} C        {' '.join(times)}"]


def _comments(name: str, path: Path) -> list[str]:
    return [f"* FROM CLIP NAME: {_line(name)}", f"* SOURCE FILE: {_line(str(path.absolute()))}"]


def _frame(sample: int, rate_hz: int, rate_fps: Fraction) -> int:
    return round_half_up(Fraction(sample, rate_hz) * rate_fps)


def _frame_at(time_s: float, rate_fps: Fraction) -> int:
    return int(Fraction(time_s) * rate_fps)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
