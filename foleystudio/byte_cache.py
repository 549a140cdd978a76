"""Caches: one that is bounded by the bytes of what it keeps, and methods that keep their answers."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import wraps
from typing import Any, TypeVar, cast

from cachetools import LRUCache

K = TypeVar("K")
V = TypeVar("V")
Method = TypeVar("Method", bound=Callable[[Any, Any], Any])


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


def kept_in(cache_of: Callable[[Any], MutableMapping[Any, Any]]) -> Callable[[Method], Method]:
    """Let a method of one argument keep its answers in a cache that its object has.

    `cachetools.cachedmethod` would store on the object what refers to the object: one that holds sounds would outlive
    its last use until Python next looks for circles, many takes later.

    Parameters
    ----------
    cache_of
        Answers the object's cache.
    """

    def decorate(method: Method) -> Method:
        @wraps(method)
        def answered(self: object, key: object) -> object:
            cache = cache_of(self)
            try:
                return cache[key]
            except KeyError:
                pass
            answer = cache[key] = method(self, key)
            return answer

        return cast(Method, answered)

    return decorate
