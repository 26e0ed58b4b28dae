"""节假日: the year's arrangement, imported from a file or typed by hand (TIME-01)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QLabel, QPushButton

from center.calendar import KIND_WORDS, DayKind, DayMark, WorkCalendar, parse_arrangement
from center.deadlines import recompute_all
from center.errors import Expected, Problem, Refused
from center.holidays import replace_years
from center.journal import commit
from center.rights import Right
from desktop import dates, tasks, theme
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.notice import Message
from desktop.settings.frame import Frame, scrolled
from desktop.settings.year_calendar import YearCalendar
from desktop.tasks import Cancelled, Progress

_FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_ORDINARY = "ordinary"
_KINDS = (
    Choice("holiday", "放假"),
    Choice("makeup_workday", "调休上班"),
    Choice(_ORDINARY, "按平常"),
)
_LONGEST = 31
_SHOWN_PROBLEMS = 6
_COUNTED = "时限和提醒都按这里的安排数工作日。"


class HolidaysPage(Frame):
    """One year at a time. What is typed by hand is kept until saved or dropped."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("节假日", _COUNTED)
        self._desk = desk
        self._typed: dict[date, DayMark | None] = {}
        reason = "" if desk.may(Right.EDIT_SETTINGS) else "只有主任和系统管理员可以改节假日安排"
        self.drop = self.add_action("放弃修改", self.drop_typed)
        self.mark = self.add_action("标记日子…", self.ask_mark, reason=reason)
        self.file = self.add_action("导入文件…", self.ask_file, reason=reason)
        self.save_button = self.add_action("保存", self.save, shortcut="Ctrl+S", role="primary")
        self.calendar = YearCalendar(desk.today())
        self.calendar.mark_wanted.connect(self.mark.click)
        self.calendar.moved.connect(self._moved)
        self.state = self.words
        self.where = QLabel()
        theme.set_role(self.where, "second")
        self.years: dict[int, QPushButton] = {}
        self._group = QButtonGroup(self)
        bar = QHBoxLayout()
        bar.setSpacing(theme.TIGHT)
        for year in self._offered():
            button = QPushButton(f"{year} 年")
            button.setCheckable(True)
            theme.set_role(button, "choice")
            button.clicked.connect(lambda _=False, y=year: self.show_year(y))
            self._group.addButton(button)
            self.years[year] = button
            bar.addWidget(button)
        bar.addStretch()
        bar.addWidget(self.where)
        self.body.addLayout(bar)
        self.body.addWidget(scrolled(self.calendar), 1)
        self.setFocusProxy(self.calendar)
        desk.changed.connect(self._heard)
        self.refresh()

    def _offered(self) -> list[int]:
        year = self._desk.today().year
        return sorted({*self._desk.calendar.known_years, year, year + 1})

    # Showing

    def show_year(self, year: int) -> None:
        """Show another year, standing on the same day of it."""
        day = self.calendar.day
        last = 28 if day.month == 2 else day.day
        self.calendar.go_to(date(year, day.month, last))

    def refresh(self) -> None:
        """Show the arrangement in force with what was typed over it."""
        marks = {**self._desk.calendar.marks}
        for day, mark in self._typed.items():
            if mark is None:
                marks.pop(day, None)
            else:
                marks[day] = mark
        self.calendar.show_marks(marks, frozenset(self._typed))
        self._moved()
        for button in (self.save_button, self.drop):
            button.setEnabled(bool(self._typed))
            button.setToolTip("" if self._typed else "没有改动")

    def _moved(self) -> None:
        day = self.calendar.day
        self.where.setText(self.calendar.words(day))
        if day.year in self.years:
            self.years[day.year].setChecked(True)
        self.state.setText(f"{year_words(self.calendar.calendar, day.year)}。{_COUNTED}")
        known = day.year in self.calendar.calendar.known_years
        theme.set_role(self.state, "second" if known else "warning")

    def _heard(self, kinds: frozenset[str]) -> None:
        if "calendar_day" in kinds:
            self.refresh()

    # By hand

    def ask_mark(self) -> None:
        """标记日子: one day or a span, off, worked, or as usual."""
        day = self.calendar.day
        mark = self.calendar.calendar.marks.get(day)
        fields = [
            Field("first", "从", "date", 16, required=True, default=day),
            Field("last", "到", "date", 16, hint="只标一天时不填"),
            Field(
                "kind",
                "改为",
                "buttons",
                required=True,
                choices=_KINDS,
                default=mark.kind if mark else "holiday",
                wide=True,
            ),
            Field(
                "name",
                "节日名称",
                "suggest",
                20,
                limit=20,
                choices=[Choice(name, name) for name in _FESTIVALS],
                default=mark.name if mark else "",
                wide=True,
            ),
        ]
        FormDialog(
            self._desk,
            self,
            "标记日子",
            fields,
            "标记",
            self._take_marks,
            intro="标好的日子先记在这里，按“保存”才生效并重算时限。",
        ).open()

    def _take_marks(self, form: Form) -> None:
        first, last = form.date("first"), form.date("last") or form.date("first")
        kind, name = form.text("kind"), form.text("name").strip()
        if first is None or last is None:
            raise Refused([Problem("first", "请填写日期")])
        if not 0 <= (last - first).days < _LONGEST:
            raise Refused([Problem("last", f"一次最多标 {_LONGEST} 天，终止日不能早于起始日")])
        if kind != _ORDINARY and not name:
            raise Refused([Problem("name", "请填写是哪个节日")])
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        if kind == "makeup_workday" and (plain := [d for d in days if d.weekday() < 5]):
            said = f"{dates.show_weekday(plain[0])}本来就是工作日，不能标为调休上班"
            raise Refused([Problem("kind", said)])
        for day in days:
            self._typed[day] = None if kind == _ORDINARY else DayMark(KIND_WORDS[kind], name)
        self.refresh()

    def drop_typed(self) -> None:
        """放弃修改: back to what is in force."""
        self._typed.clear()
        self.refresh()

    def save(self) -> None:
        """Save what was typed, checked like a file; each year touched is saved whole."""
        self.notice.clear()
        years = {day.year for day in self._typed}
        marks = {d: m for d, m in self.calendar.calendar.marks.items() if d.year in years}
        try:
            self._offer(as_file(marks), f"保存 {_joined(years)} 年节假日安排", "保存")
        except Expected as error:
            self.notice.problem(_first_problems(error))

    # From a file

    def ask_file(self) -> None:
        """导入文件: choose it."""
        kinds = "节假日安排 (*.csv *.txt);;所有文件 (*)"
        path, _ = QFileDialog.getOpenFileName(self, "导入节假日安排", "", kinds)
        if path:
            self.read_file(Path(path))

    def read_file(self, path: Path) -> None:
        """Read a file and show what would change; what is wrong with it is told row by row."""
        self.notice.clear()
        try:
            data = path.read_bytes()
        except OSError as error:
            self.notice.problem(f"文件打不开，原来的安排没有变：{error.strerror or path.name}")
            return
        try:
            self._offer(data, "导入节假日安排", "导入")
        except Expected as error:
            self.notice.problem(_first_problems(error))

    def _offer(self, data: bytes, title: str, verb: str) -> None:
        found = parse_arrangement(data)
        calendar = WorkCalendar(found.marks)
        lines = [year_words(calendar, year) for year in sorted(calendar.known_years)]
        if found.warnings:
            lines += ["", "请核对：", *found.warnings]
        lines += ["", f"{verb}后会按新的安排重算所有在办件的时限，并记入操作记录。"]
        dialog = Message(self, title, "\n".join(lines), (verb, "取消"))
        dialog.finished.connect(
            lambda _result: self._adopt(found.marks) if dialog.chosen == 0 else None
        )
        dialog.open()

    def _adopt(self, marks: Mapping[date, DayMark]) -> None:
        def work(progress: Progress, cancelled: Cancelled) -> tuple[frozenset[int], int] | None:
            return adopt(self._desk, marks, progress, cancelled)

        def done(result: tuple[frozenset[int], int] | None) -> None:
            if result is None:
                self.notice.say("已取消，原来的安排没有变。")
                return
            years, moved = result
            self._typed = {d: m for d, m in self._typed.items() if d.year not in years}
            self.refresh()
            changed = f"{moved} 件的到期日有变动" if moved else "没有到期日变动"
            self.notice.say(f"已换用 {_joined(years)} 年的安排，{changed}。", seconds=0)

        tasks.run(self, "正在换用节假日安排", work, done, self.notice.error)


