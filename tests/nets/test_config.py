from dataclasses import replace

import msgspec
import pytest

from foleystudio.nets.config import (
    HEARING_PRESETS,
    PAPER_PRESETS,
    PRESETS,
    TIMING_PRESETS,
    VOCODER_PRESETS,
    AcousticConfig,
    DecoderConfig,
    VarietySoundConfig,
)


def test_paper_preset_has_the_published_figures() -> None:
    paper = PRESETS["paper"]
    assert (paper.temporal.convs, paper.temporal.filters, paper.temporal.kernel) == (8, 512, 5)
    assert (paper.temporal.feature_dim, paper.temporal.lstm_hidden, paper.temporal.code_dim) == (2048, 256, 8)
    assert (paper.acoustic.units, paper.acoustic.filters, paper.acoustic.input_kernels) == (5, 512, (5, 7))
    assert (paper.acoustic.output_kernel, paper.acoustic.skip_kernel) == (3, 5)
    assert (paper.acoustic.norm_groups, paper.acoustic.norm_affine, paper.acoustic.with_level) == (16, False, False)
    assert (paper.acoustic.lstm_layers, paper.acoustic.lstm_hidden) == (2, 256)
    assert (paper.background.lstm_layers, paper.background.lstm_hidden) == (2, 128)
    decoder = paper.decoder
    assert (decoder.filters, decoder.kernel, decoder.upsamplings) == (1024, 4, 2)
    assert (decoder.blocks, decoder.hidden, decoder.heads, decoder.block_kernel) == (4, 512, 2, 9)
    assert (decoder.block_second_kernel, decoder.block_filters, decoder.dropout) == (1, 512, 0.1)
    assert (decoder.block_kind, decoder.template) == ("transformer", "none")
    assert (paper.bands, paper.background.kind, decoder.conditioning) == (80, "masked", "concat")


def test_paper_critics_have_the_published_figures() -> None:
    critics = PRESETS["paper"].discriminators
    assert (critics.align_convs, critics.align_kernel, critics.align_filters) == (4, 4, 512)
    assert critics.align_upsample_filters == 1024
    assert (critics.windows, critics.window_convs, critics.window_filters) == ((32, 64, 128), 4, 128)


def test_random_resampling_is_speechsplit_s() -> None:
    found = PRESETS["paper"].resampling
    assert (found.min_segment, found.max_segment, found.min_factor, found.max_factor) == (19, 31, 0.5, 1.5)


def test_narrower_paper_nets_differ_in_widths_alone() -> None:
    paper = PAPER_PRESETS["paper"]
    assert paper is PRESETS["paper"]
    for name in ("small", "tiny"):
        narrow = PAPER_PRESETS[name]
        assert narrow.acoustic == replace(
            paper.acoustic, filters=narrow.acoustic.filters, lstm_hidden=narrow.acoustic.lstm_hidden
        )
        widths = {key: getattr(narrow.decoder, key) for key in ("filters", "hidden", "block_filters")}
        assert narrow.decoder == replace(paper.decoder, **widths)
        assert narrow.background == replace(paper.background, lstm_hidden=narrow.background.lstm_hidden)


def test_a_field_that_a_saved_net_lacks_leaves_it_as_it_was() -> None:
    assert AcousticConfig().norm_affine
    assert DecoderConfig().block_second_kernel == DecoderConfig().block_kernel == 9
    assert all(PRESETS[name].acoustic.norm_affine for name in ("studio", "small", "tiny"))


def test_every_preset_has_a_vocoder_for_its_mel() -> None:
    assert PRESETS.keys() == VOCODER_PRESETS.keys()
    assert all(PRESETS[name].bands == VOCODER_PRESETS[name].bands for name in PRESETS)


def test_every_preset_is_within_the_ranges_of_its_types() -> None:
    for presets in (PRESETS, PAPER_PRESETS, VOCODER_PRESETS, TIMING_PRESETS, HEARING_PRESETS):
        for preset in presets.values():
            assert msgspec.convert(msgspec.to_builtins(preset), type(preset)) == preset


@pytest.mark.parametrize(
    ("part", "figures"),
    [
        ("temporal", {"kernel": 4}), ("temporal", {"lstm_layers": 0}), ("temporal", {"convs": -1}),
        ("events", {"filters": 1 << 40}), ("resampling", {"min_segment": 40}), ("acoustic", {"norm_groups": 7}),
        ("acoustic", {"input_kernels": [5, 6]}), ("background", {"quantile": 1.5}), ("decoder", {"heads": 3}),
        ("decoder", {"upsamplings": 3}), ("decoder", {"kernel": 5}), ("decoder", {"dropout": 1.0}),
    ],
    ids=str,
)  # fmt: skip
def test_figures_that_make_no_net_are_refused(part: str, figures: dict[str, object]) -> None:
    saved = msgspec.to_builtins(PRESETS["tiny"])
    saved[part].update(figures)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(saved, VarietySoundConfig)
