"""What the frozen app carries of the installed libraries, what it leaves out, and what it asks of the system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

EXCLUDED_MODULES = (
    "IPython",
    "PIL",
    "curses",
    "jinja2",
    "matplotlib",
    "mujoco",
    "networkx",
    "pip",
    "pkg_resources",
    "pytest",
    "readline",
    "scipy",
    "setuptools",
    "sqlite3",
    "tensorboard",
    "tkinter",
    "torch.utils.tensorboard",
    "triton",
)
"""Modules that nothing imports, or only what the studio never calls.

Of torch's own, some that look unused are not: an optimiser's step imports sympy and torch's compiler.
"""

_UNUSED = re.compile(
    r"""
    ^PySide6/Qt/(qml|translations|metatypes|libexec)/
    | ^PySide6/Qt/plugins/(egldeviceintegrations|networkinformation|printsupport|qmltooling|sqldrivers|tls|generic)/
    | ^PySide6/Qt/plugins/platforms/libq(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)
    | ^PySide6/Qt/plugins/platformthemes/libqgtk3
    | ^PySide6/(Qt/lib/)?(lib)?Qt6?(EglFS|Designer|Help|Labs|Lottie|Network|OpenGL\.|Pdf|Qml|Quick|Sql|Test|UiTools)
    | ^torch/(include|share|test)/
    | ^torch/bin/(?!torch_shm_manager)
    | ^torch/lib/lib(torchbind_test|jitbackend_test|backend_with_compiler|aoti_custom_ops)
    | ^torchaudio/
    | ^libcudart
    | ^cv2/(data|qt)/
    | ^resources/.*make_\w+\.py$
    | (^|/)__pycache__/
    | \.dist-info/(direct_url\.json|INSTALLER|REQUESTED)$
    """,
    re.VERBOSE,
)
"""Files, by their names in the app, that nothing opens. Of torchaudio the compiled parts are left out."""

_OF_THE_SYSTEM = re.compile(r"^/(usr/)?lib(32|64)?/")
"""Where a Linux system has its own libraries."""

_PYTHONS_OWN = re.compile(r"^lib(python3|ssl|crypto|ffi|z|bz2|lzma|mpdec|expat|uuid)\b")
"""What Python's standard library is linked to, in versions that differ from system to system."""

_READS_ITS_SOURCE = re.compile(r"install_config_module\(|torch\.jit\.script\b|_overload(_method)?\b")


def kept(rows: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Of PyInstaller's rows (name in the app, source, kind) those that the app carries.

    Libraries of the system's are not: a newer system's own are newer, and fit its drivers and its sound server. What is
    asked of it is what ``foleystudio.system_libraries`` lists, as when the studio runs from source.
    """
    # A link's source is what it leads to, as a name in the app.
    wanted = [row for row in rows if _is_needed(row[1] if row[2] == "SYMLINK" else row[0], row[1])]
    there = {name.replace("\\", "/") for name, _, _ in wanted}
    return [row for row in wanted if row[2] != "SYMLINK" or row[1] in there]


def _is_needed(name: str, source: str) -> bool:
    if _OF_THE_SYSTEM.search(source) and ".so" in source and not _PYTHONS_OWN.search(Path(name).name):
        return False
    return _UNUSED.search(name.replace("\\", "/")) is None


def sources_read_by_torch(torch: Path) -> Iterator[tuple[str, str]]:
    """Modules of torch that read their own source when they are imported: (file, folder in the app)."""
    for path in sorted(torch.rglob("*.py")):
        if "testing" not in path.parts and _READS_ITS_SOURCE.search(path.read_text("utf-8", "replace")):
            yield str(path), str(path.parent.relative_to(torch.parent))
