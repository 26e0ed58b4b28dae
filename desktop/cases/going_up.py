"""What the steps of an upward case ask: sent, contacted, answered, told (CASE-09)."""

from __future__ import annotations

from datetime import datetime

from center.cases import upward
from center.cases.file import CaseFile
from center.cases.records import Case
from center.storage import Work
from desktop.cases.ask import Ask, choices, lines
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form


def send_up(_desk: Desk, file: CaseFile) -> Ask:
    """To whom, with what, and by when the reply is owed."""

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        upward.send_up(
            work,
            case,
            form.text("superior"),
            form.text("remark"),
            at,
            papers=form.text("papers"),
            reference=form.text("reference"),
            reply_due_on=form.date("reply_due_on"),
        )

    received = "、".join(m.name for m in file.materials if m.received_on)
    fields = [
        Field("superior", "报送部门", width=36, required=True, default=file.item.decider),
        Field("reply_due_on", "应在哪天前答复", "date", 14, hint="上级没有说就空着"),
        Field("papers", "报送了什么", "lines", wide=True, lines=2, default=received),
        Field("reference", "文号或上传流水号", width=28),
        lines("remark", "说明"),
    ]
    return Ask(fields, take)


def contact(_desk: Desk, file: CaseFile) -> Ask:
    """With whom and what was said."""
    known = file.case.superior or file.item.decider
    fields = [
        Field("authority", "联系部门", width=36, required=True, default=known),
        lines("content", "联系内容和结果", required=True),
    ]
    return Ask(
        fields,
        lambda work, case, form, at: upward.contact(
            work, case, form.text("authority"), form.text("content"), at
        ),
    )


def reply(desk: Desk, file: CaseFile) -> Ask:
    """The superior's result."""
    with desk.read() as work:
        sent = upward.dispatches_of(work.session, file.case.id)
    waiting = [one for one in sent if one.replied_at is None]
    fields = [lines("answer", "上级的答复或办理结果", required=True)]
    if len(waiting) > 1:
        named = [Choice(one.id.hex, f"{one.superior}　{one.papers}".strip()) for one in waiting]
        first = Field("sent", "答复的是哪一次上报", "choice", 40, required=True, choices=named)
        fields.insert(0, first)

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        chosen = form.text("sent") if len(waiting) > 1 else ""
        sent = next((one.id for one in waiting if one.id.hex == chosen), None)
        upward.reply(work, case, form.text("answer"), at, sent=sent)

    return Ask(fields, take, "登记后还要把结果告知申请人，才能办结。")


def tell(_desk: Desk, file: CaseFile) -> Ask:
    """Who was told the superior's result, and how."""
    people = dict.fromkeys([file.case.name, file.case.visitor_name])
    fields = [
        Field(
            "whom",
            "告知了谁",
            "suggest",
            20,
            required=True,
            choices=choices([name for name in people if name]),
            default=file.case.name,
        ),
        Field(
            "how",
            "告知方式",
            "buttons",
            required=True,
            wide=True,
            choices=choices(("电话", "短信", "当面")),
        ),
        lines("remark", "说明"),
    ]
    return Ask(
        fields,
        lambda work, case, form, at: upward.tell(
            work, case, form.text("whom"), form.text("how"), form.text("remark"), at
        ),
    )
