from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.project.settings import Renderer
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled
from tests.benchmarks import sound_table
from tests.benchmarks.sound import kept, loudness, readings, rise, sheets, speed, textures
from tests.benchmarks.sound.cases import is_gesture
from tests.benchmarks.sound.door import Bench, hits_at, settings_of
from tests.benchmarks.sound.figures import Figure, failing_text, load, save, table_text
from tests.benchmarks.sound.older import know_by_todays_names
from tests.dsp.sounds import hits, noise

RATE_HZ = 48_000


def _ringing(attack: int, n_samples: int, db_per_s: float, hz: float = 700.0) -> Wave:
    after_s = np.arange(n_samples - attack) / RATE_HZ
    wave = np.cos(2 * np.pi * hz * after_s) * 10 ** (-db_per_s * after_s / 20)
    return np.concatenate([np.zeros(attack), wave]).astype(np.float32)


def test_an_attack_is_found_to_the_sample_and_its_ring_is_read_in_decibels() -> None:
    wave = _ringing(12_345, RATE_HZ, 100.0)
    assert main_hit(wave, RATE_HZ) == 12_345
    assert main_hit(wave + noise(len(wave), level=1e-3), RATE_HZ) == 12_345
    # The attack's level is the mean of its first 20 ms, 1 dB below its start.
    assert readings.ring_db(wave, 12_345, 0.2, RATE_HZ) == pytest.approx(-19.0, abs=0.5)
    assert readings.ring_db(wave[: 12_345 + 4800], 12_345, 0.2, RATE_HZ) == readings.FLOOR_DB


def test_likeness_counts_what_is_missing_and_what_is_added() -> None:
    file = _ringing(500, 20_000, 30.0)[:, None]
    take = np.concatenate([np.zeros((7000, 1)), 0.3 * file, np.zeros((900, 1))])
    alike, lag = readings.likeness(take, file)
    assert alike == pytest.approx(1.0)
    assert lag == 7000
    assert readings.likeness(take[:12_000], file)[0] < 0.95
    added = take.copy()
    added[:4000] += noise(4000, level=0.1)[:, None]
    assert readings.likeness(added, file)[0] < 0.95


def test_a_sound_is_spectrally_more_like_itself_in_other_noise() -> None:
    low, high = (_ringing(3000, 30_000, 60.0, hz) for hz in (300.0, 5000.0))
    again = _ringing(2500, 33_000, 60.0, 305.0)
    assert readings.spectral_likeness(again, low, RATE_HZ) > readings.spectral_likeness(again, high, RATE_HZ)


def test_brightness_is_weighed_where_the_sound_is() -> None:
    low = _ringing(0, RATE_HZ, 20.0, 200.0) * np.hanning(RATE_HZ)  # or its ends are heard above
    assert readings.split_hz(low, RATE_HZ) == pytest.approx(200.0, abs=5.0)
    white = noise(RATE_HZ)
    assert readings.split_hz(white, RATE_HZ) == 2000.0
    assert readings.tilt_db(white, RATE_HZ, 2000.0) == pytest.approx(10 * np.log10(22 / 2), abs=0.3)


def test_one_thing_done_once_is_told_from_loops_and_repetitions() -> None:
    assert is_gesture(hits([0.1], 1.0, RATE_HZ), RATE_HZ)
    assert not is_gesture(hits([0.1, 0.6, 1.1, 1.6], 2.2, RATE_HZ), RATE_HZ)
    assert not is_gesture(noise(RATE_HZ), RATE_HZ)


def test_the_sampler_pastes_whole_recordings_their_hit_on_the_event() -> None:
    shots = [Sound(_ringing(960 * n, 9600, 60.0)[:, None], RATE_HZ) for n in (1, 2)]
    take = sampled(hits_at([0.5, 1.5, 2.5], [1.0, 0.5, 1.0]), shots, 3.0).mono()
    for at_s, gain in ((0.5, 1.0), (1.5, 0.5), (2.5, 1.0)):
        at = round(at_s * RATE_HZ)
        assert take[at] == pytest.approx(gain)
        assert not take[at - 960 : at].any()


