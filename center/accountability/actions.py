"""Which step of an accountability matter is lawful now, and if not, why not. Pure."""

from __future__ import annotations

import enum

from center.accountability.file import AccountabilityFile
from center.accountability.records import Part, Status
from center.rights import Actor, Right


class Action(enum.StrEnum):
    """A step a person can take; the value is the button's verb."""

    AMEND = "修改"
    DECIDE = "决定"
    REFER = "移送"
    APPEAL = "登记申诉"
    REVIEW = "复核"
    CLOSE = "结案"


_RIGHTS = {Action.DECIDE: Right.APPROVE, Action.REVIEW: Right.APPROVE, Action.CLOSE: Right.APPROVE}


def concerned(file: AccountabilityFile, actor: Actor) -> bool:
    """Whether the actor answers in it (回避); a supervisor's joint duty bars from nothing."""
    return any(
        one.part is not Part.SUPERVISOR
        and (one.staff == actor.staff if actor.staff is not None else one.name == actor.name)
        for one in file.persons
    )


def primary(file: AccountabilityFile, actor: Actor) -> Action | None:
    """The next lawful step, the one button that stands out; None at the end."""
    wanted = {
        Status.PROPOSED: Action.DECIDE,
        Status.DECIDED: Action.CLOSE,
        Status.APPEALED: Action.REVIEW,
    }.get(file.record.status)
    return wanted if wanted and not reason_against(wanted, file, actor) else None


def reason_against(action: Action, file: AccountabilityFile, actor: Actor) -> str:
    """Why this step cannot be taken now; empty when it can."""
    record = file.record
    if record.voided_at is not None:
        return "这件已作废"
    right = _RIGHTS.get(action, Right.SUPERVISE)
    if not actor.may(right):
        return f"当前账号没有“{right.value}”的权限，由主任或副主任办理"
    if concerned(file, actor):
        return "涉及您本人，请回避，由其他领导办理"
    if record.status is Status.CLOSED:
        return "这件已结案"
    decided = record.status is not Status.PROPOSED
    match action:
        case Action.AMEND | Action.DECIDE if decided:
            return "已经作出决定"
        case Action.APPEAL if record.status is not Status.DECIDED:
            return "还没有作出决定" if not decided else "已经登记申诉，正在复核"
        case Action.REVIEW if record.status is not Status.APPEALED:
            return "没有登记申诉"
        case Action.CLOSE if record.status is not Status.DECIDED:
            return "还没有作出决定" if not decided else "申诉还没有复核"
        case _:
            return ""
