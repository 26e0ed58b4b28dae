"""The steps of a case, each lawful or refused with the reason (CASE-*, ONCE-*).

Every function records an event, changes the case and rewrites its derived deadline; the caller
commits. `at` is when the step really happened (None: now); it lies neither in the future nor before
the step before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from center.accounts import approvers
from center.calendar import spoken
from center.cases.actions import NOT_THAT_DAY, Action, CaseFacts, max_extension
from center.cases.events import (
    moment,
    must_be_filled,
    must_be_lawful,
    must_not_be_endless,
    record,
)
from center.cases.file import derive
from center.cases.handover import absence_problems
from center.cases.limits import handling_limit
from center.cases.records import Case, Happened, Status
from center.clock import UNIT_LABELS, Unit, deadline, deemed_accepted
from center.errors import Problem, Refused
from center.holidays import work_calendar
from center.items import CaseKind
from center.proposals import propose
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Lack:
    """One material to be supplemented: which, what is wrong, what is required."""

    material: UUID
    problem: str
    requirement: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a case ended."""

    result: str
    document: str = ""
    number: str = ""
    reason: str = ""
    basis: str = ""


RESULTS = ("准予", "办成", "不予办理", "转报完成")
NEGATIVE = frozenset({"不予办理"})


@needs(Right.HANDLE_CASES)
def ask_supplement(
    work: Work,
    case: Case,
    lacks: Sequence[Lack],
    reason: str = "",
    at: datetime | None = None,
    *,
    approver: str = "",
) -> None:
    """Tell everything that is missing, once (ONCE-02, ONCE-07); the clock stops (ONCE-03).

    `lacks` holds at least every material not received. A second notice needs a `reason` and a
    named `approver`, unless the actor may approve, and proposes PERF-16 for whoever gave the first.
    """
    facts = must_be_lawful(work, case, Action.SUPPLEMENT, at)
    again = facts.happened(Happened.SUPPLEMENT_ASKED)
    lines = {m.id: m for m in facts.materials}
    problems: list[Problem] = []
    if not lacks:
        problems.append(Problem("materials", "请至少选择一份要补正的材料"))
    if any(lack.material not in lines for lack in lacks):
        problems.append(Problem("materials", "补正的材料只能从清单里选"))
    told = {lack.material for lack in lacks}
    if lacks and (untold := [m.name for m in facts.missing if m.id not in told]):
        said = "、".join(untold)
        problems.append(
            Problem("materials", f"补正要一次告知齐全，还没列入：{said}（不需要的请先标为不需要）")
        )
    if any(not lack.problem.strip() for lack in lacks):
        problems.append(Problem("problem", "请写明每份材料存在的问题"))
    if again and not reason.strip():
        problems.append(Problem("reason", "再次补正要写明原因"))
    if again and not work.actor.may(Right.APPROVE) and approver.strip() not in approvers(work):
        problems.append(Problem("approver", "补正只能一次性告知，再次补正要由主任或副主任批准"))
    if problems:
        raise Refused(problems)
    for lack in lacks:
        must_not_be_endless(problem=lack.problem, requirement=lack.requirement)
    must_not_be_endless(reason=reason)
    when = moment(work, case, facts, at)
    for material in facts.materials:
        material.problem = material.requirement = ""
    for lack in lacks:
        material = lines[lack.material]
        material.problem, material.requirement = lack.problem.strip(), lack.requirement.strip()
        material.received_on, material.verified = None, False
    settings = values(work.session, case.received_at)
    calendar = work_calendar(work.session)
    on = local_date(when)
    case.status = Status.SUPPLEMENTING
    case.supplement_due_on = deadline(
        on, settings.number("supplement_days"), Unit.WORKDAY, calendar
    ).due
    late = on > local_date(case.received_at) and case.accepted_on is None
    names = "、".join(lines[lack.material].name for lack in lacks)
    data: dict[str, Any] = {"late": late, "again": again, "reason": reason.strip()}
    if again:
        data["approver"] = approver.strip() or work.actor.name
        first = next(e for e in facts.events if e.happened is Happened.SUPPLEMENT_ASKED)
        why = f"{case.number} 再次补正：{reason.strip()}"
        propose(work, "PERF-16", first.account, first.actor_name, why, case.id)
    record(work, case, Happened.SUPPLEMENT_ASKED, when, names, data)
    derive(work, case)


@needs(Right.HANDLE_CASES)
def complete(work: Work, case: Case, at: datetime | None = None) -> None:
    """The missing papers came in: the clock goes on (ONCE-03)."""
    facts = must_be_lawful(work, case, Action.COMPLETE, at)
    when = moment(work, case, facts, at)
    for material in facts.missing:
        material.received_on, material.verified = local_date(when), True
    case.status = Status.RECEIVED if case.accepted_on is None else Status.ACCEPTED
    record(work, case, Happened.SUPPLEMENT_DONE, when)
    derive(work, case)


