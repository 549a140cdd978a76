"""Cameras and what they do to a picture: framing, shake, exposure, blur, noise, compression, frame rates."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event
from foleystudio.training.scenes.pictures.canvas import Affine, Grey, affine, chained
from foleystudio.training.scenes.pictures.curves import Curve, beats, sway

PICTURE_SIDE = 144
"""Pixels along both sides of a drawn picture; a wide one is squeezed into that, as the motion analysis does."""

_RATES = {
    Fraction(30): 0.22, Fraction(30000, 1001): 0.22, Fraction(25): 0.2, Fraction(24000, 1001): 0.08, Fraction(24): 0.06,
    Fraction(43, 2): 0.08, Fraction(20): 0.04, Fraction(15): 0.06, Fraction(50): 0.02, Fraction(60): 0.02,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Camera:
    """Where a camera looks, over time.

    Parameters
    ----------
    x, y, zoom, turn
        Its movement, added to its framing: world units, natural log of magnification, radians.
    aspect
        Width of the picture over its height.
    """

    x: Curve
    y: Curve
    zoom: Curve
    turn: Curve
    aspect: float

    @classmethod
    def draw(cls, duration_s: float, events: tuple[Event, ...], aspect: float, rng: np.random.Generator) -> Camera:
        """A tripod, a hand, or somebody who pans and zooms; strong blows may shake it."""
        manner = rng.choice(["tripod", "hand", "moving"], p=[0.45, 0.38, 0.17])
        shake = 0.0 if manner == "tripod" else float(np.exp(rng.uniform(np.log(0.001), np.log(0.012))))
        quick = float(rng.uniform(1.5, 7))
        x, y, zoom, turn = (sway(duration_s, rng, shake * part, quick).values for part in (1, 1, 0.5, 0.7))
        if manner == "moving":
            slow = float(rng.uniform(0.15, 0.5))
            x, y = x + sway(duration_s, rng, 0.12, slow).values, y + sway(duration_s, rng, 0.06, slow).values
            zoom = zoom + sway(duration_s, rng, float(rng.uniform(0.02, 0.15)), slow).values
        if rng.random() < 0.12:
            y = y + rng.uniform(0.001, 0.01) * beats(duration_s, events, 0.08, rng.uniform(4, 12)).values
        return cls(Curve(x), Curve(y), Curve(zoom), Curve(turn), aspect)

    def view(self, time_s: float) -> Affine:
        """World to pixels, ``[2, 3]``."""
        squeeze = np.array([[PICTURE_SIDE / self.aspect, 0, PICTURE_SIDE / 2], [0, PICTURE_SIDE, PICTURE_SIDE / 2]])
        scale = float(np.exp(self.zoom.at(time_s)))
        return chained(squeeze, affine(self.x.at(time_s), self.y.at(time_s), scale, self.turn.at(time_s)))


@dataclass(frozen=True)
class Timing:
    """When pictures are taken and when they are shown.

    Parameters
    ----------
    shown_fps
        Rate of the clip.
    taken_fps
        Rate at which there was anything new: lower in clips that were converted up, whose frames then come twice.
    open_share
        Part of the time between two pictures during which light is gathered.
    parts
        Pictures of which one with motion blur is made.
    """

    shown_fps: Fraction
    taken_fps: Fraction
    open_share: float
    parts: int

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Timing:
        """Rates as on the web."""
        rates = list(_RATES)
        shown = rates[int(rng.choice(len(rates), p=np.array(list(_RATES.values()))))]
        slower = rng.random() < 0.1
        taken = min(shown, Fraction(int(rng.integers(12, 26)))) if slower else shown
        parts = int(rng.choice([1, 2, 3], p=[0.55, 0.35, 0.1]))
        return cls(shown, taken, float(rng.uniform(0.3, 1.0)) if parts > 1 else 0.0, parts)

    def taken_at(self, shown_s: float) -> float:
        """When the picture that is shown at a time was taken."""
        if self.taken_fps == self.shown_fps:
            return shown_s
        rate = float(self.taken_fps)
        return float(np.floor(shown_s * rate + 1e-6) / rate)

    def parts_at(self, taken_s: float) -> list[float]:
        """Times within the exposure, which ends when the picture is taken."""
        step = self.open_share / float(self.taken_fps) / self.parts
        return [taken_s - step * part for part in range(self.parts)]


class Film:
    """What happens to a picture between the lens and the viewer; keeps what the codec remembers.

    Parameters
    ----------
    duration_s
        Length of the scene.
    rng
        Draws light, lens, sensor and codec.
    """

    def __init__(self, duration_s: float, rng: np.random.Generator) -> None:
        self._rng = np.random.default_rng(rng.integers(1 << 62))
        self._contrast, self._exposed = float(rng.uniform(0.7, 1.35)), float(rng.uniform(35, 165))
        self._lift: float | None = None  # set by the first picture, as a camera's meter does
        drifts = rng.random() < 0.35
        self._drift = sway(duration_s, rng, float(rng.uniform(0.005, 0.08)) if drifts else 0.0, 0.7)
        self._flicker = float(rng.uniform(0.002, 0.03)) if rng.random() < 0.12 else 0.0
        self._blur = float(rng.uniform(0.5, 1.3)) if rng.random() < 0.2 else 0.0
        self._side = int(rng.integers(56, 130)) if rng.random() < 0.15 else PICTURE_SIDE
        self._noise = float(np.exp(rng.uniform(np.log(0.4), np.log(7)))) if rng.random() < 0.8 else 0.0
        self._vignette = _vignette(float(rng.uniform(0, 0.5)))
        self._grain = rng.standard_normal((2 * PICTURE_SIDE, 2 * PICTURE_SIDE)).astype(np.float32)
        self._skip = float(rng.uniform(1.0, 6.0)) if rng.random() < 0.7 else 0.0
        self._quality = int(rng.integers(12, 80)) if rng.random() < 0.5 else 0
        self._refresh = int(rng.integers(12, 260))
        self._sent: NDArray[np.uint8] | None = None
        self._number = 0

    def develop(self, picture: Grey, time_s: float) -> NDArray[np.uint8]:
        """The next picture as the viewer gets it, ``uint8 [PICTURE_SIDE, PICTURE_SIDE]``; call in order of time."""
        if self._lift is None:
            self._lift = self._exposed - self._contrast * float(picture.mean())
        gain = np.exp(self._drift.at(time_s) + self._flicker * self._rng.standard_normal())
        seen = (picture * np.float32(self._contrast) + np.float32(self._lift)) * np.float32(gain)
        seen *= self._vignette
        if self._blur:
            seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), self._blur), np.float32)
        if self._noise:
            x, y = self._rng.integers(0, PICTURE_SIDE, 2)
            seen = seen + np.float32(self._noise) * self._grain[y : y + PICTURE_SIDE, x : x + PICTURE_SIDE]
        if self._side < PICTURE_SIDE:
            small = cv2.resize(seen, (self._side, self._side), interpolation=cv2.INTER_AREA)
            seen = np.asarray(cv2.resize(small, (PICTURE_SIDE, PICTURE_SIDE)), np.float32)
        return self._coded(np.clip(seen, 0, 255).astype(np.uint8))

    def _coded(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Quantised blocks; blocks that hardly change are sent again as they were, until the next key frame."""
        if self._quality:
            _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, self._quality])
            picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), np.uint8)
        if self._skip and self._sent is not None and self._number % self._refresh:
            difference = cv2.absdiff(picture, self._sent)
            side = PICTURE_SIDE // 4
            blocks = cv2.resize(difference, (side, side), interpolation=cv2.INTER_AREA)
            kept = np.asarray(blocks < self._skip, np.uint8)
            mask = cv2.resize(kept, (PICTURE_SIDE, PICTURE_SIDE), interpolation=cv2.INTER_NEAREST)
            picture = np.where(mask > 0, self._sent, picture)
        self._sent = picture
        self._number += 1
        return picture


def _vignette(depth: float) -> Grey:
    across = np.square(np.linspace(-1, 1, PICTURE_SIDE, dtype=np.float32))
    return np.asarray(1 - depth * 0.5 * (across[None] + across[:, None]), np.float32)
