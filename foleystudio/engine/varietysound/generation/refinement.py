"""Mel refinement: from a draft to the mel that its performance ought to have, window by window."""

from __future__ import annotations

import math
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

import numpy as np
import torch
from cachetools import LRUCache
from numpy.typing import NDArray

from foleystudio.byte_cache import kept_in
from foleystudio.dsp.spectra.column_frames import ColumnFrames
from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.engine.exemplar.references.reference import Exemplar
from foleystudio.engine.request import SynthesisRequest
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.engine.varietysound.generation.held import band_weights, clearness, held
from foleystudio.engine.varietysound.generation.plan_reader import PlanReader
from foleystudio.engine.varietysound.generation.timbre import heard_mel, told_scale
from foleystudio.engine.varietysound.generation.windows import WINDOW, first_column
from foleystudio.engine.varietysound.model import SoundModel
from foleystudio.engine.varietysound.strands import Strand
from foleystudio.nets.varietysound.background import static_spectrum
from foleystudio.nets.varietysound.model import morph

Floats = NDArray[np.float32]

SEEN_BEYOND = 2 * WINDOW
"""Columns after a take's end beyond which nothing has a say in it: its last windows end well before."""

_KEPT_WINDOWS = 4  # neighbours are joined, so each is asked for more than once

_KEPT_CODES = 4  # of one reference, at different pitches: a knob is turned through many

_codes: weakref.WeakKeyDictionary[Exemplar, LRUCache[tuple[str, float], torch.Tensor]] = weakref.WeakKeyDictionary()
_codes_lock = threading.Lock()


def timbre_code(model: SoundModel, exemplar: Exemplar, semitones: float = 0.0) -> torch.Tensor:
    """Timbre code [1, Ca] of a reference, played higher or lower; kept while the reference is in use."""
    key = model.name, semitones
    with _codes_lock:
        known = _codes_of(exemplar).get(key)
    if known is not None:
        return known
    mel = heard_mel(exemplar, model.mel, semitones)
    computing = model.computing
    with torch.inference_mode(), computing.precision():
        code = model.net.encode_reference(mel[None].to(computing.device)).float()
    with _codes_lock:
        _codes_of(exemplar)[key] = code
    return code


def _codes_of(exemplar: Exemplar) -> LRUCache[tuple[str, float], torch.Tensor]:
    return _codes.setdefault(exemplar, LRUCache(_KEPT_CODES))


@dataclass(frozen=True, eq=False)
class Refined:
    """One window of a performance: the net's mel, and the drafts' mels and spectra.

    Parameters
    ----------
    mel
        ``float32 [F, WINDOW]``: as it ought to be, at the level at which the networks know the reference.
    drafts
        The same of each draft, as it is, brought to that level.
    spectra
        Of each draft, complex [C, WINDOW, bins], at its own level.
    """

    mel: Floats
    drafts: tuple[Floats, ...]
    spectra: tuple[torch.Tensor, ...] = ()


