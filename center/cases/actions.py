"""Which step is lawful now, and if not, why not. Pure; the window and the services ask the same."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from center.cases.records import CLOSED, Case, CaseEvent, CaseMaterial, Happened, Status
from center.items import CaseKind, Item, legal_workdays
from center.records import local_date
from center.rights import Actor, Right


class Action(enum.StrEnum):
    """A step a person can take with a case; the value is the button's verb."""

    SUPPLEMENT = "补正告知"
    COMPLETE = "材料补齐"
    ACCEPT = "受理"
    REFUSE = "不予受理"
    RETURN = "退件"
    SEND_UP = "上报"
    CONTACT = "记联系"
    PROGRESS = "记进展"
    SUSPEND = "暂停"
    RESUME = "恢复"
    EXTEND = "延期"
    CONVERT = "转承诺件"
    FINISH = "办结"
    NOTIFY = "通知领取"
    COLLECT = "登记领取"


@dataclass(frozen=True, slots=True)
class Step:
    """An action and why it is not lawful now; an empty reason means it is."""

    action: Action
    reason: str = ""

    @property
    def lawful(self) -> bool:
        """Whether the step can be taken."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the question depends on."""

    case: Case
    item: Item
    events: Sequence[CaseEvent]
    materials: Sequence[CaseMaterial]
    actor: Actor
    today: date
    raw_due: date | None
    has_receipt: bool
    deemed_from: date | None = None

    def happened(self, kind: Happened) -> bool:
        """Whether such an event is on record."""
        return any(e.happened is kind and e.voided_at is None for e in self.events)

    @property
    def missing(self) -> list[CaseMaterial]:
        """Materials not handed in yet, or handed in with a problem not put right."""
        return [m for m in self.materials if m.voided_at is None and m.received_on is None]


def steps(facts: CaseFacts) -> list[Step]:
    """Every action in order of use, each with the reason when it is not lawful now."""
    return [Step(action, reason_against(action, facts)) for action in Action]


def primary(facts: CaseFacts) -> Action | None:
    """The next lawful step, the one button that stands out; None when the case is at its end."""
    case = facts.case
    order: tuple[Action, ...]
    match case.status:
        case Status.RECEIVED if facts.missing:
            order = (Action.SUPPLEMENT,)
        case Status.RECEIVED if case.case_kind is CaseKind.INSTANT:
            order = (Action.FINISH, Action.CONVERT)
        case Status.RECEIVED:
            order = (Action.ACCEPT,)
        case Status.SUPPLEMENTING:
            order = (Action.COMPLETE,)
        case Status.SUSPENDED:
            order = (Action.RESUME,)
        case Status.ACCEPTED if facts.missing:
            order = (Action.SUPPLEMENT, Action.FINISH)
        case Status.ACCEPTED if _goes_up(facts):
            sent = facts.happened(Happened.SENT_UP)
            order = (Action.FINISH,) if sent else (Action.SEND_UP, Action.FINISH)
        case Status.ACCEPTED:
            order = (Action.FINISH, Action.CONVERT)
        case Status.FINISHED if case.finished_elsewhere:
            order = ()
        case Status.FINISHED if case.notified_at is None:
            order = (Action.NOTIFY,)
        case Status.FINISHED:
            order = (Action.COLLECT,)
        case _:
            order = ()
    return next((a for a in order if not reason_against(a, facts)), None)


def reason_against(action: Action, facts: CaseFacts) -> str:
    """Why this step cannot be taken now; empty when it can."""
    if facts.case.voided_at is not None:
        return "这件已作废"
    if not facts.actor.may(Right.HANDLE_CASES):
        return "当前账号没有办理办件的权限"
    return _against_status(action, facts) or _against_rule(action, facts)


NOT_THAT_DAY = "即办件应当天办结，请先转为承诺件并写明原因"

_FROM: dict[Action, frozenset[Status]] = {
    Action.SUPPLEMENT: frozenset({Status.RECEIVED, Status.ACCEPTED}),
    Action.COMPLETE: frozenset({Status.SUPPLEMENTING}),
    Action.ACCEPT: frozenset({Status.RECEIVED}),
    Action.REFUSE: frozenset({Status.RECEIVED, Status.SUPPLEMENTING}),
    Action.RETURN: frozenset({Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED}),
    Action.SEND_UP: frozenset({Status.ACCEPTED}),
    Action.CONTACT: frozenset(Status) - CLOSED,
    Action.PROGRESS: frozenset(Status) - CLOSED,
    Action.SUSPEND: frozenset({Status.ACCEPTED}),
    Action.RESUME: frozenset({Status.SUSPENDED}),
    Action.EXTEND: frozenset({Status.ACCEPTED}),
    Action.CONVERT: frozenset({Status.RECEIVED, Status.ACCEPTED}),
    Action.FINISH: frozenset({Status.ACCEPTED, Status.RECEIVED}),
    Action.NOTIFY: frozenset({Status.FINISHED}),
    Action.COLLECT: frozenset({Status.FINISHED}),
}


