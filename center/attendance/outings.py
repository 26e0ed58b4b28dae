"""Outings, away from the desk, spot checks, overtime (LEAVE-16…19, ATT-06…08, TIME-03)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from center.attendance.closing import must_be_open
from center.attendance.hours import Shift
from center.attendance.records import (
    DeskAway,
    Found,
    Outing,
    OutingKind,
    Overtime,
    SpotCheck,
)
from center.errors import Problem, Refused
from center.lists import day_start
from center.records import local_date
from center.rights import Right, needs, visible
from center.settings import Values, values
from center.staff import Staff
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems


@dataclass(frozen=True, slots=True)
class OutingForm:
    """An outing as typed; see `Outing`."""

    staff: UUID
    outing_kind: OutingKind
    starts_at: datetime
    ends_at: datetime
    matter: str
    phone: str
    approver: str
    place: str = ""
    village: str = ""
    companions: str = ""
    substitute: UUID | None = None
    told: bool = False
    substitute_fixed: bool = False
    agreed: bool = False
    informed: bool = False


_LINES = {
    "matter": "事由",
    "phone": "联系电话",
    "approver": "批准人",
    "place": "地点",
    "village": "村",
    "companions": "同行人",
}


@needs(Right.KEEP_ATTENDANCE)
def save_outing(work: Work, form: OutingForm, outing: Outing | None = None) -> Outing:
    """Enter or correct an outing (LEAVE-18). 下村 names the village; a return to the home unit is
    unauthorised until its four steps are ticked (LEAVE-19).
    """
    lines = {name: clean_line(getattr(form, name)) for name in _LINES}
    problems = [
        Problem(name, f"请填写{_LINES[name]}")
        for name in ("matter", "phone", "approver")
        if not lines[name]
    ]
    for name, label in _LINES.items():
        problems += length_problems(name, label, lines[name], LINE_LIMIT)
    if form.ends_at <= form.starts_at:
        problems.append(Problem("ends_at", "结束时间应晚于开始时间"))
    elif form.ends_at - form.starts_at > timedelta(days=60):
        problems.append(Problem("ends_at", "一次外出不能超过 60 天"))
    if form.outing_kind is OutingKind.VILLAGE and not lines["village"]:
        problems.append(Problem("village", "下村要写明去哪个村"))
    if form.substitute == form.staff:
        problems.append(Problem("substitute", "工作代理人不能是本人"))
    if problems:
        raise Refused(problems)
    must_be_open(work, local_date(form.starts_at), local_date(form.ends_at))
    substitute = None if form.substitute is None else work.session.get_one(Staff, form.substitute)
    if outing is None:
        outing = Outing(
            id=work.new_id(),
            station=work.station,
            staff=form.staff,
            outing_kind=form.outing_kind,
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            matter=lines["matter"],
            phone=lines["phone"],
            approver=lines["approver"],
            entered_at=work.now,
            entered_by=work.actor.name,
        )
        work.session.add(outing)
    outing.outing_kind, outing.staff = form.outing_kind, form.staff
    outing.starts_at, outing.ends_at = form.starts_at, form.ends_at
    for name, said in lines.items():
        setattr(outing, name, said)
    outing.substitute = form.substitute
    outing.substitute_name = "" if substitute is None else substitute.name
    for tick in ("told", "substitute_fixed", "agreed", "informed"):
        setattr(outing, tick, getattr(form, tick))
    return outing


@needs(Right.SEE_OFFICE)
def outings(work: Work, first: date, last: date) -> list[Outing]:
    """The outings that touch a span of days, latest first."""
    query = select(Outing).where(
        Outing.starts_at < day_start(last + timedelta(days=1)),
        Outing.ends_at >= day_start(first),
        Outing.voided_at.is_(None),
    )
    query = visible(query, work.actor).order_by(Outing.starts_at.desc(), Outing.id.desc())
    return list(work.session.scalars(query))


@needs(Right.KEEP_ATTENDANCE)
def come_back(work: Work, outing: Outing, at: datetime) -> None:
    """Note when somebody came back from an outing; it exempts from punching no longer."""
    problems: list[Problem] = []
    if at > work.now:
        problems.append(Problem("returned_at", "返回时间不能晚于现在"))
    if at < outing.starts_at:
        problems.append(Problem("returned_at", "返回时间不能早于外出时间"))
    if problems:
        raise Refused(problems)
    must_be_open(work, local_date(outing.starts_at), local_date(max(at, outing.ends_at)))
    outing.returned_at = at


class AwayLight(enum.StrEnum):
    """How long somebody has been away from the desk (ATT-07, PERF-06)."""

    FINE = "正常"
    LONG = "超过时限"
    EMPTY = "空岗"


def away_light(left_at: datetime, back_at: datetime, settings: Values) -> AwayLight:
    """To 15 minutes fine, to 30 too long, beyond an empty post; the minutes are settings."""
    gone = back_at - left_at
    if gone > timedelta(minutes=settings.number("empty_post")):
        return AwayLight.EMPTY
    if gone > timedelta(minutes=settings.number("away_limit")):
        return AwayLight.LONG
    return AwayLight.FINE


@needs(Right.KEEP_DUTY_LOG)
def leave_desk(work: Work, staff: UUID, reason: str, window: str = "") -> DeskAway:
    """The away sign is put out (ATT-07)."""
    said = clean_line(reason)
    if not said:
        raise Refused([Problem("reason", "请写明离岗原因")])
    query = select(DeskAway.id).where(
        DeskAway.staff == staff, DeskAway.returned_at.is_(None), DeskAway.voided_at.is_(None)
    )
    if work.session.scalars(query).first() is not None:
        raise Refused([Problem("staff", "这个人已经登记离岗，还没有登记回来")])
    away = DeskAway(
        id=work.new_id(),
        station=work.station,
        staff=staff,
        left_at=work.now,
        reason=said,
        window=window,
    )
    work.session.add(away)
    return away


@needs(Right.KEEP_DUTY_LOG)
def back_at_desk(work: Work, away: DeskAway) -> None:
    """Back at the desk."""
    away.returned_at = work.now


@needs(Right.SEE_OFFICE)
def desk_aways(work: Work, first: date, last: date, *, open_only: bool = False) -> list[DeskAway]:
    """Who was or is away from the desk, latest first."""
    query = select(DeskAway).where(
        DeskAway.left_at >= day_start(first),
        DeskAway.left_at < day_start(last + timedelta(days=1)),
        DeskAway.voided_at.is_(None),
    )
    if open_only:
        query = query.where(DeskAway.returned_at.is_(None))
    query = visible(query, work.actor).order_by(DeskAway.left_at.desc(), DeskAway.id.desc())
    return list(work.session.scalars(query))


@needs(Right.KEEP_ATTENDANCE)
def spot_check(
    work: Work, staff: UUID, found: Found, minutes: int = 0, window: str = "", remark: str = ""
) -> SpotCheck:
    """Note a spot check (ATT-06). Away longer than the limit is an empty post, with or without
    leave to go; going without leave is another thing (ATT-08).
    """
    if not 0 <= minutes <= 600:
        raise Refused([Problem("minutes", "分钟数应在 0 到 600 之间")])
    limit = values(work.session, work.now).number("empty_post")
    if found is Found.LEFT and minutes > limit:
        found = Found.EMPTY
    check = SpotCheck(
        id=work.new_id(),
        station=work.station,
        staff=staff,
        at=work.now,
        found=found,
        checker=work.actor.name,
        window=window,
        minutes=minutes,
        remark=clean_line(remark),
    )
    work.session.add(check)
    return check


@needs(Right.SEE_OFFICE)
def spot_checks(work: Work, first: date, last: date) -> list[SpotCheck]:
    """The spot checks of a span of days, in order (ATT-06)."""
    query = select(SpotCheck).where(
        SpotCheck.at >= day_start(first),
        SpotCheck.at < day_start(last + timedelta(days=1)),
        SpotCheck.voided_at.is_(None),
    )
    return list(work.session.scalars(visible(query, work.actor).order_by(SpotCheck.at)))


def overtime_cap(shift: Shift, percent: int) -> int:
    """Minutes of overtime allowed on a day: half of its hours (TIME-03)."""
    return shift.minutes * percent // 100


@needs(Right.KEEP_ATTENDANCE)
def save_overtime(
    work: Work, staff: UUID, starts_at: datetime, ends_at: datetime, reason: str, shift: Shift
) -> Overtime:
    """Enter overtime; the day's sum may not exceed the cap (TIME-03: 8 hours give 4)."""
    said, on = clean_line(reason), local_date(starts_at)
    problems = [] if said else [Problem("reason", "请写明加班事由")]
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    cap = overtime_cap(shift, values(work.session, work.now).number("overtime_cap"))
    query = select(Overtime.minutes).where(
        Overtime.staff == staff, Overtime.on == on, Overtime.voided_at.is_(None)
    )
    before = sum(work.session.scalars(query))
    if minutes <= 0:
        problems.append(Problem("ends_at", "结束时间应晚于开始时间"))
    elif before + minutes > cap:
        said_before = f"当天已登记 {before / 60:g} 小时，" if before else ""
        words = f"{said_before}加班每天最多 {cap / 60:g} 小时（当天工时的一半）"
        problems.append(Problem("ends_at", words))
    if problems:
        raise Refused(problems)
    must_be_open(work, on, on)
    overtime = Overtime(
        id=work.new_id(),
        station=work.station,
        staff=staff,
        on=on,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=minutes,
        reason=said,
        approver=work.actor.name,
    )
    work.session.add(overtime)
    return overtime
