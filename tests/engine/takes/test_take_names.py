from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from foleystudio.engine.takes.take_names import facts_of, sounds_of, title_of_take
from foleystudio.project.document import Project
from foleystudio.project.knobs import KNOBS
from foleystudio.project.settings import LevelMatch, Renderer, SynthesisSettings
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.takes import Provenance, Take

PROJECT = Project().with_reference(Path("/anvil.wav")).with_reference(Path("/bell.wav")).with_track()
ANVIL, BELL = (reference.key for reference in PROJECT.references)
TAKE = Take(Path("/t.wav"), "anvil", 9, provenance=Provenance(one_layer((ANVIL,))))


def facts(**changed: Any) -> str:
    made = replace(TAKE.provenance or Provenance(), **changed)
    return facts_of(PROJECT, replace(TAKE, provenance=made))


def test_siblings_are_told_apart_by_performer_seed_and_turned_knobs() -> None:
    assert facts() == "exemplar · seed 0"
    assert facts(renderer=Renderer.HYBRID, model="/runs/doors/net") == "hybrid (doors) · seed 0"
    turned = SynthesisSettings(seed=12, pitch_semitones=-2, gain_db=1.5, strength=0.8, shaping=0.7)
    assert facts(settings=turned) == "exemplar · seed 12 · strength 80% · −2.0 st · +1.5 dB"
    assert facts(settings=turned, renderer=Renderer.HYBRID) == (
        "hybrid · seed 12 · strength 80% · −2.0 st · shaping 70% · +1.5 dB"
    )
    assert "shaping" not in facts(settings=turned, renderer=Renderer.VARIETYSOUND), "it has nothing to shape"
    assert facts_of(PROJECT, replace(TAKE, provenance=None)) == "from outside"


def test_every_knob_shows_when_it_is_turned() -> None:
    for knob in KNOBS:
        others: dict[type, Any] = {bool: True, float: 0.25, int: 3, type(None): 0.25, LevelMatch: LevelMatch.HITS}
        settings = SynthesisSettings().with_values({knob.name: others[type(knob.usual)]})
        assert facts(settings=settings, renderer=Renderer.HYBRID) != facts(renderer=Renderer.HYBRID), knob.name


def test_a_name_of_the_users_own_leaves_the_sounds_to_the_facts() -> None:
    named = replace(TAKE, name="big crash", is_named=True, provenance=Provenance(one_layer((ANVIL, BELL))))
    assert facts_of(PROJECT, named) == "exemplar · seed 0 · anvil + bell"
    gone = PROJECT.without_reference(BELL)
    assert facts_of(gone, named) == "exemplar · seed 0 · anvil + a removed sound"
    assert sounds_of(PROJECT, (BELL, ANVIL)) == "bell + anvil"


def test_a_sentence_names_number_name_and_facts() -> None:
    project = PROJECT.with_take(PROJECT.tracks[0].key, TAKE).with_take(PROJECT.tracks[0].key, TAKE)
    track = project.tracks[0]
    assert title_of_take(project, track, track.takes[1]) == "take 2 (anvil · exemplar · seed 0)"
