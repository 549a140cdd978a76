"""What ``foleystudio doctor`` prints: the machine, the libraries, devices, folders, and what went wrong last."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from foleystudio import __version__, paths, system_libraries
from foleystudio.diagnostics import log_files
from foleystudio.diagnostics.distributions import runtime_distributions

_SWITCHES = ("FOLEYSTUDIO_CACHE", "FOLEYSTUDIO_DATA", "OMP_NUM_THREADS", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
_LAST_LINES = 3  # of a log, where what went wrong is named


@dataclass(frozen=True)
class Section:
    """Some lines under a title."""

    title: str
    lines: tuple[str, ...]


def report() -> list[Section]:
    """Everything, without names of people; whatever cannot be found out says why in its place."""
    sections: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("studio", _studio),
        ("libraries", _libraries),
        ("devices", _devices),
        ("sound cards", _sound_cards),
        ("codecs", _codecs),
        ("folders", _folders),
        ("models", _models),
        ("last crash", _last_crash),
    )
    return [Section(title, tuple(map(log_files.without_names, _found(lines)))) for title, lines in sections]


def as_text(sections: list[Section]) -> str:
    """The report as it is printed and bundled."""
    return "\n".join(f"{section.title}\n" + "".join(f"  {line}\n" for line in section.lines) for section in sections)


def _found(lines: Callable[[], Iterator[str]]) -> list[str]:
    """Lines as far as they come: what is broken must not keep the rest from being told."""
    found: list[str] = []
    try:
        found.extend(lines())  # keeps those that came before an error
    except Exception as error:  # whatever a library that is broken raises
        found.append(f"cannot be told: {type(error).__name__}: {' '.join(str(error).split())[:300]}")
    return found or ["none"]


def how_installed() -> str:
    """``frozen``, ``installed`` (from a wheel) or ``from source``."""
    if getattr(sys, "frozen", False):
        return "frozen"
    return "installed" if paths.models_dir().parent.name == "shipped" else "from source"


def _studio() -> Iterator[str]:
    yield f"foleystudio {__version__}, {how_installed()}"
    yield f"Python {platform.python_version()} ({platform.python_compiler()})"
    yield f"{platform.platform()}, {platform.machine()}, {os.cpu_count()} processors"
    for name in _SWITCHES:
        if name in os.environ:
            yield f"{name}={os.environ[name]}"
    lack = system_libraries.lack_of_window()
    yield "the system has what the window needs" if lack is None else " ".join(str(lack).split())


def _libraries() -> Iterator[str]:
    for name in runtime_distributions():
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} is missing"


def _devices() -> Iterator[str]:
    import torch

    from foleystudio.engine.models.device import available_device, bfloat16_pays

    device = available_device()
    name = torch.cuda.get_device_name() if device.type == "cuda" else ""
    fast = "bfloat16" if bfloat16_pays(device) else "float32"
    yield " ".join([f"networks run on {device.type.upper()}", *([f"({name})"] if name else []), f"in {fast}"])
    yield f"{torch.get_num_threads()} threads, {torch.backends.cpu.get_cpu_capability()}"


def _sound_cards() -> Iterator[str]:
    import sounddevice

    default = sounddevice.default.device[1]
    apis = [api["name"] for api in sounddevice.query_hostapis()]
    for number, card in enumerate(sounddevice.query_devices()):
        if card["max_output_channels"]:
            rate = f"{card['default_samplerate']:.0f} Hz, {1000 * card['default_low_output_latency']:.0f} ms"
            mark = ", default" if number == default else ""
            yield f"{card['name']} ({apis[card['hostapi']]}), {card['max_output_channels']} channels, {rate}{mark}"


def _codecs() -> Iterator[str]:
    from foleystudio.media.containers import library_versions, missing_codecs
    from foleystudio.media.formats import SOUND_FORMATS, VIDEO_SOUNDS

    yield ", ".join(f"{name} {number}" for name, number in library_versions().items())
    written = [encoder for row in SOUND_FORMATS if row.write is None for encoder, _ in row.codecs.values()]
    missing = missing_codecs([*written, *(row.encoder for row in VIDEO_SOUNDS)])
    yield f"missing: {', '.join(missing)}" if missing else "all that the studio reads and writes are there"


def _folders() -> Iterator[str]:
    for what, folder in (
        ("program", paths.models_dir().parent),
        ("data", paths.data_dir()),
        ("cache", paths.cache_dir()),
        ("log", paths.log_dir()),
    ):
        try:
            free = f"{shutil.disk_usage(folder).free / 1e9:.1f} GB free"
        except OSError as error:
            free = f"cannot be used: {error.strerror}"
        may = "" if what == "program" or os.access(folder, os.W_OK) else ", may not be written to"
        yield f"{what}: {folder}, {free}{may}"


def _models() -> Iterator[str]:
    from foleystudio.engine.models.installed import installed_models

    for home in (paths.models_dir(), paths.data_dir() / "models"):
        for config in sorted(home.glob("*/config.json")):
            size = sum(file.stat().st_size for file in config.parent.glob("*.safetensors"))
            yield f"{config.parent.name}, {size / 1e6:.1f} MB"
    performing = installed_models()
    yield f"that perform: {', '.join(performing)}" if performing else "none that performs"


def _last_crash() -> Iterator[str]:
    for file in log_files.crash_files()[:1]:
        yield f"{file.name}, {_when(file)}"
        lines = [line for line in file.read_text("utf-8", "replace").splitlines() if line.strip()]
        yield from lines[-_LAST_LINES:]


def _when(file: Path) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(file.stat().st_mtime))
