"""归档 of a year: bags by month and retention, what is lent, what waits (ARCH-02, ARCH-03)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from center import filing
from center.archive_number import Retention
from center.filing import LoanRow
from center.rights import Right
from desktop import parts, tasks
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.listing.source import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_MONTHS = (
    Column("month", "月份", 10),
    *(Column(kept.name, kept.value, 8, kind="number") for kept in Retention),
    Column("all", "合计", 8, kind="number"),
)
_LOANS = (
    Column("number", "档号", 28),
    Column("case_number", "办件编号", 20),
    Column("borrower", "借阅人", 20),
    Column("purpose", "用途", 24),
    Column("lent_at", "借出", 12),
    Column("return_by", "应还", 18),
)
_WORDS = "办结的件装袋、编号、上架。逐月统计，借出未还的在下面。"


class FilingBook(Frame):
    """A year's bags; a lent one opens its case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("归档", _WORDS)
        self._desk = desk
        today = desk.today()
        self.year = Form([Field("year", "年度", "number", 6, default=today.year)], today)
        self.months = ShortList("归档统计", _MONTHS, today, wide="month", fit=True)
        self.loans = ShortList("借出未还", _LOANS, today, wide="purpose")
        self.loans.activated.connect(lambda _index: self._open_case())
        self.waiting = parts.words("", "second")
        self.out = parts.words("", "second")
        self.export = self.add_action("导出归档目录", self._ask_path)
        self.body.addWidget(self.year, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.waiting, self.months, self.out, self.loans):
            self.body.addWidget(widget)
        self.body.addStretch()
        self.setFocusProxy(self.months)
        self.year.changed.connect(lambda _draft: self.refresh())
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the year again."""
        year = self.year.number("year")
        if year is None or not 1990 <= year <= 9998:
            return
        today = self._desk.today()
        with self._desk.read() as work:
            counted = filing.by_month(work, year)
            self._lent = filing.lent(work)
            late = filing.waiting_count(work, mine=False)
        self.months.show_rows(_rows(counted))
        self.loans.show_rows([(row.case, _cells(row, self._desk)) for row in self._lent])
        overdue = sum(1 for row in self._lent if row.return_by and row.return_by < today)
        told = f"借出未还 {len(self._lent)} 袋" + (f"，其中逾期 {overdue} 袋" if overdue else "")
        self.out.setText(told)
        self.loans.setVisible(bool(self._lent))
        days = self._desk.settings.number("archive_reminder_days")
        total = sum(count for _, _, count in counted)
        self.waiting.setText(
            f"{year} 年归档 {total:,} 件；办结超过 {days} 天还没有归档的 {late:,} 件。"
        )
        self.export.setEnabled(self._desk.may(Right.EXPORT))

    def export_to(self, path: Path) -> None:
        """Write the year's bags as a workbook off the GUI thread."""
        year, desk = self.year.number("year") or self._desk.today().year, self._desk

        def write() -> int:
            from reports.filing import export_filings

            return export_filings(desk.store, desk.actor, year, path)

        tasks.run(
            self,
            "正在导出归档目录",
            lambda _progress, _cancelled: write(),
            lambda count: self.notice.say(f"已导出 {count} 件：{path}", seconds=0),
            self.notice.error,
        )

    def _ask_path(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(folder) / f"归档目录 {self.year.number('year')}年.xlsx")
        path, _ = QFileDialog.getSaveFileName(self, "导出", name, "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def _open_case(self) -> None:
        key = self.loans.keys()[self.loans.currentIndex().row()]
        if isinstance(key, UUID):
            self._desk.open_case.emit(key)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"filing", "filing_loan"}:
            self.refresh()


def _rows(
    counted: list[tuple[int, Retention, int]],
) -> list[tuple[int, tuple[object, ...]]]:
    found: dict[int, dict[Retention, int]] = {}
    for month, kept, count in counted:
        found.setdefault(month, {})[kept] = count
    return [
        (month, (f"{month}月", *(by.get(k, 0) or "" for k in Retention), sum(by.values())))
        for month, by in sorted(found.items())
    ]


def _cells(row: LoanRow, desk: Desk) -> tuple[object, ...]:
    today = desk.today()
    due = show_date(row.return_by, today) if row.return_by else ""
    if row.return_by and row.return_by < today:
        due += f"　逾期 {(today - row.return_by).days} 天"
    at = row.lent_on
    return (row.number, row.case_number, row.borrower, row.purpose, show_date(at, today), due)
