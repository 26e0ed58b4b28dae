"""Facts of the papers by which others help: agents, departments, a promise."""

from __future__ import annotations

from typing import Any

from center.cases.file import CaseFile
from center.identity import mask_phone
from center.items import CaseKind
from center.records import local_date
from center.registration import Relation
from forms.filling.pieces import plain

POWERS = "递交申请材料、补正材料、查询进度、签收文书、领取办理结果"


def tolerance_undertaking(file: CaseFile) -> dict[str, Any]:
    """What is there and what is lacking; the promise comes from the caller."""
    return {
        "applied_on": local_date(file.case.received_at).isoformat(),
        "received": [plain(m) for m in file.materials if m.received_on],
        "lacking": [plain(m) for m in file.materials if not m.received_on],
    }


def agency_authorisation(file: CaseFile) -> dict[str, Any]:
    """Who acts for the applicant, with which powers and papers (CASE-10)."""
    return {
        **_deputy(file),
        "powers": POWERS,
        "materials": [plain(m) for m in file.materials if m.received_on],
    }


def agency_handover(file: CaseFile) -> dict[str, Any]:
    """The way of the papers, village to town to county and back (CASE-10)."""
    case, deputy = file.case, _deputy(file)
    town = f"{file.settings.text('unit_name')}{case.window}"
    county = case.superior or "县级主管部门"
    stages = []
    if case.relation is Relation.AGENT:
        village = f"{deputy.get('deputy_unit', '')}代办员{deputy['deputy']}"
        stages = [("报：村→镇", village, town), ("回：镇→村", town, village)]
    if case.case_kind in (CaseKind.CARRIED, CaseKind.UPWARD) or not stages:
        stages[1:1] = [("报：镇→县", town, county), ("回：县→镇", county, town)]
    return {
        "deputy": deputy["deputy"],
        "stages": [
            {"stage": stage, "giver": giver, "taker": taker} for stage, giver, taker in stages
        ],
        "materials": [plain(m) for m in file.materials if m.received_on],
    }


def _deputy(file: CaseFile) -> dict[str, str]:
    """Who acts for the applicant: who stood at the desk, else the handler of a 代办件."""
    case = file.case
    if case.relation is Relation.SELF:
        return {"deputy": case.handler_name, "deputy_unit": file.settings.text("unit_name")}
    facts = {"deputy": case.visitor_name}
    if case.relation is Relation.AGENT:
        facts["deputy_unit"] = case.village
    if case.visitor_phone:
        facts["deputy_phone"] = mask_phone(case.visitor_phone)
    return facts


def joint_materials(file: CaseFile) -> dict[str, Any]:
    """The lead of a joint case; the caller adds departments and materials (ONCE-04)."""
    return {"lead": file.case.window or "综合窗口"}
