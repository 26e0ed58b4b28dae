"""The 核查 tab of a complaint: both sides heard, the verdict, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from center.complaints.file import ComplaintFile
from center.complaints.records import Role
from center.complaints.verdicts import Consequence
from desktop.cases.parts import facts_card, new_card, new_page, warning_text
from desktop.dates import show_moment
from desktop.parts import words
from desktop.record import Step

_SITUATIONS = {
    "S01": "推诿或者粗暴刁难办事群众",
    "S02": "推诿扯皮、不配合造成延误",
    "S13": "其他违反首问首办责任制度的行为",
}
"""The words of the accountability situations (ACC-03) a complaint leads to."""


def inquiry_page(
    file: ComplaintFile,
    consequences: Sequence[Consequence],
    today: date,
    leads: Sequence[Step],
) -> QWidget:
    """Who was heard and what was said, the verdict, what is proposed for whom (CPL-15, CPL-19).

    `leads` are the steps to accountability, offered at the verdict.
    """
    page, layout = new_page()
    complaint = file.complaint
    heard = {one.role for one in file.interviews}
    missing = [r.value for r in (Role.COMPLAINANT, Role.RESPONDENT) if r not in heard]
    if missing and not complaint.finding:
        layout.addWidget(
            warning_text(f"还没有询问{'和'.join(missing)}，双方都有询问记录才能认定属实。")
        )
    if complaint.finding:
        facts = [
            ("核查结论", complaint.verdict.value),
            ("过错方", complaint.fault.value),
            ("情形", complaint.cause),
            ("调查情况", complaint.finding),
            ("处理措施", complaint.measure),
        ]
        layout.addWidget(facts_card("核查结论", [(name, said) for name, said in facts if said]))
    for one in consequences:
        card, inside = new_card()
        inside.addWidget(words(one.name, "second"))
        inside.addWidget(words(told(one)))
        if said := _SITUATIONS.get(one.situation):
            inside.addWidget(words(f"属于责任追究情形“{said}”，是否追究由主任决定。"))
        layout.addWidget(card)
    if leads:
        row = QHBoxLayout()
        for step in leads:
            button = QPushButton(f"{step.title}…")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, s=step: s.run())
            row.addWidget(button)
        row.addStretch()
        layout.addLayout(row)
    for interview in file.interviews:
        card, inside = new_card()
        at = show_moment(interview.at, today)
        head = f"{interview.role.value}　{interview.name}　{at}　询问人 {interview.asked_by}"
        inside.addWidget(words(head, "second"))
        inside.addWidget(words(interview.said))
        layout.addWidget(card)
    if not file.interviews:
        layout.addWidget(words("还没有询问记录。按“询问”登记。", "second"))
    layout.addStretch()
    return page


def told(one: Consequence) -> str:
    """What a verified complaint means for a person, in one sentence (CPL-15, PERF-17)."""
    measure = f"{one.measure}（在“文书”里出具查实通报）" if not one.removal else one.measure
    return (
        f"{one.name}第 {one.count} 次投诉查实，{measure}；"
        f"已提出扣 {-one.points} 分的建议，由主任核实后计分。"
    )
