"""The list of leave slips: quick filters for what waits, chips for type and state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta
from uuid import UUID

from center.attendance.absence import taken
from center.attendance.approvers import mine_to_approve
from center.attendance.balances import spoken_days
from center.attendance.leave import leaves
from center.attendance.records import Leave, LeaveStatus, LeaveType
from center.clock import State
from center.rights import Actor, Right
from center.staff import Staff, everything
from desktop.cases.ask import choices
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.listing import Choice, Column, Dates, Filter, FilterValue, Query, Quick, Row

REACH = timedelta(days=400)
"""How far back and ahead slips are listed without a filter by date."""
COLUMNS = (
    Column("light", "提醒", 3, kind="light", sortable=False),
    Column("number", "编号", 18),
    Column("name", "姓名", 9),
    Column("type", "假别", 9),
    Column("first", "从", 13),
    Column("last", "到", 13),
    Column("days", "天数", 7, sortable=False),
    Column("status", "状态", 22),
    Column("substitute", "代理人", 8, sortable=False),
    Column("reason", "事由", 24, sortable=False),
    Column("phone", "联系电话", 14, sortable=False, shown=False),
)
_QUICK = (
    Quick("all", "全部", {}),
    Quick("away", "正在请假", {"only": "away"}),
    Quick("mine", "等我批", {"only": "mine"}),
    Quick("asked", "待批", {"only": "asked"}),
    Quick("unreturned", "到期未销假", {"only": "unreturned"}),
    Quick("formalities", "待补手续", {"only": "formalities"}),
)


class LeaveSource:
    """Slips of `center.attendance.leave`; who neither keeps nor approves sees the own ones."""

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = _QUICK
    sort = ("first", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips."""
        return (
            Filter("type", "假别", choices([one.value for one in LeaveType])),
            Filter("status", "状态", choices([one.value for one in LeaveStatus])),
            Filter("staff", "人员", self._people),
            Filter("days", "请假日期", dates=True),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows; a year of slips is read as a whole and sorted here."""
        start = after if isinstance(after, int) else 0
        found, names = self._found(query)
        key = _sort_key(query.sort or "first", names)
        found.sort(key=lambda one: (key(one), one.id), reverse=query.descending)
        today = self._desk.today()
        part = found[start : start + limit]
        return [Row(one.id, _values(one, names, today), start + n) for n, one in enumerate(part, 1)]

    def count(self, query: Query, cap: int) -> int:
        """How many there are."""
        return min(len(self._found(query)[0]), cap)

    def _found(self, query: Query) -> tuple[list[Leave], dict[UUID, str]]:
        today, actor = self._desk.today(), self._desk.actor
        wanted = query.filters.get("days")
        span = wanted if isinstance(wanted, Dates) else Dates()
        first, last = span.first or today - REACH, span.last or today + REACH
        with self._desk.read() as work:
            names = {one.id: one.name for one in everything(work, Staff)}
            slips = leaves(work, first, last, tuple(LeaveStatus))
            mine = {one.id for one in mine_to_approve(work)}
        only_mine = query.filters.get("only") == "mine"
        holds = [
            one
            for one in slips
            if (one.id in mine or (may_see(actor, one) and not only_mine))
            and _wanted(one, query, names.get(one.staff, ""), today)
        ]
        return holds, names

    def _people(self) -> list[Choice]:
        with self._desk.read() as work:
            people = sorted(everything(work, Staff), key=lambda one: one.name)
        return [Choice(one.id.hex, one.name) for one in people]


def may_see(actor: Actor, slip: Leave) -> bool:
    """Reasons and phones are for keepers, approvers, the applicant and who stands in."""
    if actor.may(Right.KEEP_ATTENDANCE) or actor.may(Right.APPROVE):
        return True
    return actor.staff is not None and actor.staff in (slip.staff, slip.substitute)


def state_of(slip: Leave, today: date) -> str:
    """The light of a slip: overstayed, formalities late, waiting for an approver."""
    if slip.status is LeaveStatus.APPROVED and slip.last < today:
        return State.OVERDUE.value
    if _lacks_formalities(slip) and slip.formalities_due is not None:
        late = slip.formalities_due < today
        return (State.OVERDUE if late else State.DUE_SOON).value
    if slip.status is LeaveStatus.ASKED:
        begun = slip.first <= today
        return (State.DUE_TODAY if begun else State.DUE_SOON).value
    return ""


def status_words(slip: Leave, today: date) -> str:
    """Where it stands and what is to be done."""
    if slip.status is LeaveStatus.APPROVED and slip.last < today:
        return f"到期 {(today - slip.last).days} 天未销假"
    if _lacks_formalities(slip) and slip.formalities_due is not None:
        return f"{slip.status.value}，{show_date(slip.formalities_due, today)}前补手续"
    return slip.status.value


def _lacks_formalities(slip: Leave) -> bool:
    living = slip.status in (LeaveStatus.ASKED, LeaveStatus.APPROVED, LeaveStatus.RETURNED)
    return living and slip.formalities_due is not None and slip.formalities_on is None


def _wanted(slip: Leave, query: Query, name: str, today: date) -> bool:
    filters = query.filters
    text = query.text.strip()
    said = (name, slip.number or "", slip.reason, slip.substitute_name)
    if text and not any(text in part for part in said):
        return False
    for field, value in (
        ("type", slip.leave_type.value),
        ("status", slip.status.value),
        ("staff", slip.staff.hex),
    ):
        if (asked := _text(filters.get(field))) and asked != value:
            return False
    return _waits(slip, _text(filters.get("only")), today)


def _waits(slip: Leave, only: str, today: date) -> bool:
    match only:
        case "away":
            span = taken(slip)
            granted = slip.status in (LeaveStatus.APPROVED, LeaveStatus.RETURNED)
            return granted and span is not None and span.first <= today <= span.last
        case "asked":
            return slip.status is LeaveStatus.ASKED
        case "unreturned":
            return slip.status is LeaveStatus.APPROVED and slip.last < today
        case "formalities":
            return _lacks_formalities(slip)
    return True


def _sort_key(name: str, names: dict[UUID, str]) -> Callable[[Leave], str]:
    match name:
        case "number":
            return lambda one: one.number or ""
        case "name":
            return lambda one: names.get(one.staff, "")
        case "type":
            return lambda one: one.leave_type.value
        case "last":
            return lambda one: one.last.isoformat()
        case "status":
            return lambda one: one.status.value
    return lambda one: one.first.isoformat()


def _values(slip: Leave, names: dict[UUID, str], today: date) -> tuple[object, ...]:
    return (
        state_of(slip, today),
        slip.number or "",
        names.get(slip.staff, ""),
        slip.leave_type.value + ("（急）" if slip.emergency else ""),
        f"{show_date(slip.first, today)}{slip.first_half.value}",
        f"{show_date(slip.last, today)}{slip.last_half.value}",
        spoken_days(slip.half_days),
        status_words(slip, today),
        slip.substitute_name,
        slip.reason,
        slip.phone,
    )


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""
