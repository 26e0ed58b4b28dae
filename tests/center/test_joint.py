"""Joint cases (联办): own due dates, reminders on both sides, no end before every answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from center import today
from center.accounts import Account
from center.cases import joint, steps
from center.cases.actions import Action
from center.cases.file import open_file
from center.cases.helped import Helped
from center.cases.helping import Opinion, PartState
from center.cases.joint import PartForm, material_list
from center.cases.listing import CaseFilter, page
from center.cases.records import Case, Happened
from center.errors import NotAllowed, Refused
from center.journal import commit
from center.papers import PaperKind
from center.records import local_date
from center.rights import Actor, Role
from center.staff import ServiceWindow, Staff, save
from center.today import Waiting
from tests.desk import COMMITTED, INSTANT, Desk, at, fields, on
from tests.offices import Office

OUTCOME = steps.Outcome("办成")


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    """Monday 7 September."""
    made = Desk(qingshan)
    made.to("9-7")
    return made


def add(desk: Desk, case: UUID, department: str = "残联窗口", **changes: Any) -> UUID:
    """One more department; its id."""
    form = PartForm(department, "残疾等级核对", **changes)
    with desk.office.work() as work:
        part = joint.add_part(work, work.session.get_one(Case, case), form)
        commit(work)
        return part.id


def state(desk: Desk, case: UUID) -> PartState:
    (part,) = desk.file(case).helping.parts
    return part.state(local_date(desk.office.clock()))


def test_case_14_each_department_has_its_own_due_date_in_working_days(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    three, five = add(desk, case), add(desk, case, "民政所", limit_days=5)
    desk.to("9-10")
    desk.step(case, joint.send, three)
    desk.to("9-11")
    desk.step(case, joint.send, five)
    parts = desk.file(case).helping.parts
    # Thursday and three working days: 11, 14, 15; Friday and five: 14 to 18.
    assert [part.due_on for part in parts] == [on("9-15"), on("9-18")]
    told = [e.remark for e in desk.file(case).events if e.happened is Happened.JOINT_SENT]
    assert "2026年9月15日" in told[0]


def test_case_14_no_department_has_longer_than_the_case_itself(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    due = desk.case(case).due_on
    part = add(desk, case, limit_days=30)
    desk.step(case, joint.send, part)
    assert desk.file(case).helping.parts[0].due_on == due
    late = add(desk, case, "民政所", limit_days=3)
    desk.to("9-28")
    desk.step(case, joint.send, late)
    # The case itself is late: the answer is owed the same day, not in the past.
    assert desk.file(case).helping.parts[1].due_on == on("9-28")


def test_case_14_nothing_is_sent_before_acceptance_or_twice(desk: Desk) -> None:
    case = desk.open(COMMITTED)
    part = add(desk, case)
    with pytest.raises(Refused, match="还没有受理"):
        desk.step(case, joint.send, part)
    desk.step(case, steps.accept)
    with pytest.raises(Refused) as refused:
        desk.step(case, joint.send, part, on("9-8"))
    assert fields(refused.value) == ["sent_on"]
    desk.step(case, joint.send, part)
    with pytest.raises(Refused, match="没有再送一次"):
        desk.step(case, joint.send, part)
    with pytest.raises(Refused, match="不能移除"):
        desk.step(case, joint.remove, part, "多加了")


def test_case_14_a_joint_case_is_not_finished_before_every_answer(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    part, other = add(desk, case), add(desk, case, "民政所")
    assert desk.reason(case, Action.FINISH) == "联办的残联窗口、民政所还没有答复"
    for one in (part, other):
        desk.step(case, joint.send, one)
    desk.step(case, joint.reply, part, Opinion.AGREE)
    assert desk.reason(case, Action.FINISH) == "联办的民政所还没有答复"
    with pytest.raises(Refused, match="还没有答复"):
        desk.step(case, steps.finish, OUTCOME)
    desk.step(case, joint.reply, other, Opinion.REMARK, "请补一张照片")
    desk.step(case, steps.finish, OUTCOME)
    with pytest.raises(Refused, match="不能再改"):
        add(desk, case, "财政所")


def test_case_14_only_a_leader_lets_a_case_end_without_an_answer(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    part = add(desk, case)
    clerk = Desk(desk.office, desk.office.actor(Role.WINDOW_CLERK))
    with pytest.raises(NotAllowed):
        clerk.step(case, joint.excuse, part, "对方停电")
    with pytest.raises(Refused) as refused:
        desk.step(case, joint.excuse, part, " ")
    assert fields(refused.value) == ["reason"]
    desk.step(case, joint.excuse, part, "对方停电，电话已核实")
    assert state(desk, case) is PartState.EXCUSED
    assert desk.reason(case, Action.FINISH) == ""
    assert desk.file(case).events[-1].happened is Happened.EXCUSED


def test_case_14_all_but_a_plain_agreement_says_why(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    part = add(desk, case)
    with pytest.raises(Refused, match="还没有送出"):
        desk.step(case, joint.reply, part, Opinion.AGREE)
    desk.step(case, joint.send, part)
    for opinion, problem in ((None, "opinion"), (Opinion.DISAGREE, "reply")):
        with pytest.raises(Refused) as refused:
            desk.step(case, joint.reply, part, opinion)
        assert fields(refused.value) == [problem]
    desk.to("9-14")
    with pytest.raises(Refused) as refused:
        desk.step(case, joint.reply, part, Opinion.AGREE, "", on("9-6"))
    assert fields(refused.value) == ["replied_on"]
    desk.step(case, joint.reply, part, Opinion.DISAGREE, "证件过期")
    found = desk.file(case).helping.parts[0]
    assert (found.replied_on, found.opinion) == (on("9-14"), Opinion.DISAGREE)
    assert state(desk, case) is PartState.LATE
    with pytest.raises(Refused, match="已经答复"):
        desk.step(case, joint.reply, part, Opinion.AGREE)


def test_s12_a_department_is_late_the_day_after_its_due_date(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    part = add(desk, case)
    assert state(desk, case) is PartState.TO_SEND
    with pytest.raises(Refused, match="不欠答复"):
        desk.step(case, joint.remind, part, "电话")
    desk.step(case, joint.send, part)
    for day, expected in (("9-10", PartState.WAITING), ("9-11", PartState.OVERDUE)):
        desk.to(day)
        assert state(desk, case) is expected
    desk.step(case, joint.remind, part, "电话催办")
    assert desk.file(case).helping.parts[0].reminded_on == on("9-11")


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"department": ""}, "department"),
        ({"department": "民政窗口"}, "department"),
        ({"department": "残联窗口"}, "department"),
        ({"matter": " "}, "matter"),
        ({"limit_days": 0}, "limit_days"),
        ({"limit_days": 91}, "limit_days"),
        ({"materials": ["没有的材料"]}, "materials"),
        ({"handler": UUID(int=9)}, "handler"),
    ],
)
def test_what_a_department_is_refused_for(desk: Desk, changes: dict[str, Any], field: str) -> None:
    case = desk.to_acceptance(COMMITTED)
    add(desk, case)
    form: dict[str, Any] = {"department": "财政所", "matter": "核对"} | changes
    with pytest.raises(Refused) as refused:
        desk.step(case, joint.add_part, PartForm(**form))
    assert fields(refused.value) == [field]
    assert len(desk.file(case).helping.parts) == 1


def test_once_04_one_list_tells_what_all_departments_need(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    first = desk.file(case).materials[0].name
    add(desk, case, materials=[first], more=["残疾人证", ""])
    found = dict(material_list(desk.file(case)))
    assert found[first] == ["民政窗口", "残联窗口"]
    assert found["残疾人证"] == ["残联窗口"]
    assert all(who[0] == "民政窗口" for name, who in found.items() if name != "残疾人证")
    added = next(m for m in desk.file(case).materials if m.name == "残疾人证")
    assert "残联窗口" in added.extra_reason
    with pytest.raises(Refused, match="兜底"):
        add(desk, case, "财政所", more=["其他材料"])


def test_ab_01_a_window_answers_by_its_a_post(desk: Desk) -> None:
    with desk.office.work() as work:
        person = Staff(id=work.new_id(), station="QS", name="叶清和")
        save(work, person)
        window = ServiceWindow(id=work.new_id(), station="QS", name="残联窗口", a_post=person.id)
        save(work, window)
        account = Account(
            id=work.new_id(),
            station="QS",
            login="ye",
            name="叶清和",
            roles=[Role.WINDOW_CLERK.value],
            staff=person.id,
        )
        work.session.add(account)
        commit(work)
    case = desk.to_acceptance(COMMITTED)
    add(desk, case)
    add(desk, case, "县民政局")
    inside, outside = desk.file(case).helping.parts
    assert (inside.handler, inside.handler_name) == (account.id, "叶清和")
    assert outside.handler is None


def seen(office: Office, actor: Actor, *, mine: bool) -> list[tuple[str, str]]:
    """What 今日 shows of joint cases: who owes what by when; and the list agrees."""
    with office.work(actor) as work:
        found = today.today(work, mine=mine)
        kind = Helped.MINE if mine else Helped.WAITING
        assert len(page(work, CaseFilter(helped=kind))) == found.counts[Waiting.JOINT]
    return [(matter.about, matter.due) for matter in found.lists[Waiting.JOINT]]


def test_s12_both_sides_are_reminded_the_one_who_answers_and_the_lead(either: Office) -> None:
    lead, other = either.actor(Role.WINDOW_CLERK), either.actor(Role.WINDOW_CLERK, login="other")
    third = either.actor(Role.WINDOW_CLERK, login="third")
    desk = Desk(either, lead)
    desk.to("9-7")
    case = desk.to_acceptance(COMMITTED)
    part = add(desk, case, handler=other.account)
    mine, theirs = "等我答复：残疾等级核对", "残联窗口：残疾等级核对"
    assert seen(either, other, mine=True) == []
    desk.step(case, joint.send, part)
    assert seen(either, other, mine=True) == [(mine, "9月10日 前答复")]
    assert seen(either, lead, mine=True) == []
    assert seen(either, lead, mine=False) == [(theirs, "9月10日 前答复")]
    desk.to("9-10")
    assert seen(either, other, mine=True) == [(mine, "今天答复")]
    desk.to("9-11")
    assert seen(either, lead, mine=True) == [(theirs, "9月10日 应已答复")]
    assert seen(either, third, mine=True) == []
    with either.work(third) as work:
        assert [row.id for row in page(work, CaseFilter(helped=Helped.LATE))] == [case]
    with either.work(other) as work:
        joint.reply(work, work.session.get_one(Case, case), part, Opinion.AGREE)
        commit(work)
    for actor in (lead, other):
        assert seen(either, actor, mine=True) == []
    with either.work(lead) as work:
        assert [row.id for row in page(work, CaseFilter(helped=Helped.JOINT))] == [case]
        assert page(work, CaseFilter(helped=Helped.LATE)) == []


def test_instant_and_voided_cases_are_left_alone(desk: Desk) -> None:
    case = desk.open(INSTANT)
    part = add(desk, case)
    desk.step(case, joint.remove, part, "不需要")
    assert not desk.file(case).helping.parts
    desk.step(case, steps.void, "开错了")
    with pytest.raises(Refused, match="已作废"):
        add(desk, case)


def test_a_clerk_may_be_reminded_but_not_a_stranger(desk: Desk) -> None:
    case = desk.to_acceptance(COMMITTED)
    inspector = desk.office.actor(Role.INSPECTOR)
    with desk.office.work(inspector) as work, pytest.raises(NotAllowed):
        joint.add_part(work, open_file(work, case).case, PartForm("残联窗口", "核对"))
    assert at("9-7") <= desk.office.clock()
    desk.paper(case, PaperKind.JOINT_MATERIALS)
