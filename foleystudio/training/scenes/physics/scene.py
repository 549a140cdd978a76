"""A contact scene: pictures of bodies in a physics engine, and the sounds that their contacts cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import EventTrack
from foleystudio.timebase import FrameTimes
from foleystudio.training.scenes.physics import filming
from foleystudio.training.scenes.physics.contacts import hits_of, sustained_of
from foleystudio.training.scenes.physics.simulation import Run, compiled, run
from foleystudio.training.scenes.physics.worlds import WORLDS, draw_world

_ATTEMPTS = 8  # at a scene in which something is seen to sound


@dataclass(frozen=True, eq=False)
class ContactScene:
    """One simulated scene.

    Parameters
    ----------
    kind
        Which world.
    hits
        Contacts in view, by true time and impulse.
    sustained
        What slid or rolled, with its level.
    """

    kind: str
    hits: EventTrack
    sustained: EventTrack
    _model: Any
    _run: Run
    _view: filming.Viewpoint

    def events(self, sustains: bool) -> EventTrack:
        """What is heard: hits, and what is kept up if the thing that sounds can be; hits within that are its own."""
        if not sustains:
            return self.hits
        kept = self.sustained.events
        alone = [hit for hit in self.hits if not any(k.time_s - 0.05 <= hit.time_s < k.time_s + 0.1 for k in kept)]
        return EventTrack((*kept, *(replace(hit, key=-1) for hit in alone)), source="file")

    def eye(self, side: tuple[int, int] = (128, 128)) -> filming.Eye:
        """Who sees it, to be used as a context: pictures of a height and width, at any time."""
        return filming.Eye(self._model, self._run, self._view, side)

    def pictures(self, frames: FrameTimes, side: tuple[int, int] = (128, 128)) -> Iterator[NDArray[np.uint8]]:
        """Grey pictures uint8 [H, W], one for each frame."""
        with self.eye(side) as eye:
            for time_s in frames.seconds:
                yield eye.see(float(time_s)).astype(np.uint8)


def draw_contact_scene(seed: int, duration_s: float, kind: str | None = None) -> ContactScene:
    """A scene in which something sounds, the same for the same arguments.

    Parameters
    ----------
    seed
        Draws the world, its bodies, looks and lights, and the camera.
    duration_s
        Length.
    kind
        One of ``WORLDS``; any when omitted.

    Raises
    ------
    FoleyError
        When MuJoCo is not installed.
    """
    for attempt in range(_ATTEMPTS):
        scene = _attempt((seed, attempt), duration_s, kind)
        if len(scene.hits) or len(scene.sustained):
            break
    return scene


def _attempt(seed: tuple[int, ...], duration_s: float, kind: str | None) -> ContactScene:
    rng = np.random.default_rng(seed)
    chosen = kind or str(rng.choice(list(WORLDS)))
    world = draw_world(chosen, duration_s, rng)
    model = compiled(world, filming.draw_sky(rng), filming.draw_lights(rng))
    filming.paint(model, rng)
    ran = run(model, world, duration_s)
    hits, sustained = hits_of(ran), sustained_of(ran)
    heard = [e.time_s for e in (*sustained, *(() if world.sustained else hits))]
    heard += [e.end_s for e in sustained if world.sustained]
    view = filming.Viewpoint.draw(ran, heard or [duration_s / 2], world.azimuth_deg, rng)
    seen = filming.unhidden(model, ran, view)
    hits, sustained = hits_of(ran, seen), sustained_of(ran, seen)
    if world.sustained and not len(sustained):
        hits = sustained  # try another
    return ContactScene(chosen, hits, sustained, model, ran, view)
