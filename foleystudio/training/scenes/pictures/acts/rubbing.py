"""What is kept up: things rubbed to and fro, things that roll, sheets that are torn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.acts.voicing import levels
from foleystudio.training.scenes.pictures.body import Appearance, point
from foleystudio.training.scenes.pictures.canvas import Canvas, Fill, affine
from foleystudio.training.scenes.pictures.curves import CURVE_HZ, Curve, sway
from foleystudio.training.scenes.pictures.spacing import spaced


def _travelled(level: Curve) -> Curve:
    """How far something has come whose speed is a level: its integral."""
    return Curve(np.cumsum(level.values) / CURVE_HZ)


def _near(level: Curve, before_s: float) -> Curve:
    """1 while a level is above 0 and a little around it, else 0, softly: when what rubs is on its surface."""
    reach = max(1, int(before_s * CURVE_HZ))
    on = np.convolve((level.values > 0.01).astype(float), np.ones(2 * reach + 1), mode="same") > 0
    smooth = np.hanning(2 * reach + 1)
    return Curve(np.convolve(on.astype(float), smooth / smooth.sum(), mode="same"))


class Rubber:
    """A hand with a block, a brush or a saw that goes to and fro on a surface; lifted, it moves about in silence.

    The louder, the faster.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = spaced(events, 0.2)
        level = levels(duration_s, self.events, float(rng.uniform(0.12, 0.3)), 0.02, 0.05)
        lively = Curve(np.where(level.values > 0, 0.35 + 0.65 * level.values, 0.0) * np.minimum(1, 20 * level.values))
        self._phase = _travelled(lively)
        self._on = _near(level, 0.08)
        self._quick_hz, self._reach = float(rng.uniform(1.5, 5)), float(rng.uniform(0.08, 0.25))
        self._aside = [sway(duration_s, rng, float(rng.uniform(0.02, 0.1)), 0.7) for _ in range(2)]
        self._lift = float(rng.uniform(0.06, 0.2))
        self._surface, self._tool = textures.material(rng), textures.material(rng)
        self._appearance = Appearance.draw(rng)
        self._tool_size = rng.uniform(0.02, 0.09, 2)
        self._slope, self._from_above = float(rng.normal(0, 0.3)), rng.random() < 0.5

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The surface, the tool and its shadow, the arm."""
        on = self._on.at(time_s)
        stroke = self._reach * math.sin(2 * math.pi * self._quick_hz * self._phase.at(time_s))
        aside = np.array([move.at(time_s) for move in self._aside]) * (1 - on)
        lifted = self._lift * (1 - on)
        top = -0.35 if self._from_above else 0.1
        canvas.polygon([(-0.5, top), (0.5, top), (0.55, 0.5), (-0.55, 0.5)], self._surface)
        along = np.array([math.cos(self._slope), math.sin(self._slope)]) if self._from_above else np.array([1.0, 0.0])
        ground = point(0, 0.05 if self._from_above else 0.1) + along * stroke + (aside[0], 0)
        wide, high = self._tool_size
        canvas.light(ground + (0.03, 0.04), 0.1 + wide, -60 * (1 - 0.7 * on))
        place = ground - (0, lifted + max(0.0, -aside[1]))
        outline = place + np.array([(-wide, -2 * high), (wide, -2 * high), (wide, 0), (-wide, 0)])
        canvas.polygon(outline, self._tool, affine(float(place[0]), float(place[1])))
        self._appearance.arm(canvas, point(0.5, -0.4), place - (0, 2 * high), 1, 1.7)


class Roller:
    """A wheel, a ball or a drum that rolls while it sounds and stands while it does not; pushed by nobody."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = spaced(events, 0.15)
        level = levels(duration_s, self.events, float(rng.uniform(0.15, 0.35)), 0.06, 0.12)
        self._gone = _travelled(level)
        self._speed, self._size = float(rng.uniform(0.25, 0.8)), float(rng.uniform(0.06, 0.2))
        self._phase, self._reach = float(rng.uniform(0, 6.3)), float(rng.uniform(0.15, 0.33))
        self._skin, self._ground, self._hub = (textures.material(rng) for _ in range(3))
        self._spokes = int(rng.integers(0, 6))
        self._bumps = float(rng.uniform(0, 0.012))

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """It turns as far as it rolls."""
        # To and fro, as in a shallow bowl: it stays in the picture, however long it sounds.
        x = self._reach * math.sin(self._phase + self._speed * self._gone.at(time_s) / self._reach)
        canvas.polygon([(-0.6, 0.25), (0.6, 0.25), (0.6, 0.5), (-0.6, 0.5)], self._ground)
        bump = self._bumps * math.sin(47 * x)
        middle, angle = point(x, 0.25 - self._size + bump), x / self._size
        canvas.light(middle + (0, self._size), self._size, -70)
        canvas.disc(middle, self._size, self._skin, angle)
        for spoke in range(self._spokes):
            turn = angle + 2 * math.pi * spoke / self._spokes
            rim = middle + 0.85 * self._size * point(math.cos(turn), math.sin(turn))
            canvas.limb(middle, rim, 0.1 * self._size, 0.1 * self._size, self._hub)
        canvas.disc(middle, 0.25 * self._size, self._hub, angle)


