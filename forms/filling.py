"""The facts of each paper, filled in from a case or a visit as it stands.

Names in full, ID and phone masked (D8): the masking happens here, so that no paper can be drawn
without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from center.cases.file import CaseFile
from center.cases.limits import handling_limit, legal_unit
from center.cases.records import CaseMaterial, Happened
from center.cases.steps import NEGATIVE
from center.clock import Deadline, Unit
from center.errors import Refused
from center.identity import mask_id, mask_phone
from center.items import Item
from center.papers import Draft, Paper, PaperKind
from center.records import CHINA, local_date
from center.registration import Relation, Visit
from center.rights import Actor
from center.settings import HOURS, Values
from forms import templates
from forms.cases import render
from forms.page import PaperSize

COLLECT_WAY = "到窗口领取"


def draw(draft: Draft, number: str | None) -> bytes:
    """The PDF of a paper: a preview without a number, the final bytes with one."""
    size: PaperSize = "A5" if draft.size == "A5" else "A4"
    return render(draft.paper_kind, draft.facts, number, texts=draft.texts, paper=size)


def case_draft(
    kind: PaperKind,
    file: CaseFile,
    settings: Values,
    actor: Actor,
    now: datetime,
    *,
    replaces: Paper | None = None,
) -> Draft:
    """A paper about a case, ready for preview or issue."""
    fill = _OF_CASE.get(kind)
    if fill is None:
        raise ValueError(f"{kind} is no paper of a case")
    facts = _unit(settings, actor, now, file.case.window, replaces) | fill(file)
    if kind is not PaperKind.ONE_TIME_NOTICE:
        facts |= _case(file)
    return _draft(kind, file.case, facts, settings, replaces)


def visit_draft(
    kind: PaperKind,
    visit: Visit,
    item: Item | None,
    settings: Values,
    actor: Actor,
    now: datetime,
    *,
    replaces: Paper | None = None,
) -> Draft:
    """A paper about a visit: the one-time notice of an item asked about, or a guidance slip."""
    facts = _unit(settings, actor, now, visit.window or (item.window if item else ""), replaces)
    facts |= {"visit_number": visit.number or "", "applicant": visit.name}
    if kind is PaperKind.ONE_TIME_NOTICE:
        if item is None:
            raise Refused("请先选择事项，一次性告知单按事项的材料和程序出具。")
        facts |= _item(item) | {
            "phone": mask_phone(visit.phone),
            "asked_on": local_date(visit.received_at).isoformat(),
        }
    else:
        facts |= {
            "topic": visit.topic or visit.need or visit.item_code,
            "department": visit.department,
            "department_phone": visit.department_phone or "请先打咨询电话问询",
            "department_address": visit.department_address or "请先打咨询电话问询",
        }
    return _draft(kind, visit, facts, settings, replaces)


def _draft(
    kind: PaperKind,
    about: Any,
    facts: dict[str, Any],
    settings: Values,
    replaces: Paper | None,
) -> Draft:
    return Draft(
        paper_kind=kind,
        about=about,
        facts={key: value for key, value in facts.items() if value not in ("", None)},
        texts=settings.template(kind),
        template_version=templates.load(kind).version,
        size="A5" if settings.text("paper_copies") == "a5" else "A4",
        replaces=replaces,
    )


def _unit(
    settings: Values, actor: Actor, now: datetime, window: str, replaces: Paper | None
) -> dict[str, Any]:
    hours = HOURS[settings.text("hours_profile")]
    return {
        "unit": settings.text("unit_name"),
        "window": window or "综合窗口",
        "handler": actor.name,
        "consult_phone": settings.text("phone_consultation"),
        "complaint_phone": settings.text("phone_complaint"),
        "efficiency_phone": settings.text("phone_efficiency"),
        "date": local_date(now).isoformat(),
        "office_hours": "，".join(f"{start}—{end}" for start, end in hours),
        "unit_address": settings.text("unit_address"),
        "replaces": replaces.number if replaces else "",
    }


def _case(file: CaseFile) -> dict[str, Any]:
    case = file.case
    facts: dict[str, Any] = {
        "case_number": case.number or "",
        "licence": file.item.licence,
        "item": case.item_name,
        "item_code": case.item_code,
        "case_kind": case.case_kind.value,
        "applicant": case.name,
        "id_number": mask_id(case.id_number)
        if case.id_number
        else f"未提供（{case.no_id_reason}）",
        "phone": mask_phone(case.phone) if case.phone else f"无（{case.no_phone_reason}）",
    }
    if case.relation is not Relation.SELF:
        facts |= {"agent": case.visitor_name, "agent_relation": case.relation.value}
    return facts


def _receipt(file: CaseFile) -> dict[str, Any]:
    return {
        "received_at": _moment(file.case.received_at),
        "notice_due": file.clock.notice.due.isoformat(),
        "materials": [_received(m) for m in file.materials if m.received_on],
        **_unknown(file.clock.notice),
    }


def _acceptance_receipt(file: CaseFile) -> dict[str, Any]:
    accepted = [e for e in file.events if e.happened is Happened.ACCEPTED]
    if not accepted:
        raise Refused("还没有受理，不能出具受理回单。")
    return {
        "accepted_at": _moment(accepted[-1].at),
        "materials": [_received(m) for m in file.materials if m.received_on],
        **_limits(file),
    }


def _acceptance_notice(file: CaseFile) -> dict[str, Any]:
    item, case = file.item, file.case
    if case.accepted_on is None:
        raise Refused("还没有受理，不能出具受理通知书。")
    legal = "" if item.legal_limit is None else f"{item.legal_limit}{_unit_of(legal_unit(item))}"
    return {
        "applied_on": local_date(case.received_at).isoformat(),
        "accepted_on": case.accepted_on.isoformat(),
        "legal_limit": legal,
        "basis": item.legal_basis,
        "materials": [_received(m) for m in file.materials if m.received_on],
        **_limits(file),
    }


def _one_time_notice(file: CaseFile) -> dict[str, Any]:
    return _item(file.item) | {
        "case_number": file.case.number or "",
        "applicant": file.case.name,
        "phone": mask_phone(file.case.phone),
        "asked_on": local_date(file.case.received_at).isoformat(),
    }


def _supplement_notice(file: CaseFile) -> dict[str, Any]:
    case = file.case
    lacking = [m for m in file.materials if m.problem]
    if not lacking or case.supplement_due_on is None:
        raise Refused("没有要补正的材料，不能出具材料补正通知单。请先做“补正告知”。")
    return {
        "accepted": case.accepted_on is not None,
        "applied_on": local_date(case.received_at).isoformat(),
        "supplement_due": case.supplement_due_on.isoformat(),
        "materials": [
            {
                "name": m.name,
                "problem": m.problem,
                "requirement": m.requirement or f"提交{m.form}，{m.count}份",
            }
            for m in lacking
        ],
    }


def _non_acceptance_notice(file: CaseFile) -> dict[str, Any]:
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


def _return_notice(file: CaseFile) -> dict[str, Any]:
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


def _completion_notice(file: CaseFile) -> dict[str, Any]:
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


_OF_CASE: Mapping[PaperKind, Callable[[CaseFile], dict[str, Any]]] = {
    PaperKind.RECEIPT: _receipt,
    PaperKind.ACCEPTANCE_RECEIPT: _acceptance_receipt,
    PaperKind.ACCEPTANCE_NOTICE: _acceptance_notice,
    PaperKind.ONE_TIME_NOTICE: _one_time_notice,
    PaperKind.SUPPLEMENT_NOTICE: _supplement_notice,
    PaperKind.NON_ACCEPTANCE_NOTICE: _non_acceptance_notice,
    PaperKind.RETURN_NOTICE: _return_notice,
    PaperKind.COMPLETION_NOTICE: _completion_notice,
}


def _limits(file: CaseFile) -> dict[str, Any]:
    clock = file.clock.handling
    if clock is None:
        raise Refused("还没有受理，承诺办结日期还算不出来。")
    limit = handling_limit(file.case, file.item, file.settings)
    words = "当日" if limit.unit is Unit.SAME_DAY else f"{limit.days}{_unit_of(limit.unit)}"
    return {
        "promised_limit": words,
        "due": clock.due.isoformat(),
        "excluded_time": file.item.excluded_time,
        "collect_way": COLLECT_WAY,
        **_unknown(clock),
    }


def _unit_of(unit: Unit) -> str:
    return "个工作日" if unit is Unit.WORKDAY else "日"


def _item(item: Item) -> dict[str, Any]:
    promised = "当场办结" if item.promised_limit == 0 else f"{item.promised_limit}个工作日"
    if item.promised_limit is None:
        promised = "按轻重缓急尽快办理"
    return {
        "item": item.name,
        "item_code": item.code,
        "materials": [
            {"name": m.name, "form": m.form.value, "note": m.note} for m in item.material_list()
        ],
        "procedure": item.procedure,
        "promised_limit": promised,
        "fee": item.fee,
        "basis": item.legal_basis,
        "notes": item.notes,
    }


def _received(material: CaseMaterial) -> dict[str, str]:
    return {
        "name": material.name,
        "form": material.form,
        "copies": str(material.count),
        "pages": str(material.pages) if material.pages else "",
        "returned": "当场退还" if material.form == "原件" else "否",
    }


def _unknown(clock: Deadline) -> dict[str, Any]:
    return {"unknown_years": list(clock.unknown_years)} if clock.unknown_years else {}


def _moment(at: datetime) -> str:
    return at.astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")
