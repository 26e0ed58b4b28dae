"""Facts of the papers of an accepted case: extension, special procedure, how it ended, delivery."""

from __future__ import annotations

from typing import Any

from center.cases.file import CaseFile
from center.cases.limits import handling_limit
from center.cases.papers import to_deliver
from center.cases.records import Happened
from center.cases.steps import NEGATIVE
from center.clock import UNIT_LABELS
from center.errors import Refused
from center.records import local_date
from forms.filling.pieces import COLLECT_WAY, last, unknown


def extension_notice(file: CaseFile) -> dict[str, Any]:
    """The old limit, the new one, reason and approver (许可法 42)."""
    case, before, now = file.case, file.clock.unextended, file.clock.handling
    extended = last(file, Happened.EXTENDED)
    if extended is None or before is None or now is None or case.accepted_on is None:
        raise Refused("还没有批准延期，不能出具延期办理通知书。")
    unit = UNIT_LABELS[handling_limit(case, file.item, file.settings).unit]
    return {
        "applied_on": local_date(case.received_at).isoformat(),
        "accepted_on": case.accepted_on.isoformat(),
        "original_due": before.due.isoformat(),
        "extended_by": f"{extended.data['days']}{unit}",
        "due": now.due.isoformat(),
        "reason": extended.data["reason"],
        "basis": file.item.legal_basis,
        "approver": extended.data["approver"],
        **unknown(now),
    }


def special_procedure_notice(file: CaseFile) -> dict[str, Any]:
    """What stops the clock, since when and for how long (许可法 45)."""
    suspended, accepted = last(file, Happened.SUSPENDED), file.case.accepted_on
    if suspended is None or accepted is None:
        raise Refused("这件没有暂停，不能出具特别程序告知书。")
    return {
        "accepted_on": accepted.isoformat(),
        "procedure": suspended.data["reason"],
        "since": local_date(suspended.at).isoformat(),
        "expected": suspended.data.get("expected", ""),
    }


def refusal_decision(file: CaseFile) -> dict[str, Any]:
    """Reason, basis and remedies of a decision against the applicant (CASE-13)."""
    case = file.case
    if case.finished_at is None or case.accepted_on is None or case.result not in NEGATIVE:
        raise Refused("这件没有作不予办理处理，不能出具不予办理决定书。")
    return {
        "applied_on": local_date(case.received_at).isoformat(),
        "accepted_on": case.accepted_on.isoformat(),
        "decided_on": local_date(case.finished_at).isoformat(),
        "reason": case.reason,
        "basis": case.basis or file.item.legal_basis,
        "document_number": case.result_number,
        "review_body": file.settings.text("review_authority"),
        "court": file.settings.text("court"),
    }


def return_notice(file: CaseFile) -> dict[str, Any]:
    """Reasons, and what is handed back (ONCE-05)."""
    case = file.case
    return {
        "applied_on": local_date(case.received_at).isoformat(),
        "accepted_on": case.accepted_on.isoformat() if case.accepted_on else "",
        "reason": case.reason,
        "basis": case.basis or file.item.legal_basis,
        "materials": [
            {"name": m.name, "form": m.form, "copies": str(m.count)}
            for m in file.materials
            if m.given_back
        ],
        "review_body": file.settings.text("review_authority"),
    }


def completion_notice(file: CaseFile) -> dict[str, Any]:
    """The result and how it is collected (CASE-19)."""
    case = file.case
    if case.finished_at is None or case.accepted_on is None:
        raise Refused("还没有办结，不能出具办结通知。")
    notified = case.notified_at
    return {
        "accepted_on": case.accepted_on.isoformat(),
        "finished_on": local_date(case.finished_at).isoformat(),
        "result": case.result,
        "refused": case.result in NEGATIVE,
        "reason": case.reason,
        "result_document": case.result_document,
        "document_number": case.result_number,
        "collect_way": COLLECT_WAY,
        "notified_by": case.notified_by,
        "notified_on": local_date(notified).isoformat() if notified else "",
        "review_body": file.settings.text("review_authority"),
    }


def delivery_receipt(file: CaseFile) -> dict[str, Any]:
    """The papers that are handed over; the rest is written by hand."""
    waiting = to_deliver(file)
    if not waiting:
        raise Refused("没有要送达的文书，不能出具送达回证。请先出具文书。")
    return {
        "papers": [
            {
                "title": paper.title,
                "number": paper.number,
                "issued_on": local_date(paper.issued_at).isoformat(),
            }
            for paper in waiting
        ]
    }