@dataclass(frozen=True)
class _Sheet:
    """One sheet: when it is there, how far tearing had come in all before it, and comes while it is there.

    ``in_s`` and ``out_s`` are how long it takes to be raised into the picture and to be let fall.
    """

    taken_s: float
    let_go_s: float
    before: float
    travel: float
    in_s: float = 0.2
    out_s: float = 0.2


class Tearer:
    """Two hands pull a sheet apart: the gap grows while it sounds; then another is raised in silence."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = spaced(events, 0.25)
        self._level = levels(duration_s, self.events, float(rng.uniform(0.12, 0.3)), 0.015, 0.05)
        self._torn = _travelled(self._level)
        self._shakes, self._shakes_hz = float(rng.uniform(0.004, 0.016)), float(rng.uniform(7, 14))
        self._sheets = self._drawn_sheets(float(rng.uniform(0.2, 0.4)))
        self._appearance = Appearance.draw(rng)
        self._fills: list[Fill] = [textures.cloth(rng) for _ in self._sheets]
        self._sways = [sway(duration_s, rng, float(rng.uniform(0.003, 0.02)), 0.8) for _ in range(2)]
        self._jag = rng.normal(0, 0.012, 12)

    def _drawn_sheets(self, enough: float) -> list[_Sheet]:
        """One sheet after another: each is changed for the next, in a pause, once it is torn far enough."""
        sheets, taken_s, before, in_s = [], -1.0, 0.0, 0.2
        for event, following in pairwise(self.events):
            done, pause_s = self._torn.at(following.time_s), following.time_s - event.end_s
            if done - before > enough:
                change_s = following.time_s - 0.4 * pause_s
                out_s = min(0.4, 0.4 * pause_s)
                sheets.append(_Sheet(taken_s, change_s, before, done - before, in_s, out_s))
                taken_s, before, in_s = change_s, done, min(0.4, 0.38 * pause_s)
        whole = max(self._torn.values[-1] - before, 0.1)
        return [*sheets, _Sheet(taken_s, math.inf, before, whole, in_s)]

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The sheet, torn from the top down to a point, and the hands at its halves."""
        number = sum(time_s >= sheet.taken_s for sheet in self._sheets[1:])
        sheet, fill = self._sheets[number], self._fills[number]
        torn = 0.62 * min(1.0, max(0.0, (self._torn.at(time_s) - sheet.before) / sheet.travel))
        low = max(0.0, 1 - (time_s - sheet.taken_s) / sheet.in_s, 1 - (sheet.let_go_s - time_s) / sheet.out_s)
        x, y = (move.at(time_s) for move in self._sways)
        shake = self._shakes * self._level.at(time_s) * math.sin(2 * math.pi * self._shakes_hz * time_s)
        middle = point(x + 0.3 * shake, y + shake + 0.9 * low * low)
        canvas.polygon(middle + [(-0.22, -0.3 + torn), (0.22, -0.3 + torn), (0.2, 0.36), (-0.2, 0.36)], fill)
        edge = np.linspace(0, 1, 12)
        for side in (-1, 1):
            apart = side * (0.35 * torn * (1 - edge) + 0.002) + self._jag * (torn > 0)
            inner = np.stack([apart, -0.3 + torn * edge], 1)
            outer = np.array([(side * 0.22, -0.3 + torn + 0.01), (side * (0.22 + 0.35 * torn), -0.3 - 0.1 * torn)])
            canvas.polygon(middle + np.concatenate([inner, outer]), fill)
            hand = middle + (side * (0.16 + 0.33 * torn), -0.3 - 0.08 * torn)
            self._appearance.arm(canvas, point(side * 0.45, 0.2), hand, -side, 1.4)
