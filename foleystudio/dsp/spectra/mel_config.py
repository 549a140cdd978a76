"""What a mel spectrogram is here: the two configurations, and the value a band's magnitude is given. No torch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import column_count, magnitudes
from foleystudio.timebase import ColumnGrid

Value = Literal["unit", "log"]


@dataclass(frozen=True)
class MelConfig:
    """One kind of log mel spectrogram; column ``m`` is centred on sample ``m * hop``.

    Parameters
    ----------
    rate_hz, n_fft, hop
        Of the sound and its spectrum.
    n_bands, low_hz, high_hz
        Number of bands F and their outer edges.
    value
        ``unit``: ``clip((20 log10(max(floor, m)) - 20 + 100) / 100, 0, 1)``; ``log``: ``ln(max(floor, m))``,
        of the band's magnitude m.
    floor
        Smallest magnitude told apart from silence.
    """

    rate_hz: int
    n_fft: int
    hop: int
    n_bands: int
    low_hz: float
    high_hz: float
    value: Value
    floor: float = 1e-5

    @property
    def grid(self) -> ColumnGrid:
        """Where the columns lie in time."""
        return ColumnGrid(self.rate_hz, self.hop)

    @cached_property
    def filters(self) -> NDArray[np.float32]:
        """``float32 [F, n_fft // 2 + 1]``: the filterbank, shared, read-only."""
        return mel_filterbank(self.rate_hz, self.n_fft, self.n_bands, self.low_hz, self.high_hz)

    @property
    def silence(self) -> float:
        """The value of digital silence."""
        return 0.0 if self.value == "unit" else float(np.log(self.floor))

    @property
    def log_power_per_value(self) -> float:
        """By how much the natural log of a band's power rises when its value rises by 1."""
        return 10.0 * float(np.log(10.0)) if self.value == "unit" else 2.0

    def column_count(self, n_samples: int) -> int:
        """Columns M of a sound of ``n_samples``: ``n_samples // hop + 1``."""
        return column_count(n_samples, self.hop)


PAPER = MelConfig(22_050, 1024, 256, 80, 125.0, 7600.0, "unit")
"""The paper's: 80 bands to 7.6 kHz, values 0-1."""

STUDIO = MelConfig(44_100, 2048, 512, 128, 0.0, 22_050.0, "log", floor=1e-4)
"""The same 86.13 columns a second at full band, natural log.

Its floor is about that of noise at -82 dB full scale: a lower one would have nets spend their errors on what nobody
hears.
"""


def mel_columns(
    mono: Wave, config: MelConfig, start_column: int = 0, stop_column: int | None = None
) -> NDArray[np.float32]:
    """Log mel of a range of columns with numpy; agrees with ``dsp.mel.log_mel``.

    Parameters
    ----------
    mono
        ``float32 [N]`` at the configuration's rate.
    start_column, stop_column
        Which columns; all when omitted.

    Returns
    -------
    ``float32 [F, M]``.
    """
    bands = config.filters @ magnitudes(mono, config.n_fft, config.hop, start_column, stop_column)
    held = np.maximum(bands, np.float32(config.floor))
    value: NDArray[np.float32] = np.log(held)
    if config.value == "unit":
        value = np.clip((20.0 * np.log10(held) - 20.0 + 100.0) / 100.0, 0.0, 1.0)
    return value.astype(np.float32, copy=False)
