"""The way back to cases that were begun and not finished: one press, or a choice of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from center.identity import mask_id
from desktop import theme


class Unfinished(QPushButton):
    """Hidden while nothing waits."""

    picked = Signal(str)
    """The name of the draft to go on with."""

    def __init__(self) -> None:
        super().__init__()
        theme.set_role(self, "link")
        self._waiting: list[tuple[str, str]] = []
        self.choices = QMenu(self)
        self.clicked.connect(lambda _=False: self._go_on())
        self.hide()

    def offer(self, waiting: Sequence[tuple[str, str]]) -> None:
        """Name and words of each, the newest first."""
        self._waiting = list(waiting)
        several = f"（{len(waiting)} 件）" if len(waiting) > 1 else ""
        self.setText(f"继续未完成的收件{several}")
        self.setVisible(bool(waiting))
        self.choices.clear()
        for name, words in waiting:
            self.choices.addAction(words.replace("&", "&&"), partial(self.picked.emit, name))

    def _go_on(self) -> None:
        if len(self._waiting) == 1:
            self.picked.emit(self._waiting[0][0])
        elif self._waiting:
            self.choices.popup(self.mapToGlobal(self.rect().bottomLeft()))


def words(content: Mapping[str, Any]) -> str:
    """Who and what an unfinished case is about; numbers of persons stay masked (D8)."""
    who = str(content.get("name") or content.get("who") or "")
    who = mask_id(who) if any(letter.isdigit() for letter in who) else who
    return f"{who or '还没填申请人'}　{content.get('item') or '还没选事项'}"
