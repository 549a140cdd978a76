"""The new sound of a video: its encoder, and blocks as the frames that it takes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Disposition

from foleystudio.dsp.sound import Wave
from foleystudio.errors import FoleyError
from foleystudio.media.formats import Subtype, VideoSound
from foleystudio.media.sound.files import encoder_frame, layout_name

_SUBTYPES: dict[str, Subtype] = {"s32": "PCM_24", "s16": "PCM_16", "flt": "FLOAT"}


class NewSound:
    """Encodes blocks into packets of a stream that it adds to a file.

    Parameters
    ----------
    target
        The file, before its header is written.
    kind
        How it is stored.
    rate_hz, channels
        Of every block.

    Raises
    ------
    FoleyError
        When it cannot be stored at this rate.
    """

    def __init__(self, target: OutputContainer, kind: VideoSound, rate_hz: int, channels: int) -> None:
        if kind.rates_hz and rate_hz not in kind.rates_hz:
            rates = ", ".join(f"{rate // 1000}" for rate in kind.rates_hz)
            raise FoleyError(f"{kind.title} knows {rates} kHz alone, not {rate_hz} Hz", remedy="choose another sound")
        self._kind, self._rate_hz, self._channels = kind, rate_hz, channels
        stream = target.add_stream(kind.encoder, rate=rate_hz, layout=layout_name(channels))
        assert isinstance(stream, AudioStream)
        stream.time_base = Fraction(1, rate_hz)
        stream.disposition = Disposition.default
        stream.metadata["title"] = "Foley"
        if kind.bit_rate:
            stream.bit_rate = kind.bit_rate * channels
        if kind.name == "flac":
            stream.format = kind.samples
        self.stream = stream
        self.written = 0

    def encoded(self, block: Wave) -> list[Packet[AudioStream]]:
        """Packets of the next ``float32 [n, C]``."""
        if block.ndim != 2 or block.shape[1] != self._channels:
            raise ValueError(f"the sound has {self._channels} channels, a block has shape {block.shape}")
        packets = self.stream.encode(self._frame(block))
        self.written += len(block)
        return packets

    def rest(self) -> list[Packet[AudioStream]]:
        """The last packets."""
        return self.stream.encode(None)

    def _frame(self, block: Wave) -> AudioFrame:
        if self._kind.samples in _SUBTYPES:
            return encoder_frame(block, _SUBTYPES[self._kind.samples], self._rate_hz, self.written)
        planes = np.ascontiguousarray(block.T, dtype=np.float32)
        frame = AudioFrame.from_ndarray(planes, format=self._kind.samples, layout=layout_name(self._channels))
        frame.sample_rate, frame.pts = self._rate_hz, self.written
        return frame
