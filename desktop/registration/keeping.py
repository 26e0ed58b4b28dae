"""Keeps what is typed and not yet saved, so that a crash or a power cut loses at most a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from center import drafts
from center.errors import Expected
from desktop.desk import Desk

PAUSE_MS = 1000


class Keeper(QObject):
    """The draft of one form of the account at the desk. `content` gives None when it is empty."""

    failed = Signal(object)
    """The `Expected` error for which the draft could not be kept."""

    def __init__(
        self, desk: Desk, form: str, content: Callable[[], dict[str, Any] | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk, self._name, self._content = desk, form, content
        self._actor = desk.actor
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.flush)

    def use(self, form: str) -> None:
        """Keep another form of this kind from now on; what was typed into this one stays kept."""
        self.flush_pending()
        self._name, self._actor = form, self._desk.actor

    def touch(self) -> None:
        """Something was typed: keep it after a short pause."""
        self._timer.start()

    def flush(self) -> None:
        """Keep it now."""
        self._timer.stop()
        content = self._content()
        try:
            if content is None:
                drafts.drop(self._desk.store, self._actor, self._name)
            else:
                drafts.keep(self._desk.store, self._actor, self._name, content)
        except Expected as error:
            self.failed.emit(error)

    def flush_pending(self) -> None:
        """Keep it now if something was typed since the last time."""
        if self._timer.isActive():
            self.flush()

    def drop(self) -> None:
        """Forget it, because the form was saved."""
        self._timer.stop()
        drafts.drop(self._desk.store, self._actor, self._name)

    def kept(self) -> dict[str, Any] | None:
        """What the one at the desk left behind."""
        self._actor = self._desk.actor
        return drafts.kept(self._desk.store, self._actor, self._name)
