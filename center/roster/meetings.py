"""Meetings (例会) and who stays at the counter meanwhile (HR-08, DUTY-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select

from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.hours import sessions
from center.records import local_date
from center.rights import Right, needs, visible
from center.roster.drafting import YEAR
from center.roster.members import days_off
from center.roster.records import Meeting
from center.roster.request import Member, Request, class_of
from center.roster.rotation import order
from center.settings import values
from center.staff import Staff, staff
from center.storage import Work
from center.text import BLOCK_LIMIT, clean_block, clean_line, length_problems


@dataclass(frozen=True, slots=True)
class MeetingForm:
    """A meeting as typed; `attendees` and `absent` are names."""

    on: date
    starts: time
    ends: time
    title: str
    host: str = ""
    attendees: str = ""
    absent: str = ""
    topics: str = ""
    decisions: str = ""
    cover: UUID | None = None


_TEXTS = {"attendees": "参加人员", "absent": "缺席人员", "topics": "议题", "decisions": "议定事项"}


@needs(Right.PLAN_ROSTER)
def save_meeting(work: Work, form: MeetingForm, meeting: Meeting | None = None) -> Meeting:
    """Enter or correct a meeting. In office hours somebody must stay on duty (HR-08)."""
    settings, calendar = values(work.session, work.now), work_calendar(work.session)
    title = clean_line(form.title)
    texts = {name: clean_block(getattr(form, name)) for name in _TEXTS}
    problems = [] if title else [Problem("title", "请填写会议名称")]
    for name, label in _TEXTS.items():
        problems += length_problems(name, label, texts[name], BLOCK_LIMIT)
    if form.ends <= form.starts:
        problems.append(Problem("ends", "结束时间应晚于开始时间"))
    working = calendar.is_workday(form.on) and any(
        form.starts < closes and opens < form.ends for opens, closes in sessions(settings)
    )
    cover = None if form.cover is None else work.session.get_one(Staff, form.cover)
    if working and cover is None:
        problems.append(Problem("cover", "会议在办公时间内，要安排一人留守值班"))
    if cover is not None and cover.name in texts["attendees"]:
        problems.append(Problem("cover", f"{cover.name}要参加会议，不能同时留守"))
    if problems:
        raise Refused(problems)
    if meeting is None:
        meeting = Meeting(
            id=work.new_id(), station=work.station, on=form.on, starts="", ends="", title=title
        )
        work.session.add(meeting)
    meeting.on, meeting.title, meeting.host = form.on, title, clean_line(form.host)
    meeting.starts, meeting.ends = f"{form.starts:%H:%M}", f"{form.ends:%H:%M}"
    meeting.cover, meeting.cover_name = form.cover, "" if cover is None else cover.name
    for name, said in texts.items():
        setattr(meeting, name, said)
    return meeting


@needs(Right.SEE_OFFICE)
def meetings(work: Work, first: date, last: date) -> list[Meeting]:
    """The meetings of a span, latest first."""
    query = select(Meeting).where(
        Meeting.on >= first, Meeting.on <= last, Meeting.voided_at.is_(None)
    )
    query = visible(query, work.actor).order_by(Meeting.on.desc(), Meeting.starts.desc())
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def cover_order(work: Work, on: date) -> list[Staff]:
    """Who might stay, by the fixed order of every roster: who has not stayed for longest first."""
    calendar, since = work_calendar(work.session), on - timedelta(days=YEAR)
    query = select(Meeting.on, Meeting.cover).where(
        Meeting.on >= since,
        Meeting.on < on,
        Meeting.cover.is_not(None),
        Meeting.voided_at.is_(None),
    )
    stayed: dict[date, tuple[UUID, ...]] = {}
    for day, cover in work.session.execute(visible(query, work.actor).order_by(Meeting.on)):
        if cover is not None:
            stayed[day] = (*stayed.get(day, ()), cover)
    away = days_off(work, on, on)
    hall = [one for one in staff(work) if not one.leader_rank]
    hall.sort(key=lambda one: (one.staff_number == "", one.staff_number, one.name))
    request = Request(
        members=tuple(Member(one.id, one.name, off=away.get(one.id, frozenset())) for one in hall),
        classes={day: class_of(day, calendar) for day in (*stayed, on)},
        need={on: 1},
        served=stayed,
    )
    by_id = {one.id: one for one in hall}
    return [by_id[member.id] for member in order(request) if member.can(on)]


@needs(Right.SEE_OFFICE)
def meeting_missing(work: Work) -> bool:
    """Whether the last working day of the week came without a meeting in it (HR-08)."""
    today = local_date(work.now)
    monday = today - timedelta(days=today.weekday())
    calendar = work_calendar(work.session)
    days = [monday + timedelta(days=n) for n in range(7)]
    working = [day for day in days if calendar.is_workday(day)]
    if not working or today < working[-1]:
        return False
    return not meetings(work, days[0], days[-1])
