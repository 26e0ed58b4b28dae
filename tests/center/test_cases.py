"""The life of a case (办件) of each kind, step by step, and what each step refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from center.cases import handover, steps, upward
from center.cases.actions import Action
from center.cases.file import cases_of, cases_of_visit, events_of
from center.cases.handover import Cause
from center.cases.intake import (
    MaterialTick,
    add_material,
    tick_materials,
    waive_material,
)
from center.cases.records import Case, CaseEvent, Happened, Status
from center.errors import Expected, Refused
from center.items import save_edition
from center.journal import commit, history, verify
from center.papers import Paper, PaperKind, void_paper
from center.rights import Role
from tests.desk import (
    CARRIED,
    COMMITTED,
    INSTANT,
    LICENCE,
    UPWARD,
    Desk,
    at,
    change,
    fields,
    on,
)
from tests.offices import Office

DONE = steps.Outcome("办成", "临时救助审批表", "青救〔2026〕8号")


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan)


def refused(
    desk: Desk, case: UUID, function: Callable[..., object], *args: Any, **named: Any
) -> Refused:
    """The refusal of a step; nothing of it may stay."""
    before = [e.id for e in desk.file(case).events], desk.case(case).status
    with pytest.raises(Refused) as told:
        desk.step(case, function, *args, **named)
    assert ([e.id for e in desk.file(case).events], desk.case(case).status) == before
    return told.value


def happened(desk: Desk, case: UUID) -> list[Happened]:
    return [event.happened for event in desk.file(case).events]


# --- the four kinds ------------------------------------------------------------------------------


def test_a_committed_case_from_receipt_to_collection(either: Office) -> None:
    """收件 → 补正 → 补齐 → 受理 → 回单 → 暂停 → 恢复 → 延期 → 办结 → 通知 → 领取."""
    desk = Desk(either)
    case = desk.open(COMMITTED, received=[0, 1])
    assert desk.case(case).number == "QS-SL-2026-000001"
    desk.supplement(case)
    desk.to("9-23")
    desk.step(case, steps.complete)
    desk.step(case, steps.accept)
    receipt = desk.paper(case)
    assert receipt.number == "QS-HZ-2026-000001"
    desk.to("9-24")
    desk.step(case, steps.suspend, "入户核查")
    desk.to("9-28")
    desk.step(case, steps.resume, "核查完成")
    desk.step(case, steps.extend, 5, "江予白", "资料要跨县核对")
    desk.step(case, steps.progress, "已完成入户核查")
    desk.to("10-8")
    desk.step(case, steps.finish, DONE)
    desk.step(case, steps.notify, "电话")
    desk.to("10-9")
    desk.step(case, steps.collect, "李青禾")
    assert happened(desk, case) == [
        Happened.RECEIVED,
        Happened.SUPPLEMENT_ASKED,
        Happened.SUPPLEMENT_DONE,
        Happened.ACCEPTED,
        Happened.SUSPENDED,
        Happened.RESUMED,
        Happened.EXTENDED,
        Happened.PROGRESS,
        Happened.FINISHED,
        Happened.NOTIFIED,
        Happened.COLLECTED,
    ]
    stored = desk.case(case)
    assert stored.status is Status.FINISHED
    assert stored.result == "办成"
    assert stored.result_number == "青救〔2026〕8号"
    assert (stored.collector, stored.collected_at) == ("李青禾", at("10-9"))
    assert (stored.notified_by, stored.notified_at) == ("电话", at("10-8"))
    assert stored.ended_on == on("10-8")
    with either.work() as work:
        assert verify(work.session) == []


def test_an_instant_case_is_accepted_and_finished_in_one_step(desk: Desk) -> None:
    """CASE-01: 即收即办; both events carry the same time and stay in order."""
    case = desk.open(INSTANT)
    desk.to("9-21", "09:06")
    desk.step(case, steps.finish, DONE)
    assert happened(desk, case) == [Happened.RECEIVED, Happened.ACCEPTED, Happened.FINISHED]
    stored = desk.case(case)
    assert (stored.accepted_on, stored.finished_at) == (on("9-21"), at("9-21", "09:06"))


@pytest.mark.parametrize("code", [UPWARD, CARRIED])
def test_case_09_10_upward_and_carried_cases_go_up_before_they_end(desk: Desk, code: str) -> None:
    case = desk.to_acceptance(code)
    assert refused(desk, case, steps.finish, DONE).sentence.endswith("要先上报，有了结果再办结。")
    desk.step(case, upward.send_up, "县民政局", "随本周批次")
    desk.step(case, upward.contact, "县民政局", "已收到，十个工作日内反馈")
    desk.step(case, upward.reply, "同意")
    desk.step(case, upward.tell, "李青禾", "电话")
    desk.step(case, steps.finish, steps.Outcome("转报完成"))
    assert desk.case(case).superior == "县民政局"
    assert happened(desk, case)[-5:] == [
        Happened.SENT_UP,
        Happened.CONTACT,
        Happened.REPLIED,
        Happened.TOLD,
        Happened.FINISHED,
    ]


def test_case_12_refusal_with_reason_and_basis(desk: Desk) -> None:
    case = desk.open()
    assert fields(refused(desk, case, steps.refuse, " ", "")) == ["reason", "basis"]
    desk.step(case, steps.refuse, "不属于本镇受理范围", "社会救助暂行办法", "户籍地乡镇")
    stored = desk.case(case)
    assert (stored.status, stored.superior) == (Status.REFUSED, "户籍地乡镇")
    assert (stored.reason, stored.basis) == ("不属于本镇受理范围", "社会救助暂行办法")
    assert stored.ended_on == on("9-21")


def test_case_12_a_case_deemed_accepted_cannot_be_refused(desk: Desk) -> None:
    """行政许可法 32: after the notice limit it is accepted; only a decision ends it."""
    case = desk.open(LICENCE)
    desk.to("9-29", "17:59")
    assert desk.reason(case, Action.REFUSE) == ""
    desk.to("9-30")
    told = refused(desk, case, steps.refuse, "不需要许可", "许可法")
    assert "已视为受理" in told.sentence


def test_once_05_06_a_return_needs_a_written_reason_and_gives_the_papers_back(desk: Desk) -> None:
    case = desk.open(received=[0, 2])
    assert fields(refused(desk, case, steps.give_back, "")) == ["reason"]
    desk.step(case, steps.give_back, "申请人要求撤回")
    file = desk.file(case)
    assert file.case.status is Status.RETURNED
    assert [m.given_back for m in file.materials] == [True, False, True, False, False]
    assert file.events[-1].remark == "申请人要求撤回"


def test_case_13_a_negative_result_needs_its_reason(desk: Desk) -> None:
    case = desk.to_acceptance()
    assert fields(refused(desk, case, steps.finish, steps.Outcome("不予办理"))) == ["reason"]
    desk.step(case, steps.finish, steps.Outcome("不予办理", reason="家庭收入超过标准"))
    assert desk.case(case).reason == "家庭收入超过标准"


@pytest.mark.parametrize("result", ["", "好", "已办结"])
def test_perf_11_no_end_without_a_result(desk: Desk, result: str) -> None:
    case = desk.to_acceptance()
    assert fields(refused(desk, case, steps.finish, steps.Outcome(result))) == ["result"]


def test_case_03_a_case_of_another_day_needs_its_receipt(desk: Desk) -> None:
    """受理回单 for whatever is not finished on the day of acceptance; a voided one is none."""
    case = desk.to_acceptance()
    assert desk.reason(case, Action.FINISH) == ""
    desk.to("9-22")
    assert "受理回单" in refused(desk, case, steps.finish, DONE).sentence
    receipt = desk.paper(case)
    assert desk.reason(case, Action.FINISH) == ""
    with desk.office.work() as work:
        void_paper(work, work.session.get_one(Paper, receipt.id), "姓名写错")
        commit(work)
    assert "受理回单" in desk.reason(case, Action.FINISH)
    desk.paper(case, PaperKind.ACCEPTANCE_NOTICE)
    assert "受理回单" in desk.reason(case, Action.FINISH)
    desk.paper(case)
    desk.step(case, steps.finish, DONE)


# --- instant cases -------------------------------------------------------------------------------


def test_case_01_the_next_day_an_instant_case_must_be_converted(desk: Desk) -> None:
    case = desk.open(INSTANT)
    desk.to("9-21", "23:59")
    assert desk.reason(case, Action.FINISH) == ""
    desk.to("9-22", "00:00")
    assert "请先转为承诺件并写明原因" in refused(desk, case, steps.finish, DONE).sentence
    desk.step(case, handover.convert, Cause.CHECK, "参保信息要到县里核实")
    desk.step(case, steps.accept)
    desk.step(case, steps.finish, DONE)


@pytest.mark.parametrize(
    "remark", ["经办人不在", "小王请假了", "外出开会", "休假", "出差", "经办人员不在岗"]
)
def test_leave_20_absence_is_no_reason_to_convert_or_refuse(desk: Desk, remark: str) -> None:
    """CASE-01, LEAVE-20: the handler's absence never puts an applicant off."""
    case = desk.open(INSTANT)
    assert fields(refused(desk, case, handover.convert, Cause.OTHER, remark)) == ["remark"]
    assert fields(refused(desk, case, handover.convert, Cause.OTHER)) == ["remark"]
    assert fields(refused(desk, case, handover.convert, Cause.AWAY)) == ["cause"]
    assert fields(refused(desk, case, steps.refuse, remark, "无")) == ["reason"]
    assert desk.reason(case, Action.CONVERT) == ""


