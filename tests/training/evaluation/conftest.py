from pathlib import Path

import pytest
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.models.model_files import write_net
from foleystudio.nets.config import PAPER_PRESETS, PRESETS, VOCODER_PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.training.evaluation.cases import Case, made_cases
from foleystudio.training.evaluation.subject import Subject, read_subject
from foleystudio.training.evaluation.voice import Voice


@pytest.fixture(scope="session")
def cases() -> list[Case]:
    return made_cases(2, 3, None, lambda done, total: None)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    write_net(folder, VarietySound(PRESETS["tiny"]), PRESETS["tiny"])
    return folder


@pytest.fixture(scope="session")
def subject(model_folder: Path) -> Subject:
    return read_subject(model_folder)


@pytest.fixture(scope="session")
def paper_subject() -> Subject:
    torch.manual_seed(0)
    return Subject("paper-tiny", VarietySound(PAPER_PRESETS["tiny"]))


@pytest.fixture(scope="session")
def voice() -> Voice:
    """A vocoder that does not know much, but is quick."""
    torch.manual_seed(0)
    return Voice(STUDIO, Vocoder(VOCODER_PRESETS["tiny"]).eval())
