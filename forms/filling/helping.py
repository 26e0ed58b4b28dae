"""Facts of the papers by which others help: agents, departments, a promise."""

from __future__ import annotations

from typing import Any

from center.cases.agency import POWERS, stages_of
from center.cases.file import CaseFile
from center.cases.helping import AgencyHandover, Stage
from center.cases.joint import material_list
from center.errors import Refused
from center.identity import mask_phone
from center.records import local_date
from center.registration import Relation
from forms.filling.pieces import plain, promised_words


def tolerance_undertaking(file: CaseFile) -> dict[str, Any]:
    """What is there, what is lacking, by when it comes and what follows if it does not."""
    promise = file.helping.promise
    if promise is None:
        raise Refused("这件没有容缺受理，不能出具容缺受理承诺书。")
    return {
        "applied_on": local_date(file.case.received_at).isoformat(),
        "received": [plain(m) for m in file.materials if m.name not in promise.materials],
        "lacking": [plain(m) for m in file.materials if m.name in promise.materials],
        "promised_on": promise.promised_on.isoformat(),
        "overdue_effect": promise.effect,
    }


def agency_authorisation(file: CaseFile) -> dict[str, Any]:
    """Who acts for the applicant, with which powers and papers (CASE-10)."""
    agency = file.helping.agency
    return {
        **_deputy(file),
        "powers": agency.scope if agency is not None and agency.scope else POWERS,
        "materials": [plain(m) for m in file.materials if m.received_on],
    }


def agency_handover(file: CaseFile) -> dict[str, Any]:
    """The way of the papers, village to town to county and back (CASE-10).

    What was handed over stands with its names and day, what is to come with who is expected.
    """
    deputy = _deputy(file)
    done = {handover.stage: handover for handover in file.helping.handovers}
    return {
        "deputy": deputy["deputy"],
        "stages": [_stage(file, stage, done.get(stage)) for stage in stages_of(file)],
        "materials": [plain(m) for m in file.materials if m.received_on],
    }


def _stage(file: CaseFile, stage: Stage, done: AgencyHandover | None) -> dict[str, str]:
    if done is not None:
        on = f"{done.on.year}年{done.on.month}月{done.on.day}日"
        return {"stage": stage.value, "giver": done.giver, "taker": done.taker, "at": on}
    deputy = _deputy(file)
    town = f"{file.settings.text('unit_name')}{file.case.window}"
    county = file.case.superior or "县级主管部门"
    village = f"{deputy.get('deputy_unit', '')}代办员{deputy['deputy']}"
    giver, taker = {
        Stage.VILLAGE_TOWN: (village, town),
        Stage.TOWN_COUNTY: (town, county),
        Stage.COUNTY_TOWN: (county, town),
        Stage.TOWN_VILLAGE: (town, village),
    }[stage]
    return {"stage": stage.value, "giver": giver, "taker": taker}


def _deputy(file: CaseFile) -> dict[str, str]:
    """The agent on record, else who stood at the desk, else the handler of a 代办件."""
    case, agency = file.case, file.helping.agency
    if agency is not None:
        facts = {"deputy": agency.agent, "deputy_unit": agency.unit}
        phone = agency.phone
    elif case.relation is Relation.SELF:
        return {"deputy": case.handler_name, "deputy_unit": file.settings.text("unit_name")}
    else:
        facts, phone = {"deputy": case.visitor_name}, case.visitor_phone
        if case.relation is Relation.AGENT:
            facts["deputy_unit"] = case.village
    if phone:
        facts["deputy_phone"] = mask_phone(phone)
    return {key: value for key, value in facts.items() if value}


def joint_materials(file: CaseFile) -> dict[str, Any]:
    """The departments of a joint case and the one list of what they need (ONCE-04)."""
    parts = file.helping.parts
    if not parts:
        raise Refused("这件没有联办部门，不能出具联办材料清单。请先在“联办”里加部门。")
    lead = file.case.window or "综合窗口"
    lines = {m.name: m for m in file.materials}
    return {
        "lead": lead,
        "departments": [
            {
                "department": lead,
                "matter": f"{file.case.item_name}（牵头）",
                "limit": promised_words(file),
                "phone": file.settings.text("phone_consultation"),
            },
            *(
                {
                    "department": part.department,
                    "matter": part.matter,
                    "limit": f"{part.limit_days}个工作日",
                    **({"phone": part.phone} if part.phone else {}),
                }
                for part in parts
            ),
        ],
        "materials": [
            {**plain(lines[name]), "departments": "、".join(departments)}
            for name, departments in material_list(file)
        ],
    }
