from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foleystudio.engine.batch.report import told, write_report
from foleystudio.engine.batch.task import DONE, FAILED, SKIPPED, Outcome, Task, failures, key_of, run, tasks_of
from foleystudio.engine.recipes.render import ProjectRender, render_recipe
from tests.conftest import MakeClip
from tests.engine.recipes.made import TWO_TRACKS, tone, written


@pytest.fixture
def task(make_clip: MakeClip, tmp_path: Path) -> Task:
    recipe = written(tmp_path, f"guide = {{ mute = true }}\n{TWO_TRACKS}")
    return Task(make_clip("clip.mov", frames=50), recipe, tmp_path / "out.wav")


def test_what_is_done_is_not_done_again_until_something_changes(task: Task, tmp_path: Path) -> None:
    first = run(task)
    assert (first.status, first.events) == (DONE, 3), first.notes
    assert json.loads(task.note.read_text())["lufs"] == first.lufs
    made = task.out.stat().st_mtime_ns
    again = run(task)
    assert (again.status, again.lufs, task.out.stat().st_mtime_ns) == (SKIPPED, first.lufs, made)
    tone(tmp_path / "low.wav", 500.0)
    assert key_of(task) != first.key
    assert run(task).status == DONE
    task.out.write_bytes(b"damaged")
    assert run(task).status == DONE
    task.note.write_text("{")
    assert run(task).status == DONE


def test_stems_a_layer_are_another_wish_than_stems_a_track(task: Task) -> None:
    wishes = (task, replace(task, stems=True), replace(task, stems=True, per_layer=True))
    assert len({key_of(each) for each in wishes}) == 3
    outcome = run(wishes[-1])
    assert outcome.status == DONE
    stems = sorted(path.stem for path in task.out.with_name(f"{task.out.stem} stems").iterdir())
    assert [stem.split(" - ")[1] for stem in stems] == ["High, high (attack)", "High, low + high (tail)", "Low"]


def test_it_is_what_the_recipe_renders(task: Task, tmp_path: Path) -> None:
    run(task)
    render_recipe(task.clip, task.recipe, ProjectRender(tmp_path / "plain.wav"))
    one, other = (soundfile.read(path, dtype="int32")[0] for path in (task.out, tmp_path / "plain.wav"))
    assert np.array_equal(one, other)


def test_a_failure_is_told_with_its_clip(task: Task, tmp_path: Path) -> None:
    (tmp_path / "bad.mov").write_bytes(b"no film")
    bad = run(Task(tmp_path / "bad.mov", task.recipe, tmp_path / "bad.wav"))
    assert bad.status == FAILED
    assert "bad.mov" in bad.notes[0]
    assert json.loads((tmp_path / "bad.wav.json").read_text())["status"] == FAILED
    assert failures([bad, run(task)]) == 1


def test_clips_of_one_name_keep_apart(tmp_path: Path) -> None:
    clips = [Path("/a/x.mov"), Path("/b/X.mp4"), Path("/c/y.mov")]
    assert [task.out.name for task in tasks_of(clips, tmp_path / "r.toml", tmp_path, ".wav")] == [
        "x.wav", "X (2).wav", "y.wav",
    ]  # fmt: skip


def test_the_report_begins_with_what_failed(tmp_path: Path) -> None:
    outcomes = [Outcome("a.mov", "a.wav", DONE), Outcome("<b>", "b.wav", FAILED, notes=("no <film>",))]
    page, listed = write_report(outcomes, tmp_path)
    text = page.read_text("utf-8")
    assert text.index("&lt;b&gt;") < text.index("a.mov")
    assert "no &lt;film&gt;" in text
    assert listed.read_text().count("\n") == 3
    assert told(outcomes) == "1 done, 1 failed"


def test_a_clip_is_not_written_over_and_stems_go_beside(task: Task, tmp_path: Path) -> None:
    own = run(Task(task.clip, task.recipe, task.clip))
    assert own.status == FAILED
    assert "overwritten by its own rendering" in own.notes[0]
    both = run(Task(task.clip, task.recipe, tmp_path / "both.wav", stems=True))
    assert both.status == DONE
    stems = sorted(path.name for path in (tmp_path / "both stems").iterdir())
    assert stems == ["both - High.wav", "both - Low.wav"]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
