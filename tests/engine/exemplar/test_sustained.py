"""Sustained sounds follow their envelope from a sharp attack on, for as long as they are asked to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from foleystudio.engine.exemplar.levels import level_curve
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.exemplar.render import render_blocks
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.reference_cuts import ReferenceCut, ReferenceKind
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock

TEXTURE = ReferenceCut(ReferenceKind.TEXTURE)


def _played(event: Event, reference: np.ndarray, **how: Any) -> np.ndarray:
    settings = SynthesisSettings(**{"humanise": 0.0, **how})
    asked = SynthesisRequest(
        event.end_s + 3.0, EventTrack((event,)), (as_sound(reference),), settings=settings, cuts=(TEXTURE,)
    )
    return np.concatenate(list(render_blocks(plan(asked))))[:, 0]


def test_the_attack_of_a_sustained_sound_is_only_scaled() -> None:
    ring = knock(0.5)
    out = _played(Event(1.0, 1.0, 2.0, (1.0, 0.5)), ring)[48_000:]
    gain = out[0] / ring[0]
    np.testing.assert_allclose(out[:1200], gain * ring[:1200], atol=1e-6)


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
    assert np.abs(out[24_000 + 49_000 : 24_000 + 95_000]).max() == 0.0


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


@pytest.mark.parametrize("at_s", [0.0, 1.0])
def test_what_fades_in_is_not_struck_but_heard_at_once(at_s: float) -> None:
    click = np.concatenate([knock(0.05, decay_s=0.004), 0.05 * hiss(1.0).samples[:, 0]]).astype(np.float32)
    start = round(at_s * RATE_HZ)
    struck, fading = (_played(Event(at_s, 1.0, 2.0, (first, *[1.0] * 100)), click)[start:] for first in (1.0, 0.0))
    crest = [float(np.abs(out[:2400]).max() / np.sqrt(np.mean(out[24_000:72_000] ** 2))) for out in (struck, fading)]
    assert crest[0] > 2 * crest[1]
    levels = level_curve(fading[:72_000, None].astype(np.float32), RATE_HZ, 0.04)
    assert levels[8] > 0.5 * float(levels[40:].mean())
    assert not np.any(_played(Event(1.0, 1.0, 1.0, (0.0, 1.0, 1.0)), click)[: RATE_HZ - 10])
