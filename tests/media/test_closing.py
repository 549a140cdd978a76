from __future__ import annotations

import pytest

from foleystudio.media.closing import ClosingContext


class _Door(ClosingContext):
    def __init__(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


def test_it_is_closed_however_the_block_ends() -> None:
    with _Door() as one:
        assert one.is_open
    assert not one.is_open
    other = _Door()
    with pytest.raises(KeyError), other:
        raise KeyError
    assert not other.is_open
