"""作息: which hours hold for whom from which day on, summer and winter every year (TIME-02)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from center.attendance.days import hours
from center.attendance.records import WorkHours
from center.attendance.seasons import HoursForm, save_hours, void_hours
from center.errors import Expected
from center.journal import commit
from center.rights import Right
from center.settings import HOURS
from center.storage import Work
from desktop.attendance.asking import ask
from desktop.cases.ask import choices
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.following import Following
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

EVERYBODY = "所有人员"
_COLUMNS = (
    Column("who", "人员类别", 16, sortable=False),
    Column("since", "从哪天起", 20, sortable=False),
    Column("hours", "上班时间", 40, sortable=False),
    Column("late", "允许晚到", 12, sortable=False),
    Column("early", "允许早走", 12, sortable=False),
)
_NO_RIGHT = f"当前账号没有“{Right.EDIT_SETTINGS.value}”的权限，作息由主任定"


class SeasonsPage(Frame):
    """What was entered, the latest first; without any the office's own hours hold."""

    def __init__(self, desk: Desk) -> None:
        own = HOURS[desk.settings.text("hours_profile")]
        super().__init__(
            "作息",
            f"没有另定的，按本单位的作息（{spoken(own)}）。改了以后，没有关账的月份重新计算，"
            "关了账的不变。",
        )
        self._desk = desk
        no = "" if desk.may(Right.EDIT_SETTINGS) else _NO_RIGHT
        self.new = self.add_action(
            "定作息", self.ask_new, shortcut="Ctrl+N", role="primary", reason=no
        )
        self.stop = self.add_action("停用选中的", self.void, reason=no)
        self.list = ShortList("作息", _COLUMNS, desk.today(), wide="hours")
        self.body.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        Following(self, desk.changed, frozenset({"work_hours"}), self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read what was entered again."""
        today = self._desk.today()
        with self._desk.read() as work:
            found = hours(work)
        self.list.show_rows([(one.id, _values(one, today)) for one in found])

    def ask_new(self) -> None:
        """定作息 for a kind of staff from a day on."""

        def take(work: Work, form: Form) -> None:
            since = form.date("since")
            assert since is not None
            who = form.text("staff_kind")
            save_hours(
                work,
                HoursForm(
                    since=since,
                    profile=form.text("profile"),
                    staff_kind="" if who == EVERYBODY else who,
                    late_after=form.number("late_after") or 0,
                    early_before=form.number("early_before") or 0,
                    yearly=form.ticked("yearly"),
                ),
            )

        settings = self._desk.settings
        kinds = choices([EVERYBODY, *settings.lines("staff_kinds")])
        profiles = [Choice(name, f"{name}　{spoken(spans)}") for name, spans in HOURS.items()]
        fields = [
            Field(
                "staff_kind", "给谁", "choice", 18, required=True, choices=kinds, default=EVERYBODY
            ),
            Field("since", "从哪天起", "date", 14, required=True, default=self._desk.today()),
            Field("profile", "上班时间", "choice", 36, required=True, wide=True, choices=profiles),
            Field(
                "late_after",
                "晚到几分钟内不算迟到",
                "number",
                8,
                required=True,
                default=settings.number("late_tolerance"),
            ),
            Field(
                "early_before",
                "早走几分钟内不算早退",
                "number",
                8,
                required=True,
                default=settings.number("early_tolerance"),
            ),
            Field("yearly", "每年从这一天起都这样（夏季、冬季作息）", "tick", wide=True),
        ]
        ask(self._desk, self, "定作息", fields, "保存", take, self._saved)

    def void(self) -> None:
        """停用 the hours stood on."""
        key = self.list.current_key()
        if not isinstance(key, UUID):
            self.notice.say("请先选中一行")
            return
        try:
            with self._desk.work() as work:
                void_hours(work, work.session.get_one(WorkHours, key))
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self._saved()

    def _saved(self) -> None:
        self.refresh()
        self.notice.say("已保存，没有关账的月份按新的作息计算")


def spoken(spans: Sequence[tuple[str, str]]) -> str:
    """08:00–12:00、14:00–18:00."""
    return "、".join(f"{start}–{end}" for start, end in spans)


def _values(one: WorkHours, today: date) -> tuple[object, ...]:
    since = f"每年{one.since.month}月{one.since.day}日起"
    if not one.yearly:
        since = f"{show_date(one.since, today)}起"
    minutes = (f"{one.late_after} 分钟", f"{one.early_before} 分钟")
    return (one.staff_kind or EVERYBODY, since, spoken(HOURS[one.profile]), *minutes)
