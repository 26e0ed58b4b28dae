"""The desk of 两边不一致: what either side wrote, field by field, and which of it stays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from center.change_words import ACTIONS
from center.errors import Expected, Refused
from center.exchange.conflicts import Conflict, Side, conflicts, decide
from center.journal import commit
from desktop import dates, parts, theme
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.listing import Column
from desktop.settings.frame import Frame, scrolled
from desktop.short_list import ShortList, keep_height

_WORDS = (
    "同一条记录，两边都改过而内容不同的列在这里。逐项看两边写了什么、谁在何时写的，选一个留下。"
)
NOTHING = "现在没有两边不一致的记录。"
_MOST_ROWS = 5
_LINE = 30
"""Characters of a value on one line: a round button breaks none by itself."""
_COLUMNS = (
    Column("kind", "种类", 12, sortable=False),
    Column("about", "哪一条", 40, sortable=False),
    Column("fields", "不同的项", 34, sortable=False),
    Column("since", "发现", 17, sortable=False),
)


class ConflictsPage(Frame):
    """The records above, the fields of the one that is stood on below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("两边不一致", _WORDS)
        self._desk = desk
        self._found: dict[object, Conflict] = {}
        self._missed = False
        self.none = parts.words(NOTHING, "second")
        self.list = ShortList("两边不一致的记录", _COLUMNS, desk.today(), wide="about")
        self.list.opened.connect(lambda _key: self._begin())
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._show())
        self._holder = QVBoxLayout()
        self._holder.setContentsMargins(0, 0, 0, 0)
        self.choice: Choosing | None = None
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.body.addLayout(self._holder, 1)
        self.setFocusProxy(self.list)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(0)
        self._stale.timeout.connect(self.refresh)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the list again; what has been chosen and not yet saved stays while it is open."""
        today = self._desk.today()
        with self._desk.read() as work:
            found = conflicts(work)
        self._found = {one.record: one for one in found}
        self.none.setVisible(not found)
        self.list.setVisible(bool(found))
        keep_height(self.list, len(found), _MOST_ROWS)
        self.list.show_rows(
            [
                (
                    one.record,
                    (
                        one.kind,
                        one.about,
                        "、".join(field.label for field in one.fields),
                        dates.show_moment(one.since, today),
                    ),
                )
                for one in found
            ]
        )
        self._show()

    def _heard(self, _kinds: frozenset[str]) -> None:
        """Any commit may settle a record; read again at once only while the page is in sight."""
        self._missed = not self.isVisible()
        if not self._missed:
            self._stale.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while another page was open."""
        super().showEvent(event)
        if self._missed:
            self._missed = False
            self.refresh()

    def _show(self) -> None:
        conflict = self._found.get(self.list.current_key())
        if self.choice is not None:
            if self.choice.conflict == conflict:
                return
            self._holder.removeWidget(self.choice)
            self.choice.hide()
            self.choice.deleteLater()
            self.choice = None
        if conflict is not None:
            self.choice = Choosing(self._desk, conflict, self._settled)
            self._holder.addWidget(self.choice)

    def _begin(self) -> None:
        if self.choice is not None:
            self.choice.setFocus()

    def _settled(self, conflict: Conflict) -> None:
        self.refresh()
        left = len(self._found)
        rest = f"还有 {left} 条。" if left else "没有别的了。"
        self.notice.say(f"已保存：{conflict.kind} {conflict.about}。{rest}下一个数据包会告诉对方。")
        self.list.setFocus()


class Choosing(QWidget):
    """One record: a line for each field, a column for each side, a reason, and 保存."""

    def __init__(
        self, desk: Desk, conflict: Conflict, settled: Callable[[Conflict], object]
    ) -> None:
        super().__init__()
        self._desk, self.conflict, self._settled = desk, conflict, settled
        self.groups: dict[str, QButtonGroup] = {}
        self.problem = parts.words("", "problem")
        self.problem.hide()
        self.reason = Form(
            [Field("reason", "为什么这样定", width=0, wide=True, required=True)], desk.today()
        )
        self.save = QPushButton("按所选保存")
        theme.set_role(self.save, "primary")
        self.save.clicked.connect(lambda _=False: self.submit())
        self.reason.submitted.connect(self.submit)
        card = QFrame()
        theme.set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        inside.setSpacing(theme.SMALL)
        inside.addLayout(self._fields())
        inside.addSpacing(theme.SMALL)
        inside.addWidget(self.problem)
        below = QHBoxLayout()
        below.setSpacing(theme.SMALL)
        for number, side in enumerate(conflict.sides):
            button = QPushButton(f"全用{side_words(side)}的")
            button.clicked.connect(lambda _=False, n=number: self.choose_all(n))
            below.addWidget(button)
        below.addStretch()
        below.addWidget(self.save)
        if conflict.may_decide:
            inside.addWidget(self.reason)
            inside.addLayout(below)
        else:
            inside.addWidget(parts.words(conflict.why_not, "warning"))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(content))
        first = next(iter(self.groups.values()), None)
        if first is not None and first.buttons():
            self.setFocusProxy(first.buttons()[0])

    def choose_all(self, side: int) -> None:
        """Everything as one side has it."""
        for group in self.groups.values():
            group.button(side).setChecked(True)

    def submit(self) -> None:
        """按所选保存, or say what is missing."""
        self.problem.hide()
        chosen = {name: group.checkedId() for name, group in self.groups.items()}
        labels = {field.name: field.label for field in self.conflict.fields}
        missing = [labels[name] for name, side in chosen.items() if side < 0]
        if missing:
            self._refuse(f"还没有选：{'、'.join(missing)}")
            return
        if not self.reason.validate():
            return
        try:
            with self._desk.work() as work:
                decide(work, self.conflict.record, chosen, self.reason.text("reason"))
                commit(work)
        except Refused as refused:
            rest = self.reason.set_problems(refused.problems)
            if rest or not refused.problems:
                told = "；".join(problem.message for problem in rest)
                self._refuse(told or refused.sentence)
            return
        except Expected as error:
            self._refuse(error.sentence)
            return
        self._settled(self.conflict)

    def _refuse(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.LARGE)
        grid.setVerticalSpacing(theme.SMALL)
        today = self._desk.today()
        for number, side in enumerate(self.conflict.sides, 1):
            at = dates.show_moment(side.at, today)
            station = self._desk.settings.text("unit_name") if side.mine else side.station
            action = ACTIONS.get(side.action, side.action)
            grid.addWidget(parts.words(f"{side_words(side)}　{station}", "heading"), 0, number)
            grid.addWidget(parts.words(f"{side.who}　{at} {action}", "second"), 1, number)
            grid.setColumnStretch(number, 1)
        for row, field in enumerate(self.conflict.fields, 2):
            name = QLabel(field.label)
            theme.set_role(name, "second")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            for place, value in enumerate(field.values):
                shown = "（现在显示）" if place == field.shown else ""
                button = QRadioButton(_folded(f"{value}{shown}"))
                button.setAccessibleName(f"{field.label}：{value}")
                button.setEnabled(self.conflict.may_decide)
                group.addButton(button, place)
                grid.addWidget(button, row, place + 1, Qt.AlignmentFlag.AlignTop)
            self.groups[field.name] = group
        return grid


def side_words(side: Side) -> str:
    """本站 or 对方."""
    return "本站" if side.mine else "对方"


def _folded(text: str) -> str:
    lines = [
        line[at : at + _LINE] for line in text.split("\n") for at in range(0, len(line), _LINE)
    ]
    return "\n".join(lines)
