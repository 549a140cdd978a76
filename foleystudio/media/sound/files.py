"""Writing sounds block by block in every format of the table, and reading takes back with seeks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import numpy as np
import soundfile
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import exists, is_file
from foleystudio.media.closing import ClosingContext
from foleystudio.media.formats import (
    SOUND_FORMATS,
    SoundFormat,
    SoundShape,
    Subtype,
    listed,
    sound_format,
    usual_suffixes,
)
from foleystudio.media.self_contained import file_name
from foleystudio.media.sound.wav_chunks import Chunk, CuePoint, append_chunks, cue_chunks
from foleystudio.progress import Cancelled, never_cancelled, stop_if

_CHECKED_AT_ONCE = 1 << 18  # samples between looks at whether it was cancelled
_LAYOUTS = {1: "mono", 2: "stereo", 4: "quad", 6: "5.1", 8: "7.1"}


@dataclass(frozen=True)
class Broadcast:
    """What a broadcast WAV (EBU Tech 3285) tells beside its samples.

    Parameters
    ----------
    time_reference
        Samples since midnight at which the file begins, on the timeline of the clip.
    description
        At most 256 characters.
    originator
        At most 32 characters.
    is_dated
        Whether it tells when it was written.
    ixml
        What it says of scene, take and tracks: the whole text of its chunk; empty for none.
    cues
        Its named places.
    """

    time_reference: int = 0
    description: str = ""
    originator: str = "foleystudio"
    is_dated: bool = True
    ixml: bytes = b""
    cues: tuple[CuePoint, ...] = ()

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """What FFmpeg's writer does not know."""
        return (*([(b"iXML", self.ixml)] if self.ixml else []), *cue_chunks(self.cues))

    def tags(self) -> dict[str, str]:
        """Name the fields as FFmpeg's WAV writer knows them."""
        now = datetime.now()
        date = {"origination_date": now.strftime("%Y-%m-%d"), "origination_time": now.strftime("%H:%M:%S")}
        return {
            "description": self.description,
            "originator": self.originator,
            "time_reference": str(self.time_reference),
        } | (date if self.is_dated else {})


def quantise(samples: Wave, bits: int) -> NDArray[np.int32]:
    """Round to whole steps of ``bits`` bits, in the upper bits of 32; beyond full scale is held at full scale."""
    steps = np.rint(samples.astype(np.float64) * 2.0 ** (bits - 1))
    whole = np.clip(steps, -(2.0 ** (bits - 1)), 2.0 ** (bits - 1) - 1).astype(np.int64)
    return (whole << (32 - bits)).astype(np.int32)


def encoder_frame(samples: Wave, subtype: Subtype, rate_hz: int, at: int) -> AudioFrame:
    """``float32 [n, C]`` as a frame that a PCM or FLAC encoder takes; ``at`` is its first sample's number."""
    channels = samples.shape[1]
    if subtype == "FLOAT":
        flat = np.ascontiguousarray(samples, dtype=np.float32).reshape(1, -1)
        frame = AudioFrame.from_ndarray(flat, format="flt", layout=layout_name(channels))
    elif subtype == "PCM_16":
        short = (quantise(samples, 16) >> 16).astype(np.int16).reshape(1, -1)
        frame = AudioFrame.from_ndarray(short, format="s16", layout=layout_name(channels))
    else:
        whole = quantise(samples, 24).reshape(1, -1)
        frame = AudioFrame.from_ndarray(whole, format="s32", layout=layout_name(channels))
    frame.sample_rate, frame.pts = rate_hz, at
    return frame


def layout_name(channels: int) -> str:
    """FFmpeg's name of the usual layout of so many channels."""
    return _LAYOUTS.get(channels, f"{channels}c")


class SoundWriter:
    """Writes a sound file block by block; a context manager.

    The file appears at its place when the block ends well; otherwise nothing is left behind. WAV files
    turn to RF64 by themselves when they outgrow 4 GB.

    Parameters
    ----------
    path
        Ends in a suffix of `SOUND_FORMATS`.
    rate_hz, channels
        Of all blocks.
    subtype
        One that the format has. Whole-number formats hold what exceeds full scale at full scale.
    broadcast
        Write a broadcast WAV with these fields; other formats carry no such fields.

    Raises
    ------
    FoleyError
        When the suffix is another, the folder cannot be written, or the disk fills up.
    """

    def __init__(
        self,
        path: Path,
        rate_hz: int,
        channels: int,
        subtype: Subtype = "PCM_24",
        broadcast: Broadcast | None = None,
    ) -> None:
        self.path = Path(path)
        self.rate_hz = rate_hz
        self.channels = channels
        self.subtype = subtype
        self.written = 0
        self._format = sound_format(self.path)
        _check_holds(self._format, subtype, channels, self.path)
        told = broadcast if self._format.is_broadcast else None
        tags, chunks = (told.tags(), told.chunks) if told is not None else ({}, ())
        self._file = self._opened(SoundShape(rate_hz, channels, subtype, tags, chunks))

    def __enter__(self) -> Self:
        self._append = self._file.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.__exit__(kind, error, trace)

    @contextmanager
    def _opened(self, shape: SoundShape) -> Iterator[Callable[[Wave], None]]:
        write = self._format.write or partial(_by_ffmpeg, self._format)
        with whole_file(self.path) as temporary, write(temporary, shape) as append:
            yield append

    def write(self, samples: Wave) -> None:
        """Append ``float32 [n, C]`` (or ``[n]`` to a mono file)."""
        block = samples.reshape(-1, 1) if samples.ndim == 1 else samples
        if block.shape[1] != self.channels:
            raise ValueError(f"the file has {self.channels} channels, the block {block.shape[1]}")
        # Pieces of a second keep the encoder's copies small whatever the caller hands over.
        for start in range(0, len(block), self.rate_hz):
            piece = block[start : start + self.rate_hz]
            self._append(piece)
            self.written += len(piece)


