from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from foleystudio.diagnostics import log_files
from foleystudio.diagnostics.bundle import usual_place, write_bundle
from foleystudio.diagnostics.report import Section
from foleystudio.errors import FoleyError

SECTIONS = [Section("studio", ("as it is",))]


@pytest.fixture(autouse=True)
def own_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))


def test_a_bundle_has_report_log_and_crashes_and_no_names() -> None:
    log_files.keep_crash(ValueError(str(Path.home() / "a.mp4")))
    log = usual_place().parent.parent / "foleystudio.log"
    log.write_text(f"opened {Path.home() / 'b.mp4'}\n", encoding="utf-8")
    bundle = write_bundle(usual_place(), SECTIONS)
    with zipfile.ZipFile(bundle) as held:
        texts = {name: held.read(name).decode() for name in held.namelist()}
    assert {"README.txt", "report.txt", "foleystudio.log"} < set(texts)
    assert texts["report.txt"] == "studio\n  as it is\n"
    assert any(name.startswith("crash-") for name in texts)
    assert not any(str(Path.home()) in text for text in texts.values())


def test_it_is_whole_or_not_there(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="its folder does not exist"):
        write_bundle(tmp_path / "nowhere" / "a.zip", SECTIONS)
