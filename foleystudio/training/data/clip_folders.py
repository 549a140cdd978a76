"""Folders of clips with sound, flat, nested or laid out as the VAS data set is: which files belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file, is_folder

VIDEO_SUFFIXES = frozenset(
    (".mp4", ".mov", ".mkv", ".avi", ".webm", ".m4v", ".mpg", ".mpeg", ".ts", ".mts", ".flv", ".wmv", ".3gp", ".ogv")
)
SOUND_SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus")

# Class folders of VAS hold one clip several times over: as collected, cut to 10 s, and at the features' own rate.
_MEDIA_FOLDER = re.compile(r"^(videos?|audios?|clips|OF)(_.*)?$", re.IGNORECASE)
_VIDEO_FOLDERS = ("videos_10s", "videos", "video", "clips", "videos_10s_21.5fps", "videos_algin", "videos_align")
_SOUND_FOLDERS = ("audio_10s", "audio_10s_22050hz", "audio", "audios", "audio_ori")
_COLLECTED = ("audio", "audios", "audio_ori")


@dataclass(frozen=True)
class Source:
    """A clip of a folder.

    Parameters
    ----------
    video
        Its file.
    kind
        Its class, where a folder tells it; else empty.
    sounds
        Files that may hold its sound when it has none of its own, the likeliest first.
    """

    video: Path
    kind: str
    sounds: tuple[Path, ...] = ()


def find_sources(folder: Path) -> list[Source]:
    """Clips under a folder, in a steady order; hidden files are left out.

    A class folder may hold ``videos...`` and ``audio...`` folders beside each other (VAS:
    ``features/dog/videos_10s_21.5fps``, ``features/dog/audio_10s_22050hz``): then a clip that is there several times
    is taken once. Anywhere else every video file is a clip of its own, and its folder's name its class.

    Raises
    ------
    FoleyError
        When there is no such folder, or no video file in it.
    """
    if not is_folder(folder):
        raise FoleyError("there is no such folder", file=folder)
    seen = (path for path in folder.rglob("*") if is_file(path) and not _is_hidden(path, folder))
    files = sorted(seen, key=lambda path: path.as_posix())
    videos = [path for path in files if path.suffix.lower() in VIDEO_SUFFIXES]
    if not videos:
        raise FoleyError("there is no video file in it", file=folder, remedy="choose a folder of clips with sound")
    sounds: dict[tuple[Path, str], list[Path]] = {}
    for path in files:
        if path.suffix.lower() in SOUND_SUFFIXES:
            sounds.setdefault((_home(path), path.stem), []).append(path)
    return [
        Source(video, _kind(video, folder), _by_likeness(sounds.get((_home(video), video.stem), ()), video))
        for video in _once_each(videos)
    ]


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _home(path: Path) -> Path:
    """Folder that a clip's pictures and sound share: that above a folder of media, else the file's own."""
    return path.parent.parent if _MEDIA_FOLDER.match(path.parent.name) else path.parent


def _kind(video: Path, folder: Path) -> str:
    home = _home(video)
    if home == folder or not home.is_relative_to(folder):
        return ""
    return home.name


def _once_each(videos: Iterable[Path]) -> list[Path]:
    chosen: dict[tuple[Path, str], Path] = {}
    for video in videos:
        in_media_folder = bool(_MEDIA_FOLDER.match(video.parent.name))
        # Outside such folders two files of one name and two suffixes are two clips.
        key = (_home(video), video.stem) if in_media_folder else (video, "")
        if key not in chosen or _rank(video, _VIDEO_FOLDERS) < _rank(chosen[key], _VIDEO_FOLDERS):
            chosen[key] = video
    return sorted(chosen.values(), key=lambda path: path.as_posix())


def _by_likeness(sounds: Iterable[Path], video: Path) -> tuple[Path, ...]:
    """Sounds that begin and end with the video first: cut ones for cut ones, collected ones for collected ones."""
    is_cut = "10s" in video.parent.name
    order = _SOUND_FOLDERS if is_cut else (*_COLLECTED, *_SOUND_FOLDERS)
    return tuple(sorted(sounds, key=lambda sound: (_rank(sound, order), sound.as_posix())))


def _rank(path: Path, order: tuple[str, ...]) -> int:
    name = path.parent.name.lower()
    return order.index(name) if name in order else len(order)
