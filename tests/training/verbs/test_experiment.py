import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from foleystudio.engine.measures import speech_embedding
from foleystudio.files.file_names import is_file
from foleystudio.training.app import main
from foleystudio.training.evaluation.report import PAGE_NAME
from foleystudio.training.experiment.manifest import read_manifest
from foleystudio.training.experiment.report.page import FIGURES_NAME
from foleystudio.training.experiment.settings import STATE_NAME, SYSTEMS, TRAININGS
from tests.training.experiment.vas_folders import write_vas


@pytest.fixture(scope="module")
def vas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vas(tmp_path_factory.mktemp("vas"))


def _asked(vas: Path, report: Path, *more: str) -> list[str]:
    return ["experiment", "--data", str(vas), "--preset", "tiny", "--steps", "2", "-o", str(report), *more]


@pytest.mark.timeout(300)  # seven trainings and forty sounds: half a minute of work, on a busy machine more
def test_twelve_clips_laid_out_as_vas_go_through_the_whole_experiment(
    vas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_embedding, "is_installed", lambda: False)  # its import alone takes seconds
    report = tmp_path / "report"
    assert main(_asked(vas, report)) == 0, capsys.readouterr().err
    said = capsys.readouterr().out
    assert "12 of 12 clips" in said
    assert "Without each encoder" in said
    manifest = read_manifest(report)
    assert set(manifest.systems) == set(SYSTEMS)
    assert {pair.pairing for pair in manifest.cases} == {"original", "swapped", "timbre"}
    assert {pair.category for pair in manifest.cases} == {"dog", "drum", "hammer"}
    for pair in manifest.cases:
        assert all(is_file(report / place) for place in (pair.clip, pair.real, pair.reference, *pair.sounds.values()))
        assert (pair.real == pair.reference) == (pair.pairing == "original")
    figures = json.loads((report / FIGURES_NAME).read_text("utf-8"))
    tables = {table["title"]: table["rows"] for table in figures["tables"]}
    assert tables["Timbre"]["VarietySound"]["MFCC statistics"]["count"] > 0
    assert tables["Timing and distortion"]["recorded"]["F1"]["value"] == pytest.approx(1)
    assert tables["Without each discriminator: MCD (dB)"]["VarietySound"]["published"] == 3.6
    assert set(figures["trainings"]) == set(TRAININGS)
    assert figures["about"]["versions"].count("foleystudio") == 1
    assert "VarietySound: 2 of 2 steps" in figures["about"]["trainings"]


def test_the_page_needs_nothing_but_its_folder(vas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report"
    assert main(_asked(vas, report, "--stages", "data,varietysound,generate,rebuild,report")) == 0
    page = (report / PAGE_NAME).read_text("utf-8")
    places = re.findall(r'src="([^"]+)"', page)
    assert {Path(place).suffix for place in places} == {".wav", ".mp4", ".png"}
    assert all(is_file(report / place) for place in places)
    assert "http" not in page.replace("http://www.w3.org", "")
    assert "<svg" in page
    capsys.readouterr()


def test_an_experiment_that_was_killed_goes_on_behind_its_last_stage(
    vas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report"
    command = [sys.executable, "-m", "foleystudio", *_asked(vas, report, "--stages", "data,varietysound,generate")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("varietysound: done"):
                os.kill(process.pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
                break
    checkpoint = report / "runs" / "varietysound" / "checkpoint.pt"
    written = checkpoint.stat().st_mtime_ns
    assert main(_asked(vas, report, "--stages", "data,varietysound,generate")) == 0
    said = capsys.readouterr().out
    assert "data: done before" in said
    assert "varietysound: done before" in said
    assert checkpoint.stat().st_mtime_ns == written
    assert set(json.loads((report / STATE_NAME).read_text("utf-8"))["done"]) == {"data", "varietysound", "generate"}
    assert read_manifest(report).systems == {"varietysound": "VarietySound"}


def test_a_training_that_was_cut_short_goes_on_and_its_sounds_and_scores_are_made_anew(
    vas: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_embedding, "is_installed", lambda: False)
    report, stages = tmp_path / "report", "data,owens,generate,score"
    assert main(_asked(vas, report, "--stages", stages)) == 0
    state = json.loads((report / STATE_NAME).read_text("utf-8"))
    state["steps"]["owens"] = state["done"]["owens"]["planned"] = 4  # its minutes were over after two
    (report / STATE_NAME).write_text(json.dumps(state), "utf-8")
    files = [report / "scores" / "owens.json", *(report / "sounds").glob("*/owens.wav")]
    written = [file.stat().st_mtime_ns for file in files]
    assert main(_asked(vas, report, "--stages", stages)) == 0
    said = capsys.readouterr().out
    assert "owens: resumed at step 2" in said
    assert all(file.stat().st_mtime_ns > before for file, before in zip(files, written, strict=True))
    assert main(_asked(vas, report, "--stages", stages)) == 0  # and now there is nothing left to do
    assert "owens: done before" in capsys.readouterr().out
    assert json.loads((report / STATE_NAME).read_text("utf-8"))["done"]["score"]["sounds"] == 0


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--preset", "vast"], "there is no preset 'vast'"),
        (["--stages", "data,bake"], "there is no stage 'bake'"),
        (["--data", "nowhere"], "nowhere: there is no such folder"),
        (["--stages", "varietysound"], "its clips are not prepared yet"),
        (["--stages", "generate"], "no system is trained yet"),
        (["--stages", "score"], "no sounds of an experiment"),
    ],
)
def test_bad_words_are_one_sentence(
    words: list[str], what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["experiment", "-o", str(tmp_path / "out"), *words]) == 2
    said = capsys.readouterr().err.strip()
    assert what in said
    assert len(said.splitlines()) == 1


def test_a_folder_of_another_experiment_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from foleystudio.training.experiment.settings import Experiment, Settings

    Experiment(tmp_path, Settings("scenes", "tiny")).finish("data")
    assert main(["experiment", "-o", str(tmp_path), "--preset", "tiny", "--seed", "4"]) == 2
    assert "it holds another experiment (seed 0)" in capsys.readouterr().err
    (tmp_path / STATE_NAME).write_text("[]", "utf-8")
    assert main(["experiment", "-o", str(tmp_path), "--preset", "tiny"]) == 2
    assert STATE_NAME in capsys.readouterr().err


def test_a_folder_without_a_clip_that_can_be_used_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "broken.mp4").write_bytes(b"no film")
    assert main(["experiment", "-o", str(tmp_path / "out"), "--preset", "tiny", "--data", str(data)]) == 2
    assert "none of its 1 clips can be used" in capsys.readouterr().err
