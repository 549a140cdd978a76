"""The chips of the reference bin: what each shows, as a list of Qt's, and how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from foleystudio.gui.file_urls import REFERENCE_MIME, url_of
from foleystudio.gui.look import icons, theme
from foleystudio.gui.widgets.chip_parts import PEN_PX, draw_tag, draw_wave, pen_place

CHIP_HEIGHT_PX = 56  # two lines of text and the outline
GAP_PX = 6  # between chips
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class ReferenceChip:
    """What a chip shows.

    Parameters
    ----------
    key
        The reference's key in the project.
    name
        What it is called, here and wherever a take is said to be made from it.
    path
        Its file.
    about
        "0.84 s, 3 hits"; empty while unknown.
    peaks
        ``float32 [n]``, 0-1, for the waveform; None while unknown.
    problem
        Why it cannot be used; empty when it can.
    takes
        Numbers of the chosen track's takes that are made from it.
    in_use
        Number of the one among them that sounds; None when another does.
    tags, favourite
        What the user says of it.
    """

    key: int
    name: str
    path: Path
    about: str = ""
    peaks: NDArray[np.float32] | None = None
    problem: str = ""
    takes: tuple[int, ...] = ()
    in_use: int | None = None
    tags: tuple[str, ...] = ()
    favourite: bool = False

    @property
    def told(self) -> str:
        """What there is to say below the name."""
        return self.problem or ", ".join(part for part in (self.about, *self.tags) if part)

    @property
    def title(self) -> str:
        """Its name, with a star where it is a favourite."""
        return f"★ {self.name}" if self.favourite else self.name

    @property
    def tag(self) -> str:
        """Those takes in two short words: the one in use before others."""
        if len(self.takes) > 1 and self.in_use is None:
            return f"{len(self.takes)} takes"
        return f"take {self.in_use or self.takes[0]}" if self.takes else ""

    @property
    def short_tag(self) -> str:
        """The same where there is no room for words."""
        if len(self.takes) > 1 and self.in_use is None:
            return f"\N{MULTIPLICATION SIGN}{len(self.takes)}"
        return str(self.in_use or self.takes[0]) if self.takes else ""

    @property
    def use(self) -> str:
        """What it is used for, in words."""
        in_use = f"; take {self.in_use} is in use" if self.in_use is not None else ""
        numbers = ", ".join(map(str, self.takes))
        return f"made into take{'s' * (len(self.takes) > 1)} {numbers}{in_use}" if self.takes else ""


class ChipList(QAbstractListModel):
    """The chips as Qt wants them; names and descriptions reach screen readers through it."""

    def __init__(self) -> None:
        super().__init__()
        self.chips: list[ReferenceChip] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many."""
        return 0 if parent.isValid() else len(self.chips)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, description, tooltip."""
        chip = self.chips[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return chip.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(line for line in (str(chip.path), chip.told, chip.use) if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = ", ".join(part for part in (chip.name, chip.told, "favourite" * chip.favourite, chip.use) if part)
            return f"Reference {index.row() + 1}: {told}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Chips can be chosen and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """As references to the timeline, as files to other programs."""
        return [REFERENCE_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """What is dragged."""
        chips = [self.chips[index.row()] for index in indexes]
        mime = QMimeData()
        mime.setData(REFERENCE_MIME, ",".join(str(chip.key) for chip in chips).encode())
        mime.setUrls([url_of(chip.path) for chip in chips])
        return mime


class ChipPainter(QStyledItemDelegate):
    """Draws a chip: digit, name, description, waveform."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """One chip and the gap below it."""
        return QSize(100, CHIP_HEIGHT_PX + GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one."""
        model = index.model()
        assert isinstance(model, ChipList)
        chip, colours = model.chips[index.row()], theme.tokens()
        option_rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        frame = QRectF(option_rect).adjusted(0.5, 0.5, -0.5, -GAP_PX - 0.5)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("foley" if chosen else "line"), 1.0))
        painter.setBrush(colours.colour("raised" if chosen or over else "panel"))
        painter.drawRoundedRect(frame, 6, 6)
        left = self._draw_texts(painter, frame, index.row(), chip)
        if chosen or over:
            icons.icon("edit", "dim").paint(painter, pen_place(option_rect).adjusted(4, 4, -4, -4))
        if chip.peaks is not None and frame.right() - 10 - left > 24:
            draw_wave(painter, QRectF(left, frame.bottom() - 23, frame.right() - 10 - left, 16), chip.peaks)
        painter.restore()

    @staticmethod
    def _draw_texts(painter: QPainter, frame: QRectF, row: int, chip: ReferenceChip) -> float:
        """Answers where the waveform may begin."""
        colours = theme.tokens()
        digit, left, width = QRectF(frame.left() + 10, frame.top() + 9, 20, 20), frame.left() + 40, frame.width() - 50
        width -= PEN_PX - 8  # of the name's line
        small = theme.ui_font(theme.SMALL_SIZE_PX, tabular=True)
        if row < 9:
            painter.setBrush(colours.colour("ground"))
            painter.setPen(colours.colour("strong_line"))
            painter.drawRoundedRect(digit, 4, 4)
            painter.setPen(colours.colour("dim"))
            painter.setFont(small)
            painter.drawText(digit, Qt.AlignmentFlag.AlignCenter, str(row + 1))
        font = theme.ui_font(theme.UI_SIZE_PX, QFont.Weight.DemiBold)
        room = width - QFontMetrics(font).horizontalAdvance(chip.title)
        line = QRectF(left, frame.top() + 10, width, 16)
        taken = draw_tag(painter, line, (chip.tag, chip.short_tag), room, sounds=chip.in_use is not None)
        name = QFontMetrics(font).elidedText(chip.title, Qt.TextElideMode.ElideMiddle, int(width - taken))
        painter.setFont(font)
        painter.setPen(colours.colour("bad" if chip.problem else "text"))
        painter.drawText(QRectF(left, frame.top() + 8, width, 20), Qt.AlignmentFlag.AlignVCenter, name)
        width += PEN_PX - 8
        metrics, about = QFontMetrics(small), chip.told
        painter.setFont(small)
        painter.setPen(colours.colour("bad" if chip.problem else "dim"))
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(left, frame.bottom() - 26, width, 20), Qt.AlignmentFlag.AlignVCenter, about)
        return left + max(84, metrics.horizontalAdvance(about) + 10)
