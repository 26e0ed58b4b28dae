"""Complaints (投诉): what is asked for, who must be heard, what a verdict means, how it closes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from center.accounts import Account
from center.clock import State
from center.complaints import listing, steps
from center.complaints.actions import Action, primary, reason_against
from center.complaints.file import ComplaintFile, file_of
from center.complaints.intake import register
from center.complaints.listing import ComplaintFilter
from center.complaints.records import (
    Channel,
    Complaint,
    Fault,
    Grade,
    Happened,
    Role,
    Status,
    Verdict,
)
from center.complaints.steps import Finding
from center.complaints.verdicts import (
    CIRCULAR,
    REMOVAL,
    consequences_of,
    verified_before,
    verified_count,
)
from center.errors import Refused
from center.journal import commit
from center.papers import Paper, void_paper
from center.proposals import Proposal, decide, undecided
from center.proposals import Verdict as Checked
from center.rights import Role as Post
from center.settings import set_value
from tests.desk import at, change, fields, on
from tests.grievances import Grievances, complaint_form
from tests.offices import Office

TRUE = Finding(Verdict.TRUE, "监控证实", Fault.STAFF, "态度粗暴造成不良影响", "批评教育")


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def refused(desk: Grievances, complaint: UUID, function: Any, *args: Any, **named: Any) -> Refused:
    before = desk.case(complaint).status
    with pytest.raises(Refused) as told:
        desk.step(Complaint, complaint, function, *args, **named)
    assert desk.case(complaint).status is before
    return told.value


def heard(desk: Grievances, complaint: UUID) -> None:
    for role in (Role.COMPLAINANT, Role.RESPONDENT):
        desk.step(Complaint, complaint, steps.hear, role, "某人", "经过")


def decided(desk: Grievances, staff: UUID, finding: Finding = TRUE, **changes: Any) -> Any:
    """A complaint about somebody, investigated and decided: what it means."""
    complaint = desk.complaint(respondents=[staff], **changes)
    desk.step(Complaint, complaint, steps.accept, "周明")
    heard(desk, complaint)
    return desk.step(Complaint, complaint, steps.decide, finding)


def written_reply(desk: Grievances, complaint: UUID) -> UUID:
    """A 投诉答复书 about the complaint, as the papers issue it."""
    with desk.office.work() as work:
        paper = Paper(
            id=work.new_id(),
            station="QS",
            paper_kind="complaint_reply",
            about_kind="complaint",
            about=complaint,
            issued_at=work.now,
            issuer=work.actor.account,
            issuer_name=work.actor.name,
            facts={},
            texts={},
            template_version=1,
        )
        work.session.add(paper)
        commit(work)
        return paper.id


def test_cpl_07_an_answer_in_time_stays_in_time_however_late_the_file_is_closed(
    desk: Grievances,
) -> None:
    """The limit is for the answer: once given nothing is due; the closing day does not count."""
    complaint = desk.complaint()
    desk.step(Complaint, complaint, steps.accept, "周明")
    desk.step(Complaint, complaint, steps.decide, Finding(Verdict.FALSE, "没有此事"))
    desk.step(Complaint, complaint, steps.reply, "不属实", "电话")
    desk.to("9-29")
    with desk.office.store.read(desk.office.director) as work:
        (row,) = listing.page(work, ComplaintFilter())
        assert (row.light, row.due_on) == (State.NORMAL, None)
        assert not listing.page(work, ComplaintFilter(light=State.OVERDUE))
    desk.step(Complaint, complaint, steps.close, "已反馈", on("9-29"))
    with desk.office.store.read(desk.office.director) as work:
        (row,) = listing.page(work, ComplaintFilter())
        assert (row.light, row.due_on, row.ended_on) == (State.ON_TIME, on("9-22"), on("9-21"))


# --- registration --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"subject": ""}, "subject"),
        ({"facts": "  "}, "facts"),
        ({"name": ""}, "name"),
        ({"phone": ""}, "phone"),
        ({"window": ""}, "window"),
        ({"received_at": at("9-22")}, "received_at"),
        ({"major": True}, "written"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    qingshan: Office, changes: dict[str, Any], field: str
) -> None:
    with qingshan.work() as work, pytest.raises(Refused) as told:
        register(work, complaint_form(**changes))
    assert field in fields(told.value)


def test_cpl_03_a_major_complaint_is_written(desk: Grievances) -> None:
    assert desk.case(desk.complaint(major=True, written=True)).grade is Grade.MAJOR
    written = desk.complaint(major=True, channel=Channel.WRITTEN)
    assert desk.case(written).written


def test_cpl_03_the_office_may_take_major_ones_by_word(desk: Grievances) -> None:
    change(desk.office, set_value, "complaint_major_written", False)
    assert desk.case(desk.complaint(major=True)).grade is Grade.MAJOR


def test_an_anonymous_complaint_needs_no_name(desk: Grievances) -> None:
    complaint = desk.complaint(real_name=False, name="", phone="")
    assert desk.case(complaint).number == "QS-TS-2026-000001"


def test_cpl_08_a_second_unit_found_later_makes_it_complex(desk: Grievances) -> None:
    complaint = desk.complaint(units=["社保所"])
    desk.step(Complaint, complaint, steps.send, "社保所", on("9-24"))
    assert desk.case(complaint).grade is Grade.GENERAL
    desk.step(Complaint, complaint, steps.send, "民政办", on("9-24"))
    assert desk.case(complaint).grade is Grade.COMPLEX


# --- investigation and verdict -------------------------------------------------------------------


def test_cpl_19_true_needs_both_sides_heard(desk: Grievances) -> None:
    complaint = desk.complaint(respondents=[desk.staff()])
    assert "请先受理" in refused(desk, complaint, steps.decide, TRUE).sentence
    desk.step(Complaint, complaint, steps.accept, "周明")
    told = refused(desk, complaint, steps.decide, TRUE)
    assert (fields(told), "投诉人和被投诉人" in told.sentence) == (["verdict"], True)
    desk.step(Complaint, complaint, steps.hear, Role.COMPLAINANT, "何谷雨", "经过")
    desk.step(Complaint, complaint, steps.hear, Role.WITNESS, "保安", "经过")
    assert "被投诉人" in refused(desk, complaint, steps.decide, TRUE).sentence
    desk.step(Complaint, complaint, steps.hear, Role.RESPONDENT, "杜小满", "经过")
    desk.step(Complaint, complaint, steps.decide, TRUE)
    assert desk.case(complaint).verdict is Verdict.TRUE
    assert "已经作过认定" in refused(desk, complaint, steps.decide, TRUE).sentence


def test_not_true_needs_no_interviews(desk: Grievances) -> None:
    complaint = desk.complaint()
    desk.step(Complaint, complaint, steps.accept, "周明")
    assert desk.step(Complaint, complaint, steps.decide, Finding(Verdict.FALSE, "查无此事")) == []


@pytest.mark.parametrize(
    "finding, field",
    [
        (Finding(Verdict.OPEN, "经过"), "verdict"),
        (Finding(Verdict.FALSE, " "), "finding"),
        (Finding(Verdict.TRUE, "经过", Fault.UNIT), "measure"),
        (Finding(Verdict.TRUE, "经过", Fault.STAFF, measure="教育"), "fault"),
    ],
)
def test_a_verdict_says_what_was_found(desk: Grievances, finding: Finding, field: str) -> None:
    complaint = desk.complaint()
    desk.step(Complaint, complaint, steps.accept, "周明")
    heard(desk, complaint)
    assert field in fields(refused(desk, complaint, steps.decide, finding))


def test_cpl_11_a_major_complaint_is_reported_first(desk: Grievances) -> None:
    complaint = desk.complaint(major=True, written=True)
    desk.step(Complaint, complaint, steps.accept, "周明")
    finding = Finding(Verdict.FALSE, "查无此事")
    desk.step(Complaint, complaint, steps.report, Happened.REPORTED_LEADER, "林若安")
    told = refused(desk, complaint, steps.decide, finding)
    assert "纪检监察" in told.sentence
    desk.step(Complaint, complaint, steps.report, Happened.REPORTED_DISCIPLINE, "县纪委监委")
    desk.step(Complaint, complaint, steps.decide, finding)


def test_cpl_15_circular_at_the_first_removal_at_the_second(desk: Grievances) -> None:
    staff = desk.staff()
    [first] = decided(desk, staff)
    assert (first.count, first.measure, first.points, first.situation) == (1, CIRCULAR, -5, "S01")
    assert decided(desk, staff, Finding(Verdict.FALSE, "查无此事")) == []
    unit = Finding(Verdict.TRUE, "系统故障", Fault.UNIT, measure="修复")
    assert decided(desk, staff, unit) == []
    # A secret one counts too.
    [second] = decided(desk, staff, protected=True)
    assert (second.count, second.measure) == (2, REMOVAL)
    [other] = decided(desk, desk.staff("陶然"))
    assert other.measure == CIRCULAR


def test_cpl_15_what_followed_is_read_again_as_it_was_then(desk: Grievances) -> None:
    staff = desk.staff()
    decided(desk, staff)
    decided(desk, staff)
    with desk.office.store.read(desk.office.director) as work:
        both = work.session.query(Complaint).order_by(Complaint.number).all()
        told = [consequences_of(work, one) for one in both]
        assert [[(one.count, one.measure) for one in found] for found in told] == [
            [(1, CIRCULAR)],
            [(2, REMOVAL)],
        ]
        assert verified_before(work, both[0]) == {"杜小满": 2}


@pytest.mark.parametrize(
    "span, days, measure",
    [
        ("all", 400, REMOVAL),
        ("year", 364, REMOVAL),
        ("year", 365, CIRCULAR),
        ("off", 10, CIRCULAR),
    ],
)
def test_cpl_15_the_span_is_a_setting(desk: Grievances, span: str, days: int, measure: str) -> None:
    change(desk.office, set_value, "two_strikes_removal", span)
    staff = desk.staff()
    decided(desk, staff)
    desk.office.clock.advance(days=days)
    [second] = decided(desk, staff)
    assert second.measure == measure
    with desk.office.store.read(desk.office.director) as work:
        today = on("9-21").replace(year=2099)
        assert verified_count(work, staff, today) == (0 if span == "year" else 2)


def test_perf_17_points_are_proposed_and_name_the_number_alone(desk: Grievances) -> None:
    staff = desk.staff()
    with desk.office.work() as work:
        account = Account(
            id=work.new_id(), station="QS", login="dxm", name="杜小满", roles=["window_clerk"]
        )
        account.staff = staff
        work.session.add(account)
        commit(work)
    # The petition clerk, who handles no cases, decides it.
    by_clerk = Grievances(desk.office, desk.office.actor(Post.PETITION_CLERK, login="xinfang"))
    decided(by_clerk, staff, protected=True, facts="密件内容")
    with desk.office.store.read(desk.office.director) as work:
        found: list[Proposal] = list(undecided(work))
        assert [(p.rule, p.account, p.points) for p in found] == [("PERF-17", account.id, -5)]
        assert found[0].why == "投诉 QS-TS-2026-000001 核查属实，过错方为窗口工作人员"


def test_perf_17_points_are_linked_and_fall_with_the_verdict(desk: Grievances) -> None:
    """CPL-15: the count falls too; the next verified complaint is the first again."""
    staff = desk.staff()
    decided(desk, staff)
    complaint = desk.complaint(respondents=[desk.staff("陶然")])
    with desk.office.store.read(desk.office.director) as work:
        [proposed] = undecided(work)
        found = work.session.get_one(Complaint, proposed.complaint)
        assert (found.number, proposed.staff) == ("QS-TS-2026-000001", staff)
        assert proposed.account is None, "somebody without an account has points too"
        assert undecided(work, complaint=complaint) == []
        first = found.id
    change(desk.office, lambda work: decide(work, undecided(work)[0], Checked.TRUE))
    desk.step(Complaint, first, steps.reconsider, "发现新的录像")
    again = desk.case(first)
    assert (again.status, again.verdict, again.finding) == (Status.HANDLING, Verdict.OPEN, "")
    with desk.office.store.read(desk.office.director) as work:
        [fallen] = work.session.query(Proposal)
        assert (fallen.voided_at is None, fallen.void_reason) == (False, "发现新的录像")
        assert verified_count(work, staff, on("9-21")) == 0
        with pytest.raises(Refused, match="已经撤回"):
            decide(work, fallen, Checked.FALSE, "x")
    desk.step(Complaint, first, steps.decide, Finding(Verdict.FALSE, "录像里不是本人"))
    [next_one] = decided(desk, staff)
    assert next_one.measure == CIRCULAR


def test_a_voided_complaint_counts_for_nothing(desk: Grievances) -> None:
    staff = desk.staff()
    decided(desk, staff)
    with desk.office.store.read(desk.office.director) as work:
        [complaint] = work.session.query(Complaint)
    desk.step(Complaint, complaint.id, steps.void, "重复登记")
    with desk.office.store.read(desk.office.director) as work:
        assert undecided(work) == []
        assert verified_count(work, staff, on("9-21")) == 0


def test_a_verdict_is_taken_back_only_before_the_end(desk: Grievances) -> None:
    complaint = desk.complaint()
    assert "还没有作过认定" in refused(desk, complaint, steps.reconsider, "理由").sentence
    desk.step(Complaint, complaint, steps.accept, "周明")
    desk.step(Complaint, complaint, steps.decide, Finding(Verdict.FALSE, "查无此事"))
    assert fields(refused(desk, complaint, steps.reconsider, " ")) == ["reason"]
    desk.step(Complaint, complaint, steps.reply, "不属实", "口头")
    desk.step(Complaint, complaint, steps.close, "已告知", on("9-21"))
    assert "已办结" in refused(desk, complaint, steps.reconsider, "理由").sentence


def test_cpl_06_the_accused_deputy_does_not_see_the_points_of_a_secret_complaint(
    desk: Grievances,
) -> None:
    staff = desk.staff("测试zhuguan")
    decided(desk, staff, protected=True)
    accused = desk.office.actor(Post.DEPUTY, login="zhuguan")
    with desk.office.store.read(accused) as work:
        assert undecided(work) == []
    with desk.office.store.read(desk.office.director) as work:
        assert len(undecided(work)) == 1


def file_of_case(desk: Grievances, complaint: UUID) -> ComplaintFile:
    with desk.office.store.read(desk.office.director) as work:
        return file_of(work, work.session.get_one(Complaint, complaint))


def test_buttons_and_services_ask_the_same(desk: Grievances) -> None:
    """The primary button leads from registration to the end; unlawful ones say why."""

    def file(complaint: UUID) -> ComplaintFile:
        return file_of_case(desk, complaint)

    director = desk.office.director
    complaint = desk.complaint(units=["社保所", "民政办"])
    assert primary(file(complaint), director) is Action.ACCEPT
    assert "没有转办" in reason_against(Action.UNIT_OPINION, file(complaint), director)
    desk.step(Complaint, complaint, steps.accept, "周明")
    # CPL-14: a complex one is to be reported; it reminds and does not block.
    assert primary(file(complaint), director) is Action.REPORT
    assert reason_against(Action.DECIDE, file(complaint), director) == ""
    desk.step(Complaint, complaint, steps.report, Happened.REPORTED_PARTY, "镇党委")
    assert primary(file(complaint), director) is Action.DECIDE
    desk.step(Complaint, complaint, steps.decide, Finding(Verdict.FALSE, "查无此事"))
    assert primary(file(complaint), director) is Action.REPLY
    desk.step(Complaint, complaint, steps.reply, "不属实", "口头")
    assert primary(file(complaint), director) is Action.CLOSE
    desk.step(Complaint, complaint, steps.close, "已告知", on("9-21"))
    assert primary(file(complaint), director) is None
    clerk = desk.office.actor(Post.WINDOW_CLERK, login="wangmin")
    for action in Action:
        assert reason_against(action, file(complaint), director) == "这件已办结"
        assert "权限" in reason_against(action, file(complaint), clerk)


# --- reply and end -------------------------------------------------------------------------------


def to_reply(desk: Grievances, **changes: Any) -> UUID:
    complaint = desk.complaint(**changes)
    desk.step(Complaint, complaint, steps.accept, "周明")
    desk.step(Complaint, complaint, steps.decide, Finding(Verdict.FALSE, "查无此事"))
    return complaint


def test_no_end_without_reply_and_feedback(desk: Grievances) -> None:
    complaint = to_reply(desk)
    told = refused(desk, complaint, steps.close, " ", None)
    assert fields(told) == ["reply", "feedback", "fed_back_on"]
    desk.step(Complaint, complaint, steps.reply, "经查不属实", "电话")
    assert fields(refused(desk, complaint, steps.close, "", on("9-21"))) == ["feedback"]
    for day in (on("9-22"), on("9-20")):
        assert fields(refused(desk, complaint, steps.close, "已告知", day)) == ["fed_back_on"]
    desk.step(Complaint, complaint, steps.close, "已电话告知，表示理解", on("9-21"), "满意")
    found = desk.case(complaint)
    assert (found.status, found.ended_on, found.satisfied) == (Status.CLOSED, on("9-21"), "满意")
    assert "已办结" in refused(desk, complaint, steps.reply, "再答复", "电话").sentence


def test_cpl_10_a_written_complaint_ends_with_an_issued_written_reply(desk: Grievances) -> None:
    complaint = to_reply(desk, channel=Channel.WRITTEN)
    assert fields(refused(desk, complaint, steps.reply, "不属实", "口头")) == ["form"]
    desk.step(Complaint, complaint, steps.reply, "不属实", "书面")
    assert fields(refused(desk, complaint, steps.close, "已寄出", on("9-21"))) == ["paper"]
    paper = written_reply(desk, complaint)
    with desk.office.work() as work:
        void_paper(work, work.session.get_one(Paper, paper), "写错")
        commit(work)
    assert fields(refused(desk, complaint, steps.close, "已寄出", on("9-21"))) == ["paper"]
    written_reply(desk, complaint)
    desk.step(Complaint, complaint, steps.close, "已寄出", on("9-21"))


def test_no_reply_before_the_verdict_or_the_registration(desk: Grievances) -> None:
    complaint = desk.complaint()
    assert "核查结论" in refused(desk, complaint, steps.reply, "答复", "口头").sentence
    ready = to_reply(desk)
    told = refused(desk, ready, steps.reply, "答复", "口头", at=at("9-20"))
    assert fields(told) == ["at"]


def test_cpl_09_a_late_reply_needs_its_delay_explained(desk: Grievances) -> None:
    complaint = to_reply(desk)
    desk.to("9-23")  # due on the next working day, the 22nd
    assert fields(refused(desk, complaint, steps.reply, "答复", "口头")) == ["delay"]
    assert primary(file_of_case(desk, complaint), desk.office.director) is Action.TELL_DELAY
    desk.step(Complaint, complaint, steps.tell_delay, "当事人外出", on("9-24"))
    # The day promised instead is a clock, and over it asks for another word.
    desk.to("9-25")
    assert fields(refused(desk, complaint, steps.reply, "答复", "口头")) == ["delay"]
    desk.step(Complaint, complaint, steps.reply, "答复", "口头", at=at("9-24"))


def test_cpl_09_an_anonymous_complaint_has_nobody_to_tell(desk: Grievances) -> None:
    complaint = to_reply(desk, real_name=False, name="", phone="")
    desk.to("9-28")
    desk.step(Complaint, complaint, steps.reply, "公示", "口头")


def test_the_list_shows_the_clock_and_masks_the_phone(desk: Grievances) -> None:
    desk.complaint()
    with desk.office.store.read(desk.office.director) as work:
        [row] = listing.page(work, ComplaintFilter(text="何谷", open_only=True))
        assert (row.clock_name, row.due_on) == ("一般投诉答复期限", on("9-22"))
        assert row.phone == "139****0011"
        assert listing.count(work, ComplaintFilter(grade=Grade.MAJOR)) == 0
