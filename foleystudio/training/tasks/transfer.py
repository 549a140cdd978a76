"""The transfer task: rebuild a performance from its events and a sibling's timbre; measured on unseen objects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.nets.config import COLUMNS_PER_FRAME, TemplateKind, VarietySoundConfig
from foleystudio.nets.varietysound.background import static_spectrum
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.nets.varietysound.template import place_template
from foleystudio.training.tasks.base import Examples
from foleystudio.training.tasks.timing import timing_losses

INAUDIBLE = 2.3
"""Log-mel values that are less than this above silence (20 dB; 60 dB below a full hit) are taken for it."""

_SMALL_ERROR = 0.15  # added to the error that a scene's weight is divided by: easy scenes do not drown the others
_OVER_TIME = frozenset({"target", "second", "draft", "raster"})

_LEVEL_PER_DECADE = 2.302585092994046
"""A natural log mel rises by ln 10 when the amplitude grows tenfold."""

_FROM_PICTURE = 0.5
"""Share of samples whose timing comes from the picture, where there is one; the others' comes from the events."""
_HEAD_WEIGHT = 0.5  # of the heads' losses, beside 1 for the mel


def template_of(batch: dict[str, Tensor], mel: MelConfig) -> Tensor:
    """The bare template of a batch [B, F, M], on the background's own spectrum: the floor that every net must beat."""
    placed = place_template(batch["hit"], batch["raster"], mel.silence, _LEVEL_PER_DECADE, batch["texture"])
    return on_background(placed, batch)


def on_background(template: Tensor, batch: dict[str, Tensor]) -> Tensor:
    """A template [B, F, M] laid on the background's own spectrum."""
    return template.maximum(static_spectrum(batch["background"], 0.5)[:, :, None])


