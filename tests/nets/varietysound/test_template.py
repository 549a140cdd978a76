import math

import torch

from foleystudio.nets.varietysound.template import place_template


def test_hits_stand_at_their_onsets_at_their_strengths() -> None:
    hit = torch.tensor([[[4.0, 2.0, 1.0]], [[8.0, 7.0, 6.0]]])  # [2, 1, 3]
    raster = torch.zeros(2, 2, 10)
    raster[0, 0, 2] = 1
    raster[1, 0, 8] = 0.1
    placed = place_template(hit, raster, floor=-5.0, level_per_decade=math.log(10))
    assert placed.shape == (2, 1, 10)
    assert placed[0, 0].tolist() == [-5, -5, 4, 2, 1, -5, -5, -5, -5, -5]
    expected = torch.tensor([8.0, 7.0]) - math.log(10)
    assert torch.allclose(placed[1, 0, 8:], expected)


def test_overlap_keeps_the_louder_and_nothing_gives_silence() -> None:
    hit = torch.tensor([[[4.0, 3.0, 2.0]]])
    raster = torch.zeros(1, 2, 6)
    assert (place_template(hit, raster, -5.0, 1.0) == -5).all()
    raster[0, 0, 0] = raster[0, 0, 1] = 1
    assert place_template(hit, raster, -5.0, 1.0)[0, 0].tolist() == [4, 4, 3, 2, -5, -5]


def test_texture_lies_along_the_sustains() -> None:
    raster = torch.zeros(1, 2, 8)
    raster[0, 1, 2:6] = 1
    raster[0, 1, 5] = 0.1
    hit, texture = torch.zeros(1, 1, 3), torch.tensor([[3.0]])
    placed = place_template(hit, raster, -5.0, 1.0, texture)
    assert placed[0, 0].tolist() == [-5, -5, 3, 3, 3, 2, -5, -5]
