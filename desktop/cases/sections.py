"""The tabs of a case: facts, deadlines (为什么是这一天), history, papers, attachments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from center.cases.file import CaseFile
from center.cases.limits import LEGAL_CLOCK, NOTICE_CLOCK, handling_limit, legal_unit
from center.cases.papers import OF_CASES, reason_against, wanted
from center.cases.records import CaseEvent, Happened
from center.clock import UNIT_LABELS, UNKNOWN_YEAR, Deadline
from center.identity import mask_account, mask_address, mask_id, mask_phone
from center.papers import TITLES, Paper, PaperKind
from center.registration import Relation
from desktop import theme
from desktop.dates import WEEKDAYS, show_date, show_moment
from desktop.record import LightBox

Fact = tuple[str, str]
LATE_ENTRY = timedelta(minutes=10)


# --- 事实 ----------------------------------------------------------------------------------------


def facts_page(file: CaseFile, today: date, *, full: bool, reveal: Callable[[], object]) -> QWidget:
    """What is known of the case; ID, phone, address and account masked unless `full` (D8)."""
    page, layout = _page()
    bar = QHBoxLayout()
    words = "显示的是完整信息，离开这件后恢复遮盖" if full else "证件号、电话、住址已遮盖"
    hint = QLabel(words)
    theme.set_role(hint, "warning" if full else "hint")
    button = QPushButton("查看完整信息…")
    button.setAutoDefault(False)
    button.clicked.connect(lambda _=False: reveal())
    button.setVisible(not full)
    bar.addWidget(hint)
    bar.addWidget(button)
    bar.addStretch()
    layout.addLayout(bar)
    for title, facts in (
        ("申请人", applicant_facts(file, full=full)),
        ("办理", handling_facts(file, today)),
        ("事项", item_facts(file)),
    ):
        layout.addWidget(_card(title, facts))
    layout.addStretch()
    return page


def applicant_facts(file: CaseFile, *, full: bool) -> list[Fact]:
    """Who applies, and who stood at the desk."""
    case = file.case
    number = case.id_number if full else mask_id(case.id_number)
    phone = case.phone if full else mask_phone(case.phone)
    place = f"{case.village}{case.group}{case.address}"
    if not full and case.address:
        place = f"{case.village}{case.group}" or mask_address(case.address)
        place += "***" if not place.endswith("***") else ""
    facts = [
        ("申请人", f"{case.name}（{case.person_kind.value}）"),
        (
            case.id_kind or "证件号码",
            number if case.id_number else f"未提供（{case.no_id_reason}）",
        ),
        ("联系电话", phone or f"无（{case.no_phone_reason}）"),
        ("住址", place),
    ]
    if case.relation is not Relation.SELF:
        seen = "，已核对委托或身份" if case.authority_seen else ""
        facts.append(("来办人", f"{case.visitor_name}（{case.relation.value}{seen}）"))
        agent = case.visitor_phone if full else mask_phone(case.visitor_phone)
        facts.append(("来办人电话", agent))
    if case.card_account:
        account = case.card_account if full else mask_account(case.card_account)
        other = case.card_holder and case.card_holder != case.name
        warned = f"（户名 {case.card_holder}，不是申请人，请核对）" if other else ""
        facts.append(("一卡通账号", account + warned))
    return facts


def handling_facts(file: CaseFile, today: date) -> list[Fact]:
    """How the case goes and how it ended."""
    case = file.case
    notified = (
        f"{show_moment(case.notified_at, today)}（{case.notified_by}）"
        if (case.notified_at)
        else ""
    )
    collected = (
        f"{show_moment(case.collected_at, today)}　{case.collector}" if (case.collected_at) else ""
    )
    received = show_moment(case.received_at, today) + _entered(case.received_at, case.entered_at)
    urgent = f"，{case.urgency.value}件" if case.urgency.value != "普通" else ""
    facts = [
        ("状态", case.status.value + ("（已作废）" if case.voided_at else "")),
        ("类型", case.case_kind.value + urgent),
        ("收件", received),
        ("窗口", f"{case.window}（{case.mode.value}）"),
        ("经办", case.handler_name),
        ("受理", show_date(case.accepted_on, today) if case.accepted_on else ""),
        ("报送部门", case.superior),
        ("办结", show_moment(case.finished_at, today) if case.finished_at else ""),
        ("办理结果", case.result),
        ("结果文书", f"{case.result_document} {case.result_number}".strip()),
        ("理由", case.reason),
        ("依据", case.basis),
        ("通知", notified),
        ("领取", collected),
        ("作废原因", case.void_reason),
    ]
    return [(label, value) for label, value in facts if value]


def item_facts(file: CaseFile) -> list[Fact]:
    """The version of the item the case was opened with (CASE-30)."""
    item = file.item
    limit = handling_limit(file.case, item, file.settings)
    promised = f"{limit.days} {UNIT_LABELS[limit.unit]}" if limit.days else "当场办结"
    legal = (
        "" if item.legal_limit is None else f"{item.legal_limit} {UNIT_LABELS[legal_unit(item)]}"
    )
    newer = "" if item.active else "，已有新版本或停用，本件按收件时的版本办"
    facts = [
        ("事项", f"{item.name}（{item.code}）"),
        ("事项版本", f"第 {item.edition} 版{newer}"),
        ("承诺时限", promised),
        ("法定时限", legal),
        ("不计入时限", item.excluded_time),
        ("审批机关", item.decider),
        ("依据", item.legal_basis),
        ("收费", item.fee),
        ("办理程序", item.procedure),
        ("注意事项", item.notes),
    ]
    return [(label, value) for label, value in facts if value]


# --- 时限 ----------------------------------------------------------------------------------------


def limits_page(file: CaseFile, today: date) -> QWidget:
    """Why it is this day: each clock with its date, its lines and the days that did not count."""
    page, layout = _page()
    clock = file.clock
    if clock.deemed_from is not None:
        layout.addWidget(
            _warning("收件后没有在期限内一次性告知补正，依法自收件之日起视为受理，时限从收件算起。")
        )
    shown: list[tuple[str, Deadline]] = [(clock.name, clock.current)]
    if clock.legal is not None:
        shown.append((LEGAL_CLOCK, clock.legal))
    if clock.name != NOTICE_CLOCK:
        shown.append((NOTICE_CLOCK, clock.notice))
    for number, (name, deadline) in enumerate(shown):
        layout.addWidget(_clock_card(name, deadline, today, first=number == 0))
    layout.addStretch()
    return page


def _clock_card(name: str, deadline: Deadline, today: date, *, first: bool) -> QWidget:
    card, layout = _frame()
    head = QHBoxLayout()
    title = QLabel(name)
    theme.set_role(title, "title" if first else "second")
    day = QLabel(f"{show_date(deadline.due, today)} {WEEKDAYS[deadline.due.weekday()]}")
    if first:
        theme.set_role(day, "title")
    head.addWidget(title)
    head.addSpacing(theme.MEDIUM)
    head.addWidget(day)
    head.addSpacing(theme.MEDIUM)
    head.addWidget(LightBox(deadline.state.value))
    head.addStretch()
    layout.addLayout(head)
    if first:
        why = QLabel("为什么是这一天")
        theme.set_role(why, "second")
        layout.addWidget(why)
    for line in deadline.explanation:
        layout.addWidget(_text(line))
    if deadline.unknown_years:
        years = "、".join(f"{year} 年" for year in deadline.unknown_years)
        layout.addWidget(_warning(f"{years}{UNKNOWN_YEAR}"))
    if first and deadline.skipped:
        days = [
            f"{one.date.month}月{one.date.day}日 {WEEKDAYS[one.date.weekday()]}　{one.reason}"
            for one in deadline.skipped
        ]
        layout.addWidget(_Folded(f"没有计入的 {len(days)} 天", "\n".join(days)))
    return card


class _Folded(QWidget):
    """A line that opens into a longer text."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.button = QPushButton(f"▸ {title}")
        theme.set_role(self.button, "link")
        self.button.setCheckable(True)
        self.button.setAutoDefault(False)
        self.body = _text(text)
        self.body.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.body)

        def fold(opened: bool) -> None:
            self.body.setVisible(opened)
            self.button.setText(f"{'▾' if opened else '▸'} {title}")

        self.button.toggled.connect(fold)


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
    page, layout = _page()
    rows = [
        (show_moment(event.at, today), event.happened.value, event.actor_name, event_words(event))
        for event in file.events
    ]
    layout.addWidget(_table("办理经过", ("时间", "经过", "经办", "说明"), rows, (16, 12, 12, 0)))
    title = QLabel("操作记录")
    theme.set_role(title, "second")
    layout.addWidget(title)
    done = [(show_moment(t.at, today), t.who, t.what, t.detail) for t in traces]
    layout.addWidget(_table("操作记录", ("时间", "账号", "操作", "内容"), done, (16, 12, 18, 0)))
    layout.addStretch()
    return page