def test_case_01_only_instant_cases_are_converted_and_once(desk: Desk) -> None:
    assert "只有即办件" in desk.reason(desk.open(COMMITTED), Action.CONVERT)
    case = desk.open(INSTANT)
    desk.step(case, handover.convert, Cause.CHECK)
    assert "只有即办件" in desk.reason(case, Action.CONVERT)
    assert "请先受理" in desk.reason(case, Action.FINISH)


def test_an_instant_case_entered_late_ends_on_its_real_day(desk: Desk) -> None:
    """After a power cut yesterday's paper book is typed in: received and finished yesterday."""
    desk.to("9-22", "08:30")
    case = desk.open(INSTANT, received_at=at("9-21", "15:00"))
    assert desk.reason(case, Action.FINISH) == ""
    assert fields(refused(desk, case, steps.finish, DONE)) == ["at"]
    desk.step(case, steps.finish, DONE, at=at("9-21", "15:20"))
    stored = desk.case(case)
    assert (stored.finished_at, stored.entered_at) == (at("9-21", "15:20"), at("9-22", "08:30"))
    assert desk.file(case).events[-1].entered_at == at("9-22", "08:30")


def test_a_step_entered_late_is_judged_by_its_own_day(desk: Desk) -> None:
    """An extension approved in time and typed afterwards; a case finished on the same day."""
    extended = desk.to_acceptance()
    finished = desk.to_acceptance()
    desk.to("10-13")
    assert "期限已过" in refused(desk, extended, steps.extend, 5, "江予白", "核查").sentence
    desk.step(extended, steps.extend, 5, "江予白", "核查", at=at("10-12", "17:00"))
    desk.step(finished, steps.finish, DONE, at=at("9-21", "16:00"))


