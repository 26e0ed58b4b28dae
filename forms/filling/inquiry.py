"""The facts of the slip that answers an inquiry about a case (CASE-20, CASE-28), masked (D8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from center.cases.file import CaseFile
from center.cases.records import CLOSED, Status
from center.clock import State
from center.identity import mask_id
from center.records import CHINA, local_date
from center.settings import Values


def answer(file: CaseFile, settings: Values, answered_by: str, now: datetime) -> dict[str, Any]:
    """What the applicant is told now: state, due date, what is missing, what comes next."""
    case, current = file.case, file.clock.current
    running, local = case.status not in CLOSED, now.astimezone(CHINA)
    lacking = file.facts.missing if running else []
    facts: dict[str, Any] = {
        "unit": settings.text("unit_name"),
        "case_number": case.number or "",
        "asked_at": f"{local:%Y}年{local.month}月{local.day}日 {local:%H:%M}",
        "applicant": case.name,
        "id_number": mask_id(case.id_number) if case.id_number else "未提供",
        "item": case.item_name,
        "received_on": local_date(case.received_at).isoformat(),
        "accepted_on": case.accepted_on.isoformat() if case.accepted_on else "",
        "status": "已作废" if case.voided_at is not None else case.status.value,
        "due": current.due.isoformat() if running and case.accepted_on else "",
        "finished_on": local_date(case.finished_at).isoformat() if case.finished_at else "",
        "result": case.result,
        "note": _note(file),
        "next_step": _next_step(file),
        "window": case.window or "综合窗口",
        "answered_by": answered_by,
        "materials": [
            {
                "name": material.name,
                "problem": "；".join(filter(None, (material.problem, material.requirement)))
                or "未提交",
            }
            for material in lacking
        ],
        "consult_phone": settings.text("phone_consultation"),
        "complaint_phone": settings.text("phone_complaint"),
    }
    return {key: value for key, value in facts.items() if value not in ("", [])}


def _note(file: CaseFile) -> str:
    case = file.case
    if case.voided_at is not None:
        return case.void_reason
    if case.status is Status.SUSPENDED or file.clock.current.state is State.PAUSED:
        return "现在暂停计时，恢复后到期日顺延"
    return case.reason


def _next_step(file: CaseFile) -> str:
    case = file.case
    if case.voided_at is not None:
        return "请向窗口咨询"
    match case.status:
        case Status.RECEIVED:
            return "请补交下列材料" if file.facts.missing else "窗口审查材料，决定是否受理"
        case Status.SUPPLEMENTING:
            due = case.supplement_due_on
            return f"请在 {due.month}月{due.day}日 前补齐下列材料" if due else "请补齐下列材料"
        case Status.ACCEPTED:
            return "正在办理，办结后通知您"
        case Status.SUSPENDED:
            return "特别程序结束后接着办理"
        case Status.FINISHED if case.collected_at is not None:
            return "结果已经领取"
        case Status.FINISHED:
            return "可以带身份证件到窗口领取结果"
        case _:
            return "需要时可以重新申请"
