"""How fast the networks are: ten seconds of sound, and a training step.

Run with ``pytest tests/benchmarks/test_networks.py --benchmark-only`` on a quiet machine. Random weights, two threads,
nothing read from disk; importing torch is not counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch
from pytest_benchmark.fixture import BenchmarkFixture
from torch import Tensor

from foleystudio.dsp.spectra.mel import PAPER, STUDIO
from foleystudio.engine.models.device import bfloat16_pays
from foleystudio.nets.config import PRESETS, VOCODER_PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.training.tasks.reconstruction import ReconstructionConfig, ReconstructionTask
from foleystudio.training.tasks.transfer import TransferTask
from foleystudio.training.tasks.vocoder import VocoderTask

_THREADS = 2
_COLUMNS = 860
_REFERENCE = 345
_BATCH = 8
_FRAMES = 86
_CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def _two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(_THREADS)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("half", [False, True], ids=["float32", "bfloat16"])
@pytest.mark.parametrize("preset", ["paper", "studio", "small"])
def test_ten_seconds_from_cached_timing(benchmark: BenchmarkFixture, preset: str, half: bool) -> None:
    """A reference encoded, the mel drawn, the wave made."""
    config = PRESETS[preset]
    net, vocoder = VarietySound(config).eval(), Vocoder(VOCODER_PRESETS[preset]).eval()
    reference, background = torch.randn(1, config.bands, _REFERENCE), torch.randn(1, config.bands, _COLUMNS)
    template = torch.randn(1, config.bands, _COLUMNS) if config.decoder.template != "none" else None
    with torch.inference_mode():
        timing = net.encode_events(torch.rand(1, 2, _COLUMNS))

        def render() -> Tensor:
            with torch.autocast("cpu", torch.bfloat16, enabled=half):
                wave: Tensor = vocoder(
                    net.decode(timing, net.encode_reference(reference), background, template).float()
                )
            return wave

        wave = benchmark.pedantic(render, rounds=9, warmup_rounds=2)
    assert wave.shape == (1, _COLUMNS * vocoder.config.hop)


@pytest.mark.parametrize("preset", ["paper", "studio", "small", "tiny"])
def test_training_step(benchmark: BenchmarkFixture, preset: str) -> None:
    """Loss, gradient, one step of the optimiser; for the paper's regime its critics' step too."""
    task: Any = _paper_task() if preset == "paper" else _transfer_task(preset)
    _time_steps(benchmark, task)


@pytest.mark.parametrize("preset", ["studio", "small"])
def test_vocoder_training_step(benchmark: BenchmarkFixture, preset: str) -> None:
    """The same of the vocoder on 8 x 0.74 s."""
    waves = [(torch.randn(60_000) * 0.1).numpy() for _ in range(4)]
    _time_steps(benchmark, VocoderTask(VOCODER_PRESETS[preset], STUDIO, waves, waves, _CPU, _BATCH, 0))


def _time_steps(benchmark: BenchmarkFixture, task: Any) -> None:
    optimiser = torch.optim.AdamW(task.net.parameters(), lr=1e-4)
    critics = torch.optim.AdamW(task.critic.parameters(), lr=1e-4) if hasattr(task, "critic") else None
    task.net.train()

    def descend(loss: Tensor, descending: torch.optim.Optimizer) -> None:
        descending.zero_grad(set_to_none=True)
        loss.backward()
        descending.step()

    def step() -> None:
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16_pays(_CPU)):
            loss, _ = task.loss(0, torch.Generator().manual_seed(0))
        descend(loss, optimiser)
        if critics is not None:
            with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16_pays(_CPU)):
                loss, _ = task.critic_loss(0, torch.Generator().manual_seed(0))
            descend(loss, critics)

    benchmark.pedantic(step, rounds=3, warmup_rounds=1)


class _Random:
    """Stands in for examples on disk."""

    def __init__(self, rows: dict[str, Tensor], mel: Any) -> None:
        self._rows, self.mel, self.index = rows, mel, self
        self.feature_dim = 0

    def __len__(self) -> int:
        return _BATCH

    def batch(self, _step: int, _size: int, _seed: int) -> dict[str, Tensor]:
        return self._rows


def _transfer_task(preset: str) -> TransferTask:
    columns, bands = 4 * _FRAMES, PRESETS[preset].bands
    shapes = {"target": columns, "second": columns, "draft": columns, "background": 64, "reference": _REFERENCE}
    rows = {name: torch.randn(_BATCH, bands, length) for name, length in {**shapes, "hit": 128}.items()}
    rows |= {"texture": torch.randn(_BATCH, bands), "raster": (torch.rand(_BATCH, 2, columns) > 0.97).float()}
    examples: Any = _Random(rows, STUDIO)
    return TransferTask(PRESETS[preset], examples, examples, _CPU, _BATCH, 0)


def _paper_task() -> ReconstructionTask:
    columns = 4 * _FRAMES
    rows = {"mel": torch.rand(_BATCH, 80, columns), "raster": (torch.rand(_BATCH, 2, columns) > 0.97).float()}
    windows: Any = _Random(rows, PAPER)
    losses = ReconstructionConfig(timing="events")
    return ReconstructionTask(PRESETS["paper"], losses, windows, windows, _CPU, _BATCH, 0)
