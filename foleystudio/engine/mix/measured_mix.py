"""One mix: measured, then written, block by block. What both files and stems are made by."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.resample import resample_blocks
from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan, plan_mix
from foleystudio.engine.mix.options import ExportOptions, Range
from foleystudio.engine.mix.targets import LoudnessTarget
from foleystudio.engine.request import Cancelled, Progress, no_progress
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.files.atomic_files import check_place, is_same
from foleystudio.media.formats import sound_format
from foleystudio.media.sound.files import Broadcast, SoundWriter
from foleystudio.media.sound.levels.loudness import Loudness, measure_blocks
from foleystudio.media.sound.wav_chunks import CuePoint
from foleystudio.project.document import Project
from foleystudio.timebase import STUDIO_RATE_HZ, rescale, to_samples

MEASURING = 0.4
"""Share of an export that measuring takes."""

_BLOCK = 48_000  # samples mixed at once: 1 s
_DITHER_SEED = 16  # of the dice: the same mix gives the same file


@dataclass(frozen=True)
class Told:
    """What a broadcast WAV says of itself.

    Parameters
    ----------
    description
        Of the clip, and what of it this is.
    ixml
        Answers its iXML for the sample of its beginning, counted from midnight, and its rate.
    cues
        Named places in seconds from the clip's beginning, with what they last.
    """

    description: str
    ixml: Callable[[int], bytes] = field(default=lambda _begins: b"")
    cues: tuple[tuple[float, str, float], ...] = ()


class MeasuredMix:
    """One mix that is measured and then written."""

    def __init__(self, plan: MixPlan, part: Range, cancelled: Cancelled) -> None:
        self._plan = plan
        self._start = max(0, to_samples(part.start_s, STUDIO_RATE_HZ))
        stop = plan.n_samples if part.stop_s is None else to_samples(part.stop_s, STUDIO_RATE_HZ)
        self._stop = min(stop, plan.n_samples)
        self._cancelled = cancelled
        if self._stop <= self._start:
            raise FoleyError("there is nothing between the in and out points", remedy="move them apart")

    def opened(self) -> Mixdown:
        """The mix, to be read; a context manager."""
        return Mixdown(self._plan)

    def blocks(self, mixdown: Mixdown, gain_db: float = 0.0, progress: Progress = no_progress) -> Iterator[Wave]:
        """Its blocks, ``float32 [n, 2]`` at the studio's rate."""
        gain = np.float32(db_to_amplitude(gain_db))
        done = 0
        for block in mixdown.blocks(self._start, self._stop, _BLOCK):
            if self._cancelled():
                raise CancelledError
            yield block if gain_db == 0 else block * gain
            done += len(block)
            progress(done / (self._stop - self._start), "mixing")

    def measured(self, target: LoudnessTarget | None, progress: Progress) -> tuple[Loudness, float]:
        """Loudness as it will be written, and the gain that takes it there."""
        with self.opened() as mixdown:
            watched = part_of(progress, 0.0, 1.0, "measuring loudness")
            loudness = measure_blocks(self.blocks(mixdown, progress=watched), STUDIO_RATE_HZ, 2)
        gain_db = 0.0 if target is None else loudness.gain_to(target.lufs, target.ceiling_dbtp)
        return loudness.louder(gain_db), gain_db

    def write(
        self, out: Path, gain_db: float, clip: Clip, told: Told, options: ExportOptions, progress: Progress
    ) -> None:
        """Write it as a sound; a broadcast WAV says when it begins, of which clip, what it is, and its places."""
        rate_hz = options.rate_hz
        broadcast = self._broadcast(clip, told, rate_hz) if sound_format(out).is_broadcast else None
        with self.opened() as mixdown, SoundWriter(out, rate_hz, 2, options.subtype, broadcast) as writer:
            blocks = resample_blocks(self.blocks(mixdown, gain_db, progress), STUDIO_RATE_HZ, rate_hz, 2)
            for block in dithered(blocks) if options.subtype == "PCM_16" else blocks:
                writer.write(block)

    def _broadcast(self, clip: Clip, told: Told, rate_hz: int) -> Broadcast:
        begins = rescale(clip.midnight_samples + self._start, STUDIO_RATE_HZ, rate_hz)
        places = []
        for time_s, name, lasts_s in told.cues:
            at = to_samples(time_s, STUDIO_RATE_HZ)
            if self._start <= at < self._stop:
                sample = rescale(at - self._start, STUDIO_RATE_HZ, rate_hz)
                places.append(CuePoint(sample, name, to_samples(lasts_s, rate_hz)))
        description = _ascii(told.description)[:256]
        return Broadcast(begins, description, ixml=told.ixml(begins), cues=tuple(places))


def dithered(blocks: Iterator[Wave]) -> Iterator[Wave]:
    """Blocks with the noise of two dice, one step of 16 bits wide: what is softer than a step stays to be heard.

    Equal sounds get equal noise.
    """
    dice = np.random.default_rng(_DITHER_SEED)
    for block in blocks:
        noise = dice.random(block.shape, np.float32) - dice.random(block.shape, np.float32)
        yield block + noise * np.float32(2.0**-15)


def plan_of(project: Project, clip: Clip, only: int | None = None) -> MixPlan:
    """How a project is mixed; ``only`` one track of it, by its key."""
    has = has_guide(clip)
    return plan_mix(project, clip.duration_s, has_guide=has, sound_track=clip.sound_track, only=only)


def check_out(out: Path, suffixes: tuple[str, ...], project: Project) -> None:
    """Refuse a place that cannot be written, or that the project uses.

    Raises
    ------
    FoleyError
        When it cannot.
    """
    check_suffix(out, suffixes)
    check_unused(out, project)
    check_place(out)


def check_suffix(out: Path, suffixes: tuple[str, ...]) -> None:
    """Refuse a name that ends in something else.

    Raises
    ------
    FoleyError
        When it does.
    """
    if out.suffix.lower() not in suffixes:
        raise FoleyError(
            f"this is written as {', '.join(suffixes)}, not {out.suffix!r}", file=out, remedy="change its name"
        )


def check_unused(out: Path, project: Project) -> None:
    """Refuse to write over what the project is made of.

    Raises
    ------
    FoleyError
        When it would be.
    """
    used = [project.clip, *(r.path for r in project.references), *(t.path for t in project.takes)]
    if any(path is not None and is_same(path, out) for path in used):
        raise FoleyError("the project itself uses this file", file=out, remedy="choose another name")


def _ascii(text: str) -> str:
    # Broadcast WAV knows no other letters: accents go, the rest becomes question marks.
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")


def part_of(progress: Progress, start: float, stop: float, stage: str | None = None) -> Callable[[float, str], None]:
    """Progress of a part of the work, as a share of the whole."""

    def told(share: float, what: str) -> None:
        progress(start + share * (stop - start), stage or what)

    return told
