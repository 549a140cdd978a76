from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.experiment.manifest import MANIFEST_NAME, Manifest, PairSounds, read_manifest, write_manifest

PAIR = PairSounds(
    "dog-swapped-03",
    "swapped",
    "dog",
    "videos/dog-1.mp4",
    "sounds/own/dog-1.wav",
    "sounds/own/dog-2.wav",
    {"varietysound": "sounds/dog-swapped-03/varietysound.wav"},
    ("realism",),
)
MANIFEST = Manifest(3, 4.0, {"varietysound": "VarietySound"}, (PAIR,))


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


def test_a_folder_without_sounds_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no sounds of an experiment"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("place", ["../mine.wav", "/etc/passwd", "sounds/../../mine.wav", ""])
def test_no_place_leads_out_of_the_report(place: str, tmp_path: Path) -> None:
    write_manifest(tmp_path, replace(MANIFEST, cases=(replace(PAIR, real=place),)))
    with pytest.raises(FoleyError, match="cannot be read"):
        read_manifest(tmp_path)


def test_one_of_another_version_is_refused(tmp_path: Path) -> None:
    write_manifest(tmp_path, replace(MANIFEST, version=2))
    with pytest.raises(FoleyError, match="another version"):
        read_manifest(tmp_path)
    (tmp_path / MANIFEST_NAME).write_text("{")
    with pytest.raises(FoleyError, match="cannot be read"):
        read_manifest(tmp_path)
