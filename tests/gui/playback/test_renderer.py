import threading

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.gui.playback.renderer import FADE, MOST_STRIKES, AudioQueue, Chunk


def _ramp(first: int, n: int) -> Wave:
    return np.repeat(np.arange(first, first + n, dtype=np.float32)[:, None], 2, axis=1)


def _chunk(generation: int, first: int, n: int = 100, *, speed: float = 1.0, is_last: bool = False) -> Chunk:
    return Chunk(generation, _ramp(first, n), float(first), speed, is_last)


def _render(renderer: AudioQueue, n: int) -> Wave:
    out = np.full((n, 2), np.nan, dtype=np.float32)
    renderer.render(out)
    return out


def test_chunks_are_joined_whatever_the_blocks() -> None:
    renderer = AudioQueue()
    renderer.append(*(_chunk(0, i * 100) for i in range(10)))
    parts = [_render(renderer, n) for n in (1, 99, 150, 50, 333, 367)]
    np.testing.assert_array_equal(np.concatenate(parts), _ramp(0, 1000))
    assert renderer.sample == 1000
    assert renderer.gaps == 0


def test_one_run_is_one_stretch() -> None:
    renderer = AudioQueue()
    renderer.append(*(_chunk(0, i * 100) for i in range(10)))
    _render(renderer, 700)
    stretch = renderer.stretches.at(650)
    assert stretch is not None
    assert (stretch.sample, stretch.position_at(650)) == (0, 650)


def test_a_loop_begins_a_stretch_at_the_exact_sample() -> None:
    renderer = AudioQueue()
    renderer.append(_chunk(0, 500), _chunk(0, 200))
    _render(renderer, 150)
    before, after = renderer.stretches.at(99), renderer.stretches.at(100)
    assert before is not None
    assert after is not None
    assert (before.position_at(99), after.position_at(100)) == (599, 200)


def test_running_dry_is_silence_that_holds_the_position() -> None:
    renderer = AudioQueue()
    renderer.append(_chunk(0, 1000))
    out = _render(renderer, 300)
    assert not out[100:].any()
    held = renderer.stretches.at(250)
    assert held is not None
    assert held.position_at(250) == 1100
    assert renderer.gaps == 1
    renderer.append(_chunk(0, 1100))
    assert _render(renderer, 10)[0, 0] == 1100
    again = renderer.stretches.at(305)
    assert again is not None
    assert again.position_at(305) == 1105


def test_a_new_command_fades_the_old_sound_out() -> None:
    renderer = AudioQueue()
    steady = Chunk(0, np.ones((10_000, 2), dtype=np.float32), 0.0, 1.0)
    renderer.append(steady)
    _render(renderer, 500)
    renderer.generation = 1
    renderer.append(Chunk(0, np.ones((10, 2), dtype=np.float32), 0.0, 1.0), _chunk(1, 0))
    out = _render(renderer, FADE + 100)
    assert np.abs(np.diff(out[:FADE, 0])).max() < 1.6 * np.pi / 2 / FADE
    np.testing.assert_array_equal(out[FADE:], _ramp(0, 100))
    stretch = renderer.stretches.at(500 + FADE)
    assert stretch is not None
    assert (stretch.generation, stretch.sample) == (1, 500 + FADE)


def test_a_pause_ends_in_silence() -> None:
    renderer = AudioQueue()
    renderer.append(Chunk(0, np.ones((10_000, 2), dtype=np.float32), 0.0, 1.0))
    _render(renderer, 500)
    renderer.generation = 1
    assert not _render(renderer, 2 * FADE)[FADE:].any()
    assert renderer.gaps == 0


def test_the_end_is_told_and_holds() -> None:
    renderer = AudioQueue()
    renderer.append(_chunk(0, 0, is_last=True))
    _render(renderer, 50)
    assert renderer.ended_generation == -1
    _render(renderer, 100)
    assert renderer.ended_generation == 0
    end = renderer.stretches.at(140)
    assert end is not None
    assert (end.sample, end.position_at(140)) == (100, 100)
    assert renderer.gaps == 0


