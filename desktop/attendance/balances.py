"""加班和假期: everybody's annual leave and time off, overtime with its cap (TIME-03)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout

from center.attendance.balances import (
    Balance,
    Earned,
    annual,
    earn,
    earned_by,
    set_annual,
    spoken_days,
    time_off,
)
from center.attendance.days import shift_on
from center.attendance.outings import save_overtime
from center.rights import Right
from center.staff import Staff, staff
from center.storage import Work
from desktop import tasks
from desktop.attendance import asking
from desktop.cases.parts import short_table
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_SOON_MS = 200
_KINDS = frozenset({"leave", "overtime", "time_off", "entitlement", "staff", "calendar_day"})
_COLUMNS = (
    Column("name", "姓名", 12, sortable=False),
    Column("kind", "人员类别", 12, sortable=False),
    Column("due", "年休假应休", 12, kind="number", sortable=False),
    Column("used", "已休", 9, kind="number", sortable=False),
    Column("left", "还剩", 9, kind="number", sortable=False),
    Column("earned", "调休累计", 11, kind="number", sortable=False),
    Column("taken", "已调休", 9, kind="number", sortable=False),
    Column("expired", "过期", 8, kind="number", sortable=False),
    Column("rest", "可调休", 9, kind="number", sortable=False),
    Column("blank", "", 4, sortable=False),
)
_WORDS = "按 Enter 改选中的人的年休假天数。加班每天最多记当天工时的一半；调休过了有效期自动作废。"


@dataclass(frozen=True, slots=True)
class _Line:
    person: UUID
    name: str
    kind: str
    annual: Balance | None
    time_off: Balance


class BalancesPage(Frame):
    """One line a person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("加班和假期", _WORDS)
        self._desk = desk
        self._asked = 0
        no = "" if desk.may(Right.KEEP_ATTENDANCE) else asking.NO_RIGHT
        self.overtime = self.add_action(
            "登记加班", self.ask_overtime, shortcut="Ctrl+N", role="primary", reason=no
        )
        self.earned = self.add_action("记调休", self.ask_earned, shortcut="Alt+T", reason=no)
        self.details = self.add_action("调休明细…", self.show_details, shortcut="Alt+M")
        self.entitled = self.add_action("年休假天数…", self.ask_entitled, reason=no)
        self.list = ShortList("假期余额", _COLUMNS, desk.today(), wide="blank")
        self.list.opened.connect(lambda _key: self.entitled.click())
        self.body.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self._lines: dict[UUID, _Line] = {}
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SOON_MS)
        self._wait.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Compute every balance off the GUI thread."""
        self._wait.stop()
        self._asked += 1
        asked, today = self._asked, self._desk.today()

        def read() -> list[_Line]:
            with self._desk.read() as work:
                return [_line(work, one, today) for one in staff(work) if one.staff_kind]

        def done(found: list[_Line]) -> None:
            if asked == self._asked:
                self._show(found)

        tasks.quiet(self, read, done, self.notice.error)

    def ask_overtime(self) -> None:
        """登记加班 of one day."""

        def take(work: Work, form: Form) -> None:
            person, on = asking.who(form), form.date("day")
            start, end = (asking.moment(form, "day", name) for name in ("from", "to"))
            assert person is not None
            assert on is not None
            assert start is not None
            assert end is not None
            kind = work.session.get_one(Staff, person).staff_kind
            reason, shift = form.text("reason"), shift_on(work, kind, on)
            save_overtime(work, person, start, end, reason, shift)

        fields = [
            self._person("谁加班"),
            Field("day", "日期", "date", 14, required=True, default=self._desk.today()),
            Field("from", "从几点", "time", 8, required=True, default=time(18)),
            Field("to", "到几点", "time", 8, required=True),
            Field("reason", "加班事由", width=0, wide=True, required=True),
        ]
        names = {"ends_at": "to", "starts_at": "from", "month": "day"}
        self._ask("登记加班", fields, take, names=names)

    def ask_earned(self) -> None:
        """记调休: time off earned by a duty or overtime."""

        def take(work: Work, form: Form) -> None:
            person, on = asking.who(form), form.date("on")
            assert person is not None
            assert on is not None
            earn(work, person, on, _half_days(form.text("days")), form.text("source"))

        months = self._desk.settings.number("time_off_months")
        fields = [
            self._person("记给谁"),
            Field("on", "哪天值班或加班", "date", 14, required=True, default=self._desk.today()),
            _days("days", "记几天", "0.5 到 7 天"),
            Field("source", "来自", width=28, required=True, hint="例如 11月21日24小时值班"),
        ]
        names = {"half_days": "days", "earned_on": "on"}
        intro = f"{months} 个月内有效，到期没有休的作废。"
        self._ask("记调休", fields, take, names=names, intro=intro)

    def show_details(self) -> None:
        """调休明细 of the person stood on: where each half day is from, until when it is good."""
        line = self._current()
        if line is None:
            self.notice.say("请先选中一个人")
            return
        today = self._desk.today()
        with self._desk.read() as work:
            rows = [_detail(one, today) for one in earned_by(work, line.person)]
        if not rows:
            self.notice.say(f"{line.name}没有记过调休")
            return
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(f"调休明细　{line.name}")
        dialog.resize(720, 420)
        layout = QVBoxLayout(dialog)
        titles = ("哪天", "来自", "天数", "还剩", "有效到")
        layout.addWidget(short_table("调休明细", titles, rows, (14, 0, 9, 9, 18)))
        layout.addStretch()
        dialog.open()

    def ask_entitled(self) -> None:
        """年休假天数 of the person stood on, for this year."""
        line = self._current()
        if line is None:
            self.notice.say("请先选中一个人")
            return
        year = self._desk.today().year
        now = f"{line.annual.due / 2:g}" if line.annual is not None else ""

        def take(work: Work, form: Form) -> None:
            set_annual(work, line.person, year, _half_days(form.text("days")))

        self._ask(
            "年休假天数",
            [
                _days(
                    "days",
                    f"{year} 年应休几天",
                    "满 1 年 5 天，满 10 年 10 天，满 20 年 15 天",
                    now,
                )
            ],
            take,
            names={"half_days": "days"},
            intro=line.name,
        )

    def _ask(
        self,
        title: str,
        fields: list[Field],
        take: Callable[[Work, Form], object],
        *,
        names: dict[str, str],
        intro: str = "",
    ) -> None:
        asking.ask(
            self._desk, self, title, fields, "保存", take, self._saved, names=names, intro=intro
        )

    def _person(self, label: str) -> Field:
        line = self._current()
        chosen = line.person.hex if line is not None else None
        return asking.person("staff", label, asking.people_of(self._desk), default=chosen)

    def _current(self) -> _Line | None:
        key = self.list.current_key()
        return self._lines.get(key) if isinstance(key, UUID) else None

    def _show(self, found: list[_Line]) -> None:
        self._lines = {one.person: one for one in found}
        self.list.show_rows([(one.person, _values(one)) for one in found])

    def _saved(self) -> None:
        self.refresh()
        self.notice.say("已保存")

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & _KINDS:
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Time off may have expired."""
        super().showEvent(event)
        self._wait.start()


