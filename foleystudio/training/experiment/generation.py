"""Every system's sound for every pair, with the videos and the recorded sounds beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.from_picture.systems import PictureSystem, load_cascade, load_system
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import write_error
from foleystudio.files.file_names import exists
from foleystudio.media.sound.files import write_sound
from foleystudio.training.data.window_files import MELS
from foleystudio.training.evaluation.voice import Voice, voice_of
from foleystudio.training.experiment.clips import MEL, Case, held_out_cases, window_rows, write_video
from foleystudio.training.experiment.manifest import Manifest, Pairing, PairSounds, write_manifest
from foleystudio.training.experiment.pairs import Pair, draw_pairs
from foleystudio.training.experiment.settings import ABLATIONS, TITLES, VARIETYSOUND, Experiment, is_up_to_date

_LOUDEST = 0.98  # peak: nothing clips
_TESTS: dict[Pairing, tuple[str, ...]] = {
    "original": ("realism", "alignment"),
    "swapped": ("realism", "alignment"),
    "timbre": ("timbre",),
}
"""What the listeners of the paper were asked of each."""


def system_of(experiment: Experiment, name: str) -> PictureSystem:
    """A trained system of the experiment.

    Raises
    ------
    FoleyError
        When its net is damaged.
    """
    if name == "cascade":
        return load_cascade(experiment.run("regnet"), experiment.run("speechsplit"))
    return load_system(VARIETYSOUND if name in ABLATIONS else name, experiment.run(name))


def generate(experiment: Experiment, vocoder: Path | None, report: Callable[[int, int, str], None]) -> Manifest:
    """Write what is missing of the sounds of all trained systems, or older than their nets, and the manifest.

    Parameters
    ----------
    experiment
        Whose nets and held-out clips.
    vocoder
        Folder of a vocoder of the paper's mel; None for Griffin-Lim.
    report
        Gets sounds done, their number, and which.

    Raises
    ------
    FoleyError
        When nothing is trained yet, or a file cannot be read or written.
    """
    systems = experiment.trained_systems()
    if not systems:
        raise FoleyError("no system is trained yet", file=experiment.folder, remedy="run its training stages first")
    cases = held_out_cases(experiment)
    pairs = draw_pairs(cases, experiment.settings)
    manifest = _manifest(experiment, systems, pairs)
    _write_recorded(experiment, cases, manifest.seconds)
    voice = voice_of(MELS[MEL], vocoder)
    total = sum(len(pair.sounds) for pair in manifest.cases)
    done = 0
    for name in systems:
        wanted = [(pair, sounds) for pair, sounds in zip(pairs, manifest.cases, strict=True) if name in sounds.sounds]
        missing = [(pair, experiment.folder / sounds.sounds[name]) for pair, sounds in wanted]
        missing = [(pair, path) for pair, path in missing if not is_up_to_date(path, experiment.nets_of(name))]
        done += len(wanted) - len(missing)
        system = system_of(experiment, name) if missing else None
        for pair, path in missing:
            if system is not None:
                _write_generated(experiment, system, voice, pair, path)
            done += 1
            report(done, total, f"{name}: {pair.name}")
    write_manifest(experiment.folder, manifest)
    return manifest


def _manifest(experiment: Experiment, systems: Sequence[str], pairs: Sequence[Pair]) -> Manifest:
    mel = MELS[MEL]
    seconds = 4 * experiment.settings.sizes.frames * mel.hop / mel.rate_hz
    rows = [
        PairSounds(
            pair.name,
            pair.pairing,
            pair.video.category,
            _video_place(pair.video),
            _own_place(pair.video),
            _own_place(pair.reference),
            # The timbre test compares systems: ablations are judged by the pairs that they share with the whole net.
            {
                name: f"sounds/{pair.name}/{name}.wav"
                for name in systems
                if pair.pairing != "timbre" or name not in ABLATIONS
            },
            _TESTS[pair.pairing],
        )
        for pair in pairs
    ]
    titles = {name: TITLES[name] for name in systems}
    return Manifest(experiment.settings.seed, seconds, titles, tuple(rows))


def _own_place(case: Case) -> str:
    return f"sounds/own/{case.name}.wav"


def _video_place(case: Case) -> str:
    return f"videos/{case.name}.mp4"


def _write_recorded(experiment: Experiment, cases: Sequence[Case], seconds: float) -> None:
    for case in cases:
        video, own = (experiment.folder / place for place in (_video_place(case), _own_place(case)))
        for folder in (video.parent, own.parent):
            _make(folder)
        if not exists(own):
            write_sound(own, within_scale(case.own), "PCM_16")
        if not exists(video):
            write_video(video, case, seconds)


def _write_generated(experiment: Experiment, system: PictureSystem, voice: Voice, pair: Pair, path: Path) -> None:
    features = window_rows(experiment, pair.video)["features"]
    reference = window_rows(experiment, pair.reference)["mel"]
    mel = system.generate(features, reference, seed=experiment.settings.seed)
    _make(path.parent)
    write_sound(path, within_scale(voice.sound(mel)), "PCM_16")


def within_scale(sound: Sound) -> Sound:
    """The same, quieter where it would clip."""
    peak = float(np.abs(sound.samples).max(initial=0.0))
    return sound if peak <= _LOUDEST else Sound(sound.samples * np.float32(_LOUDEST / peak), sound.rate_hz, sound.name)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
