"""Taking the work out: clips with the picture untouched, sounds, stems, marker lists, and how loud they are.

Every export first measures the mix, then writes it: the same blocks that the player plays.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path

import numpy as np

from foleystudio.atomic_files import check_place, is_same
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.mix.marker_list import marker_list
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan, plan_mix
from foleystudio.engine.mix.stem_files import put, side_folder, stem_paths
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, sound_format, suffixes_of
from foleystudio.media.mux import mux
from foleystudio.media.sound.files import Broadcast, SoundWriter
from foleystudio.media.sound.loudness import CEILING_DBTP, Loudness, measure_blocks
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

_MEASURING, _BLOCK = 0.4, 48_000


@dataclass(frozen=True)
class Range:
    """The stretch of the clip that a sound export covers, in seconds; ``stop_s`` None is the clip's end."""

    start_s: float = 0.0
    stop_s: float | None = None


@dataclass(frozen=True)
class ExportedFile:
    """One file that was written.

    Parameters
    ----------
    path
        Where it is.
    loudness
        Of the sound as written; None for lists.
    """

    path: Path
    loudness: Loudness | None = None


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Parameters
    ----------
    files
        The main file first.
    gain_db
        What was applied to reach the loudness asked for; 0 when none was.
    notes
        Sentences that the user should read (clipping, loudness out of reach).
    """

    files: tuple[ExportedFile, ...]
    gain_db: float = 0.0
    notes: tuple[str, ...] = ()


def export_video(
    project: Project,
    clip: Clip,
    out: Path,
    *,
    keep_guide: bool = False,
    target_lufs: float | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> ExportReport:
    """Write the clip with the mix as its sound; the picture's packets are copied, byte for byte.

    Parameters
    ----------
    project, clip
        What to export.
    out
        Ends in a suffix of `VIDEO_FORMATS`.
    keep_guide
        Add the mix to the clip's own sound tracks instead of replacing them.
    target_lufs
        Loudness to bring the mix to (``loudness.BROADCAST_LUFS``); None leaves it as it is.
    progress, cancelled
        Share done; whether to stop.

    Raises
    ------
    FoleyError
        When a take is missing, the container cannot hold the picture, or the file cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    _check_out(out, suffixes_of(VIDEO_FORMATS), project)
    mix = _Mix(_plan(project, clip), Range(), cancelled)
    loudness, gain_db = mix.measured(target_lufs, _part(progress, 0.0, _MEASURING))
    with mix.opened() as mixdown:
        mux(
            clip.path,
            mix.blocks(mixdown, gain_db),
            out,
            rate_hz=STUDIO_RATE_HZ,
            channels=2,
            keep_guide=keep_guide,
            progress=_part(progress, _MEASURING, 1.0),
            cancelled=cancelled,
        )
    return _report([ExportedFile(out, loudness)], gain_db, target_lufs)


