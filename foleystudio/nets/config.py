"""Every figure of the networks, frozen, with the four presets.

Source of the ``paper`` figures: Cui et al., "VarietySound: Timbre-Controllable Video to Sound Generation
via Unsupervised Information Disentanglement", ICASSP 2023, and its appendix.

A saved net without a field has its default. So the defaults are the published figures but for fields that came
later (`AcousticConfig.norm_affine`, `DecoderConfig.block_second_kernel`): those keep older nets as they were, and the
``paper`` presets set the published value.

A saved configuration may come from anybody: the types say what each figure may be, and what binds several together is
checked when one is made. That keeps what is computed of a configuration small; how large a net is that its widths
make, only its weights can vouch for (`foleystudio.engine.models.model_files.read_net`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from msgspec import Meta

from foleystudio.dsp.spectra.mel_config import PAPER, STUDIO, MelConfig
from foleystudio.nets.ranges import Kernel, Layers, Name, Rounds, Share, Width, check, check_odd

Conditioning = Literal["concat", "film"]
BackgroundKind = Literal["masked", "static"]
BlockKind = Literal["transformer", "convolution"]
TemplateKind = Literal["none", "placed", "draft"]

COLUMNS_PER_FRAME = 4
"""Mel columns per feature frame in every preset: 215 frames and 860 columns in 10 s."""

MELS_BY_BANDS = {mel.n_bands: mel for mel in (PAPER, STUDIO)}
"""Which mel a net speaks, by its number of bands."""


@dataclass(frozen=True)
class GridStemConfig:
    """The spatial stem: what reads motion descriptors as the pictures of motion that they are."""

    side: Layers = 14
    channels: Width = 8
    filters: tuple[Width, Width, Width] = (24, 48, 64)
    out: Width = 96


@dataclass(frozen=True)
class TemporalConfig:
    """The temporal encoder: convolutions, then a BiLSTM, then a narrow code."""

    feature_dim: Annotated[int, Meta(ge=1, le=1 << 17)] = 2048
    filters: Width = 512
    kernel: Kernel = 5
    convs: Layers = 8
    lstm_hidden: Width = 256
    lstm_layers: Layers = 2
    code_dim: Width = 8
    stem: GridStemConfig | None = None
    """A departure for features that are grids: shared convolutions over space before those over time."""

    def __post_init__(self) -> None:
        check_odd(self.kernel)
        check(
            self.stem is None or self.stem.side**2 * self.stem.channels == self.feature_dim,
            "feature_dim is not the stem's grid",
        )


@dataclass(frozen=True)
class EventConfig:
    """The event encoder and the event head, which join event tracks to the temporal code."""

    filters: Width = 128
    kernel: Kernel = 5
    convs: Layers = 3

    def __post_init__(self) -> None:
        check_odd(self.kernel)


@dataclass(frozen=True)
class ResamplingConfig:
    """Random resampling: SpeechSplit's figures, plus the shuffle of the segments."""

    min_segment: Width = 19
    max_segment: Width = 31
    min_factor: Annotated[float, Meta(gt=0, le=100)] = 0.5
    max_factor: Annotated[float, Meta(gt=0, le=100)] = 1.5
    shuffle: bool = True
    """Segments change places; in SpeechSplit they do not."""

    def __post_init__(self) -> None:
        check(self.min_segment <= self.max_segment, "min_segment is above max_segment")
        check(self.min_factor <= self.max_factor, "min_factor is above max_factor")


@dataclass(frozen=True)
class AcousticConfig:
    """The acoustic encoder: self-gated units, then an LSTM whose last state is the timbre code."""

    units: Layers = 5
    filters: Width = 512
    input_kernels: tuple[Kernel, Kernel] = (5, 7)
    output_kernel: Kernel = 3
    skip_kernel: Kernel = 5
    norm_groups: Width = 16
    norm_affine: bool = True
    """Let the instance norm learn a scale and a shift; ``paper`` has the plain one that is published."""
    lstm_hidden: Width = 256
    lstm_layers: Layers = 2
    with_level: bool = False
    """Give the reference's band levels beside the code, since instance norm removes them."""

    def __post_init__(self) -> None:
        check_odd(*self.input_kernels, self.output_kernel, self.skip_kernel)
        check(self.filters % self.norm_groups == 0, "norm_groups does not divide filters")


