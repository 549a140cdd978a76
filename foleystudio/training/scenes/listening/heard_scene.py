"""A made recording and what is to be heard in it, to the sample."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ as RATE_HZ
from foleystudio.dsp.waves.envelope import rms
from foleystudio.training.scenes.listening import channel
from foleystudio.training.scenes.listening.hit_bank import ATTACK, Hit, HitBank, band_powers, band_shares
from foleystudio.training.scenes.listening.laying import Mix, lay_kept, lay_strokes
from foleystudio.training.scenes.listening.patterns import PATTERNS
from foleystudio.training.scenes.objects.sound_object import Mono

HOP = 110
"""Samples between two values of what is kept up: 5 ms."""

_CUT = 0.12  # share of recordings that begin on a hit
_BINS = ATTACK // 2 + 1  # of the spectrum of an attack

PRE_ROLL_S = 1.0
"""What sounded before a recording begins is still heard in it."""


@dataclass(frozen=True)
class Kind:
    """What is sure to be in a recording of one kind; everything else is drawn.

    Parameters
    ----------
    patterns
        Of its strokes, one of these.
    kept
        Whether something is kept up; None leaves it open.
    under
        What lies under it: ``speech``, ``music``, ``wind``, or empty; None leaves it open.
    channel
        What it goes through: ``codec``, ``limiter``, ``clipped``, ``fades``, or empty; None leaves it open.
    room, noisy, ringing
        Whether it is in a room, over a loud noise floor, and of things that ring; None leaves it open.
    under_db
        Level of what lies under it, beside the loudest that is struck or kept up.
    """

    patterns: tuple[str, ...] = ("sparse", "dense", "roll", "flams", "ghosts", "several")
    kept: bool | None = False
    under: str | None = None
    channel: str | None = None
    room: bool | None = None
    noisy: bool | None = None
    ringing: bool | None = None
    under_db: tuple[float, float] = (-40.0, -12.0)


_ANY = ("sparse", "dense", "ghosts", "several", "roll")

KINDS: dict[str, Kind] = {
    "sparse": Kind(("sparse",)),
    "dense": Kind(("dense",)),
    "rolls": Kind(("roll",)),
    "flams": Kind(("flams",)),
    "ghost notes": Kind(("ghosts",)),
    "several things": Kind(("several",)),
    "kept up": Kind(("nothing", "nothing", "sparse", "dense"), kept=True),
    "ringing": Kind(("sparse", "dense"), ringing=True),
    "speech": Kind(_ANY, under="speech", kept=None),
    "music": Kind(_ANY, under="music", kept=None),
    "wind": Kind(_ANY, under="wind", kept=None),
    "rooms": Kind(_ANY, room=True, kept=None),
    "codecs": Kind(_ANY, channel="codec", kept=None),
    "limiters": Kind(_ANY, channel="limiter", kept=None),
    "clipped": Kind(_ANY, channel="clipped", kept=None),
    "noise floor": Kind(_ANY, noisy=True, kept=None),
    "fades": Kind(_ANY, channel="fades", kept=None),
    "background": Kind(("nothing",)),
}
"""Kinds of recording by name."""

PRACTISED: dict[str, Kind] = {
    "talk": Kind(("nothing",), under="speech"),
    "loud talk": Kind(_ANY, under="speech", kept=None, under_db=(-18.0, 0.0)),
    "kept up under hits": Kind(("dense", "dense", "several", "ghosts", "roll"), kept=True),
}
"""Kinds of which only training has more: what the net got wrong most."""


@dataclass(frozen=True)
class HeardHit:
    """One hit, or the attack of what is kept up.

    Parameters
    ----------
    time_s
        Of its first sample.
    strength
        0-1, beside the loudest of its recording (linear level).
    share_db
        Its own level beside that of all that sounds with it.
    counts
        False where nobody could say whether it is to be heard: under something louder, at once with another.
    rings
        Whether it sounds on for half a second.
    """

    time_s: float
    strength: float
    share_db: float
    counts: bool
    rings: bool


@dataclass(frozen=True, eq=False)
class HeardScene:
    """A made recording.

    Parameters
    ----------
    kind
        A key of ``KINDS`` or ``PRACTISED``.
    wave
        ``float32 [N]`` at ``ONSET_RATE_HZ``.
    hits
        What is to be heard, by time.
    kept
        ``float32 [M]``, every ``HOP`` samples: level of what is kept up beside that of all that sounds, linear, 0-1.
    sure
        ``bool [M]``: where one can say whether something is kept up.
    """

    kind: str
    wave: Mono
    hits: tuple[HeardHit, ...]
    kept: NDArray[np.float32]
    sure: NDArray[np.bool_]


def draw_heard_scene(kind: str, bank: HitBank, rng: np.random.Generator, columns: int = 800) -> HeardScene:
    """A recording of one kind, of ``KINDS`` or ``PRACTISED``, ``columns * HOP`` samples long."""
    wanted = _decided((KINDS | PRACTISED)[kind], rng)
    before = round(PRE_ROLL_S * RATE_HZ)
    length = before + columns * HOP
    mix = Mix(length)
    strokes = PATTERNS[str(rng.choice(wanted.patterns))](length / RATE_HZ, rng)
    things = bank.ringing if wanted.ringing else bank.struck
    lay_strokes(mix, strokes, [things[int(n)] for n in rng.integers(0, len(things), 5)], rng)
    if rng.random() < _CUT:
        before = _cut_on_a_hit(mix, before, rng)
    if wanted.kept:
        lay_kept(mix, bank.kept, softest_db=-26 if strokes else -3, rng=rng)
    dry = mix.hits + mix.kept
    top = float(np.abs(dry).max()) or 1.0
    wet = channel.in_a_room(dry, rng) if wanted.room else dry
    whole = wet + _beds(bank, wanted, length, top, rng)
    heard, gains = _through(whole, wanted.channel, rng)
    cut = _Cut(before, before + columns * HOP, whole, gains)
    heard_part = slice(before, before + columns * HOP)
    gain = channel.fade(columns * HOP, rng) if wanted.channel == "fades" else np.ones(columns * HOP, np.float32)
    wave = _recorded(heard[heard_part] * gain, bank, rng)
    kept, sure = cut.kept(mix)
    return HeardScene(kind, wave, as_faded(cut.hits(mix), gain), kept[:columns], sure[:columns])


def _cut_on_a_hit(mix: Mix, latest: int, rng: np.random.Generator) -> int:
    """A first sample up to 10 ms before one of the hits that lie before the latest one."""
    starts = [each.start for each in mix.laid if not each.soft and latest // 3 < each.start <= latest]
    return int(starts[int(rng.integers(len(starts)))] - rng.integers(0, 2 * HOP)) if starts else latest


def _decided(kind: Kind, rng: np.random.Generator) -> Kind:
    """With everything drawn that its kind leaves open: mostly a plain recording."""
    under = str(rng.choice(["", "speech", "music", "wind"], p=[0.7, 0.12, 0.08, 0.1]))
    through = str(rng.choice(["", "codec", "limiter", "clipped", "fades"], p=[0.55, 0.2, 0.12, 0.06, 0.07]))
    return Kind(
        kind.patterns,
        bool(rng.random() < 0.25) if kind.kept is None else kind.kept,
        under if kind.under is None else kind.under,
        through if kind.channel is None else kind.channel,
        bool(rng.random() < 0.4) if kind.room is None else kind.room,
        bool(rng.random() < 0.15) if kind.noisy is None else kind.noisy,
        bool(rng.random() < 0.15) if kind.ringing is None else kind.ringing,
        kind.under_db,
    )


def _beds(bank: HitBank, wanted: Kind, length: int, top: float, rng: np.random.Generator) -> Mono:
    out = np.zeros(length, np.float32)
    if wanted.noisy or rng.random() < 0.75:
        level_db = rng.uniform(-38, -24) if wanted.noisy else rng.uniform(-85, -36)
        out += bank.beds.piece("noise", length, rng) * np.float32(top * 10 ** (level_db / 20))
    if wanted.under:
        level_db = rng.uniform(*wanted.under_db)
        out += bank.beds.piece(wanted.under, length, rng) * np.float32(top * 10 ** (level_db / 20))
    return out


def _through(whole: Mono, through: str | None, rng: np.random.Generator) -> tuple[Mono, NDArray[np.float32]]:
    """The recording behind equaliser and codec, and the gains of its bins on the way."""
    gains = channel.response(_BINS, through == "codec", rng)
    heard = whole
    if (gains != 1).any():
        spectrum = np.fft.rfft(whole)
        place = np.linspace(0, _BINS - 1, len(spectrum), dtype=np.float32)
        heard = np.fft.irfft(spectrum * np.interp(place, np.arange(_BINS), gains), len(whole)).astype(np.float32)
    if through == "codec" and rng.random() < 0.6:
        heard = channel.coded(heard, rng)
    if through == "limiter":
        heard = channel.limited(heard, rng)
    return (channel.clipped(heard, rng) if through == "clipped" else heard), gains


def as_faded(hits: tuple[HeardHit, ...], gain: Mono) -> tuple[HeardHit, ...]:
    """Hits as loud as a fade leaves them."""
    gains = [float(gain[min(len(gain) - 1, round(hit.time_s * RATE_HZ) + 2 * HOP)]) for hit in hits]
    loudest = max((g * hit.strength for g, hit in zip(gains, hits, strict=True)), default=0.0) or 1.0
    return tuple(
        replace(hit, strength=g * hit.strength / loudest, counts=hit.counts and g * hit.strength > _FAINT * loudest)
        for g, hit in zip(gains, hits, strict=True)
    )


def _recorded(wave: Mono, bank: HitBank, rng: np.random.Generator) -> Mono:
    """As it is saved: at some level, with a recorder's noise far down."""
    level = 10 ** (rng.choice([rng.uniform(-6, 0), rng.uniform(-45, -6)], p=[0.7, 0.3]) / 20)
    wave = wave * np.float32(level / max(1e-9, float(np.abs(wave).max())))
    if rng.random() < 0.6:
        floor = np.float32(10 ** (rng.uniform(-96, -72) / 20))
        wave = wave + floor * bank.beds.piece("noise", len(wave), rng)
    return np.asarray(wave, np.float32)


