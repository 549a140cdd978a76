import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled
from tests.training.listening_test.made import RATE_HZ, struck


def test_the_whole_recording_is_pasted_with_its_hit_on_the_event() -> None:
    hit = struck(500.0)
    at = main_hit(hit[:, 0], RATE_HZ)
    assert abs(at - 0.1 * RATE_HZ) < 0.002 * RATE_HZ
    made = sampled(EventTrack((Event(0.5, 1.0), Event(1.5, 0.5))), [Sound(hit, RATE_HZ)], 2.0)
    assert len(made) == 2 * RATE_HZ
    for time_s, strength in ((0.5, 1.0), (1.5, 0.5)):
        start = round(time_s * RATE_HZ) - at
        piece = made.samples[start : start + len(hit)]
        assert np.allclose(piece, strength * hit[: len(piece)], atol=1e-6)
