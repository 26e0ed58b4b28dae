"""Reading a page again when something it shows has changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, SignalInstance


class Following(QTimer):
    """Calls `refresh` after a record of the kinds `shown` has changed.

    Several changes of one moment are read once. Stop it when the page has read anew by itself.
    """

    def __init__(
        self,
        page: QObject,
        changed: SignalInstance,
        shown: frozenset[str],
        refresh: Callable[[], object],
    ) -> None:
        """`changed` tells the kinds of every commit; it is followed for as long as `page` lives."""
        super().__init__(page)
        self._shown = shown
        self.setSingleShot(True)
        self.setInterval(0)
        self.timeout.connect(refresh)
        changed.connect(self._heard)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & self._shown:
            self.start()
