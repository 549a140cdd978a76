"""Types of picture features and of their extractors, whichever extractor is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress


@dataclass(frozen=True, eq=False)
class VideoFeatures:
    """What a net is shown of a clip's pictures.

    Parameters
    ----------
    values
        ``float [T, D]`` at ``FEATURE_FPS``, from clip time 0 to the end of the last frame; possibly a memory map.
    extractor
        Name of what made them: features of one are noise to a net that learnt from another's.
    """

    values: NDArray[np.floating]
    extractor: str


class FeatureExtractor(Protocol):
    """Turns a clip's pictures into features at ``FEATURE_FPS``; what it computes is kept by the file's contents."""

    @property
    def name(self) -> str:
        """One of `EXTRACTORS`."""

    @property
    def dim(self) -> int:
        """Width D of its rows."""

    def extract(
        self, clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
    ) -> VideoFeatures:
        """Features of a whole clip.

        Raises
        ------
        FoleyError
            When nothing of the clip can be decoded.
        CancelledError
            When the user cancelled.
        """
