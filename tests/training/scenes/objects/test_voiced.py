import numpy as np
import pytest

from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.objects.voiced import VoicedObject


@pytest.mark.parametrize("kind", ["bark", "cry", "cough", "sneeze"])
def test_utterances_are_finite_and_follow_strength(kind: str) -> None:
    voice = VoicedObject(kind, np.random.default_rng(1))
    soft, loud = (voice.strike(s, np.random.default_rng(2)) for s in (0.3, 0.9))
    assert np.isfinite(loud).all()
    assert np.abs(loud).max() == pytest.approx(3 * np.abs(soft).max(), rel=0.01)


def test_a_cry_is_voiced_at_its_pitch_and_a_cough_is_breath() -> None:
    def periodicity(kind: str) -> float:
        values = []
        for seed in range(6):
            wave = VoicedObject(kind, np.random.default_rng(seed)).sustain(0.4, np.random.default_rng(seed))
            frame = wave[2000:6000].astype(np.float64)
            lags = np.correlate(frame, frame, "full")[len(frame) - 1 :]
            values.append(lags[SCENE_RATE_HZ // 1000 : SCENE_RATE_HZ // 80].max() / lags[0])
        return float(np.mean(values))

    assert periodicity("cry") > periodicity("cough") + 0.15


def test_only_cries_are_kept_up() -> None:
    assert VoicedObject("cry", np.random.default_rng(0)).sustains
    assert not VoicedObject("bark", np.random.default_rng(0)).sustains