class TransferTask:
    """Trains the event path, the acoustic and background encoders and the decoder on made performances.

    Where examples have picture features, the timing source of every sample is drawn: its events, or its picture. The
    event head then learns to read events off both codes.

    Parameters
    ----------
    config
        The net.
    train, held_out
        Examples to learn from, and examples of objects seen nowhere else.
    device
        Where it runs.
    batch
        Examples a step.
    seed
        Draws the batches.
    crop_frames
        Feature frames of a scene that a step sees; None for all.
    """

    def __init__(
        self,
        config: VarietySoundConfig,
        train: Examples,
        held_out: Examples,
        device: torch.device,
        batch: int,
        seed: int,
        crop_frames: int | None = None,
    ) -> None:
        self.net: nn.Module = VarietySound(config).to(device)
        self._train, self._held_out, self._device = train, held_out, device
        self._batch, self._seed, self._crop_frames = batch, seed, crop_frames

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        """Mean absolute log-mel error, and the error of the events' own columns."""
        batch = self._cropped(self._to_device(self._train.batch(step, self._batch, self._seed)), step)
        net = _checked(self.net)
        timing, heads, figures = net.encode_events(batch["raster"]), torch.zeros((), device=self._device), {}
        if "features" in batch:
            picture = net.encode_picture(batch["features"])
            heads = sum((self._head_loss(net, code, batch) for code in (timing, picture)), heads) / 2
            from_picture = torch.rand(len(timing), generator=generator, device=self._device) < _FROM_PICTURE
            timing = torch.where(from_picture[:, None, None], picture, timing)
            figures = {"head": float(heads.detach())}
        rebuilt = self._rebuild(net, batch, generator, timing)
        error = self._error(rebuilt, batch["target"])
        attacks = _around_onsets(batch["raster"])
        # Attacks are a few columns among hundreds, and the ear judges by them.
        attack = (error * attacks).sum((1, 2)) / (attacks.sum((1, 2)) * error.shape[1]).clamp(min=1)
        # A few scenes have most of the error: each counts by how much better it could be made.
        weight = 1 / (self._error(on_background(batch["draft"], batch), batch["target"]).mean((1, 2)) + _SMALL_ERROR)
        loss = ((error.mean((1, 2)) + 0.3 * attack) * weight).mean()
        return loss + _HEAD_WEIGHT * heads, {"l1": float(error.detach().mean()), **figures}

    def _head_loss(self, net: VarietySound, code: Tensor, batch: dict[str, Tensor]) -> Tensor:
        """Of the events that the head reads off a temporal code, as the timing net's are."""
        nothing = torch.zeros_like(batch["raster"][:, 0])
        onset, level = timing_losses(net.predict_events(code), batch["raster"], nothing)
        return onset + level

    def measure(self, net: nn.Module) -> dict[str, float]:
        """Log-mel L1 on unseen objects: the net's, its floors' (template, draft, silence), its ceiling's (second).

        Where examples have pictures also the net's with the timing read from them, and its event head's loss.
        """
        totals: dict[str, float] = {}
        size = 32
        for start in range(0, len(self._held_out), size):
            rows = range(start, min(start + size, len(self._held_out)))
            for key, value in self._measure_batch(net, rows).items():
                totals[key] = totals.get(key, 0.0) + value * len(rows)
        return {key: round(value / len(self._held_out), 4) for key, value in totals.items()}

    def _measure_batch(self, net: nn.Module, rows: Sequence[int]) -> dict[str, float]:
        batch = self._to_device(self._held_out.take(rows))
        net = _checked(net)
        target, silence = batch["target"], self._held_out.mel.silence
        figures, rivals = {}, {"net": self._rebuild(net, batch, None, net.encode_events(batch["raster"]))}
        if "features" in batch:
            code = net.encode_picture(batch["features"])
            rivals["picture"] = self._rebuild(net, batch, None, code)
            figures["head"] = float(self._head_loss(net, code, batch))
        rivals |= {
            "template": template_of(batch, self._held_out.mel),
            "draft": on_background(batch["draft"], batch),
            "second": batch["second"],
            "silence": torch.full_like(target, silence),
        }
        return figures | {key: float(self._error(mel, target).mean()) for key, mel in rivals.items()}

    def _error(self, mel: Tensor, target: Tensor) -> Tensor:
        """Absolute log-mel error [B, F, M]; what is too quiet to be heard is alike."""
        floor = self._train.mel.silence + INAUDIBLE
        return (mel.float().clamp(min=floor) - target.clamp(min=floor)).abs()

    def _rebuild(
        self, net: VarietySound, batch: dict[str, Tensor], generator: torch.Generator | None, timing: Tensor
    ) -> Tensor:
        template = self._template(net.config.decoder.template, batch)
        timbre = net.encode_reference(batch["reference"], generator)
        return net.decode(timing, timbre, batch["background"], template)

    def _template(self, kind: TemplateKind, batch: dict[str, Tensor]) -> Tensor | None:
        if kind == "none":
            return None
        return template_of(batch, self._train.mel) if kind == "placed" else on_background(batch["draft"], batch)

    def _cropped(self, batch: dict[str, Tensor], step: int) -> dict[str, Tensor]:
        """A stretch of every scene: many short examples teach more than a few long ones."""
        frames = batch["raster"].shape[2] // COLUMNS_PER_FRAME
        if self._crop_frames is None or self._crop_frames >= frames:
            return batch
        rng = np.random.default_rng((self._seed, step, 1))
        first = int(rng.integers(0, frames - self._crop_frames + 1))
        columns = slice(first * COLUMNS_PER_FRAME, (first + self._crop_frames) * COLUMNS_PER_FRAME)
        cut = {key: value[:, :, columns] for key, value in batch.items() if key in _OVER_TIME}
        if "features" in batch:
            cut["features"] = batch["features"][:, first : first + self._crop_frames]
        return {**batch, **cut}

    def _to_device(self, batch: dict[str, Tensor]) -> dict[str, Tensor]:
        return {key: tensor.to(self._device, non_blocking=True) for key, tensor in batch.items()}


def _checked(net: nn.Module) -> VarietySound:
    if not isinstance(net, VarietySound):
        raise TypeError(f"a transfer is rebuilt by VarietySound, not by {type(net).__name__}")
    return net


def _around_onsets(raster: Tensor) -> Tensor:
    """1 on the columns from each onset to 3 after it: [B, 1, M]."""
    onsets = (raster[:, :1] > 0).float()
    padded = nn.functional.pad(onsets, (3, 0))
    return nn.functional.max_pool1d(padded, 4, stride=1)
