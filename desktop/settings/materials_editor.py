"""The materials of an item as a table: name, form, copies, 可容缺, note; rows move."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from center.items import Material, MaterialForm
from center.text import clean_line
from desktop import theme

_TITLES = ("材料名称", "形式", "份数", "可容缺", "说明")
_NAME, _FORM, _COUNT, _SECONDARY, _NOTE = range(5)


class MaterialsEditor(QWidget):
    """F2 or typing changes a cell, Insert adds a row, Ctrl+Up and Ctrl+Down move it, Ctrl+Delete
    removes it.
    """

    changed = Signal()

    def __init__(self, materials: list[dict[str, Any]]) -> None:
        super().__init__()
        self.table = QTableWidget(0, len(_TITLES))
        self.table.setAccessibleName("申请材料")
        self.table.setHorizontalHeaderLabels(list(_TITLES))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.hide()
        theme.set_role(self.problem, "problem")
        label = QLabel("申请材料")
        label.setBuddy(self.table)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        buttons.addWidget(label)
        buttons.addStretch()
        for title, keys, run in (
            ("加一份", "Ins", self.add),
            ("上移", "Ctrl+Up", lambda: self.move_row(-1)),
            ("下移", "Ctrl+Down", lambda: self.move_row(1)),
            ("删除", "Ctrl+Del", self.remove),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.setToolTip(f"{title}（{keys}）")
            button.clicked.connect(lambda _=False, r=run: r())
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(buttons)
        layout.addWidget(self.table)
        layout.addWidget(self.problem)
        self.setFocusProxy(self.table)
        self.set_materials(materials)
        self.table.itemChanged.connect(lambda _item: self._edited())

    def materials(self) -> list[dict[str, Any]]:
        """The rows as an item stores them; a number of copies that cannot be read counts as 1."""
        return [
            Material(
                clean_line(self._text(row, _NAME)),
                MaterialForm(self._combo(row).currentText()),
                int(count) if (count := self._text(row, _COUNT)).isdecimal() else 1,
                clean_line(self._text(row, _NOTE)),
                secondary=self._secondary(row),
            ).plain()
            for row in range(self.table.rowCount())
        ]

    def set_materials(self, materials: list[dict[str, Any]]) -> None:
        """Show these rows."""
        self.table.setRowCount(0)
        for material in materials:
            self._append(material)
        self._fit()

    def say(self, problem: str) -> None:
        """Show what is wrong under the table; an empty text takes it away."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.table.setAccessibleDescription(problem)

    def add(self) -> None:
        """A new row at the end, ready to be typed into."""
        self._append(Material("").plain())
        row = self.table.rowCount() - 1
        self._edited()
        self.table.setCurrentCell(row, _NAME)
        self.table.edit(self.table.model().index(row, _NAME))

    def remove(self) -> None:
        """Take the current row away."""
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self._edited()

    def move_row(self, by: int) -> None:
        """Move the current row up or down."""
        row, column = self.table.currentRow(), self.table.currentColumn()
        if row < 0 or not 0 <= row + by < self.table.rowCount():
            return
        found = self.materials()
        found[row], found[row + by] = found[row + by], found[row]
        self.set_materials(found)
        self.table.setCurrentCell(row + by, column)
        self._edited()

    def _append(self, material: dict[str, Any]) -> None:
        # Half a row is no change yet.
        blocked = self.table.blockSignals(True)
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in (
            (_NAME, material["name"]),
            (_COUNT, str(material["count"])),
            (_NOTE, material["note"]),
        ):
            self.table.setItem(row, column, QTableWidgetItem(text))
        tick = QTableWidgetItem()
        on = bool(material.get("secondary"))
        tick.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        tick.setFlags(
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsUserCheckable
        )
        tick.setToolTip("欠缺时可以凭承诺先受理（容缺受理）")
        tick.setData(Qt.ItemDataRole.AccessibleTextRole, "可容缺")
        self.table.setItem(row, _SECONDARY, tick)
        forms = _FormBox()
        forms.setAccessibleName("形式")
        forms.addItems([form.value for form in MaterialForm])
        forms.setCurrentText(material["form"])
        forms.currentTextChanged.connect(lambda _text: self._edited())
        self.table.setCellWidget(row, _FORM, forms)
        self.table.blockSignals(blocked)

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text() if item is not None else ""

    def _secondary(self, row: int) -> bool:
        item = self.table.item(row, _SECONDARY)
        return item is not None and item.checkState() is Qt.CheckState.Checked

    def _combo(self, row: int) -> QComboBox:
        widget = self.table.cellWidget(row, _FORM)
        assert isinstance(widget, QComboBox)
        return widget

    def _edited(self) -> None:
        self.say("")
        self._fit()
        self.changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "table"):
            self._fit()

    def _fit(self) -> None:
        height = theme.row_height(self.table) + theme.TIGHT
        character = self.table.fontMetrics().horizontalAdvance("0")
        self.table.verticalHeader().setDefaultSectionSize(height)
        for row in range(self.table.rowCount()):
            self.table.setRowHeight(row, height)
        for column, width in ((_FORM, 16), (_COUNT, 8), (_SECONDARY, 8), (_NOTE, 28)):
            self.table.setColumnWidth(column, width * character)
        rows = max(self.table.rowCount(), 1)
        head = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(head + rows * height + 2 * self.table.frameWidth() + 2)


class _FormBox(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page never changes a form."""
        event.ignore()
