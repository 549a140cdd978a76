"""Help: the guide, the licences, what the studio is, and a report of a problem. Nothing here goes online by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from foleystudio import __version__
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.file_urls import url_of
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow

if TYPE_CHECKING:
    from foleystudio.gui.dialogs.guide_window import GuideWindow

LICENCES = "licences"
"""Name of the guide's page on them."""


class HelpPresenter(QObject):
    """Shows the guide and makes reports."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self.guide: GuideWindow | None = None

    def show_guide(self, page: str = "") -> None:
        """The guide, at a page or where it was left."""
        from foleystudio.gui.dialogs.guide_window import GuideWindow

        try:
            if self.guide is None:
                self.guide = GuideWindow(self._window)
                self.guide.web_wanted.connect(lambda address: QDesktopServices.openUrl(QUrl(address)))
        except FoleyError as error:
            self._session.fail(error)
            return
        if page:
            self.guide.show_page(page)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()

    def report_problem(self) -> None:
        """Put all that a report needs into one file, and open the folder that it is in."""
        from foleystudio.diagnostics.bundle import usual_place, write_bundle

        self._session.jobs.start(
            "report",
            lambda _progress, _cancelled: write_bundle(usual_place()),
            self._show_report,
            title="Making a report",
            failed=self._session.fail,
            shown=True,
        )

    def _show_report(self, bundle: Path) -> None:
        text = f"{as_text(bundle.name)} has what a report needs, and no names; look through it before you send it."
        open_folder = ("Open its folder", lambda: _open(bundle.parent))
        self._session.notice(Notice(text, "info", (open_folder,), topic="report"))
        _open(bundle.parent)

    def show_about(self) -> None:
        """Version and licences."""
        text = (
            f"<h3>foleystudio {__version__}</h3><p>A reference sound, re-performed in time with the picture.</p>"
            "<p>MIT licence. Made with Qt for Python (LGPL), FFmpeg through PyAV, PyTorch, NumPy, OpenCV, "
            "PortAudio, libsndfile and soxr; <i>Help &gt; Licences</i> has their terms.</p>"
        )
        questions.about(self._window, text)


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(url_of(folder))
