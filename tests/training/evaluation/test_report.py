import json
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.evaluation import Evaluation
from foleystudio.training.evaluation.report import Heading, write_report
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.voice import Voice

_HEADING = Heading("made <scenes>", 1, 0, "foleystudio evaluate a")


def test_the_page_needs_nothing_beside_it(cases: list[Case], subject: Subject, voice: Voice, tmp_path: Path) -> None:
    evaluation = Evaluation(subject, voice, seed=0)
    evaluation.run(cases[:1], lambda done, total: None)
    text = write_report(tmp_path / "report", _HEADING, [evaluation])
    page = (tmp_path / "report" / "report.html").read_text()
    assert page.count("<audio") >= 5
    assert "data:audio/flac;base64," in page
    assert "data:image/png;base64," in page
    assert 'src="http' not in page
    assert "made &lt;scenes&gt;" in page
    assert "seed 0" in text
    assert "the vocoder 'tiny'" in text
    assert "Transfer to unseen objects - tiny" in text
    values = json.loads((tmp_path / "report" / "report.json").read_text())
    assert values["models"]["rows"]["tiny"]["transfer L1"]["count"] == 1
    assert not list((tmp_path / "report").glob("*.part"))


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FoleyError):
        write_report(tmp_path / "file" / "inside", _HEADING, [])
