"""Voice allocation: which recorded hit plays which event, and how it is humanised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from foleystudio.dsp.waves.grains import hashed, uniform
from foleystudio.progress import Cancelled, never_cancelled, watched
from foleystudio.project.events import Event

WIDEST_CENTS = 60.0  # pitch at full humanising, to either side
_CENT_STEP = 5  # finer is not heard, and repeats share their resampling
_WIDEST_DB = 2.0  # level, to either side
_WIDEST_TILT_DB = 8.0  # treble beside bass, to either side
_WIDEST_BALANCE_DB = 5.0  # attack beside body, to either side
_LATEST_S = 0.001  # to either side: too little to be seen or heard as late
_TILT_STEPS = 8  # so that repeats share their filtering
# Steps from event to event along each way of differing: irrational, so that neighbours are never alike.
_STEPS = (0.6180339887498949, 0.7548776662466927, 0.4142135623730951, 0.5698402909980532, 0.7320508075688772)

_SOFTEST_DB = -18.0  # an event this far below full strength asks for the softest recording
_AS_HARD_DB = 1.5  # hits recorded this alike take turns
_AS_HARD_SHARE = 0.25  # ... or within this share of the whole range
_FEW, _NEARLY_AS_HARD_DB = 2, 4.0  # a third is taken in when it is no further away
_NAMED_DB = 6.0  # what a name says of hardness, beside level
_SOFT, _HARD = ("soft", "quiet", "gentle"), ("hard", "loud", "strong")
_NO_HARDNESS = ("hardwood", "softwood", "hardware", "software")
_BRIGHTNESS_DB = 3.0  # what an octave of brightness says of hardness, beside level


@dataclass(frozen=True)
class Humanisation:
    """Pitch, level, tilt, balance and delay by which one performance of a hit differs from its recording.

    Parameters
    ----------
    cents
        Pitch, a multiple of 5 (so that repeats share their resampling).
    gain_db
        Level.
    tilt_db
        Of the treble beside the rest.
    balance_db
        Of the attack beside the body.
    late_s
        How much later than the event it begins; earlier when below 0.
    """

    cents: int
    gain_db: float
    tilt_db: float
    balance_db: float
    late_s: float


def nuance_of(event: Event, seed: int, humanise: float) -> Humanisation:
    """The nuance of an event: of its key and the seed alone, so that it stays when other events are edited.

    Events of keys in a row lie at least a quarter of the range apart in every way, so that no two neighbours are alike.
    """
    places = [(uniform(seed, 11 + n) + event.key * step) % 1.0 for n, step in enumerate(_STEPS)]
    pitch, level, tilt, balance, late = (humanise * (2 * place - 1) for place in places)
    tilt_step = 2 * _WIDEST_TILT_DB / _TILT_STEPS / 2
    return Humanisation(
        round(pitch * WIDEST_CENTS / _CENT_STEP) * _CENT_STEP,
        level * _WIDEST_DB,
        round(tilt * _WIDEST_TILT_DB / tilt_step) * tilt_step,
        balance * _WIDEST_BALANCE_DB,
        late * _LATEST_S,
    )


@dataclass(frozen=True)
class Recorded:
    """How hard a hit was struck when it was recorded, as far as its sound tells.

    Parameters
    ----------
    level_db
        Its own level, as it is in its file.
    brightness_hz
        Centroid of its spectrum.
    name
        Of its file: libraries say there how hard a hit was struck.
    """

    level_db: float
    brightness_hz: float
    name: str = ""


def hardness_db(pool: Sequence[Recorded]) -> list[float]:
    """How hard each hit of a pool was struck beside the hardest, decibels: the louder and brighter, the harder.

    Where names tell soft from hard ones they have a say too: recordings that were brought to one level tell no more.
    """
    score = [hit.level_db + _BRIGHTNESS_DB * 3.32 * log10(max(1.0, hit.brightness_hz)) for hit in pool]
    named = [_named(hit.name) for hit in pool]
    if len(set(named)) > 1:
        score = [one + _NAMED_DB * name for one, name in zip(score, named, strict=True)]
    hardest = max(score)
    return [one - hardest for one in score]


def _named(name: str) -> int:
    """-1 for what is called soft, 1 for what is called hard, 0 for neither."""
    told = name.lower()
    for word in _NO_HARDNESS:
        told = told.replace(word, "")
    return any(word in told for word in _HARD) - any(word in told for word in _SOFT)


def choose_hits(
    events: Sequence[Event],
    turns: Sequence[int],
    hardness: Sequence[float],
    seed: int,
    cancelled: Cancelled = never_cancelled,
) -> list[int]:
    """A hit for every event: recorded as hard as the event is, and not the one that was just heard.

    The strengths from -18 dB to full are laid over the range of what was recorded. Among those of about the hardness
    that is asked for the seed shuffles. Events of even turns choose first, those of odd turns among what their
    neighbours left; so a choice depends on the event and its two neighbours, and an edit changes none further away.

    Parameters
    ----------
    events
        In time order. Those with a seed of their own have what that gives, which moves no other's choice.
    turns
        A number for every event, of its key alone, that rises by one from event to event where none was added between.
    hardness
        Of every hit, decibels beside the hardest.

    Returns
    -------
    The number of a hit for every event.

    Raises
    ------
    Cancelled
        When the user cancelled.
    """
    pools = [_suiting(event.strength, hardness) for event in watched(events, cancelled)]
    first = [_shuffled(pool, turn, seed) for pool, turn in zip(pools, turns, strict=True)]
    chosen = list(first)
    for n, turn in enumerate(turns):
        before = first[n - 1] if n else -1
        after = first[n + 1] if n + 1 < len(events) else -1
        meets = n > 0 and turns[n - 1] % 2 == 0 and before == first[n]
        own_seed = events[n].seed
        if own_seed is not None:
            chosen[n] = _shuffled(pools[n], turn, own_seed)
        elif turn % 2 or meets:
            left = [hit for hit in pools[n] if hit not in (before, after)]
            left = left or [hit for hit in pools[n] if hit != before]
            chosen[n] = left[hashed(seed, turn, 22) % len(left)] if left else first[n]
    return chosen


def _suiting(strength: float, hardness: Sequence[float]) -> list[int]:
    """The hits that were recorded about as hard as an event is."""
    softest = min(hardness)
    share = min(1.0, 20 * log10(max(strength, 1e-3)) / _SOFTEST_DB)
    away = [abs(one - share * softest) for one in hardness]
    reach = min(away) + max(_AS_HARD_DB, _AS_HARD_SHARE * abs(softest))
    if len(away) > _FEW:  # two alone could only take turns
        reach = max(reach, min(sorted(away)[_FEW], min(away) + _NEARLY_AS_HARD_DB))
    return [hit for hit, distance in enumerate(away) if distance <= reach]


def _shuffled(pool: Sequence[int], turn: int, seed: int) -> int:
    if len(pool) == 2:  # two can only take turns
        return pool[(turn + hashed(seed, 21)) % 2]
    return pool[hashed(seed, turn, 21) % len(pool)]
