"""The month planner of one plan: calendar, findings, fairness, one click, publication, swaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton

from center.errors import Expected
from center.journal import commit
from center.rights import Right
from center.roster import changing
from center.roster.drafting import Outcome, plan_month
from center.roster.publishing import publish
from center.roster.records import Method, Plan, Roster, Turn
from center.storage import Work
from desktop import tasks, theme
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.notice import Message
from desktop.roster.asks import ask_change, ask_put
from desktop.roster.board import MonthBoard, offer
from desktop.roster.grid import month_of
from desktop.roster.printing import Printer
from desktop.roster.reading import ROSTER_KINDS, Month, Place, read_month, seen, target

_HELP = {
    True: "方向键选日期，空格选人，Enter 或拖动申请换班，PageUp、PageDown 换月",
    False: "拖动换天；Ctrl+X 拿起，Ctrl+V 放下（有人就对调，加 Shift 只移动）；"
    "Enter 换人，P 固定，Delete 去掉",
}


class MonthPage(MonthBoard):
    """One plan by months. Every change says which version it was made on (two people editing)."""

    def __init__(self, desk: Desk, plan: Plan) -> None:
        super().__init__(desk.today(), plan)
        self._desk = desk
        today = desk.today()
        self._shown = today.year, today.month
        self.month: Month | None = None
        self.printer = Printer(desk, self, self.notice)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(0)
        self._stale.timeout.connect(self.refresh)
        self._missed = False
        self._connect()
        self.refresh()

    # Showing

    def show_month(self, year: int, month: int) -> None:
        """Show a month."""
        self._shown = year, month
        self.refresh()

    def refresh(self) -> None:
        """Read the month again; whoever was taken up goes back."""
        self._stale.stop()
        with self._desk.read() as work:
            month = read_month(work, self.plan, *self._shown)
            self._target, self._against = target(work, month, self._desk.today())
        self.month = month
        self.title.setText(f"{self.plan.value}　{month.year}年{month.month}月")
        short, whole = month.state(self._desk.today())
        self.state.setText(short)
        self.state.setToolTip(whole)
        self.calendar.show_month(month, self._desk.calendar)
        self.side.show_month(month)
        self.hint.setText(_HELP[month.published])
        self._offer(month)

    def _offer(self, month: Month) -> None:
        may = self._desk.may(Right.PLAN_ROSTER)
        no_right = "" if may else f"当前账号没有“{Right.PLAN_ROSTER.value}”的权限"
        number = self._target[1]
        offer(self.order, f"按顺序排 {number}月", no_right or self._against)
        offer(self.fair, f"均衡排 {number}月", no_right or self._against)
        blocked = "还没有排班，排好再公布" if month.roster is None else ""
        offer(self.publish, "公布…", no_right or blocked)
        self.publish.setVisible(not month.published)
        offer(self.change, "换班…", "")
        self.change.setVisible(month.published)
        primary = self.publish if month.roster is not None and not month.published else self.order
        for button in (self.order, self.publish):
            if not button.toolTip():
                theme.set_role(button, "primary" if button is primary else "")

    # Planning

    def plan_target(self, method: Method) -> None:
        """Plan the month the buttons name; days fixed by hand stay."""
        if self._target != self._shown:
            self.show_month(*self._target)
        month, desk = self.month, self._desk
        if month is None:
            return

        def work_on(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> Outcome:
            with desk.work() as work:
                outcome = plan_month(work, seen(work, month), method)
                commit(work)
                return outcome

        tasks.run(
            self,
            f"正在排{month.month}月的班",
            work_on,
            lambda outcome: self._planned(method, outcome),
            self._failed,
        )

    def _planned(self, method: Method, outcome: Outcome) -> None:
        self.refresh()
        if method is Method.ORDER:
            said = "已按顺序排好，接着上月的次序"
        elif outcome.gap:
            said = f"已均衡排好，时间到了还没有证明最优，离最优最多差 {outcome.gap:.1%}"
        else:
            said = f"已均衡排好，已证明最优，用时 {outcome.seconds:.1f} 秒"
        found = len(outcome.findings)
        self.notice.say(f"{said}。{f'有 {found} 处要看一看，列在右边。' if found else ''}", 0)

    def ask_publish(self) -> None:
        """Publish the month after a last question: what is public changes by a swap only."""
        month = self.month
        if month is None or month.roster is None:
            return
        blocking = [finding for finding in month.findings if finding.blocking]
        if blocking:
            told = "".join(finding.sentence for finding in blocking[:3])
            more = f"等 {len(blocking)} 处" if len(blocking) > 3 else ""
            self.notice.problem(f"现在不能公布：{told}{more}")
            if blocking[0].day is not None:
                self.calendar.go_to(blocking[0].day)
            return
        rest = f"还有 {len(month.findings)} 处提醒，不影响公布。" if month.findings else ""
        words = f"公布后记下公布时间，再调整要走换班。{rest}"
        title = f"公布{month.month}月的{self.plan.value}"
        dialog = Message(self, title, words, ("公布", "取消"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._publish(month) if dialog.chosen == 0 else None)
        dialog.open()

    def _publish(self, month: Month) -> None:
        self._do(publish, month, "已公布，公布时间已记下")

    # Changing by hand

    def drop(self, place: Place, day: date, onto: Place | None, plain: bool) -> None:
        """Put a person on another day: in exchange where the day is full, else alone."""
        month = self.month
        if month is None:
            return
        same = [one for one in month.places if one.on == day and one.seat is place.seat]
        if onto is None or onto.seat is not place.seat:
            full = len(same) >= month.full.get((day, place.seat), 1)
            onto = same[0] if same and full else None
        if month.published:
            if self._may(Right.KEEP_DUTY_LOG):
                ask_change(self._desk, self, month, place, self._done, back=onto)
            return
        if not self._may(Right.PLAN_ROSTER):
            return
        if onto is None or plain:
            self._change(
                lambda work, roster: changing.move(work, roster, _turn(work, place), day),
                f"{place.name}移到{show_weekday(day)}",
            )
        else:
            other = onto
            self._change(
                lambda work, roster: changing.exchange(
                    work, roster, _turn(work, place), _turn(work, other)
                ),
                f"{place.name}与{other.name}对调",
            )
        self.calendar.go_to(day)

    def take_off(self, place: Place) -> None:
        """Delete: take somebody off a day of a draft."""
        if self.month is not None and self.month.published:
            self.notice.problem("这个月已经公布，不能直接去掉，请用“换班”。")
        elif self._may(Right.PLAN_ROSTER):
            self._change(
                lambda work, roster: changing.take_off(work, roster, _turn(work, place)),
                f"已去掉{show_weekday(place.on)}的{place.name}",
            )

    def toggle_pin(self, place: Place) -> None:
        """P: fix somebody on a day, or let the planner have the day again."""
        if self.month is not None and self.month.published:
            self.notice.problem("这个月已经公布，不用再固定。")
        elif self._may(Right.PLAN_ROSTER):
            fixed = not place.pinned
            self._change(
                lambda work, roster: changing.pin(work, roster, _turn(work, place), fixed),
                f"{place.name}{show_weekday(place.on)}{'已固定' if fixed else '不再固定'}",
            )

    def open_day(self, day: date, place: Place | None) -> None:
        """Enter: somebody else on a day of a draft, a swap once it is public."""
        month = self.month
        if month is None:
            return
        if month.published:
            self.ask_change()
        elif self._may(Right.PLAN_ROSTER):
            try:
                ask_put(self._desk, self, month, day, place, self._done)
            except Expected as error:
                self.notice.error(error)

    def ask_change(self) -> None:
        """申请换班 of the person stood on."""
        place, month = self.calendar.place(), self.month
        if month is None or not self._may(Right.KEEP_DUTY_LOG):
            return
        if place is None:
            self.notice.say("请先在日历上选要换班的人（方向键选日期，空格选人）")
        elif place.on < self._desk.today():
            self.notice.problem(
                f"{show_weekday(place.on)}已经过去，不能换班；没有到岗请在“值班记录”里登记。"
            )
        else:
            ask_change(self._desk, self, month, place, self._done)

    def _change(self, do: Callable[[Work, Roster], object], said: str) -> None:
        if self.month is not None:
            self._do(do, self.month, said)

    def _do(self, do: Callable[[Work, Roster], object], month: Month, said: str) -> None:
        try:
            with self._desk.work() as work:
                do(work, seen(work, month))
                commit(work)
        except Expected as error:
            self._failed(error)
        else:
            self._done(said)

    def _done(self, said: str) -> None:
        self.refresh()
        self.notice.say(said)

    def _failed(self, error: Exception) -> None:
        self.refresh()
        self.notice.error(error)

    def _may(self, right: Right) -> bool:
        if not self._desk.may(right):
            self.notice.problem(f"当前账号没有“{right.value}”的权限，没有改动。")
            return False
        return True

    def _fill_papers(self, menu: QMenu) -> None:
        if self.month is not None:
            self.printer.fill(menu, self.month)

    def _press(self, button: QPushButton, run: Callable[[], object]) -> None:
        if button.toolTip():
            self.notice.say(button.toolTip())
        else:
            run()

    def _connect(self) -> None:
        for button, run in (
            (self.order, lambda: self.plan_target(Method.ORDER)),
            (self.fair, lambda: self.plan_target(Method.FAIR)),
            (self.publish, self.ask_publish),
            (self.change, self.ask_change),
        ):
            button.clicked.connect(partial(self._press, button, run))
        menu = self.papers.menu()
        menu.aboutToShow.connect(lambda: self._fill_papers(menu))
        self.before.clicked.connect(lambda _=False: self._turn_page(-1))
        self.after.clicked.connect(lambda _=False: self._turn_page(1))
        self.now.clicked.connect(lambda _=False: self._go_today())
        calendar = self.calendar
        calendar.month_wanted.connect(self._turn_page)
        calendar.dropped.connect(self.drop)
        calendar.take_off_wanted.connect(self.take_off)
        calendar.pin_wanted.connect(self.toggle_pin)
        calendar.opened.connect(self.open_day)
        calendar.menu_wanted.connect(self._menu)
        self.side.day_wanted.connect(self._go_day)
        self.side.lit.connect(calendar.light)
        self._desk.changed.connect(self._heard)

    def _turn_page(self, by: int) -> None:
        self.show_month(*month_of(*self._shown, by))

    def _go_today(self) -> None:
        today = self._desk.today()
        self.show_month(today.year, today.month)
        self.calendar.go_to(today)

    def _go_day(self, day: date) -> None:
        self.look.setChecked(False)
        self.calendar.go_to(day)
        self.calendar.setFocus()

    def _menu(self, point: QPoint) -> None:
        menu, place, day = QMenu(self), self.calendar.place(), self.calendar.day
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.month is not None and self.month.published:
            menu.addAction("申请换班…", self.ask_change)
        else:
            menu.addAction("加一个人…", lambda: self.open_day(day, None))
            if place is not None:
                menu.addAction(f"替换{place.name}…", lambda: self.open_day(day, place))
                fix = "不再固定" if place.pinned else "固定这一天"
                menu.addAction(fix, lambda: self.toggle_pin(place))
                menu.addAction("去掉", lambda: self.take_off(place))
        menu.popup(point)

    def _heard(self, kinds: frozenset[str]) -> None:
        if not kinds & ROSTER_KINDS:
            return
        if self.isVisible():
            self._stale.start()
        else:
            self._missed = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while another page was open."""
        super().showEvent(event)
        if self._missed:
            self._missed = False
            self.refresh()


def _turn(work: Work, place: Place) -> Turn:
    return work.session.get_one(Turn, place.turn)
