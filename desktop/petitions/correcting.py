"""更正: what was taken down of a petition is put right on the form it was registered by."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from center.petitions.correcting import correct, form_of
from center.petitions.intake import PetitionForm
from center.petitions.records import Petition
from center.storage import Work
from desktop.desk import Desk
from desktop.fields import Field
from desktop.matter_record import find_matter
from desktop.matters import CORRECT, correction_fields, correction_words
from desktop.petitions.entering import RegisterDialog


class CorrectDialog(RegisterDialog):
    """The form of registration, filled in; the reason stands first."""

    verb = CORRECT

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        petition: Petition,
        done: Callable[[bool], object],
        *,
        issued: int,
        full: bool,
    ) -> None:
        """`done` learns whether earlier petitions are to be looked at anew; `issued` are papers.

        Numbers and addresses are masked unless the record was revealed (`full`, D8).
        """
        self.petition = petition
        self.title = f"{CORRECT}　{petition.number or ''}"
        self.intro_words = correction_words(issued)
        self._anew = False
        super().__init__(desk, parent, lambda _id: done(self._anew), form_of(petition), full=full)

    def first_fields(self) -> list[Field]:
        """Why it is corrected."""
        return correction_fields()

    def write(self, work: Work, given: PetitionForm) -> Petition:
        """Correct the petition; the number stays."""
        petition = find_matter(work, Petition, self.petition.id)
        self._anew = correct(work, petition, given, self.form.text("reason"))
        return petition

    def look(self) -> None:
        """Who came before is shown on the record once it is corrected."""

    def _follow(self) -> None:
        super()._follow()
        # Who may see it is decided by steps of their own.
        for name in ("protected", "accused"):
            self.form.set_visible(name, False)
        self.fit()
