"""An opened clip: what it is, when its frames are shown, and its own sound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.references.trim import ANALYSED_S
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.media.cache import file_hash
from foleystudio.media.opening import look_at
from foleystudio.media.probe import ClipInfo
from foleystudio.media.sound.choice import SILENCE_PEAK
from foleystudio.media.sound.decoding import is_audible
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import stop_if
from foleystudio.timebase import STUDIO_RATE_HZ, FrameTimes, Timecode, to_samples

LONGEST_BACKGROUND_S = ANALYSED_S + 2.0
"""What is read of a clip's own sound to take the ambience from: what is used, and a block in which it begins."""


@dataclass(frozen=True, eq=False)
class Clip:
    """A clip that can be worked on.

    Parameters
    ----------
    path
        The file.
    info
        Its streams, rates and start times.
    frames
        Display time of every frame, counted from the clip's start.
    hash
        Hash of the file: the key under which what is computed from it is cached.
    sound_track
        Which of its sound tracks is its own sound, the guide, counted from 0; None takes the one meant to be heard.
    """

    path: Path
    info: ClipInfo
    frames: FrameTimes
    hash: str
    sound_track: int | None = None

    @property
    def name(self) -> str:
        """What a user would call it."""
        return self.path.stem

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user may want to know of how it was read, a sentence each."""
        return tuple(f"{self.path.name}: {note}." for note in self.info.notes)

    @property
    def duration_s(self) -> float:
        """Seconds a rendering has to last: to the end of the container or of the last frame, whichever is later."""
        return float(max(self.info.duration_s, self.frames.duration))

    @cached_property
    def timecode(self) -> Timecode:
        """How its frames are labelled: from the timecode on that the file begins at."""
        video = self.info.video
        stated_fps = video.rate_fps if video is not None else self.frames.mean_rate_fps
        return Timecode.of_clip(self.frames, stated_fps, self.info.start_timecode)

    def hearing(self, sound_track: int | None) -> Clip:
        """With another of its sound tracks for the guide, counted from 0; None for the one meant to be heard.

        Raises
        ------
        FoleyError
            When it has no such track.
        """
        count = len(self.info.audio)
        if sound_track is not None and not 0 <= sound_track < count:
            there = f"only {count}" if count else "nor any other"
            what, remedy = f"it has no sound track {sound_track + 1}, {there}", "foleystudio inspect lists what it has"
            raise FoleyError(what, file=self.path, remedy=remedy)
        return self if sound_track == self.sound_track else replace(self, sound_track=sound_track)

    @property
    def midnight_samples(self) -> int:
        """Samples of the studio's from the timecode 00:00:00:00 to the clip's beginning."""
        first = self.frames.time_of(0) if len(self.frames) else 0
        return max(0, to_samples(self.timecode.start_s - first, STUDIO_RATE_HZ))


def open_clip(path: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Clip:
    """Open a clip: probe it, hash it and read its frame times.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no picture.
    CancelledError
        When the user cancelled.
    """
    path = Path(path)
    progress(0.0, "opening the clip")
    info, frames = look_at(path, progress, cancelled)
    if info.video is None or frames is None:
        raise FoleyError("it has no picture", file=path, remedy="open a video file; sounds go into the reference bin")
    if not len(frames):
        raise FoleyError("it has no frame that can be shown", file=path)
    stop_if(cancelled)
    return Clip(path, info, frames, file_hash(path))


def check_unchanged(clip: Clip) -> None:
    """Refuse a clip whose file holds something else than when it was opened: its frame times are not those any more.

    Costs a look at the file's size and time of change unless one of them differs.

    Raises
    ------
    FoleyError
        When it has changed or cannot be read.
    """
    if file_hash(clip.path) != clip.hash:
        raise FoleyError("it has changed since it was opened", file=clip.path, remedy="open it again")


def has_guide(clip: Clip) -> bool:
    """Whether the clip has a usable sound of its own: present, readable and not silent throughout.

    Reads only as far as the first audible block, so it is quick on hour-long clips.
    """
    try:
        return bool(clip.info.audio) and _is_audible(clip.path, clip.hash, clip.sound_track)
    except FoleyError:  # perhaps for a moment only: what is raised is not kept
        return False


@lru_cache(maxsize=64)
def _is_audible(path: Path, _hash: str, sound_track: int | None) -> bool:
    """Kept per content: a silent hour is decoded once, not by everyone who asks."""
    return is_audible(path, sound_track)


def background_of(clip: Clip, cancelled: Cancelled = never_cancelled) -> Sound:
    """The clip's own sound from its first audible block on, to take the ambience from; memory stays bounded.

    Raises
    ------
    FoleyError
        When it has none, it is silent throughout, or it cannot be decoded.
    CancelledError
        When the user cancelled.
    """
    if clip.info.audio:
        with SoundReader(clip.path, STUDIO_RATE_HZ, clip.sound_track) as reader:
            start = 0
            for block in reader.blocks():
                stop_if(cancelled)
                if float(np.abs(block).max(initial=0.0)) > SILENCE_PEAK:
                    samples = reader.read(start, to_samples(LONGEST_BACKGROUND_S, STUDIO_RATE_HZ))
                    return Sound(samples, STUDIO_RATE_HZ, clip.name, clip.path, reader.channel_names)
                start += len(block)
    raise FoleyError(
        "it has no sound to take the ambience from", file=clip.path, remedy="take it from the reference instead"
    )
