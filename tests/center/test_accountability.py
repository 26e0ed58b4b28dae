"""Accountability (责任追究): who answers, which tier, what follows, who may see it (ACC-01…13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from center.accountability import actions, listing, offers, papers, steps
from center.accountability.actions import Action
from center.accountability.file import of_source, open_file, read_file
from center.accountability.intake import amend
from center.accountability.listing import AccountabilityFilter
from center.accountability.records import (
    MEASURES,
    SITUATIONS,
    Accountability,
    Aggravating,
    Mitigating,
    Part,
    Review,
    Severity,
    Status,
)
from center.accountability.standing import acts_before, disqualified, last_day_out, proposed_tier
from center.accounts import Account
from center.cases.file import open_file as open_case
from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.complaints.steps import Finding
from center.complaints.verdicts import consequences_of
from center.errors import NotAllowed, Refused
from center.journal import JournalRow, commit
from center.papers import PaperKind
from center.petitions.records import Purpose
from center.postings import Cause, WindowPosting
from center.rights import Actor
from center.rights import Role as Post
from center.secret_matters import Accused, conceal
from center.settings import set_value, values
from center.staff import ServiceWindow, Staff, windows
from tests.accountable import DAY, Faults, form_of
from tests.desk import COMMITTED, INSTANT, Desk, change, fields, on
from tests.grievances import Grievances
from tests.offices import Office

ROUGH = Finding(Verdict.TRUE, "监控证实", Fault.STAFF, "态度粗暴造成不良影响", "批评教育")


@pytest.fixture
def faults(qingshan: Office) -> Faults:
    return Faults(Grievances(qingshan))


def refused(faults: Faults, ident: UUID, function: Any, *args: Any, **named: Any) -> Refused:
    before = faults.file(ident).record.status
    with pytest.raises(Refused) as told:
        faults.step(ident, function, *args, **named)
    assert faults.file(ident).record.status is before
    return told.value


def sits(faults: Faults, staff: UUID, head: UUID | None = None) -> UUID:
    with faults.office.work() as work:
        window = ServiceWindow(
            id=work.new_id(), station="QS", name="社保窗口", a_post=staff, head=head
        )
        work.session.add(window)
        work.session.add(
            WindowPosting(
                id=work.new_id(),
                station="QS",
                window=window.id,
                staff=staff,
                post="A",
                since=on("9-1"),
            )
        )
        commit(work)
        return window.id


def verified(faults: Faults, staff: UUID, **changes: Any) -> UUID:
    """A complaint found true with the staff at fault."""
    desk = faults.desk
    complaint = desk.complaint(respondents=[staff], **changes)
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    for role in (Role.COMPLAINANT, Role.RESPONDENT):
        desk.step(Complaint, complaint, complaint_steps.hear, role, "某人", "经过")
    desk.step(Complaint, complaint, complaint_steps.decide, ROUGH)
    return complaint


# --- proposing -----------------------------------------------------------------------------------


def test_acc_03_thirteen_situations_five_aggravating_four_mitigating() -> None:
    assert list(SITUATIONS) == [f"S{number:02d}" for number in range(1, 14)]
    assert (len(Aggravating), len(Mitigating)) == (5, 4)


def test_a_matter_takes_a_number_and_names_who_answers(faults: Faults) -> None:
    """ACC-02, ACC-11: post holder, window head and the superior, nobody twice."""
    holder, head = faults.desk.staff(), faults.desk.staff("陶然")
    ident = faults.propose(holder, head=head, supervisor=holder)
    file = faults.file(ident)
    assert file.record.number == "QS-ZR-2026-000001"
    assert [(one.name, one.part) for one in file.persons] == [
        ("杜小满", Part.HOLDER),
        ("陶然", Part.HEAD),
    ]
    assert file.record.names == "杜小满、陶然"


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"happened_on": on("9-22")}, "happened_on"),
        ({"facts": " \n"}, "facts"),
        ({"situations": []}, "situation"),
        ({"situations": ["S14"]}, "situation"),
        ({"holders": []}, "holder"),
        ({"head": UUID(int=5)}, "head"),
        ({"breach": "违" * 4001}, "breach"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    faults: Faults, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as told:
        faults.propose(faults.desk.staff(), **changes)
    assert field in fields(told.value)


def test_acc_13_an_act_of_the_offices_own_list_is_enough(faults: Faults) -> None:
    acts = values_of(faults).lines("prohibited_acts")
    assert len(acts) == 8
    ident = faults.propose(faults.desk.staff(), situations=[], acts=acts[:1])
    assert faults.file(ident).record.acts == acts[:1]


def values_of(faults: Faults) -> Any:
    with faults.office.store.read(faults.office.director) as work:
        return values(work.session, work.now)


def test_whoever_answers_neither_proposes_nor_decides(faults: Faults) -> None:
    """回避: another leader does it; the superior's joint duty bars from nothing."""
    staff = faults.desk.staff("测试fuzhuren")
    deputy = faults.office.actor(Post.DEPUTY, login="fuzhuren")
    with pytest.raises(Refused) as told:
        faults.propose(staff, by=deputy)
    assert "回避" in told.value.sentence
    ident = faults.propose(staff)
    told_now = refused(faults, ident, steps.decide, {}, "主任", "理由", by=deputy)
    assert "回避" in told_now.sentence
    other = faults.propose(faults.desk.staff(), supervisor=staff)
    chosen = faults.sanctions(other, Severity.LIGHT)
    faults.step(other, steps.decide, chosen, "主任办公会", "属实", by=deputy)


