"""REAPER projects: tracks with items, takes, fades, levels and pans, the clip as a video, markers; plain text."""

from __future__ import annotations

from pathlib import Path

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.interchange.sheet import FADE_S, Item, events_told, items_of
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ

_SOURCES = {".wav": "WAVE", ".flac": "FLAC", ".mp3": "MP3", ".ogg": "VORBIS"}
Lines = list[str]


def write_reaper(project: Project, clip: Clip, out: Path) -> None:
    """Write the project.

    Raises
    ------
    FoleyError
        When the file cannot be written.
    """
    write_atomically(out, reaper_text(project, clip).encode("utf-8"))


def reaper_text(project: Project, clip: Clip) -> str:
    """The text of a project: instants in seconds with twelve digits, which tell samples apart at any rate."""
    rate = clip.timecode.rate_fps
    drops = 1 if clip.timecode.drop_frame else 0
    lines = [
        '<REAPER_PROJECT 0.1 "7.0" 0',
        f"  PROJOFFS {_number(clip.midnight_samples / STUDIO_RATE_HZ)} 0 0",
        f"  SAMPLERATE {STUDIO_RATE_HZ} 1 0",
        f"  TIMEMODE 1 5 -1 {round(rate)} {drops} 0 -1",
        "  TEMPO 120 4 4",
    ]
    for number, marker in enumerate(project.markers, 1):
        lines.append(f"  MARKER {number} {_number(marker.time_s)} {_quoted(marker.name)} 0")
    lines += _clip_track(project, clip)
    for track in project.tracks:
        lines += _track(project, track, clip)
    return "\n".join([*lines, ">", ""])


def _clip_track(project: Project, clip: Clip) -> Lines:
    guide = project.guide
    head = _head(f"{clip.name} (guide)", guide.gain_db, guide.pan, guide.mute, guide.solo)
    body = _place(0.0, float(clip.duration_s), is_muted=False, fade_s=0.0)
    take = [f"NAME {_quoted(clip.name)}", "VOLPAN 1 0 1 -1", "SOFFS 0", *_source("VIDEO", clip.path.absolute())]
    return _block(["<TRACK", *_block([*head, *_block(["<ITEM", *_block([*body, *take]), ">"])]), ">"])[:]


def _track(project: Project, track: Track, clip: Clip) -> Lines:
    head = _head(track.name, track.gain_db, track.pan, track.mute, track.solo)
    items = items_of(track, clip)
    together = [item for item in items if items and _is_alike(item, items[0])]
    blocks: Lines = []
    if together:
        blocks += _item(project, track, together, is_muted=not together[0].is_active)
    for item in items:
        if item not in together:  # a take that lies elsewhere is an item of its own, and silent
            blocks += _item(project, track, [item], is_muted=True)
    return _block(["<TRACK", *_block([*head, *blocks]), ">"])


def _is_alike(item: Item, other: Item) -> bool:
    return (item.at, item.length) == (other.at, other.length)


def _head(name: str, gain_db: float, pan: float, is_muted: bool, is_solo: bool) -> Lines:
    level = _number(db_to_amplitude(gain_db))
    return [
        f"NAME {_quoted(name)}",
        f"VOLPAN {level} {_number(pan)} -1 -1 1",
        f"MUTESOLO {int(is_muted)} {int(is_solo)} 0",
        "NCHAN 2",
    ]


def _item(project: Project, track: Track, takes: list[Item], *, is_muted: bool) -> Lines:
    first = takes[0]
    lines = _place(first.at / STUDIO_RATE_HZ, first.length / STUDIO_RATE_HZ, is_muted=is_muted, fade_s=FADE_S)
    for take in takes:
        if take is not first:
            lines.append("TAKE")
        level = _number(db_to_amplitude(take.take.gain_db))
        lines += [
            f"NAME {_quoted(take.take.name)}",
            f"{'VOLPAN 1 0' if take is first else 'TAKEVOLPAN 0'} {level} -1",
            f"SOFFS {_number(take.source / take.take.rate_hz)}",
            *_source(_SOURCES.get(take.path.suffix.lower(), "WAVE"), take.path),
        ]
        if take.is_active:
            lines += [
                f"TKM {_number(time_s - take.take.start_s)} {_quoted(name)} 0"
                for time_s, _, name in events_told(project, track)
                if first.at / STUDIO_RATE_HZ <= time_s < (first.at + first.length) / STUDIO_RATE_HZ
            ]
    return _block(["<ITEM", *_block(lines), ">"])


def _place(position_s: float, length_s: float, *, is_muted: bool, fade_s: float) -> Lines:
    return [
        f"POSITION {_number(position_s)}",
        f"LENGTH {_number(length_s)}",
        "LOOP 0",
        "ALLTAKES 0",
        f"FADEIN 1 {_number(fade_s)} 0 1 0 0 0",
        f"FADEOUT 1 {_number(fade_s)} 0 1 0 0 0",
        f"MUTE {int(is_muted)} 0",
    ]


def _source(kind: str, path: Path) -> Lines:
    return [f"<SOURCE {kind}", f"  FILE {_quoted(str(path))}", ">"]


def _block(lines: Lines) -> Lines:
    return [f"  {line}" for line in lines]


def _number(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".") or "0"


def _quoted(text: str) -> str:
    """A text between quotes that are not in it, which is how REAPER keeps any."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    mark = next((mark for mark in "\"'`" if mark not in plain), None)
    return f"{mark}{plain}{mark}" if mark is not None else f"`{plain.replace('`', chr(39))}`"