# --- times ---------------------------------------------------------------------------------------


def test_a_step_is_never_in_the_future(desk: Desk) -> None:
    """Five minutes of difference between two computers are forgiven."""
    case = desk.open()
    limit = desk.office.clock.now + timedelta(minutes=5)
    refusal = refused(desk, case, steps.accept, at=limit + timedelta(microseconds=1))
    assert [(p.field, p.message) for p in refusal.problems] == [("at", "时间不能晚于现在")]
    desk.step(case, steps.accept, at=limit)
    # The next step follows it, although the clock has not got there yet.
    desk.step(case, steps.finish, DONE)
    assert desk.case(case).finished_at == limit


def test_a_step_is_never_before_the_one_before_it(desk: Desk) -> None:
    case = desk.open()
    desk.to("9-22", "10:30")
    desk.step(case, steps.accept)
    desk.to("9-23")
    refusal = refused(desk, case, steps.finish, DONE, at=at("9-22", "10:29"))
    assert refusal.sentence == "时间不能早于上一步（9月22日 10:30）"
    before_receipt = refused(desk, case, steps.finish, DONE, at=at("9-20"))
    assert fields(before_receipt) == ["at"]


def test_a_time_typed_to_the_minute_follows_a_step_with_seconds(desk: Desk) -> None:
    desk.office.clock.now = at("9-21", "09:00") + timedelta(seconds=40)
    case = desk.open()
    desk.office.clock.now += timedelta(seconds=10)
    desk.step(case, steps.accept, at=at("9-21", "09:00"))
    assert happened(desk, case) == [Happened.RECEIVED, Happened.ACCEPTED]