@needs(Right.HANDLE_CASES)
def accept(work: Work, case: Case, at: datetime | None = None) -> None:
    """Accept (受理): starts the handling clock (CASE-29); a late notice dates it back (D9)."""
    facts = must_be_lawful(work, case, Action.ACCEPT, at)
    when = moment(work, case, facts, at)
    take_on(work, case, facts, when)
    derive(work, case)


def take_on(work: Work, case: Case, facts: CaseFacts, when: datetime) -> None:
    """Set a case accepted from this moment; the caller checked that it may be."""
    on = local_date(when)
    deemed: date | None = None
    if facts.item.deemed_acceptance:
        asked = [e for e in facts.events if e.happened is Happened.SUPPLEMENT_ASKED]
        told = local_date(asked[0].at) if asked else on
        deemed = deemed_accepted(
            local_date(case.received_at),
            facts.item.notice_limit,
            work_calendar(work.session),
            told,
            on,
        )
    case.status, case.accepted_on = Status.ACCEPTED, deemed or on
    data = {"deemed_from": deemed.isoformat()} if deemed else {}
    remark = "逾期未告知补正，自收件之日起视为受理" if deemed else ""
    record(work, case, Happened.ACCEPTED, when, remark, data)


@needs(Right.HANDLE_CASES)
def refuse(
    work: Work,
    case: Case,
    reason: str,
    basis: str,
    elsewhere: str = "",
    at: datetime | None = None,
    *,
    not_needed: bool = False,
) -> None:
    """Do not accept (不予受理), with reason and basis (CASE-12).

    `elsewhere` is the authority to apply to; `not_needed`: by law nothing has to be applied for.
    """
    facts = must_be_lawful(work, case, Action.REFUSE, at)
    must_be_filled(reason=(reason, "请写明不予受理的理由"), basis=(basis, "请写明依据"))
    must_not_be_endless(elsewhere=elsewhere)
    if problems := absence_problems("reason", reason):
        raise Refused(problems)
    when = moment(work, case, facts, at)
    case.status, case.reason, case.basis = Status.REFUSED, reason.strip(), basis.strip()
    case.superior = elsewhere.strip()
    data = {"elsewhere": elsewhere.strip(), "not_needed": not_needed}
    record(work, case, Happened.REFUSED, when, reason.strip(), data)
    derive(work, case)


@needs(Right.HANDLE_CASES)
def give_back(
    work: Work, case: Case, reason: str, basis: str = "", at: datetime | None = None
) -> None:
    """Return the application (退件) with a written reason (ONCE-05, ONCE-06)."""
    facts = must_be_lawful(work, case, Action.RETURN, at)
    must_be_filled(reason=(reason, "请写明退件理由"))
    must_not_be_endless(basis=basis)
    when = moment(work, case, facts, at)
    case.status, case.reason, case.basis = Status.RETURNED, reason.strip(), basis.strip()
    for material in facts.materials:
        material.given_back = material.received_on is not None
    record(work, case, Happened.RETURNED, when, reason.strip())
    derive(work, case)


@needs(Right.HANDLE_CASES)
def withdraw(
    work: Work, case: Case, remark: str = "", basis: str = "", at: datetime | None = None
) -> None:
    """Take the application as withdrawn (视为撤回): not completed in time, where the office has it.

    It is returned with its papers (ONCE-05), in writing.
    """
    facts = must_be_lawful(work, case, Action.WITHDRAW, at)
    must_not_be_endless(remark=remark, basis=basis)
    when, due = moment(work, case, facts, at), case.supplement_due_on
    limit = f"（补正期限{spoken(due)}）" if due is not None else ""
    case.status = Status.RETURNED
    case.reason, case.basis = f"逾期没有补正材料{limit}，视为撤回申请", basis.strip()
    for material in facts.materials:
        material.given_back = material.received_on is not None
    said = "；".join(word for word in (case.reason, remark.strip()) if word)
    record(work, case, Happened.RETURNED, when, said, {"withdrawn": True})
    derive(work, case)


@needs(Right.HANDLE_CASES)
def suspend(
    work: Work, case: Case, reason: str, at: datetime | None = None, *, expected: str = ""
) -> None:
    """Stop the clock for a procedure that does not count (听证、检验、鉴定、公示 …, 许可法 45).

    `expected` is the time it needs (7日, 15个工作日); for a licence it is told in writing.
    """
    facts = must_be_lawful(work, case, Action.SUSPEND, at)
    must_be_filled(reason=(reason, "请写明暂停的原因，例如公示、鉴定、专家评审"))
    if expected or facts.item.licence:
        must_be_filled(expected=(expected, "请写明预计需要的时间，要书面告知申请人"))
    when = moment(work, case, facts, at)
    case.status = Status.SUSPENDED
    data = {"reason": reason.strip(), "expected": expected.strip()}
    record(work, case, Happened.SUSPENDED, when, reason.strip(), data)
    derive(work, case)


