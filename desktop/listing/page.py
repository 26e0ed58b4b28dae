"""The list component: title line with counts, actions, chips, table, and an empty state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import notice, tasks, theme
from desktop.flow import Flow
from desktop.listing.chips import Chip
from desktop.listing.model import RowsModel
from desktop.listing.source import COUNT_CAP, FilterValue, Query, Quick, Source, show_count
from desktop.listing.table import Table

_TYPING_MS = 200
_SORT = "*sort"
_SEARCHING = "正在查找…"


class Listing(QWidget):
    """Every list of the program. `memory` keeps widths, columns in sight and the order of rows."""

    opened = Signal(object)
    """The key of a row that was opened by Enter, Space or a double click."""
    chosen = Signal(int)
    """How many rows are selected now."""

    def __init__(
        self,
        title: str,
        source: Source,
        today: Callable[[], date],
        *,
        memory: MutableMapping[str, object] | None = None,
        empty: str = "没有符合条件的记录",
        export: Callable[[Query, list[str]], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        theme.set_role(self, "page")
        self._source = source
        self._memory = {} if memory is None else memory
        self._export = export
        self._asked = 0
        self._selection_actions: list[QPushButton] = []
        self.model = RowsModel(source, today, self)
        self.table = Table(self.model, source.columns, self._memory)
        self.table.setAccessibleName(title)
        self.notice = notice.Notice()
        self.title = QLabel(title)
        theme.set_role(self.title, "title")
        self.quick: dict[str, QPushButton] = {}
        self.chips = {one.name: Chip(one, today) for one in source.filters}
        self.total = QLabel()
        theme.set_role(self.total, "second")
        self.search = QLineEdit()
        self.search.setPlaceholderText("在列表中查找")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(150)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._empty_words = empty
        self._empty = QLabel(empty)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        theme.set_role(self._empty, "second")
        self.clear = QPushButton("清除筛选")
        theme.set_role(self.clear, "link")
        self.columns = QToolButton()
        self.columns.setText("列")
        self.columns.setToolTip("选择要显示的列")
        theme.set_role(self.columns, "flat")
        self._quick_now = source.quick[0] if source.quick else None
        self._extra: dict[str, FilterValue] = {}
        self._counted: int | None = None
        self._sort = self._remembered_sort()
        self._build()
        self._connect()
        self.set_filters(self._base())

    # What the tab asks

    @property
    def query(self) -> Query:
        """The filters, order and text in force."""
        return self.model.query

    def add_action(
        self,
        title: str,
        run: Callable[[], object],
        *,
        shortcut: str = "",
        primary: bool = False,
        needs_selection: bool = False,
    ) -> QPushButton:
        """A button at the right of the title line; `shortcut` (Ctrl+N) works in the whole page."""
        button = QPushButton(f"{title}  {shortcut}" if shortcut else title)
        button.setAccessibleName(title)
        button.clicked.connect(lambda _=False: run())
        if primary:
            theme.set_role(button, "primary")
        if shortcut:
            key = QShortcut(QKeySequence(shortcut), self)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(button.click)
        if needs_selection:
            button.setEnabled(False)
            button.setToolTip("请先在列表中选择")
            self._selection_actions.append(button)
        self._actions.addWidget(button)
        return button

    def set_filters(self, filters: dict[str, FilterValue], text: str = "") -> None:
        """Show exactly these filters (from the 今日 page, from another tab)."""
        for name, chip in self.chips.items():
            chip.set_value(filters.get(name))
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._extra = {name: value for name, value in filters.items() if name not in self.chips}
        self._load()

    def show_quick(self, name: str) -> None:
        """Press one of the quick filters."""
        self._press(next(one for one in self._source.quick if one.name == name))

    def show_view(
        self,
        filters: dict[str, FilterValue],
        text: str,
        sort: tuple[str, bool],
        columns: Sequence[str],
    ) -> None:
        """Show a saved view; columns and an order this list no longer has are passed over."""
        known = [column.name for column in self._source.columns]
        wanted = [name for name in known if name in columns]
        for name in [*wanted, *(name for name in known if name not in columns)] if wanted else ():
            self.table.show_column(name, name in wanted)
        if sort[0] in known:
            self._sort = sort
        self.set_filters(filters, text)

    def add_to_bar(self, widget: QWidget) -> None:
        """Put a widget behind the chips."""
        self._chips.add(widget)

    def add_above(self, widget: QWidget) -> None:
        """Put a widget between the title line and the chips."""
        self._above.addWidget(widget)

    def refresh(self) -> None:
        """Read again after a change, keeping the clerk's place; counts follow."""
        self.table.refresh()
        self._settle()

    def selected_keys(self) -> list[Hashable]:
        """The selected records; the one the clerk stands on if none is selected."""
        current = self.table.current_key()
        return self.table.selected_keys() or ([] if current is None else [current])

    # Building

    def _build(self) -> None:
        # The first child is the first for Tab: focus comes to the rows directly, and what stood
        # before them would be passed over.
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        head = QHBoxLayout()
        head.setSpacing(theme.TIGHT)
        words = Flow(theme.TIGHT)
        words.add(self.title)
        for one in self._source.quick:
            button = QPushButton(one.title)
            button.setCheckable(True)
            theme.set_role(button, "quick")
            button.clicked.connect(lambda _=False, q=one: self._press(q))
            self.quick[one.name] = button
            words.add(button)
        head.addWidget(words, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.SMALL)
        head.addLayout(self._actions)
        if self._export is not None:
            self.add_action("导出 Excel", self._run_export)
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        chips = self._chips = Flow()
        for chip in self.chips.values():
            chips.add(chip)
        chips.add(self.search)
        chips.add(self.clear)
        bar.addWidget(chips, 1)
        bar.addWidget(self.total)
        bar.addWidget(self.columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        self._above = QVBoxLayout()
        layout.addLayout(head)
        layout.addLayout(self._above)
        layout.addLayout(bar)
        layout.addWidget(self.notice)
        layout.addWidget(self._stack, 1)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.table.opened.connect(self.opened)
        self.table.chosen.connect(self._selection_changed)
        self.table.sorted.connect(self._sort_by)
        self.model.failed.connect(self.notice.error)
        self.model.rowsInserted.connect(self._tell_total)
        self.model.arrived.connect(self._settle)
        self.clear.clicked.connect(lambda: self.set_filters(self._base()))
        self.columns.clicked.connect(self._show_columns)
        self.search.textChanged.connect(lambda _text: self._typing.start())
        self.search.returnPressed.connect(self._found)
        self._typing.timeout.connect(self._load)
        for chip in self.chips.values():
            chip.changed.connect(self._load)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        again = QShortcut(QKeySequence(Qt.Key.Key_F5), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self.refresh)

    # Filters, order, counts

    def _base(self) -> dict[str, FilterValue]:
        """The filters that 清除筛选 goes back to."""
        if self._quick_now is not None:
            return dict(self._quick_now.filters)
        return {one.name: one.default for one in self._source.filters if one.default is not None}

    def _press(self, quick: Quick) -> None:
        self._quick_now = quick
        self.set_filters(self._base())

    def _load(self) -> None:
        self._typing.stop()
        filters = dict(self._extra)
        for name, chip in self.chips.items():
            if chip.value is not None:
                filters[name] = chip.value
        name, descending = self._sort
        self.table.load(Query(filters, name, descending, self.search.text().strip()))
        for quick in self._source.quick:
            self.quick[quick.name].setChecked(dict(quick.filters) == filters)
        self.clear.setVisible(filters != self._base() or bool(self.search.text()))
        self._settle()

    def _found(self) -> None:
        self._load()
        self.table.setFocus()

    def _settle(self) -> None:
        """After reading: empty state, total and counts."""
        self._empty.setText(_SEARCHING if self.model.waiting else self._empty_words)
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        self._tell_total()
        if not self.model.waiting:
            self._count()

    def _remembered_sort(self) -> tuple[str, bool]:
        kept = self._memory.get(_SORT)
        names = {column.name for column in self._source.columns}
        if isinstance(kept, dict) and kept.get("by") in names:
            return str(kept["by"]), bool(kept.get("descending"))
        return self._source.sort

    def _sort_by(self, name: str, descending: bool) -> None:
        self._sort = (name, descending)
        self._memory[_SORT] = {"by": name, "descending": descending}
        self._load()

    def _count(self) -> None:
        """Ask for the counts in the background; answers to an older question are dropped."""
        self._asked += 1
        asked, query = self._asked, self.model.query
        quick = {one.name: Query(one.filters) for one in self._source.quick}
        whole = not self.model.ended

        def work() -> tuple[int | None, dict[str, int]]:
            total = self._source.count(query, COUNT_CAP) if whole else None
            return total, {n: self._source.count(q, COUNT_CAP) for n, q in quick.items()}

        def done(answer: tuple[int | None, dict[str, int]]) -> None:
            if asked == self._asked:
                total, counts = answer
                self._counted = total
                self._tell_total()
                for one in self._source.quick:
                    self.quick[one.name].setText(f"{one.title} {show_count(counts[one.name])}")

        self._counted = None
        tasks.quiet(self, work, done, self.notice.error)

    def _tell_total(self) -> None:
        rows = self.model.rowCount()
        if self.model.waiting:
            number = "…"
        elif self.model.ended:
            number = show_count(rows) if rows < COUNT_CAP else f"{rows:,}"
        else:
            number = "…" if self._counted is None else show_count(self._counted)
        chosen = len(self.table.selectionModel().selectedRows())
        self.total.setText(f"共 {number} 条" + (f"，已选 {chosen} 条" if chosen > 1 else ""))

    def _selection_changed(self, number: int) -> None:
        for button in self._selection_actions:
            button.setEnabled(number > 0)
        self._tell_total()
        self.chosen.emit(number)

    def _run_export(self) -> None:
        if self._export is not None:
            self._export(self.model.query, self.table.shown_columns())

    def _show_columns(self) -> None:
        menu = self.table.column_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))
