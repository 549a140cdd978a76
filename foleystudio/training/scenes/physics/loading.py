"""MuJoCo, an extra that need not be there: found, told where to draw, or asked for in one sentence."""

from __future__ import annotations

import ctypes.util
import importlib
import importlib.util
import os
import sys
from contextlib import suppress
from functools import cache
from typing import Any

from foleystudio.errors import FoleyError


def has_mujoco() -> bool:
    """Whether the physics engine is installed."""
    return importlib.util.find_spec("mujoco") is not None


@cache
def load_mujoco() -> Any:  # the engine's own types are known only where it is installed
    """The engine's module, set to draw without a display.

    Raises
    ------
    FoleyError
        When it is not installed, or has nothing to draw with.
    """
    if not has_mujoco():
        raise FoleyError("contact scenes need the physics engine MuJoCo", remedy="pip install 'foleystudio[training]'")
    if sys.platform.startswith("linux"):
        # Decided at import, once for the process. OSMesa draws on any machine; EGL needs a driver.
        os.environ.setdefault("MUJOCO_GL", "osmesa" if ctypes.util.find_library("OSMesa") else "egl")
    # Both bring an LLVM: the process dies when torch's compiler, which optimisers load, comes after the drawing one.
    with suppress(ImportError):
        importlib.import_module("triton")
    try:
        return importlib.import_module("mujoco")
    except Exception as error:  # PyOpenGL raises many kinds where its library is missing
        raise cannot_draw(error) from error


def cannot_draw(error: Exception) -> FoleyError:
    """What to tell when the engine is there and no graphics library is."""
    why = (str(error).splitlines() or [type(error).__name__])[0][:100]
    return FoleyError(
        f"MuJoCo has nothing to draw with ({why})",
        remedy="install OSMesa (Debian: apt-get install libosmesa6), or set MUJOCO_GL to egl or glfw",
    )
