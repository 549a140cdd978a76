from dataclasses import replace

import pytest
import torch

from foleystudio.engine.models.model_files import read_net
from foleystudio.nets.config import PAPER_PRESETS, PRESETS, VarietySoundConfig
from foleystudio.nets.varietysound.model import VarietySound, morph
from foleystudio.paths import models_dir
from tests.nets.counting import parameters


def _net() -> VarietySound:
    torch.manual_seed(0)
    net = VarietySound(PRESETS["tiny"])
    torch.nn.init.normal_(net.mel_decoder.to_mel.weight, std=0.1)  # away from the bare template
    return net


def _inputs(frames: int = 12) -> tuple[torch.Tensor, ...]:
    config = PRESETS["tiny"]
    return (
        torch.randn(2, frames, config.temporal.feature_dim),
        torch.randn(2, config.bands, 50),
        torch.rand(2, config.bands, 4 * frames),
        torch.randn(2, config.bands, 4 * frames),
    )


def test_whole_path_equals_the_half_paths() -> None:
    net = _net().eval()
    features, reference, background, template = _inputs()
    whole = net(features, reference, background, template)
    halves = net.decode(net.encode_picture(features), net.encode_reference(reference), background, template)
    assert whole.shape == (2, 128, 48)
    assert torch.equal(whole, halves)


_NARROW = {
    "studio": PRESETS["tiny"],
    "four blocks": replace(PRESETS["tiny"], decoder=replace(PRESETS["tiny"].decoder, blocks=4)),
    "placed template": replace(PRESETS["tiny"], decoder=replace(PRESETS["tiny"].decoder, template="placed")),
    "no template": replace(PRESETS["tiny"], decoder=replace(PRESETS["tiny"].decoder, template="none")),
    "paper": PAPER_PRESETS["tiny"],
}


@pytest.mark.parametrize("regime", _NARROW)
def test_gradients_reach_every_parameter(regime: str) -> None:
    torch.manual_seed(0)
    config = _NARROW[regime]
    net = VarietySound(config).train()
    torch.nn.init.normal_(net.mel_decoder.to_mel.weight, std=0.1)
    frames, bands = 12, config.bands
    features = torch.randn(2, frames, config.temporal.feature_dim)
    reference, background = torch.randn(2, bands, 50), torch.rand(2, bands, 4 * frames)
    template = None if config.decoder.template == "none" else torch.randn(2, bands, 4 * frames)
    mel = net(features, reference, background, template)
    code = net.encode_events(torch.rand(2, 2, 4 * frames))
    by_events = net.decode(code, net.encode_reference(reference), background, template)
    events = net.predict_events(net.encode_picture(features))
    (mel.square().mean() + by_events.square().mean() + events.square().mean()).backward()
    without = [name for name, p in net.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    # A bias that a norm subtracts again, and what a unit hands on that no further unit reads, may stay at rest.
    assert all("input_gate" in name and name.endswith("bias") for name in without)


def test_paper_is_its_parts_and_nothing_more() -> None:
    net = VarietySound(PRESETS["paper"])
    published = {  # each is summed up from its layers in its own test
        "temporal_encoder": 17_588_232,
        "acoustic_encoder": 24_674_304,
        "background_encoder": 239_616,
        "mel_decoder": 21_069_392,
    }
    beside = {"event_encoder": 170_376, "event_head": 170_376}
    assert {name: parameters(part) for name, part in net.named_children()} == {**published, **beside}
    assert parameters(net) == sum(published.values()) + sum(beside.values())


def _wavy(*shape: int) -> torch.Tensor:
    """Numbers that are the same everywhere, without a generator: [-1, 1]."""
    count = torch.arange(float(torch.Size(shape).numel()), dtype=torch.float64)
    return torch.sin(0.37 * count + 0.011 * count.square() % 6.283).float().view(shape)


# Of the weights as shipped (new weights bring new values), from before nets could have a plain instance norm.
_SHIPPED = {
    7: [-6.0957, -5.1682, -8.6462, -5.4917, -6.2495, -8.8901, -5.1744, -7.3469, -6.2483, -5.3318, -4.5957, -4.9542],
    200: [-6.0003, -4.8638, -8.1021, -5.3956, -5.9635, -8.0904, -5.0885, -7.1489, -5.9687, -5.1693, -4.3709, -4.5741],
}


@pytest.mark.parametrize("columns", [7, 200])
def test_the_shipped_net_answers_as_it_did(columns: int) -> None:
    net = read_net(models_dir() / "varietysound", VarietySoundConfig, VarietySound)
    assert net.config.acoustic.norm_affine
    reference, background, draft = (2 * _wavy(1, 128, n) - 6 for n in (columns, 50, 48))
    with torch.inference_mode():
        mel = net(_wavy(1, 12, 1568).abs(), reference, background, draft)
    found = mel[0, ::40, ::16].flatten().tolist()
    assert found == pytest.approx(_SHIPPED[columns], abs=2e-4)


def test_morph_runs_from_one_reference_to_the_other() -> None:
    one, other = torch.randn(1, 4), torch.randn(1, 4)
    assert torch.equal(morph(one, other, 0.0), one)
    assert torch.allclose(morph(one, other, 1.0), other)


def test_one_thread_gives_what_two_give() -> None:
    before = torch.get_num_threads()
    sums = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            net = _net().eval()
            torch.manual_seed(1)
            with torch.no_grad():
                sums.append(net(*_inputs()))
    finally:
        torch.set_num_threads(before)
    one, two = sums
    assert torch.allclose(one, two, atol=1e-4)


def test_empty_references_and_backgrounds_are_refused_in_words() -> None:
    config = PRESETS["tiny"]
    net = VarietySound(config).eval()
    with pytest.raises(ValueError, match="a reference has at least one column"):
        net.encode_reference(torch.zeros(1, config.bands, 0))
    with pytest.raises(ValueError, match="a background has at least one column"):
        net.decode(torch.zeros(1, 4, 8), torch.zeros(1, 128), torch.zeros(1, config.bands, 0))
