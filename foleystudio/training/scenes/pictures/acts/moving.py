"""People who walk, swing rackets, shoot, clap and put things down."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.body import Appearance, Point, Posture, point
from foleystudio.training.scenes.pictures.canvas import Canvas
from foleystudio.training.scenes.pictures.curves import CURVE_HZ, Curve, Manner, beats, split_between, strokes, sway


def _spaced(events: EventTrack, least_s: float) -> list[Event]:
    kept: list[Event] = []
    for event in events:
        if not kept or event.time_s - kept[-1].time_s >= least_s:
            kept.append(event)
    return kept


def _track(events: Sequence[Event], like: EventTrack) -> EventTrack:
    return EventTrack(tuple(events), source=like.source)


class Shooter:
    """Somebody aims a gun; every shot kicks gun, arms and shoulders back, some with fire and smoke."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        shots = _spaced(events, 0.09)
        self.events = _track(shots, events)
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        decay, rise = float(rng.uniform(0.05, 0.22)), float(rng.uniform(0.005, 0.03))
        self._kick = beats(duration_s, shots, decay, 0.0, rise)
        self._flash = beats(duration_s, shots, 0.03, 0.0)
        self._smoke = beats(duration_s, shots, float(rng.uniform(0.3, 1.0)), 0.0, 0.1)
        self._back, self._up = float(rng.uniform(0.01, 0.06)), float(rng.uniform(0.0, 0.5))
        self._fire = float(rng.uniform(60, 230)) if rng.random() < 0.45 else 0.0
        self._smokes = float(rng.uniform(-30, 60)) if rng.random() < 0.5 else 0.0
        self._gun, self._long = textures.material(rng), float(rng.choice([0.16, 0.36]))
        self._aim = sway(duration_s, rng, float(rng.uniform(0.003, 0.05)), 0.6)
        self._close = rng.random() < 0.3

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Body, then gun, then the arms that hold it, then fire."""
        kick, aim = self._kick.at(time_s), self._aim.at(time_s)
        body = point(-0.22 + self._posture.lean.at(time_s) - 0.25 * self._back * kick, -0.12)
        if not self._close:
            hips = point(-0.22, 0.2)
            for foot in (-0.12, 0.1):
                self._appearance.leg(canvas, hips, point(-0.22 + foot, 0.66), -1, 1.0)
            self._appearance.torso(canvas, body, hips, 0.2)
            self._appearance.head(canvas, body + (0, -0.01), self._posture.nod.at(time_s) - 0.15 * kick)
        angle = 0.3 * aim - self._up * kick
        along, up = point(math.cos(angle), math.sin(angle)), point(math.sin(angle), -math.cos(angle))
        grip = point(-0.02 - self._back * kick, -0.1 + aim)
        muzzle = grip + self._long * along
        canvas.limb(grip - 0.4 * self._long * along, muzzle, 0.018, 0.01, self._gun)
        canvas.limb(grip, grip - 0.07 * up, 0.012, 0.012, self._gun)
        self._appearance.arm(canvas, body + (0.01, 0.04), grip + 0.4 * self._long * along, 1)
        self._appearance.arm(canvas, body + (-0.02, 0.04), grip - 0.01 * up, 1)
        if self._smokes:
            canvas.light(muzzle + (0.05, -0.05), 0.25, self._smokes * self._smoke.at(time_s))
        if self._fire:
            canvas.light(muzzle + 0.04 * along, 0.16, self._fire * self._flash.at(time_s))


class Swinger:
    """Somebody swings a racket, bat or club through a ball, which comes flying and leaves faster."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        hits = _spaced(events, 0.5)
        self.events = _track(hits, events)
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        self._phase = _swings(duration_s, hits, rng)
        self._length, self._head = float(rng.uniform(0.15, 0.3)), float(rng.uniform(0.02, 0.07))
        self._racket, self._ball = textures.material(rng), textures.plain(rng)
        self._ball_size = float(rng.uniform(0.008, 0.025))
        self._start, self._end = float(rng.uniform(2.2, 3.4)), float(rng.uniform(-1.6, -0.2))
        self._moves = sway(duration_s, rng, float(rng.uniform(0, 0.12)), 0.5)
        self._balls = [(e.time_s, float(rng.uniform(0.4, 1.4)), float(rng.normal(0, 0.5)), e.strength) for e in hits]
        self._incoming = rng.random() < 0.7

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The player, the racket and the ball."""
        away = self._moves.at(time_s) * max(
            0.0, 1 - 3 * max(0.0, 0.3 - min((abs(time_s - b[0]) for b in self._balls), default=1))
        )
        body = point(-0.16 + away + self._posture.lean.at(time_s), -0.12 + self._posture.bob.at(time_s))
        hips = body + (0.0, 0.32)
        for foot, bend in ((-0.1, -1), (0.1, 1)):
            self._appearance.leg(canvas, hips, point(hips[0] + foot, 0.66), bend, foot * 10)
        self._appearance.torso(canvas, body, hips, 0.22)
        self._appearance.head(canvas, body, self._posture.nod.at(time_s))
        phase = self._phase.at(time_s)  # -1 wound up, 0 contact, 1 followed through
        angle = self._start * max(0.0, -phase) + self._end * max(0.0, phase)
        reach = 0.27
        shoulder = body + (0.05, 0.03)
        hand = shoulder + reach * point(math.cos(angle * 0.8), math.sin(angle * 0.8) * 0.8)
        hand = self._appearance.arm(canvas, shoulder, hand, 1)
        tip = hand + self._length * point(math.cos(angle), math.sin(angle))
        canvas.limb(hand, tip, 0.01, 0.008, self._racket)
        canvas.disc(tip, max(self._head, 0.012), self._racket, angle, 0.6)
        self._draw_ball(canvas, time_s, shoulder + (reach + self._length, 0))

    def _draw_ball(self, canvas: Canvas, time_s: float, contact: Point) -> None:
        for hit_s, speed, slope, strength in self._balls:
            since = time_s - hit_s
            if -0.9 < since < 0 and self._incoming:
                canvas.disc(
                    contact + (-since * speed, 0.3 * since * slope + 0.4 * since**2), self._ball_size, self._ball
                )
            elif 0 <= since < 0.9:
                flown = (1 + strength) * speed * since
                canvas.disc(contact + (flown, slope * since + 0.3 * since**2), self._ball_size, self._ball)


def _swings(duration_s: float, hits: Sequence[Event], rng: np.random.Generator) -> Curve:
    """Phase of the swing: -1 wound up, through 0 at full speed on the hit, 1 at its end, then slowly back to rest."""
    grid = np.arange(int((duration_s + 2) * CURVE_HZ)) / CURVE_HZ - 1.0
    rest, quick = rng.uniform(-0.5, 0.2), rng.uniform(0.08, 0.2)
    keys: list[tuple[float, float]] = [(-1.0, rest)]
    missed = [t for t in rng.uniform(0, duration_s, 2) if all(abs(t - e.time_s) > 1.0 for e in hits)]
    for hit_s, size in sorted([(e.time_s, 0.4 + 0.6 * e.strength) for e in hits] + [(t, 0.0) for t in missed]):
        before = max(keys[-1][0] + 0.05, hit_s - quick - rng.uniform(0.2, 0.5))
        if size:
            keys += [
                (before, -size),
                (hit_s - quick, -size),
                (hit_s, 0.0),
                (hit_s + quick, size),
                (hit_s + quick + 0.4, rest),
            ]
        else:  # a wind-up that is not played: back it goes
            keys += [(before, rest), (hit_s, -rng.uniform(0.3, 0.9)), (hit_s + 0.7, rest)]
    times = np.maximum.accumulate(np.array([k[0] for k in keys]) + np.arange(len(keys)) * 1e-6)
    return Curve(np.interp(grid, times, [k[1] for k in keys]))


class Walker:
    """Somebody walks, on the spot or across, from the side or seen from above one's own feet."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        steps = _spaced(events, 0.24)
        self.events = _track(steps, events)
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        self._own = rng.random() < 0.3
        feet = [steps[0::2], steps[1::2]]
        self._lifts = [_footfalls(duration_s, foot, rng) for foot in feet]
        self._length = float(rng.uniform(0.08, 0.22))
        self._speed = float(rng.choice([0.0, rng.uniform(-0.08, 0.08)]))
        self._arms = float(rng.uniform(0.3, 1.2))
        self._height = float(rng.uniform(0.06, 0.16))
        self._jolt = beats(duration_s, steps, 0.07, 0.0, 0.01)

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Far arm and leg first."""
        if self._own:
            self._draw_own_feet(canvas, time_s)
            return
        x = self._speed * (time_s - 4)
        lifts = [lift.at(time_s) for lift in self._lifts]
        body = point(x, -0.32 + 0.02 * self._jolt.at(time_s) - 0.02 * max(lifts) + self._posture.bob.at(time_s))
        hips = body + (0, 0.3)
        stride = lifts[0] - lifts[1]
        for side in (1, 0):
            swing = self._length * stride * (1 if side == 0 else -1)
            self._appearance.arm(canvas, body + (0, 0.03), body + (-swing * self._arms, 0.33), -1)
            foot = point(x + swing, 0.45 - self._height * lifts[side])
            self._appearance.leg(canvas, hips, foot, -1, 1.0 + 0.6 * lifts[side])
            if side == 1:
                self._appearance.torso(canvas, body, hips, 0.15)
                self._appearance.head(canvas, body, self._posture.nod.at(time_s))

    def _draw_own_feet(self, canvas: Canvas, time_s: float) -> None:
        for side, lift in enumerate(self._lifts):
            up = lift.at(time_s)
            where = point((-0.09, 0.09)[side] * (1 - 0.3 * up), 0.1 - 0.25 * up)
            size = 1.6 + 0.5 * up
            canvas.limb(
                point((-0.16, 0.16)[side], 0.75), where + (0, 0.06), 0.1 * size, 0.05 * size, self._appearance.trousers
            )
            canvas.limb(where + (0, 0.05), where + (0, -0.08), 0.035 * size, 0.03 * size, self._appearance.hair)


def _footfalls(duration_s: float, steps: Sequence[Event], rng: np.random.Generator) -> Curve:
    manner = Manner(float(rng.uniform(0.15, 0.35)), float(rng.uniform(0.08, 0.2)), 1.4, 0.0, 0.15, 0.0, 0.2)
    return strokes(duration_s, steps, manner, rng)


class Clapper:
    """Two hands meet; with or without the person they belong to."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        claps = _spaced(events, 0.11)
        self.events = _track(claps, events)
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        self._apart = strokes(duration_s, claps, Manner.draw(rng), rng)
        self._wide = float(rng.uniform(0.04, 0.16))
        self._still = float(rng.choice([0.0, 1.0], p=[0.7, 0.3]))
        self._body = rng.random() < 0.7

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Hands in front of the chest."""
        middle = point(self._posture.lean.at(time_s), -0.2 + self._posture.bob.at(time_s))
        if self._body:
            self._appearance.torso(canvas, middle, point(0, 0.35), 0.27)
            self._appearance.head(canvas, middle, self._posture.nod.at(time_s))
        apart = self._wide * self._apart.at(time_s)
        for side, shoulder in ((-1, middle + (-0.12, 0.02)), (1, middle + (0.12, 0.02))):
            share = (2 - self._still * 1.6) if side < 0 else 1 + self._still
            hand = point(side * (0.022 + apart * share / 1.5), 0.04 - 0.3 * apart)
            hand = self._appearance.arm(canvas, shoulder, hand, -side)
            canvas.limb(hand, hand + (-side * 0.01, -0.06), 0.026, 0.016, self._appearance.skin)


class Handler:
    """Hands put things down, stack them, press and shake them."""

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        shares = split_between(_spaced(events, 0.15), 2, rng)
        self.events = _track([e for share in shares for e in share], events)
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        manner = Manner(
            float(rng.uniform(0.25, 0.9)), float(rng.uniform(0.12, 0.35)), float(rng.uniform(1.0, 1.6)), 0.0,
            float(rng.uniform(0.05, 0.6)), float(rng.uniform(0.1, 0.6)), 0.5,
        )  # fmt: skip
        self._lifts = [strokes(duration_s, share, manner, rng) for share in shares]
        self._drift = [sway(duration_s, rng, float(rng.uniform(0.005, 0.06)), 0.5) for _ in shares]
        self._shakes = rng.random() < 0.2
        self._rise = float(rng.uniform(0.04, 0.2))
        self._things = [textures.material(rng) for _ in shares]
        self._size = rng.uniform(0.02, 0.07, 2)
        self._table, self._body = textures.material(rng), rng.random() < 0.5
        self._scale = 1.0 if self._body else 1.8

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Table, person behind it, hands over it."""
        middle = point(self._posture.lean.at(time_s), -0.28 + self._posture.bob.at(time_s))
        if self._body:
            self._appearance.torso(canvas, middle, point(0, 0.25), 0.27)
            self._appearance.head(canvas, middle, self._posture.nod.at(time_s))
        canvas.polygon([(-0.6, 0.14), (0.6, 0.14), (0.75, 0.6), (-0.75, 0.6)], self._table)
        for side, lift in enumerate(self._lifts):
            sign = 2 * side - 1
            up = self._rise * lift.at(time_s)
            # Moving aside ends before contact: what is put down stays where it is put.
            aside = self._drift[side].at(time_s) * min(1.0, 4 * lift.at(time_s))
            thing = point(sign * 0.11 + aside, 0.18 - up * (0.4 if self._shakes else 1.0))
            wide, high = self._size * self._scale
            canvas.polygon(thing + [(-wide, -2 * high), (wide, -2 * high), (wide, 0), (-wide, 0)], self._things[side])
            shoulder = middle + (0.12 * sign, 0.03) if self._body else point(0.5 * sign, 0.75)
            self._appearance.arm(
                canvas, shoulder, thing + (0.2 * wide, -2 * high), -sign if self._body else sign, self._scale
            )
