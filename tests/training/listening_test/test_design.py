import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.training.listening_test.design import ANCHORS, Design, Question, Role, Trial, drawn_design
from foleystudio.training.listening_test.sources import Case, Scale, Source


def source(count: int = 8, systems: tuple[str, ...] = ("one", "two", "three")) -> Source:
    """Cases of four categories; no file of them is read."""
    cases = tuple(
        Case(
            f"case {n}", f"kind {n % 4}", Path(f"{n}.mp4"), {name: Path(f"{name}.wav") for name in systems},
            Path(f"ref {n}.wav"),
        )
        for n in range(count)
    )  # fmt: skip
    return Source({name: name for name in systems}, cases)


def drawn(made: Source, seed: int = 0, raters: int = 6, most: int = 1000) -> Design:
    return drawn_design(made, [case.name for case in made.cases], seed, raters, most)


def of(design: Design, question: Question) -> list[Trial]:
    return [trial for trial in design.trials.values() if trial.question == question]


def test_every_system_is_judged_on_every_scale_and_against_every_other() -> None:
    design = drawn(source())
    for question in (Question.REALISM, Question.ALIGNMENT, Question.TIMBRE):
        judged = Counter(trial.items[0].system for trial in of(design, question))
        assert {name: judged[name] for name in ("one", "two", "three")} == {"one": 8, "two": 8, "three": 8}
    for question in (Question.BELONGS, Question.RESEMBLES):
        pairs = [frozenset(item.system for item in trial.items) for trial in of(design, question)]
        assert Counter(pairs)[frozenset({"one", "three"})] == 8
    assert all((trial.reference is None) == trial.question.has_picture for trial in design.trials.values())


def test_real_recordings_and_anchors_are_hidden_among_them() -> None:
    design = drawn(source())
    realism, alignment, timbre = (of(design, Question(scale)) for scale in Scale)
    assert sum(trial.items[0].what == Role.REAL for trial in realism) == 8
    assert sum(trial.items[0].what == Role.REAL for trial in alignment) == 8
    shifted = Counter(trial.items[0].what for trial in alignment)
    assert shifted[Role.EARLY] == shifted[Role.LATE] == 2
    kinds = {f"case {n}": f"kind {n % 4}" for n in range(8)}
    wrong = [trial.items[0] for trial in (*realism, *timbre) if trial.items[0].what == Role.WRONG]
    assert len(wrong) == 8
    assert all(kinds[item.case] != kinds[item.other] for item in wrong)
    for trial in of(design, Question.BELONGS) + of(design, Question.RESEMBLES):
        if trial.is_control:
            assert {item.what == Role.REAL for item in trial.items} == {True, False}
            assert any(item.what in ANCHORS for item in trial.items)
    assert design.left_out == ()


def test_names_tell_nothing_and_the_seed_draws_all() -> None:
    design = drawn(source())
    names = [*design.trials, *design.files.values()]
    assert len(set(names)) == len(names)
    assert all(len(name) == 8 and int(name, 16) >= 0 for name in names)
    assert drawn(source()) == design
    assert drawn(source(), seed=1).orders != design.orders


def test_each_rater_has_an_order_of_their_own_block_by_block() -> None:
    design = drawn(source())
    assert len(set(design.orders)) == 6
    for order in design.orders:
        assert sorted(name for name, _ in order) == sorted(design.trials)
        trials = [design.trials[name] for name, _ in order]
        blocks = [first.question for first, second in itertools.pairwise(trials) if first.question != second.question]
        assert len(blocks) == len(Question) - 1
        again = sum(a.case == b.case and a.question == b.question for a, b in itertools.pairwise(trials))
        assert again <= 3  # only where nothing else is left at a block's end
        assert not any(swapped and not design.trials[name].question.is_choice for name, swapped in order)
    first = {design.trials[order[0][0]].question for order in design.orders}
    assert first == set(Question)
    swaps = Counter(
        swapped for order in design.orders for name, swapped in order if design.trials[name].question.is_choice
    )
    assert 0.35 < swaps[True] / swaps.total() < 0.65


def test_who_gets_a_part_gets_all_controls_and_together_they_hear_everything() -> None:
    design = drawn(source(16), raters=12, most=80)
    controls = {name for name, trial in design.trials.items() if trial.is_control}
    heard: Counter[str] = Counter()
    for order in design.orders:
        names = {name for name, _ in order}
        assert controls <= names
        assert len(order) == len(names) <= 80
        heard.update(names - controls)
    assert set(heard) == set(design.trials) - controls
    for question in Question:
        counts = [heard[name] for name, trial in design.trials.items() if trial.question == question and name in heard]
        assert max(counts) - min(counts) <= 1


def test_what_cannot_be_asked_is_not_and_what_has_no_anchors_is_told() -> None:
    alone = source(2)
    mute = Source(alone.systems, tuple(replace(case, category="same", reference=None) for case in alone.cases))
    design = drawn_design(mute, [], 0, 1, 100)
    assert {trial.question for trial in design.trials.values()} == {
        Question.REALISM, Question.ALIGNMENT, Question.BELONGS,
    }  # fmt: skip
    assert not any(trial.is_control for trial in design.trials.values())
    assert [sentence.split(":")[0] for sentence in design.left_out] == ["realism", "alignment", "belongs"]
    only = Source(alone.systems, tuple(replace(case, scales=frozenset({Scale.TIMBRE})) for case in alone.cases))
    asked = {trial.question for trial in drawn(only).trials.values()}
    assert asked == {Question.TIMBRE, Question.RESEMBLES}


@pytest.mark.parametrize("systems", [("one",), ("one", "two")])
def test_one_system_has_nobody_to_be_compared_with(systems: tuple[str, ...]) -> None:
    asked = {trial.question for trial in drawn(source(4, systems)).trials.values()}
    assert (Question.BELONGS in asked) == (len(systems) > 1)