@dataclass(frozen=True)
class BackgroundConfig:
    """The background encoder: an LSTM over the energy-masked mel, or one static spectrum."""

    kind: BackgroundKind = "masked"
    lstm_hidden: Width = 128
    lstm_layers: Layers = 2
    quantile: Share = 0.15
    """For ``static``: which quantile over time of each band is its background."""


@dataclass(frozen=True)
class DecoderConfig:
    """The mel decoder: transposed convolutions, then feed-forward transformer blocks."""

    filters: Width = 1024
    kernel: Kernel = 4
    upsamplings: Layers = 2
    blocks: Layers = 4
    hidden: Width = 512
    heads: Width = 2
    block_kernel: Kernel = 9
    block_second_kernel: Kernel = 9
    """Of the convolution that leads a transformer block back to its hidden width; 1 at ``paper``."""
    block_filters: Width = 512
    dropout: Annotated[float, Meta(ge=0, lt=1)] = 0.1
    block_kind: BlockKind = "transformer"
    """Feed-forward transformer blocks as published, or dilated convolutions, which learn from less."""
    conditioning: Conditioning = "concat"
    template: TemplateKind = "none"
    """Refine the reference's own mel at the events instead of drawing the mel from nothing: one hit ``placed``
    in the mel, or the mel of the exemplar renderer's whole ``draft``."""

    def __post_init__(self) -> None:
        check_odd(self.block_kernel, self.block_second_kernel)
        check(self.kernel % 2 == 0, "kernel is odd")
        check(1 << self.upsamplings == COLUMNS_PER_FRAME, f"upsamplings do not lead to {COLUMNS_PER_FRAME} columns")
        check(self.hidden % self.heads == 0, "heads does not divide hidden")


@dataclass(frozen=True)
class DiscriminatorConfig:
    """The alignment discriminator and the multi-window mel discriminator."""

    align_filters: Width = 512
    align_convs: Layers = 4
    align_kernel: Kernel = 4
    align_upsample_filters: Width = 1024
    windows: Annotated[tuple[Width, ...], Meta(max_length=64)] = (32, 64, 128)
    window_filters: Width = 128
    window_convs: Layers = 4


@dataclass(frozen=True)
class VarietySoundConfig:
    """One network, whole. ``bands`` and ``code`` sizes bind its parts together."""

    name: Name = "paper"
    bands: Width = 80
    mel_centre: Annotated[float, Meta(ge=-1000, le=1000)] = 0.0
    mel_spread: Annotated[float, Meta(ge=0.001, le=1000)] = 1.0
    """Mel values are heard as ``(value - mel_centre) / mel_spread``: about -1 to 1 whatever their scale."""
    temporal: TemporalConfig = field(default_factory=TemporalConfig)
    events: EventConfig = field(default_factory=EventConfig)
    resampling: ResamplingConfig = field(default_factory=ResamplingConfig)
    acoustic: AcousticConfig = field(default_factory=AcousticConfig)
    background: BackgroundConfig = field(default_factory=BackgroundConfig)
    decoder: DecoderConfig = field(default_factory=DecoderConfig)
    discriminators: DiscriminatorConfig = field(default_factory=DiscriminatorConfig)


