"""The papers of real petitions and complaints: what is filled in, masked and left out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from center.complaints import file as complaint_files
from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Fault, Role, Verdict
from center.complaints.steps import CAUSES, Finding
from center.complaints.verdicts import consequences_of
from center.errors import Refused
from center.journal import commit
from center.papers import Draft, PaperKind, issue
from center.petitions import file as petition_files
from center.petitions import repeats, review, steps
from center.petitions.intake import Representative
from center.petitions.records import Channel, Petition, Purpose
from center.rights import Actor
from center.rights import Role as Post
from center.settings import set_value, values
from center.surveys import Rating, enter, tally
from center.surveys import issue as issue_survey
from forms.filling import complaint_draft, draw, petition_draft
from forms.filling.complaints import survey_form, survey_tally
from forms.filling.petitions import HIDDEN
from forms.office import sheet
from tests.desk import at, change, on
from tests.forms.samples import text_of
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Grievances:
    return Grievances(qingshan)


def drafted(
    desk: Grievances, petition: UUID, kind: PaperKind, actor: Actor | None = None, **named: Any
) -> Draft:
    with desk.office.store.read(actor or desk.office.director) as work:
        file = petition_files.read_file(work, petition)
        settings = values(work.session, work.now)
        return petition_draft(kind, file, settings, work.actor, work.now, **named)


def printed(desk: Grievances, petition: UUID, kind: PaperKind, **named: Any) -> str:
    return text_of(draw(drafted(desk, petition, kind, **named), "QS-XX-2026-000001"))


def issued(desk: Grievances, petition: UUID, kind: PaperKind) -> None:
    with desk.office.work() as work:
        file = petition_files.read_file(work, petition)
        settings = values(work.session, work.now)
        issue(work, petition_draft(kind, file, settings, work.actor, work.now), draw)


def about_complaint(desk: Grievances, complaint: UUID, kind: PaperKind) -> str:
    with desk.office.store.read(desk.office.director) as work:
        file = complaint_files.read_file(work, complaint)
        draft = complaint_draft(
            kind,
            file,
            consequences_of(work, file.complaint),
            values(work.session, work.now),
            work.actor,
            work.now,
        )
    return text_of(draw(draft, "QS-XX-2026-000001"))


def test_pet_02_the_register_prints_what_was_taken_down_masked(desk: Grievances) -> None:
    earlier = desk.petition()
    desk.to("9-22", "15:00")
    petition = desk.petition(
        people_count=6,
        representatives=[Representative("江小满", "13900000077")],
        origin_due_on=on("10-9"),
        pending_above="县信访局",
        id_kind="resident",
        id_number="11010519491231002X",
    )
    with desk.office.work() as work:
        one, other = (work.session.get_one(Petition, which) for which in (petition, earlier))
        repeats.confirm_link(work, one, other)
        number = other.number
        commit(work)
    found = printed(desk, petition, PaperKind.PETITION_REGISTER)
    for words in ("何谷雨", "6人（集体访）", "江小满139****0077", "县信访局正在办理", "务农"):
        assert words in found
    assert f"重复（上次编号：{number}）" in found
    for hidden in ("13900000011", "13900000077", "11010519491231002X", "19491231"):
        assert hidden not in found


def test_pet_10_the_slip_of_a_secret_petition_never_names_the_petitioner(
    desk: Grievances,
) -> None:
    petition = desk.petition(
        purpose=Purpose.ACCUSATION,
        problem="何谷雨反映：村主任挪用修路款，可打13900000011找何谷雨",
    )
    desk.step(Petition, petition, steps.transfer, "镇纪委")
    found = printed(desk, petition, PaperKind.PETITION_TRANSFER)
    for hidden in ("何谷雨", "139****0011", "13900000011", "石桥村二组"):
        assert hidden not in found
    assert HIDDEN in found
    assert "保密件" in found
    assert "不得将检举控告材料" in found
    # The petitioner's own notice names them.
    assert "何谷雨：" in printed(desk, petition, PaperKind.PETITION_SENT_NOTICE)


def test_pet_07_the_name_on_any_slip_can_be_left_out(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.assign, "农业农村办", on("10-9"), "核实后报结果")
    named = printed(desk, petition, PaperKind.PETITION_ASSIGNMENT)
    assert "信访人何谷雨" in named
    assert "办理期限至2026年10月9日" in named
    assert "核实后报结果" in named
    assert "密级" not in named
    hidden = printed(desk, petition, PaperKind.PETITION_ASSIGNMENT, hide_name=True)
    assert "何谷雨" not in hidden
    assert "139****0011" not in hidden


def test_art_34_the_notices_tell_the_earlier_raw_day(desk: Grievances) -> None:
    """60 days from 2026-09-21 are 2026-11-20, 30 more 2026-12-20, a Sunday: it is not rolled."""
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    found = printed(desk, petition, PaperKind.PETITION_ACCEPTANCE)
    assert "办理期限2026年11月20日" in found
    desk.step(Petition, petition, steps.tell, "当面")
    desk.step(Petition, petition, steps.extend, 30, "林若安", "等鉴定")
    found = printed(desk, petition, PaperKind.PETITION_EXTENSION)
    for words in ("原办理期限2026年11月20日", "新的办理期限2026年12月20日", "批准人林若安"):
        assert words in found


def test_simple_handling_is_told_with_its_days(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept, simple=True)
    assert "10个工作日内答复" in printed(desk, petition, PaperKind.PETITION_ACCEPTANCE)


@pytest.mark.parametrize(
    "changes, ground",
    [
        ({}, "not_ours"),
        ({"pending_above": "县信访局"}, "pending"),
        ({"litigation": True}, "legal_route"),
    ],
)
def test_art_23_the_ground_of_a_refusal_follows_the_record(
    desk: Grievances, changes: dict[str, Any], ground: str
) -> None:
    petition = desk.petition(**changes)
    desk.step(Petition, petition, steps.refuse, "不属于本镇职权", "县自然资源局")
    draft = drafted(desk, petition, PaperKind.PETITION_REFUSAL)
    assert draft.facts["ground"] == ground
    assert "县自然资源局提出" in text_of(draw(draft, "QS-XB-2026-000001"))


def test_art_36_not_again_names_the_final_review(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.refuse, "已复核终结", "", again=True)
    assert drafted(desk, petition, PaperKind.PETITION_NOT_AGAIN).facts["ground"] == "ended"


def test_art_35_the_opinion_goes_out_under_the_units_own_name(desk: Grievances) -> None:
    for name, value in (
        ("petition_unit", "青山镇人民政府"),
        ("review_organ", "青山县人民政府"),
        ("final_review_organ", "安次市人民政府"),
        ("document_prefix", "青"),
    ):
        change(desk.office, set_value, name, value)
    desk.to("9-22")
    petition = desk.petition(channel=Channel.ABOVE)
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面")
    desk.step(
        Petition, petition, steps.opinion, "支持", "兑付到户", "土地管理法", found="占地0.8亩"
    )
    found = printed(desk, petition, PaperKind.PETITION_OPINION)
    for words in (
        "关于何谷雨信访事项的处理意见书",
        "青信处〔2026〕1号",
        "占地0.8亩",
        "对你的请求予以支持。兑付到户",
        "30日内向青山县人民政府请求复查",
        "青山镇人民政府2026年9月22日",
        "抄送：上级交办机关",
    ):
        assert words in found
    issued(desk, petition, PaperKind.PETITION_OPINION)
    desk.step(Petition, petition, review.ask_review, "青山县人民政府", "按两亩算")
    desk.step(Petition, petition, review.review, "维持", "事实清楚")
    found = printed(desk, petition, PaperKind.PETITION_REVIEW)
    for words in ("青信处〔2026〕1号", "按两亩算", "决定：维持", "向安次市人民政府", "事实清楚"):
        assert words in found
    assert "青山县人民政府2026年9月22日" in found
    desk.step(Petition, petition, review.ask_final, "安次市人民政府")
    hearing = (on("9-22"), on("9-24"))
    desk.step(Petition, petition, review.final_review, "维持", "清楚", hearing=hearing)
    found = printed(desk, petition, PaperKind.PETITION_FINAL_REVIEW)
    assert "2026年9月22日至2026年9月24日举行听证" in found
    assert "安次市人民政府" in found


def test_without_settings_the_opinion_names_the_organ_in_general(desk: Grievances) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面")
    desk.step(Petition, petition, steps.opinion, "不予支持", "没有依据", "民法典")
    found = printed(desk, petition, PaperKind.PETITION_OPINION)
    assert "向上一级机关、单位请求复查" in found
    assert "信处〔2026〕1号" in found
    assert "青山镇便民服务中心2026年" in found


def test_pet_04_a_leaders_reception_is_filled_in(desk: Grievances) -> None:
    petition = desk.petition(
        channel=Channel.LEADER, receiving_leader="温从简", received_at=at("9-21", "08:40")
    )
    desk.step(Petition, petition, steps.limit, "周明", on("9-28"))
    found = printed(desk, petition, PaperKind.LEADER_RECEPTION)
    for words in ("接访领导温从简", "2026年9月21日08:40", "办结期限2026年9月28日", "初次"):
        assert words in found


def test_what_the_state_does_not_call_for_is_refused(desk: Grievances) -> None:
    petition = desk.petition()
    with pytest.raises(Refused, match="还没有受理"):
        drafted(desk, petition, PaperKind.PETITION_ACCEPTANCE)
    with pytest.raises(ValueError, match="no paper of a petition"):
        drafted(desk, petition, PaperKind.RECEIPT)
    clerk = desk.office.actor(Post.WINDOW_CLERK)
    drafted(desk, petition, PaperKind.PETITION_REGISTER, clerk)
    desk.step(Petition, petition, steps.accept)
    with pytest.raises(Refused, match="权限"):
        drafted(desk, petition, PaperKind.PETITION_ACCEPTANCE, clerk)


def test_a_correction_leaves_the_name_out_again_and_names_what_it_replaces(
    desk: Grievances,
) -> None:
    petition = desk.petition()
    issued(desk, petition, PaperKind.PETITION_REGISTER)
    old = desk.file(petition).papers[0]
    found = printed(desk, petition, PaperKind.PETITION_REGISTER, replaces=old)
    assert f"代替编号{old.number}" in found


# --- complaints and surveys ----------------------------------------------------------------------


def test_cpl_10_cpl_15_cpl_18_the_papers_of_a_verified_complaint(desk: Grievances) -> None:
    complaint = desk.complaint(respondents=[desk.staff()], written=True)
    found = about_complaint(desk, complaint, PaperKind.COMPLAINT_REGISTER)
    for words in ("态度粗暴", "139****0011", "社保窗口杜小满", "实名", "一般"):
        assert words in found
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    desk.step(Complaint, complaint, complaint_steps.send, "人社所", on("9-24"))
    desk.step(Complaint, complaint, complaint_steps.unit_opinion, "已批评")
    for role, name in ((Role.COMPLAINANT, "何谷雨"), (Role.RESPONDENT, "杜小满")):
        desk.step(Complaint, complaint, complaint_steps.hear, role, name, "说了经过")
    verdict = Finding(
        Verdict.TRUE, "何谷雨（13900000011）所说属实", Fault.STAFF, CAUSES[0], "向何谷雨道歉"
    )
    desk.step(Complaint, complaint, complaint_steps.decide, verdict)
    circular = about_complaint(desk, complaint, PaperKind.COMPLAINT_CIRCULAR)
    assert "关于杜小满被投诉查实的通报" in circular
    assert "首次投诉查实" in circular
    for hidden in ("何谷雨", "13900000011", "把材料扔了出来"):
        assert hidden not in circular
    desk.step(Complaint, complaint, complaint_steps.reply, "已查清处理", "书面")
    reply = about_complaint(desk, complaint, PaperKind.COMPLAINT_REPLY)
    for words in ("关于何谷雨投诉事项的答复书", "核查结论：属实", "已查清处理", "0000-1234569"):
        assert words in reply
    record = about_complaint(desk, complaint, PaperKind.COMPLAINT_RECORD)
    for words in ("转人社所，要求2026年9月24日前答复", "已批评", "被投诉人杜小满", "责任认定窗口"):
        assert words in record


def test_cpl_15_the_second_verified_complaint_proposes_removal(desk: Grievances) -> None:
    person, circular = desk.staff(), ""
    for _ in range(2):
        complaint = desk.complaint(respondents=[person])
        desk.step(Complaint, complaint, complaint_steps.accept, "周明")
        for role in (Role.COMPLAINANT, Role.RESPONDENT):
            desk.step(Complaint, complaint, complaint_steps.hear, role, "某人", "说了")
        verdict = Finding(Verdict.TRUE, "监控证实", Fault.STAFF, CAUSES[0], "批评教育")
        desk.step(Complaint, complaint, complaint_steps.decide, verdict)
        circular = about_complaint(desk, complaint, PaperKind.COMPLAINT_CIRCULAR)
    assert "杜小满系第二次投诉查实，按照规定建议调离岗位" in circular


def test_sat_01_sat_03_blank_form_and_tally(desk: Grievances) -> None:
    with desk.office.work() as work:
        survey = issue_survey(work, "下半年测评", on("9-1"), on("9-30"), 30)
        enter(work, survey, "民政窗口", Rating.BEST, copies=12)
        enter(work, survey, "社保窗口", Rating.BAD, "排队久", copies=2)
        settings, counted = values(work.session, work.now), tally(work, survey)
        blank = survey_form("下半年测评", on("9-1"), on("9-30"), settings)
        facts = survey_tally(survey, counted, settings, on("10-1"))
    assert "2026年9月1日至2026年9月30日" in text_of(sheet("survey_form", blank))
    found = text_of(sheet("survey_tally", facts))
    assert "民政窗口12120000100.0%" in found
    assert "社保窗口200020不足10份" in found
    assert "按满意率从高到低：民政窗口100.0%。" in found
    assert "排队久" in found
