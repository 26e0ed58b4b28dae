"""The tabs of a case beside facts and materials: 时限 (为什么是这一天), 经过, 文书, 附件."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtWidgets import QLabel, QWidget

from center.cases.file import CaseFile
from center.cases.limits import LEGAL_CLOCK, NOTICE_CLOCK
from center.cases.records import CaseEvent, Happened
from center.clock import Deadline
from desktop import theme
from desktop.cases import marks
from desktop.cases.parts import (
    entered_later,
    new_page,
    short_table,
    warning_text,
)
from desktop.clocks import clock_card
from desktop.dates import show_moment

# --- 时限 ----------------------------------------------------------------------------------------


def limits_page(file: CaseFile, today: date) -> QWidget:
    """Why it is this day: each clock with its date, its lines and the days that did not count."""
    page, layout = new_page()
    clock = file.clock
    if clock.deemed_from is not None:
        layout.addWidget(
            warning_text(
                "收件后没有在期限内一次性告知补正，依法自收件之日起视为受理，时限从收件算起。"
            )
        )
    shown: list[tuple[str, Deadline]] = [(clock.name, clock.current)]
    if clock.legal is not None:
        shown.append((LEGAL_CLOCK, clock.legal))
    if clock.name != NOTICE_CLOCK:
        shown.append((NOTICE_CLOCK, clock.notice))
    for number, (name, deadline) in enumerate(shown):
        layout.addWidget(clock_card(name, deadline, today, first=number == 0))
    layout.addStretch()
    return page


# --- 经过 ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of 操作记录."""

    at: datetime
    who: str
    what: str
    detail: str


def history_page(file: CaseFile, traces: Sequence[Trace], today: date) -> QWidget:
    """What happened (CASE-17), and below it what was done in the program (操作记录)."""
    page, layout = new_page()
    rows = [
        (show_moment(event.at, today), event.happened.value, event.actor_name, event_words(event))
        for event in file.events
    ]
    layout.addWidget(
        short_table("办理经过", ("时间", "经过", "经办", "说明"), rows, (16, 12, 12, 0))
    )
    title = QLabel("操作记录")
    theme.set_role(title, "second")
    layout.addWidget(title)
    done = [(show_moment(t.at, today), t.who, t.what, t.detail) for t in traces]
    layout.addWidget(
        short_table("操作记录", ("时间", "账号", "操作", "内容"), done, (16, 12, 18, 0))
    )
    layout.addStretch()
    return page


def event_words(event: CaseEvent) -> str:
    """What an event says beyond its name."""
    data = event.data
    words = [event.remark]
    if event.happened is Happened.SUPPLEMENT_ASKED:
        words.append("告知晚于收件" if data.get("late") else "")
        approved = f"（{data['approver']}批准）" if data.get("approver") else ""
        words.append(f"再次补正：{data['reason']}{approved}" if data.get("again") else "")
    elif event.happened is Happened.EXTENDED:
        words.append(f"{data['approver']}批准，理由：{data['reason']}")
    elif event.happened is Happened.REFUSED:
        words.append(f"应向{data['elsewhere']}申请" if data.get("elsewhere") else "")
    elif event.happened is Happened.NOTIFIED:
        words.insert(0, f"{data['how']}")
    words = [*marks.event_words(event), *words]
    words.append(entered_later(event.at, event.entered_at).strip("（）"))
    return "；".join(word for word in words if word)
