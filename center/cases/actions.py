"""Which step is lawful now, and if not, why not. Pure; the window and the services ask the same."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from center.cases.helping import NOBODY, Helping
from center.cases.records import CLOSED, Case, CaseEvent, CaseMaterial, Happened, Status
from center.items import CaseKind, Item, legal_workdays
from center.records import local_date
from center.rights import Actor, Right


class Action(enum.StrEnum):
    """A step a person can take with a case; the value is the button's verb."""

    SUPPLEMENT = "补正告知"
    COMPLETE = "材料补齐"
    ACCEPT = "受理"
    TOLERATE = "容缺受理"
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
    REPLY = "上级答复"
    TELL = "告知结果"
    WITHDRAW = "视为撤回"
    GREEN = "绿色通道"
    HAND_OVER = "移交"
    CONFLICT = "申报利害关系"
    REDO = "重办"


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
    helping: Helping = NOBODY
    deemed_withdrawal: bool = False

    def happened(self, kind: Happened) -> bool:
        """Whether such an event is on record."""
        return any(e.happened is kind and e.voided_at is None for e in self.events)

    def last(self, *kinds: Happened) -> CaseEvent | None:
        """The latest of such events; None when there is none."""
        found = (e for e in self.events if e.happened in kinds and e.voided_at is None)
        return max(found, key=lambda e: (e.at, e.entered_at, e.id), default=None)

    @property
    def missing(self) -> list[CaseMaterial]:
        """Materials not handed in yet, or handed in with a problem not put right."""
        return [m for m in self.materials if m.voided_at is None and m.received_on is None]

    @property
    def tolerable(self) -> bool:
        """Whether all that is missing is secondary (可容缺) by the item's edition."""
        secondary = {m.name for m in self.item.material_list() if m.secondary}
        return bool(self.missing) and all(m.name in secondary for m in self.missing)

    @property
    def owed(self) -> list[str]:
        """What a standing promise still owes (容缺受理)."""
        return self.helping.owed(m.name for m in self.missing)


def steps(facts: CaseFacts) -> list[Step]:
    """The actions in order of use, each with the reason when it is not lawful now.

    Those that never concern this case are left out.
    """
    return [
        Step(action, reason_against(action, facts)) for action in Action if offered(action, facts)
    ]


def offered(action: Action, facts: CaseFacts) -> bool:
    """Whether an action has anything to do with this case at all."""
    match action:
        case Action.REPLY | Action.TELL:
            return _goes_up(facts)
        case Action.TOLERATE:
            return facts.tolerable
        case Action.WITHDRAW:
            return facts.deemed_withdrawal
        case Action.REDO:
            return facts.case.status is Status.FINISHED
        case _:
            return True


def primary(facts: CaseFacts) -> Action | None:
    """The next lawful step, the one button that stands out; None when the case is at its end."""
    case = facts.case
    order: tuple[Action, ...]
    match case.status:
        case Status.RECEIVED if facts.missing:
            order = (Action.TOLERATE, Action.SUPPLEMENT)
        case Status.RECEIVED if case.case_kind is CaseKind.INSTANT:
            order = (Action.FINISH, Action.CONVERT)
        case Status.RECEIVED:
            order = (Action.ACCEPT,)
        case Status.SUPPLEMENTING:
            order = (Action.COMPLETE,)
        case Status.SUSPENDED:
            order = (Action.RESUME,)
        case Status.ACCEPTED if facts.missing and not facts.owed:
            order = (Action.SUPPLEMENT, Action.FINISH)
        case Status.ACCEPTED if _goes_up(facts):
            sent = facts.happened(Happened.SENT_UP)
            order = (Action.FINISH, Action.TELL, Action.REPLY) if sent else (Action.SEND_UP,)
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
    return state_against(action, facts)


def state_against(action: Action, facts: CaseFacts) -> str:
    """`reason_against` of who acts by a right of his own."""
    return _against_status(action, facts) or _against_rule(action, facts)


NOT_THAT_DAY = "即办件应当天办结，请先转为承诺件并写明原因"

