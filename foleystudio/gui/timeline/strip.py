"""A strip of the mix in a header: its fader and its pan, as small numbers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from foleystudio.gui.timeline.headers import Header
from foleystudio.gui.widgets.drag_field import DragField
from foleystudio.timebase.typed import told_side

LOWEST_DB, HIGHEST_DB = -60.0, 24.0
"""Of a fader that is dragged: from not heard to more than any take needs; what is typed may go further."""

_FADER_PX, _PAN_PX, _HEIGHT_PX = 36, 34, 19  # widths and height: the longest number fits, and both beside the buttons
_DB_PER_PX, _PAN_PER_PX = 0.25, 0.02  # of dragging: fine enough to set by ear, far enough across the range in one go


class Strip(QObject):
    """The fader and the pan of a track, or of the guide.

    Signals
    -------
    dragged
        ``gain_db`` or ``pan``, and its new value.
    released
        The drag is over.
    typed
        ``gain_db`` or ``pan``, and what was typed.
    """

    dragged = Signal(str, float)
    released = Signal()
    typed = Signal(str, str)

    def __init__(self, header: Header) -> None:
        super().__init__(header)
        self.fader = DragField("Level", _told_db, low=LOWEST_DB, high=HIGHEST_DB, per_px=_DB_PER_PX)
        self.pan = DragField("Pan", told_side, low=-1.0, high=1.0, per_px=_PAN_PER_PX)
        drag = "Drag up or down, click to type, double-click for"
        for name, field, width, tip in (
            ("gain_db", self.fader, _FADER_PX, f"Level in dB. {drag} 0 dB"),
            ("pan", self.pan, _PAN_PX, f"Left or right. {drag} the middle"),
        ):
            field.setProperty("role", "strip")
            field.setFixedSize(width, _HEIGHT_PX)
            field.setToolTip(tip)
            field.dragged.connect(lambda value, name=name: self.dragged.emit(name, value))
            field.released.connect(self.released)
            field.typed.connect(lambda text, name=name: self.typed.emit(name, text))
            header.add_below(field)

    def show_strip(self, name: str, gain_db: float, pan: float) -> None:
        """Show the levels of a track by its name."""
        self.fader.setAccessibleName(f"Level of {name} in dB")
        self.pan.setAccessibleName(f"Pan of {name}")
        self.fader.show_value(gain_db)
        self.pan.show_value(pan)

    def show_again(self) -> None:
        """Show what there is in place of what was typed and cannot be."""
        for field in (self.fader, self.pan):
            field.show_again()


def _told_db(gain_db: float) -> str:
    return f"{gain_db:+.1f}".replace("-", "−") if round(gain_db, 1) else "0.0"
