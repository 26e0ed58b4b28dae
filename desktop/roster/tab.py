"""The 值班 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from center.rights import Right
from center.roster.records import Plan
from desktop.desk import Desk
from desktop.roster.month_page import MonthPage
from desktop.side_pages import Section, SidePages


def _reception(desk: Desk) -> QWidget:
    return MonthPage(desk, Plan.RECEPTION)


def _watch(desk: Desk) -> QWidget:
    return MonthPage(desk, Plan.WATCH)


def _patrol(desk: Desk) -> QWidget:
    return MonthPage(desk, Plan.PATROL)


def _village(desk: Desk) -> QWidget:
    return MonthPage(desk, Plan.VILLAGE)


def _records(desk: Desk) -> QWidget:
    from desktop.roster.records import RecordsPage

    return RecordsPage(desk)


def _log(desk: Desk) -> QWidget:
    from desktop.roster.log import LogPage

    return LogPage(desk)


def _swaps(desk: Desk) -> QWidget:
    from desktop.roster.swaps import SwapsPage

    return SwapsPage(desk)


def _meetings(desk: Desk) -> QWidget:
    from desktop.roster.meetings import MeetingsPage

    return MeetingsPage(desk)


def _members(desk: Desk) -> QWidget:
    from desktop.roster.members import MembersPage

    return MembersPage(desk)


def _absences(desk: Desk) -> QWidget:
    from desktop.roster.absences import AbsencesPage

    return AbsencesPage(desk)


def _fulfilment(desk: Desk) -> QWidget:
    from desktop.roster.fulfilment import FulfilmentPage

    return FulfilmentPage(desk)


SECTIONS = (
    Section("reception", "坐班接访", _reception, Right.SEE_OFFICE),
    Section("watch", "24小时值班", _watch, Right.SEE_OFFICE),
    Section("patrol", "大厅巡查", _patrol, Right.SEE_OFFICE),
    Section("village", "村站坐班", _village, Right.SEE_OFFICE),
    Section("records", "值班记录", _records, Right.SEE_OFFICE),
    Section("log", "值班日志", _log, Right.SEE_OFFICE),
    Section("swaps", "换班", _swaps, Right.SEE_OFFICE),
    Section("meetings", "会议", _meetings, Right.SEE_OFFICE),
    Section("members", "值班名单", _members, Right.SEE_OFFICE),
    Section("absences", "不能值班", _absences, Right.SEE_OFFICE),
    Section("fulfilment", "年度履职", _fulfilment, Right.SEE_OFFICE),
)

PLACES = {Plan.RECEPTION: "reception", Plan.WATCH: "watch"} | {
    Plan.PATROL: "patrol",
    Plan.VILLAGE: "village",
}
"""The page of each plan."""


class RosterTab(SidePages):
    """Rosters by month, what was done on duty, and who takes turns."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "值班的各部分")

    def show_wanted(self, wanted: Mapping[str, str]) -> None:
        """Open what 今日 leads to: a page (`section`), or a month of a plan."""
        if "plan" not in wanted:
            self.show_section(wanted["section"])
            return
        page = self.show_section(PLACES[Plan[wanted["plan"]]])
        if isinstance(page, MonthPage):
            page.show_month(int(wanted["year"]), int(wanted["month"]))
