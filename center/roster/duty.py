"""Who is on duty, and what was done on a turn (DUTY-01, DUTY-03, DUTY-04, DUTY-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select

from center.attendance.duty_rest import book, take_back
from center.calendar import spoken
from center.errors import Problem, Refused
from center.lists import between
from center.petitions.records import Petition
from center.records import CHINA, local_date
from center.rights import Right, needs, visible
from center.roster.records import DutyRecord, Plan, Roster, Seat, Turn
from center.settings import Values, values
from center.staff import Staff
from center.storage import Work
from center.text import clean_block, clean_line, length_problems

MAX_TEXT = 4000
SOLVED = "当场解决"
"""The outcome of a petition that was solved at once (DUTY-08)."""
LOOK_BACK = 31
"""Days for which a missing duty record is still asked for."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Who is on duty at a moment; `until` is the next handover of the watch."""

    leaders: tuple[Turn, ...]
    in_charge: tuple[Turn, ...]
    watch: tuple[Turn, ...]
    until: datetime
    tomorrow: tuple[Turn, ...]
    tomorrow_watch: tuple[Turn, ...]


def handover_time(settings: Values) -> time:
    """When one watch hands over to the next, 08:30 unless set otherwise."""
    try:
        return time.fromisoformat(settings.text("handover_time"))
    except ValueError:
        return time(8, 30)


def watch_day(at: datetime, handover: time) -> date:
    """The day on which the watch began that is kept at a moment."""
    local = at.astimezone(CHINA)
    return local.date() if local.time() >= handover else local.date() - timedelta(days=1)


@needs(Right.SEE_OFFICE)
def on_duty(work: Work) -> OnDuty:
    """Who is on duty now and who comes tomorrow, from what was published."""
    handover = handover_time(values(work.session, work.now))
    today, began = local_date(work.now), watch_day(work.now, handover)
    following = today + timedelta(days=1)
    reception = _published(work, Plan.RECEPTION, [today, following])
    watch = _published(work, Plan.WATCH, [began, following])
    return OnDuty(
        leaders=_of(reception, today, Seat.LEADER),
        in_charge=_of(reception, today, Seat.IN_CHARGE),
        watch=tuple(turn for turn in watch if turn.on == began),
        until=datetime.combine(began + timedelta(days=1), handover, CHINA),
        tomorrow=_of(reception, following, Seat.LEADER),
        tomorrow_watch=tuple(turn for turn in watch if turn.on == following),
    )


@needs(Right.SEE_OFFICE)
def leader_of_the_day(work: Work, day: date) -> Turn | None:
    """The leader who receives visitors on a day, proposed for its petitions (DUTY-07)."""
    turns = _published(work, Plan.RECEPTION, [day])
    return next(iter((*_of(turns, day, Seat.LEADER), *_of(turns, day, Seat.IN_CHARGE))), None)


@dataclass(frozen=True, slots=True)
class DutyForm:
    """What the duty record says, by the four tasks (DUTY-01)."""

    arrived_at: datetime | None = None
    left_at: datetime | None = None
    situation: str = ""
    supervision: str = ""
    reception: str = ""
    settled: str = ""
    visitors: int = 0
    solved: int = 0


_TEXTS = {
    "situation": "了解中心工作",
    "supervision": "跟踪督导",
    "reception": "接待群众",
    "settled": "现场解决问题",
}


@needs(Right.KEEP_DUTY_LOG)
def save_record(
    work: Work,
    form: DutyForm,
    *,
    turn: Turn | None = None,
    on: date,
    person: Staff,
    record: DutyRecord | None = None,
) -> DutyRecord:
    """Write or correct the record of a turn, or of a leader who came besides (DUTY-04).

    With `record` that one is corrected; a turn has one anyway. Once it says when he left, time off
    is booked for a rest day. Refused before the day, with times the wrong way, negative counts or
    nothing said at all.
    """
    problems: list[Problem] = []
    if on > local_date(work.now):
        problems.append(Problem("arrived_at", f"{spoken(on)}还没有到，不能先写记录"))
    if form.arrived_at is None:
        problems.append(Problem("arrived_at", "请填写到岗时间"))
    elif form.left_at is not None and form.left_at < form.arrived_at:
        problems.append(Problem("left_at", "离开时间不能早于到岗时间"))
    texts = {name: clean_block(getattr(form, name)) for name in _TEXTS}
    for name, label in _TEXTS.items():
        problems += length_problems(name, label, texts[name], MAX_TEXT)
    if not any(texts.values()):
        problems.append(Problem("situation", "四项工作至少写一项"))
    for name, label in (("visitors", "接待人数"), ("solved", "解决问题数")):
        if not 0 <= getattr(form, name) <= 9999:
            problems.append(Problem(name, f"{label}应在 0 到 9999 之间"))
    if problems:
        raise Refused(problems)
    if record is None:
        record = _record_for(work, turn, on, person)
    record.arrived_at, record.left_at = form.arrived_at, form.left_at
    for name, said in texts.items():
        setattr(record, name, said)
    record.visitors, record.solved = form.visitors, form.solved
    record.missed, record.missed_reason = False, ""
    if turn is not None and form.left_at is not None and turn.plan is not Plan.WATCH:
        book(work, turn)
    return record


