"""The 值班 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

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


SECTIONS = (
    Section("reception", "坐班接访", _reception, Right.SEE_OFFICE),
    Section("watch", "24小时值班", _watch, Right.SEE_OFFICE),
    Section("patrol", "大厅巡查", _patrol, Right.SEE_OFFICE),
    Section("village", "村站坐班", _village, Right.SEE_OFFICE),
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

    def show_plan(self, plan: Plan, year: int, month: int) -> None:
        """Open a month of a plan (今日 reminds of one that is not published)."""
        page = self.show_section(PLACES[plan])
        if isinstance(page, MonthPage):
            page.show_month(year, month)
