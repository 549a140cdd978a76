from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.training.data.clip_folders import Source
from foleystudio.training.experiment.clips import Case
from foleystudio.training.experiment.pairs import draw_pairs
from foleystudio.training.experiment.settings import Settings

SILENCE = Sound(np.zeros((8, 1), np.float32), 22_050)


def _cases(counts: dict[str, int]) -> list[Case]:
    names = [(category, number) for category, count in counts.items() for number in range(count)]
    return [
        Case(f"{category}-{number}", category, Source(Path(f"{category}{number}.mp4"), category), 0, 0, SILENCE)
        for category, number in names
    ]


def test_a_large_category_has_ten_originals_ten_swaps_and_fifteen_for_timbre() -> None:
    pairs = draw_pairs(_cases({"dog": 12, "gun": 12}), Settings("scenes", "small"))
    found = Counter((pair.video.category, pair.pairing) for pair in pairs)
    for category in ("dog", "gun"):
        assert found[category, "original"] == 10
        assert found[category, "swapped"] == 10
        assert 10 <= found[category, "timbre"] <= 15  # a clip that is both is not its own reference
    assert len({pair.name for pair in pairs}) == len(pairs)
    assert all(pair.video.category == pair.reference.category for pair in pairs)
    assert all((pair.video is pair.reference) == (pair.pairing == "original") for pair in pairs)


def test_every_video_is_swapped_once_before_one_is_swapped_again() -> None:
    pairs = draw_pairs(_cases({"dog": 6}), Settings("scenes", "small"))
    swapped = Counter(pair.video.name for pair in pairs if pair.pairing == "swapped")
    assert sum(swapped.values()) == 10
    assert set(swapped.values()) <= {1, 2}


def test_small_data_has_fewer_and_those_alone_are_swapped_with_each_other() -> None:
    pairs = draw_pairs(_cases({"dog": 1, "gun": 1, "drum": 2}), Settings("scenes", "small"))
    swapped = {(pair.video.name, pair.reference.name) for pair in pairs if pair.pairing == "swapped"}
    assert swapped == {("dog-0", "gun-0"), ("gun-0", "dog-0"), ("drum-0", "drum-1"), ("drum-1", "drum-0")}


def test_the_seed_draws_them_and_fewer_may_be_asked_for() -> None:
    cases, settings = _cases({"dog": 12}), Settings("scenes", "small", pairs=2)
    names = [[(p.video.name, p.reference.name) for p in draw_pairs(cases, s)]
             for s in (settings, settings, replace(settings, seed=1))]  # fmt: skip
    assert names[0] == names[1] != names[2]
    assert Counter(pair.pairing for pair in draw_pairs(cases, settings))["original"] == 2
