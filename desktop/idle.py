"""Notices that nobody is at the computer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow


class Idle(QObject):
    """Tells when nobody has touched any window of the program for some minutes."""

    passed = Signal()
    _TOUCHES = (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    )

    def __init__(self, parent: QObject, minutes: int) -> None:
        super().__init__(parent)
        self._watched: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.passed)
        self.set_minutes(minutes)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def set_minutes(self, minutes: int) -> None:
        """After how many minutes; 0 never."""
        self._timer.stop()
        if minutes:
            self._timer.start(minutes * 60_000)

    def _watch(self, window: QWindow | None) -> None:
        """Native events pass through the window first, so few filters see all touches."""
        # A wrapper of something dead may answer for a new window at the same address.
        if isinstance(window, QWindow):
            window.removeEventFilter(self)
            window.installEventFilter(self)
        self._restart()

    def _restart(self) -> None:
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin again at every touch."""
        if event.type() in self._TOUCHES:
            self._restart()
        return False
