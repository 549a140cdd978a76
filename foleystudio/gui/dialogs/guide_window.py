"""The guide, read beside the work: a list of pages, a search over all of them, and the page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from foleystudio.gui.dialogs.guide_pages import Page, guide_dir, pages
from foleystudio.gui.look import theme
from foleystudio.gui.widgets.search_field import make_searchable

_SIZE = QSize(980, 680)
_LIST_WIDTH_PX = 270  # the longest title of a page fits
_MARGIN_PX = 28  # around a page
_WIDEST_PX = 760  # of pictures: larger would leave no text beside them on the screen
_MOST_MARKED = 300  # places on a page: of a letter alone there are thousands, and marking takes time
_NAME = Qt.ItemDataRole.UserRole


class _PageView(QTextBrowser):
    """Shows one page, its pictures no wider than itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setSearchPaths([str(guide_dir())])
        self.setAccessibleName("Page of the guide")
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(_MARGIN_PX)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, for a page must not change its width, and its pictures theirs, when it grows too long.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures are made to fit; all else is as Qt has it."""
        loaded = super().loadResource(kind, QUrl(name))
        if kind == QTextDocument.ResourceType.ImageResource.value and loaded:
            image = loaded if isinstance(loaded, QImage) else QImage.fromData(loaded)
            ratio = self.devicePixelRatioF()
            width = round(min(self.viewport().width() - 2 * _MARGIN_PX, _WIDEST_PX) * ratio)
            if not image.isNull() and 0 < width < image.width():
                image = image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
            return image
        return loaded


class GuideWindow(QDialog):
    """Pages on the left, the chosen one on the right; it stays open beside the work.

    Signals
    -------
    web_wanted
        A link that leads out of the guide was clicked on (its address).
    """

    web_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Guide — foleystudio")
        self.resize(_SIZE)
        self._search, self._list, self._view = QLineEdit(), QListWidget(), _PageView()
        self._shown: Page | None = None
        self._lay_out()
        for page in pages():
            item = QListWidgetItem(page.title, self._list)
            item.setData(_NAME, page.name)
        self._search.textChanged.connect(self._find)
        self._list.currentItemChanged.connect(lambda item, _old: self._choose(item))
        self._view.anchorClicked.connect(self._follow)
        self._list.setCurrentRow(0)

    def _lay_out(self) -> None:
        make_searchable(self._search, "Search the guide", "Search the guide")
        self._list.setAccessibleName("Pages of the guide")
        self._list.setProperty("role", "bin")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = QVBoxLayout()
        left.setContentsMargins(12, 12, 12, 12)
        left.setSpacing(10)
        left.addWidget(self._search)
        left.addWidget(self._list, 1)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(_LIST_WIDTH_PX)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._view, 1)

    @property
    def page(self) -> str:
        """Name of the page that is shown."""
        return self._shown.name if self._shown is not None else ""

    def show_page(self, name: str, anchor: str = "") -> None:
        """Show a page by its name, at a heading's anchor if one is given; one that is not there changes nothing."""
        found = next((page for page in pages() if page.name == name), None)
        if found is None:
            return
        if found is not self._shown:
            self._shown = found
            self._draw()
        for row in range(self._list.count()):
            item = self._list.item(row)
            if item.data(_NAME) == name and item is not self._list.currentItem():
                self._list.setCurrentItem(item)
        if anchor:
            self._view.scrollToAnchor(anchor)
        self._mark()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_page(item.data(_NAME))

    def _draw(self) -> None:
        if self._shown is not None:
            self._view.setHtml(as_html(self._shown.text))

    def _find(self, wanted: str) -> None:
        """List the pages that say it, and show the first of them where this one does not."""
        for page, row in zip(pages(), range(self._list.count()), strict=True):
            self._list.item(row).setHidden(not page.says(wanted))
        shown = [row for row in range(self._list.count()) if not self._list.item(row).isHidden()]
        if shown and self._list.currentRow() not in shown:
            self._list.setCurrentRow(shown[0])
        self._mark()

    def _mark(self) -> None:
        """Every place on the page where a word that is looked for stands; the first one in sight."""
        look = QTextCharFormat()
        look.setBackground(theme.tokens().colour("events", 0.35))
        marks: list[QTextEdit.ExtraSelection] = []
        for word in self._search.text().split():
            cursor = self._view.document().find(word)
            while not cursor.isNull() and len(marks) < _MOST_MARKED:
                mark = QTextEdit.ExtraSelection()
                mark.cursor, mark.format = cursor, look
                marks.append(mark)
                cursor = self._view.document().find(word, cursor)
        self._view.setExtraSelections(marks)
        if marks:
            first = QTextCursor(min((mark.cursor for mark in marks), key=QTextCursor.selectionStart))
            first.clearSelection()
            self._view.setTextCursor(first)
            self._view.ensureCursorVisible()

    def _follow(self, link: QUrl) -> None:
        if link.scheme() in ("http", "https"):
            self.web_wanted.emit(link.toString())
        elif link.path().endswith(".md"):
            self.show_page(link.fileName().removesuffix(".md"), link.fragment())
        elif link.hasFragment():
            self._view.scrollToAnchor(link.fragment())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures fit the new width."""
        super().resizeEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down or Return in the search go on to the pages that were found."""
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self._search.hasFocus() and event.key() in keys:
            self._list.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


def as_html(markdown: str) -> str:
    """A page as Qt's rich text, in the theme's colours; headings can be linked to by their words, as on a forge."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[number + 1].content.lower()
            token.attrSet("id", "".join(c for c in words.replace(" ", "-") if c.isalnum() or c in "-_"))
        elif token.type == "table_open":
            token.attrs = {"cellpadding": "6", "cellspacing": "0", "border": "0"}
    body = MarkdownIt("commonmark").enable("table").renderer.render(tokens, MarkdownIt().options, {})
    # A line that is higher than what stands in it by a share is much higher where that is a picture.
    body = body.replace("<p><img", '<p style="line-height: 100%"><img')
    return f"<style>{_style()}</style>{body}"


def _style() -> str:
    colours = theme.tokens()
    return (
        f"body {{ color: {colours.text}; font-size: 14px; }}"
        "p, li { line-height: 145%; } h1 { font-size: 22px; font-weight: 600; }"
        "h2 { font-size: 16px; font-weight: 600; margin-top: 22px; } h3 { font-size: 14px; font-weight: 600; }"
        f"a {{ color: {colours.events}; text-decoration: none; }} th {{ text-align: left; color: {colours.dim}; }}"
        f"code, pre {{ font-family: '{theme.MONO_FAMILY}'; font-size: 12px; background: {colours.raised}; }}"
        "pre { white-space: pre-wrap; }"
    )
