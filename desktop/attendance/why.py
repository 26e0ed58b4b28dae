"""The panel under the grid: why a half day is what it is, and settling it where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from center.attendance.hours import Slot
from center.attendance.why import Why, why
from center.errors import Expected
from center.rights import Right
from desktop import parts, theme
from desktop.attendance import asks
from desktop.attendance.asking import NO_RIGHT
from desktop.attendance.sheet import Place
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.notice import Notice

_CLOSED = "这个月已经关账，要改请先申请重新打开"
_NOTHING = "这半天没有迟到、早退或未打卡，不用核实"


class WhyPanel(QFrame):
    """What the grid stands on, explained; its buttons act on that half day."""

    changed = Signal()
    """Something was settled."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme.set_role(self, "card")
        self._desk = desk
        self._place: Place | None = None
        self._why: Why | None = None
        self._locked = False
        self.heading = parts.words("选中一个半天，这里说明为什么", "heading")
        self.heading.setIndent(0)
        self.text = parts.words("")
        self.text.setMinimumHeight(3 * self.fontMetrics().height() + theme.TIGHT)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.notice = Notice()
        self.buttons: dict[str, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        bar.addWidget(self.heading, 1)
        for title, keys, run in (
            ("核实…", "Alt+H", self.settle),
            ("提出旷工…", "Alt+K", self.absent),
            ("手工打卡…", "Alt+D", self.punch),
            ("申诉…", "Alt+S", self.appeal),
        ):
            name = title.rstrip("…")
            button = QPushButton(f"{name}  {keys}")
            button.setAutoDefault(False)
            button.setAccessibleName(name)
            button.clicked.connect(lambda _=False, r=run: r())
            key = QShortcut(QKeySequence(keys), button)
            key.activated.connect(button.click)
            self.buttons[name] = button
            bar.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(bar)
        layout.addWidget(self.text)
        layout.addWidget(self.notice)
        self._fit()

    @property
    def said(self) -> str:
        """What the panel explains now."""
        return self.text.text()

    def lock(self, locked: bool) -> None:
        """A closed month is explained and not changed."""
        self._locked = locked
        self._fit()

    def show_place(self, place: Place | None) -> None:
        """Explain a half day; None: a total, of which there is nothing to say."""
        self._place, self._why = place, None
        if place is None:
            self.heading.setText("合计")
            self.text.setText("合计按上面的格子算出，半天为 0.5 天；选中一个半天看原因。")
            self._fit()
            return
        try:
            with self._desk.read() as work:
                self._why = why(work, place.staff, place.on)
        except Expected as error:
            self.notice.error(error)
            return
        kind = self._why.kinds[place.half]
        self.heading.setText(
            f"{place.name}　{show_weekday(place.on)}{place.half.value}　{kind.value}"
        )
        self.text.setText("\n".join(self._why.lines[place.half]) or "这一天还没有到。")
        self._fit()

    def settle(self) -> None:
        """核实: the allowed reason for what is missing, late or early."""
        if self._place is None or self._why is None:
            return
        slots = self._why.doubtful(self._place.half)
        if self._against(slots):
            return
        asks.ask_settle(self._desk, self, self._wheres(slots), self._saved)

    def absent(self) -> None:
        """提出旷工."""
        if self._place is None or self._why is None:
            return
        slots = self._why.missing(self._place.half)
        if self._against(slots, "这半天没有未打卡的，不能提出旷工"):
            return
        asks.ask_absent(self._desk, self, self._wheres(slots), self._saved)

    def punch(self) -> None:
        """手工打卡."""
        place = self._place
        if place is not None and not self._against([Slot.MORNING_IN]):
            asks.ask_punch(self._desk, self, place.staff, place.name, place.on, self._saved)

    def appeal(self) -> None:
        """申诉: one's own, or entered by the keeper."""
        place = self._place
        if place is None:
            return
        if self._locked:
            self.notice.say(_CLOSED)
            return
        own = self._desk.actor.staff == place.staff
        if not own and not self._desk.may(Right.KEEP_ATTENDANCE):
            self.notice.say("只能对自己的考勤申诉；别人的请由考勤员代为登记")
            return
        asks.ask_appeal(
            self._desk, self, place.staff, place.name, place.on, place.half, self._saved
        )

    def _wheres(self, slots: list[Slot]) -> list[asks.Where]:
        assert self._place is not None
        place = self._place
        return [(place.staff, place.name, place.on, slot) for slot in slots]

    def _against(self, slots: list[Slot], nothing: str = _NOTHING) -> bool:
        reason = ""
        if not self._desk.may(Right.KEEP_ATTENDANCE):
            reason = NO_RIGHT
        elif self._locked:
            reason = _CLOSED
        elif not slots:
            reason = nothing
        if reason:
            self.notice.say(reason)
        return bool(reason)

    def _saved(self) -> None:
        self.show_place(self._place)
        self.notice.say("已保存")
        self.changed.emit()

    def _fit(self) -> None:
        keeper, place, found = self._desk.may(Right.KEEP_ATTENDANCE), self._place, self._why
        free = keeper and not self._locked and place is not None and found is not None
        half = place.half if place is not None else None
        may = {
            "核实": free and bool(found and half and found.doubtful(half)),
            "提出旷工": free and bool(found and half and found.missing(half)),
            "手工打卡": free,
            "申诉": not self._locked and place is not None,
        }
        for name, button in self.buttons.items():
            theme.set_role(button, "" if may[name] else "unlawful")
        if may["核实"]:
            theme.set_role(self.buttons["核实"], "primary")
