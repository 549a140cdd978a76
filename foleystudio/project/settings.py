"""What a rendering can be asked for: shared by the document, which stores it, and the engine, which does it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any, ClassVar, Self, cast

from foleystudio.project.knobs import KNOBS, KnobValue, LevelMatch

__all__ = [
    "LevelMatch",
    "OpenName",
    "Renderer",
    "SynthesisSettings",
    "Timing",
    "Voices",
    "insist",
]


class OpenName(str):
    """Name of a row in a table that others may add rows to: any name can be kept, only a table's can be used.

    A project keeps names that its reader has no row for: what was made with them stays as it is.

    Raises
    ------
    ValueError
        When it is no name: lower case letters, digits, ``_``, ``.`` and ``-``, 64 at most, a letter or digit first.
    """

    __slots__ = ()

    _pattern: ClassVar[re.Pattern[str]] = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")

    def __new__(cls, name: object) -> Self:
        """The name; each is one object, whoever asks."""
        if not isinstance(name, str) or cls._pattern.fullmatch(name) is None:
            raise ValueError(f"{name!r} is no name of a {cls.__name__.lower()}")
        known: Any = _NAMES.setdefault((cls, str(name)), str.__new__(cls, name))
        return cast("Self", known)


_NAMES: dict[tuple[type, str], OpenName] = {}


class Renderer(OpenName):
    """Name of what makes the sound: a row of `foleystudio.engine.render.renderers.RENDERERS`.

    ``exemplar`` plays the reference's own grains, ``varietysound`` is the networks and their vocoder, ``hybrid`` the
    reference's grains shaped by the networks.
    """

    __slots__ = ()

    EXEMPLAR: ClassVar[Renderer]
    VARIETYSOUND: ClassVar[Renderer]
    HYBRID: ClassVar[Renderer]


Renderer.EXEMPLAR = Renderer("exemplar")
Renderer.VARIETYSOUND = Renderer("varietysound")
Renderer.HYBRID = Renderer("hybrid")


class Timing(OpenName):
    """Name of where the events come from: a row of `foleystudio.engine.timing.sources.TIMING_SOURCES`.

    Beside those, ``auto`` leaves the choice to the clip, and ``file`` is a file of events. Several of the table's may
    be one timing, joined by ``+``: ``picture+feet``.
    """

    __slots__ = ()

    _pattern: ClassVar[re.Pattern[str]] = re.compile(r"(?=.{1,64}\Z)[a-z0-9][a-z0-9_.-]*(\+[a-z0-9][a-z0-9_.-]*)*")

    AUTO: ClassVar[Timing]
    PICTURE: ClassVar[Timing]
    GUIDE: ClassVar[Timing]
    TAUGHT: ClassVar[Timing]
    FEET: ClassVar[Timing]
    MOVES: ClassVar[Timing]
    FILE: ClassVar[Timing]

    @property
    def parts(self) -> tuple[Timing, ...]:
        """The timings that are one in it; itself alone when it is of one source."""
        return tuple(Timing(part) for part in self.split("+"))


Timing.AUTO = Timing("auto")
Timing.PICTURE = Timing("picture")
Timing.GUIDE = Timing("guide")
Timing.TAUGHT = Timing("taught")
Timing.FEET = Timing("feet")
Timing.MOVES = Timing("moves")
Timing.FILE = Timing("file")


class Voices(StrEnum):
    """What becomes of spoken syllables when a clip's own sound is read: they are events like others, or none."""

    KEEP = "keep"
    IGNORE = "ignore"


