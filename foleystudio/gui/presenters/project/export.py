"""Exporting: the dialog's wish to the engine, in the background; failures stay in the dialog to be put right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.export import (
    ExportReport,
    Range,
    export_markers,
    export_sound,
    export_stems,
    export_video,
    measure_mix,
)
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.staleness import is_behind
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice, sentence
from foleystudio.gui.dialogs.export_dialog import KINDS, MARKERS, SOUND, STEMS, VIDEO, ExportDialog, ExportWish
from foleystudio.gui.jobs import Job
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.media.sound.loudness import Loudness
from foleystudio.project.document import Project, Track

_FOLDER = "Export"


class ExportPresenter(QObject):
    """Opens the dialog and does what it asks for."""

    def __init__(self, session: Session, window: StudioWindow, will_follow: Callable[[Track], bool]) -> None:
        super().__init__(session)
        session.loudness_known.connect(self._show_loudness)
        self._session, self._window, self._will_follow = session, window, will_follow
        self._job: Job[ExportReport] | None = None
        self.dialog: ExportDialog | None = None

    def open(self) -> None:
        """Show the dialog."""
        session, clip = self._session, self._session.clip
        if clip is None:
            session.say("Open a clip first")
            return
        if self.dialog is not None:
            self.dialog.raise_()
            return
        kind = int(session.settings.number("export/kind", 0)) % len(KINDS)
        folder = Path(session.settings.folder(_FOLDER))
        start = folder / f"{session.file_name()} foley{KINDS[kind][1]}"
        project = session.project
        dialog = ExportDialog(
            start,
            has_guide=bool(clip.info.audio),
            has_range=project.in_s is not None or project.out_s is not None,
            kind=kind,
            parent=self._window,
        )
        dialog.show_loudness(session.loudness)
        dialog.wanted.connect(self._export)
        dialog.cancelled.connect(self._cancel)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _show_loudness(self) -> None:
        if self.dialog is not None:
            self.dialog.show_loudness(self._session.loudness)

    def _closed(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _export(self, wish: ExportWish) -> None:
        session, clip, dialog = self._session, self._session.clip, self.dialog
        if clip is None or dialog is None:
            return
        project = session.project
        notes = [] if wish.kind == MARKERS else self._notes_on_takes(project)
        first_look = wish.kind in (VIDEO, SOUND) and wish.target_lufs is None and session.loudness is None
        session.settings.put("export/kind", dialog.kind())
        session.settings.put_folder(_FOLDER, wish.out)

        def work(progress: Progress, cancelled: Cancelled) -> ExportReport:
            if first_look:
                refuse_overload(project, clip, progress, cancelled)
            return write(wish, project, clip, progress, cancelled)

        def failed(error: FoleyError) -> None:
            if isinstance(error, OverloadError) and session.project == project:
                session.set_loudness(error.loudness)
            if self.dialog is not None:
                self.dialog.show_problem(sentence(error))
            else:
                session.fail(error)

        def stopped() -> None:
            if self.dialog is not None:
                self.dialog.show_problem("Cancelled; nothing was written")

        self._job = session.jobs.start(
            "export",
            work,
            lambda report: self._done(wish, report, notes),
            title=f"Exporting {wish.out.name}",
            failed=failed,
            progressed=lambda share, stage: self.dialog.show_progress(share, stage) if self.dialog else None,
            stopped=stopped,
            shown=True,
        )

    def _done(self, wish: ExportWish, report: ExportReport, notes: list[str]) -> None:
        if self.dialog is not None:
            self.dialog.set_busy(False)
            self.dialog.accept()
        loudness = report.files[0].loudness if wish.kind != STEMS else None
        level = f", {loudness.integrated_lufs:.1f} LUFS".replace("-", "−") if loudness is not None else ""
        what = f"{len(report.files)} stems" if wish.kind == STEMS else report.files[0].path.name
        self._session.say(f"Exported {what}{level} to {wish.out.parent}")
        for note in (*notes, *report.notes):
            self._session.notice(Notice(note, "warning"))

    def _notes_on_takes(self, project: Project) -> list[str]:
        """What is to be said about takes that the last edits have not reached."""
        behind = [track for track in project.tracks if is_behind(project, track)]
        coming = [track.name for track in behind if self._will_follow(track)]
        staying = [track.name for track in behind if not self._will_follow(track)]
        notes = []
        if coming:
            what = f"{', '.join(coming)} went out as before the last edit; export again when the take has followed."
            notes.append(what)
        if staying:
            notes.append(f"{', '.join(staying)} went out as before the last edit, which the take does not follow.")
        return notes


class OverloadError(FoleyError):
    """A mix passes full scale."""

    def __init__(self, loudness: Loudness) -> None:
        super().__init__(
            f"the mix passes full scale by {loudness.over_db:.1f} dB", remedy="normalise it, or export it as it is"
        )
        self.loudness = loudness


def refuse_overload(project: Project, clip: Clip, progress: Progress, cancelled: Cancelled) -> None:
    """Look at a mix whose level the dialog could not tell yet; once it can, the user has seen it.

    Raises
    ------
    OverloadError
        When it passes full scale.
    Cancelled
        When the user cancelled.
    """
    found = measure_mix(project, clip, progress, cancelled)
    if found.over_db:
        raise OverloadError(found)


def write(wish: ExportWish, project: Project, clip: Clip, progress: Progress, cancelled: Cancelled) -> ExportReport:
    """Do what a wish asks for.

    Raises
    ------
    FoleyError
        When it cannot be written.
    Cancelled
        When the user cancelled; nothing is left behind.
    """
    if wish.kind == MARKERS:
        return export_markers(project, clip, wish.out)
    if wish.kind == VIDEO:
        return export_video(
            project,
            clip,
            wish.out,
            keep_guide=wish.keep_guide,
            target_lufs=wish.target_lufs,
            progress=progress,
            cancelled=cancelled,
        )
    part = Range(project.in_s or 0.0, project.out_s) if wish.only_range else Range()
    export = export_stems if wish.kind == STEMS else export_sound
    return export(
        project, clip, wish.out, part=part, target_lufs=wish.target_lufs, progress=progress, cancelled=cancelled
    )
