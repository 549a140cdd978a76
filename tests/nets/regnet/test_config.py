from dataclasses import replace

import msgspec
import pytest

from foleystudio.nets.regnet.config import REGNET_PRESETS, RegnetConfig


def test_paper_preset_has_the_published_figures() -> None:
    paper = REGNET_PRESETS["paper"]
    assert (paper.feature_dim, paper.filters, paper.kernel, paper.convs, paper.dropout) == (2048, 2048, 5, 3, 0.5)
    assert (paper.lstm_hidden, paper.lstm_layers, paper.noise_dim) == (512, 2, 512)
    assert (paper.regulariser_dim, paper.regulariser_layers) == (32, 2)
    assert (paper.decoder_filters, paper.postnet_filters, paper.postnet_convs, paper.bands) == (512, 512, 5, 80)
    assert (paper.critic_joined, paper.critic_upsample_filters, paper.critic_filters) == (64, 1024, (256, 512, 1024))


def test_narrower_nets_differ_in_widths_alone() -> None:
    paper = REGNET_PRESETS["paper"]
    for name in ("small", "tiny"):
        narrow = REGNET_PRESETS[name]
        same = ("kernel", "convs", "lstm_layers", "dropout", "regulariser_dim", "regulariser_layers", "postnet_convs")
        assert all(getattr(narrow, key) == getattr(paper, key) for key in same)
        assert narrow.filters < paper.filters


def test_every_preset_is_within_the_ranges_of_its_types() -> None:
    for preset in REGNET_PRESETS.values():
        assert msgspec.convert(msgspec.to_builtins(preset), RegnetConfig) == preset


def test_an_even_kernel_is_refused() -> None:
    with pytest.raises(ValueError, match="even"):
        replace(REGNET_PRESETS["tiny"], kernel=4)
