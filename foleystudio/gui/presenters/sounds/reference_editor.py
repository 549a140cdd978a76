"""Connects the reference editor with the project: every change is an edit, and takes follow by themselves."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample_sound
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text
from foleystudio.gui.dialogs.banner import sentence
from foleystudio.gui.panels.reference_editor.sounds import shown_sound
from foleystudio.gui.panels.reference_editor.values import ShownCut, ShownSlice, ShownSound
from foleystudio.gui.presenters.playback.audition import Audition
from foleystudio.gui.presenters.sounds.reference_cutting import (
    HeardCut,
    heard_cut,
    shown_cut,
    with_added,
    with_kind,
    with_range,
    with_slices,
)
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Reference
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind
from foleystudio.timebase import STUDIO_RATE_HZ

if TYPE_CHECKING:
    from foleystudio.gui.panels.reference_editor.editor import ReferenceEditor

_READING, _CUTTING = "reference editor", "reference editor cut"
_FADE_S = 0.01  # at the end of a slice that is heard by itself
_SHARED = ("undo", "redo", "save")
_ONE_STAYS = "One slice at least stays ticked: without any, nothing could be performed."


class ReferenceEditorPresenter:
    """Opens the editor on a reference and follows what becomes of it."""

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        sounds: ReferenceSounds,
        audition: Audition,
    ) -> None:
        self._session, self._window, self._sounds, self._audition = session, window, sounds, audition
        self._editor: ReferenceEditor | None = None
        self._key: int | None = None
        self._path: Path | None = None
        self._sound: Sound | None = None
        self._heard: HeardCut | None = None
        session.changed.connect(self._follow)
        window.bin.edit_wanted.connect(self.open)

    @property
    def editor(self) -> ReferenceEditor | None:
        """The window, once it was opened."""
        return self._editor

    def open(self, key: int | None = None) -> None:
        """Edit a reference, the chosen one by default."""
        key = self._session.reference if key is None else key
        if key is None:
            return
        editor = self._editor or self._make()
        if key != self._key or not editor.isVisible():
            self._key, self._path = key, None
            self._read()
        editor.show()
        editor.raise_()
        editor.activateWindow()
        editor.keep_keyboard()

    def _make(self) -> ReferenceEditor:
        from foleystudio.gui.panels.reference_editor.editor import ReferenceEditor

        editor = self._editor = ReferenceEditor(self._window)
        state = self._session.settings.state("editor/geometry")
        if state is None or not editor.restoreGeometry(state):
            room = editor.screen().availableGeometry().size()
            editor.resize(min(1240, room.width() - 60), min(680, room.height() - 60))
        for name in _SHARED:
            editor.share(self._window.actions_table[name])
        editor.kind_picked.connect(self._pick_kind)
        editor.slice_changed.connect(self._change_slice)
        editor.slice_ticked.connect(self._tick)
        editor.slice_added.connect(self._add)
        editor.slice_deleted.connect(self._delete)
        editor.range_changed.connect(self._change_range)
        editor.step_over.connect(self._session.document.seal)
        editor.automatic_wanted.connect(lambda: self._edit("Cut reference automatically", AUTOMATIC))
        editor.hear_wanted.connect(self.hear)
        editor.finished.connect(lambda _result: self._closed())
        return editor

    def _closed(self) -> None:
        if self._editor is not None:
            self._session.settings.put("editor/geometry", self._editor.saveGeometry())
        self._session.jobs.cancel(_READING)
        self._session.jobs.cancel(_CUTTING)
        self._audition.stop()
        self._key = self._path = self._sound = self._heard = None

    # What is there -------------------------------------------------------------------------------------------------

    @property
    def _reference(self) -> Reference | None:
        return next((r for r in self._session.project.references if r.key == self._key), None)

    def _follow(self, change: Change) -> None:
        editor = self._editor
        if editor is None or self._key is None:
            return
        reference = self._reference
        if reference is None or change.cause is Cause.LOAD:
            editor.reject()
        elif reference.path != self._path:
            self._read()
        elif Part.REFERENCES in change.parts:
            self._show()
            self._hear_cut()

    def _read(self) -> None:
        """Read and draw the sound, then look at how it is cut."""
        editor, reference = self._editor, self._reference
        if editor is None or reference is None:
            return
        self._path, self._sound, self._heard = reference.path, None, None
        path = reference.path
        editor.set_name(as_text(path.name))
        editor.set_sound(None)
        editor.tell("Reading the sound…")

        def work(*_: object) -> tuple[Sound, ShownSound]:
            sound = self._sounds.sound(path)
            return sound, shown_sound(sound)

        self._session.jobs.start(_READING, work, self._have_read, title=f"Reading {path.name}", failed=self._fail)

    def _have_read(self, read: tuple[Sound, ShownSound]) -> None:
        self._sound = read[0]
        if self._editor is not None:
            self._editor.set_sound(read[1])
            self._editor.tell("")
            self._show()
            self._hear_cut()

    def _hear_cut(self) -> None:
        sound, reference = self._sound, self._reference
        if sound is None or reference is None:
            return
        cut = reference.cut
        self._session.jobs.start(
            _CUTTING, lambda *_: heard_cut(sound, cut), self._have_heard, title="Cutting", failed=self._fail
        )

    def _have_heard(self, heard: HeardCut) -> None:
        before, self._heard = self._heard, heard
        self._show()
        if self._editor is not None:
            if heard.problem is not None:
                self._editor.tell(sentence(heard.problem), is_bad=True)
            elif before is not None and before.problem is not None:
                self._editor.tell("")
            if before is None and self._editor.plots.hasFocus():
                self._editor.keep_keyboard()

    def _fail(self, error: FoleyError) -> None:
        if self._editor is not None:
            self._editor.tell(sentence(error), is_bad=True)

    def _shown(self) -> ShownCut | None:
        reference = self._reference
        if reference is None or self._sound is None:
            return None
        return shown_cut(reference.cut, self._sound.duration_s, self._heard)

    def _show(self) -> None:
        shown = self._shown()
        if self._editor is not None and shown is not None:
            self._editor.set_cut(shown)

    # Editing -------------------------------------------------------------------------------------------------------

    def _edit(self, step: str, cut: ReferenceCut, merge_key: Hashable = None) -> None:
        if self._key is not None:
            if self._editor is not None:
                self._editor.tell("")
            self._session.edit(step, self._session.project.with_cut(self._key, cut), merge_key)
            self._show()  # also when nothing came of it: the editor shows what is so

    def _pick_kind(self, kind: ReferenceKind | None) -> None:
        reference = self._reference
        if reference is not None and kind is not reference.cut.kind:
            self._edit("Change kind of reference", with_kind(reference.cut, kind))

    def _edit_slices(self, step: str, slices: tuple[ShownSlice, ...], merge_key: Hashable = None) -> None:
        reference, shown = self._reference, self._shown()
        if reference is None or shown is None:
            return
        if any(one.enabled for one in slices):
            self._edit(step, with_slices(reference.cut, shown.kind, slices), merge_key)
        elif self._editor is not None:
            self._show()
            self._editor.tell(_ONE_STAYS)

    def _change_slice(self, number: int, one: ShownSlice) -> None:
        shown = self._shown()
        if shown is not None and number < len(shown.slices) and one != shown.slices[number]:
            slices = (*shown.slices[:number], one, *shown.slices[number + 1 :])
            self._edit_slices("Change slice", slices, ("slice", self._key, number))
            self._select(one)

    def _tick(self, number: int, enabled: bool) -> None:
        shown = self._shown()
        if shown is not None and number < len(shown.slices):
            one = replace(shown.slices[number], enabled=enabled)
            slices = (*shown.slices[:number], one, *shown.slices[number + 1 :])
            self._edit_slices("Tick slice" if enabled else "Untick slice", slices)

    def _add(self, at_s: float) -> None:
        shown, editor = self._shown(), self._editor
        if shown is None or self._sound is None or editor is None or shown.kind is ReferenceKind.TEXTURE:
            return
        slices = with_added(shown.slices, self._sound, at_s, shown.out_s)
        if slices is None:
            editor.tell("There is no room for a slice here: another one begins at this place.")
            return
        self._edit_slices("Add slice", slices)
        self._select(next(one for one in slices if one not in shown.slices and one.start_s <= at_s + 0.1))

    def _select(self, one: ShownSlice) -> None:
        shown = self._shown()
        if shown is None or self._editor is None:
            return
        near = [abs(other.attack_s - one.attack_s) for other in shown.slices]
        self._editor.select(int(np.argmin(near)) if near else -1)

    def _delete(self, number: int) -> None:
        shown = self._shown()
        if shown is not None and number < len(shown.slices):
            self._edit_slices("Remove slice", (*shown.slices[:number], *shown.slices[number + 1 :]))

    def _change_range(self, in_s: float, out_s: float) -> None:
        reference = self._reference
        if reference is not None and self._sound is not None:
            cut = with_range(reference.cut, in_s, out_s, self._sound.duration_s)
            self._edit("Change in and out of reference", cut, ("range", self._key))

    # Hearing -------------------------------------------------------------------------------------------------------

    def hear(self, number: int = -1) -> None:
        """Hear a slice, or all between in and out."""
        shown, sound = self._shown(), self._sound
        if shown is None or sound is None:
            return
        chosen = shown.slices[number] if 0 <= number < len(shown.slices) else None
        start_s, stop_s = (shown.in_s, shown.out_s) if chosen is None else (chosen.start_s, chosen.stop_s)
        self._audition.hear(lambda: _part(sound, start_s, stop_s), f"Hearing slice {number + 1}")


def _part(sound: Sound, start_s: float, stop_s: float) -> Sound:
    """A part of a sound at the studio's rate, its end faded."""
    first, last = (round(at * sound.rate_hz) for at in (start_s, stop_s))
    samples = sound.samples[first:last].copy()
    fade = min(len(samples) // 2, round(_FADE_S * sound.rate_hz))
    if fade:
        samples[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)[:, None]
    return resample_sound(replace(sound, samples=samples), STUDIO_RATE_HZ)
