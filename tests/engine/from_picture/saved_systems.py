"""Tiny untrained systems on disk, as trainings leave them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from foleystudio.engine.models.model_files import write_net
from foleystudio.nets.config import PAPER_PRESETS, PRESETS
from foleystudio.nets.owens.config import OWENS_PRESETS
from foleystudio.nets.owens.model import OwensNet
from foleystudio.nets.regnet.config import REGNET_PRESETS
from foleystudio.nets.regnet.model import Regnet
from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS
from foleystudio.nets.speechsplit.model import SpeechSplit
from foleystudio.nets.varietysound.model import VarietySound

ABOUT = {"extractor": "motion", "mel": "paper"}


def saved_cascade(folder: Path, dim: int = 6) -> Path:
    """A folder of two runs."""
    torch.manual_seed(0)
    regnet = replace(REGNET_PRESETS["tiny"], feature_dim=dim)
    write_net(folder / "regnet" / "net", Regnet(regnet), regnet, ABOUT)
    speechsplit = SPEECHSPLIT_PRESETS["tiny"]
    write_net(folder / "speechsplit" / "net", SpeechSplit(speechsplit), speechsplit, ABOUT)
    return folder


def saved_owens(folder: Path, dim: int = 6) -> Path:
    """A model whose sounds are rings of two colours, and that finds a peak wherever the features have one."""
    torch.manual_seed(0)
    config = replace(OWENS_PRESETS["tiny"], feature_dim=dim)
    net = OwensNet(config)
    ring = torch.linspace(1, 0, 20)
    mel = torch.zeros(80, 120)
    mel[:40, 10:30], mel[40:, 70:90] = ring, ring
    net.learn_sounds([mel[None]])
    write_net(folder, net, config, ABOUT)
    return folder


def saved_varietysound(folder: Path, dim: int = 6) -> Path:
    """A run of the paper's regime, of before its features were noted."""
    torch.manual_seed(0)
    config = replace(PAPER_PRESETS["tiny"], temporal=replace(PAPER_PRESETS["tiny"].temporal, feature_dim=dim))
    write_net(folder / "net", VarietySound(config), config)
    return folder


def saved_drafter(folder: Path) -> Path:
    """A model that refines drafts."""
    write_net(folder, VarietySound(PRESETS["tiny"]), PRESETS["tiny"])
    return folder


def saved_system(name: str, folder: Path, dim: int = 6) -> Path:
    """A system by its name."""
    return {"cascade": saved_cascade, "owens": saved_owens, "varietysound": saved_varietysound}[name](folder, dim)
