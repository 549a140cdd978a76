"""Whole made scenes: a cast before a backdrop, filmed; frames with their times, and what is seen to sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import FrameTimes
from foleystudio.training.scenes.pictures import textures
from foleystudio.training.scenes.pictures.canvas import Affine, Canvas, Fill, Grey, affine
from foleystudio.training.scenes.pictures.cast import DISTRACTORS, Act, draw_role
from foleystudio.training.scenes.pictures.film import PICTURE_SIDE, Camera, Film, Timing
from foleystudio.training.scenes.processes import draw_events

_PROCESSES = {"sparse": 0.25, "rhythmic": 0.4, "bursts": 0.15, "roll": 0.04, "mixed": 0.16}


@dataclass(frozen=True, eq=False)
class Player:
    """Somebody or something on stage."""

    act: Act
    placing: Affine
    in_view: bool


@dataclass(frozen=True, eq=False)
class Shot:
    """One camera position: what is before it, from when to when.

    Parameters
    ----------
    start_s, stop_s
        When it is shown; acts run on the scene's clock.
    backdrop, backdrop_at
        The place, and where its pixels lie in the world.
    players
        From back to front.
    camera
        Where it looks.
    blocking
        Something out of focus close to the lens: an outline and its surface, or None.
    """

    start_s: float
    stop_s: float
    backdrop: Grey
    backdrop_at: Affine
    players: tuple[Player, ...]
    camera: Camera
    blocking: tuple[NDArray[np.float64], Fill] | None

    def draw(self, times_s: list[float]) -> Grey:
        """What is seen during the exposure of one picture: mean over its times."""
        ground = np.zeros((PICTURE_SIDE, PICTURE_SIDE), np.float32)
        Canvas(ground, self.camera.view(times_s[0])).picture(self.backdrop, self.backdrop_at)
        total = np.zeros_like(ground)
        for time_s in times_s:
            pixels = ground.copy()
            canvas = Canvas(pixels, self.camera.view(time_s))
            for player in self.players:
                player.act.draw(canvas.placed(player.placing), time_s)
            if self.blocking:
                canvas.polygon(*self.blocking)
            total += pixels
        return total / np.float32(len(times_s))

    @property
    def seen(self) -> list[Event]:
        """What is seen to sound while the shot lasts."""
        return [e for p in self.players if p.in_view for e in p.act.events if self.start_s < e.time_s < self.stop_s]

    @property
    def unseen(self) -> list[Event]:
        """What happens just outside of the picture."""
        return [e for p in self.players if not p.in_view for e in p.act.events if self.start_s < e.time_s < self.stop_s]


@dataclass(frozen=True, eq=False)
class PictureScene:
    """A made clip without sound.

    Parameters
    ----------
    shots
        One after another.
    frames
        When its pictures are shown.
    timing, film_seed
        How it is filmed.
    duration_s
        Its length.
    """

    shots: tuple[Shot, ...]
    frames: FrameTimes
    timing: Timing
    film_seed: int
    duration_s: float

    @property
    def events(self) -> EventTrack:
        """What is seen to sound."""
        return _merged([e for shot in self.shots for e in shot.seen])

    @property
    def unseen(self) -> EventTrack:
        """What sounds just outside of the picture: whether it can be told is open."""
        return _merged([e for shot in self.shots for e in shot.unseen])

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """Grey pictures ``uint8 [PICTURE_SIDE, PICTURE_SIDE]``, one for each of ``frames``."""
        film = Film(self.duration_s, np.random.default_rng(self.film_seed))
        for shown_s in self.frames.seconds:
            taken_s = self.timing.taken_at(float(shown_s))
            shot = next((s for s in self.shots if taken_s < s.stop_s), self.shots[-1])
            yield film.develop(shot.draw(self.timing.parts_at(taken_s)), taken_s)


def _merged(events: list[Event]) -> EventTrack:
    """Events of several tracks; keys mean nothing outside their own."""
    return EventTrack(tuple(replace(event, key=-1) for event in events), source="file")


def draw_picture_scene(seed: int, duration_s: float) -> PictureScene:
    """One scene, the same for the same seed.

    Parameters
    ----------
    seed
        Draws places, casts, what happens when, cameras and film.
    duration_s
        Its length.
    """
    rng = np.random.default_rng(seed)
    timing = Timing.draw(rng)
    aspect = float(rng.choice([16 / 9, 4 / 3, 9 / 16, 1.0], p=[0.6, 0.25, 0.08, 0.07]))
    cuts: list[float] = []
    if rng.random() < 0.18:
        cuts = sorted(rng.uniform(0.1 * duration_s, 0.9 * duration_s, int(rng.integers(1, 4))).tolist())
    bounds = [-1.0, *cuts, duration_s + 1.0]
    shots = tuple(_shot(a, b, duration_s, aspect, rng) for a, b in pairwise(bounds))
    frames = FrameTimes.regular(int(duration_s * timing.shown_fps), timing.shown_fps)
    return PictureScene(shots, frames, timing, int(rng.integers(1 << 62)), duration_s)


def _shot(start_s: float, stop_s: float, duration_s: float, aspect: float, rng: np.random.Generator) -> Shot:
    players = [
        draw_distractor(duration_s, aspect, rng)
        for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.4, 0.35, 0.17, 0.08])))
    ]
    sounding = int(rng.choice([0, 1, 2], p=[0.16, 0.64, 0.2]))
    players += [_player(True, duration_s, aspect, rng) for _ in range(sounding)]
    if rng.random() < 0.3 or not sounding:
        players.insert(int(rng.integers(len(players) + 1)), _player(False, duration_s, aspect, rng))
    if rng.random() < 0.25:
        players.append(draw_distractor(duration_s, aspect, rng))
    return shot_of(players, start_s, stop_s, duration_s, aspect, rng)


def shot_of(
    players: list[Player], start_s: float, stop_s: float, duration_s: float, aspect: float, rng: np.random.Generator
) -> Shot:
    """Players, from back to front, before a place and a camera of their own."""
    events = tuple(e for p in players for e in p.act.events)
    side = textures.BACKDROP_SIDE
    scale = float(rng.uniform(1.3, 2.0)) * max(1.0, aspect) / side
    blocking = _blocking(aspect, rng) if rng.random() < 0.12 else None
    return Shot(
        start_s, stop_s, textures.backdrop(rng), affine(-scale * side / 2, -scale * side / 2, scale), tuple(players),
        Camera.draw(duration_s, events, aspect, rng), blocking,
    )  # fmt: skip


def _player(sounds: bool, duration_s: float, aspect: float, rng: np.random.Generator) -> Player:
    role = draw_role(rng)
    usual = str(rng.choice(list(_PROCESSES), p=list(_PROCESSES.values())))
    process = "sustained" if rng.random() < role.sustained else usual
    events = _accented(draw_events(duration_s, process, rng), rng) if sounds else EventTrack()
    in_view = rng.random() < 0.94
    x = (
        float(np.clip(rng.normal(0, 0.16), -0.36, 0.36)) * aspect
        if in_view
        else rng.choice([-1, 1]) * (0.55 * aspect + 0.1)
    )
    size = float(np.exp(rng.uniform(np.log(0.7), np.log(2.3))))
    return Player(
        role.maker(events, duration_s, rng),
        placing(float(x), float(rng.uniform(-0.12, 0.24)), size, rng),
        bool(in_view),
    )


def _accented(events: EventTrack, rng: np.random.Generator) -> EventTrack:
    """Many play with accents: every second to fourth event, or some at random, loud, the others faint."""
    if rng.random() < 0.4:
        return events
    every, faint = int(rng.integers(2, 5)), rng.uniform(0.1, 0.45)
    regular, first = rng.random() < 0.6, int(rng.integers(every))
    loud = [(n - first) % every == 0 if regular else rng.random() < 1 / every for n in range(len(events))]
    marked = [
        replace(e, strength=min(1.0, max(0.7, e.strength)) if strong else faint * e.strength)
        for e, strong in zip(events, loud, strict=True)
    ]
    return replace(events, events=tuple(marked))


def draw_distractor(duration_s: float, aspect: float, rng: np.random.Generator) -> Player:
    """Something that moves and makes no sound."""
    maker = DISTRACTORS[int(rng.integers(len(DISTRACTORS)))]
    size = float(np.exp(rng.uniform(np.log(0.3), np.log(1.4))))
    at = placing(float(rng.uniform(-0.5, 0.5) * aspect), float(rng.uniform(-0.4, 0.4)), size, rng)
    return Player(maker(EventTrack(), duration_s, rng), at, True)


def placing(x: float, y: float, size: float, rng: np.random.Generator) -> Affine:
    """Where a player stands, slightly turned, as likely as not mirrored."""
    return affine(x, y, size, float(rng.normal(0, 0.08)), rng.random() < 0.5)


def _blocking(aspect: float, rng: np.random.Generator) -> tuple[NDArray[np.float64], Fill]:
    x, y = rng.choice([-0.5, 0.5]) * aspect, rng.uniform(-0.2, 0.6)
    wide, high = rng.uniform(0.05, 0.25) * aspect, rng.uniform(0.1, 0.6)
    outline = np.array([(x - wide, y - high), (x + wide, y - high), (x + wide, y + high), (x - wide, y + high)])
    return outline, textures.material(rng)
