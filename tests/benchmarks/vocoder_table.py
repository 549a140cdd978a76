"""The vocoder beside Griffin-Lim on held-out recordings, and beside what the mel alone leaves unsaid.

``python -m tests.benchmarks.vocoder_table --oneshots FOLDER [--vocoder FOLDER]`` prints a Markdown table: mel distance
(mean absolute difference of natural-log mels) and multi-resolution STFT distance (spectral convergence plus log
magnitude L1 at three resolutions), a mean over recordings with 95 % intervals (bootstrap, seed 0). "true phases" is
the mel's magnitudes spread over the bins with the recording's own phases: what no vocoder is told.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel import MelConfig, log_mel
from foleystudio.engine.models.model_files import read_net
from foleystudio.nets.config import VocoderConfig
from foleystudio.nets.vocoder.band_levels import BandLevels
from foleystudio.nets.vocoder.griffin_lim import griffin_lim
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.nets.vocoder.short_time import spectrum_of, wave_of
from foleystudio.paths import models_dir
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.evaluation.intervals import mean_of
from foleystudio.training.scenes.objects.sound_object import Mono
from foleystudio.training.tasks.spectral_losses import multi_resolution_stft
from tests.benchmarks.network_table import markdown

SHORTEST_COLUMNS = 8
LONGEST_S = 2.0
REFINEMENTS = ((0, 0), (0, 1), (0, 4), (8, 2), (16, 2), (24, 2), (24, 3), (32, 3))
"""(of the low quarter, of the whole) to compare."""

Make = Callable[[Tensor, Tensor], Tensor]
"""Mel [1, F, M] and the wave it was taken of [1, N] to a wave [1, N]."""


def pieces(waves: Sequence[Mono], mel: MelConfig) -> list[Tensor]:
    """The waves' first two seconds in whole columns, [1, N] each; too short ones are left out."""
    longest = int(LONGEST_S * mel.rate_hz)
    cut = [wave[: min(len(wave), longest) // mel.hop * mel.hop] for wave in waves]
    return [torch.from_numpy(wave.copy())[None] for wave in cut if len(wave) >= SHORTEST_COLUMNS * mel.hop]


def makers(vocoder: Vocoder) -> dict[str, Make]:
    """The rivals by name."""
    mel = vocoder.config.mel
    found: dict[str, Make] = {
        "Griffin-Lim, 32 iterations": lambda columns, _: griffin_lim(columns, mel),
        "mel's magnitudes, true phases": lambda columns, wave: with_true_phases(columns, wave, mel),
    }
    config = vocoder.config
    for low, whole in REFINEMENTS:
        shipped = (low, whole) == (config.low_refinements, config.refinements)
        name = f"vocoder, low quarter refined {low} x, all {whole} x"
        found[name + " (as shipped)" * shipped] = refined(vocoder, low, whole)
    found["as shipped, its net in bfloat16"] = in_bfloat16(vocoder)
    return found


def refined(vocoder: Vocoder, low: int, whole: int) -> Make:
    """The vocoder with other numbers of refinements."""
    other = Vocoder(replace(vocoder.config, low_refinements=low, refinements=whole)).eval()
    other.load_state_dict(vocoder.state_dict())
    return lambda columns, _: other(columns)


def in_bfloat16(vocoder: Vocoder) -> Make:
    """As it is asked on processors that have instructions for it."""

    def make(columns: Tensor, _wave: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16):
            made: Tensor = vocoder(columns)
        return made

    return make


def with_true_phases(columns: Tensor, wave: Tensor, mel: MelConfig) -> Tensor:
    """A mel's magnitudes, spread over the bins, with the phases of the wave itself."""
    window = torch.hann_window(mel.n_fft)
    phases = spectrum_of(wave, window, mel.hop).angle()
    levels = BandLevels(mel)
    one_more = torch.cat((columns, columns[:, :, -1:]), 2)
    magnitude = levels.magnitudes(levels.natural_log(one_more))
    return wave_of(torch.polar(magnitude, phases), window, mel.hop, wave.shape[1])


def distances(make: Make, waves: Sequence[Tensor], mel: MelConfig) -> list[tuple[float, float]]:
    """Mel and multi-resolution STFT distance of each wave's rebuilt self."""
    found = []
    with torch.inference_mode():
        for wave in waves:
            columns = log_mel(wave, mel)[:, :, : wave.shape[1] // mel.hop]
            rebuilt = make(columns, wave)
            gap = float((log_mel(rebuilt, mel) - log_mel(wave, mel)).abs().mean())
            found.append((gap, float(multi_resolution_stft(rebuilt, wave))))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--vocoder", type=Path, default=models_dir() / "vocoder")
    asked = parser.parse_args()
    torch.set_num_threads(2)
    vocoder = read_net(asked.vocoder, VocoderConfig, Vocoder)
    mel = vocoder.config.mel
    waves = pieces([recording.wave for recording in read_recordings(asked.oneshots, held_out=True)], mel)
    rows, floor = [], None
    for name, make in makers(vocoder).items():
        found = np.array(distances(make, waves, mel))
        floor = found if floor is None else floor
        shares = found.mean(axis=0) / floor.mean(axis=0)
        cells = [str(mean_of(list(column), 0)) for column in found.T]
        rows.append([name, cells[0], float(shares[0]), cells[1], float(shares[1])])
    print(f"{len(waves)} held-out recordings\n")
    print(markdown(("", "mel distance", "of Griffin-Lim's", "STFT distance", "of Griffin-Lim's"), rows))


if __name__ == "__main__":
    main()
