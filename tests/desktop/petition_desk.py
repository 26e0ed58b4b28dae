"""The 信访 page in a real office for tests."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from center.rights import Actor
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.petitions.page import PetitionsPage
from desktop.petitions.record import PetitionRecord
from tests.desktop.case_desk import gone, shown
from tests.offices import Office


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> PetitionsPage:
    """The page, shown at its usual size."""
    page = PetitionsPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1150, 650)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def record_of(qtbot: QtBot, office: Office, petition: UUID) -> PetitionRecord:
    """A petition opened by the director."""
    page = page_of(qtbot, office)
    page.open(petition)
    record = page.record()
    assert record is not None
    return record


def dialog_of(qtbot: QtBot) -> FormDialog:
    """The dialog that has come up, with the cursor in it."""
    dialog = shown(qtbot, FormDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def submit(qtbot: QtBot, **typed: object) -> None:
    """Fill in the dialog in sight and submit it; it must go."""
    dialog = dialog_of(qtbot)
    dialog.form.set_values(typed)
    dialog.submit()
    gone(qtbot, FormDialog)


def cells(page: PetitionsPage, row: int) -> list[str]:
    """What a row of the list shows, every column."""
    model = page.listing.model
    role = Qt.ItemDataRole.DisplayRole
    return [str(model.index(row, column).data(role) or "") for column in range(model.columnCount())]


def keys(page: PetitionsPage) -> list[object]:
    """The petitions of the list, from the top."""
    model = page.listing.model
    rows = (model.row(number) for number in range(model.rowCount()))
    return [row.key for row in rows if row is not None]
