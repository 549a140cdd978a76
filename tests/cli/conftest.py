"""Run the command line in this process, and sounds for it to work on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.__main__ import main
from foleystudio.engine.models import installed

RATE_HZ = 48_000


@dataclass(frozen=True)
class Outcome:
    """What a run left behind."""

    code: int
    out: str
    err: str

    def json(self) -> dict[str, Any]:
        """The object that was printed last."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    def refused(self, *words: str) -> bool:
        """Whether it ended as bad input should: code 2, one sentence on stderr that has these words, no answer."""
        sentence = self.err.strip()
        one = sentence.startswith("foleystudio: ") and "\n" not in sentence and sentence.endswith(".")
        return self.code == 2 and one and not self.out and all(word in sentence for word in words)


class Foley(Protocol):
    """Runs ``foleystudio ...``."""

    def __call__(self, *arguments: object) -> Outcome: ...


@pytest.fixture(autouse=True)
def no_models(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verbs are tested with the renderer that needs no model, but where a test is marked ``shipped_models``."""
    if request.node.get_closest_marker("shipped_models"):
        return
    empty = tmp_path_factory.mktemp("no-models")
    for home in ("models_dir", "data_dir"):
        monkeypatch.setattr(installed, home, lambda: empty)


@pytest.fixture
def foley(capsys: pytest.CaptureFixture[str]) -> Foley:
    """``foley("inspect", path)`` answers the code and what was printed."""

    def run(*arguments: object) -> Outcome:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return Outcome(code, *capsys.readouterr())

    return run


def hits(times_s: list[float], duration_s: float, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """``float32 [N]``: a decaying noise burst at each time, over silence."""
    out = np.zeros(round(duration_s * rate_hz), np.float32)
    burst = np.random.default_rng(7).standard_normal(rate_hz // 5).astype(np.float32)
    burst *= 0.4 * np.exp(-np.arange(len(burst)) / (0.03 * rate_hz)).astype(np.float32)
    for time_s in times_s:
        at = round(time_s * rate_hz)
        out[at : at + len(burst)] += burst[: len(out) - at]
    return out


@pytest.fixture
def knock(tmp_path: Path) -> Path:
    """A reference: one knock."""
    from foleystudio.dsp.sound import Sound
    from foleystudio.media.sound.files import write_sound

    path = tmp_path / "knock.wav"
    write_sound(path, Sound(hits([0.05], 0.4)[:, None], RATE_HZ))
    return path
