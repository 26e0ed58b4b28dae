"""Which papers a petition or a complaint calls for as it stands, and why another cannot be."""

from __future__ import annotations

from uuid import UUID

import pytest

from center.complaints import file as complaint_files
from center.complaints import papers as of_complaints
from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.complaints.steps import CAUSES, Finding
from center.errors import NotAllowed
from center.journal import commit, recent
from center.papers import OF_COMPLAINTS, OF_PETITIONS, PaperKind, issue, stored, void_paper
from center.petitions import file as petition_files
from center.petitions import papers, review, steps
from center.petitions.records import Channel, Petition, Purpose
from center.rights import Role as Post
from center.search import find
from center.settings import values
from forms.filling import draw, petition_draft
from tests.desk import on
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def calls_for(desk: Grievances, petition: UUID) -> list[PaperKind]:
    return papers.wanted(desk.file(petition))


def why(desk: Grievances, petition: UUID, kind: PaperKind) -> str:
    return papers.reason_against(kind, desk.file(petition))


def issued(desk: Grievances, petition: UUID, kind: PaperKind) -> None:
    with desk.office.work() as work:
        file = petition_files.read_file(work, petition)
        draft = petition_draft(kind, file, values(work.session, work.now), work.actor, work.now)
        issue(work, draft, draw)


def test_pet_07_each_step_calls_for_its_paper(desk: Grievances) -> None:
    petition = desk.petition()
    assert calls_for(desk, petition) == [PaperKind.PETITION_REGISTER]
    desk.step(Petition, petition, steps.accept)
    assert calls_for(desk, petition) == [PaperKind.PETITION_ACCEPTANCE]
    issued(desk, petition, PaperKind.PETITION_ACCEPTANCE)
    assert calls_for(desk, petition) == []
    assert "已出具 QS-XS-" in why(desk, petition, PaperKind.PETITION_ACCEPTANCE)
    desk.step(Petition, petition, steps.tell, "当面")
    desk.step(Petition, petition, steps.assign, "农业农村办", on("10-9"), "核实")
    assert calls_for(desk, petition) == [PaperKind.PETITION_ASSIGNMENT]
    desk.step(Petition, petition, steps.opinion, "支持", "兑付", "土地管理法", found="占地属实")
    assert calls_for(desk, petition) == [PaperKind.PETITION_OPINION]
    desk.step(Petition, petition, review.ask_review, "县人民政府")
    assert calls_for(desk, petition) == []
    desk.step(Petition, petition, review.review, "维持", "清楚")
    assert calls_for(desk, petition) == [PaperKind.PETITION_REVIEW]
    desk.step(Petition, petition, review.ask_final, "市人民政府")
    desk.step(Petition, petition, review.final_review, "维持", "清楚")
    assert calls_for(desk, petition) == [PaperKind.PETITION_FINAL_REVIEW]


def test_pet_06_duty_08_other_ways_call_for_their_notices(desk: Grievances) -> None:
    sent, refused, again, guided = (desk.petition() for _ in range(4))
    desk.step(Petition, sent, steps.transfer, "县自然资源局")
    assert calls_for(desk, sent) == [
        PaperKind.PETITION_TRANSFER,
        PaperKind.PETITION_SENT_NOTICE,
    ]
    desk.step(Petition, refused, steps.refuse, "不属于职权", "县人社局")
    assert calls_for(desk, refused) == [PaperKind.PETITION_REFUSAL]
    desk.step(Petition, again, steps.refuse, "已复核终结", "", again=True)
    assert calls_for(desk, again) == [PaperKind.PETITION_NOT_AGAIN]
    assert "没有作不予受理" in why(desk, again, PaperKind.PETITION_REFUSAL)
    desk.step(Petition, guided, steps.guide, "劳动仲裁", "仲裁委")
    assert calls_for(desk, guided) == [PaperKind.PETITION_LEGAL_ROUTE]


