"""Animals that bark: muzzles from the side that open, and whole bodies from before that are thrown."""

from __future__ import annotations

import math

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.acts.voicing import jerks, levels
from foleystudio.training.scenes.pictures.body import point
from foleystudio.training.scenes.pictures.canvas import Canvas, affine, flat
from foleystudio.training.scenes.pictures.curves import Curve, sway
from foleystudio.training.scenes.pictures.spacing import spaced


class Muzzle:
    """A dog or its like from the side: the jaw drops and the head jerks up at every bark.

    Silently it pants, looks round and wags.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = spaced(events, 0.16)
        self._open = levels(
            duration_s, self.events, float(rng.uniform(0.06, 0.16)), float(rng.uniform(0.015, 0.04)), 0.09
        )
        self._jerk = jerks(duration_s, self.events, 0.0, float(rng.uniform(0.02, 0.06)), float(rng.uniform(0.06, 0.2)))
        self._late_s = float(rng.uniform(0.0, 0.1))  # a bark is heard before head and body have been thrown
        self._pants = float(rng.choice([0.0, rng.uniform(0.05, 0.16)]))
        self._pant_hz = float(rng.uniform(2, 4.5))
        self._look = sway(duration_s, rng, float(rng.uniform(0.02, 0.15)), 0.7)
        self._wag_hz = float(rng.choice([0.0, rng.uniform(1, 4)]))
        self._throw, self._step = float(rng.uniform(0.15, 0.7)), float(rng.uniform(0.0, 0.08))
        self._fur, self._belly = textures.cloth(rng), textures.plain(rng)
        self._dark = flat(float(rng.uniform(5, 50)))
        self._snout, self._gape = float(rng.uniform(0.12, 0.24)), float(rng.uniform(0.35, 0.9))
        self._close = rng.random() < 0.5

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Body and tail unless close up; the head with its hinged jaw."""
        if self._close:
            canvas = canvas.placed(affine(-0.25, 0.3, 1.9))
        jerk, look = self._jerk.at(time_s - self._late_s), self._look.at(time_s)
        hop = self._step * jerk
        head = point(0.14 + hop, -0.14 - 0.4 * hop)
        tail = 0.6 * math.sin(2 * math.pi * self._wag_hz * time_s) if self._wag_hz else 0.2
        canvas.limb(point(-0.3, 0.0), point(-0.43, -0.12 + 0.1 * tail), 0.02, 0.01, self._fur)
        for x in (-0.27, -0.2, 0.0, 0.06):
            canvas.limb(point(x + hop, 0.08), point(x, 0.32), 0.04, 0.022, self._fur)
        canvas.limb(point(-0.26, 0.02), point(0.02 + hop, 0.0), 0.1, 0.12, self._fur)
        canvas.limb(point(0.03 + hop, -0.02), head, 0.09, 0.075, self._fur)
        turned = affine(float(head[0]), float(head[1]), 1.0, look - self._throw * jerk)
        self._draw_head(canvas.placed(turned), time_s)

    def _draw_head(self, head: Canvas, time_s: float) -> None:
        panting = self._pants * (0.5 + 0.5 * math.sin(2 * math.pi * self._pant_hz * time_s))
        jaw = self._gape * max(self._open.at(time_s - 0.4 * self._late_s), panting)
        tip = point(self._snout * math.cos(jaw), self._snout * math.sin(jaw))
        if jaw > 0.05:
            head.polygon(
                np.array([(0.03, 0.02), (self._snout, 0.02), (tip[0] + 0.02, tip[1] + 0.04), (0.03, 0.05)]), self._dark
            )
        head.limb(point(0.02, 0.035), tip + (0, 0.04), 0.035, 0.018, self._belly)
        head.disc((0, 0), 0.085, self._fur, 0.0, 0.95)
        head.limb(point(0.03, 0.0), point(self._snout, 0.0), 0.05, 0.03, self._fur)
        head.disc((self._snout + 0.02, -0.01), 0.016, self._dark)
        head.disc((0.035, -0.04), 0.012, self._dark)
        head.limb(point(-0.03, -0.05), point(-0.06, 0.03), 0.03, 0.02, self._fur)


