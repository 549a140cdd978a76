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

from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file, write_error
from foleystudio.files.file_names import is_file
from foleystudio.files.json_text import json_of, parsed, read_bytes
from foleystudio.progress import heed

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from torch import Tensor, nn

WEIGHTS_NAME = "weights.safetensors"
CONFIG_NAME = "config.json"
_LARGEST_CONFIG = 4 << 20  # bytes: a configuration has some thousands, and a file that is none is not read to its end

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
    with whole_file(folder / WEIGHTS_NAME, through_links=False) as temporary:
        save_file(weights, temporary)
    described = {"kind": type(config).__name__, "config": asdict(config), "about": dict(about or {})}
    with whole_file(folder / CONFIG_NAME, through_links=False) as temporary:
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


def read_figure(folder: Path, name: str, default: float) -> float:
    """A share of 1 among what ``write_net`` was told; the default where there is none that can be one."""
    told = read_about(folder).get(name, default)
    is_share = isinstance(told, int | float) and not isinstance(told, bool) and 0 <= told <= 1
    return float(told) if is_share else default


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
    config, path = read_config(folder, kind), folder / WEIGHTS_NAME
    _check_shapes(path, folder / CONFIG_NAME, lambda: build(config))
    net = build(config)
    try:
        net.load_state_dict(read_weights(path))
    except RuntimeError as error:
        complaint = " ".join(str(error).split("\n", 2)[1:2]).strip() or str(error)
        raise _misfit(path, complaint) from error
    for layer in net.modules():
        if not any(True for _ in layer.children()):
            layer.register_forward_pre_hook(_heed)
    return net.eval()


def _heed(_layer: nn.Module, _given: tuple[Any, ...]) -> None:
    heed()


def read_weights(path: Path) -> dict[str, Tensor]:
    """Weights by their names: no more of them than the file holds, and all of them numbers.

    Raises
    ------
    FoleyError
        When the file is missing or damaged, or weights are not finite.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    _check_there(path)
    try:
        weights: dict[str, Tensor] = load_file(path)
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise _damaged(path, error) from error
    bad = next((name for name, tensor in weights.items() if not bool(torch.isfinite(tensor).all())), None)
    if bad is not None:
        raise FoleyError(
            f"weights in it are not numbers, first in {bad[:80]}", file=path, remedy="copy the model's folder anew"
        )
    return weights


def _check_there(path: Path) -> None:
    if not is_file(path):
        raise FoleyError("there are no weights", file=path, remedy="copy the whole folder of the model")


def _damaged(path: Path, error: Exception) -> FoleyError:
    said = " ".join(str(error).split())[:160]
    return FoleyError(f"the weights are damaged ({said})", file=path, remedy="copy the model's folder anew")


def _misfit(path: Path, what: str) -> FoleyError:
    return FoleyError(f"the weights do not fit the configuration beside them ({what[:160]})", file=path)


def _check_shapes(path: Path, config: Path, build: Callable[[], nn.Module]) -> None:
    """Refuse, before a net is built, a configuration that asks for other weights than lie beside it.

    The net is built without memory for it: nothing but the weights' own file says how large it may be.
    """
    import torch
    from safetensors import SafetensorError, safe_open

    _check_there(path)
    try:
        with safe_open(path, framework="pt") as opened:
            there = {name: tuple(opened.get_slice(name).get_shape()) for name in opened.keys()}  # noqa: SIM118 - no dict
    except (SafetensorError, OSError, ValueError) as error:
        raise _damaged(path, error) from error
    try:
        with torch.device("meta"):
            wanted = {name: tuple(tensor.shape) for name, tensor in build().state_dict().items()}
    except (RuntimeError, ValueError, TypeError, ArithmeticError) as error:
        said = " ".join(str(error).split())[:160]
        raise FoleyError(f"no net can be made of it ({said})", file=config) from error
    for name in sorted(wanted.keys() | there.keys()):
        if wanted.get(name) != there.get(name):
            raise _misfit(path, f"{name[:80]} has the shape {there.get(name)}, not {wanted.get(name)}")


class ReloadingCache(Generic[R]):
    """Cache of loaded model folders, reloaded when their files or the wished-for device change.

    There is one a folder, so that old nets are freed.

    Parameters
    ----------
    read
        Reads a folder.
    """

    def __init__(self, read: Callable[[Path], R]) -> None:
        self._read = read
        self._kept: dict[Path, tuple[tuple[str, _Stamp], R]] = {}
        self._lock = threading.Lock()

    def of(self, folder: Path) -> R:
        """What a folder holds now; raises what reading it raises."""
        with self._lock:
            stamp = (
                os.environ.get("FOLEYSTUDIO_DEVICE", ""),
                _stamp(folder),
            )  # before it is read: what is written meanwhile is seen the next time
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
