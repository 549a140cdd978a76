import numpy as np

from foleystudio.training.scenes.objects.recorded import RecordedObject
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ


def _recording() -> np.ndarray:
    t = np.arange(SCENE_RATE_HZ, dtype=np.float32) / np.float32(SCENE_RATE_HZ)
    return np.asarray(np.sin(2 * np.pi * 700 * t) * np.exp(-t / 0.1), dtype=np.float32)


def _object(identity: int, sustains: bool = False) -> RecordedObject:
    return RecordedObject(
        "ping", _recording()[: SCENE_RATE_HZ // 2], _recording(), sustains, np.random.default_rng(identity)
    )


def test_one_recording_makes_different_objects_with_varying_hits() -> None:
    one = _object(1)
    other = _object(2)
    first, again = one.strike(0.8, np.random.default_rng(3)), one.strike(0.8, np.random.default_rng(4))
    foreign = other.strike(0.8, np.random.default_rng(3))
    assert not np.array_equal(first[:2000], again[:2000])
    peak_hz = [float(np.abs(np.fft.rfft(w, 65_536)).argmax()) for w in (first, again, foreign)]
    assert abs(peak_hz[0] - peak_hz[1]) < 0.12 * peak_hz[0]
    assert abs(peak_hz[0] - peak_hz[2]) > 0.12 * peak_hz[0]


def test_kept_up_from_its_own_pieces() -> None:
    wave = _object(1, sustains=True).sustain(0.5, np.random.default_rng(0))
    assert len(wave) == SCENE_RATE_HZ // 2
    assert np.abs(wave).max() > 0.99


def test_a_hit_is_the_hit_alone_and_not_the_whole_recording() -> None:
    lengths = [len(_object(identity).strike(1.0, np.random.default_rng(0))) for identity in range(8)]
    assert max(lengths) < 1.1 * 0.5 / 0.6 * SCENE_RATE_HZ
