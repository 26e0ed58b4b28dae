"""A petition or complaint begun from a visit: nothing is typed twice, both lead to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from center.complaints.records import Complaint
from center.errors import Expected
from center.grievances import begun_with, petition_of
from center.journal import commit
from center.people import Identity
from center.petitions.intake import register as register_petition
from center.petitions.records import Petition, Purpose
from center.registration import VisitForm, VisitKind, register, void_visit
from center.registration.records import Visit
from center.rights import Role
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.petitions.page import PetitionsPage
from desktop.registration.catalogue import EMPTY
from desktop.registration.record import VisitPage
from tests.desk import at, id_number
from tests.desktop.case_desk import gone
from tests.desktop.petition_desk import dialog_of
from tests.hands import Hands
from tests.offices import Office

NUMBER = id_number("19630205", 42)
HE = Identity(
    "何秀兰",
    id_kind="resident",
    id_number=NUMBER,
    phone="13900000012",
    village="石桥村",
    group="二组",
)
NEED = "修路占了承包地，三年没有补偿"


@pytest.fixture
def visit(qingshan: Office) -> Iterator[UUID]:
    qingshan.clock.now = at("11-16", "09:20")
    with qingshan.work() as work:
        form = VisitForm(visit_kind=VisitKind.HANDLING, who=HE, need=NEED, people_count=3)
        made = register(work, form)
        commit(work)
    qingshan.clock.now = at("11-16", "10:00")
    yield made.id
    qingshan.store.listeners.clear()


def page_of(qtbot: QtBot, desk: Desk, visit: UUID) -> VisitPage:
    page = VisitPage(desk, visit, EMPTY)
    qtbot.addWidget(page)
    page.resize(1150, 650)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def entry(page: VisitPage, title: str) -> QPushButton | QAction:
    """A step of the visit, as a button or in the menu 更多."""
    if title in page.steps:
        return page.steps[title]
    buttons = [one for one in page.findChildren(QPushButton) if one.isVisible()]
    (more,) = (button for button in buttons if button.text() == "更多")
    return next(a for a in more.menu().actions() if a.text().startswith(title))


def take(page: VisitPage, title: str) -> None:
    """Click a step or choose it from the menu."""
    found = entry(page, title)
    if isinstance(found, QAction):
        found.trigger()
    else:
        found.click()


def test_pet_02_a_visit_becomes_a_petition_without_second_typing(
    qtbot: QtBot, qingshan: Office, visit: UUID
) -> None:
    """PET-14: any clerk; person, matter, number of people and the time are carried over."""
    desk = Desk(qingshan.store, qingshan.actor(Role.WINDOW_CLERK))
    page = page_of(qtbot, desk, visit)
    opened = QSignalSpy(desk.open_matter)
    take(page, "登记信访")
    dialog = dialog_of(qtbot)
    assert "检举控告请不要从来访登记带入" in dialog.intro.text()
    assert (dialog.form.text("id_number"), dialog.form.text("phone")) == ("", "")
    assert "139****0012" in dialog.form.problem_shown("phone")
    Hands(page).save()
    gone(qtbot, FormDialog)
    assert opened.count() == 1
    with qingshan.store.read(qingshan.director) as work:
        (found,) = work.session.query(Petition)
        came = work.session.get_one(Visit, visit)
    assert (found.visit, found.person) == (visit, came.person)
    assert (found.name, found.id_number, found.phone) == ("何秀兰", NUMBER, "13900000012")
    assert (found.problem, found.people_count, found.village) == (NEED, 3, "石桥村")
    assert (found.address, found.sex, found.age) == ("石桥村二组", "女", 63)
    assert found.received_at == at("11-16", "09:20")
    # The visit shows it and asks no second time.
    page.read()
    page.go("grievances")
    (table,) = page.tabs.currentWidget().findChildren(QTableWidget)
    cells = (table.item(0, column) for column in range(table.columnCount()))
    shown = [cell.text() for cell in cells if cell is not None]
    assert shown[:3] == [found.number, "信访", "何秀兰"]
    table.cellActivated.emit(0, 0)
    assert opened.at(1) == ["petition", found.id]
    assert f"已经登记 {found.number}" in entry(page, "登记信访").toolTip()


def test_the_petition_leads_back_to_the_visit(qtbot: QtBot, qingshan: Office, visit: UUID) -> None:
    with qingshan.work() as work:
        petition = register_petition(work, petition_of(work.session.get_one(Visit, visit)))
        commit(work)
    desk = Desk(qingshan.store, qingshan.director)
    opened = QSignalSpy(desk.open_visit)
    tab = PetitionsPage(desk)
    qtbot.addWidget(tab)
    tab.open(petition.id)
    record = tab.record()
    assert record is not None
    with qingshan.work() as work, pytest.raises(Expected):
        void_visit(work, work.session.get_one(Visit, visit), "登记错了")
    (step,) = record.visit_steps(record.file.petition.visit)
    step.run()
    assert opened.at(0) == [visit]


def test_cpl_05_a_visit_becomes_a_complaint(qtbot: QtBot, qingshan: Office, visit: UUID) -> None:
    page = page_of(qtbot, Desk(qingshan.store, qingshan.director), visit)
    take(page, "登记投诉")
    dialog = dialog_of(qtbot)
    assert dialog.form.text("facts") == NEED
    dialog.form.set_values({"subject": "服务态度", "window": "社保窗口"})
    dialog.submit()
    gone(qtbot, FormDialog)
    with qingshan.store.read(qingshan.director) as work:
        (found,) = work.session.query(Complaint)
    assert (found.name, found.phone, found.visit) == ("何秀兰", "13900000012", visit)
    assert found.received_at == at("11-16", "09:20")


def test_pet_10_the_visit_tells_nobody_of_a_secret_petition(
    qtbot: QtBot, qingshan: Office, visit: UUID
) -> None:
    with qingshan.work() as work:
        form = petition_of(work.session.get_one(Visit, visit))
        register_petition(work, replace(form, purpose=Purpose.ACCUSATION))
        commit(work)
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.store.read(clerk) as work:
        assert begun_with(work, [visit]) == []
    page = page_of(qtbot, Desk(qingshan.store, clerk), visit)
    titles = [page.tabs.tabText(number) for number in range(page.tabs.count())]
    assert not [title for title in titles if title.startswith("信访")]
    assert "已经登记" not in entry(page, "登记信访").toolTip()


def test_nothing_begins_with_a_voided_visit(qtbot: QtBot, qingshan: Office, visit: UUID) -> None:
    with qingshan.work() as work:
        void_visit(work, work.session.get_one(Visit, visit), "登记错了")
        commit(work)
    with qingshan.work() as work, pytest.raises(Expected):
        register_petition(work, petition_of(work.session.get_one(Visit, visit)))
    page = page_of(qtbot, Desk(qingshan.store, qingshan.director), visit)
    assert entry(page, "登记信访").toolTip() == "这次登记已作废"
