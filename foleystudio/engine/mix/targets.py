"""Loudness to deliver at: by name, or by a number of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from foleystudio.errors import FoleyError
from foleystudio.registry import Registry

_LOUDEST_LUFS, _SOFTEST_LUFS = 0.0, -70.0  # full scale, and R128's absolute gate: nothing softer is measured
OWN_CEILING_DBTP = -1.0
"""True peak that a loudness of one's own allows."""


@dataclass(frozen=True)
class LoudnessTarget:
    """What a mix is brought to.

    Parameters
    ----------
    name, title
        By which it is typed; what a user calls it.
    lufs
        Integrated loudness.
    ceiling_dbtp
        The highest true peak.
    note
        What is to be known of it: a sentence, or empty.
    """

    name: str
    title: str
    lufs: float
    ceiling_dbtp: float = OWN_CEILING_DBTP
    note: str = ""

    @property
    def told(self) -> str:
        """``EBU R128: −23 LUFS, −1 dBTP``."""
        return f"{self.title}: {self.lufs:g} LUFS, {self.ceiling_dbtp:g} dBTP".replace("-", "−")


TARGETS = Registry(
    "loudness",
    (
        LoudnessTarget("ebu-r128", "EBU R128", -23.0),
        LoudnessTarget("atsc-a85", "ATSC A/85", -24.0, -2.0),
        LoudnessTarget(
            "netflix", "Netflix", -27.0, -2.0,
            "Netflix measures dialogue alone; this is the whole mix, without a dialogue gate.",
        ),
        LoudnessTarget("streaming", "Streaming", -14.0),
    ),
)  # fmt: skip
"""Loudness that deliveries ask for, the usual one first."""


def target_of(text: str) -> LoudnessTarget:
    """A target by its name, or one's own by a number of LUFS ("-20").

    Raises
    ------
    FoleyError
        When it is neither.
    """
    found = TARGETS.find(text)
    if found is not None:
        return found
    try:
        lufs = float(text.replace("−", "-").removesuffix("LUFS"))
    except ValueError:
        lufs = float("nan")
    if not isfinite(lufs) or not _SOFTEST_LUFS < lufs <= _LOUDEST_LUFS:
        names = ", ".join(TARGETS.names)
        raise FoleyError(f"{text!r} is no loudness", remedy=f"say {names}, or a number of LUFS such as -20")
    return LoudnessTarget("own", "Own", lufs)
