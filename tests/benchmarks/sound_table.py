"""The sound, measured: one table of what the three renderers do, beside the reference and beside a plain sampler.

    python -m tests.benchmarks.sound_table --clips DIR --oneshots DIR [--rows tails,rise,...] [--renderers exemplar,...]
        [--quick] [--before PATH] [--keep FILE] [--sheets FOLDER] [--write]

PATH is another checkout of the program, or a file of figures that ``--keep`` wrote; its figures stand in brackets.
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
from tests.benchmarks.sound import gestures, tails, velocity
from tests.benchmarks.sound.door import ALL_RENDERERS, Bench
from tests.benchmarks.sound.figures import Figure, failing_text, load, save, table_text

ROWS: dict[str, Callable[[Bench], list[Figure]]] = {
    tails.ROW: tails.measure,
    gestures.ROW: gestures.measure,
    velocity.ROW: velocity.measure,
}


def measured(bench: Bench, rows: list[str]) -> list[Figure]:
    """The figures of some rows."""
    figures: list[Figure] = []
    for row in rows:
        started = time.perf_counter()
        figures += ROWS[row](bench)
        print(f"{row}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return figures


# Only the program is the old one: what measures it is this.
_WITH_OLD = """import sys, tests.benchmarks
sys.path.insert(0, sys.argv.pop(1))
from tests.benchmarks.sound_table import main
sys.exit(main(sys.argv[1:]))
"""


def figures_before(before: Path, arguments: list[str]) -> list[Figure]:
    """The figures of an earlier program: kept in a file, or measured now with another checkout's renderers."""
    if before.is_file():
        return load(before)
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
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args(arguments)
    renderers = tuple(Renderer(name) for name in wanted.renderers.split(","))
    bench = Bench(wanted.clips, wanted.oneshots, renderers, wanted.quick)
    figures = measured(bench, wanted.rows.split(","))
    if wanted.keep is not None:
        save(figures, wanted.keep)
    before = figures_before(wanted.before, _same_measure(wanted)) if wanted.before is not None else []
    print(table_text(figures, before))
    print()
    print(failing_text(figures))
    return 0


def _same_measure(wanted: argparse.Namespace) -> list[str]:
    places = ["--clips", str(wanted.clips.resolve()), "--oneshots", str(wanted.oneshots.resolve())]
    return [*places, "--rows", wanted.rows, "--renderers", wanted.renderers, *(["--quick"] if wanted.quick else [])]


if __name__ == "__main__":
    sys.exit(main())
