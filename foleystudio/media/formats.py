"""The tables of formats that are written: one row added here is in dialogs, in the help, and is written.

A format that FFmpeg writes costs its row; another one its module too. The tables import no library of media: they are
read at every start, by a command line that is only asked for its help too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from foleystudio.errors import FoleyError
from foleystudio.registry import Registry

if TYPE_CHECKING:
    from foleystudio.dsp.sound import Wave

Subtype = Literal["PCM_16", "PCM_24", "FLOAT"]
"""What a sample is: a whole number of 16 or 24 bits, or a float of 32."""


@dataclass(frozen=True)
class SoundShape:
    """What a sound file is to hold.

    Parameters
    ----------
    rate_hz, channels
        Of every block.
    subtype
        Of every sample.
    tags
        What a broadcast WAV tells beside its samples, by FFmpeg's names; empty for formats without.
    chunks
        What else it tells: four letters and bytes each, put behind its samples.
    """

    rate_hz: int
    channels: int
    subtype: Subtype
    tags: Mapping[str, str] = field(default_factory=dict)
    chunks: tuple[tuple[bytes, bytes], ...] = ()


WriteSound = Callable[[Path, SoundShape], "AbstractContextManager[Callable[[Wave], None]]"]
"""Opens a file and lends what appends ``float32 [n, C]`` to it; it is whole once the context has ended well."""


@dataclass(frozen=True)
class SoundFormat:
    """A kind of sound file.

    Parameters
    ----------
    name
        In lower case, by which it is found.
    title
        What a user calls it.
    suffixes
        What names of such files end in, in lower case with the dot; new files have the first.
    holds
        What is in it, in brackets behind its title: "48 kHz, 24-bit".
    about
        A sentence on it.
    codecs
        Subtype -> FFmpeg's encoder and the samples it takes (empty where it takes what it is given).
    container
        FFmpeg's name of it.
    options
        For FFmpeg's container.
    max_channels
        None for any number.
    is_broadcast
        Whether it can say when it begins, as a broadcast WAV does.
    write
        What writes it, in FFmpeg's place.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    holds: str
    about: str
    codecs: Mapping[Subtype, tuple[str, str]]
    container: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    max_channels: int | None = None
    is_broadcast: bool = False
    write: WriteSound | None = None


class OwnSound(StrEnum):
    """What becomes of a clip's own sound tracks when it gets a new one."""

    REPLACE = "replace"
    """The new one takes the guide's place; the clip's further ones stay."""
    BEFORE = "before"
    """All stay behind the new one, which is played."""
    AFTER = "after"
    """All stay, and the one that is played stays so; the new one comes last."""
    ALONE = "alone"
    """The new one is the only one."""


@dataclass(frozen=True)
class VideoSound:
    """How a new sound is stored in a video.

    Parameters
    ----------
    name
        By which it is chosen.
    title
        What a user calls it.
    encoder, samples
        FFmpeg's names of the encoder and of the samples that it takes.
    bit_rate
        Bits a second and channel; 0 where nothing is lost.
    rates_hz
        The only rates that it knows; empty for any.
    """

    name: str
    title: str
    encoder: str
    samples: str
    bit_rate: int = 0
    rates_hz: tuple[int, ...] = ()


VIDEO_SOUNDS = Registry(
    "sound of a video",
    (
        VideoSound("aac", "AAC", "aac", "fltp", 128_000),
        VideoSound("pcm24", "24-bit PCM", "pcm_s24le", "s32"),
        VideoSound("pcm16", "16-bit PCM", "pcm_s16le", "s16"),
        VideoSound("flac", "FLAC", "flac", "s32"),
        VideoSound("opus", "Opus", "libopus", "flt", 96_000, (48_000, 24_000, 16_000, 12_000, 8_000)),
    ),
)
"""Every way in which a new sound is stored in a video."""


