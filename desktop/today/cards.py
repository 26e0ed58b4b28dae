"""The short lists of 今日, and the hints above them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from center.today import Matter
from desktop import theme
from desktop.desk import Desk
from desktop.listing import Column
from desktop.short_list import ShortList

_COLUMNS = (
    Column("light", "时限", 2, "light", sortable=False),
    Column("number", "编号", 17, sortable=False),
    Column("name", "姓名", 8, sortable=False),
    Column("about", "事项", 20, sortable=False),
    Column("due", "期限", 17, sortable=False),
)


class Card(QFrame):
    """One short list: what it holds, how many there are, the most pressing rows."""

    opened = Signal(object)
    all_wanted = Signal()

    def __init__(self, title: str, desk: Desk) -> None:
        super().__init__()
        theme.set_role(self, "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.filled = False
        self.title = QLabel(title)
        self.more = QPushButton()
        theme.set_role(self.more, "link")
        self.more.clicked.connect(lambda _=False: self.all_wanted.emit())
        self.list = ShortList(title, _COLUMNS, desk.today(), wide="about", fit=True, header=False)
        theme.set_role(self.list, "plain")
        self.list.opened.connect(self.opened)
        self.list.clicked.connect(lambda _index: self.opened.emit(self.list.current_key()))
        head = QHBoxLayout()
        head.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.SMALL, 0)
        head.addWidget(self.title)
        head.addStretch()
        head.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, theme.TIGHT, 1, theme.TIGHT)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self.hide()

    def show_matters(self, matters: tuple[Matter, ...], count: int) -> None:
        """Show these rows; without any the card goes away."""
        self.filled = bool(matters)
        self.setVisible(self.filled)
        self.list.show_rows(
            [
                (
                    (matter.kind, matter.record),
                    (
                        matter.light.value if matter.light else "",
                        matter.number,
                        matter.name or "（未留姓名）",
                        matter.about,
                        matter.due,
                    ),
                )
                for matter in matters
            ]
        )
        self.more.setText(f"全部 {count:,}" if count > len(matters) else "打开列表")


class Hint(QFrame):
    """A line that says what is missing, with one button to mend it."""

    def __init__(self, verb: str, run: Callable[[], object]) -> None:
        super().__init__()
        theme.set_role(self, "notice")
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton(verb)
        theme.set_role(self.button, "link")
        self.button.clicked.connect(lambda _=False: run())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.TIGHT, theme.SMALL, theme.TIGHT)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)
        self.hide()

    def say(self, words: str, may_mend: bool) -> None:
        """Show a line; an empty one takes the hint away."""
        self.label.setText(words)
        self.button.setVisible(may_mend)
        self.setVisible(bool(words))
