"""请假: the list of slips, a slip in front of it, and how one is entered."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from center.rights import Right
from center.storage import Work
from desktop.attachments.incoming import Given
from desktop.attendance.asking import NO_RIGHT
from desktop.attendance.leave_form import LeaveDialog
from desktop.attendance.leave_record import KINDS_SHOWN, LeaveRecord
from desktop.attendance.leave_source import LeaveSource
from desktop.attendance.printing import show_paper
from desktop.desk import Desk
from desktop.listing import Listing
from desktop.record import Subject

EMPTY = "没有符合条件的请假单。可以按“全部”看所有的，或清除筛选。"


class LeavePage(Subject):
    """The page; a slip opens in front of the list, which keeps its place."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "请假", LeaveSource(desk), desk.today, memory=desk.memory("leave"), empty=EMPTY
        )
        super().__init__(listing, self._record)
        self.new = listing.add_action("请假登记", self.ask_new, primary=True)
        self.new.setText("请假登记  Ctrl+N")
        # In the whole window: an empty list holds no focus.
        QShortcut(QKeySequence("Ctrl+N"), listing).activated.connect(self.new.click)
        listing.add_action("空白请假单", self.print_blank)
        may = desk.may(Right.KEEP_ATTENDANCE)
        self.new.setEnabled(may)
        self.new.setToolTip("" if may else NO_RIGHT)
        self.follow(desk.changed, KINDS_SHOWN)

    def record(self) -> LeaveRecord | None:
        """The slip that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, LeaveRecord) else None

    def ask_new(self) -> None:
        """请假登记, with the photo of a paper slip in the same form; the new slip opens."""
        LeaveDialog(self._desk, self, self._entered).open()

    def print_blank(self) -> None:
        """空白请假单, to be filled in by hand."""

        def blank_leave_slip(work: Work) -> bytes:
            from forms import attendance

            return attendance.blank_leave_slip(work)

        notice = self.listing.notice
        show_paper(self._desk, self, notice, "空白请假单", "leave_slip", blank_leave_slip)

    def _entered(self, slip: UUID, photos: Sequence[Given]) -> None:
        self.open(slip)
        record = self.record()
        if record is not None and photos:
            record.keep_photos(photos)
        elif record is not None and record.leave.on_paper:
            record.go("attachments")
            record.notice.say("已登记。纸质请假单的照片可以拖进来，或按 Ctrl+V 粘贴。", seconds=0)
        elif record is not None:
            record.notice.say("已登记")

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no slip has the key {key!r}")
        page = LeaveRecord(self._desk, key)
        page.opened.connect(self._entered)
        return page
