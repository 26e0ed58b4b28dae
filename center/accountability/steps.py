"""The steps of an accountability matter, each lawful or refused with the reason.

The caller commits. The program proposes, a person decides: tier and measure of each person are what
was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from center.accountability.actions import Action, reason_against
from center.accountability.file import AccountabilityFile, file_of
from center.accountability.records import (
    EXEMPT,
    MEASURES,
    REVOKED,
    Accountability,
    AccountablePerson,
    Happened,
    Review,
    Severity,
    Status,
)
from center.accountability.standing import last_day_out
from center.cases.events import must_be_filled
from center.errors import Problem, Refused
from center.matters import moment as moment_of
from center.matters import must_see, record
from center.postings import Cause, Move, save_window
from center.records import local_date
from center.rights import Right, needs
from center.settings import Values, values
from center.staff import ServiceWindow, windows
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Sanction:
    """What is decided for one person: the tier (None: 免于追究) and the measure in words."""

    tier: Severity | None
    measure: str = ""


def measures(settings: Values) -> list[str]:
    """The measures to choose from: those of the tiers, and the office's list (ACC-09, ACC-10)."""
    return list(dict.fromkeys([*MEASURES.values(), *settings.lines("sanction_enum"), EXEMPT]))


def _lawful(work: Work, made: Accountability, action: Action) -> AccountabilityFile:
    file = file_of(work, made)
    if reason := reason_against(action, file, work.actor):
        raise Refused(f"现在不能{action.value}：{reason}。")
    return file


def _take(
    work: Work,
    file: AccountabilityFile,
    happened: Happened,
    at: datetime | None,
    remark: str = "",
    **data: Any,
) -> date:
    when = moment_of(work, file.record, file.events, at)
    record(work, file.record, happened, when, remark.strip(), data)
    return local_date(when)


@needs(Right.APPROVE)
def decide(
    work: Work,
    made: Accountability,
    sanctions: Mapping[UUID, Sanction],
    decided_by: str,
    opinion: str,
    at: datetime | None = None,
) -> None:
    """Decide for each person, by id of `AccountablePerson` (ACC-02).

    From 较重 on the person is left out of awards for the period set; 严重 moves the person away
    from every window, without the reason HR-03 asks for. That somebody did it twice in a year is
    set by the program (ACC-04).
    """
    file = _lawful(work, made, Action.DECIDE)
    must_be_filled(
        decided_by=(decided_by, "请填写作出决定的人或会议"), opinion=(opinion, "请写明决定的理由")
    )
    _check(work, file.persons, sanctions)
    day = _take(work, file, Happened.DECIDED, at, opinion, approver=decided_by.strip())
    made.aggravating = file.aggravating
    made.status, made.decided_on = Status.DECIDED, day
    made.decided_by, made.opinion = decided_by.strip(), opinion.strip()
    _apply(work, file.persons, sanctions, day)


@needs(Right.SUPERVISE)
def refer(
    work: Work,
    made: Accountability,
    body: str,
    on: date,
    result: str = "",
    at: datetime | None = None,
) -> None:
    """Refer it to another body (ACC-08), or write down what that body answered."""
    file = _lawful(work, made, Action.REFER)
    must_be_filled(body=(body, "请选择移送给谁"))
    if not made.happened_on <= on <= local_date(work.now):
        raise Refused([Problem("on", "移送日期应在发生日期和今天之间")])
    known = made.referred_to == body.strip() and made.referred_on == on
    happened = Happened.ANSWERED if known and result.strip() else Happened.REFERRED
    _take(work, file, happened, at, result or body)
    made.referred_to, made.referred_on = body.strip(), on
    made.referral_result = result.strip()


@needs(Right.SUPERVISE)
def appeal(work: Work, made: Accountability, text: str, at: datetime | None = None) -> None:
    """Somebody disagrees; what was decided stays in force until the review."""
    file = _lawful(work, made, Action.APPEAL)
    must_be_filled(text=(text, "请写明申诉人和申诉的理由"))
    made.appealed_on = _take(work, file, Happened.APPEALED, at, text)
    made.appeal, made.status = text.strip(), Status.APPEALED


