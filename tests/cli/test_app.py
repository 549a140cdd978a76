from __future__ import annotations

import pytest

from foleystudio import __version__
from foleystudio.__main__ import TRAINING_VERBS, VERBS
from foleystudio.cli import app
from tests.cli.conftest import Foley


def test_the_dispatcher_knows_every_verb() -> None:
    assert set(app.VERBS) == VERBS


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(foley: Foley, verb: str) -> None:
    outcome = foley(verb, "--help")
    assert outcome.code == 0
    assert f"Usage: foleystudio {verb}" in outcome.out


def test_help_and_version(foley: Foley) -> None:
    assert foley("--version") == (type(foley("--version")))(0, f"foleystudio {__version__}\n", "")
    told = foley("--help").out
    assert all(verb in told for verb in VERBS | TRAINING_VERBS)
    assert all(what in told for what in app.VERBS.values()), "none is cut off"


@pytest.mark.parametrize(
    "typed",
    [
        ["render"],
        ["render", "a.mp4"],
        ["render", "a.mp4", "-r", "b.wav"],
        ["render", "a.mp4", "-r", "b.wav", "-o", "c.wav", "--ambience", "1.5"],
        ["render", "a.mp4", "-r", "b.wav", "-o", "c.wav", "--ambience", "nan"],
        ["render", "a.mp4", "-r", "b.wav", "-o", "c.wav", "--pitch", "inf"],
        ["render", "a.mp4", "-r", "b.wav", "-o", "c.wav", "--seed", "two"],
        ["render", "a.mp4", "-r", "b.wav", "-o", "c.wav", "--renderer", "orchestra"],
        ["render", "a.mp4", "-r", "b.wav", "-o", "c.wav", "--timing", "soon"],
        ["events", "a.mp4", "--timing", "soon"],
        ["events", "a.mp4", "--until", "3"],
        ["events", "a.mp4", "--timing", "guide", "--teach", "marks.json"],
        ["inspect"],
        ["inspect", "a.mp4", "b.mp4"],
        ["measure", "a.mp4"],
        ["--loud"],
    ],
)
def test_mistyped_commands_are_one_sentence(foley: Foley, typed: list[str]) -> None:
    outcome = foley(*typed)
    assert outcome.refused(), outcome
    assert "Value error" not in outcome.err


def test_help_speaks_of_sounds_and_clips_rather_than_of_types(foley: Foley) -> None:
    told = foley("render", "--help").out
    assert "--reference SOUND" in told
    assert "--out FILE" in told
    assert "CLIP" in told
    assert "list[" not in told


def test_help_says_what_each_renderer_is_and_which_performs_unasked(foley: Foley) -> None:
    told = " ".join(foley("render", "--help").out.split())
    assert (
        "Who performs them, the first that is installed when left out: hybrid (networks shape the reference's grains), "
        "exemplar (the grains as they are), varietysound (networks alone), varietysound-picture (VarietySound as "
        "published, from the picture without events), cascade (REGNET and SpeechSplit, the published baseline) or "
        "owens (sounds of the training set, after Owens et al.)." in told
    )
