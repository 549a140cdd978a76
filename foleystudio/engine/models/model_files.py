"""Nets on disk: weights as safetensors, their configuration as JSON beside them; never a pickle."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from foleystudio.atomic_files import whole_file, write_error
from foleystudio.errors import FoleyError
from foleystudio.json_text import json_of, parsed, read_bytes

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from torch import nn

WEIGHTS_NAME = "weights.safetensors"
CONFIG_NAME = "config.json"
_LARGEST_CONFIG = 4 << 20

C = TypeVar("C", bound="DataclassInstance")
N = TypeVar("N", bound="nn.Module")
R = TypeVar("R")


def write_net(folder: Path, net: nn.Module, config: DataclassInstance, about: Mapping[str, Any] | None = None) -> None:
    """Write a net's weights and configuration into a folder, each file whole or not at all.

    Parameters
    ----------
    folder
        Created when missing.
    net, config
        The net, and the frozen dataclass it was built from.
    about
        What else is worth knowing of it (steps, figures), kept under ``about``.

    Raises
    ------
    FoleyError
        When the folder cannot be written.
    """
    from safetensors.torch import save_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
    weights = {name: tensor.detach().cpu().contiguous() for name, tensor in net.state_dict().items()}
    with whole_file(folder / WEIGHTS_NAME) as temporary:
        save_file(weights, temporary)
    described = {"kind": type(config).__name__, "config": asdict(config), "about": dict(about or {})}
    with whole_file(folder / CONFIG_NAME) as temporary:
        # A figure that is no number (of a training that failed) is written as none: JSON has no word for it.
        plain = json.loads(json.dumps(described, default=float))
        temporary.write_bytes(msgspec.json.format(json_of(plain), indent=1) + b"\n")


def read_config(folder: Path, kind: type[C]) -> C:
    """The configuration of a saved net.

    Raises
    ------
    FoleyError
        When there is none, or it is damaged or of another kind.
    """
    described = _described(folder)
    try:
        if described["kind"] != kind.__name__:
            raise FoleyError(f"it describes a {described['kind']}, not a {kind.__name__}", file=folder / CONFIG_NAME)
        return msgspec.convert(described["config"], kind, strict=True)
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        raise FoleyError(f"it is not a net's configuration ({error})", file=folder / CONFIG_NAME) from error


def read_about(folder: Path) -> dict[str, Any]:
    """What ``write_net`` was told about the net."""
    about = _described(folder).get("about")
    return about if isinstance(about, dict) else {}


def read_net(folder: Path, kind: type[C], build: Callable[[C], N]) -> N:
    """Build a saved net and give it its weights, in evaluation mode.

    Parameters
    ----------
    folder
        Where it was saved.
    kind
        The dataclass of its configuration.
    build
        Makes the net of a configuration.

    Raises
    ------
    FoleyError
        When a file is missing, damaged, or weights and configuration do not belong together.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    net = build(read_config(folder, kind))
    path = folder / WEIGHTS_NAME
    if not path.is_file():
        raise FoleyError("there are no weights", file=path, remedy="copy the whole folder of the model")
    try:
        net.load_state_dict(load_file(path))
    except (SafetensorError, OSError) as error:
        raise FoleyError(
            f"the weights are damaged ({error})", file=path, remedy="copy the model's folder anew"
        ) from error
    except RuntimeError as error:
        complaint = " ".join(str(error).split("\n", 2)[1:2]).strip() or str(error)
        raise FoleyError(
            f"the weights do not fit the configuration beside them ({complaint[:160]})", file=path
        ) from error
    return net.eval()


class ReloadingCache(Generic[R]):
    """Cache of loaded model folders, reloaded when their files change: one a folder, so that old nets are freed.

    Parameters
    ----------
    read
        Reads a folder.
    """

    def __init__(self, read: Callable[[Path], R]) -> None:
        self._read = read
        self._kept: dict[Path, tuple[_Stamp, R]] = {}
        self._lock = threading.Lock()

    def of(self, folder: Path) -> R:
        """What a folder holds now; raises what reading it raises."""
        with self._lock:
            stamp = _stamp(folder)  # before it is read: what is written meanwhile is seen the next time
            kept = self._kept.get(folder)
            if kept is None or kept[0] != stamp:
                kept = self._kept[folder] = stamp, self._read(folder)
            return kept[1]


_Stamp = tuple[tuple[int, int] | None, ...]


def _stamp(folder: Path) -> _Stamp:
    """When a folder's files were written, and their sizes; None for one that is not there."""
    return tuple(_file_stamp(folder / name) for name in (CONFIG_NAME, WEIGHTS_NAME))


def _file_stamp(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _described(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG_NAME
    if not os.path.lexists(path):
        raise FoleyError(f"it is no model: it has no {CONFIG_NAME}", file=folder)
    try:
        found = parsed(read_bytes(path, _LARGEST_CONFIG))
    except ValueError as error:
        raise FoleyError(f"it cannot be read as JSON ({error})", file=path) from error
    if not isinstance(found, dict):
        raise FoleyError("it is not a net's configuration", file=path)
    return found
