"""The 信访 page: the list, the petition in front of it, and how one is registered."""

from __future__ import annotations

from uuid import UUID

from center.errors import Expected
from center.petitions.records import Petition
from center.rights import Right
from desktop.desk import Desk
from desktop.matter_page import MatterPage
from desktop.matter_record import find_matter
from desktop.petitions.record import KINDS_SHOWN, PetitionRecord
from desktop.petitions.source import PetitionSource


class PetitionsPage(MatterPage):
    """The page; a new petition opens."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk,
            "petitions",
            "信访",
            PetitionSource(desk),
            PetitionRecord,
            KINDS_SHOWN,
            what="信访件",
            newest="received_at",
        )
        self.register = self.add_register("登记信访", self.ask_register, Right.REGISTER)
        self.export = self.add_export("petitions")

    def open(self, key: object) -> None:
        """Open a petition in front of the list; a secret one of others says only that it is one."""
        if not isinstance(key, UUID):
            raise TypeError(f"no petition has the key {key!r}")
        try:
            with self._desk.read() as work:
                find_matter(work, Petition, key)
        except Expected as error:
            self.close_record(refresh=False)
            self.listing.notice.error(error)
            return
        super().open(key)

    def record(self) -> PetitionRecord | None:
        """The petition that is open, None while the list is in sight."""
        page = self.currentWidget()
        return page if isinstance(page, PetitionRecord) else None

    def ask_register(self) -> None:
        """登记信访; the new petition opens."""
        from desktop.petitions.entering import ask_register

        ask_register(self._desk, self, self.open)