def test_only_a_proposed_matter_is_amended(faults: Faults) -> None:
    holder, other = faults.desk.staff(), faults.desk.staff("陶然")
    ident = faults.propose(holder)
    faults.step(ident, amend, form_of(other, situations=["S05", "S01"], facts="重新核对"))
    file = faults.file(ident)
    assert [one.name for one in file.persons] == ["陶然"]
    assert (file.record.situations, file.record.facts) == (["S01", "S05"], "重新核对")
    faults.step(ident, steps.decide, faults.sanctions(ident, None), "主任", "情节显著轻微")
    assert "已经作出决定" in refused(faults, ident, amend, form_of(holder)).sentence


# --- repeats -------------------------------------------------------------------------------------


@pytest.mark.parametrize("days, flagged", [(364, True), (365, False), (366, False)])
def test_acc_04_a_second_act_within_twelve_months_is_flagged(
    faults: Faults, days: int, flagged: bool
) -> None:
    staff = faults.desk.staff()
    faults.decided(staff, Severity.LIGHT)
    faults.office.clock.advance(days=days + 10)
    ident = faults.propose(staff, happened_on=DAY + timedelta(days=days))
    file = faults.file(ident)
    assert (Aggravating.REPEATED in file.aggravating) is flagged
    assert ("一年内第 2 次" in steps.repeats(file)) is flagged
    faults.step(ident, steps.decide, faults.sanctions(ident, Severity.LIGHT), "主任", "属实")
    assert (Aggravating.REPEATED in faults.file(ident).record.aggravating) is flagged


def test_acc_04_the_calendar_year_is_a_setting(faults: Faults) -> None:
    change(faults.office, set_value, "repeat_window", "calendar")
    staff = faults.desk.staff()
    faults.propose(staff, happened_on=date(2025, 12, 31))
    ident = faults.propose(staff, happened_on=date(2026, 1, 2))
    assert not faults.file(ident).repeated
    again = faults.propose(staff, happened_on=on("9-1"))
    assert faults.file(again).repeated == {staff: 1}


def test_acc_04_what_led_to_nothing_does_not_count(faults: Faults) -> None:
    staff = faults.desk.staff()
    faults.decided(staff, None)
    voided = faults.propose(staff)
    faults.step(voided, steps.void, "录错")
    faults.propose(faults.desk.staff("陶然"), supervisor=staff)
    with faults.office.store.read(faults.office.director) as work:
        assert acts_before(work, staff, on("9-21")) == 0
    faults.propose(staff)
    with faults.office.store.read(faults.office.director) as work:
        assert acts_before(work, staff, on("9-21")) == 1


