from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from foleystudio.engine.clip import open_clip
from foleystudio.engine.picture.bn_inception_features import FLOW_NAME, RGB_NAME
from foleystudio.engine.picture.features import MOTION_DIM, extractor_of
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.nets.bn_inception import BNInception
from foleystudio.timebase import feature_frames
from tests.conftest import MakeClip


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    save_file(BNInception(3).state_dict(), folder / RGB_NAME)
    save_file(BNInception(4).state_dict(), folder / FLOW_NAME)
    return folder


def _moving(number: int) -> np.ndarray:
    picture = np.full((64, 96, 3), 60, np.uint8)
    picture[20:44, (4 * number) % 70 : (4 * number) % 70 + 24] = 220
    return picture


def test_the_paper_s_features_are_2048_a_feature_frame_and_kept(weights: Path, make_clip: MakeClip) -> None:
    clip = open_clip(make_clip(frames=12, picture=_moving))
    extractor = extractor_of("bn_inception", weights)
    found = extractor.extract(clip)
    assert found.values.shape == (feature_frames(clip.frames.duration), 2048) == (11, extractor.dim)
    assert np.isfinite(found.values).all()
    assert np.ptp(np.asarray(found.values, np.float32), axis=0).max() > 0  # frames differ
    again = extractor_of("bn_inception", weights).extract(clip, cancelled=lambda: True)  # from the cache
    assert np.array_equal(again.values, found.values)


def test_a_clip_that_was_rewritten_is_not_taken_for_the_one_that_was_opened(weights: Path, make_clip: MakeClip) -> None:
    clip = open_clip(make_clip(frames=2))
    make_clip(frames=1)
    with pytest.raises(FoleyError, match="it has changed since it was opened; open it again"):
        extractor_of("bn_inception", weights).extract(clip)


def test_motion_has_the_same_interface(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip(frames=12, picture=_moving))
    found = extractor_of("motion").extract(clip)
    assert found.values.shape == (feature_frames(clip.frames.duration), MOTION_DIM)
    assert found.extractor == "motion"


def test_one_frame_is_enough_and_cancelling_leaves_nothing(weights: Path, make_clip: MakeClip) -> None:
    clip = open_clip(make_clip(frames=1))
    extractor = extractor_of("bn_inception", weights)
    with pytest.raises(CancelledError):
        extractor.extract(clip, cancelled=lambda: True)
    assert extractor.extract(clip).values.shape == (1, 2048)


def test_missing_and_unfit_weights_are_clear(weights: Path, tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="give a folder that holds bn_inception_rgb"):
        extractor_of("bn_inception")
    with pytest.raises(FoleyError, match="no such weights"):
        extractor_of("bn_inception", tmp_path)
    for name in (RGB_NAME, FLOW_NAME):
        (tmp_path / name).write_bytes((weights / name).read_bytes())
    (tmp_path / RGB_NAME).write_bytes((weights / RGB_NAME).read_bytes()[:5000])
    with pytest.raises(FoleyError, match="damaged"):
        extractor_of("bn_inception", tmp_path)
    whole = load_file(weights / RGB_NAME)
    save_file({**whole, "blocks.3a.convs.3x3.conv.weight": torch.zeros(3, 3, 1, 1)}, tmp_path / RGB_NAME)
    with pytest.raises(FoleyError, match=r"not weights of BN-Inception \(size mismatch"):
        extractor_of("bn_inception", tmp_path)
    save_file({key: value for key, value in whole.items() if ".3b." not in key}, tmp_path / RGB_NAME)
    with pytest.raises(FoleyError, match="weights of BN-Inception are missing"):
        extractor_of("bn_inception", tmp_path)
    save_file({"a": torch.zeros(1)}, tmp_path / RGB_NAME)
    with pytest.raises(FoleyError, match="first layer is missing"):
        extractor_of("bn_inception", tmp_path)
    (tmp_path / RGB_NAME).write_bytes((weights / FLOW_NAME).read_bytes())
    with pytest.raises(FoleyError, match="reads 4 channels, not 3"):
        extractor_of("bn_inception", tmp_path)


def test_an_unknown_extractor_is_a_clear_error() -> None:
    with pytest.raises(FoleyError, match="choose one of motion, bn_inception"):
        extractor_of("resnet")
