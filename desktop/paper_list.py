"""The 文书 tab of a record: what was issued, and what can be issued now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from center.papers import TITLES, Paper, PaperKind
from desktop import theme
from desktop.cases.parts import hint_text, short_table
from desktop.dates import show_moment


def papers_title(papers: Sequence[Paper], waiting: int) -> str:
    """The tab's title: how many papers stand, and how many the matter still calls for."""
    issued = len([paper for paper in papers if paper.valid])
    return f"文书{f' {issued}' if issued else ''}{f'（待出 {waiting}）' if waiting else ''}"


class PapersPage(QWidget):
    """`lawful` are the kinds that can be issued now; those `called_for` stand out and first."""

    def __init__(
        self,
        papers: Sequence[Paper],
        today: date,
        *,
        lawful: Sequence[PaperKind],
        called_for: Collection[PaperKind],
        issue: Callable[[PaperKind], object],
        show: Callable[[UUID], object],
        void: Callable[[UUID, bool], object],
    ) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        self.issue: dict[PaperKind, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        bar.addWidget(QLabel("出具："))
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
        numbers = {paper.id: paper.number or "" for paper in papers}
        self._papers = list(papers)
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
    if signer := paper.facts.get("signer"):
        state += f"；签发 {signer}"
    if paper.replaces is not None:
        state += f"；代替 {numbers.get(paper.replaces, '原文书')}"
    return (
        paper.title,
        paper.number or "",
        show_moment(paper.issued_at, today),
        paper.issuer_name,
        state,
    )