def _line(work: Work, one: Staff, today: date) -> _Line:
    balance = annual(work, one.id, today.year)
    return _Line(one.id, one.name, one.staff_kind, balance, time_off(work, one.id, today))


def _detail(one: Earned, today: date) -> tuple[str, ...]:
    entry = one.entry
    gone = "（已过期）" if entry.expires_on < today else ""
    days = spoken_days(entry.half_days), spoken_days(one.left)
    until = f"{show_date(entry.expires_on, today)}{gone}"
    return show_date(entry.earned_on, today), entry.source, *days, until


def _values(one: _Line) -> tuple[object, ...]:
    year = one.annual
    told = ("未录入", "", "") if year is None else _told(year.due, year.used, year.left)
    free = one.time_off
    off = _told(free.due, free.used, free.expired, free.left) if free.due or free.used else [""] * 4
    return (one.name, one.kind, *told, *off, "")


def _told(*half_days: int) -> list[str]:
    return [spoken_days(number) for number in half_days]


def _days(name: str, label: str, hint: str, default: str = "") -> Field:
    return Field(
        name, label, width=8, required=True, hint=hint, default=default or None, check=_check_days
    )


def _check_days(text: str) -> str | None:
    try:
        _half_days(text)
    except ValueError:
        return "请填天数，最小半天，如 0.5 或 5"
    return None


def _half_days(text: str) -> int:
    """Days as typed, in half days; ValueError for anything but multiples of one half."""
    doubled = float(text) * 2
    if not doubled.is_integer() or not 0 <= doubled < 1000:
        raise ValueError(text)
    return int(doubled)
