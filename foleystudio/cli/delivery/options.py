"""What an export leaves to choose, as options, and the choice that they make together."""

from __future__ import annotations

from typing import Annotated

import typer

from foleystudio.cli.choices import NamesOption
from foleystudio.engine.mix.options import SOUND_RATES_HZ, ExportOptions
from foleystudio.engine.mix.targets import TARGETS, LoudnessTarget, target_of
from foleystudio.errors import FoleyError
from foleystudio.media.formats import VIDEO_SOUNDS, OwnSound, Subtype, listed

SUBTYPES: dict[str, Subtype] = {"16": "PCM_16", "24": "PCM_24", "32": "FLOAT"}
"""What samples can be, by their bits: 16 with dither, 32 as floats."""

_OWN = {
    OwnSound.REPLACE: "the guide by the new sound, others stay",
    OwnSound.BEFORE: "all stay behind it",
    OwnSound.AFTER: "all stay, it comes last",
    OwnSound.ALONE: "none stays",
}


def _told_targets() -> str:
    told = ", ".join(f"{row.name} ({row.lufs:g} LUFS, {row.ceiling_dbtp:g} dBTP)" for row in TARGETS)
    return f"Loudness to bring the mix to: {told}, or a number of LUFS."


KeepGuide = Annotated[bool, typer.Option("--keep-guide", help="The same as --own-sound before.")]
OwnSounds = Annotated[
    str | None,
    NamesOption(
        lambda: tuple(OwnSound),
        lambda: f"What becomes of a clip's own sounds: {listed(tuple(f'{k} ({v})' for k, v in _OWN.items()))}.",
        is_closed=True,
    ),
]
Stored = Annotated[
    str | None,
    NamesOption(
        lambda: VIDEO_SOUNDS.names,
        lambda: "How a video's new sound is stored; the container's usual way when left out.",
        is_closed=True,
    ),
]
Normalise = Annotated[bool, typer.Option("--normalise", help="The same as --loudness ebu-r128.")]
TargetLoudness = Annotated[str | None, NamesOption(lambda: (*TARGETS.names, "LUFS"), _told_targets)]
Rate = Annotated[
    str, NamesOption(lambda: tuple(map(str, SOUND_RATES_HZ)), lambda: "Samples a second of sounds.", is_closed=True)
]
Bits = Annotated[
    str,
    NamesOption(lambda: tuple(SUBTYPES), lambda: "Bits of a sample: 16 with dither, 32 as floats.", is_closed=True),
]
Naming = Annotated[
    str,
    typer.Option(
        "--names",
        metavar="TEMPLATE",
        help="How stems are named: ucs, or a template of {film} {track} {take} {n} {catid} {category} {fxname} "
        "{creator} {source}.",
    ),
]
Creator = Annotated[str, typer.Option(help="Who made it, in names by the Universal Category System.")]
SourceName = Annotated[str, typer.Option("--source", help="What it was made for, in such names; else the clip's.")]
PerLayer = Annotated[bool, typer.Option("--per-layer", help="One stem a layer, of tracks that have several.")]
ShowNames = Annotated[bool, typer.Option("--show-names", help="Print the names of the stems, and write nothing.")]


def loudness_target(target: str | None, normalise: bool) -> LoudnessTarget | None:
    """What the mix is brought to; None where neither is wished.

    Raises
    ------
    FoleyError
        When both are, or the target is none.
    """
    if target is not None and normalise:
        raise FoleyError("--loudness and --normalise ask for two levels", remedy="leave one of them out")
    wished = "ebu-r128" if normalise else target
    return target_of(wished) if wished is not None else None


def own_sounds(own: str | None, keep_guide: bool) -> OwnSound:
    """What becomes of the clip's own sounds.

    Raises
    ------
    FoleyError
        When both options are given.
    """
    if own is not None and keep_guide:
        raise FoleyError("--own-sound and --keep-guide say the same", remedy="leave one of them out")
    return OwnSound.BEFORE if keep_guide else OwnSound(own or OwnSound.REPLACE)


def chosen(
    own: OwnSound,
    sound: str | None,
    target: LoudnessTarget | None,
    rate: str,
    bits: str,
    names: tuple[str, str, str],
    per_layer: bool,
) -> ExportOptions:
    """All of it together; ``names`` are template, creator and source."""
    return ExportOptions(own, sound, target, int(rate), SUBTYPES[bits], *names, per_layer)
