"""Pitch of a mel: for nets that hear mels alone, where there is no wave to ask. torch; import it lazily as `mel`."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel_config import MelConfig

_LOWEST_HZ, _HIGHEST_HZ = 100.0, 1000.0
"""Below, harmonics lie closer than the bands; above, a mel has too few of them."""
_COMPRESSION = 0.67  # of magnitudes: single strong harmonics must not drown the others
_VOICED = 0.4
"""Autocorrelation at the pitch, as a share of that at lag 0. Noise has at most about 0.3, harmonics 0.5 and more."""
_AUDIBLE_DB = 45.0  # below the loudest column; what is fainter has no pitch that matters
_SPREADS = 4.0  # standard deviations of log pitch from the middle of the range to its edge
_LEAST_SPREAD = 0.05  # of log pitch, or the wavering of a steady tone would fill the range
_JUST_VOICED = 1e-3  # lowest value of a column that has pitch: 0 says that it has none


def mel_pitch_hz(mel: Tensor, config: MelConfig) -> Tensor:
    """Fundamental frequency of every column, by autocorrelation of the spectrum that the bands stand for.

    Parameters
    ----------
    mel
        ``[B, F, M]``.
    config
        What its values mean.

    Returns
    -------
    ``float32 [B, M]`` in Hz; 0 where there is no pitch.

    Notes
    -----
    Generalised autocorrelation: the Fourier transform of compressed magnitudes, after Tolonen and Karjalainen (2000).
    """
    with torch.autocast(mel.device.type, enabled=False):
        bands = (mel.float() * (config.log_power_per_value / 2)).exp()  # [B, F, M]
        quiet = torch.tensor(config.silence * config.log_power_per_value / 2).exp().to(bands)
        level = (bands - quiet).clamp_min(0).square().sum(1).sqrt()  # [B, M]
        spectrum = torch.matmul(_spread_back(config, mel.device), bands).clamp_min(0)
        of_lags = torch.fft.irfft(spectrum.transpose(1, 2).pow(_COMPRESSION), n=config.n_fft)  # [B, M, n_fft]
        first, last = int(config.rate_hz / _HIGHEST_HZ), int(config.rate_hz / _LOWEST_HZ) + 1
        near = of_lags[..., first - 1 : last + 2] / of_lags[..., :1].clamp_min(1e-12)
        inner = near[..., 1:-1]
        is_peak = (inner > near[..., :-2]) & (inner >= near[..., 2:])
        strength, place = torch.where(is_peak, inner, inner.new_full((), -1.0)).max(-1)  # [B, M]
        lag = first + place + _between(near, place)
        loud = level > level.amax(1, keepdim=True) * 10 ** (-_AUDIBLE_DB / 20)
        return torch.where((strength > _VOICED) & loud, config.rate_hz / lag, lag.new_zeros(()))


def normalised_pitch(pitch_hz: Tensor) -> Tensor:
    """Pitch in Hz [B, M] as a contour about each sound's own mean.

    Source: Qian et al., SpeechSplit (2020): log pitch, a speaker's mean taken off, over four standard deviations; here
    those of the sound, which has no speaker.

    Returns
    -------
    ``float32 [B, M]``: 0 where there is no pitch, above 0 to 1 where there is; 0.5 is the mean.
    """
    voiced = pitch_hz > 0
    count = voiced.sum(1, keepdim=True).clamp_min(1)
    logs = torch.where(voiced, pitch_hz.clamp_min(1e-3).log(), pitch_hz.new_zeros(()))
    mean = logs.sum(1, keepdim=True) / count
    gap = torch.where(voiced, logs - mean, logs.new_zeros(()))
    spread = (gap.square().sum(1, keepdim=True) / count).sqrt().clamp_min(_LEAST_SPREAD)
    contour = ((gap / (_SPREADS * spread)).clamp(-1, 1) + 1) / 2
    return torch.where(voiced, contour.clamp_min(_JUST_VOICED), contour.new_zeros(()))


@lru_cache(maxsize=4)
def _spread_back(config: MelConfig, device: torch.device) -> Tensor:
    """Bins of bands, ``[bins, F]``: the filterbank's pseudo-inverse."""
    spread: Tensor = torch.linalg.pinv(torch.from_numpy(config.filters.copy()).double())
    return spread.float().to(device)


def _between(near: Tensor, place: Tensor) -> Tensor:
    """How far a parabola through a peak and its neighbours has its top from the middle one."""
    before, at, behind = (near.gather(-1, (place + step)[..., None])[..., 0] for step in range(3))
    curve = before - 2 * at + behind
    return torch.where(curve < -1e-9, 0.5 * (before - behind) / curve.clamp(max=-1e-9), curve.new_zeros(()))
