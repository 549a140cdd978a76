"""The table of the knobs of a rendering: one row a knob, which is all that there is to be known of it.

From it come the knob's control in the inspector, its option at the command line with the help, its place in a saved
project with the check on loading, and the words for it in lists. Its value is ``settings.value(name)``, in the request
that a renderer is handed too; knobs that the code here asks for by name have besides a typed field of
`project.settings.SynthesisSettings`.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, StrEnum
from numbers import Real
from typing import TypeAlias

from foleystudio.registry import Registry

KnobValue: TypeAlias = bool | int | float | str | None
"""What a knob may be set to: plain values, that JSON has too."""


MAX_SEED = 9999
"""Four digits: enough variations to choose from, and few enough to be read out and typed."""


_FARTHEST, _FARTHEST_WHOLE = 1e9, 2**63 - 1
"""No knob goes further, whatever its slider shows: what is saved can be read again, and counted with."""


class LevelMatch(StrEnum):
    """What of a take is brought to the loudness of the clip's own sound: nothing, the whole, or every hit by itself."""

    NONE = "none"
    WHOLE = "whole"
    HITS = "hits"


class Need(Enum):
    """What there has to be for a knob to be of use."""

    NOTHING = "nothing"
    GUIDE = "guide"
    """A sound of the clip's own."""
    REFERENCES = "references"
    """Several references."""


@dataclass(frozen=True, kw_only=True)
class Knob:
    """What every knob has.

    Parameters
    ----------
    name
        In code, saved projects and, where ``option`` is none, at the command line; never changed once it was saved.
    label
        What it is called in the window.
    tip
        What it does, in one line without a full stop.
    help
        What the command line says of it, a sentence; that of ``tip`` when empty.
    change
        Name of the step that undo takes back; made of the label when empty.
    readout
        How lists say a value that is not the default, a format; made of the label when empty.
    option
        The command line's; made of the name when empty.
    former
        Options of earlier versions, which still do the same.
    of_some
        Only renderers have it whose row in their table names it; else all do.
    need
        What there has to be for it to be of use.
    lacking
        What is said instead of ``tip`` where that is not there.
    """

    name: str
    label: str
    tip: str
    help: str = ""
    change: str = ""
    readout: str = ""
    option: str = ""
    former: tuple[str, ...] = ()
    of_some: bool = False
    need: Need = Need.NOTHING
    lacking: str = ""

    @property
    def usual(self) -> KnobValue:
        """The value of a knob that nobody turned; never changed, for it is not saved."""
        raise NotImplementedError

    def check(self, value: object) -> KnobValue:
        """The value in the knob's own type.

        Raises
        ------
        ValueError
            When it is none that the knob can have.
        """
        raise NotImplementedError

    def said(self, value: KnobValue) -> str:
        """What lists say of a value."""
        words = self.readout or f"{self.label.lower()} {{}}"
        return words.format(value).replace("-", "\N{MINUS SIGN}")

    def concerns(self, own: Collection[str]) -> bool:
        """Whether a renderer has it whose row names some knobs as its own."""
        return not self.of_some or self.name in own

    @property
    def step(self) -> str:
        """Name of the step that undo takes back."""
        return self.change or f"Change {self.label.lower()}"

    @property
    def options(self) -> tuple[str, ...]:
        """The command line's option, and those of earlier versions."""
        return (self.option or f"--{self.name.replace('_', '-')}", *self.former)

    @property
    def sentence(self) -> str:
        """What the command line says of it."""
        return self.help or f"{self.tip}."


