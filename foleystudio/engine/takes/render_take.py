"""Making a take: references in, a sound file on disk and a take for the project out. Runs in a worker; no Qt."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.engine.clip import Clip
from foleystudio.engine.loudness.limited_stream import held_db
from foleystudio.engine.render.dispatch import FormerTake, stream, synthesise
from foleystudio.engine.render.renderers import renderer_row
from foleystudio.engine.render.stretches import Stretches, changed_stretches
from foleystudio.engine.request import (
    Cancelled,
    Progress,
    RenderedTake,
    SynthesisRequest,
    WrittenTake,
    never_cancelled,
    no_progress,
)
from foleystudio.engine.takes.rendering_cache import KeptRendering, SpareCopy, file_state
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.engine.takes.sources.shown_picture import shown_picture
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import SoundWriter, TakeFile
from foleystudio.media.sound.levels.loudness import integrated_loudness
from foleystudio.media.sound.patching import write_patched
from foleystudio.progress import stop_if
from foleystudio.project.takes import Provenance, Take, leave_no_empty_folder

KEPT_WHOLE_BYTES = 128 << 20
"""A take up to this size is kept in memory too, so that an edit renders only what it touches."""

_BLOCK = 1 << 17  # samples written at once, some 3 s: how late a cancel is heeded
_RENDERED = 0.9  # share of the progress: measuring the loudness is the rest


@dataclass(frozen=True, eq=False)
class TakeOrder:
    """A take to be made.

    Parameters
    ----------
    provenance
        What from.
    reference_paths
        Files of the provenance's references, in its order.
    clip
        What it is made for.
    path
        Where the sound goes.
    name
        What the take will be called.
    previous
        An earlier rendering that may have parts in common; None when there is none.
    changed
        What differs from that, where it was made already (`made_changes`).
    spare
        What may have a copy of the previous take's file.
    """

    provenance: Provenance
    reference_paths: tuple[Path, ...]
    clip: Clip
    path: Path
    name: str
    previous: KeptRendering | None = None
    changed: Stretches | None = None
    spare: SpareCopy | None = None


@dataclass(frozen=True, eq=False)
class MadeTake:
    """A made take, its file on disk.

    Parameters
    ----------
    take
        For the project.
    rendered
        The sound, for the next edit: in memory, or where its file is when it is too long for that.
    took_s
        How long it took.
    is_measured
        Whether its loudness is known: that of an hour takes longer than its edit, and is not waited for.
    """

    take: Take
    rendered: KeptRendering
    took_s: float
    is_measured: bool = True


@dataclass(frozen=True, eq=False)
class _Written:
    """What was written: the rendering, its channels, and what the limiter took off."""

    rendered: KeptRendering
    channels: int
    limited_db: float


def made_changes(
    order: TakeOrder, sounds: ReferenceSounds, cancelled: Cancelled, *, is_draft: bool = False
) -> Stretches | None:
    """What an edit changed of an order's previous take, to be heard before the take is written.

    Parameters
    ----------
    is_draft
        Whether it is to be there at once, as near as that can be.

    Returns
    -------
    None where the whole take has to be made, and for a draft of what is made as soon.

    Raises
    ------
    FoleyError
        When a reference cannot be used.
    CancelledError
        When the user cancelled.
    """
    row, settings = renderer_row(order.provenance.renderer), order.provenance.settings
    drafted_by = row.drafted_by if row.needs_networks(settings) else None
    if order.previous is None or (is_draft and drafted_by is None):
        return None
    request = request_of(order.provenance, order.reference_paths, order.clip, sounds)
    return changed_stretches(order.previous, request, cancelled, drafted_by=drafted_by if is_draft else None)


def make_take(order: TakeOrder, sounds: ReferenceSounds, progress: Progress, cancelled: Cancelled) -> MadeTake:
    """Render a take and write it to disk; nothing is left behind on failure.

    Raises
    ------
    FoleyError
        When a reference cannot be used, or the file cannot be written.
    CancelledError
        When the user cancelled.
    """
    began = time.monotonic()
    try:
        request, made, loudness = _made(order, sounds, progress, cancelled)
    except BaseException:
        drop_file(order.path)
        raise
    take = Take(
        path=order.path,
        name=order.name,
        n_samples=request.n_samples,
        rate_hz=request.rate_hz,
        channels=made.channels,
        loudness_lufs=loudness if loudness is not None and math.isfinite(loudness) else None,
        limited_db=round(made.limited_db, 2),
        provenance=order.provenance,
    )
    progress(1.0, "done")
    return MadeTake(take, made.rendered, time.monotonic() - began, is_measured=loudness is not None)


def _made(
    order: TakeOrder, sounds: ReferenceSounds, progress: Progress, cancelled: Cancelled
) -> tuple[SynthesisRequest, _Written, float | None]:
    """Answers what was asked for, what was written and its loudness in LUFS, None where that was not measured."""
    progress(0.0, "reading the reference")
    request = request_of(order.provenance, order.reference_paths, order.clip, sounds)
    with suppress(OSError):  # it was there when the take was ordered; the writer says what is wrong now
        order.path.parent.mkdir(exist_ok=True)
    made = _patched(order, cancelled)
    if made is not None:
        return made.rendered.request, made, None
    made = _render_to_file(request, order, lambda share, stage: progress(share * _RENDERED, stage), cancelled)
    progress(_RENDERED, "measuring its loudness")
    return request, made, integrated_loudness(order.path, cancelled)


def drop_file(path: Path) -> None:
    """Remove the file of a take that does not come to be, and its folder where nothing else is in it."""
    path.unlink(missing_ok=True)
    leave_no_empty_folder(path.parent)


def request_of(
    provenance: Provenance, reference_paths: tuple[Path, ...], clip: Clip, sounds: ReferenceSounds
) -> SynthesisRequest:
    """What the engine is asked for a take.

    Raises
    ------
    FoleyError
        When a reference, or what is needed of the clip's sound, cannot be read.
    """
    return SynthesisRequest(
        duration_s=clip.duration_s,
        events=provenance.events,
        references=tuple(sounds.sound(path) for path in reference_paths),
        background=sounds.background(clip) if provenance.settings.hears_guide else None,
        settings=provenance.settings,
        renderer=provenance.renderer,
        model=provenance.model,
        cuts=provenance.cuts,
        guide=sounds.guide_loudness(clip) if provenance.settings.matches_guide else None,
        layers=provenance.layers,
        keys=provenance.references,
        picture=shown_picture(clip, provenance.renderer, provenance.model, no_progress, never_cancelled),
    )


def _patched(order: TakeOrder, cancelled: Cancelled) -> _Written | None:
    """Write a take as its previous one with what is changed, where that is in a file; None where it is not."""
    changed, previous = order.changed, order.previous
    if changed is None or not isinstance(previous, WrittenTake):
        return None
    spare = None
    try:
        if file_state(previous.path) != previous.state:
            return None
        spare = order.spare.of(previous) if order.spare is not None else None
        write_patched(previous.path, order.path, changed.pieces, cancelled, spare=spare)
    except OSError:  # it is gone
        return None
    finally:
        if spare is not None:
            spare.unlink(missing_ok=True)
    state = file_state(order.path)
    written = replace(previous, path=order.path, state=state, request=changed.request, held=changed.held)
    return _Written(written, previous.channels, held_db(changed.held))


def _render_to_file(request: SynthesisRequest, order: TakeOrder, progress: Progress, cancelled: Cancelled) -> _Written:
    if request.n_samples * 2 * 4 > KEPT_WHOLE_BYTES:
        return _write_long(request, order, progress, cancelled)
    in_memory = order.previous if isinstance(order.previous, RenderedTake) else None
    if in_memory is not None and order.changed is not None:
        rendered = _with_changes(in_memory, order.changed)
    else:
        rendered = synthesise(request, progress, cancelled, previous=in_memory)
    with SoundWriter(order.path, request.rate_hz, rendered.sound.channels) as writer:
        for start in range(0, len(rendered.sound), _BLOCK):
            writer.write(rendered.sound.samples[start : start + _BLOCK])
    return _Written(rendered, rendered.sound.channels, held_db(rendered.held))


def _with_changes(previous: RenderedTake, changed: Stretches) -> RenderedTake:
    samples = previous.sound.samples.copy()
    for first, wave in changed.pieces:
        samples[first : first + len(wave)] = wave
    return RenderedTake(replace(previous.sound, samples=samples), changed.request, changed.model, changed.held)


def _write_long(request: SynthesisRequest, order: TakeOrder, progress: Progress, cancelled: Cancelled) -> _Written:
    """Write a take that is too long for memory; what an edit did not touch comes from the former one's file."""
    with _former(order.previous) as former:
        made = stream(request, progress, cancelled, previous=former)
        with SoundWriter(order.path, request.rate_hz, made.channels) as writer:
            for block in made.blocks:
                writer.write(block)
    written = WrittenTake(
        order.path, file_state(order.path), request, made.model, made.held, request.n_samples, made.channels
    )
    return _Written(written, made.channels, held_db(made.held))


