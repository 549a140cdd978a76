"""People who strike things: drummers, hammerers, choppers, knockers; hands, sticks, hammers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.body import Appearance, Point, Posture, point
from foleystudio.training.scenes.pictures.canvas import Canvas, Fill
from foleystudio.training.scenes.pictures.curves import (
    CURVE_HZ,
    Curve,
    Manner,
    beats,
    split_between,
    split_by_strength,
    strokes,
)

_TOOLS = {"hand": 0.3, "stick": 0.35, "hammer": 0.15, "mallet": 0.1, "knife": 0.1}
_LENGTHS = {"hand": 0.03, "stick": 0.2, "hammer": 0.16, "mallet": 0.18, "knife": 0.13}


@dataclass(frozen=True, eq=False)
class Struck:
    """A thing that is struck: its middle top, its looks, and how blows shake it."""

    at: Point
    kind: str
    size: float
    top: Fill
    side: Fill
    shake: Curve
    turn: float

    @classmethod
    def draw_one(
        cls, at: Point, kind: str, duration_s: float, events: Sequence[Event], rng: np.random.Generator
    ) -> Struck:
        """A thing of a kind, shaken by its blows."""
        size = float(rng.uniform(0.1, 0.24))
        firm = kind not in ("cymbal", "drum")
        amount = rng.uniform(0, 0.006) if firm else rng.uniform(0, 0.012)
        decay, ring = (0.5, rng.uniform(1.5, 4)) if kind == "cymbal" else (rng.uniform(0.04, 0.2), rng.uniform(6, 14))
        amount = rng.uniform(0.05, 0.35) if kind == "cymbal" else amount
        shake = beats(duration_s, events, decay, ring)
        return cls(
            at, kind, size, textures.material(rng), textures.material(rng), Curve(shake.values * amount),
            float(rng.normal(0, 0.15)),
        )  # fmt: skip

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """Its top lies on the contact point."""
        moved = self.shake.at(time_s)
        if self.kind == "cymbal":
            canvas.limb(self.at, self.at + (0, 0.45), 0.006, 0.006, self.side)
            canvas.disc(self.at, self.size, self.top, self.turn + moved, 0.22)
            return
        at = self.at + (0, moved)
        if self.kind == "wall":
            canvas.polygon(at + [(0, -0.6), (0.5, -0.6), (0.5, 0.6), (0, 0.6)], self.side)
        elif self.kind == "drum":
            deep = self.size * 1.1
            canvas.polygon(
                at + [(-self.size, 0), (self.size, 0), (self.size * 0.9, deep), (-self.size * 0.9, deep)], self.side
            )
            canvas.disc(at, self.size, self.top, 0.0, 0.3)
        else:
            wide = self.size * (3 if self.kind == "table" else 0.8)
            canvas.polygon(at + [(-wide, 0.01), (wide, 0.01), (wide * 1.1, 0.09), (-wide * 1.1, 0.09)], self.top)
            canvas.polygon(at + [(-wide, 0.09), (wide, 0.09), (wide * 0.9, 0.4), (-wide * 0.9, 0.4)], self.side)


class Striker:
    """Somebody at work on one to four things, with one hand or two.

    Parameters
    ----------
    events
        The blows; those that come too fast for the hands are left out.
    duration_s
        Length of the scene.
    rng
        Draws the person, the tool, the things, the manner, and who stands where.
    """

    def __init__(self, events: EventTrack, duration_s: float, rng: np.random.Generator) -> None:
        self._appearance, self._posture = Appearance.draw(rng), Posture.draw(duration_s, rng)
        self._view = str(rng.choice(["front", "side", "close"], p=[0.45, 0.3, 0.25]))
        self._tool = str(rng.choice(list(_TOOLS), p=list(_TOOLS.values())))
        self._knocks = self._view != "front" and rng.random() < 0.2
        hands = 1 if self._view == "side" and rng.random() < 0.6 else int(rng.integers(1, 3))
        apart = hands == 2 and rng.random() < 0.5
        shares = split_by_strength(events.events) if apart else split_between(events.events, hands, rng)
        manner = Manner.draw(rng)
        self._heights = [strokes(duration_s, share, manner, rng) for share in shares]
        self.events = EventTrack(tuple(event for share in shares for event in share), source=events.source)
        self._set_up(rng, hands)
        places = [self._contacts(rng, hand, hands) for hand in range(hands)]
        self._things, self._aims = self._arrange(places, shares, duration_s, rng)
        self._nod = beats(duration_s, self.events.events, 0.15, 0.0, 0.05)
        self._nods = float(rng.choice([0.0, rng.uniform(0, 0.3)]))
        self._carried = float(rng.uniform(0.05, 0.4)) if rng.random() < 0.5 else 0.0
        self._lead_s = float(rng.uniform(0.0, 0.05 if self._tool != "hand" else 0.02))
        self._sparks = beats(duration_s, self.events.events, 0.04, 0.0)
        self._spark = float(rng.uniform(40, 200)) if rng.random() < 0.08 else 0.0

    def _set_up(self, rng: np.random.Generator, hands: int) -> None:
        self._length = _LENGTHS[self._tool] * rng.uniform(0.7, 1.3)
        self._arm_scale = float(rng.uniform(1.6, 2.6)) if self._view == "close" else 1.0
        flat = rng.uniform(0.35, 1.0)  # seen from above or from the front, the way down looks shorter
        self._lift = float(rng.uniform(0.14, 0.4) * flat * (1.4 if self._view == "close" else 1.0))
        self._wrist = float(rng.uniform(0.1, 1.3)) if self._tool != "hand" else float(rng.uniform(0, 0.4))
        self._slant = float(rng.normal(0, 0.25))
        self._tool_fill, self._head_fill = textures.material(rng), textures.material(rng)
        self._thick = float(rng.uniform(0.006, 0.014))
        self._bends = [float(rng.choice([-1, 1])) for _ in range(hands)] if hands == 1 else [1.0, -1.0]
        self._hips_y = float(rng.uniform(0.2, 0.4))

    def _contacts(self, rng: np.random.Generator, hand: int, hands: int) -> list[Point]:
        """Where a hand strikes: mostly one place, sometimes several."""
        many = 1 if rng.random() < 0.5 else int(rng.integers(2, 5))
        middle = 0.0 if hands == 1 else (-0.09 if hand == 0 else 0.09)
        spread = 0.02 if many == 1 else float(rng.uniform(0.1, 0.24))
        return [point(middle + rng.normal(0, spread), 0.1 + rng.normal(0, 0.5 * spread)) for _ in range(many)]

    def _arrange(
        self, places: list[list[Point]], shares: list[list[Event]], duration_s: float, rng: np.random.Generator
    ) -> tuple[list[Struck], list[tuple[Curve, Curve]]]:
        """Things at the contact points, and where each hand aims over time."""
        things: list[Struck] = []
        aims: list[tuple[Curve, Curve]] = []
        kinds = ["wall"] if self._knocks else ["drum", "drum", "cymbal", "block", "table"]
        kind = str(rng.choice(kinds))
        for spots, share in zip(places, shares, strict=True):
            chosen = rng.integers(0, len(spots), len(share))
            for number, spot in enumerate(spots):
                here = [event for event, spot_number in zip(share, chosen, strict=True) if spot_number == number]
                one = str(rng.choice(kinds)) if len(spots) > 1 else kind
                things.append(Struck.draw_one(spot, one, duration_s, here, rng))
            aims.append(_aim([spots[n] for n in chosen] or spots, [e.time_s for e in share], duration_s))
        return things, aims

    def draw(self, canvas: Canvas, time_s: float) -> None:
        """The person, the things, and the arms in front of both."""
        lean, bob = self._posture.lean.at(time_s), self._posture.bob.at(time_s)
        nod = self._nods * self._nod.at(time_s)
        # A raised arm takes shoulder and trunk along; the wrist lags behind the arm and makes the contact.
        arms = [height.at(time_s + self._lead_s) for height in self._heights]
        bob -= self._carried * self._lift * sum(arms) / len(arms)
        shoulders = self._draw_body(canvas, lean, bob + 0.05 * nod, self._posture.nod.at(time_s) + nod)
        for thing in self._things:
            thing.draw(canvas, time_s)
        for number, height in enumerate(self._heights):
            aim_x, aim_y = self._aims[number]
            contact = point(aim_x.at(time_s), aim_y.at(time_s))
            shoulder = shoulders[number] - (0, self._carried * self._lift * arms[number])
            self._draw_arm(canvas, shoulder, contact, (arms[number], height.at(time_s)), number)
        if self._spark:
            at = self._things[0].at
            canvas.light(at, 0.12, self._spark * self._sparks.at(time_s))

    def _draw_body(self, canvas: Canvas, lean: float, bob: float, tilt: float) -> list[Point]:
        if self._view == "close":
            return [point(-0.62 + lean, -0.25 + bob), point(0.62 + lean, -0.25 + bob)]
        middle = point(lean - (0.3 if self._view == "side" else 0.0), -0.2 + bob)
        hips = point(middle[0] * 0.9, self._hips_y)
        if self._view == "side":
            self._appearance.leg(canvas, hips, hips + (0.22, 0.25), -1, 1.0)
        width = 0.17 if self._view == "side" else 0.27
        self._appearance.torso(canvas, middle, hips, width)
        self._appearance.head(canvas, middle + (0, -0.02), tilt)
        half = 0.02 if self._view == "side" else 0.12
        return [middle + (-half, 0.02), middle + (half, 0.02)]

    def _draw_arm(
        self, canvas: Canvas, shoulder: Point, contact: Point, heights: tuple[float, float], number: int
    ) -> None:
        """Arm and tool; ``heights`` of the arm's stroke and of the wrist's, 0-1."""
        lifted, flicked = heights
        away = point(-1, 0) if self._knocks else point(math.sin(self._slant), -math.cos(self._slant))
        towards = point(shoulder[0] - contact[0], min(-0.05, shoulder[1] - contact[1]))
        towards = towards / max(1e-6, float(np.hypot(*towards)))
        back = 0.5 * towards + 0.5 * away
        angle = math.atan2(back[1], back[0]) + (1.0 if contact[0] < shoulder[0] else -1.0) * 0.5
        rest_hand = contact + self._length * point(math.cos(angle), math.sin(angle))
        hand = rest_hand + self._lift * lifted * away
        turned = angle + math.pi + self._wrist * flicked * (1.0 if math.cos(angle) > 0 else -1.0)
        tip = hand + self._length * point(math.cos(turned), math.sin(turned))
        if self._tool != "hand":
            self._draw_tool(canvas, hand, tip, turned)
        hand = self._appearance.arm(canvas, shoulder, hand, self._bends[number], self._arm_scale)
        if self._tool == "hand":
            size = self._appearance.build * self._arm_scale
            canvas.limb(hand, hand + (tip - hand), 0.026 * size, 0.016 * size, self._appearance.skin)

    def _draw_tool(self, canvas: Canvas, hand: Point, tip: Point, angle: float) -> None:
        along, across = point(math.cos(angle), math.sin(angle)), point(-math.sin(angle), math.cos(angle))
        canvas.limb(hand - 0.15 * self._length * along, tip, self._thick, self._thick * 0.7, self._tool_fill)
        if self._tool in ("hammer", "mallet"):
            large = 0.022 if self._tool == "mallet" else 0.028
            canvas.limb(tip - 0.045 * across, tip + 0.045 * across, large, large, self._head_fill)
        elif self._tool == "knife":
            canvas.polygon([hand, tip, tip + 0.03 * across, hand + 0.03 * across], self._head_fill)


def _aim(spots: list[Point], times: list[float], duration_s: float) -> tuple[Curve, Curve]:
    """Where a hand aims: on its spot from just before each blow to just after, moving between."""
    grid = np.arange(int((duration_s + 2) * CURVE_HZ)) / CURVE_HZ - 1.0
    if not times:
        return Curve(np.full(len(grid), spots[0][0])), Curve(np.full(len(grid), spots[0][1]))
    keyed = np.concatenate([[t - 0.03, t + 0.03] for t in times])
    where = np.repeat(np.stack(spots), 2, axis=0)
    order = np.argsort(keyed, kind="stable")
    return Curve(np.interp(grid, keyed[order], where[order, 0])), Curve(np.interp(grid, keyed[order], where[order, 1]))
