"""The main window: tabs at the left, the search box above, the status line below."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import fonts, icons, keyboard, theme
from desktop.dates import ZONE
from desktop.idle import Idle
from desktop.navigation import SideTabs
from desktop.search_box import Hit, SearchBox
from desktop.takeover import OVER_LOCK, LockPage


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name in the code, its title on the screen."""

    name: str
    title: str


TABS = (
    Tab("today", "今日"),
    Tab("registration", "登记"),
    Tab("cases", "办件"),
    Tab("petitions", "信访投诉"),
    Tab("roster", "值班"),
    Tab("attendance", "考勤"),
    Tab("supervision", "监督考核"),
    Tab("ledgers", "台账"),
    Tab("reports", "报表"),
    Tab("settings", "设置"),
)


class MainWindow(QMainWindow):
    """The shell. `pages` build a tab's page on its first visit; `find` answers the search box.

    `today_line` gives the date at the top right (11月21日 周六 休息) and is asked every minute.
    """

    found = Signal(object)
    """A `Hit` of the search box was taken."""
    takeover_wanted = Signal()
    lock_wanted = Signal()
    """锁定 was pressed, or nobody has touched the computer for `idle_minutes`."""
    password_wanted = Signal()
    about_wanted = Signal()
    resized_text = Signal(str)
    """The text size was changed to this name of `theme.SIZES`."""
    locked = Signal(bool)

    def __init__(
        self,
        unit: str,
        person: str,
        pages: Mapping[str, Callable[[], QWidget]],
        *,
        today_line: Callable[[], str],
        find: Callable[[str], Sequence[Hit]],
        sample: bool = False,
        idle_minutes: int = 10,
    ) -> None:
        super().__init__()
        self._pages = pages
        self._today_line = today_line
        self._built: dict[str, QWidget] = {}
        self._hidden: list[QWidget] = []
        self.setWindowTitle(f"{unit} — 便民" + ("（示例办公室）" if sample else ""))
        # 1366×768 at 150 % leaves 911×512.
        self.setMinimumSize(880, 480)
        self.resize(1366, 768)
        self.search = SearchBox(find)
        self.tabs = SideTabs()
        for tab in TABS:
            self.tabs.add(_slot(), tab.name, tab.title)
        self.day = QLabel()
        theme.set_role(self.day, "second")
        self.duty = QLabel()
        theme.set_role(self.duty, "second")
        self.account = QToolButton()
        self.account.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.set_role(self.account, "flat")
        # An icon, since no bundled screen font has the arrow.
        self.account.setIcon(icons.icon("chevron-down"))
        self.account.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.account.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.account.setMenu(self._account_menu())
        self._shell = QWidget()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._shell)
        self.setCentralWidget(self._stack)
        self._build(unit, sample)
        self._build_status()
        self._add_keys()
        self.set_person(person)
        self.tabs.currentChanged.connect(self._visit)
        self._visit(0)
        self._minute = QTimer(self)
        self._minute.setInterval(60_000)
        self._minute.timeout.connect(self.refresh_day)
        self._minute.start()
        self.refresh_day()
        self._idle = Idle(self, idle_minutes)
        self._idle.passed.connect(self._idle_passed)
        # 30 MB of rare characters wait until the window stands.
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(1500, self, fonts.load_rare))

    # Pages

    def go(self, name: str) -> QWidget:
        """Open a tab and return its page."""
        self.tabs.setCurrentIndex(self.tabs.names().index(name))
        return self.page(name)

    def page(self, name: str) -> QWidget:
        """A tab's page, built now if it was never visited."""
        if name not in self._built:
            page = self._pages[name]()
            slot = self.tabs.widget(self.tabs.names().index(name))
            layout = slot.layout()
            if layout is not None:
                layout.addWidget(page)
            self._built[name] = page
        return self._built[name]

    def visited(self) -> Mapping[str, QWidget]:
        """The pages built so far: those to tell when something has changed."""
        return dict(self._built)

    def set_badge(self, name: str, waiting: int) -> None:
        """The red count at a tab; 0 takes it away."""
        self.tabs.set_badge(name, waiting)

    def _visit(self, number: int) -> None:
        name = self.tabs.names()[number]
        self.page(name).setFocus(Qt.FocusReason.OtherFocusReason)

    # Top bar and status line

    def set_person(self, person: str) -> None:
        """Who works now."""
        self.account.setText(person)
        self.account.setAccessibleName(f"当前人员 {person}")
        self.person = person

    def set_duty(self, words: str) -> None:
        """Who leads and who is on duty today (带班、值班)."""
        self.duty.setText(words)
        self._fit_bar()

    def saved(self, at: datetime) -> None:
        """Something was committed; `at` is aware."""
        self._saved.setText(f"已保存 {at.astimezone(ZONE):%H:%M:%S}")

    def set_backup(self, words: str) -> None:
        """The state of the backup: 备份 昨天 17:40."""
        self._backup.setText(words)

    def set_stations(self, words: str) -> None:
        """How old the villages' data are: 村站数据 3天前."""
        self._stations.setText(words)

    def say(self, words: str, seconds: int = 6) -> None:
        """A passing word in the status line."""
        self.statusBar().showMessage(words, seconds * 1000)

    def _fit_bar(self) -> None:
        """On a narrow screen the names on duty give way; they stand on the 今日 page too."""
        words = (self.unit, self._mark, self.duty, self.day, self.account)
        needed = (
            sum(widget.sizeHint().width() for widget in words if widget is not None)
            + self.search.minimumWidth()
            + 7 * theme.LARGE
        )
        self.duty.setVisible(bool(self.duty.text()) and needed <= self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the top bar."""
        super().resizeEvent(event)
        self._fit_bar()

    def refresh_day(self) -> None:
        """Ask for the date again."""
        self.day.setText(self._today_line())

    def _build(self, unit: str, sample: bool) -> None:
        bar = QWidget()
        theme.set_role(bar, "bar")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.LARGE, theme.SMALL, theme.SMALL, theme.SMALL)
        row.setSpacing(theme.LARGE)
        self.unit = QLabel(unit)
        theme.set_role(self.unit, "title")
        row.addWidget(self.unit)
        self._mark: QLabel | None = None
        if sample:
            self._mark = QLabel("示例办公室，数据均为虚构")
            theme.set_role(self._mark, "warning")
            row.addWidget(self._mark)
        self.search.setMinimumWidth(200)
        self.search.setMaximumWidth(460)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.search, 1)
        row.addStretch()
        for widget in (self.duty, self.day, self.account):
            row.addWidget(widget)
        self.duty.hide()
        layout = QVBoxLayout(self._shell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.tabs, 1)
        self.search.chosen.connect(self.found)

    def _build_status(self) -> None:
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        self._saved, self._backup, self._stations = QLabel(), QLabel(), QLabel()
        self._caps = QLabel()
        for label in (self._saved, self._backup, self._stations):
            status.addWidget(label)
        status.addPermanentWidget(self._caps)
        self._tell_caps(keyboard.caps_lock())

    def _tell_caps(self, on: bool | None) -> None:
        if on is not None:
            self._caps.setText("大写锁定开" if on else "大写锁定关")

    def _account_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction("换人", QKeySequence("Ctrl+L"), self.takeover_wanted.emit)
        menu.addAction("锁定", QKeySequence("Ctrl+Shift+L"), self.lock_wanted.emit)
        menu.addAction("改密码…", self.password_wanted.emit)
        menu.addSeparator()
        menu.addAction("文字放大", QKeySequence("Ctrl++"), lambda: self._zoom(1))
        menu.addAction("文字缩小", QKeySequence("Ctrl+-"), lambda: self._zoom(-1))
        menu.addSeparator()
        menu.addAction("关于便民", self.about_wanted.emit)
        return menu

    def _add_keys(self) -> None:
        """Keys of the shell die with it while the window is locked."""
        for number in range(len(TABS)):
            key = QShortcut(QKeySequence(f"Ctrl+{number}"), self._shell)
            key.activated.connect(partial(self.tabs.setCurrentIndex, number))
        QShortcut(QKeySequence("Ctrl+K"), self._shell).activated.connect(self._search)
        QShortcut(QKeySequence("Ctrl+="), self._shell).activated.connect(lambda: self._zoom(1))

    def _search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _zoom(self, step: int) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            size = theme.zoom(app, step)
            self._fit_bar()
            self.say(f"文字大小：{theme.SIZE_WORDS[size]}")
            self.resized_text.emit(size)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Follow 大写锁定."""
        self._tell_caps(keyboard.caps_lock(event))
        super().keyReleaseEvent(event)

    # Locking

    def lock(self, try_unlock: Callable[[str], object]) -> LockPage:
        """Cover everything until `try_unlock` accepts a PIN or password; dialogs hide too."""
        if self.is_locked:
            page = self._stack.currentWidget()
            assert isinstance(page, LockPage)
            return page
        page = LockPage(self.person, try_unlock)
        page.unlocked.connect(self.unlock)
        page.other_wanted.connect(self.takeover_wanted)
        self._hidden = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self and isinstance(widget, QWidget)
            # The screen in the hall goes on: it shows nobody's whole name.
            if not widget.property(OVER_LOCK)
        ]
        for widget in self._hidden:
            widget.hide()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.account.menu().setEnabled(False)
        self.statusBar().hide()
        if (app := QApplication.instance()) is not None:
            app.installEventFilter(self)
        page.setFocus()
        self.locked.emit(True)
        return page

    def unlock(self) -> None:
        """Back to where the work stood."""
        page = self._stack.currentWidget()
        if page is self._shell:
            return
        if (app := QApplication.instance()) is not None:
            app.removeEventFilter(self)
        self._stack.removeWidget(page)
        page.deleteLater()
        self._stack.setCurrentWidget(self._shell)
        self.account.menu().setEnabled(True)
        self.statusBar().show()
        for widget in self._hidden:
            # A question that was being asked has been answered with no by the lock.
            if shiboken6.isValid(widget):
                widget.show()
        self._hidden = []
        self.locked.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While locked: what work ends with (a preview, a message) waits until somebody is back."""
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QDialog)
            and not watched.property(OVER_LOCK)
        ):
            self._hidden.append(watched)
            QTimer.singleShot(0, watched, watched.hide)
        return super().eventFilter(watched, event)

    @property
    def is_locked(self) -> bool:
        """Whether the window is covered."""
        return self._stack.currentWidget() is not self._shell

    def set_idle_minutes(self, minutes: int) -> None:
        """After how many minutes without a key or a click to lock; 0 never."""
        self._idle.set_minutes(minutes)

    def _idle_passed(self) -> None:
        if not self.is_locked:
            self.lock_wanted.emit()


def _slot() -> QWidget:
    """An empty place in the tabs, filled at the first visit."""
    slot = QWidget()
    theme.set_role(slot, "page")
    slot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QVBoxLayout(slot)
    layout.setContentsMargins(0, 0, 0, 0)
    return slot
