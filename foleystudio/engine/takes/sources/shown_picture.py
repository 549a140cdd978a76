"""What a renderer that watches the picture is shown of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.render.renderers import renderer_row
from foleystudio.engine.request import Cancelled, Progress, Renderer


def shown_picture(
    clip: Clip, renderer: Renderer, model: str | None, progress: Progress, cancelled: Cancelled
) -> NDArray[np.floating] | None:
    """Features of a clip's pictures, ``float [T, D]``: those that the renderer's model was trained on.

    Returns
    -------
    None for a renderer that performs events.

    Raises
    ------
    FoleyError
        When the model cannot be read, or its features need weights that do not lie beside it.
    CancelledError
        When the user cancelled.
    """
    watches = renderer_row(renderer).watches
    if watches is None:
        return None
    from foleystudio.engine.picture.features import extractor_of  # OpenCV: most renderers want none of it

    wanted = watches(model)
    return extractor_of(wanted.extractor, wanted.weights).extract(clip, progress, cancelled).values
