"""The leave slips of a span of days (请假登记表): who, why, how long, who approved, who is back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from center.attendance.leave import leaves, steps_of
from center.attendance.records import Leave, LeaveStatus
from center.rights import Right, require
from center.staff import Staff, everything
from center.storage import Work
from reports.span import span_words
from reports.table import Table
from reports.workbook import Cell, Column

TITLE = "请假登记表"
COLUMNS = (
    Column("序号", "number", 6),
    Column("编号", width=20),
    Column("姓名", width=9),
    Column("假别", width=8),
    Column("从", width=17),
    Column("到", width=17),
    Column("天数", "amount", 7),
    Column("事由", "note", 26),
    Column("代理人", width=9),
    Column("批准人", width=16),
    Column("状态", width=9),
    Column("销假", width=17),
)


def leave_ledger(work: Work, first: date, last: date) -> Table:
    """The slips that touch a span of days, those refused and withdrawn too, earliest first.

    Reasons are for the keeper and those who approve (LEAVE-01): raises NotAllowed for others.
    """
    require(work.actor, Right.KEEP_ATTENDANCE)
    names = {one.id: one.name for one in everything(work, Staff)}
    found = sorted(leaves(work, first, last, tuple(LeaveStatus)), key=_first)
    living = [one for one in found if one.status in (LeaveStatus.APPROVED, LeaveStatus.RETURNED)]
    types: Counter[str] = Counter()
    for one in living:
        types[one.leave_type.value] += one.half_days
    said = "、".join(f"{name} {halves / 2:g} 天" for name, halves in types.most_common())
    return Table(
        Leave.kind,
        TITLE,
        COLUMNS,
        [_cells(work, number, one, names[one.staff]) for number, one in enumerate(found, 1)],
        span_words(first, last),
        (f"合计 {len(found)} 张，准假 {len(living)} 张" + (f"：{said}" if said else ""),),
        ("考勤员", "审核人"),
    )


def _first(one: Leave) -> tuple[date, UUID]:
    return one.first, one.id


def _cells(work: Work, number: int, one: Leave, name: str) -> tuple[Cell, ...]:
    approved = [step.approver_name for step in steps_of(work, one.id) if step.approved]
    back = ""
    if one.returned_on is not None and one.returned_half is not None:
        back = f"{one.returned_on:%Y-%m-%d} {one.returned_half.value}"
    return (
        number,
        one.number or "",
        name,
        one.leave_type.value,
        f"{one.first:%Y-%m-%d} {one.first_half.value}",
        f"{one.last:%Y-%m-%d} {one.last_half.value}",
        one.half_days / 2,
        one.reason,
        one.substitute_name,
        "、".join(approved),
        one.status.value,
        back,
    )
