"""The paper's regime: a clip's mel rebuilt from its own parts, judged by two critics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from foleystudio.nets.config import COLUMNS_PER_FRAME, VarietySoundConfig
from foleystudio.nets.event_coding import RASTER_CHANNELS
from foleystudio.nets.varietysound.discriminators import MultiWindowMelDiscriminator, TemporalAlignmentDiscriminator
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.training.data.window_files import Rows, Windows
from foleystudio.training.tasks.base import Figures
from foleystudio.training.tasks.baselines.windows_at import WindowsAt

TimingSource = Literal["picture", "events", "either"]
EncoderPart = Literal["temporal", "timbre", "background"]
Removal = Literal["zeros", "noise", "other"]

PARTS: tuple[EncoderPart, ...] = ("temporal", "timbre", "background")
REMOVALS: tuple[Removal, ...] = ("zeros", "noise", "other")
"""What an encoder is fed when it is removed: silence or stillness, noise of the same mean and spread, or what belongs
to another clip."""


@dataclass(frozen=True)
class ReconstructionConfig:
    """The losses of the paper's regime.

    Parameters
    ----------
    mel_weight, adversarial_weight
        lambda_m, and lambda_a of every critic's term.
    mel_critic, alignment_critic
        Whether the multi-window mel discriminator and the temporal alignment discriminator judge.
    timing
        Where timing comes from: the picture as published, the events, or either by chance for every example,
        so that both drive one decoder.
    event_weight
        Of the event head, which learns to read events back from the temporal code without changing it.
    """

    mel_weight: float = 1e5
    adversarial_weight: float = 1.0
    mel_critic: bool = True
    alignment_critic: bool = True
    timing: TimingSource = "picture"
    event_weight: float = 1e3


class MelCritics(nn.Module):
    """The critics of the paper's regime that are switched on."""

    def __init__(self, config: VarietySoundConfig, losses: ReconstructionConfig, timing_dim: int) -> None:
        super().__init__()
        critics = config.discriminators
        self.mel = MultiWindowMelDiscriminator(critics) if losses.mel_critic else None
        self.alignment = (
            TemporalAlignmentDiscriminator(timing_dim, config.bands, critics) if losses.alignment_critic else None
        )

    def forward(self, timing: Tensor, mels: Sequence[Tensor], generator: torch.Generator) -> list[list[Tensor]]:
        """What happens when [B, T, D], mels [B, F, 4 T] of one shape -> for each mel, all scores."""
        scores: list[list[Tensor]] = [[] for _ in mels]
        if self.mel is not None:
            for found, windows in zip(scores, self.mel(*mels, generator=generator), strict=True):
                found += windows
        if self.alignment is not None:
            for found, mel in zip(scores, mels, strict=True):
                found.append(self.alignment(timing, mel))
        return scores


