"""The queue of the last days and of this morning, and who has an appointment next."""

from __future__ import annotations

import heapq
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from center.journal import commit
from center.queue import appointments, tickets
from center.queue.appointments import AppointmentForm
from center.queue.records import Appointment, BookingChannel, TicketState
from center.queue.tickets import TicketForm
from center.records import CHINA
from center.rights import Actor
from center.settings import set_value
from center.storage import Store, Work
from desktop.sample.hall import Hall
from desktop.sample.names import Invented
from desktop.sample.office import UNIT
from forms.queue import Slip, slip
from reports.queue import export_waiting

LINES = [
    "A 综合业务：综合窗口、残联窗口",
    "B 社保医保：人社窗口、医保窗口",
    "C 民政卫健：民政窗口、卫健窗口",
]
CALLING = ("综合窗口", "人社窗口", "民政窗口")
REASONS = ("60岁以上", "60岁以上", "行动不便", "孕妇", "怀抱婴幼儿", "军人军属")
OPENS, NOON, NOW = time(8, 5), time(11, 30), time(9, 0)
DAYS = 3
BOOKED = (
    ("上午", "B", "RS01", BookingChannel.PHONE, ""),
    ("上午", "C", "MZ03", BookingChannel.WECHAT, "行动不便"),
    ("上午", "A", "ZH01", BookingChannel.PHONE, ""),
    ("下午", "B", "RS03", BookingChannel.DESK, ""),
    ("下午", "C", "MZ01", BookingChannel.PHONE, ""),
)


def play(hall: Hall, seed: int) -> None:
    """Play the queue by dice of its own, so that nothing else of the office changes."""
    rng = Random(f"{seed}-queue")
    days, day = list[date](), hall.today
    while len(days) < DAYS:
        day -= timedelta(days=1)
        if hall.calendar.is_workday(day):
            days.insert(0, day)
    hall.set_clock(_at(days[0], time(8, 0)))
    with hall.store.work(hall.cast.director) as work:
        set_value(work, "queue_groups", LINES)
        commit(work)
    booked = [_book(hall, rng, days[1], place) for place in (0, 1)]
    for day in days:
        _day(hall, rng, day, NOON)
        if day == days[1]:
            _keep(hall, booked[0])
    hall.set_clock(_at(days[2], NOON))
    with hall.store.work(hall.cast.director) as work:
        appointments.miss(work, work.session.get_one(Appointment, booked[1].id))
        commit(work)
    _day(hall, rng, hall.today, NOW)
    hall.set_clock(_at(hall.today, NOW))
    following = hall.calendar.next_workday(hall.today + timedelta(days=1))
    for place in range(len(BOOKED)):
        _book(hall, rng, following, place)


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """The table of waiting times and a slip."""
    made = [out / "排队等候统计表.xlsx", out / "排队小票.pdf"]
    export_waiting(store, actor, today - timedelta(days=2 * DAYS), today, made[0])
    with store.read(actor) as work:
        last = tickets.tickets_between(work, today, today)[-1]
        title = {line.letters: line.title for line in tickets.lines(work)}[last.line]
        ahead = tickets.ahead(work, last)
    facts = Slip(UNIT, last.number, title, last.reason, ahead, last.taken_at)
    made[1].write_bytes(slip(facts))
    return made


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, CHINA)


def _someone(hall: Hall, rng: Random) -> Invented:
    return rng.choice(hall.people)


def _book(hall: Hall, rng: Random, day: date, place: int) -> Appointment:
    slot, line, item, channel, care = BOOKED[place]
    person = _someone(hall, rng)
    form = AppointmentForm(
        person.name, person.phone, day, slot, line, item_code=item, channel=channel, care=care
    )
    with hall.store.work(_clerk(hall, CALLING[0])) as work:
        made = appointments.book(work, form)
        commit(work)
    return made


def _keep(hall: Hall, booked: Appointment) -> None:
    hall.set_clock(_at(booked.day, time(9, 10)))
    with hall.store.work(_clerk(hall, CALLING[0])) as work:
        appointments.arrive(work, work.session.get_one(Appointment, booked.id))
        commit(work)


def _clerk(hall: Hall, window: str) -> Actor:
    return hall.cast.clerk_of(window)


def _day(hall: Hall, rng: Random, day: date, until: time) -> None:
    """People come every few minutes; each window calls when it is free."""
    plan: list[tuple[datetime, int, str]] = []
    at, end = _at(day, OPENS), _at(day, until)
    while at < end:
        plan.append((at, len(plan), ""))
        at += timedelta(minutes=rng.randint(1, 4) if day == hall.today else rng.randint(2, 9))
    for window in CALLING:
        plan.append((_at(day, OPENS) + timedelta(minutes=rng.randint(4, 9)), len(plan), window))
    heapq.heapify(plan)
    places = len(plan)
    while plan:
        moment, _, window = heapq.heappop(plan)
        if moment >= end:
            continue
        hall.set_clock(moment)
        if not window:
            _take(hall, rng)
            continue
        _call(hall, rng, window)
        places += 1
        heapq.heappush(plan, (moment + timedelta(minutes=rng.randint(8, 17)), places, window))


def _take(hall: Hall, rng: Random) -> None:
    person = _someone(hall, rng)
    reason = rng.choice(REASONS) if rng.random() < 0.3 else ""
    form = TicketForm(
        rng.choice("AABBC"),
        reason,
        name=person.name,
        phone=person.phone if rng.random() < 0.5 else "",
    )
    with hall.store.work(_clerk(hall, CALLING[0])) as work:
        tickets.take(work, form)
        commit(work)


def _call(hall: Hall, rng: Random, window: str) -> None:
    """Call the next; now and then nobody comes, and somebody who was passed comes back."""
    with hall.store.work(_clerk(hall, window)) as work:
        called = tickets.call_next(work, window)
        commit(work)
    if called is None:
        return
    with hall.store.work(_clerk(hall, window)) as work:
        ticket = tickets.ticket_of(work, called.id)
        if rng.random() < 0.12:
            tickets.pass_over(work, ticket)
        else:
            tickets.start(work, ticket)
        _come_back(work, rng)
        commit(work)


def _come_back(work: Work, rng: Random) -> None:
    today = work.now.astimezone(CHINA).date()
    passed = [
        ticket
        for ticket in tickets.tickets_between(work, today, today)
        if ticket.state is TicketState.PASSED
    ]
    if len(passed) > 1 and rng.random() < 0.5:
        tickets.come_back(work, passed[0])
