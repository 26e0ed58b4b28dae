"""What is asked when a case changes hands, kind or lane: 转承诺件, 移交, 绿色通道, 重办 …"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from center.cases import green as channel
from center.cases import handover, links, steps
from center.cases.file import CaseFile
from center.cases.handover import Cause
from center.cases.links import Fault
from center.cases.records import Case, GreenReason
from center.storage import Work
from desktop.cases.ask import Ask, Instead, choices, lines
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form


def b_post(desk: Desk, file: CaseFile) -> Instead | None:
    """One click hands the case to the B post of its window; None when there is none."""
    with desk.read() as work:
        taker = handover.b_post(work, file.case)
    if taker is None:
        return None
    return Instead(f"交给 B 岗 {taker.name}", handover.to_b_post)


def convert(desk: Desk, file: CaseFile) -> Ask:
    """Why an instant case cannot be finished on the spot (CASE-01, LEAVE-20)."""
    instead = b_post(desk, file)

    def follow(form: Form) -> None:
        form.set_visible("remark", form.text("cause") not in ("", Cause.AWAY.value))

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        handover.convert(work, case, Cause(form.text("cause")), form.text("remark"), at)

    fields = [
        Field(
            "cause",
            "为什么不能当场办结",
            "choice",
            28,
            required=True,
            wide=True,
            choices=choices([one.value for one in Cause]),
            hint="经办人不在不能作为理由，请由 B 岗当场办理",
        ),
        lines("remark", "具体情况"),
    ]
    intro = "转为承诺件后要出具受理回单和受理通知书。"
    return Ask(fields, take, intro, follow, instead=instead)


def hand_over(desk: Desk, file: CaseFile) -> Ask:
    """To whom and why."""
    with desk.read() as work:
        people = [Choice(one.id.hex, one.name) for one in handover.takers(work, file.case)]
        substitute = handover.b_post(work, file.case)

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        handover.hand_over(work, case, UUID(hex=form.text("to")), form.text("reason"), at)

    fields = [
        Field(
            "to",
            "交给谁",
            "choice",
            20,
            required=True,
            choices=people,
            default=substitute.id.hex if substitute else None,
            hint=f"B 岗是{substitute.name}" if substitute else "",
        ),
        Field(
            "reason",
            "移交原因",
            "suggest",
            28,
            required=True,
            choices=choices(("经办人请假", "岗位调整", "与申请人有利害关系", "业务分工调整")),
        ),
    ]
    return Ask(fields, take, "移交后由接手的人继续办理，时限不变，经过里留有记录。")


def conflict(desk: Desk, file: CaseFile) -> Ask:
    """CONF-05: the handler is related to the applicant."""
    return Ask(
        [lines("remark", "是什么关系", hint="可以不写")],
        lambda work, case, form, at: handover.declare_conflict(work, case, form.text("remark"), at),
        f"经办人{file.case.handler_name}与申请人有亲友等利害关系的，请申报，并交给 B 岗办理。",
        instead=b_post(desk, file),
    )


def green(_desk: Desk, file: CaseFile) -> Ask:
    """Into the green channel, or out of it (CASE-15)."""
    if file.case.green is not None:
        return Ask(
            [lines("remark", "退出绿色通道的原因", required=True)],
            lambda work, case, form, at: channel.make_ordinary(work, case, form.text("remark"), at),
            f"现在按“{file.case.green.value}”走绿色通道；退出后按原时限办理。",
            verb="退出绿色通道",
        )

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        channel.list_green(work, case, GreenReason(form.text("reason")), form.text("remark"), at)

    fields = [
        Field(
            "reason",
            "列入原因",
            "choice",
            24,
            required=True,
            wide=True,
            choices=choices([one.value for one in GreenReason]),
        ),
        lines("remark", "说明", hint="“其他”要写明"),
    ]
    days = file.settings.number("green_channel_days")
    intro = f"优先办理，受理后 {days} 个工作日内办结。"
    return Ask(fields, take, intro, verb="列入绿色通道")


def withdraw(_desk: Desk, file: CaseFile) -> Ask:
    """The papers were not completed in time (视为撤回)."""
    fields = [
        Field("basis", "依据", width=0, wide=True, default=file.item.legal_basis),
        lines("remark", "说明", hint="例如几次联系过申请人"),
    ]
    return Ask(
        fields,
        lambda work, case, form, at: steps.withdraw(
            work, case, form.text("remark"), form.text("basis"), at
        ),
        "补正期限已过，材料没有补齐。已收的材料退还，并出具退件通知书。",
    )


def redo(_desk: Desk, file: CaseFile) -> Ask:
    """A finished case is done again; the first result stays on record."""

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        links.redo(work, case, form.text("reason"), Fault(form.text("fault")), at)

    fields = [
        lines("reason", "为什么要重办", required=True),
        Field(
            "fault",
            "原因出在哪里",
            "choice",
            32,
            required=True,
            wide=True,
            choices=choices([one.value for one in Fault]),
        ),
    ]
    intro = f"按现在的事项另开一件，材料沿用；{file.case.number} 的结果保留，两件互相关联。"
    return Ask(fields, take, intro)
