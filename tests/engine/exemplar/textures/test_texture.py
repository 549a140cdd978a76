"""A recording is played straight while it lasts, then joined to itself without a loop, a click or a hole."""

from __future__ import annotations

import threading
from contextlib import suppress

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.grains import hashed
from foleystudio.engine.exemplar.textures.texture import RecordedTexture, crossfade_gains, likenesses
from foleystudio.engine.loudness.levels import level_curve
from foleystudio.errors import CancelledError
from foleystudio.progress import heeding
from tests.engine.exemplar.sounds import RATE_HZ, hiss, knock

N = 3 * RATE_HZ


def _rain(seconds: float = 3.0, channels: int = 1, seed: int = 4) -> Wave:
    """Hiss that swells, with drops."""
    generator = np.random.default_rng(seed)
    n = round(seconds * RATE_HZ)
    points = max(2, round(8 * seconds))
    swell = 10 ** (np.interp(np.arange(n), np.linspace(0, n, points), generator.normal(0, 3, points)) / 20)
    out = 0.02 * generator.standard_normal((n, channels)) * swell[:, None]
    for at in generator.integers(0, max(1, n - 2000), round(6 * seconds)):
        drop = knock(0.03, float(generator.uniform(800, 4000)), 0.004, 0.3)
        out[at : at + len(drop)] += drop[:, None] * generator.uniform(0.3, 1, channels)
    rain: Wave = out.astype(np.float32)
    return rain


def _db(levels: np.ndarray) -> np.ndarray:
    return np.asarray(20 * np.log10(np.maximum(levels, 1e-9)))


def _movement_db(wave: Wave) -> float:
    return float(np.std(_db(level_curve(wave, RATE_HZ, 0.1)[10:-10:20])))


def _recurring(wave: Wave) -> float:
    """Share of the tenths of a second that correlate above .8 with another place 300 ms away or more."""
    mono = wave.mean(axis=1).astype(np.float64)
    piece, size = RATE_HZ // 10, 1 << (len(mono) + RATE_HZ // 10).bit_length()
    spectrum, sums = np.fft.rfft(mono, size), np.concatenate([[0.0], np.cumsum(mono**2)])
    energy = np.sqrt(sums[piece:] - sums[:-piece])
    found = []
    for first in range(0, len(mono) - piece, piece):
        own = np.conj(np.fft.rfft(mono[first : first + piece], size))
        match = np.fft.irfft(spectrum * own, size)[: len(energy)] / energy / energy[first]
        match[max(0, first - 3 * piece) : first + 3 * piece] = 0
        found.append(match.max() > 0.8)
    return float(np.mean(found))


@pytest.mark.parametrize("channels", [1, 2])
def test_it_is_the_recording_itself_while_that_lasts(channels: int) -> None:
    rain = _rain(channels=channels)
    texture = RecordedTexture(rain, RATE_HZ)
    played = texture.lasting(N).read(7, 0, N)
    first = N - len(texture.samples)
    gain = played[N // 2] / rain[N // 2 + first]
    np.testing.assert_allclose(played[: N - first - 1200], gain * rain[first : N - 1200], atol=1e-5)
    assert np.sqrt(np.mean(played**2)) == pytest.approx(1.0, rel=0.02)


def test_what_dies_away_beyond_the_end_needs_no_joint() -> None:
    rain = _rain()
    played = RecordedTexture(rain, RATE_HZ).lasting(N + 5000).read(7, 0, N + 5000)
    whole = RecordedTexture(rain, RATE_HZ).lasting(N).read(7, 0, N)
    np.testing.assert_array_equal(played[: N - 1500], whole[: N - 1500])
    assert not played[N:].any()


def test_short_events_take_different_parts_without_a_joint() -> None:
    texture = RecordedTexture(_rain(6.0), RATE_HZ)
    half = len(texture.samples) // 2
    parts = [texture.lasting(half).read(hashed(seed), 0, half) for seed in range(6)]
    places = []
    for part in parts:
        match = np.abs(texture.samples[: half + 1, 0] - part[1000, 0]) < 1e-6
        places += [
            int(p) - 1000
            for p in np.flatnonzero(match)
            if np.array_equal(texture.samples[p - 1000 + 300 :][: half - 300], part[300:])
        ]
    assert len(places) == 6
    assert len(set(places)) >= 5


@pytest.mark.parametrize("seconds", [0.02, 0.2, 0.5, 3.0])
def test_any_stretch_equals_that_stretch_of_the_whole(seconds: float) -> None:
    for asked in (0, 600_000):
        whole = RecordedTexture(_rain(seconds, 2), RATE_HZ).read(3, 0, 600_000, asked)
        texture = RecordedTexture(_rain(seconds, 2), RATE_HZ)
        for start, stop in [
            (500_000, 600_000),
            (0, 1),
            (1, 7000),
            (140_000, 160_000),
            (16_383, 16_385),
            (300_000, 300_000),
        ]:
            np.testing.assert_array_equal(texture.read(3, start, stop, asked), whole[start:stop])


def test_seeds_differ_and_repeat() -> None:
    texture = RecordedTexture(_rain(), RATE_HZ)
    first, second = (texture.read(seed, 0, 4 * N) for seed in (1, 2))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, RecordedTexture(_rain(), RATE_HZ).read(1, 0, 4 * N))


