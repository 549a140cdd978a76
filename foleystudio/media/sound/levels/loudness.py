"""Loudness by EBU R128: integrated LUFS and true peak, measured by FFmpeg's ebur128 filter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isfinite, log10
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.media.sound.files import layout_name
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if

CEILING_DBTP = -1.0
"""True peak that EBU R128 allows."""

_BLOCK = 48_000  # samples measured between looks at whether it was cancelled
# What the filter reports where nothing passes its gate (R128's absolute gate).
_GATE_LUFS = -70.0
# The filter reports every 100 ms; a shorter rest would be left out of the peak.
_FLUSH_S = 0.5
_LEAST_OVER_DB = 0.05  # shown with one decimal, less would read 0.0


@dataclass(frozen=True)
class Loudness:
    """How loud a sound is.

    Parameters
    ----------
    integrated_lufs
        EBU R128 integrated loudness; minus infinity when nothing passes the gate of -70 LUFS.
    true_peak_dbtp
        Highest true peak of any channel; minus infinity for digital silence.
    momentary_lufs, short_term_lufs
        The loudest 400 ms and 3 s; minus infinity where nothing passes the gate.
    range_lu
        Loudness range (EBU Tech 3342); 0 for sounds of less than 3 s.
    """

    integrated_lufs: float
    true_peak_dbtp: float
    momentary_lufs: float = -inf
    short_term_lufs: float = -inf
    range_lu: float = 0.0

    @property
    def over_db(self) -> float:
        """By how much it passes full scale; 0 when it does not, or by less than is ever shown."""
        return self.true_peak_dbtp if self.true_peak_dbtp >= _LEAST_OVER_DB else 0.0

    def louder(self, gain_db: float) -> Loudness:
        """The same sound after a gain."""
        return Loudness(
            self.integrated_lufs + gain_db, self.true_peak_dbtp + gain_db, self.momentary_lufs + gain_db,
            self.short_term_lufs + gain_db, self.range_lu,
        )  # fmt: skip

    def gain_to(self, target_lufs: float, ceiling_dbtp: float) -> float:
        """Gain in dB that brings the sound to a loudness without its true peak passing the ceiling; 0 for silence."""
        if self.integrated_lufs == -inf:
            return 0.0
        return min(target_lufs - self.integrated_lufs, ceiling_dbtp - self.true_peak_dbtp)


def described(loudness: Loudness, silent: str = "silent mix") -> str:
    """A mix's loudness as the window says it."""
    if not isfinite(loudness.integrated_lufs) and not loudness.over_db:
        return silent
    peak = f"over by {loudness.over_db:.1f} dB" if loudness.over_db else f"{loudness.true_peak_dbtp:.1f} dBTP"
    return f"{loudness.integrated_lufs:.1f} LUFS, {peak}".replace("-", "−")


def extremes_told(loudness: Loudness) -> str:
    """``at most -20.1 momentary, -22.0 short-term, range 4.5 LU``; empty where nothing passes the gate."""
    if not isfinite(loudness.integrated_lufs):
        return ""
    maxima = (("momentary", loudness.momentary_lufs), ("short-term", loudness.short_term_lufs))
    told = ", ".join(f"{level:.1f} {what}" for what, level in maxima if isfinite(level))
    return f"at most {told}, range {loudness.range_lu:.1f} LU"


def measure_loudness(
    source: Path | Sound, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> Loudness:
    """Measure a file's first sound stream, or a sound in memory; memory is bounded whatever the length.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no sound.
    CancelledError
        When the user cancelled.
    """
    if isinstance(source, Sound):
        return measure_blocks([source.samples], source.rate_hz, source.channels, cancelled=cancelled)
    with SoundReader(Path(source)) as reader:
        total = max(1, len(reader))

        def watched() -> Iterator[Wave]:
            done = 0
            for block in reader.blocks():
                yield block
                done += len(block)
                progress(min(1.0, done / total), "measuring loudness")

        return measure_blocks(watched(), reader.rate_hz, reader.channels, cancelled=cancelled)


def integrated_loudness(path: Path, cancelled: Cancelled = never_cancelled) -> float:
    """Integrated loudness alone of a file, in LUFS; several times as fast as with its peaks.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no sound.
    CancelledError
        When the user cancelled.
    """
    with SoundReader(path) as reader:
        meter = _Meter(reader.rate_hz, reader.channels, with_peaks=False)
        for block in reader.blocks():
            for start in range(0, len(block), _BLOCK):
                stop_if(cancelled)
                meter.take(block[start : start + _BLOCK])
        return meter.finished().integrated_lufs


def measure_blocks(
    blocks: Iterable[Wave], rate_hz: int, channels: int, *, cancelled: Cancelled = never_cancelled
) -> Loudness:
    """Measure a sound that comes in blocks of ``float32 [n, C]``.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    meter = _Meter(rate_hz, channels)
    for block in blocks:
        for start in range(0, len(block), _BLOCK):
            stop_if(cancelled)
            meter.take(block[start : start + _BLOCK])
    return meter.finished()


class _Meter:
    """The filter and what it last reported."""

    def __init__(self, rate_hz: int, channels: int, *, with_peaks: bool = True) -> None:
        self._rate_hz = rate_hz
        self._channels = channels
        self._layout = layout_name(channels)
        self._taken = 0
        self._lufs = -inf
        self._peak = 0.0
        self._momentary = self._short_term = -inf
        self._range = 0.0
        graph = Graph()
        source = graph.add_abuffer(
            sample_rate=rate_hz, format="flt", layout=self._layout, time_base=Fraction(1, rate_hz)
        )
        peaks = "peak=true:" if with_peaks else ""
        measuring = graph.add("ebur128", f"{peaks}metadata=1:framelog=quiet")
        sink = graph.add("abuffersink")
        source.link_to(measuring)
        measuring.link_to(sink)
        graph.configure()
        self._graph = graph

    def take(self, samples: Wave) -> None:
        flat = np.ascontiguousarray(samples, dtype=np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(flat, format="flt", layout=self._layout)
        frame.sample_rate, frame.pts, frame.time_base = self._rate_hz, self._taken, Fraction(1, self._rate_hz)
        self._taken += len(samples)
        self._graph.push(frame)
        self._read()

    def _read(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            tags = frame.metadata
            if "lavfi.r128.I" in tags:
                self._lufs = _gated(tags["lavfi.r128.I"])
            self._momentary = max(self._momentary, _gated(tags.get("lavfi.r128.M")))
            self._short_term = max(self._short_term, _gated(tags.get("lavfi.r128.S")))
            self._range = float(tags.get("lavfi.r128.LRA", self._range))
            peaks = [float(tags.get(f"lavfi.r128.true_peaks_ch{n}", 0.0)) for n in range(self._channels)]
            self._peak = max(self._peak, *peaks)  # linear, not dB

    def finished(self) -> Loudness:
        lufs, range_lu = self._lufs, self._range
        self.take(np.zeros((round(self._rate_hz * _FLUSH_S), self._channels), dtype=np.float32))
        lufs = lufs if lufs > -inf else self._lufs
        peak = 20 * log10(self._peak) if self._peak > 0 else -inf
        return Loudness(lufs, peak, self._momentary, self._short_term, range_lu)


def _gated(said: str | None) -> float:
    measured = float(said) if said is not None else -inf
    return measured if measured > _GATE_LUFS else -inf
