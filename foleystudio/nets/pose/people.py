"""The nets that find people and their joints, as one model."""

from __future__ import annotations

from dataclasses import dataclass

from torch import nn

from foleystudio.nets.pose.graph import GraphConfig, GraphNet
from foleystudio.nets.ranges import check


@dataclass(frozen=True)
class PoseConfig:
    """Both nets.

    Parameters
    ----------
    detector
        From a whole picture to where people may be: a score and 12 numbers for each anchor.
    landmarks
        From one upright person to 39 points of 5 numbers each, and whether somebody is there.
    """

    detector: GraphConfig
    landmarks: GraphConfig

    def __post_init__(self) -> None:
        check(len(self.detector.outputs) == 2 == len(self.landmarks.outputs), "each net answers two things")


class PoseNets(nn.Module):
    """A detector of people and a finder of landmarks: BlazePose (Bazarevsky et al., 2020), as Google publishes it."""

    def __init__(self, config: PoseConfig) -> None:
        super().__init__()
        self.config = config
        self.detector = GraphNet(config.detector)
        self.landmarks = GraphNet(config.landmarks)
