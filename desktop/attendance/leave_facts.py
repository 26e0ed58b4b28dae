"""What stands on the page of a leave slip, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from center.attendance.approvers import Titles
from center.attendance.balances import spoken_days
from center.attendance.handing import Open
from center.attendance.records import Leave, LeaveStatus, LeaveStep
from desktop import parts, theme
from desktop.cases.parts import new_page, short_table
from desktop.dates import show_date, show_moment, show_weekday


def span_words(slip: Leave) -> str:
    """9月22日 周二上午 至 9月23日 周三下午."""
    first = f"{show_weekday(slip.first)}{slip.first_half.value}"
    return f"{first} 至 {show_weekday(slip.last)}{slip.last_half.value}"


def leave_facts(slip: Leave, name: str) -> list[parts.Fact]:
    """What was asked for."""
    asked = f"{slip.asked_by.value}　{show_moment(slip.asked_at)}"
    if slip.proxy:
        asked += f"　由{slip.proxy}代请"
    marks = [
        word
        for word, holds in (
            ("紧急就医", slip.emergency),
            ("已核对病历证明", slip.medical_record),
            ("纸质请假单", slip.on_paper),
            ("续假", slip.extends is not None),
        )
        if holds
    ]
    return [
        ("请假人", name),
        ("假别", slip.leave_type.value),
        ("时间", span_words(slip)),
        ("天数", spoken_days(slip.half_days)),
        ("事由", slip.reason),
        ("去向", slip.place),
        ("联系电话", slip.phone),
        ("请假方式", asked),
        ("标记", "、".join(marks)),
        ("录入", f"{slip.entered_by}　{show_moment(slip.entered_at)}"),
        ("撤回原因", slip.void_reason),
    ]


def return_facts(slip: Leave, today: date) -> list[parts.Fact]:
    """Who stands in, whether he came back, what is made up."""
    due, made = slip.formalities_due, slip.formalities_on
    arrived: datetime | None = slip.substitute_at
    back = ""
    if slip.returned_on is not None and slip.returned_half is not None:
        half = slip.returned_half.value
        back = f"{show_weekday(slip.returned_on)}{half}　由{slip.returned_by}登记"
    return [
        ("工作代理人", slip.substitute_name),
        ("代理人到岗", show_moment(arrived, today) if arrived else "还没有登记"),
        ("销假", back or "还没有销假"),
        ("补手续期限", show_date(due, today) if due else ""),
        ("补手续", show_date(made, today) if made else ""),
        ("报备归档", show_date(slip.filed_on, today) if slip.filed_on else ""),
    ]


def waiting_words(slip: Leave, chain: Sequence[LeaveStep], known: Titles) -> str:
    """Whose turn it is while it waits, who stands in afterwards."""
    waiting = [step.approver_role for step in chain if step.approved is None]
    if slip.status is LeaveStatus.ASKED and waiting:
        return f"等{known.who(waiting[0], slip.staff)}审批"
    return f"代理人 {slip.substitute_name}" if slip.substitute_name else ""


def chain_page(chain: Sequence[LeaveStep], known: Titles, applicant: UUID, today: date) -> QWidget:
    """The steps of the approval, signed or waiting, with who may decide those that wait."""
    page, layout = new_page()
    rows = [_step_row(step, known, applicant, today) for step in chain]
    if rows:
        titles = ("顺序", "审批人", "结果", "签字", "时间", "意见")
        layout.addWidget(short_table("审批", titles, rows, (6, 34, 10, 12, 18, 0)))
    else:
        layout.addWidget(parts.words("紧急就医，不用事先批准。", "second"))
    layout.addStretch()
    return page


def _step_row(step: LeaveStep, known: Titles, applicant: UUID, today: date) -> tuple[str, ...]:
    result = {None: "等待", True: "同意", False: "不同意"}[step.approved]
    at = show_moment(step.decided_at, today) if step.decided_at else ""
    role = step.approver_role
    if step.approved is None:
        role = known.who(role, applicant)
    return str(step.position), role, result, step.approver_name, at, step.remark


def handing_page(
    slip: Leave, name: str, still: Sequence[Open], handed: Sequence[Open], today: date
) -> tuple[QWidget, QPushButton | None]:
    """What is still open and what was handed over; with the button that hands over the rest."""
    page, layout = new_page()
    button = None
    if not still:
        layout.addWidget(parts.words(f"{name}没有在办的办件和投诉。", "second"))
    else:
        button = QPushButton(f"全部移交给{slip.substitute_name or '代理人'}…")
        button.setAutoDefault(False)
        theme.set_role(button, "primary")
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
    for title, matters in (("在办的", still), (f"已移交给{slip.substitute_name}", handed)):
        if matters:
            rows = [_matter_row(one, today) for one in matters]
            titles = ("编号", "事项", "申请人", "到期")
            layout.addWidget(short_table(title, titles, rows, (20, 0, 14, 14)))
    if slip.handover_note:
        layout.addWidget(parts.words(f"已交代：{slip.handover_note}"))
    layout.addStretch()
    return page, button


def _matter_row(one: Open, today: date) -> tuple[str, ...]:
    """One open matter as a row."""
    return one.number, one.about, one.name, show_date(one.due, today) if one.due else ""
