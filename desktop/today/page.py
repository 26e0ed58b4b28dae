"""The page: date line, what is begun by key, numbers, short lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from center import today
from center.backup import last_backup
from center.calendar import ONE_DAY
from center.fees.reconciling import WindowDay, forgotten
from center.filing import Filed, waiting_count
from center.lights import day_of
from center.rights import Right
from center.rolls.listing import Waits, waits
from center.today import WORDS, Today, Waiting
from desktop import dates, tasks, theme
from desktop.desk import Desk
from desktop.notice import Notice
from desktop.today.attendance import AttendanceToday
from desktop.today.cards import Card, Hint
from desktop.today.duty import DutyToday
from desktop.today.exchange import ExchangeToday
from desktop.today.hints import (
    backup_words,
    holidays_words,
    rolls_words,
    stale_words,
    unchecked_words,
    unfiled_words,
)
from desktop.today.matters import Found, MattersPart, read_matters
from desktop.today.opinions import OpinionsHint
from desktop.today.tiles import Tile, TileRow

_SOON_MS = 400
_MINUTE_MS = 60_000
_TWO_COLUMNS = 130
"""Characters of width from which the lists stand side by side."""
_LEFT = (Waiting.OVERDUE, Waiting.DUE_TODAY, Waiting.DUE_SOON, Waiting.DEEMED)
_RIGHT = (
    Waiting.JOINT,
    Waiting.AGENCY,
    Waiting.PROMISE,
    Waiting.UPWARD,
    Waiting.PROPOSAL,
    Waiting.SUPPLEMENT,
    Waiting.NOTIFY,
    Waiting.COLLECT,
    Waiting.TRANSFER,
    Waiting.SUPERVISE,
    Waiting.REPLY,
    Waiting.MAJOR,
)
_COLORS = {Waiting.OVERDUE: "overdue", Waiting.DUE_TODAY: "today", Waiting.DUE_SOON: "soon"}
_ALWAYS = frozenset(
    {
        *(Waiting.OVERDUE, Waiting.DUE_TODAY, Waiting.DUE_SOON),
        *(Waiting.SUPPLEMENT, Waiting.NOTIFY, Waiting.COLLECT, Waiting.REPLY),
    }
)
"""The numbers that stand there even when nothing waits; the others come when something does."""
_SHOWN = frozenset(
    {"case", "case_event", "joint_part", "agency", "undertaking", "proposal", "item"}
    | {"visit", "transfer", "follow_up", "calendar_day", "setting", "account"}
    | {"filing", "fee", "fee_reconciliation", "roll_member", "departure"}
    | {"petition", "complaint", "work_order"}
)
_NOT_ALLOWED = "当前账号不查看业务记录，这里没有待办。单位、账号和数据请在“设置”里管理。"


class TodayPage(QWidget):
    """What a clerk looks at first in the morning. Everything on it leads to where it is done."""

    go = Signal(str, dict)
    """Open a tab (its name) with these filters of its list, or with what it is to begin."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme.set_role(self, "page")
        self._desk = desk
        self._asked = self._paid = 0
        self.found: Today | None = None
        self.day = QLabel()
        theme.set_role(self.day, "title")
        self.next_day = QLabel()
        self.done = QLabel()
        self.notice = Notice()
        self.begin: dict[str, QPushButton] = {}
        self.tiles = {
            waiting: Tile(WORDS[waiting], _COLORS.get(waiting, "")) for waiting in Waiting
        }
        self.lists: dict[Waiting, Card] = {
            waiting: Card(WORDS[waiting], desk) for waiting in (*_LEFT, *_RIGHT)
        }
        self.matters = MattersPart(desk, self)
        self.empty = QLabel("现在没有等着办的事。")
        self.closed = QLabel(_NOT_ALLOWED)
        self.closed.setWordWrap(True)
        for label in (self.next_day, self.done, self.empty, self.closed):
            theme.set_role(label, "second")
        self.holidays = Hint("去导入", lambda: self.go.emit("settings", {"section": "holidays"}))
        self.calls = Hint("去回访", lambda: self.go.emit("supervision", {}))
        late = {"filed": Filed.DUE.value}
        self.filing = Hint("去归档", lambda: self.go.emit("cases", late))
        self.fees = Hint("去对账", lambda: self.go.emit("ledgers", {"section": "fees"}))
        self.guides = Hint(
            "去核对", lambda: self.go.emit("settings", {"section": "items", "quick": "stale"})
        )
        self.rolls = Hint("去处理", self._go_rolls)
        self.backup = Hint("去备份", lambda: self.go.emit("settings", {"section": "data"}))
        self.opinions = OpinionsHint(
            desk, lambda: self.go.emit("petitions", {"section": "opinions"})
        )
        self.duty, self.attendance = DutyToday(desk), AttendanceToday(desk)
        self.exchange = ExchangeToday(desk)
        for part in (self.duty, self.attendance, self.exchange):
            part.go.connect(self.go)
        self.mine, self.all = QPushButton("我的"), QPushButton("全中心")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SOON_MS)
        self._wait.timeout.connect(self.refresh)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._day_may_have_changed)
        self._minute.start()
        self._build()
        self._connect()
        self._sit_down()

    # Showing

    def refresh(self) -> None:
        """Read everything again in the background; answers to an older question are dropped."""
        self._wait.stop()
        if not self._desk.may(Right.SEE):
            return
        self._asked += 1
        asked, mine = self._asked, self.mine.isChecked()

        def read() -> tuple[Today, datetime | None, int, list[WindowDay], Waits, Found]:
            with self._desk.read() as work:
                unfiled, unchecked = waiting_count(work, mine=mine), forgotten(work)
                found = today.today(work, mine=mine)
                matters = read_matters(work, mine=mine)
                return found, last_backup(work), unfiled, unchecked, waits(work), matters

        def done(found: tuple[Today, datetime | None, int, list[WindowDay], Waits, Found]) -> None:
            if asked == self._asked:
                self.matters.show_found(found[5])
                self.show_day(found[0])
                self._tell_backup(found[1])
                self._tell_kept(found[2], found[3])
                self._tell_rolls(found[4])

        tasks.quiet(self, read, done, self.notice.error)

    def show_day(self, found: Today) -> None:
        """Show what was found."""
        self.found = found
        self._tell_calls(found.calls)
        days = self._desk.settings.number("guide_stale_days")
        self.guides.say(stale_words(found.stale, days), True)
        self._show_date()
        kinds = "、".join(f"{kind.value} {number}" for kind, number in found.done.visits.items())
        self.done.setText(
            f"今天来访 {found.done.visitors}{f'（{kinds}）' if kinds else ''}"
            f"　收件 {found.done.received}　办结 {found.done.finished}"
        )
        for waiting, tile in self.tiles.items():
            tile.set_count(found.counts[waiting])
        self._tiles.show_tiles(
            [tile for waiting, tile in self.tiles.items() if tile.count or waiting in _ALWAYS]
            + self.matters.waiting
        )
        for waiting, card in self.lists.items():
            card.show_matters(found.lists[waiting], found.counts[waiting])
        self.empty.setVisible(not any(found.counts.values()) and not self.matters.waiting)
        may = self._desk.may(Right.EDIT_SETTINGS)
        self.holidays.say(holidays_words(found.unknown_year), may)
        self._arrange()

    def _tell_calls(self, calls: int) -> None:
        """The follow-up visits that are due and that this one may make (SAT-05)."""
        may = self._desk.may(Right.FOLLOW_UP)
        self.calls.say(f"有 {calls} 件回访今天到期或已过期。" if calls and may else "", may)

    def _tell_kept(self, unfiled: int, unchecked: Sequence[WindowDay]) -> None:
        """Ended cases without a bag (ARCH-01), days of money that nobody checked (FEE-05)."""
        may = self._desk.may(Right.HANDLE_CASES)
        days = self._desk.settings.number("archive_reminder_days")
        self.filing.say(unfiled_words(unfiled, days) if may else "", may)
        self.fees.say(unchecked_words(unchecked, self._desk.today()) if may else "", may)

    def _tell_rolls(self, found: Waits) -> None:
        """Who is paid though dead or gone, and whose review is due."""
        self._paid = found.stop
        may = self._desk.may(Right.KEEP_LEDGERS)
        self.rolls.say(rolls_words(found) if may else "", may)

    def _go_rolls(self) -> None:
        self.go.emit("ledgers", {"section": "leavers" if self._paid else "rolls"})

    def _tell_backup(self, made: datetime | None) -> None:
        """Remind those who can make one, after a week or when there was none."""
        may = self._desk.may(Right.MAINTAIN) and self._desk.store.folder is not None
        words = backup_words(made, self._desk.now())
        self.backup.say(words if may and not self._desk.sample else "", may)

    def _show_date(self) -> None:
        on, calendar = self._desk.today(), self._desk.calendar
        if calendar.is_workday(on):
            kind = calendar.why_worked(on) or "上班"
        else:
            why = calendar.why_off(on)
            kind = "休息" if why == "周末" else why
        self.day.setText(f"{dates.show_weekday(on)}　{kind}")
        following = calendar.next_workday(on + ONE_DAY)
        self.next_day.setText(f"下一个工作日 {dates.show_weekday(following)}")

    # Following what happens

    def _sit_down(self) -> None:
        """Another person sits here: clerks see their own first, leaders the whole centre."""
        allowed = self._desk.may(Right.SEE)
        own = self._desk.may(Right.HANDLE_CASES) and not self._desk.may(Right.APPROVE)
        (self.mine if own else self.all).setChecked(True)
        self.all.setText("全中心" if self._desk.actor.sees_all_stations else "全站")
        self.closed.setVisible(not allowed)
        self._tiles.setVisible(allowed)
        self._lists.setVisible(allowed)
        for widget in (self.mine, self.all, self.done, self.empty, *self.begin.values()):
            widget.setVisible(allowed)
        self.empty.hide()
        self.begin["case"].setVisible(self._desk.may(Right.HANDLE_CASES))
        for name in ("question", "guidance", "visit"):
            self.begin[name].setVisible(self._desk.may(Right.REGISTER))
        self.guides.hide()
        for hint in (self.calls, self.filing, self.fees, self.rolls, self.holidays, self.backup):
            hint.hide()
        self.found = None
        self._show_date()
        self.refresh()

    def _day_may_have_changed(self) -> None:
        if self.found is not None and self.found.on != self._desk.today():
            self.refresh()

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & _SHOWN:
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Counts may be old by the time the clerk comes back."""
        super().showEvent(event)
        self._wait.start()

    # Building

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        head.addWidget(self.day)
        head.addSpacing(theme.SMALL)
        head.addWidget(self.next_day)
        head.addStretch()
        for name, title, key in (
            ("question", "咨询", "F2"),
            ("guidance", "引导", "F3"),
            ("visit", "来访登记", ""),
            ("case", "收件", "Ctrl+N"),
        ):
            button = QPushButton(f"{title}  {key}" if key else title)
            button.setAccessibleName(title)
            button.clicked.connect(lambda _=False, n=name: self._begin(n))
            if key:
                shortcut = QShortcut(QKeySequence(key), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(button.click)
            self.begin[name] = button
            head.addWidget(button)
        scope = QHBoxLayout()
        scope.setSpacing(theme.TIGHT)
        group = QButtonGroup(self)
        for button in (self.mine, self.all):
            button.setCheckable(True)
            theme.set_role(button, "quick")
            group.addButton(button)
            scope.addWidget(button)
        scope.addStretch()
        scope.addWidget(self.done)
        self._tiles = TileRow([*self.tiles.values(), *self.matters.tiles.values()])
        self._lists = QWidget()
        for card in (*self.lists.values(), *self.matters.lists.values()):
            # Without a parent a card that fills would flash up as a window of its own.
            card.setParent(self._lists)
        self._columns = QGridLayout(self._lists)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(theme.MEDIUM)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(0, 0, theme.TIGHT, 0)
        inner.setSpacing(theme.MEDIUM)
        for widget in (
            self._tiles,
            self.duty,
            self.attendance,
            self.exchange,
            self.calls,
            self.guides,
            self.filing,
            self.fees,
            self.rolls,
            self.opinions,
            self.holidays,
            self.backup,
            self.empty,
            self.closed,
            self._lists,
        ):
            inner.addWidget(widget)
        inner.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        for widget in (scroll.viewport(), inside, self._lists):
            widget.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addLayout(scope)
        layout.addWidget(self.notice)
        layout.addWidget(scroll, 1)

    def _connect(self) -> None:
        for button in (self.mine, self.all):
            button.clicked.connect(lambda _=False: self.refresh())
        for waiting, tile in self.tiles.items():
            tile.clicked.connect(lambda _=False, w=waiting: self._show_all(w))
        for waiting, card in self.lists.items():
            card.opened.connect(self._open)
            card.all_wanted.connect(lambda w=waiting: self._show_all(w))
        self.matters.go.connect(self.go)
        self._desk.changed.connect(self._heard)
        self._desk.actor_changed.connect(self._sit_down)

    def _arrange(self) -> None:
        """Two columns of lists where there is room, one below the other where there is not."""
        while self._columns.count():
            self._columns.takeAt(0)
        sides = [[card for w in side if (card := self.lists[w]).filled] for side in (_LEFT, _RIGHT)]
        sides[0] += self.matters.cards
        room = self.width() >= _TWO_COLUMNS * self.fontMetrics().horizontalAdvance("0")
        if not room or not all(sides):
            sides = [[card for side in sides for card in side]]
        for place, side in enumerate(sides):
            column = QVBoxLayout()
            column.setSpacing(theme.MEDIUM)
            # Added while it is empty: PySide would go on naming the places of cards that moved on.
            self._columns.addLayout(column, 0, place)
            for card in side:
                column.addWidget(card)
            column.addStretch()
        for place in range(2):
            self._columns.setColumnStretch(place, 1 if place < len(sides) else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One column or two."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_columns"):
            self._arrange()

    # Going elsewhere

    def _begin(self, name: str) -> None:
        if name == "case":
            self._desk.new_case.emit(None)
        else:
            self.go.emit("registration", {"begin": name})

    def _open(self, key: object) -> None:
        kind, record = key if isinstance(key, tuple) else ("", None)
        if isinstance(record, UUID) and self.isVisible():
            (self._desk.open_case if kind == "case" else self._desk.open_visit).emit(record)

    def _show_all(self, waiting: Waiting) -> None:
        if waiting in today.VISITS:
            only = {Waiting.REPLY: "owed"}.get(waiting, waiting.value)
            self.go.emit("registration", {"only": only})
            return
        self.go.emit("cases", dict(self.filters_of(waiting)))

    def filters_of(self, waiting: Waiting) -> Mapping[str, str]:
        """The filters of the list of cases that show what a tile counts."""
        filters = {"mine": "1"} if self.mine.isChecked() else {}
        match waiting:
            case Waiting.SUPPLEMENT:
                filters["status"] = "待补正"
            case Waiting.NOTIFY | Waiting.COLLECT:
                filters["only"] = waiting.value
            case Waiting.JOINT | Waiting.AGENCY | Waiting.PROMISE:
                wanted = today.helped_by(waiting, mine=self.mine.isChecked())
                filters["helped"] = wanted.value if wanted else ""
                if waiting is Waiting.JOINT:
                    filters.pop("mine", None)
            case Waiting.UPWARD | Waiting.PROPOSAL:
                filters["followed"] = today.FOLLOWED[waiting].value
                if waiting is Waiting.PROPOSAL:
                    filters.pop("mine", None)
            case Waiting.DEEMED:
                with self._desk.read() as work:
                    found = today.deemed(work, day_of(work), mine=self.mine.isChecked())
                # No case at all must not become every case.
                ids = [matter.record.hex for matter in found] or [UUID(int=0).hex]
                filters["ids"] = ",".join(ids)
            case _:
                filters["light"] = waiting.value
        return filters
