"""Facts of the papers of the counter: receipts, notices of what is asked, accepted or not."""

from __future__ import annotations

from typing import Any

from center.cases.file import CaseFile
from center.cases.records import Happened
from center.errors import Refused
from center.identity import mask_phone
from center.records import local_date
from forms.filling.pieces import about_item, legal_limit, limits, moment, received, unknown

LAPSES = "视为撤回申请，已收的材料退还，可以重新申请。"


def receipt(file: CaseFile) -> dict[str, Any]:
    """What was received and by when the applicant is told (REG-04)."""
    return {
        "received_at": moment(file.case.received_at),
        "notice_due": file.clock.notice.due.isoformat(),
        "materials": [received(m) for m in file.materials if m.received_on],
        **unknown(file.clock.notice),
    }


def acceptance_receipt(file: CaseFile) -> dict[str, Any]:
    """For what is not finished on the spot (CASE-03)."""
    accepted = [e for e in file.events if e.happened is Happened.ACCEPTED]
    if not accepted:
        raise Refused("还没有受理，不能出具受理回单。")
    return {
        "accepted_at": moment(accepted[-1].at),
        "materials": [received(m) for m in file.materials if m.received_on],
        **limits(file),
    }


def acceptance_notice(file: CaseFile) -> dict[str, Any]:
    """Acceptance with its limits (CASE-02)."""
    item, case = file.item, file.case
    if case.accepted_on is None:
        raise Refused("还没有受理，不能出具受理通知书。")
    return {
        "applied_on": local_date(case.received_at).isoformat(),
        "accepted_on": case.accepted_on.isoformat(),
        "legal_limit": legal_limit(item),
        "basis": item.legal_basis,
        "materials": [received(m) for m in file.materials if m.received_on],
        **limits(file),
    }


def one_time_notice(file: CaseFile) -> dict[str, Any]:
    """Everything about the item, told once (ONCE-01)."""
    return about_item(file.item) | {
        "case_number": file.case.number or "",
        "applicant": file.case.name,
        "phone": mask_phone(file.case.phone),
        "asked_on": local_date(file.case.received_at).isoformat(),
    }


def supplement_notice(file: CaseFile) -> dict[str, Any]:
    """All that is lacking and until when (ONCE-02)."""
    case = file.case
    lacking = [m for m in file.materials if m.problem]
    if not lacking or case.supplement_due_on is None:
        raise Refused("没有要补正的材料，不能出具材料补正通知单。请先做“补正告知”。")
    return {
        "accepted": case.accepted_on is not None,
        "applied_on": local_date(case.received_at).isoformat(),
        "supplement_due": case.supplement_due_on.isoformat(),
        "overdue_effect": LAPSES if file.settings.switch("deemed_withdrawal") else "",
        "materials": [
            {
                "name": m.name,
                "problem": m.problem,
                "requirement": m.requirement or f"提交{m.form}，{m.count}份",
            }
            for m in lacking
        ],
    }


def non_acceptance_notice(file: CaseFile) -> dict[str, Any]:
    """Ground, reason, basis and remedy (CASE-12)."""
    case = file.case
    refused = [e for e in file.events if e.happened is Happened.REFUSED]
    ground = "not_ours" if case.superior else "other"
    if refused and refused[-1].data.get("not_needed"):
        ground = "not_needed"
    return {
        "applied_on": local_date(case.received_at).isoformat(),
        "ground": ground,
        "competent_authority": case.superior,
        "reason": case.reason,
        "basis": case.basis,
        "review_body": file.settings.text("review_authority"),
    }
