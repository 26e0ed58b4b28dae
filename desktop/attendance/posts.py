"""A/B 岗: who mans each window in the half days ahead; both away is told before it happens."""

from __future__ import annotations

from datetime import date

from center.attendance.hours import Half
from center.attendance.posts import Cover, Manned, manning
from center.calendar import ONE_DAY
from center.clock import State
from desktop import parts
from desktop.attendance.asking import month_after
from desktop.attendance.today import KINDS
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.following import Following
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

DAYS = 5
_SHORT = {
    Cover.A_POST: "",
    Cover.B_POST: "（B岗）",
    Cover.SUBSTITUTE: "（代理）",
    Cover.LATE: "（未到岗）",
}
_WORDS = (
    "A 岗不在时由 B 岗或请假单上的代理人接着办，不用另外指定；两人都不在或没有定人的标“✖ 无人”。"
)


class PostsPage(Frame):
    """Five working days, a column each; Alt+Left and Alt+Right go back and on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("A/B 岗", _WORDS)
        self._desk = desk
        self.first = desk.today()
        before = self.add_action("前五天", lambda: self.go(-1), shortcut="Alt+Left")
        before.setText("◀ 前五天")
        self.add_action("今天起", lambda: self.go(0))
        after = self.add_action("后五天", lambda: self.go(1), shortcut="Alt+Right")
        after.setText("后五天 ▶")
        self.told = parts.words("", "warning")
        self.body.addWidget(self.told)
        self.list: ShortList | None = None
        self.none = parts.words(
            "还没有给窗口定 A 岗；请在“设置”的“窗口和人员”里给每个窗口定 A、B 岗。", "second"
        )
        self.body.addWidget(self.none)
        self.body.addStretch()
        Following(self, desk.changed, KINDS, self.refresh)
        self.refresh()

    def go(self, way: int) -> None:
        """Earlier, from today, or later."""
        if way == 0:
            self.first = self._desk.today()
        else:
            days = self._days(self.first)
            self.first = days[-1] + ONE_DAY if way > 0 else self._back(days[0])
        self.refresh()

    def refresh(self) -> None:
        """Read the half days again."""
        days = self._days(self.first)
        with self._desk.read() as work:
            found = manning(work, days)
        cells: dict[str, dict[tuple[date, Half], Manned]] = {}
        for one in found:
            cells.setdefault(one.window, {})[one.on, one.half] = one
        columns = [
            Column("light", "", 2, kind="light", sortable=False),
            Column("window", "窗口", 14, sortable=False),
        ] + [Column(day.isoformat(), show_weekday(day), 19, sortable=False) for day in days]
        old, focused = self.list, self.list is not None and self.list.hasFocus()
        self.list = ShortList("各窗口由谁在岗", columns, self._desk.today())
        if old is None:
            self.body.insertWidget(1, self.list, 1)
        else:
            self.body.replaceWidget(old, self.list)
            old.hide()
            old.deleteLater()
        self.body.setStretchFactor(self.list, 1)
        self.setFocusProxy(self.list)
        rows = [
            (window, self._row(window, [[mine.get((day, half)) for half in Half] for day in days]))
            for window, mine in cells.items()
        ]
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self.none.setVisible(not rows)
        if focused:
            self.list.setFocus()
        thin = [one for one in found if one.thin]
        named = "；".join(
            f"{show_weekday(one.on)}{one.half.value}{one.window}（{one.instead_of}{one.why}）"
            for one in thin[:4]
        )
        more = f"等 {len(thin)} 处" if len(thin) > 4 else ""
        words = f"没有人在岗：{named}{more}。请调整请假、外出或指定代理人。"
        self.told.setText(words if thin else "")
        self.told.setVisible(bool(thin))

    def _row(self, window: str, days: list[list[Manned | None]]) -> tuple[object, ...]:
        thin = any(one is not None and one.thin for halves in days for one in halves)
        light = State.OVERDUE.value if thin else State.NORMAL.value
        return (light, window, *(_day(halves) for halves in days))

    def _days(self, first: date) -> list[date]:
        found: list[date] = []
        day = first
        while len(found) < DAYS:
            day = self._desk.calendar.next_workday(day)
            found.append(day)
            day += ONE_DAY
        return found

    def _back(self, first: date) -> date:
        day, left = first, DAYS
        while left and day > month_after(first, -2):
            day -= ONE_DAY
            left -= self._desk.calendar.is_workday(day)
        return day


def _day(halves: list[Manned | None]) -> str:
    """Morning and afternoon, told apart where they differ."""
    said = [_cell(one) for one in halves]
    if len(set(said)) == 1:
        return said[0]
    return "　".join(f"{half.value[0]} {words}" for half, words in zip(Half, said, strict=True))


def _cell(one: Manned | None) -> str:
    if one is None:
        return ""
    if one.cover is Cover.NOBODY:
        return "✖ 无人"
    return f"{one.name}{_SHORT[one.cover]}"
