"""From the records of duty to what its papers say.

Phones of people are read only when asked for (`phones`), for the office's own versions: what hangs
in public names leaders and posts in full, as DUTY-06 wants, but shows the office's phones alone.
D8 masks applicants; the phone a colleague is reached by on duty is what these tables are for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from center.errors import Expected
from center.holidays import work_calendar
from center.records import local_date
from center.roster.changing import swaps
from center.roster.drafting import rosters, turns_of
from center.roster.duty import record_of
from center.roster.log import handover, lines
from center.roster.records import DutyRecord, Plan, Roster, Seat, Swap, Turn
from center.roster.request import month_days
from center.settings import values
from center.staff import Staff
from center.storage import Work
from forms.filling.pieces import office_hours
from forms.roster.month import Day, Month, Person, dated, short
from forms.roster.sheets import DutySheet, LogLine, LogSheet, SwapSheet, TurnSheet, clock_words


def month(work: Work, roster: Roster, *, phones: bool = False) -> Month:
    """A month of a plan as it stands."""
    return _month(work, [roster], month_days(roster.year, roster.month), phones=phones)


def holidays(work: Work, year: int) -> list[tuple[str, date, date]]:
    """The public holidays of a year: name, first and last day off, in order."""
    marks = work_calendar(work.session).marks
    found: list[tuple[str, date, date]] = []
    for day in sorted(marks):
        mark = marks[day]
        if mark.kind != "holiday" or day.year != year:
            continue
        if found and found[-1][2] == day - timedelta(days=1):
            name, first, _ = found[-1]
            found[-1] = (name, first, day)
        else:
            found.append((mark.name, day, day))
    return found


def holiday(work: Work, name: str, first: date, last: date) -> Month:
    """The watch of a holiday with posts and phones, for the county.

    Raises Expected when a day of it is not published.
    """
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    months = {(day.year, day.month) for day in days}
    found = [
        roster
        for roster in rosters(work, Plan.WATCH)
        if (roster.year, roster.month) in months and roster.published_at is not None
    ]
    missing = [
        day for day in days if (day.year, day.month) not in {(r.year, r.month) for r in found}
    ]
    if missing:
        raise Expected(
            f"{short(missing[0])}的24小时值班还没有公布，{name}值班表没有生成。请先排班并公布。"
        )
    return _month(work, found[::-1], days, phones=True, name=name)


def duty_sheet(work: Work, turn: Turn) -> DutySheet:
    """The record of a turn by its four tasks (DUTY-01); blank where nothing is written yet."""
    blank = DutySheet(
        unit=values(work.session, work.now).text("unit_name"),
        on=turn.on,
        name=turn.name,
        post=turn.post,
        seat=turn.seat.value,
    )
    record = record_of(work, turn.id)
    return blank if record is None else _written(blank, record)


def besides_sheet(work: Work, record: DutyRecord) -> DutySheet:
    """The record of a leader who came without a turn (DUTY-04)."""
    person = work.session.get_one(Staff, record.staff)
    unit = values(work.session, work.now).text("unit_name")
    return _written(DutySheet(unit, record.on, record.name, person.post, "临时到岗"), record)


def log_sheet(work: Work, on: date) -> LogSheet:
    """The log of the watch that began on a day, with its handover."""
    settings = values(work.session, work.now)
    watch = [
        turn
        for roster in rosters(work, Plan.WATCH)
        if (roster.year, roster.month) == (on.year, on.month)
        for turn in turns_of(work, roster)
        if turn.on == on
    ]
    given = handover(work, on)
    return LogSheet(
        unit=settings.text("unit_name"),
        on=on,
        handover=settings.text("handover_time"),
        leaders=_named(turn for turn in watch if turn.seat is Seat.LEADER),
        staff=_named(turn for turn in watch if turn.seat is Seat.STAFF),
        lines=[
            LogLine(clock_words(one.at, on), one.what.value, one.party, one.content, one.result)
            for one in lines(work, on)
        ],
        matters="" if given is None else given.matters,
        given="" if given is None else f"{given.given_by}　{clock_words(given.given_at, on)}",
        taken=""
        if given is None or given.taken_at is None
        else f"{given.taken_by}　{clock_words(given.taken_at, on)}",
    )


def swap_sheet(work: Work, swap: Swap) -> SwapSheet:
    """The slip of a swap (换班), decided or not."""
    roster = work.session.get_one(Roster, swap.roster)
    return SwapSheet(
        unit=values(work.session, work.now).text("unit_name"),
        plan=roster.plan.value,
        given=TurnSheet(swap.on, swap.seat.value, swap.giver_name),
        taker=swap.taker_name,
        back=None
        if swap.back_on is None
        else TurnSheet(swap.back_on, swap.seat.value, swap.taker_name),
        reason=swap.reason,
        asked=f"{swap.asked_by}　{dated(local_date(swap.asked_at))}",
        agreed=swap.agreed,
        decided=""
        if swap.decided_at is None
        else f"{swap.decided_by}　{dated(local_date(swap.decided_at))}",
        remark=swap.remark,
    )


def _month(
    work: Work, of: Sequence[Roster], days: Sequence[date], *, phones: bool, name: str = ""
) -> Month:
    settings, calendar = values(work.session, work.now), work_calendar(work.session)
    turns = [turn for roster in of for turn in turns_of(work, roster)]
    changed = _changed(swap for roster in of for swap in swaps(work, roster=roster.id))
    numbers = _phones(work, turns) if phones else {}
    at: dict[tuple[date, Seat], list[Person]] = {}
    for turn in turns:
        at.setdefault((turn.on, turn.seat), []).append(
            Person(
                turn.name,
                turn.post,
                numbers.get(turn.staff, ""),
                turn.instead_of,
                changed.get((turn.on, turn.seat, turn.staff)) if turn.instead_of else None,
            )
        )
    published = [local_date(r.published_at) for r in of if r.published_at is not None]
    return Month(
        unit=settings.text("unit_name"),
        plan=of[0].plan,
        year=days[0].year,
        month=days[0].month,
        days=tuple(
            Day(
                day,
                calendar.is_workday(day),
                calendar.why_off(day) or calendar.why_worked(day),
                {seat: tuple(at[day, seat]) for seat in Seat if (day, seat) in at},
            )
            for day in days
        ),
        hours=office_hours(settings),
        handover=settings.text("handover_time"),
        place=settings.text("reception_place"),
        phone=settings.text("phone_consultation"),
        complaint_phone=settings.text("phone_complaint"),
        published_on=max(published) if len(published) == len(of) else None,
        made=f"制表：{work.actor.name}　{dated(local_date(work.now))}",
        name=name,
    )


def _changed(agreed: Iterable[Swap]) -> dict[tuple[date, Seat, UUID], date]:
    """On which day each turn that a swap made was decided; the latest counts."""
    found: dict[tuple[date, Seat, UUID], date] = {}
    for swap in agreed:
        if not swap.agreed or swap.decided_at is None:
            continue
        on = local_date(swap.decided_at)
        found.setdefault((swap.on, swap.seat, swap.taker), on)
        if swap.back_on is not None:
            found.setdefault((swap.back_on, swap.seat, swap.giver), on)
    return found


def _phones(work: Work, turns: Iterable[Turn]) -> Mapping[UUID, str]:
    ids = sorted({turn.staff for turn in turns})
    return {staff: work.session.get_one(Staff, staff).phone for staff in ids}


def _written(blank: DutySheet, record: DutyRecord) -> DutySheet:
    return replace(
        blank,
        arrived="" if record.arrived_at is None else clock_words(record.arrived_at, record.on),
        left="" if record.left_at is None else clock_words(record.left_at, record.on),
        tasks=(record.situation, record.supervision, record.reception, record.settled),
        visitors=str(record.visitors),
        solved=str(record.solved),
        missed=record.missed_reason if record.missed else "",
    )


def _named(turns: Iterable[Turn]) -> str:
    return "、".join(turn.name for turn in turns)
