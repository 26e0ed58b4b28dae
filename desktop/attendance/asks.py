"""What is asked about a half day: an excuse, 旷工 to propose, a punch by hand, an appeal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.attendance.hours import Half, Slot
from center.attendance.punches import punch_by_hand
from center.attendance.records import EXCUSES, Appeal, Finding, Settlement
from center.attendance.settling import answer, appeal, confirm, make_ups, settle
from center.storage import Work
from desktop.attendance.asking import ask
from desktop.cases.ask import choices, lines
from desktop.dates import ZONE, show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

BY_HAND = ("考勤机故障", "停电停网", "公务外出", "延时服务后晚到", "补签（领导批准）")

Where = tuple[UUID, str, date, Slot]
"""Whose slot: the person, the name, the day, the slot."""


def ask_settle(
    desk: Desk, parent: QWidget, wheres: Sequence[Where], done: Callable[[], object]
) -> FormDialog:
    """Settle one slot or many alike: which of the allowed reasons it was (ATT-02)."""
    allowed = [one.value for one in EXCUSES]
    hint = "忘记打卡不能作为原因"
    if desk.settings.switch("make_up_allowed"):
        allowed.append(Settlement.MAKE_UP.value)
        staff, name, on, _ = wheres[0]
        with desk.read() as work:
            hint += f"；{name}{on.month}月已补签 {make_ups(work, staff, on)} 次"

    def take(work: Work, form: Form) -> None:
        for staff, _, on, slot in _chosen(form, wheres):
            settle(work, staff, on, slot, Settlement(form.text("settled")), form.text("remark"))

    fields = [
        *_slot_field(wheres),
        Field(
            "settled",
            "原因",
            "buttons",
            required=True,
            wide=True,
            choices=choices(allowed),
            hint=hint,
        ),
        lines("remark", "核实的情况", required=True, hint="例如查看监控、询问同事、停电通知"),
    ]
    return ask(desk, parent, "核实", fields, "核实", take, done, intro=_told(wheres))


def ask_absent(
    desk: Desk, parent: QWidget, wheres: Sequence[Where], done: Callable[[], object]
) -> FormDialog:
    """Propose 旷工; it counts once a leader has confirmed it (D3)."""

    def take(work: Work, form: Form) -> None:
        for staff, _, on, slot in _chosen(form, wheres):
            settle(work, staff, on, slot, Settlement.ABSENT, form.text("remark"))

    automatic = desk.settings.switch("absence_automatic")
    said = "按本单位设置立即生效。" if automatic else "由领导确认后才记为旷工。"
    fields = [*_slot_field(wheres), lines("remark", "核实的情况", required=True)]
    return ask(
        desk,
        parent,
        "提出旷工",
        fields,
        "提出",
        take,
        done,
        intro=f"{_told(wheres)}　{said}",
        danger=True,
    )


def ask_punch(
    desk: Desk, parent: QWidget, staff: UUID, name: str, on: date, done: Callable[[], object]
) -> FormDialog:
    """Enter a punch by hand, with an allowed reason only (ATT-02)."""

    def take(work: Work, form: Form) -> None:
        clock = form.time("time")
        assert clock is not None
        reason = "：".join(part for part in (form.text("reason"), form.text("remark")) if part)
        punch_by_hand(work, staff, datetime.combine(on, clock, ZONE), reason)

    fields = [
        Field("time", "打卡时间", "time", 8, required=True),
        Field("reason", "原因", "choice", 24, required=True, choices=choices(BY_HAND)),
        Field("remark", "说明", wide=True, width=0),
    ]
    return ask(
        desk,
        parent,
        "手工登记打卡",
        fields,
        "登记",
        take,
        done,
        intro=f"{name}　{show_weekday(on)}。机器的记录不会改动，手工登记的另记原因。",
        names={"at": "time"},
    )


def ask_appeal(
    desk: Desk,
    parent: QWidget,
    staff: UUID,
    name: str,
    on: date,
    half: Half,
    done: Callable[[], object],
) -> FormDialog:
    """What somebody says against the record of a half day."""

    def take(work: Work, form: Form) -> None:
        appeal(work, staff, on, half, form.text("words"))

    return ask(
        desk,
        parent,
        "申诉",
        [lines("words", "申诉理由", required=True)],
        "提交",
        take,
        done,
        intro=f"{name}　{show_weekday(on)}{half.value}。由领导答复，答复后按核实结果改。",
    )


def ask_answer(
    desk: Desk, parent: QWidget, made: UUID, told: str, done: Callable[[], object]
) -> FormDialog:
    """A leader answers an appeal."""

    def take(work: Work, form: Form) -> None:
        answer(work, work.session.get_one(Appeal, made), form.text("answer"))

    fields = [lines("answer", "答复", required=True)]
    return ask(desk, parent, "答复申诉", fields, "答复", take, done, intro=told)


def decide(work: Work, findings: Sequence[UUID], *, agreed: bool) -> None:
    """A leader confirms or refuses what was proposed, several at once."""
    for finding in findings:
        confirm(work, work.session.get_one(Finding, finding), agreed=agreed)


def _slot_field(wheres: Sequence[Where]) -> list[Field]:
    """Which slot, where those of one half day are offered; many days are settled alike."""
    if len(wheres) < 2 or len({(staff, on) for staff, _, on, _ in wheres}) > 1:
        return []
    slots = [slot.value for *_, slot in wheres]
    return [
        Field(
            "slot",
            "哪一次打卡",
            "buttons",
            wide=True,
            choices=choices([*slots, _ALL]),
            default=slots[0],
            required=True,
        )
    ]


_ALL = "都是"


def _chosen(form: Form, wheres: Sequence[Where]) -> list[Where]:
    if "slot" not in form.values() or form.text("slot") == _ALL:
        return list(wheres)
    return [one for one in wheres if one[3].value == form.text("slot")]


def _told(wheres: Sequence[Where]) -> str:
    _, name, on, slot = wheres[0]
    if len(wheres) == 1:
        return f"{name}　{show_weekday(on)}　{slot.value}"
    if len({(one[0], one[2]) for one in wheres}) == 1:
        return f"{name}　{show_weekday(on)}"
    people = len({one[0] for one in wheres})
    return f"一起核实 {len(wheres)} 处，{people} 人（{name}、{show_weekday(on)}等）"
