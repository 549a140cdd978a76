"""``foleystudio scenes -o FOLDER``: made scenes as clips, to judge by eye and ear what a net is trained on."""

from __future__ import annotations

import csv
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import cv2
import typer
from rich.console import Console
from rich.progress import track

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file, write_error
from foleystudio.files.file_names import is_file
from foleystudio.terminal_text import say
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene, named_cause
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.clip_files import write_scene_clip
from foleystudio.training.scenes.physics.loading import has_mujoco

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)

INDEX_NAME = "scenes.csv"


@dataclass(frozen=True)
class _Job:
    folder: Path
    seed: int
    seconds: float
    kind: str | None
    simulated: bool | None

    @property
    def clip(self) -> Path:
        return self.folder / f"scene-{self.seed:06d}.mp4"


@app.command()
def scenes(
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the clips; made if need be.")],
    count: Annotated[int, typer.Option(min=1, help="How many scenes.")] = 8,
    seed: Annotated[int, typer.Option(min=0, help="Of the first; the next ones count up.")] = 0,
    seconds: Annotated[float, typer.Option(min=0.5, max=60, help="Length of a scene.")] = 6.0,
    kind: Annotated[str | None, typer.Option(help="Only this act or world: striker, hammer, face ...")] = None,
    oneshots: Annotated[
        Path | None, typer.Option(help="Folder of recordings with a CREDITS.csv, to make objects from.")
    ] = None,
    simulated: Annotated[
        bool | None, typer.Option("--simulated/--drawn", help="Let MuJoCo make all it can, or none.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
) -> None:
    """Write made scenes as clips to watch (MP4), each with its events beside it, and a list of what they show."""
    if kind is not None:
        named_cause(kind)
    recordings = read_recordings(oneshots, held_out=False) if oneshots else []
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(out, error) from error
    console = Console(stderr=True, highlight=False)
    if not has_mujoco():
        console.print("MuJoCo is not installed (pip install 'foleystudio[training]'): all scenes are drawn.")
    jobs = [_Job(out, seed + number, seconds, kind, simulated) for number in range(count)]
    rows: list[list[str]] = []
    try:
        for row in track(_written(jobs, recordings, workers), "making scenes", total=count, console=console):
            rows.append(row)  # noqa: PERF402 - what is written stays listed when the rest is stopped
    except KeyboardInterrupt:
        say(f"stopped; {len(rows)} of {count} scenes are in {out}.")
        raise typer.Exit(130) from None
    finally:
        if rows:
            _write_index(out / INDEX_NAME, rows)
    say(f"{count} scenes are in {out}; {INDEX_NAME} there says what they show.")


def _written(jobs: list[_Job], recordings: list[Recording], workers: int) -> Iterator[list[str]]:
    if workers == 1:
        _start_worker(recordings)
        yield from map(_write_scene, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with context.Pool(min(workers, len(jobs)), _start_worker, (recordings,)) as pool:
        yield from pool.imap(_write_scene, jobs)


_recordings: list[Recording] = []


def _start_worker(recordings: list[Recording]) -> None:
    global _recordings
    _recordings = recordings
    cv2.setNumThreads(1)


def _write_scene(job: _Job) -> list[str]:
    """Write one clip and its events; answers its row of the list."""
    scene = draw_audiovisual_scene(job.seed, job.seconds, _recordings, job.kind, job.simulated)
    write_scene_clip(job.clip, scene)
    rate = f"{float(scene.frames.mean_rate_fps):.3f}"
    return [job.clip.name, str(job.seed), scene.cause, scene.sound.kind, str(len(scene.visible)), rate]


def _write_index(path: Path, rows: list[list[str]]) -> None:
    """The list of clips; those of earlier runs stay in it."""
    known: dict[str, list[str]] = {}
    if is_file(path):
        try:
            with path.open(encoding="utf-8", newline="") as file:
                known = {row[0]: row for row in list(csv.reader(file))[1:] if row}
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise FoleyError("it cannot be read", file=path, remedy="delete it") from error
    known |= {row[0]: row for row in rows}
    with whole_file(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "seed", "seen", "heard", "events", "frames a second"])
        writer.writerows(known[name] for name in sorted(known))
