from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.mix.mixdown import RAMP, Mixdown, MixPlan
from foleystudio.engine.mix.plans.strips import MIX_ROW, Strip
from foleystudio.gui.playback.feed import AHEAD, CHUNK, KEPT_ON_CHANGE, SCRUB, Command, Feed
from foleystudio.gui.playback.renderer import AudioQueue
from foleystudio.media.sound.files import write_sound

N = 48_000


class Deck:
    """A feed and a renderer without a card: what is pulled is what would be heard."""

    def __init__(self, mixdown: Mixdown) -> None:
        self.mixdown = mixdown
        self.renderer = AudioQueue()
        self.feed = Feed(mixdown, self.renderer)
        self.command = Command(0, 0)

    def send(self, start: int, speed: float, *, is_scrub: bool = False) -> None:
        self.command = Command(self.command.generation + 1, start, speed, is_scrub)
        self.renderer.generation = self.command.generation

    def pull(self, count: int, block: int = 512) -> Wave:
        parts = []
        for at in range(0, count, block):
            self.feed.fill(self.command)
            out = np.zeros((min(block, count - at), 2), dtype=np.float32)
            self.renderer.render(out)
            parts.append(out)
        return np.concatenate(parts)


@pytest.fixture
def noise() -> Wave:
    return np.random.default_rng(0).uniform(-0.5, 0.5, (N, 2)).astype(np.float32)


@pytest.fixture
def plan(tmp_path: Path, noise: Wave) -> MixPlan:
    write_sound(tmp_path / "t.wav", Sound(noise, 48_000), "FLOAT")
    return MixPlan(N, (Strip(tmp_path / "t.wav", 0, 1.0, 0),))


@pytest.fixture
def deck(plan: MixPlan) -> Iterator[Deck]:
    with Mixdown(plan) as mixdown:
        yield Deck(mixdown)


def test_the_mix_is_played_to_the_sample_and_then_silence(deck: Deck, noise: Wave) -> None:
    deck.send(0, 1.0)
    heard = deck.pull(N + 5_000)
    np.testing.assert_array_equal(heard[:N], noise)
    assert not heard[N:].any()
    assert deck.renderer.ended_generation == deck.command.generation
    assert deck.renderer.gaps == 0


def test_no_more_is_prepared_than_asked(deck: Deck) -> None:
    deck.send(0, 1.0)
    assert deck.feed.fill(deck.command)
    assert AHEAD <= deck.renderer.queued < AHEAD + 2_048


def test_playing_from_the_middle_fades_in_briefly(deck: Deck, noise: Wave) -> None:
    deck.send(10_000, 1.0)
    heard = deck.pull(4_096)
    np.testing.assert_array_equal(heard[64:], noise[10_064:14_096])
    assert np.abs(heard[0]).max() < 0.01


def test_pausing_prepares_nothing(deck: Deck) -> None:
    deck.send(0, 0.0)
    assert not deck.feed.fill(deck.command)
    assert deck.renderer.queued == 0


