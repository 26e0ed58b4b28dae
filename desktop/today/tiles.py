"""The numbers of 今日: what waits, at a glance."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from desktop import theme
from desktop.listing import COUNT_CAP


class Tile(QAbstractButton):
    """A number and what it counts; Enter or a click shows them."""

    def __init__(self, words: str, color: str = "") -> None:
        """`color` is the token of a number above 0."""
        super().__init__()
        self.words, self._color = words, color or "text"
        self.count = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show another number."""
        self.count = count
        self.setText(f"{count:,}+" if count >= COUNT_CAP else f"{count:,}")
        self.setAccessibleName(f"{self.words} {self.text()} 件")
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the word and a number above it."""
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.words) + 2 * theme.MEDIUM
        return QSize(max(width, 88), round(metrics.height() * 3.1) + theme.MEDIUM)

    def minimumSizeHint(self) -> QSize:
        """Never squeezed."""
        return self.sizeHint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if theme.looks_changed(event):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, number and word from the tokens."""
        palette = theme.look().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(0, 0, -1, -1)
        focused = self.hasFocus()
        painter.setPen(palette.color("accent" if focused else "line"))
        painter.setBrush(palette.color("hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 3, 3)
        metrics = self.fontMetrics()
        inner = box.adjusted(theme.MEDIUM, theme.SMALL, -theme.TIGHT, -theme.SMALL)
        word = QRect(inner.left(), inner.bottom() - metrics.height(), inner.width(), inner.height())
        painter.setPen(palette.color("second"))
        painter.drawText(word, Qt.AlignmentFlag.AlignLeft, self.words)
        font = self.font()
        font.setPointSizeF(theme.look().points * 1.7)
        painter.setFont(font)
        color = self._color if self.count else "second"
        painter.setPen(palette.color(color))
        above = inner.adjusted(0, 0, 0, -metrics.height())
        painter.drawText(
            above, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text()
        )


class TileRow(QWidget):
    """Tiles side by side, in as many rows as the width asks for."""

    def __init__(self, tiles: list[Tile]) -> None:
        super().__init__()
        self._all, self._tiles = tiles, tiles
        self._across = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.SMALL)
        self._arrange()

    def show_tiles(self, shown: Collection[Tile]) -> None:
        """Show only these, in their order; the others wait out of sight."""
        for tile in self._all:
            tile.setVisible(tile in shown)
        self._tiles = [tile for tile in self._all if tile in shown]
        for tile in self._all:
            self._grid.removeWidget(tile)
        self._across = 0
        self._arrange()

    def _arrange(self) -> None:
        widest = max(tile.sizeHint().width() for tile in self._tiles) + theme.SMALL
        across = min(max(self.width() // widest, 1), len(self._tiles))
        if across == self._across:
            return
        if across < len(self._tiles):
            # Rows of about the same length: five and four, not eight and one.
            rows = -(-len(self._tiles) // across)
            across = -(-len(self._tiles) // rows)
        self._across = across
        for number, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, number // across, number % across)
        for number in range(len(self._all)):
            self._grid.setColumnStretch(number, 1 if number < across else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many across as fit."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_grid"):
            self._arrange()
