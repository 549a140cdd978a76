import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.mix.mixdown import RAMP, Mixdown, MixPlan, plan_mix
from foleystudio.engine.mix.plans.strips import MIX_ROW, Strip
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from tests.conftest import MakeClip

N = 48_000


def _noise(seed: int, channels: int = 2, n: int = N) -> Wave:
    return np.random.default_rng(seed).uniform(-0.25, 0.25, (n, channels)).astype(np.float32)


def _write(folder: Path, name: str, samples: Wave, rate_hz: int = 48_000) -> Path:
    write_sound(folder / f"{name}.wav", Sound(samples, rate_hz), "FLOAT")
    return folder / f"{name}.wav"


def _project(*takes: Take) -> Project:
    project = Project()
    for take in takes:
        project = project.with_track()
        project = project.with_take(project.tracks[-1].key, take)
    return project


def _mix(project: Project, **how: Any) -> Wave:
    with Mixdown(plan_mix(project, 1, has_guide=False, **how)) as mixdown:
        return mixdown.read(0, N)


@pytest.fixture
def two(tmp_path: Path) -> tuple[Project, Wave, Wave]:
    first, second = _noise(1), _noise(2)
    project = _project(Take(_write(tmp_path, "one", first), "one", N), Take(_write(tmp_path, "two", second), "two", N))
    return project, first, second


def _changed(project: Project, row: int, **values: Any) -> Project:
    return project.with_changed_track(replace(project.tracks[row], **values))


def test_one_take_comes_through_to_the_sample(tmp_path: Path) -> None:
    samples = _noise(0)
    project = _project(Take(_write(tmp_path, "t", samples), "t", N))
    np.testing.assert_array_equal(_mix(project), samples)


