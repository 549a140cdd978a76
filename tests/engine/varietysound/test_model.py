"""Which model is loaded: by name or folder, once, and anew when its files have changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.engine.models.model_files import WEIGHTS_NAME, write_net
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest
from foleystudio.engine.varietysound.model import load_model
from foleystudio.errors import FoleyError
from foleystudio.nets.config import PAPER_PRESETS, PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.project.events import Event, EventTrack
from tests.engine.exemplar.sounds import as_sound, knock


def _write(folder: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    net = VarietySound(PRESETS["tiny"])
    torch.nn.init.normal_(net.mel_decoder.to_mel.weight, std=0.05)
    write_net(folder, net, PRESETS["tiny"])
    os.utime(folder / WEIGHTS_NAME, ns=(seed, seed))  # clocks of file systems are coarse
    return folder


def test_a_model_is_read_once_and_anew_when_it_was_trained_on(tmp_path: Path) -> None:
    name = str(_write(tmp_path / "net", 1))
    first = load_model(name)
    assert load_model(name) is first
    _write(tmp_path / "net", 2)
    assert load_model(name) is not first


def test_models_in_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    one, other = (load_model(str(_write(tmp_path / run / "net", seed))) for seed, run in enumerate(("a", "b")))
    assert one.name != other.name


def test_nothing_that_a_models_former_weights_made_is_kept(tmp_path: Path) -> None:
    track = EventTrack(tuple(Event(3.0 * n, 0.8) for n in range(4)))
    asked = SynthesisRequest(12.0, track, (as_sound(knock()),), renderer=Renderer.HYBRID)
    asked = replace(asked, model=str(_write(tmp_path / "net", 1)))
    before = synthesise(asked)
    _write(tmp_path / "net", 2)
    edited = replace(asked, events=track.without([3]))
    again, anew = synthesise(edited, previous=before), synthesise(edited)
    np.testing.assert_array_equal(again.sound.samples, anew.sound.samples)
    assert not np.array_equal(again.sound.samples[:48_000], before.sound.samples[:48_000])


def test_what_is_no_model_for_this_renderer_is_told(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no such model"):
        load_model(str(tmp_path / "nowhere"))
    with pytest.raises(FoleyError, match="no such model"):
        load_model("x" * 300)
    write_net(tmp_path / "paper", VarietySound(PAPER_PRESETS["tiny"]), PAPER_PRESETS["tiny"])
    with pytest.raises(FoleyError, match="refines no drafts"):
        load_model(str(tmp_path / "paper"))
