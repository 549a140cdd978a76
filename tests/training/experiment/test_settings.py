from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.experiment.settings import STATE_NAME, SYSTEMS, TRAININGS, Experiment, Settings

TINY = Settings("scenes", "tiny")


def test_what_is_done_is_known_when_it_goes_on(tmp_path: Path) -> None:
    Experiment(tmp_path, TINY).finish("owens", steps=3, seconds=1.5)
    again = Experiment(tmp_path, TINY)
    assert again.state.done == {"owens": {"steps": 3, "seconds": 1.5}}
    assert again.trained_systems() == ("owens",)


def test_processes_beside_each_other_keep_what_the_other_has_done(tmp_path: Path) -> None:
    one, other = Experiment(tmp_path, TINY), Experiment(tmp_path, TINY)
    one.plan_steps("regnet", 7)
    other.finish("speechsplit", steps=3)
    one.finish("regnet", steps=7)
    both = Experiment(tmp_path, TINY)
    assert set(both.state.done) == {"regnet", "speechsplit"}
    assert both.state.steps == {"regnet": 7}
    assert "cascade" in both.trained_systems()


def test_every_system_is_made_of_trainings() -> None:
    assert {need for needs in SYSTEMS.values() for need in needs} == set(TRAININGS)


def test_a_damaged_state_is_named(tmp_path: Path) -> None:
    (tmp_path / STATE_NAME).write_text('{"settings": 3}', "utf-8")
    with pytest.raises(FoleyError, match=STATE_NAME):
        Experiment(tmp_path, TINY)
