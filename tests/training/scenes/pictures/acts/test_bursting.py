import numpy as np

from foleystudio.training.scenes.pictures.acts.bursting import Explosion, Fireworks, Flash, sparks
from foleystudio.training.scenes.pictures.canvas import Canvas
from tests.training.scenes.pictures.watching import VIEW, act_on, movement_at_events


def test_sparks_add_their_light_wherever_they_lie_between_pixels() -> None:
    pixels = np.zeros((96, 96), np.float32)
    sparks(Canvas(pixels, VIEW), np.array([(0.1, 0.0312), (9.0, 9.0)]), np.array([50.0, 50.0]))
    assert pixels.sum() == np.float32(50)


def test_fire_is_seen_at_its_event() -> None:
    for maker in (Flash, Fireworks, Explosion):
        at, before = movement_at_events(maker)
        assert at > 3 * before


def test_shots_kick_and_light_harder_when_stronger() -> None:
    weak, strong = (movement_at_events(Flash, strength)[0] for strength in (0.2, 1.0))
    assert strong > 1.5 * weak


def test_blasts_too_close_to_be_told_apart_are_left_out() -> None:
    assert len(act_on(Explosion, [0.5, 0.6, 1.2]).events) == 2