_HEARD = 0.67  # share of two bands' power that makes a hit audible
_FAINT = 0.006  # of the loudest: too soft to ask for
_KEPT, _DROWNED = 0.6, 0.05  # shares of the level: plainly kept up; so little that nobody hears it
_AT_ONCE_S = 0.014  # of hits so near the softer one is not heard by itself
_EDGE_S = 0.012  # a hit so shortly before the beginning is still heard as one


class _Cut:
    """What of a mix is to be heard after its pre-roll."""

    def __init__(self, before: int, length: int, whole: Mono, gains: NDArray[np.float32]) -> None:
        self._before, self._length, self._whole = before, length, whole
        self._passed = band_shares(np.square(gains))
        self._levels = rms(whole, 2 * HOP, HOP)

    def hits(self, mix: Mix) -> tuple[HeardHit, ...]:
        laid = sorted((each for each in mix.laid if each.start < self._length), key=lambda each: each.start)
        loudest = max((e.gain * e.hit.level for e in laid if e.start >= self._before), default=0.0)
        found: list[HeardHit] = []
        for number, each in enumerate(laid):
            time_s = (each.start - self._before) / RATE_HZ
            if time_s < -_EDGE_S or loudest <= 0:
                continue
            level = each.gain * each.hit.level
            near = [o for o in laid[max(0, number - 3) : number + 4] if o is not each]
            crowded = any(
                abs(o.start - each.start) < _AT_ONCE_S * RATE_HZ and o.gain * o.hit.level >= level for o in near
            )
            counts = time_s >= 0 and not crowded and not each.soft and self._is_audible(each.start, each.gain, each.hit)
            around = self._levels[each.start // HOP : each.start // HOP + 11].max(initial=1e-9)
            share_db = float(np.clip(20 * np.log10(level / around + 1e-9), -30, 3))
            strength = min(1.0, level / loudest)
            found.append(HeardHit(max(0.0, time_s), strength, share_db, counts, each.hit.rings))
        return tuple(found)

    def _is_audible(self, start: int, gain: float, hit: Hit) -> bool:
        """Whether a hit has the better part of what sounds in two bands that the recording lets through."""
        own = gain**2 * hit.attack
        beside = np.maximum(band_powers(self._whole[start : start + ATTACK]), 1e-12)
        passed = own * self._passed
        matter = passed > 1e-3 * passed.max(initial=0.0)
        shares = np.sort((own / beside)[matter])
        return len(shares) > 1 and bool(shares[-2] >= _HEARD)

    def kept(self, mix: Mix) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        level = eased(rms(mix.kept[self._before :], 2 * HOP, HOP))
        whole = np.maximum(eased(self._levels)[self._before // HOP :][: len(level)], 1e-9)
        share = np.clip(level[: len(whole)] / whole, 0, 1).astype(np.float32)
        loud = level[: len(whole)] > 0.03 * max(1e-9, float(level.max(initial=0.0)))
        kept = loud & (share > _KEPT)
        return np.where(kept, share, 0).astype(np.float32), kept | (share < _DROWNED)


def eased(level: NDArray[np.float32]) -> NDArray[np.float32]:
    """A level whose power is averaged over 45 ms: what is kept up is uneven by itself."""
    powers = np.pad(np.square(level, dtype=np.float64), 4, mode="edge")
    sums = np.concatenate([[0.0], np.cumsum(powers)])
    return np.asarray(np.sqrt(np.maximum(sums[9:] - sums[:-9], 0) / 9), np.float32)
