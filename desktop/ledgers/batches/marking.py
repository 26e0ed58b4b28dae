"""The list of a batch: type to find, Space ticks, the next row follows.

The whole list lies in memory (2,000 rows and more), so that finding and ticking never wait; each
tick is saved at once and can be undone by Space or Ctrl+Z.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from center.batches.records import Mark
from center.batches.ticking import BatchFile, LineRow, Tick, find_lines, tick
from center.errors import Expected
from center.journal import commit
from center.money import yuan
from center.search_keys import initials_of
from desktop import parts, theme
from desktop.desk import Desk
from desktop.flow import Flow
from desktop.ledgers.batches.asks import ask_tick
from desktop.listing import Column
from desktop.short_list import ShortList

GLYPHS = {Mark.OPEN: "☐", Mark.DONE: "☑", Mark.NOT_NEEDED: "—"}
_COLUMNS = (
    Column("position", "序号", 5, "number", sortable=False),
    Column("mark", "办理", 9, sortable=False),
    Column("name", "姓名", 10, sortable=False),
    Column("id_number", "证件号", 18, sortable=False),
    Column("place", "村组", 13, sortable=False),
    Column("phone", "电话", 12, sortable=False),
    Column("amount", "金额（元）", 10, "number", sortable=False),
    Column("on", "日期", 10, sortable=False),
    Column("by", "经办", 7, sortable=False),
    Column("remark", "备注", 16, sortable=False),
)


class Marking(QWidget):
    """Search field, quick filters and the list. `changed` follows every tick that was saved."""

    changed = Signal()
    refused = Signal(object)
    """An `Expected`: the tick was not saved."""
    said = Signal(str)

    def __init__(self, desk: Desk, batch_id: UUID) -> None:
        super().__init__()
        self._desk, self._batch = desk, batch_id
        self._only: Mark | None = None
        self._shown: list[LineRow] = []
        self._undo: list[tuple[UUID, Tick]] = []
        self._initials: dict[UUID, set[str]] = {}
        self.file: BatchFile | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText("姓名、首字母、证件号或电话尾号")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(260)
        self.search.setAccessibleName("在名单中查找")
        self.table = ShortList("名单", _COLUMNS, desk.today(), wide="remark")
        self.quick: dict[Mark | None, QPushButton] = {}
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(150)
        self._typing.timeout.connect(self._show_rows)
        self._build()
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._found)
        for watched in (self.search, self.table):
            watched.installEventFilter(self)
        for keys, run in (("Ctrl+Z", self.undo), ("Ctrl+Space", self.not_needed)):
            key = QShortcut(QKeySequence(keys), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(run)
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        chips = Flow()
        for mark in (None, *Mark):
            button = QPushButton()
            button.setCheckable(True)
            theme.set_role(button, "quick")
            button.clicked.connect(lambda _=False, m=mark: self.show_only(m))
            self.quick[mark] = button
            chips.add(button)
        row = QHBoxLayout()
        row.addWidget(self.search)
        row.addWidget(chips, 1)
        hint = parts.words(
            "空格 勾选或撤销，并到下一行；Ctrl+空格 不需办；Enter 改日期、金额、备注；Ctrl+Z 撤销；"
            "直接打字就能查找",
            "hint",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(hint)

    # Showing

    def show_file(self, file: BatchFile) -> None:
        """Show a batch that was read; the place in the list stays."""
        self.file = file
        counts = file.counts
        for mark, button in self.quick.items():
            number = len(file.lines) if mark is None else counts.get(mark, 0)
            button.setText(f"{mark.value if mark else '全部'} {number:,}")
            button.setChecked(mark is self._only)
        self._show_rows()

    def show_only(self, mark: Mark | None) -> None:
        """Only the rows that stand so, None for all."""
        self._only = mark
        if self.file is not None:
            self.show_file(self.file)

    def _show_rows(self) -> None:
        if self.file is None:
            return
        wanted = self._matching(self.file)
        # Who is to be called is wanted by group.
        lines = self.file.missing if self._only is Mark.OPEN else self.file.lines
        self._shown = [
            line
            for line in lines
            if (self._only is None or line.mark is self._only)
            and (wanted is None or line.id in wanted)
        ]
        today = self._desk.today()
        self.table.show_rows([(line.id, self._values(line, today)) for line in self._shown])
        model, root = self.table.model(), QModelIndex()
        while model.canFetchMore(root):
            model.fetchMore(root)

    def _values(self, line: LineRow, today: date) -> tuple[object, ...]:
        twice = f"与第 {line.repeats} 号重复" if line.repeats else ""
        return (
            f"{line.position}  ",
            f"{GLYPHS[line.mark]} {line.mark.value}",
            line.name,
            line.id_number,
            f"{line.village}{line.group}",
            line.phone,
            f"{yuan(line.amount)}  " if line.amount is not None else "",
            line.on,
            line.by,
            "；".join(word for word in (twice, line.remark) if word),
        )

    def _matching(self, file: BatchFile) -> set[UUID] | None:
        text = self.search.text().strip()
        if not text:
            return None
        if text.isascii() and text.isalpha() and text.upper() != "X":
            return {o.id for o in file.lines if self._starts(o, text.lower())}
        with self._desk.read() as work:
            return set(find_lines(work, self._batch, text))

    def _starts(self, line: LineRow, letters: str) -> bool:
        if line.id not in self._initials:
            self._initials[line.id] = initials_of(line.name)
        return any(one.startswith(letters) for one in self._initials[line.id])

    # Ticking

    def current(self) -> LineRow | None:
        """The row the clerk stands on."""
        key = self.table.current_key()
        return next((line for line in self._shown if line.id == key), None)

    def toggle(self) -> None:
        """Space: tick the row, or take the tick back; then on to the next row."""
        line = self.current()
        if line is not None:
            self.take(line, Tick(Mark.DONE if line.mark is Mark.OPEN else Mark.OPEN))

    def not_needed(self) -> None:
        """Ctrl+Space: this one needs nothing."""
        line = self.current()
        if line is not None:
            self.take(line, Tick(Mark.NOT_NEEDED))

    def take(self, line: LineRow, told: Tick, *, undoing: bool = False) -> bool:
        """Save one tick; the rest of the list stays as it is. False when it was refused."""
        row = self._shown.index(line) if line in self._shown else 0
        try:
            self._save(line, told)
        except Expected as error:
            self.refused.emit(error)
            return False
        if not undoing:
            self._remember(line)
        still = [one.id for one in self._shown]
        if still:
            # The row that was ticked may have left a list of those still open.
            place = still.index(line.id) + 1 if line.id in still and not undoing else row
            self.table.stand_on(min(place, len(still) - 1))
        return True

    def undo(self) -> None:
        """Ctrl+Z: the last tick of this sitting is as it was before."""
        if not self._undo:
            self.said.emit("没有可以撤销的勾选")
            return
        key, before = self._undo[-1]
        lines = self.file.lines if self.file is not None else ()
        line = next((one for one in lines if one.id == key), None)
        if line is not None and self.take(line, before, undoing=True):
            self.said.emit(f"已撤销：{line.name}")
        self._undo.pop()

    def ask_particulars(self) -> None:
        """Enter: another day, another amount, a remark."""
        line = self.current()
        if line is None or self.file is None:
            return

        def take(told: Tick) -> None:
            self._save(line, told)
            self._remember(line)

        ask_tick(self._desk, self, line, self.file.batch.amount, take)

    # Inside

    def _save(self, line: LineRow, told: Tick) -> None:
        with self._desk.work() as work:
            done = tick(work, line.id, told)
            commit(work)
        file = self.file
        if file is None:
            return
        # Two thousand rows are not read again for one.
        fresh = replace(
            line,
            mark=done.mark,
            on=done.on,
            amount=done.amount,
            by=done.by,
            remark=done.remark,
            case=done.case,
        )
        lines = [fresh if one.id == line.id else one for one in file.lines]
        self.show_file(BatchFile(file.batch, lines))
        self.changed.emit()

    def _remember(self, line: LineRow) -> None:
        self._undo.append((line.id, Tick(line.mark, line.on, line.amount, line.remark)))

    def leave_search(self) -> bool:
        """Empty the search field; False when it was empty already."""
        if not self.search.text():
            return False
        self.search.clear()
        self._show_rows()
        self.table.setFocus()
        return True

    def _found(self) -> None:
        """Enter in the search field goes to the first row that was found."""
        self._typing.stop()
        self._show_rows()
        if self._shown:
            self.table.stand_on(0)
            self.table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks, Enter asks, any letter or digit goes to the search field."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if watched is self.search:
            if event.key() == Qt.Key.Key_Down:
                self._found()
                return True
            return False
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() == Qt.Key.Key_Space and plain:
            self.toggle()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.ask_particulars()
            return True
        if plain and event.text().isprintable() and event.text():
            self.search.setFocus()
            self.search.setText(event.text())
            return True
        return False