def test_tracks_are_summed(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    np.testing.assert_array_equal(_mix(project), first + second)


def test_mono_takes_go_to_both_sides_unchanged(tmp_path: Path) -> None:
    samples = _noise(0, 1)
    project = _project(Take(_write(tmp_path, "t", samples), "t", N))
    np.testing.assert_array_equal(_mix(project), np.repeat(samples, 2, axis=1))


def test_gains_of_track_and_take_add_up(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    project = _changed(project, 0, gain_db=-6.0, takes=(replace(project.tracks[0].takes[0], gain_db=-6.0),))
    np.testing.assert_allclose(_mix(project), first * 10 ** (-12 / 20) + second, atol=1e-6)


def test_mute_solo_and_stems(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    np.testing.assert_array_equal(_mix(_changed(project, 0, mute=True)), second)
    np.testing.assert_array_equal(_mix(_changed(project, 0, solo=True)), first)
    muted = _changed(_changed(project, 0, mute=True, solo=True), 1, solo=True)
    np.testing.assert_array_equal(_mix(muted), second)
    np.testing.assert_array_equal(_mix(muted, only=project.tracks[0].key), first)


def test_a_soloed_guide_silences_the_tracks(tmp_path: Path, make_clip: MakeClip) -> None:
    sound = _noise(3)
    clip = make_clip("clip.mov", frames=25, audio=sound)
    project = replace(_project(Take(_write(tmp_path, "t", _noise(0)), "t", N)), clip=clip)
    with Mixdown(plan_mix(replace(project, guide=replace(project.guide, solo=True)), 1, has_guide=True)) as mixdown:
        np.testing.assert_allclose(mixdown.read(0, N), sound, atol=2**-22)
    with Mixdown(plan_mix(replace(project, guide=replace(project.guide, mute=True)), 1, has_guide=True)) as mixdown:
        np.testing.assert_array_equal(mixdown.read(0, N), _mix(project))


def test_a_guide_at_another_rate_is_resampled(make_clip: MakeClip) -> None:
    t = np.arange(44_100) / 44_100
    tone = (0.5 * np.sin(2 * np.pi * 1000 * t)).astype(np.float32)
    clip = make_clip("clip.mov", frames=25, audio=tone, audio_rate_hz=44_100)
    with Mixdown(plan_mix(Project(clip=clip), 1, has_guide=True)) as mixdown:
        heard = mixdown.read(4800, 38_400)
    expected = 0.5 * np.sin(2 * np.pi * 1000 * (np.arange(38_400) + 4800) / 48_000)
    np.testing.assert_allclose(heard, np.repeat(expected[:, None], 2, axis=1), atol=2e-4)


@pytest.mark.parametrize("start_s", [-0.25, 0.0, 0.1, 0.9, 5.0])
def test_takes_lie_where_they_start(tmp_path: Path, start_s: float) -> None:
    samples = _noise(0, n=N // 2)
    project = _project(Take(_write(tmp_path, "t", samples), "t", N // 2, start_s=start_s))
    expected = np.zeros((3 * N, 2), dtype=np.float32)
    at = round(start_s * N)
    if at < N:
        expected[max(0, at) : min(N, at + N // 2)] = samples[max(0, -at) : N - at][: N - max(0, at)]
    with Mixdown(plan_mix(project, 1, has_guide=False)) as mixdown:
        np.testing.assert_array_equal(mixdown.read(0, 3 * N), expected)


def test_there_is_silence_outside_the_mix(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    with Mixdown(plan_mix(project, 0.5, has_guide=False)) as mixdown:
        heard = mixdown.read(-1000, N)
    assert not heard[:1000].any()
    assert not heard[1000 + N // 2 :].any()
    np.testing.assert_array_equal(heard[1000 : 1000 + N // 2], (first + second)[: N // 2])


@settings(max_examples=25)
@given(sizes=st.lists(st.integers(1, 20_000), min_size=1, max_size=12))
def test_blocks_of_any_size_equal_the_whole(sizes: list[int], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("mix")
    project = _project(
        Take(_write(folder, "a", _noise(1)), "a", N), Take(_write(folder, "b", _noise(2, 1)), "b", N, start_s=0.1)
    )
    plan = plan_mix(_changed(project, 1, gain_db=-3.0), 1, has_guide=False)
    with Mixdown(plan) as whole, Mixdown(plan) as pieces:
        total = sum(sizes)
        at, parts = 0, []
        for size in sizes:
            parts.append(pieces.read(at, size))
            at += size
        np.testing.assert_array_equal(np.concatenate(parts), whole.read(0, total))


def test_a_take_at_another_rate_is_resampled(tmp_path: Path) -> None:
    tone = np.sin(2 * np.pi * 500 * np.arange(44_100) / 44_100).astype(np.float32)[:, None] * np.float32(0.5)
    project = _project(Take(_write(tmp_path, "t", tone, 44_100), "t", 44_100, 44_100))
    expected = 0.5 * np.sin(2 * np.pi * 500 * np.arange(N) / N)
    np.testing.assert_allclose(_mix(project)[2000:-2000, 0], expected[2000:-2000], atol=2e-4)


def test_levels_change_without_a_click(tmp_path: Path) -> None:
    steady = np.full((N, 2), 0.5, dtype=np.float32)
    project = _project(Take(_write(tmp_path, "t", steady), "t", N))
    with Mixdown(plan_mix(project, 1, has_guide=False)) as mixdown:
        parts = [mixdown.read(0, 4800)]
        changes: list[dict[str, bool | float]] = [{"mute": True}, {"gain_db": 6.0}, {"gain_db": 0.0}]
        for at, change in enumerate(changes, 1):
            mixdown.swap(plan_mix(_changed(project, 0, **change), 1, has_guide=False))
            parts.append(mixdown.read(at * 4800, 4800))
    steps = np.abs(np.diff(np.concatenate(parts)[:, 0]))
    assert steps.max() <= 1.1 / RAMP
    assert parts[1][-1, 0] == 0
    np.testing.assert_allclose(parts[2][-1, 0], 0.5 * 10 ** (6 / 20), rtol=1e-5)
    assert parts[3][-1, 0] == 0.5


def test_flipping_takes_fades_one_into_the_other(tmp_path: Path) -> None:
    high, low = np.full((N, 2), 0.5, dtype=np.float32), np.full((N, 2), -0.5, dtype=np.float32)
    project = _project(Take(_write(tmp_path, "a", high), "a", N))
    project = project.with_take(project.tracks[0].key, Take(_write(tmp_path, "b", low), "b", N))
    flipped = project.with_changed_track(project.tracks[0].flipped())
    with Mixdown(plan_mix(project, 1, has_guide=False)) as mixdown:
        first = mixdown.read(0, 4800)
        mixdown.swap(plan_mix(flipped, 1, has_guide=False))
        second = mixdown.read(4800, 4800)
    assert first[-1, 0] == -0.5
    assert second[-1, 0] == 0.5
    assert np.abs(np.diff(np.concatenate([first, second])[:, 0])).max() <= 1.1 / RAMP


def test_a_jump_needs_no_ramp(tmp_path: Path) -> None:
    steady = np.full((N, 2), 0.5, dtype=np.float32)
    project = _project(Take(_write(tmp_path, "t", steady), "t", N))
    with Mixdown(plan_mix(_changed(project, 0, mute=True), 1, has_guide=False)) as mixdown:
        mixdown.read(0, 100)
        mixdown.swap(plan_mix(project, 1, has_guide=False))
        assert (mixdown.read(20_000, 100) == 0.5).all()


def test_level_matching_turns_the_louder_take_down(tmp_path: Path) -> None:
    samples = _noise(0)
    path = _write(tmp_path, "t", samples)
    project = _project(Take(path, "quiet", N, loudness_lufs=-30.0))
    project = project.with_take(project.tracks[0].key, Take(path, "loud", N, loudness_lufs=-24.0))
    np.testing.assert_allclose(_mix(project, level_matched=True), samples * 10 ** (-6 / 20), atol=1e-6)
    flipped = project.with_changed_track(project.tracks[0].flipped())
    np.testing.assert_array_equal(_mix(flipped, level_matched=True), samples)
    np.testing.assert_array_equal(_mix(project), samples)


def test_a_missing_take_is_told_once_and_silent(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    project.tracks[0].takes[0].path.unlink()
    plan = plan_mix(project, 1, has_guide=False)
    told: list[FoleyError] = []
    with Mixdown(plan, told.append) as mixdown:
        np.testing.assert_array_equal(mixdown.read(0, N), second)
        mixdown.read(0, N)
        mixdown.swap(replace(plan))
        mixdown.read(0, N)
        assert [error.file for error in told] == [project.tracks[0].takes[0].path]
        _write(project.tracks[0].takes[0].path.parent, "one", first)  # it is back
        mixdown.swap(replace(plan))
        np.testing.assert_array_equal(mixdown.read(0, N), first + second)
    project.tracks[0].takes[0].path.unlink()
    with Mixdown(plan) as strict, pytest.raises(FoleyError, match=r"one\.wav"):
        strict.read(0, N)


def test_a_take_that_is_cut_off_is_told_once_and_silent_from_there(tmp_path: Path) -> None:
    samples = _noise(3)
    path = tmp_path / "cut.flac"
    write_sound(path, Sound(samples, 48_000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    told: list[FoleyError] = []
    with Mixdown(plan_mix(_project(Take(path, "cut", N)), 1, has_guide=False), told.append) as mixdown:
        np.testing.assert_allclose(mixdown.read(0, 1000), samples[:1000], atol=2**-23)
        assert not mixdown.read(40_000, 1000).any()
        mixdown.read(41_000, 1000)
    assert [error.file for error in told] == [path]


@pytest.mark.parametrize("value", [np.nan, np.inf, 3e38])
def test_a_take_of_no_numbers_is_told_and_silent_and_never_exported(tmp_path: Path, value: float) -> None:
    samples = _noise(3)
    samples[500] = value
    path = tmp_path / "odd.wav"
    soundfile.write(path, samples, 48_000, subtype="FLOAT")
    plan = plan_mix(_project(*(Take(path, "odd", N),) * 2), 1, has_guide=False)
    told: list[FoleyError] = []
    with Mixdown(plan, told.append) as mixdown:
        assert not mixdown.read(0, 1000).any()
    assert [error.file for error in told] == ([path] if value != 3e38 else [])
    with Mixdown(plan) as strict, pytest.raises(FoleyError, match=r"not numbers|louder than any sound"):
        strict.read(0, 1000)


def test_plans_can_be_swapped_while_another_thread_reads(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    plans = [plan_mix(p, 1, has_guide=False) for p in (project, _changed(project, 0, mute=True))]
    allowed = [first + second, second]
    stop = threading.Event()
    with Mixdown(plans[0]) as mixdown:

        def swap() -> None:
            while not stop.is_set():
                for plan in plans:
                    mixdown.swap(plan)

        swapper = threading.Thread(target=swap)
        swapper.start()
        for at in range(0, N - 4800, 4800):
            heard = mixdown.read(at, 4800)[RAMP:]
            assert any(np.array_equal(heard, mix[at + RAMP : at + 4800]) for mix in allowed)
        stop.set()
        swapper.join()


def test_files_that_are_no_longer_mixed_are_closed(tmp_path: Path) -> None:
    with Mixdown(MixPlan(N)) as mixdown:
        for i in range(30):
            path = _write(tmp_path, f"t{i}", _noise(i, n=100))
            mixdown.swap(MixPlan(N, (Strip(path, 0, 1.0, 0),)))
            mixdown.read(0, 100)
        assert len(mixdown._readers) < 12


def test_blocks_cover_the_mix_once(two: tuple[Project, Wave, Wave]) -> None:
    project, first, second = two
    with Mixdown(plan_mix(project, 1, has_guide=False)) as mixdown:
        blocks = list(mixdown.blocks(block=7_001))
    np.testing.assert_array_equal(np.concatenate(blocks), first + second)


def test_peaks_of_every_row_and_of_the_sum_are_noted_when_asked_for(tmp_path: Path) -> None:
    first, second = np.zeros((N, 2), np.float32), np.zeros((N, 1), np.float32)
    first[100] = (0.5, -0.8)
    second[100] = 0.4
    project = _project(
        Take(_write(tmp_path, "one", first), "one", N), Take(_write(tmp_path, "two", second), "two", N, gain_db=-6.0206)
    )
    keys = [track.key for track in project.tracks]
    plan = plan_mix(project, 1, has_guide=False)
    with Mixdown(plan, metered=True) as mixdown:
        mixdown.read(0, 1000)
        assert mixdown.peaks[keys[0]] == pytest.approx((0.5, 0.8))
        assert mixdown.peaks[keys[1]] == pytest.approx((0.2, 0.2), abs=1e-4)
        assert mixdown.peaks[MIX_ROW] == pytest.approx((0.7, 0.6), abs=1e-4)
        mixdown.read(1000, 1000)
        assert mixdown.peaks == {}
    with Mixdown(plan) as mixdown:
        mixdown.read(0, 1000)
        assert mixdown.peaks == {}


@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000])
def test_peaks_are_those_of_every_sample_read(two: tuple[Project, Wave, Wave], count: int) -> None:
    project, first, second = two
    with Mixdown(plan_mix(project, 1, has_guide=False), metered=True) as mixdown:
        mix = mixdown.read(77, count)
    stretch = slice(77, 77 + count)
    wanted = {project.tracks[0].key: first[stretch], project.tracks[1].key: second[stretch], MIX_ROW: mix}
    for row, samples in wanted.items():
        assert mixdown.peaks[row] == pytest.approx(tuple(np.abs(samples).max(axis=0)))
