from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip_render import RenderJob, read_events, render_clip
from foleystudio.engine.request import SynthesisSettings, Timing
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.reader import read_sound
from tests.conftest import MakeClip
from tests.outside import timing

RATE_HZ = 48_000


@pytest.fixture
def job(make_clip: MakeClip, tmp_path: Path) -> RenderJob:
    burst = np.random.default_rng(5).standard_normal(RATE_HZ // 4) * np.exp(-np.arange(RATE_HZ // 4) / 1_500)
    knock, events = tmp_path / "knock.wav", tmp_path / "events.json"
    write_sound(knock, Sound((0.3 * burst).astype(np.float32)[:, None], RATE_HZ))
    events.write_text('{"version": 1, "events": [{"time_s": 0.5, "strength": 1.0}]}', encoding="utf-8")
    clip = make_clip("clip.mp4", frames=30, rate_fps=Fraction(30_000, 1001))
    return RenderJob(clip, (knock,), tmp_path / "out.wav", events=events)


def test_the_sound_is_as_long_as_the_clip(job: RenderJob) -> None:
    made = render_clip(job)
    assert len(read_sound(job.out)) == round(30 * 1001 / 30_000 * RATE_HZ)
    assert made.duration_s == pytest.approx(1.001)
    assert made.timing is Timing.FILE
    assert made.timings_s["total"] == pytest.approx(sum(made.timings_s.values()) / 2)


def test_the_attack_falls_on_the_event(job: RenderJob) -> None:
    render_clip(job)
    mono = np.abs(read_sound(job.out).mono())
    first = int(np.argmax(mono > 0.1 * mono.max()))
    assert abs(first - RATE_HZ // 2) <= 0.002 * RATE_HZ


def test_offsets_move_everything(job: RenderJob) -> None:
    render_clip(job)
    before = read_sound(job.out).samples
    render_clip(replace(job, settings=SynthesisSettings(offset_ms=100)))
    after = read_sound(job.out).samples
    assert np.allclose(after[4_800 + 20_000 : 40_000], before[20_000 : 40_000 - 4_800], atol=1e-3)


def test_progress_rises_to_the_whole(job: RenderJob) -> None:
    told: list[tuple[float, str]] = []
    render_clip(job, progress=lambda share, stage: told.append((share, stage)))
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] == pytest.approx(1.0)
    assert all(stage for _, stage in told)


@pytest.mark.parametrize("suffix", [".wav", ".mkv"])
def test_cancelled_anywhere_nothing_is_left(job: RenderJob, tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    job = replace(job, out=folder / f"out{suffix}")
    asked = 0

    def counting() -> bool:
        nonlocal asked
        asked += 1
        return False

    render_clip(job, cancelled=counting)
    job.out.unlink()
    assert asked > 2
    for last in sorted({0, 1, asked // 2, asked - 1}):
        left = last

        def cancelled() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        with pytest.raises(CancelledError):
            render_clip(job, cancelled=cancelled)
        assert not list(folder.iterdir())


def test_what_was_there_stays_when_it_fails(job: RenderJob) -> None:
    job.out.write_bytes(b"precious")
    with pytest.raises(CancelledError):
        render_clip(job, cancelled=lambda: True)
    assert job.out.read_bytes() == b"precious"
    render_clip(job)
    assert job.out.read_bytes() != b"precious"


def test_impossible_jobs_are_refused_before_any_work(job: RenderJob, tmp_path: Path) -> None:
    missing = replace(job, clip=tmp_path / "missing.mp4")  # would fail at the first touch
    (a_folder := tmp_path / "folder.wav").mkdir()
    for wrong in (
        replace(missing, out=tmp_path / "out.mp3"),
        replace(missing, keep_guide=True),
        replace(missing, references=()),
        replace(missing, out=tmp_path / "none" / "out.wav"),
        replace(missing, out=missing.references[0]),
        replace(missing, out=a_folder),
    ):
        with pytest.raises(FoleyError) as caught:
            render_clip(wrong)
        assert caught.value.file != missing.clip


def test_a_long_reference_is_cut_and_that_is_told(job: RenderJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foleystudio.engine.exemplar.references.trim.ANALYSED_S", 0.1)
    notes: list[str] = []
    render_clip(job, note=notes.append)
    assert notes == [f"{job.references[0].name}: only 0.1 seconds from its first sound on are used."]


def test_event_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no such file"):
        read_events(tmp_path / "none.json")
    with pytest.raises(FoleyError, match="it is a folder"):
        read_events(tmp_path)


def test_what_the_limiter_takes_off_is_told(job: RenderJob) -> None:
    told: list[str] = []
    render_clip(replace(job, settings=SynthesisSettings(gain_db=12.0)), note=told.append)
    assert any(text.startswith("The limiter takes up to ") for text in told)
    told.clear()
    render_clip(replace(job, settings=SynthesisSettings(gain_db=-20.0)), note=told.append)
    assert not any("limiter" in text for text in told)


def test_where_no_event_is_certain_the_best_guesses_are_performed_and_it_is_said(
    job: RenderJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "DOUBTS", ((0.3, 0.22, 0.0), (0.5, 0.02, 0.0), (0.7, 0.15, 0.0)))
    told: list[str] = []
    with timing.doubtful():
        made = render_clip(replace(job, events=None, timing=timing.DOUBTFUL), note=told.append)
    assert [event.time_s for event in made.events] == [0.3, 0.7]
    assert told == ["No event is certain enough: the 2 best guesses are performed, 22% sure at most. Look at them."]
    assert np.abs(read_sound(job.out).mono()).max() > 0.05
