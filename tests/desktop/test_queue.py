"""The queue beside the form by keys (REG-18, REG-20), today's numbers, appointments (REG-21)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.queue.appointments import AppointmentForm, book
from center.queue.records import Appointment, AppointmentState, Ticket, TicketState
from center.queue.tickets import TicketForm, take
from center.registration import Channel, VisitForm, VisitKind, register
from center.rights import Role
from center.settings import set_value
from center.staff import ServiceWindow
from center.staff import save as save_staff
from desktop import tasks
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from desktop.queue.appointments import AppointmentsDialog
from desktop.queue.panel import QueuePanel
from desktop.queue.today import TodayDialog
from desktop.registration import RegistrationPage
from tests.desk import at, change, on
from tests.hands import CONTROL, Hands, desk_of, page_of, visits, where
from tests.offices import Office

WINDOW = "综合窗口"
SHIFT = Qt.KeyboardModifier.ShiftModifier
D = TypeVar("D", bound=QDialog)


@pytest.fixture
def hall(qingshan: Office) -> Office:
    """An office with two windows."""
    with qingshan.work() as work:
        for place, name in enumerate((WINDOW, "民政窗口")):
            record = ServiceWindow(id=work.new_id(), station="QS", name=name, position=place)
            save_staff(work, record)
        commit(work)
    return qingshan


@pytest.fixture
def desk(hall: Office) -> Iterator[Desk]:
    made = desk_of(hall)
    made.memory("queue")["window"] = WINDOW
    yield made
    hall.store.listeners.clear()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    return page_of(qtbot, desk)


@pytest.fixture
def panel(page: RegistrationPage) -> QueuePanel:
    found = page.findChild(QueuePanel)
    assert isinstance(found, QueuePanel)
    return found


@pytest.fixture
def hands(page: RegistrationPage) -> Hands:
    return Hands(page)


def queue_up(office: Office, *reasons: str) -> None:
    for reason in reasons:
        office.clock.advance(minutes=1)
        change(office, take, TicketForm("A", reason))


def ticket(office: Office, number: str) -> Ticket:
    with office.work() as work:
        return work.session.query(Ticket).filter(Ticket.number == number).one()


def dialog(kind: type[D]) -> D:
    """The dialog of this kind that is open."""
    QApplication.processEvents()
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    found.activateWindow()
    return found


# --- calling -------------------------------------------------------------------------------------


def test_f12_calls_the_next_and_the_panel_says_who_waits(
    hall: Office, panel: QueuePanel, hands: Hands
) -> None:
    assert panel.waiting.text() == "没有人等候"
    queue_up(hall, "", "", "孕妇")
    hall.clock.advance(minutes=20)
    panel.refresh()
    assert panel.waiting.text() == "等候 3 人（优先 1），最久 22 分钟"
    hands.press(Qt.Key.Key_F12)
    assert (panel.number.text(), panel.about.text()) == ("A003", "孕妇\n已叫号")
    hands.press(Qt.Key.Key_F12)
    assert panel.number.text() == "A001"
    assert ticket(hall, "A003").state is TicketState.DONE


def test_the_keys_work_while_the_clerk_types(
    hall: Office, page: RegistrationPage, panel: QueuePanel, hands: Hands
) -> None:
    queue_up(hall, "", "")
    hands.write("周")
    hands.press(Qt.Key.Key_F12)
    hands.press(Qt.Key.Key_F12, SHIFT)
    assert panel.about.text() == "已叫 2 次"
    hands.press(Qt.Key.Key_F12, CONTROL)
    assert ticket(hall, "A001").state is TicketState.PASSED
    assert "A001 已过号" in panel.notice.text
    assert panel.number.isHidden()
    assert page.entry.form.editor("who").raw() == "周"


def test_nobody_waiting_is_told(panel: QueuePanel, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F12)
    assert panel.notice.text == "现在没有人等候"


def test_a_computer_that_is_no_window_asks_for_one(
    hall: Office, desk: Desk, panel: QueuePanel, hands: Hands
) -> None:
    desk.memory("queue").clear()
    queue_up(hall, "")
    panel.refresh()
    assert panel.window_button.text() == "选本机窗口"
    hands.press(Qt.Key.Key_F12)
    assert "请先选择本机是哪个窗口" in panel.notice.text
    panel.window_button.menu().aboutToShow.emit()
    panel.window_button.menu().actions()[1].trigger()
    assert desk.memory("queue")["window"] == "民政窗口"
    hands.press(Qt.Key.Key_F12)
    assert ticket(hall, "A001").window == "民政窗口"


def test_a_number_is_taken_by_two_keys(hall: Office, panel: QueuePanel, hands: Hands) -> None:
    hands.press(Qt.Key.Key_F11)
    dialog(FormDialog)
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert ticket(hall, "A001").reason == ""
    assert panel.notice.text == "已取号 A001，下一个就是"


def test_reg_20_a_priority_number_is_taken_by_a_digit(
    hall: Office, panel: QueuePanel, hands: Hands
) -> None:
    queue_up(hall, "")
    hands.press(Qt.Key.Key_F11)
    dialog(FormDialog)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_2)
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert ticket(hall, "A002").reason == "60岁以上"
    assert panel.waiting.text().startswith("等候 2 人（优先 1）")


def test_the_slip_is_shown_for_printing_where_the_office_prints_one(
    hall: Office, hands: Hands
) -> None:
    change(hall, set_value, "queue_slip", "roll")
    hands.press(Qt.Key.Key_F11)
    dialog(FormDialog)
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert tasks.finish()
    QApplication.processEvents()
    preview = dialog(Preview)
    assert preview.windowTitle() == "排队号 A001"
    preview.reject()


def test_a_transfer_keeps_the_number(hall: Office, panel: QueuePanel, hands: Hands) -> None:
    queue_up(hall, "")
    hands.press(Qt.Key.Key_F12)
    panel.more.menu().aboutToShow.emit()
    action = next(a for a in panel.more.menu().actions() if a.text().startswith("转到"))
    action.trigger()
    asked = dialog(FormDialog)
    asked.form.set_values({"window": "民政窗口"})
    hands.press(Qt.Key.Key_Return, CONTROL)
    found = ticket(hall, "A001")
    assert (found.state, found.for_window) == (TicketState.WAITING, "民政窗口")
    assert panel.waiting.text() == "没有人等候"


def test_who_was_passed_comes_back_from_the_menu(
    hall: Office, panel: QueuePanel, hands: Hands
) -> None:
    queue_up(hall, "")
    hands.press(Qt.Key.Key_F12)
    hands.press(Qt.Key.Key_F12, CONTROL)
    panel.more.menu().aboutToShow.emit()
    panel.back_menu.actions()[0].trigger()
    assert ticket(hall, "A001").state is TicketState.WAITING
    hands.press(Qt.Key.Key_F12)
    assert panel.number.text() == "A001"


# --- the visit -----------------------------------------------------------------------------------


def test_the_one_called_goes_into_the_form_and_the_visit_belongs_to_the_number(
    hall: Office, page: RegistrationPage, panel: QueuePanel, hands: Hands
) -> None:
    change(hall, take, TicketForm("A", name="周远", phone="13900000002"))
    hands.press(Qt.Key.Key_F12)
    panel.begin.click()
    kept = page.entry.asking.kept
    assert kept is not None
    assert (kept.name, kept.phone) == ("周远", "13900000002")
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_1)
    (visit,) = visits(hall)
    found = ticket(hall, "A001")
    assert (found.visit, found.state) == (visit.id, TicketState.SERVING)
    assert panel.about.text().endswith("办理中，已登记")


def test_without_a_name_on_the_number_the_form_waits_for_one(
    hall: Office, page: RegistrationPage, panel: QueuePanel, hands: Hands
) -> None:
    queue_up(hall, "")
    hands.press(Qt.Key.Key_F12)
    panel.begin.click()
    assert ticket(hall, "A001").state is TicketState.SERVING
    assert page.entry.form.editor("who").raw() == ""
    assert page.entry.form.editor("who").isAncestorOf(where())


def test_reg_18_the_visit_tells_its_number_and_how_long_it_waited(
    hall: Office, page: RegistrationPage, hands: Hands
) -> None:
    queue_up(hall, "孕妇")
    hall.clock.advance(minutes=12)
    hands.press(Qt.Key.Key_F12)
    hands.press(Qt.Key.Key_F2)
    hands.press(Qt.Key.Key_1)
    (visit,) = visits(hall)
    page.show_visit(visit.id)
    told = [label.text() for label in page.findChildren(QLabel)]
    assert "A001　孕妇　等候 12 分钟" in told


def test_what_is_entered_from_the_paper_book_is_not_the_numbers_visit(
    hall: Office, page: RegistrationPage, hands: Hands
) -> None:
    queue_up(hall, "")
    hands.press(Qt.Key.Key_F12)
    form = VisitForm(VisitKind.QUESTION, topic="其他", received_at=at("9-18", "15:00"))
    page.entry.saved.emit(change(hall, register, form), False)
    assert ticket(hall, "A001").visit is None


def test_a_call_registered_meanwhile_is_not_the_numbers_visit(
    hall: Office, page: RegistrationPage, hands: Hands
) -> None:
    queue_up(hall, "")
    hands.press(Qt.Key.Key_F12)
    form = VisitForm(VisitKind.QUESTION, topic="其他", channel=Channel.CALL)
    page.entry.saved.emit(change(hall, register, form), False)
    assert ticket(hall, "A001").visit is None


# --- who sees it ---------------------------------------------------------------------------------


def test_an_office_that_calls_nobody_sees_no_panel(
    hall: Office, panel: QueuePanel, hands: Hands
) -> None:
    queue_up(hall, "")
    change(hall, set_value, "queue_on", False)
    assert panel.isHidden()
    hands.press(Qt.Key.Key_F12)
    assert ticket(hall, "A001").state is TicketState.WAITING


def test_a_colleague_without_the_right_calls_nobody(
    hall: Office, desk: Desk, panel: QueuePanel
) -> None:
    desk.take_over(hall.actor(Role.INSPECTOR))
    assert panel.isHidden()
    desk.take_over(hall.director)
    assert not panel.isHidden()


# --- today ---------------------------------------------------------------------------------------


def test_todays_numbers_and_their_waiting_times(
    hall: Office, desk: Desk, panel: QueuePanel, hands: Hands, tmp_path: Path, qtbot: QtBot
) -> None:
    queue_up(hall, "", "", "孕妇")
    hands.press(Qt.Key.Key_F12)
    shown = TodayDialog(desk, panel)
    shown.open()
    assert [shown.list.text(row, "number") for row in range(3)] == ["A003", "A001", "A002"]
    assert shown.words.text().startswith("取号 3 个，叫到 1 个，优先 1 个")
    assert (shown.windows.text(0, "window"), shown.windows.text(0, "called")) == (WINDOW, "1")
    shown.list.stand_on(2)
    shown.gone.click()
    assert ticket(hall, "A002").state is TicketState.LEFT
    assert not shown.gone.isEnabled()
    path = tmp_path / "等候.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
        shown.ask_export()
        asked = dialog(FormDialog)
        asked.submit()
        qtbot.waitUntil(lambda: shown.notice.text.startswith("已导出"))
    assert load_workbook(path).worksheets[0].max_row > 4
    shown.reject()


# --- appointments --------------------------------------------------------------------------------


@pytest.fixture
def booking(desk: Desk, panel: QueuePanel, qtbot: QtBot) -> AppointmentsDialog:
    shown = AppointmentsDialog(desk, panel)
    shown.open()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def appointment(office: Office) -> Appointment:
    with office.work() as work:
        return work.session.query(Appointment).one()


def test_reg_21_an_appointment_is_booked_by_keys(
    hall: Office, booking: AppointmentsDialog, hands: Hands
) -> None:
    QTest.keyClick(booking, Qt.Key.Key_N, CONTROL)
    asked = dialog(FormDialog)
    hands.write("周远")
    hands.press(Qt.Key.Key_Tab)
    hands.write("13900000002")
    asked.form.set_values({"day": on("9-26")})
    hands.press(Qt.Key.Key_Return, CONTROL)
    assert "中秋节" in asked.form.problem_shown("day")
    asked.form.set_values({"day": on("9-22")})
    hands.press(Qt.Key.Key_Return, CONTROL)
    made = appointment(hall)
    assert (made.name, made.day, made.slot, made.line) == ("周远", on("9-22"), "上午", "A")
    assert booking.day == on("9-22")
    assert booking.list.text(0, "phone") == "139****0002"
    assert "已约 1 / 6" in booking.slots.text()


def test_a_full_slot_is_refused_under_its_field(hall: Office, booking: AppointmentsDialog) -> None:
    change(hall, set_value, "appointment_capacity", 1)
    change(hall, book, AppointmentForm("何秀兰", "13900000012", on("9-22"), "上午", "A"))
    booking.show_day(on("9-22"))
    booking.ask_booking()
    asked = dialog(FormDialog)
    assert asked.form.text("slot") == "下午"
    asked.form.set_values({"name": "周远", "phone": "13900000002", "slot": "上午"})
    asked.submit()
    assert "已约满" in asked.form.problem_shown("slot")
    assert asked.form.text("name") == "周远"
    asked.reject()


def test_enter_on_a_row_takes_the_number_of_who_arrives(
    hall: Office, booking: AppointmentsDialog, panel: QueuePanel
) -> None:
    change(hall, book, AppointmentForm("周远", "13900000002", on("9-22"), "上午", "A"))
    booking.show_day(on("9-22"))
    assert not booking.here.isEnabled()
    hall.clock.now = at("9-22", "09:10")
    queue_up(hall, "")
    booking.show_day(on("9-22"))
    panel.more.menu().aboutToShow.emit()
    assert panel.more.menu().actions()[0].text().endswith("（今天还有 1 人没到）")
    booking.list.setFocus()
    QTest.keyClick(booking.list, Qt.Key.Key_Return)
    assert appointment(hall).state is AppointmentState.ARRIVED
    assert "号码 A002，预约先叫" in booking.notice.text
    assert booking.list.text(0, "state") == "已到 A002 等候"
    booking.reject()
    panel.next.click()
    assert (panel.number.text(), panel.about.text()) == ("A002", "周远　预约\n已叫号")


def test_who_did_not_come_is_marked_after_the_slot(
    hall: Office, booking: AppointmentsDialog
) -> None:
    change(hall, book, AppointmentForm("周远", "13900000002", on("9-22"), "上午", "A"))
    hall.clock.now = at("9-22", "11:00")
    booking.show_day(on("9-22"))
    assert not booking.missed.isEnabled()
    hall.clock.now = at("9-22", "11:31")
    booking.show_day(on("9-22"))
    assert booking.list.text(0, "state") == "时段已过，没有来"
    booking.missed.click()
    assert appointment(hall).state is AppointmentState.MISSED
    assert not booking.cancelled.isEnabled()


def test_an_appointment_is_called_off_with_a_reason(
    hall: Office, booking: AppointmentsDialog
) -> None:
    change(hall, book, AppointmentForm("周远", "13900000002", on("9-22"), "上午", "A"))
    booking.show_day(on("9-22"))
    booking.cancelled.click()
    asked = dialog(FormDialog)
    asked.submit()
    assert asked.form.problem_shown("reason") != ""
    asked.form.set_values({"reason": "本人来电"})
    asked.submit()
    assert appointment(hall).state is AppointmentState.CANCELLED
    assert "已约 0 / 6" in booking.slots.text()


def test_a_day_off_cannot_be_booked(booking: AppointmentsDialog) -> None:
    booking.show_day(on("9-26"))
    assert not booking.book_button.isEnabled()
    assert "中秋节" in booking.slots.text()
