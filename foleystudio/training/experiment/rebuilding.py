"""What the nets rebuild of a held-out clip: with encoders removed, critics left out, references of other lengths."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel import natural_log
from foleystudio.engine.from_picture.systems import PictureSystem
from foleystudio.engine.models.model_files import read_net
from foleystudio.engine.varietysound.generation.timbre import mel_of
from foleystudio.nets.config import VarietySoundConfig
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.training.data.window_files import MELS, Rows
from foleystudio.training.evaluation.mel_measures import mfcc_cosine
from foleystudio.training.evaluation.trials.length import LENGTHS, cut
from foleystudio.training.experiment.clips import MEL, Case, held_out_cases, window_rows
from foleystudio.training.experiment.generation import system_of
from foleystudio.training.experiment.pairs import draw_pairs
from foleystudio.training.experiment.settings import ABLATIONS, VARIETYSOUND, Experiment, write_values
from foleystudio.training.run.mel_pictures import write_side_by_side
from foleystudio.training.run.trainer import NET_FOLDER
from foleystudio.training.setup.build_tasks import Making, paper_task, reconstruction_losses
from foleystudio.training.tasks.mel_distances import mel_cepstral_distortion
from foleystudio.training.tasks.reconstruction import PARTS, REMOVALS, ReconstructionTask

REBUILT = "rebuilt"
"""Name of the file of figures."""

PICTURES = 8
"""Cases whose mels are drawn: of as many categories the first."""

_QUIET = 0.1  # quantile over time of the level: the noise floor of a mel
_DB_PER_NEPER = 8.685889638  # 20 / ln 10, from natural logarithms of amplitude

Figures = dict[str, list[float]]
"""One a case, by name."""


def rebuild(experiment: Experiment, report: Callable[[int, int, str], None]) -> int:
    """Measure what is rebuilt of every held-out clip, and draw the mels of some; answers how many.

    Raises
    ------
    FoleyError
        When a net is damaged or a file cannot be written.
    """
    cases = held_out_cases(experiment)
    trained = experiment.trained_systems()
    names = [name for name in (VARIETYSOUND, *ABLATIONS) if name in trained]
    figures: Figures = {}
    for place, name in enumerate(names):
        net, task = _net(experiment, name), _task(experiment)
        for number, case in enumerate(cases):
            _add_case(figures, name, task, net, _batch(experiment, case))
            report(place * len(cases) + number + 1, len(names) * len(cases), f"{name}: {case.name}")
    found = {"cases": [case.name for case in cases], "figures": figures, "lengths": _lengths(experiment)}
    write_values(experiment.scores(REBUILT), found)
    firsts = {case.category: case for case in reversed(cases)}
    _draw(experiment, [case for case in cases if firsts[case.category] is case][:PICTURES])
    return len(cases)


def _net(experiment: Experiment, name: str) -> VarietySound:
    return read_net(experiment.run(name) / NET_FOLDER, VarietySoundConfig, VarietySound).requires_grad_(False)


def _task(experiment: Experiment) -> ReconstructionTask:
    settings = experiment.settings
    losses = reconstruction_losses("picture", mel_critic=False, alignment_critic=False)
    return paper_task(
        settings.preset, losses, str(experiment.windows), Making(0), torch.device("cpu"), 1, settings.seed
    )


def _batch(experiment: Experiment, case: Case) -> Rows:
    return {name: row[None] for name, row in window_rows(experiment, case).items()}


def _add_case(figures: Figures, name: str, task: ReconstructionTask, net: VarietySound, batch: Rows) -> None:
    """MCD of one case, whole; for the whole net also without each part, and the noise floor with a background."""
    mel, target = MELS[MEL], batch["mel"]

    def note(what: str, value: float) -> None:
        figures.setdefault(what, []).append(value)

    whole = task.rebuild(net, batch)
    note(f"{name} whole", float(mel_cepstral_distortion(target, whole, mel)))
    if name != VARIETYSOUND:
        return
    note("silence", float(mel_cepstral_distortion(target, torch.full_like(target, mel.silence), mel)))
    for part in PARTS:
        for how in REMOVALS[:2]:  # "other" needs a batch of several clips
            rebuilt = task.rebuild(net, batch, (part, how))
            note(f"without {part}, {how}", float(mel_cepstral_distortion(target, rebuilt, mel)))
    note("floor, silent background", _noise_floor_db(task.rebuild(net, batch, ("background", "zeros"))[0]))
    note("floor, own background", _noise_floor_db(whole[0]))
    note("floor, recorded", _noise_floor_db(target[0]))


def _noise_floor_db(mel: Tensor) -> float:
    """Level of the quiet tenth of the columns, in decibels."""
    levels = natural_log(mel[None], MELS[MEL])[0]
    power = torch.logsumexp(2 * levels, dim=0) / 2
    return float(torch.quantile(power, _QUIET)) * _DB_PER_NEPER


def _lengths(experiment: Experiment) -> dict[str, Figures]:
    """MFCC cosine of swapped pairs' mels to the whole reference, from half of it, all of it, and all of it twice."""
    found: dict[str, Figures] = {}
    pairs = [pair for pair in draw_pairs(held_out_cases(experiment), experiment.settings) if pair.pairing == "swapped"]
    mel = MELS[MEL]
    for name in (system for system in (VARIETYSOUND, "cascade") if system in experiment.trained_systems()):
        system = system_of(experiment, name)
        figures: Figures = {length: [] for length in LENGTHS}
        for pair in pairs:
            features = window_rows(experiment, pair.video)["features"]
            wave = pair.reference.own.mono()
            whole = mel_of(wave, mel, max(1, round(len(wave) / mel.hop)))
            for length, part in zip(LENGTHS, cut(wave), strict=True):
                heard = mel_of(part, mel, max(1, round(len(part) / mel.hop)))
                made = system.generate(features, heard, seed=experiment.settings.seed)
                figures[length].append(mfcc_cosine(whole, made, mel))
        found[name] = figures
    return found


def _draw(experiment: Experiment, cases: list[Case]) -> None:
    """Mels of some clips: recorded, from every system with their own sound as the reference, and without each part."""
    systems: dict[str, PictureSystem] = {
        name: system_of(experiment, name) for name in experiment.trained_systems() if name not in ABLATIONS
    }
    for case in cases:
        rows = window_rows(experiment, case)
        shown = {"recorded": rows["mel"]}
        for name, system in systems.items():
            shown[name] = system.generate(rows["features"], rows["mel"], seed=experiment.settings.seed)
        write_side_by_side(experiment.folder / "pictures" / f"{case.name}.png", shown)
        if VARIETYSOUND in systems:
            task, net = _task(experiment), _net(experiment, VARIETYSOUND)
            batch = _batch(experiment, case)
            parts = {"rebuilt": task.rebuild(net, batch)[0]}
            parts |= {f"without {part}": task.rebuild(net, batch, (part, "zeros"))[0] for part in PARTS}
            write_side_by_side(experiment.folder / "pictures" / f"{case.name}-parts.png", parts)
