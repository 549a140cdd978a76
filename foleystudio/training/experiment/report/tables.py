"""The tables of a report: as in the paper, with what was published beside what was measured here."""

from __future__ import annotations

from collections.abc import Sequence

from foleystudio.training.evaluation.intervals import Estimate, mean_of
from foleystudio.training.evaluation.tables import Cell, Table
from foleystudio.training.evaluation.trials.length import LENGTHS
from foleystudio.training.experiment.manifest import RECORDED
from foleystudio.training.experiment.report import published
from foleystudio.training.experiment.report.figures import Figures
from foleystudio.training.experiment.settings import ABLATIONS, TITLES, VARIETYSOUND
from foleystudio.training.tasks.reconstruction import PARTS

_JUDGES = {"effects": "sound-effect embedding", "resemblyzer": "Resemblyzer", "mfcc": "MFCC statistics"}

_MATCHED = ("original", "swapped")
_REFERRED = ("swapped", "timbre")

_OF_TIMBRE = (
    "Cosine to the reference, of swapped and timbre pairs. floor: recorded sounds of other categories against the "
    "same references; ceiling: one half of a reference against its other half. recorded: the video's own sound, "
    "which has another object's timbre. Resemblyzer was made for voices: read it between its floor and ceiling."
)
_OF_TIMING = (
    "Onsets against the video's own sound, of originals and swapped pairs. null: the same onsets shifted round the "
    "clip 24 times; lift: the score above its null, which is what may be compared. envelope r: correlation of the "
    "levels. MCD: of originals alone (coefficients 1-13, no c0), column against column and along the cheapest "
    "warping (DTW); every system's mels go through the same vocoder, or Griffin-Lim."
)
_OF_PARTS = (
    "VarietySound rebuilds a held-out clip from its own picture, timbre and background; one encoder is fed zeros, or "
    "noise of the same mean and spread. Mel against mel, no warping. Published figures are of another data set and "
    "vocoder: compare the order."
)
_OF_CRITICS = "The same, whole, of nets trained again without one of the discriminators, as many steps."
_OF_BACKGROUND = (
    "Level of the quiet tenth of the columns, in decibels: the noise floor with a silent background, as in "
    "generation, and with the clip's own."
)
_OF_LENGTHS = (
    "MFCC cosine of swapped pairs' mels to the whole reference, when half of it, all of it or it twice is given."
)
_OF_LISTENERS = (
    "What listeners said in the paper, five points at most. Here nobody has listened yet: the listening test "
    "is made of this report's folder."
)
_OF_ORDERS = (
    "VarietySound less the other system, pair by pair, with its interval: ahead where all of it lies on the better "
    "side, behind where all lies on the other, undecided where it holds 0. In the paper it is ahead of the cascade in "
    "cosine and alignment, and of itself without a discriminator in MCD; Owens et al. are not in it."
)


def all_tables(figures: Figures) -> list[Table]:
    """Every table that there are figures for."""
    tables = [_timbre(figures), _timing(figures), _orders(figures), *_rebuilt(figures), *_categories(figures)]
    return [*(table for table in tables if table.rows), _listeners()]


def _timbre(figures: Figures) -> Table:
    rows: list[tuple[str, tuple[Cell, ...]]] = []
    for system in figures.rows:
        cells: list[Cell] = [figures.mean(system, judge, _REFERRED) for judge in figures.judges]
        rows.append((TITLES[system], (*cells, _of(published.RESEMBLYZER, system))))
    for end in ("floor", "ceiling"):
        ends: list[Cell] = [figures.mean(_first(figures), f"{judge}_{end}", _REFERRED) for judge in figures.judges]
        rows.append((end, (*ends, None)))
    columns = (*(_JUDGES[judge] for judge in figures.judges), "Resemblyzer, published")
    return Table("Timbre", _OF_TIMBRE, columns, tuple(rows) if figures.rows else ())


def _timing(figures: Figures) -> Table:
    names = {
        "onset_accuracy": "onset accuracy",
        "onset_f1": "F1",
        "onset_f1_null": "null",
        "onset_f1_lift": "lift",
        "onset_ap_lift": "AP lift",
        "count_accuracy": "count accuracy",
        "envelope_r": "envelope r",
    }
    rows = []
    for system in figures.rows:
        cells: list[Cell] = [figures.mean(system, name, _MATCHED) for name in names]
        cells += [figures.mean(system, name, ("original",)) for name in ("mcd", "mcd_dtw")]
        rows.append((TITLES[system], tuple(cells)))
    return Table("Timing and distortion", _OF_TIMING, (*names.values(), "MCD (dB)", "MCD, DTW (dB)"), tuple(rows))


