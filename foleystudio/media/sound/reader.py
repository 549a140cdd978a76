"""Sound of any file as float samples: whole, or block by block with exact seeks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import gcd
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample, resample_blocks
from foleystudio.errors import FoleyError
from foleystudio.media.closing import ClosingContext
from foleystudio.media.sound.decoding import SoundDecoder
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.progress import Cancelled, Note, Progress, heed, never_cancelled, no_note, no_progress, stop_if
from foleystudio.timebase import rescale, to_samples

# More than this is read in blocks: an hour of stereo at 48 kHz takes 1.4 GB.
_WHOLE_LIMIT_BYTES = 2 << 30
# The resampler's own memory is far shorter; after this much its output no longer depends on where it began.
_RESAMPLER_RUN_UP_S = Fraction(1, 10)


def read_sound(
    path: Path,
    rate_hz: int | None = None,
    stream: int | None = None,
    start_s: float = 0,
    duration_s: float | None = None,
    max_duration_s: float | None = None,
    *,
    stereo: bool = False,
    note: Note = no_note,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Sound:
    """Read a file's sound whole, or a stretch of it.

    Sample 0 lies at clip time ``start_s``; a stream that begins later is led in by silence.

    Parameters
    ----------
    path
        Any file with sound.
    rate_hz
        Rate of the answer; None keeps the file's own.
    stream
        Which of its sound streams, counted from 0; None takes the one that is meant to be heard.
    start_s, duration_s
        The stretch; None reads to the end.
    max_duration_s
        Read no more than this, and say so by ``note``.
    stereo
        Mix other layouts to two channels (ITU-R BS.775); otherwise channels stay as they are.
    note
        Told, a sentence each, about samples that were not numbers (silent now), about damage, and about a
        cut by ``max_duration_s``.
    progress, cancelled
        Share of the stretch read; whether to stop.

    Raises
    ------
    FoleyError
        When the file cannot be read, has no such stream or no samples, or is too long to hold.
    CancelledError
        When the user cancelled.
    """
    path = Path(path)
    with SoundDecoder(path, stream, note) as decoder:
        rate = decoder.rate_hz
        first = to_samples(start_s, rate)
        wanted = _wanted_samples(rate, duration_s, max_duration_s)
        blocks, count = [], 0
        total = max(1, min(decoder.length - first, wanted if wanted is not None else decoder.length))
        for block in decoder.blocks(first):
            stop_if(cancelled)
            blocks.append(block)
            count += len(block)
            progress(min(1.0, count / total), "reading sound")
            if wanted is not None and count >= wanted:
                break
            if count * decoder.channels * block.itemsize > _WHOLE_LIMIT_BYTES:
                raise FoleyError("it is too long to hold in memory", file=path, remedy="cut the part you need")
        if not count:
            raise FoleyError("it has no sound samples", file=path, remedy="choose another file")
        if max_duration_s is not None and max(count, decoder.length - first) > to_samples(max_duration_s, rate):
            note(f"{path.name}: only its first {max_duration_s:g} seconds are read.")
        samples = _joined(blocks, count)[:wanted]
        names = decoder.channel_names if not stereo else ()
        samples = to_stereo(samples, decoder.channel_names) if stereo else samples
    return Sound(resample(samples, rate, rate_hz or rate), rate_hz or rate, path.stem, path, names)


def _joined(blocks: list[Wave], count: int) -> Wave:
    """Blocks of ``count`` samples in all as one sound."""
    joined = np.empty((count, blocks[0].shape[1]), np.float32)
    at = 0
    for block in blocks:
        heed()
        joined[at : at + len(block)] = block
        at += len(block)
    return joined


def _wanted_samples(rate_hz: int, duration_s: float | None, max_duration_s: float | None) -> int | None:
    """How many samples to read at most; None: all."""
    limits = [to_samples(duration_s, rate_hz)] if duration_s is not None else []
    limits += [to_samples(max_duration_s, rate_hz)] if max_duration_s is not None else []
    return min(limits, default=None)


class SoundReader(ClosingContext):
    """A file's sound at any rate, read by position; memory is bounded whatever the length. A context manager.

    Sample ``n`` lies at clip time ``n / rate_hz``. Reading on from where the last read ended decodes on;
    any other start is an exact seek, and yields the same samples as reading from the beginning.
    Use it from one thread at a time.

    Parameters
    ----------
    path
        Any file with sound.
    rate_hz
        Rate of the answers; None keeps the file's own.
    stream
        Which of its sound streams, counted from 0; None takes the one that is meant to be heard.
    stereo
        Mix other layouts to two channels (ITU-R BS.775).
    note
        Told, a sentence each, about samples that were not numbers and about damage.
    by_stamps
        For looking alone: seek by the file's time stamps however coarse, half a millisecond off in Matroska, instead
        of decoding all that comes before.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no such stream.
    """

    def __init__(
        self,
        path: Path,
        rate_hz: int | None = None,
        stream: int | None = None,
        *,
        stereo: bool = False,
        note: Note = no_note,
        by_stamps: bool = False,
    ) -> None:
        self._decoder = SoundDecoder(path, stream, note, by_stamps=by_stamps)
        self.path = self._decoder.path
        self.rate_hz = rate_hz or self._decoder.rate_hz
        self._stereo = stereo
        self.channels = 2 if stereo else self._decoder.channels
        self.channel_names = () if stereo else self._decoder.channel_names
        self._blocks: Iterator[Wave] = iter(())
        self._held: Wave = np.zeros((0, self.channels), dtype=np.float32)
        self._next = -1

    def close(self) -> None:
        """Close the file."""
        self._decoder.close()

    def __len__(self) -> int:
        """Samples from the clip's start to the end of the sound, as the file states it: an estimate."""
        return rescale(self._decoder.length, self._decoder.rate_hz, self.rate_hz)

    def read(self, start: int, count: int) -> Wave:
        """Samples from ``start`` on.

        Returns
        -------
        ``float32 [n, C]``; fewer than ``count`` only where the sound ends.
        """
        if start < 0 or count < 0:
            raise ValueError(f"samples are counted from 0, not {start} + {count}")
        if start != self._next:
            self._go_to(start)
        parts, missing = [], count
        while missing:
            if not len(self._held):
                block = next(self._blocks, None)
                if block is None:
                    break
                self._held = block
                continue
            parts.append(self._held[:missing])
            self._held = self._held[missing:]
            missing -= len(parts[-1])
        self._next = start + count - missing
        return np.concatenate(parts) if parts else np.zeros((0, self.channels), dtype=np.float32)

    def blocks(self, start: int = 0, block: int = 65_536) -> Iterator[Wave]:
        """Blocks of ``block`` samples (the last may be shorter) from ``start`` to the end."""
        while len(samples := self.read(start, block)):
            yield samples
            start += len(samples)

    def _go_to(self, start: int) -> None:
        own = self._decoder.rate_hz
        # Begin where a sample of the file and one of the answer coincide, a run-up before the target.
        step_own, step = own // gcd(own, self.rate_hz), self.rate_hz // gcd(own, self.rate_hz)
        steps = max(0, start - to_samples(_RESAMPLER_RUN_UP_S, self.rate_hz)) // step if own != self.rate_hz else start
        self._blocks = resample_blocks(self._native(steps * step_own), own, self.rate_hz, self.channels)
        self._held = np.zeros((0, self.channels), dtype=np.float32)
        self._drop(start - steps * step)

    def _native(self, start: int) -> Iterator[Wave]:
        for block in self._decoder.blocks(start):
            yield to_stereo(block, self._decoder.channel_names) if self._stereo else block

    def _drop(self, count: int) -> None:
        while count > 0:
            block = next(self._blocks, None)
            if block is None:
                return
            self._held = block[count:]
            count -= len(block)
