"""A scrolled form that is never cut off at the right and always shows where the cursor is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop import theme


class FormArea(QScrollArea):
    """Widgets below each other, scrolled up and down only."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._body = QWidget()
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        inner.setSpacing(theme.MEDIUM)
        for widget in widgets:
            inner.addWidget(widget)
        inner.addStretch()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._body)
        for surface in (self, self.viewport(), self._body):
            surface.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._show_cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow with the widest row so far, so that the page does not jump to and fro."""
        done = super().eventFilter(watched, event)
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            bar = self.verticalScrollBar().sizeHint().width()
            needed = self._body.minimumSizeHint().width() + bar
            if needed > self.minimumWidth():
                self.setMinimumWidth(needed)
        return done

    def fit_anew(self) -> None:
        """The form inside has become narrower."""
        self.setMinimumWidth(0)

    def changeEvent(self, event: QEvent) -> None:
        """A smaller text size needs less."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.setMinimumWidth(0)

    def _show_cursor(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._body.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, theme.WIDE * 2)
