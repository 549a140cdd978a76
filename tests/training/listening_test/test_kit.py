import json
import re
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.training.listening_test.kit import Kit, Wishes, with_anchors, write_kit
from tests.training.listening_test.made import made_kit, made_source


def test_the_folder_for_raters_names_nobody(kit: Kit) -> None:
    key = json.loads(kit.key.read_text("utf-8"))
    assert kit.key.parent == kit.page.parent.parent
    assert set(key["systems"]) == {"good", "poor"}
    page = kit.page.read_text("utf-8")
    data = re.findall(r'id="kit">(.*?)</script>', page, re.DOTALL)[0]
    for word in ("good", "poor", "bell", "wood", "real", "early", "late", "wrong"):
        assert not re.search(rf"\b{word}\b", data)
    files = sorted(file for file in kit.page.parent.rglob("*") if file.is_file())
    assert {file.suffix for file in files} == {".html", ".mp4", ".flac"}
    for file in files:
        assert re.fullmatch(r"[0-9a-f]{8}|check|index", file.stem)
        content = file.read_bytes() if file.suffix != ".html" else b""
        assert not any(word in content for word in (b"good", b"poor", b"bell-1", b"wood-1"))
    media = {f"media/{file.name}" for file in files if file.parent.name == "media"}
    assert media == set(re.findall(r"media/[\w.]+", data))


def test_the_key_says_who_made_what(kit: Kit) -> None:
    key = json.loads(kit.key.read_text("utf-8"))
    systems = [item["system"] for trial in key["trials"].values() for item in trial["items"]]
    assert systems.count("good") == systems.count("poor") == 10
    roles = {item["role"] for trial in key["trials"].values() for item in trial["items"]}
    assert roles == {"", "real", "early", "late", "wrong"}
    assert sum(trial["control"] for trial in key["trials"].values()) == with_anchors(kit.design) == 16


def test_the_noise_to_set_the_volume_by_is_as_loud_as_what_follows(kit: Kit) -> None:
    assert measure_loudness(kit.page.parent / "media" / "check.flac").integrated_lufs == pytest.approx(-23, abs=0.3)


def test_another_seed_is_another_kit_and_the_same_one_the_same(kit: Kit, tmp_path: Path) -> None:
    again, other = (made_kit(tmp_path / str(seed), seed=seed, raters=3) for seed in (0, 1))
    assert again.page.read_text("utf-8") == kit.page.read_text("utf-8")
    names = [json.loads(each.key.read_text("utf-8"))["kit"] for each in (kit, again, other)]
    assert names[0] == names[1] != names[2]


def test_a_kit_that_raters_may_have_by_now_is_never_written_over(tmp_path: Path) -> None:
    source = made_source(tmp_path / "systems")
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "key.json").write_text("{}")
    with pytest.raises(FoleyError, match="a kit is there already"):
        write_kit(source, tmp_path / "kit", Wishes(), lambda _done, _total: None)
    assert [file.name for file in (tmp_path / "kit").iterdir()] == ["key.json"]


def test_a_sound_that_cannot_be_read_leaves_no_half_kit(tmp_path: Path) -> None:
    source = made_source(tmp_path / "systems")
    (tmp_path / "systems" / "poor" / "wood-1.wav").write_bytes(b"no sound")
    with pytest.raises(FoleyError, match="wood-1"):
        write_kit(source, tmp_path / "kit", Wishes(), lambda _done, _total: None)
    assert list((tmp_path / "kit").iterdir()) == []
