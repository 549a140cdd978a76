"""The folder of a listening test: what goes to raters, and beside it the key that says who made which sound."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import write_error
from foleystudio.files.file_names import exists
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.reader import SoundReader
from foleystudio.project.storage.saved import write_atomically
from foleystudio.timebase import STUDIO_RATE_HZ
from foleystudio.training.listening_test.design import Design, Stimulus, Trial, drawn_design
from foleystudio.training.listening_test.page import PAGE_NAME, page_of
from foleystudio.training.listening_test.sources import VERSION, Source
from foleystudio.training.listening_test.stimuli import LOUDNESS_LUFS, real_sound, write_stimuli

RATERS_FOLDER, KEY_NAME, KEY_KIND = "for-raters", "key.json", "foleystudio-listening-key"

USUAL_RATERS, USUAL_TRIALS = 20, 100
"""Raters that orders are drawn for, and trials that one of them gets at most: some half an hour of short clips."""

_MEDIA, _CHECK = "media", "media/check.flac"
_CHECK_S, _CHECK_FADE_S = 3.0, 0.2
_THINKING_S = 5.0  # that a rater takes over an answer, as the page's estimate has it


@dataclass(frozen=True)
class Kit:
    """What was written.

    Parameters
    ----------
    page, key
        The page that raters open, and the organiser's key.
    design
        The test.
    minutes
        That one rater will need, roughly.
    """

    page: Path
    key: Path
    design: Design
    minutes: int


@dataclass(frozen=True)
class Wishes:
    """How a kit shall be.

    Parameters
    ----------
    seed, raters, most
        Of the orders; see `drawn_design`.
    contact
        What raters are told to do with their answers.
    """

    seed: int = 0
    raters: int = USUAL_RATERS
    most: int = USUAL_TRIALS
    contact: str = "Send the file to whoever invited you."


def write_kit(source: Source, out: Path, wishes: Wishes, tell: Callable[[int, int], None]) -> Kit:
    """Write a kit into a folder that has none.

    Parameters
    ----------
    source
        Systems and cases.
    out
        The folder; made when missing.
    tell
        Told how many cases are done, and of how many.

    Raises
    ------
    FoleyError
        When the folder has a kit already, a file cannot be read, or nothing be written.
    """
    for name in (RATERS_FOLDER, KEY_NAME):
        if exists(out / name):
            raise FoleyError("a kit is there already", file=out / name, remedy="choose another folder, or delete it")
    cases = {case.name: case for case in source.cases}
    real = [case.name for case in source.cases if real_sound(case) is not None]
    design = drawn_design(source, real, wishes.seed, wishes.raters, wishes.most)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".kit-", dir=out) as made:
            media = Path(made, RATERS_FOLDER, _MEDIA)
            media.mkdir(parents=True)
            names: dict[Stimulus, str] = {}
            for number, case in enumerate(source.cases):
                tell(number, len(cases))
                files = {stimulus: name for stimulus, name in design.files.items() if stimulus.case == case.name}
                names |= {each: f"{_MEDIA}/{name}" for each, name in write_stimuli(cases, case, files, media).items()}
            tell(len(cases), len(cases))
            _write_check(media.parent / _CHECK)
            minutes = _minutes(design, names, media.parent)
            key = _key(source, design, wishes)
            about = {
                "kit": key["kit"], "raters": wishes.raters, "minutes": minutes, "contact": wishes.contact,
                "check": _CHECK,
            }  # fmt: skip
            write_atomically(media.parent / PAGE_NAME, page_of(design, names, about).encode("utf-8"))
            write_atomically(out / KEY_NAME, (json.dumps(key, indent=1) + "\n").encode("utf-8"))
            os.replace(media.parent, out / RATERS_FOLDER)
    except OSError as error:
        raise write_error(out, error) from error
    return Kit(out / RATERS_FOLDER / PAGE_NAME, out / KEY_NAME, design, minutes)


def _key(source: Source, design: Design, wishes: Wishes) -> dict[str, Any]:
    """Who made what. Kits that differ in anything have other names."""
    body = {
        "seed": wishes.seed,
        "raters": wishes.raters,
        "systems": dict(source.systems),
        "trials": {name: _told(trial, design.files) for name, trial in design.trials.items()},
        "orders": design.orders,
    }
    name = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:10]
    return {"kind": KEY_KIND, "version": VERSION, "kit": name, **body}


def _told(trial: Trial, files: Mapping[Stimulus, str]) -> dict[str, Any]:
    return {
        "question": str(trial.question),
        "case": trial.case,
        "category": trial.category,
        "control": trial.is_control,
        "items": [
            {"file": files[item], "system": item.system, "role": "" if item.system else item.what}
            for item in trial.items
        ],
    }


def _minutes(design: Design, names: Mapping[Stimulus, str], folder: Path) -> int:
    lasts = {stimulus: _length_s(folder / name) for stimulus, name in names.items()}

    def takes_s(heard: Iterable[Stimulus | None]) -> float:
        return _THINKING_S + sum(lasts[each] for each in heard if each is not None)

    each = {name: takes_s((*trial.items, trial.reference)) for name, trial in design.trials.items()}
    longest = max(sum(each[name] for name, _ in order) for order in design.orders)
    return max(1, ceil(longest / 60))


def _length_s(path: Path) -> float:
    with SoundReader(path) as reader:
        return len(reader) / reader.rate_hz


def _write_check(path: Path) -> None:
    """A noise as loud as what follows, to set the volume by: pink, so that it is neither dull nor sharp."""
    count = round(_CHECK_S * STUDIO_RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(0).standard_normal(count))
    spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
    wave = np.fft.irfft(spectrum, count)
    ramp = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / (_CHECK_FADE_S * STUDIO_RATE_HZ))
    pink = (wave * ramp / np.abs(wave).max())[:, None].astype(np.float32)
    gain_db = measure_loudness(Sound(pink, STUDIO_RATE_HZ)).gain_to(LOUDNESS_LUFS, 0.0)
    write_sound(path, Sound(pink * np.float32(db_to_amplitude(gain_db)), STUDIO_RATE_HZ), "PCM_16")


def with_anchors(design: Design) -> int:
    """How many trials tell whether a rater listens."""
    return sum(trial.is_control for trial in design.trials.values())
