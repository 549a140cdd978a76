"""The reference bin: adding, choosing, hearing and removing sounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from foleystudio.dsp.waves.resample import resample_sound
from foleystudio.engine.takes.sources.reference_cache import ReferenceFacts, ReferenceSounds
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text, exists
from foleystudio.gui.choice import choose_references_of
from foleystudio.gui.dialogs.banner import MISSING, Notice, sentence
from foleystudio.gui.panels.bin.library_list import is_found
from foleystudio.gui.panels.bin.reference_chips import ReferenceChip
from foleystudio.gui.presenters.playback.audition import Audition
from foleystudio.gui.session import Session, is_same_file
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Reference
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ

_OF_TAKES = {Part.TAKES, Part.TRACKS, Part.SETTINGS}
_NUMBER_KEYS = range(ord("1"), ord("9") + 1)  # Qt's codes of digits are those of ASCII
_NAMED = 3  # of files that cannot be read
_TAP_S = 0.35
"""A number key held for longer than this stops its sound when it is let go."""


_Heard = tuple[Path, ReferenceCut]
"""A sound, and how it is cut."""


class ReferencesPresenter:
    """Connects the bin with the project.

    Attributes
    ----------
    learnt
        Called when more is known of the bin's sounds.
    """

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        sounds: ReferenceSounds,
        audition: Audition,
        perform: Callable[[Sequence[int]], None],
        perform_first: Callable[[int], bool],
    ) -> None:
        self._session, self._bin, self._sounds, self._audition = session, window.bin, sounds, audition
        self._perform_first = perform_first
        self._facts: dict[_Heard, ReferenceFacts] = {}
        self.learnt: Callable[[], None] = lambda: None
        self._problems: dict[Path, str] = {}
        self._take_shown: tuple[int, int | None, tuple[int, ...]] | None = None
        session.changed.connect(self._follow)
        session.reference_chosen.connect(self._bin.set_chosen)
        session.track_chosen.connect(lambda _key: self._show_take())
        self._find, self._favourites = window.finder, window.favourites
        self._find.textChanged.connect(lambda _text: self._show())
        self._find.left.connect(lambda: self._bin.setFocus(Qt.FocusReason.TabFocusReason))
        self._favourites.toggled.connect(lambda _on: self._show())
        self._bin.chosen.connect(session.choose_reference)
        self._bin.chosen_together.connect(self._choose_together)
        session.references_chosen.connect(self._tell_together)
        self._bin.previewed.connect(self.audition)
        self._bin.performed.connect(perform)
        self._bin.removed.connect(self.remove)
        self._actions, self._banners = window.actions_table, window.banners
        self._actions.rebound.connect(self._say_keys)
        self._say_keys()

    # Adding and removing -------------------------------------------------------------------------------------------

    def add(self, paths: Sequence[Path], then: Callable[[list[int]], None] | None = None) -> None:
        """Put sounds into the bin once they prove readable; ``then`` gets the keys of those that did.

        Without it, a sound that is added alone is performed where nothing is yet.
        """
        known = {path: self._key_of(path) for path in paths}
        fresh = [path.absolute() for path, key in known.items() if key is None]
        old = [key for key in known.values() if key is not None]
        if not fresh:
            self._finish(old, then)
            return

        def work(progress: Callable[[float, str], None], cancelled: Callable[[], bool]) -> _Read:
            return _read_all(self._sounds, [(path, AUTOMATIC) for path in fresh], progress, cancelled)

        def done(read: _Read) -> None:
            if read.problems:
                self._session.fail(_together(read.problems))
            for (path, _), facts in read.facts.items():
                for text in facts.notes:
                    self._session.notice(Notice(text, "warning", holds=partial(self._is_in_bin, path)))
            self._finish([*old, *self._enter(read.facts)], then)

        self._session.jobs.start(
            "references", work, done, title="Reading sounds", failed=self._session.fail, supersede=False, shown=True
        )

    def _enter(self, facts: dict[_Heard, ReferenceFacts]) -> list[int]:
        project, keys = self._session.project, list[int]()
        self._facts |= facts
        for path, _ in facts:
            if self._key_of(path) is None:
                project = project.with_reference(path)
                keys.append(project.references[-1].key)
        if keys:
            self._session.edit("Add references" if len(keys) > 1 else "Add reference", project)
        return keys

    def _finish(self, keys: list[int], then: Callable[[list[int]], None] | None) -> None:
        if not keys:
            return
        self._session.choose_reference(keys[-1])
        self._bin.set_chosen_together(keys)
        if then is not None:
            then(keys)
        elif len(keys) > 1 or not self._perform_first(keys[0]):
            self._say_added(keys)

    def _say_added(self, keys: list[int]) -> None:
        session = self._session
        what = session.project.reference(keys[0]).name if len(keys) == 1 else f"{len(keys)} sounds"
        if session.clip is not None:
            track, key = session.track, self._actions.key("generate")
            where = f" on {track.name}" if track is not None else ""
            which = "it" if len(keys) == 1 else "them together"
            session.say(f"Added {what}: Generate{f' ({key})' * bool(key)} performs {which}{where}")
        else:
            session.say(f"Added {what}: open a clip to perform one")

    def _choose_together(self, keys: tuple[int, ...]) -> None:
        self._session.references = keys

    def _tell_together(self, keys: tuple[int, ...]) -> None:
        self._bin.set_chosen_together(keys)
        if len(keys) > 1:
            generate = self._actions.key("generate")
            how = f" ({generate})" if generate else ""
            self._session.say(f"{len(keys)} sounds: Generate{how} performs them together, as one pool of recordings")

    def _key_of(self, path: Path) -> int | None:
        for reference in self._session.project.references:
            if is_same_file(reference.path, path):
                return reference.key
        return None

    def _is_in_bin(self, path: Path) -> bool:
        return any(reference.path == path for reference in self._session.project.references)

    def kind_of(self, key: int) -> ReferenceKind | None:
        """What a reference is a recording of; None while that is not known."""
        reference = next((r for r in self._session.project.references if r.key == key), None)
        facts = None if reference is None else self._facts.get((reference.path, reference.cut))
        return None if facts is None else facts.kind

    def remove(self, key: int) -> None:
        """Take a sound out of the bin; takes made from it stay."""
        project = self._session.project
        self._session.edit("Remove reference", project.without_reference(key))
        if any(take.provenance is not None and key in take.provenance.references for take in project.takes):
            name = project.reference(key).name
            self._session.say(f"Removed {name}; takes made from it stay, and no longer follow edits")

    def choose_by(self, step: int) -> None:
        """Choose the reference before or after."""
        keys = self._bin.keys()
        if keys:
            at = keys.index(self._session.reference) if self._session.reference in keys else 0
            self._session.choose_reference(keys[(at + step) % len(keys)])

    # Hearing -------------------------------------------------------------------------------------------------------

    def audition_number(self, number: int) -> None:
        """Choose and hear the n-th sound of the bin, counted from 1."""
        keys = self._bin.keys()
        if number <= len(keys):
            self._session.choose_reference(keys[number - 1])
            self.audition(keys[number - 1])

    def audition(self, key: int | None = None) -> None:
        """Hear a reference, the chosen one by default."""
        key = self._session.reference if key is None else key
        if key is None:
            return
        reference = self._session.project.reference(key)
        self._audition.hear(
            lambda: resample_sound(self._sounds.sound(reference.path), STUDIO_RATE_HZ), f"Hearing {reference.name}"
        )

    def stop(self) -> None:
        """Stop the audition."""
        self._audition.stop()

    def key_released(self, key: int, held_s: float) -> None:
        """A number key that went up lets go of a sound that it held."""
        if key in _NUMBER_KEYS and held_s > _TAP_S:
            self.stop()

    def _say_keys(self, _action: str = "") -> None:
        self._bin.say_keys(self._actions.key("audition"))

    # Showing -------------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if Part.REFERENCES in change.parts or change.cause in (Cause.LOAD, Cause.RELOCATE):
            self._problems.clear()
            self._show()
            self._learn(change.after.references)
        if change.parts & _OF_TAKES or change.cause is Cause.LOAD:
            self._show_take()

    def _show_take(self) -> None:
        """Where another take is in use, or other sounds make it, one of them is chosen, until the user chooses."""
        session, track = self._session, self._session.track
        now = (track.key, track.active, track.references) if track is not None else None
        self._show()
        if now != self._take_shown:
            self._take_shown = now
            if track is not None and track.active is not None:
                choose_references_of(session, track.references)

    def _show(self) -> None:
        references, query = self._session.project.references, self._find.text()
        found = [
            self._chip(reference)
            for reference in references
            if is_found(query, reference.name, *reference.tags)
            and (reference.favourite or not self._favourites.isChecked())
        ]
        self._bin.set_chips(found, "Nothing in the bin is like that" if references and not found else "")

    def _chip(self, reference: Reference) -> ReferenceChip:
        facts, problem = self._facts.get((reference.path, reference.cut)), self._problems.get(reference.path, "")
        about, peaks = (facts.about, facts.peaks) if facts is not None else ("", None)
        takes, in_use = _takes_of(self._session.track, reference.key)
        name = as_text(reference.name)
        return ReferenceChip(
            reference.key, name, reference.path, about, peaks, problem, takes, in_use,
            tuple(as_text(tag) for tag in reference.tags), reference.favourite,
        )  # fmt: skip

    def _tell(self, error: FoleyError) -> None:
        """Say what is wrong with a sound of the bin, until it is no longer so."""
        if error.file is None:
            self._session.notice(Notice(sentence(error), "warning"))
            return
        file, is_gone = error.file, not exists(error.file)
        self._problems[file] = "missing" if is_gone else "cannot be used"
        if is_gone and any(notice.topic == MISSING for notice in self._banners.notices()):
            return  # that one names all files that the project lacks, and finds them
        holds = lambda: self._is_in_bin(file) and exists(file) != is_gone  # noqa: E731 - it goes with the notice
        self._session.notice(Notice(sentence(error), "warning", holds=holds))

    def _learn(self, references: Sequence[Reference]) -> None:
        unknown = [(r.path, r.cut) for r in references if (r.path, r.cut) not in self._facts]
        if not unknown:
            return

        def done(read: _Read) -> None:
            self._facts |= read.facts
            for error in read.problems:
                self._tell(error)
            self._show()
            self.learnt()

        self._session.jobs.start(
            "bin", lambda progress, cancelled: _read_all(self._sounds, unknown, progress, cancelled), done
        )


def _takes_of(track: Track | None, reference: int) -> tuple[tuple[int, ...], int | None]:
    """Numbers of a track's takes that are made from a reference, and of the one of them in use."""
    takes = enumerate(track.takes, start=1) if track is not None else ()
    made = {
        number: take.key
        for number, take in takes
        if take.provenance is not None and reference in take.provenance.references
    }
    in_use = next((number for number, key in made.items() if track is not None and key == track.active), None)
    return tuple(made), in_use


def _together(problems: Sequence[FoleyError]) -> FoleyError:
    """One sentence about sounds that cannot be read, however many they are."""
    if len(problems) == 1:
        return problems[0]
    names = [as_text(error.file.name) for error in problems if error.file is not None]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    named = f"{', '.join(names[:_NAMED])}{more}"
    return FoleyError(f"{len(problems)} sounds cannot be read: {named}", remedy="all others were added")


class _Read:
    def __init__(self) -> None:
        self.facts: dict[_Heard, ReferenceFacts] = {}
        self.problems: list[FoleyError] = []


def _read_all(
    sounds: ReferenceSounds,
    wanted: Sequence[_Heard],
    progress: Callable[[float, str], None],
    cancelled: Callable[[], bool],
) -> _Read:
    """In the worker: one bad file does not keep the others out."""
    read = _Read()
    for number, (path, cut) in enumerate(wanted):
        if cancelled():
            break
        progress(number / len(wanted), f"reading {path.name}")
        try:
            read.facts[path, cut] = sounds.facts(path, cut)
        except FoleyError as error:
            read.problems.append(
                error if error.file is not None else FoleyError(error.what, file=path, remedy=error.remedy)
            )
    return read
