"""Edits of what a track's takes sound like in a stretch: split, trimmed, slipped, moved, faded, turned up and down.

A region is a `CompSpan`, or where nothing is said of a stretch what the take in use has there. What a region of the
take in use leaves free is silent; what one of another take leaves free is the take in use's again.
"""

from __future__ import annotations

from dataclasses import replace

from foleystudio.project.ranges import LONGEST_S
from foleystudio.project.sounds.comp import SHORTEST_S, Comp, CompSpan, FadeCurve, put, without_stretch

Stretch = tuple[float, float]
"""Seconds: where a sound begins and ends."""

_TOUCHES_S = 0.001  # a region that comes so near to its take's end goes on as long as the take does


def region_at(comp: Comp, at_s: float, ground: Stretch | None) -> CompSpan | None:
    """The region that is heard at an instant, where the take in use lies at ``ground``; None where nothing is."""
    for region in regions(comp, ground):
        if region.start_s <= at_s < region.stop_s:
            return region
    return None


def regions(comp: Comp, ground: Stretch | None) -> Comp:
    """All that is heard, in order of time: spans, and what the take in use has between them."""
    spans = [span for span in comp if not span.silent]
    if ground is None:
        return tuple(spans)
    begin_s, end_s = max(0.0, ground[0]), ground[1]
    edges = [begin_s, *(edge for span in comp for edge in (span.start_s, span.stop_s)), end_s]
    for start_s, stop_s in zip(edges[::2], edges[1::2], strict=True):
        start_s, stop_s = max(start_s, begin_s), min(stop_s, end_s)
        if stop_s - start_s >= SHORTEST_S:
            spans.append(CompSpan(start_s, stop_s, None))
    return tuple(sorted(spans, key=lambda span: span.start_s))


def split(comp: Comp, region: CompSpan, at_s: float) -> Comp:
    """With a region as two that meet at an instant; unchanged where one would be too short to be heard."""
    if min(at_s - region.start_s, region.stop_s - at_s) < SHORTEST_S:
        return comp
    return put(put(comp, region.cut(region.start_s, at_s)), region.cut(at_s, region.stop_s))


def trimmed(comp: Comp, region: CompSpan, start_s: float, stop_s: float, sound: Stretch) -> Comp:
    """With a region that begins and ends elsewhere, over what is beside it, but not beyond its take's sound.

    Unchanged where none of that sound lies within the clip.

    Parameters
    ----------
    sound
        Where the region's take lies; its slip is added.
    """
    first_s, last_s = max(0.0, sound[0] + region.slip_s), min(LONGEST_S, sound[1] + region.slip_s)
    if last_s - first_s < SHORTEST_S:  # slipped out of the clip: there is no sound to end
        return comp
    start_s = min(max(start_s, first_s), last_s - SHORTEST_S)
    stop_s = max(min(stop_s, last_s), start_s + SHORTEST_S)
    fade_in_s = min(region.fade_in_s, stop_s - start_s)
    fade_out_s = min(region.fade_out_s, stop_s - start_s - fade_in_s)
    made = replace(region, start_s=start_s, stop_s=stop_s, fade_in_s=fade_in_s, fade_out_s=fade_out_s)
    return put(_left_free(comp, region, sound), made)


def slipped(comp: Comp, region: CompSpan, by_s: float) -> Comp:
    """With a region's sound later (or earlier) within it."""
    return put(comp, replace(region, slip_s=region.slip_s + by_s))


def moved(comp: Comp, region: CompSpan, by_s: float, sound: Stretch) -> Comp:
    """With a region elsewhere, over what is there; its sound goes along. What comes before the clip's start goes."""
    start_s, stop_s = max(0.0, region.start_s + by_s), min(LONGEST_S, region.stop_s + by_s)
    if stop_s - start_s < SHORTEST_S:
        return comp
    fade_in_s = min(region.fade_in_s, stop_s - start_s)
    made = replace(
        region, start_s=start_s, stop_s=stop_s, slip_s=region.slip_s + by_s, fade_in_s=fade_in_s,
        fade_out_s=min(region.fade_out_s, stop_s - start_s - fade_in_s),
    )  # fmt: skip
    return put(_left_free(comp, region, sound), made)


def faded(comp: Comp, region: CompSpan, fade_in_s: float, fade_out_s: float) -> Comp:
    """With other fades; the one that is changed gives way to the other."""
    fade_in_s, fade_out_s = max(0.0, fade_in_s), max(0.0, fade_out_s)
    if fade_in_s != region.fade_in_s:
        fade_in_s = min(fade_in_s, region.duration_s - min(fade_out_s, region.duration_s))
    fade_out_s = min(fade_out_s, region.duration_s - fade_in_s)
    return put(comp, replace(region, fade_in_s=fade_in_s, fade_out_s=fade_out_s))


def curved(comp: Comp, region: CompSpan, fade_in: FadeCurve | None, fade_out: FadeCurve | None) -> Comp:
    """With fades that go another way; None leaves one as it is."""
    made = replace(
        region, fade_in_curve=fade_in or region.fade_in_curve, fade_out_curve=fade_out or region.fade_out_curve
    )
    return put(comp, made)


def gained(comp: Comp, region: CompSpan, gain_db: float) -> Comp:
    """With a region as loud as this, beside the levels of its take and its track."""
    return put(comp, replace(region, gain_db=gain_db))


def silenced(comp: Comp, region: CompSpan) -> Comp:
    """With nothing heard where a region was."""
    return put(comp, CompSpan(region.start_s, region.stop_s, None, silent=True))


def _left_free(comp: Comp, region: CompSpan, sound: Stretch) -> Comp:
    """Without a region: silent where the take in use would sound; at its ends as far as it may ever sound."""
    if region.take is not None:
        return without_stretch(comp, region.start_s, region.stop_s)
    start_s, stop_s = region.start_s, region.stop_s
    if start_s <= max(0.0, sound[0] + region.slip_s) + _TOUCHES_S and not _is_taken(comp, 0.0, start_s):
        start_s = 0.0
    if stop_s >= sound[1] + region.slip_s - _TOUCHES_S and not _is_taken(comp, stop_s, LONGEST_S):
        stop_s = LONGEST_S
    return put(comp, CompSpan(start_s, stop_s, None, silent=True))


def _is_taken(comp: Comp, start_s: float, stop_s: float) -> bool:
    return any(span.start_s < stop_s and start_s < span.stop_s and not span.silent for span in comp)
