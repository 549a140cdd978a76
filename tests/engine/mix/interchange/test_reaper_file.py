"""The project as an independent parser of REAPER's files reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.engine.mix.interchange.reaper_file import reaper_text, write_reaper
from foleystudio.project.document import Project
from foleystudio.project.takes import Take
from tests.engine.mix.interchange.made import RATE_HZ, made_clip, made_project


def parsed(project: Project, folder: Path) -> Any:
    rpp = pytest.importorskip("rpp")
    write_reaper(project, made_clip(folder), folder / "film.rpp")
    return rpp.loads((folder / "film.rpp").read_text("utf-8"))


def values(element: Any, name: str) -> list[Any]:
    return [child for child in element if isinstance(child, list) and child[0] == name]


def samples(text: str) -> float:
    return round(float(text) * RATE_HZ, 6)


def test_every_sound_is_in_its_place_to_the_sample(tmp_path: Path) -> None:
    project = made_project(tmp_path, made_clip(tmp_path))
    root = parsed(project, tmp_path)
    assert [marker[1:4] for marker in values(root, "MARKER")] == [["1", "1", "Tür"], ["2", "2.5", ""]]
    guide, steps, props = root.findall("TRACK")
    assert values(guide.find("ITEM"), "NAME") == [["NAME", "film ü"]]
    assert guide.find("ITEM").find("SOURCE").attrib == ["VIDEO"]
    assert values(steps, "VOLPAN")[0][1:3] == [f"{db_to_amplitude(-6):.12f}".rstrip("0"), "-0.5"]
    assert values(props, "MUTESOLO")[0][1] == "1"
    active, late = steps.findall("ITEM")
    assert (values(active, "POSITION")[0][1], samples(values(active, "LENGTH")[0][1])) == ("0", 4 * RATE_HZ)
    assert [samples(offset[1]) for offset in values(active, "SOFFS")] == [RATE_HZ / 2, RATE_HZ / 2]
    assert [name[1] for name in values(active, "NAME")] == ["second", "first"]
    assert sum(child in ("TAKE", ["TAKE"]) for child in active) == 1
    files = [values(source, "FILE")[0][1] for source in active.findall("SOURCE")]
    assert files == [str(project.tracks[0].takes[number].path) for number in (2, 0)]
    assert samples(values(late, "POSITION")[0][1]) == pytest.approx(48_000, abs=0.01)
    assert values(late, "MUTE")[0][1] == "1"
    (item,) = props.findall("ITEM")
    assert samples(values(item, "POSITION")[0][1]) == pytest.approx(12_345, abs=1e-3)
    assert float(values(item, "FADEIN")[0][2]) == 0.01
    assert values(props, "NAME")[0][1] == 'Props "x"'


def test_events_are_marks_within_the_take(tmp_path: Path) -> None:
    root = parsed(made_project(tmp_path, made_clip(tmp_path)), tmp_path)
    marks = values(root.findall("TRACK")[1].find("ITEM"), "TKM")
    assert [(float(mark[1]), mark[2]) for mark in marks] == [
        (pytest.approx(1.02), "L"),
        (pytest.approx(2.02), "Steps 2"),
    ]


def test_names_of_any_letters_do_no_harm(tmp_path: Path) -> None:
    clip = made_clip(tmp_path)
    wild = "a\"b'c`d\n<TRACK\n>"
    project = Project(clip=clip.path).with_track(wild).with_marker(0.5, wild)
    project = project.with_take(project.tracks[0].key, Take(tmp_path / "no.wav", wild, RATE_HZ))
    rpp = pytest.importorskip("rpp")
    root = rpp.loads(reaper_text(project, clip))
    assert len(root.findall("TRACK")) == 2
    assert "a\"b'c'd" in values(root.findall("TRACK")[1], "NAME")[0][1]
