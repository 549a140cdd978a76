"""A small model with random weights that changes what it is given, in the place of the one that ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.models import installed as renderers
from foleystudio.engine.models.model_files import write_net
from foleystudio.engine.varietysound.generation import vocoding


@pytest.fixture(scope="session")
def random_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models: ``varietysound`` and ``vocoder``, tiny and untrained."""
    import torch

    from foleystudio.nets.config import PRESETS, VOCODER_PRESETS
    from foleystudio.nets.varietysound.model import VarietySound
    from foleystudio.nets.vocoder.model import Vocoder

    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    net = VarietySound(PRESETS["tiny"])
    torch.nn.init.normal_(net.mel_decoder.to_mel.weight, std=0.05)
    write_net(folder / "varietysound", net, PRESETS["tiny"])
    write_net(folder / "vocoder", Vocoder(VOCODER_PRESETS["tiny"]), VOCODER_PRESETS["tiny"])
    return folder


@pytest.fixture
def installed(random_models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The random models, installed."""
    for room in (renderers, vocoding):
        monkeypatch.setattr(room, "models_dir", lambda: random_models)
    return random_models
