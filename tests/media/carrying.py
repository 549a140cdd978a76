"""A clip that carries all that films carry beside picture and sound."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.stream import Disposition

from tests.media import plain
from tests.media.made import Shot, click_sound
from tests.media.tracks import SoundTrack

CHAPTERS = (("Door", 0, 1), ("Glass", 1, 2))
SUBTITLES = (("Hallo", 0.5, 1.0), ("Ümlaut", 1.2, 1.9))
_UNFLAGGED = Disposition(0)


def languages() -> list[SoundTrack]:
    """The original, a dubbed version and a commentary, two seconds each."""
    return [
        SoundTrack(click_sound(2, at_s=0.5), "eng", "Original", Disposition.default),
        SoundTrack(click_sound(2, at_s=1.0), "ger", "Deutsch"),
        SoundTrack(click_sound(2, at_s=1.5), "fra", "Commentaire", Disposition.comment),
    ]


def write_laden(path: Path, *, sound_codec: str = "aac", start_s: Fraction = Fraction(0), subtitles: str = "") -> Path:
    """Two seconds at 25 a second: three sounds, subtitles, two chapters, tags; a timecode; answers the path."""
    subtitles = subtitles or ("srt" if path.suffix == ".mkv" else "mov_text")
    shot = Shot(frames=50, rate_fps=Fraction(25), start_s=start_s)
    with av.open(str(path), "w") as target:
        target.metadata.update({"title": "Küche", "artist": "Somebody"})
        queue: list[Any] = [(float(p.dts * p.time_base), p) for p in shot._pictures(target)]
        target.streams.video[0].metadata["timecode"] = "10:00:00:00"
        for track in languages():
            sounds = Shot(sound_codec=sound_codec, sound_start_s=start_s)._sounds(target, track.samples)
            stream = target.streams.audio[-1]
            stream.metadata.update({"language": track.language, "title": track.title})
            stream.disposition = track.flags
            queue += [(float((p.pts or 0) * p.time_base), p) for p in sounds]
        queue += _subtitles(target, subtitles, start_s)
        target.set_chapters(
            [
                {"id": n, "start": round((a + start_s) * 1000), "end": round((b + start_s) * 1000),
                 "time_base": Fraction(1, 1000), "metadata": {"title": title}}
                for n, (title, a, b) in enumerate(CHAPTERS)
            ]
        )  # fmt: skip
        for _, packet in sorted(queue, key=lambda entry: entry[0]):
            target.mux(packet)
    return path


def _subtitles(target: Any, codec: str, start_s: Fraction) -> list[Any]:
    stream = target.add_stream(codec)
    stream.metadata["language"] = "nor"
    stream.codec_context.subtitle_header = _HEADER
    stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
    packets = []
    for number, (text, begin, end) in enumerate(SUBTITLES):
        line = f"{number},0,Default,,0,0,0,,{text}".encode()
        shown = av.subtitles.subtitle.SubtitleSet.create(line, 0, round((end - begin) * 1000))
        packet = stream.codec_context.encode_subtitle(shown)
        packet.pts = packet.dts = round((begin + float(start_s)) * 1000)
        packet.duration, packet.time_base, packet.stream = round((end - begin) * 1000), Fraction(1, 1000), stream
        packets.append((begin + float(start_s), packet))
    return packets


_STYLE = "Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1"
_HEADER = f"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: {_STYLE}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
""".encode()


def chapters_of(path: Path) -> list[tuple[str, float, float]]:
    """Title, beginning and end in seconds of a file's chapters."""
    with av.open(str(path)) as container:
        there: Any = container.chapters()
        return [
            (c["metadata"].get("title", ""), float(c["start"] * c["time_base"]), float(c["end"] * c["time_base"]))
            for c in there
        ]


def subtitles_of(path: Path) -> list[tuple[str, float, float]]:
    """Text, beginning and end in seconds of a file's first subtitles."""
    found = []
    with av.open(str(path)) as container:
        if not container.streams.subtitles:
            return []
        packets: Any = container.demux(container.streams.subtitles[0])
        for packet in packets:
            if not packet.size:
                continue
            begin = float((packet.pts or 0) * packet.time_base)
            end = begin + float((packet.duration or 0) * packet.time_base)
            found += [(each.dialogue.decode(), begin, end) for each in packet.decode() if each.dialogue]
    return found


def loudest_of_all(path: Path) -> list[float]:
    """Where each of a file's sounds is loudest, in seconds."""
    with av.open(str(path)) as container:
        count = len(container.streams.audio)
    return [round(float(plain.loudest_s(path, number)), 3) for number in range(count)]
