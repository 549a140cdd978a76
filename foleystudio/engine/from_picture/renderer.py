"""The systems' door: from a request to a take; torch is imported once one is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from foleystudio.engine.from_picture.installed_systems import system_folder

if TYPE_CHECKING:
    from foleystudio.engine.from_picture.performing import PicturedTake
    from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest, WatchedFeatures


def preparing(name: str) -> Callable[[SynthesisRequest, Progress, Cancelled], PicturedTake]:
    """What makes a system's takes ready.

    Parameters
    ----------
    name
        One of `systems.SYSTEMS`.

    Returns
    -------
    A function as of `engine.render.renderers.Prepare`.
    """

    def prepare(request: SynthesisRequest, progress: Progress, _cancelled: Cancelled) -> PicturedTake:
        progress(0.0, "loading the networks")
        from foleystudio.engine.from_picture.performing import prepare_pictured

        return prepare_pictured(name, request)

    return prepare


def watching(name: str) -> Callable[[str | None], WatchedFeatures]:
    """What tells which picture features a system's model was trained on.

    Parameters
    ----------
    name
        One of `systems.SYSTEMS`.
    """

    def watched(model: str | None) -> WatchedFeatures:
        from foleystudio.engine.from_picture.performing import load_kept
        from foleystudio.engine.request import WatchedFeatures

        folder = system_folder(name, model)
        return WatchedFeatures(load_kept(name, folder).extractor, folder)

    return watched
