"""值班日志: the lines of a watch by time, and the handover (交接班) at its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from center.journal import commit
from center.records import CHINA
from center.rights import Right
from center.roster.drafting import find_month, turns_of
from center.roster.duty import handover_time, watch_day
from center.roster.log import Line, hand_over, handover, lines, take_over, write
from center.roster.records import Plan, Seat, WatchHandover, WatchKind
from center.storage import Work
from desktop import parts, theme
from desktop.choice import Choice
from desktop.dates import ZONE, show_moment, show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.roster.book import Book, Rows
from desktop.roster.printing import Printer

_COLUMNS = (
    Column("at", "时间", 13, sortable=False),
    Column("what", "类别", 10, sortable=False),
    Column("party", "对方", 16, sortable=False),
    Column("content", "内容", 36, sortable=False),
    Column("result", "处理情况", 26, sortable=False),
    Column("by", "记录人", 9, sortable=False),
)
_WORDS = "来电、向上报告、领导指示随时记，只能添加不能改；下班时写明移交事项，由下一班确认。"


class LogPage(Book):
    """One watch at a time; it begins at the handover time of its day."""

    shows = frozenset({"watch_entry", "watch_handover", "turn", "setting"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "值班日志", _WORDS, _COLUMNS, "content", "这一班还没有记录。")
        self.on = self._present()
        reason = self.against(Right.KEEP_DUTY_LOG)
        self.add = self.add_action(
            "记一笔…", self.ask_line, shortcut="Ctrl+N", role="primary", reason=reason
        )
        self.give = self.add_action("交班…", self.ask_give, reason=reason)
        self.take = self.add_action("接班…", self.ask_take, reason=reason)
        self.printer = Printer(desk, self, self.notice)
        self.add_action("打印…", lambda: self.printer.log(self.on))
        self.day = parts.words("", "heading")
        self.day.setIndent(0)
        self.day.setWordWrap(False)
        self.who = parts.words("", "second")
        self.handed = parts.words("")
        before, now, after = (QPushButton(word) for word in ("前一班", "这一班", "后一班"))
        before.clicked.connect(lambda _=False: self.show_day(self.on - timedelta(days=1)))
        now.clicked.connect(lambda _=False: self.show_day(self._present()))
        after.clicked.connect(lambda _=False: self.show_day(self.on + timedelta(days=1)))
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for button in (before, now, after):
            button.setAutoDefault(False)
            bar.addWidget(button)
        bar.addWidget(self.day)
        bar.addWidget(self.who, 1)
        self.body.insertLayout(0, bar)
        self.body.addWidget(self.handed)
        self.refresh()

    def show_day(self, on: date) -> None:
        """Show the watch that began on a day; none begins after today."""
        self.on = min(on, self._desk.today())
        self.refresh()

    def read(self, work: Work) -> Rows:
        """The lines of the watch, and who keeps it and how it was handed over."""
        today = self._desk.today()
        roster = find_month(work, Plan.WATCH, self.on.year, self.on.month)
        turns = [] if roster is None else turns_of(work, roster)
        named = "　".join(
            f"{seat.value} {'、'.join(there)}"
            for seat in (Seat.LEADER, Seat.STAFF)
            if (there := [t.name for t in turns if t.on == self.on and t.seat is seat])
        )
        hours = handover_time(self._desk.settings)
        self.day.setText(f"{show_weekday(self.on)} {hours:%H:%M} 起的一班")
        self.who.setText(named or "班表上没有排")
        given = handover(work, self.on)
        self.handed.setText(_handed(given, today))
        return [
            (
                one.id,
                (
                    show_moment(one.at, today),
                    one.what.value,
                    one.party,
                    one.content,
                    one.result,
                    one.entered_by,
                ),
            )
            for one in lines(work, self.on)
        ]

    def ask_line(self) -> None:
        """Add a line; without a time it happened now."""
        kinds = [Choice(kind.name, kind.value) for kind in WatchKind]

        def run(form: Form) -> None:
            typed = form.time("at")
            with self._desk.work() as work:
                at = None if typed is None else self._moment(typed.hour, typed.minute)
                line = Line(
                    WatchKind[form.text("what")],
                    form.text("content"),
                    form.text("party"),
                    form.text("result"),
                    at,
                )
                entry = write(work, line)
                self.on = entry.on
                commit(work)
            self.done("已记入值班日志")

        FormDialog(
            self._desk,
            self,
            "记值班日志",
            [
                Field(
                    "what",
                    "类别",
                    "buttons",
                    required=True,
                    choices=kinds,
                    wide=True,
                    default=WatchKind.CALL.name,
                ),
                Field("at", "时间", "time", 10, hint="不填就是现在"),
                Field("party", "对方", width=24, hint="来电人、报告的单位或作指示的领导"),
                Field("content", "内容", "lines", required=True, wide=True, lines=3),
                Field("result", "处理情况", "lines", wide=True, lines=2),
            ],
            "记下",
            run,
            draft="watch-line",
        ).open()

    def ask_give(self) -> None:
        """交班 of the watch in sight."""

        def run(form: Form) -> None:
            with self._desk.work() as work:
                hand_over(work, self.on, form.text("matters"), form.text("given_by"))
                commit(work)
            self.done("已交班，等下一班确认")

        FormDialog(
            self._desk,
            self,
            f"交班　{show_weekday(self.on)}",
            [
                Field(
                    "matters", "移交事项", "lines", required=True, wide=True, hint="没有就写“无”"
                ),
                Field("given_by", "交班人", required=True, default=self._desk.actor.name),
            ],
            "交班",
            run,
        ).open()

    def ask_take(self) -> None:
        """接班: the next shift confirms the handover in sight."""
        with self._desk.read() as work:
            given = handover(work, self.on)
        if given is None:
            self.notice.say("这一班还没有交班，先由交班人写移交事项")
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                take_over(
                    work, work.session.get_one(WatchHandover, given.id), form.text("taken_by")
                )
                commit(work)
            self.done("已接班")

        fields = [Field("taken_by", "接班人", required=True, default=self._desk.actor.name)]
        intro = f"移交事项：{given.matters}"
        FormDialog(self._desk, self, "接班", fields, "接班", run, intro=intro).open()

    def _present(self) -> date:
        return watch_day(self._desk.now(), handover_time(self._desk.settings))

    def _moment(self, hour: int, minute: int) -> datetime:
        """A time of the watch in sight: before the handover time it is the next morning."""
        handover_at = handover_time(self._desk.settings)
        on = self.on if (hour, minute) >= (handover_at.hour, handover_at.minute) else None
        day = on or self.on + timedelta(days=1)
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA)


def _handed(given: WatchHandover | None, today: date) -> str:
    if given is None:
        return "还没有交班。"
    said = f"{given.given_by} {show_moment(given.given_at, today)} 交班：{given.matters}"
    if given.taken_at is None:
        return f"{said}（等下一班确认）"
    return f"{said}；{given.taken_by} {given.taken_at.astimezone(ZONE):%H:%M} 接班"