class ReconstructionTask:
    """Self-reconstruction: timing, timbre and background all come from the clip whose mel must be rebuilt.

    Source: VarietySound, sections 2.1-2.5. The timbre's input is the clip's own mel with its time destroyed by
    random resampling, the background's is the same mel with its loud half masked; both happen in the encoders.

    Departures
    ----------
    1. The distance of mels is the mean absolute error and the adversarial loss is by least squares: the paper
       names neither.
    2. Events may give the timing instead of the picture; then the alignment critic is shown the events.
    3. An event head learns beside, on the temporal code without its gradient.
    4. Each critic's term has lambda_a in full, those of the mel discriminator's windows one by one: the paper has one
       lambda_a for all of them and does not say whether windows are summed or averaged.
    5. The paper gives no optimiser. Net and critics have AdamW (decay 0.01) with a warm-up and a cosine, and the
       average of the net's weights is what is measured and kept (see `TrainerConfig`); `paper_training` clips no
       gradient.

    Parameters
    ----------
    config
        The net.
    losses
        What it is trained by.
    train, held_out
        Windows to learn from, and those of clips seen nowhere else.
    device
        Where it runs.
    batch
        Windows a step.
    seed
        Draws the batches.
    """

    def __init__(
        self,
        config: VarietySoundConfig,
        losses: ReconstructionConfig,
        train: Windows,
        held_out: Windows,
        device: torch.device,
        batch: int,
        seed: int,
    ) -> None:
        self.net: nn.Module = VarietySound(config).to(device)
        self._losses, self._windows = losses, WindowsAt(train, held_out, device, batch, seed)
        timing_dim = RASTER_CHANNELS * COLUMNS_PER_FRAME if losses.timing == "events" else train.index.feature_dim
        self.critic: nn.Module = MelCritics(config, losses, timing_dim).to(device)
        self._seen: tuple[Tensor, Tensor, Tensor] | None = None

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        """The mel's distance, what the critics say of it, and the event head's error."""
        batch = self._windows.batch(step)
        net = _varietysound(self.net)
        temporal = self._temporal(net, batch, generator)
        rebuilt = self._decode(net, temporal, batch, generator).float()
        distance = (rebuilt - batch["mel"]).abs().mean()
        loss = self._losses.mel_weight * distance
        figures = {"l1": float(distance.detach())}
        timing = self._shown_timing(batch)
        scores = self.critic(timing, [rebuilt], generator)[0]
        if scores:
            fooled = torch.stack([(score.float() - 1).square().mean() for score in scores]).sum()
            loss = loss + self._losses.adversarial_weight * fooled
            figures["adversarial"] = float(fooled.detach())
        self._seen = (timing, batch["mel"], rebuilt.detach())
        events = _event_error(net, temporal.detach(), batch["raster"])
        figures["events"] = float(events.detach())
        return loss + self._losses.event_weight * events, figures

    def critic_loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:  # noqa: ARG002 - the batch is that of ``loss``
        """Least squares, summed over the critics: real mels are to score 1, rebuilt ones 0."""
        if self._seen is None:
            raise RuntimeError("the critics judge what the last loss rebuilt, and there was none")
        timing, real, rebuilt = self._seen
        of_real, of_rebuilt = self.critic(timing, [real, rebuilt], generator)
        if not of_real:
            return real.new_zeros(()), {}
        gaps = [(score.float() - 1).square().mean() for score in of_real]
        gaps += [score.float().square().mean() for score in of_rebuilt]
        apart = [(a.float() - b.float()).mean() for a, b in zip(of_real, of_rebuilt, strict=True)]
        told_apart = torch.stack(apart).mean()
        return torch.stack(gaps).sum(), {"critic_margin": float(told_apart.detach())}

    @property
    def about(self) -> dict[str, str]:
        """What who uses the net has to know of its data."""
        return self._windows.about

    def measure(self, net: nn.Module) -> Figures:
        """Mean absolute error and mel-cepstral distortion of unseen clips, whole and with each encoder removed."""
        varietysound = _varietysound(net)
        return self._windows.means(lambda batch: self._measure_batch(varietysound, batch))

    def pictures(self, net: nn.Module) -> dict[str, Tensor]:
        """An unseen clip's mel, its rebuilt self, and that with each encoder removed."""
        batch = self._windows.unseen([0])
        varietysound = _varietysound(net)
        rebuilt = {f"without {part}": self.rebuild(varietysound, batch, (part, "zeros"))[0] for part in PARTS}
        return {"target": batch["mel"][0], "rebuilt": self.rebuild(varietysound, batch)[0], **rebuilt}

    def rebuild(self, net: VarietySound, batch: Rows, removed: tuple[EncoderPart, Removal] | None = None) -> Tensor:
        """A batch's mels [B, F, M] from their own parts, one of whose encoders is fed something else."""
        silence = self._windows.train.mel.silence
        heard = dict.fromkeys(PARTS[1:], batch["mel"])
        if removed is not None:
            part, how = removed
            if part == "temporal":
                batch = {**batch, **{key: _instead_of(batch[key], how, 0.0) for key in batch.keys() - {"mel"}}}
            else:
                heard[part] = _instead_of(heard[part], how, silence)
        temporal = self._temporal(net, batch, None)
        return net.decode(temporal, net.encode_reference(heard["timbre"]), heard["background"]).float()

    def _measure_batch(self, net: VarietySound, batch: Rows) -> Figures:
        target, mcd = batch["mel"], self._windows.mcd
        whole = self.rebuild(net, batch)
        figures = {"l1": float((whole - target).abs().mean()), "mcd": mcd(target, whole)}
        for part in PARTS:
            for how in REMOVALS:
                without = self.rebuild(net, batch, (part, how))
                figures[f"mcd_without_{part}_{how}"] = mcd(target, without)
        silence = torch.full_like(target, self._windows.train.mel.silence)
        return {**figures, "mcd_silence": mcd(target, silence)}

    def _decode(self, net: VarietySound, temporal: Tensor, batch: Rows, generator: torch.Generator) -> Tensor:
        timbre = net.encode_reference(batch["mel"], generator)
        return net.decode(temporal, timbre, batch["mel"])

    def _temporal(self, net: VarietySound, batch: Rows, generator: torch.Generator | None) -> Tensor:
        """Temporal code from what gives the timing; without a generator, from the picture where it may."""
        source = self._losses.timing
        if source == "events":
            return net.encode_events(batch["raster"])
        picture = net.encode_picture(batch["features"])
        if source == "picture" or generator is None:
            return picture
        drawn = torch.rand(len(picture), generator=generator, device=generator.device).to(picture.device)
        return torch.where(drawn[:, None, None] < 0.5, picture, net.encode_events(batch["raster"]))

    def _shown_timing(self, batch: Rows) -> Tensor:
        """What the alignment critic sees beside the mel: [B, T, D]."""
        return folded_raster(batch["raster"]) if self._losses.timing == "events" else batch["features"]


def folded_raster(raster: Tensor) -> Tensor:
    """Event raster [B, 2, 4 T] at frame rate: [B, T, 8]."""
    batch, channels, columns = raster.shape
    folded = raster.reshape(batch, channels, columns // COLUMNS_PER_FRAME, COLUMNS_PER_FRAME)
    return folded.permute(0, 2, 1, 3).reshape(batch, -1, channels * COLUMNS_PER_FRAME)


def _varietysound(net: nn.Module) -> VarietySound:
    if not isinstance(net, VarietySound):
        raise TypeError(f"a clip is rebuilt by VarietySound, not by {type(net).__name__}")
    return net


def _event_error(net: VarietySound, temporal: Tensor, raster: Tensor) -> Tensor:
    # Onsets are rare: weighted, or saying that there are none would be nearly right.
    weight = raster.new_tensor([10.0, 1.0])[:, None]
    logits = net.predict_events(temporal).float()
    return nn.functional.binary_cross_entropy_with_logits(logits, raster.clamp(0, 1), pos_weight=weight)


def _instead_of(given: Tensor, how: Removal, nothing: float) -> Tensor:
    if how == "zeros":
        return torch.full_like(given, nothing)
    if how == "other":
        return given.roll(1, 0)
    generator = torch.Generator().manual_seed(0)
    noise = given.mean() + torch.randn(given.shape, generator=generator).to(given) * given.std()
    return noise.clamp(min=nothing) if float(given.min()) >= nothing else noise
