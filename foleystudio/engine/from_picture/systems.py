"""The systems from picture and reference to a mel, by name: one interface for experiments and renderers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

from torch import Tensor

from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.engine.from_picture.cascade import REGNET, SPEECHSPLIT, Cascade
from foleystudio.engine.from_picture.owens import Owens
from foleystudio.engine.from_picture.parts import Removal
from foleystudio.engine.from_picture.varietysound import PublishedVarietySound
from foleystudio.errors import FoleyError


class PictureSystem(Protocol):
    """A trained system that makes a mel of picture features and a reference."""

    @property
    def name(self) -> str:
        """One of `SYSTEMS`."""

    @property
    def mel(self) -> MelConfig:
        """What both mels mean."""

    @property
    def feature_dim(self) -> int:
        """Width D of the picture features that it learnt from."""

    @property
    def extractor(self) -> str:
        """Which features those are: see `engine.picture.features.EXTRACTORS`."""

    @property
    def parts(self) -> tuple[str, ...]:
        """What can be taken away."""

    def generate(
        self,
        features: Tensor,
        reference: Tensor,
        *,
        seed: int = 0,
        removed: Collection[str] = (),
        how: Removal = "zeros",
        background: Tensor | None = None,
    ) -> Tensor:
        """Make a mel.

        Parameters
        ----------
        features
            ``float [T, D]`` of the picture, T >= 1.
        reference
            Mel ``float [F, Mr]`` of the sound whose timbre is wanted, Mr >= 1.
        seed
            Draws noise.
        removed, how
            Which of the `parts` are taken away, and what takes their place.
        background
            Mel ``[F, Mb]`` of what sounds behind, for systems that have one; None for silence.

        Returns
        -------
        ``float32 [F, 4 T]`` on the CPU.
        """


def load_cascade(regnet: Path, speechsplit: Path) -> Cascade:
    """The cascade of two nets, each a model or a training run.

    Raises
    ------
    FoleyError
        When one is missing, damaged or another net.
    """
    return Cascade(regnet, speechsplit)


def _cascade_in(folder: Path) -> Cascade:
    return Cascade(folder / REGNET, folder / SPEECHSPLIT)


_LOADERS: dict[str, Callable[[Path], PictureSystem]] = {
    "cascade": _cascade_in,
    "owens": Owens,
    "varietysound": PublishedVarietySound,
}

SYSTEMS = tuple(_LOADERS)
"""What can be loaded."""


def load_system(name: str, folder: Path) -> PictureSystem:
    """A trained system.

    Parameters
    ----------
    name
        One of `SYSTEMS`.
    folder
        A model's or a training run's; for the cascade, one that holds ``regnet`` and ``speechsplit``, each a model's
        or a run's.

    Raises
    ------
    FoleyError
        When there is no such system, or its nets are missing, damaged or others.
    """
    if name not in _LOADERS:
        raise FoleyError(f"there is no system {name!r}", remedy=f"choose one of {', '.join(SYSTEMS)}")
    return _LOADERS[name](folder)
