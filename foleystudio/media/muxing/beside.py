"""What a file says beside its pictures: depth, turning, brightness of the master, all of which a container may lose."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import av
from av.sidedata.sidedata import Type

from foleystudio.media.containers import open_container, packets, picture_stream
from foleystudio.media.formats import VideoFormat

_TOLD = {
    Type.STEREO3D: "stereo-3D",
    Type.DISPLAYMATRIX: "the turning of its pictures",
    Type.MASTERING_DISPLAY_METADATA: "the HDR master's colours",
    Type.CONTENT_LIGHT_LEVEL: "the HDR light level",
    Type.SPHERICAL: "the 360° projection",
    Type.DOVI_METADATA: "Dolby Vision",
}
_PACKETS_TRIED = 60  # in search of the first decodable picture


def said_beside(path: Path) -> frozenset[Type]:
    """What is said of a file's first picture; nothing of a file without one that can be decoded."""
    with open_container(path) as container:
        picture = picture_stream(container)
        if picture is None:
            return frozenset()
        for tried, packet in enumerate(packets(container, picture)):
            with suppress(av.error.FFmpegError):
                for frame in packet.decode():
                    said: Any = frame.side_data  # its type hints know of motion vectors alone
                    return frozenset(each.type for each in said if each.type in _TOLD)
            if tried > _PACKETS_TRIED:
                break
    return frozenset()


def lost(clip: Path, out: Path, form: VideoFormat) -> list[str]:
    """Sentences on what a clip says beside its pictures and a file made of it does not."""
    gone = said_beside(clip) - said_beside(out)
    told = [what for kind, what in _TOLD.items() if kind in gone]
    return [f"{form.title} cannot hold {what}: left out; a .mov or .mkv can." for what in told]
