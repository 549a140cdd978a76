import json
from pathlib import Path
from typing import Any

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.listening_test.answers import read_answers, read_key
from foleystudio.training.listening_test.kit import Kit
from tests.training.listening_test.made import answers, write_answers


def test_answers_are_read_by_rater(kit: Kit, tmp_path: Path) -> None:
    key = read_key(kit.key)
    files = [write_answers(tmp_path / f"{n}.json", kit.key, n) for n in (3, 1)]
    first, third = read_answers(files, key)
    assert (first.rater, third.rater) == (1, 3)
    assert first.asked == len(first.values) == len(key.trials)


def test_what_could_not_be_played_counts_for_nothing(kit: Kit, tmp_path: Path) -> None:
    key = read_key(kit.key)
    value = answers(key, 1)
    value["answers"][0]["answer"] = None
    del value["answers"][5:]
    (tmp_path / "a.json").write_text(json.dumps(value))
    (one,) = read_answers([tmp_path / "a.json"], key)
    assert len(one.values) == 4
    assert one.asked == len(key.trials)


def choice(value: dict[str, Any]) -> dict[str, Any]:
    """The first answer that is a choice."""
    found: dict[str, Any] = next(row for row in value["answers"] if isinstance(row["answer"], str))
    return found


DAMAGE: list[tuple[Any, str]] = [
    (lambda value: value.update(kind="foleystudio-listening-key"), "no file of answers"),
    (lambda value: value.update(version=2), "no file of answers"),
    (lambda value: value.update(kit="0123456789"), "answers another kit"),
    (lambda value: value.update(rater=4), "number is 4"),
    (lambda value: value.update(rater="1"), "number is '1'"),
    (lambda value: value.update(answers=None), "no list"),
    (lambda value: value.update(trials=1), "more than were asked for"),
    (lambda value: value["answers"][0].update(trial="ffffffff"), "a question that the kit has not"),
    (lambda value: value["answers"][0].update(trial=value["answers"][1]["trial"]), "twice"),
    (lambda value: value["answers"].__setitem__(0, 3), "a question that the kit has not"),
    (lambda value: value["answers"][0].update(answer=6), "none of those"),
    (lambda value: value["answers"][0].update(answer=True), "none of those"),
    (lambda value: choice(value).update(answer="12345678"), "none of those"),
    (lambda value: choice(value).update(answer=1), "none of those"),
]


@pytest.mark.parametrize(("damage", "told"), DAMAGE)
def test_bad_answers_are_told_in_a_sentence(kit: Kit, tmp_path: Path, damage: Any, told: str) -> None:
    key = read_key(kit.key)
    value = answers(key, 1)
    damage(value)
    (tmp_path / "a.json").write_text(json.dumps(value))
    with pytest.raises(FoleyError, match=rf"a\.json: .*{told}"):
        read_answers([tmp_path / "a.json"], key)


def test_cut_off_and_doubled_files(kit: Kit, tmp_path: Path) -> None:
    key = read_key(kit.key)
    whole = write_answers(tmp_path / "whole.json", kit.key, 1)
    cut = tmp_path / "cut.json"
    cut.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(FoleyError, match=r"cut\.json: it is not whole"):
        read_answers([cut], key)
    again = write_answers(tmp_path / "again.json", kit.key, 1)
    with pytest.raises(FoleyError, match=r"again\.json: it has answers of rater 1, as .*whole\.json has"):
        read_answers([whole, again], key)
    table = tmp_path / "answers.csv"
    table.write_text("kit,rater\n")
    with pytest.raises(FoleyError, match="the table for people"):
        read_answers([table], key)


@pytest.mark.parametrize("text", ["", "[]", '{"kind": "foleystudio-listening-key", "version": 1, "kit": "a"}'])
def test_what_is_no_key_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.json").write_text(text)
    with pytest.raises(FoleyError, match=r"key\.json: .*give the key\.json of the kit"):
        read_key(tmp_path / "key.json")


def test_a_key_whose_questions_are_damaged_is_told(kit: Kit, tmp_path: Path) -> None:
    value = json.loads(kit.key.read_text("utf-8"))
    next(iter(value["trials"].values()))["items"] = []
    (tmp_path / "key.json").write_text(json.dumps(value))
    with pytest.raises(FoleyError, match="too many sounds, or too few"):
        read_key(tmp_path / "key.json")
