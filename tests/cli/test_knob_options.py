"""Options for the knobs: those of the table, those of earlier versions, and one from outside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from foleystudio.cli import render
from foleystudio.engine.clip_render import RenderJob
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.knobs import KNOBS
from foleystudio.project.settings import LevelMatch, SynthesisSettings
from tests.cli.conftest import Foley, hits
from tests.conftest import MakeClip
from tests.outside import knob


@pytest.fixture
def grit() -> Iterator[None]:
    """A knob from outside, a switch, a choice and a renderer."""
    with knob.grit():
        yield


@pytest.fixture
def asked(foley: Foley, monkeypatch: pytest.MonkeyPatch) -> list[SynthesisSettings]:
    """Settings that the verb was to render with; nothing is rendered."""
    found: list[SynthesisSettings] = []

    def note(job: RenderJob, _as_json: bool) -> None:
        found.append(job.settings)

    monkeypatch.setattr(render, "_render", note)
    return found


COMMAND = ("render", "a.mp4", "-r", "b.wav", "-o", "c.wav")


def test_every_knob_has_an_option_that_the_help_explains(foley: Foley) -> None:
    told = " ".join(foley("render", "--help").out.split())
    for row in KNOBS:
        assert row.options[0] in told
        assert row.sentence in told.replace("- ", "-"), row.name
    assert "--variation" not in told, "one word a knob"


def test_left_out_they_are_as_they_come(foley: Foley, asked: list[SynthesisSettings]) -> None:
    assert foley(*COMMAND).code == 0
    assert asked == [SynthesisSettings()]


def test_each_option_turns_its_knob(foley: Foley, asked: list[SynthesisSettings]) -> None:
    typed = (
        "--seed 7 --strength .9 --ambience .1 --guide-ambience --humanise .3 --follow .5 --in-turn --choke "
        "--level-match hits --offset-ms 12 --pitch -2 --shaping .25 --morph .75 --gain -6"
    )
    assert foley(*COMMAND, *typed.split()).code == 0
    assert asked == [
        SynthesisSettings(
            7, 0.1, 0.9, -2, 0.3, -6, 12, 0.25, 0.75, True, 0.5, choke=True, in_turn=True, level_match=LevelMatch.HITS
        )
    ]


def test_options_of_earlier_versions_do_what_they_did(foley: Foley, asked: list[SynthesisSettings]) -> None:
    assert foley(*COMMAND, "--variation", "0", "--match-guide", "whole").code == 0
    assert asked == [SynthesisSettings(humanise=0, level_match=LevelMatch.WHOLE)]
    assert foley(*COMMAND, "--variation", "2").refused("--variation")


@pytest.mark.usefixtures("grit")
def test_one_from_outside_is_in_the_help_and_handed_to_the_renderer(
    foley: Foley, make_clip: MakeClip, knock: Path, tmp_path: Path
) -> None:
    told = " ".join(foley("render", "--help").out.split())
    assert "--grit <float range> How much sand is in it. [default: 0.0; 0<=x<=1]" in told
    assert "--boots With boots on." in told
    clip, out = make_clip("clip.mov", frames=50, audio=hits([0.5, 1.2], 2.0)), tmp_path / "out.wav"
    arguments = ("render", clip, "-r", knock, "-o", out, "--renderer", "steady", "--timing", "guide")
    assert foley(*arguments, "--grit", "0.25").code == 0
    assert read_sound(out).samples == pytest.approx(0.25, abs=1e-3)
    assert foley(*arguments, "--grit", "1.5").refused("--grit")


@pytest.mark.usefixtures("grit")
def test_switches_and_choices_from_outside_are_typed(foley: Foley, asked: list[SynthesisSettings]) -> None:
    assert foley(*COMMAND, "--boots", "--ground", "snow").code == 0
    assert asked == [SynthesisSettings().with_values({"boots": True, "ground": "snow"})]
    assert foley(*COMMAND, "--ground", "lava").refused("lava", "stone, snow")
