import csv
import json
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.listening_test.answers import read_answers, read_key
from foleystudio.training.listening_test.kit import Kit
from foleystudio.training.listening_test.score_report import as_values, told, write_scores
from foleystudio.training.listening_test.scores import Scores, scored
from tests.training.listening_test.made import asleep, listening, write_answers


@pytest.fixture
def scores(kit: Kit, tmp_path: Path) -> Scores:
    files = [
        write_answers(tmp_path / f"{n}.json", kit.key, n, judge)
        for n, judge in ((1, listening), (2, listening), (3, asleep))
    ]
    key = read_key(kit.key)
    return scored(read_answers(files, key), key)


def test_the_tables_say_who_was_counted_and_what_came_out(scores: Scores) -> None:
    text = told(scores)
    assert "2 raters counted, 1 rejected" in text
    assert "Rejected: rater 3 (realism:" in text
    assert "good before poor" in text
    lines = [line for line in text.splitlines() if line.startswith("good  ")]
    assert lines[0].split()[1] == "4.500"
    assert "Anchor: 200 ms early" in text


def test_everything_is_written_for_other_programs_too(scores: Scores, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_scores(scores, out)
    assert sorted(file.name for file in out.iterdir()) == ["answers.csv", "scores.csv", "scores.html", "scores.json"]
    with (out / "scores.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (found,) = [row for row in rows if (row["question"], row["category"], row["what"]) == ("timbre", "wood", "poor")]
    assert float(found["value"]) == 1
    with (out / "answers.csv").open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file))
    assert len(raw) == len(scores.ratings) + len(scores.choices)
    assert {row["rater"] for row in raw} == {"1", "2"}
    page = (out / "scores.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert "http" not in page
    assert json.loads((out / "scores.json").read_text("utf-8")) == json.loads(json.dumps(as_values(scores)))


def test_where_nothing_can_be_written(scores: Scores, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FoleyError, match="file"):
        write_scores(scores, tmp_path / "file")