def test_pet_11_a_leaders_reception_has_its_own_form(desk: Grievances) -> None:
    petition = desk.petition(channel=Channel.LEADER, receiving_leader="邵景行")
    assert calls_for(desk, petition) == [PaperKind.LEADER_RECEPTION]
    assert "不是领导接访" in why(desk, desk.petition(), PaperKind.LEADER_RECEPTION)


def test_a_letter_without_a_name_is_told_nothing_in_writing(desk: Grievances) -> None:
    """信访工作条例 23: not where name or address is unclear."""
    petition = desk.petition(channel=Channel.LETTER, anonymous=True, name="", address="", phone="")
    desk.step(Petition, petition, steps.accept)
    assert calls_for(desk, petition) == []
    assert "匿名" in why(desk, petition, PaperKind.PETITION_ACCEPTANCE)
    assert why(desk, petition, PaperKind.PETITION_REGISTER) == ""


def test_art_34_the_extension_is_told_once_and_only_while_it_lasts(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面")
    assert "还没有批准延期" in why(desk, petition, PaperKind.PETITION_EXTENSION)
    desk.step(Petition, petition, steps.extend, 30, "林若安", "等鉴定")
    assert why(desk, petition, PaperKind.PETITION_EXTENSION) == ""
    desk.step(Petition, petition, steps.opinion, "支持", "兑付", "土地管理法")
    assert "已办结" in why(desk, petition, PaperKind.PETITION_EXTENSION)


def test_art_23_what_is_sent_back_to_the_superior_is_not_refused_to_the_petitioner(
    desk: Grievances,
) -> None:
    petition = desk.petition(channel=Channel.ABOVE)
    desk.step(Petition, petition, steps.raise_objection, "不属于本镇")
    assert calls_for(desk, petition) == []
    assert "由交办机关告知" in why(desk, petition, PaperKind.PETITION_REFUSAL)


def test_a_second_assignment_asks_for_a_second_slip(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.assign, "农业农村办", on("10-9"))
    issued(desk, petition, PaperKind.PETITION_ASSIGNMENT)
    assert "已出具" in why(desk, petition, PaperKind.PETITION_ASSIGNMENT)
    desk.to("9-21", "15:00")
    desk.step(Petition, petition, steps.assign, "村镇建设办", on("10-12"))
    assert why(desk, petition, PaperKind.PETITION_ASSIGNMENT) == ""


def test_a_voided_petition_and_a_post_without_the_right_get_no_papers(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.void, "登记错了")
    assert {why(desk, petition, kind) for kind in OF_PETITIONS} == {"这件已作废"}
    other = desk.petition()
    inspector = desk.office.actor(Post.INSPECTOR)
    with desk.office.store.read(inspector) as work:
        file = petition_files.read_file(work, other)
    assert "出具文书" in papers.reason_against(PaperKind.PETITION_REGISTER, file)


def test_pet_10_the_papers_of_a_secret_petition_are_as_secret(desk: Grievances) -> None:
    petition = desk.petition(purpose=Purpose.ACCUSATION)
    issued(desk, petition, PaperKind.PETITION_REGISTER)
    clerk = desk.office.actor(Post.INSPECTOR, login="xuncha")
    paper = desk.file(petition).papers[0]
    with desk.office.store.read(clerk) as work:
        with pytest.raises(NotAllowed):
            petition_files.read_file(work, petition)
        with pytest.raises(NotAllowed):
            stored(work, paper)
    with desk.office.store.read(desk.office.director) as work:
        assert stored(work, paper).startswith(b"%PDF")
        assert recent(work, 1)[0].action == "create"


def test_a_voided_paper_may_be_issued_again(desk: Grievances) -> None:
    petition = desk.petition()
    issued(desk, petition, PaperKind.PETITION_REGISTER)
    with desk.office.work() as work:
        paper = petition_files.read_file(work, petition).papers[0]
        void_paper(work, paper, "人数写错了")
        commit(work)
    assert why(desk, petition, PaperKind.PETITION_REGISTER) == ""


def test_pet_10_whoever_holds_a_paper_finds_its_petition_by_the_number(desk: Grievances) -> None:
    petition, secret = desk.petition(), desk.petition(purpose=Purpose.ACCUSATION)
    for one in (petition, secret):
        issued(desk, one, PaperKind.PETITION_REGISTER)
    number, hidden = (desk.file(one).papers[0].number or "" for one in (petition, secret))
    clerk = desk.office.actor(Post.PETITION_CLERK)
    with desk.office.store.read(clerk) as work:
        assert [hit.id for hit in find(work, number).matters] == [petition]
        assert find(work, hidden).matters == ()
    with desk.office.store.read(desk.office.director) as work:
        assert [hit.id for hit in find(work, hidden).matters] == [secret]


# --- complaints ----------------------------------------------------------------------------------


def complaint_calls(desk: Grievances, complaint: UUID) -> list[PaperKind]:
    with desk.office.store.read(desk.office.director) as work:
        file = complaint_files.read_file(work, complaint)
        return of_complaints.wanted(file, work.actor)


def complaint_why(desk: Grievances, complaint: UUID, kind: PaperKind) -> str:
    with desk.office.store.read(desk.office.director) as work:
        file = complaint_files.read_file(work, complaint)
        return of_complaints.reason_against(kind, file, work.actor)


def verified(desk: Grievances, fault: Fault = Fault.STAFF, **changes: object) -> UUID:
    """A written complaint about somebody, found true."""
    complaint = desk.complaint(respondents=[desk.staff()], written=True, **changes)
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    for role in (Role.COMPLAINANT, Role.RESPONDENT):
        desk.step(Complaint, complaint, complaint_steps.hear, role, "某人", "说了经过")
    found = Finding(Verdict.TRUE, "监控证实", fault, CAUSES[0], "批评教育")
    desk.step(Complaint, complaint, complaint_steps.decide, found)
    return complaint


def test_cpl_10_cpl_15_cpl_18_each_step_calls_for_its_paper(desk: Grievances) -> None:
    complaint = desk.complaint()
    assert complaint_calls(desk, complaint) == [PaperKind.COMPLAINT_REGISTER]
    assert "请先受理" in complaint_why(desk, complaint, PaperKind.COMPLAINT_RECORD)
    assert "还没有答复" in complaint_why(desk, complaint, PaperKind.COMPLAINT_REPLY)
    found = verified(desk)
    assert complaint_calls(desk, found) == [PaperKind.COMPLAINT_CIRCULAR]
    desk.step(Complaint, found, complaint_steps.reply, "已查清", "书面")
    assert complaint_calls(desk, found) == [
        PaperKind.COMPLAINT_REPLY,
        PaperKind.COMPLAINT_CIRCULAR,
    ]


def test_cpl_15_no_circular_without_a_verified_fault_of_staff(desk: Grievances) -> None:
    unit = verified(desk, Fault.UNIT)
    assert "过错方不是" in complaint_why(desk, unit, PaperKind.COMPLAINT_CIRCULAR)
    open_one = desk.complaint()
    assert "没有认定属实" in complaint_why(desk, open_one, PaperKind.COMPLAINT_CIRCULAR)


def test_an_anonymous_complaint_gets_no_letter(desk: Grievances) -> None:
    complaint = desk.complaint(name="", real_name=False, phone="")
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    found = Finding(Verdict.FALSE, "没有此事")
    desk.step(Complaint, complaint, complaint_steps.decide, found)
    desk.step(Complaint, complaint, complaint_steps.reply, "公示答复", "口头")
    assert "匿名" in complaint_why(desk, complaint, PaperKind.COMPLAINT_REPLY)
    assert complaint_calls(desk, complaint) == []


def test_no_paper_of_another_record_is_offered(desk: Grievances) -> None:
    petition, complaint = desk.petition(), desk.complaint()
    assert why(desk, petition, PaperKind.RECEIPT) != ""
    assert complaint_why(desk, complaint, PaperKind.RECEIPT) != ""
    assert not set(OF_PETITIONS) & set(OF_COMPLAINTS)
