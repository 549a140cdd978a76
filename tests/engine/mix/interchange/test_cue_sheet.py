from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

from foleystudio.engine.mix.interchange.cue_sheet import cue_list, cue_page, write_cues
from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from tests.engine.mix.interchange.made import made_clip, made_project
from tests.projects import timed


class Page(HTMLParser):
    """The cells of a page, and every tag that opens and closes."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "td":
            self.cells[-1] += data


def test_the_list_has_a_line_a_cue(tmp_path: Path) -> None:
    clip = made_clip(tmp_path)
    rows = list(csv.DictReader(io.StringIO(cue_list(made_project(tmp_path, clip), clip))))
    assert [(row["track"], row["in"], row["out"], row["what"]) for row in rows] == [
        ("Markers", "10:00:01:00", "10:00:01:00", "Tür"), ("Markers", "10:00:02:12", "10:00:02:12", ""),
        ("Steps", "10:00:00:12", "10:00:00:12", "L"), ("Steps", "10:00:01:12", "10:00:01:18", "Steps"),
    ]  # fmt: skip
    assert rows[3]["note"] == "soft <b>"


def test_the_page_is_whole_and_nothing_in_it_is_taken_for_a_tag(tmp_path: Path) -> None:
    clip = made_clip(tmp_path)
    page = Page()
    page.feed(cue_page(made_project(tmp_path, clip), clip))
    assert page.open == []
    assert "soft <b>" in page.cells
    evil = timed(Project(clip=clip.path), EventTrack((Event(0.5, label="<script>", note="&lt;"),)))
    page = Page()
    page.feed(cue_page(evil, clip))
    assert "script" not in page.seen
    assert {"<script>", "&lt;"} <= set(page.cells)


def test_the_name_says_which(tmp_path: Path) -> None:
    clip = made_clip(tmp_path)
    project = made_project(tmp_path, clip)
    write_cues(project, clip, tmp_path / "a.HTML")
    write_cues(project, clip, tmp_path / "a.csv")
    assert (tmp_path / "a.HTML").read_text("utf-8").startswith("<!doctype html>")
    assert (tmp_path / "a.csv").read_text("utf-8").startswith("cue,track,")
