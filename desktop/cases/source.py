"""The list of cases as the tab shows it: columns, chips, quick filters (D6, D8)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime
from typing import cast
from uuid import UUID

from center.accounts import colleagues
from center.cases.agency import contact_words, last_contacts
from center.cases.followed import Followed
from center.cases.helped import Helped
from center.cases.listing import CaseFilter, CaseRow, OnPlatform, count, page
from center.cases.pace import at_once, is_large
from center.cases.records import GreenReason, Status
from center.clock import State
from center.filing import Filed
from center.items import active_items
from center.lists import Key
from center.rights import Right
from center.staff import windows
from center.today import Waiting
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.listing import Choice, Column, Dates, Filter, FilterValue, Query, Quick, Row

YES = "1"

COLUMNS = (
    Column("light", "状态灯", 3, kind="light", sortable=False),
    Column("number", "编号", 18),
    Column("name", "申请人", 14),
    Column("item_name", "事项", 30),
    Column("window", "窗口", 11),
    Column("status", "状态", 7),
    Column("due_on", "到期", 24),
    Column("handler_name", "经办", 8),
    Column("received_at", "收件", 16, shown=False),
    Column("case_kind", "类型", 8, shown=False),
    Column("id_number", "证件号", 20, sortable=False, shown=False),
    Column("phone", "电话", 14, sortable=False, shown=False),
    Column("village", "村（社区）", 14, shown=False),
    Column("result", "结果", 12, sortable=False, shown=False),
    Column("agent", "代办联系", 24, sortable=False, shown=False),
)


class CaseSource:
    """Rows of `center.cases.listing` for one desk; this year's cases unless asked otherwise."""

    columns: Sequence[Column] = COLUMNS

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # Who leads looks at the whole centre first.
        self._handles = desk.may(Right.HANDLE_CASES) and not desk.may(Right.APPROVE)
        self._large = False

    @property
    def sort(self) -> tuple[str, bool]:
        """What is to be done by due date, everything by what came last."""
        return ("due_on", False) if self._handles else ("received_at", True)

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        return (
            Filter("status", "状态", [Choice(status.value, status.value) for status in Status]),
            Filter("item", "事项", self._items),
            Filter("window", "窗口", self._windows),
            Filter("handler", "经办", self._handlers),
            Filter("received", "收件日期", dates=True),
            Filter(
                "green",
                "绿色通道",
                [Choice(YES, "全部"), *(Choice(one.value, one.value) for one in GreenReason)],
            ),
            Filter("helped", "联办代办", [Choice(one.value, one.value) for one in Helped]),
            Filter("filed", "归档", [Choice(one.value, one.value) for one in Filed]),
            Filter("platform", "省平台", [Choice(one.value, one.value) for one in OnPlatform]),
        )

    @property
    def quick(self) -> Sequence[Quick]:
        """我的待办 comes first where cases are handled."""
        year = self._desk.today().year
        this_year = Dates(date(year, 1, 1), date(year, 12, 31))
        every = Quick("all", "全部", {"received": this_year})
        mine = Quick("mine", "我的待办", {"mine": YES, "open": YES})
        lights = (
            Quick("today", "今天到期", {"light": State.DUE_TODAY.value}),
            Quick("overdue", "超期", {"light": State.OVERDUE.value}),
        )
        return (mine, *lights, every) if self._handles else (every, *lights, mine)

    def at_once(self, query: Query) -> bool:
        """Whether the list may be read in the window's thread: an index answers, or few cases."""
        if at_once(wanted(query), query.sort):
            return True
        if not self._large:
            with self._desk.read() as work:
                self._large = is_large(work)
        return not self._large

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows; called in another thread unless they come at once."""
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
            carried = last_contacts(work, [row.id for row in rows])
        words = {
            case: f"{agency.agent}　{contact_words(last, agency.entrusted_on, today)}"
            for case, (agency, last) in carried.items()
        }
        return [
            Row(row.id, (*_values(row, today), words.get(row.id, "")), row.key(query.sort))
            for row in rows
        ]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        with self._desk.read() as work:
            return count(work, wanted(query), cap)

    def _items(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(item.code, item.name) for item in active_items(work)]

    def _windows(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(window.name, window.name) for window in windows(work)]

    def _handlers(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(account.id.hex, account.name) for account in colleagues(work)]


def wanted(query: Query) -> CaseFilter:
    """What the list asks of the center."""
    filters = query.filters
    received = filters.get("received")
    span = received if isinstance(received, Dates) else Dates()
    status, light = _text(filters.get("status")), _text(filters.get("light"))
    handler, platform = _text(filters.get("handler")), _text(filters.get("platform"))
    helped, filed = _text(filters.get("helped")), _text(filters.get("filed"))
    green, followed = _text(filters.get("green")), _text(filters.get("followed"))
    return CaseFilter(
        statuses=frozenset({Status(status)}) if status else frozenset(),
        item_code=_text(filters.get("item")),
        window=_text(filters.get("window")),
        handler=UUID(hex=handler) if handler else None,
        received_from=span.first,
        received_to=span.last,
        light=State(light) if light else None,
        text=query.text,
        # From 今日: what waits for a notice, for its collection, or certain cases.
        ids=frozenset(UUID(hex=one) for one in _text(filters.get("ids")).split(",") if one),
        to_notify=filters.get("only") == Waiting.NOTIFY,
        to_collect=filters.get("only") == Waiting.COLLECT,
        open_only=filters.get("open") == YES,
        mine=filters.get("mine") == YES,
        platform=OnPlatform(platform) if platform else None,
        helped=Helped(helped) if helped else None,
        followed=Followed(followed) if followed else None,
        filed=Filed(filed) if filed else None,
        any_green=green == YES,
        green=GreenReason(green) if green and green != YES else None,
    )


def due_text(due: date | None, words: str, today: date) -> str:
    """10月22日 还有 3 个工作日."""
    return f"{show_date(due, today)}　{words}" if due is not None else words


def _values(row: CaseRow, today: date) -> tuple[object, ...]:
    received: datetime = row.received_at
    return (
        row.light.value,
        row.number or "",
        row.name,
        f"【绿】{row.item_name}" if row.green is not None else row.item_name,
        row.window,
        row.status.value,
        due_text(row.due_on, row.due_words, today),
        row.handler_name,
        received,
        row.case_kind.value,
        row.id_number,
        row.phone,
        row.village,
        row.result,
    )


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""
