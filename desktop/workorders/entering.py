"""登记工单: one work order typed from the line's web page; refused field by field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.errors import Problem, Refused
from center.journal import commit
from center.staff import villages
from center.storage import Work
from center.workorders.correcting import correct
from center.workorders.intake import TAKEN_OVER, OrderForm, register
from center.workorders.records import WorkOrder
from desktop.cases.ask import choices, lines
from desktop.dates import ZONE, same_minute
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.matter_record import find_matter
from desktop.matters import CORRECT, correction_fields, correction_words
from desktop.veil import kept, veil, veiled

SUBJECTS = ("市政设施", "环境卫生", "噪声扰民", "农村道路", "社会保障", "村务公开", "其他")
TEXTS = ("external", *TAKEN_OVER)
UNITS = ("村镇建设办", "环卫站", "综合执法队", "农业农村办", "派出所", "便民服务中心")


def ask_register(desk: Desk, parent: QWidget, done: Callable[[UUID], object]) -> FormDialog:
    """Take in one work order; `done` gets it once it is saved."""
    return _ask(
        desk,
        parent,
        ("登记工单", "登记"),
        _fields(desk, desk.now()),
        lambda work, _form, given: register(work, given),
        done,
        intro="平台能导出表格的，用“导入”一次登记多件，不用逐件录入。",
        draft="work_order",
    )


def ask_correct(
    desk: Desk,
    parent: QWidget,
    order: WorkOrder,
    done: Callable[[UUID], object],
    *,
    full: bool,
) -> FormDialog:
    """更正 what was typed of a work order, on the form it was taken in by."""
    sent = order.dispatched_at
    masked = {} if full else veiled(order)

    def write(work: Work, form: Form, given: OrderForm) -> WorkOrder:
        found = find_matter(work, WorkOrder, order.id)
        if same_minute(given.dispatched_at, sent):
            given = replace(given, dispatched_at=sent)
        given = replace(given, **kept(given, order, masked))
        correct(work, found, given, form.text("reason"))
        return found

    dialog = _ask(
        desk,
        parent,
        (f"{CORRECT}　{order.external}", CORRECT),
        [*correction_fields(), *_fields(desk, sent)],
        write,
        done,
        intro=correction_words(0),
    )
    dialog.form.set_values({name: getattr(order, name) for name in (*TEXTS, "external_due_on")})
    veil(dialog.form, masked)
    return dialog


def _ask(
    desk: Desk,
    parent: QWidget,
    named: tuple[str, str],
    fields: Sequence[Field],
    write: Callable[[Work, Form, OrderForm], WorkOrder],
    done: Callable[[UUID], object],
    *,
    intro: str,
    draft: str = "",
) -> FormDialog:
    """The dialog under its title and verb (`named`)."""

    def run(form: Form) -> None:
        day, clock = form.date("day"), form.time("time")
        at = datetime.combine(day, clock or time(9), ZONE) if day else None
        given = OrderForm(
            **{name: form.text(name) for name in TEXTS},
            dispatched_at=at,
            external_due_on=form.date("external_due_on"),
        )
        try:
            with desk.work() as work:
                made = write(work, form, given)
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            names = {"dispatched_at": "day", "received_at": "day"}
            placed = [Problem(names.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused
        done(made.id)

    title, verb = named
    dialog = FormDialog(desk, parent, title, fields, verb, run, intro=intro, draft=draft)
    dialog.open()
    return dialog


def _fields(desk: Desk, at: datetime) -> list[Field]:
    with desk.read() as work:
        known = choices([one.name for one in villages(work)])
    now = at.astimezone(ZONE)
    return [
        Field("external", "工单编号", width=24, required=True),
        Field("subject", "内容分类", "suggest", 16, choices=choices(SUBJECTS)),
        lines("content", "工单内容", required=True),
        Field("day", "派单日期", "date", 14, required=True, default=now.date()),
        Field("time", "派单时间", "time", 8, default=now.time().replace(second=0, microsecond=0)),
        Field("external_due_on", "平台期限", "date", 14, hint="平台上写明的办结期限"),
        Field("unit", "承办单位", "suggest", 20, choices=choices(UNITS)),
        Field("name", "来电人", width=16),
        Field("phone", "来电号码", width=16),
        Field("village", "村（社区）", "suggest", 16, choices=known),
        Field("address", "地址", width=24),
    ]
