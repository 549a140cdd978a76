from __future__ import annotations

import gc
import weakref
from operator import attrgetter

import pytest
from cachetools import LRUCache

from foleystudio.byte_cache import ByteCache, kept_in


def test_what_was_used_longest_ago_goes_first() -> None:
    cache = ByteCache[str, bytes](10, len)
    for name in ("a", "b"):
        cache[name] = bytes(4)
    assert cache.get("a") == bytes(4)
    cache["c"] = bytes(4)
    assert set(cache) == {"a", "c"}


@pytest.mark.parametrize("limit_bytes", [0, 10])
def test_one_that_is_too_large_stays_alone_until_the_next(limit_bytes: int) -> None:
    cache = ByteCache[str, bytes](limit_bytes, len)
    for name, size in (("a", 4), ("large", 100)):
        cache[name] = bytes(size)
        assert name in cache
    assert set(cache) == {"large"}
    cache["b"] = bytes(1)
    assert set(cache) == {"b"}


def test_one_that_comes_again_counts_once() -> None:
    cache = ByteCache[str, bytes](10, len)
    for size in (4, 6, 5):
        cache["a"] = bytes(size)
    cache["b"] = bytes(5)
    assert set(cache) == {"a", "b"}


class _Counted:
    """Squares numbers, and counts how often."""

    def __init__(self) -> None:
        self._kept: LRUCache[int, int] = LRUCache(2)
        self.made: list[int] = []

    @kept_in(attrgetter("_kept"))
    def square(self, number: int) -> int:
        self.made.append(number)
        return number * number


def test_a_method_keeps_its_latest_answers() -> None:
    counted = _Counted()
    assert [counted.square(number) for number in (1, 2, 2, 3, 3, 1)] == [1, 4, 4, 9, 9, 1]
    assert counted.made == [1, 2, 3, 1]


def test_who_keeps_answers_goes_with_its_last_use() -> None:
    counted = _Counted()
    counted.square(2)
    gone = weakref.ref(counted)
    gc.disable()
    try:
        del counted
        assert gone() is None
    finally:
        gc.enable()
