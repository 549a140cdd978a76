from __future__ import annotations

import numpy as np

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.training.scenes.listening.hit_bank import HitBank
from foleystudio.training.scenes.listening.laying import Mix, lay_kept, lay_strokes
from foleystudio.training.scenes.listening.patterns import Stroke


def test_strokes_are_laid_in_their_place(bank: HitBank) -> None:
    mix = Mix(2 * ONSET_RATE_HZ)
    lay_strokes(mix, [Stroke(0.5, 0.8), Stroke(1.0, 0.3), Stroke(5.0, 1.0)], bank.struck, np.random.default_rng(0))
    assert [each.start for each in mix.laid] == [ONSET_RATE_HZ // 2, ONSET_RATE_HZ]
    assert mix.laid[0].gain > mix.laid[1].gain
    assert not mix.kept.any()


def test_what_is_kept_up_begins_softly_or_with_an_attack(bank: HitBank) -> None:
    soft = []
    for seed in range(20):
        mix = Mix(5 * ONSET_RATE_HZ)
        lay_kept(mix, bank.kept, -3.0, np.random.default_rng(seed))
        assert mix.kept.any()
        assert not mix.hits.any()
        soft += [each.soft for each in mix.laid]
    assert 0.1 < np.mean(soft) < 0.9