@needs(Right.APPROVE)
def review(
    work: Work,
    made: Accountability,
    verdict: Review | None,
    sanctions: Mapping[UUID, Sanction],
    reviewed_by: str,
    opinion: str,
    at: datetime | None = None,
) -> None:
    """Uphold, change (`sanctions` for each person) or revoke what was decided.

    Who was moved away from a window does not go back by itself.
    """
    file = _lawful(work, made, Action.REVIEW)
    if verdict is None:
        raise Refused([Problem("verdict", "请选择复核结论")])
    must_be_filled(
        reviewed_by=(reviewed_by, "请填写复核的人或会议"), opinion=(opinion, "请写明复核的理由")
    )
    if verdict is Review.CHANGED:
        _check(work, file.persons, sanctions)
    day = _take(work, file, Happened.REVIEWED, at, opinion, verdict=verdict.value)
    made.review, made.review_opinion = verdict, opinion.strip()
    made.reviewed_on, made.reviewed_by = day, reviewed_by.strip()
    made.status = Status.DECIDED
    if verdict is Review.CHANGED:
        _apply(work, file.persons, sanctions, made.decided_on or day)
    elif verdict is Review.REVOKED:
        nothing = {one.id: Sanction(None, REVOKED) for one in file.persons}
        _apply(work, file.persons, nothing, day)


@needs(Right.APPROVE)
def close(work: Work, made: Accountability, result: str, at: datetime | None = None) -> None:
    """Close it: what was carried out, by when, what came of a referral."""
    file = _lawful(work, made, Action.CLOSE)
    must_be_filled(result=(result, "请写明处理的执行情况"))
    made.ended_on = _take(work, file, Happened.CLOSED, at, result)
    made.result, made.status = result.strip(), Status.CLOSED


@needs(Right.VOID)
def void(work: Work, made: Accountability, reason: str) -> None:
    """Void a matter proposed by mistake; nothing of it counts any more."""
    must_see(work, made)
    if made.voided_at is not None:
        raise Refused("这件已作废，没有再改动。")
    must_be_filled(reason=(reason, "请写明作废原因"))
    made.voided_at, made.void_reason = work.now, reason.strip()


def _check(
    work: Work, persons: Sequence[AccountablePerson], sanctions: Mapping[UUID, Sanction]
) -> None:
    known, problems = measures(values(work.session, work.now)), []
    for number, person in enumerate(persons, 1):
        found = sanctions.get(person.id)
        if found is None:
            problems.append(Problem(f"tier{number}", f"请选择{person.name}按哪一档处理"))
        elif found.tier is not None and found.measure not in known:
            problems.append(Problem(f"measure{number}", f"请选择对{person.name}的处理"))
        elif found.tier is not None and found.measure == EXEMPT:
            problems.append(Problem(f"measure{number}", "免于追究的，按哪一档处理请选“免于追究”"))
        elif (
            found.tier is Severity.GRAVE
            and not work.actor.may(Right.EDIT_SETTINGS)
            and _windows_of(work, person.staff)
        ):
            said = f"{person.name}还在窗口，按“严重”处理要调离岗位，由主任决定"
            problems.append(Problem(f"tier{number}", said))
    if problems:
        raise Refused(problems)


def _apply(
    work: Work,
    persons: Sequence[AccountablePerson],
    sanctions: Mapping[UUID, Sanction],
    day: date,
) -> None:
    settings = values(work.session, work.now)
    for person in persons:
        chosen = sanctions[person.id]
        person.tier = chosen.tier
        person.measure = chosen.measure if chosen.tier or chosen.measure == REVOKED else EXEMPT
        out = chosen.tier in (Severity.HEAVY, Severity.GRAVE)
        person.disqualified_until = last_day_out(settings, day) if out else None
        if chosen.tier is Severity.GRAVE:
            left = [_leave(work, window, person, day) for window in _windows_of(work, person.staff)]
            person.moved_from = "、".join(left) or person.moved_from


def _windows_of(work: Work, staff: UUID) -> list[ServiceWindow]:
    return [one for one in windows(work) if staff in (one.a_post, one.b_post, one.head)]


def _leave(work: Work, window: ServiceWindow, person: AccountablePerson, day: date) -> str:
    for post in ("a_post", "b_post", "head"):
        if getattr(window, post) == person.staff:
            setattr(window, post, None)
    save_window(work, window, Move(day, Cause.SANCTION, "责任追究"))
    return window.name


def repeats(file: AccountabilityFile) -> str:
    """Who did something accountable before within the year, in a sentence; empty for nobody."""
    names = {one.staff: one.name for one in file.persons}
    said = [f"{names[staff]}一年内第 {count + 1} 次" for staff, count in file.repeated.items()]
    return f"{'，'.join(said)}出现应予追究的行为，应当从重处理" if said else ""
