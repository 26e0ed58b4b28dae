"""The 监督考核 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.record import Subject
from desktop.side_pages import Section, SidePages
from desktop.supervision.follow_ups import FollowUpsPage


def _follow_ups(desk: Desk) -> QWidget:
    return FollowUpsPage(desk)


def _satisfaction(desk: Desk) -> QWidget:
    from desktop.supervision.satisfaction import SatisfactionPage

    return SatisfactionPage(desk)


def _accountability(desk: Desk) -> QWidget:
    from desktop.accountability.page import AccountabilityPage

    return AccountabilityPage(desk)


SECTIONS = (
    Section("follow_ups", "评价和回访", _follow_ups, Right.SEE),
    Section("satisfaction", "满意度", _satisfaction, Right.SEE),
    Section("accountability", "责任追究", _accountability, Right.SUPERVISE),
)


class SupervisionPage(SidePages):
    """What the hall is measured by."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "监督考核的各部分")

    def show_accountability(self, record: UUID) -> None:
        """Open a matter of accountability, from what it came of."""
        page = self.show_section("accountability")
        if isinstance(page, Subject):
            page.open(record)

    def show_due(self) -> None:
        """Show the calls that are due, as 今日 counts them."""
        page = cast("FollowUpsPage", self.show_section("follow_ups"))
        page.close_record(refresh=False)
        page.listing.show_quick("due")