def test_a_clock_set_back_is_told(desk: Desk) -> None:
    case = desk.open()
    desk.office.clock.now = at("9-21") - timedelta(minutes=5)
    desk.step(case, steps.accept)
    desk.office.clock.now = at("9-20")
    assert "核对电脑的日期和时间" in refused(desk, case, steps.finish, DONE).sentence


@pytest.mark.parametrize(
    "received_at, said",
    [
        (at("9-21", "09:06"), "不能晚于现在"),
        (at("9-21").replace(year=2027), "不能晚于现在"),
        (at("9-21").replace(year=1926), "核对年份"),
    ],
)
def test_a_case_is_not_received_in_the_future_or_last_century(
    desk: Desk, received_at: object, said: str
) -> None:
    with pytest.raises(Refused, match=said) as told:
        desk.open(received_at=received_at)
    assert fields(told.value) == ["received_at"]


# --- reasons -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["因为" * 2001, "", " \n "])
def test_reasons_are_neither_empty_nor_endless(desk: Desk, text: str) -> None:
    case = desk.to_acceptance()
    for refusal in (
        refused(desk, case, steps.suspend, text),
        refused(desk, case, steps.give_back, text),
    ):
        assert fields(refusal) == ["reason"]


ENDLESS = "长" * 10_000


def test_fields_that_may_stay_empty_are_not_endless_either(desk: Desk) -> None:
    """Each would come back on a paper, a list or a ledger."""
    case = desk.to_acceptance(UPWARD)
    for function, given, named in (
        (steps.give_back, ("撤回", ENDLESS), ["basis"]),
        (upward.send_up, ("县民政局", ENDLESS), ["remark"]),
    ):
        assert fields(refused(desk, case, function, *given)) == named
    desk.step(case, upward.send_up, "县民政局")
    desk.step(case, upward.reply, "同意")
    desk.step(case, upward.tell, "李青禾", "电话")
    outcome = steps.Outcome("办成", ENDLESS, ENDLESS, ENDLESS, ENDLESS)
    told = refused(desk, case, steps.finish, outcome)
    assert fields(told) == ["document", "number", "reason", "basis"]
    desk.step(case, steps.suspend, "公示")
    assert fields(refused(desk, case, steps.resume, ENDLESS)) == ["remark"]
    desk.step(case, steps.resume)
    desk.step(case, steps.finish, DONE)
    assert fields(refused(desk, case, steps.notify, "电话", ENDLESS)) == ["remark"]


def test_what_is_told_before_acceptance_is_not_endless(desk: Desk) -> None:
    case = desk.open(received=())
    lines = desk.file(case).materials
    lacks = [steps.Lack(line.id, ENDLESS, ENDLESS) for line in lines]
    assert fields(refused(desk, case, steps.ask_supplement, lacks)) == ["problem", "requirement"]
    told = refused(desk, case, steps.refuse, "不属于", "条例", ENDLESS)
    assert fields(told) == ["elsewhere"]
    assert fields(refused(desk, case, waive_material, lines[0].id, ENDLESS)) == ["reason"]
    told = refused(desk, case, add_material, ENDLESS, ENDLESS)
    assert fields(told) == ["materials", "extra_reason"]


# --- supplement and checklist --------------------------------------------------------------------


