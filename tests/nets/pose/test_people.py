"""The nets that ship answer what they were published with."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from foleystudio.engine.models.model_files import read_net
from foleystudio.nets.pose.graph import GraphConfig, Layer
from foleystudio.nets.pose.people import PoseConfig, PoseNets
from foleystudio.paths import models_dir

BOXES = [-4.268, -6.635, -3.975, -8.398, 3.234, -2.295, 43.978, 43.948, 0.211, -0.228, 0.161, -0.008]
SCORES = [-71.199, -9.199, -29.079]
POINTS = [138.633, 51.549, -105.849, 109.931, 330.628]


def _picture(side: int) -> torch.Tensor:
    numbers = np.random.default_rng(5).integers(0, 256, (1, 3, side, side))
    return torch.from_numpy((numbers / 255).astype(np.float32))


@pytest.mark.shipped_models
def test_both_nets_answer_a_made_picture_as_published() -> None:
    """The numbers are TensorFlow Lite's, of the published files."""
    nets = read_net(models_dir() / "pose", PoseConfig, PoseNets)
    with torch.inference_mode():
        boxes, scores = nets.detector(_picture(224))
        points, there = nets.landmarks(_picture(256))
    assert boxes.shape == (1, 2254, 12)
    assert scores.shape == (1, 2254, 1)
    assert points.reshape(-1).shape == (195,)
    assert there.reshape(-1).shape == (1,)
    assert boxes[0, [0, 1700, 2253], :4].reshape(-1).numpy() == pytest.approx(BOXES, abs=2e-2)
    assert scores[0, [0, 1700, 2253], 0].numpy() == pytest.approx(SCORES, abs=1e-2)
    assert points.reshape(-1)[[0, 1, 2, 150, 194]].numpy() == pytest.approx(POINTS, abs=5e-2)


def test_a_net_that_answers_something_else_is_none() -> None:
    graph = GraphConfig(8, (Layer("sigmoid", (0,)),), (1,))
    with pytest.raises(ValueError, match="two things"):
        PoseConfig(graph, graph)
