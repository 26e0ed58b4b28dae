"""What leaves the rosters: the public poster, tables for staff and the county, sheets, Excel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from center.rights import Right
from center.roster.records import DutyRecord, Plan, Roster, Swap, Turn
from desktop import tasks
from desktop.desk import Desk
from desktop.notice import Notice
from desktop.roster.reading import Month

POSTER, TABLE, SHEET = "roster_poster", "roster_table", "roster_sheet"
"""Under these names the printer and paper size of each are remembered."""


class Printer:
    """Makes papers off the GUI thread and previews them; writes workbooks where it is told."""

    def __init__(self, desk: Desk, page: QWidget, notice: Notice) -> None:
        self._desk, self._page, self._notice = desk, page, notice

    def fill(self, menu: QMenu, month: Month) -> None:
        """Put into a menu what can be made of a month."""
        menu.clear()
        roster = month.roster
        if not self._desk.may(Right.EXPORT):
            menu.addAction(f"当前账号没有“{Right.EXPORT.value}”的权限").setEnabled(False)
            return
        if roster is None:
            menu.addAction("还没有排班").setEnabled(False)
            return
        title = f"{month.year}年{month.month}月{month.plan.value}"
        if month.plan is Plan.RECEPTION:
            poster = "接访公示" if month.published else "接访公示（公布以后才能打印）"
            for size in ("A4", "A3"):
                action = menu.addAction(f"{poster} {size}", lambda s=size: self.poster(roster, s))
                action.setEnabled(month.published)
            menu.addAction("公示表格 Excel…", lambda: self.ask_export(roster, title, False))
            menu.addSeparator()
        menu.addAction("内部班表（带电话）", lambda: self.table(roster, title))
        menu.addAction(
            "内部班表 Excel（带电话）…", lambda: self.ask_export(roster, f"{title} 内部", True)
        )
        if month.plan is Plan.WATCH:
            self._fill_holidays(menu, month)

    def _fill_holidays(self, menu: QMenu, month: Month) -> None:
        from forms.filling.roster import holidays

        with self._desk.read() as work:
            found = holidays(work, month.year)
        near = [one for one in found if month.month in (one[1].month, one[2].month)]
        for name, first, last in near:
            menu.addAction(
                f"{name}值班表（报县里）", lambda n=name, f=first, t=last: self.holiday(n, f, t)
            )

    # Papers

    def poster(self, roster: UUID, size: str) -> None:
        """接访公示 of a published month on one page (DUTY-06)."""
        desk = self._desk

        def make() -> bytes:
            from forms.filling.roster import month
            from forms.roster.poster import poster

            with desk.read() as work:
                facts = month(work, work.session.get_one(Roster, roster))
            return poster(facts, "A3" if size == "A3" else "A4")

        self._preview("接访公示", f"{POSTER}_{size}", make)

    def table(self, roster: UUID, title: str) -> None:
        """The table for the staff, with phones."""
        desk = self._desk

        def make() -> bytes:
            from reports.roster import print_month

            return print_month(desk.store, desk.actor, roster, phones=True)

        self._preview(title, TABLE, make)

    def holiday(self, name: str, first: date, last: date) -> None:
        """The watch of a holiday with posts and phones, for the county."""
        desk = self._desk

        def make() -> bytes:
            from reports.roster import print_holiday

            return print_holiday(desk.store, desk.actor, name, first, last)

        self._preview(f"{name}值班表", TABLE, make)

    def duty_record(self, turn: UUID | None, record: UUID | None) -> None:
        """领导值班记录 of a turn, blank where nothing is written, or of who came besides."""
        desk = self._desk

        def make() -> bytes:
            from forms.filling.roster import besides_sheet, duty_sheet
            from forms.roster.sheets import duty_record

            with desk.read() as work:
                if turn is not None:
                    facts = duty_sheet(work, work.session.get_one(Turn, turn))
                else:
                    facts = besides_sheet(work, work.session.get_one(DutyRecord, record))
            return duty_record(facts)

        self._preview("领导值班记录", SHEET, make)

    def log(self, on: date) -> None:
        """值班日志 of one watch."""
        desk = self._desk

        def make() -> bytes:
            from forms.filling.roster import log_sheet
            from forms.roster.sheets import watch_log

            with desk.read() as work:
                facts = log_sheet(work, on)
            return watch_log(facts)

        self._preview("值班日志", SHEET, make)

    def swap(self, swap: UUID) -> None:
        """换班单 for the signatures."""
        desk = self._desk

        def make() -> bytes:
            from forms.filling.roster import swap_sheet
            from forms.roster.sheets import swap_slip

            with desk.read() as work:
                facts = swap_sheet(work, work.session.get_one(Swap, swap))
            return swap_slip(facts)

        self._preview("换班单", SHEET, make)

    def _preview(self, title: str, kind: str, make: Callable[[], bytes]) -> None:
        def show(content: bytes) -> None:
            from desktop.preview import Preview

            memory = self._desk.memory("printers")
            Preview(self._page, title, kind, content, memory, said="值班用表，不编号").open()

        tasks.run(
            self._page,
            f"正在生成{title}",
            lambda _progress, _cancelled: make(),
            show,
            self._notice.error,
        )

    # Workbooks

    def ask_export(self, roster: UUID, name: str, phones: bool) -> None:
        """Ask where, then write the month as a workbook."""
        if path := self._ask_path(name):
            self.export(roster, path, phones=phones)

    def export(self, roster: UUID, path: Path, *, phones: bool) -> None:
        """Write the month as a workbook off the GUI thread."""
        desk = self._desk

        def write() -> int:
            from reports.roster import export_month

            return export_month(desk.store, desk.actor, roster, path, phones=phones)

        self._write(write, path)

    def ask_fulfilment(self, year: int, plan: Plan) -> None:
        """Ask where, then write the year of every leader (DUTY-09)."""
        if path := self._ask_path(f"{year}年领导{plan.value}履职情况"):
            self.export_fulfilment(year, plan, path)

    def export_fulfilment(self, year: int, plan: Plan, path: Path) -> None:
        """Write the year of every leader off the GUI thread."""
        desk = self._desk

        def write() -> int:
            from reports.roster import export_fulfilment

            return export_fulfilment(desk.store, desk.actor, year, path, plan)

        self._write(write, path)

    def _write(self, write: Callable[[], int], path: Path) -> None:
        tasks.run(
            self._page,
            "正在导出",
            lambda _progress, _cancelled: write(),
            lambda rows: self._notice.say(f"已导出 {rows} 行：{path}", seconds=0),
            self._notice.error,
        )

    def _ask_path(self, name: str) -> Path | None:
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        proposed = Path(QStandardPaths.writableLocation(documents)) / f"{name}.xlsx"
        path, _ = QFileDialog.getSaveFileName(self._page, "导出", str(proposed), "Excel (*.xlsx)")
        return Path(path) if path else None
