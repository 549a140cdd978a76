"""Formats from outside: AIFF and 3D Matroska, which FFmpeg writes, and samples as text, which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from foleystudio.dsp.sound import Wave
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, SoundFormat, SoundShape, VideoFormat

AIFF = SoundFormat(
    "aiff", "AIFF", (".aiff", ".aif"), "48 kHz, 24-bit", "For old samplers.",
    {"PCM_24": ("pcm_s24be", "")}, container="aiff",
)  # fmt: skip
MK3D = VideoFormat("mk3d", "MK3D", (".mk3d",), "24-bit PCM", "With depth.", "matroska")


@contextmanager
def _as_text(path: Path, _shape: SoundShape) -> Iterator[Callable[[Wave], None]]:
    with path.open("w", encoding="ascii") as file:
        yield lambda block: print(*(f"{sample:.4f}" for sample in block.mean(1)), sep="\n", file=file)


TEXT = SoundFormat("samples", "Samples", (".samples",), "text", "One a line.", {"PCM_24": ("", "")}, write=_as_text)


@contextmanager
def formats() -> Iterator[None]:
    """The formats are in their tables."""
    SOUND_FORMATS.add(AIFF)
    SOUND_FORMATS.add(TEXT)
    VIDEO_FORMATS.add(MK3D)
    try:
        yield
    finally:
        SOUND_FORMATS.remove("aiff")
        SOUND_FORMATS.remove("samples")
        VIDEO_FORMATS.remove("mk3d")
