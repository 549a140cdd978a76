"""Scenes with sound and picture: an object, and something seen that could cause its sounds exactly when they sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.project.events import EventTrack
from foleystudio.timebase import FrameTimes
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.causes import EVERY_ACT, KEEPING_UP, Cause, cause_of
from foleystudio.training.scenes.objects.sound_object import SoundObject
from foleystudio.training.scenes.performance import SoundScene, draw_sound_scene, object_of_scene
from foleystudio.training.scenes.physics.loading import has_mujoco
from foleystudio.training.scenes.physics.scene import ContactScene, draw_contact_scene
from foleystudio.training.scenes.physics.worlds import WORLDS
from foleystudio.training.scenes.pictures.canvas import Canvas, affine
from foleystudio.training.scenes.pictures.cast import Act, ActMaker
from foleystudio.training.scenes.pictures.film import PICTURE_SIDE, Camera, Film, Timing
from foleystudio.training.scenes.pictures.spacing import as_hits
from foleystudio.training.scenes.pictures.staging import PictureScene, Player, draw_distractor, placing, shot_of
from foleystudio.training.scenes.processes import draw_events

Pictures = Iterator[NDArray[np.uint8]]

_SIMULATED = 0.4
"""How often what a world could cause is simulated, not drawn, when the physics engine is there."""
_PROCESSES = {"sparse": 0.3, "rhythmic": 0.34, "bursts": 0.16, "roll": 0.04, "mixed": 0.16}
_KEPT_UP = 0.75  # probability that what can be kept up is
_SILENT = 0.03  # share of scenes in which nothing sounds
_OVERSCAN = 1.16  # a camera that shakes must not see the rim of a simulated picture
_ATTEMPTS = 6  # drafts of events, until the act can show some


@dataclass(frozen=True, eq=False)
class AudioVisualScene:
    """A made clip with its sound.

    Parameters
    ----------
    sound
        What is heard; its events are those that are seen.
    frames
        When the pictures are shown.
    cause
        What is seen: an act's name, or a world's kind.
    aspect
        Width over height of what the square pictures show.
    """

    sound: SoundScene
    frames: FrameTimes
    cause: str
    aspect: float
    _pictures: Callable[[], Pictures]

    @property
    def visible(self) -> EventTrack:
        """What is seen to sound."""
        return self.sound.events

    def pictures(self) -> Pictures:
        """Grey pictures uint8 [H, W], one for each of ``frames``."""
        return self._pictures()


def draw_audiovisual_scene(
    seed: int,
    duration_s: float,
    recordings: Sequence[Recording] = (),
    cause: str | None = None,
    simulated: bool | None = None,
) -> AudioVisualScene:
    """One scene, the same for the same arguments on machines that all have MuJoCo, or all lack it.

    Parameters
    ----------
    seed
        Draws the object, who or what causes its sounds and when, cameras, film and room.
    duration_s
        Length of picture and sound.
    recordings
        One-shots of which objects may be made.
    cause
        An act's or a world's name, whatever the object; any that fits it when omitted.
    simulated
        Simulate every scene that a world could cause (True) or none (False); some, where MuJoCo is, when omitted.

    Raises
    ------
    FoleyError
        When there is no such cause, or simulation is asked for and MuJoCo is not installed.
    """
    rng = np.random.default_rng((seed, 1))
    thing = object_of_scene(seed, recordings)
    fits = cause_of(thing.kind) if cause is None else named_cause(cause)
    if simulated is None:
        simulated = bool(not fits.acts or (rng.random() < _SIMULATED and has_mujoco()))
    if simulated and fits.worlds:
        return _simulated_scene(seed, duration_s, recordings, thing, str(rng.choice(fits.worlds)), rng)
    return _drawn_scene(seed, duration_s, recordings, thing, fits, rng)


def named_cause(name: str) -> Cause:
    """The cause of one act's or one world's name.

    Raises
    ------
    FoleyError
        When there is none.
    """
    for maker in EVERY_ACT:
        if name.lower() == name_of(maker):
            return Cause(((maker, 1.0),))
    if name in WORLDS:
        return Cause((), (name,))
    known = ", ".join(sorted([*map(name_of, EVERY_ACT), *WORLDS]))
    raise FoleyError(f"nothing that sounds is called {name!r}", remedy=f"choose one of {known}")


def name_of(maker: ActMaker) -> str:
    """An act's name: ``striker``, ``explosion`` ..."""
    return str(getattr(maker, "__name__", maker)).lower()


def _drawn_scene(
    seed: int,
    duration_s: float,
    recordings: Sequence[Recording],
    thing: SoundObject,
    fits: Cause,
    rng: np.random.Generator,
) -> AudioVisualScene:
    weights = np.array([weight for _, weight in fits.acts])
    maker = fits.acts[int(rng.choice(len(fits.acts), p=weights / weights.sum()))][0]
    act = _act(maker, thing.sustains, duration_s, rng)
    scene = stage(act, duration_s, rng)
    sound = draw_sound_scene(seed, duration_s, recordings, scene.events)
    return AudioVisualScene(sound, scene.frames, name_of(maker), scene.shots[0].camera.aspect, scene.pictures)