def test_ten_threads_hear_what_one_hears() -> None:
    alone = RecordedTexture(_rain(1.0), RATE_HZ).read(1, 0, 300_000)
    texture, heard = RecordedTexture(_rain(1.0), RATE_HZ), dict[int, Wave]()

    def listen(number: int) -> None:
        heard[number] = texture.read(1, 20_000 * number, 300_000)

    threads = [threading.Thread(target=listen, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, wave in heard.items():
        np.testing.assert_array_equal(wave, alone[20_000 * number :])


def test_kept_up_three_times_as_long_it_is_no_loop_and_moves_as_it_did() -> None:
    rain = _rain(4.0)
    own_share, own_movement = _recurring(rain), _movement_db(rain)
    n = len(rain)
    once, thrice = (RecordedTexture(rain, RATE_HZ).lasting(k * n).read(5, 0, k * n) for k in (1, 3))
    assert _recurring(once) <= own_share + 0.05
    assert _recurring(thrice) <= own_share + 0.15
    for wave in (once, thrice):
        assert _movement_db(wave) == pytest.approx(own_movement, rel=0.2)


def test_drops_stay_drops() -> None:
    def crest(wave: Wave) -> float:
        pieces = wave[: len(wave) // 480 * 480].reshape(-1, 480)
        return float(np.percentile(np.abs(pieces).max(axis=1) / np.sqrt(np.mean(pieces**2, axis=1)), 95))

    rain = _rain(3.0)
    assert crest(RecordedTexture(rain, RATE_HZ).read(2, N, 4 * N)) > 0.9 * crest(rain)


def test_joints_have_neither_holes_nor_bumps() -> None:
    wave = RecordedTexture(hiss(2.0).samples, RATE_HZ).read(1, 0, 40 * RATE_HZ)
    assert np.ptp(_db(level_curve(wave, RATE_HZ, 0.1)[20:-20])) < 2.0


def test_joints_of_a_steady_tone_are_not_heard() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    tone = (0.3 * np.sin(2 * np.pi * 219.7 * t))[:, None].astype(np.float32)
    wave = RecordedTexture(tone, RATE_HZ).read(1, 0, 20 * RATE_HZ)[2400:]
    levels = _db(level_curve(wave, RATE_HZ, 0.05)[20:-20])
    assert np.ptp(levels) < 1.0
    assert np.abs(np.diff(wave[:, 0])).max() < 1.1 * np.sqrt(2) * 2 * np.pi * 219.7 / RATE_HZ


def test_the_stereo_picture_stays() -> None:
    mono = _rain(2.0)[:, 0]
    wave = RecordedTexture(np.stack([mono, -0.5 * mono], axis=1), RATE_HZ).read(3, 0, 8 * RATE_HZ)
    np.testing.assert_allclose(wave[:, 1], -0.5 * wave[:, 0], atol=1e-4)
    apart = RecordedTexture(hiss(2.0, channels=2).samples, RATE_HZ).read(3, 0, 8 * RATE_HZ)
    assert abs(float(np.asarray(np.corrcoef(apart.T))[0, 1])) < 0.05


@pytest.mark.parametrize("seconds", [0.005, 0.1, 0.2, 0.4])
def test_a_short_sound_is_no_buzz(seconds: float) -> None:
    wave = RecordedTexture(hiss(seconds).samples, RATE_HZ).read(0, 0, 8 * RATE_HZ)[:, 0].astype(np.float64)
    spectrum = np.fft.rfft(wave, 1 << 20)
    again = np.fft.irfft(np.abs(spectrum) ** 2)[: len(wave) // 2] / np.sum(wave**2)
    assert np.abs(again[2400:]).max() < 0.3
    assert np.ptp(_db(level_curve(wave[:, None].astype(np.float32), RATE_HZ, 0.1)[20:-20])) < 4.0


def test_silence_around_the_sound_is_left_out() -> None:
    quiet = np.zeros((RATE_HZ, 1), np.float32)
    texture = RecordedTexture(np.concatenate([quiet, _rain(1.0), quiet]), RATE_HZ)
    assert len(texture.samples) == pytest.approx(RATE_HZ, abs=3000)
    assert np.abs(texture.lasting(RATE_HZ).read(0, 0, 480)).max() > 0.3


def test_a_sharp_beginning_is_heard_at_once_and_is_its_own() -> None:
    strike = np.concatenate([np.zeros(5000), knock(1.0, decay_s=2.0)]).astype(np.float32)[:, None]
    played = RecordedTexture(strike, RATE_HZ).lasting(RATE_HZ).read(0, 0, 4000)[:, 0]
    first = int(np.argmax(np.abs(played) > 0.3 * np.abs(played).max()))
    assert first < 0.003 * RATE_HZ
    np.testing.assert_allclose(
        played[first : first + 960] / played[first], strike[5000:5960, 0] / strike[5000, 0], atol=1e-4
    )


@pytest.mark.parametrize("ratio", [0.5, 1.5, 2.0])
@pytest.mark.parametrize("seconds", [0.2, 2.0])
def test_repitched_it_is_higher_or_lower(ratio: float, seconds: float) -> None:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    texture = RecordedTexture((0.3 * np.sin(2 * np.pi * 1000 * t))[:, None].astype(np.float32), RATE_HZ)
    wave = texture.repitched(ratio).read(0, 0, RATE_HZ)[:, 0]
    power = np.abs(np.fft.rfft(wave)) ** 2
    assert np.linspace(0, RATE_HZ / 2, len(power)) @ power / power.sum() == pytest.approx(1000 * ratio, rel=0.05)
    assert texture.repitched(1.0) is texture


def test_crossfades_keep_the_level_of_what_is_alike_and_of_what_is_not() -> None:
    noise = hiss(1.0, channels=2).samples
    turning = np.linspace(0, 1, RATE_HZ)  # from alike to not
    for share in (np.zeros(RATE_HZ), np.ones(RATE_HZ), np.full(RATE_HZ, 0.6), turning):
        other = share * noise[:, 0] + np.sqrt(1 - share**2) * noise[:, 1]
        gains = crossfade_gains(RATE_HZ, likenesses(noise[:, :1], other[:, None].astype(np.float32), 4800))
        joint = gains[:, 1] * noise[:, 0] + gains[:, 0] * other
        assert np.ptp(_db(level_curve(joint[:, None].astype(np.float32), RATE_HZ, 0.1)[10:-10])) < 0.5


def test_after_a_change_of_mind_it_is_the_same_way_again() -> None:
    sound, asked = _rain(1.0), list[int]()
    with heeding(lambda: bool(asked.append(1))):
        whole = RecordedTexture(sound, RATE_HZ).read(5, 0, 20 * RATE_HZ)
    texture, stops = RecordedTexture(sound, RATE_HZ), 0
    for at in range(1, len(asked) + 1):
        with heeding(map(at.__eq__, range(1, len(asked) + 2)).__next__), suppress(CancelledError):
            texture.read(5, 0, 20 * RATE_HZ)
            continue
        stops += 1
    assert stops > 0
    assert np.array_equal(texture.read(5, 0, 20 * RATE_HZ), whole)