def adopt(
    desk: Desk, marks: Mapping[date, DayMark], progress: Progress, cancelled: Cancelled
) -> tuple[frozenset[int], int] | None:
    """Take over an arrangement and recompute every open deadline in one commit.

    Returns the years and how many deadlines moved; None when cancelled, then nothing has changed.
    """
    with desk.work() as work:
        progress(0, 0, "正在保存安排")
        years = replace_years(work, marks)
        progress(0, 0, "正在重算时限")
        moved = recompute_all(work)
        if cancelled():
            return None
        commit(work)
    return years, moved


def as_file(marks: Mapping[date, DayMark]) -> bytes:
    """Marks as a holiday file, so that typed and imported arrangements pass one check."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("date", "kind", "name"))
    writer.writerows((d.isoformat(), m.kind, m.name) for d, m in sorted(marks.items()))
    return text.getvalue().encode()


def year_words(calendar: WorkCalendar, year: int) -> str:
    """2026 年：放假 33 天，调休上班 6 天，工作日 248 天; or that nothing is known yet."""
    if year not in calendar.known_years:
        return f"{year} 年安排未公布或还没有导入，暂按周末推算"

    def days(kind: DayKind) -> int:
        return sum(m.kind == kind for d, m in calendar.marks.items() if d.year == year)

    worked = calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
    off, makeup = days("holiday"), days("makeup_workday")
    return f"{year} 年：放假 {off} 天，调休上班 {makeup} 天，工作日 {worked} 天"


def _joined(years: frozenset[int] | set[int]) -> str:
    return "、".join(str(year) for year in sorted(years))


def _first_problems(error: Expected) -> str:
    """The first faults of a file; a file of a thousand faults is told to be looked at."""
    problems = error.problems if isinstance(error, Refused) else ()
    if len(problems) <= _SHOWN_PROBLEMS:
        return error.sentence
    said = "；".join(problem.message for problem in problems[:_SHOWN_PROBLEMS])
    return f"{said}；等共 {len(problems)} 处。原来的安排没有变。"
