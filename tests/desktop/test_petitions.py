"""The 信访 page: registering, the record, its steps and clocks, secrecy (PET-01…PET-14)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.petitions.file import PetitionFile, file_of
from center.petitions.intake import PetitionForm, register
from center.petitions.records import Channel, Petition, Purpose, Status
from center.rights import Actor
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.petitions.page import PetitionsPage
from desktop.petitions.record import PetitionRecord
from tests.desktop.case_desk import gone, shown
from tests.hands import CONTROL, Hands
from tests.offices import Office


def a_petition(office: Office, by: Actor | None = None, **changes: Any) -> UUID:
    """A petition on record, a visit about the village road unless told otherwise."""
    fields: dict[str, Any] = {
        "channel": Channel.VISIT,
        "purpose": Purpose.CLAIM,
        "problem": "村道破损，多次反映没有维修",
        "name": "林溪",
        "phone": "13900000001",
        "address": "石桥村二组",
    }
    with office.work(by) as work:
        found = register(work, PetitionForm(**(fields | changes)))
        commit(work)
        return found.id


def stored(office: Office, petition: UUID) -> PetitionFile:
    """The petition as it is stored."""
    with office.store.read(office.director) as work:
        return file_of(work, work.session.get_one(Petition, petition))


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> PetitionsPage:
    """The page, shown at its usual size."""
    page = PetitionsPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1150, 650)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def dialog_of(qtbot: QtBot) -> FormDialog:
    """The dialog that has come up, with the cursor in it."""
    dialog = shown(qtbot, FormDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_the_form_registers_a_visit_by_keys_alone(qtbot: QtBot, qingshan: Office) -> None:
    """PET-02: name, phone and the main problem are enough; the new petition opens."""
    page = page_of(qtbot, qingshan)
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    hands = Hands(page)
    dialog.form.focus("name")
    hands.write("林溪")
    dialog.form.focus("phone")
    hands.write("13900000001")
    dialog.form.focus("problem")
    hands.write("村道破损")
    hands.save()
    gone(qtbot, FormDialog)
    record = page.record()
    assert isinstance(record, PetitionRecord)
    petition = stored(qingshan, record.petition_id).petition
    assert (petition.name, petition.problem) == ("林溪", "村道破损")
    assert petition.channel is Channel.VISIT
    assert petition.status is Status.REGISTERED
