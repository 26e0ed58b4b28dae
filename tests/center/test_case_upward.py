"""What goes to a superior: sent, contacted, answered, told before the case ends (CASE-09)."""

from __future__ import annotations

import pytest

from center.cases import steps, upward
from center.cases.actions import Action, primary
from center.errors import Refused
from tests.desk import CARRIED, COMMITTED, UPWARD, Desk, at, fields, on
from tests.offices import Office

DONE = steps.Outcome("转报完成")


def test_case_09_an_upward_case_ends_only_after_reply_and_telling(either: Office) -> None:
    """The superior's result is on record, and the applicant was told who, when and how."""
    desk = Desk(either)
    case = desk.to_acceptance(UPWARD)
    desk.step(
        case,
        upward.send_up,
        "县民政局",
        papers="申请表、户口簿",
        reference="民救〔2026〕3号",
        reply_due_on=on("9-28"),
    )
    assert "上级还没有答复" in desk.reason(case, Action.FINISH)
    desk.to("9-21", "10:00")
    desk.step(case, upward.reply, "同意纳入")
    assert "还没有告知申请人" in desk.reason(case, Action.FINISH)
    desk.to("9-21", "10:30")
    desk.step(case, upward.tell, "李青禾", "电话", "本人接听")
    assert desk.reason(case, Action.FINISH) == ""
    desk.step(case, steps.finish, DONE)
    with either.store.read(either.director) as work:
        (sent,) = upward.dispatches_of(work.session, case)
    assert (sent.superior, sent.papers, sent.reference) == (
        "县民政局",
        "申请表、户口簿",
        "民救〔2026〕3号",
    )
    assert (sent.reply_due_on, sent.replied_at) == (on("9-28"), at("9-21", "10:00"))
    assert (sent.answer, sent.told_at) == ("同意纳入", at("9-21", "10:30"))
    assert (sent.told_whom, sent.told_how) == ("李青禾", "电话")


def test_case_09_everything_sent_needs_its_own_reply(qingshan: Office) -> None:
    """Sent to two authorities, the case waits for both; a later reply must be told as well."""
    desk = Desk(qingshan)
    case = desk.to_acceptance(UPWARD)
    desk.step(case, upward.send_up, "县民政局")
    desk.step(case, upward.send_up, "县医保局")
    desk.step(case, upward.reply, "同意")
    desk.step(case, upward.tell, "李青禾", "电话")
    assert "上级还没有答复" in desk.reason(case, Action.FINISH)
    with qingshan.store.read(qingshan.director) as work:
        first, second = upward.dispatches_of(work.session, case)
    assert (first.superior, first.answer, second.answer) == ("县民政局", "同意", "")
    with pytest.raises(Refused):
        desk.step(case, upward.reply, "同意", sent=first.id)
    desk.step(case, upward.reply, "参保有效", sent=second.id)
    assert "还没有告知申请人" in desk.reason(case, Action.FINISH)
    assert desk.reason(case, Action.REPLY) == "上级已经答复"
    desk.step(case, upward.tell, "李青禾", "短信")
    assert desk.reason(case, Action.TELL) == "已经告知申请人"
    assert desk.reason(case, Action.FINISH) == ""


def test_case_10_a_carried_case_ends_without_a_superiors_letter(qingshan: Office) -> None:
    """帮办代办: what was carried up ends with its own result; its agent keeps the contact."""
    desk = Desk(qingshan)
    case = desk.to_acceptance(CARRIED)
    desk.step(case, upward.send_up, "县人社局")
    assert desk.reason(case, Action.FINISH) == ""
    assert desk.reason(case, Action.REPLY) == ""


def test_case_10_a_contact_is_the_latest_contact_of_what_waits(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.to_acceptance(UPWARD)
    desk.step(case, upward.send_up, "县民政局")
    desk.to("9-24")
    desk.step(case, upward.contact, "县民政局", "还在会审")
    with qingshan.store.read(qingshan.director) as work:
        (sent,) = upward.dispatches_of(work.session, case)
    assert (sent.sent_at, sent.contacted_at) == (at("9-21"), at("9-24"))


def test_the_next_step_of_an_upward_case(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.to_acceptance(UPWARD)
    taken = []
    for function, given in (
        (upward.send_up, ("县民政局",)),
        (upward.reply, ("同意",)),
        (upward.tell, ("李青禾", "电话")),
        (steps.finish, (DONE,)),
    ):
        taken.append(primary(desk.file(case).facts))
        desk.step(case, function, *given)
    assert taken == [Action.SEND_UP, Action.REPLY, Action.TELL, Action.FINISH]


def test_what_an_upward_step_must_say(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.to_acceptance(UPWARD)
    for function, given, named, wanted in (
        (upward.send_up, ("",), {}, ["superior"]),
        (upward.send_up, ("县民政局",), {"reply_due_on": on("9-20")}, ["reply_due_on"]),
    ):
        with pytest.raises(Refused) as told:
            desk.step(case, function, *given, **named)
        assert fields(told.value) == wanted
    desk.step(case, upward.send_up, "县民政局", reply_due_on=on("9-21"))
    with pytest.raises(Refused) as told:
        desk.step(case, upward.reply, " ")
    assert fields(told.value) == ["answer"]
    desk.step(case, upward.reply, "同意")
    with pytest.raises(Refused) as told:
        desk.step(case, upward.tell, "", "")
    assert fields(told.value) == ["whom", "how"]
    assert "只有上报件和代办件" in desk.reason(desk.to_acceptance(COMMITTED), Action.REPLY)
