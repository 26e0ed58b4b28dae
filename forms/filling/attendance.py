"""The facts of the papers of attendance, from slips, posts, the month and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from center.attendance.absence import taken
from center.attendance.balances import Balance, spoken_days
from center.attendance.chains import Span
from center.attendance.hours import Half
from center.attendance.month import Sheet, SheetLine
from center.attendance.records import AskedBy, Found, Leave, LeaveStep, SpotCheck
from center.attendance.symbols import CellKind
from center.calendar import WorkCalendar
from center.records import local_date
from center.settings import Values
from center.staff import Staff
from forms.words import say_date

BY_CALENDAR, BY_WORKDAYS = "按自然日计算", "按工作日计算"
TOLD = (CellKind.LATE, CellKind.EARLY, CellKind.ABSENT)
"""What a circular tells of a month (ATT-12)."""
_COUNTED = {CellKind.LATE: "late", CellKind.EARLY: "early", CellKind.ABSENT: "absent"}


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks: the person and the window he answers for."""

    staff: Staff
    window: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One open matter that is handed over."""

    number: str
    about: str
    applicant: str
    progress: str
    due: date | None


def spoken_span(span: Span) -> str:
    """2026年9月22日上午 至 2026年9月23日下午"""
    first, last = say_date(span.first), say_date(span.last)
    return f"{first}{span.first_half.value} 至 {last}{span.last_half.value}"


def span_of(leave: Leave) -> Span:
    """The half days a slip asks for."""
    return Span(leave.first, leave.first_half, leave.last, leave.last_half)


def slip(
    leave: Leave, steps: Sequence[LeaveStep], person: Person, settings: Values, asked_days: int
) -> dict[str, Any]:
    """A slip as it was asked and decided (C1); `asked_days` are the half days it asked for."""
    way = leave.asked_by.value if leave.asked_by is not AskedBy.PERSON else ""
    if leave.proxy:
        way = f"{way}（代请人：{leave.proxy}）"
    if leave.emergency:
        way = "急病住院，事后补办"
    made_up = ""
    if leave.formalities_due is not None:
        made_up = f"应在 {say_date(leave.formalities_due)} 前补办"
        if leave.formalities_on is not None:
            made_up = f"已于 {say_date(leave.formalities_on)} 补办"
    return _filled(
        {
            **_person(person, settings),
            "number": leave.number,
            "leave_type": leave.leave_type.value,
            "asked_on": local_date(leave.asked_at).isoformat(),
            "span": spoken_span(span_of(leave)),
            "days": spoken_days(asked_days),
            "counting": _counting(leave, settings),
            "reason": leave.reason + ("（续假）" if leave.extends is not None else ""),
            "place": leave.place,
            "phone": leave.phone,
            "way": way,
            "medical": "医院病历证明已核对" if leave.medical_record else "",
            "formalities": made_up,
            "substitute": leave.substitute_name,
            "approvals": [_step(step) for step in steps] or _nobody(leave),
            "filed_on": leave.filed_on.isoformat() if leave.filed_on else "",
        }
    )


def annual_form(facts: dict[str, Any], year: int, balance: Balance | None) -> dict[str, Any]:
    """The form of annual leave (LEAVE-10): the slip, and the balance of the year if one is kept."""
    more = {"year": f"{year}年"}
    if balance is not None:
        more |= {
            "due": spoken_days(balance.due),
            "used": spoken_days(balance.used),
            "left": spoken_days(balance.left),
        }
    # The form has one kind of leave and does not ask which.
    return {key: value for key, value in facts.items() if key != "leave_type"} | more


def blank_slip(settings: Values) -> dict[str, Any]:
    """The standard slip to be filled in by hand (LEAVE-01)."""
    roles = settings.lines("leave_approvers")
    if settings.text("leave_chain") == "single":
        roles = roles[1:2] or roles
    approvals = [{"role": role} for role in roles]
    return {"unit": settings.text("unit_name"), "approvals": approvals}


def back(
    leave: Leave, person: Person, settings: Values, calendar: WorkCalendar, asked_days: int
) -> dict[str, Any]:
    """Cancelling a leave on return (C2, LEAVE-13)."""
    due = _due_back(leave, calendar)
    facts = {
        **_person(person, settings),
        "slip_number": leave.number,
        "leave_type": leave.leave_type.value,
        "span": spoken_span(span_of(leave)),
        "days": spoken_days(asked_days),
        "due_on": f"{say_date(due[0])}{due[1].value}",
        "checked_by": leave.returned_by,
    }
    if leave.returned_on is not None and leave.returned_half is not None:
        facts["returned"] = f"{say_date(leave.returned_on)}{leave.returned_half.value}"
        facts["actual"] = spoken_days(0 if taken(leave) is None else leave.half_days)
        back_at = (leave.returned_on, leave.returned_half is Half.AFTERNOON)
        expected = (due[0], due[1] is Half.AFTERNOON)
        if back_at < expected:
            facts["note"] = "提前返岗"
        elif back_at > expected:
            facts["note"] = "超过批准的时间返岗，没有销假、续假的半天由考勤管理人员核实"
    return _filled(facts)


def handover(
    leave: Leave, person: Person, matters: Iterable[Matter], settings: Values
) -> dict[str, Any]:
    """What A hands over to B before leaving (C7, LEAVE-15)."""
    return _filled(
        {
            **_person(person, settings),
            "slip_number": leave.number,
            "taker": leave.substitute_name,
            "cause": leave.leave_type.value,
            "span": spoken_span(span_of(leave)),
            "phone": leave.phone,
            "note": leave.handover_note,
            "matters": [
                _filled(
                    {
                        "number": one.number,
                        "about": one.about,
                        "applicant": one.applicant,
                        "progress": one.progress,
                        "due": one.due.isoformat() if one.due else "",
                    }
                )
                for one in matters
            ],
        }
    )


def circular(
    sheets: Sequence[Sheet], checks: Iterable[SpotCheck], settings: Values, today: date
) -> dict[str, Any]:
    """The month's late, early and absent, and what spot checks found, person by person (ATT-12)."""
    first = sheets[0]
    cases: list[dict[str, str]] = []
    away: dict[tuple[UUID, Found], set[int]] = {}
    for check in checks:
        if check.found is not Found.PRESENT:
            day = local_date(check.at).day
            away.setdefault((check.staff, check.found), set()).add(day)
    for line in (line for sheet in sheets for line in sheet.lines):
        for kind in TOLD:
            days = {day for (day, _), found in line.cells.items() if found is kind}
            if days:
                count = f"{line.totals[_COUNTED[kind]]:g}"
                unit = "天" if kind is CellKind.ABSENT else "次"
                cases.append(_told(line, kind.value, f"{count} {unit}", days))
        cases += [
            _told(line, found.value, f"{len(gone)} 次", gone)
            for found in Found
            if (gone := away.get((line.staff, found)))
        ]
    return _filled(
        {
            "unit": settings.text("unit_name"),
            "period": f"{first.year}年{first.month}月",
            "people": str(sum(len(sheet.lines) for sheet in sheets)),
            "due_days": str(first.due_days),
            "cases": cases,
            "date": today.isoformat(),
        }
    )


