from dataclasses import replace
from pathlib import Path

import pytest
import torch

from foleystudio.dsp.spectra.mel_config import PAPER
from foleystudio.engine.from_picture.owens import Owens
from foleystudio.engine.from_picture.systems import SYSTEMS, PictureSystem, load_cascade, load_system
from foleystudio.engine.models.model_files import write_net
from foleystudio.errors import FoleyError
from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS
from foleystudio.nets.speechsplit.model import SpeechSplit
from tests.engine.from_picture.saved_systems import saved_cascade, saved_drafter, saved_owens, saved_system

FRAMES = 13


def _inputs(frames: int = FRAMES) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(5)
    return torch.randn(frames, 6, generator=generator), torch.rand(80, 31, generator=generator)


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest, tmp_path: Path) -> PictureSystem:
    return load_system(request.param, saved_system(request.param, tmp_path / "saved"))


def test_a_system_says_what_it_is_and_what_it_needs(system: PictureSystem) -> None:
    assert system.name in SYSTEMS
    assert (system.mel, system.feature_dim, system.extractor) == (PAPER, 6, "motion")


@pytest.mark.parametrize("frames", [1, FRAMES])
def test_four_columns_a_frame_within_what_the_mel_can_be(system: PictureSystem, frames: int) -> None:
    features, reference = _inputs(frames)
    for heard in (reference, reference[:, :1]):
        made = system.generate(features, heard)
        assert made.shape == (80, 4 * frames)
        assert made.dtype == torch.float32
        assert 0 <= float(made.min()) <= float(made.max()) <= 1


def test_the_same_seed_makes_the_same(system: PictureSystem) -> None:
    features, reference = _inputs()
    assert torch.equal(system.generate(features, reference, seed=3), system.generate(features, reference, seed=3))


def test_every_part_can_be_taken_away_in_two_ways(system: PictureSystem) -> None:
    features, reference = _inputs()
    whole = system.generate(features, reference)
    for part in system.parts:
        for how in ("zeros", "noise"):
            without = system.generate(features, reference, removed=[part], how=how)
            assert without.shape == whole.shape
            assert not torch.equal(without, whole), (part, how)
            again = system.generate(features, reference, removed=(part,), how=how)
            assert torch.equal(without, again)


def test_the_cascade_takes_two_runs_wherever_they_lie(tmp_path: Path) -> None:
    saved_cascade(tmp_path)
    cascade = load_cascade(tmp_path / "regnet", tmp_path / "speechsplit" / "net")
    features, reference = _inputs()
    assert torch.equal(
        cascade.generate(features, reference), load_system("cascade", tmp_path).generate(features, reference)
    )
    before = cascade.first_mel(features, seed=1)
    assert before.shape == (80, 4 * FRAMES)
    assert not torch.equal(before, cascade.first_mel(features, seed=2))
    other = cascade.generate(features, reference.flip(0))
    assert not torch.equal(other, cascade.generate(features, reference))


def test_owens_ignores_the_reference_unless_it_is_searched(tmp_path: Path) -> None:
    published = load_system("owens", saved_owens(tmp_path))
    features, reference = _inputs(40)
    features *= 5
    assert torch.equal(published.generate(features, reference), published.generate(features, reference.flip(0)))
    assert isinstance(published, Owens)
    searching = published.searching_reference()
    made = searching.generate(features, reference)
    assert not torch.equal(made, published.generate(features, reference))
    columns = {tuple(column.tolist()) for column in reference.T}
    sounding = [tuple(column.tolist()) for column in made.T if column.any()]
    assert any(column in columns for column in sounding)


def test_varietysound_hears_silence_behind_unless_it_is_told_otherwise(tmp_path: Path) -> None:
    system = load_system("varietysound", saved_system("varietysound", tmp_path / "run"))
    features, reference = _inputs()
    silence = torch.zeros(80, 4 * FRAMES)
    alone = system.generate(features, reference)
    assert torch.equal(alone, system.generate(features, reference, background=silence))
    assert not torch.equal(alone, system.generate(features, reference, background=torch.rand(80, 20)))


def test_what_cannot_be_loaded_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no system 'vita'"):
        load_system("vita", tmp_path)
    for name in SYSTEMS:
        with pytest.raises(FoleyError, match="no such model"):
            load_system(name, tmp_path / "nowhere")
    with pytest.raises(FoleyError, match="not a VarietySoundConfig"):
        load_system("varietysound", saved_owens(tmp_path / "owens"))
    with pytest.raises(FoleyError, match="refines what is performed"):
        load_system("varietysound", saved_drafter(tmp_path / "drafter"))
    run = tmp_path / "begun"
    run.mkdir()
    (run / "checkpoint.pt").write_bytes(b"")
    with pytest.raises(FoleyError, match="not been measured yet"):
        load_system("owens", run)


def test_the_cascade_s_halves_must_speak_one_mel(tmp_path: Path) -> None:
    saved_cascade(tmp_path)
    wide = replace(SPEECHSPLIT_PRESETS["tiny"], bands=128)
    write_net(tmp_path / "speechsplit" / "net", SpeechSplit(wide), wide)
    with pytest.raises(FoleyError, match="another mel"):
        load_system("cascade", tmp_path)
