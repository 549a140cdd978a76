"""Silence, odd layouts and offsets are dealt with before anything is analysed."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.exemplar.references.trim import (
    ANALYSED_S,
    first_above,
    note_on_length,
    two_channels,
    usable_part,
)
from foleystudio.errors import FoleyError
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, click, hiss, knock


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros((0, 1), np.float32), "empty"),
        (np.zeros((48_000, 2), np.float32), "silent"),
        (np.full((4800, 1), np.nan, np.float32), "not numbers"),
    ],
)
def test_unusable_references_are_refused(samples: np.ndarray, message: str) -> None:
    with pytest.raises(FoleyError, match=message):
        usable_part(Sound(samples, RATE_HZ, "bad"), RATE_HZ)


def test_surround_is_brought_to_two_channels() -> None:
    surround = np.zeros((4800, 6), np.float32)
    surround[:, 0], surround[:, 2], surround[:, 5] = 0.1, 0.2, 0.3
    mixed = two_channels(surround)
    assert mixed.shape == (4800, 2)
    np.testing.assert_allclose(mixed[0], [0.1 + 0.2 / np.sqrt(2), 0.5 / np.sqrt(2)], rtol=1e-6)
    stereo = hiss(0.1, channels=2).samples
    assert two_channels(stereo) is stereo


@pytest.mark.parametrize(
    ("channels", "names", "left", "right"),
    [
        (4, (), {0, 2}, {1, 3}),  # quad
        (4, ("FL", "FR", "FC", "BC"), {0, 2, 3}, {1, 2, 3}),
        (5, (), {0, 2, 3}, {1, 2, 4}),  # no low-frequency channel
        (7, (), {0, 2, 4, 5}, {1, 2, 4, 6}),
    ],
)
def test_each_layout_keeps_its_sides(channels: int, names: tuple[str, ...], left: set[int], right: set[int]) -> None:
    for channel in left | right:
        alone = Sound(np.zeros((4800, channels), np.float32), RATE_HZ, channel_names=names)
        alone.samples[:, channel] = np.where(np.arange(4800) // 24 % 2, 0.5, -0.5)
        heard = np.abs(usable_part(alone, RATE_HZ).samples).max(axis=0) > 0
        assert heard.tolist() == [channel in left, channel in right]


def test_used_part_begins_shortly_before_the_first_sound() -> None:
    used = usable_part(click(20_000, 40_000), RATE_HZ).samples
    assert int(np.argmax(np.abs(used[:, 0]))) == 480


def test_what_only_the_low_frequency_channel_holds_is_silent() -> None:
    surround = np.zeros((4800, 6), np.float32)
    surround[:, 3] = 0.5
    with pytest.raises(FoleyError, match="silent"):
        usable_part(Sound(surround, RATE_HZ), RATE_HZ)


def test_a_constant_offset_is_taken_off() -> None:
    late = np.concatenate([np.zeros(9600, np.float32), knock()])
    off = usable_part(as_sound(late + np.float32(0.3)), RATE_HZ).samples
    assert np.abs(off[:9000]).max() < 1e-3
    np.testing.assert_allclose(off[:, 0], late, atol=1e-3)


def test_shapes_that_lie_off_zero_are_left_alone() -> None:
    square = np.where(np.arange(48_000) // 2400 % 2, 0.5, -0.5).astype(np.float32)
    for wave in (square, knock(), np.abs(knock())):
        np.testing.assert_array_equal(usable_part(as_sound(wave), RATE_HZ).samples[:, 0], wave)


def test_nothing_but_an_offset_is_silence() -> None:
    with pytest.raises(FoleyError, match="silent"):
        usable_part(as_sound(np.full(48_000, 0.5, np.float32)), RATE_HZ)


def test_no_more_than_a_minute_is_used() -> None:
    assert len(usable_part(hiss(ANALYSED_S + 20), RATE_HZ).samples) == ANALYSED_S * RATE_HZ


def test_a_sound_longer_than_what_is_used_is_told_of() -> None:
    sentence = f"only {ANALYSED_S:g} seconds from its first sound on are used"
    assert sentence in (note_on_length(hiss(ANALYSED_S + 1)) or "")
    assert note_on_length(hiss(ANALYSED_S)) is None
    led_in = np.concatenate([np.zeros((5 * RATE_HZ, 1), np.float32), hiss(ANALYSED_S - 1).samples])
    assert note_on_length(Sound(led_in, RATE_HZ)) is None, "all that sounds is used"


def test_first_above_looks_through_all_blocks() -> None:
    samples = np.zeros((700_000, 2), np.float32)
    assert first_above(samples, 0.1) == 0
    samples[600_001, 1] = -0.2
    assert first_above(samples, 0.1) == 600_001