def test_failing_figures_stand_out_beside_what_they_were(tmp_path: Path) -> None:
    values = {"reference": -20.0, "sampler": -20.0, "exemplar": -21.04, "hybrid": -41.0, "varietysound": -30.0}
    notes = {"hybrid": ["a door"], "exemplar": ["a bell"]}
    figures = [Figure("tails", "level", values, (">=", -21.0), (">=", -31.0), notes)]
    save(figures, tmp_path / "kept.json")
    assert load(tmp_path / "kept.json") == figures
    assert table_text(figures, figures).splitlines()[-1] == (
        "| tails | level | >= -21 (>= -31) | -20.0 | -20.0 | -21.0 (-21.0) | **-41.0** (-41.0) | -30.0 (-30.0) |"
    )
    assert failing_text(figures) == "- tails, level, hybrid: a door"


def test_the_command_measures_the_rows_that_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def row(bench: Bench) -> list[Figure]:
        return [Figure("made", f"{len(bench.renderers)} renderers", {"hybrid": 1.0 if bench.quick else 2.0})]

    monkeypatch.setattr(sound_table, "ROWS", {"made": row})
    command = ["--clips", str(tmp_path), "--oneshots", str(tmp_path), "--rows", "made", "--renderers", "hybrid"]
    kept = tmp_path / "before.json"
    assert sound_table.main([*command, "--keep", str(kept)]) == 0
    assert sound_table.main([*command, "--quick", "--before", str(kept)]) == 0
    assert "| made | 1 renderers |  |  |  |  | 1.0 (2.0) |  |" in capsys.readouterr().out


def test_older_programs_are_asked_by_their_own_names() -> None:
    assert settings_of(humanise=0.2, unheard_of=1).humanise == 0.2


def test_what_has_moved_is_found_where_an_older_program_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, text in (("aged/old.py", "here = 'old'"), ("aged/kept.py", "here = 'kept'")):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with patch.dict(sys.modules):
        know_by_todays_names({"aged.new.place": "aged.old", "aged.kept": "aged.old", "aged.gone": "aged.never"})
        assert importlib.import_module("aged.new.place").here == "old"
        assert importlib.import_module("aged.kept").here == "kept"
        assert "aged.gone" not in sys.modules


def test_rise_and_pre_echo_are_those_of_the_attack() -> None:
    sharp = np.concatenate([np.zeros(9600), _ringing(0, 9600, 40.0)])
    slow = sharp * np.interp(np.arange(len(sharp)), [9600, 9600 + 480], [0, 1])
    assert rise.rise_s(sharp, 9600) < 0.001
    assert rise.rise_s(slow, 9600) == pytest.approx(0.008, abs=0.001)
    assert rise.before_db(sharp, 9600) == rise.PRE_FLOOR_DB
    early = sharp + np.where(np.arange(len(sharp)) < 9500, noise(len(sharp), level=0.01), 0)
    assert rise.before_db(early, 9600) == pytest.approx(-38.3, abs=0.5)  # half a millisecond holds 82 % of the peak
    assert rise.beyond_db(-40.0, -40.0) == rise.PRE_FLOOR_DB
    assert rise.beyond_db(-40.0, -60.0) == pytest.approx(-40.0, abs=0.1)
    assert rise.steepest(sharp, 9700) == pytest.approx(9600, abs=2)


