"""The one at the desk, at the right of the tab: who it may be, and what they came for earlier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.cases.file import cases_of
from center.errors import Expected
from center.people import family, find_person, same_person
from center.registration import Visit, visits_of
from center.rights import Right
from desktop import theme
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.registration.reveal import ask_reveal
from desktop.registration.who import Known

MOST = 30
MOST_ROWS = 6
_VALUE = int(Qt.ItemDataRole.UserRole)
FULL_WORDS = {
    "id_number": "证件号码",
    "phone": "电话",
    "village": "村组",
    "address": "地址",
    "card_account": "一卡通账号",
    "card_holder": "一卡通户名",
}


class Rows(QListWidget):
    """Rows to walk through by key; Enter, Space and a click take one."""

    taken = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.itemClicked.connect(lambda item: self.taken.emit(item.data(_VALUE)))

    def show_rows(self, rows: Sequence[tuple[str, object]]) -> None:
        """Show these texts; each stands for a value."""
        self.clear()
        for text, value in rows:
            item = QListWidgetItem(text)
            item.setToolTip(text)
            item.setData(_VALUE, value)
            self.addItem(item)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """As high as the rows, so that the list below keeps its room."""
        rows = min(max(self.count(), 1), MOST_ROWS)
        self.setFixedHeight(rows * (self.fontMetrics().height() + theme.LARGE) + theme.TIGHT)

    def value(self, number: int) -> object:
        """The value of a row, None beyond the end."""
        return self.item(number).data(_VALUE) if number < self.count() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space take the row the clerk stands on."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() and self.currentItem() is not None:
            self.taken.emit(self.currentItem().data(_VALUE))
        else:
            super().keyPressEvent(event)


class PersonPanel(QWidget):
    """Hidden until somebody is recognised; then those it may be, or that person's matters."""

    chosen = Signal(object)
    """One of the people proposed."""
    refused = Signal()
    """It is none of them."""
    revealed = Signal(object)
    """The full values of the person shown, after a reason was given and journalled."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._item_name: Callable[[str], str] = str
        self._proposed: list[Known] = []
        self.person: Known | None = None
        self.title = QLabel()
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        theme.set_role(self.facts, "second")
        for label in (self.title, self.facts):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reveal = self._link("查看完整信息", self._ask_reveal)
        self.wrong = self._link("不是此人", self._refuse)
        self.rows = Rows("以前的来访和办件")
        self.rows.taken.connect(self._take)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.wrong)
        head.addWidget(self.reveal)
        card = QFrame()
        theme.set_role(card, "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, 0)
        outer.addWidget(card)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.MEDIUM, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(head)
        layout.addWidget(self.facts)
        layout.addWidget(self.rows)
        self.hide()

    def _link(self, words: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        theme.set_role(button, "link")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: run())
        return button

    def set_item_names(self, item_name: Callable[[str], str]) -> None:
        """How to name the item of a visit."""
        self._item_name = item_name

    def propose(self, people: Sequence[Known]) -> None:
        """Show who it may be; Alt and the number, or Enter on the row, takes one."""
        self._proposed = list(people)
        if self.person is not None:
            return
        self.setVisible(bool(people))
        if not people:
            return
        today = self._desk.today()
        self.title.setText(f"可能是以下 {len(people)} 人")
        self.facts.setText("按 Alt+数字 带出资料；都不是就接着填")
        self.reveal.hide()
        self.wrong.hide()
        self.rows.setAccessibleName("可能是的人")
        self.rows.show_rows(
            [(f"Alt+{n}　{one.line(today)}", one) for n, one in enumerate(people, 1)]
        )

    def take(self, number: int) -> None:
        """Take one of those proposed by its number, from 1."""
        if self.person is None and 0 < number <= len(self._proposed):
            self.chosen.emit(self._proposed[number - 1])

    def show_person(self, person: Known | None) -> None:
        """Show a known person and the matters of earlier days."""
        self.person = person
        if person is None:
            self.propose(self._proposed)
            return
        self.setVisible(True)
        self.wrong.show()
        self.reveal.setVisible(self._desk.may(Right.REVEAL))
        self.title.setText(person.line(self._desk.today()).split("　")[0])
        self.rows.setAccessibleName("以前的来访和办件")
        self.refresh()

    def refresh(self) -> None:
        """Read the matters again after something was saved."""
        person = self.person
        if person is None:
            return
        with self._desk.read() as work:
            ids = same_person(work.session, person.id)
            cases = [
                (c.received_at, f"办件　{c.item_name}　{c.status.value}", ("case", c.id))
                for c in cases_of(work, ids)
            ]
            found = visits_of(work, person.id, MOST)
            visits = [
                (v.received_at, f"{v.visit_kind.value}　{self._about(v)}", ("visit", v.id))
                for v in found
            ]
            came = sum(v.same_visit is None for v in found)
            house = family(work, person.household) if person.household is not None else ()
            kin = [f"{p.name}（{p.household_relation or '成员'}）" for p in house]
        matters = sorted(cases + visits, key=lambda one: one[0], reverse=True)[:MOST]
        self._show_facts(person.line(self._desk.today()), kin, len(cases), came)
        self.rows.show_rows([(self._line(at, words), value) for at, words, value in matters])

    def _about(self, one: Visit) -> str:
        return self._item_name(one.item_code) or one.topic or one.need or one.route.value

    def _show_facts(self, line: str, kin: Sequence[str], cases: int, visits: int) -> None:
        rest = "　".join(line.split("　")[1:])
        kin_words = f"同户：{'、'.join(kin)}" if kin else ""
        count = f"来访 {visits} 次，办件 {cases} 件" if cases + visits else "以前没有来过"
        self.facts.setText("\n".join(part for part in (rest, kin_words, count) if part))

    def _line(self, at: datetime, words: str) -> str:
        return f"{show_moment(at, self._desk.today())}　{' '.join(words.split())}"

    def _take(self, value: object) -> None:
        if isinstance(value, Known):
            self.chosen.emit(value)
        elif isinstance(value, tuple):
            kind, record = value
            signal = self._desk.open_case if kind == "case" else self._desk.open_visit
            signal.emit(record)

    def _refuse(self) -> None:
        self.refused.emit()

    def _ask_reveal(self) -> None:
        person = self.person
        if person is None:
            return

        def shown() -> None:
            full = person.full()
            lines = [
                f"{words}：{full[field]}" for field, words in FULL_WORDS.items() if full[field]
            ]
            self.facts.setText("\n".join(lines))
            self.reveal.hide()
            self.revealed.emit(full)

        try:
            ask_reveal(
                self._desk, self, person.name, lambda work: find_person(work, person.id), shown
            )
        except Expected as error:
            self.facts.setText(error.sentence)
