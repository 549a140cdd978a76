"""Textures are kept up for as long as they are asked to, and follow their source as far as they are asked to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.loudness.levels import level_curve
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock

TEXTURE = ReferenceCut(ReferenceKind.TEXTURE)


def _played(event: Event, reference: np.ndarray, **how: Any) -> np.ndarray:
    settings = SynthesisSettings(**{"humanise": 0.0, **how})
    asked = SynthesisRequest(
        event.end_s + 3.0, EventTrack((event,)), (as_sound(reference),), settings=settings, cuts=(TEXTURE,)
    )
    return np.concatenate(list(render_blocks(plan(asked))))[:, 0]


def test_a_texture_begins_as_it_was_recorded() -> None:
    ring = knock(0.5)
    out = _played(Event(1.0, 1.0, 2.0), ring)[48_000:]
    gain = out[0] / ring[0]
    np.testing.assert_allclose(out[:1200], gain * ring[:1200], atol=1e-5)


def test_a_sustained_reference_keeps_the_level_asked_for() -> None:
    out = _played(Event(0.5, 1.0, 3.0), hiss(1.0).samples[:, 0])[24_000 : 24_000 + 140_000]
    levels = 20 * np.log10(level_curve(out[:, None].astype(np.float32), RATE_HZ, 0.04)[5:-10])
    assert np.ptp(levels) < 3.0


def test_long_sustain_does_not_repeat_itself() -> None:
    out = _played(Event(0.5, 1.0, 8.0), hiss(0.5).samples[:, 0])[48_000 : 48_000 + 262_144].astype(np.float64)
    spectrum = np.fft.rfft(out, 1 << 20)
    likeness = np.fft.irfft(np.abs(spectrum) ** 2)[: len(out) // 2] / np.sum(out**2)
    assert np.abs(likeness[4800:]).max() < 0.35


def test_envelopes_with_silence_are_silent_there() -> None:
    out = _played(Event(0.5, 1.0, 3.0, (1.0, 0.0, 0.0, 1.0)), hiss(2.0).samples[:, 0])
    # An envelope is smoothed over 50 ms, so that it shapes and doesn't pump.
    assert np.abs(out[24_000 + 50_000 : 24_000 + 94_000]).max() == 0.0


@pytest.mark.parametrize("follow", [0.0, 0.5, 1.0])
def test_the_source_s_level_is_followed_as_far_as_is_asked(follow: float) -> None:
    envelope = (1.0, 0.1, 0.4, 0.4)
    noise = hiss(4.0).samples[:, 0]
    plain, followed = (_played(Event(0.5, 1.0, 3.0, e), noise, follow=follow) for e in ((), envelope))
    at = np.arange(0.05, 2.95, 0.05)
    ratio = followed[24_000 + (at * RATE_HZ).astype(int)] / plain[24_000 + (at * RATE_HZ).astype(int)]
    wanted = np.interp(at, [0, 1, 2, 3], envelope) ** follow
    np.testing.assert_allclose(ratio, wanted, rtol=0.1)
    assert np.abs(followed).max() <= np.abs(plain).max() * 1.0001
    assert np.abs(followed[24_000:26_400]).max() > 0.7 * np.abs(plain[24_000:26_400]).max()


def test_its_own_movement_stays_and_nothing_pumps() -> None:
    swell = 10 ** (np.sin(2 * np.pi * 1.5 * np.arange(4 * RATE_HZ) / RATE_HZ) * 6 / 20)
    noise = (hiss(4.0).samples[:, 0] * swell).astype(np.float32)
    flicker = tuple(0.5 + 0.5 * (n % 2) for n in range(201))
    for envelope in ((), (1.0, 1.0), flicker):
        out = _played(Event(0.5, 1.0, 4.0, envelope), noise)[24_000 + 4800 : 24_000 + 4 * 48_000 - 4800]
        own = noise[4800:-4800]
        levels = [20 * np.log10(level_curve(w[:, None], RATE_HZ, 0.04)[8:-8]) for w in (out, own)]
        assert np.std(levels[0] - levels[1]) < 0.5


def test_it_ends_softly_and_in_time() -> None:
    for reference in (hiss(4.0), hiss(1.0), hiss(2.0)):
        out = _played(Event(0.5, 1.0, 2.0), reference.samples[:, 0])[24_000:]
        levels = level_curve(out[:, None].astype(np.float32), RATE_HZ, 0.01)
        assert levels[390] > 0.5 * levels[100:380].mean()
        assert not out[round(2.125 * RATE_HZ) :].any()
        assert np.abs(out[round(2.11 * RATE_HZ) : round(2.12 * RATE_HZ)]).max() < 0.2 * np.abs(out).max()


def test_very_long_events_are_played_in_pieces() -> None:
    planned = plan(SynthesisRequest(3600.0, EventTrack((Event(0.0, 1.0, 3600.0),)), (hiss(2.0),)))
    start = 3000 * RATE_HZ + 7
    (block,) = render_blocks(planned, start, start + 100)
    assert np.abs(block).max() > 0.01


def test_pitch_moves_the_sustain_too() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    tone = (0.3 * np.sin(2 * np.pi * 500 * t)).astype(np.float32)
    out = _played(Event(0.5, 1.0, 4.0), tone, pitch_semitones=12.0)[48_000 : 48_000 + 140_000]
    peak = int(np.argmax(np.abs(np.fft.rfft(out)))) * RATE_HZ / len(out)
    assert peak == pytest.approx(1000, rel=0.02)


def test_a_swell_fades_in_from_its_event_on() -> None:
    out = _played(Event(1.0, 1.0, 2.0, (0.0, 0.5, 1.0)), hiss(1.0).samples[:, 0])
    assert not out[: RATE_HZ - 1].any()
    levels = level_curve(out[RATE_HZ : 3 * RATE_HZ, None].astype(np.float32), RATE_HZ, 0.04)
    np.testing.assert_allclose(levels[40::40] / levels[-10], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], atol=0.08)


def test_a_moment_of_a_texture_is_no_louder_than_the_texture_kept_up() -> None:
    rain = 0.02 * np.random.default_rng(3).standard_normal(10 * RATE_HZ)
    rain[round(1.61 * RATE_HZ) :][:24] += 0.5  # one near drop, which keeps all of it below full loudness
    moment, kept_up = (_played(Event(1.0, 0.4, sustain_s), rain)[50_400:60_000] for sustain_s in (0.0, 1.0))
    assert -6.0 < 10 * np.log10(np.mean(moment**2) / np.mean(kept_up**2)) < 1.0
