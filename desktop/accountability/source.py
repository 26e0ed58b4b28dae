"""The list of accountability matters: columns, chips, quick filters (ACC-02, ACC-03)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from center.accountability.listing import (
    AccountabilityFilter,
    AccountabilityRow,
    count,
    page,
)
from center.accountability.records import SITUATIONS, Severity, Status
from center.lists import Key
from center.staff import windows
from desktop.cases.ask import choices
from desktop.desk import Desk
from desktop.listing import Choice, Column, Dates, Filter, FilterValue, Query, Quick, Row
from forms.filling.accountability import situation_words

YES = "1"
COLUMNS = (
    Column("number", "编号", 18),
    Column("happened_on", "发生日期", 10),
    Column("names", "责任人", 16, sortable=False),
    Column("window", "窗口", 10),
    Column("situations", "情形", 24, sortable=False),
    Column("severity", "情节", 6),
    Column("status", "进展", 11),
    Column("measures", "处理", 28, sortable=False),
    Column("decided_on", "决定日期", 10),
    Column("source_number", "来源", 18, sortable=False),
    Column("facts", "违规事实", 24, sortable=False, shown=False),
    Column("decided_by", "决定人", 14, sortable=False, shown=False),
    Column("referred_to", "移送", 12, sortable=False, shown=False),
    Column("result", "执行情况", 20, sortable=False, shown=False),
)


class AccountabilitySource:
    """Rows of `center.accountability.listing` for one desk."""

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = (
        Quick("open", "未结案", {"open": YES}),
        *(Quick(one.name, one.value, {"status": one.value}) for one in Status),
        Quick("all", "全部", {}),
    )
    sort = ("happened_on", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        return (
            Filter("status", "进展", choices(list(Status))),
            Filter("severity", "情节", choices(list(Severity))),
            Filter("situation", "情形", [Choice(code, said) for code, said in SITUATIONS.items()]),
            Filter("window", "窗口", self._windows),
            Filter("happened", "发生日期", dates=True),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        with self._desk.read() as work:
            rows = page(
                work,
                wanted(query),
                query.sort,
                descending=query.descending,
                after=cast(Key | None, after),
                limit=limit,
            )
        return [Row(row.id, _values(row), row.key(query.sort)) for row in rows]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        with self._desk.read() as work:
            return count(work, wanted(query), cap)

    def _windows(self) -> list[Choice]:
        with self._desk.read() as work:
            return choices([one.name for one in windows(work)])


def wanted(query: Query) -> AccountabilityFilter:
    """What the list asks of the center."""
    filters = query.filters
    happened = filters.get("happened")
    span = happened if isinstance(happened, Dates) else Dates()
    status, severity = _text(filters.get("status")), _text(filters.get("severity"))
    return AccountabilityFilter(
        status=Status(status) if status else None,
        severity=Severity(severity) if severity else None,
        situation=_text(filters.get("situation")),
        window=_text(filters.get("window")),
        happened_from=span.first,
        happened_to=span.last,
        text=query.text,
        open_only=filters.get("open") == YES,
    )


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""


def _values(row: AccountabilityRow) -> tuple[object, ...]:
    return (
        row.number or "",
        row.happened_on,
        row.names,
        row.window,
        ("【密】" if row.secret else "") + situation_words(row.situations, row.acts),
        row.severity.value,
        row.status.value,
        row.measures,
        row.decided_on,
        row.source_number,
        row.facts,
        row.decided_by,
        row.referred_to,
        row.result,
    )
