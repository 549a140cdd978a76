from dataclasses import replace

import msgspec
import pytest

from foleystudio.nets.config import ResamplingConfig
from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS, EncoderConfig, SpeechSplitConfig


def test_paper_preset_has_the_published_figures() -> None:
    paper = SPEECHSPLIT_PRESETS["paper"]
    assert paper.content == EncoderConfig(filters=512, convs=3, hidden=8, layers=2)
    assert paper.pitch == EncoderConfig(filters=256, convs=3, hidden=32, layers=1)
    assert paper.rhythm == EncoderConfig(filters=128, convs=1, hidden=1, layers=1)
    assert (paper.bands, paper.pitch_bins, paper.kernel, paper.group, paper.step) == (80, 257, 5, 16, 8)
    assert (paper.decoder_hidden, paper.decoder_layers, paper.timbre_dim) == (512, 3, 82)
    assert paper.resampling == ResamplingConfig(19, 31, 0.5, 1.5, shuffle=False)


def test_narrower_nets_have_the_same_bottlenecks() -> None:
    for preset in SPEECHSPLIT_PRESETS.values():
        assert (preset.content.hidden, preset.pitch.hidden, preset.rhythm.hidden) == (8, 32, 1)
        assert msgspec.convert(msgspec.to_builtins(preset), SpeechSplitConfig) == preset


def test_figures_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(ValueError, match="group"):
        replace(SPEECHSPLIT_PRESETS["tiny"], group=3)