def event_words(event: CaseEvent) -> str:
    """What an event says beyond its name."""
    data = event.data
    words = [event.remark]
    if event.happened is Happened.SUPPLEMENT_ASKED:
        words.append("告知晚于收件" if data.get("late") else "")
        words.append(f"再次补正：{data['reason']}" if data.get("again") else "")
    elif event.happened is Happened.EXTENDED:
        words.append(f"{data['approver']}批准，理由：{data['reason']}")
    elif event.happened is Happened.REFUSED:
        words.append(f"应向{data['elsewhere']}申请" if data.get("elsewhere") else "")
    elif event.happened is Happened.SENT_UP:
        words.insert(0, f"报送{data['superior']}")
    elif event.happened is Happened.CONTACT:
        words.insert(0, f"{data['authority']}")
    elif event.happened is Happened.NOTIFIED:
        words.insert(0, f"{data['how']}")
    words.append(_entered(event.at, event.entered_at).strip("（）"))
    return "；".join(word for word in words if word)


def _entered(at: datetime, entered: datetime) -> str:
    return f"（补录于 {show_moment(entered)}）" if entered - at > LATE_ENTRY else ""


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
        layout.setContentsMargins(0, theme.MEDIUM, 0, 0)
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
            bar.addWidget(_hint("这一步没有要出具的文书"))
        bar.addStretch()
        layout.addLayout(bar)
        numbers = {paper.id: paper.number or "" for paper in file.papers}
        self._papers = list(file.papers)
        self.table = _table(
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


def attachments_page() -> QWidget:
    """Says in one line what will be here."""
    page, layout = _page()
    layout.addWidget(_hint("扫描件和照片将放在这里，本版尚未提供。"))
    layout.addStretch()
    return page


# --- parts ---------------------------------------------------------------------------------------


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, theme.MEDIUM, 0, 0)
    layout.setSpacing(theme.MEDIUM)
    return page, layout


