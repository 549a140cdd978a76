"""The stylesheet: how Qt's own controls look, in the theme's tokens.

Roles are dynamic properties, set with ``widget.setProperty("role", ...)``: ``primary`` (the one main
button), ``quiet`` (a button without a frame), ``tiny`` (such a one that is as low as a line), ``toggle`` (a
small one beside a name), ``low`` (one on a line of text), ``remedy`` (a small one beside what is wrong),
``segment`` (a button in a ``segments`` frame), ``heading`` (a panel's small title), ``dim``, ``small``,
``bad`` and ``over`` (too much; small), ``near`` (nearly that; small), ``mono``, ``panel`` and ``ground``
(surfaces), ``value`` and ``timecode`` (fields that look like text until the mouse comes), ``bin`` (a list
without a frame) and ``rule``.
"""

from __future__ import annotations

from string import Template

from foleystudio.paths import resources_dir

_BASE = Template("""
QWidget { color: $text; }
QMainWindow, QDialog { background: $panel; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QWidget[role="panel"] { background: $panel; }
QWidget[role="ground"] { background: $ground; }
QLabel { background: transparent; }
QLabel[role="heading"] { color: $dim; font-size: 11px; font-weight: 600; }
QLabel[role="dim"] { color: $dim; }
QLabel[role="small"] { color: $dim; font-size: 11px; }
QLabel[role="bad"] { color: $bad; font-weight: 600; }
QLabel[role="over"] { color: $bad; font-size: 11px; font-weight: 600; }
QLabel[role="near"] { color: $warning; font-size: 11px; }
QLabel[role="mono"] { font-family: "$mono"; }
QToolTip { background: $raised; color: $text; border: 1px solid $strong_line; border-radius: 4px; padding: 4px 7px; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $strong_line; }
QStatusBar { background: $panel; color: $dim; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QFrame[role="line"] { background: $line; border: 0; }
""")

_BUTTONS = Template("""
QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $line; border-radius: ${radius}px; padding: 5px 11px;
}
QToolButton { padding: 5px; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $strong_line; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border-color: $events; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $panel; border-color: $line; }
QPushButton:checked, QToolButton:checked { background: $hover; border-color: $foley; color: $foley; }
QPushButton[role="primary"], QToolButton[role="primary"] {
    background: $foley; color: $on_foley; border-color: $foley; font-weight: 600;
}
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover {
    background: $foley_hover; border-color: $foley_hover;
}
QPushButton[role="primary"]:pressed, QToolButton[role="primary"]:pressed {
    background: $foley_pressed; border-color: $foley_pressed;
}
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {
    background: $raised; color: $faint; border-color: $line;
}
QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $events; }
QToolButton[role="tiny"] { background: transparent; border-color: transparent; padding: 2px; }
QToolButton[role="tiny"]:hover { background: $hover; }
QToolButton[role="tiny"]:focus { border-color: $events; }
QFrame[role="segments"] { background: $panel; border: 1px solid $line; border-radius: ${radius}px; }
QPushButton[role="segment"], QToolButton[role="segment"] {
    background: transparent; color: $dim; border: 1px solid transparent; border-radius: 4px; padding: 4px 10px;
}
QPushButton[role="segment"]:hover, QToolButton[role="segment"]:hover { color: $text; }
QPushButton[role="segment"]:checked, QToolButton[role="segment"]:checked {
    background: $hover; color: $text; border-color: transparent;
}
QPushButton[role="segment"]:focus, QToolButton[role="segment"]:focus { border-color: $events; }
QPushButton[role="segment"]:disabled, QToolButton[role="segment"]:disabled { color: $faint; }
QPushButton[role="toggle"] { color: $dim; font-size: 11px; padding: 0 5px; min-height: 14px; border-radius: 4px; }
QPushButton[role="toggle"]:hover { color: $text; }
QPushButton[role="toggle"]:focus { border-color: $events; }
QPushButton[role="toggle"]:checked { color: $foley; border-color: $foley; }
QPushButton[role="toggle"]:disabled { color: $faint; border-color: $line; }
QPushButton[role="low"] { padding: 2px 9px; }
QPushButton[role="remedy"] {
    color: $text; border-color: $bad; font-size: 11px; padding: 0 7px; min-height: 16px; border-radius: 4px;
}
QPushButton[role="remedy"]:hover { background: $hover; }
QPushButton[role="remedy"]:focus { border-color: $events; }
QPushButton::menu-indicator, QToolButton::menu-indicator { width: 0; image: none; }
""")

