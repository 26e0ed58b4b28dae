"""What differs between two versions of an item (CASE-30)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from center.items import Item
from desktop import parts, theme
from desktop.settings.item_words import LABELS, changed_fields, spoken


class Comparison(QDialog):
    """What differs between the latest version and an earlier one."""

    def __init__(self, parent: QWidget, editions: Sequence[Item], chosen: object = None) -> None:
        super().__init__(parent)
        self._editions = {item.edition: item for item in editions}
        self._latest = editions[0]
        self.setWindowTitle("版本对比")
        self.resize(860, 520)
        title = QLabel(f"{self._latest.code}　{self._latest.name}")
        theme.set_role(title, "title")
        self.earlier = QComboBox()
        self.earlier.setAccessibleName("与哪一版对比")
        for item in editions[1:]:
            self.earlier.addItem(f"与第 {item.edition} 版对比", item.edition)
        place = self.earlier.findData(chosen)
        self.earlier.setCurrentIndex(max(place, 0))
        self.earlier.currentIndexChanged.connect(lambda _place: self._show())
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        close = QPushButton("关闭")
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.earlier)
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(title)
        layout.addLayout(row)
        layout.addWidget(self._scroll, 1)
        self.rows: list[tuple[str, str, str]] = []
        self._show()

    def _show(self) -> None:
        earlier = self._editions.get(self.earlier.currentData(), self._latest)
        self.rows = [
            (LABELS[f], spoken(earlier, f) or "（空）", spoken(self._latest, f) or "（空）")
            for f in changed_fields(earlier, self._latest)
        ]
        content = QWidget()
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(theme.LARGE)
        grid.setVerticalSpacing(theme.MEDIUM)
        titles = ("", f"第 {earlier.edition} 版", f"第 {self._latest.edition} 版")
        if not self.rows:
            grid.addWidget(parts.words("两个版本一样。", "second"), 0, 0)
        for row, cells in enumerate((titles, *self.rows) if self.rows else ()):
            for column, text in enumerate(cells):
                quiet = not row or not column
                label = parts.words(text, "second" if quiet else "")
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        grid.setRowStretch(len(self.rows) + 1, 1)
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
        self._scroll.setWidget(content)
        self._scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
