"""核实确认: what the machines left open, what waits for a leader, appeals (D3, D4)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from functools import partial
from typing import cast
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from center.attendance.closing import closed_month
from center.attendance.records import Appeal, Finding
from center.attendance.settling import Proposal, appeals, unsettled, waiting, without_punches
from center.calendar import ONE_DAY
from center.errors import Expected
from center.journal import commit
from center.rights import Right
from center.staff import Staff, everything
from desktop import parts, tasks, theme
from desktop.attendance import asks
from desktop.attendance.asking import NO_RIGHT, month_after
from desktop.attendance.month import KINDS
from desktop.dates import show_moment, show_weekday
from desktop.desk import Desk
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_NO_LEADER = f"当前账号没有“{Right.APPROVE.value}”的权限，请由领导确认"
_SOON_MS = 200
_OPEN = (
    Column("on", "日期", 16, sortable=False),
    Column("name", "姓名", 12, sortable=False),
    Column("slot", "哪一次", 12, sortable=False),
    Column("reason", "情况", 50, sortable=False),
)
_WAITING = (
    Column("on", "日期", 16, sortable=False),
    Column("name", "姓名", 12, sortable=False),
    Column("slot", "哪一次", 12, sortable=False),
    Column("settled", "提出", 18, sortable=False),
    Column("remark", "核实的情况", 40, sortable=False),
    Column("by", "提出人", 22, sortable=False),
)
_APPEALS = (
    Column("on", "日期", 18, sortable=False),
    Column("name", "姓名", 12, sortable=False),
    Column("words", "申诉理由", 50, sortable=False),
    Column("by", "提交", 24, sortable=False),
)
Found = tuple[list[Proposal], list[Finding], list[Appeal], dict[UUID, str], list[date]]


class SettlingPage(Frame):
    """Three lists; several rows at once are settled alike (停电、考勤机故障)."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "核实确认",
            "未打卡的先核实；旷工由考勤员提出、领导确认后才记。按 Ctrl 或 Shift 选多行可一起核实。",
        )
        self._desk = desk
        self._asked = 0
        self.found: list[Proposal] = []
        today = desk.today()
        no = "" if desk.may(Right.KEEP_ATTENDANCE) else NO_RIGHT
        leader = "" if desk.may(Right.APPROVE) else _NO_LEADER
        self.open = ShortList("未打卡（待核实）", _OPEN, today, wide="reason")
        self.waiting = ShortList("待确认", _WAITING, today, wide="remark")
        self.appeals = ShortList("申诉", _APPEALS, today, wide="words")
        self.tabs = QTabWidget()
        for title, shown, steps in (
            (
                "待核实",
                self.open,
                (
                    ("核实选中的…", "Alt+H", self.settle, no),
                    ("提出旷工…", "Alt+K", self.absent, no),
                ),
            ),
            (
                "待确认",
                self.waiting,
                (
                    ("确认", "Alt+Q", lambda: self.decide(agreed=True), leader),
                    ("不同意", "Alt+B", lambda: self.decide(agreed=False), leader),
                ),
            ),
            ("申诉", self.appeals, (("答复…", "Alt+D", self.answer, leader),)),
        ):
            self.tabs.addTab(self._page(shown, steps), title)
        for shown, run in (
            (self.open, self.settle),
            (self.waiting, lambda: self.decide(agreed=True)),
            (self.appeals, self.answer),
        ):
            shown.opened.connect(lambda _key, r=run: r())
        self.missing = parts.words("", "warning")
        self.missing.hide()
        self.body.addWidget(self.missing)
        self.body.addWidget(self.tabs, 1)
        self.setFocusProxy(self.open)
        self._waiting: dict[UUID, Finding] = {}
        self._appeals: dict[UUID, Appeal] = {}
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SOON_MS)
        self._wait.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Derive what is open in this month and, until it is closed, the last one."""
        self._wait.stop()
        self._asked += 1
        asked, today = self._asked, self._desk.today()

        def read() -> Found:
            with self._desk.read() as work:
                last = month_after(today, -1)
                first = today.replace(day=1) if closed_month(work, *_of(last)) else last
                names = {one.id: one.name for one in everything(work, Staff)}
                gone = without_punches(work, first, today - ONE_DAY)
                return unsettled(work, first, today), waiting(work), appeals(work), names, gone

        def done(found: Found) -> None:
            if asked == self._asked:
                self._show(*found)

        tasks.quiet(self, read, done, self.notice.error)

    def show_tab(self, place: int) -> None:
        """待核实, 待确认 or 申诉 (from 今日)."""
        self.tabs.setCurrentIndex(place)
        (self.open, self.waiting, self.appeals)[place].setFocus()

    def _show(
        self,
        found: list[Proposal],
        proposed: list[Finding],
        said: list[Appeal],
        names: dict[UUID, str],
        gone: list[date],
    ) -> None:
        today = self._desk.today()
        self.found = found
        days = "、".join(show_weekday(day) for day in gone[:5])
        more = f"等 {len(gone)} 个工作日" if len(gone) > 5 else ""
        self.missing.setText(f"还没有任何打卡记录：{days}{more}，请先导入打卡文件。")
        self.missing.setVisible(bool(gone))
        self._waiting = {one.id: one for one in proposed}
        self._appeals = {one.id: one for one in said}
        self.open.show_rows(
            [
                (n, (show_weekday(one.on), one.name, one.slot.value, one.reason))
                for n, one in enumerate(found)
            ]
        )
        self.waiting.show_rows(
            [
                (
                    one.id,
                    (
                        show_weekday(one.on),
                        names.get(one.staff, ""),
                        one.slot.value,
                        one.settled.value,
                        one.remark,
                        f"{one.proposed_by} {show_moment(one.proposed_at, today)}",
                    ),
                )
                for one in proposed
            ]
        )
        self.appeals.show_rows(
            [
                (
                    one.id,
                    (
                        f"{show_weekday(one.on)}{one.half.value}",
                        names.get(one.staff, ""),
                        one.words,
                        f"{one.by} {show_moment(one.at, today)}",
                    ),
                )
                for one in said
            ]
        )
        counts = (("待核实", len(found)), ("待确认", len(proposed)), ("申诉", len(said)))
        for place, (title, count) in enumerate(counts):
            self.tabs.setTabText(place, f"{title} {count}" if count else title)

    # Steps

    def settle(self) -> None:
        """核实选中的: one reason for all of them."""
        if wheres := self._chosen():
            asks.ask_settle(self._desk, self, wheres, self._saved)

    def absent(self) -> None:
        """提出旷工 for all that are selected."""
        if wheres := self._chosen():
            asks.ask_absent(self._desk, self, wheres, self._saved)

    def decide(self, *, agreed: bool) -> None:
        """A leader confirms or refuses; never the own proposals (D3)."""
        chosen = [key for key in _keys(self.waiting) if isinstance(key, UUID)]
        if not chosen:
            self.notice.say("没有选中要确认的")
            return
        try:
            with self._desk.work() as work:
                asks.decide(work, chosen, agreed=agreed)
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self._saved()

    def answer(self) -> None:
        """答复 an appeal."""
        key = self.appeals.current_key()
        one = self._appeals.get(cast(UUID, key))
        if one is None:
            self.notice.say("没有选中要答复的申诉")
            return
        told = f"{show_weekday(one.on)}{one.half.value}　{one.by}申诉：{one.words}"
        asks.ask_answer(self._desk, self, one.id, told, self._saved)

    def _chosen(self) -> list[asks.Where]:
        if not self._desk.may(Right.KEEP_ATTENDANCE):
            self.notice.say(NO_RIGHT)
            return []
        found = [self.found[n] for n in _keys(self.open) if isinstance(n, int)]
        if not found:
            self.notice.say("没有选中要核实的")
        return [(one.staff, one.name, one.on, one.slot) for one in found]

    def _saved(self) -> None:
        self.refresh()
        self.notice.say("已保存")

    def _page(
        self,
        shown: ShortList,
        steps: Sequence[tuple[str, str, Callable[[], object], str]],
    ) -> QWidget:
        page = QWidget()
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for title, keys, run, reason in steps:
            button = QPushButton(f"{title}  {keys}")
            button.setAutoDefault(False)
            button.setToolTip(reason)
            QShortcut(QKeySequence(keys), button).activated.connect(button.click)
            theme.set_role(button, "unlawful" if reason else "")
            tell = partial(self.notice.say, reason)
            button.clicked.connect(lambda _=False, r=tell if reason else run: r())
            bar.addWidget(button)
        bar.addStretch()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(theme.SMALL, theme.SMALL, theme.SMALL, theme.SMALL)
        layout.addLayout(bar)
        layout.addWidget(shown, 1)
        return page

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & KINDS:
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Another day may have begun."""
        super().showEvent(event)
        self._wait.start()


def _keys(shown: ShortList) -> list[Hashable]:
    """The selected rows, or the one stood on."""
    current = shown.current_key()
    return shown.selected_keys() or ([] if current is None else [current])


def _of(month: date) -> tuple[int, int]:
    return month.year, month.month
