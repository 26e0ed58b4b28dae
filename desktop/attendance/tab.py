"""The 考勤 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.attendance.today import TodayPage
from desktop.desk import Desk
from desktop.record import Subject
from desktop.side_pages import Section, SidePages


def _month(desk: Desk) -> QWidget:
    from desktop.attendance.month import MonthPage

    return MonthPage(desk)


def _punches(desk: Desk) -> QWidget:
    from desktop.attendance.punches import PunchesPage

    return PunchesPage(desk)


def _settling(desk: Desk) -> QWidget:
    from desktop.attendance.settling import SettlingPage

    return SettlingPage(desk)


def _leave(desk: Desk) -> QWidget:
    from desktop.attendance.leave import LeavePage

    return LeavePage(desk)


def _outings(desk: Desk) -> QWidget:
    from desktop.attendance.outings import OutingsPage

    return OutingsPage(desk)


def _overtime(desk: Desk) -> QWidget:
    from desktop.attendance.balances import BalancesPage

    return BalancesPage(desk)


def _posts(desk: Desk) -> QWidget:
    from desktop.attendance.posts import PostsPage

    return PostsPage(desk)


def _aways(desk: Desk) -> QWidget:
    from desktop.attendance.desk_log import aways_page

    return aways_page(desk)


def _checks(desk: Desk) -> QWidget:
    from desktop.attendance.desk_log import checks_page

    return checks_page(desk)


def _seasons(desk: Desk) -> QWidget:
    from desktop.attendance.seasons import SeasonsPage

    return SeasonsPage(desk)


SECTIONS = (
    Section("today", "今天", TodayPage, Right.SEE_OFFICE),
    Section("month", "月考勤", _month, Right.SEE_OFFICE),
    Section("settling", "核实确认", _settling, Right.SEE_OFFICE),
    Section("leave", "请假", _leave, Right.SEE_OFFICE),
    Section("outings", "外出下村", _outings, Right.SEE_OFFICE),
    Section("posts", "A/B 岗", _posts, Right.SEE_OFFICE),
    Section("aways", "离岗记录", _aways, Right.SEE_OFFICE),
    Section("checks", "抽查记录", _checks, Right.SEE_OFFICE),
    Section("balances", "加班和假期", _overtime, Right.SEE_OFFICE),
    Section("seasons", "作息", _seasons, Right.SEE_OFFICE),
    Section("punches", "导入打卡", _punches, Right.KEEP_ATTENDANCE),
)


class AttendanceTab(SidePages):
    """Each page has its own list; 今天 comes first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "考勤的各部分")

    def show_waiting(self, wanted: Mapping[str, str]) -> None:
        """Open a page as 今日 asks: its section, of 请假 the quick filter, of 核实确认 the list."""
        page = self.show_section(wanted["section"])
        if isinstance(page, Subject) and "quick" in wanted:
            page.close_record(refresh=False)
            page.listing.show_quick(wanted["quick"])
        elif "list" in wanted:
            from desktop.attendance.settling import SettlingPage

            if isinstance(page, SettlingPage):
                page.show_tab(int(wanted["list"]))
