import numpy as np

from foleystudio.training.scenes.catalogue import Recording, draw_object


def test_all_families_are_drawn_and_recordings_half_the_time() -> None:
    recording = Recording("knock", np.ones(1000, dtype=np.float32), np.ones(500, dtype=np.float32))
    kinds = [draw_object(np.random.default_rng(seed), [recording]).kind for seed in range(200)]
    assert 0.4 < kinds.count("knock") / 200 < 0.6
    made = {draw_object(np.random.default_rng(seed)).kind for seed in range(300)}
    assert {"metal", "membrane", "shot", "footstep", "drop", "friction", "bark"} <= made
