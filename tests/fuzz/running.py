"""Each case in a process of its own: forked from one that is ready, held to its limits, ended when it is over them."""

from __future__ import annotations

import io
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz.judging import findings_of
from tests.fuzz.kinds import Kind, Place

_WAITS_S = 0.002
_ADDRESSES = 4
"""Times its memory that a case may reserve of the address space: decoders' threads reserve much and use little."""


@dataclass(frozen=True)
class Outcome:
    """What became of a case: its seed, how long it took, and the findings, none where it was as it should be."""

    seed: int
    seconds: float
    findings: tuple[str, ...]


def outcomes(kind: Kind, cases: int, seed: int) -> Iterator[Outcome]:
    """Run the cases of seeds ``seed`` to ``seed + cases - 1``, one after another."""
    with tempfile.TemporaryDirectory(prefix="foley-fuzz-") as name:
        examples = Path(name) / "examples"
        examples.mkdir()
        _point_home(Path(name) / "home")
        kind.prepare(examples)
        for number in range(seed, seed + cases):
            yield _outcome(kind, number, Path(name) / "case", examples)


def _outcome(kind: Kind, seed: int, folder: Path, examples: Path) -> Outcome:
    place = Place(folder / "given", folder / "out", folder / "home", folder / "outside", examples)
    for path in (place.given, place.out, place.home, place.outside):
        path.mkdir(parents=True)
    _lay_secrets(place.outside)
    began = time.monotonic()
    case = os.fork()
    if case == 0:
        _be_the_case(kind, seed, place, folder)
    findings = _wait(kind, case, folder)
    seconds = time.monotonic() - began
    shutil.rmtree(folder, onerror=_open_up)
    return Outcome(seed, seconds, tuple(findings))


def _open_up(remove: object, path: str, _error: object) -> None:
    """Remove what a case has made unreadable."""
    os.chmod(os.path.dirname(path), 0o700)
    if os.path.isdir(path) and not os.path.islink(path):
        os.chmod(path, 0o700)
        shutil.rmtree(path, ignore_errors=True)
    else:
        os.unlink(path)


def _point_home(home: Path) -> None:
    os.environ.update(FOLEYSTUDIO_CACHE=str(home / "cache"), FOLEYSTUDIO_DATA=str(home / "data"))


def _lay_secrets(outside: Path) -> None:
    (outside / "secret.txt").write_text("nobody spoke of this file\n", "utf-8")
    for name in ("secret.wav", "secret.mp4"):
        (outside / name).write_bytes(_secret_sound())


def _secret_sound() -> bytes:
    """A WAV of a tenth of a second."""
    whole = io.BytesIO()
    with wave.open(whole, "wb") as file:
        file.setparams((1, 2, 8000, 800, "NONE", ""))
        file.writeframes(bytes(1600))
    return whole.getvalue()


def _be_the_case(kind: Kind, seed: int, place: Place, folder: Path) -> None:
    """The forked process: never returns."""
    code = 1
    try:
        os.setsid()
        said = folder.with_name("said.txt")
        out = os.open(said, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(number, "w"), line_buffering=True) for number in (1, 2))
        _point_home(place.home)
        os.chdir(place.out)
        doing = kind.draw(Random(seed), place)
        _limit(kind)
        findings = findings_of(kind, place, doing, said)
        folder.with_name("findings.json").write_text(json.dumps(findings), "utf-8")
        code = 0
    except BaseException:
        folder.with_name("broken.txt").write_text(traceback.format_exc(), "utf-8")
    finally:
        os._exit(code)


def _limit(kind: Kind) -> None:
    seconds = int(kind.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (kind.disk_bytes, kind.disk_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        most = pages * resource.getpagesize() + _ADDRESSES * kind.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _wait(kind: Kind, case: int, folder: Path) -> list[str]:
    """The findings of a case once it is over; it is ended when it takes too long."""
    told, broken = folder.with_name("findings.json"), folder.with_name("broken.txt")
    status, used = _ended(case, time.monotonic() + 3 * kind.seconds)
    if status is None:
        return ["hang"]
    found = json.loads(told.read_text("utf-8")) if told.exists() else []
    if broken.exists():
        found.append(f"the fuzz command itself: {broken.read_text('utf-8')}")
    elif not told.exists():
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        found.append(f"crash: {signal.Signals(number).name if number else status}")
    for file in (told, broken):
        file.unlink(missing_ok=True)
    if used.ru_utime + used.ru_stime > kind.seconds:
        found.append(f"over limit: {used.ru_utime + used.ru_stime:.1f} s of the processor")
    grown = used.ru_maxrss * 1024 - resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    if grown > kind.memory_bytes:
        found.append(f"over limit: memory, {grown:_} bytes")
    return found


def _ended(case: int, until: float) -> tuple[int | None, resource.struct_rusage]:
    while True:
        ended, status, used = os.wait4(case, os.WNOHANG)
        if ended:
            return status, used
        if time.monotonic() > until:
            os.killpg(case, signal.SIGKILL)
            _, _, used = os.wait4(case, 0)
            return None, used
        time.sleep(_WAITS_S)
