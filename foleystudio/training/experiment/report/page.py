"""The page: what was asked, what came of it, curves, mels, and sounds to play; offline, in any browser."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import foleystudio
from foleystudio.files.atomic_files import whole_file
from foleystudio.files.file_names import exists
from foleystudio.training.evaluation.intervals import CONFIDENCE, RESAMPLES
from foleystudio.training.evaluation.report import PAGE_NAME, STYLE
from foleystudio.training.evaluation.tables import Table, as_text
from foleystudio.training.experiment.manifest import MANIFEST_NAME, Manifest, PairSounds, read_manifest
from foleystudio.training.experiment.report.curves import Points, chart
from foleystudio.training.experiment.report.figures import read_figures
from foleystudio.training.experiment.report.tables import all_tables
from foleystudio.training.experiment.settings import TITLES, TRAININGS, Experiment, write_values
from foleystudio.training.run.run_log import read_log

FIGURES_NAME = "figures.json"
HEARD = 2
"""Pairs of a pairing and category whose sounds are on the page; the others are in the folder."""

_STYLE = """
h1 { margin-bottom: .2rem; } h2 { margin-top: 2.4rem; }
nav a { margin-right: 1rem; } details { margin: .4rem 0; } summary { cursor: pointer; }
.scroll { overflow-x: auto; } .scroll td { white-space: nowrap; } .scroll th:first-child { min-width: 13rem; }
.about th { width: 9rem; text-align: left; } .about td { text-align: left; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(24rem, 1fr)); gap: 1rem; }
.chart { margin: 0; } .chart svg { width: 100%; font: 11px system-ui, sans-serif; fill: currentColor; }
.chart .grid { stroke: #8884; } .legend span { margin-right: 1rem; font-size: 13px; }
.legend i { display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; border-radius: .2rem; }
.pair { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: flex-end; margin: .4rem 0 1.2rem; }
.pair figure { margin: 0; } .pair figcaption { font-size: 13px; } .pair video { width: 15rem; border-radius: .3rem; }
"""

_PAIRINGS = {
    "original": "Originals: the reference is the video's own sound",
    "swapped": "Swapped: the reference is another clip of the category",
    "timbre": "Timbre: several references on several videos",
}
_LIBRARIES = ("torch", "numpy", "librosa", "resemblyzer")


def write_report(experiment: Experiment, command: str) -> str:
    """Write the page and the figures of what is done so far; answers the tables as text.

    Parameters
    ----------
    experiment
        In whatever state.
    command
        What makes it again.

    Raises
    ------
    FoleyError
        When a file is damaged or cannot be written.
    """
    tables = all_tables(read_figures(experiment))
    about = _about(experiment, command)
    values: dict[str, Any] = {
        "about": about,
        "tables": [table.as_values() for table in tables],
        "trainings": {name: experiment.state.done[name] for name in TRAININGS if name in experiment.state.done},
    }
    write_values(experiment.folder / FIGURES_NAME, values)
    with whole_file(experiment.folder / PAGE_NAME) as temporary:
        temporary.write_text(_page(experiment, about, tables), encoding="utf-8")
    return as_text(tables)


def _about(experiment: Experiment, command: str) -> dict[str, str]:
    settings = experiment.settings
    done = experiment.state.done
    lengths = [f"{_title(name)}: {done[name]['steps']:.0f} of {done[name]['planned']:.0f} steps" for name in TRAININGS
               if name in done]  # fmt: skip
    data = done.get("data", {})
    return {
        "data": f"{settings.data}, {data.get('clips', 0):.0f} clips, {data.get('held_out', 0):.0f} of them held out",
        "preset": f"{settings.preset}, windows of {settings.sizes.frames} frames, batches of {settings.sizes.batch}",
        "picture features": settings.extractor,
        "seed": str(settings.seed),
        "intervals": f"{CONFIDENCE:.0%}, {RESAMPLES} bootstrap draws of pairs, seed {settings.seed}",
        "trainings": "; ".join(lengths) or "none yet",
        "made by": command,
        "versions": ", ".join(_versions()),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def _title(training: str) -> str:
    return {"regnet": "REGNET", "speechsplit": "SpeechSplit"}.get(training) or TITLES[training]


def _versions() -> list[str]:
    found = [f"foleystudio {foleystudio.__version__}", f"Python {platform.python_version()}"]
    for name in _LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return found


def _page(experiment: Experiment, about: dict[str, str], tables: Sequence[Table]) -> str:
    rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(text)}</td></tr>" for name, text in about.items())
    parts = {
        "Figures": "".join(f'<div class="scroll">{table.as_html()}</div>' for table in tables),
        "Training curves": f'<div class="charts">{_curves(experiment)}</div>',
        "Mels": _mels(experiment.folder),
        "Sounds": _sounds(experiment.folder),
    }
    links = "".join(f'<a href="#{name.split()[0].lower()}">{name}</a>' for name, html in parts.items() if html)
    body = "".join(f'<h1 id="{name.split()[0].lower()}">{name}</h1>{html}' for name, html in parts.items() if html)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Experiment</title>'
        f"<style>{STYLE}{_STYLE}</style></head><body><h1>The experiment of VarietySound</h1>"
        f"<nav>{links}</nav><table class='about'>{rows}</table>{body}</body></html>\n"
    )


def _curves(experiment: Experiment) -> str:
    """What every training lost, and what it measured of the held-out clips."""
    charts = []
    for name in TRAININGS:
        rows = read_log(experiment.run(name))
        learnt = _lines(rows, lambda row: {key: row[key] for key in ("l1", "loss") if key in row})
        held_out = _lines(rows, lambda row: row.get("held_out", {}))
        title = _title(name)
        if learnt:
            key = next(iter(learnt))
            charts.append(chart({key: learnt[key]}, f"{title}: {key} in training, by steps"))
        whole = {key: points for key, points in held_out.items() if "without" not in key}
        for family in ("mcd", "l1"):
            lines = {key: points for key, points in whole.items() if key.startswith(family)}
            charts.append(chart(lines, f"{title}: {family} of held-out clips, by steps"))
    return "".join(charts)


def _lines(rows: Sequence[dict[str, Any]], figures_of: Any) -> dict[str, Points]:
    lines: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        for key, value in figures_of(row).items():
            if isinstance(value, int | float):
                lines.setdefault(key, []).append((float(row.get("step", 0)), float(value)))
    return dict(lines)


def _mels(folder: Path) -> str:
    files = sorted((folder / "pictures").glob("*.png"), key=lambda file: file.stem)
    return "".join(
        f'<h3>{escape(_heading(file.stem))}</h3><img loading="lazy" alt="mels of {escape(file.stem)}" '
        f'src="pictures/{escape(file.name)}">'
        for file in files
    )


def _heading(stem: str) -> str:
    clip = stem.removesuffix("-parts")
    return clip if clip == stem else f"{clip}: VarietySound without each part"


def _sounds(folder: Path) -> str:
    if not exists(folder / MANIFEST_NAME):
        return ""
    manifest = read_manifest(folder)
    return "".join(
        f"<h2>{escape(title)}</h2>{''.join(_pair(pair) for pair in _heard(manifest, pairing))}"
        for pairing, title in _PAIRINGS.items()
    )


def _heard(manifest: Manifest, pairing: str) -> list[PairSounds]:
    counted: dict[str, int] = {}
    chosen = []
    for pair in manifest.cases:
        if pair.pairing == pairing and counted.get(pair.category, 0) < HEARD:
            counted[pair.category] = counted.get(pair.category, 0) + 1
            chosen.append(pair)
    return chosen


def _pair(pair: PairSounds) -> str:
    given = {"recorded": pair.real}
    if pair.reference != pair.real:
        given["reference"] = pair.reference
    sounds = {**given, **{TITLES[name]: place for name, place in pair.sounds.items()}}
    players = "".join(
        f'<figure><figcaption>{escape(name)}</figcaption><audio controls preload="none" src="{escape(place)}"></audio>'
        "</figure>"
        for name, place in sounds.items()
    )
    video = f'<video muted controls preload="none" src="{escape(pair.clip)}"></video>'
    return f'<h3>{escape(pair.name)}</h3><div class="pair"><figure>{video}</figure>{players}</div>'
