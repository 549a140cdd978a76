from dataclasses import replace

import pytest
import torch

from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS
from foleystudio.nets.speechsplit.model import CODES, SpeechSplit
from tests.nets.counting import parameters


def _net() -> SpeechSplit:
    torch.manual_seed(0)
    return SpeechSplit(SPEECHSPLIT_PRESETS["tiny"]).eval()


@pytest.mark.parametrize("columns", [1, 7, 8, 61])
def test_any_length_in_is_the_length_out(columns: int) -> None:
    mel = _net()(torch.rand(2, 80, columns), torch.zeros(2, columns), torch.rand(2, 80, 13))
    assert mel.shape == (2, 80, columns)


@pytest.mark.parametrize("part", [*CODES, "timbre"])
def test_every_part_has_a_say(part: str) -> None:
    net, mel, pitch = _net(), torch.rand(1, 80, 40), torch.rand(1, 40)
    codes, timbre = net.encode(mel, pitch), net.timbre(torch.rand(1, 80, 20))
    whole = net.decode(codes, timbre)
    if part == "timbre":
        without = net.decode(codes, torch.zeros_like(timbre))
    else:
        without = net.decode({**codes, part: torch.zeros_like(codes[part])}, timbre)
    assert not torch.equal(whole, without)


def test_pitch_is_read_from_the_contour_and_rhythm_is_not_resampled() -> None:
    net, mel = _net().train(), torch.rand(1, 80, 128)
    low, high = torch.full((1, 128), 0.1), torch.full((1, 128), 0.9)

    def codes(pitch: torch.Tensor, seed: int) -> dict[str, torch.Tensor]:
        return net.encode(mel, pitch, torch.Generator().manual_seed(seed))

    a, b, again = codes(low, 0), codes(high, 0), codes(low, 1)
    assert torch.equal(a["content"], b["content"])
    assert not torch.equal(a["pitch"], b["pitch"])
    assert torch.equal(a["rhythm"], again["rhythm"])
    assert not torch.equal(a["content"], again["content"])


def _lstm(inputs: int, hidden: int, layers: int) -> int:
    """Weights of a BiLSTM: four gates, two biases each, two directions."""
    widths = [inputs] + [2 * hidden] * (layers - 1)
    return sum(2 * 4 * hidden * (width + hidden + 2) for width in widths)


def test_published_parameter_count() -> None:
    with torch.device("meta"):
        net = SpeechSplit(SPEECHSPLIT_PRESETS["paper"])
    content = 80 * 512 * 5 + 2 * 512 * 512 * 5 + 3 * 3 * 512 + _lstm(512, 8, 2)
    pitch = 257 * 256 * 5 + 2 * 256 * 256 * 5 + 3 * 3 * 256 + _lstm(256, 32, 1)
    rhythm = 80 * 128 * 5 + 3 * 128 + _lstm(128, 1, 1)
    decoder = _lstm(2 * (8 + 32 + 1) + 82, 512, 3) + 1024 * 80 + 80
    # 19 437 800: what the published code builds, whose speakers' labels have no weights of their own.
    assert parameters(net) - parameters(net.timbre) == content + pitch + rhythm + decoder == 19_437_800


def test_a_wider_pitch_or_another_step_still_fits() -> None:
    net = SpeechSplit(replace(SPEECHSPLIT_PRESETS["tiny"], step=4, pitch_bins=33)).eval()
    assert net(torch.rand(1, 80, 10), torch.rand(1, 10), torch.rand(1, 80, 3)).shape == (1, 80, 10)