# --- tiers and effects ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "severity, mitigated, tier",
    [
        (Severity.LIGHT, False, Severity.LIGHT),
        (Severity.LIGHT, True, None),
        (Severity.HEAVY, True, Severity.LIGHT),
        (Severity.GRAVE, False, Severity.GRAVE),
        (Severity.GRAVE, True, Severity.HEAVY),
    ],
)
def test_acc_05_what_mitigates_lowers_the_proposed_tier_by_one(
    severity: Severity, mitigated: bool, tier: Severity | None
) -> None:
    assert proposed_tier(severity, Part.HOLDER, mitigated=mitigated) is tier
    highest = Severity.LIGHT if tier else None
    assert proposed_tier(severity, Part.SUPERVISOR, mitigated=mitigated) is highest


def test_acc_02_a_decision_says_who_why_and_how(faults: Faults) -> None:
    ident = faults.propose(faults.desk.staff())
    told = refused(faults, ident, steps.decide, faults.sanctions(ident, Severity.LIGHT), " ", "")
    assert fields(told) == ["decided_by", "opinion"]
    assert fields(refused(faults, ident, steps.decide, {}, "主任", "属实")) == ["tier1"]
    wrong = faults.sanctions(ident, Severity.LIGHT, "罚款")
    assert fields(refused(faults, ident, steps.decide, wrong, "主任", "属实")) == ["measure1"]


def test_acc_02_the_second_tier_leaves_out_of_awards_until_the_years_end(faults: Faults) -> None:
    staff, warned = faults.desk.staff(), faults.desk.staff("陶然")
    ident = faults.decided(staff, Severity.HEAVY)
    faults.decided(warned, Severity.LIGHT)

    def out(who: UUID, day: date) -> bool:
        with faults.office.store.read(faults.office.director) as work:
            return disqualified(work, who, day)

    assert [out(staff, day) for day in (on("9-20"), on("9-21"), on("12-31"))] == [
        False,
        True,
        True,
    ]
    assert not out(staff, date(2027, 1, 1))
    assert not out(warned, on("9-22"))
    faults.step(ident, steps.void, "录错")
    assert not out(staff, on("9-22"))


def test_acc_02_the_period_may_be_twelve_months(faults: Faults) -> None:
    change(faults.office, set_value, "award_disqualify_period", "months12")
    assert last_day_out(values_of(faults), date(2026, 9, 21)) == date(2027, 9, 20)


def test_acc_02_the_third_tier_ends_the_posting_without_hr_03(faults: Faults) -> None:
    """The person has been at the window for three weeks: no reason is asked for."""
    staff = faults.desk.staff()
    window = sits(faults, staff, head=staff)
    ident = faults.propose(staff)
    grave = faults.sanctions(ident, Severity.GRAVE, MEASURES[Severity.GRAVE])
    deputy = faults.office.actor(Post.DEPUTY, login="fuzhuren")
    told = refused(faults, ident, steps.decide, grave, "主任办公会", "影响恶劣", by=deputy)
    assert (fields(told), "由主任决定" in told.sentence) == (["tier1"], True)
    faults.step(ident, steps.decide, grave, "主任办公会", "影响恶劣")
    with faults.office.store.read(faults.office.director) as work:
        found = work.session.get_one(ServiceWindow, window)
        assert (found.a_post, found.head) == (None, None)
        [posting] = work.session.query(WindowPosting)
        assert (posting.until, posting.cause) == (on("9-21"), Cause.SANCTION.value)
        [person] = open_file(work, ident).persons
    assert (person.moved_from, person.disqualified_until) == ("社保窗口", on("12-31"))


# --- referral, appeal, end -----------------------------------------------------------------------


def test_acc_08_referred_with_date_and_answer(faults: Faults) -> None:
    ident = faults.propose(faults.desk.staff())
    assert fields(refused(faults, ident, steps.refer, "", on("9-20"))) == ["body"]
    assert fields(refused(faults, ident, steps.refer, "县纪委监委", on("9-17"))) == ["on"]
    faults.step(ident, steps.refer, "县纪委监委", on("9-20"))
    faults.step(ident, steps.refer, "县纪委监委", on("9-20"), "已立案")
    file = faults.file(ident)
    assert (file.record.referred_to, file.record.referral_result) == ("县纪委监委", "已立案")
    assert [one.happened for one in file.events] == ["提出", "移送", "移送结果"]


