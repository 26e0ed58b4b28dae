"""The material checklist of a case (ONCE-08, ONCE-12, ONCE-15), saved tick by tick."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from center.cases.file import CaseFile
from center.cases.intake import MaterialTick
from center.cases.records import CaseMaterial, Status
from center.rights import Right
from desktop import theme
from desktop.cases.parts import Hairlines, hint_text, warning_text
from desktop.cases.tolerating import promise_words
from desktop.dates import show_date

TITLES = ("材料", "形式", "份数", "已收", "已核对", "当场更正", "页数", "已退还", "说明")
NAME, FORM, COUNT, RECEIVED, VERIFIED, FIXED, PAGES, GIVEN_BACK, REMARK = range(9)
_TICKS = (RECEIVED, VERIFIED, FIXED, GIVEN_BACK)
_WIDTHS = {FORM: 10, COUNT: 6, RECEIVED: 6, VERIFIED: 8, FIXED: 10, PAGES: 6, GIVEN_BACK: 8}
OPEN = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED)


class MaterialsPage(QWidget):
    """Space ticks, a number is typed into 页数; each change is handed to `save` at once."""

    def __init__(
        self,
        file: CaseFile,
        today: date,
        *,
        save: Callable[[Mapping[UUID, MaterialTick]], object],
        add: Callable[[], object],
        waive: Callable[[UUID, str], object],
        excuse: Callable[[], object],
    ) -> None:
        super().__init__()
        self._materials = list(file.materials)
        self._save = save
        self._lawful = (
            file.case.status in OPEN
            and file.case.voided_at is None
            and file.facts.actor.may(Right.HANDLE_CASES)
        )
        self.table = QTableWidget(len(self._materials), len(TITLES))
        self.table.setAccessibleName("材料清单")
        self.table.setHorizontalHeaderLabels(list(TITLES))
        self.table.verticalHeader().hide()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.setItemDelegate(Hairlines(self.table))
        rows = self.table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        rows.setMinimumSectionSize(theme.row_height(self.table))
        self.table.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self._size_columns()
        self._secondary = {m.name for m in file.item.material_list() if m.secondary}
        for row, material in enumerate(self._materials):
            self._fill(row, material, today)
        self.table.itemChanged.connect(self._changed)
        self.all = QPushButton("全部已收并核对")
        self.all.setAutoDefault(False)
        self.all.clicked.connect(lambda _=False: self._take_all())
        self.add = QPushButton("加清单外材料…")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda _=False: add())
        self.waive = QPushButton("此件不需要…")
        self.waive.setAutoDefault(False)
        self.waive.clicked.connect(lambda _=False: self._waive(waive))
        self.excuse = QPushButton("不再补交…")
        self.excuse.setAutoDefault(False)
        self.excuse.setToolTip("容缺承诺的材料不再要求补交，由主任或副主任批准")
        self.excuse.clicked.connect(lambda _=False: excuse())
        self.excuse.setVisible(bool(file.facts.owed) and file.facts.actor.may(Right.APPROVE))
        why = "" if self._lawful else f"这件{file.case.status.value}，材料清单不能再改"
        for button in (self.all, self.add, self.waive):
            button.setEnabled(self._lawful)
            button.setToolTip(why)
        lacking = len(file.facts.missing)
        hint = QLabel(why or (f"还有 {lacking} 份没收到" if lacking else "材料已齐"))
        theme.set_role(hint, "warning" if lacking and self._lawful else "hint")
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for widget in (self.all, self.add, self.waive, self.excuse, hint):
            bar.addWidget(widget)
        bar.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addLayout(bar)
        if said := promise_words(file):
            told = f"容缺受理：{said}"
            layout.addWidget(warning_text(told) if file.facts.owed else hint_text(told))
        layout.addWidget(self.table, 1)
        if self._materials:
            self.table.setCurrentCell(0, RECEIVED)

    def place(self) -> tuple[int, int]:
        """Where the clerk stands: row and column."""
        return self.table.currentRow(), self.table.currentColumn()

    def stand_on(self, place: tuple[int, int]) -> None:
        """Go back there after the page was built anew."""
        if place[0] < self.table.rowCount():
            self.table.setCurrentCell(*place)

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        character = self.table.fontMetrics().horizontalAdvance("0")
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, width * character + theme.SMALL)
        for column in (NAME, REMARK):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _fill(self, row: int, material: CaseMaterial, today: date) -> None:
        received = material.received_on
        texts = {
            NAME: material.name,
            FORM: material.form,
            COUNT: str(material.count),
            PAGES: str(material.pages or ""),
            REMARK: _remark(material, today, secondary=material.name in self._secondary),
        }
        ticks = {
            RECEIVED: received is not None,
            VERIFIED: material.verified,
            FIXED: material.fixed_on_spot,
            GIVEN_BACK: material.given_back,
        }
        for column in range(len(TITLES)):
            item = QTableWidgetItem(texts.get(column, ""))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            if column in _TICKS:
                state = Qt.CheckState.Checked if ticks[column] else Qt.CheckState.Unchecked
                item.setCheckState(state)
                if self._lawful:
                    flags |= Qt.ItemFlag.ItemIsUserCheckable
                label = f"{material.name} {TITLES[column]}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, label)
            elif column == PAGES and self._lawful:
                flags |= Qt.ItemFlag.ItemIsEditable
            else:
                item.setToolTip(item.text())
            item.setFlags(flags)
            self.table.setItem(row, column, item)

    def _changed(self, item: QTableWidgetItem) -> None:
        row, column = item.row(), item.column()
        tick = self._tick(row)
        if column == VERIFIED and tick.verified:
            tick = replace(tick, received=True)
        self._save({self._materials[row].id: tick})

    def _take_all(self) -> None:
        self._save(
            {
                material.id: replace(self._tick(row), received=True, verified=True)
                for row, material in enumerate(self._materials)
            }
        )

    def _waive(self, waive: Callable[[UUID, str], object]) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._materials):
            waive(self._materials[row].id, self._materials[row].name)

    def _tick(self, row: int) -> MaterialTick:
        def on(column: int) -> bool:
            item = self.table.item(row, column)
            return item is not None and item.checkState() is Qt.CheckState.Checked

        pages = self.table.item(row, PAGES)
        typed = pages.text().strip() if pages is not None else ""
        return MaterialTick(
            received=on(RECEIVED),
            verified=on(VERIFIED),
            fixed_on_spot=on(FIXED),
            # What is no number is refused like one that is out of range.
            pages=int(typed) if typed.isdecimal() and len(typed) < 7 else -1 if typed else 0,
            given_back=on(GIVEN_BACK),
        )


def _remark(material: CaseMaterial, today: date, *, secondary: bool) -> str:
    words = ["可容缺"] if secondary and material.received_on is None else []
    if material.problem:
        words.append(f"问题：{material.problem}")
    if material.requirement:
        words.append(f"要求：{material.requirement}")
    if material.extra_reason:
        words.append(f"清单外，原因：{material.extra_reason}")
    if material.received_on is not None:
        words.append(f"{show_date(material.received_on, today)}收到")
    return "；".join(words)
