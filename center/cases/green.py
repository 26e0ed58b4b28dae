"""The green channel (绿色通道, CASE-15): urgent for a reason, a shorter limit, its own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from center.calendar import spoken
from center.cases.actions import Action
from center.cases.events import moment, must_be_filled, must_be_lawful, must_not_be_endless, record
from center.cases.file import derive
from center.cases.records import Case, GreenReason, Happened
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.lists import between
from center.records import local_date
from center.rights import Right, needs, visible
from center.storage import Work


@needs(Right.HANDLE_CASES)
def list_green(
    work: Work, case: Case, reason: GreenReason, remark: str = "", at: datetime | None = None
) -> None:
    """Handle a case first, with the limit of the green channel from acceptance on.

    Refused where that limit is already over. 其他 needs a remark.
    """
    facts = must_be_lawful(work, case, Action.GREEN, at)
    must_not_be_endless(remark=remark)
    if case.green is not None:
        raise Refused("这件已经列入绿色通道，没有改动。")
    if reason is GreenReason.OTHER:
        must_be_filled(remark=(remark, "请写明列入绿色通道的原因"))
    when = moment(work, case, facts, at)
    case.green = reason
    data = {"reason": reason.value}
    record(work, case, Happened.GREEN, when, remark.strip(), data)
    derive(work, case)
    # What another clock says (补正, before acceptance) is not shortened.
    if case.accepted_on is not None and case.due_on is not None and case.due_on < facts.today:
        due = spoken(case.due_on)
        raise Refused(
            [Problem("reason", f"按绿色通道时限{due}就已到期，列入会立即超期，请尽快办结")]
        )


@needs(Right.HANDLE_CASES)
def make_ordinary(work: Work, case: Case, remark: str, at: datetime | None = None) -> None:
    """Take a case out of the green channel again; its ordinary limit holds."""
    facts = must_be_lawful(work, case, Action.GREEN, at)
    must_be_filled(remark=(remark, "请写明退出绿色通道的原因"))
    if case.green is None:
        raise Refused("这件不在绿色通道，没有改动。")
    when = moment(work, case, facts, at)
    case.green = None
    record(work, case, Happened.ORDINARY, when, remark.strip())
    derive(work, case)


@dataclass(frozen=True, slots=True)
class Speed:
    """How many cases were received and finished, and the mean working days from receipt to end.

    `days` is None while none is finished; 0.0 means all on the day of receipt.
    """

    received: int
    finished: int
    days: float | None


@needs(Right.SEE)
def speeds(work: Work, first: date, last: date) -> tuple[Speed, Speed]:
    """Green-channel cases received from `first` to `last`, and the ordinary ones beside them."""
    calendar = work_calendar(work.session)
    query = select(Case.green, Case.received_at, Case.finished_at).where(
        Case.voided_at.is_(None), *between(Case.received_at, first, last)
    )
    received, days = {True: 0, False: 0}, dict[bool, list[int]]({True: [], False: []})
    spans: dict[tuple[date, date], int] = {}
    for green, came, finished in work.session.execute(visible(query, work.actor)):
        received[green is not None] += 1
        if finished is not None:
            span = local_date(came), local_date(finished)
            if span not in spans:
                spans[span] = calendar.workdays_between(*span) if span[0] < span[1] else 0
            days[green is not None].append(spans[span])
    return _speed(received[True], days[True]), _speed(received[False], days[False])


def _speed(received: int, days: list[int]) -> Speed:
    return Speed(received, len(days), sum(days) / len(days) if days else None)