def test_once_02_a_supplement_names_everything_missing_at_once(desk: Desk) -> None:
    case = desk.open(received=[0])
    file = desk.file(case)
    some = [steps.Lack(file.materials[1].id, "没有带")]
    told = refused(desk, case, steps.ask_supplement, some)
    assert fields(told) == ["materials"]
    for material in file.materials[2:]:
        assert material.name in told.sentence
    every = [steps.Lack(m.id, "没有带", "原件") for m in file.materials[1:]]
    desk.step(case, steps.ask_supplement, every)
    after = desk.file(case)
    assert [m.problem for m in after.materials] == ["", *["没有带"] * 4]
    assert after.events[-1].remark == "、".join(m.name for m in file.materials[1:])


def test_once_02_what_a_supplement_must_say(desk: Desk) -> None:
    case = desk.open()
    material = desk.file(case).materials[0].id
    assert fields(refused(desk, case, steps.ask_supplement, [])) == ["materials"]
    assert fields(refused(desk, case, steps.ask_supplement, [steps.Lack(material, " ")])) == [
        "problem"
    ]
    elsewhere = desk.file(desk.open(LICENCE)).materials[0].id
    assert fields(
        refused(desk, case, steps.ask_supplement, [steps.Lack(elsewhere, "没有签名")])
    ) == ["materials"]


def test_once_02_a_second_notice_needs_approval_and_a_reason(desk: Desk) -> None:
    """And suggests PERF-16: the event says `again`."""
    clerk = Desk(desk.office, desk.office.actor(Role.WINDOW_CLERK))
    case = clerk.open()
    clerk.supplement(case)
    clerk.step(case, steps.complete)
    for approver in ("", "无此人"):
        with pytest.raises(Refused, match="要由主任或副主任批准"):
            clerk.supplement(case, reason="缺页", approver=approver)
    with pytest.raises(Refused, match="再次补正要写明原因"):
        desk.supplement(case)
    desk.supplement(case, reason="新交的户口簿缺页")
    first, second = (e for e in desk.file(case).events if e.happened is Happened.SUPPLEMENT_ASKED)
    assert (first.data["again"], second.data["again"]) == (False, True)
    assert second.data["reason"] == "新交的户口簿缺页"


@pytest.mark.parametrize("day, late", [("9-21", False), ("9-22", True)])
def test_once_07_a_notice_after_the_day_of_receipt_is_marked_late(
    desk: Desk, day: str, late: bool
) -> None:
    case = desk.open(received=[0])
    desk.to(day, "17:00")
    desk.supplement(case)
    assert desk.file(case).events[-1].data["late"] is late


def test_the_supplement_has_its_own_date(desk: Desk) -> None:
    """Parameter supplement_days: 10 working days after the notice."""
    case = desk.open(received=[0])
    desk.supplement(case)
    assert desk.case(case).supplement_due_on == on("10-12")


def test_completing_marks_what_was_missing_as_received(desk: Desk) -> None:
    case = desk.open(received=[0])
    desk.supplement(case)
    desk.to("9-24")
    desk.step(case, steps.complete)
    file = desk.file(case)
    assert [m.received_on for m in file.materials[1:]] == [on("9-24")] * 4
    assert file.facts.missing == []
    assert file.case.status is Status.RECEIVED


def test_once_08_what_is_put_right_on_the_spot_needs_no_notice(desk: Desk) -> None:
    case = desk.open(received=[0, 1, 2, 3])
    assert "还有 1 份材料没收到" in desk.reason(case, Action.ACCEPT)
    last = desk.file(case).materials[4]
    ticks = {last.id: MaterialTick(received=True, verified=True, fixed_on_spot=True, pages=2)}
    desk.step(case, tick_materials, ticks)
    stored = desk.file(case).materials[4]
    assert (stored.fixed_on_spot, stored.verified, stored.pages) == (True, True, 2)
    assert stored.received_on == on("9-21")
    desk.step(case, steps.accept)
    assert Happened.SUPPLEMENT_ASKED not in happened(desk, case)


