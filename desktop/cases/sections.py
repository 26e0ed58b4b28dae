"""The tabs of a case beside facts and materials: 时限 (为什么是这一天), 经过, 文书, 附件."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.cases.file import CaseFile
from center.cases.limits import LEGAL_CLOCK, NOTICE_CLOCK
from center.cases.papers import OF_CASES, reason_against, wanted
from center.cases.records import CaseEvent, Happened
from center.clock import Deadline
from center.papers import TITLES, Paper, PaperKind
from desktop import theme
from desktop.cases import marks
from desktop.cases.parts import (
    entered_later,
    hint_text,
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


# --- 文书 ----------------------------------------------------------------------------------------


class PapersPage(QWidget):
    """The issued papers, and what can be issued now."""

    def __init__(
        self,
        file: CaseFile,
        today: date,
        *,
        issue: Callable[[PaperKind], object],
        show: Callable[[UUID], object],
        void: Callable[[UUID, bool], object],
    ) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        called_for = wanted(file)
        self.issue: dict[PaperKind, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        bar.addWidget(QLabel("出具："))
        lawful = [kind for kind in OF_CASES if not reason_against(kind, file)]
        for kind in sorted(lawful, key=lambda kind: kind not in called_for):
            button = QPushButton(TITLES[kind])
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, k=kind: issue(k))
            theme.set_role(button, "primary" if kind in called_for else "")
            bar.addWidget(button)
            self.issue[kind] = button
        if not self.issue:
            bar.addWidget(hint_text("这一步没有要出具的文书"))
        bar.addStretch()
        layout.addLayout(bar)
        numbers = {paper.id: paper.number or "" for paper in file.papers}
        self._papers = list(file.papers)
        self.table = short_table(
            "文书",
            ("文书", "编号", "出具时间", "出具人", "状态"),
            [_paper_cells(paper, numbers, today) for paper in self._papers],
            (22, 22, 16, 12, 0),
        )
        self.table.doubleClicked.connect(lambda index: show(self._papers[index.row()].id))
        layout.addWidget(self.table)
        below = QHBoxLayout()
        below.setSpacing(theme.SMALL)
        self.buttons: dict[str, QPushButton] = {}
        for title, run in (
            ("打开和重印", show),
            ("更正重出", lambda paper: void(paper, True)),
            ("作废", lambda paper: void(paper, False)),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: self._with_current(r))
            below.addWidget(button)
            self.buttons[title] = button
        below.addStretch()
        layout.addLayout(below)
        layout.addStretch()
        self.table.currentCellChanged.connect(lambda *_: self._follow())
        if self._papers:
            self.table.setCurrentCell(len(self._papers) - 1, 0)
        self._follow()

    def _with_current(self, run: Callable[[UUID], object]) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._papers):
            run(self._papers[row].id)

    def _follow(self) -> None:
        row = self.table.currentRow()
        current = self._papers[row] if 0 <= row < len(self._papers) else None
        for title, button in self.buttons.items():
            button.setVisible(bool(self._papers))
            alive = current is not None and (title == "打开和重印" or current.valid)
            button.setEnabled(alive)
            button.setToolTip("" if alive or current is None else "这份文书已经作废")


def _paper_cells(paper: Paper, numbers: dict[UUID, str], today: date) -> tuple[str, ...]:
    state = "有效" if paper.valid else f"已作废：{paper.void_reason}"
    if paper.replaces is not None:
        state += f"；代替 {numbers.get(paper.replaces, '原文书')}"
    return (
        paper.title,
        paper.number or "",
        show_moment(paper.issued_at, today),
        paper.issuer_name,
        state,
    )
