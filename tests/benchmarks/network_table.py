"""The ``paper`` preset's layers as they stand, beside the published configuration; sizes of all presets.

``python -m tests.benchmarks.network_table`` prints both tables as Markdown. What stands under "built" is read from the
modules themselves, not from the configuration; receptive fields are measured with gradients.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from foleystudio.nets.config import PRESETS, VOCODER_PRESETS
from foleystudio.nets.varietysound.acoustic import SelfGatedAcousticUnit
from foleystudio.nets.varietysound.decoder import FeedForwardTransformerBlock
from foleystudio.nets.varietysound.discriminators import MultiWindowMelDiscriminator, TemporalAlignmentDiscriminator
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.nets.vocoder.model import Vocoder

FRAMES = 215
COLUMNS = 860
_COUNT = "parameters"


def layers_of(net: nn.Module) -> str:
    """The layers of a module in words: convolutions, LSTMs and norms, equal neighbours counted."""
    found: list[str] = []
    for module in net.modules():
        match module:
            case nn.ConvTranspose1d():
                found.append(f"ConvT1D k{module.kernel_size[0]} s{module.stride[0]} {module.out_channels}")
            case nn.Conv1d():
                stride = f" s{module.stride[0]}" if module.stride[0] > 1 else ""
                found.append(f"Conv1D k{module.kernel_size[0]}{stride} {module.out_channels}")
            case nn.LSTM():
                kind = "BiLSTM" if module.bidirectional else "LSTM"
                found.append(f"{module.num_layers}-layer {kind} {module.hidden_size}")
            case nn.InstanceNorm1d():
                found.append("instance norm")
            case nn.GroupNorm():
                found.append("group norm")
    return ", ".join(_counted(found))


def parameters(net: nn.Module) -> float:
    """Weights of a module, in millions."""
    return sum(p.numel() for p in net.parameters()) / 1e6


def reach(forward: Callable[[Tensor], Tensor], steps: int, channels: int) -> int:
    """How many input steps one output step in the middle depends on.

    Parameters
    ----------
    forward
        ``[1, channels, steps]`` to ``[1, C, T]``.
    """
    x = torch.randn(1, channels, steps, requires_grad=True)
    out = forward(x)
    out[:, :, out.shape[2] // 2].sum().backward()
    assert x.grad is not None
    return int((x.grad.abs().amax(dim=(0, 1)) > 0).sum())


Row = tuple[str, str, str, str, str, float]


def paper_rows() -> list[Row]:
    """Module, published, built, shapes, receptive field, millions of parameters."""
    torch.manual_seed(0)
    net = VarietySound(PRESETS["paper"]).eval()
    features, mel = torch.randn(1, FRAMES, 2048), torch.rand(1, 80, COLUMNS)
    with torch.no_grad():
        code, timbre = net.encode_picture(features), net.encode_reference(mel)
        background = net.background_encoder(mel, FRAMES)
    encoders = _encoder_rows(net, features, mel, code, timbre, background)
    return [*encoders, _decoder_row(net, code, timbre, background), *_critic_rows(net, features, mel)]


def _encoder_rows(
    net: VarietySound, features: Tensor, mel: Tensor, code: Tensor, timbre: Tensor, background: Tensor
) -> list[Row]:
    temporal, acoustic, unit = net.temporal_encoder, net.acoustic_encoder, net.acoustic_encoder.units[0]
    assert isinstance(unit, SelfGatedAcousticUnit)
    return [
        (
            "temporal encoder",
            "8 x Conv1D k5 512; 2-layer BiLSTM 256; output 8",
            f"{layers_of(temporal.convs)}; {layers_of(temporal.lstm)}; linear to {temporal.code.out_features}",
            _shapes(features, code),
            f"convolutions {reach(temporal.convs, FRAMES, 2048)} frames, with the LSTM all",
            parameters(temporal),
        ),
        (
            "self-gated unit (each of 5)",
            "V: Conv1D k5, k7 512, instance norm; W_o: Conv1D k3 512, group norm; W_s: Conv1D k5 512, group norm",
            f"V: {layers_of(unit.input_gate)}; W_o: {layers_of(unit.output_gate)}; W_s: {layers_of(unit.skip_gate)}",
            "2 x [B, C, M] to 2 x [B, 512, M]",
            f"V {reach(unit.input_gate[:2], 64, 80)}, W_o {reach(unit.output_gate[0], 64, 80)}, "
            f"W_s {reach(unit.skip_gate[0], 64, 80)} columns; norms see all",
            parameters(unit),
        ),
        (
            "acoustic encoder",
            "5 units; 2-layer LSTM 256",
            f"{len(acoustic.units)} units; {layers_of(acoustic.lstm)}",
            _shapes(mel, timbre),
            "all columns",
            parameters(acoustic),
        ),
        (
            "background encoder",
            "2-layer LSTM 128 on the energy-masked mel",
            f"{layers_of(net.background_encoder)} on the energy-masked mel",
            _shapes(mel, background),
            "all columns up to a frame's last",
            parameters(net.background_encoder),
        ),
    ]


def _decoder_row(net: VarietySound, code: Tensor, timbre: Tensor, background: Tensor) -> Row:
    decoder = net.mel_decoder
    block = decoder.blocks[0]
    assert isinstance(block, FeedForwardTransformerBlock)
    with torch.no_grad():
        out = decoder(code, timbre, background)
    upsampled = reach(decoder.upsample, FRAMES, code.shape[2] + timbre.shape[1] + background.shape[2])
    return (
        "mel decoder",
        "2 x ConvTranspose1D k4 s2 1024; 4 FFT blocks: hidden 512, 2 heads, Conv1D k9 512",
        f"{layers_of(decoder.upsample)}; {len(decoder.blocks)} FFT blocks: hidden {decoder.project.out_features}, "
        f"{block.heads} heads, {layers_of(block.convs)}",
        f"[{FRAMES}, {code.shape[2]} + {timbre.shape[1]} + {background.shape[2]}] to {list(out.shape[1:])}",
        f"upsampling {upsampled} frames, blocks all",
        parameters(decoder),
    )


def _critic_rows(net: VarietySound, features: Tensor, mel: Tensor) -> list[Row]:
    alignment = TemporalAlignmentDiscriminator(2048, 80, net.config.discriminators)
    windows = MultiWindowMelDiscriminator(net.config.discriminators)
    return [
        (
            "alignment discriminator",
            "2 x ConvTranspose1D k4 s2 1024 on the features, joined with the mel; 4 x Conv1D k4 512",
            f"{layers_of(alignment.upsample)}; {layers_of(alignment.convs)}; head {layers_of(alignment.head)}",
            _shapes(features, alignment(features, mel)),
            f"{reach(alignment.convs, 400, 1104)} columns",
            parameters(alignment),
        ),
        (
            "mel discriminators",
            "several, on random windows of different lengths",
            f"{len(windows.critics)}, windows of {', '.join(map(str, windows.windows))} columns",
            "[B, 80, M] to a score map a window",
            "the window",
            parameters(windows),
        ),
        (
            "event encoder and head",
            "-",
            "not in the paper",
            "[B, 2, 4 T] to [B, T, 8] and back",
            "-",
            parameters(net.event_encoder) + parameters(net.event_head),
        ),
    ]


def preset_rows() -> list[tuple[str, float, float, float]]:
    """Preset, millions of parameters of the net, of its vocoder, and of both when they run from cached timing."""
    rows = []
    for name, config in PRESETS.items():
        net, vocoder = VarietySound(config), parameters(Vocoder(VOCODER_PRESETS[name]))
        running = net.acoustic_encoder, net.background_encoder, net.mel_decoder
        rows.append((name, parameters(net), vocoder, sum(map(parameters, running)) + vocoder))
    return rows


def markdown(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; floats with two decimals."""
    cells = [[f"{cell:.2f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    return "\n".join(["| " + " | ".join(row) + " |" for row in (list(heads), ["---"] * len(heads), *cells)])


def main() -> None:
    """Print both tables."""
    heads = ("module", "published", "built", "shapes", "receptive field", f"{_COUNT} (M)")
    print(markdown(heads, paper_rows()))
    print()
    print(markdown(("preset", f"{_COUNT} (M)", "vocoder (M)", "from cached timing (M)"), preset_rows()))


def _shapes(before: Tensor, after: Tensor) -> str:
    return f"{list(before.shape[1:])} to {list(after.shape[1:])}"


def _counted(found: Sequence[str]) -> list[str]:
    counted: list[tuple[str, int]] = []
    for words in found:
        if counted and counted[-1][0] == words:
            counted[-1] = (words, counted[-1][1] + 1)
        else:
            counted.append((words, 1))
    return [words if count == 1 else f"{count} x {words}" for words, count in counted]


if __name__ == "__main__":
    main()
