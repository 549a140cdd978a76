"""A cache that is bounded by the bytes of what it keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from cachetools import LRUCache

K = TypeVar("K")
V = TypeVar("V")


class ByteCache(LRUCache[K, V]):
    """Least-recently-used cache over bytes; the latest stays, even where it takes more than all may together.

    No thread looks out for another: who shares it holds a lock.

    Parameters
    ----------
    limit_bytes
        How much all may take together.
    bytes_of
        What one takes, asked once, when it comes.
    """

    def __init__(self, limit_bytes: int, bytes_of: Callable[[V], int]) -> None:
        limit = max(1, limit_bytes)
        super().__init__(limit, getsizeof=lambda value: max(1, min(bytes_of(value), limit)))