@needs(Right.HANDLE_CASES)
def resume(work: Work, case: Case, remark: str = "", at: datetime | None = None) -> None:
    """Let the clock go on."""
    facts = must_be_lawful(work, case, Action.RESUME, at)
    must_not_be_endless(remark=remark)
    when = moment(work, case, facts, at)
    case.status = Status.ACCEPTED
    record(work, case, Happened.RESUMED, when, remark.strip())
    derive(work, case)


@needs(Right.HANDLE_CASES)
def extend(
    work: Work, case: Case, days: int, approver: str, reason: str, at: datetime | None = None
) -> None:
    """Extend the limit once, before it ends, with an approver (许可法 42)."""
    facts = must_be_lawful(work, case, Action.EXTEND, at)
    must_be_filled(approver=(approver, "请填写批准人"), reason=(reason, "请写明延长的理由"))
    most = max_extension(facts.item)
    settings = values(work.session, case.received_at)
    unit = UNIT_LABELS[handling_limit(case, facts.item, settings).unit]
    if not 1 <= days <= most:
        raise Refused([Problem("days", f"这个事项最多可以延长 {most} {unit}")])
    when = moment(work, case, facts, at)
    data = {"days": days, "approver": approver.strip(), "reason": reason.strip()}
    record(work, case, Happened.EXTENDED, when, f"延长 {days} {unit}", data)
    derive(work, case)


@needs(Right.HANDLE_CASES)
def progress(work: Work, case: Case, content: str, at: datetime | None = None) -> None:
    """Note progress the applicant was told (CASE-20)."""
    facts = must_be_lawful(work, case, Action.PROGRESS)
    must_be_filled(content=(content, "请填写进展"))
    record(work, case, Happened.PROGRESS, moment(work, case, facts, at), content.strip())


@needs(Right.HANDLE_CASES)
def finish(work: Work, case: Case, outcome: Outcome, at: datetime | None = None) -> None:
    """Finish (办结) with a result; an instant case is accepted and finished in one step (CASE-01).

    Refused without a result (PERF-11), or, when not finished on the day of acceptance, without an
    issued acceptance receipt (CASE-03).
    """
    facts = must_be_lawful(work, case, Action.FINISH, at)
    problems = []
    if outcome.result not in RESULTS:
        problems.append(Problem("result", "请选择办理结果"))
    if outcome.result in NEGATIVE and not outcome.reason.strip():
        problems.append(Problem("reason", "不予办理要写明理由"))
    if outcome.result in NEGATIVE and not (outcome.basis.strip() or facts.item.legal_basis):
        problems.append(Problem("basis", "不予办理要写明依据"))
    if problems:
        raise Refused(problems)
    must_not_be_endless(
        document=outcome.document,
        number=outcome.number,
        reason=outcome.reason,
        basis=outcome.basis,
    )
    when = moment(work, case, facts, at)
    received = local_date(case.received_at)
    if case.case_kind is CaseKind.INSTANT and local_date(when) > received:
        raise Refused([Problem("at", f"{NOT_THAT_DAY}；补录的请填写实际办结时间")])
    if case.status is Status.RECEIVED:
        take_on(work, case, facts, when)
    case.status, case.finished_at = Status.FINISHED, when
    case.result, case.result_document = outcome.result, outcome.document.strip()
    case.result_number = outcome.number.strip()
    case.reason, case.basis = outcome.reason.strip(), outcome.basis.strip()
    record(work, case, Happened.FINISHED, when, outcome.result)
    derive(work, case)


@needs(Right.HANDLE_CASES)
def notify(work: Work, case: Case, how: str, remark: str = "", at: datetime | None = None) -> None:
    """Record that the applicant was told of the result (CASE-19)."""
    facts = must_be_lawful(work, case, Action.NOTIFY)
    must_be_filled(how=(how, "请选择通知方式"))
    must_not_be_endless(remark=remark)
    when = moment(work, case, facts, at)
    case.notified_at, case.notified_by = when, how.strip()
    record(work, case, Happened.NOTIFIED, when, remark.strip(), {"how": how.strip()})


@needs(Right.HANDLE_CASES)
def collect(work: Work, case: Case, collector: str, at: datetime | None = None) -> None:
    """Record that the result was collected, and by whom (CASE-19, REG-05)."""
    facts = must_be_lawful(work, case, Action.COLLECT, at)
    must_be_filled(collector=(collector, "请填写领取人"))
    when = moment(work, case, facts, at)
    case.collected_at, case.collector = when, collector.strip()
    record(work, case, Happened.COLLECTED, when, collector.strip())


@needs(Right.VOID)
def void(work: Work, case: Case, reason: str) -> None:
    """Void a case opened by mistake; its number stays used."""
    if case.voided_at is not None:
        raise Refused("这件已作废，没有再改动。")
    must_be_filled(reason=(reason, "请写明作废原因"))
    case.voided_at, case.void_reason = work.now, reason.strip()
