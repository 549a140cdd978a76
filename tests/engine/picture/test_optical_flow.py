from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.engine.picture.optical_flow import (
    CAMERA,
    CHANNELS,
    GRID,
    SIDE,
    FrameMotion,
    MotionAnalyser,
    fit_camera,
    is_cut,
)

Picture = NDArray[np.uint8]
FPS = 25.0


def wall(seed: int = 0, margin: int = 60) -> NDArray[np.float32]:
    rough = np.random.default_rng(seed).uniform(30, 200, ((SIDE + 2 * margin) // 5,) * 2).astype(np.float32)
    smooth = cv2.resize(rough, (SIDE + 2 * margin,) * 2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(smooth, (0, 0), 1.0), np.float32)


def view(picture: NDArray[np.float32], x: float = 0, y: float = 0, zoom: float = 1, margin: int = 60) -> Picture:
    """The middle of a wall, seen by a camera that stands ``x, y`` pixels to the side and is ``zoom`` times nearer."""
    half = SIDE / 2
    place = np.array([[1 / zoom, 0, margin + half + x - half / zoom], [0, 1 / zoom, margin + half + y - half / zoom]])
    seen = cv2.warpAffine(picture, place, (SIDE, SIDE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return np.asarray(np.clip(seen, 0, 255), np.uint8)


def analysed(pictures: list[Picture], times_s: list[float] | None = None) -> list[FrameMotion]:
    analyser = MotionAnalyser()
    times = times_s or [i / FPS for i in range(len(pictures))]
    found = [motion for p, t in zip(pictures, times, strict=True) for motion in analyser.push(p, t)]
    return found + analyser.finish()


def channel(motion: FrameMotion, name: str) -> NDArray[np.float32]:
    return motion.grid[..., CHANNELS.index(name)]


def camera(motion: FrameMotion, name: str) -> float:
    return float(motion.camera[CAMERA.index(name)])


def test_a_pan_is_the_cameras_and_leaves_nothing() -> None:
    base = wall()
    motions = analysed([view(base, x=2.0 * i) for i in range(8)])
    for motion in motions[1:]:
        assert camera(motion, "pan_x") == pytest.approx(-2.0 / SIDE * FPS, rel=0.05)
        assert camera(motion, "pan_y") == pytest.approx(0, abs=0.02)
        assert channel(motion, "speed").mean() < 0.03


def test_a_zoom_is_the_cameras_too() -> None:
    base = wall()
    motions = analysed([view(base, zoom=1.02**i) for i in range(8)])
    for motion in motions[1:]:
        # Points move away from the middle by 2 % of their distance a frame.
        assert camera(motion, "zoom") == pytest.approx(0.02 * FPS, rel=0.1)
        assert channel(motion, "speed").mean() < 0.04


def test_what_moves_by_itself_is_left_over_where_it_is() -> None:
    base, thing = wall(), wall(seed=1)
    pictures = []
    for i in range(8):
        picture = view(base, x=1.0 * i)
        picture[4:60, 10 + 2 * i : 66 + 2 * i] = view(thing)[4:60, 10:66]
        pictures.append(picture)
    speed = np.mean([channel(m, "speed") for m in analysed(pictures)[2:]], axis=0)
    inside = speed[2:6, 4:7].mean()
    assert inside == pytest.approx(3.0 / SIDE * FPS, rel=0.3)  # it moves 2 to the right, the wall 1 to the left
    assert speed[9:, :].mean() < 0.1 * inside


def test_velocities_are_by_the_second_whatever_the_frame_rate() -> None:
    base = wall()
    pictures = [view(base, x=1.0 * i) for i in range(6)]
    slow = analysed(pictures, [i / 10 for i in range(6)])[3]
    fast = analysed(pictures, [i / 50 for i in range(6)])[3]
    # A pixel a picture, in widths a second; single pixels are told less exactly than the two that 1/30 s takes here.
    assert camera(fast, "pan_x") == pytest.approx(-50 / SIDE, rel=0.02)
    assert camera(slow, "pan_x") == pytest.approx(-10 / SIDE, rel=0.15)


@pytest.mark.parametrize("rate", [48, 50, 60, 120, 240])
def test_more_frames_a_second_are_described_as_thirty_are(rate: int) -> None:
    base, thing = wall(), wall(seed=2)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(mask, (SIDE // 2, SIDE // 2), 25, 255, -1)

    def seen(rate: int) -> list[FrameMotion]:
        times = [n / rate for n in range(rate // 2)]
        swings = [6 * np.sin(2 * np.pi * 2 * t) for t in times]
        pictures = [
            np.where(mask > 0, view(thing, x=30 * t, y=s), view(base)) for t, s in zip(times, swings, strict=True)
        ]
        return analysed([picture.astype(np.uint8) for picture in pictures], times)

    usual, many = seen(30), seen(rate)
    for name, slack in (("speed", 0.15), ("change", 0.35), ("unexplained", 0.35), ("flow_x", 0.15)):
        of = [np.mean([np.abs(channel(m, name)[5:9, 5:9]).mean() for m in motions[3:]]) for motions in (usual, many)]
        assert of[1] == pytest.approx(of[0], rel=slack), name


def test_a_clip_brought_to_a_higher_rate_does_not_stop_and_go() -> None:
    base = wall()
    shown = [view(base, x=2.0 * int(n * 24 / 60)) for n in range(60)]  # 24 a second, as 60
    motions = analysed(shown, [n / 60 for n in range(60)])
    pans = [camera(m, "pan_x") for m in motions[5:50]]
    assert max(pans) < 0
    assert np.mean(pans) == pytest.approx(-2.0 / SIDE * 24, rel=0.2)


@pytest.mark.parametrize("growth", [1.04, 1 / 1.04])
def test_divergence_tells_growing_from_shrinking(growth: float) -> None:
    base, thing = wall(), wall(seed=2)
    mask = np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(mask, (SIDE // 2, SIDE // 2), 30, 255, -1)
    pictures = [np.where(mask > 0, view(thing, zoom=growth**i), view(base)).astype(np.uint8) for i in range(6)]
    divergence = channel(analysed(pictures)[3], "divergence")
    assert np.sign(divergence[5:9, 5:9].mean()) == np.sign(growth - 1)
    assert abs(divergence[5:9, 5:9].mean()) > 5 * abs(divergence[:, :2].mean())


def test_repeated_frames_between_moving_ones_do_not_look_like_stops() -> None:
    base = wall()
    shown = [view(base, x=2.0 * (i - i % 2)) for i in range(12)]  # every picture shown twice
    motions = analysed(shown)
    assert len(motions) == 12
    pans = [camera(m, "pan_x") for m in motions[3:10]]
    np.testing.assert_allclose(pans, -2.0 / SIDE * FPS, rtol=0.1)


def test_a_real_stop_is_a_stop() -> None:
    base = wall()
    motions = analysed([view(base, x=2.0 * min(i, 4)) for i in range(10)])
    assert camera(motions[4], "pan_x") == pytest.approx(-2.0 / SIDE * FPS, rel=0.1)
    assert all(camera(m, "pan_x") == 0 for m in motions[5:])


def test_a_cut_is_flagged_and_shows_no_motion() -> None:
    one, other = wall(seed=3), wall(seed=4)
    motions = analysed([view(one)] * 5 + [view(other)] * 5)
    assert [m.cut for m in motions] == [False] * 5 + [True] + [False] * 4
    assert channel(motions[5], "speed").max() == 0


@pytest.mark.parametrize("lasting", [1, 2])
def test_a_flash_is_brightness_and_no_cut(lasting: int) -> None:
    picture = view(wall(seed=5))
    dark = (picture // 6).astype(np.uint8)
    burst = dark.astype(np.float32)
    cv2.circle(burst, (56, 56), 60, 255.0, -1)
    motions = analysed([dark] * 4 + [burst.astype(np.uint8)] * lasting + [dark] * 4)
    assert not any(m.cut for m in motions)
    assert channel(motions[4], "brightness").mean() > 0.2
    assert camera(motions[4], "brightness") > 0.2


def test_a_fade_is_no_cut() -> None:
    base = wall(seed=6)
    pictures = [(view(base) * (1 - i / 12)).astype(np.uint8) for i in range(12)]
    assert not any(m.cut for m in analysed(pictures))


def test_unlike_pictures_that_come_back_are_no_cut() -> None:
    one, other = view(wall(seed=7)), view(wall(seed=8))
    assert is_cut(one, one, other, other, unexplained=40)
    assert is_cut(None, one, other, None, unexplained=40)
    assert not is_cut(one, one, other, one, unexplained=40)
    assert not is_cut(other, one, other, other, unexplained=40)
    assert not is_cut(one, one, one, one, unexplained=40)


def test_the_fit_withstands_a_third_of_the_picture_moving_otherwise() -> None:
    flow = np.full((SIDE, SIDE, 2), (1.5, -0.5), np.float32)
    flow[: SIDE // 3] = (-4, 6)
    affine, inliers = fit_camera(flow, np.ones((SIDE, SIDE), np.float32))
    np.testing.assert_allclose(affine[0], (1.5, -0.5), atol=0.02)
    assert inliers == pytest.approx(2 / 3, abs=0.05)


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_as_many_descriptors_as_frames(count: int) -> None:
    motions = analysed([view(wall(), x=float(i)) for i in range(count)])
    assert len(motions) == count
    assert all(m.grid.shape == (GRID, GRID, len(CHANNELS)) for m in motions)
    assert all(np.isfinite(m.grid).all() and np.isfinite(m.camera).all() for m in motions)


def test_black_pictures_are_calm() -> None:
    motions = analysed([np.zeros((SIDE, SIDE), np.uint8)] * 4)
    assert all(np.isfinite(m.grid).all() and not m.cut for m in motions)
    assert max(channel(m, "speed").max() for m in motions) == 0
