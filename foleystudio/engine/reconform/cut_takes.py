"""A take cut and laid anew as its pictures were: a new file, the old one stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.reconform.spans import Moves, Span
from foleystudio.media.sound.files import SoundWriter, TakeFile
from foleystudio.progress import Cancelled, never_cancelled, stop_if
from foleystudio.project.takes import Take
from foleystudio.timebase import to_samples

_FADE_S = 0.005  # at every cut: long enough not to click, short enough to leave an attack
_BLOCK_S = 10  # copied at once: memory stays bounded whatever the take's length


def cut_take(take: Take, moves: Moves, path: Path, cancelled: Cancelled = never_cancelled) -> Take:
    """Write a take's sound as long as the new cut, each stretch where its picture went, its edges faded by 5 ms.

    Raises
    ------
    FoleyError
        When the take cannot be read or the new file not be written.
    CancelledError
        When the user cancelled; no file is left.
    """
    with TakeFile(take.path) as source:
        rate_hz, channels = source.rate_hz, source.channels
        with SoundWriter(path, rate_hz, channels, "PCM_24") as writer:
            for number, span in enumerate(moves.placed):
                _silence_to(writer, to_samples(span.new_s, rate_hz), channels)
                joined = number > 0 and _follows(moves.placed[number - 1], span)
                goes_on = number + 1 < len(moves.placed) and _follows(span, moves.placed[number + 1])
                _lay(source, writer, take, span, (not joined, not goes_on), cancelled)
            _silence_to(writer, to_samples(moves.new_s, rate_hz), channels)
            written = writer.written
    return replace(take, path=path, n_samples=written, start_s=0.0, key=-1)


def _follows(span: Span, after: Span) -> bool:
    return abs(after.old_s - span.old_end_s) < 1e-6 and abs(after.new_s - span.new_end_s) < 1e-6


def _silence_to(writer: SoundWriter, stop: int, channels: int) -> None:
    while writer.written < stop:
        count = min(stop - writer.written, _BLOCK_S * writer.rate_hz)
        writer.write(np.zeros((count, channels), np.float32))


def _lay(
    source: TakeFile, writer: SoundWriter, take: Take, span: Span, faded: tuple[bool, bool], cancelled: Cancelled
) -> None:
    rate_hz = source.rate_hz
    stop = to_samples(span.new_end_s, rate_hz)
    first = to_samples(span.old_s - take.start_s, rate_hz)
    at, total = 0, stop - writer.written
    while at < total:
        stop_if(cancelled)
        count = min(total - at, _BLOCK_S * rate_hz)
        block = _read(source, first + at, count)
        writer.write(_shaped(block, at, total, round(_FADE_S * rate_hz), faded))
        at += count


def _read(source: TakeFile, start: int, count: int) -> Wave:
    """Samples of a take; silence before its first and behind its last."""
    block = np.zeros((count, source.channels), np.float32)
    first = max(0, start)
    samples = source.read(first, max(0, start + count - first))
    block[first - start : first - start + len(samples)] = samples
    return block


def _shaped(block: Wave, at: int, total: int, fade: int, faded: tuple[bool, bool]) -> Wave:
    place = np.arange(at, at + len(block), dtype=np.float32)[:, None]
    begins, ends = faded
    if begins:
        block = block * np.clip((place + 1) / fade, 0, 1).astype(np.float32)
    if ends:
        block = block * np.clip((total - place) / fade, 0, 1).astype(np.float32)
    return block
