"""The fields of a service item in the order of a service guide, and their values in words."""

from __future__ import annotations

from typing import Any

from center.items import CaseKind, Item, LimitUnit

LABELS: dict[str, str] = {
    "code": "事项编码",
    "name": "事项名称",
    "department": "归口",
    "window": "窗口",
    "case_kind": "办件类型",
    "nature": "事项性质",
    "applies_per": "申请单位",
    "target": "受理对象",
    "conditions": "申办条件",
    "legal_basis": "法定依据",
    "decider": "决定机关",
    "legal_limit": "法定时限",
    "limit_unit": "法定时限单位",
    "promised_limit": "承诺时限",
    "notice_limit": "补正告知期限",
    "max_extension": "最多延长",
    "excluded_time": "不计入时限",
    "restart_after_supplement": "补正后重新计时",
    "deemed_acceptance": "逾期未告知视为受理",
    "materials": "申请材料",
    "procedure": "办理程序",
    "nodes": "办理环节",
    "fee": "收费",
    "result_document": "办理结果",
    "yearly_review": "每年复核",
    "authorised": "已授权本中心办理",
    "notes": "备注",
}
"""Every editable field of an item, in the order a reader asks."""

NATURES = ("行政许可", "行政确认", "行政给付", "行政裁决", "其他行政权力", "公共服务")


def spoken(item: Item, field: str) -> str:
    """One field of an item as a clerk reads it; empty when nothing is set."""
    value: Any = getattr(item, field)
    match field:
        case "materials":
            return "\n".join(material_words(m) for m in value)
        case "legal_limit":
            return "" if value is None else f"{value} {_unit(item.limit_unit)}"
        case "promised_limit":
            return promised_words(item)
        case "notice_limit":
            return f"{value} 个工作日"
        case "max_extension":
            return f"{value} 个工作日" if value else ""
        case "limit_unit":
            return str(value.value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value.value) if isinstance(value, CaseKind) else str(value or "")


def promised_words(item: Item) -> str:
    """The promised limit in words."""
    if item.promised_limit is None:
        return "按轻重缓急"
    return "当场办结" if item.promised_limit == 0 else f"{item.promised_limit} 个工作日"


def material_words(material: dict[str, Any]) -> str:
    """身份证（原件，1 份）; with its note."""
    note = "，可容缺" if material.get("secondary") else ""
    note += f"，{material['note']}" if material["note"] else ""
    return f"{material['name']}（{material['form']}，{material['count']} 份{note}）"


def changed_fields(earlier: Item, later: Item) -> list[str]:
    """The fields in which two versions differ, in the order of the guide."""
    return [f for f in LABELS if getattr(earlier, f) != getattr(later, f)]


def _unit(unit: LimitUnit) -> str:
    return "个工作日" if unit is LimitUnit.WORKDAY else "日（自然日）"
