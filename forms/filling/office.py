"""The facts of the office's own sheets, from the catalogue, the staff list and the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from center.archive_number import Retention
from center.cases.file import CaseFile
from center.fees.charging import standard
from center.items import Item
from center.records import local_date
from center.settings import HOURS, Values
from center.staff import Staff
from forms.filling.pieces import about_item, legal_limit, office_hours

WEEKDAYS = "星期一至星期五（法定节假日除外）"
LATE_SERVICE = "临近下班、下班后尚未离开的群众，延时服务"

# What a guide should tell (OPEN-10) and the catalogue may lack.
_GUIDE_FIELDS = {
    "legal_basis": "办事依据",
    "target": "受理对象",
    "conditions": "申办条件",
    "materials": "申请材料",
    "procedure": "办理程序",
    "fee": "收费标准",
    "result_document": "办理结果",
    "window": "办理窗口",
}


def guide(item: Item, settings: Values, today: date) -> dict[str, Any]:
    """The guide of one item (OPEN-10); `today` is printed as the day of its text."""
    facts = about_item(item) | {
        "unit": settings.text("unit_name"),
        "case_kind": item.case_kind.value,
        "nature": item.nature,
        "decider": item.decider,
        "target": item.target,
        "conditions": item.conditions,
        "materials": [
            {"name": m.name, "form": m.form.value, "copies": str(m.count), "note": m.note}
            for m in item.material_list()
        ],
        "nodes": [
            {"name": node.name, "who": node.who, "when": node.when} for node in item.node_list()
        ],
        "legal_limit": legal_limit(item),
        "excluded_time": item.excluded_time,
        "fee": "不收费" if is_free(item) else item.fee,
        "fee_basis": "" if is_free(item) else item.legal_basis,
        "result_document": item.result_document,
        "window": item.window,
        "unit_address": settings.text("unit_address"),
        "office_hours": office_hours(settings),
        **_phones(settings),
        "date": today.isoformat(),
    }
    return _filled(facts)


def application_form(item: Item, settings: Values) -> dict[str, Any]:
    """The blank application form of an item that has none of its own (CASE-26)."""
    facts = {
        "unit": settings.text("unit_name"),
        "item": item.name,
        "item_code": item.code,
        "window": item.window,
        "materials": [
            {"name": m.name, "form": m.form.value, "copies": str(m.count)}
            for m in item.material_list()
        ],
    }
    return _filled(facts)


def guide_gaps(item: Item) -> list[str]:
    """What the catalogue does not say of an item and a guide should (OPEN-10), by name."""
    gaps = [name for field, name in _GUIDE_FIELDS.items() if not getattr(item, field)]
    if item.promised_limit is None and item.legal_limit is None:
        gaps.append("办理时限")
    return gaps


def is_free(item: Item) -> bool:
    """Whether an item costs nothing (FEE-07)."""
    return standard(item.fee) == 0


def fees(items: Sequence[Item], settings: Values, today: date) -> dict[str, Any]:
    """The fee board of all items (FEE-01): standard and basis of each one that is charged."""
    charged = [item for item in items if not is_free(item)]
    facts = {
        "unit": settings.text("unit_name"),
        "fees": [
            {
                "item": item.name,
                "fee": item.fee,
                "fee_basis": item.legal_basis,
                "window": item.window,
            }
            for item in charged
        ],
        "free_count": str(len(items) - len(charged)),
        **_phones(settings),
        "date": today.isoformat(),
    }
    return _filled(facts)


def hours(settings: Values) -> dict[str, Any]:
    """The working-time board of the profile in force (TIME-02, TIME-06)."""
    spans = [
        f"{start.removeprefix('0')}—{end.removeprefix('0')}"
        for start, end in HOURS[settings.text("hours_profile")]
    ]
    facts = {
        "unit": settings.text("unit_name"),
        "days": WEEKDAYS,
        "morning": f"上午 {spans[0]}" if len(spans) > 1 else spans[0],
        "afternoon": f"下午 {spans[1]}" if len(spans) > 1 else "",
        "note": LATE_SERVICE if len(spans) > 1 else f"中午不休息；{LATE_SERVICE}",
        "consult_phone": settings.text("phone_consultation"),
        "complaint_phone": settings.text("phone_complaint"),
    }
    return _filled(facts)


def staff_card(person: Staff, window: str, settings: Values) -> dict[str, Any]:
    """A staff card (CODE-01): name, number, window and post, nothing else of the person."""
    facts = {
        "unit": settings.text("unit_name"),
        "name": person.name,
        "staff_number": person.staff_number,
        "department": window,
        "post": person.post,
    }
    return _filled(facts)


def desk_plate(person: Staff, window: str, settings: Values) -> dict[str, Any]:
    """A desk plate (CODE-01, OPEN-09): the card and the office's phones, not the person's."""
    return staff_card(person, window, settings) | {
        "consult_phone": settings.text("phone_consultation"),
        "complaint_phone": settings.text("phone_complaint"),
    }


@dataclass(frozen=True, slots=True)
class Filed:
    """How a case was put into the archive (ARCH-01, ARCH-03); what is empty is left to the hand."""

    number: str
    retention: Retention
    box: str = ""
    location: str = ""
    by: str = ""
    on: date | None = None


def archive_cover(file: CaseFile, filed: Filed) -> dict[str, Any]:
    """The cover of the bag of one case."""
    case = file.case
    rows = _contents(file)
    facts = {
        **_archived(file, filed),
        "received_on": local_date(case.received_at).isoformat(),
        "finished_on": local_date(case.finished_at).isoformat() if case.finished_at else "",
        "result": case.result or case.status.value,
        "retention": filed.retention.value,
        "pieces": str(len(rows)),
        "box": filed.box,
        "location": filed.location,
    }
    return _filled(facts)


def archive_contents(file: CaseFile, filed: Filed) -> dict[str, Any]:
    """What lies in the bag: what the applicant handed in and kept here, then the papers issued."""
    return _filled(_archived(file, filed) | {"papers": _contents(file)})


def _archived(file: CaseFile, filed: Filed) -> dict[str, Any]:
    return {
        "unit": file.settings.text("unit_name"),
        "archive_number": filed.number,
        "case_number": file.case.number or "",
        "item": file.case.item_name,
        "applicant": file.case.name,
        "archived_by": filed.by,
        "archived_on": filed.on.isoformat() if filed.on else "",
    }


def _contents(file: CaseFile) -> list[dict[str, str]]:
    rows = [
        {
            "title": material.name,
            "author": "申请人",
            "date": f"{material.received_on:%Y%m%d}",
            "pages": str(material.pages) if material.pages else "",
            "remark": "复印" if material.form == "原件" else "",
        }
        for material in file.materials
        if material.received_on and not material.given_back
    ]
    return rows + [
        {
            "title": paper.title,
            "number": paper.number or "",
            "author": file.settings.text("unit_name"),
            "date": f"{local_date(paper.issued_at):%Y%m%d}",
        }
        for paper in file.papers
        if paper.valid
    ]


def _phones(settings: Values) -> dict[str, str]:
    return {
        "consult_phone": settings.text("phone_consultation"),
        "complaint_phone": settings.text("phone_complaint"),
        "efficiency_phone": settings.text("phone_efficiency"),
    }


def _filled(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value not in ("", None, [])}
