"""What each step of a case asks, and the service it calls; the rules are the center's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from center.accounts import approvers
from center.cases import steps
from center.cases.actions import Action, max_extension
from center.cases.file import CaseFile
from center.cases.limits import handling_limit
from center.cases.records import Case, CaseMaterial, Happened
from center.clock import deadline
from center.items import CaseKind
from center.records import local_date
from center.rights import Right
from center.staff import staff
from center.storage import Work
from desktop.cases import going_up, handing, tolerating
from desktop.cases.ask import Ask, choices, lines
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form


def _supplement(desk: Desk, file: CaseFile) -> Ask:
    again = file.facts.happened(Happened.SUPPLEMENT_ASKED)
    materials = list(file.materials)
    fields = [one for n, material in enumerate(materials) for one in _lack(n, material)]
    if again:
        with desk.read() as work:
            named = approvers(work)
        own = desk.actor.name if desk.may(Right.APPROVE) else ""
        approver = Field(
            "approver", "批准人", "choice", 16, required=True, choices=choices(named), default=own
        )
        fields += [lines("reason", "再次补正的原因", required=True), approver]

    def follow(form: Form) -> None:
        for n in range(len(materials)):
            for name in (f"problem{n}", f"requirement{n}"):
                form.set_visible(name, form.ticked(f"lack{n}"))

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        lacks = [
            steps.Lack(material.id, form.text(f"problem{n}"), form.text(f"requirement{n}"))
            for n, material in enumerate(materials)
            if form.ticked(f"lack{n}")
        ]
        if again:
            reason, approver = form.text("reason"), form.text("approver")
            steps.ask_supplement(work, case, lacks, reason, at, approver=approver)
        else:
            steps.ask_supplement(work, case, lacks, at=at)

    intro = "勾选所有要补正的材料，一次告知清楚。"
    if again:
        intro = "已经补正告知过一次。再次补正要经批准，并会记一条扣分建议，待主任核实。"
    if file.case.accepted_on is None and desk.today() > local_date(file.case.received_at):
        intro += "收件当天没有告知，经过里会注明告知晚于收件。"
    return Ask(fields, take, intro, follow)


def _lack(number: int, material: CaseMaterial) -> list[Field]:
    missing = material.received_on is None
    problems = ("未提交", "已过期", "缺签名或盖章", "填写不全", "与证件信息不一致", "字迹不清")
    requirements = ("提交原件，窗口核对复印", "补签名或盖章", "重新填写", "更正后再提交")
    return [
        Field(
            f"lack{number}",
            f"{number + 1}. {material.name}" + ("" if missing else "（已收）"),
            "tick",
            wide=True,
            default=missing,
        ),
        Field(
            f"problem{number}",
            "存在问题",
            "suggest",
            28,
            required=True,
            choices=choices(problems),
            default="未提交" if missing else "",
        ),
        Field(f"requirement{number}", "补正要求", "suggest", 28, choices=choices(requirements)),
    ]


def _complete(_desk: Desk, file: CaseFile) -> Ask:
    names = "、".join(material.name for material in file.facts.missing)
    return Ask(
        [],
        lambda work, case, _form, at: steps.complete(work, case, at),
        f"确认已补齐：{names}。时限从补齐起接着计算。",
    )


def _accept(desk: Desk, file: CaseFile) -> Ask:
    limit = handling_limit(file.case, file.item, file.settings)
    due = deadline(desk.today(), limit.days, limit.unit, desk.calendar).due
    return Ask(
        [],
        lambda work, case, _form, at: steps.accept(work, case, at),
        f"今天受理的，承诺办结日期是 {show_weekday(due)}（{limit.source}）。请当面告诉申请人。",
    )


def _refuse(desk: Desk, file: CaseFile) -> Ask:
    grounds = [
        Choice("not_ours", "不属于本单位职权"),
        Choice("not_needed", "依法不需要办理"),
        Choice("other", "其他情形"),
    ]

    def follow(form: Form) -> None:
        form.set_visible("elsewhere", form.text("ground") == "not_ours")

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        steps.refuse(
            work,
            case,
            form.text("reason"),
            form.text("basis"),
            form.text("elsewhere"),
            at,
            not_needed=form.text("ground") == "not_needed",
        )

    fields = [
        Field("ground", "情形", "buttons", required=True, wide=True, choices=grounds),
        Field("elsewhere", "应向哪个机关申请", width=36, required=True, wide=True),
        lines("reason", "理由", required=True),
        Field(
            "basis", "依据", width=0, required=True, wide=True, hint="法律、法规、规章的名称和条款"
        ),
    ]
    instant = file.case.case_kind is CaseKind.INSTANT
    instead = handing.b_post(desk, file) if instant else None
    return Ask(fields, take, "理由和依据会印在不予受理通知书上。", follow, instead=instead)


def _return(_desk: Desk, file: CaseFile) -> Ask:
    fields = [
        lines("reason", "退件理由", required=True, hint="一次写清，会印在退件通知书上"),
        Field("basis", "依据", width=0, wide=True, default=file.item.legal_basis),
    ]
    return Ask(
        fields,
        lambda work, case, form, at: steps.give_back(
            work, case, form.text("reason"), form.text("basis"), at
        ),
        "已收的材料随退件退还。",
    )


def _progress(_desk: Desk, _file: CaseFile) -> Ask:
    return Ask(
        [lines("content", "告诉申请人的进展", required=True)],
        lambda work, case, form, at: steps.progress(work, case, form.text("content"), at),
    )


def _suspend(_desk: Desk, file: CaseFile) -> Ask:
    known = [part for part in re.split("[；;、，]", file.item.excluded_time) if part.strip()]
    reasons = dict.fromkeys([*known, "公示", "现场勘查", "检验", "鉴定", "专家评审", "听证"])
    field = Field(
        "reason", "暂停原因", "suggest", 36, required=True, choices=choices(list(reasons))
    )
    expected = Field(
        "expected",
        "预计需要",
        width=16,
        required=file.item.licence,
        hint="例如 7日、15个工作日，印在特别程序告知书上",
    )
    return Ask(
        [field, expected],
        lambda work, case, form, at: steps.suspend(
            work, case, form.text("reason"), at, expected=form.text("expected")
        ),
        "暂停期间不计入办理时限，恢复后到期日自动顺延。",
    )


def _resume(_desk: Desk, _file: CaseFile) -> Ask:
    return Ask(
        [lines("remark", "说明")],
        lambda work, case, form, at: steps.resume(work, case, form.text("remark"), at),
        "时限从今天起接着计算。",
    )


def _extend(desk: Desk, file: CaseFile) -> Ask:
    with desk.read() as work:
        leaders = [one.name for one in staff(work) if one.leader_rank]
    most = max_extension(file.item)
    fields = [
        Field("days", "延长几个工作日", "number", 6, required=True, hint=f"最多 {most} 个"),
        Field(
            "approver",
            "批准人",
            "suggest",
            16,
            required=True,
            choices=choices(leaders),
            default=desk.actor.name,
        ),
        lines("reason", "延长理由", required=True),
    ]
    return Ask(
        fields,
        lambda work, case, form, at: steps.extend(
            work, case, form.number("days") or 0, form.text("approver"), form.text("reason"), at
        ),
        "只能延长一次，理由要告知申请人。",
    )


def _finish(_desk: Desk, file: CaseFile) -> Ask:
    case, item = file.case, file.item
    # The catalogue names what may come of it: 审批表；不予批准的发通知书.
    documents = [part.strip() for part in re.split("[/；;]", item.result_document) if part.strip()]
    default = "转报完成" if case.case_kind is CaseKind.UPWARD else "办成"
    if item.licence:
        default = "准予"

    def follow(form: Form) -> None:
        negative = form.text("result") in steps.NEGATIVE
        for name in ("document", "number"):
            form.set_visible(name, not negative)
        for name in ("reason", "basis"):
            form.set_visible(name, negative)

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        outcome = steps.Outcome(
            form.text("result"),
            form.text("document"),
            form.text("number"),
            form.text("reason"),
            form.text("basis"),
        )
        steps.finish(work, case, outcome, at)

    fields = [
        Field(
            "result",
            "办理结果",
            "buttons",
            required=True,
            wide=True,
            choices=choices(steps.RESULTS),
            default=default,
        ),
        Field(
            "document",
            "结果文书",
            "suggest",
            28,
            choices=choices(documents),
            default=documents[0] if len(documents) == 1 else "",
        ),
        Field("number", "文号", width=24),
        lines("reason", "不予办理的理由", required=True),
        Field("basis", "依据", width=0, wide=True, default=item.legal_basis),
    ]
    instant = case.accepted_on is None
    return Ask(fields, take, "即办件受理和办结一步完成。" if instant else "", follow)


def _notify(_desk: Desk, file: CaseFile) -> Ask:
    fields = [
        Field(
            "how",
            "通知方式",
            "buttons",
            required=True,
            wide=True,
            choices=choices(("电话", "短信", "当面")),
        ),
        lines("remark", "说明"),
    ]
    document = file.case.result_document
    return Ask(
        fields,
        lambda work, case, form, at: steps.notify(
            work, case, form.text("how"), form.text("remark"), at
        ),
        f"告诉申请人结果是“{file.case.result}”" + (f"，来领{document}。" if document else "。"),
    )


def _collect(_desk: Desk, file: CaseFile) -> Ask:
    case = file.case
    people = dict.fromkeys([case.name, case.visitor_name])
    field = Field(
        "collector",
        "领取人",
        "suggest",
        20,
        required=True,
        choices=choices([name for name in people if name]),
        default=case.visitor_name or case.name,
        hint="不是本人的，请核对委托和证件",
    )
    return Ask(
        [field],
        lambda work, case, form, at: steps.collect(work, case, form.text("collector"), at),
    )


def void() -> Ask:
    """The form that voids a case opened by mistake."""
    return Ask(
        [lines("reason", "作废原因", required=True)],
        lambda work, case, form, _at: steps.void(work, case, form.text("reason")),
        "作废后不能恢复，编号不再使用，经过和文书都保留。",
        danger=True,
    )


ASKS: dict[Action, Callable[[Desk, CaseFile], Ask]] = {
    Action.SUPPLEMENT: _supplement,
    Action.COMPLETE: _complete,
    Action.ACCEPT: _accept,
    Action.TOLERATE: tolerating.tolerate,
    Action.REFUSE: _refuse,
    Action.RETURN: _return,
    Action.SEND_UP: going_up.send_up,
    Action.CONTACT: going_up.contact,
    Action.REPLY: going_up.reply,
    Action.TELL: going_up.tell,
    Action.PROGRESS: _progress,
    Action.SUSPEND: _suspend,
    Action.RESUME: _resume,
    Action.EXTEND: _extend,
    Action.CONVERT: handing.convert,
    Action.HAND_OVER: handing.hand_over,
    Action.CONFLICT: handing.conflict,
    Action.GREEN: handing.green,
    Action.WITHDRAW: handing.withdraw,
    Action.REDO: handing.redo,
    Action.FINISH: _finish,
    Action.NOTIFY: _notify,
    Action.COLLECT: _collect,
}
