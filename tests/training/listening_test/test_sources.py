import json
from pathlib import Path
from typing import Any

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.listening_test.sources import Scale, only, read_source
from tests.training.listening_test.made import CASES, write_systems


def test_a_folder_of_systems_is_read_by_names(tmp_path: Path) -> None:
    folder = write_systems(tmp_path / "all")
    (folder / "real").mkdir()
    (folder / "real" / "bell-1.flac").write_bytes((folder / "good" / "bell-1.flac").read_bytes())
    source = read_source(folder)
    assert dict(source.systems) == {"good": "good", "poor": "poor"}
    assert [(case.name, case.category) for case in source.cases] == [("bell-1", "bell"), ("wood-1", "wood")]
    first, second = source.cases
    assert first.reference == folder / "references" / "bell-1.flac"
    assert first.real == folder / "real" / "bell-1.flac"
    assert second.real is None
    assert second.sounds["poor"] == folder / "poor" / "wood-1.wav"


def manifest(folder: Path) -> dict[str, Any]:
    """Of what `write_systems` writes."""
    write_systems(folder)
    cases = [
        {
            "name": name, "category": name[:4], "clip": f"clips/{name}.mp4", "reference": f"references/{name}.flac",
            "sounds": {"good": f"good/{name}.flac", "poor": f"poor/{name}.wav"},
        }
        for name in CASES
    ]  # fmt: skip
    return {"kind": "foleystudio-sounds", "version": 1, "systems": {"good": "Good", "poor": "Poor"}, "cases": cases}


def test_a_manifest_is_read_from_its_file_or_its_folder(tmp_path: Path) -> None:
    value = manifest(tmp_path)
    value["cases"][0] |= {"tests": ["realism"], "start_s": 0.1, "duration_s": 0.2, "reference_category": "metal"}
    (tmp_path / "manifest.json").write_text(json.dumps(value))
    source = read_source(tmp_path)
    assert source == read_source(tmp_path / "manifest.json")
    assert dict(source.systems) == {"good": "Good", "poor": "Poor"}
    first, second = source.cases
    assert (first.scales, first.start_s, first.duration_s) == (frozenset({Scale.REALISM}), 0.1, 0.2)
    assert (first.timbre_category, second.timbre_category) == ("metal", "wood")
    assert second.scales == frozenset(Scale)


BAD: list[tuple[str, Any, str]] = [
    ("kind", "other", "no manifest"),
    ("version", 9, "version is 9"),
    ("systems", [], "'systems' is no object"),
    ("systems", {"good": "Good", "poor": "Poor", "real": "Real"}, "called 'real'"),
    ("cases", [], "no cases"),
    ("cases", [3], "no object"),
]


@pytest.mark.parametrize(("key", "value", "told"), BAD)
def test_a_bad_manifest_is_told_in_a_sentence(tmp_path: Path, key: str, value: Any, told: str) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(manifest(tmp_path) | {key: value}))
    with pytest.raises(FoleyError, match=told):
        read_source(tmp_path)


BAD_CASES: list[tuple[dict[str, Any], str]] = [
    ({"name": "wood-1"}, "one name"),
    ({"name": ""}, "has no name"),
    ({"sounds": {}}, "no sounds"),
    ({"sounds": {"new": "good/bell-1.flac"}}, "sound of no system: new"),
    ({"clip": "clips/none.mp4"}, "no such file"),
    ({"clip": 3}, "expected a file's name"),
    ({"tests": ["taste"]}, "taste"),
    ({"start_s": -1}, "a time that is none"),
    ({"duration_s": "long"}, "a time that is none"),
]


@pytest.mark.parametrize(("change", "told"), BAD_CASES)
def test_a_bad_case_is_told_in_a_sentence(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    value = manifest(tmp_path)
    value["cases"][0] |= change
    (tmp_path / "manifest.json").write_text(json.dumps(value))
    with pytest.raises(FoleyError, match=told):
        read_source(tmp_path)


def test_folders_that_hold_nothing_to_judge(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="neither a manifest"):
        read_source(tmp_path)
    (tmp_path / "clips").mkdir()
    with pytest.raises(FoleyError, match="no system has a sound"):
        read_source(tmp_path)
    (tmp_path / "wrong").mkdir()
    with pytest.raises(FoleyError, match="no system may be called so"):
        read_source(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "foleystudio-sou')
    with pytest.raises(FoleyError, match="not JSON"):
        read_source(tmp_path)


def test_some_systems_alone_are_judged(tmp_path: Path) -> None:
    folder = write_systems(tmp_path / "all")
    (folder / "poor" / "bell-1.wav").unlink()
    source = only(read_source(folder), ["poor"])
    assert dict(source.systems) == {"poor": "poor"}
    assert [(case.name, list(case.sounds)) for case in source.cases] == [("wood-1", ["poor"])]
    with pytest.raises(FoleyError, match="no system 'best'; choose among good, poor"):
        only(read_source(folder), ["best"])
