import numpy as np
import pytest

from foleystudio.training.scenes.pictures.canvas import Canvas, Fill, affine, chained, flat


def canvas(side: int = 64) -> Canvas:
    return Canvas(np.zeros((side, side), np.float32), np.array([[side, 0, side / 2], [0, side, side / 2.0]]))


def test_a_disc_has_its_area_wherever_it_lies_between_pixels() -> None:
    areas = []
    for offset in (0.0, 0.25, 0.5, 0.75):
        drawn = canvas()
        drawn.disc((offset / 64, 0), 0.2, flat(1.0))
        areas.append(float(drawn.pixels.sum()))
    assert areas == pytest.approx([np.pi * (0.2 * 64) ** 2] * 4, rel=0.09)  # the edge that is smoothed lies outside


def test_a_disc_moves_by_fractions_of_a_pixel() -> None:
    middles = []
    for offset in (0.0, 0.25, 0.5):
        drawn = canvas()
        drawn.disc((offset / 64, 0), 0.2, flat(1.0))
        middles.append(float((drawn.pixels * np.arange(64)).sum() / drawn.pixels.sum()))
    assert np.diff(middles) == pytest.approx([0.25, 0.25], abs=0.05)


def test_a_limb_reaches_both_ends_with_their_thickness() -> None:
    drawn = canvas()
    drawn.limb((-0.25, 0), (0.25, 0), 0.05, 0.02, flat(1.0))
    columns = drawn.pixels.sum(axis=0)
    assert columns[32 - 16] == pytest.approx(2 * 0.05 * 64, abs=1.2)
    assert columns[32 + 15] == pytest.approx(2 * 0.02 * 64, abs=1.2)
    assert columns[:10].sum() == 0
    assert columns[54:].sum() == 0


def test_texture_moves_with_the_thing() -> None:
    rng = np.random.default_rng(0)
    fill = Fill(rng.uniform(0, 255, (32, 32)).astype(np.float32), 2.0)
    one, other = canvas(), canvas()
    one.disc((0, 0), 0.2, fill)
    other.disc((8 / 64, 0), 0.2, fill)
    assert np.abs(np.roll(one.pixels, 8, axis=1) - other.pixels).max() < 1.5


def test_what_lies_outside_changes_nothing() -> None:
    drawn = canvas()
    drawn.disc((5, 5), 0.2, flat(100))
    drawn.light((-9, 0), 0.5, 100)
    drawn.polygon([(1e9, 0), (2e9, 0), (2e9, 1)], flat(100))
    assert not drawn.pixels.any()


def test_light_adds_and_fades() -> None:
    drawn = canvas()
    drawn.light((0, 0), 0.25, 80.0)
    assert drawn.pixels.max() == pytest.approx(80, abs=2)
    assert drawn.pixels[32, 32 + 8] < 60
    assert drawn.pixels[32, 32 + 17] == 0


def test_placings_chain_in_order() -> None:
    both = chained(affine(1, 2, 3, 0.5), affine(-1, 0.5, 2, 0.2, mirrored=True))
    point = np.array([0.3, -0.7])
    inner = affine(-1, 0.5, 2, 0.2, mirrored=True)
    outer = affine(1, 2, 3, 0.5)
    stepwise = outer[:, :2] @ (inner[:, :2] @ point + inner[:, 2]) + outer[:, 2]
    assert both[:, :2] @ point + both[:, 2] == pytest.approx(stepwise)


def test_a_picture_fills_the_view_or_a_part_of_it() -> None:
    drawn = canvas()
    drawn.picture(np.full((10, 10), 9.0, np.float32), affine(-1, -1, 0.2))
    assert (drawn.pixels == 9).all()
    drawn = canvas()
    drawn.picture(np.full((10, 10), 9.0, np.float32), affine(-0.25, -0.25, 0.05))
    assert drawn.pixels[32, 32] == 9
    assert drawn.pixels[2, 2] == 0
