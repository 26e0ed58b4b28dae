"""Work longer than a blink, off the GUI thread, with progress, cancel and plain errors.

Results and errors are delivered in the GUI thread, and only while their owner still lives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThreadPool, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import notice, theme

Result = TypeVar("Result")
Progress = Callable[[int, int, str], None]
"""`progress(done, total, words)`; `total` 0 means unknown."""
Cancelled = Callable[[], bool]
"""True once the clerk has pressed 取消: stop at a safe point and return what there is."""

SHOW_AFTER_MS = 400
_TELL_EVERY_SECONDS = 0.05

_pool: list[QThreadPool] = []
_live: set[_Job] = set()


class _Job(QObject):
    """One piece of work; the object lives in the GUI thread, `work` runs in the pool."""

    progressed = Signal(int, int, str)
    ended = Signal()
    _finished = Signal(object, object)

    def __init__(
        self,
        owner: QObject,
        work: Callable[[_Job], Callable[[], None]],
        failed: Callable[[Exception], object],
    ) -> None:
        super().__init__()
        self._owner = owner
        self._work = work
        self._failed = failed
        self._told = 0.0
        self.cancelled = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def work(self) -> None:
        """Run in a thread of the pool; the outcome travels to the GUI thread as a signal."""
        try:
            deliver = self._work(self)
        except Exception as error:  # every kind of trouble is told to the clerk, none is lost
            self._finished.emit(None, error)
        else:
            self._finished.emit(deliver, None)

    def tell(self, done: int, total: int, words: str) -> None:
        """Progress from the worker; at most twenty times a second, and the last step always."""
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_SECONDS or 0 < total <= done:
            self._told = now
            self.progressed.emit(done, total, words)

    def _deliver(self, deliver: Callable[[], None] | None, error: Exception | None) -> None:
        _live.discard(self)
        self.ended.emit()
        self.deleteLater()
        if shiboken6.isValid(self._owner):
            if error is not None:
                self._failed(error)
            elif deliver is not None:
                deliver()


def _start(job: _Job) -> None:
    if not _pool:
        _pool.append(QThreadPool())
        _pool[0].setMaxThreadCount(4)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(finish)
    _live.add(job)
    _pool[0].start(job.work)


def finish(milliseconds: int = 30_000) -> bool:
    """Cancel what runs and wait for it; called when the program ends. False if it did not stop."""
    for job in _live:
        job.cancelled = True
    return all(pool.waitForDone(milliseconds) for pool in _pool)


def busy() -> bool:
    """Whether any work is still under way."""
    return bool(_live)


def quiet(
    owner: QObject,
    work: Callable[[], Result],
    done: Callable[[Result], None],
    failed: Callable[[Exception], object] | None = None,
) -> None:
    """Run `work` in the background without a dialog (counts, search, unlocking).

    `done` or `failed` is called in the GUI thread unless `owner` has been deleted meanwhile;
    without `failed` the error is told in a dialog.
    """

    def body(_job: _Job) -> Callable[[], None]:
        result = work()
        return lambda: done(result)

    _start(_Job(owner, body, failed or (lambda error: notice.tell(_window_of(owner), error))))


def run(
    parent: QWidget,
    title: str,
    work: Callable[[Progress, Cancelled], Result],
    done: Callable[[Result], None],
    failed: Callable[[Exception], object] | None = None,
) -> None:
    """Run `work(progress, cancelled)` in the background under a progress dialog with 取消.

    The dialog appears after 0.4 s; until then clicks and keys of the window are held off, so that
    nothing is started twice. `title` says what is being done (正在生成台账). `done` also gets the
    result of cancelled work. Without `failed` the error is told in a dialog over `parent`.
    """

    def body(job: _Job) -> Callable[[], None]:
        result = work(job.tell, lambda: job.cancelled)
        return lambda: done(result)

    job = _Job(parent, body, failed or (lambda error: notice.tell(parent, error)))
    dialog = _ProgressDialog(parent, title, job)
    job.progressed.connect(dialog.tell)
    job.ended.connect(dialog.end)
    _start(job)


def _window_of(owner: QObject) -> QWidget | None:
    return owner if isinstance(owner, QWidget) else None


class _ProgressDialog(QDialog):
    """What is being done, how far it is, and 取消."""

    def __init__(self, parent: QWidget, title: str, job: _Job) -> None:
        super().__init__(parent)
        self._job = job
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(420)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        heading = QLabel(title)
        theme.set_role(heading, "title")
        self.words = QLabel("")
        self.words.setWordWrap(True)
        theme.set_role(self.words, "second")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton("取消")
        self.cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        for widget in (heading, self.bar, self.words):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self._guard = _Guard(parent.window())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._appear)
        self._timer.start(SHOW_AFTER_MS)

    def _appear(self) -> None:
        self._guard.release()
        self.open()

    def tell(self, done: int, total: int, words: str) -> None:
        """Show how far the work is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.words.setText(f"{words}　{done} / {total}" if total else words)

    def end(self) -> None:
        """The work has ended: go away before its result is shown."""
        self._timer.stop()
        if shiboken6.isValid(self._guard):
            self._guard.release()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """取消 and Esc ask the work to stop; the dialog stays until it has."""
        self._job.cancelled = True
        self.cancel.setEnabled(False)
        self.words.setText("正在停下，已完成的部分会保留")

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()


class _Guard(QObject):
    """Holds off clicks and keys of one window until the progress dialog stands over it."""

    _HELD = (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.KeyPress,
        QEvent.Type.ShortcutOverride,
        QEvent.Type.Shortcut,
    )

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        app = QCoreApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return (
            event.type() in self._HELD
            and isinstance(watched, QWidget)
            and watched.window() is self._window
        )

    def release(self) -> None:
        """Let clicks and keys through again."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self.deleteLater()