@pytest.mark.parametrize("position_s", [0.0, 0.5, 1.0])
def test_scrubbing_lets_a_moment_be_heard_and_stays(deck: Deck, position_s: float) -> None:
    deck.send(int(position_s * N), 0.0, is_scrub=True)
    heard = deck.pull(SCRUB + 1_000)
    assert np.abs(heard[:SCRUB]).max() > 0.3
    assert not heard[SCRUB:].any()
    held = deck.renderer.stretches.at(SCRUB // 2)
    assert held is not None
    assert held.position_at(SCRUB // 2) == position_s * N


def test_a_loop_turns_at_the_exact_sample(deck: Deck, noise: Wave) -> None:
    deck.feed.loop = (10_000, 20_001)
    deck.send(5_000, 1.0)
    heard = deck.pull(60_000)
    expected = np.concatenate([noise[5_000:20_001], *[noise[10_000:20_001]] * 5])[:60_000]
    differs = np.flatnonzero((heard != expected).any(axis=1))
    joints = [15_001 + 10_001 * i for i in range(5)]
    near = np.abs(differs[:, None] - np.array(joints)).min(axis=1)
    assert ((near <= 64) | (differs < 64)).all()  # nothing but the fades at the joints
    for joint in joints:
        turned = deck.renderer.stretches.at(joint)
        assert turned is not None
        assert turned.position_at(joint) == 10_000


def test_a_loop_behind_the_start_is_left_alone(deck: Deck, noise: Wave) -> None:
    deck.feed.loop = (1_000, 2_000)
    deck.send(5_000, 1.0)
    np.testing.assert_array_equal(deck.pull(10_000)[64:], noise[5_064:15_000])


def test_a_loop_to_the_very_end_goes_on_for_ever(deck: Deck) -> None:
    deck.feed.loop = (0, N)
    deck.send(0, 1.0)
    assert np.abs(deck.pull(3 * N)[-1000:]).max() > 0.3
    assert deck.renderer.ended_generation != deck.command.generation


def test_backwards_is_the_mirror_image(deck: Deck, noise: Wave) -> None:
    deck.send(N, -1.0)
    heard = deck.pull(N + 2_000)
    np.testing.assert_array_equal(heard[64:N], noise[::-1][64:])
    assert not heard[N:].any()
    assert deck.renderer.ended_generation == deck.command.generation


@pytest.mark.parametrize("speed", [2.0, 4.0, 8.0, -2.0, -4.0, 0.5])
def test_shuttling_plays_faster_and_keeps_the_position(tmp_path: Path, speed: float) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 200 * np.arange(8 * N) / N)
    write_sound(tmp_path / "tone.wav", Sound(tone.astype(np.float32)[:, None], 48_000), "FLOAT")
    with Mixdown(MixPlan(8 * N, (Strip(tmp_path / "tone.wav", 0, 1.0, 0),))) as mixdown:
        deck = Deck(mixdown)
        start = 0 if speed > 0 else 8 * N
        deck.send(start, speed)
        heard = deck.pull(24_000)[:, 0]
    spectrum = np.abs(np.fft.rfft(heard[4_000:] * np.hanning(20_000)))
    assert np.argmax(spectrum) * N / 20_000 == pytest.approx(200 * abs(speed), rel=0.02)
    at = deck.renderer.stretches.at(20_000)
    assert at is not None
    assert at.position_at(20_000) == pytest.approx(start + 20_000 * speed, abs=2)
    assert deck.renderer.gaps == 0


def test_shuttling_ends_at_the_ends(deck: Deck) -> None:
    for start, speed, end in ((20_000, 4.0, N), (20_000, -4.0, 0)):
        deck.send(start, speed)
        deck.pull(12_000)
        assert deck.renderer.ended_generation == deck.command.generation
        last = deck.renderer.stretches.last
        assert last is not None
        assert last.position == pytest.approx(end, abs=40)


def test_a_changed_mix_is_heard_soon_and_without_a_click(deck: Deck, plan: MixPlan, tmp_path: Path) -> None:
    write_sound(tmp_path / "dc.wav", Sound(np.full((N, 2), 0.5, np.float32), 48_000), "FLOAT")
    steady = MixPlan(N, (Strip(tmp_path / "dc.wav", 0, 1.0, 0),))
    muted = replace(steady, strips=(replace(steady.strips[0], gain=0.0),))
    deck.mixdown.swap(steady)
    deck.send(0, 1.0)
    deck.pull(8_000)
    deck.mixdown.swap(muted)
    heard = deck.pull(8_000)[:, 0]
    silent_from = int(np.argmax(heard == 0))
    assert 0 < silent_from <= KEPT_ON_CHANGE + 1_024 + RAMP
    assert not heard[silent_from:].any()
    assert np.abs(np.diff(heard)).max() <= 0.55 / RAMP
    deck.mixdown.swap(steady)
    assert deck.pull(8_000)[-1, 0] == 0.5
    assert deck.renderer.gaps == 0


def test_a_mix_that_changes_near_the_end_is_still_heard(deck: Deck, plan: MixPlan) -> None:
    deck.send(N - 12_000, 1.0)
    deck.pull(1_024)
    deck.mixdown.swap(replace(plan, strips=(replace(plan.strips[0], gain=0.0),)))
    heard = deck.pull(12_000)
    assert not heard[KEPT_ON_CHANGE + 2_048 :].any()
    assert deck.renderer.ended_generation == deck.command.generation


def test_a_newer_command_stops_the_filling(deck: Deck) -> None:
    deck.send(0, 1.0)
    stale = deck.command
    deck.send(10_000, 1.0)
    deck.feed.fill(stale)
    deck.feed.fill(deck.command)
    out = np.zeros((64, 2), dtype=np.float32)
    deck.renderer.render(out)
    last = deck.renderer.stretches.last
    assert last is not None
    assert last.position == 10_000


def test_levels_come_with_the_very_sound_that_is_let_out(tmp_path: Path) -> None:
    samples = np.zeros((N, 2), dtype=np.float32)
    samples[20_000] = (0.25, 0.75)
    write_sound(tmp_path / "t.wav", Sound(samples, 48_000), "FLOAT")
    plan = MixPlan(N, (Strip(tmp_path / "t.wav", 0, 1.0, 7),))
    with Mixdown(plan, metered=True) as mixdown:
        deck = Deck(mixdown)
        deck.send(0, 1.0)
        heard = deck.pull(N)
    loud = [(sample, peaks) for sample, peaks in deck.renderer.levels if peaks]
    ((sample, peaks),) = loud
    assert peaks == {7: (0.25, 0.75), MIX_ROW: (0.25, 0.75)}
    assert np.abs(heard[sample : sample + CHUNK]).max() == pytest.approx(0.75)
