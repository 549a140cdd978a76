"""The table of renderers: what is installed decides who performs, and who made a take is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foleystudio.engine.models import installed
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.render.renderers import default_renderer, installed_renderers, performer_of, renderer_row
from foleystudio.engine.request import SynthesisRequest
from foleystudio.errors import FoleyError
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer, SynthesisSettings
from foleystudio.project.takes import Provenance
from tests.engine.exemplar.sounds import as_sound, knock


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for the models that ship."""
    monkeypatch.setattr(installed, "models_dir", lambda: tmp_path / "shipped")
    monkeypatch.setattr(installed, "data_dir", lambda: tmp_path / "data")
    return tmp_path / "shipped"


def _install(folder: Path, kind: str) -> None:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"kind": kind}), encoding="utf-8")


@pytest.mark.usefixtures("shipped")
def test_without_models_the_exemplar_renderer_performs() -> None:
    assert installed_renderers() == (Renderer.EXEMPLAR,)
    assert default_renderer() == Renderer.EXEMPLAR


def test_models_and_the_vocoder_bring_their_renderers(shipped: Path) -> None:
    _install(shipped / "varietysound", "VarietySoundConfig")
    assert default_renderer() == Renderer.HYBRID
    assert Renderer.VARIETYSOUND not in installed_renderers()
    _install(shipped / "vocoder", "VocoderConfig")
    assert installed_renderers() == (Renderer.HYBRID, Renderer.EXEMPLAR, Renderer.VARIETYSOUND)


def test_systems_of_research_are_offered_once_a_model_of_theirs_is_installed(shipped: Path) -> None:
    assert not renderer_row(Renderer("cascade")).is_installed()
    _install(shipped / "both" / "regnet", "RegnetConfig")
    assert Renderer("cascade") not in installed_renderers()
    _install(shipped / "both" / "speechsplit", "SpeechSplitConfig")
    assert installed_renderers() == (Renderer.EXEMPLAR, Renderer("cascade"))
    assert [row.watches is not None for row in map(renderer_row, installed_renderers())] == [False, True]


def test_whoever_made_a_take_is_told_with_the_model_unless_it_is_the_shipped_one() -> None:
    assert performer_of(Provenance(renderer=Renderer.EXEMPLAR, model="doors")) == "Exemplar"
    assert performer_of(Provenance(renderer=Renderer.HYBRID)) == "Hybrid"
    assert performer_of(Provenance(renderer=Renderer.VARIETYSOUND, model="/a/doors/net")) == "VarietySound (doors)"
    assert performer_of(Provenance(renderer=Renderer("of-2031"))) == "of-2031"


def test_networks_are_needed_where_they_have_a_say() -> None:
    plain, unshaped = SynthesisSettings(), SynthesisSettings(shaping=0.0)
    needed = {
        str(row): [renderer_row(row).needs_networks(s) for s in (plain, unshaped)]
        for row in (Renderer.HYBRID, Renderer.EXEMPLAR)
    }
    assert needed == {"hybrid": [True, False], "exemplar": [False, False]}
    assert renderer_row(Renderer.VARIETYSOUND).needs_networks(unshaped)


@pytest.mark.usefixtures("shipped")
def test_one_that_is_not_there_is_named_with_those_that_are() -> None:
    asked = SynthesisRequest(1.0, EventTrack(), (as_sound(knock()),), renderer=Renderer("of-2031"))
    with pytest.raises(FoleyError, match=r"no renderer 'of-2031'; choose one of Exemplar\.$"):
        synthesise(asked)
