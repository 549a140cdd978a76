from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch

from foleystudio.dsp.mel import log_mel
from foleystudio.dsp.mel_display import display_band_hz, display_config, mel_display_columns
from tests.dsp.sounds import hits, noise


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_agrees_with_the_mel_of_the_nets(rate_hz: int) -> None:
    wave = hits([0.2, 0.5], 1.0, rate_hz)
    log = log_mel(torch.from_numpy(wave), display_config(rate_hz)).numpy()
    expected = np.clip((20 * log / np.log(10) + 6 + 80) * 255 / 80, 0, 255)
    assert np.abs(mel_display_columns(wave, rate_hz) - expected).max() <= 0.55


def test_tile_equals_its_part_of_the_whole() -> None:
    wave = noise(48_000)
    whole = mel_display_columns(wave, 48_000)
    tile = mel_display_columns(wave, 48_000, 30, 60)
    assert tile.dtype == np.uint8
    assert np.abs(tile.astype(int) - whole[:, 30:60].astype(int)).max() <= 1


def test_silence_is_black_and_a_tone_lights_its_row() -> None:
    assert not mel_display_columns(np.zeros(9000, np.float32), 48_000).any()
    tone = np.sin(2 * np.pi * 3000 * np.arange(48_000) / 48_000).astype(np.float32)
    row = int(mel_display_columns(tone, 48_000)[:, 40].argmax())
    assert abs(row - int(np.abs(display_band_hz(48_000) - 3000).argmin())) <= 1
    assert mel_display_columns(tone, 48_000)[:, 40].max() == 255


def test_needs_no_torch() -> None:
    script = "import sys, foleystudio.dsp.mel_display as d; assert 'torch' not in sys.modules, 'torch was imported'"
    subprocess.run([sys.executable, "-c", script], check=True)
