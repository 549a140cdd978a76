"""What is installed decides who performs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foleystudio.engine.models import installed
from foleystudio.engine.models.installed import (
    find_model,
    has_model,
    has_vocoder,
    installed_models,
    model_in,
    model_or_shipped,
)
from foleystudio.errors import FoleyError


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Empty folders for the models that ship and for the user's."""
    shipped, own = tmp_path / "shipped", tmp_path / "data"
    monkeypatch.setattr(installed, "models_dir", lambda: shipped)
    monkeypatch.setattr(installed, "data_dir", lambda: own)
    return shipped, own / "models"


def _install(folder: Path, kind: str, encoding: str = "utf-8") -> None:
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(json.dumps({"kind": kind}), encoding=encoding)


def test_models_are_those_of_sounds_and_the_vocoder_is_none(homes: tuple[Path, Path]) -> None:
    shipped, own = homes
    _install(shipped / "timing", "TimingConfig")
    assert installed_models() == ()
    _install(shipped / "varietysound", "VarietySoundConfig")
    _install(own / "mine", "VarietySoundConfig")
    _install(own / "edited", "VarietySoundConfig", encoding="utf-8-sig")
    assert installed_models() == ("varietysound", "edited", "mine")
    assert not has_vocoder()
    _install(shipped / "vocoder", "VocoderConfig")
    assert has_vocoder()
    assert find_model("mine") == own / "mine"


def test_a_model_may_be_a_path_and_a_damaged_one_is_none(homes: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    assert find_model(str(tmp_path / "elsewhere")) == tmp_path / "elsewhere"
    (homes[0] / "broken").mkdir(parents=True)
    (homes[0] / "broken" / "config.json").write_text("{", encoding="utf-8")
    assert installed_models() == ()


def test_a_chosen_folder_is_asked_for_by_name_where_models_live_and_by_path_elsewhere(
    homes: tuple[Path, Path], tmp_path: Path
) -> None:
    shipped, own = homes
    for folder in (shipped / "varietysound", own / "mine", own / "varietysound", tmp_path / "run" / "net"):
        _install(folder, "VarietySoundConfig")
    assert model_in(shipped / "varietysound") is None
    assert model_in(own / "mine") == "mine"
    assert model_in(own / "varietysound") == str(own / "varietysound"), "the shipped one has that name"
    assert model_in(tmp_path / "run") == model_in(tmp_path / "run" / "net") == str(tmp_path / "run" / "net")
    for name in ("mine", str(tmp_path / "run" / "net")):
        assert find_model(name).joinpath("config.json").is_file()


@pytest.mark.parametrize("kind", ["", "VocoderConfig"])
def test_a_folder_without_a_sound_model_is_refused(homes: tuple[Path, Path], tmp_path: Path, kind: str) -> None:
    _install(tmp_path / "other", kind)
    with pytest.raises(FoleyError, match="no sound model"):
        model_in(tmp_path / "other")


def test_a_configuration_is_read_once_while_it_stays_as_it_is(
    homes: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(homes[1] / "mine", "VarietySoundConfig")
    assert has_model("mine")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("it is read once more"))
        assert has_model("mine")
        assert installed_models() == ("mine",)
    config = homes[1] / "mine" / "config.json"
    config.write_text("no longer a model", encoding="utf-8")
    assert not has_model("mine")
    config.unlink()
    assert not has_model("mine")


def test_a_model_that_is_gone_gives_way_to_the_shipped_one(homes: tuple[Path, Path]) -> None:
    _install(homes[1] / "mine", "VarietySoundConfig")
    assert model_or_shipped("mine") == "mine"
    assert model_or_shipped("gone") is None
    assert model_or_shipped(None) is None
    assert not has_model(None)
    _install(homes[0] / "varietysound", "VarietySoundConfig")
    assert has_model(None)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "y/" * 3_000, "\ud800", "/dev/zero"])
def test_what_no_model_can_be_called_is_not_there(name: str) -> None:
    assert not has_model(name)
    assert model_or_shipped(name) is None
