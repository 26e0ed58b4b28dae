"""登记工单: one work order typed from the line's web page; refused field by field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.errors import Problem, Refused
from center.journal import commit
from center.staff import villages
from center.workorders.intake import OrderForm, register
from desktop.cases.ask import choices, lines
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

SUBJECTS = ("市政设施", "环境卫生", "噪声扰民", "农村道路", "社会保障", "村务公开", "其他")
UNITS = ("村镇建设办", "环卫站", "综合执法队", "农业农村办", "派出所", "便民服务中心")


def ask_register(desk: Desk, parent: QWidget, done: Callable[[UUID], object]) -> FormDialog:
    """Take in one work order; `done` gets it once it is saved."""

    def run(form: Form) -> None:
        day, clock = form.date("day"), form.time("time")
        at = datetime.combine(day, clock or time(9), ZONE) if day else None
        texts = ("external", "content", "name", "phone", "village", "address", "subject", "unit")
        given = OrderForm(
            **{name: form.text(name) for name in texts},
            dispatched_at=at,
            external_due_on=form.date("external_due_on"),
        )
        try:
            with desk.work() as work:
                made = register(work, given)
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            names = {"dispatched_at": "day"}
            placed = [Problem(names.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused
        done(made.id)

    dialog = FormDialog(
        desk,
        parent,
        "登记工单",
        _fields(desk),
        "登记",
        run,
        intro="平台能导出表格的，用“导入”一次登记多件，不用逐件录入。",
        draft="work_order",
    )
    dialog.open()
    return dialog


def _fields(desk: Desk) -> list[Field]:
    with desk.read() as work:
        known = choices([one.name for one in villages(work)])
    now = desk.now().astimezone(ZONE)
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
