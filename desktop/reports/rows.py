"""The first rows of a table and its totals, read off the GUI thread as they will be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from center.errors import Expected
from desktop import notice, parts, tasks, theme
from desktop.desk import Desk
from desktop.listing.source import Column
from desktop.short_list import ShortList
from reports.offer import Report, Wanted

if TYPE_CHECKING:
    from reports.table import Table

MOST = 100
"""Rows shown; the file holds all of them."""
_LEAST = 5
_USUAL, _WIDEST = 12, 30
"""Widths of a column in half-width characters."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a table: its first rows as text, how many there are, its closing lines."""

    columns: Sequence[Column]
    rows: Sequence[tuple[str, ...]]
    count: int
    totals: str

    @property
    def wide(self) -> str:
        """The column that takes the room the others leave."""
        texts = [column for column in self.columns if column.kind == "text"]
        return max(texts, key=lambda column: column.width).name if texts else ""


def shown_of(made: Table) -> Shown:
    """A table as the screen shows it."""
    from reports.table import shown

    kinds = [column.kind for column in made.columns]
    columns = [
        Column(
            str(place),
            column.title,
            max(min(round(column.width or _USUAL), _WIDEST), 2 * len(column.title) + 2),
            "number" if _is_figure(column.title, column.kind) else "text",
            sortable=False,
        )
        for place, column in enumerate(made.columns)
    ]
    rows = [
        tuple(shown(*cell) for cell in zip(row, kinds, strict=True)) for row in made.rows[:MOST]
    ]
    totals = "；".join(line.rstrip("。；") for line in made.closing)
    return Shown(columns, rows, len(made.rows), totals)


def _is_figure(title: str, kind: str) -> bool:
    """Whether a column stands right: amounts and rates do, running numbers do not."""
    return title.endswith("率") or (kind in ("number", "amount", "percent") and title != "序号")


class FirstRows(QWidget):
    """Shows the table asked for last; an older one still being read is given up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._columns: Sequence[Column] = ()
        self.state = parts.words("", "second")
        self.totals = parts.words("")
        self.list = ShortList("预览", (), desk.today())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.SMALL)
        self._layout.addWidget(self.state)
        self._layout.addWidget(self.list, 1)
        self._layout.addWidget(self.totals)
        self._layout.addStretch()
        self._clear("")

    def ask(self, report: Report, wanted: Wanted | None) -> None:
        """Read a table; without `wanted` say that something is missing."""
        self._asked += 1
        token, desk = self._asked, self._desk
        if wanted is None:
            self._clear("请先把上面的选项填完整。")
            return
        asked = replace(wanted, cancelled=lambda: self._asked != token)
        self.state.setText("正在读取…")

        def read() -> Shown | None:
            with desk.read() as work:
                made = report.make(work, asked)
                return None if made is None else shown_of(made)

        def done(shown: Shown | None) -> None:
            if token == self._asked and shown is not None:
                self._show(shown)

        def failed(error: Exception) -> None:
            if token == self._asked:
                self._clear(notice.sentence(error))
                if not isinstance(error, Expected):
                    notice.tell(self, error)

        tasks.quiet(self, read, done, failed)

    def _show(self, shown: Shown) -> None:
        if not shown.rows:
            self._clear("没有记录，导出的是一张空表。")
            return
        if shown.columns != self._columns:
            self._columns = shown.columns
            fresh = ShortList("预览", shown.columns, self._desk.today(), wide=shown.wide)
            self._layout.replaceWidget(self.list, fresh)
            self.list.deleteLater()
            self.list = fresh
        self.list.show_rows(list(enumerate(shown.rows)))
        # In a low window the page scrolls rather than leave one row in sight.
        least = min(len(shown.rows), _LEAST) + 2
        self.list.setMinimumHeight(least * self.list.verticalHeader().defaultSectionSize())
        self.list.show()
        more = f"，这里是前 {MOST} 行，导出的有全部" if shown.count > MOST else ""
        self.state.setText(f"预览：共 {shown.count} 行{more}")
        self.totals.setText(shown.totals)
        self.totals.setVisible(bool(shown.totals))

    def _clear(self, words: str) -> None:
        self.state.setText(words)
        self.list.hide()
        self.totals.hide()
