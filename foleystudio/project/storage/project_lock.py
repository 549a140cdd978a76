"""Which window works on a project's file: two that save it would each undo the other's work."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import IO

from foleystudio.files.file_names import linked, longest_name, shortened
from foleystudio.project.storage.journal import take_lock

_ENDING = ".lock"


class ProjectLock:
    """Holds the project's file that a window works on, by a hidden file beside it that goes with the window.

    Where there can be no such file (a folder that is not ours to write to), nothing is held and nobody kept out.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._place: Path | None = None

    def hold(self, project_file: Path | None) -> bool:
        """Hold a file in place of the one held so far, None for none; False where another window has it."""
        place = _place_of(project_file) if project_file is not None else None
        if place is not None and place == self._place:
            return True
        taken = None
        if place is not None:
            try:
                taken = _taken(place)
            except OSError:
                place = None
            if place is not None and taken is None:
                return False
        self.release()
        self._file, self._place = taken, place
        return True

    def release(self) -> None:
        """Let go of what is held."""
        if self._file is not None and self._place is not None:
            with suppress(OSError):  # Windows removes no open file
                self._place.unlink(missing_ok=True)
            self._file.close()
            with suppress(OSError):
                if os.name == "nt":
                    self._place.unlink(missing_ok=True)
        self._file = self._place = None


def _place_of(project_file: Path) -> Path:
    file = linked(project_file.absolute())
    return file.with_name(f".{shortened(file.name, longest_name(file.parent) - len(_ENDING) - 1)}{_ENDING}")


def _taken(place: Path) -> IO[bytes] | None:
    """The lock; None where another has it. One whose file went as it was taken is no lock: it is taken anew."""
    while True:
        file = take_lock(place)
        if file is None:
            return None
        try:
            if os.name == "nt" or os.path.samestat(os.fstat(file.fileno()), os.stat(place)):
                return file
        except FileNotFoundError:
            pass
        file.close()
