"""The look of every kind of widget; `theme` puts its tokens in place of `$name`."""

# `$name` is a token; widgets ask for a look by the property `role`, never by a colour of their own.
SHEET = """
QMainWindow, QDialog, QWidget[role="page"] { background: $background; }
QFrame[role="card"], QWidget[role="bar"] { background: $surface; }
QFrame[role="card"] { border: 1px solid $line; border-radius: 4px; }
QWidget[role="bar"] { border: 0; border-bottom: 1px solid $line; }
QLabel[role="title"] { font-size: $title; }
QLabel[role="heading"] { color: $accent; padding-top: 4px; }
QLabel[role="number"] { font-size: $number; }
QLabel[role="second"] { color: $second; }
QLabel[role="hint"] { color: $second; font-size: $hint; }
QLabel[role="problem"] { color: $today; font-size: $hint; }
QLabel[role="warning"] { color: $soon; font-size: $hint; }
QLabel[role="alarm"] {
    background: $today; color: $on_accent; border-radius: 4px; padding: 8px 12px; }
QLabel[role="done"] { color: $normal; font-size: $hint; }
QFrame[role="line"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[role="notice"], QFrame[role="notice-error"] {
    background: $surface; border: 1px solid $line; border-left: 4px solid $accent;
    border-radius: 4px; }
QFrame[role="notice-error"] { border-left: 4px solid $today; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $surface; color: $text; border: 1px solid $edge; border-radius: 4px;
    padding: 4px 8px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $second; }
QPlainTextEdit, QTextEdit { padding: 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border: 2px solid $accent; padding: 3px 7px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 3px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] {
    border-color: $today; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $background; border-color: $line; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
    background: $background; color: $disabled; border-color: $line; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: 0; padding: 0; background: transparent; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url($down); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $edge; outline: 0;
    selection-background-color: $selected; selection-color: $text; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $edge; border-radius: 4px;
    padding: 5px 12px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $selected; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton:disabled, QToolButton:disabled, QPushButton[role="unlawful"] {
    background: $background; color: $disabled; border: 1px dashed $line; }
QPushButton[role="unlawful"]:focus { border: 2px solid $edge; }
QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 4px 11px; }
QPushButton[role="primary"]:disabled {
    background: $background; color: $disabled; border: 1px dashed $line; }
QPushButton[role="danger"] { color: $today; border-color: $today; }
QPushButton[role="choice"]:checked, QToolButton[role="chip"][set="true"] {
    background: $selected; border-color: $accent; color: $text; }
QPushButton[role="quick"], QToolButton[role="flat"] {
    background: transparent; border: 1px solid transparent; padding: 4px 8px; }
QPushButton[role="quick"]:hover, QToolButton[role="flat"]:hover { background: $hover; }
QPushButton[role="quick"]:checked { color: $accent; border-color: transparent;
    border-bottom: 2px solid $accent; border-radius: 0; }
QPushButton[role="quick"]:focus, QToolButton[role="flat"]:focus { border: 2px solid $accent;
    border-radius: 4px; padding: 3px 7px; }
QPushButton[role="link"] { background: transparent; border: 0; color: $accent; padding: 4px; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $accent; padding: 3px; }
QToolButton[role="chip"] { padding: 4px 20px 4px 8px; }
QToolButton[role="chip"]:focus { padding: 3px 19px 3px 7px; }
QPushButton::menu-indicator { image: url($down); width: 10px; height: 10px;
    subcontrol-position: right center; subcontrol-origin: padding; right: 6px; }
QPushButton[role="more"] { padding-right: 22px; }
QToolButton::menu-indicator { image: url($down); width: 10px; height: 10px;
    subcontrol-position: right center; subcontrol-origin: padding; right: 6px; }
QToolButton[role="flat"]::menu-indicator { image: none; width: 0; }

QCheckBox { spacing: 8px; padding: 4px 0; }
QCheckBox::indicator, QAbstractItemView::indicator, QMenu::indicator {
    width: 16px; height: 16px; border: 1px solid $edge; border-radius: 4px; background: $surface; }
QMenu::indicator { margin-left: 4px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked {
    background: $accent; border-color: $accent; image: url($check); }
QCheckBox::indicator:disabled { background: $background; border-color: $line; }
QCheckBox:focus { color: $accent; }

QTableView, QListView, QTreeView {
    background: $surface; color: $text; border: 1px solid $line; border-radius: 4px;
    gridline-color: $line; outline: 0;
    selection-background-color: $selected; selection-color: $text; }
QTableView:focus, QListView:focus, QTreeView:focus { border: 1px solid $accent; }
QTableView[role="plain"], QListView[role="plain"] { border: 0; background: transparent; }
QListView::item { padding: 6px 8px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $selected; color: $text; }
QHeaderView { background: $surface; border: 0; }
QHeaderView::section {
    background: $surface; color: $second; border: 0; border-bottom: 1px solid $line;
    padding: 6px 3px; }
QHeaderView::section:first { padding-left: 7px; }
QHeaderView::up-arrow { image: url($up); }
QHeaderView::down-arrow { image: url($down); }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: 10px; height: 10px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QHeaderView::section:hover { color: $text; background: $hover; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QTableCornerButton::section { background: $surface; border: 0; }

QTabWidget::pane { border: 0; border-top: 1px solid $line; background: $surface; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab {
    background: transparent; color: $second; padding: 8px 12px; border: 0;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $text; background: $selected; }

QStatusBar { background: $surface; border-top: 1px solid $line; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: $second; font-size: $hint; padding: 2px 8px; }
QMenu { background: $surface; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 24px; border-radius: 4px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px; }
QProgressBar { background: $hover; border: 0; border-radius: 4px; text-align: center;
    min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QScrollArea { border: 0; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
"""
