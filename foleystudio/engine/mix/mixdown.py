"""The mix, block by block: the player and the exporter pull the same samples from here."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.fades import FadeShape
from foleystudio.dsp.waves.patch import Patch
from foleystudio.engine.mix.plans.strips import GUIDE_ROW, MIX_ROW, Identity, Source, Strip, Window
from foleystudio.errors import FoleyError
from foleystudio.media.closing import ClosingContext
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.media.sound.files import TakeFile
from foleystudio.media.sound.reader import SoundReader
from foleystudio.project.document import Project
from foleystudio.project.sounds.comp import FadeCurve, Heard, heard_of
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ, Seconds, to_samples

RAMP = 480
"""Samples over which a level changes (10 ms): mute, solo, faders and A/B flips make no click."""

_SHAPES: dict[FadeCurve, FadeShape] = {
    FadeCurve.LINEAR: "linear", FadeCurve.EQUAL_POWER: "equal-power", FadeCurve.SMOOTH: "cosine",
}  # fmt: skip
_SPARE_READERS = 8  # files kept open that nothing plays from now
# samples of a row: long enough for numpy to go along it fast, short enough that small blocks fill one
_SIDE_BY_SIDE = 64


StereoPeak = tuple[float, float]
"""Highest absolute sample, left and right."""


@dataclass(frozen=True)
class MixPlan:
    """What sounds, where and how loud: a value, so that it can be swapped while it plays.

    Parameters
    ----------
    n_samples
        Length of the mix at the studio rate.
    strips
        What is mixed; strips with gain 0 are kept, so that unmuting one opens no file.
    """

    n_samples: int
    strips: tuple[Strip, ...] = ()


def plan_mix(
    project: Project,
    duration_s: Seconds,
    *,
    has_guide: bool,
    sound_track: int | None = None,
    level_matched: bool = False,
    only: int | None = None,
    patches: Mapping[int, Patch] = MappingProxyType({}),
) -> MixPlan:
    """The mix that a project asks for.

    Parameters
    ----------
    project
        Whose tracks, levels and guide.
    duration_s
        Length of the clip.
    has_guide
        Whether the clip has a sound of its own.
    sound_track
        Which of the clip's sound tracks that is, counted from 0; None for the one meant to be heard.
    level_matched
        Turn the louder take of each A/B pair down to the quieter one (for comparing, never for export).
    only
        Key of the one track to mix, whatever is muted or soloed (for stems); None mixes all.
    patches
        By key of the take: what is heard of edits before their takes are written.
    """
    soloed = project.guide.solo or any(track.solo for track in project.tracks)
    strips = []
    if has_guide and project.clip and only is None:
        guide = project.guide
        heard = not guide.mute and (guide.solo or not soloed)
        gain = db_to_amplitude(guide.gain_db) if heard else 0.0
        strips.append(Strip(project.clip, 0, gain, GUIDE_ROW, sound_track, guide.pan))
    for track in project.tracks:
        if only is None or track.key == only:
            heard = only is not None or (not track.mute and (track.solo or not soloed))
            strips += _strips_of(track, heard, level_matched, patches)
    return MixPlan(to_samples(duration_s, STUDIO_RATE_HZ), tuple(strips))


def _strips_of(track: Track, heard_at_all: bool, level_matched: bool, patches: Mapping[int, Patch]) -> list[Strip]:
    """The take in use, and those that the comp puts in its place, each where it is heard."""
    windows: dict[tuple[int, float], list[Window]] = {}
    for heard in heard_of(track.comp, track.active):
        windows.setdefault((heard.take, heard.slip_s), []).append(_window_of(heard))
    strips = []
    for (key, slip_s), there in windows.items():
        take = track.take(key)
        gain_db = track.gain_db + take.gain_db + (_match_db(track) if level_matched else 0.0)
        gain = db_to_amplitude(gain_db) if heard_at_all else 0.0
        start = to_samples(take.start_s + slip_s, STUDIO_RATE_HZ)
        within = tuple(there) if track.comp else ()
        strips.append(Strip(take.path, start, gain, track.key, None, track.pan, within, patches.get(key)))
    return strips


def _window_of(heard: Heard) -> Window:
    start, stop = (to_samples(at, STUDIO_RATE_HZ) if isfinite(at) else at for at in (heard.start_s, heard.stop_s))
    fade_in, fade_out = (to_samples(fade_s, STUDIO_RATE_HZ) for fade_s in (heard.fade_in_s, heard.fade_out_s))
    shapes = _SHAPES[heard.fade_in_curve], _SHAPES[heard.fade_out_curve]
    return Window(start, stop, db_to_amplitude(heard.gain_db), fade_in, fade_out, *shapes)


def _match_db(track: Track) -> float:
    take = track.active_take
    other = track.take(track.other) if track.other is not None else None
    if take is None or other is None or take.loudness_lufs is None or other.loudness_lufs is None:
        return 0.0
    own, rival = take.loudness_lufs + take.gain_db, other.loudness_lufs + other.gain_db
    return min(0.0, rival - own)


class Mixdown(ClosingContext):
    """Mixes a plan block by block, from disk, in bounded memory; a context manager.

    ``read`` and ``close`` belong to one thread; ``swap`` may be called from any other: the next block
    takes up the new plan, levels ramped when the reading goes on without a jump.

    Parameters
    ----------
    plan
        What to mix.
    on_missing
        Told once about a file that cannot be read, which then is silent; None raises instead.
    metered
        Note the peaks of what is read, in ``peaks``.

    Attributes
    ----------
    peaks
        Of the last read, when metered: highest absolute sample of each channel, left and right, by the row's key
        (`MIX_ROW` for the sum). Rows that were silent are left out.
    """

    def __init__(
        self, plan: MixPlan, on_missing: Callable[[FoleyError], None] | None = None, *, metered: bool = False
    ) -> None:
        self._metered = metered
        self.peaks: dict[int, StereoPeak] = {}
        self._plan = plan
        self._on_missing = on_missing
        # No cache of a library: those of the plan stay however many they are, and who goes is to be closed.
        self._readers: OrderedDict[Source, TakeFile | SoundReader | None] = OrderedDict()
        self._sounding: dict[Identity, Strip] = {}
        self._next: int | None = None
        self._read_plan = plan
        self._reported: set[Path] = set()

    @property
    def plan(self) -> MixPlan:
        """The current plan."""
        return self._plan

    def swap(self, plan: MixPlan) -> None:
        """Mix another plan from the next block on; from any thread (one assignment, no lock)."""
        self._plan = plan

    def resume(self, start: int) -> None:
        """Take the next read, at ``start``, for a continuation of what was read last (levels ramp from there)."""
        self._next = start

    def close(self) -> None:
        """Close all files."""
        for reader in self._readers.values():
            if reader is not None:
                reader.close()
        self._readers.clear()

    def read(self, start: int, count: int) -> Wave:
        """Samples of the mix.

        Parameters
        ----------
        start
            First sample at the studio rate; outside the mix there is silence.
        count
            How many.

        Returns
        -------
        ``float32 [count, 2]``, not limited: sums may exceed full scale.

        Raises
        ------
        FoleyError
            When a file cannot be read and nobody wanted to be told about it, or the sum is no sound.
        """
        plan = self._plan
        if plan is not self._read_plan:
            self._read_plan = plan
            self._try_again()
        wanted = {strip.identity: strip for strip in plan.strips}
        ramped = start == self._next
        before = self._sounding if ramped else {}
        mix = np.zeros((count, 2), dtype=np.float32)
        self.peaks = {}
        for identity in dict.fromkeys((*wanted, *before)):  # in the plan's order: sums are the same every time
            strip = wanted.get(identity) or before[identity]
            target = wanted[identity].gains if identity in wanted else _SILENT
            was = before[identity].gains if identity in before else (_SILENT if ramped else target)
            with np.errstate(over="ignore", invalid="ignore"):  # the sum is looked at below
                self._add(mix, strip, start, was, target, plan.n_samples)
        if not np.isfinite(mix).all():  # each is finite, and all together are louder than numbers go
            if self._on_missing is None:
                raise FoleyError("the mix is louder than any sound", remedy="turn its tracks down")
            mix[:] = 0
        self._sounding = wanted
        self._next = start + count
        self._note_peak(MIX_ROW, mix)
        self._drop_unused({strip.source for strip in plan.strips})
        return mix

    def blocks(self, start: int = 0, stop: int | None = None, block: int = 65_536) -> Iterator[Wave]:
        """Blocks of ``block`` samples (the last may be shorter) from ``start`` to ``stop`` or the end."""
        stop = self._plan.n_samples if stop is None else stop
        for at in range(start, stop, block):
            yield self.read(at, min(block, stop - at))

    def _add(self, mix: Wave, strip: Strip, start: int, was: _Sides, target: _Sides, end: int) -> None:
        first = max(start, strip.start, 0)
        last = min(start + len(mix), end)
        if first >= last or was == target == _SILENT:
            return
        window = _window(strip, first, last)
        if window is not None and not window.any():
            return  # another take sounds there
        samples = self._samples(strip, first - strip.start, last - first)
        if window is not None:
            samples = samples * window[: len(samples), None]
        place = mix[first - start : first - start + len(samples)]
        if was == target:
            heard = samples if target == (1.0, 1.0) else samples * np.array(target, dtype=np.float32)
            place += heard
            self._note_peak(strip.row, heard)
            return
        gains = np.full((len(mix), 2), target, dtype=np.float32)
        ramp = min(RAMP, len(mix))
        gains[:ramp] = np.linspace(was, target, ramp, endpoint=False, dtype=np.float32)
        heard = samples * gains[first - start : first - start + len(samples)]
        place += heard
        self._note_peak(strip.row, heard)

    def _note_peak(self, row: int, heard: Wave) -> None:
        if not self._metered or not len(heard):
            return
        left, right = _peaks(heard)
        if left or right:
            before = self.peaks.get(row, (0.0, 0.0))
            self.peaks[row] = (max(before[0], left), max(before[1], right))

    def _samples(self, strip: Strip, start: int, count: int) -> Wave:
        key = strip.source
        try:
            if key not in self._readers:
                self._readers[key] = _open(strip)
            self._readers.move_to_end(key)
            reader = self._readers[key]
            if reader is None:
                return _NOTHING
            samples = reader.read(start, count)
            return _finite(to_stereo(samples if strip.patch is None else strip.patch.over(samples, start)), strip.path)
        except FoleyError as error:
            if self._on_missing is None:
                raise
            self._readers[key] = None  # silent until the plan changes
            if strip.path not in self._reported:
                self._reported.add(strip.path)
                self._on_missing(error)
            return _NOTHING

    def _try_again(self) -> None:
        for key in [key for key, reader in self._readers.items() if reader is None]:
            del self._readers[key]

    def _drop_unused(self, wanted: set[Source]) -> None:
        spare = [key for key in self._readers if key not in wanted]
        for key in spare[: max(0, len(spare) - _SPARE_READERS)]:
            reader = self._readers.pop(key)
            if reader is not None:
                reader.close()


def _window(strip: Strip, first: int, last: int) -> NDArray[np.float32] | None:
    """Gain over the mix's samples that lets a strip be heard in its windows; None where it is 1 throughout."""
    if not strip.windows or any(window.holds(first, last) for window in strip.windows):
        return None
    at, gain = np.arange(first, last, dtype=np.float64), np.zeros(last - first)
    for window in strip.windows:
        begins, ends = window.reach
        if begins < last and first < ends:
            gain += window.gains(at)
    return gain.astype(np.float32)


