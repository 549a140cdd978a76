"""The application: arguments to a visible window, as quickly as can be; torch stays out of it."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QWidget

from foleystudio import __version__, system_memory
from foleystudio.diagnostics import log_files
from foleystudio.gui.dialogs.banner import CACHE, Notice, sentence
from foleystudio.gui.look import theme
from foleystudio.gui.settings import Settings
from foleystudio.gui.studio import Studio
from foleystudio.media.cache import cache_trouble
from foleystudio.paths import resources_dir

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Open the studio, on a clip or a project when one is named; answers the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    log_files.begin()
    qInstallMessageHandler(_note_qt)
    app = make_application()
    app.setWindowIcon(QIcon(str(resources_dir() / "icons" / "foleystudio.svg")))
    settings = Settings()
    theme.apply(app, settings.member("view/theme", theme.Scheme.SYSTEM))
    studio = Studio(settings)
    studio.window.show()
    QTimer.singleShot(0, studio, lambda: begin(studio, arguments))
    close_on_signals(studio.window)
    code = app.exec()
    if not studio.close():
        os._exit(code)  # Python would wait for the thread that is held up; what is to be kept is on the disk
    return code


def make_application() -> QApplication:
    """The one application object, with its name."""
    system_memory.use_few_arenas()
    # opencv-python points Qt at its own plugins when it is imported; a window must not follow that.
    os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
    QCoreApplication.setApplicationName("foleystudio")
    QCoreApplication.setApplicationVersion(__version__)
    existing = QApplication.instance()
    return existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])


def _note_qt(kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
    """What Qt has to say goes where all else is logged."""
    logging.getLogger("qt").log(_LEVELS[kind], "%s", text)


def close_on_signals(window: QWidget) -> None:
    """Let Ctrl-C in the terminal, or its end, close the window as its button does; again ends the program at once.

    Python hears of a signal when it next runs: here within a second, by the timer that keeps the journal.
    """

    def close(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        QTimer.singleShot(0, window, window.close)

    for number in (signal.Signals[name] for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)):
        # What nohup starts outlives its terminal.
        if number.name != "SIGHUP" or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, close)


def begin(studio: Studio, arguments: Sequence[str]) -> None:
    """Once the window stands: open what was asked for, offer what was lost, and warm up."""
    trouble = cache_trouble()
    if trouble is not None:
        notice = Notice(sentence(trouble), "warning", topic=CACHE, holds=lambda: cache_trouble() is not None)
        studio.session.notice(notice)
    studio.project.offer_recovery()
    files = [Path(text) for text in arguments if not text.startswith("-")]
    if files:
        studio.drops.drop(files)
    studio.warm_up.begin()
