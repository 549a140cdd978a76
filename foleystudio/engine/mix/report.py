"""What an export wrote, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path

from foleystudio.engine.mix.targets import LoudnessTarget
from foleystudio.media.sound.levels.loudness import Loudness


@dataclass(frozen=True)
class ExportedFile:
    """One file that was written.

    Parameters
    ----------
    path
        Where it is.
    loudness
        Of the sound as written; None for lists.
    holds
        What is in it, in a line: streams and length; empty for lists.
    """

    path: Path
    loudness: Loudness | None = None
    holds: str = ""

    @property
    def told(self) -> str:
        """What was written, in a line without a full stop: ``h264 96 x 64, AAC stereo, 2.0 s, -23.0 LUFS``."""
        level = ""
        if self.loudness is not None:
            lufs, peak = self.loudness.integrated_lufs, self.loudness.true_peak_dbtp
            level = f"{lufs:.1f} LUFS, {peak:.1f} dBTP" if isfinite(lufs) else f"{lufs:.1f} LUFS"
        return ", ".join(part for part in (self.holds, level) if part)


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote.

    Parameters
    ----------
    files
        The main file first.
    gain_db
        What was applied to reach the loudness asked for; 0 when none was.
    notes
        Sentences that the user should read (clipping, loudness out of reach, what a container cannot hold).
    """

    files: tuple[ExportedFile, ...]
    gain_db: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def clips(self) -> bool:
        """Whether a sound of it passes full scale."""
        return any(file.loudness is not None and file.loudness.over_db > 0 for file in self.files)


def reported(
    files: Sequence[ExportedFile], gain_db: float, target: LoudnessTarget | None, notes: Sequence[str] = ()
) -> ExportReport:
    """A report with all that is to be said of the levels.

    Parameters
    ----------
    target
        What the files were brought to; None where they were not, or only together.
    """
    said = list(notes)
    for file in files:
        if file.loudness is None:
            continue
        lufs = file.loudness.integrated_lufs
        if file.loudness.over_db:
            over = f"passes full scale by {file.loudness.over_db:.1f} dB"
            said.append(f"{file.path.name} {over}: turn the tracks down, or bring it to a loudness.")
        if target is not None and lufs == -inf:
            said.append(f"{file.path.name} is too quiet for its loudness to be measured: its level was left as it is.")
        elif target is not None and isfinite(lufs) and target.lufs - lufs > 0.5:
            below = f"its peaks allow no more below {target.ceiling_dbtp:g} dBTP"
            said.append(f"{file.path.name} reaches {lufs:.1f} LUFS: {below}.")
    if target is not None and target.note:
        said.append(target.note)
    return ExportReport(tuple(files), gain_db, tuple(said))