def test_an_appeal_stays_open_until_its_review(faults: Faults) -> None:
    staff = faults.desk.staff()
    ident = faults.decided(staff, Severity.HEAVY)
    faults.step(ident, steps.appeal, "本人：当时是去复印材料")
    told = refused(faults, ident, steps.close, "已执行")
    assert "申诉还没有复核" in told.sentence
    wrong = refused(faults, ident, steps.review, None, {}, "主任", "理由")
    assert fields(wrong) == ["verdict"]
    lighter = faults.sanctions(ident, Severity.LIGHT, MEASURES[Severity.LIGHT])
    faults.step(ident, steps.review, Review.CHANGED, lighter, "主任办公会", "确有工作原因")
    [person] = faults.file(ident).persons
    assert (person.tier, person.disqualified_until) == (Severity.LIGHT, None)
    faults.step(ident, steps.close, "已当面告诫")
    record = faults.file(ident).record
    assert (record.status, record.ended_on) == (Status.CLOSED, on("9-21"))
    assert "已结案" in refused(faults, ident, steps.appeal, "再申诉").sentence


def test_what_was_revoked_counts_no_more(faults: Faults) -> None:
    staff = faults.desk.staff()
    ident = faults.decided(staff, Severity.HEAVY)
    faults.step(ident, steps.appeal, "本人：没有此事")
    faults.step(ident, steps.review, Review.REVOKED, {}, "主任办公会", "证据不足")
    with faults.office.store.read(faults.office.director) as work:
        assert not disqualified(work, staff, on("9-22"))
        assert acts_before(work, staff, on("9-22")) == 0
        [row] = listing.page(work, AccountabilityFilter())
    assert row.measures == "杜小满 撤销追究"


def test_buttons_and_services_ask_the_same(faults: Faults) -> None:
    director = faults.office.director
    ident = faults.propose(faults.desk.staff())
    assert actions.primary(faults.file(ident), director) is Action.DECIDE
    assert "还没有作出决定" in actions.reason_against(Action.CLOSE, faults.file(ident), director)
    faults.step(ident, steps.decide, faults.sanctions(ident, Severity.LIGHT), "主任", "属实")
    assert actions.primary(faults.file(ident), director) is Action.CLOSE
    faults.step(ident, steps.appeal, "本人不服")
    assert actions.primary(faults.file(ident), director) is Action.REVIEW
    inspector = faults.office.actor(Post.INSPECTOR, login="xuncha")
    assert "权限" in actions.reason_against(Action.REVIEW, faults.file(ident), inspector)
    with pytest.raises(NotAllowed):
        faults.step(ident, steps.review, Review.UPHELD, {}, "x", "y", by=inspector)


def test_papers_follow_the_tiers(faults: Faults) -> None:
    director = faults.office.director
    ident = faults.propose(faults.desk.staff())
    admonition, circular = PaperKind.ACCOUNTABILITY_ADMONITION, PaperKind.ACCOUNTABILITY_CIRCULAR
    assert "还没有作出决定" in papers.reason_against(admonition, faults.file(ident), director)
    light = faults.sanctions(ident, Severity.LIGHT, MEASURES[Severity.LIGHT])
    faults.step(ident, steps.decide, light, "主任", "属实")
    assert papers.wanted(faults.file(ident), director) == [admonition]
    assert "没有人按" in papers.reason_against(circular, faults.file(ident), director)
    faults.step(ident, steps.close, "已告诫")
    assert papers.wanted(faults.file(ident), director) == [PaperKind.ACCOUNTABILITY_RECORD]


# --- what the program offers ---------------------------------------------------------------------


