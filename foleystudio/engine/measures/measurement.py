"""Everything that was measured of one generated sound, as values, JSON and a plain text table."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from foleystudio.engine.measures.onset_scores import OnsetComparison
from foleystudio.engine.measures.timbre import Distortion, OnScale

LEGEND = (
    "score    of the sound that was made: 1 is best; of E-L1 and MCD 0 is",
    "null     what the same onsets score when they are shifted round the clip: chance",
    "lift     score less null: what may be compared between clips",
    "floor    unrelated sounds beside the reference",
    "ceiling  one part of the reference beside another",
    "share    how far the score has come from the floor (0) to the ceiling (1)",
)
"""What the table's columns are, a line each."""


@dataclass(frozen=True)
class Measurement:
    """All measures of a generated sound against its target, and against the reference it should sound like.

    Parameters
    ----------
    target, generated, references
        What they are called.
    duration_s
        Length of the target, over which timing and level are measured.
    onsets
        Timing, beside chance.
    e_l1, envelope_r
        Level: mean absolute difference of linear RMS envelopes, and the correlation of the level curves in decibels.
    mfcc
        Timbre by MFCC statistics: cosine on its scale.
    resemblyzer
        Timbre by the speaker encoder: the same; None when the extra is not installed.
    distortion
        Mel-cepstral distortion against the target.
    notes
        What a reader must know: missing extras, missing floors.
    """

    target: str
    generated: str
    references: tuple[str, ...]
    duration_s: float
    onsets: OnsetComparison
    e_l1: float
    envelope_r: float | None
    mfcc: OnScale
    resemblyzer: OnScale | None
    distortion: Distortion
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; measures without a meaning are None."""
        onsets = asdict(self.onsets.scores)
        onsets["null"], onsets["lift"] = asdict(self.onsets.null), asdict(self.onsets.lift)
        return {
            "target": self.target,
            "generated": self.generated,
            "references": list(self.references),
            "duration_s": self.duration_s,
            "onsets": onsets,
            "e_l1": self.e_l1,
            "envelope_r": self.envelope_r,
            "mfcc_cosine": _scale_dict(self.mfcc),
            "resemblyzer_cosine": _scale_dict(self.resemblyzer),
            "mcd_db": self.distortion.aligned_db,
            "mcd_dtw_db": self.distortion.dtw_db,
            "notes": list(self.notes),
        }

    def as_text(self) -> str:
        """A table for a terminal or a log, monospaced, without colour."""
        against = " + ".join(self.references) if self.references else f"{self.target} (no reference given)"
        lines = [f"generated  {self.generated}", f"target     {self.target}", f"reference  {against}", ""]
        lines += [*self._onset_lines(), "", *self._level_lines(), "", *self._timbre_lines()]
        lines += ["", *LEGEND]
        return "\n".join(lines + [""] * bool(self.notes) + [f"note: {note}" for note in self.notes])

    def _onset_lines(self) -> list[str]:
        scores, null, lift = self.onsets.scores, self.onsets.null, self.onsets.lift
        rows = [
            ("onset accuracy", "accuracy"),
            ("onset F1", "f1"),
            ("AP strict", "ap_strict"),
            ("AP compat", "ap_compat"),
        ]
        table = [_row("timing", "score", "null", "lift")]
        table += [_row(label, *(_figure(getattr(part, name)) for part in (scores, null, lift))) for label, name in rows]
        counts = f"{scores.matched} of {scores.targets} matched, {scores.generated} generated"
        table.append(_row("onsets", counts + (" (equal counts)" if scores.counts_equal else "")))
        dt_ms = "-" if scores.median_dt_s is None else f"{scores.median_dt_s * 1000:.0f} ms"
        return [*table, _row("median |dt|", dt_ms)]

    def _level_lines(self) -> list[str]:
        return [
            _row("level", "score"),
            _row("envelope r", _figure(self.envelope_r)),
            _row("E-L1", f"{self.e_l1:.4f}"),
        ]

    def _timbre_lines(self) -> list[str]:
        table = [_row("timbre", "score", "floor", "ceiling", "share")]
        for label, scale in (("MFCC cosine", self.mfcc), ("Resemblyzer", self.resemblyzer)):
            if scale is not None:
                figures = (scale.score, scale.floor, scale.ceiling, scale.share)
                table.append(_row(label, *(_figure(figure) for figure in figures)))
        table.append(_row("MCD (dB)", _figure(self.distortion.aligned_db), "against the target, no DTW"))
        return [*table, _row("MCD-DTW (dB)", _figure(self.distortion.dtw_db), "against the target, with DTW")]


def _scale_dict(scale: OnScale | None) -> dict[str, float | None] | None:
    return None if scale is None else {**asdict(scale), "share": scale.share}


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _row(label: str, *cells: str) -> str:
    return f"{label:<16}" + "".join(f"{cell:>9}" if len(cell) <= 9 else f"  {cell}" for cell in cells)
