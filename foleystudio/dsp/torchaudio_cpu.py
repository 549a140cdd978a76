"""torchaudio beside a CPU build of torch.

The registry's torchaudio is linked to CUDA libraries that a CPU torch does not bring, so its compiled extension
fails to load with an OSError. Its pure-Python parts (transforms, functional) need no extension: a stand-in that
says "nothing compiled is available" takes its place, and the import is tried again.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

_EXTENSION = "torchaudio._extension"


def load_torchaudio() -> ModuleType:
    """The torchaudio package; where its extension cannot be loaded, with its pure-Python parts only."""
    try:
        return importlib.import_module("torchaudio")
    except OSError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        sys.modules[_EXTENSION] = _nothing_compiled()
        return importlib.import_module("torchaudio")


def _nothing_compiled() -> ModuleType:
    stand_in = ModuleType(_EXTENSION)

    def unchanged(function: object) -> object:
        return function

    flags = {"_IS_TORCHAUDIO_EXT_AVAILABLE": False, "_IS_ALIGN_AVAILABLE": False, "fail_if_no_align": unchanged}
    for name, value in flags.items():
        setattr(stand_in, name, value)
    return stand_in