def _check_holds(form: SoundFormat, subtype: Subtype, channels: int, path: Path) -> None:
    if subtype in form.codecs and channels <= (form.max_channels or channels):
        return
    bits = {"PCM_16": "16", "PCM_24": "24", "FLOAT": "32"}
    held = listed(tuple(bits[each] for each in form.codecs))
    most = f" and up to {form.max_channels} channels" if form.max_channels else ""
    raise FoleyError(
        f"{form.title} holds {held} bits{most}", file=path, remedy=f"write a {usual_suffixes(SOUND_FORMATS)[0]}"
    )


@contextmanager
def _by_ffmpeg(form: SoundFormat, path: Path, shape: SoundShape) -> Iterator[Callable[[Wave], None]]:
    options = dict(form.options) | ({"write_bext": "1" if shape.tags else "0"} if form.is_broadcast else {})
    with av.open(file_name(path), "w", format=form.container, container_options=options) as container:
        container.metadata.update(shape.tags)
        codec, samples = form.codecs[shape.subtype]
        stream = container.add_stream(codec, rate=shape.rate_hz, layout=layout_name(shape.channels))
        assert isinstance(stream, AudioStream)
        if samples:
            stream.format = samples
        container.start_encoding()  # so that a sound without samples has a header too
        written = 0

        def append(piece: Wave) -> None:
            nonlocal written
            container.mux(stream.encode(encoder_frame(piece, shape.subtype, shape.rate_hz, written)))
            written += len(piece)

        yield append
        container.mux(stream.encode(None))
    append_chunks(path, shape.chunks)


def write_sound(path: Path, sound: Sound, subtype: Subtype = "PCM_24", broadcast: Broadcast | None = None) -> None:
    """Write a sound; see `SoundWriter`."""
    with SoundWriter(path, sound.rate_hz, sound.channels, subtype, broadcast) as writer:
        writer.write(sound.samples)


class TakeFile(ClosingContext):
    """A take's audio file, read by position; a context manager. Use it from one thread at a time.

    Parameters
    ----------
    path
        WAV, RF64 or FLAC as `SoundWriter` writes them (or anything else that libsndfile reads).

    Raises
    ------
    FoleyError
        When it is missing or no such file.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        if not is_file(self.path):
            what = "it is no ordinary file" if exists(self.path) else "there is no such file"
            raise FoleyError(what, file=path, remedy="generate the take again")
        try:
            self._file = soundfile.SoundFile(os.fsencode(path) if os.name == "posix" else str(path))
        except (soundfile.SoundFileError, OSError) as error:
            what = "it is not a sound file that can be played"
            raise FoleyError(what, file=path, remedy="generate the take again") from error
        self.rate_hz = int(self._file.samplerate)
        self.channels = int(self._file.channels)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __len__(self) -> int:
        return int(self._file.frames)

    def read(self, start: int, count: int) -> Wave:
        """Samples from ``start`` on.

        Returns
        -------
        ``float32 [n, C]``; fewer than ``count`` only where the file ends.

        Raises
        ------
        FoleyError
            When the file is damaged there.
        """
        if start < 0 or count < 0:
            raise ValueError(f"samples are counted from 0, not {start} + {count}")
        if start >= len(self):
            return np.zeros((0, self.channels), dtype=np.float32)
        try:
            if self._file.tell() != start:
                self._file.seek(start)
            samples: Wave = self._file.read(count, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, OSError) as error:
            raise FoleyError("it is damaged or cut off", file=self.path, remedy="generate the take again") from error
        return samples


def plays(path: Path, cancelled: Cancelled = never_cancelled) -> bool:
    """Whether a file is a sound that can be decoded from its first sample to its last.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    try:
        with TakeFile(path) as sound:
            at = 0
            while at < len(sound):
                stop_if(cancelled)
                read = len(sound.read(at, _CHECKED_AT_ONCE))
                if not read:
                    return False
                at += read
    except FoleyError:
        return False
    return True
