"""One thread a process: those that are started meanwhile share the cores by being many, not by having many threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from foleystudio.media.containers import DECODING_THREADS

_COUNTS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMEXPR_NUM_THREADS", DECODING_THREADS)


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Have processes that begin within take one thread: libraries read it from what they inherit."""
    before = {name: os.environ.get(name) for name in _COUNTS}
    os.environ.update(dict.fromkeys(_COUNTS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