def _transfer(name: str, scale: int) -> VarietySoundConfig:
    # The regime that transfers to unseen references; `scale` 4 is studio's, 2 small's, 1 tiny's.
    width = 64 * scale
    return VarietySoundConfig(
        name=name,
        bands=128,
        mel_centre=-5.0,
        mel_spread=3.0,
        temporal=TemporalConfig(feature_dim=14 * 14 * 8, filters=width, convs=4, lstm_hidden=width // 2, lstm_layers=1),
        events=EventConfig(filters=width // 2, convs=3),
        acoustic=AcousticConfig(
            units=3, filters=width, norm_groups=8, lstm_hidden=width, lstm_layers=1, with_level=True
        ),
        background=BackgroundConfig(kind="static", lstm_hidden=width // 2, lstm_layers=1),
        decoder=DecoderConfig(
            filters=width * 2,
            blocks=4 if scale > 1 else 2,
            hidden=width,
            block_filters=width * 2,
            dropout=0.0,
            conditioning="film",
            template="draft",
        ),
        discriminators=DiscriminatorConfig(
            align_filters=width, align_upsample_filters=width, window_filters=width // 2
        ),
    )


def _studio() -> VarietySoundConfig:
    # Convolutions learn faster than attention from what could be tried, and ten seconds are to take two laptop cores a
    # quarter of a second, vocoder included.
    config = _transfer("studio", 4)
    return replace(
        config,
        acoustic=replace(config.acoustic, filters=128, lstm_hidden=128),
        decoder=replace(config.decoder, filters=256, hidden=320, block_kind="convolution", blocks=8, block_filters=960),
    )


def _small() -> VarietySoundConfig:
    # Two CPU cores see few examples in an hour: what is spent on each is spent on the decoder.
    config = _transfer("small", 2)
    return replace(
        config,
        acoustic=replace(config.acoustic, units=2, filters=64, lstm_hidden=96),
        decoder=replace(config.decoder, filters=128, hidden=192, block_kind="convolution", blocks=6, block_filters=576),
    )


def _paper(name: str, share: int = 1) -> VarietySoundConfig:
    # The published layers in number, kernels and regime, every width a `share`-th.
    return VarietySoundConfig(
        name=name,
        temporal=TemporalConfig(filters=512 // share, lstm_hidden=256 // share),
        events=EventConfig(filters=128 // share),
        acoustic=AcousticConfig(filters=512 // share, lstm_hidden=256 // share, norm_affine=False),
        background=BackgroundConfig(lstm_hidden=128 // share),
        decoder=DecoderConfig(
            filters=1024 // share, hidden=512 // share, block_filters=512 // share, block_second_kernel=1
        ),
        discriminators=DiscriminatorConfig(
            align_filters=512 // share, align_upsample_filters=1024 // share, window_filters=128 // share
        ),
    )


PRESETS: dict[str, VarietySoundConfig] = {
    "paper": _paper("paper"),
    "studio": _studio(),
    "small": _small(),
    "tiny": _transfer("tiny", 1),
}
"""``paper`` as published; ``studio`` for a laptop's CPU; ``small`` trains on two cores; ``tiny`` for tests."""

PAPER_PRESETS: dict[str, VarietySoundConfig] = {
    "paper": PRESETS["paper"],
    "small": _paper("paper-small", 8),
    "tiny": _paper("paper-tiny", 16),
}
"""The paper's net and regime, as published and narrower, for machines without a GPU."""


@dataclass(frozen=True)
class TimingConfig:
    """The picture's half of the network alone: temporal encoder and event head."""

    name: Name = "studio"
    temporal: TemporalConfig = field(default_factory=TemporalConfig)
    events: EventConfig = field(default_factory=EventConfig)


def _timing(name: str, width: int, filters: tuple[int, int, int]) -> TimingConfig:
    temporal = TemporalConfig(
        feature_dim=14 * 14 * 8,
        filters=width,
        convs=4,
        lstm_hidden=width,
        lstm_layers=1,
        stem=GridStemConfig(filters=filters, out=width),
    )
    return TimingConfig(name, temporal, EventConfig(filters=width, convs=2))


TIMING_PRESETS: dict[str, TimingConfig] = {
    "studio": _timing("studio", 96, (24, 48, 64)),
    "tiny": _timing("tiny", 16, (8, 8, 8)),
}
"""Timing nets: ``studio`` is what ships, ``tiny`` is for tests."""


@dataclass(frozen=True)
class HearingConfig:
    """The net that hears a guide: convolutions over its spectra, then dilated ones over time."""

    name: Name = "studio"
    bands: Annotated[int, Meta(ge=4, le=1024)] = 40
    filters: tuple[Width, Width] = (16, 24)
    width: Width = 128
    kernel: Kernel = 5
    blocks: Annotated[int, Meta(ge=1, le=16)] = 8

    def __post_init__(self) -> None:
        check_odd(self.kernel)


HEARING_PRESETS: dict[str, HearingConfig] = {
    "studio": HearingConfig(),
    "tiny": HearingConfig("tiny", filters=(4, 4), width=16, kernel=3, blocks=4),
}
"""Hearing nets: ``studio`` is what ships, ``tiny`` is for tests."""


@dataclass(frozen=True)
class VocoderConfig:
    """A Vocos-type vocoder: ConvNeXt backbone at column rate, inverse STFT head; and the mel that it reads."""

    name: Name = "studio"
    bands: Annotated[int, Meta(ge=1, le=512)] = 128
    dim: Width = 512
    blocks: Layers = 8
    expansion: Layers = 3
    kernel: Kernel = 7
    n_fft: Annotated[int, Meta(ge=256, le=8192)] = 2048
    hop: Annotated[int, Meta(ge=32, le=4096)] = 512
    rate_hz: Annotated[int, Meta(ge=4000, le=192_000)] = 44_100
    low_hz: Annotated[float, Meta(ge=0)] = 0.0
    high_hz: Annotated[float, Meta(gt=0)] = 22_050.0
    value: Literal["unit", "log"] = "log"
    floor: Annotated[float, Meta(gt=0, le=1)] = STUDIO.floor
    refinements: Rounds = 1
    """How often the wave's band levels are set to the mel's."""
    low_refinements: Rounds = 0
    """How often before that those of its low quarter are: where bands are as narrow as bins."""

    def __post_init__(self) -> None:
        check_odd(self.kernel)
        check(self.n_fft % 8 == 0 and self.hop % 4 == 0, "n_fft and hop cannot be divided for the low quarter")
        check(self.n_fft % self.hop == 0 and self.n_fft >= 2 * self.hop, "n_fft is no multiple of hop")
        check(self.low_hz < self.high_hz <= self.rate_hz / 2, "high_hz is not between low_hz and half of rate_hz")

    @property
    def mel(self) -> MelConfig:
        """The mel that it reads."""
        return MelConfig(
            self.rate_hz, self.n_fft, self.hop, self.bands, self.low_hz, self.high_hz, self.value, self.floor
        )


VOCODER_PRESETS: dict[str, VocoderConfig] = {
    "paper": VocoderConfig(
        "paper",
        bands=PAPER.n_bands,
        n_fft=PAPER.n_fft,
        hop=PAPER.hop,
        rate_hz=PAPER.rate_hz,
        low_hz=PAPER.low_hz,
        high_hz=PAPER.high_hz,
        value=PAPER.value,
        floor=PAPER.floor,
    ),
    "studio": VocoderConfig(dim=384),
    "small": VocoderConfig("small", dim=256, blocks=6),
    "tiny": VocoderConfig("tiny", dim=64, blocks=2),
}
"""Vocoders by the name of the preset whose mel they read."""


@dataclass(frozen=True)
class VocoderDiscriminatorConfig:
    """The vocoder's critics: multi-period (HiFi-GAN's sizes) and multi-resolution (UnivNet's)."""

    periods: tuple[int, ...] = (2, 3, 5, 7, 11)
    period_filters: tuple[int, ...] = (32, 128, 512, 1024, 1024)
    period_kernel: int = 5
    period_stride: int = 3
    resolutions: tuple[tuple[int, int], ...] = ((1024, 256), (2048, 512), (512, 128))
    """(n_fft, hop) pairs."""
    resolution_filters: int = 32


VOCODER_DISCRIMINATOR_PRESETS: dict[str, VocoderDiscriminatorConfig] = {
    "studio": VocoderDiscriminatorConfig(),
    "small": VocoderDiscriminatorConfig(period_filters=(16, 32, 64, 128, 128), resolution_filters=16),
    "tiny": VocoderDiscriminatorConfig(
        periods=(2, 3), period_filters=(4, 4, 4, 8, 8), resolutions=((512, 128),), resolution_filters=4
    ),
}
"""Critics by the name of the vocoder's preset."""
