"""Knobs without a field of their own: in the project's file and in the journal, known there or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from foleystudio.errors import FoleyError
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.settings import SynthesisSettings
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.recovery import read_journal
from foleystudio.project.storage.saved import decode_project, encode_project
from foleystudio.project.takes import Provenance, Take
from tests.outside import knob


def _project(settings: SynthesisSettings) -> Project:
    project = Project().with_track()
    track = replace(project.tracks[0], settings=settings)
    take = Take(Path("/t.wav").absolute(), "t", 9, provenance=Provenance(settings=settings))
    return project.with_changed_track(track).with_take(track.key, take)


def _saved_with(**knobs: Any) -> bytes:
    tree = msgspec.json.decode(encode_project(_project(SynthesisSettings())))
    tree["project"]["tracks"][0]["settings"].update(knobs)
    return msgspec.json.encode(tree)


def test_they_stand_beside_the_others_and_come_back() -> None:
    with knob.grit():
        project = _project(SynthesisSettings().with_values({"grit": 0.5, "boots": True, "ground": "snow"}))
        saved = encode_project(project)
        settings = msgspec.json.decode(saved)["project"]["tracks"][0]["settings"]
        assert (settings["grit"], settings["boots"], settings["ground"], settings["seed"]) == (0.5, True, "snow", 0)
        assert decode_project(saved) == project


def test_nobody_s_knob_is_kept_as_it_was() -> None:
    project = decode_project(_saved_with(sparkle=0.25, mood="dark", nothing=None))
    kept = project.tracks[0].settings
    assert (kept.value("sparkle"), kept.value("mood"), kept.value("nothing")) == (0.25, "dark", None)
    assert decode_project(encode_project(project)) == project


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}])
def test_what_is_no_knob_s_value_is_left_out(value: object) -> None:
    assert decode_project(_saved_with(sparkle=value)).tracks[0].settings == SynthesisSettings()


@pytest.mark.parametrize("value", [1.5, "much", None])
def test_a_value_that_a_known_knob_cannot_have_is_told_in_a_sentence(value: object) -> None:
    with knob.grit(), pytest.raises(FoleyError, match="grit must"):
        decode_project(_saved_with(grit=value))


def test_the_journal_brings_them_back(tmp_path: Path) -> None:
    with knob.grit():
        document = Document(Project())
        journal = Journal(document, tmp_path)
        project = _project(SynthesisSettings().with_values({"grit": 0.5, "sparkle": 3}))
        document.edit("Turn", project)
        journal.flush()
        lost = read_journal(journal.path)
        assert lost is not None
        assert lost.project == project
        journal.close()
