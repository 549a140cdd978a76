from __future__ import annotations

import pytest

from foleystudio.byte_cache import ByteCache


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