class Barker:
    """A dog or its like from before or above: all of it is thrown with every bark, and its mouth opens meanwhile.

    The throw is seen to begin when the bark does, give or take a picture, out of rest and is soon over; nothing is
    met on the way. Silently it looks round, shifts its weight and pants.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = spaced(events, 0.16)
        self._open = levels(
            duration_s, self.events, float(rng.uniform(0.06, 0.16)), float(rng.uniform(0.015, 0.04)), 0.08
        )
        self._late_s = float(rng.uniform(-0.02, 0.06))
        self._throw, self._side = (_thrown(duration_s, events, rng) for events in self._sides(rng))
        away, far = rng.uniform(0, 2 * math.pi), rng.uniform(0.03, 0.16)
        self._leap = far * point(math.cos(away), math.sin(away))
        self._nearer, self._turn = float(rng.uniform(-0.12, 0.2)), float(rng.normal(0, 0.35))
        self._taken_along = float(rng.choice([0.0, 1.0, rng.uniform(0.1, 0.8)]))
        self._tufts_s = float(rng.uniform(0.0, 0.08))  # long hair comes after
        self._pants, self._pant_hz = float(rng.choice([0.0, rng.uniform(0.05, 0.25)])), float(rng.uniform(2, 4.5))
        self._appearance = [sway(duration_s, rng, float(rng.uniform(0.004, 0.05)), 0.7) for _ in range(3)]
        self._shift = sway(duration_s, rng, float(rng.uniform(0.002, 0.02)), 0.6)
        self._draw_coat(rng)

    def _sides(self, rng: np.random.Generator) -> tuple[EventTrack, EventTrack]:
        """All barks, and those of which it turns aside with the throw."""
        aside = rng.random(len(self.events)) < rng.choice([0.0, 0.3, 0.6])
        turned = tuple(event for event, is_aside in zip(self.events, aside, strict=True) if is_aside)
        return self.events, EventTrack(turned, source=self.events.source)

    def _draw_coat(self, rng: np.random.Generator) -> None:
        self._fur, self._face, self._dark = textures.cloth(rng), textures.plain(rng), flat(float(rng.uniform(5, 50)))
        self._head, self._snout = float(rng.uniform(0.12, 0.2)), float(rng.uniform(0.35, 0.6))
        self._body_at, self._body = point(rng.uniform(-0.18, 0.18), rng.uniform(-0.08, 0.2)), rng.uniform(0.18, 0.3)
        self._long, self._gape = float(rng.uniform(0.8, 1.3)), float(rng.uniform(0.5, 1.2))
        self._ears, self._tufts = float(rng.uniform(0.4, 1.0)), int(rng.choice([0, 9, 13]))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The body, and before it the head with ears, tufts, eyes and mouth."""
        throw, aside = self._throw.at(time_s - self._late_s), self._side.at(time_s - self._late_s)
        x, y, turn = (look.at(time_s) for look in self._appearance)
        leap = throw * self._leap + aside * point(self._leap[1], 0.5 * self._leap[0])
        body = self._body_at + self._taken_along * leap + (self._shift.at(time_s), 0.0)
        for side in (-1, 1):
            canvas.limb(body + (0.6 * side * self._body, 0.1), self._body_at + (0.6 * side * self._body, 0.35),
                        0.05, 0.035, self._fur)  # fmt: skip
        canvas.disc(body, self._body * (1 + 0.5 * self._taken_along * self._nearer * throw), self._fur, 0.0, self._long)
        head = point(x, -0.1 + 0.5 * y) + leap
        turned = 4 * turn + self._turn * (throw + 1.5 * aside)
        size = self._head / 0.15 * (1 + self._nearer * throw)
        own = canvas.placed(affine(float(head[0]), float(head[1]), size, turned))
        self._draw_hair(own, time_s)
        self._draw_face(own, time_s)

    def _draw_hair(self, head: Canvas, time_s: float) -> None:
        behind = self._throw.at(time_s - self._late_s - self._tufts_s) - self._throw.at(time_s - self._late_s)
        lag = 1.2 * behind * self._leap
        for side in (-1, 1):
            root = point(0.1 * side, -0.09)
            head.limb(root, root + (0.06 * side, -0.12 * self._ears) + lag, 0.04, 0.015, self._fur)
        for number in range(self._tufts):
            angle = 2 * math.pi * number / self._tufts
            outward = point(math.cos(angle), math.sin(angle))
            head.limb(0.11 * outward, 0.21 * outward + lag, 0.04, 0.01, self._fur)
        head.disc((0, 0), 0.15, self._fur)

    def _draw_face(self, head: Canvas, time_s: float) -> None:
        panting = self._pants * (0.5 + 0.5 * math.sin(2 * math.pi * self._pant_hz * time_s))
        gape = self._gape * max(self._open.at(time_s - 0.4 * self._late_s), panting)
        head.disc((0, 0.05), 0.15 * self._snout, self._face)
        for side in (-1, 1):
            head.disc((0.06 * side, -0.03), 0.016, self._dark)
        head.disc((0, 0.02), 0.022, self._dark, 0.0, 0.7)
        if gape > 0.04:
            head.disc((0, 0.07 + 0.02 * gape), 0.045, self._dark, 0.0, gape)


def _thrown(duration_s: float, events: EventTrack, rng: np.random.Generator) -> Curve:
    """A body thrown and back again: at once or, of some, slowly."""
    back_s = float(rng.uniform(0.04, 0.12)) if rng.random() < 0.7 else float(rng.uniform(0.12, 0.5))
    windup_s = float(rng.choice([0.0, 0.0, 0.0, rng.uniform(0.05, 0.12)]))
    return jerks(duration_s, events, windup_s, float(rng.uniform(0.03, 0.09)), back_s)
