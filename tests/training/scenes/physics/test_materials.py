import numpy as np

from foleystudio.training.scenes.physics.materials import TEXTURE_SIDE, painted


def test_textures_fill_their_square_and_differ() -> None:
    drawn = [painted(np.random.default_rng(seed)) for seed in range(20)]
    assert all(texture.shape == (TEXTURE_SIDE, TEXTURE_SIDE, 3) and texture.dtype == np.uint8 for texture in drawn)
    assert len({texture.tobytes() for texture in drawn}) == 20
