"""The net under test, asked as a renderer would ask it; with parts of it replaced where a test wants that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.models.installed import folder_of_net
from foleystudio.engine.models.model_files import read_net
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import Renderer, SynthesisRequest
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.engine.varietysound.generation.timbre import mel_of, timbre_of, told_scale
from foleystudio.errors import FoleyError
from foleystudio.nets.config import MELS_BY_BANDS, VarietySoundConfig
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.project.events import EventTrack
from foleystudio.training.evaluation.cases import COLUMNS, DURATION_S, Case
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono
from foleystudio.training.tasks.transfer import on_background, template_of

NetPart = Literal["temporal", "timbre", "background", "template"]
Removal = Literal["zeros", "noise"]


@dataclass(frozen=True, eq=False)
class Inputs:
    """What a net is given of one reference on one event track.

    Parameters
    ----------
    rows
        ``raster`` [1, 2, M], ``reference`` [1, F, Mr], ``background`` [1, F, Mb]; for nets that refine one,
        ``hit``, ``texture`` and ``draft`` [1, F, M].
    gain
        What the reference's samples were multiplied by; the target's mel is taken at the same gain.
    """

    rows: dict[str, Tensor]
    gain: float


class Subject:
    """A saved net, its mel, and the ways to ask it.

    Parameters
    ----------
    name
        What it is called in tables.
    net
        In evaluation mode.
    """

    def __init__(self, name: str, net: VarietySound) -> None:
        self.name, self.net = name, net.eval().requires_grad_(False)
        self.mel: MelConfig = MELS_BY_BANDS[net.config.bands]

    @property
    def parts(self) -> tuple[NetPart, ...]:
        """What can be taken away."""
        return ("temporal", "timbre", "background", *(("template",) if self._has_template else ()))

    @property
    def _has_template(self) -> bool:
        return self.net.config.decoder.template != "none"

    def inputs(self, reference: Mono, events: EventTrack, background: Mono) -> Inputs:
        """A reference and a background, float32 [N] at the scenes' rate, and when to sound."""
        raster = torch.from_numpy(raster_of(events, COLUMNS, self.mel.grid))[None]
        if not self._has_template:
            heard = mel_of(self._at_rate(reference), self.mel, max(1, round(len(reference) / 512)))
            behind = mel_of(self._at_rate(background), self.mel, COLUMNS)
            return Inputs({"raster": raster, "reference": heard[None], "background": behind[None]}, 1.0)
        sound = Sound(np.ascontiguousarray(reference[:, None]), SCENE_RATE_HZ)
        timbre = timbre_of(sound, self.mel)
        request = SynthesisRequest(DURATION_S, events, (sound,), renderer=Renderer.EXEMPLAR, rate_hz=SCENE_RATE_HZ)
        scale = told_scale(request, prepare(sound, SCENE_RATE_HZ))
        draft = synthesise(request).sound.mono() * np.float32(scale)
        rows = {
            "raster": raster,
            "reference": timbre.mel[None],
            "background": mel_of(background * np.float32(timbre.gain), self.mel, COLUMNS)[None],
            "hit": timbre.hit[None],
            "texture": timbre.texture[None],
            "draft": mel_of(draft, self.mel, COLUMNS)[None],
        }
        return Inputs(rows, timbre.gain)

    def of_case(self, case: Case) -> Inputs:
        """A case's own reference on its own events."""
        return self.inputs(case.scene.sibling, case.scene.events, case.scene.background)

    def mel_of_wave(self, wave: Mono, gain: float = 1.0) -> Tensor:
        """What a wave at the scenes' rate would have to be as an answer: [F, M]."""
        return mel_of(self._at_rate(wave) * np.float32(gain), self.mel, COLUMNS)

    def answer(self, inputs: Inputs, removed: Sequence[NetPart] = (), how: Removal = "zeros", seed: int = 0) -> Tensor:
        """The net's mel [F, M], with parts replaced by nothing or by noise of the same mean and spread."""
        rows, net = inputs.rows, self.net
        generator = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            codes = {"temporal": net.encode_events(rows["raster"]), "timbre": net.encode_reference(rows["reference"])}
            codes["background"] = net.encode_background(rows["background"], codes["temporal"].shape[1])
            template = self.template(inputs)
            if template is not None and "template" in removed:
                noise = torch.randn(template.shape, generator=generator) * template.std() + template.mean()
                template = noise if how == "noise" else torch.full_like(template, self.mel.silence)
            for part in removed:
                if part in codes:
                    codes[part] = _nothing_of(codes[part], how, generator)
            out = net.decode_codes(codes["temporal"], codes["timbre"], codes["background"], template)
        heard: Tensor = out[0].float().clamp(min=self.mel.silence)
        return heard

    def template(self, inputs: Inputs) -> Tensor | None:
        """What the net refines [1, F, M]; None for nets that draw the mel from nothing."""
        kind = self.net.config.decoder.template
        if kind == "none":
            return None
        return on_background(inputs.rows["draft"], inputs.rows) if kind == "draft" else self.placed(inputs)

    def placed(self, inputs: Inputs) -> Tensor:
        """The bare template [1, F, M]: the reference's loudest hit at every event."""
        return template_of(inputs.rows, self.mel)

    def _at_rate(self, wave: Mono) -> Mono:
        return wave if self.mel.rate_hz == SCENE_RATE_HZ else resample(wave, SCENE_RATE_HZ, self.mel.rate_hz)


def read_subject(folder: Path) -> Subject:
    """A net from a model's folder, or from a training run's.

    Raises
    ------
    FoleyError
        When there is none, or it is damaged or no sound net.
    """
    net = read_net(folder_of_net(folder), VarietySoundConfig, VarietySound)
    if net.config.bands not in MELS_BY_BANDS:
        raise FoleyError(f"its net has {net.config.bands} bands, which no mel here has", file=folder)
    return Subject(folder.name, net)


def _nothing_of(code: Tensor, how: Removal, generator: torch.Generator) -> Tensor:
    if how == "zeros":
        return torch.zeros_like(code)
    return code.mean() + torch.randn(code.shape, generator=generator) * code.std()
