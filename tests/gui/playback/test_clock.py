import numpy as np
import pytest

from foleystudio.gui.playback.clock import PlayClock, PlayedRun, PlayedRuns

RATE = 48_000


def test_nothing_is_known_before_the_first_reading() -> None:
    assert PlayClock(RATE).heard(1.0) is None


def test_time_runs_on_between_readings() -> None:
    clock = PlayClock(RATE)
    clock.update(4_800, 10.0)
    assert clock.heard(10.0) == pytest.approx(4_800, abs=1e-6)
    assert clock.heard(10.5) == pytest.approx(28_800, abs=1e-6)
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
    assert np.mean(errors_ms[100:]) < 0.4


def test_a_card_that_drifts_is_followed() -> None:
    clock = PlayClock(RATE)
    card_rate = RATE * (1 + 200e-6)  # as bad as cards get
    for i in range(10_000):
        clock.update(i * 512, i * 512 / card_rate)
    heard = clock.heard(9_999 * 512 / card_rate)
    assert heard is not None
    assert abs(heard - 9_999 * 512) / RATE < 0.0015


def test_a_jump_is_soon_believed() -> None:
    clock = PlayClock(RATE)
    for i in range(1_000):
        clock.update(i * 480, i * 0.01)
    for i in range(1_000, 1_005):
        clock.update(i * 480, i * 0.01 + 2.0)  # the machine slept for two seconds
    heard = clock.heard(12.04)
    assert heard is not None
    assert abs(heard - 1_004 * 480) < 1


def test_odd_readings_are_not_believed() -> None:
    clock = PlayClock(RATE)
    for i in range(100):
        odd_s = {50: 0.02, 51: 0.3, 52: 0.3, 60: -0.03}.get(i, 0.0)
        clock.update(i * 480, i * 0.01 + odd_s)
        heard = clock.heard(i * 0.01)
        assert heard is not None
        assert abs(heard - i * 480) < 1


def test_a_server_that_is_wrong_for_a_while_is_outvoted() -> None:
    clock, errors_ms = PlayClock(RATE), []
    for i in range(2_000):
        wrong_s = 0.015 if 600 <= i < 900 else 0.0  # three of twenty seconds
        clock.update(i * 480, i * 0.01 + wrong_s)
        heard = clock.heard(i * 0.01)
        assert heard is not None
        errors_ms.append(abs(heard / RATE - i * 0.01) * 1000)
    assert max(errors_ms) < 2


def test_readings_that_wander_count_only_until_others_have_settled() -> None:
    clock, errors_ms = PlayClock(RATE), []
    for i in range(2_000):
        wander_s = 0.03 * np.exp(-i / 300) * np.cos(i / 60)
        clock.update(i * 960, i * 0.02 + wander_s)
        heard = clock.heard(i * 0.02)
        assert heard is not None
        errors_ms.append(abs(heard / RATE - i * 0.02) * 1000)
    assert max(errors_ms[1_000:]) < 1.5


def test_reset_forgets() -> None:
    clock = PlayClock(RATE)
    clock.update(0, 0.0)
    clock.reset()
    assert clock.heard(0.0) is None


def test_stretches_say_where_a_sample_lay() -> None:
    rows = PlayedRuns()
    assert rows.last is None
    assert rows.at(0) is None
    rows.note(PlayedRun(100, 5_000.0, 1.0, 1))
    rows.note(PlayedRun(200, 900.0, -2.0, 2))
    assert rows.at(99) is None
    first, second = rows.at(150.5), rows.at(210)
    assert first is not None
    assert second is not None
    assert first.position_at(150.5) == 5_050.5
    assert (second.position_at(210), second.generation) == (880.0, 2)


def test_a_stretch_without_samples_is_replaced() -> None:
    rows = PlayedRuns()
    rows.note(PlayedRun(100, 1.0, 1.0, 1))
    rows.note(PlayedRun(100, 2.0, 0.0, 1))
    assert rows.last == rows.at(100) == PlayedRun(100, 2.0, 0.0, 1)


def test_old_stretches_are_forgotten() -> None:
    rows = PlayedRuns()
    for i in range(1_000):
        rows.note(PlayedRun(i * 10, float(i), 1.0, 1))
    assert rows.at(0) is None
    assert rows.at(9_995) == rows.last
    assert rows.at(9_500) is not None
