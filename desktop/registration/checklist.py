"""The material checklist at the desk (ONCE-15): Space ticks a line, one key ticks them all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.items import Material
from desktop import theme

MOST_ROWS = 8


class Checklist(QWidget):
    """The materials of an item with a tick for each one handed in."""

    changed = Signal()
    done = Signal()
    """Enter was pressed in the list: go on."""
    blank_wanted = Signal()
    """The blank application form was asked for (CASE-26)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.all = QPushButton("全部已收 F8")
        self.all.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.all.clicked.connect(self.tick_all)
        self.blank = QPushButton("空白申请表 Ctrl+P")
        self.blank.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.blank.clicked.connect(lambda _=False: self.blank_wanted.emit())
        self.list = _Ticks()
        self.list.setAccessibleName("材料清单")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(lambda _item: self._changed())
        self.list.entered_on.connect(self.done)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.blank)
        head.addWidget(self.all)
        self._hint = QLabel("空格勾选已收到并核对的材料；没收齐也可以收件，之后一次性告知补正")
        self._hint.setWordWrap(True)
        theme.set_role(self._hint, "hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(head)
        layout.addWidget(self.list)
        layout.addWidget(self._hint)
        self.setFocusProxy(self.list)

    def show_materials(self, materials: Sequence[Material]) -> None:
        """Show the materials of an item, none ticked."""
        self.list.blockSignals(True)
        self.list.clear()
        for material in materials:
            note = f"　{material.note}" if material.note else ""
            words = f"{material.name}　{material.form.value} {material.count} 份{note}"
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Unchecked)
            self.list.addItem(item)
        if materials:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._fit()
        self._tell()

    def received(self) -> tuple[int, ...]:
        """The places of the materials that were handed in."""
        checked = Qt.CheckState.Checked
        return tuple(n for n in range(self.list.count()) if self._item(n).checkState() == checked)

    def set_received(self, places: Sequence[int]) -> None:
        """Tick exactly these."""
        for number in range(self.list.count()):
            ticked = number in places
            self._item(number).setCheckState(
                Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            )

    def tick_all(self) -> None:
        """Everything was handed in; once more takes the ticks away again."""
        everything = tuple(range(self.list.count()))
        self.set_received(() if self.received() == everything else everything)
        self.list.setFocus()

    def _item(self, number: int) -> QListWidgetItem:
        return self.list.item(number)

    def _changed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        self.title.setText(f"材料：已收 {len(self.received())} / {self.list.count()}")
        self.list.setAccessibleDescription(self.title.text())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if theme.looks_changed(event) and hasattr(self, "_hint"):
            self._fit()

    def _fit(self) -> None:
        rows = min(max(self.list.count(), 1), MOST_ROWS)
        self.list.setFixedHeight(rows * (theme.row_height(self.list) + 2) + theme.TIGHT)


class _Ticks(QListWidget):
    entered_on = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if plain:
                self.entered_on.emit()
            else:
                event.ignore()
        elif event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            item = self.currentItem()
            ticked = item.checkState() == Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
            # The next paper in the pile is the next line of the list.
            if not ticked and self.currentRow() + 1 < self.count():
                self.setCurrentRow(self.currentRow() + 1)
        else:
            super().keyPressEvent(event)
