"""The list of complaints: columns, chips, quick filters; others' secret ones as stubs (CPL-06)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date
from typing import cast

from center.clock import State
from center.complaints.listing import ComplaintFilter, ComplaintRow, count, page
from center.complaints.records import Channel, Complaint, Grade, Status, Verdict
from center.lists import Key
from center.matter_lists import Stub, stubs
from center.staff import windows
from center.storage import Work
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.listing import Choice, Column, Dates, Filter, FilterValue, Query, Quick, Row

YES = "1"
_STUBS = "stubs"
_MOST_STUBS = 100
COLUMNS = (
    Column("light", "状态灯", 3, kind="light", sortable=False),
    Column("number", "编号", 18),
    Column("name", "投诉人", 8),
    Column("facts", "事由", 20, sortable=False),
    Column("window", "窗口", 10),
    Column("status", "状态", 11),
    Column("due_on", "最早到期", 25),
    Column("clock_name", "按哪个时限", 16, sortable=False),
    Column("respondent_names", "被投诉人", 10, sortable=False),
    Column("verdict", "核查结论", 9),
    Column("received_at", "登记", 13),
    Column("grade", "类别", 6, shown=False),
    Column("channel", "渠道", 8, shown=False),
    Column("subject", "分类", 10, shown=False),
    Column("handler_name", "承办人", 10, sortable=False, shown=False),
    Column("phone", "电话", 14, sortable=False, shown=False),
    Column("satisfied", "评价", 10, sortable=False, shown=False),
    Column("ended_on", "办结", 10, shown=False),
)
_QUICK = (
    Quick("open", "在办", {"open": YES}),
    Quick("today", "今天到期", {"light": State.DUE_TODAY.value}),
    Quick("overdue", "超期", {"light": State.OVERDUE.value}),
    Quick("major", "重大", {"grade": Grade.MAJOR.value}),
    Quick("verified", "查实", {"verdict": Verdict.TRUE.value}),
    Quick("all", "全部", {}),
)


class ComplaintSource:
    """Rows of `center.complaints.listing` for one desk.

    Who may not see a secret complaint finds its number at the end of the whole list, and nothing
    else of it; it answers to no filter, since a filter that found it would tell what it says.
    """

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = _QUICK
    sort = ("received_at", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        subjects = self._desk.settings.lines("complaint_subjects")
        return (
            Filter("status", "状态", [Choice(one.value, one.value) for one in Status]),
            Filter("channel", "渠道", [Choice(one.value, one.value) for one in Channel]),
            Filter("grade", "类别", [Choice(one.value, one.value) for one in Grade]),
            Filter("verdict", "核查结论", [Choice(one.value, one.value) for one in Verdict]),
            Filter("subject", "分类", [Choice(one, one) for one in subjects]),
            Filter("window", "窗口", self._windows),
            Filter("received", "登记日期", dates=True),
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
            hidden = self._hidden(work, asked)
        found = [Row(row.id, _values(row, today), row.key(query.sort)) for row in rows]
        if len(rows) < limit:
            found += [Row(one.id, _stub(one.number, one.words), _STUBS) for one in hidden]
        return found

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        asked = wanted(query)
        with self._desk.read() as work:
            return min(count(work, asked, cap) + len(self._hidden(work, asked)), cap)

    def _hidden(self, work: Work, asked: ComplaintFilter) -> list[Stub]:
        if asked != ComplaintFilter():
            return []
        return stubs(work, Complaint, limit=_MOST_STUBS)

    def _windows(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(one.name, one.name) for one in windows(work)]


def wanted(query: Query) -> ComplaintFilter:
    """What the list asks of the center."""
    filters = query.filters
    received = filters.get("received")
    span = received if isinstance(received, Dates) else Dates()
    status, light = _text(filters.get("status")), _text(filters.get("light"))
    channel, grade = _text(filters.get("channel")), _text(filters.get("grade"))
    verdict = _text(filters.get("verdict"))
    return ComplaintFilter(
        statuses=frozenset({Status(status)}) if status else frozenset(),
        channel=Channel(channel) if channel else None,
        grade=Grade(grade) if grade else None,
        verdict=Verdict(verdict) if verdict else None,
        subject=_text(filters.get("subject")),
        window=_text(filters.get("window")),
        light=State(light) if light else None,
        received_from=span.first,
        received_to=span.last,
        text=query.text,
        open_only=filters.get("open") == YES,
    )


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""


def _stub(number: str | None, words: str) -> tuple[object, ...]:
    return ("", number or "", "", words, *[""] * (len(COLUMNS) - 4))


def _values(row: ComplaintRow, today: date) -> tuple[object, ...]:
    mark = ("【密】" if row.secret else "") + ("【重大】" if row.grade is Grade.MAJOR else "")
    due = f"{show_date(row.due_on, today)}　{row.due_words}" if row.due_on else ""
    return (
        row.light.value,
        row.number or "",
        row.name or "匿名",
        f"{mark}{row.facts}",
        row.window,
        row.status.value,
        due if row.ended_on is None else row.due_words,
        row.clock_name,
        row.respondent_names,
        row.verdict.value,
        row.received_at,
        row.grade.value,
        row.channel.value,
        row.subject,
        row.handler_name,
        row.phone,
        row.satisfied,
        row.ended_on,
    )
