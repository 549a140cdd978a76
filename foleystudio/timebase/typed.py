"""Numbers as users type them: a value, or a change of what is there."""

from __future__ import annotations

import re
from math import inf

from foleystudio.errors import FoleyError

_TYPED = re.compile(r"(\+=|-=|\+|-)?\s*(\d+(?:\.\d*)?|\.\d+)\s*([^\d\s]*)")


def typed_number(
    text: str, now: float, *, unit: str = "", scale: float = 1.0, has_sign: bool = False, widest: float = inf
) -> float:
    """Read a number that was typed where another stands.

    ``3`` is a value; ``+=2`` and ``-=2`` change what is there, as do ``+2`` and ``-2`` where values have no sign
    themselves; ``+10%`` and ``-10%`` change it by that share of itself.

    Parameters
    ----------
    text
        As typed, with or without its unit; a comma is a point.
    now
        What is there.
    unit
        What may be written behind it.
    scale
        Typed number = value x scale: 100 where a share is shown in per cent.
    has_sign
        Whether values may be below 0, so that ``-2`` is one of them.
    widest
        How far from 0 a value may be.

    Raises
    ------
    FoleyError
        When it is no number, or too far from 0.
    """
    told = text.strip().lower().replace("−", "-").replace(",", ".")
    match = _TYPED.fullmatch(told)
    if match is None or match[3] not in ("", "%", unit.lower()):
        raise FoleyError(f"“{text.strip()}” is no number", remedy="type one, +2 or -10% to change what is there")
    value = _value(match, now, scale, has_sign)
    if abs(value) > widest:
        between = f"between -{widest:g} and {widest:g}" if has_sign else f"up to {widest:g}"
        raise FoleyError(f"{value:g} {unit}".strip() + " is too far", remedy=f"choose one {between}")
    return value


def _value(match: re.Match[str], now: float, scale: float, has_sign: bool) -> float:
    sign, number = match[1] or "", float(match[2])
    amount = -number if sign.startswith("-") else number
    if sign and match[3] == "%":
        return now * (1 + amount / 100)
    is_change = sign in ("+=", "-=") or (bool(sign) and not has_sign)
    return now + amount / scale if is_change else amount / scale


def told_number(value: float, unit: str, *, has_sign: bool = True) -> str:
    """A value as it is shown where it can be typed: ``+2.5 dB``, ``−3 st``, ``0 ms``; to two decimals at most."""
    text = f"{value:+.2f}" if has_sign else f"{value:.2f}"
    return f"{text.rstrip('0').rstrip('.') if value else '0'} {unit}".replace("-", "−")


def told_side(pan: float) -> str:
    """Where something stands between -1 left and 1 right: ``L30``, ``R100``, ``C`` in the middle."""
    return f"{'L' if pan < 0 else 'R'}{abs(pan) * 100:.0f}" if abs(pan) >= 0.005 else "C"


def typed_side(text: str, now: float) -> float:
    """Read where something is to stand: ``L30``, ``-30``, ``c``, or a change of what is there.

    Raises
    ------
    FoleyError
        When it is no such place.
    """
    told = text.strip().upper()
    if told == "C":
        return 0.0
    side = {"L": -1.0, "R": 1.0}.get(told[:1])
    share = typed_number(
        told[1:] or "100" if side else told, 0.0 if side else now, unit="%", scale=100, has_sign=not side
    )
    return max(-1.0, min(1.0, share * (side or 1.0)))
