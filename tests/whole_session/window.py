"""The studio's window as somebody has it before them: a process of its own on a display, with hands that reach it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from tests.whole_session.display import Display
from tests.whole_session.inside import DESCRIPTOR, Now, Place

_START = "import sys; from tests.whole_session.inside import main; sys.exit(main())"
_LOOK_S = 0.04
_WITHIN_S = 90.0  # a busy machine takes its time; nothing is asserted of it


class Window:
    """A studio that runs.

    Parameters
    ----------
    hands
        Of the display that it is on.
    folder
        Its data and cache folders, and its log.
    variables
        Of its environment: display and sound card.
    pictures
        Where pictures of the screen go.
    arguments
        Of its command line.
    """

    def __init__(
        self, hands: Display, folder: Path, variables: Mapping[str, str], pictures: Path, *arguments: str
    ) -> None:
        self.hands, self._pictures = hands, pictures
        own = {
            "FOLEYSTUDIO_DATA": str(folder / "data"), "FOLEYSTUDIO_CACHE": str(folder / "cache"), "HOME": str(folder),
            "QT_SCALE_FACTOR": "1", "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        settings = folder / "data" / "settings.ini"
        if not settings.exists():  # what the system's own card is differs from system to system
            settings.parent.mkdir(exist_ok=True)
            settings.write_text("[play]\ncard=pulse\n", encoding="utf-8")
        self._connection, inner = Pipe()
        with (folder / "said.log").open("a") as log, inner:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, *arguments],
                env=os.environ | own | dict(variables) | {DESCRIPTOR: str(inner.fileno())},
                pass_fds=(inner.fileno(),), stdout=log, stderr=log,
            )  # fmt: skip
        try:
            self.wait("the window", lambda now: bool(now.titles))
        except BaseException:
            self.clear_away()
            raise

    # Eyes ------------------------------------------------------------------------------------------------------------

    def ask(self, question: str, *arguments: object) -> Any:
        """What `inside.Eyes` answers."""
        self._connection.send((question, arguments))
        if not self._connection.poll(_WITHIN_S):
            raise TimeoutError(f"the window does not answer: {question}")
        answer = self._connection.recv()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def now(self) -> Now:
        """How things stand."""
        now: Now = self.ask("now")
        return now

    def wait(self, what: str, until: Callable[[Now], bool], within_s: float = _WITHIN_S) -> Now:
        """Wait until something is so."""
        latest_s = time.monotonic() + within_s
        while not until(now := self.now()):
            if time.monotonic() > latest_s:
                self.look(f"waiting for {what}")
                raise TimeoutError(f"waited in vain for {what}: {now.told()}")
            time.sleep(_LOOK_S)
        return now

    def settled(self, quiet_s: float = 0.35) -> Now:
        """Wait until nothing is under way for a moment: what waits for the hands to rest begins within that."""
        since_s = time.monotonic()

        def is_quiet(now: Now) -> bool:
            nonlocal since_s
            if now.busy:
                since_s = time.monotonic()
            return time.monotonic() - since_s > quiet_s

        return self.wait("quiet", is_quiet)

    def look(self, name: str) -> None:
        """Keep a picture of all that shows."""
        pixels = self.hands.picture()
        height, width = pixels.shape[:2]
        image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
        assert image.save(str(self._pictures / f"{name}.png"))

    # Hands -----------------------------------------------------------------------------------------------------------

    def click(self, question: str, *arguments: object, twice: bool = False) -> None:
        """Click on what is asked for, once it is there."""
        self.hands.click(*self.find(question, *arguments), twice=twice)

    def find(self, question: str, *arguments: object) -> Place:
        """Where something is, once it is there and stays: rows make room for each other."""
        seen: list[Place | None] = [None]

        def stays(_now: Now) -> bool:
            seen.append(self.ask(question, *arguments))
            return seen[-1] is not None and seen[-1] == seen[-2]

        self.wait(f"{question} {arguments}", stays)
        place = seen[-1]
        assert place is not None
        return place

    def pick(self, menu: str, *rows: str) -> None:
        """Open a menu of the menu bar with the mouse and go to a row; of several, each opens the next menu."""
        self.click("menu", menu)
        for row in rows:
            self.click("row", row)

    def press(self, keys: str) -> float:
        """Press keys together; answers when, in monotonic seconds."""
        return self.hands.press(keys)

    def type_into(self, name: str, text: str) -> None:
        """Click into a field, put a text in the place of what is there, and confirm it."""
        self.click("field", name)
        self.press("Ctrl+a")
        self.hands.type_text(text)
        self.press("Return")

    def answer_file(self, title: str, *paths: Path) -> None:
        """Type files into the dialog that asks for them."""
        self.wait(title, lambda now: title in now.titles)
        self.hands.type_text(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
        self.press("Return")
        self.wait(f"{title} to close", lambda now: title not in now.titles)

    # The end ---------------------------------------------------------------------------------------------------------

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.send_signal(signal.SIGKILL)
        assert self._process.wait(10) == -signal.SIGKILL
        self._connection.close()

    def clear_away(self) -> None:
        """End it in whichever state it is."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._connection.close()
