"""Registration (登记): what is asked for when, who answers for it, what is still owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from center.accounts import Account
from center.cases.file import cases_of_visit
from center.cases.steps import void
from center.errors import Expected, Refused
from center.journal import commit, history
from center.papers import PaperKind, issue, paper, void_paper
from center.people import Identity, Person
from center.registration import (
    MAX_TEXT,
    Channel,
    Route,
    ServiceMode,
    Visit,
    VisitForm,
    VisitKind,
    counts_by_kind,
    give_reply,
    major_unreported,
    register,
    replies_owed,
    report_major,
    visit,
    visits_between,
    visits_of,
    void_visit,
)
from center.rights import Role
from center.settings import set_value
from tests.desk import LI, Desk, at, change, draft, on, pdf
from tests.offices import Office

QUESTION = VisitForm(VisitKind.QUESTION, topic="医疗保障")
HANDLING = VisitForm(VisitKind.HANDLING, LI, route=Route.HERE, need="申请临时救助")
CALL = VisitForm(
    VisitKind.QUESTION,
    Identity("周远", phone="13900000002"),
    channel=Channel.CALL,
    route=Route.LATER,
    need="问补贴发放时间",
    promised_reply_on=on("9-23"),
)


def enter(office: Office, form: VisitForm, **changes: Any) -> Visit:
    found: Visit = change(office, register, replace(form, **changes))
    return found


def fields(office: Office, form: VisitForm, **changes: Any) -> list[str]:
    """The fields a refusal names; nothing is registered then."""
    with pytest.raises(Refused) as told:
        enter(office, form, **changes)
    with office.work() as work:
        assert work.session.scalars(select(Visit)).all() == []
        assert work.session.scalars(select(Person)).all() == []
    return [problem.field for problem in told.value.problems]


def stored(office: Office, visit_id: UUID) -> Visit:
    with office.store.read(office.director) as work:
        return visit(work, visit_id)


def on_visit(office: Office, visit_id: UUID, function: Any, *args: Any) -> None:
    with office.work() as work:
        function(work, work.session.get_one(Visit, visit_id), *args)
        commit(work)


# --- what is asked for ---------------------------------------------------------------------------


def test_d2_a_question_takes_a_topic_and_nothing_else(either: Office) -> None:
    found = stored(either, enter(either, QUESTION).id)
    assert found.number == "QS-DJ-2026-000001"
    assert (found.name, found.person, found.id_number) == ("", None, "")
    assert found.replied_at == either.clock.now
    with either.work() as work:
        assert work.session.scalars(select(Person)).all() == []


@pytest.mark.parametrize("kind", [VisitKind.QUESTION, VisitKind.GUIDANCE])
def test_d2_but_a_topic_or_the_need_it_takes(qingshan: Office, kind: VisitKind) -> None:
    assert fields(qingshan, VisitForm(kind)) == ["topic"]
    assert fields(qingshan, VisitForm(kind, topic=" \n", need="\u200b")) == ["topic"]
    assert enter(qingshan, VisitForm(kind, need="问路")).need == "问路"


def test_d2_an_office_may_ask_questions_for_a_name(qingshan: Office) -> None:
    change(qingshan, set_value, "question_needs_name", True)
    assert fields(qingshan, QUESTION) == ["name"]
    assert enter(qingshan, QUESTION, who=Identity("周远")).name == "周远"


def test_reg_01_handling_asks_for_name_id_and_phone(qingshan: Office) -> None:
    assert fields(qingshan, HANDLING, who=Identity(" ")) == ["name", "id_number", "phone"]
    assert fields(qingshan, HANDLING, who=Identity("周远")) == ["id_number", "phone"]
    assert fields(qingshan, HANDLING, who=Identity("周远", no_id_reason="忘带")) == ["phone"]
    without = Identity("周远", no_id_reason="忘带", no_phone_reason="没有手机")
    found = enter(qingshan, HANDLING, who=without)
    assert (found.no_id_reason, found.no_phone_reason) == ("忘带", "没有手机")


def test_an_inquiry_asks_for_the_name(qingshan: Office) -> None:
    """CASE-28: whoever asks for a result is named; no ID."""
    inquiry = VisitForm(VisitKind.INQUIRY)
    assert fields(qingshan, inquiry) == ["name"]
    assert enter(qingshan, inquiry, who=Identity("周远")).id_number == ""


def test_reg_02_03_07_the_need_kind_and_channel_are_kept(qingshan: Office) -> None:
    found = stored(
        qingshan,
        enter(
            qingshan,
            HANDLING,
            channel=Channel.LETTER,
            mode=ServiceMode.HOME,
            item_code="MZ03",
            people_count=3,
            special_care=True,
        ).id,
    )
    assert (found.need, found.visit_kind, found.channel) == (
        "申请临时救助",
        VisitKind.HANDLING,
        Channel.LETTER,
    )
    assert (found.mode, found.item_code, found.people_count) == (ServiceMode.HOME, "MZ03", 3)
    assert found.special_care
    assert {channel.value for channel in Channel} == {"来访", "来电", "来信", "申请"}
    assert {kind.value for kind in VisitKind} == {"咨询", "引导", "办理", "查询"}


def test_reg_06_transfer_to_a_window_names_it(qingshan: Office) -> None:
    assert fields(qingshan, QUESTION, route=Route.WINDOW) == ["window"]
    assert enter(qingshan, QUESTION, route=Route.WINDOW, window="民政窗口").window == "民政窗口"


def test_reg_11_outside_the_centre_names_the_department(qingshan: Office) -> None:
    outside = replace(QUESTION, route=Route.OUTSIDE)
    assert fields(qingshan, outside) == ["department"]
    found = enter(qingshan, outside, department="县不动产登记中心", department_phone="0000-1")
    assert (found.department, found.department_phone) == ("县不动产登记中心", "0000-1")
    assert found.replied_at is not None


def test_reg_17_a_call_answered_later_leaves_name_phone_and_a_date(qingshan: Office) -> None:
    assert fields(qingshan, CALL, who=Identity("", phone="1")) == ["name"]
    assert fields(qingshan, CALL, promised_reply_on=None) == ["promised_reply_on"]
    assert fields(qingshan, CALL, who=Identity("周远")) == ["phone"]
    assert enter(qingshan, CALL).promised_reply_on == on("9-23")


def test_reg_17_or_another_channel(qingshan: Office) -> None:
    found = enter(
        qingshan,
        CALL,
        who=Identity("周远"),
        promised_reply_on=None,
        other_channel="12393 医保热线",
    )
    assert found.other_channel == "12393 医保热线"


def test_a_promised_date_is_not_in_the_past(qingshan: Office) -> None:
    assert fields(qingshan, CALL, promised_reply_on=on("9-20")) == ["promised_reply_on"]
    assert enter(qingshan, CALL, promised_reply_on=on("9-21")).replied_at is None


@pytest.mark.parametrize("count, right", [(0, False), (1, True), (9999, True), (10_000, False)])
def test_the_number_of_people_is_believable(qingshan: Office, count: int, right: bool) -> None:
    if right:
        assert enter(qingshan, QUESTION, people_count=count).people_count == count
    else:
        assert fields(qingshan, QUESTION, people_count=count) == ["people_count"]


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["need", "reply"])
def test_a_text_of_10000_characters_is_refused_and_told(either: Office, field: str) -> None:
    """The form keeps what was typed; the sentence says how much there is."""
    with pytest.raises(Refused) as told:
        enter(either, QUESTION, **{field: "说" * 10_000})
    (problem,) = told.value.problems
    assert problem.field == field
    assert "4000" in problem.message
    assert "10000" in problem.message
    kept = enter(either, QUESTION, **{field: "说" * MAX_TEXT})
    assert len(getattr(stored(either, kept.id), field)) == MAX_TEXT


@pytest.mark.parametrize(
    "field, limit",
    [("topic", 200), ("window", 200), ("department", 200), ("item_code", 20)],
)
def test_no_line_is_endless(either: Office, field: str, limit: int) -> None:
    assert fields(either, QUESTION, **{field: "长" * (limit + 1)}) == [field]
    assert len(getattr(enter(either, QUESTION, **{field: "长" * limit}), field)) == limit


def test_several_problems_are_told_at_once(qingshan: Office) -> None:
    found = fields(
        qingshan,
        HANDLING,
        who=Identity("李" * 101, id_number="1" * 41),
        people_count=0,
        need="长" * 4001,
        route=Route.WINDOW,
    )
    assert sorted(found) == ["id_number", "name", "need", "people_count", "phone", "window"]


def test_pasted_breaks_and_unseen_characters_do_not_reach_the_record(either: Office) -> None:
    """PostgreSQL refuses NUL; a direction mark disguises a name. Rare characters and emoji stay."""
    who = Identity("\u202e周\x00远\n", phone="139 0000\t0002", village="石桥村\r\n二组")
    found = stored(either, enter(either, QUESTION, who=who, need="一\r\n二\x0b三🙂𠮷\x00").id)
    assert found.name == "周远"
    assert found.village == "石桥村 二组"
    assert found.need == "一\n二\n三🙂𠮷"


# --- first-asked person and times ----------------------------------------------------------------


def test_reg_08_the_first_asked_person_is_whoever_received_it(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work(clerk) as work:
        made = register(work, CALL)
        commit(work)
    assert (made.first_asked, made.first_asked_name) == (clerk.account, clerk.name)
    on_visit(qingshan, made.id, give_reply, "已答复")
    on_visit(qingshan, made.id, report_major, "江予白")
    found = stored(qingshan, made.id)
    assert (found.first_asked, found.first_asked_name) == (clerk.account, clerk.name)
    with qingshan.work() as work:
        rows = history(work, made.id)
        assert {f'"first_asked":"{clerk.account.hex}"' in (row.payload or "") for row in rows} == {
            True
        }


def test_reg_08_a_late_entry_names_the_colleague_who_received_it(qingshan: Office) -> None:
    colleague = qingshan.actor(Role.WINDOW_CLERK)
    found = enter(
        qingshan, QUESTION, first_asked=colleague.account, received_at=at("9-20", "16:00")
    )
    assert (found.first_asked, found.first_asked_name) == (colleague.account, colleague.name)
    with pytest.raises(Refused, match="首问责任人"):
        enter(qingshan, QUESTION, first_asked=UUID(int=5))


def test_reg_08_it_is_never_blank(either: Office) -> None:
    made = enter(either, QUESTION)
    with either.work() as work:
        assert work.session.get(Account, made.first_asked) is not None
        found = work.session.get_one(Visit, made.id)
        found.first_asked = UUID(int=77)
        with pytest.raises(Expected, match="关联不上"):
            commit(work)


def test_the_time_of_receipt_is_apart_from_the_time_of_entry(qingshan: Office) -> None:
    """After a power cut the paper book is typed in with its own times."""
    yesterday = at("9-18", "15:40")
    found = stored(qingshan, enter(qingshan, QUESTION, received_at=yesterday).id)
    assert (found.received_at, found.entered_at) == (yesterday, at("9-21"))
    assert found.replied_at == yesterday
    with qingshan.work() as work:
        assert visits_between(work, at("9-18", "00:00"), at("9-19", "00:00")) != []
        assert visits_between(work, at("9-21", "00:00"), at("9-22", "00:00")) == []


def test_a_promise_kept_before_it_was_typed_in_may_be_entered(qingshan: Office) -> None:
    late = replace(CALL, received_at=at("9-17"), promised_reply_on=on("9-18"))
    assert fields(qingshan, replace(late, promised_reply_on=on("9-16"))) == ["promised_reply_on"]
    made = enter(qingshan, late)
    with qingshan.work() as work:
        assert [v.id for v in replies_owed(work)] == [made.id]


@pytest.mark.parametrize(
    "ahead, right",
    [
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, microseconds=1), False),
        (-timedelta(days=3660), True),
        (-timedelta(days=3660, microseconds=1), False),
    ],
)
def test_a_time_of_receipt_lies_in_the_past(
    qingshan: Office, ahead: timedelta, right: bool
) -> None:
    when = qingshan.clock.now + ahead
    if right:
        assert enter(qingshan, QUESTION, received_at=when).received_at == when
    else:
        assert fields(qingshan, QUESTION, received_at=when) == ["received_at"]


def test_numbers_run_through_the_year_of_receipt(either: Office) -> None:
    numbers = [enter(either, QUESTION).number for _ in range(3)]
    either.clock.now = at("1-2").replace(year=2027)
    numbers.append(enter(either, QUESTION).number)
    numbers.append(enter(either, QUESTION, received_at=at("12-31", "23:59")).number)
    assert [n and n.removeprefix("QS-DJ-") for n in numbers] == [
        "2026-000001",
        "2026-000002",
        "2026-000003",
        "2027-000001",
        "2026-000004",
    ]


# --- what is still owed --------------------------------------------------------------------------


def test_reg_04_17_replies_owed_earliest_promise_first(qingshan: Office) -> None:
    second = enter(qingshan, CALL, promised_reply_on=on("9-25"))
    first = enter(qingshan, CALL, promised_reply_on=on("9-22"))
    enter(qingshan, QUESTION)
    with qingshan.work() as work:
        assert [v.id for v in replies_owed(work)] == [first.id, second.id]
    qingshan.clock.set(on("9-22"), 16)
    on_visit(qingshan, first.id, give_reply, "下月初发放", "满意")
    found = stored(qingshan, first.id)
    assert (found.reply, found.feedback) == ("下月初发放", "满意")
    assert found.replied_at == at("9-22", "16:00")
    on_visit(qingshan, second.id, void_visit, "重复登记")
    with qingshan.work() as work:
        assert replies_owed(work) == []


@pytest.mark.parametrize("reply", ["", " \n", "长" * 4001])
def test_reg_04_a_reply_says_something(qingshan: Office, reply: str) -> None:
    made = enter(qingshan, CALL)
    with pytest.raises(Refused) as told:
        on_visit(qingshan, made.id, give_reply, reply)
    assert [p.field for p in told.value.problems] == ["reply"]
    assert stored(qingshan, made.id).replied_at is None


def test_reg_12_a_major_matter_waits_until_a_leader_was_told(qingshan: Office) -> None:
    made = enter(qingshan, QUESTION, major=True)
    enter(qingshan, QUESTION)
    with qingshan.work() as work:
        assert [v.id for v in major_unreported(work)] == [made.id]
    with pytest.raises(Refused, match="哪位领导"):
        on_visit(qingshan, made.id, report_major, " ")
    on_visit(qingshan, made.id, report_major, "江予白", "派出所")
    found = stored(qingshan, made.id)
    assert (found.reported_to, found.assigned_department) == ("江予白", "派出所")
    assert found.reported_at == qingshan.clock.now
    with qingshan.work() as work:
        assert major_unreported(work) == []


def test_a_voided_visit_keeps_its_number_and_changes_no_more(qingshan: Office) -> None:
    made = enter(qingshan, CALL)
    with pytest.raises(Refused, match="作废原因"):
        on_visit(qingshan, made.id, void_visit, " ")
    on_visit(qingshan, made.id, void_visit, "重复登记")
    for function, args in (
        (give_reply, ("答复",)),
        (report_major, ("江予白",)),
        (void_visit, ("再来",)),
    ):
        with pytest.raises(Refused, match="已作废"):
            on_visit(qingshan, made.id, function, *args)
    assert enter(qingshan, QUESTION).number == "QS-DJ-2026-000002"
    with qingshan.work() as work:
        found = visits_between(work, at("9-21", "00:00"), at("9-22"))
        assert [v.number for v in found] == ["QS-DJ-2026-000002"]
        assert counts_by_kind(work, at("9-21", "00:00"), at("9-22")) == {VisitKind.QUESTION: 1}


# --- from the visit to the case ------------------------------------------------------------------


def test_reg_09_one_visit_leads_to_several_cases(qingshan: Office) -> None:
    """REG-05, REG-09: 到站登记 → 办理; one visit may carry several applicants and items."""
    desk = Desk(qingshan)
    made = enter(qingshan, HANDLING)
    other = replace(LI, name="李小满", id_number="", no_id_reason="未带", phone="13900000003")
    cases = [desk.open("MZ03", visit=made.id), desk.open("RS01", visit=made.id, applicant=other)]
    with qingshan.work() as work:
        found = cases_of_visit(work, made.id)
        assert [c.id for c in found] == cases
        assert [c.name for c in found] == ["李青禾", "李小满"]
        assert found[0].person == made.person


def test_earlier_visits_of_a_person_newest_first(qingshan: Office) -> None:
    first = enter(qingshan, HANDLING)
    qingshan.clock.set(on("9-22"))
    second = enter(qingshan, HANDLING)
    assert first.person is not None
    with qingshan.work() as work:
        assert [v.id for v in visits_of(work, first.person)] == [second.id, first.id]
        assert [v.id for v in visits_of(work, first.person, limit=1)] == [second.id]
        assert visits_of(work, UUID(int=9)) == []


def test_reg_03_counts_by_kind(qingshan: Office) -> None:
    for form in (QUESTION, QUESTION, HANDLING):
        enter(qingshan, form)
    with qingshan.work() as work:
        assert counts_by_kind(work, at("9-21", "00:00"), at("9-22", "00:00")) == {
            VisitKind.QUESTION: 2,
            VisitKind.HANDLING: 1,
        }
        assert counts_by_kind(work, at("9-22", "00:00"), at("9-23", "00:00")) == {}


def test_a_visit_with_a_case_or_a_paper_is_not_voided_before_them(qingshan: Office) -> None:
    """A voided visit must leave neither a case nor a paper hanging in the air."""
    desk = Desk(qingshan)
    made = enter(qingshan, HANDLING)
    case = desk.open("MZ03", visit=made.id)
    with pytest.raises(Refused, match="请先作废办件"):
        on_visit(qingshan, made.id, void_visit, "登记错了")
    desk.step(case, void, "登记错了")
    with qingshan.work() as work:
        told = issue(work, draft(visit(work, made.id), PaperKind.ONE_TIME_NOTICE), pdf)
    with pytest.raises(Refused, match="请先作废文书"):
        on_visit(qingshan, made.id, void_visit, "登记错了")
    with qingshan.work() as work:
        found = paper(work, told.id)
        assert found is not None
        void_paper(work, found, "登记错了")
        commit(work)
    on_visit(qingshan, made.id, void_visit, "登记错了")


def test_reg_19_a_home_visit_says_where_it_went(qingshan: Office) -> None:
    """Two modes: at the window, or at home with place, staff and date."""
    home = {"mode": ServiceMode.HOME}
    assert fields(qingshan, QUESTION, **home) == ["went_to"]
    made = enter(qingshan, QUESTION, **home, went_to="石桥村二组村口")
    assert (made.mode, made.went_to) == (ServiceMode.HOME, "石桥村二组村口")
    assert (made.first_asked_name, made.received_at) == (qingshan.director.name, at("9-21"))
    # At the home of somebody whose village is known nothing more is asked.
    assert enter(qingshan, HANDLING, **home).mode is ServiceMode.HOME


@pytest.mark.parametrize("channel", Channel)
def test_reg_07_however_the_person_reached_the_centre_it_is_kept(
    either: Office, channel: Channel
) -> None:
    made = change(either, register, replace(HANDLING, channel=channel))
    with either.work() as work:
        assert visit(work, made.id).channel is channel