def test_once_15_nothing_is_verified_that_was_not_received(desk: Desk) -> None:
    case = desk.open(received=[])
    material = desk.file(case).materials[0].id
    desk.step(case, tick_materials, {material: MaterialTick(received=False, verified=True)})
    assert not desk.file(case).materials[0].verified
    with pytest.raises(Refused, match="页数"):
        desk.step(case, tick_materials, {material: MaterialTick(received=True, pages=10_000)})


def test_the_checklist_of_a_closed_case_stays(desk: Desk) -> None:
    case = desk.open()
    desk.step(case, steps.give_back, "撤回")
    material = desk.file(case).materials[0].id
    for function, args in (
        (tick_materials, ({material: MaterialTick(received=False)},)),
        (add_material, ("低保证", "核对身份")),
        (waive_material, (material, "不需要")),
    ):
        with pytest.raises(Refused, match="材料清单不能再改"):
            desk.step(case, function, *args)


@pytest.mark.parametrize(
    "name, reason, expected",
    [
        ("低保证", "", ["extra_reason"]),
        ("其他材料", "核对", ["materials"]),
        ("身份证复印件", "存档", ["materials"]),
        (" ", "核对", ["materials"]),
        ("遭遇困难证明（医疗费用票据/事故证明等）", "核对", ["materials"]),
    ],
)
def test_once_12_materials_outside_the_list_need_a_reason(
    desk: Desk, name: str, reason: str, expected: list[str]
) -> None:
    case = desk.open()
    with pytest.raises(Refused) as told:
        desk.step(case, add_material, name, reason)
    assert fields(told.value) == expected


def test_once_12_an_added_material_is_missing_until_it_comes(desk: Desk) -> None:
    case = desk.open()
    desk.step(case, add_material, "低保证", "临时救助暂行办法第八条")
    file = desk.file(case)
    assert [(m.name, m.extra_reason) for m in file.facts.missing] == [
        ("低保证", "临时救助暂行办法第八条")
    ]
    assert "还有 1 份材料没收到" in desk.reason(case, Action.ACCEPT)


def test_a_material_that_does_not_apply_is_waived_with_a_reason(desk: Desk) -> None:
    """残疾人证（残疾人提供）: who has none must not be kept waiting for it."""
    case = desk.open("MZ02", received=[0, 1, 2, 3, 4])
    missing = desk.file(case).facts.missing
    assert [m.name for m in missing] == ["残疾人证（残疾人提供）"]
    with pytest.raises(Refused, match="为什么不需要"):
        desk.step(case, waive_material, missing[0].id, " ")
    desk.step(case, waive_material, missing[0].id, "申请人不是残疾人")
    desk.step(case, steps.accept)
    with pytest.raises(Refused, match="清单里没有"):
        desk.step(case, waive_material, missing[0].id, "申请人不是残疾人")
    with desk.office.work() as work:
        last = history(work, missing[0].id)[-1]
        assert last.action == "void"
        assert "申请人不是残疾人" in (last.payload or "")


# --- extensions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, -1, 11])
def test_law_42_an_extension_has_its_limit(desk: Desk, days: int) -> None:
    case = desk.to_acceptance(LICENCE)
    refusal = refused(desk, case, steps.extend, days, "江予白", "踏勘")
    assert refusal.sentence == "这个事项最多可以延长 10 个工作日"


def test_law_42_an_extension_names_approver_and_reason_and_comes_once(desk: Desk) -> None:
    case = desk.to_acceptance(LICENCE)
    assert fields(refused(desk, case, steps.extend, 5, "", " ")) == ["approver", "reason"]
    desk.step(case, steps.extend, 10, "江予白", "踏勘受天气影响")
    event = desk.file(case).events[-1]
    assert event.data == {"days": 10, "approver": "江予白", "reason": "踏勘受天气影响"}
    assert desk.reason(case, Action.EXTEND) == "延期只能一次"


def test_law_42_an_extension_is_approved_before_the_limit_ends(desk: Desk) -> None:
    case = desk.to_acceptance(LICENCE)
    last = desk.case(case).raw_due_on
    assert last == on("10-19")
    desk.to("10-19", "23:59")
    assert desk.reason(case, Action.EXTEND) == ""
    desk.to("10-20", "00:00")
    assert "期限已过" in desk.reason(case, Action.EXTEND)


