"""The 对象花名册 page: the list, the member in front of it, what leaves as a table or on paper."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from center.rights import Right
from center.rolls.listing import MemberFilter
from desktop import tasks
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls import entering
from desktop.ledgers.rolls.leaving import ask_leaving
from desktop.ledgers.rolls.record import KINDS_SHOWN, MemberRecord
from desktop.ledgers.rolls.source import RollSource, roll_choices, wanted
from desktop.listing import Listing
from desktop.notice import Notice
from desktop.preview import Preview
from desktop.record import Subject

EMPTY = "没有符合条件的对象。可以按“全部”看所有人，或清除筛选。"


class RollsPage(Subject):
    """The page; a member opens in front of the list, which keeps its place."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "花名册", RollSource(desk), desk.today, memory=desk.memory("rolls"), empty=EMPTY
        )
        super().__init__(listing, self._record)
        self.enrol = listing.add_action("纳入", self.ask_enrol, primary=True)
        self.enrol.setText("纳入  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), listing).activated.connect(self.enrol.click)
        self.leave = listing.add_action("导出和打印", self.ask_leaving)
        self.bring = listing.add_action("导入", self.ask_import)
        self.follow(desk.changed, KINDS_SHOWN)
        desk.actor_changed.connect(self._show_rights)
        self._show_rights()

    @property
    def notice(self) -> Notice:
        """Where the page says what happened."""
        return self.listing.notice

    def show_member(self, member: UUID) -> None:
        """Open a member in front of the list."""
        self.open(member)

    def ask_enrol(self) -> None:
        """纳入 somebody; the new member opens."""
        entering.ask_enrol(self._desk, self, self.open, roll=wanted(self.listing.query).roll)

    def ask_import(self) -> None:
        """Ask which roll a table holds, and bring it in."""

        def run(form: Form) -> None:
            from desktop.imports.dialog import open_import
            from desktop.ledgers.rolls.bringing import Rolls

            open_import(self._desk, self, Rolls(form.text("roll")))

        now = wanted(self.listing.query).roll
        rolls = roll_choices(self._desk)
        field = Field(
            "roll",
            "导入到哪个花名册",
            "choice",
            24,
            required=True,
            choices=rolls,
            default=now or None,
        )
        words = "表格里另有“花名册”一列时，以那一列为准。"
        FormDialog(self._desk, self, "导入花名册", [field], "选择表格", run, intro=words).open()

    def ask_leaving(self) -> None:
        """Ask which roll and village, masked or not, as a workbook or on paper."""
        ask_leaving(self._desk, self, wanted(self.listing.query), self.export_to, self.print_it)

    def export_to(self, chosen: MemberFilter, path: Path, reason: str | None) -> None:
        """Write a workbook off the GUI thread."""
        desk = self._desk

        def write(progress: tasks.Progress, cancelled: tasks.Cancelled) -> int | None:
            from reports.rolls import export_roll

            return export_roll(
                desk.store,
                desk.actor,
                chosen,
                path,
                full_reason=reason,
                progress=progress,
                cancelled=cancelled,
            )

        def done(count: int | None) -> None:
            if count is None:
                self.notice.say("已取消，没有生成文件")
            else:
                self.notice.say(f"已导出 {count} 人：{path}", seconds=0)

        tasks.run(self, "正在导出花名册", write, done, self.notice.error)

    def print_it(self, chosen: MemberFilter, reason: str | None) -> None:
        """Show the roll as it prints."""
        desk = self._desk

        def make(progress: tasks.Progress, cancelled: tasks.Cancelled) -> bytes | None:
            from reports.rolls import print_roll

            return print_roll(
                desk.store,
                desk.actor,
                chosen,
                full_reason=reason,
                progress=progress,
                cancelled=cancelled,
            )

        def done(content: bytes | None) -> None:
            if content is None:
                self.notice.say("已取消，没有生成花名册")
                return
            name = f"{chosen.village}{chosen.roll or '对象'}花名册"
            Preview(self, name, "roll", content, desk.memory("printers"), said="花名册").open()

        tasks.run(self, "正在生成花名册", make, done, self.notice.error)

    # Following what happens elsewhere

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no member has the key {key!r}")
        return MemberRecord(self._desk, key)

    def _show_rights(self) -> None:
        for button, right in (
            (self.enrol, Right.KEEP_LEDGERS),
            (self.leave, Right.EXPORT),
            (self.bring, Right.IMPORT),
        ):
            may = self._desk.may(right)
            button.setEnabled(may)
            button.setToolTip("" if may else f"当前账号没有“{right.value}”的权限")
