"""iXML: what a broadcast WAV says of its scene, take, tracks and category, as recorders and libraries read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from foleystudio.engine.mix.names.ucs import Category

_VERSION = "2.10"
_NO_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


@dataclass(frozen=True)
class SceneNotes:
    """What is told of one file.

    Parameters
    ----------
    project, scene, take, note
        Of the film; of the clip; what the sound is.
    tracks
        Names of its channels.
    timecode_rate
        Frames a second as a fraction ("30000/1001"), and whether timecode drops frames; empty where it is not known.
    is_drop_frame
        Of the timecode.
    category, fx_name, creator, source
        By the Universal Category System; None where there is none.
    """

    project: str
    scene: str
    take: str
    note: str = ""
    tracks: Sequence[str] = ()
    timecode_rate: str = ""
    is_drop_frame: bool = False
    time_reference: int = 0
    rate_hz: int = 48_000  # the studio's
    bits: int = 24  # a sample, as files are written for post-production
    category: Category | None = None
    fx_name: str = ""
    creator: str = ""
    source: str = ""


def ixml(notes: SceneNotes) -> bytes:
    """The chunk's text, in UTF-8."""
    head = _tags({"IXML_VERSION": _VERSION, "PROJECT": notes.project, "SCENE": notes.scene, "TAKE": notes.take,
                  "NOTE": notes.note, "TAPE": notes.source})  # fmt: skip
    parts = [head, _speed(notes), _track_list(notes.tracks), _category(notes)]
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<BWFXML>\n{"".join(parts)}</BWFXML>\n'.encode()


def _speed(notes: SceneNotes) -> str:
    high, low = divmod(notes.time_reference, 1 << 32)
    rates: dict[str, object] = {
        "TIMECODE_RATE": notes.timecode_rate,
        "TIMECODE_FLAG": "DF" if notes.is_drop_frame else "NDF",
    }
    sound: dict[str, object] = {"FILE_SAMPLE_RATE": notes.rate_hz, "AUDIO_BIT_DEPTH": notes.bits,
             "TIMESTAMP_SAMPLE_RATE": notes.rate_hz, "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI": high,
             "TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO": low}  # fmt: skip
    return f"<SPEED>\n{_tags((rates if notes.timecode_rate else {}) | sound)}</SPEED>\n"


def _track_list(names: Sequence[str]) -> str:
    rows = [
        f"<TRACK>\n{_tags({'CHANNEL_INDEX': n, 'INTERLEAVE_INDEX': n, 'NAME': name})}</TRACK>\n"
        for n, name in enumerate(names, 1)
    ]
    return f"<TRACK_LIST>\n<TRACK_COUNT>{len(rows)}</TRACK_COUNT>\n{''.join(rows)}</TRACK_LIST>\n"


def _category(notes: SceneNotes) -> str:
    """By the games industry's names of these fields (ASWG-G006), which libraries read."""
    if notes.category is None:
        return ""
    fields = {
        "catId": notes.category.cat_id,
        "category": notes.category.category,
        "subCategory": notes.category.subcategory,
        "fxName": notes.fx_name,
        "creatorId": notes.creator,
        "sourceId": notes.source,
    }
    return f"<ASWG>\n{_tags(fields)}</ASWG>\n"


def _tags(fields: Mapping[str, object]) -> str:
    said = ((name, str(value).translate(_NO_XML)) for name, value in fields.items())
    return "".join(f"<{name}>{escape(value)}</{name}>\n" for name, value in said if value)