def test_an_extension_needs_the_right_to_approve(desk: Desk) -> None:
    clerk = Desk(desk.office, desk.office.actor(Role.WINDOW_CLERK))
    case = clerk.to_acceptance(LICENCE)
    assert "主任" in clerk.reason(case, Action.EXTEND)
    with pytest.raises(Refused, match="主任"):
        clerk.step(case, steps.extend, 5, "江予白", "踏勘")


@pytest.mark.parametrize(
    "changes, most",
    [
        ({}, 5),
        ({"promised_limit": 15}, 0),
        ({"promised_limit": None}, 0),
        ({"legal_limit": None}, 0),
        ({"max_extension": 12}, 12),
        ({"limit_unit": "日", "legal_limit": 20}, 4),
    ],
)
def test_without_a_rule_an_extension_reaches_to_the_statutory_limit(
    desk: Desk, changes: dict[str, object], most: int
) -> None:
    """20 calendar days hold 14 working days; the promise of 10 may be lengthened by 4."""
    change(desk.office, save_edition, {"code": COMMITTED, **changes})
    case = desk.to_acceptance()
    if most == 0:
        assert "没有规定可以延期" in desk.reason(case, Action.EXTEND)
        return
    refused(desk, case, steps.extend, most + 1, "江予白", "核查")
    desk.step(case, steps.extend, most, "江予白", "核查")


# --- the end -------------------------------------------------------------------------------------


def test_case_19_collected_once_and_named(desk: Desk) -> None:
    case = desk.to_acceptance()
    desk.step(case, steps.finish, DONE)
    assert fields(refused(desk, case, steps.collect, "")) == ["collector"]
    assert fields(refused(desk, case, steps.notify, "")) == ["how"]
    desk.step(case, steps.collect, "李青禾")
    for action in (Action.COLLECT, Action.NOTIFY):
        assert desk.reason(case, action) == "已经登记领取"


def test_a_voided_case_allows_nothing_and_keeps_its_number(desk: Desk) -> None:
    case = desk.open()
    assert fields(refused(desk, case, steps.void, "")) == ["reason"]
    desk.step(case, steps.void, "重复收件")
    assert {desk.reason(case, action) for action in Action} == {"这件已作废"}
    with pytest.raises(Refused, match="已作废"):
        desk.step(case, steps.void, "再作废")
    assert desk.case(desk.open()).number == "QS-SL-2026-000002"


def test_numbers_follow_the_year_of_receipt(desk: Desk) -> None:
    desk.office.clock.now = at("1-4").replace(year=2027)
    late = desk.open(received_at=at("12-31", "16:00"))
    assert desk.case(late).number == "QS-SL-2026-000001"
    assert desk.case(desk.open()).number == "QS-SL-2027-000001"


def test_cases_of_a_person_newest_first(desk: Desk) -> None:
    first = desk.open()
    desk.to("9-22")
    second = desk.open(INSTANT)
    person = desk.case(first).person
    assert person is not None
    with desk.office.store.read(desk.office.director) as work:
        assert [c.id for c in cases_of(work, [person])] == [second, first]
        assert cases_of_visit(work, first) == []


def test_an_unknown_case_is_told(desk: Desk) -> None:
    with pytest.raises(Expected, match="没有找到这件"):
        desk.file(UUID(int=5))


def test_a_voided_event_no_longer_counts(desk: Desk) -> None:
    """Corrections are new entries; an event voided by an undone import vanishes from the clock."""
    case = desk.to_acceptance()
    desk.step(case, steps.suspend, "公示")
    with desk.office.work() as work:
        event = work.session.scalars(
            select(CaseEvent).where(CaseEvent.happened == Happened.SUSPENDED)
        ).one()
        event.voided_at, event.void_reason = work.now, "撤销导入"
        work.session.get_one(Case, case).status = Status.ACCEPTED
        commit(work)
    assert Happened.SUSPENDED not in happened(desk, case)
    desk.to("9-28")
    assert desk.file(case).clock.current.due == on("10-12")
    with desk.office.work() as work:
        assert len(events_of(work.session, case)) == 2
