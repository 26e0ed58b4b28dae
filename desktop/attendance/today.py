"""今天: who is away and who covers, which windows are thin, who is away from the desk (ATT-07)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer

from center.attendance.away import Away, away_on
from center.attendance.outings import AwayLight, back_at_desk, leave_desk, spot_check
from center.attendance.posts import Cover, Manned, manning
from center.attendance.records import DeskAway, Found
from center.calendar import ONE_DAY
from center.clock import State
from center.errors import Expected
from center.journal import commit
from center.rights import Right
from center.staff import windows
from center.storage import Work
from desktop import parts
from desktop.attendance import asking
from desktop.attendance.printing import show_paper
from desktop.cases.ask import choices
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.following import Following
from desktop.listing import Column
from desktop.settings.frame import Frame, heading
from desktop.short_list import ShortList

KINDS = frozenset({"leave", "outing", "desk_away", "staff", "service_window", "calendar_day"})
_MINUTE_MS = 60_000
LIGHTS = {
    AwayLight.FINE: State.NORMAL.value,
    AwayLight.LONG: State.DUE_SOON.value,
    AwayLight.EMPTY: State.OVERDUE.value,
}
_AWAY = (
    Column("light", "", 2, kind="light", sortable=False),
    Column("name", "姓名", 12, sortable=False),
    Column("why", "原因", 40, sortable=False),
    Column("until", "时间", 26, sortable=False),
    Column("cover", "代理人（窗口）", 16, sortable=False),
)
_WINDOWS = (
    Column("light", "", 2, kind="light", sortable=False),
    Column("when", "时段", 18, sortable=False),
    Column("window", "窗口", 18, sortable=False),
    Column("who", "谁在岗", 30, sortable=False),
    Column("why", "A岗为什么不在", 34, sortable=False),
)
_REASONS = ("取文件", "去机房", "上级电话", "带群众办事", "就医")


class TodayPage(Frame):
    """Everybody who is away today, and every window whose A post is."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("今天", " ")
        self._desk = desk
        may = desk.may(Right.KEEP_DUTY_LOG)
        no = "" if may else f"当前账号没有“{Right.KEEP_DUTY_LOG.value}”的权限"
        self.leave = self.add_action(
            "登记离岗", self.ask_leave, shortcut="Ctrl+N", role="primary", reason=no
        )
        self.back = self.add_action("登记回岗", self.come_back, shortcut="Alt+B", reason=no)
        no = "" if desk.may(Right.KEEP_ATTENDANCE) else asking.NO_RIGHT
        self.check = self.add_action("抽查登记", self.ask_check, shortcut="Alt+C", reason=no)
        self.sign = self.add_action("暂时离岗牌", self.print_sign)
        self.nobody = parts.words("今天没有人请假、外出，也没有人离岗。", "second")
        self.manned = parts.words("", "second")
        self.list = ShortList("今天不在岗的人", _AWAY, desk.today(), wide="why")
        self.posts = ShortList("要顶岗的窗口", _WINDOWS, desk.today(), wide="why")
        for widget in (heading("不在岗的人"), self.nobody, self.list):
            self.body.addWidget(widget, 1 if widget is self.list else 0)
        for widget in (heading("要顶岗的窗口（今天和下一个工作日）"), self.manned, self.posts):
            self.body.addWidget(widget, 1 if widget is self.posts else 0)
        self.body.addStretch()
        self.setFocusProxy(self.list)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        self._minute.start()
        Following(self, desk.changed, KINDS, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again; every minute, since who is away from the desk grows late by itself."""
        today = self._desk.today()
        with self._desk.read() as work:
            following = self._desk.calendar.next_workday(today + ONE_DAY)
            away, manned = away_on(work, today), manning(work, [today, following])
        covered = [one for one in manned if one.cover is not Cover.A_POST]
        day = "上班" if self._desk.calendar.is_workday(today) else "休息日"
        thin = sum(one.thin for one in covered)
        told = f"　{thin} 处窗口没有人，请安排" if thin else ""
        self.words.setText(f"{show_weekday(today)}　{day}　{len(away)} 人不在岗{told}")
        self.list.show_rows([((one.kind, one.record), _away(one)) for one in away])
        self.posts.show_rows([(n, _window(one)) for n, one in enumerate(covered)])
        for shown, rows, empty in (
            (self.list, away, self.nobody),
            (self.posts, covered, self.manned),
        ):
            shown.setVisible(bool(rows))
            empty.setVisible(not rows)
        self.manned.setText(_nothing(manned))

    def ask_leave(self) -> None:
        """登记离岗: the away sign is put out."""
        with self._desk.read() as work:
            among = asking.people(work)
            halls = [one.name for one in windows(work)]

        def take(work: Work, form: Form) -> None:
            staff = asking.who(form)
            assert staff is not None
            leave_desk(work, staff, form.text("reason"), form.text("window"))

        fields = [
            asking.person("staff", "离岗的人", among),
            Field("window", "窗口", "suggest", 20, choices=choices(halls)),
            Field("reason", "离岗原因", "suggest", 32, required=True, choices=choices(_REASONS)),
        ]
        limit = self._desk.settings.number("away_limit")
        empty = self._desk.settings.number("empty_post")
        asking.ask(
            self._desk,
            self,
            "登记离岗",
            fields,
            "登记",
            take,
            self.refresh,
            intro=f"请摆放“暂时离岗”牌。超过 {limit} 分钟提示，超过 {empty} 分钟按空岗记。",
        )

    def come_back(self) -> None:
        """登记回岗 of the one stood on."""
        kind, record = self._current()
        if kind != DeskAway.kind:
            self.notice.say("请先在上面选中一个离岗的人；请假的在“请假”里销假。")
            return
        try:
            with self._desk.work() as work:
                back_at_desk(work, work.session.get_one(DeskAway, record))
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self.refresh()
        self.notice.say("已登记回岗")

    def ask_check(self) -> None:
        """抽查登记: what a spot check found (ATT-06, ATT-08)."""
        with self._desk.read() as work:
            among = asking.people(work)
            halls = [one.name for one in windows(work)]

        def take(work: Work, form: Form) -> None:
            staff = asking.who(form)
            assert staff is not None
            spot_check(
                work,
                staff,
                Found(form.text("found")),
                form.number("minutes") or 0,
                form.text("window"),
                form.text("remark"),
            )

        fields = [
            asking.person("staff", "抽查谁", among),
            Field("window", "窗口", "suggest", 20, choices=choices(halls)),
            Field(
                "found",
                "情况",
                "buttons",
                required=True,
                wide=True,
                choices=choices([one.value for one in Found]),
                default=Found.PRESENT.value,
            ),
            Field("minutes", "离开了多少分钟", "number", 8, hint="在岗的不填"),
            Field("remark", "说明", wide=True, width=0),
        ]
        asking.ask(self._desk, self, "抽查登记", fields, "登记", take, self._checked)

    def print_sign(self) -> None:
        """暂时离岗牌, to be put on any desk (ATT-07)."""

        def away_sign(work: Work) -> bytes:
            from forms import attendance

            return attendance.away_sign(work)

        show_paper(self._desk, self, self.notice, "暂时离岗牌", "away_sign", away_sign)

    def _checked(self) -> None:
        self.notice.say("已登记抽查")

    def _current(self) -> tuple[str, object]:
        key = self.list.current_key()
        return (str(key[0]), key[1]) if isinstance(key, tuple) else ("", None)


def _away(one: Away) -> tuple[object, ...]:
    light = LIGHTS[one.light] if one.light else ""
    late = "" if one.light in (None, AwayLight.FINE) else f"，{one.light.value}"
    return light, one.name, one.why, f"{one.until}{late}", one.cover


def _window(one: Manned) -> tuple[object, ...]:
    light = State.OVERDUE.value if one.thin else State.NORMAL.value
    who = f"{one.name}（{one.cover.value}）" if one.name else one.cover.value
    return (
        light,
        f"{show_weekday(one.on)} {one.half.value}",
        one.window,
        who,
        f"{one.instead_of}{one.why}",
    )


def _nothing(manned: Sequence[Manned]) -> str:
    if manned:
        return "各窗口都由 A 岗在岗。"
    return "还没有给窗口定 A 岗；请在“设置”的窗口里定 A、B 岗。"
