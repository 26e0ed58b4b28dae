"""The tabs at the left: a real tab bar with icon and word, and a red count where work waits."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

from desktop import icons, theme

_ICON = 20


class SideTabs(QTabWidget):
    """Pages behind upright-written tabs at the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = SideBar()
        self.setTabBar(self.bar)
        self.setTabPosition(QTabWidget.TabPosition.West)
        self.setDocumentMode(True)

    def add(self, page: QWidget, name: str, title: str) -> None:
        """Append a page; `name` is also the name of its icon."""
        number = self.addTab(page, title)
        self.bar.setTabData(number, name)
        self.setTabToolTip(number, f"{title}（Ctrl+{number}）")

    def names(self) -> list[str]:
        """The names of all pages, top to bottom."""
        return [str(self.bar.tabData(number)) for number in range(self.count())]

    def set_badge(self, name: str, waiting: int) -> None:
        """How many matters wait behind a tab; 0 takes the red count away."""
        self.bar.set_badge(self.names().index(name), waiting)


class SideBar(QTabBar):
    """Draws horizontal words in a bar that Qt would write sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badges: dict[int, int] = {}
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("页面")

    def set_badge(self, number: int, waiting: int) -> None:
        """Show a count at a tab; screen readers hear it as part of the tab's name."""
        self._badges[number] = waiting
        title = self.tabText(number)
        words = f"{title}，{waiting} 件待处理" if waiting else title
        self.setAccessibleTabName(number, words)
        self.update()

    def badge(self, number: int) -> int:
        """The count shown at a tab."""
        return self._badges.get(number, 0)

    def tabSizeHint(self, index: int) -> QSize:
        """One width for all tabs, whatever the words."""
        metrics = self.fontMetrics()
        words = max(metrics.horizontalAdvance(self.tabText(n)) for n in range(self.count()))
        width = (
            theme.LARGE
            + _ICON
            + theme.SMALL
            + words
            + metrics.horizontalAdvance("000")
            + theme.WIDE
        )
        height = max(theme.row_height(self) + theme.TIGHT, 40)
        # A low screen squeezes the tabs a little rather than hide the last ones.
        tabs = self.parentWidget()
        if tabs is not None:
            height = min(height, tabs.height() // max(self.count(), 1))
        return QSize(width, max(height, metrics.height() + theme.SMALL))

    def minimumTabSizeHint(self, index: int) -> QSize:
        """No tab is squeezed; a low screen scrolls."""
        return self.tabSizeHint(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk through the tabs; Qt knows only left and right."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(min(max(self.currentIndex() + step, 0), self.count() - 1))

    def event(self, event: QEvent) -> bool:
        """Redraw the tab under the mouse."""
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every tab from the tokens."""
        palette = theme.look().palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mouse = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else None
        for number in range(self.count()):
            where = self.tabRect(number)
            chosen = number == self.currentIndex()
            color = palette.accent if chosen else palette.text
            if chosen:
                painter.fillRect(where, palette.color("selected"))
                painter.fillRect(QRect(where.topLeft(), QSize(3, where.height())), color)
            elif mouse is not None and where.contains(mouse):
                painter.fillRect(where, palette.color("hover"))
            left = where.left() + theme.LARGE
            top = where.center().y() - _ICON // 2 + 1
            icon = icons.pixmap(str(self.tabData(number)), color, _ICON, self.devicePixelRatioF())
            painter.drawPixmap(left, top, icon)
            painter.setPen(palette.color("accent" if chosen else "text"))
            words = where.adjusted(theme.LARGE + _ICON + theme.SMALL, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.tabText(number))
            if chosen and self.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(where.adjusted(1, 1, -2, -2))
            self._draw_badge(painter, where, self.badge(number))

    def _draw_badge(self, painter: QPainter, where: QRect, waiting: int) -> None:
        if not waiting:
            return
        palette = theme.look().palette
        text = str(waiting) if waiting < 100 else "99+"
        font = self.font()
        font.setPointSizeF(max(font.pointSizeF() * 0.75, 7.5))
        painter.save()
        painter.setFont(font)
        metrics = painter.fontMetrics()
        height = metrics.height()
        width = max(metrics.horizontalAdvance(text) + theme.SMALL, height)
        left, top = where.right() - width - theme.SMALL, where.center().y() - height // 2
        box = QRect(left, top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("today"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setPen(palette.color("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()