def test_an_empty_last_chunk_ends_at_once() -> None:
    renderer = AudioQueue()
    renderer.append(_chunk(0, 7, 0, is_last=True))
    _render(renderer, 10)
    assert renderer.ended_generation == 0


def test_taking_back_keeps_what_is_about_to_be_heard() -> None:
    renderer = AudioQueue()
    renderer.append(*(_chunk(0, i * 100) for i in range(10)))
    _render(renderer, 50)
    dropped = renderer.take_back(300)
    assert dropped is not None
    assert renderer.queued <= 300
    renderer.append(*(_chunk(0, int(dropped.position) + i * 100) for i in range(5)))
    np.testing.assert_array_equal(_render(renderer, 600), _ramp(50, 600))
    assert AudioQueue().take_back(0) is None


def test_an_auditioned_sound_is_mixed_over_the_rest() -> None:
    renderer = AudioQueue()
    renderer.append(*(_chunk(0, i * 100) for i in range(10)))
    renderer.audition(np.full((150, 2), 0.5, dtype=np.float32))
    assert renderer.is_auditioning
    out = np.concatenate([_render(renderer, 100), _render(renderer, 100)])
    np.testing.assert_array_equal(out[:150], _ramp(0, 150) + 0.5)
    np.testing.assert_array_equal(out[150:], _ramp(150, 50))
    assert not renderer.is_auditioning


def test_an_auditioned_sound_is_faded_when_stopped() -> None:
    renderer = AudioQueue()
    renderer.audition(np.ones((10_000, 2), dtype=np.float32))
    _render(renderer, 480)
    renderer.audition(None)
    out = _render(renderer, 480)
    assert 0.9 < out[0, 0] <= 1
    assert not out[FADE:].any()
    assert not renderer.is_auditioning


def test_two_threads_lose_and_repeat_nothing() -> None:
    renderer, total = AudioQueue(), 300
    heard: list[Wave] = []

    def play() -> None:
        while sum(len(part) for part in heard) < total * 100:
            part = _render(renderer, 64)
            heard.append(part[part[:, 0] != 0])  # silence, where it ran dry

    player = threading.Thread(target=play)
    player.start()
    at = 1
    while at < total * 100:
        while renderer.queued > 1_000:
            pass
        renderer.append(_chunk(0, at))
        at += 100
        if (at // 100) % 7 == 0:
            dropped = renderer.take_back(400)
            at = int(dropped.position) if dropped is not None else at
    renderer.append(_chunk(0, at, 10_000))
    player.join()
    out = np.concatenate(heard)[:, 0]
    np.testing.assert_array_equal(out, np.arange(1, len(out) + 1, dtype=np.float32))


def test_live_hits_sound_together_from_the_next_sample_on() -> None:
    queue = AudioQueue()
    first, second = np.full((300, 2), 0.25, np.float32), np.full((300, 2), 0.5, np.float32)
    out = np.zeros((200, 2), np.float32)
    queue.strike(first)
    queue.render(out)
    assert (out == 0.25).all()
    assert queue.is_auditioning
    queue.strike(second)
    queue.render(out)
    assert (out[:100] == 0.75).all()
    assert (out[100:] == 0.5).all()
    queue.render(out)
    assert (out[:100] == 0.5).all()
    assert (out[100:] == 0).all()
    assert not queue.is_auditioning


def test_of_too_many_live_hits_the_oldest_dies_away() -> None:
    queue = AudioQueue()
    out = np.zeros((200, 2), np.float32)
    for _ in range(MOST_STRIKES + 1):
        queue.strike(np.full((1000, 2), 0.01, np.float32))
    queue.render(out)
    assert out[0, 0] == pytest.approx(0.01 * (MOST_STRIKES + 1), abs=1e-3)
    assert out[-1, 0] == pytest.approx(0.01 * MOST_STRIKES, abs=1e-5)


def test_it_is_known_when_an_audition_began() -> None:
    queue = AudioQueue()
    out = np.zeros((200, 2), np.float32)
    queue.render(out)
    assert queue.audition_began is None
    queue.audition(np.ones((500, 2), np.float32))
    queue.render(out)
    assert queue.audition_began == 200
    queue.audition(None)
    queue.render(out)
    assert queue.audition_began is None
