from pathlib import Path

import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import write_sound
from foleystudio.training.app import main
from tests.clips import write_clip
from tests.training.listening_test.made import RATE_HZ, struck, write_systems


def test_a_folder_of_systems_becomes_a_kit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_systems(tmp_path / "systems")
    asked = ["listening-kit", str(folder), "-o", str(tmp_path / "kit")]
    assert main([*asked, "--raters", "4", "--contact", "Call <me>"]) == 0
    printed = capsys.readouterr()
    assert "32 questions about 2 systems and 2 cases, 16 of them controls" in printed.out
    assert "1 to 4" in printed.out
    assert "case 2 of 2" in printed.err
    page = (tmp_path / "kit" / "for-raters" / "index.html").read_text("utf-8")
    assert "Call \\u003cme>" in page
    assert main(["listening-kit", str(folder), "-o", str(tmp_path / "one"), "--by", "good"]) == 0
    assert "1 system and 2 cases" in capsys.readouterr().out
    assert main(asked) == 2
    assert "a kit is there already" in capsys.readouterr().err


def test_clips_are_performed_and_judged_in_one_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = write_clip(tmp_path / "door-1.mp4", frames=12, audio=struck(300.0))
    write_sound(tmp_path / "cup.flac", Sound(struck(900.0), RATE_HZ))
    asked = ["--render", str(clip), "--reference", str(tmp_path / "cup.flac"), "--by", "exemplar, sampler"]
    assert main(["listening-kit", *asked, "--timing", "guide", "-o", str(tmp_path / "kit")]) == 0
    printed = capsys.readouterr()
    assert "performing 1 of 1: door-1.mp4 with cup.flac" in printed.err
    assert "2 systems and 1 case," in printed.out
    assert "realism: no anchors" in printed.out
    assert (tmp_path / "kit" / "performed" / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([], "what is to be judged is not clear"),
        (["folder", "--render", "a.mp4"], "what is to be judged is not clear"),
        (["folder", "--timing", "stars"], "no timing 'stars'"),
        (["folder"], "no such file"),
        (["--render", "a.mp4"], "no reference"),
        (["--render", "a.mp4", "-r", "b.wav"], "a.mp4"),
        (["folder", "--raters", "0"], "--raters"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    typed: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["listening-kit", *typed, "-o", "kit"]) == 2
    assert told in capsys.readouterr().err
