from foleystudio.nets.config import PRESETS, VOCODER_PRESETS


def test_paper_preset_has_the_published_figures() -> None:
    paper = PRESETS["paper"]
    assert (paper.temporal.convs, paper.temporal.filters, paper.temporal.kernel) == (8, 512, 5)
    assert (paper.temporal.feature_dim, paper.temporal.lstm_hidden, paper.temporal.code_dim) == (2048, 256, 8)
    assert (paper.acoustic.units, paper.acoustic.filters, paper.acoustic.input_kernels) == (5, 512, (5, 7))
    assert (paper.acoustic.lstm_layers, paper.acoustic.lstm_hidden) == (2, 256)
    assert (paper.background.lstm_layers, paper.background.lstm_hidden) == (2, 128)
    decoder = paper.decoder
    assert (decoder.filters, decoder.kernel, decoder.upsamplings) == (1024, 4, 2)
    assert (decoder.blocks, decoder.hidden, decoder.heads, decoder.block_kernel) == (4, 512, 2, 9)
    assert (paper.bands, paper.background.kind, decoder.conditioning) == (80, "masked", "concat")


def test_every_preset_has_a_vocoder_for_its_mel() -> None:
    assert PRESETS.keys() == VOCODER_PRESETS.keys()
    assert all(PRESETS[name].bands == VOCODER_PRESETS[name].bands for name in PRESETS)
