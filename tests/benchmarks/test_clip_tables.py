from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import speech_embedding
from foleystudio.engine.request import Renderer
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import write_sound
from tests.benchmarks import clip_tables, table_text
from tests.benchmarks.clip_pairs import clip_cases
from tests.conftest import MakeClip
from tests.dsp.sounds import hits

INDEX = "file,category\na.mp4,Drum\nb.mp4,Drum: conga\nc.mp4,Hammer\nd.mp4,Other: tennis\ne.mp4,Gun\n"


def _folders(tmp_path: Path) -> tuple[Path, Path]:
    clips, oneshots = tmp_path / "clips", tmp_path / "oneshots"
    clips.mkdir()
    (clips / "INDEX.csv").write_text(INDEX, encoding="utf-8")
    for folder in ("hammer-metal-impact", "generic-impact", "gun"):
        (oneshots / folder).mkdir(parents=True)
        for number in range(6):
            write_sound(oneshots / folder / f"{number}.flac", Sound(hits([0.05], 0.4, 44_100)[:, None], 44_100))
    return clips, oneshots


def test_references_come_by_rule(tmp_path: Path) -> None:
    cases = {case.name: case for case in clip_cases(*_folders(tmp_path))}
    assert [path.name for path in cases["a"].references] == ["b.mp4"]
    assert [path.name for path in cases["b"].references] == ["a.mp4"]
    assert [path.name for path in cases["c"].references] == ["0.flac", "1.flac", "2.flac", "3.flac"]
    assert cases["d"].references[0].parent.name == "generic-impact"
    assert {path.name for path in cases["a"].unrelated} == {"c.mp4", "d.mp4", "e.mp4"}


def test_a_class_without_any_reference_is_said(tmp_path: Path) -> None:
    clips, _ = _folders(tmp_path)
    with pytest.raises(FoleyError, match="no one-shot for the class"):
        clip_cases(clips, tmp_path / "nothing")
    with pytest.raises(FoleyError, match="INDEX"):
        clip_cases(tmp_path, tmp_path)


def test_tables_of_made_clips(
    tmp_path: Path, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(speech_embedding, "find_spec", lambda name: None)
    monkeypatch.setattr(clip_tables, "default_renderer", lambda: Renderer.EXEMPLAR)
    clips, oneshots = _folders(tmp_path)
    for name in "abcde":
        make_clip(f"clips/{name}.mp4", frames=100, audio=hits(list(np.arange(0.4, 3.8, 0.45)), 4.0, 48_000))
    out = tmp_path / "RESULTS.md"
    out.write_text("# Kept\n", encoding="utf-8")
    command = ["--clips", str(clips), "--oneshots", str(oneshots), "--out", str(out)]
    assert clip_tables.main([*command, "--timing", "guide", "--clip", "c"]) == 0
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("| c | 4 of hammer"))
    f1, null, lift = (float(cell) for cell in row.split("|")[4:7])
    assert f1 > 0.9
    assert lift == pytest.approx(f1 - null, abs=0.011)
    assert out.read_text(encoding="utf-8") == "# Kept\n"
    assert clip_tables.main(command) == 0
    rows = clip_tables.measure_case(clip_cases(clips, oneshots)[0], ("guide",), Renderer.EXEMPLAR)
    table_text.write_tables(rows, out)
    written = out.read_text(encoding="utf-8")
    assert written.startswith("# Kept")
    assert "### Guide timing" in written
    assert "Taught" not in written  # the tables of before are replaced
    assert written.count("### Summary") == 1
