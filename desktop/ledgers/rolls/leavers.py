"""The 死亡迁出 page: reported once, who is still on a roll, one step to stop each."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut

from center.journal import commit
from center.money import yuan
from center.rights import Right
from center.rolls.departures import (
    Listed,
    find_departure,
    open_cases,
    recent_departures,
    still_listed,
    take_back,
)
from desktop import parts
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.following import Following
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls import asks, entering
from desktop.ledgers.rolls.record import KINDS_SHOWN, NO_RIGHT
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_LISTED = (
    Column("name", "姓名", 12, sortable=False),
    Column("why", "登记", 34, sortable=False),
    Column("roll", "仍在册", 18, sortable=False),
    Column("village", "村（社区）", 16, sortable=False),
    Column("months", "已多发", 8, sortable=False),
    Column("owed", "应追回（元）", 12, "number", sortable=False),
)
_REPORTED = (
    Column("name", "姓名", 12, sortable=False),
    Column("why", "登记", 34, sortable=False),
    Column("remark", "备注", 24, sortable=False),
    Column("who", "登记人", 10, sortable=False),
)
LATEST = 20


class LeaversPage(Frame):
    """Above who must be stopped, below what was reported lately."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            "死亡迁出",
            "死亡、迁出登记一次，每个花名册都会提醒。选中一行按 Enter 停发。",
        )
        self._desk = desk
        reason = "" if desk.may(Right.KEEP_LEDGERS) else NO_RIGHT
        self.report = self.add_action(
            "登记死亡迁出", self.ask_report, role="primary", reason=reason
        )
        self.report.setText("登记死亡迁出  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.report.click)
        self.stop = self.add_action("停发选中的", self.ask_stop, reason=reason)
        self.back = self.add_action("撤销登记", self.ask_take_back, reason=reason)
        self.listed = ShortList("应停未停", _LISTED, desk.today(), wide="roll")
        self.reported = ShortList("最近登记的", _REPORTED, desk.today(), wide="remark")
        self.none = parts.words("没有应停未停的。", "second")
        self.cases = parts.words("", "hint")
        self.body.addWidget(parts.words("应停未停", "heading"))
        self.body.addWidget(self.none)
        self.body.addWidget(self.listed, 3)
        self.body.addWidget(self.cases)
        self.body.addWidget(parts.words("最近登记的", "heading"))
        self.body.addWidget(self.reported, 2)
        self.listed.opened.connect(lambda _key: self.stop.click())
        self.listed.selectionModel().currentRowChanged.connect(self._tell_cases)
        self.setFocusProxy(self.listed)
        self._rows: dict[object, Listed] = {}
        Following(self, desk.changed, KINDS_SHOWN, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read both lists again."""
        today = self._desk.today()
        with self._desk.read() as work:
            listed, reported = still_listed(work), recent_departures(work, LATEST)
        self._rows = {one.member.id: one for one in listed}
        self.none.setVisible(not listed)
        self.listed.setVisible(bool(listed))
        self.listed.show_rows(
            [
                (
                    one.member.id,
                    (
                        one.member.name,
                        entering.left_words(one.departure, today),
                        one.member.roll,
                        f"{one.member.village}{one.member.group}",
                        f"{one.months} 个月" if one.months else "没有多发",
                        f"{yuan(one.overpaid)}  " if one.overpaid else "",
                    ),
                )
                for one in listed
            ]
        )
        self.reported.show_rows(
            [
                (d.id, (d.name, entering.left_words(d, today), d.remark, d.actor_name))
                for d in reported
            ]
        )
        self._tell_cases()

    def ask_report(self) -> None:
        """登记死亡迁出; the list shows at once who must be stopped."""
        entering.ask_departure(self._desk, self, self._reported)

    def _reported(self, person: UUID) -> None:
        self.refresh()
        mine = [one for one in self._rows.values() if one.departure.person == person]
        if not mine:
            self.notice.say("已登记。这个人不在任何花名册上。")
            return
        self.listed.stand_on(self.listed.keys().index(mine[0].member.id))
        self.listed.setFocus()
        rolls = "、".join(one.member.roll for one in mine)
        self.notice.say(f"已登记。还在册：{rolls}，请逐个停发。", seconds=0)

    def ask_stop(self) -> None:
        """停发 the member the clerk stands on."""
        one = self._rows.get(self.listed.current_key())
        if one is None:
            self.notice.say("请先在上面的列表里选中一行")
            return
        asks.ask_stop(self._desk, self, one.member, one.departure, self._stopped)

    def _stopped(self) -> None:
        self.refresh()
        self.notice.say("已停发")
        self.listed.setFocus()

    def ask_take_back(self) -> None:
        """撤销 the report that is marked below."""
        departure = self.reported.current_key()
        if not isinstance(departure, UUID):
            self.notice.say("请先在下面的列表里选中一条登记")
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                take_back(work, find_departure(work, departure), form.text("reason"))
                commit(work)
            self.refresh()
            self.notice.say("已撤销登记；已经停发的请到花名册里恢复")

        FormDialog(
            self._desk,
            self,
            "撤销登记",
            [Field("reason", "为什么撤销", width=0, wide=True, required=True)],
            "撤销登记",
            run,
            intro=self.reported.text(self.reported.currentIndex().row(), "name"),
            danger=True,
        ).open()

    def _tell_cases(self) -> None:
        one = self._rows.get(self.listed.current_key())
        words = ""
        if one is not None:
            with self._desk.read() as work:
                found = open_cases(work, one.member.person)
            if found:
                named = "、".join(f"{case.number} {case.item_name}" for case in found)
                words = f"{one.member.name}还有没办完的件：{named}"
        self.cases.setText(words)
        self.cases.setVisible(bool(words))
