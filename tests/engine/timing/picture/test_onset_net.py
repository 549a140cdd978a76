import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.engine.models.model_files import write_net
from foleystudio.engine.picture.features import motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.picture.optical_flow import CAMERA, CHANNELS, GRID
from foleystudio.engine.timing.picture import onset_net
from foleystudio.engine.timing.picture.onset_net import TimingModel, predict_onsets, read_timing_model
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.nets.config import TIMING_PRESETS
from foleystudio.nets.timing import TimingNet
from foleystudio.timebase import FrameTimes, feature_frames

WIDTH = GRID * GRID * len(CHANNELS) + len(CAMERA) + 1


def moving(frames: int = 200, rate: Fraction = Fraction(30000, 1001), seed: int = 0) -> MotionDescriptors:
    rng = np.random.default_rng(seed)
    rows = (rng.standard_normal((frames, WIDTH)) * rng.uniform(0, 0.3, (frames, 1))).astype(np.float16)
    rows[:, -1] = 0
    return MotionDescriptors(rows, FrameTimes.regular(frames, rate))


@pytest.fixture
def model(tmp_path: Path) -> TimingModel:
    torch.manual_seed(1)
    config = TIMING_PRESETS["tiny"]
    write_net(tmp_path / "timing", TimingNet(config), config, {"threshold": 0.4})
    return read_timing_model(tmp_path / "timing")


def test_four_columns_for_every_feature_frame(model: TimingModel) -> None:
    motion = moving()
    answer = predict_onsets(motion, model)
    assert answer.probability.shape == answer.level.shape == (4 * feature_frames(motion.frames.duration),)
    assert 0 <= answer.probability.min() <= answer.probability.max() <= 1
    assert model.threshold == 0.4


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(15), Fraction(43, 2)])
def test_a_stretch_has_the_features_that_it_has_in_the_whole(rate: Fraction) -> None:
    motion = moving(300, rate)
    whole = motion_features(motion)
    part = motion_features(onset_net._between(motion, 60, 140), 80)
    assert part[2:-2] == pytest.approx(whole[62:138], abs=1e-3)


def test_windows_answer_as_the_whole_does(model: TimingModel, monkeypatch: pytest.MonkeyPatch) -> None:
    motion = moving(600)
    whole = predict_onsets(motion, model)
    monkeypatch.setattr(onset_net, "_WINDOW_FRAMES", 150)
    windowed = predict_onsets(motion, model)
    # What a clip moves as a whole is judged a window at a time: close, not equal.
    assert np.abs(windowed.probability - whole.probability).max() < 0.05


def test_a_mirrored_clip_has_the_same_answer(model: TimingModel) -> None:
    motion = moving()
    grid = motion.grid.copy()[:, :, ::-1].copy()
    grid[..., 0] *= -1
    rows = motion.rows.copy()
    rows[:, : grid[0].size] = grid.reshape(len(rows), -1)
    mirrored = predict_onsets(MotionDescriptors(rows, motion.frames), model)
    assert mirrored.probability == pytest.approx(predict_onsets(motion, model).probability, abs=1e-4)


def test_cancelling_is_obeyed(model: TimingModel) -> None:
    with pytest.raises(CancelledError):
        predict_onsets(moving(), model, cancelled=lambda: True)


def test_a_truncated_model_is_refused(tmp_path: Path, model: TimingModel) -> None:
    weights = tmp_path / "timing" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    with pytest.raises(FoleyError, match="damaged"):
        read_timing_model(tmp_path / "timing")


def test_weights_of_another_net_are_refused(tmp_path: Path, model: TimingModel) -> None:
    path = tmp_path / "timing" / "config.json"
    described = json.loads(path.read_text())
    described["config"]["temporal"]["filters"] += 8
    path.write_text(json.dumps(described))
    with pytest.raises(FoleyError, match="do not fit"):
        read_timing_model(tmp_path / "timing")


def test_no_model_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no model"):
        read_timing_model(tmp_path)


def test_a_model_whose_files_change_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onset_net, "models_dir", lambda: tmp_path)
    config = TIMING_PRESETS["tiny"]
    write_net(tmp_path / "timing", TimingNet(config), config, {"threshold": 0.4})
    first = onset_net.load_timing_model()
    assert onset_net.load_timing_model() is first
    write_net(tmp_path / "timing", TimingNet(config), config, {"threshold": 0.75})
    assert onset_net.load_timing_model().threshold == 0.75
