"""Which video is given which reference: originals, swaps within a category, and the timbre test's grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from foleystudio.training.experiment.clips import Case
from foleystudio.training.experiment.manifest import Pairing
from foleystudio.training.experiment.settings import Settings


@dataclass(frozen=True, eq=False)
class Pair:
    """A video and the clip whose sound is its reference.

    Parameters
    ----------
    name
        Unique.
    pairing
        See `manifest.PairSounds`.
    video, reference
        Cases; one and the same for originals.
    """

    name: str
    pairing: Pairing
    video: Case
    reference: Case


def draw_pairs(cases: Sequence[Case], settings: Settings) -> list[Pair]:
    """The pairs of a published experiment, as far as there are clips for them; the same for the same seed.

    Of every category ten originals and ten videos with the sound of another of its clips (as the listening tests of
    the paper had them), and every one of five references on every one of three videos. A category of one clip is
    swapped with all that are alone in theirs.

    Parameters
    ----------
    cases
        Held-out clips.
    settings
        How many, and the seed.
    """
    categories: dict[str, list[Case]] = {}
    for case in cases:
        categories.setdefault(case.category, []).append(case)
    alone = [members[0] for members in categories.values() if len(members) == 1]
    found: list[Pair] = []
    for place, (category, members) in enumerate(categories.items()):
        rng = np.random.default_rng((settings.seed, place))
        others = members if len(members) > 1 else alone
        found += _of_category(category or "clip", members, others, settings, rng)
    return found


def _of_category(
    category: str, members: Sequence[Case], others: Sequence[Case], settings: Settings, rng: np.random.Generator
) -> list[Pair]:
    sizes = settings.sizes
    most = settings.pairs or sizes.pairs
    originals = [(case, case) for case in _some(members, most, rng)]
    swaps = [(video, reference) for video, reference in product(members, others) if video is not reference]
    swapped = _spread(swaps, most, rng)
    grid = product(_some(members, min(sizes.videos, most), rng), _some(others, min(sizes.references, most), rng))
    timbre = [(video, reference) for video, reference in grid if video is not reference]
    kinds: tuple[tuple[Pairing, list[tuple[Case, Case]]], ...] = (
        ("original", originals),
        ("swapped", swapped),
        ("timbre", timbre),
    )
    return [
        Pair(f"{category}-{kind}-{number:02d}", kind, video, reference)
        for kind, drawn in kinds
        for number, (video, reference) in enumerate(drawn)
    ]


def _some(cases: Sequence[Case], most: int, rng: np.random.Generator) -> list[Case]:
    return [cases[int(i)] for i in rng.permutation(len(cases))[:most]]


def _spread(swaps: list[tuple[Case, Case]], most: int, rng: np.random.Generator) -> list[tuple[Case, Case]]:
    """Some of the swaps, every video once before one comes again."""
    left = [swaps[int(i)] for i in rng.permutation(len(swaps))]
    used: dict[str, int] = {}
    chosen: list[tuple[Case, Case]] = []
    while left and len(chosen) < most:
        pair = min(left, key=lambda swap: used.get(swap[0].name, 0))
        left.remove(pair)
        used[pair[0].name] = used.get(pair[0].name, 0) + 1
        chosen.append(pair)
    return chosen