def _act(maker: ActMaker, sustains: bool, duration_s: float, rng: np.random.Generator) -> Act:
    """An act with something to do: what it cannot show of one draft of events, it may of another."""
    silent = rng.random() < _SILENT
    for _ in range(_ATTEMPTS):
        process = str(rng.choice(list(_PROCESSES), p=list(_PROCESSES.values())))
        keeps_up = sustains and maker in KEEPING_UP
        if keeps_up and rng.random() < _KEPT_UP:
            process = "sustained"
        events = draw_events(duration_s, process, rng)
        given = EventTrack() if silent else events if keeps_up else as_hits(events)
        act = maker(given, duration_s, rng)
        if len(act.events) or silent:
            break
    return act


def stage(act: Act, duration_s: float, rng: np.random.Generator) -> PictureScene:
    """An act that is always in view, filmed in one shot or several, among what makes no sound."""
    timing = Timing.draw(rng)
    aspect = float(rng.choice([16 / 9, 4 / 3, 9 / 16, 1.0], p=[0.55, 0.25, 0.1, 0.1]))
    cuts = [] if rng.random() > 0.15 else sorted(rng.uniform(0.15, 0.85, int(rng.integers(1, 3))) * duration_s)
    shots = []
    for start_s, stop_s in pairwise([-1.0, *map(float, cuts), duration_s + 1.0]):
        players = [
            draw_distractor(duration_s, aspect, rng) for _ in range(int(rng.choice([0, 1, 2], p=[0.5, 0.35, 0.15])))
        ]
        if rng.random() < 0.2:
            idle = EVERY_ACT[int(rng.integers(len(EVERY_ACT)))](EventTrack(), duration_s, rng)
            players.append(Player(idle, _place(aspect, rng), True))
        players.append(Player(act, _place(aspect, rng, 0.22), True))
        if rng.random() < 0.12:
            players.append(draw_distractor(duration_s, aspect, rng))
        shots.append(shot_of(players, start_s, stop_s, duration_s, aspect, rng))
    frames = FrameTimes.regular(int(duration_s * timing.shown_fps), timing.shown_fps)
    return PictureScene(tuple(shots), frames, timing, int(rng.integers(1 << 62)), duration_s)


def _place(aspect: float, rng: np.random.Generator, off_centre: float = 0.5) -> NDArray[np.float64]:
    size = float(np.exp(rng.uniform(np.log(0.55), np.log(1.6))))
    return placing(float(rng.uniform(-1, 1)) * off_centre * aspect, float(rng.uniform(-0.14, 0.14)), size, rng)


def _simulated_scene(
    seed: int,
    duration_s: float,
    recordings: Sequence[Recording],
    thing: SoundObject,
    world: str,
    rng: np.random.Generator,
) -> AudioVisualScene:
    contacts = draw_contact_scene(seed, duration_s, world)
    sound = draw_sound_scene(seed, duration_s, recordings, contacts.events(thing.sustains))
    timing = Timing.draw(rng)
    camera = Camera.draw(duration_s, sound.events.events, 1.0, rng)
    overlay = draw_distractor(duration_s, 1.0, rng) if rng.random() < 0.2 else None
    frames = FrameTimes.regular(int(duration_s * timing.shown_fps), timing.shown_fps)
    film_seed = int(rng.integers(1 << 62))

    def pictures() -> Pictures:
        film = Film(duration_s, np.random.default_rng(film_seed))
        return _filmed(contacts, frames, timing, camera, film, overlay)

    return AudioVisualScene(sound, frames, world, 1.0, pictures)


def _filmed(
    contacts: ContactScene, frames: FrameTimes, timing: Timing, camera: Camera, film: Film, overlay: Player | None
) -> Pictures:
    at = affine(-_OVERSCAN / 2, -_OVERSCAN / 2, _OVERSCAN / PICTURE_SIDE)
    with contacts.eye((PICTURE_SIDE, PICTURE_SIDE)) as eye:
        for shown_s in frames.seconds:
            taken_s = timing.taken_at(float(shown_s))
            parts = timing.parts_at(taken_s)
            total = np.zeros((PICTURE_SIDE, PICTURE_SIDE), np.float32)
            for part_s in parts:
                total += eye.see(part_s)
            pixels = np.zeros_like(total)
            canvas = Canvas(pixels, camera.view(taken_s))
            canvas.picture(total / np.float32(len(parts)), at)
            if overlay is not None:
                overlay.act.draw(canvas.placed(overlay.placing), taken_s)
            yield film.develop(pixels, taken_s)
