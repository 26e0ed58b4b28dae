"""Facts of an invented paper, so that a text can be seen on it before it is used."""

from __future__ import annotations

from center.settings import HOURS
from desktop.desk import Desk
from forms.facts import JSON, Fact
from forms.words import needs

# Shown only where a paper has a reason for them, so a sample would mislead.
_LEFT_OUT = {"unknown_years", "replaces"}
_ROWS = (("身份证", "原件"), ("户口簿", "原件"))
_TEXTS = {
    "case_number": "QS-SL-2026-000001",
    "visit_number": "QS-DJ-2026-000001",
    "petition_number": "QS-XF-2026-000001",
    "complaint_number": "QS-TS-2026-000001",
    "accountability_number": "QS-ZR-2026-000001",
    "names": "张某某",
    "petitioner": "张某某",
    "complainant": "张某某",
    "people": "1人",
    "applicant": "张某某",
    "id_number": "110101********0000",
    "phone": "138****0000",
    "item": "（事项名称）",
    "item_code": "XX01",
    "case_kind": "承诺件",
    "agent": "王某某",
    "agent_relation": "家属",
    "handler": "李某某",
    "window": "综合窗口",
    "promised_limit": "10个工作日",
    "legal_limit": "20个工作日",
}
_CELLS = {"copies": "1", "pages": "2", "returned": "当场退还", "problem": "缺少签名"}


def sample_facts(desk: Desk, kind: str, *, licence: bool) -> dict[str, JSON]:
    """Every fact a paper of this kind may have, with this office's name, phones and hours."""
    found: dict[str, JSON] = {
        fact.key: _value(fact, desk) for fact in needs(kind) if fact.key not in _LEFT_OUT
    }
    if "licence" in found:
        found["licence"] = licence
    return found | _unit(desk, found)


def _unit(desk: Desk, known: dict[str, JSON]) -> dict[str, JSON]:
    values = desk.settings
    hours = HOURS[values.text("hours_profile")]
    unit: dict[str, JSON] = {
        "unit": values.text("unit_name"),
        "consult_phone": values.text("phone_consultation") or "（未填写）",
        "complaint_phone": values.text("phone_complaint") or "（未填写）",
        "efficiency_phone": values.text("phone_efficiency") or "（未填写）",
        "office_hours": "，".join(f"{start}—{end}" for start, end in hours),
        "unit_address": values.text("unit_address") or "（未填写）",
    }
    return {key: value for key, value in unit.items() if key in known}


def _value(fact: Fact, desk: Desk) -> JSON:
    match fact.kind:
        case "date":
            return desk.today().isoformat()
        case "moment":
            return f"{desk.today().isoformat()}T09:30"
        case "flag":
            return False
        case "choice":
            return fact.options[0]
        case "years":
            return []
        case "rows":
            return [_row(fact, desk, name, form) for name, form in _ROWS]
        case _:
            return _TEXTS.get(fact.key, f"（{fact.name}）")


def _row(fact: Fact, desk: Desk, name: str, form: str) -> dict[str, JSON]:
    cells: dict[str, JSON] = {
        column.key: _CELLS.get(column.key) or _value(column, desk) for column in fact.columns
    }
    return cells | {key: value for key, value in (("name", name), ("form", form)) if key in cells}
