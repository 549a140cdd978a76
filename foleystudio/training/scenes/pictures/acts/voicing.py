"""Voices: faces whose mouths open when they sound; coughs, sneezes, cries."""

from __future__ import annotations

import math

import numpy as np

from foleystudio.project.events import EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.body import point
from foleystudio.training.scenes.pictures.canvas import Canvas, affine, flat
from foleystudio.training.scenes.pictures.curves import CURVE_HZ, Curve, sway
from foleystudio.training.scenes.pictures.spacing import spaced


def levels(duration_s: float, events: EventTrack, hit_s: float, rise_s: float, fall_s: float) -> Curve:
    """How loud it is: every event's strength and envelope while it lasts; a hit lasts ``hit_s``.

    It comes up within ``rise_s`` behind the onset and goes down within ``fall_s`` behind the end.
    """
    times = np.arange(int((duration_s + 2) * CURVE_HZ)) / CURVE_HZ - 1.0  # a curve's own margins
    level = np.zeros(len(times))
    for event in events:
        lasts = event.sustain_s or hit_s
        since = times - event.time_s
        shape = np.clip(since / rise_s, 0, 1) * np.clip((lasts + fall_s - since) / fall_s, 0, 1)
        if event.envelope:
            points = np.linspace(0, lasts, len(event.envelope))
            shape = shape * np.interp(since, points, event.envelope)
        level = np.maximum(level, event.strength * shape)
    return Curve(level)


def jerks(duration_s: float, events: EventTrack, windup_s: float, down_s: float, back_s: float) -> Curve:
    """A head that draws back before, shoots forward at the onset and comes back: -1 .. 1 times the strength."""
    times = np.arange(int((duration_s + 2) * CURVE_HZ)) / CURVE_HZ - 1.0
    values = np.zeros(len(times))
    for event in events:
        since = times - event.time_s
        windup = -0.5 * np.clip((since + windup_s) / windup_s, 0, 1) ** 2 if windup_s else np.zeros(len(times))
        forward = np.clip(since / down_s, 0, 1) * np.exp(-np.maximum(since - down_s, 0) / back_s)
        blend = np.clip(since / down_s, 0, 1)
        move = event.strength * np.where(since < 0, windup, windup * (1 - blend) + forward)
        values = np.where(np.abs(move) > np.abs(values), move, values)
    return Curve(values)


class Face:
    """A face from the front or nearly so: it coughs, sneezes, calls or cries.

    Silently it sways, blinks, chews a little and turns; before a sneeze it draws back.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self.events = spaced(events, 0.22)
        windup = float(rng.choice([0.0, 0.0, rng.uniform(0.15, 0.5)]))
        self._open = levels(
            duration_s, self.events, float(rng.uniform(0.12, 0.3)), float(rng.uniform(0.02, 0.06)), 0.12
        )
        self._jerk = jerks(
            duration_s, self.events, windup, float(rng.uniform(0.03, 0.08)), float(rng.uniform(0.1, 0.3))
        )
        self._thrust = float(rng.uniform(0.0, 0.16))
        self._chew = sway(duration_s, rng, float(rng.choice([0.0, 0.05])), 2.5)
        self._moves = [sway(duration_s, rng, float(rng.uniform(0.004, 0.03)), 0.8) for _ in range(3)]
        self._trembles = float(rng.uniform(0, 0.02))
        self._blinks = rng.uniform(0, duration_s, int(duration_s / 2.5) + 1)
        self._skin, self._hair, self._shirt = textures.plain(rng), textures.plain(rng), textures.cloth(rng)
        self._inside = flat(float(rng.uniform(5, 60)))
        self._wide, self._long = float(rng.uniform(0.19, 0.24)), float(rng.uniform(1.15, 1.4))
        self._mouth = float(rng.uniform(0.05, 0.09))
        self._hand = rng.random() < 0.3

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Shoulders, head, face; a hand before the mouth comes up with the jerk."""
        sound, jerk = self._open.at(time_s), self._jerk.at(time_s)
        x, y, turn = (move.at(time_s) for move in self._moves)
        shiver = self._trembles * sound * math.sin(2 * math.pi * 7 * time_s)
        head = point(x + shiver, -0.05 + y + self._thrust * jerk)
        canvas.limb(point(-0.3, 0.5), point(0.3, 0.5), 0.16, 0.16, self._shirt)
        canvas.limb(point(0, 0.4), head + (0, 0.1), 0.09, 0.08, self._skin)
        size = self._wide * (1 + 0.5 * self._thrust * jerk)
        canvas.disc(head - (0, 0.05), 1.12 * size, self._hair, turn, self._long)
        canvas.disc(head, size, self._skin, turn, self._long)
        self._features(canvas.placed(affine(float(head[0]), float(head[1]), size / 0.2, turn)), sound, time_s)
        if self._hand:
            up = max(0.0, jerk)
            canvas.disc(head + (0.05, 0.55 - 0.35 * up), 0.08, self._skin, 0.3, 0.8)

    def _features(self, face: Canvas, sound: float, time_s: float) -> None:
        dark = flat(30)
        blinking = any(0 <= time_s - blink < 0.14 for blink in self._blinks)
        squeezed = 0.12 if blinking else max(0.15, 0.6 - 0.45 * sound)
        for side in (-1, 1):
            face.disc((0.075 * side, -0.05), 0.022, dark, 0.0, squeezed)
            face.limb(point(0.1 * side, -0.105), point(0.045 * side, -0.1 - 0.02 * sound), 0.008, 0.006, self._hair)
        face.limb(point(0, -0.03), point(0.008, 0.035), 0.008, 0.016, textures.lit(self._skin, 0.85))
        gape = max(0.0, 0.08 + self._chew.at(time_s)) + 1.0 * sound
        face.disc((0, 0.12 + 0.02 * sound), self._mouth * (1 - 0.15 * sound), self._inside, 0.0, gape)
