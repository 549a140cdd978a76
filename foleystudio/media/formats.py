"""The tables of formats that are written: one row added here is in dialogs, in the help, and is written.

A format that FFmpeg writes costs its row; another one its module too. The tables import no library of media: they are
read at every start, by a command line that is only asked for its help too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
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
    """

    rate_hz: int
    channels: int
    subtype: Subtype
    tags: Mapping[str, str] = field(default_factory=dict)


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


@dataclass(frozen=True)
class VideoFormat:
    """A kind of video file, whose picture is a copy of a clip's.

    Parameters
    ----------
    name, title, suffixes, about
        As of a `SoundFormat`.
    holds
        What its sound is, in brackets behind its title.
    container, codec
        FFmpeg's names of it and of the encoder of its sound: ``aac``, or one that takes 24-bit samples.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    holds: str
    about: str
    container: str
    codec: str = "pcm_s24le"


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
            "mp4", "MP4", (".mp4", ".m4v"), "AAC", "The picture is copied untouched; plays everywhere.", "mp4", "aac"
        ),
        VideoFormat("mov", "MOV", (".mov",), "24-bit PCM", _COPIED, "mov"),
        VideoFormat("mkv", "MKV", (".mkv",), "24-bit PCM", _COPIED, "matroska"),
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
