"""The list of a clip's frame times, read from its packets without decoding, and kept in the cache."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.media.cache import cache_file, new_cache_file, read_kept
from foleystudio.media.clock.clock import Clock
from foleystudio.media.clock.joints import is_absurd, plays_s
from foleystudio.media.clock.reading import clock_of, read_clock
from foleystudio.media.containers import codec_name, common_unit, open_container, packets, picture_stream
from foleystudio.media.npy_rows import read_arrays, write_arrays
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if
from foleystudio.timebase import FrameTimes

_KIND = "frames-2"
_BACK_S = 0.1  # decoding times that step back so far are of another clock
_PACKETS_BETWEEN_CHECKS = 256  # of whether it was cancelled
_FARTHEST_S = 1_000_000  # from the clip's start: no recording goes on for 11 days


@dataclass(frozen=True, eq=False)
class FrameTable:
    """When every frame is shown, and at which of them decoding can begin.

    Parameters
    ----------
    times
        Display times.
    keyframes
        ``int64 [K]``: rising frame numbers.
    has_pts
        Whether the file itself states display times. Where it does not, they are taken from the order
        of decoding, and frames are told apart by counting.
    is_doubtful
        Whether the file's own times were not to be read_kept, so that its clock was looked for.
    """

    times: FrameTimes
    keyframes: NDArray[np.int64]
    has_pts: bool = True
    is_doubtful: bool = False

    def keyframe_before(self, frame: int) -> int:
        """Last keyframe at or before a frame; frame 0 when there is none."""
        at = int(np.searchsorted(self.keyframes, frame, side="right")) - 1
        return int(self.keyframes[at]) if at >= 0 else 0


def read_frame_times(
    path: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> FrameTimes:
    """Read when every frame of a clip is shown, counted from the clip's start.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no picture.
    CancelledError
        When the user cancelled.
    """
    return read_frame_table(path, progress, cancelled).times


def read_frame_table(
    path: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> FrameTable:
    """Read the frame times and the keyframes; from the cache when the file has been read before.

    Raises
    ------
    FoleyError
        When the file cannot be read or has no picture.
    CancelledError
        When the user cancelled.
    """
    path = Path(path)
    kept = cache_file(path, _KIND, ".npz")
    most_frames = path.stat().st_size  # each takes a byte at the least
    if (table := read_kept(kept, lambda file: _load(file, most_frames))) is not None:
        if table.is_doubtful:
            read_clock(path, progress, cancelled)  # so that whoever opens the clip knows of it
        return table
    with open_container(path) as container:
        table = _table_of(path, container, clock_of(path, container, progress, cancelled), progress, cancelled)
    if table.is_doubtful:
        clock = read_clock(path, progress, cancelled)
        with open_container(path) as container:
            table = replace(_table_of(path, container, clock, progress, cancelled), is_doubtful=True)
    if not len(table.times):
        raise FoleyError("it has no frame that can be shown", file=path, remedy="fetch or export it again")
    with suppress(FoleyError), new_cache_file(kept) as temporary:
        _save(temporary, table)
    return table


def _save(path: Path, table: FrameTable) -> None:
    times = table.times
    unit = times.time_base
    head = [unit.numerator, unit.denominator, times.end_pts, table.has_pts, table.is_doubtful]
    write_arrays(path, {"pts": times.pts, "keyframes": table.keyframes, "head": np.array(head, dtype=np.int64)})


def _load(kept: Path, most_frames: int) -> FrameTable:
    """The table in a cache file; a ``ValueError`` where it can be none of a clip of at most so many frames."""
    arrays = read_arrays(kept)
    pts, keyframes = arrays["pts"].astype(np.int64), arrays["keyframes"].astype(np.int64)
    numerator, denominator, end_pts, has_pts, is_doubtful = (int(value) for value in arrays["head"])
    unit = Fraction(numerator, denominator)
    _check_rising(pts, -(1 << 62), end_pts)
    _check_rising(keyframes, 0, len(pts))
    if unit <= 0 or not 0 < len(pts) <= most_frames or max(-int(pts[0]), end_pts) * unit > _FARTHEST_S:
        raise ValueError("no frame times of this clip")
    return FrameTable(FrameTimes(pts, unit, end_pts), keyframes, bool(has_pts), bool(is_doubtful))


def _check_rising(numbers: NDArray[np.int64], least: int, stop: int) -> None:
    if numbers.ndim != 1 or bool(np.any(numbers[1:] <= numbers[:-1])):
        raise ValueError("they do not rise")
    if len(numbers) and not least <= int(numbers[0]) <= int(numbers[-1]) < stop:
        raise ValueError("they lie elsewhere")


def _table_of(
    path: Path, container: InputContainer, clock: Clock, progress: Progress, cancelled: Cancelled
) -> FrameTable:
    stream = picture_stream(container)
    if stream is None:
        raise FoleyError("it has no picture", file=path, remedy="choose a video file")
    shown, keys, durations, has_pts, is_doubtful = _read_packets(container, stream, clock, progress, cancelled)
    order = np.argsort(shown, kind="stable")
    pts, first = np.unique(shown[order], return_index=True)
    keyframes = np.flatnonzero(keys[order][first]).astype(np.int64)
    end = int(pts[-1]) + _last_duration(pts, durations[order]) if len(pts) else 0
    time_base = stream.time_base or Fraction(1, 90_000)
    if (span := clock.spans.get(stream.index)) is not None and len(pts):
        end = max(int(pts[-1]) + 1, min(end, int(span.stop / time_base)))
    seconds = np.array([*pts.tolist(), end], np.float64) * float(time_base)
    is_doubtful |= is_absurd(float(np.diff(seconds).max(initial=0.0)), plays_s(seconds)) and not clock.spans
    times = _from_clip_start(clock.start(container), time_base, pts, end)
    return FrameTable(times, keyframes, has_pts, is_doubtful)


def _read_packets(
    container: InputContainer, stream: VideoStream, clock: Clock, progress: Progress, cancelled: Cancelled
) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64], bool, bool]:
    """``[T]`` each, in decoding order: pts in units of the stream, whether a keyframe, duration (0: unknown).

    Then whether the file states display times, and whether its decoding times step back.
    """
    pts: list[int | None] = []
    dts: list[int | None] = []
    keys, durations = bytearray(), []
    hides = codec_name(stream) == "vp8"
    total = max(1, container.size)
    for number, packet in enumerate(clock.put_right(packets(container, stream))):
        if number % _PACKETS_BETWEEN_CHECKS == 0:
            stop_if(cancelled)
            progress(min(1.0, max(0, packet.pos or 0) / total), "reading frame times")
        if not packet.size or packet.is_discard or (hides and _is_hidden(packet)):
            continue
        pts.append(packet.pts)
        dts.append(packet.dts)
        keys.append(packet.is_keyframe)
        durations.append(packet.duration or 0)
    # AVI states no display times; where FFmpeg derives others than the decoding times, they are wrong.
    derived = container.format.name == "avi" and (pts != dts or bool(stream.codec_context.has_b_frames))
    has_pts = not derived and all(value is not None for value in pts)
    shown = pts if has_pts else _pts_by_order(dts, durations)
    return (
        np.array(shown, dtype=np.int64),
        np.frombuffer(bytes(keys), dtype=np.bool_),
        np.array(durations, dtype=np.int64),
        has_pts,
        not clock.spans and has_pts and _steps_back(dts, stream.time_base or Fraction(1, 90_000)),
    )


def _steps_back(dts: list[int | None], unit: Fraction) -> bool:
    steps = np.diff(np.array([value for value in dts if value is not None], np.int64))
    return bool(int(steps.min(initial=0)) * unit < -_BACK_S)


def _is_hidden(packet: Packet[VideoStream]) -> bool:
    """Whether a VP8 packet only feeds the prediction of later frames (RFC 6386, 9.1: bit 4 is show_frame)."""
    return not bytes(packet)[0] & 0x10


def _pts_by_order(dts: list[int | None], durations: list[int]) -> list[int]:
    """Display times where the file states none: the n-th shown frame takes the n-th decoding time."""
    shown: list[int] = []
    for stated, duration in zip(dts, [1, *durations], strict=False):
        after = shown[-1] + max(1, duration) if shown else 0
        shown.append(max(stated, after if shown else stated) if stated is not None else after)
    return shown


def _last_duration(pts: NDArray[np.int64], durations: NDArray[np.int64]) -> int:
    """How long the last frame is shown: as the file states, else as long as most frames are."""
    if durations[-1] > 0:
        return int(durations[-1])
    return int(np.median(np.diff(pts))) if len(pts) > 1 else 1


def _from_clip_start(start: Fraction, time_base: Fraction, pts: NDArray[np.int64], end: int) -> FrameTimes:
    """Count pts from the clip's start, exactly, in a finer unit where the stream's own does not divide it."""
    unit = common_unit(time_base, start)
    scale, shift = int(time_base / unit), int(start / unit)
    return FrameTimes(pts * scale - shift, unit, end * scale - shift)
