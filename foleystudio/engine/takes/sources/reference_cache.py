"""The bin's sounds and the clip's own in memory: each is read once, however many takes are made from it. No Qt here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.byte_cache import ByteCache
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.clip import Clip, background_of
from foleystudio.engine.request import GuideLoudness
from foleystudio.errors import FoleyError
from foleystudio.media.sound.reader import read_sound
from foleystudio.progress import heed
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind

LONGEST_S = 600.0
"""Of a longer reference only this much is read: enough for any texture, and an hour would fill the memory."""

_KEPT_BYTES = 512 << 20  # in memory; what was used longest ago goes first, and is read again when asked for
_PEAKS = 400  # of the outline that the bin draws


@dataclass(frozen=True, eq=False)
class ReferenceFacts:
    """What the bin shows of a reference.

    Parameters
    ----------
    about
        "0.84 s, 3 hits".
    kind
        What it is a recording of.
    peaks
        ``float32 [400]``, 0-1.
    notes
        What a user should know about the file, a sentence each (samples that were not numbers, damage, length).
    """

    about: str
    kind: ReferenceKind
    peaks: NDArray[np.float32]
    notes: tuple[str, ...] = ()


class ReferenceSounds:
    """Reads references; may be asked from any thread."""

    def __init__(self) -> None:
        self._kept = ByteCache[tuple[Path, str, int, int], Sound](_KEPT_BYTES, attrgetter("samples.nbytes"))
        self._guide: tuple[tuple[str, int | None], GuideLoudness] | None = None
        self._lock = threading.Lock()

    def sound(self, path: Path, note: Callable[[str], None] = lambda _text: None) -> Sound:
        """A reference's sound, at its own rate; ``note`` is told what is odd about it when it is read.

        Raises
        ------
        FoleyError
            When it cannot be read, has no sound, or is silent.
        """
        return self._once(path, "reference", lambda: read_sound(path, max_duration_s=LONGEST_S, note=note))

    def background(self, clip: Clip) -> Sound:
        """The clip's own sound, to take the ambience from: the same object as long as it is kept.

        Raises
        ------
        FoleyError
            When it has none that can be heard.
        """
        return self._once(clip.path, f"background {clip.sound_track}", lambda: background_of(clip))

    def guide_loudness(self, clip: Clip) -> GuideLoudness:
        """How loud the clip's own sound is: measured once while the same clip and sound track are asked for.

        Raises
        ------
        FoleyError
            When it has none, or it cannot be decoded.
        """
        key = (clip.hash, clip.sound_track)
        with self._lock:
            if self._guide is not None and self._guide[0] == key:
                return self._guide[1]
        from foleystudio.engine.takes.sources.guide_loudness import (
            guide_loudness,  # only now: the window starts without
        )

        measured = guide_loudness(clip)
        with self._lock:
            self._guide = (key, measured)
        return measured

    def _once(self, path: Path, use: str, read: Callable[[], Sound]) -> Sound:
        try:
            state = path.stat()
        except (OSError, ValueError) as error:
            raise FoleyError("it is not there any more", file=path, remedy="find it, or remove it") from error
        key = (path, use, state.st_size, state.st_mtime_ns)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                return kept
        sound = read()
        with self._lock:
            self._kept[key] = sound
        return sound

    def facts(self, path: Path, cut: ReferenceCut = AUTOMATIC) -> ReferenceFacts:
        """What the bin shows of a reference; silence is said to be unusable.

        Raises
        ------
        FoleyError
            When it cannot be used.
        """
        from foleystudio.engine.exemplar.references.reference import describe_reference
        from foleystudio.engine.exemplar.references.trim import note_on_length

        notes: list[str] = []
        sound = self.sound(path, notes.append)
        if (sentence := note_on_length(sound)) is not None:
            notes.append(sentence)
        summary = describe_reference(sound, cut)
        return ReferenceFacts(summary.text, summary.kind, peak_outline(sound), tuple(notes))


def peak_outline(sound: Sound) -> NDArray[np.float32]:
    """``float32 [400]``: largest absolute sample of each of as many equal parts."""
    if not len(sound):
        return np.zeros(_PEAKS, np.float32)
    edges = np.linspace(0, len(sound), _PEAKS + 1).astype(np.int64).tolist()
    starts = [min(edge, len(sound) - 1) for edge in edges]
    parts = (sound.samples[start : max(start + 1, stop)] for start, stop in pairwise(starts))
    return np.array([_peak(part) for part in parts], np.float32)


def _peak(samples: Wave) -> float:
    heed()
    return max(float(samples.max()), -float(samples.min()))
