"""What raters answered, and the key that says what it was about: read with care, as both went through other hands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foleystudio.errors import FoleyError
from foleystudio.files.json_text import parsed, read_bytes
from foleystudio.training.listening_test.design import Question
from foleystudio.training.listening_test.kit import KEY_KIND, KEY_NAME
from foleystudio.training.listening_test.sources import VERSION

ANSWERS_KIND = "foleystudio-listening-answers"
POINTS = range(1, 6)
"""Of every scale."""

_ANSWERS_REMEDY = "ask the rater for the file that the page saved, or leave it out"


@dataclass(frozen=True)
class Item:
    """A stimulus as the key has it: the name of its file, and whose sound it was or what else."""

    file: str
    system: str
    role: str

    @property
    def what(self) -> str:
        """A system's name or a role."""
        return self.system or self.role


@dataclass(frozen=True)
class KeyTrial:
    """A trial as the key has it."""

    question: Question
    case: str
    category: str
    is_control: bool
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Key:
    """Who made what in a kit.

    Parameters
    ----------
    kit
        Its name, which answers bear too.
    systems
        Name -> what tables call it.
    trials
        By name.
    raters
        How many it is for.
    """

    kit: str
    systems: Mapping[str, str]
    trials: Mapping[str, KeyTrial]
    raters: int


@dataclass(frozen=True)
class Answers:
    """One rater's.

    Parameters
    ----------
    rater
        The number, from 1 on.
    asked
        How many questions there were.
    values
        Trial -> points, or the file that was chosen; without those that could not be played.
    """

    rater: int
    asked: int
    values: Mapping[str, int | str]


def read_key(path: Path) -> Key:
    """Read a kit's key.

    Raises
    ------
    FoleyError
        When it cannot be read or is none.
    """
    try:
        value = parsed(read_bytes(path))
        if not isinstance(value, dict) or value.get("kind") != KEY_KIND or value.get("version") != VERSION:
            raise ValueError("it is no key of a listening test")
        trials = {str(name): _key_trial(each) for name, each in value["trials"].items()}
        systems = {str(name): str(title) for name, title in value["systems"].items()}
        return Key(str(value["kit"]), systems, trials, int(value["raters"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise FoleyError("it is a damaged key", file=path, remedy=f"give the {KEY_NAME} of the kit") from error
    except ValueError as error:
        raise FoleyError(str(error), file=path, remedy=f"give the {KEY_NAME} of the kit") from error


def _key_trial(value: Any) -> KeyTrial:
    items = tuple(Item(str(each["file"]), str(each["system"]), str(each["role"])) for each in value["items"])
    question = Question(value["question"])
    if len(items) != 1 + question.is_choice:
        raise ValueError("one of its questions has too many sounds, or too few")
    return KeyTrial(question, str(value["case"]), str(value["category"]), bool(value["control"]), items)


def read_answers(paths: Sequence[Path], key: Key) -> list[Answers]:
    """Read raters' files.

    Raises
    ------
    FoleyError
        When one cannot be read, is no file of answers or not whole, answers another kit, or is there twice.
    """
    found: dict[int, Path] = {}
    answers = []
    for path in paths:
        one = _read(path, key)
        if one.rater in found:
            raise FoleyError(
                f"it has answers of rater {one.rater}, as {found[one.rater]} has", file=path,
                remedy="leave one of them out, or give the one who took another's number a new one",
            )  # fmt: skip
        found[one.rater] = path
        answers.append(one)
    return sorted(answers, key=lambda each: each.rater)


def _read(path: Path, key: Key) -> Answers:
    data = read_bytes(path)
    if path.suffix.lower() == ".csv":
        raise FoleyError("that is the table for people", file=path, remedy="give the .json that the page saved")
    try:
        value = parsed(data)
    except ValueError as error:
        raise FoleyError(
            f"it is not whole, or no file of answers ({error})", file=path, remedy=_ANSWERS_REMEDY
        ) from error
    try:
        if not isinstance(value, dict) or value.get("kind") != ANSWERS_KIND or value.get("version") != VERSION:
            raise ValueError("it is no file of answers to a listening test")
        if value.get("kit") != key.kit:
            raise ValueError(f"it answers another kit ({value.get('kit')}; the key is of {key.kit})")
        return _answers(value, key)
    except ValueError as error:
        raise FoleyError(str(error), file=path, remedy=_ANSWERS_REMEDY) from error


def _answers(value: dict[str, Any], key: Key) -> Answers:
    rater, asked, rows = value.get("rater"), value.get("trials"), value.get("answers")
    if not isinstance(rater, int) or isinstance(rater, bool) or not 1 <= rater <= key.raters:
        raise ValueError(f"its rater's number is {rater!r}, and the kit has 1 to {key.raters}")
    if not isinstance(rows, list) or not isinstance(asked, int) or len(rows) > asked:
        raise ValueError("its answers are no list, or more than were asked for")
    values: dict[str, int | str] = {}
    seen = set()
    for row in rows:
        name = row.get("trial") if isinstance(row, dict) else None
        if not isinstance(name, str) or name not in key.trials:
            raise ValueError(f"it answers a question that the kit has not ({name!r})")
        if name in seen:
            raise ValueError(f"it answers the question {name} twice")
        seen.add(name)
        if (answer := _checked(row.get("answer"), key.trials[name], name)) is not None:
            values[name] = answer
    return Answers(rater, asked, values)


def _checked(answer: object, trial: KeyTrial, name: str) -> int | str | None:
    """An answer that was possible; None where the sound could not be played."""
    if answer is None:
        return None
    if trial.question.is_choice and isinstance(answer, str) and answer in {item.file for item in trial.items}:
        return answer
    if not trial.question.is_choice and isinstance(answer, int) and not isinstance(answer, bool) and answer in POINTS:
        return answer
    raise ValueError(f"its answer to the question {name} is none of those that there are: {answer!r}")