@dataclass(frozen=True)
class VideoFormat:
    """A kind of video file, whose picture is a copy of a clip's.

    Parameters
    ----------
    name, title, suffixes, about
        As of a `SoundFormat`.
    holds
        What its sound is unless another is chosen, in brackets behind its title.
    container
        FFmpeg's name of it.
    sounds
        Names of `VIDEO_SOUNDS` that it can hold, the usual one first.
    subtitles
        FFmpeg's name of the encoder of its subtitles, where they cannot be copied; empty where it has none.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    holds: str
    about: str
    container: str
    sounds: tuple[str, ...] = ("pcm24", "pcm16", "aac", "flac", "opus")
    subtitles: str = "srt"

    def sound(self, name: str | None) -> VideoSound:
        """How its sound is stored; by the name of one of its sounds, None for the usual one.

        Raises
        ------
        FoleyError
            When it holds no such sound; the remedy names a kind of file that does.
        """
        wanted = VIDEO_SOUNDS[name or self.sounds[0]]
        if wanted.name in self.sounds:
            return wanted
        others = listed(tuple(row.suffixes[0] for row in VIDEO_FORMATS if wanted.name in row.sounds))
        raise FoleyError(f"{self.title} holds no {wanted.title}", remedy=f"write a {others}, or choose another sound")


_COPIED = "The picture is copied untouched; sound sample-exact."

SOUND_FORMATS = Registry(
    "kind of sound file",
    (
        SoundFormat(
            "wav", "WAV", (".wav",), "48 kHz, 24-bit, broadcast",
            "Its time reference says where in the clip it begins.",
            {"PCM_16": ("pcm_s16le", ""), "PCM_24": ("pcm_s24le", ""), "FLOAT": ("pcm_f32le", "")},
            container="wav",
            options={"rf64": "auto"},  # beyond 4 GB
            is_broadcast=True,
        ),
        SoundFormat(
            "flac", "FLAC", (".flac",), "48 kHz, 24-bit", "The same samples in half the space.",
            {"PCM_16": ("flac", "s16"), "PCM_24": ("flac", "s32")},
            container="flac",
            max_channels=8,
        ),
    ),
)  # fmt: skip
"""Every kind of sound file that is written, the usual one first."""

VIDEO_FORMATS = Registry(
    "kind of video file",
    (
        VideoFormat(
            "mp4",
            "MP4",
            (".mp4", ".m4v"),
            "AAC",
            "The picture is copied untouched; plays everywhere.",
            "mp4",
            ("aac", "flac", "opus"),
            "mov_text",
        ),
        VideoFormat("mov", "MOV", (".mov",), "24-bit PCM", _COPIED, "mov", ("pcm24", "pcm16", "aac"), "mov_text"),
        VideoFormat("mkv", "MKV", (".mkv",), "24-bit PCM", _COPIED, "matroska"),
        VideoFormat(
            "mxf",
            "MXF",
            (".mxf",),
            "24-bit PCM, OP1a",
            "For broadcasters; no chapters, subtitles, compressed sound.",
            "mxf",
            ("pcm24", "pcm16"),
            "",
        ),
    ),
)
"""Every kind of video file that is written, the usual one first."""

Formats = Registry[SoundFormat] | Registry[VideoFormat]


def suffixes_of(formats: Formats) -> tuple[str, ...]:
    """All that names of a table's files may end in."""
    return tuple(suffix for row in formats for suffix in row.suffixes)


def usual_suffixes(formats: Formats) -> tuple[str, ...]:
    """What names of new files of a table end in, one a format."""
    return tuple(row.suffixes[0] for row in formats)


def has_suffix_of(path: Path, formats: Formats) -> bool:
    """Whether a file's name says that it is one of a table's."""
    return path.suffix.lower() in suffixes_of(formats)


def sound_format(path: Path) -> SoundFormat:
    """The kind of sound file that a name says.

    Raises
    ------
    FoleyError
        When it says none.
    """
    found = next((row for row in SOUND_FORMATS if path.suffix.lower() in row.suffixes), None)
    if found is None:
        known = listed(usual_suffixes(SOUND_FORMATS))
        what = f"sounds are written as {known}, not {path.suffix.lower()!r}"
        raise FoleyError(what, file=path, remedy="change its name")
    return found


def video_format(path: Path) -> VideoFormat:
    """The kind of video file that a name says.

    Raises
    ------
    FoleyError
        When it says none.
    """
    found = next((row for row in VIDEO_FORMATS if path.suffix.lower() in row.suffixes), None)
    if found is None:
        known = ", ".join(suffixes_of(VIDEO_FORMATS))
        raise FoleyError(f"a clip is written as {known}, not {path.suffix!r}", file=path, remedy="change its name")
    return found


def listed(parts: tuple[str, ...]) -> str:
    """``a, b or c``."""
    return " or ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