def test_acc_12_a_verified_complaint_is_offered_filled_in(faults: Faults) -> None:
    """CPL-22, HR-16: respondents, the head of the window, the leader in charge."""
    staff, head = faults.desk.staff(), faults.desk.staff("陶然")
    sits(faults, staff, head=head)
    with faults.office.work() as work:
        leader = Staff(id=work.new_id(), station="QS", name="方砚", leader_rank="分管")
        work.session.add(leader)
        commit(work)
        chief = leader.id
    complaint = verified(faults, staff)
    with faults.office.store.read(faults.office.director) as work:
        found = work.session.get_one(Complaint, complaint)
        form = offers.from_complaint(work, found, consequences_of(work, found))
    assert (form.situations, form.severity) == (["S01"], Severity.LIGHT)
    assert form.parts == {staff: Part.HOLDER, head: Part.HEAD, chief: Part.SUPERVISOR}
    assert (form.complaint, form.window, form.facts) == (complaint, "社保窗口", "监控证实")
    again = verified(faults, staff)
    with faults.office.store.read(faults.office.director) as work:
        found = work.session.get_one(Complaint, again)
        form = offers.from_complaint(work, found, consequences_of(work, found))
    assert form.severity is Severity.GRAVE, "CPL-15: the second one proposes removal"


def test_hr_16_without_a_head_the_a_post_answers(faults: Faults) -> None:
    staff = faults.desk.staff()
    sits(faults, staff)
    with faults.office.store.read(faults.office.director) as work:
        assert offers.head_of(work, "社保窗口") == staff
        assert offers.head_of(work, "没有的窗口") is None
        assert windows(work)


