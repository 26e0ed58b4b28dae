"""What to choose for a table: which one, of which days, of which window, village or batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from center.storage import Work
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from reports.offer import Ask, Report, Wanted
from reports.span import Span, last_month, month_span, quarter_span, year_span

EVERY = "every"
_YEARS = 6
_PERIODS = (
    Choice("month", "按月"),
    Choice("quarter", "按季度"),
    Choice("year", "按年"),
    Choice("days", "起止日期"),
)
_PARTS = {
    "month": ("year", "month"),
    "quarter": ("year", "quarter"),
    "year": ("year",),
    "days": ("first", "last"),
    "none": (),
}
"""The fields that tell a period of each kind."""


class Choosing(QWidget):
    """The form above a preview; last month is proposed."""

    changed = Signal()

    def __init__(self, desk: Desk, reports: Sequence[Report]) -> None:
        super().__init__()
        self._desk = desk
        self.reports = reports
        self._reports = {report.name: report for report in reports}
        self._asks = {ask.name: ask for report in reports for ask in report.asks}
        with desk.read() as work:
            fields = list(_fields(reports, desk.today(), list(self._asks.values()), work))
        self.form = Form(fields, desk.today(), columns=4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form, 0, Qt.AlignmentFlag.AlignLeft)
        self._follow()
        self.form.changed.connect(lambda _draft: self._follow())
        self.setFocusProxy(self.form.editor("report"))

    @property
    def report(self) -> Report:
        """The table in sight."""
        return self._reports[self.form.text("report")]

    def choose(self, report: Report) -> None:
        """Show another table."""
        self.form.editor("report").set_raw(report.name)

    def wanted(self) -> Wanted | None:
        """What is chosen; None while the days or something that must be chosen are missing."""
        span = self._span()
        if span is None or span[1] < span[0]:
            return None
        chosen = {ask.name: self.form.text(ask.name) for ask in self.report.asks}
        if any(ask.required and not chosen[ask.name] for ask in self.report.asks):
            return None
        return Wanted(*span, {name: value for name, value in chosen.items() if value != EVERY})

    def _span(self) -> Span | None:
        form, today = self.form, self._desk.today()
        match self._period():
            case "none":
                return today, today
            case "days":
                first, last = form.date("first"), form.date("last")
                return None if first is None or last is None else (first, last)
            case "year":
                return year_span(int(form.text("year")))
            case "quarter":
                return quarter_span(int(form.text("year")), int(form.text("quarter")))
        return month_span(int(form.text("year")), int(form.text("month")))

    def _period(self) -> str:
        days = self.report.days
        # Also while the field is not asked for, lest a choice be lost between two tables.
        return self.form.editor("period").raw() or "month" if days == "any" else days

    def _follow(self) -> None:
        """Ask for what the table in sight needs."""
        period = self._period()
        names = {"report", *_PARTS[period], *(ask.name for ask in self.report.asks)}
        self.form.show_only(names | {"period"} if self.report.days == "any" else names)
        first, last = self.form.date("first"), self.form.date("last")
        turned = first is not None and last is not None and last < first
        self.form.set_hint("last", "结束日期不能早于开始日期" if turned else "")
        self.changed.emit()


def year_and_month(today: date) -> tuple[Field, Field]:
    """The fields of a month; last month is proposed."""
    year, month = last_month(today)
    years = [Choice(str(today.year - n), f"{today.year - n}年") for n in range(_YEARS)]
    months = [Choice(str(n), f"{n}月") for n in range(1, 13)]
    return (
        Field("year", "年", "choice", 10, choices=years, default=str(year)),
        Field("month", "月", "choice", 8, choices=months, default=str(month)),
    )


def _fields(
    reports: Sequence[Report], today: date, asks: Sequence[Ask], work: Work
) -> Iterator[Field]:
    span = month_span(*last_month(today))
    by_year, by_month = year_and_month(today)
    quarters = [Choice(str(n), f"第{n}季度") for n in range(1, 5)]
    yield Field(
        "report",
        "表格",
        "buttons",
        wide=True,
        choices=[Choice(report.name, report.short) for report in reports],
        default=reports[0].name,
    )
    yield Field("period", "时间", "choice", 12, choices=_PERIODS, default="month")
    yield by_year
    yield Field(
        "quarter", "季度", "choice", 12, choices=quarters, default=str((span[0].month + 2) // 3)
    )
    yield by_month
    yield Field("first", "从", "date", 14, default=span[0])
    yield Field("last", "到", "date", 14, default=span[1])
    for ask in asks:
        choices = [Choice(value, words) for value, words in ask.choices(work)]
        if not ask.required:
            choices.insert(0, Choice(EVERY, ask.every))
        first = choices[0].value if choices else None
        yield Field(ask.name, ask.label, "choice", 22, choices=choices, default=first)
