"""A stretch of a take or of the clip's own sound as a file of its own, to be a reference."""

from __future__ import annotations

import uuid
from pathlib import Path

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.render_take import drop_file
from foleystudio.errors import FoleyError
from foleystudio.media.sound.files import SoundWriter
from foleystudio.media.sound.reader import SoundReader
from foleystudio.paths import data_dir
from foleystudio.progress import stop_if
from foleystudio.project.takes import safe_name
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

_BLOCK = 1 << 16  # samples read at once: cancelling is heeded within a blink
LONGEST_CUT_S = 120.0
"""Longer ones are no reference: the range says which stretch is meant."""


def cut_place(name: str) -> Path:
    """A fresh file for a cut, among the user's data: takes come and go, what a reference is made of stays.

    Raises
    ------
    FoleyError
        When there can be no such folder.
    """
    folder = data_dir() / "references"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FoleyError(f"the folder for references cannot be created ({error.strerror})", file=folder) from error
    return folder / f"{safe_name(name)} {uuid.uuid4().hex[:6]}.wav"


def write_cut(
    source: Path,
    start_s: float,
    stop_s: float,
    out: Path,
    progress: Progress,
    cancelled: Cancelled,
    stream: int | None = None,
) -> Path:
    """Write a stretch of a sound, to the sample, and answer where.

    Parameters
    ----------
    source
        Any file with sound; ``stream`` says which of its sound tracks, counted from 0.
    start_s, stop_s
        Seconds of that file.
    out
        The WAV to be written.

    Raises
    ------
    FoleyError
        When the source cannot be read, nothing of it lies there, or the file cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    first, stop = to_samples(max(0.0, start_s), STUDIO_RATE_HZ), to_samples(stop_s, STUDIO_RATE_HZ)
    if not 0 < stop - first <= LONGEST_CUT_S * STUDIO_RATE_HZ:
        long = f"a reference is at most {LONGEST_CUT_S:g} s long"
        raise FoleyError(long if stop > first else "there is nothing", remedy="mark a range by I and O first")
    try:
        with (
            SoundReader(source, STUDIO_RATE_HZ, stream, stereo=True) as reader,
            SoundWriter(out, STUDIO_RATE_HZ, reader.channels) as writer,
        ):
            for at in range(first, stop, _BLOCK):
                stop_if(cancelled)
                writer.write(reader.read(at, min(_BLOCK, stop - at)))
                progress((at - first) / (stop - first), "cutting")
    except BaseException:
        drop_file(out)
        raise
    return out
