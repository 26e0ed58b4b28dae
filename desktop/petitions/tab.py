"""The 信访投诉 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.petitions.page import PetitionsPage
from desktop.record import Subject
from desktop.side_pages import Section, SidePages


def _petitions(desk: Desk) -> QWidget:
    return PetitionsPage(desk)


def _complaints(desk: Desk) -> QWidget:
    from desktop.complaints.page import ComplaintsPage

    return ComplaintsPage(desk)


def _orders(desk: Desk) -> QWidget:
    from desktop.workorders.page import OrdersPage

    return OrdersPage(desk)


def _opinions(desk: Desk) -> QWidget:
    from desktop.opinions import OpinionsPage

    return OpinionsPage(desk)


def _surveys(desk: Desk) -> QWidget:
    from desktop.surveys import SurveysPage

    return SurveysPage(desk)


def _disputes(desk: Desk) -> QWidget:
    from desktop.disputes import DisputesPage

    return DisputesPage(desk)


SECTIONS = (
    Section("petitions", "信访", _petitions, Right.SEE),
    Section("complaints", "投诉", _complaints, Right.SEE),
    Section("workorders", "12345 工单", _orders, Right.SEE),
    Section("opinions", "意见簿和意见箱", _opinions, Right.SEE),
    Section("surveys", "满意度测评", _surveys, Right.SEE),
    Section("disputes", "矛盾纠纷排查", _disputes, Right.SEE),
)


PLACES = {"petition": "petitions", "complaint": "complaints", "work_order": "workorders"}
"""The page on which a record of each kind opens."""


class PetitionsTab(SidePages):
    """Each page has its own list and records."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "信访投诉的各部分")

    def show_matter(self, kind: str, record: UUID) -> None:
        """Open a petition, complaint or work order in front of its list (search, 今日, a link)."""
        page = self.show_section(PLACES[kind])
        if isinstance(page, Subject):
            page.open(record)

    def show_filtered(self, section: str, filters: Mapping[str, str]) -> None:
        """Show a page's list as 今日 counted it."""
        page = self.show_section(section)
        if isinstance(page, Subject):
            page.close_record(refresh=False)
            page.listing.set_filters(dict(filters))
