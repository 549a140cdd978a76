"""The report of an evaluation: one page that needs nothing beside it, and the same as text and JSON."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import cv2
import numpy as np
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.files.atomic_files import whole_file, write_error
from foleystudio.media.sound.files import write_sound
from foleystudio.training.evaluation.evaluation import Evaluation
from foleystudio.training.evaluation.intervals import CONFIDENCE, RESAMPLES
from foleystudio.training.evaluation.tables import Table, as_text
from foleystudio.training.run.mel_pictures import side_by_side

PAGE_NAME = "report.html"
TEXT_NAME = "report.txt"
VALUES_NAME = "report.json"

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 76rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th, td { padding: .3rem .7rem; text-align: right; border-bottom: 1px solid #ddd; }
th:first-child { text-align: left; }
p { max-width: 56rem; color: #555; }
img { max-width: 100%; }
.sounds { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; margin: .6rem 0 1.6rem; }
.sounds figure { margin: 0; } .sounds figcaption { font-size: 13px; } audio { width: 15rem; height: 2rem; }
@media (prefers-color-scheme: dark) {
  body { background: #1c1c1e; color: #ddd; } p { color: #aaa; } th, td { border-color: #444; }
}
"""
"""Of every report's page."""


@dataclass(frozen=True)
class Heading:
    """What a report says of itself.

    Parameters
    ----------
    data
        What was evaluated on, in words.
    cases, seed
        How many, and what drew them.
    command
        What makes it again.
    """

    data: str
    cases: int
    seed: int
    command: str

    def lines(self, evaluations: Sequence[Evaluation]) -> list[str]:
        """Seeds, intervals and what makes the sounds, in sentences."""
        voices = "; ".join(f"{e.subject.name}: {e.voice.description}" for e in evaluations)
        left_out = [f"Left out: {reason}" for e in evaluations for reason in e.left_out]
        return [
            f"{self.cases} cases of {self.data}, seed {self.seed}.",
            f"In brackets: {CONFIDENCE:.0%} intervals, {RESAMPLES} bootstrap draws of cases, seed {self.seed}.",
            f"Sounds are made of mels by: {voices}.",
            f"Made by: {self.command}",
            *left_out,
        ]


def comparison(evaluations: Sequence[Evaluation]) -> Table:
    """Several models beside each other: the figures that decide, and MCD whole and without each part."""
    found = []
    for evaluation in evaluations:
        ablation = {name: cells[0] for name, cells in evaluation.ablation.table(evaluation.seed).rows}
        found.append(
            (evaluation.subject.name, {**evaluation.summary(), **{f"MCD {k}": v for k, v in ablation.items()}})
        )
    columns = tuple(dict.fromkeys(name for _, cells in found for name in cells))
    rows = tuple((model, tuple(cells.get(column) for column in columns)) for model, cells in found)
    return Table(
        "Models", "The figures that decide, a model a row; parts removed are replaced by zeros.", columns, rows
    )


def write_report(folder: Path, heading: Heading, evaluations: Sequence[Evaluation]) -> str:
    """Write the page, the tables as text and as JSON; answers the text.

    Raises
    ------
    FoleyError
        When the folder cannot be written or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
    overall = comparison(evaluations)
    parts = [(evaluation.subject.name, evaluation.tables()) for evaluation in evaluations]
    lines = heading.lines(evaluations)
    text = "\n".join(
        [*lines, "", as_text([overall, *(_named(table, name) for name, tables in parts for table in tables)])]
    )
    values = {
        "about": lines,
        "models": overall.as_values(),
        "tests": {name: [table.as_values() for table in tables] for name, tables in parts},
    }
    for name, content in (
        (TEXT_NAME, text + "\n"),
        (VALUES_NAME, json.dumps(values, indent=1) + "\n"),
        (PAGE_NAME, _page(lines, overall, evaluations)),
    ):
        with whole_file(folder / name) as temporary:
            temporary.write_text(content, encoding="utf-8")
    return text


def _named(table: Table, model: str) -> Table:
    return Table(f"{table.title} - {model}", table.note, table.columns, table.rows)


def _page(lines: Sequence[str], overall: Table, evaluations: Sequence[Evaluation]) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines) + overall.as_html()
    body += "".join(_section(evaluation) for evaluation in evaluations)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Evaluation</title>'
        f"<style>{STYLE}</style></head><body><h1>Evaluation</h1>{body}</body></html>\n"
    )


def _section(evaluation: Evaluation) -> str:
    parts = [f"<h1>{escape(evaluation.subject.name)}</h1>"]
    parts += [table.as_html() for table in evaluation.tables()]
    parts += ["<h2>Without each encoder: mels</h2>", _picture(evaluation.ablation.pictures)]
    if evaluation.swaps.sounds:
        parts += ["<h2>A swap</h2>", _players(evaluation.swaps.sounds)]
    for heard in evaluation.heard:
        parts += [f"<h2>{escape(heard.name)}</h2>", _picture(heard.mels), _players(heard.sounds)]
    return "".join(parts)


def _picture(mels: Mapping[str, Tensor]) -> str:
    _, encoded = cv2.imencode(".png", side_by_side(mels))
    return f'<img alt="{escape(", ".join(mels))}" src="data:image/png;base64,{_base64(encoded.tobytes())}">'


def _players(sounds: Mapping[str, Sound]) -> str:
    # One gain for all of a case, so that levels can be compared by ear and nothing clips.
    loudest = max((float(np.abs(sound.samples).max(initial=0)) for sound in sounds.values()), default=0.0)
    gain = np.float32(0.9 / max(loudest, 0.9))
    players = "".join(
        f'<figure><figcaption>{escape(name)}</figcaption><audio controls src="data:audio/flac;base64,'
        f'{_base64(_flac(sound, gain))}"></audio></figure>'
        for name, sound in sounds.items()
    )
    return f'<div class="sounds">{players}</div>'


def _flac(sound: Sound, gain: np.float32) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.flac"
        write_sound(path, Sound(sound.samples * gain, sound.rate_hz), "PCM_16")
        return path.read_bytes()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