def _frame() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    theme.set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
    layout.setSpacing(theme.SMALL)
    return card, layout


def _card(title: str, facts: Sequence[Fact]) -> QWidget:
    """Facts two to a row, long ones over the whole width."""
    card, layout = _frame()
    heading = QLabel(title)
    theme.set_role(heading, "second")
    layout.addWidget(heading)
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.MEDIUM)
    grid.setVerticalSpacing(theme.SMALL)
    row = column = 0
    for label, value in facts:
        wide = len(value) > 28
        if wide and column:
            row, column = row + 1, 0
        name = QLabel(label)
        theme.set_role(name, "second")
        grid.addWidget(name, row, column * 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_text(value), row, column * 2 + 1, 1, 3 if wide else 1)
        column += 2 if wide else 1
        if column > 1:
            row, column = row + 1, 0
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    layout.addLayout(grid)
    return card


def _text(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _hint(words: str) -> QLabel:
    label = QLabel(words)
    theme.set_role(label, "second")
    return label


def _warning(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    theme.set_role(label, "warning")
    return label


def _table(
    name: str, titles: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> QTableWidget:
    """A short read-only table, as high as its rows; `widths` in half-width characters."""
    table = QTableWidget(len(rows), len(titles))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(titles))
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setHighlightSections(False)
    for column, width in enumerate(widths):
        if width:
            table.setColumnWidth(
                column, width * table.fontMetrics().horizontalAdvance("0") + theme.LARGE
            )
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    for place, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            table.setItem(place, column, item)
    height = theme.row_height(table)
    table.verticalHeader().setDefaultSectionSize(height)
    table.setFixedHeight(height * (max(len(rows), 1) + 1) + theme.TIGHT)
    return table
