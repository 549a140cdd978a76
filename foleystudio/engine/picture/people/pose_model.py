"""The pose nets asked: people in a picture, and the points of those whose regions are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from foleystudio.engine.models.model_files import ReloadingCache, read_net
from foleystudio.engine.picture.people.detection import SAME_PERSON, Letterboxed, regions_of
from foleystudio.engine.picture.people.regions import Floats, Pictures, Region
from foleystudio.errors import FoleyError
from foleystudio.nets.pose.people import PoseConfig
from foleystudio.paths import models_dir

if TYPE_CHECKING:
    from torch import Tensor

    from foleystudio.nets.pose.people import PoseNets

MODEL = "pose"
"""Folder of the model that ships."""

_SIDE = 256  # pixels of the square that the net of points looks at
_WORTH_A_LOOK = 0.2  # of its side, by which a picture is longer than a square
_OVERLAPPING = 0.5  # of a square's side lies between one and the next, at most
_HIPS, _REACH = 33, 34  # of the 39 points: they say where the person will be looked for next


@dataclass(frozen=True, eq=False)
class Body:
    """What the landmark net says of one region.

    Parameters
    ----------
    points
        ``float64 [33, 2]``, pixels of the picture.
    visible
        ``float64 [33]``, 0-1: neither hidden nor beyond the picture.
    there
        0-1: whether somebody is in the region.
    region
        Where to look for the same person in the next picture.
    """

    points: Floats
    visible: Floats
    there: float
    region: Region


class PoseModel:
    """Both nets, loaded, on the CPU.

    Parameters
    ----------
    nets
        In evaluation mode.
    """

    def __init__(self, nets: PoseNets) -> None:
        import torch

        # Channels last: convolutions are twice as fast so.
        self._nets = nets.requires_grad_(False).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # its stub lacks a call with this alone

    def find(self, picture: Pictures) -> list[Region]:
        """Regions of the people in a picture ``[H, W, 3]``, those first who are seen in the whole of it, the surest.

        The whole picture is looked at, and squares of it: shrunk to the detector's size, people in a wide picture are
        small.
        """
        import torch

        parts = [(0, 0, picture), *_squares(picture)]
        shown = [Letterboxed.of(part) for _, _, part in parts]
        with torch.inference_mode():
            boxes, scores = self._nets.detector(_batch([each.square for each in shown], 2 / 255, -1.0))
        found: list[Region] = []
        for (x, y, _), each, box, score in zip(parts, shown, boxes, scores, strict=True):
            here = [region.moved(x, y) for region in regions_of(box.numpy(), score[:, 0].numpy(), each)]
            found += [region for region in here if not any(region.overlap(other) > SAME_PERSON for other in found)]
        return found

    def look(self, picture: Pictures, regions: Sequence[Region]) -> list[Body]:
        """The bodies in regions of a picture, one each."""
        import torch

        if not regions:
            return []
        cuts = [region.cut(picture, _SIDE) for region in regions]
        with torch.inference_mode():
            answer, there = self._nets.landmarks(_batch(cuts, 1 / 255, 0.0))
        numbers = answer.reshape(len(regions), 39, 5).numpy().astype(np.float64)
        sure = there.reshape(-1).numpy()
        return [_body(*each) for each in zip(regions, numbers, sure, strict=True)]


def _squares(picture: Pictures) -> list[tuple[int, int, Pictures]]:
    """Squares that cover a picture which is longer than wide, or wider than high, each with its left and top."""
    height, width = picture.shape[:2]
    side = min(height, width)
    spare = max(height, width) - side
    if spare < _WORTH_A_LOOK * side:
        return []
    steps = int(np.ceil(spare / (_OVERLAPPING * side)))
    starts = [round(spare * n / steps) for n in range(steps + 1)]
    if width > height:
        return [(at, 0, picture[:, at : at + side]) for at in starts]
    return [(0, at, picture[at : at + side]) for at in starts]


def _body(region: Region, numbers: Floats, there: float) -> Body:
    points = region.to_picture(numbers[:, :2] / _SIDE)
    visible = 1 / (1 + np.exp(-np.clip(np.minimum(numbers[:33, 3], numbers[:33, 4]), -50, 50)))
    return Body(points[:33], visible, float(there), Region.about(points[_HIPS], points[_REACH]))


def _batch(pictures: Sequence[Pictures], scale: float, shift: float) -> Tensor:
    """Pictures [side, side, 3] as one tensor [B, 3, side, side], channels last in memory."""
    import torch

    stacked = torch.from_numpy(np.stack(pictures)).to(torch.float32)
    return stacked.mul_(scale).add_(shift).permute(0, 3, 1, 2)


def load_pose_model() -> PoseModel:
    """The model that ships, read once as long as its files stay.

    Raises
    ------
    FoleyError
        When it is not there or damaged.
    """
    return _kept.of(models_dir() / MODEL)


def read_pose_model(folder: Path) -> PoseModel:
    """A model from any folder.

    Raises
    ------
    FoleyError
        As `load_pose_model`, or it answers something else than a pose.
    """
    from foleystudio.nets.pose.people import PoseNets

    nets = read_net(folder, PoseConfig, PoseNets)
    model = PoseModel(nets)
    try:
        black = np.zeros((_SIDE, _SIDE, 3), np.uint8)
        model.find(black)
        model.look(black, [Region(128, 128, 256, 0)])
    except (RuntimeError, ValueError, IndexError) as error:
        said = " ".join(str(error).split())[:160]
        raise FoleyError(f"it does not answer what a pose is read from ({said})", file=folder) from error
    return model


_kept = ReloadingCache(read_pose_model)
