"""A folder of clips prepared for training: each clip's windows computed once and kept, bad files told and left out."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import cv2
import msgspec
import torch
from safetensors import SafetensorError

from foleystudio.engine.picture.features import extractor_of
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file, write_error
from foleystudio.files.file_names import exists
from foleystudio.files.json_text import json_of, parsed, read_bytes
from foleystudio.media.cache import file_hash
from foleystudio.progress import stop_if
from foleystudio.training.data.clip_examples import examples_of
from foleystudio.training.data.clip_folders import Source, find_sources
from foleystudio.training.data.clip_windows import Cutting, windows_of
from foleystudio.training.data.window_files import (
    HELD_OUT_EVERY,
    INDEX_NAME,
    Index,
    IndexEntry,
    Rows,
    Skipped,
    read_index,
    write_index,
    write_windows,
)
from foleystudio.training.shards import opened_shard

FILE_WINDOWS = 64
"""Windows a file: a longer clip has several, so that memory stays bounded."""

_PATIENCE_S = 0.2  # between looks at whether it was cancelled

Report = Callable[[int, int, str], None]
"""Clips done, clips in all, and what came of the last."""


@dataclass(frozen=True)
class Outcome:
    """What came of a clip: its windows, or why it has none."""

    source: Source
    entries: tuple[IndexEntry, ...] = ()
    why_not: str = ""


def prepare_folder(
    folder: Path,
    out: Path,
    cutting: Cutting,
    workers: int = 1,
    report: Report = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Index:
    """Cut a folder's clips into windows for training; run again, it goes on where it was stopped.

    What cannot be used (damaged, silent, without picture or sound, of one frame, with samples that are no numbers)
    is left out and told in the index, with the reason.

    Parameters
    ----------
    folder
        Of clips, see `clip_folders.find_sources`.
    out
        Where the windows and their index go.
    cutting
        Which mel, which features, how long.
    workers
        Processes.
    report, cancelled
        Told of every clip; asked between them.

    Returns
    -------
    What ``out`` now holds.

    Raises
    ------
    FoleyError
        When no clip can be used, ``out`` cannot be written, or holds windows that were cut otherwise.
    CancelledError
        When the user cancelled; what is finished stays, and is used next time.
    """
    sources = find_sources(folder)
    extractor = extractor_of(cutting.extractor, cutting.weights)
    index = Index(cutting.mel, cutting.frames, extractor.name, extractor.dim, cutting.holds)
    _make_room(out, index)
    outcomes: dict[Path, Outcome] = {}
    for outcome in _outcomes(sources, out, cutting, workers, cancelled):
        outcomes[outcome.source.video] = outcome
        name = outcome.source.video.relative_to(folder)
        windows = sum(entry.windows for entry in outcome.entries)
        report(len(outcomes), len(sources), f"{name}: {outcome.why_not or f'{windows} windows'}")
    in_order = [outcomes[source.video] for source in sources]
    done = _index_of(index, in_order)
    write_index(out, done)
    if not done.entries:
        raise FoleyError(
            f"none of its {len(sources)} clips can be used ({done.skipped[0].why})",
            file=folder,
            remedy="choose clips with a moving picture and a sound of their own",
        )
    return done


def _make_room(out: Path, index: Index) -> None:
    """Create the folder, or see that what it holds was cut alike."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(out, error) from error
    if not exists(out / INDEX_NAME):
        write_index(out, index)
        return
    before = read_index(out)
    if replace(before, entries=(), skipped=()) != index:
        raise FoleyError(
            f"it holds {before.holds} that were cut otherwise ({before.mel} mel, {before.frames} frames, "
            f"{before.extractor or 'no'} features)",
            file=out,
            remedy="choose another folder",
        )