_FIELDS = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: $ground; color: $text; border: 1px solid $line; border-radius: 4px; padding: 4px 7px;
    selection-background-color: $foley; selection-color: $on_foley;
}
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: $strong_line; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
    border-color: $events;
}
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $faint; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; }
QComboBox::drop-down { border: 0; width: 20px; }
QComboBox::down-arrow { image: url("$icons/down.svg"); width: 10px; height: 10px; }
QComboBox QAbstractItemView {
    background: $raised; border: 1px solid $strong_line; selection-background-color: $hover;
    selection-color: $text; outline: 0;
}
QCheckBox, QRadioButton { spacing: 7px; background: transparent; }
QCheckBox:focus, QRadioButton:focus { color: $events; }
QCheckBox::indicator, QTreeView::indicator {
    width: 14px; height: 14px; border: 1px solid $strong_line; border-radius: 3px; background: $ground;
}
QCheckBox::indicator:hover, QTreeView::indicator:hover { border-color: $dim; }
QCheckBox::indicator:focus { border-color: $events; }
QCheckBox::indicator:checked, QTreeView::indicator:checked {
    background: $foley; border-color: $foley; image: url("$icons/check.svg");
}
QCheckBox::indicator:disabled { border-color: $line; background: $panel; }
QCheckBox:disabled { color: $faint; }
QRadioButton::indicator {
    width: 12px; height: 12px; border: 1px solid $strong_line; border-radius: 7px; background: $ground;
}
QRadioButton::indicator:hover { border-color: $dim; }
QRadioButton::indicator:checked { border: 4px solid $foley; border-radius: 7px; width: 6px; height: 6px; }
QSlider { background: transparent; min-height: 18px; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $foley; border-radius: 2px; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -4px 0; border-radius: 6px; background: $handle; }
QSlider::handle:horizontal:hover { background: $foley_hover; }
QSlider::handle:horizontal:focus { border: 2px solid $events; width: 10px; height: 10px; margin: -5px 0; }
QSlider::sub-page:horizontal:disabled { background: $strong_line; }
QSlider::handle:horizontal:disabled { background: $strong_line; }
QProgressBar { background: $line; border: 0; border-radius: 3px; text-align: center; min-height: 6px; }
QProgressBar::chunk { background: $foley; border-radius: 3px; }
""")

_BARE = Template("""
QLineEdit[role="value"], QComboBox[role="value"] {
    background: transparent; border: 1px solid transparent; padding: 0 4px; min-height: 19px;
}
QLineEdit[role="value"]:hover, QComboBox[role="value"]:hover { border-color: $line; background: $ground; }
QLineEdit[role="value"]:focus, QComboBox[role="value"]:focus { border-color: $events; background: $ground; }
QLineEdit[role="value"]:disabled, QComboBox[role="value"]:disabled {
    background: transparent; border-color: transparent;
}
QComboBox[role="value"]::drop-down { width: 14px; }
QLineEdit[role="strip"] {
    background: transparent; border: 1px solid transparent; border-radius: 4px; color: $dim; font-size: 11px;
    padding: 0;
}
QLineEdit[role="strip"]:hover { border-color: $line; color: $text; }
QLineEdit[role="strip"]:focus { border-color: $events; background: $ground; color: $text; }
QLineEdit[role="timecode"] {
    background: transparent; border: 1px solid transparent; font-family: "$mono"; font-size: 19px; font-weight: 700;
    padding: 2px 4px;
}
QLineEdit[role="timecode"]:hover { border-color: $line; }
QLineEdit[role="timecode"]:focus { border-color: $events; background: $ground; }
QAbstractItemView[role="bin"] { background: transparent; border: 0; }
QWidget[role="rule"] { background: $line; }
""")

_LISTS = Template("""
QMenuBar { background: $panel; color: $text; padding: 1px 4px; }
QMenuBar::item { background: transparent; padding: 4px 8px; border-radius: 4px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $strong_line; border-radius: 6px; padding: 5px; }
QMenu::item { padding: 5px 26px 5px 22px; border-radius: 4px; background: transparent; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 5px 6px; }
QMenu::indicator { left: 6px; width: 12px; height: 12px; }
QAbstractItemView { background: $ground; border: 1px solid $line; border-radius: 4px; outline: 0; }
QListView::item, QTreeView::item, QTableView::item { padding: 3px 6px; border-radius: 4px; }
QTreeView::item, QTableView::item { border-radius: 0; }
QTableView::item { border: 1px solid transparent; }
QTableView::item:focus { border-color: $foley; }
QListView::item:hover, QTreeView::item:hover { background: $raised; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $hover; color: $text; }
QHeaderView::section { background: $panel; color: $dim; border: 0; border-bottom: 1px solid $line; padding: 4px 6px; }
QTabWidget::pane { border: 1px solid $line; border-radius: 4px; }
QTabBar::tab { background: transparent; color: $dim; padding: 6px 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom-color: $foley; }
QGroupBox { border: 1px solid $line; border-radius: ${radius}px; margin-top: 9px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 9px; padding: 0 4px; color: $dim; }
QListWidget[role="subjects"] { background: $panel; border: 0; }
QListWidget[role="subjects"]::item { padding: 6px 8px; }
QScrollArea { background: transparent; border: 0; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:horizontal { height: 12px; }
QScrollBar:vertical { width: 12px; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 3px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $dim; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def stylesheet(colours: dict[str, str], *, radius_px: int, mono: str) -> str:
    """The whole stylesheet in the given colours (``#rrggbb`` by token name)."""
    values = dict(
        colours,
        radius=str(radius_px),
        mono=mono,
        icons=(resources_dir() / "icons").as_posix(),
        foley_hover=mixed(colours["foley"], colours["text"], 0.25),
        foley_pressed=mixed(colours["foley"], colours["ground"], 0.2),
        handle=mixed(colours["raised"], "#ffffff", 0.94),
        scroll=mixed(colours["strong_line"], colours["faint"], 0.4),
    )
    return "".join(part.substitute(values) for part in (_BASE, _BUTTONS, _FIELDS, _LISTS, _BARE))


def mixed(one: str, other: str, share: float) -> str:
    """``#rrggbb`` between two colours; ``share`` 0 is the first, 1 the second."""
    channels = ((int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)
