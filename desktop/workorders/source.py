"""The list of 12345 work orders: columns, chips, quick filters."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import cast

from center.clock import State
from center.lists import Key
from center.staff import villages
from center.workorders.listing import OrderFilter, OrderRow, count, page
from center.workorders.records import Status
from center.workorders.steps import CALL_BACKS
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.listing import Choice, Column, Dates, Filter, FilterValue, Query, Quick, Row

YES = "1"
COLUMNS = (
    Column("light", "状态灯", 3, kind="light", sortable=False),
    Column("external", "工单编号", 19),
    Column("content", "内容", 22, sortable=False),
    Column("village", "村（社区）", 10),
    Column("status", "状态", 7),
    Column("due_on", "最早到期", 25),
    Column("clock_name", "按哪个时限", 13, sortable=False),
    Column("dispatched_at", "派单", 13),
    Column("unit", "承办单位", 14),
    Column("call_back", "回访", 9, sortable=False),
    Column("number", "本中心编号", 19, shown=False),
    Column("name", "来电人", 8, shown=False),
    Column("phone", "电话", 14, sortable=False, shown=False),
    Column("subject", "分类", 10, shown=False),
    Column("handler_name", "经办人", 10, sortable=False, shown=False),
    Column("signed_at", "签收", 14, sortable=False, shown=False),
    Column("contacted_at", "首次联系", 14, sortable=False, shown=False),
    Column("finished_at", "回复", 14, shown=False),
)
_QUICK = (
    Quick("open", "在办", {"open": YES}),
    Quick("unsigned", "待签收", {"status": Status.DISPATCHED.value}),
    Quick("today", "今天到期", {"light": State.DUE_TODAY.value}),
    Quick("overdue", "超期", {"light": State.OVERDUE.value}),
    Quick("again", "二次派单", {"again": YES}),
    Quick("all", "全部", {}),
)


class OrderSource:
    """Rows of `center.workorders.listing` for one desk."""

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = _QUICK
    sort = ("dispatched_at", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        return (
            Filter("status", "状态", [Choice(one.value, one.value) for one in Status]),
            Filter("village", "村（社区）", self._villages),
            Filter("call_back", "回访", [Choice(one, one) for one in CALL_BACKS]),
            Filter("dispatched", "派单日期", dates=True),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        today = self._desk.today()
        with self._desk.read() as work:
            rows = page(
                work,
                wanted(query),
                query.sort,
                descending=query.descending,
                after=cast(Key | None, after),
                limit=limit,
            )
        return [Row(row.id, _values(row, today), row.key(query.sort)) for row in rows]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        with self._desk.read() as work:
            return count(work, wanted(query), cap)

    def _villages(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(village.name, village.name) for village in villages(work)]


def wanted(query: Query) -> OrderFilter:
    """What the list asks of the center."""
    filters = query.filters
    dispatched = filters.get("dispatched")
    span = dispatched if isinstance(dispatched, Dates) else Dates()
    status, light = _text(filters.get("status")), _text(filters.get("light"))
    return OrderFilter(
        statuses=frozenset({Status(status)}) if status else frozenset(),
        village=_text(filters.get("village")),
        call_back=_text(filters.get("call_back")),
        light=State(light) if light else None,
        dispatched_from=span.first,
        dispatched_to=span.last,
        text=query.text,
        open_only=filters.get("open") == YES,
        again=filters.get("again") == YES,
    )


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""


def _values(row: OrderRow, today: date) -> tuple[object, ...]:
    due = f"{show_date(row.due_on, today)}　{row.due_words}" if row.due_on else ""
    mark = f"【第 {row.round} 次派单】" if row.round > 1 else ""
    return (
        row.light.value,
        row.external,
        f"{mark}{row.content}",
        row.village,
        row.status.value,
        due if row.ended_on is None else row.due_words,
        row.clock_name,
        row.dispatched_at,
        row.unit,
        row.call_back,
        row.number or "",
        row.name,
        row.phone,
        row.subject,
        row.handler_name,
        row.signed_at,
        row.contacted_at,
        row.finished_at,
    )
