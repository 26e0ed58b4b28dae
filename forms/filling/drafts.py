"""The facts of each paper, filled in from a case or a visit as it stands.

Names in full, ID and phone masked (D8): the masking happens here, so that no paper can be drawn
without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from center.cases.file import CaseFile
from center.errors import Refused
from center.identity import mask_id, mask_phone
from center.items import Item
from center.papers import Draft, Paper, PaperKind
from center.records import local_date
from center.registration import Relation, Visit
from center.rights import Actor
from center.settings import Values
from forms import templates
from forms.cases import render
from forms.filling import counter, handling, helping
from forms.filling.pieces import about_item, office_hours
from forms.page import PaperSize


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
    if replaces is not None:
        # What is corrected counts as not issued.
        file = replace(file, papers=[p for p in file.papers if p.id != replaces.id])
    facts = about_unit(settings, actor, now, file.case.window, replaces) | fill(file)
    if kind is not PaperKind.ONE_TIME_NOTICE:
        facts |= _case(file)
    return drafted(kind, file.case, facts, settings, replaces)


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
    facts = about_unit(
        settings, actor, now, visit.window or (item.window if item else ""), replaces
    )
    facts |= {"visit_number": visit.number or "", "applicant": visit.name}
    if kind is PaperKind.ONE_TIME_NOTICE:
        if item is None:
            raise Refused("请先选择事项，一次性告知单按事项的材料和程序出具。")
        facts |= about_item(item) | {
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
    return drafted(kind, visit, facts, settings, replaces)


def drafted(
    kind: PaperKind,
    about: Any,
    facts: dict[str, Any],
    settings: Values,
    replaces: Paper | None,
) -> Draft:
    """The draft with what is empty left out, and the office's own texts."""
    return Draft(
        paper_kind=kind,
        about=about,
        facts={key: value for key, value in facts.items() if value not in ("", None)},
        texts=settings.template(kind),
        template_version=templates.load(kind).version,
        size="A5" if settings.text("paper_copies") == "a5" else "A4",
        replaces=replaces,
    )


def about_unit(
    settings: Values, actor: Actor, now: datetime, window: str, replaces: Paper | None
) -> dict[str, Any]:
    """What stands on every paper: unit, window, who issues it, phones, hours, the day."""
    return {
        "unit": settings.text("unit_name"),
        "window": window or "综合窗口",
        "handler": actor.name,
        "consult_phone": settings.text("phone_consultation"),
        "complaint_phone": settings.text("phone_complaint"),
        "efficiency_phone": settings.text("phone_efficiency"),
        "date": local_date(now).isoformat(),
        "office_hours": office_hours(settings),
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


_OF_CASE: Mapping[PaperKind, Callable[[CaseFile], dict[str, Any]]] = {
    PaperKind.RECEIPT: counter.receipt,
    PaperKind.ACCEPTANCE_RECEIPT: counter.acceptance_receipt,
    PaperKind.ACCEPTANCE_NOTICE: counter.acceptance_notice,
    PaperKind.ONE_TIME_NOTICE: counter.one_time_notice,
    PaperKind.SUPPLEMENT_NOTICE: counter.supplement_notice,
    PaperKind.NON_ACCEPTANCE_NOTICE: counter.non_acceptance_notice,
    PaperKind.RETURN_NOTICE: handling.return_notice,
    PaperKind.COMPLETION_NOTICE: handling.completion_notice,
    PaperKind.EXTENSION_NOTICE: handling.extension_notice,
    PaperKind.SPECIAL_PROCEDURE_NOTICE: handling.special_procedure_notice,
    PaperKind.REFUSAL_DECISION: handling.refusal_decision,
    PaperKind.DELIVERY_RECEIPT: handling.delivery_receipt,
    PaperKind.TOLERANCE_UNDERTAKING: helping.tolerance_undertaking,
    PaperKind.AGENCY_AUTHORISATION: helping.agency_authorisation,
    PaperKind.AGENCY_HANDOVER: helping.agency_handover,
    PaperKind.JOINT_MATERIALS: helping.joint_materials,
}
