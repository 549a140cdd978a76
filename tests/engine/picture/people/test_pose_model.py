"""The nets as they ship, asked through what the studio asks them by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine.models.model_files import write_net
from foleystudio.engine.picture.people.pose_model import load_pose_model, read_pose_model
from foleystudio.engine.picture.people.regions import Region
from foleystudio.errors import FoleyError
from foleystudio.nets.pose.graph import GraphConfig, Layer
from foleystudio.nets.pose.people import PoseConfig, PoseNets


@pytest.mark.shipped_models
def test_nobody_is_found_where_nobody_is() -> None:
    model = load_pose_model()
    noise = np.random.default_rng(1).integers(0, 255, (180, 320, 3)).astype(np.uint8)
    for picture in (np.zeros((180, 320, 3), np.uint8), np.full((300, 200, 3), 128, np.uint8), noise):
        assert model.find(picture) == []
    assert model.look(noise, []) == []
    bodies = model.look(noise, [Region(100, 90, 120, 0.2), Region(200, 90, 60, 0)])
    assert [body.there < 0.5 for body in bodies] == [True, True]
    assert bodies[0].points.shape == (33, 2)


def test_nets_that_answer_something_else_are_refused(tmp_path: Path) -> None:
    graph = GraphConfig(64, (Layer("convolution", (0,), 4, kernel=3), Layer("sigmoid", (1,))), (1, 2))
    write_net(tmp_path, PoseNets(PoseConfig(graph, graph)), PoseConfig(graph, graph))
    with pytest.raises(FoleyError, match="does not answer what a pose is read from"):
        read_pose_model(tmp_path)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no model"):
        read_pose_model(tmp_path)