def _finite(samples: Wave, path: Path) -> Wave:
    if not np.isfinite(samples).all():
        raise FoleyError("it holds samples that are not numbers", file=path, remedy="generate the take again")
    return samples


def _peaks(heard: Wave) -> StereoPeak:
    # A row of two is a short one to go along: many samples side by side take a fraction of the time.
    whole = len(heard) // _SIDE_BY_SIDE * _SIDE_BY_SIDE
    loudest = np.abs(heard[whole:]).max(axis=0, initial=0.0)
    if whole:
        folded = np.abs(heard[:whole].reshape(-1, 2 * _SIDE_BY_SIDE)).max(axis=0)
        loudest = np.maximum(loudest, folded.reshape(-1, 2).max(axis=0))
    return float(loudest[0]), float(loudest[1])


_Sides = tuple[float, float]
_SILENT = (0.0, 0.0)  # gains of left and right
_NOTHING: Wave = np.zeros((0, 2), dtype=np.float32)


def _open(strip: Strip) -> TakeFile | SoundReader:
    if strip.row == GUIDE_ROW:
        return SoundReader(strip.path, STUDIO_RATE_HZ, strip.sound_track, stereo=True)
    take = TakeFile(strip.path)
    if take.rate_hz == STUDIO_RATE_HZ:
        return take
    take.close()
    return SoundReader(strip.path, STUDIO_RATE_HZ, stereo=True)
