from __future__ import annotations

import zipfile
from pathlib import Path

from foleystudio import __version__
from tests.cli.conftest import Foley


def test_it_prints_and_bundles_the_same(foley: Foley, tmp_path: Path) -> None:
    file = tmp_path / "report.zip"
    outcome = foley("doctor", "--bundle", file)
    assert outcome.code == 0
    assert outcome.out.startswith(f"studio\n  foleystudio {__version__}, from source\n")
    assert str(Path.home()) not in outcome.out.replace(str(Path(__file__).parents[3]), "")
    with zipfile.ZipFile(file) as bundle:
        assert bundle.read("report.txt").decode().strip() == outcome.out.strip()
    assert "look through it" in outcome.err


def test_it_answers_json(foley: Foley) -> None:
    told = foley("doctor", "--json").json()
    assert told["last crash"]


def test_a_bundle_that_cannot_be_written_is_one_sentence(foley: Foley, tmp_path: Path) -> None:
    assert foley("doctor", "--bundle", tmp_path / "nowhere" / "a.zip").refused("its folder does not exist")