@contextmanager
def _former(previous: KeptRendering | None) -> Iterator[FormerTake | None]:
    """A former take to read from, if its file is still what was written."""
    if not isinstance(previous, WrittenTake):
        yield None
        return
    try:
        is_as_written = file_state(previous.path) == previous.state
        file = TakeFile(previous.path) if is_as_written else None
    except (FoleyError, OSError):
        file = None
    if file is None:
        yield None
        return
    with file:
        yield FormerTake(previous, file.read)


def is_whole(take: Take) -> bool:
    """Whether a take's file is there, and as long as it was made."""
    try:
        with TakeFile(take.path) as file:
            return len(file) == take.n_samples
    except FoleyError:
        return False


def copy_take(take: Take, path: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Write a take, at its own level, to a file of the user's choice (.wav or .flac).

    Raises
    ------
    FoleyError
        When the take's file is gone or the new one cannot be written.
    CancelledError
        When the user cancelled.
    """
    gain = np.float32(db_to_amplitude(take.gain_db))
    with TakeFile(take.path) as source, SoundWriter(path, source.rate_hz, source.channels) as writer:
        total = len(source)
        for start in range(0, total, _BLOCK):
            stop_if(cancelled)
            writer.write(source.read(start, min(_BLOCK, total - start)) * gain)
            progress(start / total, "writing")
