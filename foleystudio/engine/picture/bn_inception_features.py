"""The paper's picture features: BN-Inception on RGB pictures and on stacked optical flow, with the user's weights."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.engine.clip import Clip
from foleystudio.engine.models.model_files import read_weights
from foleystudio.engine.picture.feature_cache import load_or_compute
from foleystudio.engine.picture.feature_types import VideoFeatures
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.media.cache import file_hash
from foleystudio.media.npy_rows import Rows
from foleystudio.media.picture.video import VideoReader
from foleystudio.nets.bn_inception import FEATURES, PICTURE_SIDE, BNInception, from_published_names
from foleystudio.progress import stop_if
from foleystudio.timebase import FEATURE_FPS, FrameTimes, feature_frames

RGB_NAME = "bn_inception_rgb.safetensors"
FLOW_NAME = "bn_inception_flow.safetensors"

_FLOW_SIZE = (340, 256)  # width, height: where flow is computed, as the published flow nets saw it
_FLOW_BOUND = 20.0  # pixels a feature frame; what is faster counts as this
_MEAN_BGR = np.array([104.0, 117.0, 128.0], np.float32)
_AT_ONCE = 16  # pictures in one pass: more keep the net busier and take more memory
_LARGEST = 6e4  # float16 ends at 65504

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]


class InceptionExtractor:
    """1024 features of the picture, then 1024 of the flow behind it, a feature frame.

    The paper's; computed by nets whose weights the user supplies: nothing is downloaded. A folder holds
    ``bn_inception_rgb.safetensors`` and ``bn_inception_flow.safetensors``, under this project's names or under
    those in which such weights are commonly published; how many flows are stacked follows from the second's shape.

    Source: REGNET (Chen et al., 2020), whose features VarietySound takes. Departures: flow is DIS instead of TV-L1,
    which OpenCV's main package lacks; a stack looks forward and repeats the last flow at the clip's end.

    Parameters
    ----------
    rgb, flow
        The two nets.
    key
        Names the weights in the cache.
    """

    name = "bn_inception"
    dim = 2 * FEATURES

    def __init__(self, rgb: BNInception, flow: BNInception, key: str) -> None:
        self._rgb, self._flow, self._key = rgb.eval(), flow.eval(), key
        self._stack = flow.channels // 2

    @classmethod
    def of_weights(cls, folder: Path | None) -> InceptionExtractor:
        """The extractor with a user's weights.

        Raises
        ------
        FoleyError
            When there are none, or they are damaged or of another net.
        """
        if folder is None:
            raise FoleyError(
                "the bn_inception features need weights, which are not part of this program",
                remedy=f"give a folder that holds {RGB_NAME} and {FLOW_NAME}, or use the motion features",
            )
        rgb, flow = _net(folder / RGB_NAME), _net(folder / FLOW_NAME)
        if rgb.channels != 3:
            raise FoleyError(f"its first layer reads {rgb.channels} channels, not 3", file=folder / RGB_NAME)
        if flow.channels % 2:
            raise FoleyError(f"its first layer reads {flow.channels} channels, not x and y", file=folder / FLOW_NAME)
        return cls(rgb, flow, "".join(file_hash(folder / name)[:8] for name in (RGB_NAME, FLOW_NAME)))

    def extract(
        self, clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> VideoFeatures:
        """Features of a whole clip; see `engine.features.FeatureExtractor`.

        Raises
        ------
        FoleyError
            When nothing of the clip can be decoded, or its file has changed since it was opened.
        CancelledError
            When the user cancelled; nothing half-written is left.
        """
        count = feature_frames(clip.frames.duration)
        rows = load_or_compute(
            clip, f"inception-1-{self._key}", lambda: self._rows(clip, count, progress, cancelled), count, self.dim
        )
        return VideoFeatures(rows, self.name)

    def _rows(self, clip: Clip, count: int, progress: Progress, cancelled: Cancelled) -> Iterator[Rows]:
        done = 0
        with VideoReader(clip.path, clip.frames) as reader:
            for pictures, flows in _batches(_inputs(reader, clip.frames, self._stack)):
                stop_if(cancelled)
                progress(done / max(1, count), "looking at the pictures")
                with torch.inference_mode():
                    features = torch.cat((self._rgb(pictures), self._flow(flows)), 1)
                done += len(features)
                yield from features.clamp(-_LARGEST, _LARGEST).half().numpy()
        progress(1.0, "looking at the pictures")


def _net(path: Path) -> BNInception:
    if not is_file(path):
        raise FoleyError(
            "there are no such weights",
            file=path,
            remedy=f"put {RGB_NAME} and {FLOW_NAME} into that folder, or use the motion features",
        )
    weights = from_published_names(read_weights(path))
    first = weights.get("stem.conv1_7x7_s2.conv.weight")
    if first is None or first.ndim != 4 or not first.numel():
        raise FoleyError("these are not weights of BN-Inception: the first layer is missing", file=path)
    net = BNInception(first.shape[1])
    # Counters of batches are of no use here and often left out.
    expected = {name for name in net.state_dict() if not name.endswith("num_batches_tracked")}
    try:
        net.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise FoleyError(
            f"these are not weights of BN-Inception ({str(error).splitlines()[1].strip()[:120]})", file=path
        ) from error
    missing = sorted(expected - weights.keys())
    if missing:
        raise FoleyError(f"weights of BN-Inception are missing ({len(missing)}, first {missing[0]})", file=path)
    return net.requires_grad_(False)


def _inputs(reader: VideoReader, frames: FrameTimes, stack: int) -> Iterator[tuple[Floats, Floats]]:
    """A picture [3, H, W] and the flows from it on [2 stack, H, W] of every feature frame."""
    flow_of = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    waiting: deque[Picture] = deque()
    flows: deque[Floats] = deque()
    before: Picture | None = None
    for picture in _sampled(reader, frames):
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
        if before is not None:
            flow = flow_of.calc(before, grey, np.zeros((*grey.shape, 2), np.float32))
            flows.append(_shown(np.asarray(flow, np.float32)))
        waiting.append(picture)
        before = grey
        if len(flows) == stack:
            yield _normalised(waiting.popleft()), np.concatenate(flows)
            flows.popleft()
    still = _shown(np.zeros((*_FLOW_SIZE[::-1], 2), np.float32))
    while waiting:
        last = flows[-1] if flows else still
        yield _normalised(waiting.popleft()), np.concatenate([*flows, *[last] * (stack - len(flows))])
        if flows:
            flows.popleft()


def _sampled(reader: VideoReader, frames: FrameTimes) -> Iterator[Picture]:
    """The frame that is shown at the start of each feature frame, squeezed to where flow is computed."""
    wanted = [frames.frame_at(k / FEATURE_FPS) for k in range(feature_frames(frames.duration))]
    k = 0
    with closing(reader.iterate(0, len(frames), max_size=2 * _FLOW_SIZE[0])) as pictures:
        for number, picture in pictures:
            if k == len(wanted):
                return
            if wanted[k] != number:
                continue
            small = np.asarray(cv2.resize(picture, _FLOW_SIZE, interpolation=cv2.INTER_AREA), np.uint8)
            while k < len(wanted) and wanted[k] == number:
                yield small
                k += 1


def _normalised(picture: Picture) -> Floats:
    square = cv2.resize(picture, (PICTURE_SIDE, PICTURE_SIDE), interpolation=cv2.INTER_LINEAR)
    bgr = np.asarray(square, np.float32)[:, :, ::-1] - _MEAN_BGR
    return np.ascontiguousarray(bgr.transpose(2, 0, 1))


def _shown(flow: Floats) -> Floats:
    """Flow on the scale of a grey picture about its middle, as published flow nets were trained: [2, H, W]."""
    square = cv2.resize(flow, (PICTURE_SIDE, PICTURE_SIDE), interpolation=cv2.INTER_LINEAR)
    grey = (np.clip(square, -_FLOW_BOUND, _FLOW_BOUND) + _FLOW_BOUND) * (255 / (2 * _FLOW_BOUND))
    return np.asarray(np.round(grey).transpose(2, 0, 1) - 128, np.float32)


def _batches(inputs: Iterator[tuple[Floats, Floats]]) -> Iterator[tuple[Tensor, Tensor]]:
    pictures: list[Floats] = []
    flows: list[Floats] = []
    for picture, flow in inputs:
        pictures.append(picture)
        flows.append(flow)
        if len(pictures) == _AT_ONCE:
            yield torch.from_numpy(np.stack(pictures)), torch.from_numpy(np.stack(flows))
            pictures, flows = [], []
    if pictures:
        yield torch.from_numpy(np.stack(pictures)), torch.from_numpy(np.stack(flows))
