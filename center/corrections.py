"""Correcting what was taken down of a petition, complaint or work order (更正), with a reason.

The record says what is right, its history what stood there before: every correction is an event
with old and new values, as secret as the matter. A number that was given stays, and so does every
paper that was issued.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from center.errors import Problem, Refused
from center.identity import mask_address, mask_id, mask_phone
from center.matters import CORRECTED, Matter, MatterEvent, first_step, record
from center.records import CHINA, local_date
from center.rights import Right, require
from center.storage import Work
from center.text import BLOCK_LIMIT, clean_block, length_problems

LABELS: dict[str, str] = {
    "received_at": "来访（收到）时间",
    "dispatched_at": "派单时间",
    "channel": "渠道",
    "purpose": "信访目的",
    "name": "姓名",
    "anonymous": "匿名",
    "real_name": "实名",
    "sex": "性别",
    "age": "年龄",
    "occupation": "职业",
    "political_status": "政治面貌",
    "address": "住址或工作单位",
    "phone": "联系电话",
    "id_kind": "证件类型",
    "id_number": "证件号码",
    "village": "村（社区）",
    "people_count": "人数",
    "representatives": "代表",
    "problem": "主要问题",
    "facts": "投诉的事实",
    "content": "工单内容",
    "demand": "要求",
    "subject": "内容分类",
    "about_unit": "涉及单位",
    "been_to": "曾到过的机关",
    "pending_above": "正在办理的上级机关",
    "origin_unit": "问题发生地",
    "origin_due_on": "责成解决的期限",
    "platform_number": "省级系统编号",
    "platform_due_on": "省级系统期限",
    "receiving_leader": "接访领导",
    "written": "书面材料",
    "litigation": "诉讼、仲裁、复议",
    "urgent": "重大紧急",
    "collective": "集体访",
    "window": "窗口",
    "respondent_names": "被投诉人",
    "units": "涉及的单位",
    "unit": "承办单位",
    "grade": "类别",
    "external": "工单编号",
    "external_due_on": "平台期限",
}
"""What a corrected field is called in the history; others are changed without a word."""

IDENTITY = frozenset({"name", "phone", "id_number"})
"""Whom the program takes for the same person: a change asks who came before anew."""
_NUMBER = re.compile(r"\d[\d-]{6,}")


def change(work: Work, matter: Matter, facts: Mapping[str, Any], reason: str) -> frozenset[str]:
    """Write `facts` over the record's own and keep what stood there; the names that changed.

    Whoever registered it may put it right, others need the right to handle it. Refused without a
    reason, when nothing is different, and for a time after the first step.
    """
    if matter.voided_at is not None:
        raise Refused("这件已作废，没有改动。")
    if work.actor.account != matter.registrar:
        require(work.actor, Right.HANDLE_PETITIONS)
    said = clean_block(reason)
    problems = [*length_problems("reason", "更正原因", said, BLOCK_LIMIT)]
    if not said:
        problems.append(Problem("reason", "请写明更正的原因，例如“身份证号录错”"))
    different = {name: facts[name] for name in facts if getattr(matter, name) != facts[name]}
    if not different:
        problems.append(Problem("reason", "内容和原来一样，没有要更正的"))
    began, first = different.get("received_at"), first_step(work.session, matter.id)
    if began is not None and first is not None and began > first:
        day = first.astimezone(CHINA)
        late = f"不能晚于第一步办理的时间（{day.month}月{day.day}日 {day:%H:%M}）"
        problems.append(Problem("received_at", late))
    if problems:
        raise Refused(problems)
    told = [
        {"field": name, "was": spoken(getattr(matter, name)), "now": spoken(value)}
        for name, value in different.items()
        if name in LABELS
    ]
    for name, value in different.items():
        setattr(matter, name, value)
    record(work, matter, CORRECTED, work.now, said, {"changed": told})
    return frozenset(different)


def spoken(value: Any) -> str:
    """A value as the history keeps it."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case enum.Enum():
            return str(value.value)
        case datetime():
            local = value.astimezone(CHINA)
            return f"{local_date(value).isoformat()} {local:%H:%M}"
        case date():
            return value.isoformat()
        case list() | tuple():
            return "、".join(map(spoken, value))
        case dict():
            return " ".join(part for part in map(spoken, value.values()) if part)
        case _:
            return str(value)


def corrected_words(event: MatterEvent) -> list[str]:
    """What a correction changed, numbers and addresses masked (D8); nothing for other events."""
    return [
        f"{LABELS.get(one['field'], one['field'])}：{_masked(one['field'], one['was'])}"
        f" 改为 {_masked(one['field'], one['now'])}"
        for one in event.data.get("changed", ())
    ]


def _masked(field: str, said: str) -> str:
    match field:
        case _ if not said:
            return "（空）"
        case "phone":
            return mask_phone(said)
        case "id_number":
            return mask_id(said)
        case "address":
            return mask_address(said)
        case "representatives":
            return _NUMBER.sub(lambda found: mask_phone(found[0]), said)
        case _:
            return said