class Refinement:
    """A performance of one timbre, or of one between two, as the net wants it, window by window.

    Parameters
    ----------
    model
        Whose net.
    drafts
        One, or two to be morphed: the strand's.
    strand
        What is performed, and by which references.
    request
        At which pitch and rate.
    background
        Log mel ``float32 [F, M]`` of the ambience that is to be heard behind it; None for none.
    keeps_spectra
        Whether those of the drafts are kept with each window, for who shapes them.
    """

    def __init__(
        self,
        model: SoundModel,
        drafts: Sequence[PlanReader],
        strand: Strand,
        request: SynthesisRequest,
        background: Floats | None = None,
        *,
        keeps_spectra: bool = False,
    ) -> None:
        self._keeps_spectra, self._has_background = keeps_spectra, background is not None
        self._model, self._drafts = model, drafts
        self._shares = (1.0,) if len(drafts) == 1 else (1 - strand.share, strand.share)
        rate_hz, events = request.rate_hz, strand.events
        self._frames = ColumnFrames(model.mel, rate_hz)
        self._weights = band_weights(model.mel)
        self._scales = [told_scale(request, exemplar) for exemplar in strand.exemplars]
        codes = [timbre_code(model, exemplar, request.settings.pitch_semitones) for exemplar in strand.exemplars]
        self._code = codes[0] if len(codes) == 1 else morph(codes[0], codes[1], strand.share)
        silence = np.full((model.mel.n_bands, 1), model.mel.silence, dtype=np.float32)
        self._background = torch.from_numpy(silence if background is None else background)[None].to(
            model.computing.device
        )
        # Events may lie hours after the take's end: the raster goes no farther than its windows.
        grid = model.mel.grid
        last = grid.column_at(max((event.end_s for event in events), default=0.0))
        seen = grid.column_at(drafts[0].plan.n_samples / rate_hz) + SEEN_BEYOND
        self._raster = raster_of(events, min(last, seen) + 2, grid)
        self._windows: LRUCache[int, Refined] = LRUCache(_KEPT_WINDOWS)

    @property
    def level(self) -> float:
        """What brings a sound of the mel to the level of the drafts."""
        return math.exp(-sum(share * math.log(scale) for share, scale in zip(self._shares, self._scales, strict=True)))

    @kept_in(attrgetter("_windows"))
    def window(self, number: int) -> Refined:
        """Window ``number`` of `windows`' grid."""
        first = first_column(number)
        stop = first + WINDOW
        frames = self._frames
        waves = [draft.read(*frames.span(first, stop)) for draft in self._drafts]
        if not self._has_background and not any(wave.any() for wave in waves):
            return self._silent
        spectra = [frames.analyse(wave, first, stop) for wave in waves]
        mels = tuple(frames.log_mel(one, scale) for one, scale in zip(spectra, self._scales, strict=True))
        template = np.sum([np.float32(share) * mel for share, mel in zip(self._shares, mels, strict=True)], axis=0)
        net, computing = self._model.net, self._model.computing
        with torch.inference_mode(), computing.precision():
            # As in training: what lies under the background is not heard.
            heard = torch.from_numpy(template)[None].to(computing.device)
            heard = heard.maximum(static_spectrum(self._background, 0.5)[:, :, None])
            timing = net.encode_events(torch.from_numpy(self._raster_of(first, stop))[None].to(computing.device))
            refined = net.decode(timing, self._code, self._background, heard).float().cpu()
        mel = np.maximum(refined[0].numpy(), self._model.mel.silence)
        mel = held(mel, heard[0].cpu().numpy(), self._weights, self._clear(spectra, first, stop))
        return Refined(mel, mels, tuple(spectra) if self._keeps_spectra else ())

    @cached_property
    def _silent(self) -> Refined:
        """A window in which nothing is performed: nobody asks the net."""
        mel = np.full((self._model.mel.n_bands, WINDOW), self._model.mel.silence, dtype=np.float32)
        spectra = (self._frames.silence(draft.channels, WINDOW) for draft in self._drafts)
        return Refined(mel, (mel,) * len(self._drafts), tuple(spectra) if self._keeps_spectra else ())

    def _clear(self, spectra: Sequence[torch.Tensor], first: int, stop: int) -> NDArray[np.float64]:
        """How far columns stand out of the references' noise."""
        frames, cell = self._frames, round(0.005 * self._frames.rate_hz)
        start = frames.centre(first) // cell
        noise = np.zeros(frames.centre(stop) // cell - start + 1)
        for draft in self._drafts:
            noise += draft.noise_powers(start, len(noise), cell)
        if not noise.any():
            return np.ones(stop - first)
        at = np.array([frames.centre(column) // cell - start for column in range(first, stop)])
        return clearness(np.sum([frames.powers(one) for one in spectra], axis=0), noise[at])

    def _raster_of(self, first: int, stop: int) -> Floats:
        raster = np.zeros((2, stop - first), dtype=np.float32)
        a, b = max(0, first), min(stop, self._raster.shape[1])
        if a < b:
            raster[:, a - first : b - first] = self._raster[:, a:b]
        return raster


class Mixed:
    """Several refinements heard at once, as one: what a vocoder is to make a sound of.

    Parameters
    ----------
    parts
        At least one.
    mel
        Which mel they speak in.
    """

    def __init__(self, parts: Sequence[Refinement], mel: MelConfig) -> None:
        self._parts, self._silence = parts, np.float32(mel.silence)
        logs = [math.log(part.level) for part in parts]
        self.level = math.exp(sum(logs) / len(logs))
        """What brings a sound of the mel to the level of the drafts."""
        self._logs = [np.float32(log - math.log(self.level)) for log in logs]

    def mel(self, number: int) -> Floats:
        """Window ``number``: ``float32 [F, WINDOW]``; powers add up, but not what is taken for silence."""
        mels = [part.window(number).mel for part in self._parts]
        if len(mels) == 1:
            return mels[0]
        silence = np.exp(2 * self._silence)
        powers = [np.exp(2 * (mel + log)) - silence for mel, log in zip(mels, self._logs, strict=True)]
        return np.asarray(0.5 * np.log(np.sum(np.maximum(powers, 0), axis=0) + silence), dtype=np.float32)
