"""The list of visits as the list component reads it: today, replies owed, major matters, all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import cast

from center.lists import Key
from center.records import local_date
from center.registration import Channel, Route, VisitKind
from center.registration.listing import VisitFilter, VisitRow, count, page
from desktop.choice import Choice
from desktop.dates import ZONE, show_date
from desktop.desk import Desk
from desktop.listing import Column, Dates, Filter, FilterValue, Query, Quick, Row

TODAY, OWED, MAJOR, ALL = "today", "owed", "major", "all"
TRANSFER, SUPERVISE, DELAYED, LATE = "transfer", "supervise", "delayed", "late"

MARKS = (Choice(DELAYED, "延时服务"), Choice(LATE, "补录"))


def about(row: VisitRow, item_name: Callable[[str], str]) -> str:
    """What a visit was about, in as few words as there are."""
    return item_name(row.item_code) or row.topic or row.need


class Visits:
    """Visits for `Listing`; `item_name` turns an item's code into its name."""

    def __init__(self, desk: Desk, item_name: Callable[[str], str]) -> None:
        self._desk, self._item_name = desk, item_name

    @property
    def columns(self) -> Sequence[Column]:
        """What a clerk looks for first stands left."""
        return (
            Column("light", "期限", 3, "light", sortable=False),
            Column("received_at", "时间", 8, show=self._moment),
            Column("name", "来访群众", 10),
            Column("visit_kind", "类别", 6),
            Column("about", "事由", 15, sortable=False),
            Column("route", "去向", 16),
            Column("promised_reply_on", "答复期限", 12),
            Column("first_asked_name", "首问责任人", 12),
            Column("number", "编号", 22),
            Column("marks", "备注", 10, sortable=False),
            Column("window", "转到窗口", 12, shown=False),
            Column("channel", "渠道", 6, shown=False),
            Column("phone", "电话", 14, shown=False, sortable=False),
            Column("id_number", "证件号码", 20, shown=False, sortable=False),
            Column("village", "村组", 14, shown=False),
            Column("people_count", "人数", 6, "number", shown=False, sortable=False),
        )

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips."""
        return (
            Filter("visit_kind", "类别", _choices(tuple(VisitKind))),
            Filter("route", "去向", _choices(tuple(Route))),
            Filter("received", "日期", dates=True),
            Filter("mark", "备注", MARKS),
        )

    @property
    def quick(self) -> Sequence[Quick]:
        """Today's visits first; then what waits: replies owed, major matters nobody reported."""
        today = self._desk.today()
        return (
            Quick(TODAY, "今天", {"received": Dates(today, today)}),
            Quick(OWED, "待答复", {"only": OWED}),
            Quick(TRANSFER, "待接手", {"only": TRANSFER}),
            Quick(SUPERVISE, "督办", {"only": SUPERVISE}),
            Quick(MAJOR, "重大待报告", {"only": MAJOR}),
            Quick(ALL, "全部"),
        )

    @property
    def sort(self) -> tuple[str, bool]:
        """The newest first."""
        return "received_at", True

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next visits after a keyset value."""
        sort = query.sort or "received_at"
        with self._desk.read() as work:
            rows = page(
                work,
                wanted(query.filters, query.text),
                sort,
                descending=query.descending,
                after=cast("Key | None", after),
                limit=limit,
            )
        return [self._row(row, sort) for row in rows]

    def count(self, query: Query, cap: int) -> int:
        """How many visits there are, never counting beyond `cap`."""
        with self._desk.read() as work:
            return count(work, wanted(query.filters, query.text), cap)

    def _moment(self, value: object) -> str:
        """The time of today, the day of earlier visits."""
        if not isinstance(value, datetime):
            return ""
        day, today = local_date(value), self._desk.today()
        return f"{value.astimezone(ZONE):%H:%M}" if day == today else show_date(day, today)

    def _row(self, row: VisitRow, sort: str) -> Row:
        values = (
            row.light.value if row.light is not None else None,
            row.received_at,
            row.name or "（未留姓名）",
            row.visit_kind.value,
            about(row, self._item_name),
            _route(row),
            row.promised_reply_on,
            row.first_asked_name,
            row.number,
            "、".join(row.marks),
            row.window,
            row.channel.value,
            row.phone,
            row.id_number,
            row.village,
            row.people_count,
        )
        return Row(row.id, values, row.key(sort))


def wanted(filters: dict[str, FilterValue] | object, text: str = "") -> VisitFilter:
    """The filter of the services for what the list asks."""
    chosen = dict(filters) if isinstance(filters, dict) else {}
    days = chosen.get("received")
    span = days if isinstance(days, Dates) else Dates()
    kind, channel, route = (chosen.get(name) for name in ("visit_kind", "channel", "route"))
    return VisitFilter(
        visit_kind=VisitKind(kind) if isinstance(kind, str) else None,
        channel=Channel(channel) if isinstance(channel, str) else None,
        route=Route(route) if isinstance(route, str) else None,
        received_from=span.first,
        received_to=span.last,
        text=text,
        owed=chosen.get("only") == OWED,
        major=chosen.get("only") == MAJOR,
        untaken=chosen.get("only") == TRANSFER,
        supervised=chosen.get("only") == SUPERVISE,
        delayed=chosen.get("mark") == DELAYED,
        late=chosen.get("mark") == LATE,
    )


def _route(row: VisitRow) -> str:
    """Where it went; of what was handed over the receiver, and whether it was taken."""
    if row.standing is None:
        return row.route.value
    to = row.standing.receiver_name or row.standing.window
    return f"转{to}" if row.standing.taken else f"转{to}，未接手"


def _choices(values: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(str(value), str(value)) for value in values)