@needs(Right.PLAN_ROSTER)
def mark_missed(work: Work, turn: Turn, reason: str) -> DutyRecord:
    """Note that nobody came on a turn, with the reason; it still counts as owed."""
    said = clean_line(reason)
    if not said:
        raise Refused([Problem("reason", "请写明没有到岗的原因")])
    if turn.on >= local_date(work.now):
        raise Refused([Problem("turn", f"{spoken(turn.on)}还没有过完，不能登记为未到岗")])
    record = _record_for(work, turn, turn.on, work.session.get_one(Staff, turn.staff))
    record.missed, record.missed_reason = True, said
    take_back(work, turn, f"未到岗：{said}")
    return record


@needs(Right.SEE_OFFICE)
def served(work: Work, on: date) -> list[Turn]:
    """The turns of the watch that began on a day, but those on which nobody came."""
    missed = select(DutyRecord.turn).where(
        DutyRecord.on == on, DutyRecord.missed, DutyRecord.voided_at.is_(None)
    )
    gone = set(work.session.scalars(missed))
    return [turn for turn in _published(work, Plan.WATCH, [on]) if turn.id not in gone]


@needs(Right.KEEP_DUTY_LOG)
def received(work: Work, on: date, name: str) -> tuple[int, int]:
    """Visitors the petition ledger says a leader received on a day, and matters solved at once.

    Proposed for his record; secret ones count for who may see them.
    """
    query = select(Petition.people_count, Petition.outcome).where(
        *between(Petition.received_at, on, on),
        Petition.receiving_leader == name,
        Petition.voided_at.is_(None),
    )
    rows = work.session.execute(visible(query, work.actor)).all()
    return sum(row.people_count for row in rows), sum(row.outcome == SOLVED for row in rows)


@needs(Right.SEE_OFFICE)
def without_record(work: Work) -> list[Turn]:
    """Turns at the centre of the last month before today that have no record yet (DUTY-03)."""
    today = local_date(work.now)
    written = select(DutyRecord.turn).where(
        DutyRecord.voided_at.is_(None), DutyRecord.turn.is_not(None)
    )
    query = (
        select(Turn)
        .join(Roster, Roster.id == Turn.roster)
        .where(
            Turn.plan == Plan.RECEPTION,
            Turn.on < today,
            Turn.on >= today - timedelta(days=LOOK_BACK),
            Turn.voided_at.is_(None),
            Roster.published_at.is_not(None),
            Turn.id.not_in(written),
        )
    )
    query = visible(query, work.actor).order_by(Turn.on.desc(), Turn.seat, Turn.id)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def records(work: Work, first: date, last: date) -> list[DutyRecord]:
    """The duty records of a span, latest first."""
    query = select(DutyRecord).where(
        DutyRecord.on >= first, DutyRecord.on <= last, DutyRecord.voided_at.is_(None)
    )
    query = visible(query, work.actor).order_by(DutyRecord.on.desc(), DutyRecord.id.desc())
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def record_of(work: Work, turn: UUID) -> DutyRecord | None:
    """The record of a turn; None while there is none."""
    query = select(DutyRecord).where(DutyRecord.turn == turn, DutyRecord.voided_at.is_(None))
    return work.session.scalars(query).one_or_none()


def _record_for(work: Work, turn: Turn | None, on: date, person: Staff) -> DutyRecord:
    found = None if turn is None else record_of(work, turn.id)
    if found is not None:
        return found
    record = DutyRecord(
        id=work.new_id(),
        station=work.station,
        on=on,
        staff=person.id,
        name=person.name,
        entered_at=work.now,
        entered_by=work.actor.name,
        turn=None if turn is None else turn.id,
    )
    work.session.add(record)
    return record


def _published(work: Work, plan: Plan, days: Sequence[date]) -> list[Turn]:
    query = (
        select(Turn)
        .join(Roster, Roster.id == Turn.roster)
        .where(
            Turn.plan == plan,
            Turn.on.in_(days),
            Turn.voided_at.is_(None),
            Roster.published_at.is_not(None),
        )
    )
    query = visible(query, work.actor).order_by(Turn.on, Turn.seat, Turn.id)
    return list(work.session.scalars(query))


def _of(turns: Sequence[Turn], on: date, seat: Seat) -> tuple[Turn, ...]:
    return tuple(turn for turn in turns if turn.on == on and turn.seat is seat)
