"""The 文书 tab of a petition: what it calls for; slips without the petitioner's name (PET-10)."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from center.papers import OF_PETITIONS, PaperKind
from center.petitions.file import PetitionFile
from center.petitions.papers import reason_against, wanted
from desktop import papers
from desktop.desk import Desk
from desktop.paper_list import PapersPage

SLIPS = frozenset({PaperKind.PETITION_ASSIGNMENT, PaperKind.PETITION_TRANSFER})
"""What leaves for another unit: the petitioner's name may be left out."""


class PetitionPapers(QWidget):
    """The papers; of a secret petition no slip names the petitioner, of others as ticked."""

    def __init__(self, desk: Desk, file: PetitionFile, today: date) -> None:
        super().__init__()
        self._desk, self._about = desk, file.petition.id
        lawful = [kind for kind in OF_PETITIONS if not reason_against(kind, file)]
        self.hide_name = QCheckBox("交办单、转送单上不列信访人姓名")
        self.hide_name.setVisible(bool(SLIPS & set(lawful)))
        self.hide_name.setChecked(file.petition.secret)
        self.hide_name.setEnabled(not file.petition.secret)
        self.page = PapersPage(
            file.papers,
            today,
            lawful=lawful,
            called_for=wanted(file),
            issue=self.issue,
            show=lambda paper: papers.show_paper(desk, self.window(), paper),
            void=lambda paper, replace: papers.void_flow(
                desk, self.window(), paper, replace=replace
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        layout.addWidget(self.hide_name)
        layout.addStretch()

    def issue(self, kind: PaperKind) -> None:
        """Preview a paper and let the clerk issue it."""
        hidden = kind in SLIPS and self.hide_name.isChecked()
        papers.issue_flow(self._desk, self.window(), kind, self._about, hide_name=hidden)
