"""What is asked about a day of a roster: whom to put on it, and who takes over (换班)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.errors import Problem, Refused
from center.journal import commit
from center.rights import Right
from center.roster.changing import (
    Replacement,
    ask_swap,
    decide_swap,
    put,
    replacements,
    take_off,
)
from center.roster.members import days_off
from center.roster.records import SEATS, Plan, Roster, Seat, Turn
from center.staff import Staff, staff
from desktop.choice import Choice
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.roster.reading import Month, Place, seen

_WIDE = 76


def ask_put(
    desk: Desk, parent: QWidget, month: Month, day: date, place: Place | None, done: Done
) -> None:
    """Put somebody on a day of a draft, or in the place of whoever stands there."""
    with desk.read() as work:
        ranked: list[Replacement] = []
        if place is not None and month.roster is not None:
            roster = work.session.get_one(Roster, month.roster)
            ranked = replacements(work, roster, work.session.get_one(Turn, place.turn))
        away = days_off(work, day, day)
        people = staff(work)
    named = {one.staff for one in ranked}
    choices = [_ranked(one) for one in ranked]
    choices += [
        Choice(str(one.id), f"{_named(one)}{'　当天不能值班' if one.id in away else ''}")
        for one in people
        if one.id not in named and (place is None or one.id != place.staff)
    ]
    seats = list(SEATS[month.plan])
    if month.plan is Plan.RECEPTION:
        seats.append(Seat.IN_CHARGE)
    fields = [Field("person", "安排谁", "choice", _WIDE, required=True, choices=choices, wide=True)]
    if place is None and len(seats) > 1:
        told = [Choice(seat.name, seat.value) for seat in seats]
        fields.append(
            Field("seat", "岗位", "buttons", required=True, choices=told, default=told[0].value)
        )

    def run(form: Form) -> None:
        with desk.work() as work:
            roster = seen(work, month)
            seat = place.seat if place is not None else seats[0]
            if place is None and len(seats) > 1:
                seat = Seat[form.text("seat")]
            put(work, roster, day, seat, work.session.get_one(Staff, UUID(form.text("person"))))
            if place is not None:
                take_off(work, roster, work.session.get_one(Turn, place.turn))
            commit(work)
        done(f"已安排{show_weekday(day)}，排班时不再改动这一天")

    title = f"{show_weekday(day)}　{f'替换{place.name}' if place else '安排值班'}"
    intro = "排在前面的按公平排序，并写明理由。" if ranked else ""
    FormDialog(desk, parent, title, fields, "安排", run, intro=intro).open()


Done = Callable[[str], object]
"""Told in one sentence what was done."""


def ask_change(
    desk: Desk,
    parent: QWidget,
    month: Month,
    place: Place,
    done: Done,
    *,
    back: Place | None = None,
) -> None:
    """申请换班 of a published turn; with `back` somebody's turn is proposed in exchange.

    Who may approve can have it at once (突发情况).
    """
    if month.roster is None:
        return
    with desk.read() as work:
        roster = work.session.get_one(Roster, month.roster)
        ranked = replacements(work, roster, work.session.get_one(Turn, place.turn))
    if place.seat is Seat.IN_CHARGE:
        back = None
    others = [
        one
        for one in month.places
        if one.seat is place.seat
        and one.staff != place.staff
        and one.on != place.on
        and one.on >= desk.today()
        and place.seat is not Seat.IN_CHARGE
    ]
    takers = [_ranked(one) for one in ranked]
    backs = [Choice(str(one.turn), f"与{one.name}对调，他值 {place_day(one)}") for one in others]
    fields = [
        Field(
            "taker",
            "由谁接班",
            "choice",
            _WIDE,
            choices=takers,
            wide=True,
            hint="排在前面的更合适，理由写在后面；对调时不用选",
        ),
        Field(
            "back",
            "或者与谁对调",
            "choice",
            _WIDE,
            choices=backs,
            wide=True,
            default=None if back is None else str(back.turn),
        ),
        Field("reason", "原因", width=_WIDE, required=True, wide=True),
    ]
    if desk.may(Right.APPROVE):
        fields.append(Field("now", "同时批准（突发情况）", "tick"))

    def run(form: Form) -> None:
        taker, turn_back = form.text("taker"), form.text("back")
        if not taker and not turn_back:
            raise Refused([Problem("taker", "请选由谁接班，或选与谁对调")])
        if taker and turn_back:
            raise Refused([Problem("back", "接班和对调只能选一种，请把另一项清空")])
        with desk.work() as work:
            other = work.session.get_one(Turn, UUID(turn_back)) if turn_back else None
            person = work.session.get_one(Staff, UUID(taker) if other is None else other.staff)
            turn = work.session.get_one(Turn, place.turn)
            swap = ask_swap(work, turn, person, form.text("reason"), other)
            agreed = "now" in form.values() and form.ticked("now")
            if agreed:
                work.session.flush()
                decide_swap(work, swap, agreed=True)
            commit(work)
        done("换班已批准，班表已变更，请重新打印公示" if agreed else "已提交换班申请，等待审批")

    intro = f"{place_day(place)}　{place.seat.value}　{place.name}"
    FormDialog(desk, parent, "申请换班", fields, "提交", run, intro=intro).open()


def place_day(place: Place) -> str:
    """The day of a place: 12月3日 周四."""
    return show_weekday(place.on)


def _ranked(one: Replacement) -> Choice:
    return Choice(str(one.staff), f"{one.rank}　{one.name}　{one.reason}")


def _named(person: Staff) -> str:
    return "　".join(part for part in (person.name, person.post) if part)


def people_choices(people: Sequence[Staff]) -> list[Choice]:
    """Staff to choose from, with their posts."""
    return [Choice(str(one.id), _named(one)) for one in people]
