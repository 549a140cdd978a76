"""Listening tests: raters' answers, keys, and manifests of sounds."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from random import Random

from foleystudio.training.listening_test.answers import read_key
from foleystudio.training.listening_test.sources import read_source
from tests.fuzz.kinds import Doing, Kind, Place, type_in
from tests.fuzz.trees import spoilt
from tests.training.listening_test.made import CASES, answers, made_kit

_RATERS = 3
_SYSTEMS = {"good": "flac", "poor": "wav"}


def prepare(examples: Path) -> None:
    """A kit with its key, what three raters answered, and the manifest of its sounds; all are used once."""
    kit = made_kit(examples, raters=_RATERS)
    (examples / "key.json").write_bytes(kit.key.read_bytes())
    for rater in range(1, _RATERS + 1):
        (examples / f"{rater}.json").write_text(json.dumps(answers(read_key(kit.key), rater)))
    cases = [
        {
            "name": name, "category": name[:4], "clip": f"systems/clips/{name}.mp4", "start_s": 0.1,
            "tests": ["timbre"], "reference": f"systems/references/{name}.flac", "real": f"systems/good/{name}.flac",
            "sounds": {system: f"systems/{system}/{name}.{suffix}" for system, suffix in _SYSTEMS.items()},
        }
        for name in CASES
    ]  # fmt: skip
    value = {"kind": "foleystudio-sounds", "version": 1, "systems": {"good": "Good", "poor": "Poor"}, "cases": cases}
    (examples / "manifest.json").write_text(json.dumps(value))
    read_source(examples / "manifest.json")
    with redirect_stdout(io.StringIO()):
        assert _score(examples, examples / "scores") == 0


def draw(draw: Random, place: Place) -> Doing:
    """One of the files spoilt; the user reads the manifest, or has the answers scored."""
    chosen = draw.choice(("manifest.json", "manifest.json", "key.json", "1.json", "1.json"))
    for name in ("key.json", *(f"{rater}.json" for rater in range(1, _RATERS + 1)), chosen):
        (place.given / name).write_bytes((place.examples / name).read_bytes())
    (place.given / chosen).write_bytes(spoilt(json.loads((place.examples / chosen).read_bytes()), draw))
    if chosen == "manifest.json":
        (place.given / "systems").symlink_to(place.examples / "systems")
        return partial(read_source, place.given / chosen)
    return partial(_score, place.given, place.out / "scores")


def _score(folder: Path, out: Path) -> int:
    files = [folder / f"{rater}.json" for rater in range(1, _RATERS + 1)]
    return type_in("listening-scores", *files, "--key", folder / "key.json", "-o", out)


KIND = Kind("listening", prepare, draw)
