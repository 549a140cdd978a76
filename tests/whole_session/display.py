"""A user's hands and eyes on an X display: keys and mouse as the server's own events, pictures of all that shows.

Speaks the few requests of the X protocol that this takes (X11R7 protocol, XTEST 2.2): events made so go the way of a
keyboard's, with the server's time stamps, which no event that is made within a program has.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

_KEY_PRESS, _KEY_RELEASE, _BUTTON_PRESS, _BUTTON_RELEASE, _MOTION = range(2, 7)
_VIEWABLE = 2
_PIXMAP, _ALL_PLANES = 2, 0xFFFFFFFF
_REPEAT_MODE = 1 << 7
_REPLY, _ERROR = 1, 0
_GAP_S = 0.012  # between two events of one gesture, as quick hands have it

KEYSYMS = {
    "Return": 0xFF0D, "Escape": 0xFF1B, "Tab": 0xFF09, "Home": 0xFF50, "End": 0xFF57, "Delete": 0xFFFF,
    "Left": 0xFF51, "Up": 0xFF52, "Right": 0xFF53, "Down": 0xFF54, "F2": 0xFFBF,
    "Shift": 0xFFE1, "Ctrl": 0xFFE3, "Alt": 0xFFE9, "Space": 0x20,
}  # fmt: skip


@dataclass(frozen=True)
class _TopLevel:
    window: int
    takes_focus: bool


class Display:
    """A connection to a display without access control.

    Parameters
    ----------
    name
        As ``DISPLAY`` has it: ``:7``.
    """

    def __init__(self, name: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(f"/tmp/.X11-unix/X{name.removeprefix(':').split('.')[0]}")
        self._sent = 0
        self._set_up()
        self._xtest = self._extension(b"XTEST")
        self._keycodes = self._read_keycodes()
        self._send(102, 0, struct.pack("<II", _REPEAT_MODE, 0))  # ChangeKeyboardControl: a busy machine repeats no keys

    def __enter__(self) -> Display:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    # Hands -----------------------------------------------------------------------------------------------------------

    def press(self, keys: str) -> float:
        """Press keys together: ``Ctrl+Shift+P``; answers the monotonic second at which the last went down."""
        *modifiers, key = [part or "+" for part in keys.split("+")] if keys != "+" else ["+"]
        self.focus_top()
        code, shifted = self._keycodes[KEYSYMS.get(key, ord(key) if len(key) == 1 else 0)]
        held = [self._keycodes[KEYSYMS[name]][0] for name in modifiers]
        if shifted and "Shift" not in modifiers and not (key.isupper() and modifiers):
            held.append(self._keycodes[KEYSYMS["Shift"]][0])
        for modifier in held:
            self._fake(_KEY_PRESS, modifier)
        self._fake(_KEY_PRESS, code)
        at_s = self._synchronised()
        self._fake(_KEY_RELEASE, code)
        for modifier in reversed(held):
            self._fake(_KEY_RELEASE, modifier)
        self._synchronised()
        return at_s

    def type_text(self, text: str) -> None:
        """Type letters, digits and signs."""
        for letter in text:
            self.press("Space" if letter == " " else letter)

    def click(self, x: int, y: int, *, twice: bool = False) -> None:
        """Click there."""
        self._move(x, y)
        for _ in range(2 if twice else 1):
            self._button(_BUTTON_PRESS)
            self._button(_BUTTON_RELEASE)

    def drag(self, start: tuple[int, int], stop: tuple[int, int], steps: int = 24) -> None:
        """Drag from one place to another."""
        self._move(*start)
        self._button(_BUTTON_PRESS)
        for step in range(1, steps + 1):
            share = step / steps
            self._move(*(round(a + share * (b - a)) for a, b in zip(start, stop, strict=True)))
        self._button(_BUTTON_RELEASE)

    def _move(self, x: int, y: int) -> None:
        self._fake(_MOTION, 0, x, y)
        self._synchronised()
        time.sleep(_GAP_S)

    def _button(self, kind: int) -> None:
        self._fake(kind, 1)
        self._synchronised()
        time.sleep(_GAP_S)

    def focus_top(self) -> None:
        """Give the keyboard to the uppermost window that takes it, as a window manager does; a menu keeps its own."""
        tops = self._top_levels()
        if tops and tops[-1].takes_focus and self._focus() != tops[-1].window:
            self._send(42, 1, struct.pack("<II", tops[-1].window, 0))  # SetInputFocus, back to the pointer's
            self._synchronised()

    # Eyes ------------------------------------------------------------------------------------------------------------

    def picture(self) -> NDArray[np.uint8]:
        """All that shows: ``uint8 [height, width, 3]``, red, green, blue."""
        width, height = self.size
        body = struct.pack("<IhhHHI", self._root, 0, 0, width, height, _ALL_PLANES)
        reply = self._ask(73, _PIXMAP, body)  # GetImage
        pixels = np.frombuffer(reply[32:], np.uint8, width * height * 4).reshape(height, width, 4)
        return np.ascontiguousarray(pixels[:, :, 2::-1])

    # The protocol ----------------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        self._socket.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        head = self._read(8)
        if head[0] != 1:
            raise ConnectionError("the display lets nobody in")
        data = self._read(4 * struct.unpack("<H", head[6:8])[0])
        (vendor,), formats = struct.unpack("<H", data[16:18]), data[21]
        self._least_code, self._most_code = data[26], data[27]
        screen = data[32 + (vendor + 3) // 4 * 4 + 8 * formats :]
        self._root: int = struct.unpack("<I", screen[:4])[0]
        width, height = struct.unpack("<HH", screen[20:24])
        self.size: tuple[int, int] = (width, height)

    def _extension(self, name: bytes) -> int:
        reply = self._ask(98, 0, struct.pack("<Hxx", len(name)) + name + b"\0" * (-len(name) % 4))
        if not reply[8]:
            raise ConnectionError("the display has no XTEST")
        return reply[9]

    def _read_keycodes(self) -> dict[int, tuple[int, bool]]:
        """By what a key means: which it is, and whether Shift must be held."""
        count = self._most_code - self._least_code + 1
        reply = self._ask(101, 0, struct.pack("<BBxx", self._least_code, count))  # GetKeyboardMapping
        rows = np.frombuffer(reply[32:], "<u4").reshape(count, reply[1])
        found: dict[int, tuple[int, bool]] = {}
        for column in (1, 0):
            for number, row in enumerate(rows):
                if column < len(row) and row[column]:
                    found[int(row[column])] = (self._least_code + number, column == 1)
        return found

    def _top_levels(self) -> Sequence[_TopLevel]:
        """The windows that show, from the lowest to the uppermost."""
        reply = self._ask(15, 0, struct.pack("<I", self._root))  # QueryTree
        (count,) = struct.unpack("<H", reply[16:18])
        found = []
        for window in struct.unpack(f"<{count}I", reply[32 : 32 + 4 * count]):
            told = self._ask(3, 0, struct.pack("<I", window), may_fail=True)  # GetWindowAttributes
            is_input_output = told[0] == _REPLY and struct.unpack("<H", told[12:14])[0] == 1
            if is_input_output and told[26] == _VIEWABLE:
                found.append(_TopLevel(window, takes_focus=not told[27]))
        return found

    def _focus(self) -> int:
        focus: int = struct.unpack("<I", self._ask(43, 0, b"")[8:12])[0]
        return focus

    def _fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        root = self._root if kind == _MOTION else 0
        body = struct.pack("<BBxxII8xhh8x", kind, detail, 0, root, x, y)
        self._send(self._xtest, 2, body)

    def _synchronised(self) -> float:
        """Wait until the server has done all that was asked; answers the monotonic second of asking."""
        at_s = time.monotonic()
        self._focus()
        return at_s

    def _send(self, opcode: int, detail: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body)
        self._sent += 1

    def _ask(self, opcode: int, detail: int, body: bytes, *, may_fail: bool = False) -> bytes:
        self._send(opcode, detail, body)
        while True:
            head = self._read(32)
            if head[0] == _ERROR and not may_fail:
                raise ConnectionError(f"the display refuses request {opcode}: error {head[1]}")
            if head[0] == _ERROR:
                return head
            if head[0] == _REPLY:
                return head + self._read(4 * struct.unpack("<I", head[4:8])[0])

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionError("the display is gone")
            data += part
        return bytes(data)
