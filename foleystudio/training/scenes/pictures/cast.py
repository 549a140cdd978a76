"""Who may appear in a made scene: acts that sound, with how often, and distractors."""

from __future__ import annotations

from foleystudio.training.scenes.pictures.act import ActMaker
from foleystudio.training.scenes.pictures.acts_moving import Clapper, Handler, Shooter, Swinger, Walker
from foleystudio.training.scenes.pictures.acts_striking import Striker
from foleystudio.training.scenes.pictures.distractors import Caption, Leaves, PasserBy, Screen, Waver

ACTS: tuple[tuple[ActMaker, float], ...] = (
    (Striker, 0.52),
    (Walker, 0.1),
    (Shooter, 0.1),
    (Swinger, 0.09),
    (Clapper, 0.07),
    (Handler, 0.12),
)
"""Acts, each with its share."""

DISTRACTORS: tuple[ActMaker, ...] = (PasserBy, Waver, Leaves, Screen, Caption)
"""What moves and makes no sound."""
