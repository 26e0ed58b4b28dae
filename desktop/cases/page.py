"""The 办件 tab: the list, the record in front of it, and what leaves as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from center.rights import Right
from desktop import tasks, theme
from desktop.cases.record import KINDS_SHOWN, CaseRecord
from desktop.cases.source import CaseSource, wanted
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Listing
from desktop.listing.views import add_views
from desktop.record import Subject

EMPTY = "没有符合条件的办件。可以按“全部”看今年的，或清除筛选。"


class CasesPage(Subject):
    """The tab; a case opens in front of the list, which keeps its place."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self._desk = desk
        listing = Listing(
            "办件", CaseSource(desk), desk.today, memory=desk.memory("cases"), empty=EMPTY
        )
        super().__init__(listing, self._record)
        if parent is not None:
            self.setParent(parent)
        self.receive = listing.add_action("收件", lambda: desk.new_case.emit(None), primary=True)
        self.receive.setText("收件  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), listing).activated.connect(self.receive.click)
        self.export = listing.add_action("导出 Excel", self.ask_export)
        self.ledger = listing.add_action("月台账", self.ask_ledger)
        self.bring = listing.add_action("导入", self.ask_import)
        self.batch = listing.add_action("批量", lambda: None)
        theme.set_role(self.batch, "more")
        menu = QMenu(self.batch)
        menu.addAction("出具或重印一种文书…", self.ask_batch)
        menu.addAction("把文书存入文件夹…", self.ask_papers)
        self.filing = menu.addAction("归档…", self.ask_filing)
        self.batch.setMenu(menu)
        for name, button in listing.quick.items():
            # What is to be done stands by due date, everything by what came last.
            every = name == "all"
            button.clicked.connect(
                lambda _=False, e=every: listing.table.sorted.emit(
                    "received_at" if e else "due_on", e
                )
            )
        self.views = add_views(desk, "cases", listing)
        self.follow(desk.changed, KINDS_SHOWN)
        desk.actor_changed.connect(self._taken_over)
        desk.open_case.connect(self.show_case)
        self._show_rights()

    def show_case(self, case_id: UUID) -> None:
        """Open a case in front of the list (search, 今日, 登记); one that is open is read again."""
        record = self.record()
        if record is not None and record.case_id == case_id:
            record.refresh()
        else:
            self.open(case_id)

    def record(self) -> CaseRecord | None:
        """The case that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, CaseRecord) else None

    # Tables

    def ask_import(self) -> None:
        """Bring in an old ledger or the platform's list."""
        from desktop.imports.dialog import open_import
        from desktop.imports.kinds import Cases

        open_import(self._desk, self, Cases())

    def ask_filing(self) -> None:
        """Archive the selected cases in one go (ARCH-02)."""
        from desktop.cases.filing import ask_filing

        chosen = [key for key in self.listing.table.selected_keys() if isinstance(key, UUID)]
        if chosen:
            ask_filing(self._desk, self, chosen, self._filed)
        else:
            self.listing.notice.say("请先在列表里选中要归档的件，可以按住 Ctrl 或 Shift 多选。")

    def _filed(self, count: int, refused: dict[str, str]) -> None:
        told = f"已归档 {count} 件。"
        if refused:
            first = "；".join(f"{number} {reason}" for number, reason in list(refused.items())[:3])
            told += f"有 {len(refused)} 件没有归档：{first}{'等' if len(refused) > 3 else ''}。"
        self.listing.notice.say(told, seconds=0)

    def ask_export(self) -> None:
        """Ask where to and write the selected rows, or all that the filters show."""
        keys = self.listing.table.selected_keys()
        chosen = frozenset(key for key in keys if isinstance(key, UUID)) if len(keys) > 1 else None
        if path := self._ask_path("办件清单"):
            self.export_to(path, chosen or frozenset())

    def export_to(self, path: Path, chosen: frozenset[UUID] = frozenset()) -> None:
        """Write the list as it is filtered and sorted, or only the `chosen` cases."""
        desk, query = self._desk, self.listing.query

        def write(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int | None:
            from reports.case_export import export_case_list

            return export_case_list(
                desk.store,
                desk.actor,
                wanted(query),
                path,
                chosen=chosen,
                sort=query.sort,
                descending=query.descending,
                progress=progress,
                cancelled=cancelled,
            )

        self._run("正在导出办件清单", write, path)

    def ask_batch(self) -> None:
        """Issue or print again one kind of paper for the selected cases, or all that are shown."""
        from desktop.cases.bulk_dialog import ask_batch

        ask_batch(self._desk, self, *self._chosen())

    def ask_papers(self) -> None:
        """Write the papers of the selected cases, or of all that are shown, into a folder."""
        folder = QFileDialog.getExistingDirectory(self, "把文书存入文件夹")
        if folder:
            self.papers_to(Path(folder))

    def papers_to(self, folder: Path) -> None:
        """The same, into this folder."""
        from desktop.cases.bulk_dialog import file_all

        file_all(self._desk, self, folder, self._chosen()[1], self.listing.notice)

    def _chosen(self) -> tuple[str, Callable[[], list[UUID]]]:
        """Which cases a batch is about, in words and as a question for a worker thread."""
        from desktop.cases.bulk import chosen_cases

        keys = [key for key in self.listing.table.selected_keys() if isinstance(key, UUID)]
        chosen = keys if len(keys) > 1 else []
        desk, query = self._desk, self.listing.query
        words = f"选中的 {len(chosen)} 件" if chosen else "列表现在筛选出的全部办件"
        return words, lambda: chosen_cases(
            desk, wanted(query), chosen, query.sort, descending=query.descending
        )

    def ask_ledger(self) -> None:
        """Ask for the month of the ledger; last month is proposed."""
        today = self._desk.today()
        last = today.month - 1 or 12
        months = [Choice(str(month), f"{month}月") for month in range(1, 13)]

        def run(form: Form) -> None:
            year, month = form.number("year") or 0, int(form.text("month"))
            if path := self._ask_path(f"办件台账 {year}年{month}月"):
                self.ledger_to(year, month, path)

        FormDialog(
            self._desk,
            self,
            "导出月台账",
            [
                Field("year", "年", "number", 6, required=True, default=today.year - (last == 12)),
                Field("month", "月", "choice", 8, required=True, choices=months, default=str(last)),
            ],
            "导出",
            run,
            intro="当月收的件，证件号和电话已遮盖，可直接打印。",
        ).open()

    def ledger_to(self, year: int, month: int, path: Path) -> None:
        """Write the month's ledger off the GUI thread, with progress and cancel."""
        desk = self._desk

        def write(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int | None:
            from reports.case_export import export_case_ledger

            return export_case_ledger(
                desk.store, desk.actor, year, month, path, progress, cancelled
            )

        self._run(f"正在生成 {year}年{month}月办件台账", write, path)

    def _run(
        self,
        title: str,
        write: Callable[[tasks.Progress, tasks.Cancelled], int | None],
        path: Path,
    ) -> None:
        notice = self.listing.notice

        def done(count: int | None) -> None:
            if count is None:
                notice.say("已取消，没有生成文件")
            else:
                notice.say(f"已导出 {count} 件：{path}", seconds=0)

        tasks.run(self, title, write, done, notice.error)

    def _ask_path(self, name: str) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        path, _ = QFileDialog.getSaveFileName(
            self, "导出", str(Path(folder) / f"{name}.xlsx"), "Excel (*.xlsx)"
        )
        return Path(path) if path else None

    # Following what happens elsewhere

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no case has the key {key!r}")
        return CaseRecord(self._desk, key)

    def _taken_over(self) -> None:
        self._show_rights()
        self.listing.notice.clear()
        self.close_record(refresh=False)
        self.listing.refresh()

    def _show_rights(self) -> None:
        handle, export = Right.HANDLE_CASES, Right.EXPORT
        for button, right in (
            (self.receive, handle),
            (self.filing, handle),
            (self.export, export),
            (self.ledger, export),
            (self.bring, Right.IMPORT),
            (self.batch, Right.ISSUE_PAPERS),
        ):
            may = self._desk.may(right)
            button.setEnabled(may)
            said = f"当前账号没有“{right.value}”的权限"
            button.setToolTip("" if may else said)