def test_pieces_that_come_again_are_counted() -> None:
    once = noise(2 * RATE_HZ)
    assert textures.recurring(once) == 0.0
    assert textures.recurring(np.concatenate([once, once])) == pytest.approx(0.5, abs=0.05)
    assert textures.movement_db(once) < 0.3
    assert textures.movement_db(once * np.where(np.arange(len(once)) // 4800 % 2, 0.5, 1.0)) == pytest.approx(
        3, abs=0.1
    )


def test_loudness_is_k_weighted() -> None:
    times_s = np.arange(2 * RATE_HZ) / RATE_HZ
    sine = np.sin(2 * np.pi * 997 * times_s).astype(np.float32)
    assert loudness.loudest_moment_db(sine) == pytest.approx(-3.01, abs=0.05)
    assert loudness.loudest_moment_db(np.sin(2 * np.pi * 30 * times_s)) < -12


def test_every_hit_of_a_roll_rises() -> None:
    roll = hits([0.2, 0.233, 0.266], 0.5, RATE_HZ)
    assert [kept.rises_at(roll, round(t * RATE_HZ)) for t in (0.2, 0.233, 0.25)] == [True, True, False]


def test_the_table_has_a_place_of_its_own_in_the_results(tmp_path: Path) -> None:
    results = tmp_path / "RESULTS.md"
    results.write_text("# Measured\n\nmore\n", encoding="utf-8")
    for table in ("| first |", "| second |"):
        sound_table.write_section(results, table, "- a door")
    text = results.read_text(encoding="utf-8")
    assert text.startswith("# Measured\n\nmore\n")
    assert "| second |" in text
    assert "| first |" not in text
    assert text.count("## The sound") == 1


def test_sheets_are_drawn_of_any_stretch() -> None:
    sound = Sound(hits([0.1], 0.5, RATE_HZ)[:, None], RATE_HZ)
    first, second = (sheets.row_of("a hit", sound, 0.0, stop_s, 0.1, [0.1]) for stop_s in (0.5, 2.0))
    assert first.shape == second.shape
    assert first.std() > 10


def test_times_alone_ask_nothing_else_of_the_earlier_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "foleystudio").mkdir()
    monkeypatch.setitem(sound_table.ROWS, "speed", lambda bench: [Figure("speed", str(bench.before), {})])
    places = ["--clips", str(tmp_path), "--oneshots", str(tmp_path), "--before", str(tmp_path)]
    assert sound_table.main([*places, "--rows", "speed"]) == 0
    assert f"| speed | {tmp_path} |" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        sound_table.main([*places, "--rows", "speed,haste"])
    assert "there is no row haste" in capsys.readouterr().err


@dataclass(frozen=True)
class _Made:
    """A program that takes a tenth of a second, an earlier one two tenths."""

    name: str
    asked: list[tuple[str, int]]

    def times(self, renderer: str, case: str, number: int) -> speed.Times:
        assert (renderer, case) == ("exemplar", "a hit")
        self.asked.append((self.name, number))
        return dict.fromkeys(speed.WAYS, 0.1 if self.name == "now" else 0.2)


def test_takes_of_two_programs_are_timed_in_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "CASES", {"a hit": ("hit",)})
    asked: list[tuple[str, int]] = []

    @contextmanager
    def program(_: Path, before: Path | None) -> Iterator[speed.Program]:
        yield _Made("now" if before is None else "before", asked)

    monkeypatch.setattr(speed, "program", program)
    bench = Bench(tmp_path, tmp_path, (Renderer.EXEMPLAR,), quick=True, before=tmp_path)
    figures = speed.measure(bench)
    assert [name for name, _ in asked] == ["now", "before", "before", "now"] * 2
    assert [number for _, number in asked] == [-1, -1, 0, 0, 1, 1, 2, 2]
    assert len(figures) == 6
    for way in range(3):
        ms, ratio = figures[2 * way : 2 * way + 2]
        assert ms.values["exemplar"] == pytest.approx(100.0)
        assert ratio.values["exemplar"] == pytest.approx(0.5)
        assert ratio.holds("exemplar")


def test_a_take_is_timed_new_known_and_edited() -> None:
    shot = Sound(hits([0.05], 0.6, RATE_HZ)[:, None], RATE_HZ)
    times = speed.timings(Renderer.EXEMPLAR, (shot,), 3)
    assert set(times) == set(speed.WAYS)
    assert 0 < times["edited"] < times["first"]
