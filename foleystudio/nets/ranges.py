"""What figures of a net's configuration may be: one from elsewhere is held to it as it is read."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Name = Annotated[str, Meta(max_length=200)]
Width = Annotated[int, Meta(ge=1, le=8192)]
Layers = Annotated[int, Meta(ge=1, le=64)]
Kernel = Annotated[int, Meta(ge=1, le=63)]
Share = Annotated[float, Meta(ge=0, le=1)]
Rounds = Annotated[int, Meta(ge=0, le=64)]


def check(is_so: bool, otherwise: str) -> None:
    """Raise a ``ValueError`` in the words of ``otherwise`` where figures do not go together."""
    if not is_so:
        raise ValueError(otherwise)


def check_odd(*kernels: int) -> None:
    """Raise a ``ValueError`` where a kernel is even: half of it on either side would lose a column."""
    check(all(kernel % 2 for kernel in kernels), "a kernel is even")
