"""Exporting: the dialog's wish to the engine, in the background; failures stay in the dialog to be put right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QDesktopServices

from foleystudio.engine.clip import Clip
from foleystudio.engine.mix.exports import ExportOrder, export_kinds
from foleystudio.engine.mix.options import WHOLE, ExportOptions, Range
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.layer_stems import layers_apart, write_export
from foleystudio.engine.takes.staleness import is_stale
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Answer, Notice, sentence
from foleystudio.gui.file_urls import url_of
from foleystudio.gui.jobs import Job
from foleystudio.gui.session import Session
from foleystudio.gui.stem_names import named_last, remember_names
from foleystudio.gui.window import StudioWindow
from foleystudio.media.sound.levels.loudness import Loudness
from foleystudio.project.document import Project
from foleystudio.project.tracks import Track

if TYPE_CHECKING:
    from foleystudio.engine.mix.report import ExportedFile, ExportReport
    from foleystudio.gui.dialogs.export_dialog import ExportDialog, ExportWish

_FOLDER, _WRITTEN, _MEASURING = "Export", "written", "loudness of the range"
opened = QDesktopServices.openUrl
"""Hands a file or a folder to the program that the system has for it."""
_EARLIER = (
    "video.mp4", "video.mov", "video.mkv", "sound.wav", "sound.flac", "stems.wav", "stems.flac", "markers.csv",
)  # fmt: skip
"""What earlier versions remembered by its number."""


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
        kind = self._remembered()
        folder = Path(session.settings.folder(_FOLDER))
        start = folder / f"{session.file_name()} foley{export_kinds()[kind].format.suffix}"
        project = session.project
        # Only now: most starts of the window export nothing.
        from foleystudio.gui.dialogs.export_dialog import ExportDialog

        dialog = ExportDialog(
            start,
            has_guide=bool(clip.info.audio),
            has_range=project.in_s is not None or project.out_s is not None,
            kind=kind,
            stems=self._stems,
            has_layers=bool(layers_apart(project).parts),
            parent=self._window,
        )
        last = named_last(session.settings)
        dialog.rows.name_by(last.naming, last.creator, last.source)
        dialog.wanted.connect(self._export)
        dialog.cancelled.connect(self._cancel)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        self._show_loudness()
        dialog.open()

    def _remembered(self) -> int:
        """Row of the dialog that was chosen last; earlier versions remembered its number."""
        names, settings = [kind.name for kind in export_kinds()], self._session.settings
        last = settings.text("export/what", "")
        if last not in names:
            last = _EARLIER[int(settings.number("export/kind", 0)) % len(_EARLIER)]
        return names.index(last) if last in names else 0

    def _remember(self, wish: ExportWish, dialog: ExportDialog) -> None:
        settings = self._session.settings
        settings.put("export/what", dialog.kind().name)
        settings.put_folder(_FOLDER, wish.out)
        if wish.export.is_several:
            creator, source = dialog.rows.creator.text(), dialog.rows.source.text()
            remember_names(settings, wish.options.naming, creator.strip(), source.strip())

    def _stems(self, out: Path, options: ExportOptions) -> list[Path]:
        from foleystudio.engine.mix.stems import stem_places, stem_tracks

        project = self._session.project
        if options.per_layer:
            project = layers_apart(project).project
        return stem_places(project, stem_tracks(project), out, options)

    def _show_loudness(self) -> None:
        """The mix's; that between in and out is measured once the mix's is known, by which time edits have settled."""
        if self.dialog is None:
            return
        session, mix = self._session, self._session.loudness
        project, clip = session.project, session.clip
        self.dialog.show_loudness(mix)
        session.jobs.cancel(_MEASURING)
        if mix is None or clip is None or (project.in_s is None and project.out_s is None):
            return

        def work(progress: Progress, cancelled: Cancelled) -> Loudness:
            return measure(project, clip, range_of(project), progress, cancelled)

        def told(between: Loudness) -> None:
            if self.dialog is not None:
                self.dialog.show_loudness(mix, between)

        session.jobs.start(
            _MEASURING, work, told, title="Measuring between in and out", failed=lambda _error: None, at_leisure=True
        )

    def _closed(self, _result: int) -> None:
        self._session.jobs.cancel(_MEASURING)
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
        notes = self._notes_on_takes(project) if wish.export.is_heard else []
        first_look = wish.export.may_clip and wish.options.target is None and session.loudness is None
        self._remember(wish, dialog)

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
        first, count = report.files[0], len(report.files)
        what = f"{count} stem{'s' if count > 1 else ''}" if wish.export.is_several else first.path.name
        self._session.say(f"Exported {what} to {wish.out.parent}")
        for note in (*notes, *report.notes):
            self._session.notice(Notice(note, "warning"))
        self._session.notice(self._written(report.files, what))

    def _written(self, files: Sequence[ExportedFile], what: str) -> Notice:
        """What was written, in a line, with what one does next; of several, how loud each is, which the mix is not."""
        file = files[0]
        folder: Answer = ("Show in folder", lambda: opened(url_of(file.path.parent)))
        play: Answer = ("Play", lambda: opened(url_of(file.path)))
        answers = (folder, play) if file.loudness is not None else (folder,)
        about = file.told if len(files) == 1 else ", ".join(filter(None, (file.holds, _levels(files))))
        told = f": {about}".replace(" -", " −") if about else ""
        return Notice(f"Exported {what}{told}.", "info", answers, topic=_WRITTEN)

    def _notes_on_takes(self, project: Project) -> list[str]:
        """What is to be said about takes that the last edits have not reached."""
        behind = [track for track in project.tracks if is_stale(project, track)]
        coming = [track.name for track in behind if self._will_follow(track)]
        staying = [track.name for track in behind if not self._will_follow(track)]
        notes = []
        if coming:
            what = f"{', '.join(coming)} went out as before the last edit; export again when the take has followed."
            notes.append(what)
        if staying:
            notes.append(f"{', '.join(staying)} went out as before the last edit, which the take does not follow.")
        return notes


def _levels(files: Sequence[ExportedFile]) -> str:
    """``each of -40.1 to -26.6 LUFS``; empty where none can be told."""
    lufs = [level for file in files if file.loudness and isfinite(level := file.loudness.integrated_lufs)]
    if not lufs:
        return ""
    least, most = f"{min(lufs):.1f}", f"{max(lufs):.1f}"
    return f"each of {least} LUFS" if least == most else f"each of {least} to {most} LUFS"


class OverloadError(FoleyError):
    """A mix passes full scale."""

    def __init__(self, loudness: Loudness) -> None:
        super().__init__(
            f"the mix passes full scale by {loudness.over_db:.1f} dB", remedy="normalise it, or export it as it is"
        )
        self.loudness = loudness


def measure(project: Project, clip: Clip, part: Range, progress: Progress, cancelled: Cancelled) -> Loudness:
    """How loud a part of the mix is.

    Raises
    ------
    FoleyError
        When a take is missing.
    CancelledError
        When the user cancelled.
    """
    from foleystudio.engine.mix.export import measure_mix

    return measure_mix(project, clip, progress, cancelled, part=part)


def refuse_overload(project: Project, clip: Clip, progress: Progress, cancelled: Cancelled) -> None:
    """Look at a mix whose level the dialog could not tell yet; once it can, the user has seen it.

    Raises
    ------
    OverloadError
        When it passes full scale.
    CancelledError
        When the user cancelled.
    """
    found = measure(project, clip, WHOLE, progress, cancelled)
    if found.over_db:
        raise OverloadError(found)


def range_of(project: Project) -> Range:
    """What lies between a project's in and out."""
    return Range(project.in_s or 0.0, project.out_s)


def write(wish: ExportWish, project: Project, clip: Clip, progress: Progress, cancelled: Cancelled) -> ExportReport:
    """Do what a wish asks for.

    Raises
    ------
    FoleyError
        When it cannot be written.
    CancelledError
        When the user cancelled; nothing is left behind.
    """
    part = range_of(project) if wish.only_range and wish.export.has_range else WHOLE
    order = ExportOrder(project, clip, wish.out, wish.options, part, progress, cancelled)
    return write_export(wish.export, order)
