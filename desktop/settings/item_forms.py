"""The 空白表 section of an item: the office's own blank forms, added, shown, voided (CASE-26)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from center.attachments.contents import Media
from center.attachments.records import Attachment
from center.blank_forms import add_form, forms_of, void_form
from center.items import Item
from center.journal import commit
from center.records import local_date
from center.rights import Right
from desktop import parts, tasks, theme
from desktop.attachments.incoming import Given, from_file
from desktop.attachments.pictures import must_be_readable
from desktop.blank_forms import show_form
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.notice import Notice
from desktop.short_list import ShortList

_COLUMNS = (
    Column("name", "空白表", 50, sortable=False),
    Column("pages", "页数", 8, "number", sortable=False),
    Column("by", "添加人", 12, sortable=False),
    Column("on", "添加日期", 16, sortable=False),
)
_WORDS = "收件和登记时在窗口直接打印。只收 PDF；同名的换成新的一份。没有添加的事项打印通用申请表。"


class FormsPage(QWidget):
    """The blank forms of one item. `changed` is told how many stand after each change."""

    def __init__(self, desk: Desk, item: Item, changed: Callable[[int], object]) -> None:
        super().__init__()
        self._desk, self._item, self._changed = desk, item, changed
        self.notice = Notice()
        self.table = ShortList("空白表", _COLUMNS, desk.today(), wide="name", fit=True)
        self.buttons: dict[str, QPushButton] = {}
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        for title, run in (
            ("添加空白表…", self._ask_files),
            ("打开", self._open),
            ("作废…", self._ask_void),
            ("看通用申请表", self._general),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, r=run: r())
            self.buttons[title.rstrip("…")] = button
            bar.addWidget(button)
        bar.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(bar)
        layout.addWidget(parts.words(_WORDS, "hint"))
        layout.addWidget(self.notice)
        layout.addWidget(self.table)
        layout.addStretch()
        self.table.opened.connect(lambda _key: self._open())
        self.refresh()

    def refresh(self) -> None:
        """Read the forms again."""
        with self._desk.read() as work:
            self._found = {one.id: one for one in forms_of(work, self._item.code)}
        rows: list[tuple[Hashable, tuple[object, ...]]] = [
            (one.id, (one.name, one.pages, one.adder_name, local_date(one.added_at)))
            for one in self._found.values()
        ]
        self.table.show_rows(rows)
        self.table.setVisible(bool(rows))
        may = self._desk.may(Right.EDIT_ITEMS)
        self.buttons["添加空白表"].setEnabled(may)
        self.buttons["打开"].setEnabled(bool(rows))
        self.buttons["作废"].setEnabled(may and bool(rows))

    def add(self, given: Sequence[Given]) -> None:
        """Check and keep the files off the GUI thread, all or none."""
        desk, code = self._desk, self._item.code

        def keep() -> int:
            read = [(name, get()) for name, get in given]
            with desk.work() as work:
                for name, data in read:
                    made = add_form(work, self._item, name, data)
                    must_be_readable(made.name, Media.PDF, data)
                commit(work)
            return len(read)

        def told(count: int) -> None:
            self.refresh()
            self._changed(len(self._found))
            self.notice.say(f"已添加 {count} 份空白表，{code} 的窗口可以打印。")

        if given:
            self.notice.clear()
            tasks.run(self, "正在添加空白表", lambda _p, _c: keep(), told, self._failed)

    def _ask_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, "添加空白表", "", "PDF (*.pdf)")
        self.add([from_file(Path(path), self._desk) for path in paths])

    def _current(self) -> Attachment | None:
        key = self.table.current_key()
        found = self._found.get(key) if isinstance(key, UUID) else None
        return found or next(iter(self._found.values()), None)

    def _open(self) -> None:
        if (current := self._current()) is not None:
            show_form(self._desk, self, self._item, self._failed, current.id)

    def _general(self) -> None:
        show_form(self._desk, self, self._item, self._failed)

    def _ask_void(self) -> None:
        current = self._current()
        if current is None:
            return
        reason = Field("reason", "作废原因", "lines", required=True, wide=True, lines=2)
        run = partial(self._void, current.id)
        FormDialog(
            self._desk, self, "作废空白表", [reason], "作废", run, intro=current.name, danger=True
        ).open()

    def _void(self, ident: UUID, form: Form) -> None:
        with self._desk.work() as work:
            void_form(work, ident, form.text("reason"))
            commit(work)
        self.refresh()
        self._changed(len(self._found))

    def _failed(self, error: Exception) -> None:
        self.notice.error(error)