def _orders(figures: Figures) -> Table:
    # Measure, its name among the figures, of which pairs, and whether more is better.
    asked: list[tuple[str, str, tuple[str, ...], bool]] = [
        (f"cosine, {_JUDGES[judge]}", judge, _REFERRED, True) for judge in figures.judges
    ]
    asked += [
        ("MCD", "mcd", ("original",), False),
        ("MCD, DTW", "mcd_dtw", ("original",), False),
        ("alignment: onset F1 lift", "onset_f1_lift", _MATCHED, True),
        ("alignment: envelope r", "envelope_r", _MATCHED, True),
    ]
    others = [system for system in figures.rows if system not in (RECORDED, VARIETYSOUND)]
    if VARIETYSOUND not in figures.rows:
        return Table("Who is ahead", _OF_ORDERS, (), ())
    rows = []
    for title, name, kinds, is_more_better in asked:
        cells: list[Cell] = []
        for other in others:
            gap = figures.difference(VARIETYSOUND, other, name, kinds)
            cells += [gap, verdict(gap, is_more_better)]
        rows.append((title, tuple(cells)))
    columns = tuple(name for other in others for name in (f"less {TITLES[other]}", "it is"))
    return Table("Who is ahead", _OF_ORDERS, columns, tuple(rows) if others else ())


def verdict(gap: Estimate, is_more_better: bool) -> str:
    """Which side all of a gap's interval lies on."""
    if gap.value is None or gap.low is None or gap.high is None:
        return "-"
    low, high = (gap.low, gap.high) if is_more_better else (-gap.high, -gap.low)
    return "ahead" if low > 0 else "behind" if high < 0 else "undecided"


def _rebuilt(figures: Figures) -> list[Table]:
    found = figures.rebuilt.figures

    def mean(name: str) -> Estimate:
        return mean_of(found.get(name, []), figures.seed)

    if f"{VARIETYSOUND} whole" not in found:
        return []
    known = published.MCD
    parts: list[tuple[str, tuple[Cell, ...]]] = [("whole", (mean(f"{VARIETYSOUND} whole"), None, known["whole"]))]
    for part in PARTS:
        name = f"without {part}"
        parts.append((name, (mean(f"{name}, zeros"), mean(f"{name}, noise"), known[name])))
    parts.append(("silence instead of a sound", (mean("silence"), None, None)))
    whole: list[tuple[str, tuple[Cell, ...]]] = [
        (TITLES[name], (mean(f"{name} whole"), published.MCD.get(name, known["whole"])))
        for name in (VARIETYSOUND, *ABLATIONS)
        if f"{name} whole" in found
    ]
    floors: list[tuple[str, tuple[Cell, ...]]] = [
        (name, (mean(f"floor, {name}"),)) for name in ("silent background", "own background", "recorded")
    ]
    return [
        Table("Without each encoder: MCD (dB)", _OF_PARTS, ("zeros", "noise", "published"), tuple(parts)),
        Table("Without each discriminator: MCD (dB)", _OF_CRITICS, ("here", "published"), tuple(whole)),
        Table("Background", _OF_BACKGROUND, ("noise floor (dB)",), tuple(floors)),
        _lengths(figures),
    ]


def _lengths(figures: Figures) -> Table:
    rows: list[tuple[str, tuple[Cell, ...]]] = [
        (TITLES[system], tuple(mean_of(found[length], figures.seed) for length in LENGTHS))
        for system, found in figures.rebuilt.lengths.items()
    ]
    return Table("Length of the reference", _OF_LENGTHS, LENGTHS, tuple(rows))


def _categories(figures: Figures) -> list[Table]:
    systems = [name for name in figures.rows if name not in ABLATIONS]
    if figures.categories in ([], [""]):
        return []
    tables = []
    for judge in figures.judges:
        rows: list[tuple[str, tuple[Cell, ...]]] = []
        for category in figures.categories:
            cells: list[Cell] = [figures.mean(system, judge, _REFERRED, category) for system in systems]
            cells += [figures.mean(systems[0], f"{judge}_{end}", _REFERRED, category) for end in ("floor", "ceiling")]
            if judge == "resemblyzer":
                cells.append(published.RESEMBLYZER_BY_CATEGORY.get(category))
            rows.append((category or "-", tuple(cells)))
        columns = [*(TITLES[system] for system in systems), "floor", "ceiling"]
        columns += ["published (VarietySound)"] * (judge == "resemblyzer")
        note = "Cosine to the reference, of swapped and timbre pairs."
        tables.append(Table(f"By category: {_JUDGES[judge]}", note, tuple(columns), tuple(rows)))
    return tables


def _listeners() -> Table:
    rows = tuple((TITLES.get(name, name), tuple(opinions)) for name, opinions in published.MOS.items())
    return Table("Listeners, as published", _OF_LISTENERS, ("realism", "temporal alignment", "timbre similarity"), rows)


def _of(values: dict[str, float], name: str) -> float | None:
    return values.get(name)


def _first(figures: Figures) -> str:
    systems: Sequence[str] = list(figures.rows)
    return VARIETYSOUND if VARIETYSOUND in systems else systems[-1] if systems else ""
