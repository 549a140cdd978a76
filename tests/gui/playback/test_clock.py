import numpy as np
import pytest

from foleystudio.gui.playback.clock import PlayClock, Stretch, Stretches

RATE = 48_000


def test_nothing_is_known_before_the_first_reading() -> None:
    assert PlayClock(RATE).heard(1.0) is None


def test_time_runs_on_between_readings() -> None:
    clock = PlayClock(RATE)
    clock.update(4_800, 10.0)
    assert clock.heard(10.0) == 4_800
    assert clock.heard(10.5) == pytest.approx(28_800)
    assert clock.heard(9.9) == pytest.approx(0, abs=1e-6)


def test_jitter_of_the_readings_is_smoothed_away() -> None:
    clock, rng = PlayClock(RATE), np.random.default_rng(0)
    errors_ms = []
    for i in range(2_000):
        at_s = 5.0 + i * 512 / RATE
        clock.update(i * 512, at_s + rng.uniform(-0.0015, 0.0015))
        heard = clock.heard(at_s)
        assert heard is not None
        errors_ms.append(abs(heard - i * 512) / RATE * 1000)
    assert max(errors_ms[100:]) < 0.6
    assert np.mean(errors_ms[100:]) < 0.2


def test_a_card_that_drifts_is_followed() -> None:
    clock = PlayClock(RATE)
    card_rate = RATE * (1 + 200e-6)  # as bad as cards get
    for i in range(10_000):
        clock.update(i * 512, i * 512 / card_rate)
    heard = clock.heard(9_999 * 512 / card_rate)
    assert heard is not None
    assert abs(heard - 9_999 * 512) / RATE < 0.0002


def test_a_jump_is_believed_at_once() -> None:
    clock = PlayClock(RATE)
    for i in range(100):
        clock.update(i * 480, i * 0.01)
    clock.update(48_000, 3.0)  # the machine slept for two seconds
    assert clock.heard(3.0) == 48_000


def test_a_single_odd_reading_is_not_believed() -> None:
    clock = PlayClock(RATE)
    for i in range(100):
        clock.update(i * 480, i * 0.01 + (0.02 if i == 50 else 0.0))
        heard = clock.heard(i * 0.01)
        assert heard is not None
        assert abs(heard - i * 480) < 1


def test_a_card_that_fills_its_buffer_first_is_soon_seen_through() -> None:
    # Before it starts to play, a card takes several blocks at once and claims they are all heard at once.
    clock = PlayClock(RATE)
    for i in range(5):
        clock.update(i * 960, 1.0 + i * 0.02 - 0.019)
    for i in range(5, 12):
        clock.update(i * 960, 1.0 + i * 0.02)
    heard = clock.heard(1.24)
    assert heard is not None
    assert abs(heard - 12 * 960) < 5


def test_reset_forgets() -> None:
    clock = PlayClock(RATE)
    clock.update(0, 0.0)
    clock.reset()
    assert clock.heard(0.0) is None


def test_stretches_say_where_a_sample_lay() -> None:
    rows = Stretches()
    assert rows.last is None
    assert rows.at(0) is None
    rows.note(Stretch(100, 5_000.0, 1.0, 1))
    rows.note(Stretch(200, 900.0, -2.0, 2))
    assert rows.at(99) is None
    first, second = rows.at(150.5), rows.at(210)
    assert first is not None
    assert second is not None
    assert first.position_at(150.5) == 5_050.5
    assert (second.position_at(210), second.generation) == (880.0, 2)


def test_a_stretch_without_samples_is_replaced() -> None:
    rows = Stretches()
    rows.note(Stretch(100, 1.0, 1.0, 1))
    rows.note(Stretch(100, 2.0, 0.0, 1))
    assert rows.last == rows.at(100) == Stretch(100, 2.0, 0.0, 1)


def test_old_stretches_are_forgotten() -> None:
    rows = Stretches()
    for i in range(1_000):
        rows.note(Stretch(i * 10, float(i), 1.0, 1))
    assert rows.at(0) is None
    assert rows.at(9_995) == rows.last
    assert rows.at(9_500) is not None
