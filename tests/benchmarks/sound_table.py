"""The sound, measured: one table of what the three renderers do, beside the reference and beside a plain sampler.

    python -m tests.benchmarks.sound_table --clips DIR --oneshots DIR [--rows tails,rise,...] [--renderers exemplar,...]
        [--quick] [--before PATH] [--beside PATH] [--keep FILE] [--sheets FOLDER] [--timbre-net FILE] [--write]

PATH is another checkout of the program, or a file of figures that ``--keep`` wrote; its figures stand in brackets.
Speed is told beside a checkout alone: PATH, or that of ``--beside``.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from foleystudio.project.settings import Renderer
from tests.benchmarks.sound import gestures, kept, loudness, noise, rise, speed, tails, textures, velocity
from tests.benchmarks.sound.door import ALL_RENDERERS, Bench
from tests.benchmarks.sound.figures import Figure, failing_text, load, save, table_text
from tests.benchmarks.sound.sheets import write_sheets

ROWS: dict[str, Callable[[Bench], list[Figure]]] = {
    tails.ROW: tails.measure,
    rise.ROW: rise.measure,
    gestures.ROW: gestures.measure,
    velocity.ROW: velocity.measure,
    textures.ROW: textures.measure,
    kept.ROW: kept.measure,
    loudness.ROW: loudness.measure,
    noise.ROW: noise.measure,
    speed.ROW: speed.measure,
}


def measured(bench: Bench, rows: list[str]) -> list[Figure]:
    """The figures of some rows."""
    figures: list[Figure] = []
    for row in rows:
        started = time.perf_counter()
        figures += ROWS[row](bench)
        print(f"{row}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return figures


_BEGIN, _END = "<!-- sound table: begin -->", "<!-- sound table: end -->"
_INTRODUCTION = """## The sound, beside its references and a plain sampler

`python -m tests.benchmarks.sound_table --clips DIR --oneshots DIR --before CHECKOUT --write`: single one-shots and
guide-timed clips through all three renderers at the default settings, beside the recording itself and beside the
plain sampler of the listening test, which pastes the whole recording at each event. Bold falls short of what is asked
(in brackets there: of networks alone); figures in brackets are those of the program before. `tests/benchmarks/sound/`
says how each is measured.
"""


# Only the program is the old one: what measures it is this.
_WITH_OLD = """import sys, tests.benchmarks
sys.path.insert(0, sys.argv.pop(1))
from tests.benchmarks.sound.older import know_by_todays_names
know_by_todays_names()
from tests.benchmarks.sound_table import main
sys.exit(main(sys.argv[1:]))
"""


def figures_before(before: Path, arguments: list[str]) -> list[Figure]:
    """The figures of an earlier program: kept in a file, or measured now with another checkout's renderers."""
    if before.is_file():
        return load(before)
    if not (before / "foleystudio").is_dir():
        raise SystemExit(f"{before} is neither a checkout of the program nor a file of figures")
    if not arguments:
        return []
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "before.json"
        command = [sys.executable, "-c", _WITH_OLD, str(before.resolve()), *arguments, "--keep", str(kept)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
        return load(kept)


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--oneshots", type=Path, required=True)
    parser.add_argument("--rows", default=",".join(ROWS))
    parser.add_argument("--renderers", default=",".join(ALL_RENDERERS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--before", type=Path)
    parser.add_argument("--beside", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--timbre-net", type=Path)
    parser.add_argument("--sheets", type=Path)
    parser.add_argument("--write", action="store_true")
    wanted = parser.parse_args(arguments)
    if unknown := [row for row in wanted.rows.split(",") if row not in ROWS]:
        parser.error(f"there is no row {' or '.join(unknown)}, but {', '.join(ROWS)}")
    renderers = tuple(Renderer(name) for name in wanted.renderers.split(","))
    checkout = wanted.beside or (wanted.before if wanted.before is not None and wanted.before.is_dir() else None)
    bench = Bench(wanted.clips, wanted.oneshots, renderers, wanted.quick, checkout, wanted.timbre_net)
    if wanted.sheets is not None:
        print("\n".join(str(path) for path in write_sheets(bench, wanted.sheets)))
        return 0
    figures = measured(bench, wanted.rows.split(","))
    if wanted.keep is not None:
        save(figures, wanted.keep)
    before = figures_before(wanted.before, _same_measure(wanted)) if wanted.before is not None else []
    print(table_text(figures, before))
    print()
    print(failing_text(figures))
    if wanted.write:
        write_section(Path(__file__).with_name("RESULTS.md"), table_text(figures, before), failing_text(figures, 6))
    return 0


def write_section(path: Path, table: str, failing: str) -> None:
    """Put the table into the file of results under its own heading; the rest of the file stays."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    after = rest.partition(_END)[2] if rest else "\n"
    section = f"{_BEGIN}\n{_INTRODUCTION}\n{table}\n\nWhat falls short, by case (the worst six):\n\n{failing}\n{_END}"
    path.write_text(f"{before.rstrip()}\n\n{section}{after}", encoding="utf-8")


def _same_measure(wanted: argparse.Namespace) -> list[str]:
    places = ["--clips", str(wanted.clips.resolve()), "--oneshots", str(wanted.oneshots.resolve())]
    rows = ",".join(row for row in wanted.rows.split(",") if row != speed.ROW)  # it times both programs itself
    if wanted.timbre_net is not None:
        places += ["--timbre-net", str(wanted.timbre_net.resolve())]
    if not rows:
        return []
    return [*places, "--rows", rows, "--renderers", wanted.renderers, *(["--quick"] if wanted.quick else [])]


if __name__ == "__main__":
    sys.exit(main())
