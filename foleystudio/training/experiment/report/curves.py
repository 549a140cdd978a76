"""Training curves as SVG: drawn as text, so that the page needs nothing beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]
"""(step, value), rising in steps."""

_WIDTH, _HEIGHT = 520, 220  # pixels of a chart
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 12, 34  # of its margins
_TICKS = 4  # on the axis of values
_COLOURS = ("#3b6fb6", "#c8553d", "#3c8d5a", "#8a5fb0", "#b8860b", "#4aa3a2")


def chart(lines: Mapping[str, Points], label: str) -> str:
    """Lines over steps, with a legend; an empty text when there is nothing to draw.

    Parameters
    ----------
    lines
        By name.
    label
        What the values are.
    """
    drawn = {name: points for name, points in lines.items() if len(points) > 1}
    if not drawn:
        return ""
    steps = [step for points in drawn.values() for step, _ in points]
    values = [value for points in drawn.values() for _, value in points]
    low, high = min(values), max(values)
    pad = 0.05 * (high - low) or 0.5
    low, high, last = low - pad, high + pad, max(steps)

    def place(step: float, value: float) -> str:
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * step / max(last, 1)
        return f"{x:.1f},{_height(value, low, high):.1f}"

    paths = "".join(
        f'<polyline fill="none" stroke="{_colour(i)}" stroke-width="1.8" '
        f'points="{" ".join(place(*point) for point in points)}"/>'
        for i, points in enumerate(drawn.values())
    )
    legend = "".join(
        f'<span><i style="background:{_colour(i)}"></i>{escape(name)}</span>' for i, name in enumerate(drawn)
    )
    return (
        f'<figure class="chart"><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{_axes(low, high, last)}{paths}</svg>"
        f'<figcaption>{escape(label)}</figcaption><div class="legend">{legend}</div></figure>'
    )


def _height(value: float, low: float, high: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)


def _axes(low: float, high: float, last: float) -> str:
    parts = []
    for tick in range(_TICKS + 1):
        value = low + (high - low) * tick / _TICKS
        y = _height(value, low, high)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.3g}</text>')
    for share in (0, 0.5, 1):
        x = _LEFT + (_WIDTH - _LEFT - _RIGHT) * share
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT - 12}" text-anchor="middle">{last * share:.0f}</text>')
    return "".join(parts)


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]
