"""Transfers and their supervision: REG-08, REG-10, REG-13, REG-14, REG-15."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from center import today
from center.accounts import add_account
from center.cases import steps
from center.cases.records import Case
from center.clock import State
from center.errors import Refused
from center.journal import commit
from center.registration import (
    Handover,
    Route,
    Transfer,
    Visit,
    VisitForm,
    VisitKind,
    give_reply,
    hand_over,
    register,
    supervise,
    supervisions_of,
    take,
    take_with_case,
    transfers_of,
)
from center.registration.listing import VisitFilter, VisitRow, page
from center.rights import Actor, Role
from center.settings import set_value
from center.staff import ServiceWindow, Staff, save
from center.storage import Work
from center.today import Today, Waiting
from tests.desk import LI, Desk, at, change, fields
from tests.matters import case
from tests.offices import Office

HANDED = VisitForm(
    VisitKind.HANDLING, LI, route=Route.WINDOW, need="申请临时救助", window="民政窗口"
)


@pytest.fixture
def clerk(qingshan: Office) -> Actor:
    """The first-asked person."""
    return qingshan.actor(Role.WINDOW_CLERK, login="first")


@pytest.fixture
def receiver(qingshan: Office) -> Actor:
    return qingshan.actor(Role.WINDOW_CLERK, login="second")


def act(office: Office, actor: Actor, function: Any, *args: Any, **named: Any) -> Any:
    """Call a service as this actor and commit."""
    with office.work(actor) as work:
        found = function(work, *args, **named)
        commit(work)
        return found


def hand(office: Office, actor: Actor, to: Actor | None, **changes: Any) -> Visit:
    """Register a visit that is handed over."""
    form = replace(HANDED, receiver=to.account if to else None, **changes)
    found: Visit = act(office, actor, register, form)
    return found


def transfer_of(office: Office, visit: UUID) -> Transfer:
    with office.store.read(office.director) as work:
        (found,) = transfers_of(work, visit)
        return found


def tick(office: Office, actor: Actor, visit: UUID) -> None:
    def run(work: Work) -> None:
        (found,) = transfers_of(work, visit)
        take(work, found)

    act(office, actor, run)


def of_today(office: Office, actor: Actor, *, mine: bool = True) -> Today:
    with office.store.read(actor) as work:
        return today.today(work, mine=mine)


def waits(office: Office, actor: Actor, waiting: Waiting, *, mine: bool = True) -> list[UUID]:
    found = of_today(office, actor, mine=mine)
    assert found.counts[waiting] == len(found.lists[waiting])
    return [matter.record for matter in found.lists[waiting]]


def row(office: Office, visit: UUID) -> VisitRow:
    with office.store.read(office.director) as work:
        return next(one for one in page(work, VisitFilter()) if one.id == visit)


def test_reg_10_a_transfer_names_window_and_receiver(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    made = hand(qingshan, clerk, receiver)
    found = transfer_of(qingshan, made.id)
    assert (found.window, found.receiver, found.receiver_name) == (
        "民政窗口",
        receiver.account,
        receiver.name,
    )
    assert (found.handed_by, found.handed_at) == (clerk.account, at("9-21"))
    assert found.taken_at is None


def test_reg_10_with_colleagues_there_nobody_is_sent_to_no_one(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    for to, expected in ((None, ["receiver"]), (clerk, ["receiver"])):
        with pytest.raises(Refused) as told:
            hand(qingshan, clerk, to)
        assert fields(told.value) == expected
    with pytest.raises(Refused) as told:
        hand(qingshan, clerk, receiver, window="")
    assert fields(told.value) == ["window"]


def test_reg_10_whoever_answers_for_the_window_is_taken_without_asking(
    qingshan: Office, clerk: Actor
) -> None:
    """The A post; where that is oneself, the B post."""

    def furnish(work: Work) -> None:
        posts = [Staff(id=work.new_id(), station="QS", name=name) for name in ("沈岚", "方舟")]
        for one in posts:
            save(work, one)
        window = ServiceWindow(
            id=work.new_id(), station="QS", name="民政窗口", a_post=posts[0].id, b_post=posts[1].id
        )
        save(work, window)
        for login, one in zip(("shenlan", "fangzhou"), posts, strict=True):
            add_account(work, login, one.name, ["window_clerk"], one.id)

    change(qingshan, furnish)
    made = hand(qingshan, clerk, None)
    assert transfer_of(qingshan, made.id).receiver_name == "沈岚"


def test_reg_10_the_receiver_ticks_and_nobody_else_but_a_leader(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    made = hand(qingshan, clerk, receiver)
    with pytest.raises(Refused, match="由本人确认"):
        tick(qingshan, clerk, made.id)
    qingshan.clock.advance(minutes=10)
    tick(qingshan, receiver, made.id)
    found = transfer_of(qingshan, made.id)
    assert (found.taken_at, found.taken_by_name) == (at("9-21", "09:10"), receiver.name)
    with pytest.raises(Refused, match="已经接手"):
        tick(qingshan, receiver, made.id)
    other = hand(qingshan, clerk, receiver)
    tick(qingshan, qingshan.director, other.id)


def test_reg_10_what_nobody_takes_is_overdue_for_both(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    """30 minutes of office hours by default; a minute before it is not."""
    bystander = qingshan.actor(Role.WINDOW_CLERK, login="third")
    made = hand(qingshan, clerk, receiver)
    qingshan.clock.advance(minutes=30)
    assert row(qingshan, made.id).light is State.NORMAL
    qingshan.clock.advance(minutes=1)
    assert row(qingshan, made.id).light is State.OVERDUE
    for actor in (clerk, receiver):
        (matter,) = of_today(qingshan, actor).lists[Waiting.TRANSFER]
        assert (matter.record, matter.light) == (made.id, State.OVERDUE)
        assert matter.due == f"{receiver.name}没有接手"
    assert waits(qingshan, bystander, Waiting.TRANSFER) == []
    tick(qingshan, receiver, made.id)
    for actor in (clerk, receiver):
        assert waits(qingshan, actor, Waiting.TRANSFER) == []


def test_reg_10_closing_time_stops_the_minutes(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    """Handed over at 17:50 on Monday: the counter is open ten minutes more, then from 8:00."""
    qingshan.clock.now = at("9-21", "17:50")
    made = hand(qingshan, clerk, receiver)
    assert transfer_of(qingshan, made.id).due_at == at("9-22", "08:20")
    change(qingshan, set_value, "transfer_minutes", 240)
    made = hand(qingshan, clerk, receiver)
    assert transfer_of(qingshan, made.id).due_at == at("9-22", "11:50")


def test_reg_08_the_first_asked_person_stays_through_every_transfer(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    third = qingshan.actor(Role.WINDOW_CLERK, login="third")
    made = hand(qingshan, clerk, receiver)

    def again(work: Work) -> None:
        found = work.session.get_one(Visit, made.id)
        hand_over(work, found, Handover("社保窗口", third.account))

    act(qingshan, receiver, again)
    with qingshan.work() as work:
        found = work.session.get_one(Visit, made.id)
        assert (found.first_asked, found.window) == (clerk.account, "社保窗口")
    # The first was never taken and is withdrawn; only the last waits.
    assert transfer_of(qingshan, made.id).receiver == third.account
    assert waits(qingshan, receiver, Waiting.TRANSFER) == []
    assert waits(qingshan, third, Waiting.TRANSFER) == [made.id]


def test_reg_13_of_an_absent_colleague_all_is_written_down(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    quiet = replace(LI, phone="", no_phone_reason="没有手机")
    with pytest.raises(Refused) as told:
        hand(qingshan, clerk, receiver, absent=True, who=quiet)
    assert fields(told.value) == ["requirement", "appointed_on", "contact_way"]
    appointed = at("9-22", "09:00")
    made = hand(
        qingshan, clerk, receiver, absent=True, requirement="要开证明", appointed_at=appointed
    )
    found = transfer_of(qingshan, made.id)
    assert (found.requirement, found.appointed_at) == ("要开证明", appointed)
    assert found.contact_way == "电话联系"
    # The time agreed on counts, not the minutes.
    assert found.due_at == appointed
    qingshan.clock.now = appointed + timedelta(minutes=1)
    assert row(qingshan, made.id).light is State.OVERDUE


def test_reg_13_the_appointed_time_lies_ahead(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    with pytest.raises(Refused) as told:
        hand(
            qingshan,
            clerk,
            receiver,
            absent=True,
            requirement="开证明",
            appointed_at=at("9-21", "08:59"),
        )
    assert fields(told.value) == ["appointed_on"]


def test_reg_14_the_first_asked_person_supervises_until_the_end(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    made = hand(qingshan, clerk, receiver)
    tick(qingshan, receiver, made.id)
    qingshan.clock.now = at("9-24")
    (matter,) = of_today(qingshan, clerk).lists[Waiting.SUPERVISE]
    assert (matter.record, matter.due) == (made.id, "已 3 天")
    assert waits(qingshan, receiver, Waiting.SUPERVISE) == [], "not the receiver's to supervise"

    def look(work: Work) -> None:
        supervise(work, work.session.get_one(Visit, made.id), "问过，材料在审")

    act(qingshan, clerk, look)
    with qingshan.work() as work:
        (entry,) = supervisions_of(work, made.id)
        assert (entry.on.isoformat(), entry.state, entry.by_name) == (
            "2026-09-24",
            "问过，材料在审",
            clerk.name,
        )

    def close(work: Work) -> None:
        give_reply(work, work.session.get_one(Visit, made.id), "已办好")

    act(qingshan, receiver, close)
    assert waits(qingshan, clerk, Waiting.SUPERVISE) == []


def test_reg_14_a_supervision_says_how_it_stands(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    made = hand(qingshan, clerk, receiver)
    with qingshan.work(clerk) as work, pytest.raises(Refused) as told:
        supervise(work, work.session.get_one(Visit, made.id), " ")
    assert fields(told.value) == ["state"]


def test_reg_14_it_ends_with_the_case_and_escalates_when_that_is_overdue(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    """The leader's own list has it only once the case is overdue."""
    made = hand(qingshan, clerk, receiver)

    def open_case(work: Work) -> Case:
        opened = case(work, LI, visit=made.id)
        take_with_case(work, made.id)
        return opened

    opened = act(qingshan, receiver, open_case)
    assert transfer_of(qingshan, made.id).taken_by_name == receiver.name
    desk = Desk(qingshan, receiver)
    desk.step(opened.id, steps.accept)
    assert waits(qingshan, clerk, Waiting.SUPERVISE) == [made.id]
    assert waits(qingshan, qingshan.director, Waiting.SUPERVISE) == []
    qingshan.clock.now = at("11-20")
    assert waits(qingshan, qingshan.director, Waiting.SUPERVISE) == [made.id]
    (matter,) = of_today(qingshan, clerk).lists[Waiting.SUPERVISE]
    assert (matter.light, matter.due) == (State.OVERDUE, "已 60 天，办件超期")
    desk.paper(opened.id)
    desk.step(opened.id, steps.finish, steps.Outcome("办成"))
    for actor in (clerk, qingshan.director):
        assert waits(qingshan, actor, Waiting.SUPERVISE) == []


def test_reg_15_an_office_may_leave_the_whole_way_to_the_first_asked(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    change(qingshan, set_value, "first_ask_mode", "whole")
    with pytest.raises(Refused) as told:
        hand(qingshan, clerk, receiver)
    assert fields(told.value) == ["route"]


def test_a_village_sees_no_transfer_of_the_centre(
    qingshan: Office, clerk: Actor, receiver: Actor
) -> None:
    made = hand(qingshan, clerk, receiver)
    cadre = qingshan.actor(Role.VILLAGE_CADRE, login="liuhe", station="LH")
    assert waits(qingshan, cadre, Waiting.TRANSFER, mine=False) == []
    with qingshan.store.read(cadre) as work:
        assert transfers_of(work, made.id) == []