def _outcomes(
    sources: Sequence[Source], out: Path, cutting: Cutting, workers: int, cancelled: Callable[[], bool]
) -> Iterator[Outcome]:
    if workers <= 1:
        for source in sources:
            stop_if(cancelled)
            yield prepare_clip(source, out, cutting, cancelled)
        return
    with _pool(workers) as pool:
        waiting: set[Future[Outcome]] = {pool.submit(prepare_clip, source, out, cutting) for source in sources}
        while waiting:
            done, waiting = wait(waiting, timeout=_PATIENCE_S, return_when="FIRST_COMPLETED")
            for future in done:
                yield future.result()
            stop_if(cancelled)


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that finish the clip at hand, and no more, when the body raises."""
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start_worker)
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out the work
    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def prepare_clip(source: Source, out: Path, cutting: Cutting, cancelled: Callable[[], bool] = lambda: False) -> Outcome:
    """Cut one clip into windows and write them, unless they are there already.

    Raises
    ------
    FoleyError
        When ``out`` cannot be written. What is wrong with the clip is in the outcome.
    CancelledError
        When the user cancelled.
    """
    try:
        stem = stem_of(source)
        done = out / f"{stem}.json"
        known = _record(done, stem)
        if known is None:
            cut = windows_of if cutting.holds == "windows" else examples_of
            numbered = enumerate(_groups(cut(source, cutting, cancelled)))
            entries = tuple(_write(out / f"{stem}-{n:03d}.safetensors", group, source) for n, group in numbered)
            if not entries:
                return Outcome(source, why_not="there is nothing to hear in it")
            with whole_file(done, through_links=False) as temporary:
                temporary.write_bytes(json_of(msgspec.to_builtins(entries)))
            known = entries
        return Outcome(source, known)
    except FoleyError as error:
        if error.file is not None and error.file.is_relative_to(out):
            raise
        return Outcome(source, why_not=error.what)


def _record(done: Path, stem: str) -> tuple[IndexEntry, ...] | None:
    """What an earlier run has noted of a clip's files; None where there is nothing that fits them: cut it again."""
    if done.is_symlink() or not os.path.lexists(done):
        return None
    try:
        entries = msgspec.convert(parsed(read_bytes(done)), tuple[IndexEntry, ...])
        for number, entry in enumerate(entries):
            if entry.file != f"{stem}-{number:03d}.safetensors" or entry.windows != _count(done.parent / entry.file):
                return None
    except (FoleyError, ValueError, OSError, msgspec.MsgspecError, SafetensorError):
        return None
    return entries or None


def _count(file: Path) -> int:
    with opened_shard(file) as shard:
        return min(int(shard.get_slice(key).get_shape()[0]) for key in shard.keys())  # noqa: SIM118 - not a dict


def stem_of(source: Source) -> str:
    """What a clip's files are called: by the contents of the clip and of the sound beside it.

    Raises
    ------
    FoleyError
        When a file cannot be read.
    """
    hashes = [file_hash(path) for path in (source.video, *source.sounds[:1])]
    return hashlib.blake2b(" ".join(hashes).encode(), digest_size=10).hexdigest()


def _groups(windows: Iterator[Rows]) -> Iterator[list[Rows]]:
    while group := list(islice(windows, FILE_WINDOWS)):
        yield group


def _write(file: Path, group: list[Rows], source: Source) -> IndexEntry:
    write_windows(file, group)
    return IndexEntry(file.name, len(group), str(source.video), source.kind)


def _index_of(empty: Index, outcomes: Sequence[Outcome]) -> Index:
    """Entries of all clips, every tenth held out, and what was left out; a copy of a clip counts once."""
    entries: dict[str, IndexEntry] = {}
    skipped = [Skipped(str(o.source.video), o.why_not) for o in outcomes if o.why_not]
    good = 0
    for outcome in outcomes:
        if any(entry.file in entries for entry in outcome.entries):
            skipped.append(Skipped(str(outcome.source.video), "it is a copy of another clip"))
            continue
        good += bool(outcome.entries)
        held_out = bool(outcome.entries) and good % HELD_OUT_EVERY == 0
        entries |= {entry.file: replace(entry, held_out=held_out) for entry in outcome.entries}
    return replace(empty, entries=tuple(entries.values()), skipped=tuple(skipped))