@dataclass(frozen=True)
class SynthesisSettings:
    """Where the knobs of a rendering stand; two renderings with equal requests are equal to the sample.

    What each of them is stands in `project.knobs.KNOBS`: its range, its words, its option at the command line.

    Parameters
    ----------
    seed
        Which variation.
    ambience
        0-1: how much of the background's ambience is mixed in; 0 for none.
    strength
        0-1: how far event strengths differ in level; 0 makes all hits equally loud.
    pitch_semitones
        Pitch shift of the whole take.
    humanise
        0-1: how much repeats of one hit differ, in pitch, colour, balance of attack and body, level and start.
    gain_db
        Level of the whole take.
    offset_ms
        Clip-wide picture-to-sound offset, added to every event.
    shaping
        0-1: how far the networks shape the reference's grains; 0 leaves them as they are. The hybrid alone has it.
    morph
        0-1: place between the first reference and the second; 0 uses references in turn. Network renderers only.
    guide_ambience
        Take the ambience from the clip's own sound instead of the references.
    follow
        0-1: how far the level follows that of the events' source; 0 lets hits ring by themselves. None takes what suits
        each reference: 0 for gestures and repetitions, 1 for textures.
    choke
        Every hit stops the ring of the one before it, as a closing hi-hat does.
    in_turn
        Several references take turns; else a hit is chosen from all of them by how hard it was recorded.
    level_match
        What is brought to the loudness of the clip's own sound.
    extra
        Name -> value of the knobs that have no field here, where they are not as they come; see `value`. One that
        nobody here knows, out of a project of another version, is kept.

    Raises
    ------
    ValueError
        When a knob is set to what it cannot be.
    """

    seed: int = 0
    ambience: float = 0.0
    strength: float = 1.0
    pitch_semitones: float = 0.0
    humanise: float = 0.5
    gain_db: float = 0.0
    offset_ms: float = 0.0
    shaping: float = 0.5
    morph: float = 0.0
    guide_ambience: bool = False
    follow: float | None = None
    choke: bool = False
    in_turn: bool = False
    level_match: LevelMatch = LevelMatch.NONE
    extra: tuple[tuple[str, KnobValue], ...] = ()

    def __post_init__(self) -> None:
        for name in _OWN:
            object.__setattr__(self, name, KNOBS[name].check(getattr(self, name)))
        object.__setattr__(self, "extra", _tidy(self.extra))

    def value(self, name: str) -> Any:
        """Where a knob stands, whether it has a field or not; None for one that nobody knows."""
        if name in _OWN:
            return getattr(self, name)
        return dict(self.extra).get(name, KNOBS[name].usual if name in KNOBS else None)

    def with_values(self, values: Mapping[str, KnobValue]) -> SynthesisSettings:
        """With some knobs, by name, turned to other values."""
        own: dict[str, Any] = {name: value for name, value in values.items() if name in _OWN}
        others = {name: value for name, value in values.items() if name not in own}
        return replace(self, **own, extra=(*self.extra, *others.items()))

    def differing(self, other: SynthesisSettings) -> dict[str, KnobValue]:
        """Name -> value of the knobs that stand elsewhere in other settings."""
        names = dict.fromkeys((*KNOBS.names, *dict(self.extra), *dict(other.extra)))
        return {name: self.value(name) for name in names if self.value(name) != other.value(name)}

    @property
    def hears_guide(self) -> bool:
        """Whether anything of the clip's own sound is to be heard."""
        return self.guide_ambience and self.ambience > 0

    @property
    def matches_guide(self) -> bool:
        """Whether the level is that of the clip's own sound."""
        return self.level_match != LevelMatch.NONE


_OWN = frozenset(f.name for f in fields(SynthesisSettings)) - {"extra"}


def _tidy(extra: Iterable[tuple[str, KnobValue]]) -> tuple[tuple[str, KnobValue], ...]:
    """Checked, each once, in the order of their names, without those that are as they come."""
    values = dict(extra)
    for name in values.keys() & set(KNOBS.names):
        values[name] = KNOBS[name].check(values[name])
    if values.keys() & _OWN:
        raise ValueError("a knob that has a field is set there")
    if not all(value is None or isinstance(value, bool | int | float | str) for value in values.values()):
        raise ValueError("a knob has a plain value")
    return tuple(sorted((n, value) for n, value in values.items() if n not in KNOBS or value != KNOBS[n].usual))


def insist(value: object, **kinds: Callable[[Any], object]) -> None:
    """Give fields of a frozen value the types that they are declared with; called as it is made.

    Text and numbers that went through a window, a file or a command line compare equal to a `Renderer` or a tuple
    or do not, as luck would have it: once a value is made, its fields are what they say.

    Parameters
    ----------
    value
        A frozen dataclass's instance.
    kinds
        Field -> what makes its type.

    Raises
    ------
    ValueError
        When there is no such member, name or number.
    """
    for name, kind in kinds.items():
        given = getattr(value, name)
        if type(given) is kind:
            continue
        made = kind(given)
        if isinstance(given, float) and made != given:
            raise ValueError(f"{name} must be a whole number")
        object.__setattr__(value, name, made)
