"""The 报表 tab: the month's set, then the tables by the subject they are about."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.side_pages import Section, SidePages
from reports.offer import REPORTS

MONTH = "month"


def _month(desk: Desk) -> QWidget:
    from desktop.reports.month import MonthPage

    return MonthPage(desk)


def _group(group: str, desk: Desk) -> QWidget:
    from desktop.reports.page import ReportsPage

    return ReportsPage(desk, group)


GROUPS = tuple(dict.fromkeys(report.group for report in REPORTS))
SECTIONS = (
    Section(MONTH, "月末一套", _month, Right.EXPORT),
    *(Section(group, group, partial(_group, group), Right.EXPORT) for group in GROUPS),
)


class ReportsTab(SidePages):
    """What the office tells the director, the county and its own archive."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "报表的各部分")
