"""Every action is lawful only where it is, and says why not elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from center.cases import green, handover, links, steps, upward
from center.cases.actions import (
    Action,
    CaseFacts,
    max_extension,
    offered,
    primary,
    reason_against,
)
from center.cases.actions import steps as all_steps
from center.cases.events import record
from center.cases.file import recompute
from center.cases.handover import Cause
from center.cases.intake import MaterialTick, tick_materials
from center.cases.links import Fault
from center.cases.listing import CaseFilter, page
from center.cases.records import (
    CLOSED,
    Case,
    CaseEvent,
    CaseMaterial,
    GreenReason,
    Happened,
    Status,
)
from center.errors import Refused
from center.items import CaseKind, Item
from center.journal import JournalRow, commit, verify
from center.records import local_date
from center.rights import Actor, Role
from tests.desk import KINDS, Desk, at, change
from tests.offices import Office

NOW = at("9-21")
TODAY = NOW.date()
DIRECTOR = Actor(UUID(int=1), "林若安", frozenset({Role.DIRECTOR}), "QS")
CLERK = Actor(UUID(int=2), "许望舒", frozenset({Role.WINDOW_CLERK}), "QS")
INSPECTOR = Actor(UUID(int=3), "沈墨", frozenset({Role.INSPECTOR}), "QS")


def facts(
    status: Status,
    *,
    kind: CaseKind = CaseKind.COMMITTED,
    happened: Sequence[Happened] = (),
    missing: int = 0,
    actor: Actor = DIRECTOR,
    today: date = TODAY,
    receipt: bool = True,
    deemed: bool = False,
    **changes: Any,
) -> CaseFacts:
    """The facts of an invented case, without any database."""
    item = Item(
        id=UUID(int=5),
        station="QS",
        code="XX01",
        edition=1,
        name="测试事项",
        case_kind=kind,
        promised_limit=10,
        legal_limit=15,
    )
    if status not in (Status.RECEIVED, Status.SUPPLEMENTING, Status.REFUSED):
        changes.setdefault("accepted_on", NOW.date())
    case = Case(
        id=UUID(int=6),
        station="QS",
        item=item.id,
        item_code=item.code,
        item_name=item.name,
        case_kind=kind,
        received_at=NOW,
        entered_at=NOW,
        handler=DIRECTOR.account,
        handler_name=DIRECTOR.name,
        name="李青禾",
        status=status,
        **changes,
    )
    events = [
        CaseEvent(
            id=UUID(int=10 + n),
            station="QS",
            case=case.id,
            happened=what,
            at=NOW,
            entered_at=NOW,
            account=DIRECTOR.account,
            actor_name="",
        )
        for n, what in enumerate(happened)
    ]
    materials = [
        CaseMaterial(id=UUID(int=50 + n), station="QS", case=case.id, position=n, name=f"材料{n}")
        for n in range(missing)
    ]
    return CaseFacts(
        case=case,
        item=item,
        events=events,
        materials=materials,
        actor=actor,
        today=today,
        raw_due=date(2026, 10, 12),
        has_receipt=receipt,
        deemed_from=NOW.date() if deemed else None,
    )


UNSENT, NO_REPLY, OFF = "还没有上报", "还没有上级答复", "单位没有启用“逾期不补正视为撤回”"
WAITING, STOPPED, FIRST = "正在等申请人补齐材料", "这件已暂停，请先恢复", "请先受理"
NOT_WAITING, NOT_STOPPED = "没有等待补正的材料", "这件没有暂停"
ALREADY, OPEN = "这件已经受理", "还没有办结"
LOCAL, NOT_INSTANT = "只有上报件和代办件需要与上级联系", "只有即办件可以转为承诺件"
A = Action

TABLE: dict[Status, dict[Action, str]] = {
    Status.RECEIVED: {
        A.TOLERATE: "材料已齐，请直接受理",
        A.COMPLETE: NOT_WAITING,
        A.SEND_UP: FIRST,
        A.CONTACT: LOCAL,
        A.SUSPEND: FIRST,
        A.RESUME: NOT_STOPPED,
        A.EXTEND: FIRST,
        A.CONVERT: NOT_INSTANT,
        A.FINISH: FIRST,
        A.NOTIFY: OPEN,
        A.COLLECT: OPEN,
        A.REPLY: FIRST,
        A.TELL: FIRST,
        A.WITHDRAW: NOT_WAITING,
        A.REDO: OPEN,
    },
    Status.SUPPLEMENTING: {
        A.SUPPLEMENT: WAITING,
        A.TOLERATE: WAITING,
        A.ACCEPT: WAITING,
        A.SEND_UP: WAITING,
        A.CONTACT: LOCAL,
        A.SUSPEND: WAITING,
        A.RESUME: NOT_STOPPED,
        A.EXTEND: WAITING,
        A.CONVERT: WAITING,
        A.FINISH: WAITING,
        A.NOTIFY: OPEN,
        A.COLLECT: OPEN,
        A.REPLY: WAITING,
        A.TELL: WAITING,
        A.WITHDRAW: OFF,
        A.REDO: OPEN,
    },
    Status.ACCEPTED: {
        A.COMPLETE: NOT_WAITING,
        A.ACCEPT: ALREADY,
        A.TOLERATE: ALREADY,
        A.REFUSE: ALREADY,
        A.SEND_UP: LOCAL,
        A.CONTACT: LOCAL,
        A.RESUME: NOT_STOPPED,
        A.CONVERT: NOT_INSTANT,
        A.NOTIFY: OPEN,
        A.COLLECT: OPEN,
        A.REPLY: LOCAL,
        A.TELL: LOCAL,
        A.WITHDRAW: NOT_WAITING,
        A.REDO: OPEN,
    },
    Status.SUSPENDED: {
        A.SUPPLEMENT: STOPPED,
        A.COMPLETE: NOT_WAITING,
        A.ACCEPT: ALREADY,
        A.TOLERATE: ALREADY,
        A.REFUSE: ALREADY,
        A.RETURN: STOPPED,
        A.SEND_UP: STOPPED,
        A.CONTACT: LOCAL,
        A.SUSPEND: STOPPED,
        A.EXTEND: STOPPED,
        A.CONVERT: STOPPED,
        A.FINISH: STOPPED,
        A.NOTIFY: OPEN,
        A.COLLECT: OPEN,
        A.REPLY: LOCAL,
        A.TELL: LOCAL,
        A.WITHDRAW: NOT_WAITING,
        A.GREEN: STOPPED,
        A.REDO: OPEN,
    },
    Status.FINISHED: {
        action: f"这件已办结，不能再{action.value}"
        for action in Action
        if action not in (A.NOTIFY, A.COLLECT, A.REDO)
    },
    **{
        status: {
            action: f"这件{status.value}，没有可以领取的结果"
            if action in (A.NOTIFY, A.COLLECT)
            else f"这件{status.value}，不能再{action.value}"
            for action in Action
        }
        for status in (Status.REFUSED, Status.RETURNED)
    },
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("status", Status)
def test_each_action_at_each_status(status: Status, action: Action) -> None:
    """What is not in the table is lawful for a committed case with all papers."""
    assert reason_against(action, facts(status)) == TABLE[status].get(action, "")


def test_the_table_speaks_of_every_status() -> None:
    assert TABLE.keys() == set(Status)


@pytest.mark.parametrize("status", Status)
def test_the_one_big_button_is_always_lawful(status: Status) -> None:
    for kind in CaseKind:
        for missing in (0, 2):
            for happened in ((), (Happened.SENT_UP,)):
                found = facts(status, kind=kind, missing=missing, happened=happened)
                action = primary(found)
                assert action is None or reason_against(action, found) == ""
                if status not in CLOSED:
                    assert action is not None


@pytest.mark.parametrize(
    "kind, status, more, action",
    [
        (CaseKind.COMMITTED, Status.RECEIVED, {"missing": 1}, A.SUPPLEMENT),
        (CaseKind.COMMITTED, Status.RECEIVED, {}, A.ACCEPT),
        (CaseKind.INSTANT, Status.RECEIVED, {}, A.FINISH),
        (CaseKind.INSTANT, Status.RECEIVED, {"today": date(2026, 9, 22)}, A.CONVERT),
        (CaseKind.INSTANT, Status.ACCEPTED, {"today": date(2026, 9, 22)}, A.CONVERT),
        (CaseKind.COMMITTED, Status.ACCEPTED, {"missing": 1}, A.SUPPLEMENT),
        (CaseKind.COMMITTED, Status.SUPPLEMENTING, {}, A.COMPLETE),
        (CaseKind.COMMITTED, Status.ACCEPTED, {}, A.FINISH),
        (CaseKind.UPWARD, Status.ACCEPTED, {}, A.SEND_UP),
        (CaseKind.CARRIED, Status.ACCEPTED, {"happened": [Happened.SENT_UP]}, A.FINISH),
        (CaseKind.COMMITTED, Status.SUSPENDED, {}, A.RESUME),
        (CaseKind.COMMITTED, Status.FINISHED, {}, A.NOTIFY),
        (CaseKind.COMMITTED, Status.FINISHED, {"collected_at": NOW}, None),
        (CaseKind.COMMITTED, Status.RETURNED, {}, None),
    ],
)
def test_the_next_step(
    kind: CaseKind, status: Status, more: dict[str, Any], action: Action | None
) -> None:
    assert primary(facts(status, kind=kind, **more)) is action


@pytest.mark.parametrize("action", Action)
def test_without_the_right_nothing_is_lawful(action: Action) -> None:
    found = facts(Status.ACCEPTED, actor=INSPECTOR)
    assert reason_against(action, found) == "当前账号没有办理办件的权限"


@pytest.mark.parametrize(
    "action, found, reason",
    [
        (A.ACCEPT, facts(Status.RECEIVED, missing=2), "还有 2 份材料没收到"),
        (A.REFUSE, facts(Status.RECEIVED, deemed=True), "已视为受理"),
        (
            A.FINISH,
            facts(Status.ACCEPTED, kind=CaseKind.UPWARD, happened=[Happened.SENT_UP]),
            "上级还没有答复",
        ),
        (
            A.FINISH,
            facts(
                Status.ACCEPTED,
                kind=CaseKind.UPWARD,
                happened=[Happened.SENT_UP, Happened.REPLIED],
            ),
            "还没有告知申请人",
        ),
        (A.EXTEND, facts(Status.ACCEPTED, actor=CLERK), "延期要由主任"),
        (A.EXTEND, facts(Status.ACCEPTED, happened=[Happened.EXTENDED]), "延期只能一次"),
        (A.EXTEND, facts(Status.ACCEPTED, today=date(2026, 10, 13)), "期限已过"),
        (A.FINISH, facts(Status.RECEIVED, kind=CaseKind.INSTANT, missing=1), "还有 1 份材料"),
        (
            A.FINISH,
            facts(Status.ACCEPTED, kind=CaseKind.INSTANT, today=date(2026, 9, 22)),
            "请先转为承诺件",
        ),
        (
            A.FINISH,
            facts(Status.ACCEPTED, receipt=False, today=date(2026, 9, 22)),
            "要先出具受理回单",
        ),
        (A.FINISH, facts(Status.ACCEPTED, kind=CaseKind.UPWARD), "上报件要先上报"),
        (A.FINISH, facts(Status.ACCEPTED, kind=CaseKind.CARRIED), "代办件要先上报"),
        (A.COLLECT, facts(Status.FINISHED, collected_at=NOW), "已经登记领取"),
        (A.ACCEPT, facts(Status.RECEIVED, voided_at=NOW), "这件已作废"),
    ],
)
def test_the_rule_that_stands_against_a_step(action: Action, found: CaseFacts, reason: str) -> None:
    assert reason in reason_against(action, found)


@pytest.mark.parametrize(
    "action, found",
    [
        (A.EXTEND, facts(Status.ACCEPTED, today=date(2026, 10, 12))),
        (A.SUPPLEMENT, facts(Status.ACCEPTED, happened=[Happened.SUPPLEMENT_ASKED])),
        (A.FINISH, facts(Status.ACCEPTED, receipt=False)),
        (A.FINISH, facts(Status.RECEIVED, kind=CaseKind.INSTANT)),
        (A.SEND_UP, facts(Status.ACCEPTED, kind=CaseKind.UPWARD)),
        (A.CONTACT, facts(Status.SUSPENDED, kind=CaseKind.CARRIED)),
        (A.CONVERT, facts(Status.RECEIVED, kind=CaseKind.INSTANT)),
        (A.COLLECT, facts(Status.FINISHED)),
    ],
)
def test_and_just_before_it_the_step_is_lawful(action: Action, found: CaseFacts) -> None:
    assert reason_against(action, found) == ""


# --- random walks --------------------------------------------------------------------------------

Walk = Callable[[Desk, UUID], None]


def _supplement(desk: Desk, case: UUID) -> None:
    desk.supplement(case, reason="材料仍不齐")


def _change_lane(desk: Desk, case: UUID) -> None:
    if desk.case(case).green is not None:
        desk.step(case, green.make_ordinary, "不再紧急")
        return
    # Refused where the shorter limit is over already.
    with suppress(Refused):
        desk.step(case, green.list_green, GreenReason.FRAIL)


def _hand_over(desk: Desk, case: UUID) -> None:
    with desk.office.store.read(desk.office.director) as work:
        some = handover.takers(work, desk.case(case))
    # An office with one account has nobody to hand to.
    with suppress(Refused):
        desk.step(case, handover.hand_over, some[0].id if some else UUID(int=0), "岗位调整")


def _declare(desk: Desk, case: UUID) -> None:
    if not handover.conflicted(desk.case(case), desk.file(case).events):
        desk.step(case, handover.declare_conflict)


def _redo(desk: Desk, case: UUID) -> None:
    # Done again once only.
    if not desk.file(case).facts.happened(Happened.REDONE):
        desk.step(case, links.redo, "结果有误", Fault.WINDOW)


WALKS: dict[Action, Walk] = {
    A.SUPPLEMENT: _supplement,
    A.COMPLETE: lambda desk, case: desk.step(case, steps.complete),
    A.ACCEPT: lambda desk, case: desk.step(case, steps.accept),
    A.REFUSE: lambda desk, case: desk.step(case, steps.refuse, "不属于本镇", "办法第三条"),
    A.RETURN: lambda desk, case: desk.step(case, steps.give_back, "申请人撤回"),
    A.SEND_UP: lambda desk, case: desk.step(case, upward.send_up, "县民政局"),
    A.CONTACT: lambda desk, case: desk.step(case, upward.contact, "县民政局", "还在审核"),
    A.PROGRESS: lambda desk, case: desk.step(case, steps.progress, "已电话告知进度"),
    A.SUSPEND: lambda desk, case: desk.step(case, steps.suspend, "公示"),
    A.RESUME: lambda desk, case: desk.step(case, steps.resume),
    A.EXTEND: lambda desk, case: desk.step(
        case, steps.extend, max_extension(desk.file(case).item), "江予白", "核查"
    ),
    A.CONVERT: lambda desk, case: desk.step(case, handover.convert, Cause.CHECK),
    A.FINISH: lambda desk, case: desk.step(case, steps.finish, steps.Outcome("办成")),
    A.NOTIFY: lambda desk, case: desk.step(case, steps.notify, "电话"),
    A.COLLECT: lambda desk, case: desk.step(case, steps.collect, "李青禾"),
    A.REPLY: lambda desk, case: desk.step(case, upward.reply, "同意"),
    A.TELL: lambda desk, case: desk.step(case, upward.tell, "李青禾", "电话"),
    A.WITHDRAW: lambda desk, case: desk.step(case, steps.withdraw),
    A.GREEN: _change_lane,
    A.HAND_OVER: _hand_over,
    A.CONFLICT: _declare,
    A.REDO: _redo,
}
MOVES = st.lists(
    st.tuples(st.integers(0, 21), st.sampled_from([0, 0, 1, 7, 24, 72, 240]), st.booleans()),
    max_size=14,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(code=st.sampled_from(KINDS), received=st.booleans(), moves=MOVES)
def test_random_lawful_walks(
    qingshan: Office, code: str, received: bool, moves: list[tuple[int, int, bool]]
) -> None:
    """Whatever lawful steps are taken: no bug, no due date before the start, events only grow."""
    desk = Desk(qingshan)
    desk.to("9-21")
    case = desk.open(code, received=None if received else [])
    known: list[UUID] = []
    for choice, hours, paper in moves:
        qingshan.clock.advance(hours=hours)
        change(qingshan, recompute)  # as the program does each day
        file = desk.file(case)
        taken = all_steps(file.facts)
        assert [step.action for step in taken] == [a for a in Action if offered(a, file.facts)]
        lawful = [step.action for step in taken if step.lawful]
        if paper and file.case.status is Status.ACCEPTED:
            desk.paper(case)
        if lawful:
            action = lawful[choice % len(lawful)]
            WALKS[action](desk, case)
        known = _check(desk, case, known)
    desk.step(case, steps.void, "下一例")
    with qingshan.work() as work:
        assert verify(work.session) == []
        changed = select(JournalRow.action).where(JournalRow.kind == "case_event").distinct()
        assert work.session.scalars(changed).all() == ["create"]


def _check(desk: Desk, case: UUID, known: list[UUID]) -> list[UUID]:
    file = desk.file(case)
    stored, clock = file.case, file.clock
    assert stored.due_on is not None
    assert stored.raw_due_on is not None
    assert local_date(stored.received_at) <= stored.raw_due_on <= stored.due_on
    assert stored.raw_due_on == clock.current.raw_due
    assert stored.due_on == clock.current.due
    assert (stored.ended_on is not None) == (stored.status in CLOSED)
    events = [event.id for event in file.events]
    assert events[: len(known)] == known
    times = [event.at for event in file.events]
    assert times == sorted(times)
    with desk.office.store.read(desk.office.director) as work:
        row = next(row for row in page(work, CaseFilter(), limit=500) if row.id == case)
    assert row.light is clock.current.state
    return events


def test_unlawful_steps_are_refused_with_the_reason_shown(qingshan: Office) -> None:
    """The window and the services ask the same question."""
    desk = Desk(qingshan)
    cases = {
        Status.RECEIVED: desk.open(),
        Status.SUPPLEMENTING: desk.open(received=[]),
        Status.ACCEPTED: desk.to_acceptance(),
        Status.SUSPENDED: desk.to_acceptance(),
        Status.FINISHED: desk.to_acceptance(),
        Status.RETURNED: desk.open(),
        Status.REFUSED: desk.open(),
    }
    desk.supplement(cases[Status.SUPPLEMENTING])
    desk.step(cases[Status.SUSPENDED], steps.suspend, "公示")
    desk.step(cases[Status.FINISHED], steps.finish, steps.Outcome("办成"))
    desk.step(cases[Status.RETURNED], steps.give_back, "撤回")
    desk.step(cases[Status.REFUSED], steps.refuse, "不属于本镇", "办法")
    for status, case in cases.items():
        before = desk.file(case)
        assert before.case.status is status
        for step in all_steps(before.facts):
            if step.lawful:
                continue
            with pytest.raises(Refused) as told:
                _take(desk, case, step.action)
            assert told.value.sentence == f"现在不能{step.action.value}：{step.reason}。"
        after = desk.file(case)
        assert [e.id for e in after.events] == [e.id for e in before.events]


def _take(desk: Desk, case: UUID, action: Action) -> None:
    if action is A.SUPPLEMENT:
        lack = steps.Lack(desk.file(case).materials[0].id, "没有签名")
        desk.step(case, steps.ask_supplement, [lack], "理由")
    elif action is A.GREEN:
        desk.step(case, green.list_green, GreenReason.FRAIL)
    elif action is A.HAND_OVER:
        desk.step(case, handover.hand_over, UUID(int=0), "岗位调整")
    elif action is A.CONFLICT:
        desk.step(case, handover.declare_conflict)
    else:
        WALKS[action](desk, case)


def test_a_refused_step_leaves_the_record_as_it_was(qingshan: Office) -> None:
    """A caller that tells the refusal and then commits saves nothing of the step."""
    desk = Desk(qingshan)
    case = desk.open()
    with qingshan.work() as work:
        found = work.session.get_one(Case, case)
        with pytest.raises(Refused):
            steps.finish(work, found, steps.Outcome("办成"))
        assert commit(work).rows == 0


def test_events_carry_no_time_of_their_own(qingshan: Office) -> None:
    """`record` writes when it happened beside when it was typed."""
    desk = Desk(qingshan)
    case = desk.open()
    happened: datetime = at("9-21") - timedelta(hours=1)
    with qingshan.work() as work:
        record(work, work.session.get_one(Case, case), Happened.PROGRESS, happened, "说明")
        commit(work)
    first, second = desk.file(case).events
    assert (first.happened, second.happened) == (Happened.PROGRESS, Happened.RECEIVED)
    assert first.entered_at == qingshan.clock.now


def test_what_is_ticked_can_be_unticked_before_the_end(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.open()
    materials = desk.file(case).materials
    desk.step(case, tick_materials, {materials[1].id: MaterialTick(received=False)})
    assert [m.id for m in desk.file(case).facts.missing] == [materials[1].id]
