"""The guide heard by a trained net: hits stay hits however dense, what is kept up is told from what rings on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from foleystudio.dsp.onsets import attack_sample
from foleystudio.dsp.sound import Wave
from foleystudio.engine.timing.candidates import calibrated
from foleystudio.engine.timing.guide.hearing_net import COLUMN_S, Heard, HearingModel
from foleystudio.engine.timing.guide.hearing_picks import Pick, Span, picks_of, spans_of, with_entry
from foleystudio.project.events import Event
from foleystudio.project.proposals import Candidate, Candidates

Place = Callable[[list[float]], list[float]]
"""Takes rough times of attacks, answers the instants at which they begin, seconds."""

_BEFORE_S, _AFTER_S = 0.012, 0.012  # how far from what the net says an attack may lie
_FURTHEST_S = 0.010  # what the wave says beyond that is another's attack
_MEETS_S = 0.05  # a hit so near to the start of what is kept up is its attack
_STEP_S = 0.02  # between points of an envelope
_FAINTEST = 0.003  # strength; what is fainter is left out
_FAINT = 0.05  # 26 dB under the loudest; costs .003 of F1 on made recordings, and spares the lane what nobody strikes
_SILENT_DB = -72.0  # a hit below is a rounding error's


def place_attack(mono: Wave, rate_hz: int, rough_s: float) -> float:
    """The instant at which an attack begins, to the sample, near where the net hears it."""
    at_s = attack_sample(mono, rate_hz, rough_s, before_s=_BEFORE_S, after_s=_AFTER_S) / rate_hz
    return at_s if abs(at_s - rough_s) <= _FURTHEST_S else rough_s


def candidates_of_heard(heard: Heard, model: HearingModel, place: Place, entry_s: float | None = None) -> Candidates:
    """Everything that may be an event, with its certainty.

    Strengths are levels beside the loudest that is rather an event than not (linear amplitude). A hit has no sustain,
    however long it rings; what is kept up has one, with its envelope, and begins with the hit that begins it.
    ``entry_s`` is where the sound is cut on a hit, if it is (`guide.entry`).
    """
    picks = [pick for pick in with_entry(picks_of(heard), heard, entry_s) if pick.level_db > _SILENT_DB]
    spans = [span for span in spans_of(heard, model) if float(span.level_db.max()) > _SILENT_DB]
    hit_certainties = calibrated([p.probability for p in picks], model.threshold)
    span_certainties = calibrated([s.probability for s in spans], model.kept_threshold)
    levels = [(p.level_db, c) for p, c in zip(picks, hit_certainties, strict=True)]
    levels += [(float(s.level_db.max()), c) for s, c in zip(spans, span_certainties, strict=True)]
    loudest = max((level for level, c in levels if c >= 0.5), default=max((level for level, _ in levels), default=0.0))
    placed = place([p.time_s for p in picks])
    times = [t if p.time_s > 0 else 0.0 for t, p in zip(placed, picks, strict=True)]  # cut on a hit: nothing rises
    begun = _beginnings(spans, times, hit_certainties)
    found = [
        Candidate(_kept_event(span, times[at] if at is not None else None, loudest), _together(c, hit_certainties, at))
        for span, c, at in zip(spans, span_certainties, begun, strict=True)
    ]
    absorbed = {at for at, c in zip(begun, span_certainties, strict=True) if at is not None and c >= 0.5}
    found += [
        _hit(times[n], _strength(picks[n].level_db, loudest), hit_certainties[n])
        for n in range(len(picks))
        if n not in absorbed
    ]
    heard_ones = (each for each in found if each.event.strength >= _FAINTEST)
    return Candidates(tuple(sorted(heard_ones, key=lambda each: each.event.time_s)), "guide")


def _hit(time_s: float, strength: float, certainty: float) -> Candidate:
    """A hit; one that is hardly to be heard beside the loudest has to be the surer."""
    return Candidate(Event(time_s, strength), certainty * min(1.0, strength / _FAINT))


def _together(certainty: float, hits: Sequence[float], at: int | None) -> float:
    """Of what is kept up and begins with a hit: what is surely struck surely begins."""
    return max(certainty, hits[at]) if at is not None and certainty >= 0.5 else certainty


def _beginnings(spans: Sequence[Span], times: Sequence[float], certainties: Sequence[float]) -> list[int | None]:
    """For each span the hit that begins it: the surest within 50 ms of its start."""
    begun: list[int | None] = []
    for span in spans:
        start_s = span.first * COLUMN_S
        near = [n for n, t in enumerate(times) if abs(t - start_s) <= _MEETS_S and certainties[n] >= 0.3]
        begun.append(max(near, key=lambda n: certainties[n]) if near else None)
    return begun


def _kept_event(span: Span, struck_s: float | None, loudest_db: float) -> Event:
    time_s = span.first * COLUMN_S if struck_s is None else struck_s
    sustain_s = max(_STEP_S, span.stop * COLUMN_S - time_s)
    points = max(2, round(sustain_s / _STEP_S) + 1)
    where = np.linspace(0, len(span.level_db) - 1, points)
    top = float(span.level_db.max())
    envelope = 10 ** ((np.interp(where, np.arange(len(span.level_db)), span.level_db) - top) / 20)
    if struck_s is None:  # it swells up, or was going on before the clip began
        envelope[0] = 0.0
    return Event(time_s, _strength(top, loudest_db), sustain_s, tuple(round(min(1.0, float(v)), 4) for v in envelope))


def _strength(level_db: float, loudest_db: float) -> float:
    return float(min(1.0, 10 ** ((level_db - loudest_db) / 20)))


__all__ = ["Pick", "candidates_of_heard", "place_attack"]
