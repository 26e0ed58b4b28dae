"""The queue beside the form: who is at this window, who waits, the next one by one key (REG-18)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected
from center.journal import commit
from center.people import find_person
from center.queue import tickets
from center.queue.figures import Standing, standing
from center.queue.records import Ticket, TicketState
from center.registration import Channel, Visit
from center.rights import Right
from center.storage import Work
from desktop import theme
from desktop.desk import Desk
from desktop.flow import Flow
from desktop.notice import Notice
from desktop.queue import asks
from desktop.queue.screen import HallScreen, places
from desktop.registration.who import known

if TYPE_CHECKING:
    from desktop.registration.entry import Entry

MINUTE_MS = 60_000
NO_WINDOW = "选本机窗口"
NOBODY = "没有叫号"
_ABOUT, _WAITING = 16, 29
"""Characters kept free for what changes, so that the buttons beside it do not wander."""
_NARROW = 60  # characters across the panel
KEYS = "F12 下一位　Shift+F12 再叫　Ctrl+F12 过号　F11 取号"


class QueuePanel(QWidget):
    """Calls for the window this computer stands at; hidden where the office calls nobody."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._entry: Entry | None = None
        self._keys: list[QShortcut] = []
        self._standing = Standing(0, 0, 0)
        self.current: Ticket | None = None
        self.screen_window: HallScreen | None = None
        self.number = QLabel()
        theme.set_role(self.number, "number")
        self.about, self.waiting = QLabel(), QLabel()
        theme.set_role(self.waiting, "second")
        self.notice = Notice()
        self.next = self._button("下一位 F12", self.call_next)
        self.again = self._button("再叫", self.call_again, "再叫一次（Shift+F12）")
        self.past = self._button("过号", self.pass_over, "没有人来（Ctrl+F12），来了再叫")
        self.begin = self._button("开始办理", self.start, "人到了：带到左边的登记表")
        self.end = self._button("办完", self.finish, "这个号办完了；按下一位也会自动办完")
        self.take = self._button("取号 F11", self.ask_ticket, "给来的人一个号")
        self.window_button = QToolButton()
        self.window_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.window_button.setToolTip("本机是哪个窗口，记在这台电脑上")
        self.more = QToolButton()
        self.more.setText("更多")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for button in (self.window_button, self.more):
            theme.set_role(button, "chip")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            menu = QMenu(button)
            button.setMenu(menu)
        self.back_menu = QMenu("过号回来", self.more)
        self.screen_menu = QMenu("叫号大屏", self.more)
        self.window_button.menu().aboutToShow.connect(self._list_windows)
        self.more.menu().aboutToShow.connect(self._list_more)
        self._build()
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.refresh)
        self._minute.start()
        desk.changed.connect(self._heard)
        desk.actor_changed.connect(self.refresh)
        self.destroyed.connect(partial(_close_screen, self.__dict__))
        self.refresh()

    def serve(self, entry: Entry, host: QWidget) -> None:
        """Bring who was called into this form, link what is saved, and take keys of the page."""
        self._entry = entry
        entry.saved.connect(self._saved)
        keys: dict[str, Callable[[], object]] = {
            "F12": self.call_next,
            "Shift+F12": self.call_again,
            "Ctrl+F12": self.pass_over,
            "F11": self.ask_ticket,
        }
        for key, run in keys.items():
            shortcut = QShortcut(QKeySequence(key), host)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)
            self._keys.append(shortcut)
        self.refresh()

    @property
    def window_name(self) -> str:
        """The window this computer stands at; empty until it was chosen."""
        return str(self._desk.memory("queue").get("window", ""))

    def set_window(self, name: str) -> None:
        """Remember which window this is."""
        self._desk.memory("queue")["window"] = name
        self.refresh()

    def is_on(self) -> bool:
        """Whether the office calls numbers and the one at the desk may."""
        return self._desk.settings.switch("queue_on") and self._desk.may(Right.REGISTER)

    # What the clerk does

    def call_next(self) -> None:
        """F12: finish what is here and call the next."""
        called: list[Ticket | None] = []
        if self._do(lambda work: called.append(tickets.call_next(work, self.window_name))):
            if called == [None]:
                self.notice.say("现在没有人等候")
            else:
                self.notice.clear()

    def call_again(self) -> None:
        """Shift+F12: call the same number once more."""
        self._on_current(tickets.call_again)

    def pass_over(self) -> None:
        """Ctrl+F12: nobody came."""
        ticket = self.current
        if ticket is not None and self._on_current(tickets.pass_over):
            self.notice.say(f"{ticket.number} 已过号。人来了，在“更多—过号回来”里点它的号")

    def finish(self) -> None:
        """Done, without calling the next."""
        self._on_current(tickets.finish)

    def start(self) -> None:
        """The one called is here: what is known of them goes into the form."""
        ticket, entry = self.current, self._entry
        if ticket is None or not self._on_current(tickets.start) or entry is None:
            return
        entry.put_aside()
        person = None
        if ticket.person is not None:
            with self._desk.read() as work:
                person = find_person(work, ticket.person)
        if person is not None:
            entry.asking.choose(known(person))
            entry.go_on()
            return
        if ticket.name:
            entry.form.set_values({"who": ticket.name})
        entry.begin()

    def ask_ticket(self) -> None:
        """F11: give somebody a number."""

        def done(ticket: Ticket, ahead: int) -> None:
            before = f"前面约 {ahead} 人" if ahead else "下一个就是"
            self.notice.say(f"已取号 {ticket.number}，{before}", seconds=20)
            if self._desk.settings.text("queue_slip") != "none":
                asks.show_slip(self._desk, self, ticket.id)

        asks.ask_ticket(self._desk, self, done)

    def show_screen(self, place: object) -> None:
        """Put the second screen there; the one shown before goes."""
        _close_screen(self.__dict__)
        found = next((screen for title, screen in places(self) if title == place), None)
        self.screen_window = HallScreen(self._desk)
        self.screen_window.show_on(found)

    # What is shown

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()

    def _is_narrow(self) -> bool:
        return self.width() < _NARROW * self.fontMetrics().horizontalAdvance("0")

    def _fit(self) -> None:
        """Where there is room, buttons stay in place whatever the name of the one called."""
        narrow, character = self._is_narrow(), self.fontMetrics().horizontalAdvance("0")
        self.about.setMinimumWidth(0 if narrow else _ABOUT * character)
        self.waiting.setMinimumWidth(0 if narrow else _WAITING * character)
        for button, words in ((self.next, "下一位 F12"), (self.take, "取号 F11")):
            button.setText(words.split()[0] if narrow else words)
        self.begin.setText("办理" if narrow else "开始办理")
        self._tell(self._standing)

    def refresh(self) -> None:
        """Read the queue again."""
        on = self.is_on()
        self.setVisible(on)
        for shortcut in self._keys:
            shortcut.setEnabled(on)
        if not on:
            self.current = None
            return
        window = self.window_name or self._guessed_window()
        with self._desk.read() as work:
            self.current = tickets.at_window(work, window) if window else None
            self._standing = standing(work, window)
        self.window_button.setText(window or NO_WINDOW)
        self._tell(self._standing)

    def _tell(self, found: Standing) -> None:
        ticket = self.current
        self.number.setText(ticket.number if ticket is not None else "")
        self.number.setVisible(ticket is not None)
        theme.set_role(self.about, "" if ticket is not None else "second")
        self.about.setText(NOBODY if ticket is None else self._words(ticket))
        first = f"（优先 {found.priority}）" if found.priority else ""
        longest = f"，最久 {found.longest} 分钟" if found.longest else ""
        rest = "" if self._is_narrow() else first + longest
        self.waiting.setText(f"等候 {found.waiting} 人{rest}" if found.waiting else "没有人等候")
        self.waiting.setToolTip(f"等候 {found.waiting} 人{first}{longest}")
        called = ticket is not None and ticket.state is TicketState.CALLED
        for button in (self.again, self.past, self.begin):
            button.setVisible(called)
        self.end.setVisible(ticket is not None and not called)

    def _words(self, ticket: Ticket) -> str:
        state = "办理中" if ticket.state is TicketState.SERVING else "已叫号"
        if ticket.state is TicketState.CALLED and ticket.calls > 1:
            state = f"已叫 {ticket.calls} 次"
        linked = "，已登记" if ticket.visit is not None else ""
        who = "　".join(part for part in (ticket.name, ticket.reason) if part)
        return "\n".join(part for part in (who, state + linked) if part)

    def _guessed_window(self) -> str:
        """The window whose A or B post sits here, until another is chosen."""
        name = asks.own_window(self._desk)
        if name:
            self._desk.memory("queue")["window"] = name
        return name

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & asks.CHANGED:
            self.refresh()

    def _saved(self, visit: Visit, _intake: bool) -> None:
        """What is registered while somebody is at the window belongs to that number."""
        ticket = self.current
        if ticket is None or ticket.visit is not None or visit.channel is not Channel.VISIT:
            return
        if visit.received_at < ticket.taken_at:
            # Entered later from the paper book: somebody else's.
            return
        self._on_current(tickets.start, visit.id)

    # Doing

    def _do(self, run: Callable[[Work], object]) -> bool:
        try:
            with self._desk.work() as work:
                run(work)
                commit(work)
        except Expected as error:
            self.notice.error(error)
            self.refresh()
            return False
        self.refresh()
        return True

    def _on_current(self, function: Callable[..., object], *args: object) -> bool:
        ticket = self.current
        if ticket is None:
            return False

        def run(work: Work) -> None:
            function(work, tickets.ticket_of(work, ticket.id), *args)

        if done := self._do(run):
            self.notice.clear()
        return done

    def _on_ticket(self, ticket: Ticket, function: Callable[..., object]) -> None:
        self._do(lambda work: function(work, tickets.ticket_of(work, ticket.id)))

    # Menus

    def _list_windows(self) -> None:
        menu = self.window_button.menu()
        menu.clear()
        names = asks.window_names(self._desk)
        for name in names:
            action = menu.addAction(name, partial(self.set_window, name))
            action.setCheckable(True)
            action.setChecked(name == self.window_name)
        if not names:
            menu.addAction("请先在“设置—人员和窗口”里添加窗口").setEnabled(False)

    def _list_more(self) -> None:
        from desktop.queue.appointments import AppointmentsDialog
        from desktop.queue.today import TodayDialog

        menu = self.more.menu()
        menu.clear()
        expected = f"（今天还有 {still} 人没到）" if (still := asks.expected(self._desk)) else ""
        words = f"预约登记和到号…{expected}"
        menu.addAction(words, lambda: AppointmentsDialog(self._desk, self).open())
        menu.addAction("今天的号和等候时间…", lambda: TodayDialog(self._desk, self).open())
        menu.addSeparator()
        ticket = self.current
        away = menu.addAction("转到其他业务或窗口…", self._ask_transfer)
        gone = menu.addAction("已离开", lambda: self._on_current(tickets.leave))
        away.setEnabled(ticket is not None)
        gone.setEnabled(ticket is not None and ticket.state is TicketState.CALLED)
        self.back_menu.clear()
        menu.addMenu(self.back_menu)
        today = self._desk.today()
        with self._desk.read() as work:
            found = tickets.tickets_between(work, today, today)
        passed = [one for one in found if one.state is TicketState.PASSED]
        for one in passed:
            self.back_menu.addAction(
                f"{one.number}　{one.name}".strip(),
                partial(self._on_ticket, one, tickets.come_back),
            )
        self.back_menu.setEnabled(bool(passed))
        menu.addSeparator()
        self.screen_menu.clear()
        menu.addMenu(self.screen_menu)
        for title, _ in places(self):
            self.screen_menu.addAction(title, partial(self.show_screen, title))
        close = self.screen_menu.addAction("关闭大屏", partial(_close_screen, self.__dict__))
        close.setEnabled(self.screen_window is not None)
        menu.addSeparator()
        menu.addAction(KEYS).setEnabled(False)

    def _ask_transfer(self) -> None:
        if self.current is not None:
            asks.ask_transfer(self._desk, self, self.current)

    # Building

    def _button(self, words: str, run: Callable[[], object], tip: str = "") -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: run())
        return button

    def _build(self) -> None:
        card = QFrame()
        theme.set_role(card, "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, 0)
        outer.addWidget(card)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        head, row = Flow(), Flow()
        for widget in (self.window_button, self.waiting, self.take, self.more):
            head.add(widget)
        row.add(self.number)
        row.add(self.about)
        for button in (self.next, self.begin, self.again, self.past, self.end):
            row.add(button)
        layout.addWidget(head)
        layout.addWidget(row)
        layout.addWidget(self.notice)


def _close_screen(panel: dict[str, object]) -> None:
    """Take the second screen away; called as well when the panel itself goes."""
    shown = panel.pop("screen_window", None)
    panel["screen_window"] = None
    if isinstance(shown, HallScreen) and shiboken6.isValid(shown):
        shown.close()
        shown.deleteLater()
