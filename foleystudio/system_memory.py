"""Memory that the program has let go of, back to the system: C's allocator keeps what is freed for whoever asks next.

Standard library only. Only glibc, Linux's usual C library, is told; elsewhere all of this does nothing.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_ARENA_MAX = -8  # glibc's M_ARENA_MAX
_ARENAS = 2


def use_few_arenas() -> None:
    """Let threads share what each has freed; call it before they begin.

    Each would keep its own else, up to eight times as many as there are cores: in the studio a thread a kind of work.
    """
    if (libc := _glibc()) is not None:
        libc.mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give the system what is free, some hundredths of a second of a thread's time; other threads go on."""
    if (libc := _glibc()) is not None:
        libc.malloc_trim(0)


@cache
def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None
