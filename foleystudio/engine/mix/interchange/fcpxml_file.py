"""FCPXML 1.9, for Final Cut and Resolve: the picture with every track's take connected to it, and the markers.

Written here, since OpenTimelineIO's adapter refuses sounds that count samples. These programs place clips on frames: a
take that begins between two loses what lies before the next one, and stays in time to the sample.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from pathlib import Path
from xml.etree import ElementTree

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.interchange.sheet import Item, events_told, sounding
from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ

Element = ElementTree.Element


def write_fcpxml(project: Project, clip: Clip, out: Path) -> None:
    """Write the project.

    Raises
    ------
    FoleyError
        When the clip's frames do not come evenly or the file cannot be written.
    """
    if clip.frames.is_variable:
        raise FoleyError("FCPXML counts frames of a steady rate", file=out, remedy="write a .otio or a .rpp")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
    root = fcpxml(project, clip)
    ElementTree.indent(root)
    write_atomically(out, (head + ElementTree.tostring(root, "unicode") + "\n").encode("utf-8", "replace"))


def fcpxml(project: Project, clip: Clip) -> Element:
    """The document."""
    root = Element("fcpxml", version="1.9")
    resources = _under(root, "resources")
    frame = 1 / clip.timecode.rate_fps
    begins, lasts = clip.timecode.start * frame, len(clip.frames) * frame
    _picture_resources(resources, clip, frame, begins, lasts)
    event = _under(_under(root, "library"), "event", name="foleystudio")
    sequence = _under(
        _under(event, "project", name=_plain(clip.name)), "sequence", format="r1", duration=_time(lasts),
        tcStart=_time(begins), tcFormat="DF" if clip.timecode.drop_frame else "NDF", audioLayout="stereo",
        audioRate="48k",
    )  # fmt: skip
    spine = _under(sequence, "spine")
    picture = _under(
        spine, "asset-clip", ref="r2", name=_plain(clip.name), offset=_time(begins), start=_time(begins),
        duration=_time(lasts), audioRole="dialogue",
    )  # fmt: skip
    for number, track in enumerate(project.tracks, 1):
        for item in sounding(track, clip):
            _connected(picture, resources, project, track, item, number, frame, begins)
    for marker in project.markers:
        _marker(picture, begins + _on_frame(Fraction(marker.time_s), frame), frame, marker.name or "Marker")
    return root


def _picture_resources(resources: Element, clip: Clip, frame: Fraction, begins: Fraction, lasts: Fraction) -> None:
    video = clip.info.video
    size = {} if video is None else {"width": str(video.display_width), "height": str(video.display_height)}
    _under(resources, "format", id="r1", frameDuration=_time(frame), **size)
    sound = {"hasAudio": "1"} if clip.info.audio else {}
    asset = _under(
        resources, "asset", id="r2", name=_plain(clip.name), start=_time(begins), duration=_time(lasts), hasVideo="1",
        format="r1", **sound,
    )  # fmt: skip
    _under(asset, "media-rep", kind="original-media", src=clip.path.absolute().as_uri())


def _connected(
    picture: Element, resources: Element, project: Project, track: Track, item: Item, number: int, frame: Fraction,
    begins: Fraction,
) -> None:  # fmt: skip
    """A take in a lane below the picture, whose times its own count from the picture's first label."""
    take, name = item.take, f"r{number + 2}"
    whole = Fraction(take.n_samples, take.rate_hz)
    asset = _under(
        resources, "asset", id=name, name=_plain(take.name), start="0s", duration=_time(whole), hasAudio="1",
        audioSources="1", audioChannels=str(take.channels), audioRate=str(take.rate_hz),
    )  # fmt: skip
    _under(asset, "media-rep", kind="original-media", src=item.path.as_uri())
    at, source, lasts = _placed(item, frame)
    clip = _under(
        picture, "asset-clip", ref=name, lane=str(-number), name=_plain(take.name), offset=_time(begins + at),
        start=_time(source), duration=_time(lasts), audioRole=f"effects.{_plain(track.name)}",
        enabled="0" if track.mute else "1",
    )  # fmt: skip
    gain_db = take.gain_db + track.gain_db
    if gain_db:
        _under(clip, "adjust-volume", amount=f"{gain_db:g}dB")
    for time_s, _, label in events_told(project, track):
        inside = source + Fraction(time_s) - at
        if source <= inside < source + lasts:
            _marker(clip, inside, frame, label)


def _placed(item: Item, frame: Fraction) -> tuple[Fraction, Fraction, Fraction]:
    """Where a take begins on the timeline, on a frame, and in its file; and how long it is, in whole frames."""
    at, source = Fraction(item.at, STUDIO_RATE_HZ), Fraction(item.source, item.take.rate_hz)
    first = ceil(at / frame) * frame
    end = at + Fraction(item.length, STUDIO_RATE_HZ)
    return first, source + first - at, max(frame, (end - first) // frame * frame)


def _on_frame(time: Fraction, frame: Fraction) -> Fraction:
    return time // frame * frame


def _marker(parent: Element, start: Fraction, frame: Fraction, name: str) -> None:
    _under(
        parent, "marker", start=_time(start.limit_denominator(10_000_000)), duration=_time(frame), value=_plain(name)
    )


def _under(parent: Element, tag: str, **attributes: str) -> Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _time(time: Fraction) -> str:
    return f"{time.numerator}s" if time.denominator == 1 else f"{time.numerator}/{time.denominator}s"


def _plain(text: str) -> str:
    """A text of letters that XML knows."""
    return "".join(c if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF else " " for c in text)
