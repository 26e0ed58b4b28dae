"""The 批量办理 page: the batches with their progress; a batch opens in front of the list."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from center.batches.records import Mark
from center.batches.ticking import BatchRow, count, page, percent
from center.lists import Key
from center.rights import Right
from desktop.desk import Desk
from desktop.ledgers.batches.asks import ask_make
from desktop.ledgers.batches.record import KINDS_SHOWN, BatchRecord
from desktop.listing import Choice, Column, Filter, Listing, Query, Quick, Row
from desktop.notice import Notice
from desktop.record import Subject

OPEN = "1"
EMPTY = "还没有批量办理。按“新建批次”，从花名册、村民或粘贴的名单开始。"
COLUMNS = (
    Column("name", "名称", 30),
    Column("batch_kind", "办什么", 12),
    Column("year", "年度", 6),
    Column("village", "村（社区）", 12),
    Column("progress", "进度", 18, sortable=False),
    Column("left", "未办", 8, kind="number", sortable=False),
    Column("made_on", "建立", 14),
    Column("closed_on", "结束", 12, sortable=False),
)


class BatchSource:
    """Rows of `center.batches.ticking.page` for one desk."""

    columns: Sequence[Column] = COLUMNS
    sort = ("made_on", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """By year: this one, the next, those before."""
        now = self._desk.today().year
        years = [Choice(str(year), f"{year}年") for year in range(now + 1, now - 5, -1)]
        return (Filter("year", "年度", years),)

    @property
    def quick(self) -> Sequence[Quick]:
        """What is going on comes first."""
        return (Quick("open", "正在办", {"open": OPEN}), Quick("all", "全部", {}))

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        with self._desk.read() as work:
            rows = page(
                work,
                year=_year(query),
                open_only=query.filters.get("open") == OPEN,
                text=query.text,
                sort=query.sort,
                descending=query.descending,
                after=cast(Key | None, after),
                limit=limit,
            )
        return [Row(row.id, _values(row), row.key(query.sort)) for row in rows]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        with self._desk.read() as work:
            return count(
                work,
                year=_year(query),
                open_only=query.filters.get("open") == OPEN,
                text=query.text,
                cap=cap,
            )


def _year(query: Query) -> int | None:
    year = query.filters.get("year")
    return int(year) if isinstance(year, str) else None


def _values(row: BatchRow) -> tuple[object, ...]:
    total = sum(row.counts.values())
    left = row.counts.get(Mark.OPEN, 0)
    return (
        row.name,
        row.batch_kind,
        str(row.year),
        row.village or "全部",
        f"{percent(row.counts)}%（{total - left}/{total}）",
        f"{left}  " if left else "",
        row.made_on,
        row.closed_on,
    )


class BatchesPage(Subject):
    """The page; a batch opens in front of the list."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "批量办理", BatchSource(desk), desk.today, memory=desk.memory("batches"), empty=EMPTY
        )
        super().__init__(listing, self._record)
        self.make = listing.add_action("新建批次", self.ask_make, primary=True)
        self.make.setText("新建批次  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), listing).activated.connect(self.make.click)
        may = desk.may(Right.KEEP_LEDGERS)
        self.make.setEnabled(may)
        self.make.setToolTip("" if may else f"当前账号没有“{Right.KEEP_LEDGERS.value}”的权限")
        self.follow(desk.changed, KINDS_SHOWN)

    @property
    def notice(self) -> Notice:
        """Where the page says what happened."""
        return self.listing.notice

    def ask_make(self) -> None:
        """新建批次; it opens when it is made."""
        ask_make(self._desk, self, self.open)

    def record(self) -> BatchRecord | None:
        """The batch that is open, None while the list is in sight."""
        now = self.currentWidget()
        return now if isinstance(now, BatchRecord) else None

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no batch has the key {key!r}")
        made = BatchRecord(self._desk, key)
        made.closed.connect(self.close_record)
        return made
