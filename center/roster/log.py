"""The log of the 24-hour watch (值班日志) and its handover (交接班)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from center.attendance.duty_rest import book
from center.calendar import spoken
from center.errors import Problem, Refused
from center.registration.visits import CLOCK_SLACK
from center.rights import Right, needs, visible
from center.roster.duty import MAX_TEXT, handover_time, served, watch_day
from center.roster.records import WatchEntry, WatchHandover, WatchKind
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, clean_block, clean_line, length_problems


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log as typed; `at` None means now."""

    what: WatchKind
    content: str
    party: str = ""
    result: str = ""
    at: datetime | None = None


@needs(Right.KEEP_DUTY_LOG)
def write(work: Work, line: Line) -> WatchEntry:
    """Add a line to the log of the watch it falls into; lines are added, never changed."""
    content, party, result = (
        clean_block(line.content),
        clean_line(line.party),
        clean_block(line.result),
    )
    at = line.at or work.now
    problems = [] if content else [Problem("content", "请写明来电、报告或指示的内容")]
    problems += length_problems("content", "内容", content, MAX_TEXT)
    problems += length_problems("party", "对方", party, LINE_LIMIT)
    problems += length_problems("result", "处理情况", result, MAX_TEXT)
    if at > work.now + CLOCK_SLACK:
        problems.append(Problem("at", "时间不能晚于现在"))
    if problems:
        raise Refused(problems)
    entry = WatchEntry(
        id=work.new_id(),
        station=work.station,
        on=watch_day(at, handover_time(values(work.session, work.now))),
        at=at,
        what=line.what,
        content=content,
        party=party,
        result=result,
        entered_at=work.now,
        entered_by=work.actor.name,
    )
    work.session.add(entry)
    return entry


@needs(Right.SEE_OFFICE)
def lines(work: Work, on: date) -> list[WatchEntry]:
    """The log of the watch that began on a day, in order of time."""
    query = select(WatchEntry).where(WatchEntry.on == on, WatchEntry.voided_at.is_(None))
    query = visible(query, work.actor).order_by(WatchEntry.at, WatchEntry.id)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def handover(work: Work, on: date) -> WatchHandover | None:
    """The handover at the end of a watch; None while nobody handed over."""
    query = select(WatchHandover).where(
        WatchHandover.on == on,
        WatchHandover.station == work.station,
        WatchHandover.voided_at.is_(None),
    )
    return work.session.scalars(visible(query, work.actor)).one_or_none()


@needs(Right.KEEP_DUTY_LOG)
def hand_over(work: Work, on: date, matters: str, given_by: str) -> WatchHandover:
    """Hand a watch over: what goes on is written down, “无” when nothing does.

    The watch is done by that: time off is booked for everybody who kept it.
    """
    matters, given_by = clean_block(matters), clean_line(given_by)
    problems = [] if matters else [Problem("matters", "请写明移交的事项，没有就写“无”")]
    problems += length_problems("matters", "移交事项", matters, MAX_TEXT)
    if not given_by:
        problems.append(Problem("given_by", "请填写交班人"))
    if handover(work, on) is not None:
        problems.append(Problem("matters", f"{spoken(on)}的值班已经交过班"))
    if problems:
        raise Refused(problems)
    given = WatchHandover(
        id=work.new_id(),
        station=work.station,
        on=on,
        given_at=work.now,
        given_by=given_by,
        matters=matters,
    )
    work.session.add(given)
    for turn in served(work, on):
        book(work, turn)
    return given


@needs(Right.KEEP_DUTY_LOG)
def take_over(work: Work, given: WatchHandover, taken_by: str) -> None:
    """The next shift confirms; nobody takes over from himself."""
    name = clean_line(taken_by)
    if not name:
        raise Refused([Problem("taken_by", "请填写接班人")])
    if name == given.given_by:
        raise Refused([Problem("taken_by", "接班人和交班人是同一个人，请填写下一班的人")])
    if given.taken_at is not None:
        raise Refused([Problem("taken_by", f"{given.taken_by}已经接班")])
    given.taken_at, given.taken_by = work.now, name
