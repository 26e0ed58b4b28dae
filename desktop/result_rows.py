"""Every row of something read from a file with what becomes of it, filtered by the outcome."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import parts, theme
from desktop.desk import Desk
from desktop.listing import Column
from desktop.short_list import ShortList

Verdict = TypeVar("Verdict", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Judged(Generic[Verdict]):
    """One row: what becomes of it and its cells."""

    key: Hashable
    verdict: Verdict
    cells: tuple[object, ...]


class ResultRows(QWidget, Generic[Verdict]):
    """The rows under buttons with their counts, a line of words between them."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        columns: Sequence[Column],
        wide: str,
        verdicts: Sequence[Verdict],
    ) -> None:
        super().__init__()
        self.table = ShortList(title, columns, desk.today(), wide=wide)
        self.buttons: dict[Verdict | None, QPushButton] = {}
        self._rows: Sequence[Judged[Verdict]] = ()
        self._group = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(theme.TIGHT)
        for verdict in (None, *verdicts):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            theme.set_role(button, "quick")
            button.clicked.connect(lambda _=False, v=verdict: self.show_only(v))
            self._group.addButton(button)
            self.buttons[verdict] = button
            bar.addWidget(button)
        bar.addStretch()
        self.hint = parts.words("", "second")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(bar)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)

    def show_rows(self, rows: Sequence[Judged[Verdict]], first: Sequence[Verdict]) -> None:
        """Show all rows; those of the first of `first` that there are come into sight."""
        self._rows = rows
        counts = {verdict: self.count(verdict) for verdict in self.buttons}
        for verdict, button in self.buttons.items():
            count = len(rows) if verdict is None else counts[verdict]
            button.setText(f"{verdict.value if verdict else '全部'} {count:,}")
            button.setEnabled(verdict is None or count > 0)
        self.show_only(next((one for one in first if counts[one]), None))

    def count(self, verdict: Verdict | None) -> int:
        """How many rows came to this."""
        return sum(row.verdict is verdict for row in self._rows)

    def show_only(self, verdict: Verdict | None) -> None:
        """Show the rows of one verdict, None for all."""
        self.buttons[verdict].setChecked(True)
        self.table.show_rows(
            [
                (row.key, row.cells)
                for row in self._rows
                if verdict is None or row.verdict is verdict
            ]
        )
