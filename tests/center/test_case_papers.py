"""Which paper a case calls for, in each state (CASE-02, CASE-03, CASE-12, ONCE-02, ONCE-05)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from center.cases import intake, steps
from center.cases.file import CaseFile, materials_of, open_file
from center.cases.papers import OF_CASES, reason_against, standing, to_deliver, wanted
from center.cases.records import Case
from center.errors import Refused
from center.items import item_of
from center.journal import commit
from center.papers import Draft, Paper, PaperKind, issue, void_paper
from center.people import Identity
from center.registration import Relation
from center.rights import Actor, Role
from center.storage import Work
from tests.offices import Office

INSTANT, COMMITTED, UPWARD = "RS01", "MZ03", "MZ01"
P = PaperKind


def a_case(office: Office, code: str, received: int | None = None) -> UUID:
    with office.work() as work:
        item = item_of(work.session, code)
        assert item is not None
        who = Identity("李桂花", no_id_reason="证件补办中", phone="13800001234")
        given = range(len(item.materials) if received is None else received)
        case = intake.receive(work, intake.CaseForm(item, who, received=given))
        commit(work)
    return case.id


def do(office: Office, case: UUID, step: Callable[[Work, Case], object]) -> CaseFile:
    office.clock.advance(minutes=5)
    with office.work() as work:
        step(work, open_file(work, case).case)
        commit(work)
    return file_of(office, case)


def file_of(office: Office, case: UUID, actor: Actor | None = None) -> CaseFile:
    with office.store.read(actor or office.director) as work:
        return open_file(work, case)


def issued(office: Office, case: UUID, kind: PaperKind) -> Paper:
    office.clock.advance(minutes=5)
    with office.work() as work:
        draft = Draft(kind, open_file(work, case).case, {}, {}, 1)
        return issue(work, draft, lambda _draft, number: number.encode())


def lacks(work: Work, case: Case) -> None:
    lines = [steps.Lack(m.id, "未提交") for m in materials_of(work.session, case.id)]
    steps.ask_supplement(work, case, lines[:1])


def test_each_step_calls_for_its_paper(qingshan: Office) -> None:
    """受理 → 回单, for a committed case also 受理通知书; the others one each."""
    case = a_case(qingshan, COMMITTED)
    assert wanted(file_of(qingshan, case)) == [P.RECEIPT]
    assert wanted(do(qingshan, case, lacks)) == [P.SUPPLEMENT_NOTICE]
    do(qingshan, case, steps.complete)
    accepted = do(qingshan, case, steps.accept)
    assert wanted(accepted) == [P.ACCEPTANCE_RECEIPT, P.ACCEPTANCE_NOTICE]
    finished = do(qingshan, case, lambda w, c: steps.finish(w, c, steps.Outcome("办成")))
    assert wanted(finished) == [P.COMPLETION_NOTICE]
    collected = do(qingshan, case, lambda w, c: steps.collect(w, c, "李桂花"))
    assert wanted(collected) == []


def test_upward_case_gets_a_receipt_and_no_notice(qingshan: Office) -> None:
    case = a_case(qingshan, UPWARD)
    assert wanted(do(qingshan, case, steps.accept)) == [P.ACCEPTANCE_RECEIPT]


def test_refusal_and_return_have_their_own(qingshan: Office) -> None:
    refused, returned = a_case(qingshan, COMMITTED), a_case(qingshan, COMMITTED)
    file = do(qingshan, refused, lambda w, c: steps.refuse(w, c, "不符合", "办法第三条"))
    assert wanted(file) == [P.NON_ACCEPTANCE_NOTICE]
    file = do(qingshan, returned, lambda w, c: steps.give_back(w, c, "撤回"))
    assert wanted(file) == [P.RETURN_NOTICE]


def test_papers_of_another_state_say_why_not(qingshan: Office) -> None:
    file = file_of(qingshan, a_case(qingshan, COMMITTED, received=0))
    against = {kind: reason_against(kind, file) for kind in OF_CASES}
    assert against[P.RECEIPT] == "还没有收到材料"
    assert against[P.ACCEPTANCE_RECEIPT] == "还没有受理"
    assert against[P.SUPPLEMENT_NOTICE] == "请先做“补正告知”"
    assert against[P.COMPLETION_NOTICE] == "还没有办结"
    assert against[P.ONE_TIME_NOTICE] == ""


def test_instant_case_gets_no_notice_of_acceptance(qingshan: Office) -> None:
    case = a_case(qingshan, INSTANT)
    file = do(qingshan, case, steps.accept)
    assert "即办件" in reason_against(P.ACCEPTANCE_NOTICE, file)


def test_a_valid_paper_stands_in_the_way_of_another(qingshan: Office) -> None:
    """Two receipts for one matter confuse; a voided one makes room."""
    case = a_case(qingshan, COMMITTED)
    paper = issued(qingshan, case, P.RECEIPT)
    file = file_of(qingshan, case)
    assert str(paper.number) in reason_against(P.RECEIPT, file)
    assert wanted(file) == []
    with qingshan.work() as work:
        void_paper(work, work.session.get_one(Paper, paper.id), "写错")
        commit(work)
    assert wanted(file_of(qingshan, case)) == [P.RECEIPT]


def test_what_happened_since_makes_a_new_paper_lawful(qingshan: Office) -> None:
    """A second supplement needs a second notice; a resumed clock a receipt with the new date."""
    case = a_case(qingshan, COMMITTED)
    do(qingshan, case, lacks)
    issued(qingshan, case, P.SUPPLEMENT_NOTICE)
    do(qingshan, case, steps.complete)
    again = do(
        qingshan,
        case,
        lambda w, c: steps.ask_supplement(
            w, c, [steps.Lack(materials_of(w.session, c.id)[0].id, "已过期")], "证件昨天到期"
        ),
    )
    assert wanted(again) == [P.SUPPLEMENT_NOTICE]
    do(qingshan, case, steps.complete)
    do(qingshan, case, steps.accept)
    issued(qingshan, case, P.ACCEPTANCE_RECEIPT)
    assert standing(P.ACCEPTANCE_RECEIPT, file_of(qingshan, case)) is not None
    do(qingshan, case, lambda w, c: steps.suspend(w, c, "公示"))
    resumed = do(qingshan, case, steps.resume)
    assert standing(P.ACCEPTANCE_RECEIPT, resumed) is None
    assert P.ACCEPTANCE_RECEIPT in wanted(resumed)


@pytest.mark.parametrize("kind", OF_CASES)
def test_voided_case_and_missing_right_issue_nothing(qingshan: Office, kind: PaperKind) -> None:
    case = a_case(qingshan, COMMITTED)
    inspector = qingshan.actor(Role.INSPECTOR)
    assert "权限" in reason_against(kind, file_of(qingshan, case, inspector))
    file = do(qingshan, case, lambda w, c: steps.void(w, c, "重复"))
    assert reason_against(kind, file) == "这件已作废"


def refuse_result(office: Office, case: UUID) -> CaseFile:
    outcome = steps.Outcome("不予办理", reason="收入超过标准", basis="办法第四条")
    return do(office, case, lambda w, c: steps.finish(w, c, outcome))


def extended(office: Office, case: UUID) -> CaseFile:
    return do(office, case, lambda w, c: steps.extend(w, c, 2, "林若安", "需要共同踏勘"))


def test_law_42_extension_calls_for_its_notice_once_and_before_the_limit_ends(
    qingshan: Office,
) -> None:
    case = a_case(qingshan, COMMITTED)
    file = do(qingshan, case, steps.accept)
    assert reason_against(P.EXTENSION_NOTICE, file) == "还没有批准延期"
    file = extended(qingshan, case)
    assert wanted(file)[0] is P.EXTENSION_NOTICE
    assert file.clock.unextended is not None
    last_day = file.clock.unextended.due
    assert file.case.due_on is not None
    assert last_day < file.case.due_on
    paper = issued(qingshan, case, P.EXTENSION_NOTICE)
    assert str(paper.number) in reason_against(P.EXTENSION_NOTICE, file_of(qingshan, case))
    with qingshan.work() as work:
        void_paper(work, work.session.get_one(Paper, paper.id), "写错")
        commit(work)
    qingshan.clock.set(last_day)
    assert reason_against(P.EXTENSION_NOTICE, file_of(qingshan, case)) == ""
    qingshan.clock.set(last_day + timedelta(days=1))
    assert "已过" in reason_against(P.EXTENSION_NOTICE, file_of(qingshan, case))


def test_law_45_suspension_calls_for_its_notice_each_time(qingshan: Office) -> None:
    case = a_case(qingshan, COMMITTED)
    file = do(qingshan, case, steps.accept)
    assert reason_against(P.SPECIAL_PROCEDURE_NOTICE, file) == "这件没有暂停"
    file = do(qingshan, case, lambda w, c: steps.suspend(w, c, "公示", expected="7日"))
    assert wanted(file) == [P.SPECIAL_PROCEDURE_NOTICE]
    issued(qingshan, case, P.SPECIAL_PROCEDURE_NOTICE)
    assert wanted(file_of(qingshan, case)) == []
    do(qingshan, case, steps.resume)
    again = do(qingshan, case, lambda w, c: steps.suspend(w, c, "鉴定"))
    assert wanted(again) == [P.SPECIAL_PROCEDURE_NOTICE]


def test_law_45_a_licence_is_suspended_only_with_the_time_it_will_need(qingshan: Office) -> None:
    case = a_case(qingshan, "NY01")
    do(qingshan, case, steps.accept)
    with pytest.raises(Refused, match="预计需要的时间"):
        do(qingshan, case, lambda w, c: steps.suspend(w, c, "专家评审"))


def test_case_13_refusal_calls_for_the_decision_and_then_its_delivery(qingshan: Office) -> None:
    case = a_case(qingshan, COMMITTED)
    file = do(qingshan, case, steps.accept)
    assert reason_against(P.REFUSAL_DECISION, file) == "这件没有作不予办理处理"
    assert reason_against(P.DELIVERY_RECEIPT, file) == "还没有要送达的文书"
    file = refuse_result(qingshan, case)
    assert wanted(file) == [P.REFUSAL_DECISION]
    issued(qingshan, case, P.REFUSAL_DECISION)
    file = file_of(qingshan, case)
    assert wanted(file) == [P.DELIVERY_RECEIPT]
    assert [paper.paper_kind for paper in to_deliver(file)] == [P.REFUSAL_DECISION]
    receipt = issued(qingshan, case, P.DELIVERY_RECEIPT)
    file = file_of(qingshan, case)
    assert wanted(file) == []
    assert str(receipt.number) in reason_against(P.DELIVERY_RECEIPT, file)
    issued(qingshan, case, P.COMPLETION_NOTICE)
    assert reason_against(P.DELIVERY_RECEIPT, file_of(qingshan, case)) == ""


def test_case_13_a_refusal_without_any_basis_is_refused(qingshan: Office) -> None:
    case = a_case(qingshan, COMMITTED)
    do(qingshan, case, steps.accept)
    with qingshan.work() as work:
        item = item_of(work.session, COMMITTED)
        assert item is not None
        item.legal_basis = ""
        commit(work)
    outcome = steps.Outcome("不予办理", reason="收入超过标准")
    with pytest.raises(Refused, match="依据"):
        do(qingshan, case, lambda w, c: steps.finish(w, c, outcome))


def test_case_10_agency_papers_only_where_somebody_acts_for_the_applicant(
    qingshan: Office,
) -> None:
    case = a_case(qingshan, COMMITTED)
    assert reason_against(P.AGENCY_HANDOVER, file_of(qingshan, case)) == "这件没有委托代办"
    with qingshan.work() as work:
        found = open_file(work, case).case
        found.relation, found.visitor_name = Relation.AGENT, "石守信"
        commit(work)
    file = file_of(qingshan, case)
    assert reason_against(P.AGENCY_AUTHORISATION, file) == ""
    assert reason_against(P.AGENCY_HANDOVER, file) == ""
