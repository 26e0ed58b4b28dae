"""What the fields of exchanged records are called, and their values as a clerk reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from center.corrections import LABELS as MATTER_LABELS
from center.identity import mask_account, mask_address, mask_id, mask_phone
from center.records import CHINA, instant

LABELS: dict[str, str] = {
    **MATTER_LABELS,
    "voided_at": "是否作废",
    "status": "办理状态",
    "case_kind": "办件类型",
    "item": "事项",
    "item_code": "事项编码",
    "item_name": "事项名称",
    "number": "编号",
    "handler": "经办人账号",
    "handler_name": "经办人",
    "mode": "服务方式",
    "urgency": "缓急",
    "green": "绿色通道",
    "person": "对应的群众",
    "person_kind": "申请人类型",
    "no_id_reason": "未带证件的原因",
    "id_reason": "仍按这个号码登记的原因",
    "no_phone_reason": "没有电话的原因",
    "group": "村民小组",
    "card_account": "一卡通账号",
    "card_holder": "一卡通户名",
    "visitor_name": "来办人",
    "visitor_phone": "来办人电话",
    "relation": "与申请人关系",
    "authority_seen": "已看授权",
    "accepted_on": "受理日期",
    "supplement_due_on": "补正期限",
    "finished_at": "办结时间",
    "result": "办理结果",
    "result_document": "结果文书",
    "result_number": "结果文号",
    "reason": "理由",
    "basis": "依据",
    "superior": "上级部门",
    "notified_at": "通知时间",
    "notified_by": "通知人",
    "collected_at": "领取时间",
    "collector": "领取人",
    "platform_status": "省级系统状态",
    "birth": "出生日期",
    "household": "所属的户",
    "household_relation": "与户主关系",
    "head_name": "户主",
    "died_on": "死亡日期",
    "merged_into": "合并到",
    "topic": "主题",
    "need": "诉求",
    "reply": "答复",
    "route": "去向",
    "visit_kind": "来访类型",
    "department": "部门",
    "replied_at": "答复时间",
    "feedback": "反馈",
    "state": "状态",
    "state_since": "状态起始日",
    "category": "类别",
    "amount": "金额（分）",
    "remark": "备注",
    "pages": "页数",
    "count": "份数",
    "received_on": "收到日期",
    "verified": "已核对",
    "rating": "评价",
    "settled_on": "化解日期",
    "mediator": "调解人",
}
"""Chinese names of fields; one without is told by its own name."""

_LINK = re.compile("[0-9a-f]{32}")
"""How a link to another record stands in a row's content."""
_MASKS = {
    "id_number": mask_id,
    "phone": mask_phone,
    "visitor_phone": mask_phone,
    "address": mask_address,
    "card_account": mask_account,
}
"""How personal values are told (D8)."""


def label(name: str) -> str:
    """What a field is called."""
    return LABELS.get(name, name)


def spoken(name: str, value: Any) -> str:
    """A value of a row's content as a clerk reads it; personal ones masked (D8)."""
    match value:
        case None | "":
            return "（空）" if name != "voided_at" else "没有作废"
        case bool():
            return "是" if value else "否"
        case int() if name.endswith("_at"):
            at = instant(value).astimezone(CHINA)
            said = f"{at:%Y-%m-%d %H:%M}"
            return f"{said} 作废" if name == "voided_at" else said
        case str() if _LINK.fullmatch(value):
            return f"记录 {value[-6:]}"
        case str() if name in _MASKS:
            return _MASKS[name](value)
        case list() | dict():
            return str(_hashable(value))
        case _:
            return str(value)


def told_apart(name: str, values: Sequence[Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """The values of both sides; where masking hides the difference, that is said.

    `names` are those of the records that a value may link to.
    """
    told = [names.get(value) or spoken(name, value) for value in map(_hashable, values)]
    if len(set(told)) == 1 and name in _MASKS:
        return tuple(f"{one}（遮住的几位不同）" for one in told)
    return tuple(told)


def _hashable(value: Any) -> Any:
    return "、".join(map(str, value)) if isinstance(value, list | dict) else value
