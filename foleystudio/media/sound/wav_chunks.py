"""Chunks that FFmpeg does not write into WAV files: iXML, cue points and their labels; RF64 files too."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Chunk = tuple[bytes, bytes]
"""A chunk's four letters and what is in it."""

_WHOLE_32_BITS = 0xFFFF_FFFF  # the most that a size or place in a RIFF file can say


@dataclass(frozen=True)
class CuePoint:
    """A named place.

    Parameters
    ----------
    sample
        Counted from the file's first.
    name
        What it is called.
    length
        Samples that it lasts; 0 for an instant.
    """

    sample: int
    name: str = ""
    length: int = 0


def cue_chunks(points: Sequence[CuePoint]) -> list[Chunk]:
    """Chunks ``cue`` and ``LIST`` of named places, in time order; none for none."""
    places = [point for point in sorted(points, key=lambda point: point.sample) if 0 <= point.sample <= _WHOLE_32_BITS]
    if not places:
        return []
    cues, texts = struct.pack("<I", len(places)), b"adtl"
    for number, point in enumerate(places, 1):
        cues += struct.pack("<II4sIII", number, point.sample, b"data", 0, 0, point.sample)
        name = point.name.encode("utf-8", "replace").replace(b"\0", b" ") + b"\0"
        texts += _chunk((b"labl", struct.pack("<I", number) + name))
        if point.length > 0:
            length = min(point.length, _WHOLE_32_BITS)
            texts += _chunk((b"ltxt", struct.pack("<II4sHHHH", number, length, b"rgn ", 0, 0, 0, 0)))
    return [(b"cue ", cues), (b"LIST", texts)]


def append_chunks(path: Path, chunks: Sequence[Chunk]) -> None:
    """Add chunks to the end of a whole WAV or RF64 file, and put its stated length right.

    Raises
    ------
    OSError
        When it cannot be written.
    ValueError
        When it is no such file.
    """
    if not chunks:
        return
    with path.open("r+b") as file:
        letters = file.read(4)
        if letters not in {b"RIFF", b"RF64"}:
            raise ValueError(f"{path} is no WAV file")
        size = file.seek(0, 2)
        if size % 2:
            file.write(b"\0")
        for chunk in chunks:
            file.write(_chunk(chunk))
        length = file.tell() - 8
        if letters == b"RIFF":
            if length > _WHOLE_32_BITS:
                raise ValueError("a WAV file without ds64 has less than 4 GB")
            file.seek(4)
            file.write(struct.pack("<I", length))
            return
        file.seek(20)  # RF64's length stands in its ds64, the first chunk
        file.write(struct.pack("<Q", length))


def _chunk(chunk: Chunk) -> bytes:
    letters, held = chunk
    return letters + struct.pack("<I", len(held)) + held + b"\0" * (len(held) % 2)