def away_sign(settings: Values, window: str = "", cover: str = "") -> dict[str, Any]:
    """The sign of a desk that is left for some minutes (ATT-07)."""
    return _filled(
        {
            "unit": settings.text("unit_name"),
            "window": window,
            "cover": cover,
            "limit": str(settings.number("away_limit")),
            "consult_phone": settings.text("phone_consultation"),
        }
    )


def _told(line: SheetLine, what: str, count: str, days: Iterable[int]) -> dict[str, str]:
    spelled = "、".join(f"{day}日" for day in sorted(days))
    return {
        "name": line.name,
        "department": line.post,
        "what": what,
        "count": count,
        "days": spelled,
    }


def _person(person: Person, settings: Values) -> dict[str, Any]:
    return {
        "unit": settings.text("unit_name"),
        "name": person.staff.name,
        "department": person.window or person.staff.staff_kind,
        "post": person.staff.post,
    }


def _counting(leave: Leave, settings: Values) -> str:
    by_calendar = leave.leave_type.value in settings.lines("leave_by_calendar")
    return BY_CALENDAR if by_calendar else BY_WORKDAYS


def _step(step: LeaveStep) -> dict[str, str]:
    opinion = {None: "", True: "同意", False: "不同意"}[step.approved]
    if step.approved is False and step.remark:
        opinion = f"{opinion}：{step.remark}"
    on = say_date(local_date(step.decided_at)) if step.decided_at else ""
    return {
        "role": step.approver_role,
        "opinion": opinion,
        "signed": step.approver_name,
        "on": on,
    }


def _nobody(leave: Leave) -> list[dict[str, str]]:
    """An emergency asks nobody beforehand (LEAVE-09)."""
    said = "急病住院，不需事先审批" if leave.emergency else ""
    return [{"role": "主管领导", "opinion": said}]


def _due_back(leave: Leave, calendar: WorkCalendar) -> tuple[date, Half]:
    if leave.last_half is Half.MORNING:
        return leave.last, Half.AFTERNOON
    return calendar.next_workday(leave.last + timedelta(days=1)), Half.MORNING


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in ("", None, [])}
