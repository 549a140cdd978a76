import pytest

from foleystudio.__main__ import TRAINING_VERBS
from foleystudio.training.app import main


@pytest.mark.parametrize("verb", sorted(TRAINING_VERBS))
def test_every_verb_has_its_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert "--help" in capsys.readouterr().out
