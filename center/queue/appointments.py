"""Appointments (预约): booked for a day and a slot, ticked at arrival, marked when missed (REG-21).

Past days, full slots and days off are refused at their field. Whoever comes in the slot gets a
number that goes before ordinary ones (setting); too early or too late, an ordinary number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from center.errors import Expected, Problem, Refused
from center.holidays import work_calendar
from center.items import item_of
from center.people import Identity, person_for
from center.queue.groups import Slot, read_slots
from center.queue.records import Appointment, AppointmentState, BookingChannel, Ticket
from center.queue.tickets import BOOKED, TicketForm, lines, take
from center.records import CHINA, local_date
from center.rights import Right, needs, visible
from center.settings import Values, values
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems

EARLY = timedelta(minutes=30)
"""So long before the slot begins whoever has an appointment counts as in time."""
TAKEN = (AppointmentState.BOOKED, AppointmentState.ARRIVED)


@dataclass(frozen=True, slots=True)
class AppointmentForm:
    """What is asked on the phone: who, for what, when. `care` is a priority reason (REG-20)."""

    name: str
    phone: str
    day: date | None
    slot: str
    line: str
    item_code: str = ""
    channel: BookingChannel = BookingChannel.PHONE
    care: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """How full a slot is."""

    slot: Slot
    booked: int
    capacity: int

    @property
    def free(self) -> int:
        """How many more may come."""
        return max(self.capacity - self.booked, 0)


@needs(Right.SEE)
def rooms(work: Work, day: date) -> list[Room]:
    """The slots of a day and how full each is; cancelled appointments take no room."""
    settings = values(work.session, work.now)
    query = (
        select(Appointment.slot, func.count())
        .where(
            Appointment.station == work.station,
            Appointment.day == day,
            Appointment.state.in_(TAKEN),
            Appointment.voided_at.is_(None),
        )
        .group_by(Appointment.slot)
    )
    booked: dict[str, int] = dict(work.session.execute(query).all())
    capacity = settings.number("appointment_capacity")
    return [
        Room(slot, booked.get(slot.title, 0), capacity)
        for slot in read_slots(settings.lines("appointment_slots"))
    ]


@needs(Right.SEE)
def day_problem(work: Work, day: date | None) -> str:
    """Why a day cannot be booked, in Chinese; empty when it can."""
    if day is None:
        return "请填写预约日期"
    today = local_date(work.now)
    most = values(work.session, work.now).number("appointment_days")
    if day < today:
        return "这一天已经过去，请选今天或以后的日期"
    if day > today + timedelta(days=most):
        return f"最多提前 {most} 天预约，请选 {today + timedelta(days=most):%m月%d日}以前的日期"
    off = work_calendar(work.session).why_off(day)
    return f"这一天{off}，不办公，请换一个工作日" if off else ""


@needs(Right.REGISTER)
def book(work: Work, form: AppointmentForm) -> Appointment:
    """Book an appointment (REG-21). Raises Refused field by field; nothing is booked then."""
    settings = values(work.session, work.now)
    name, phone = clean_line(form.name), clean_line(form.phone)
    problems = [] if name else [Problem("name", "请填写姓名")]
    problems += [] if phone else [Problem("phone", "请填写电话，有变动时要通知")]
    problems += length_problems("name", "姓名", name, 100)
    problems += length_problems("phone", "电话", phone, 40)
    problems += length_problems("note", "备注", clean_line(form.note), LINE_LIMIT)
    if form.line not in {one.letters for one in lines(work)}:
        problems.append(Problem("line", "请选择业务"))
    if form.care and form.care not in settings.lines("queue_priority_reasons"):
        problems.append(Problem("care", "请从列出的优先原因里选"))
    item = item_of(work.session, form.item_code) if form.item_code else None
    if form.item_code and item is None:
        problems.append(Problem("item_code", "没有这个事项，请重新选择"))
    _lock(work)
    problems += _time_problems(work, form.day, form.slot)
    if problems or form.day is None:
        raise Refused(problems)
    person = person_for(work, Identity(name, phone=phone))
    made = Appointment(
        id=work.new_id(),
        station=work.station,
        day=form.day,
        slot=form.slot,
        name=name,
        phone=phone,
        person=person.id,
        booked_at=work.now,
        line=form.line,
        item_code=form.item_code,
        item_name=item.name if item is not None else "",
        channel=form.channel,
        care=form.care,
        note=clean_line(form.note),
    )
    work.session.add(made)
    return made


def _lock(work: Work) -> None:
    """Let nobody else take the last place of a slot meanwhile; SQLite has one writer anyway."""
    connection = work.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_BOOKING)))


_BOOKING = 0x7975_7965
"""The number of the lock; any that nobody else uses."""


def _time_problems(work: Work, day: date | None, slot: str) -> list[Problem]:
    if said := day_problem(work, day):
        return [Problem("day", said)]
    assert day is not None
    room = next((room for room in rooms(work, day) if room.slot.title == slot), None)
    if room is None:
        return [Problem("slot", "请选择时段")]
    if work.now >= _at(day, room.slot)[1]:
        return [Problem("slot", "这个时段已经过去，请选后面的时段")]
    if not room.free:
        return [Problem("slot", f"这个时段已约满 {room.capacity} 人，请换一个时段或日期")]
    return []


def _at(day: date, slot: Slot) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, slot.start, CHINA),
        datetime.combine(day, slot.end, CHINA),
    )


def in_time(settings: Values, appointment: Appointment, now: datetime) -> bool:
    """Whether somebody who comes now comes in the slot, or at most half an hour before it."""
    slots = read_slots(settings.lines("appointment_slots"))
    slot = next((one for one in slots if one.title == appointment.slot), None)
    if slot is None:
        return local_date(now) == appointment.day
    start, end = _at(appointment.day, slot)
    return start - EARLY <= now <= end


@needs(Right.REGISTER)
def arrive(work: Work, appointment: Appointment) -> Ticket:
    """Who has an appointment is here: a number is taken, before others when in time (setting).

    A priority reason of their own (REG-20) counts whenever they come.
    """
    _must_wait(work, appointment)
    if appointment.day != local_date(work.now):
        raise Refused("预约的不是今天，没有取号。请核对日期，或按普通号取号。")
    settings = values(work.session, work.now)
    first = settings.switch("appointment_priority") and in_time(settings, appointment, work.now)
    known = [one.letters for one in lines(work)]
    line = appointment.line if appointment.line in known else known[0]
    reason = appointment.care or (BOOKED if first else "")
    appointment.state, appointment.arrived_at = AppointmentState.ARRIVED, work.now
    work.session.flush()
    ticket = take(work, TicketForm(line, reason, name=appointment.name, person=appointment.person))
    appointment.ticket = ticket.id
    return ticket


@needs(Right.REGISTER)
def miss(work: Work, appointment: Appointment) -> None:
    """Nobody came (未到): from the end of the slot on."""
    _must_wait(work, appointment)
    settings = values(work.session, work.now)
    if not is_over(settings, appointment, work.now):
        raise Refused("这个时段还没有结束，没有标记。请等时段结束后再标“未到”。")
    appointment.state = AppointmentState.MISSED


@needs(Right.REGISTER)
def cancel(work: Work, appointment: Appointment, reason: str) -> None:
    """Called off by who booked it; the place is free again."""
    _must_wait(work, appointment)
    if not clean_line(reason):
        raise Refused([Problem("reason", "请写明谁取消的、为什么")])
    appointment.state = AppointmentState.CANCELLED
    appointment.note = "；".join(part for part in (appointment.note, clean_line(reason)) if part)


@needs(Right.SEE)
def appointments_of(work: Work, first: date, last: date | None = None) -> list[Appointment]:
    """The appointments of a day or of several, by day, slot and time of booking."""
    titles = read_slots(values(work.session, work.now).lines("appointment_slots"))
    order = {slot.title: slot.start for slot in titles}
    query = select(Appointment).where(
        Appointment.station == work.station,
        Appointment.day >= first,
        Appointment.day <= (last or first),
        Appointment.voided_at.is_(None),
    )
    found = list(work.session.scalars(visible(query, work.actor)))
    late = datetime.max.time()
    return sorted(found, key=lambda a: (a.day, order.get(a.slot, late), a.booked_at, a.id))


def is_over(settings: Values, appointment: Appointment, now: datetime) -> bool:
    """Whether the slot has ended."""
    slots = read_slots(settings.lines("appointment_slots"))
    slot = next((one for one in slots if one.title == appointment.slot), None)
    if slot is None:
        return local_date(now) > appointment.day
    return now > _at(appointment.day, slot)[1]


def _must_wait(work: Work, appointment: Appointment) -> None:
    if appointment.station != work.station:
        raise Expected("这是别的站点的预约，没有改动。请联系那个站点。")
    if appointment.state is not AppointmentState.BOOKED:
        raise Expected(f"这个预约现在是“{appointment.state.value}”，没有改动。请看一眼列表再操作。")