def _against_status(action: Action, facts: CaseFacts) -> str:
    status = facts.case.status
    if status in _FROM[action]:
        return ""
    if status in CLOSED and action not in (Action.NOTIFY, Action.COLLECT):
        return f"这件{status.value}，不能再{action.value}"
    if status in CLOSED and status is not Status.FINISHED:
        return f"这件{status.value}，没有可以领取的结果"
    match action:
        case Action.COMPLETE:
            return "没有等待补正的材料"
        case Action.RESUME:
            return "这件没有暂停"
        case Action.NOTIFY | Action.COLLECT:
            return "还没有办结"
        case Action.ACCEPT | Action.REFUSE if facts.case.accepted_on is not None:
            return "这件已经受理"
        case _ if status is Status.SUPPLEMENTING:
            return "正在等申请人补齐材料"
        case _ if status is Status.SUSPENDED:
            return "这件已暂停，请先恢复"
        case _:
            return "请先受理"


def _against_rule(action: Action, facts: CaseFacts) -> str:
    check = _RULES.get(action)
    return check(facts) if check is not None else ""


def _against_second_notice(facts: CaseFacts) -> str:
    if facts.happened(Happened.SUPPLEMENT_ASKED) and not facts.actor.may(Right.APPROVE):
        return "补正只能一次性告知，再次补正要由主任批准"
    return ""


def _against_missing(facts: CaseFacts) -> str:
    if facts.missing:
        return f"还有 {len(facts.missing)} 份材料没收到，请先补正告知或勾选已收"
    return ""


def _against_accepted(facts: CaseFacts) -> str:
    if facts.case.accepted_on is not None:
        return "这件已经受理，不能不予受理"
    if facts.deemed_from is not None:
        return "没有按期告知补正，自收件之日起已视为受理，不能不予受理"
    return ""


def _against_local(facts: CaseFacts) -> str:
    return "" if _goes_up(facts) else "只有上报件和代办件需要与上级联系"


def _against_conversion(facts: CaseFacts) -> str:
    instant = facts.case.case_kind is CaseKind.INSTANT
    return "" if instant else "只有即办件可以转为承诺件"


def _against_collected(facts: CaseFacts) -> str:
    return "已经登记领取" if facts.case.collected_at is not None else ""


def _against_finish(facts: CaseFacts) -> str:
    case = facts.case
    if case.case_kind is CaseKind.INSTANT:
        return _against_missing(facts) or _against_later_day(facts)
    if case.status is Status.RECEIVED:
        return "请先受理"
    later = case.accepted_on is not None and facts.today > case.accepted_on
    if later and not facts.has_receipt:
        return "不是当天办结的，要先出具受理回单"
    if _goes_up(facts) and not facts.happened(Happened.SENT_UP):
        return f"{case.case_kind.value}要先上报，有了结果再办结"
    return ""


def _goes_up(facts: CaseFacts) -> bool:
    return facts.case.case_kind in (CaseKind.UPWARD, CaseKind.CARRIED)


def _against_later_day(facts: CaseFacts) -> str:
    # On the day a late case is entered (补录) the time typed decides, see `steps.finish`.
    if facts.today > local_date(max(facts.case.received_at, facts.case.entered_at)):
        return NOT_THAT_DAY
    return ""


def _against_extension(facts: CaseFacts) -> str:
    if not facts.actor.may(Right.APPROVE):
        return "延期要由主任或副主任批准"
    if facts.happened(Happened.EXTENDED):
        return "延期只能一次"
    if max_extension(facts.item) == 0:
        return "这个事项没有规定可以延期"
    if facts.raw_due is not None and facts.today > facts.raw_due:
        return "期限已过，延期要在到期前批准"
    return ""


_RULES: dict[Action, Callable[[CaseFacts], str]] = {
    Action.SUPPLEMENT: _against_second_notice,
    Action.ACCEPT: _against_missing,
    Action.REFUSE: _against_accepted,
    Action.SEND_UP: _against_local,
    Action.CONTACT: _against_local,
    Action.EXTEND: _against_extension,
    Action.CONVERT: _against_conversion,
    Action.FINISH: _against_finish,
    Action.NOTIFY: _against_collected,
    Action.COLLECT: _against_collected,
}


def max_extension(item: Item) -> int:
    """The most days of an extension: the item's own, else up to the statutory limit."""
    if item.max_extension:
        return item.max_extension
    if item.legal_limit is not None and item.promised_limit:
        return max(0, legal_workdays(item) - item.promised_limit)
    return 0