def test_acc_12_an_overdue_case_is_offered_as_s13(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.open(INSTANT)
    assert offers.reasons(desk.file(case)) == []
    desk.to("10-30")
    [reason] = offers.reasons(desk.file(case))
    assert (reason.situation, "没有按时办结" in reason.words) == ("S13", True)
    with qingshan.store.read(qingshan.director) as work:
        form = offers.from_case(work, open_case(work, case))
    assert (form.situations, form.case) == (["S13"], case)
    due = desk.case(case).due_on
    assert due is not None
    assert form.happened_on == due + timedelta(days=1)


def test_acc_12_no_one_time_notice_is_offered_as_s05(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.open(COMMITTED)
    desk.supplement(case)
    assert offers.reasons(desk.file(case)) == [], "the notice may still be issued today"
    desk.to("9-22")
    [reason] = offers.reasons(desk.file(case))
    assert reason.situation == "S05"


# --- the source ----------------------------------------------------------------------------------


def test_a_matter_is_found_from_its_source_and_says_when_that_fell(faults: Faults) -> None:
    staff = faults.desk.staff()
    complaint = verified(faults, staff)
    ident = faults.propose(staff, complaint=complaint)
    assert faults.file(ident).record.source_number == "QS-TS-2026-000001"
    with faults.office.store.read(faults.office.director) as work:
        assert [one.id for one in of_source(work, "complaint", complaint)] == [ident]
    assert not faults.file(ident).unfounded
    faults.desk.step(Complaint, complaint, complaint_steps.reconsider, "发现新的录像")
    assert faults.file(ident).unfounded


def test_one_source_at_most(faults: Faults) -> None:
    staff = faults.desk.staff()
    complaint, petition = faults.desk.complaint(), faults.desk.petition()
    with pytest.raises(Refused) as told:
        faults.propose(staff, complaint=complaint, petition=petition)
    assert fields(told.value) == ["source"]
    ident = faults.propose(staff, petition=petition)
    assert faults.file(ident).record.source_number == "QS-XF-2026-000001"


class Secret:
    """A secret complaint, verified, and the matter that came of it."""

    def __init__(self, faults: Faults) -> None:
        self.faults, office = faults, faults.office
        self.deputy = office.actor(Post.DEPUTY, login="fuzhuren")
        self.inspector = office.actor(Post.INSPECTOR, login="xuncha")
        self.staff, self.head = faults.desk.staff("测试zhuguan"), faults.desk.staff("陶然")
        self.accused = office.actor(Post.DEPUTY, login="zhuguan")
        self.complaint = verified(faults, self.staff, protected=True, facts="蓝鹊渡口")
        self.ident = faults.propose(
            self.staff, head=self.head, complaint=self.complaint, facts="蓝鹊渡口的事"
        )


def hidden_from(secret: Secret, actor: Actor) -> None:
    office = secret.faults.office
    with office.store.read(actor) as work:
        assert listing.page(work, AccountabilityFilter(text="蓝鹊")) == []
        assert listing.count(work, AccountabilityFilter()) == 0
        assert of_source(work, "complaint", secret.complaint) == []
        with pytest.raises(NotAllowed):
            read_file(work, secret.ident)


def test_cpl_06_what_comes_of_a_secret_matter_is_as_secret(faults: Faults) -> None:
    """Neither other leaders nor whoever it accuses see it; the director does."""
    secret = Secret(faults)
    for actor in (secret.deputy, secret.inspector, secret.accused):
        hidden_from(secret, actor)
    with faults.office.work() as work:
        assert open_file(work, secret.ident).record.secret
        rows = work.session.query(JournalRow).filter_by(kind="accountability").all()
        assert {row.action for row in rows} >= {"create", "open"}
        assert {row.audience for row in rows} == {f"secret:{secret.complaint.hex}"}


def test_cpl_06_who_is_named_only_here_is_barred_from_the_source_too(faults: Faults) -> None:
    secret = Secret(faults)
    head = faults.office.actor(Post.DIRECTOR, login="taoran")
    with faults.office.work() as work:
        work.session.get_one(Account, head.account).staff = secret.head
        commit(work)
    hidden_from(secret, replace(head, staff=secret.head))


def test_pet_10_what_comes_of_an_accusation_is_as_secret(faults: Faults) -> None:
    staff = faults.desk.staff("测试zhuguan")
    petition = faults.desk.petition(
        purpose=Purpose.ACCUSATION, accused=[Accused("测试zhuguan", staff)]
    )
    ident = faults.propose(staff, petition=petition)
    for login in ("zhuguan", "fuzhuren"):
        deputy = faults.office.actor(Post.DEPUTY, login=login)
        with faults.office.store.read(deputy) as work:
            assert of_source(work, "petition", petition) == []
            with pytest.raises(NotAllowed):
                read_file(work, ident)
    assert faults.file(ident).record.audience == f"secret:{petition.hex}"


def test_a_matter_follows_its_source_into_secrecy(faults: Faults) -> None:
    staff = faults.desk.staff()
    complaint = verified(faults, staff)
    ident = faults.propose(staff, complaint=complaint)
    faults.desk.step(Complaint, complaint, conceal)
    deputy = faults.office.actor(Post.DEPUTY, login="fuzhuren")
    with faults.office.store.read(deputy) as work, pytest.raises(NotAllowed):
        read_file(work, ident)
    audience = f"secret:{complaint.hex}"
    file = faults.file(ident)
    assert {one.audience for one in file.persons} == {audience}
    assert {one.audience for one in file.events} == {audience}


# --- the list ------------------------------------------------------------------------------------


def test_the_list_is_filtered_and_paged(faults: Faults) -> None:
    staff = faults.desk.staff()
    first = faults.propose(staff, situations=["S05"], window="社保窗口")
    second = faults.decided(staff, Severity.HEAVY, happened_on=on("9-20"))
    with faults.office.store.read(faults.office.director) as work:

        def found(**wanted: Any) -> list[UUID]:
            asked = AccountabilityFilter(**wanted)
            rows = listing.page(work, asked)
            assert listing.count(work, asked) == len(rows)
            return [row.id for row in rows]

        assert found() == [second, first]
        assert found(situation="S05") == [first]
        assert found(status=Status.DECIDED) == [second]
        assert found(window="社保窗口", severity=Severity.LIGHT) == [first]
        assert found(happened_from=on("9-19"), happened_to=on("9-20")) == [second]
        assert found(text="zr-2026-000002") == [second]
        [row] = listing.page(work, AccountabilityFilter(), limit=1)
        [after] = listing.page(work, AccountabilityFilter(), after=row.key("happened_on"))
        assert (row.id, after.id) == (second, first)


def test_window_clerks_see_none_of_it(faults: Faults) -> None:
    clerk = faults.office.actor(Post.WINDOW_CLERK, login="wangmin")
    with faults.office.store.read(clerk) as work, pytest.raises(NotAllowed):
        listing.page(work, AccountabilityFilter())
    assert Accountability.kind == "accountability"