_FROM: dict[Action, frozenset[Status]] = {
    Action.SUPPLEMENT: frozenset({Status.RECEIVED, Status.ACCEPTED}),
    Action.COMPLETE: frozenset({Status.SUPPLEMENTING}),
    Action.ACCEPT: frozenset({Status.RECEIVED}),
    Action.TOLERATE: frozenset({Status.RECEIVED}),
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
    Action.REPLY: frozenset({Status.ACCEPTED, Status.SUSPENDED}),
    Action.TELL: frozenset({Status.ACCEPTED, Status.SUSPENDED}),
    Action.WITHDRAW: frozenset({Status.SUPPLEMENTING}),
    Action.GREEN: frozenset({Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED}),
    Action.HAND_OVER: frozenset(Status) - CLOSED,
    Action.CONFLICT: frozenset(Status) - CLOSED,
    Action.REDO: frozenset({Status.FINISHED}),
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
        case Action.COMPLETE | Action.WITHDRAW:
            return "没有等待补正的材料"
        case Action.RESUME:
            return "这件没有暂停"
        case Action.NOTIFY | Action.COLLECT | Action.REDO:
            return "还没有办结"
        case Action.ACCEPT | Action.TOLERATE | Action.REFUSE if facts.case.accepted_on is not None:
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


def _against_missing(facts: CaseFacts) -> str:
    if facts.missing:
        return f"还有 {len(facts.missing)} 份材料没收到，请先补正告知或勾选已收"
    return ""


def _against_tolerance(facts: CaseFacts) -> str:
    if not facts.missing:
        return "材料已齐，请直接受理"
    if facts.case.case_kind is CaseKind.INSTANT:
        return "即办件当场办结，请先转为承诺件"
    return "" if facts.tolerable else "缺的不全是可容缺的材料，请先补正告知"


def _against_helpers(facts: CaseFacts) -> str:
    """What a promise owes and which departments have not answered (容缺受理, CASE-14)."""
    if facts.owed:
        return f"容缺承诺的材料还没有补齐：{'、'.join(facts.owed)}"
    if waiting := facts.helping.unanswered:
        return f"联办的{'、'.join(p.department for p in waiting)}还没有答复"
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
    if reason := _against_helpers(facts):
        return reason
    if _goes_up(facts) and not facts.happened(Happened.SENT_UP):
        return f"{case.case_kind.value}要先上报，有了结果再办结"
    if case.case_kind is CaseKind.UPWARD:
        return _against_unanswered(facts)
    return ""


def _against_unanswered(facts: CaseFacts) -> str:
    """CASE-09: the superior's result is on record and was told to the applicant."""
    if awaits_reply(facts):
        return "上级还没有答复，请先登记“上级答复”"
    if awaits_telling(facts):
        return "上级的结果还没有告知申请人，请先做“告知结果”"
    return ""


def awaits_reply(facts: CaseFacts) -> bool:
    """Whether something sent upward has no reply yet."""
    kinds = [e.happened for e in facts.events if e.voided_at is None]
    return kinds.count(Happened.SENT_UP) > kinds.count(Happened.REPLIED)


def awaits_telling(facts: CaseFacts) -> bool:
    """Whether the latest reply of the superior was not told to the applicant yet."""
    last = facts.last(Happened.REPLIED, Happened.TOLD)
    return last is not None and last.happened is Happened.REPLIED


def _against_reply(facts: CaseFacts) -> str:
    if reason := _against_local(facts):
        return reason
    if not facts.happened(Happened.SENT_UP):
        return "还没有上报"
    return "" if awaits_reply(facts) else "上级已经答复"


def _against_telling(facts: CaseFacts) -> str:
    if reason := _against_local(facts):
        return reason
    if not facts.happened(Happened.REPLIED):
        return "还没有上级答复"
    return "" if awaits_telling(facts) else "已经告知申请人"


def _against_withdrawal(facts: CaseFacts) -> str:
    if not facts.deemed_withdrawal:
        return "单位没有启用“逾期不补正视为撤回”"
    due = facts.case.supplement_due_on
    if due is not None and facts.today <= due:
        return f"补正期限到{due.month}月{due.day}日，过了才能视为撤回"
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
    Action.ACCEPT: _against_missing,
    Action.TOLERATE: _against_tolerance,
    Action.REFUSE: _against_accepted,
    Action.SEND_UP: _against_local,
    Action.CONTACT: _against_local,
    Action.EXTEND: _against_extension,
    Action.CONVERT: _against_conversion,
    Action.FINISH: _against_finish,
    Action.NOTIFY: _against_collected,
    Action.COLLECT: _against_collected,
    Action.REPLY: _against_reply,
    Action.TELL: _against_telling,
    Action.WITHDRAW: _against_withdrawal,
}


def max_extension(item: Item) -> int:
    """The most days of an extension: the item's own, else up to the statutory limit."""
    if item.max_extension:
        return item.max_extension
    if item.legal_limit is not None and item.promised_limit:
        return max(0, legal_workdays(item) - item.promised_limit)
    return 0
