"""Papers filled in from real cases: what the record says is what the applicant reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from center.cases import agency, green, joint, steps
from center.cases.agency import Entrusting
from center.cases.file import open_file
from center.cases.helping import Level, Stage, Undertaking
from center.cases.papers import wanted
from center.cases.records import Case, GreenReason
from center.errors import Refused
from center.items import EDITABLE, save_edition
from center.journal import commit
from center.papers import Paper, PaperKind, issue, void_paper
from center.registration import Relation
from center.settings import set_value, values
from center.storage import Work
from forms import office
from forms.filling import case_draft, draw
from forms.filling.inquiry import answer
from tests import matters
from tests.forms.samples import text_of
from tests.offices import Office


@pytest.fixture
def case(qingshan: Office) -> UUID:
    """An accepted case of 临时救助."""
    with qingshan.work() as work:
        made = matters.case(work)
        commit(work)
    do(qingshan, made.id, steps.accept)
    return made.id


def do(office: Office, case: UUID, step: Callable[[Work, Case], object]) -> None:
    office.clock.advance(minutes=5)
    with office.work() as work:
        step(work, open_file(work, case).case)
        commit(work)


def issued(office: Office, case: UUID, kind: PaperKind) -> Paper:
    office.clock.advance(minutes=5)
    with office.work() as work:
        file, settings = open_file(work, case), values(work.session, work.now)
        return issue(work, case_draft(kind, file, settings, work.actor, work.now), draw)


def printed(office: Office, case: UUID, kind: PaperKind) -> str:
    with office.store.read(office.director) as work:
        file, settings = open_file(work, case), values(work.session, work.now)
        draft = case_draft(kind, file, settings, work.actor, work.now)
    return text_of(draw(draft, "QS-XX-2026-000001"))


def test_law_42_extension_notice_prints_the_date_before_and_after(
    qingshan: Office, case: UUID
) -> None:
    with pytest.raises(Refused, match="还没有批准延期"):
        printed(qingshan, case, PaperKind.EXTENSION_NOTICE)
    do(qingshan, case, lambda w, c: steps.extend(w, c, 2, "江予白", "需要共同踏勘"))
    found = printed(qingshan, case, PaperKind.EXTENSION_NOTICE)
    # Ten working days from Monday 2026-09-21: 25 September and 1 to 7 October are off, 10 worked.
    assert "原定办结日期2026年10月12日" in found
    assert "新的办结日期2026年10月14日" in found
    assert "延长期限2个工作日" in found
    assert "批准人江予白" in found


def test_law_45_special_procedure_notice_prints_what_was_typed(
    qingshan: Office, case: UUID
) -> None:
    do(qingshan, case, lambda w, c: steps.suspend(w, c, "公示", expected="7日"))
    found = printed(qingshan, case, PaperKind.SPECIAL_PROCEDURE_NOTICE)
    assert "需要进行公示，自2026年9月21日开始，预计需要7日" in found


def test_case_13_decision_and_its_delivery_receipt(qingshan: Office, case: UUID) -> None:
    with qingshan.work() as work:
        set_value(work, "review_authority", "青山县人民政府")
        commit(work)
    with pytest.raises(Refused, match="没有要送达的文书"):
        printed(qingshan, case, PaperKind.DELIVERY_RECEIPT)
    do(qingshan, case, lambda w, c: steps.suspend(w, c, "公示"))
    issued(qingshan, case, PaperKind.SPECIAL_PROCEDURE_NOTICE)
    issued(qingshan, case, PaperKind.ACCEPTANCE_RECEIPT)
    qingshan.clock.set(date(2026, 9, 28))
    do(qingshan, case, steps.resume)
    outcome = steps.Outcome("不予办理", reason="收入超过标准", basis="办法第四条")
    do(qingshan, case, lambda w, c: steps.finish(w, c, outcome))
    decision = issued(qingshan, case, PaperKind.REFUSAL_DECISION)
    assert decision.facts["basis"] == "办法第四条"
    qingshan.clock.advance(hours=1)
    receipt = issued(qingshan, case, PaperKind.DELIVERY_RECEIPT)
    assert receipt.facts["papers"] == [
        {"title": "不予办理决定书", "number": decision.number, "issued_on": "2026-09-28"}
    ]


def test_a_corrected_delivery_receipt_names_the_same_papers(qingshan: Office, case: UUID) -> None:
    do(qingshan, case, lambda w, c: steps.suspend(w, c, "公示"))
    issued(qingshan, case, PaperKind.SPECIAL_PROCEDURE_NOTICE)
    old = issued(qingshan, case, PaperKind.DELIVERY_RECEIPT)
    with qingshan.work() as work:
        was = work.session.get_one(Paper, old.id)
        file, settings = open_file(work, case), values(work.session, work.now)
        draft = case_draft(
            PaperKind.DELIVERY_RECEIPT, file, settings, work.actor, work.now, replaces=was
        )
        assert draft.facts["papers"] == old.facts["papers"]
        void_paper(work, was, "地点写错")
        new = issue(work, draft, draw)
    assert new.facts["replaces"] == old.number


def test_a10_village_agent_hands_over_to_the_town(qingshan: Office, case: UUID) -> None:
    def by_agent(_work: Work, found: Case) -> None:
        found.relation, found.visitor_name = Relation.AGENT, "石守信"
        found.visitor_phone = "13900001111"

    do(qingshan, case, by_agent)
    found = printed(qingshan, case, PaperKind.AGENCY_AUTHORISATION)
    assert "委托石守信代为办理" in found
    assert "139****1111" in found
    assert "13900001111" not in found
    found = printed(qingshan, case, PaperKind.AGENCY_HANDOVER)
    assert "村→镇石桥村代办员石守信" in found
    assert "镇→县" not in found


def test_a10_papers_say_who_is_entrusted_and_what_was_handed_over(
    qingshan: Office, case: UUID
) -> None:
    form = Entrusting("石守信", Level.VILLAGE, "石桥村", "13900001111", scope="只代交材料")
    do(qingshan, case, lambda w, c: agency.entrust(w, c, form))
    do(
        qingshan,
        case,
        lambda w, c: agency.hand_over(w, c, Stage.VILLAGE_TOWN, "石守信", "顾明远"),
    )
    found = printed(qingshan, case, PaperKind.AGENCY_AUTHORISATION)
    assert "代办权限：只代交材料" in found
    assert "139****1111" in found
    found = printed(qingshan, case, PaperKind.AGENCY_HANDOVER)
    assert "村→镇石守信顾明远" in found
    assert "镇→村" in found


def test_case_10_upward_case_goes_on_to_the_county_and_back(qingshan: Office) -> None:
    with qingshan.work() as work:
        agent: dict[str, Any] = {
            "visitor_name": "石守信",
            "relation": Relation.AGENT,
            "authority_seen": True,
        }
        made = matters.case(work, code="MZ01", **agent)
        commit(work)
    found = printed(qingshan, made.id, PaperKind.AGENCY_HANDOVER)
    order = [found.index(stage) for stage in ("村→镇", "镇→县", "县→镇", "镇→村")]
    assert order == sorted(order)


def test_a11_and_once_04_say_what_is_on_record(qingshan: Office) -> None:
    with qingshan.work() as work:
        made = matters.case(work, received=range(2))
        commit(work)
    for kind in (PaperKind.TOLERANCE_UNDERTAKING, PaperKind.JOINT_MATERIALS):
        with pytest.raises(Refused, match="不能出具"):
            printed(qingshan, made.id, kind)
    with qingshan.work() as work:
        lacking = open_file(work, made.id).facts.missing[-1].name
        case = work.session.get_one(Case, made.id)
        work.session.add(
            Undertaking(
                id=work.new_id(),
                station="QS",
                case=case.id,
                promised_on=date(2026, 10, 10),
                effect="按退件处理",
                materials=[lacking],
            )
        )
        joint.add_part(
            work, case, joint.PartForm("医保窗口", "参保资助", phone="0000-1", more=["参保凭证"])
        )
        commit(work)
    found = printed(qingshan, made.id, PaperKind.TOLERANCE_UNDERTAKING)
    assert "于2026年10月10日前补齐" in found
    assert "欠缺的材料（共1件）" in found
    assert "逾期未补齐的：按退件处理" in found
    found = printed(qingshan, made.id, PaperKind.JOINT_MATERIALS)
    assert "参保资助3个工作日0000-1" in found
    assert re.search("参保凭证.*医保窗口", found)
    assert "联办部门（共2个）" in found


# --- told to the applicant ------------------------------------------------------------------------


def test_once_10_what_nobody_asked_about_is_told_too(qingshan: Office) -> None:
    """注意事项 of the catalogue stand on the one-time notice."""
    with qingshan.work() as work:
        item = matters.item(work)
        kept = {field: getattr(item, field) for field in EDITABLE}
        save_edition(work, {**kept, "notes": "本人不便前来的，可以委托村干部代办"})
        made = matters.case(work)
        commit(work)
    assert "可以委托村干部代办" in printed(qingshan, made.id, PaperKind.ONE_TIME_NOTICE)


@pytest.mark.parametrize("kind", [PaperKind.ACCEPTANCE_RECEIPT, PaperKind.ACCEPTANCE_NOTICE])
def test_case_05_the_due_date_is_told_at_acceptance(
    qingshan: Office, case: UUID, kind: PaperKind
) -> None:
    """On both papers; the day is the one of the record."""
    with qingshan.store.read(qingshan.director) as work:
        due = open_file(work, case).case.due_on
    assert due is not None
    assert f"{due.year}年{due.month}月{due.day}日" in printed(qingshan, case, kind)


def test_case_15_the_shorter_limit_stands_on_the_receipt(qingshan: Office, case: UUID) -> None:
    """Listed after acceptance, the case gets another receipt with the new day."""
    issued(qingshan, case, PaperKind.ACCEPTANCE_RECEIPT)
    do(qingshan, case, lambda w, c: green.list_green(w, c, GreenReason.FRAIL))
    with qingshan.store.read(qingshan.director) as work:
        file = open_file(work, case)
        assert PaperKind.ACCEPTANCE_RECEIPT in wanted(file)
        due = file.case.due_on
    assert due is not None
    text = printed(qingshan, case, PaperKind.ACCEPTANCE_RECEIPT)
    assert "1个工作日" in text
    assert f"{due.month}月{due.day}日" in text


def test_once_16_who_applies_answers_for_what_is_handed_in(qingshan: Office, case: UUID) -> None:
    """The applicant signs the receipt of the papers with this declaration on it."""
    assert "真实、完整负责" in printed(qingshan, case, PaperKind.RECEIPT)


def test_case_20_28_the_answer_to_an_inquiry_says_what_is_missing_and_next(
    qingshan: Office,
) -> None:
    """CONF-01: ID masked, neither phone nor address."""
    with qingshan.work() as work:
        made = matters.case(work, received=[0])
        commit(work)
    with qingshan.store.read(qingshan.director) as work:
        file, settings = open_file(work, made.id), values(work.session, work.now)
        facts = answer(file, settings, "林若安", work.now)
    assert facts["next_step"] == "请补交下列材料"
    assert [row["name"] for row in facts["materials"]] == [m.name for m in file.facts.missing]
    text = text_of(office.sheet("inquiry_answer", facts))
    assert made.number is not None
    assert made.number in text
    for secret in (made.id_number, made.phone):
        assert secret not in text
    do(qingshan, made.id, lambda w, c: steps.give_back(w, c, "申请人要求撤回"))
    with qingshan.store.read(qingshan.director) as work:
        facts = answer(open_file(work, made.id), settings, "林若安", work.now)
    assert "materials" not in facts
    assert (facts["status"], facts["note"]) == ("已退件", "申请人要求撤回")


@pytest.mark.parametrize("switched_on", [True, False])
def test_the_supplement_notice_says_what_follows_only_where_it_does(
    qingshan: Office, switched_on: bool
) -> None:
    """逾期不补正视为撤回: printed where the office has switched it on, and nowhere else."""
    with qingshan.work() as work:
        set_value(work, "deemed_withdrawal", switched_on)
        commit(work)
    qingshan.clock.advance(minutes=1)
    with qingshan.work() as work:
        made = matters.case(work, received=[0])
        commit(work)

    def ask(work: Work, case: Case) -> None:
        missing = open_file(work, case.id).facts.missing
        steps.ask_supplement(work, case, [steps.Lack(m.id, "未提交") for m in missing])

    do(qingshan, made.id, ask)
    text = printed(qingshan, made.id, PaperKind.SUPPLEMENT_NOTICE)
    assert ("视为撤回申请" in text) is switched_on
