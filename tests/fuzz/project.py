"""Projects: opened, looked through, edited, kept in a journal, saved elsewhere with their takes and opened again."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.takes.staleness import desired_provenance
from foleystudio.media.sound.files import plays, write_sound
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import Event, EventTrack, encode_events
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.sounds.reference_cuts import ReferenceCut, ReferenceKind, Slice
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.missing import find_moved
from foleystudio.project.storage.recovery import read_journal
from foleystudio.project.storage.saved import encode_project, load_project, note_saved, save_with_takes
from foleystudio.project.takes import Provenance, Take, takes_folder_of
from tests.fuzz.kinds import Doing, Kind, Place
from tests.fuzz.trees import spoilt
from tests.projects import timed

_TAKE, _SECRET = "knock.wav", "secret.key"


def whole() -> Project:
    """A project that has some of everything; its files lie beside it."""
    events = EventTrack((Event(0.5), Event(1.0, 0.4, 0.5, (0.1, 0.9, 0.5)), Event(1.5, marked=True)), rejected_s=(0.7,))
    cut = ReferenceCut(ReferenceKind.REPETITIONS, 0.1, 0.9, (Slice(0.1, 0.2, 0.3), Slice(0.4, 0.5, 0.6, enabled=False)))
    project = Project(Path("clip.mp4"), offset_ms=2.0, in_s=0.1, out_s=1.9, sound_track=0)
    project = project.with_reference(Path(_TAKE)).with_reference(Path("gone.wav")).with_cut(0, cut)
    project = project.with_track(references=(0, 1)).with_track("Second").with_marker(1.0, "here")
    found = Candidates(tuple(Candidate(event, 0.6, 0.2) for event in events), "guide")
    project = timed(project, events).with_proposals(found)
    project = project.with_changed_track(replace(project.tracks[0], learnt=found))
    made = Provenance(
        one_layer((0,)), project.tracks[0].settings, events=events, cuts=(cut,), model="./net", sound_track=0
    )
    for name, provenance in ((_TAKE, made), (f"deep/{_TAKE}", None), (_SECRET, None)):
        project = project.with_take(2, Take(Path(name), "take", 4_800, provenance=provenance, loudness_lufs=-20.0))
    return project


def prepare(examples: Path) -> None:
    """The whole project, its sound, and one case by hand."""
    (examples / "deep").mkdir()
    for name, pitch in ((_TAKE, 20), (f"deep/{_TAKE}", 30)):
        wave = np.sin(np.arange(4_800) / pitch, dtype=np.float32)[:, None] * np.float32(0.5)
        write_sound(examples / name, Sound(wave, 48_000, "knock"))
    (examples / "film.foley").write_bytes(encode_project(whole()))
    load_project(examples / "film.foley")


def draw(draw: Random, place: Place) -> Doing:
    """The whole project with some of its values spoilt."""
    tree = json.loads((place.examples / "film.foley").read_bytes())
    (place.given / "deep").mkdir()
    for name in (_TAKE, f"deep/{_TAKE}"):
        (place.given / name).write_bytes((place.examples / name).read_bytes())
    (place.given / _SECRET).write_text("the key", "utf-8")
    file = place.given / "film.foley"
    file.write_bytes(spoilt(tree, draw))
    return partial(_open_and_save, file, place.out / "mine.foley")


def _open_and_save(file: Path, mine: Path) -> None:
    loaded = load_project(file)
    find_moved(loaded.missing, file.parent)
    document = Document(loaded.project, file)
    journal = Journal(document, mine.parent)
    for track in loaded.project.tracks:
        desired_provenance(loaded.project, track)
        document.edit("Rename", document.project.with_changed_track(replace(track, name="other")))
    document.edit("Mark", document.project.with_marker(0.25))
    for track in document.project.tracks:
        encode_events(track.events)
    journal.flush()
    assert not journal.is_troubled, "no journal could be kept"
    work = read_journal(journal.path)
    assert work is not None
    assert not work.is_damaged, "what the journal wrote could not be read"
    note_saved(document, save_with_takes(document.project, mine, is_sound=plays))
    journal.close()
    again = load_project(mine).project
    assert len(again.takes) == len(document.project.takes)
    folder = takes_folder_of(mine)
    for brought in folder.iterdir() if folder.is_dir() else ():
        assert plays(brought), f"{brought.name} was brought along and is no sound"


KIND = Kind("project", prepare, draw)
