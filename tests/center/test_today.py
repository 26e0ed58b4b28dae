"""今日: what waits agrees with the lists, and no one sees more than they may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from center import today
from center.cases import steps
from center.cases.file import open_file
from center.cases.records import Case
from center.cases.steps import Lack, Outcome
from center.clock import State
from center.errors import NotAllowed
from center.journal import commit
from center.papers import PaperKind
from center.registration import Route, Visit, VisitKind, give_reply, report_major
from center.rights import Actor, Role
from center.storage import Work
from center.today import Matter, Today, Waiting
from tests.matters import case, paper, someone, visit
from tests.offices import Office

MONDAY = date(2026, 9, 7)
LICENCE = "NY01"


def take_in(office: Office, name: str = "林溪", actor: Actor | None = None, **changes: Any) -> UUID:
    with office.work(actor) as work:
        made = case(work, someone(name), **changes)
        commit(work)
        return made.id


def step(office: Office, ident: UUID, taken: Callable[..., object], *args: Any) -> None:
    with office.work() as work:
        taken(work, work.session.get_one(Case, ident), *args)
        commit(work)


def ask(work: Work, opened: Case) -> None:
    steps.ask_supplement(work, opened, [Lack(open_file(work, opened.id).materials[0].id, "缺页")])


def seen(office: Office, actor: Actor | None = None, *, mine: bool = False) -> Today:
    with office.work(actor) as work:
        return today.today(work, mine=mine)


def row(office: Office, waiting: Waiting) -> Matter:
    (found,) = seen(office).lists[waiting]
    return found


def test_a_case_moves_from_normal_to_soon_today_and_overdue(qingshan: Office) -> None:
    """D6 on one accepted case of 10 working days, received on Monday 7 September: due on the 21st
    (20 September is worked for National Day).
    """
    qingshan.clock.set(MONDAY)
    ident = take_in(qingshan)
    step(qingshan, ident, steps.accept)
    due = date(2026, 9, 20)
    lights = [Waiting.DUE_SOON, Waiting.DUE_TODAY, Waiting.OVERDUE]
    for day, expected in (
        (date(2026, 9, 16), None),
        (date(2026, 9, 17), Waiting.DUE_SOON),
        (due, Waiting.DUE_TODAY),
        (date(2026, 9, 21), Waiting.OVERDUE),
    ):
        qingshan.clock.set(day)
        counts = seen(qingshan).counts
        assert [w for w in lights if counts[w]] == ([expected] if expected else []), day
    assert row(qingshan, Waiting.OVERDUE) == Matter(
        ident, "case", "QS-SL-2026-000001", "林溪", "临时救助", State.OVERDUE, "超期 1 天"
    )


def test_supplement_notify_and_collect_follow_each_other(qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    ident = take_in(qingshan)
    steps_seen = []

    def look() -> None:
        counts = seen(qingshan).counts
        steps_seen.append([w.value for w in Waiting if counts[w]])

    step(qingshan, ident, ask)
    look()
    assert row(qingshan, Waiting.SUPPLEMENT).due == "9月20日 前补齐"
    qingshan.clock.advance(hours=1)
    step(qingshan, ident, steps.complete)
    step(qingshan, ident, steps.accept)
    step(qingshan, ident, steps.finish, Outcome("办成"))
    look()
    assert row(qingshan, Waiting.NOTIFY).due == "9月7日 办结"
    step(qingshan, ident, steps.notify, "电话")
    look()
    assert row(qingshan, Waiting.COLLECT).due == "9月7日 已通知"
    step(qingshan, ident, steps.collect, "林溪")
    look()
    assert steps_seen == [["supplement"], ["notify"], ["collect"], []]


def test_a_supplement_date_gone_by_is_said(qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    step(qingshan, take_in(qingshan), ask)
    qingshan.clock.set(MONDAY + timedelta(days=40))
    assert row(qingshan, Waiting.SUPPLEMENT).due == "9月20日 已到期"


def test_d9_reminds_of_deemed_acceptance_of_licences_alone(qingshan: Office) -> None:
    """行政许可法 32: five working days from Monday 7 September end on the 14th."""
    qingshan.clock.set(MONDAY)
    ident = take_in(qingshan, code=LICENCE)
    take_in(qingshan, code="MZ03")
    words = []
    for day in (9, 10, 13, 14, 15):
        qingshan.clock.set(date(2026, 9, day))
        found = seen(qingshan)
        assert found.counts[Waiting.DEEMED] == len(found.lists[Waiting.DEEMED])
        words.append([m.due for m in found.lists[Waiting.DEEMED]])
    assert words == [
        [],
        ["9月14日 前要告知"],
        ["9月14日 前要告知"],
        ["今天内要告知"],
        ["已视为 9月7日 受理"],
    ]
    step(qingshan, ident, steps.accept)
    assert seen(qingshan).counts[Waiting.DEEMED] == 0


def test_d9_does_not_remind_once_the_applicant_was_told(qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    step(qingshan, take_in(qingshan, code=LICENCE), ask)
    qingshan.clock.set(date(2026, 9, 15))
    assert seen(qingshan).counts[Waiting.DEEMED] == 0


def test_reg_17_replies_owed_wait_until_given(qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    with qingshan.work() as work:
        made = visit(work, route=Route.LATER, promised_reply_on=date(2026, 9, 9), topic="社会救助")
        commit(work)
    words = []
    for day in (7, 9, 10):
        qingshan.clock.set(date(2026, 9, day))
        words.append(row(qingshan, Waiting.REPLY).due)
    assert words == ["9月9日 前答复", "今天答复", "9月9日 应已答复"]
    with qingshan.work() as work:
        give_reply(work, work.session.get_one(Visit, made.id), "已告知")
        commit(work)
    assert seen(qingshan).counts[Waiting.REPLY] == 0


def test_reg_12_a_major_matter_is_the_leaders_even_among_the_own(qingshan: Office) -> None:
    clerk, other = qingshan.actor(Role.WINDOW_CLERK), qingshan.actor(Role.PETITION_CLERK)
    with qingshan.work(clerk) as work:
        made = visit(work, major=True)
        commit(work)
    for actor, expected in ((clerk, 1), (other, 0), (qingshan.director, 1)):
        assert seen(qingshan, actor, mine=True).counts[Waiting.MAJOR] == expected
    with qingshan.work() as work:
        report_major(work, work.session.get_one(Visit, made.id), "林若安")
        commit(work)
    assert seen(qingshan).counts[Waiting.MAJOR] == 0


def test_my_own_and_everyones(qingshan: Office) -> None:
    qingshan.clock.set(MONDAY)
    clerk, other = qingshan.actor(Role.WINDOW_CLERK), qingshan.actor(Role.DEPUTY)
    take_in(qingshan, actor=clerk)
    take_in(qingshan, actor=other)
    qingshan.clock.set(date(2026, 9, 14))
    assert seen(qingshan, clerk).counts[Waiting.DUE_TODAY] == 2
    assert seen(qingshan, clerk, mine=True).counts[Waiting.DUE_TODAY] == 1


def test_a_village_sees_its_own_matters_alone(qingshan: Office) -> None:
    cadre = qingshan.actor(Role.VILLAGE_CADRE, login="liuhe", station="LH")
    qingshan.clock.set(MONDAY)
    take_in(qingshan, "城里人", code=LICENCE)
    own = take_in(qingshan, "村里人", cadre, code=LICENCE)
    with qingshan.work() as work:
        visit(work, major=True)
        visit(work, route=Route.LATER, promised_reply_on=MONDAY)
        commit(work)
    qingshan.clock.set(date(2026, 9, 14))
    found = seen(qingshan, cadre)
    assert {w: n for w, n in found.counts.items() if n} == {
        Waiting.DUE_TODAY: 1,
        Waiting.DEEMED: 1,
    }
    assert {m.record for rows in found.lists.values() for m in rows} == {own}
    qingshan.clock.set(MONDAY)
    assert seen(qingshan, cadre).done.received == 1
    assert seen(qingshan).done.received == 2


def test_counts_of_the_day_are_of_the_day_in_china(qingshan: Office) -> None:
    qingshan.clock.set(date(2026, 9, 20), 23, 59)
    with qingshan.work() as work:
        visit(work, visit_kind=VisitKind.QUESTION, topic="社会保险")
        commit(work)
    qingshan.clock.set(date(2026, 9, 21), 0, 1)
    with qingshan.work() as work:
        visit(work, visit_kind=VisitKind.INQUIRY)
        made = case(work)
        commit(work)
    step(qingshan, made.id, steps.accept)
    with qingshan.work() as work:
        paper(work, work.session.get_one(Case, made.id), PaperKind.ACCEPTANCE_RECEIPT)
    step(qingshan, made.id, steps.finish, Outcome("办成"))
    done = seen(qingshan).done
    assert (dict(done.visits), done.received, done.finished) == ({VisitKind.INQUIRY: 1}, 1, 1)


@pytest.mark.parametrize(
    "day, year",
    [
        (date(2026, 10, 31), None),
        (date(2026, 11, 1), 2027),
        (date(2025, 11, 1), None),
        (date(2027, 1, 1), 2027),
        (date(2027, 11, 1), 2027),
    ],
)
def test_a_missing_arrangement_is_told_from_november_on_until_it_is_there(
    qingshan: Office, day: date, year: int | None
) -> None:
    qingshan.clock.set(day)
    assert seen(qingshan).unknown_year == year


def test_the_day_and_the_next_working_day(qingshan: Office) -> None:
    """TIME-01: the date line knows make-up days and holidays."""
    expected = {
        date(2026, 9, 20): (True, "国庆节调休上班", date(2026, 9, 21)),
        date(2026, 9, 30): (True, "", date(2026, 10, 8)),
        date(2026, 10, 1): (False, "国庆节放假", date(2026, 10, 8)),
        date(2026, 11, 21): (False, "周末", date(2026, 11, 23)),
    }
    for day, said in expected.items():
        qingshan.clock.set(day)
        found = seen(qingshan)
        assert (found.workday, found.why, found.next_workday) == said


def test_short_lists_are_short_and_the_most_pressing_first(qingshan: Office) -> None:
    for day in range(10):
        qingshan.clock.set(date(2026, 8, 3) + timedelta(days=day))
        take_in(qingshan, f"第{day}人")
    qingshan.clock.set(date(2026, 9, 21))
    found = seen(qingshan)
    assert found.counts[Waiting.OVERDUE] == 10
    assert [m.name for m in found.lists[Waiting.OVERDUE]][:2] == ["第0人", "第1人"]
    assert len(found.lists[Waiting.OVERDUE]) == today.SHORT


def test_the_page_needs_the_right_to_see(qingshan: Office) -> None:
    keeper = qingshan.actor(Role.ADMINISTRATOR)
    with qingshan.work(keeper) as work, pytest.raises(NotAllowed):
        today.today(work, mine=False)