@dataclass(frozen=True, kw_only=True)
class NumberKnob(Knob):
    """A number: a slider in the inspector. As it comes it is a share from nothing to all.

    Parameters
    ----------
    default
        What it is when nobody turned it; None for one that is left to itself then, see ``by_kind``.
    minimum, maximum, increment
        Of the slider, in the unit of the value.
    is_limited
        Whether nothing beyond the slider is valid.
    is_whole
        Whether it is a whole number.
    unit, scale, decimals, signed
        How it is shown: value x scale, rounded, with a + above 0 if it is signed.
    by_kind
        What one that is left to itself does, in words: at 0, as for hits, and at 1, as for textures.
    """

    default: float | None = 0.0
    minimum: float = 0
    maximum: float = 1
    increment: float = 0.01
    is_limited: bool = True
    is_whole: bool = False
    unit: str = "%"
    scale: float = 100.0
    decimals: int = 0
    signed: bool = False
    by_kind: tuple[str, str] | None = None

    @property
    def usual(self) -> float | None:
        """As in the base class."""
        return self.default

    def check(self, value: object) -> KnobValue:
        """As in the base class: the number, whole if it has to be, within its limits if it has any."""
        if value is None and self.default is None:
            return None
        number = self._number(value)
        if abs(number) > (_FARTHEST_WHOLE if self.is_whole else _FARTHEST):
            raise ValueError(f"{self.name} is too large a number")
        if self.is_limited and not self.minimum <= number <= self.maximum:
            raise ValueError(f"{self.name} must lie between {self.minimum:g} and {self.maximum:g}")
        return number

    def _number(self, value: object) -> int | float:
        if isinstance(value, int):
            return int(value) if self.is_whole else float(value)
        number = float(value) if isinstance(value, Real) else math.nan
        if not math.isfinite(number):
            raise ValueError(f"{self.name} must be a finite number")
        if self.is_whole and not number.is_integer():
            raise ValueError(f"{self.name} must be a whole number")
        return int(number) if self.is_whole else number

    def said(self, value: KnobValue) -> str:
        """As in the base class; without words of its own, as the slider shows it."""
        if self.readout or not isinstance(value, int | float):
            return super().said(value)
        sign = "+" if self.signed else ""
        number = f"{value * self.scale:{sign}.{self.decimals}f}"
        unit = self.unit if self.unit in ("", "%") else f" {self.unit}"
        return f"{self.label.lower()} {number}{unit}".replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True, kw_only=True)
class SwitchKnob(Knob):
    """On or off, off as it comes: a toggle in the inspector, a flag at the command line.

    Parameters
    ----------
    text
        What stands on the toggle.
    beside
        The knob that it stands beside; it has a row of its own when empty.
    """

    text: str
    beside: str = ""

    @property
    def usual(self) -> bool:
        """As in the base class: off."""
        return False

    def check(self, value: object) -> bool:
        """As in the base class."""
        if not isinstance(value, Real):
            raise ValueError(f"{self.name} must be on or off")
        return bool(value)

    def said(self, value: KnobValue) -> str:
        """As in the base class: that it is on."""
        return self.readout or self.label.lower() if value else f"no {self.label.lower()}"


@dataclass(frozen=True)
class Choice:
    """One of the values of a `ChoiceKnob`: what it is called, and what there is more to say of it."""

    value: bool | str
    label: str
    tip: str = ""


@dataclass(frozen=True, kw_only=True)
class ChoiceKnob(Knob):
    """One of several: a drop-down list in the inspector; ``tip`` names it for who does not see the row.

    Parameters
    ----------
    choices
        The values, the first of which is the default: members of a ``StrEnum``, or off and on (a flag at the command
        line).
    """

    choices: tuple[Choice, ...]

    @property
    def usual(self) -> bool | str:
        """As in the base class: the first choice."""
        return self.choices[0].value

    def check(self, value: object) -> bool | str:
        """As in the base class."""
        for choice in self.choices:
            if choice.value == value:
                return choice.value
        known = ", ".join(str(choice.value) for choice in self.choices)
        raise ValueError(f"{self.name} cannot be {value!r}, but one of {known}")

    def tip_of(self, value: object) -> str:
        """What there is more to say of a value."""
        return next((choice.tip for choice in self.choices if choice.value == value), "")

    @property
    def step(self) -> str:
        """As in the base class: it says what is chosen."""
        return self.change or f"Change {self.tip[0].lower()}{self.tip[1:]}"


