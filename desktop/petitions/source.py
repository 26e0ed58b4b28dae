"""The list of petitions: columns, chips, quick filters; secret ones of others as stubs (PET-10)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime
from typing import cast

from center.clock import State
from center.lists import Key
from center.matter_lists import stubs
from center.petitions.listing import PetitionFilter, PetitionRow, count, page
from center.petitions.records import Channel, Petition, Purpose, Status
from center.staff import villages
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.listing import Choice, Column, Dates, Filter, FilterValue, Query, Quick, Row

YES = "1"
_STUBS = "stubs"
_MOST_STUBS = 100
COLUMNS = (
    Column("light", "状态灯", 3, kind="light", sortable=False),
    Column("number", "编号", 17),
    Column("name", "信访人", 11),
    Column("problem", "主要问题", 20, sortable=False),
    Column("channel", "渠道", 8),
    Column("status", "状态", 11),
    Column("due_on", "最早到期", 26),
    Column("clock_name", "按哪个时限", 14, sortable=False),
    Column("received_at", "来访时间", 13, shown=False),
    Column("purpose", "目的", 9, shown=False),
    Column("route", "办理方式", 9, sortable=False, shown=False),
    Column("village", "村（社区）", 12, shown=False),
    Column("subject", "内容分类", 12, shown=False),
    Column("unit", "承办单位", 16, shown=False),
    Column("responsible", "责任人", 10, sortable=False, shown=False),
    Column("people_count", "人数", 6, kind="number", sortable=False, shown=False),
    Column("phone", "电话", 14, sortable=False, shown=False),
    Column("id_number", "证件号", 20, sortable=False, shown=False),
    Column("ended_on", "办结", 10, shown=False),
)
_QUICK = (
    Quick("open", "在办", {"open": YES}),
    Quick("uninformed", "待通知汇报", {"uninformed": YES}),
    Quick("today", "今天到期", {"light": State.DUE_TODAY.value}),
    Quick("overdue", "超期", {"light": State.OVERDUE.value}),
    Quick("unanswered", "待答复", {"unanswered": YES}),
    Quick("untold", "待出告知书", {"untold": YES}),
    Quick("repeat", "重复信访", {"repeat": YES}),
    Quick("all", "全部", {}),
)


class PetitionSource:
    """Rows of `center.petitions.listing` for one desk.

    Who may not see a secret petition finds its number at the end of the whole list, and nothing
    else of it; it answers to no filter, since a filter that found it would tell what it says.
    """

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = _QUICK
    sort = ("due_on", False)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        return (
            Filter("status", "状态", [Choice(one.value, one.value) for one in Status]),
            Filter("channel", "渠道", [Choice(one.value, one.value) for one in Channel]),
            Filter("purpose", "目的", [Choice(one.value, one.value) for one in Purpose]),
            Filter("village", "村（社区）", self._villages),
            Filter("received", "来访日期", dates=True),
            Filter("collective", "集体访", [Choice(YES, "只看集体访")]),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows, at the end of the whole list the stubs."""
        if after == _STUBS:
            return []
        asked, today = wanted(query), self._desk.today()
        with self._desk.read() as work:
            rows = page(
                work,
                asked,
                query.sort,
                descending=query.descending,
                after=cast(Key | None, after),
                limit=limit,
            )
            hidden = stubs(work, Petition, limit=_MOST_STUBS) if _whole(asked) else []
        found = [Row(row.id, _values(row, today), row.key(query.sort)) for row in rows]
        if len(rows) < limit:
            found += [Row(one.id, _stub(one.number, one.words), _STUBS) for one in hidden]
        return found

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        asked = wanted(query)
        with self._desk.read() as work:
            hidden = stubs(work, Petition, limit=_MOST_STUBS) if _whole(asked) else []
            return min(count(work, asked, cap) + len(hidden), cap)

    def _villages(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(village.name, village.name) for village in villages(work)]


def wanted(query: Query) -> PetitionFilter:
    """What the list asks of the center."""
    filters = query.filters
    received = filters.get("received")
    span = received if isinstance(received, Dates) else Dates()
    status, light = _text(filters.get("status")), _text(filters.get("light"))
    channel, purpose = _text(filters.get("channel")), _text(filters.get("purpose"))
    return PetitionFilter(
        statuses=frozenset({Status(status)}) if status else frozenset(),
        channel=Channel(channel) if channel else None,
        purpose=Purpose(purpose) if purpose else None,
        village=_text(filters.get("village")),
        light=State(light) if light else None,
        received_from=span.first,
        received_to=span.last,
        text=query.text,
        open_only=filters.get("open") == YES,
        repeat=filters.get("repeat") == YES,
        collective=filters.get("collective") == YES,
        uninformed=filters.get("uninformed") == YES,
        unanswered=filters.get("unanswered") == YES,
        untold=filters.get("untold") == YES,
    )


def _whole(asked: PetitionFilter) -> bool:
    return asked == PetitionFilter()


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""


def _stub(number: str | None, words: str) -> tuple[object, ...]:
    return ("", number or "", "", words, *[""] * (len(COLUMNS) - 4))


def _values(row: PetitionRow, today: date) -> tuple[object, ...]:
    received: datetime = row.received_at
    people = f"等 {row.people_count} 人" if row.people_count > 1 else ""
    marks = [
        word
        for word, holds in (
            ("急", row.banner),
            ("待告知", row.untold),
            ("重复", row.repeat),
            ("密", row.secret),
        )
        if holds
    ]
    mark = "".join(f"【{word}】" for word in marks)
    due = f"{show_date(row.due_on, today)}　{row.due_words}" if row.due_on else ""
    return (
        row.light.value,
        row.number or "",
        f"{row.name or '匿名'}{people}",
        f"{mark}{row.problem}",
        row.channel.value,
        row.status.value,
        due if row.ended_on is None else row.due_words,
        row.clock_name,
        received,
        row.purpose.value,
        row.route.value,
        row.village,
        row.subject,
        row.unit,
        row.responsible,
        str(row.people_count),
        row.phone,
        row.id_number,
        row.ended_on,
    )
