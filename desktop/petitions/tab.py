"""The 信访投诉 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.petitions.page import PetitionsPage
from desktop.side_pages import Section, SidePages


def _petitions(desk: Desk) -> QWidget:
    return PetitionsPage(desk)


SECTIONS = (Section("petitions", "信访", _petitions, Right.SEE),)


class PetitionsTab(SidePages):
    """Each page has its own list and records."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "信访投诉的各部分")

    def show_petition(self, petition: UUID) -> None:
        """Open a petition in front of its list (search, 今日)."""
        page = self.show_section("petitions")
        if isinstance(page, PetitionsPage):
            page.show_petition(petition)

    def show_filtered(self, section: str, filters: dict[str, str]) -> None:
        """Show a page's list as 今日 counted it."""
        page = self.show_section(section)
        if isinstance(page, PetitionsPage):
            page.close_record()
            page.listing.set_filters(dict(filters))