KNOBS: Registry[Knob] = Registry(
    "knob",
    (
        NumberKnob(
            name="seed", label="Seed", tip="The same seed gives the same sound, another one a variation of it",
            help="The same seed gives the same samples, another one a variation.",
            default=0, minimum=0, maximum=MAX_SEED, increment=1, is_limited=False, is_whole=True, unit="", scale=1,
        ),
        NumberKnob(
            name="strength", label="Strength", tip="How far hard and soft hits differ in level", default=1.0,
        ),
        NumberKnob(name="ambience", label="Ambience", tip="How much of the background's air is mixed in"),
        SwitchKnob(
            name="guide_ambience", label="Ambience of the clip", text="clip", beside="ambience",
            tip="Take the ambience from the clip's own sound, not from the reference",
            change="Change ambience's source", need=Need.GUIDE,
            lacking="The clip has no sound of its own to take the ambience from",
        ),
        NumberKnob(
            name="humanise", label="Humanise", tip="How much repeated hits differ from each other, as by hand",
            default=0.5, former=("--variation",),
        ),
        NumberKnob(
            name="follow", label="Follow", default=None,
            tip="How far the level goes on as its source's does: at 0 hits ring by themselves",
            help="How far the level goes on as its source's does: 0 lets hits ring by themselves, 1 follows. Left out: "
            "0 for hits, 1 for textures.",
            by_kind=("hits ring by themselves", "textures follow"),
        ),
        ChoiceKnob(
            name="in_turn", label="Hits", tip="How hits are chosen", readout="in turn", need=Need.REFERENCES,
            help="Several references take turns, instead of being chosen by strength.",
            choices=(
                Choice(
                    False, "By strength", "Of all recordings, one struck about as hard as the event; those alike take "
                    "turns as the seed shuffles them",
                ),
                Choice(True, "In turn", "The references take turns, whatever the strength"),
            ),
        ),
        SwitchKnob(
            name="choke", label="Choke", text="choke", beside="in_turn",
            tip="Each hit stops the ring of the one before, as a hand on metal or a hi-hat does",
        ),
        ChoiceKnob(
            name="level_match", label="Level", tip="What the level goes by", readout="level match: {}",
            help="Bring the level to that of the clip's own sound: as a whole, or hit by hit.",
            former=("--match-guide",), need=Need.GUIDE,
            choices=(
                Choice(LevelMatch.NONE, "By strength", "As loud as the events' strengths say"),
                Choice(LevelMatch.WHOLE, "Match guide", "As loud as the clip's own sound, as a whole"),
                Choice(
                    LevelMatch.HITS, "Match each hit", "Every hit as loud as what it replaces in the clip's own sound"
                ),
            ),
        ),
        NumberKnob(
            name="offset_ms", label="Offset to picture", tip="Sound later (+) or earlier than the events",
            help="Moves every event, in milliseconds.", change="Change offset", readout="{:+.0f} ms",
            minimum=-300, maximum=300, increment=1, is_limited=False, unit="ms", scale=1, signed=True,
        ),
        NumberKnob(
            name="pitch_semitones", label="Pitch", tip="Up or down, in semitones", help="Pitch shift in semitones.",
            option="--pitch", readout="{:+.1f} st",
            minimum=-12, maximum=12, increment=0.1, is_limited=False, unit="st", scale=1, decimals=1, signed=True,
        ),
        NumberKnob(
            name="shaping", label="Shaping", tip="How far the networks shape the reference's own grains", default=0.5,
            of_some=True,
        ),
        NumberKnob(
            name="morph", label="Morph", tip="From the first reference to the second; 0 plays them in turn",
            help="Place between two references; 0 plays them in turn (network renderers).",
            of_some=True, need=Need.REFERENCES,
        ),
        NumberKnob(
            name="gain_db", label="Gain", tip="Level of the take", help="Level in decibels.",
            option="--gain", readout="{:+.1f} dB",
            minimum=-24, maximum=12, increment=0.1, is_limited=False, unit="dB", scale=1, decimals=1, signed=True,
        ),
    ),
)  # fmt: skip
"""Every knob, top to bottom as the inspector has them; what is added before a window is made is in that window."""