def export_sound(
    project: Project,
    clip: Clip,
    out: Path,
    *,
    part: Range = Range(),
    target_lufs: float | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> ExportReport:
    """Write the mix as a broadcast WAV (its TimeReference says at which timecode it begins) or FLAC, 48 kHz, 24 bit.

    Raises
    ------
    FoleyError
        When a take is missing or the file cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    _check_out(out, suffixes_of(SOUND_FORMATS), project)
    mix = _Mix(_plan(project, clip), part, cancelled)
    loudness, gain_db = mix.measured(target_lufs, _part(progress, 0.0, _MEASURING))
    mix.write(out, gain_db, clip, "mix", _part(progress, _MEASURING, 1.0))
    return _report([ExportedFile(out, loudness)], gain_db, target_lufs)


def export_stems(
    project: Project,
    clip: Clip,
    out: Path,
    *,
    part: Range = Range(),
    target_lufs: float | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> ExportReport:
    """Write one file a track, all of one length from one start, as heard in the mix (gain, no solo).

    Muted tracks and tracks without a take are left out. A loudness asked for is that of the mix: one gain
    for all stems, so that their balance stays.

    Parameters
    ----------
    out
        ``folder/name.wav`` (or .flac) gives ``folder/name - Foley 1.wav`` and so on.

    Raises
    ------
    FoleyError
        When there is no track to write, a take is missing, a stem would take the place of a file that the
        project uses, or a file cannot be written.
    CancelledError
        When the user cancelled; no stem is left behind.
    """
    _check_suffix(out, suffixes_of(SOUND_FORMATS))
    tracks = [track for track in project.tracks if track.active_take is not None and not track.mute]
    if not tracks:
        raise FoleyError("there is no track with a take to write", remedy="generate a take or unmute a track")
    paths = stem_paths(out, [track.name for track in tracks])
    for path in paths:
        _check_unused(path, project)
        check_place(path)
    share = 1.0 / (len(tracks) + 1)
    gain_db = 0.0
    if target_lufs is not None:
        whole = _Mix(_plan(project, clip), part, cancelled)
        _, gain_db = whole.measured(target_lufs, _part(progress, 0.0, share))
    files: list[ExportedFile] = []
    with side_folder(out) as side:
        for i, (track, path) in enumerate(zip(tracks, paths, strict=True)):
            mix = _Mix(_plan(project, clip, only=track.key), part, cancelled)
            step = _part(progress, share * (i + 1), share * (i + 2))
            loudness, _ = mix.measured(None, _part(step, 0.0, _MEASURING))
            mix.write(side / path.name, gain_db, clip, track.name, _part(step, _MEASURING, 1.0))
            files.append(ExportedFile(path, loudness.louder(gain_db)))
        for path in paths:
            put(side / path.name, path)
    return _report(files, gain_db, None)


def export_markers(project: Project, clip: Clip, out: Path) -> ExportReport:
    """Write events and markers as a list (CSV): time in seconds, timecode, frame and sample of each, in time order.

    Timecode counts from the clip's own start timecode; seconds, frames and samples count from the clip's beginning.
    Times are those of the picture: the project's picture-to-sound offset is not in them.

    Raises
    ------
    FoleyError
        When the file cannot be written.
    """
    _check_out(out, (".csv",), project)
    write_atomically(out, marker_list(project, clip).encode("utf-8"))
    return ExportReport((ExportedFile(out),))


def measure_mix(
    project: Project, clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> Loudness:
    """Loudness of the mix as it would be exported.

    Raises
    ------
    FoleyError
        When a take is missing.
    CancelledError
        When the user cancelled.
    """
    loudness, _ = _Mix(_plan(project, clip), Range(), cancelled).measured(None, progress)
    return loudness


class _Mix:
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
        return Mixdown(self._plan)

    def blocks(self, mixdown: Mixdown, gain_db: float = 0.0, progress: Progress = no_progress) -> Iterator[Wave]:
        gain = np.float32(db_to_amplitude(gain_db))
        done = 0
        for block in mixdown.blocks(self._start, self._stop, _BLOCK):
            if self._cancelled():
                raise CancelledError
            yield block if gain_db == 0 else block * gain
            done += len(block)
            progress(done / (self._stop - self._start), "mixing")

    def measured(self, target_lufs: float | None, progress: Progress) -> tuple[Loudness, float]:
        """Loudness as it will be written, and the gain that takes it there."""
        with self.opened() as mixdown:
            watched = _part(progress, 0.0, 1.0, "measuring loudness")
            loudness = measure_blocks(self.blocks(mixdown, progress=watched), STUDIO_RATE_HZ, 2)
        gain_db = 0.0 if target_lufs is None else loudness.gain_to(target_lufs, CEILING_DBTP)
        return loudness.louder(gain_db), gain_db

    def write(self, out: Path, gain_db: float, clip: Clip, what: str, progress: Progress) -> None:
        """Write it as a sound; a broadcast WAV says when it begins, of which clip, and what it is."""
        begins, description = clip.midnight_samples + self._start, _ascii(f"{clip.name}: {what}")[:256]
        broadcast = Broadcast(begins, description) if sound_format(out).is_broadcast else None
        with self.opened() as mixdown, SoundWriter(out, STUDIO_RATE_HZ, 2, "PCM_24", broadcast) as writer:
            for block in self.blocks(mixdown, gain_db, progress):
                writer.write(block)


def _plan(project: Project, clip: Clip, only: int | None = None) -> MixPlan:
    has = has_guide(clip)
    return plan_mix(project, clip.duration_s, has_guide=has, sound_track=clip.sound_track, only=only)


def _check_out(out: Path, suffixes: tuple[str, ...], project: Project) -> None:
    _check_suffix(out, suffixes)
    _check_unused(out, project)
    check_place(out)


def _check_suffix(out: Path, suffixes: tuple[str, ...]) -> None:
    if out.suffix.lower() not in suffixes:
        raise FoleyError(
            f"this is written as {', '.join(suffixes)}, not {out.suffix!r}", file=out, remedy="change its name"
        )


def _check_unused(out: Path, project: Project) -> None:
    used = [project.clip, *(r.path for r in project.references), *(t.path for t in project.takes)]
    if any(path is not None and is_same(path, out) for path in used):
        raise FoleyError("the project itself uses this file", file=out, remedy="choose another name")


def _ascii(text: str) -> str:
    # Broadcast WAV knows no other letters: accents go, the rest becomes question marks.
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).encode("ascii", "replace").decode("ascii")


def _part(progress: Progress, start: float, stop: float, stage: str | None = None) -> Callable[[float, str], None]:
    def told(share: float, what: str) -> None:
        progress(start + share * (stop - start), stage or what)

    return told


def _report(files: list[ExportedFile], gain_db: float, target_lufs: float | None) -> ExportReport:
    notes = []
    for file in files:
        if file.loudness is None:
            continue
        lufs = file.loudness.integrated_lufs
        if file.loudness.over_db:
            over = f"passes full scale by {file.loudness.over_db:.1f} dB"
            notes.append(f"{file.path.name} {over}: turn the tracks down or normalise.")
        if target_lufs is not None and lufs == -inf:
            notes.append(f"{file.path.name} is too quiet for its loudness to be measured: its level was left as it is.")
        elif target_lufs is not None and isfinite(lufs) and target_lufs - lufs > 0.5:
            notes.append(
                f"{file.path.name} reaches {lufs:.1f} LUFS: its peaks allow no more below {CEILING_DBTP:g} dBTP."
            )
    return ExportReport(tuple(files), gain_db, tuple(notes))
