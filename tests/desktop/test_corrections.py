"""更正 in the window: petitions, complaints, work orders put right on the form of registration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.petitions.records import Petition
from center.petitions.repeats import confirm_link
from center.rights import Role
from center.workorders.intake import OrderForm, register
from desktop.complaints.page import ComplaintsPage
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.matters import CORRECT
from desktop.petitions.correcting import CorrectDialog
from desktop.petitions.record import PetitionRecord
from desktop.workorders.page import OrdersPage
from tests.desk import at, id_number
from tests.desktop.case_desk import activate, gone, shown
from tests.desktop.petition_desk import dialog_of, page_of, record_of, submit
from tests.grievances import Grievances
from tests.hands import Hands
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Grievances]:
    desk = Grievances(qingshan)
    desk.to("11-16")
    yield desk
    qingshan.store.listeners.clear()


def correcting(qtbot: QtBot, record: PetitionRecord) -> CorrectDialog:
    record.ask_correct()
    dialog = shown(qtbot, CorrectDialog)
    activate(qtbot, dialog)
    return dialog


def said(page: QWidget) -> str:
    found = [label.text() for label in page.findChildren(QLabel)]
    for table in page.findChildren(QTableWidget):
        items = (
            table.item(row, column)
            for row in range(table.rowCount())
            for column in range(table.columnCount())
        )
        found += [item.text() for item in items if item is not None]
    return "\n".join(found)


def test_a_wrong_id_is_put_right_by_keys_and_who_came_before_is_shown(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """The number stays, the old value stands in 经过, the repeat is proposed anew."""
    number = id_number()
    desk.petition(id_number=number, name="蒋春分", phone="13900000077", problem="低保停发")
    desk.to("11-17")
    petition = desk.petition(name="蒋春芬", phone="13900000078", problem="低保停发要求恢复")
    record = record_of(qtbot, qingshan, petition)
    before = record.file.petition.number
    dialog = correcting(qtbot, record)
    assert dialog.form.text("name") == "蒋春芬"
    assert dialog.form.text("problem") == "低保停发要求恢复"
    # D8: what was not revealed stands masked under its field, and stays unless retyped.
    assert dialog.form.text("phone") == ""
    assert dialog.form.problem_shown("phone") == "现为 139****0078，空着不变"
    hands = Hands(record)
    dialog.form.focus("reason")
    hands.write("身份证号漏录")
    dialog.form.focus("id_number")
    hands.write(number)
    hands.save()
    gone(qtbot, FormDialog)
    assert record.file.petition.id_number == number
    assert record.file.petition.phone == "13900000078"
    assert record.file.petition.number == before
    assert record.tabs.tabText(record.tabs.currentIndex()) == "重复和关联 1"
    assert "证件号相同" in said(record.tabs.currentWidget())
    record.go("history")
    text = said(record.tabs.currentWidget())
    assert "身份证号漏录" in text
    assert "证件号码：（空） 改为 110105********" in text


def test_d8_who_revealed_the_record_corrects_with_everything_in_sight(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """Only then can a number be taken away."""
    record = record_of(qtbot, qingshan, desk.petition())
    record.full = True
    dialog = correcting(qtbot, record)
    assert dialog.form.text("phone") == "13900000011"
    dialog.form.set_values({"reason": "号码是别人的", "phone": ""})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert record.file.petition.phone == ""


def test_a_correction_is_refused_at_its_field_and_nothing_is_lost(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    record = record_of(qtbot, qingshan, desk.petition())
    dialog = correcting(qtbot, record)
    form = dialog.form
    form.set_values({"came_on": date(2026, 12, 1), "phone": "13900000099"})
    dialog.submit()
    assert "请填写" in form.problem_shown("reason")
    form.set_values({"reason": "录错"})
    dialog.submit()
    assert form.problem_shown("came_on") == "来访时间不能晚于现在"
    assert form.text("phone") == "13900000099"
    dialog.reject()
    assert desk.file(record.petition_id).petition.phone == "13900000011"


def test_art_20_representatives_are_put_right_up_to_five(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    record = record_of(qtbot, qingshan, desk.petition(people_count=3))
    dialog = correcting(qtbot, record)
    form = dialog.form
    form.set_values(
        {"reason": "少登记代表", "people_count": 12, "origin_due_on": date(2026, 12, 30)}
    )
    form.changed.emit(form.draft())
    for number in range(5):
        QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
        form.set_values({f"rep{number}_name": f"代表{number}"})
    QTest.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert "不得超过 5 人" in form.problem_shown("rep4_name")
    dialog.submit()
    gone(qtbot, FormDialog)
    found = record.file.petition
    assert (found.people_count, len(found.representatives), found.collective) == (12, 5, True)
    assert record.banner.isVisible()


def test_pet_14_others_are_told_who_corrects(qtbot: QtBot, desk: Grievances) -> None:
    clerk = desk.office.actor(Role.WINDOW_CLERK)
    page = page_of(qtbot, desk.office, clerk)
    page.open(desk.petition())
    record = page.record()
    assert record is not None
    assert "由登记人" in record.against_correcting(record.file.petition)


def test_a_link_confirmed_by_mistake_is_taken_back_in_the_window(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    earlier, later = desk.petition(), desk.petition()
    with qingshan.work() as work:
        one, other = (work.session.get_one(Petition, key) for key in (later, earlier))
        confirm_link(work, one, other)
        commit(work)
    record = record_of(qtbot, qingshan, later)
    record.go("links")
    buttons = record.tabs.currentWidget().findChildren(QPushButton)
    undo = next(one for one in buttons if one.text().startswith("取消关联"))
    undo.click()
    submit(qtbot, reason="不是同一个人")
    assert not record.file.petition.repeat
    assert "可能是同一人" in said(record.tabs.currentWidget())


def test_a_complaint_is_put_right(qtbot: QtBot, qingshan: Office, desk: Grievances) -> None:
    complaint = desk.complaint()
    page = ComplaintsPage(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(page)
    page.show()
    page.open(complaint)
    record = page.record()
    assert record is not None
    record.ask_correct()
    dialog = dialog_of(qtbot)
    assert not dialog.form.editor("protected").isVisible()
    dialog.form.set_values({"reason": "窗口记错", "window": "民政窗口"})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert record.file.complaint.window == "民政窗口"
    assert record.file.complaint.received_at == at("11-16")
    record.go("history")
    assert "窗口：社保窗口 改为 民政窗口" in said(record.tabs.currentWidget())


@pytest.mark.usefixtures("desk")
def test_a_work_order_is_put_right(qtbot: QtBot, qingshan: Office) -> None:
    with qingshan.work() as work:
        form = OrderForm("12345-0001", "路灯不亮", at("11-16"), phone="13900000011")
        order = register(work, form)
        commit(work)
    page = OrdersPage(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(page)
    page.show()
    page.open(order.id)
    record = page.record()
    assert record is not None
    record.ask_correct()
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"reason": "编号录错", "external": "12345-0002"})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert record.number.text() == "12345-0002"
    assert record.file.order.dispatched_at == at("11-16")
    record.go("history")
    assert CORRECT in said(record.tabs.currentWidget())
