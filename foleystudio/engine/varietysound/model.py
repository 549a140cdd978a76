"""A trained model of the varietysound renderer: its net, and the mel it speaks in."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import torch

from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.engine.models.device import Computing, select_device
from foleystudio.engine.models.installed import DEFAULT_MODEL, find_model
from foleystudio.engine.models.model_files import ReloadingCache, read_net
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_folder
from foleystudio.nets.config import MELS_BY_BANDS, VarietySoundConfig
from foleystudio.nets.varietysound.model import VarietySound

_readings = count()


@dataclass(frozen=True, eq=False)
class SoundModel:
    """A loaded network, its mel and the device it runs on.

    Parameters
    ----------
    name
        Its folder's path and which reading of it this is: no two models share one.
    net
        In evaluation mode.
    mel
        What its input and output mean.
    computing
        Where it runs.
    """

    name: str
    net: VarietySound
    mel: MelConfig
    computing: Computing


def load_model(name: str | None = None) -> SoundModel:
    """An installed model, read when first asked for and when its files have changed since.

    Parameters
    ----------
    name
        Its folder's name, or its path; None takes the one that ships.

    Raises
    ------
    FoleyError
        When it is not there, or is damaged, or draws no draft.
    """
    return _kept.of(find_model(name or DEFAULT_MODEL))


def read_model(folder: Path) -> SoundModel:
    """A model from any folder.

    Raises
    ------
    FoleyError
        As `load_model`.
    """
    if not is_folder(folder):
        raise FoleyError(
            "there is no such model", file=folder, remedy="choose one that is installed, or the exemplar renderer"
        )
    net = read_net(folder, VarietySoundConfig, VarietySound)
    if net.config.decoder.template != "draft" or net.config.bands not in MELS_BY_BANDS:
        raise FoleyError(
            "its net refines no drafts, which this renderer is made for",
            file=folder,
            remedy="train with the preset studio or small",
        )
    mel = MELS_BY_BANDS[net.config.bands]
    _check_performs(net, mel, folder)
    net, computing = select_device(net.requires_grad_(False), lambda net, device: _ask(net, mel, device))
    return SoundModel(f"{folder} {next(_readings)}", net, mel, computing)


_kept = ReloadingCache(read_model)


def _check_performs(net: VarietySound, mel: MelConfig, folder: Path) -> None:
    """Refuse a net that answers silence with what is no sound, or with nothing."""
    try:
        with torch.inference_mode():
            answer = _ask(net, mel, torch.device("cpu"))
    except (RuntimeError, ValueError) as error:
        raise FoleyError("its net cannot be asked", file=folder, remedy="copy the model's folder anew") from error
    if not math.isfinite(answer):
        raise FoleyError("its net answers with what is no number", file=folder, remedy="choose another model")


def _ask(net: VarietySound, mel: MelConfig, device: torch.device) -> float:
    raster, heard = torch.zeros(1, 2, 64, device=device), torch.full((1, mel.n_bands, 64), mel.silence, device=device)
    return float(net.decode(net.encode_events(raster), net.encode_reference(heard), heard, heard).sum())
