from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.from_picture import performing
from foleystudio.engine.from_picture.performing import load_kept, prepare_pictured
from foleystudio.engine.render.dispatch import stream, synthesise
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.errors import FoleyError
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer
from tests.engine.exemplar.sounds import as_sound, knock
from tests.engine.from_picture.saved_systems import saved_cascade, saved_varietysound

RATE_HZ = 48_000
KNOCK = as_sound(knock())


def _asked(model: Path | str, frames: int = 30, dim: int = 6, **given: object) -> SynthesisRequest:
    picture = np.random.default_rng(0).standard_normal((frames, dim)).astype(np.float32)
    settings = {"duration_s": 1.3, "events": EventTrack(), "references": (KNOCK,), "picture": picture}
    settings |= {"renderer": Renderer("varietysound-picture"), "model": str(model), **given}
    return SynthesisRequest(**settings)  # type: ignore[arg-type]  # what each is, is known by its name


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return saved_varietysound(tmp_path / "run")


@pytest.mark.parametrize("duration_s", [0.02, 1.3])
def test_a_take_is_as_long_as_was_asked_and_repeats_by_seed(model: Path, duration_s: float) -> None:
    one, again = (synthesise(_asked(model, duration_s=duration_s)) for _ in range(2))
    assert one.sound.samples.shape == (round(duration_s * RATE_HZ), 1)
    assert np.array_equal(one.sound.samples, again.sound.samples)
    assert np.isfinite(one.sound.samples).all()
    assert one.model == str(model)


def test_it_is_heard_as_loud_as_the_gain_says(model: Path) -> None:
    loud, soft = (
        synthesise(_asked(model, settings=SynthesisSettings(gain_db=gain))).sound.samples for gain in (-40.0, -46.0)
    )
    assert float(np.abs(loud).max()) > 0
    assert np.allclose(soft, loud * 10 ** (-6 / 20), atol=1e-5)


def test_picture_and_reference_have_a_say(model: Path) -> None:
    whole = synthesise(_asked(model)).sound.samples
    still = synthesise(_asked(model, picture=np.zeros((30, 6), np.float32))).sound.samples
    other = synthesise(_asked(model, references=(as_sound(knock(pitch_hz=1500.0)),))).sound.samples
    assert not np.array_equal(whole, still)
    assert not np.array_equal(whole, other)


def test_long_takes_are_made_in_windows_that_lead_over_and_read_alike_from_anywhere(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(performing, "_FRAMES", 30)
    monkeypatch.setattr(performing, "_FADE", 6)
    monkeypatch.setattr(performing, "_STEP", 24)
    request = _asked(model, frames=80, duration_s=3.5)
    take = prepare_pictured("varietysound", request)
    whole = np.concatenate(list(take.blocks(0, take.n_samples, lambda: False, {})))
    assert whole.shape == (round(3.5 * RATE_HZ), 1)
    part = np.concatenate(list(take.blocks(70_000, 130_000, lambda: False, {})))
    assert np.array_equal(part, whole[70_000:130_000])
    levels = np.sqrt(np.mean(whole[: 3 * RATE_HZ].reshape(-1, 4800) ** 2, axis=1))
    assert levels.min() > 0.1 * levels.max()  # no hole where windows meet


def test_an_edit_is_heard_everywhere(model: Path) -> None:
    request = _asked(model)
    before = synthesise(request)
    take = stream(request, previous=None)
    assert take.n_samples == len(before.sound)
    assert np.array_equal(synthesise(request, previous=before).sound.samples, before.sound.samples)


def test_what_it_lacks_is_one_clear_sentence(model: Path, tmp_path: Path) -> None:
    empty = Sound(np.zeros((0, 1), np.float32), RATE_HZ)
    for lacking, said in (
        ({"picture": None}, "takes its timing from the picture"),
        ({"dim": 7}, "trained on picture features of 6 figures, and these have 7"),
        ({"references": ()}, "no reference sound"),
        ({"references": (empty,)}, "no reference sound"),
        ({"model": str(tmp_path / "nowhere")}, "no such model"),
    ):
        with pytest.raises(FoleyError, match=said):
            synthesise(_asked(**{"model": model, **lacking}))  # type: ignore[arg-type]  # what each is, is known by its name


def test_a_system_is_read_once_and_one_is_kept(model: Path, tmp_path: Path) -> None:
    kept = load_kept("varietysound", model)
    assert load_kept("varietysound", model) is kept
    load_kept("cascade", saved_cascade(tmp_path / "cascade"))
    assert load_kept("varietysound", model) is not kept
