"""Visits that open no case: questions, guidance, calls, major matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from center.journal import commit
from center.papers import PaperKind, issue
from center.registration import (
    Channel,
    Route,
    Visit,
    VisitForm,
    VisitKind,
    give_reply,
    register,
    visit,
)
from center.rights import Actor
from center.settings import values
from desktop.sample import phrases
from desktop.sample.hall import Hall, identity
from forms.filling import draw, visit_draft


def take(hall: Hall, form: VisitForm, actor: Actor) -> Visit:
    """Register a visit as this actor."""
    with hall.store.work(actor) as work:
        made = register(work, form)
        commit(work)
    return made


def _someone(hall: Hall) -> Actor:
    return hall.rng.choice(list(hall.cast.clerks.values()))


def question(hall: Hall) -> None:
    """A question answered on the spot (D2), now and then with a one-time notice."""
    topic, need, reply = hall.rng.choice(phrases.QUESTIONS)
    actor = _someone(hall)
    form = VisitForm(VisitKind.QUESTION, topic=topic, need=need, reply=reply)
    if hall.rng.random() < 0.25:
        form = replace(form, who=identity(hall.rng.choice(hall.people)))
    made = take(hall, form, actor)
    if hall.rng.random() < 0.05:
        item = hall.rng.choice(hall.items)
        with hall.store.work(actor) as work:
            found = visit(work, made.id)
            settings = values(work.session, work.now)
            kind = PaperKind.ONE_TIME_NOTICE
            issue(work, visit_draft(kind, found, item, settings, actor, work.now), draw)


def guidance(hall: Hall) -> None:
    """Something the centre does not do: shown where to go (REG-11), sometimes with a slip."""
    topic, department, phone, address = hall.rng.choice(phrases.OUTSIDE)
    form = VisitForm(
        VisitKind.GUIDANCE,
        topic=topic,
        route=Route.OUTSIDE,
        department=department,
        department_phone=phone,
        department_address=address,
    )
    actor = _someone(hall)
    made = take(hall, form, actor)
    if hall.rng.random() < 0.2:
        with hall.store.work(actor) as work:
            found = visit(work, made.id)
            settings = values(work.session, work.now)
            kind = PaperKind.GUIDANCE_SLIP
            issue(work, visit_draft(kind, found, None, settings, actor, work.now), draw)


def call(hall: Hall, moment: datetime) -> None:
    """A call that cannot be answered at once: a reply date is promised (REG-17)."""
    topic, need = hall.rng.choice(phrases.CALLS)
    promised = hall.calendar.next_workday(moment.date() + timedelta(days=2))
    form = VisitForm(
        VisitKind.QUESTION,
        who=identity(hall.rng.choice(hall.people)),
        channel=Channel.CALL,
        route=Route.LATER,
        topic=topic,
        need=need,
        promised_reply_on=promised,
    )
    actor = _someone(hall)
    made = take(hall, form, actor)
    if hall.rng.random() < 0.85:
        hall.at(hall.moment(promised), partial(_reply, hall, actor, made.id))


def _reply(hall: Hall, actor: Actor, visit_id: UUID) -> None:
    with hall.store.work(actor) as work:
        give_reply(
            work, visit(work, visit_id), "已向县级部门核实，结果已电话告知", "来电人表示清楚"
        )
        commit(work)


def major(hall: Hall) -> None:
    """A major matter that nobody has reported yet (REG-12)."""
    form = VisitForm(
        VisitKind.QUESTION,
        who=identity(hall.people[20]),
        topic="其他",
        need=phrases.MAJOR,
        route=Route.LATER,
        promised_reply_on=hall.calendar.next_workday(hall.today + timedelta(days=2)),
        people_count=3,
        major=True,
    )
    take(hall, form, _someone(hall))
