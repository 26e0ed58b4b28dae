"""The 监督考核 tab, and the window turned to the visitor (SAT-03, SAT-04, SAT-05)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from center.cases import steps
from center.cases.file import open_file
from center.cases.steps import Outcome
from center.evaluations import Evaluation, Rating, Way, evaluation_of, rate_on_screen
from center.follow_ups import CallOutcome, follow_up
from center.journal import commit
from center.rights import Actor, Role
from desktop import tasks
from desktop.cases.evaluating import ASK, SLIP, RateDialog
from desktop.cases.page import CasesPage
from desktop.cases.record import CaseRecord
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.settings.items import ItemRecord, ItemsPage
from desktop.supervision import SupervisionPage
from desktop.supervision.follow_ups import FollowUpRecord, FollowUpsPage
from desktop.supervision.satisfaction import SatisfactionPage
from desktop.today import TodayPage
from tests.desktop.case_desk import INSTANT, WAIT, a_case, gone, shown
from tests.offices import Office


@pytest.fixture
def clerk(qingshan: Office) -> Actor:
    return qingshan.actor(Role.WINDOW_CLERK)


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def finished(office: Office, clerk: Actor, name: str = "李桂花") -> UUID:
    """An instant case finished by the clerk."""
    case = a_case(office, INSTANT, name, by=clerk)
    with office.work(clerk) as work:
        steps.finish(work, open_file(work, case).case, Outcome("办成"))
        commit(work)
    return case


def rated(office: Office, clerk: Actor, rating: Rating | None, name: str = "李桂花") -> UUID:
    case = finished(office, clerk, name)
    with office.work(clerk) as work:
        rate_on_screen(work, case, rating)
        commit(work)
    return case


def evaluation(office: Office, case: UUID) -> Evaluation | None:
    with office.store.read(office.director) as work:
        return evaluation_of(work, case)


def opened(qtbot: QtBot, office: Office, actor: Actor, case: UUID) -> CaseRecord:
    page = CasesPage(Desk(office.store, actor))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.show_case(case)
    record = page.record()
    assert record is not None
    return record


def tab(qtbot: QtBot, office: Office, actor: Actor) -> SupervisionPage:
    page = SupervisionPage(Desk(office.store, actor))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def calls(page: SupervisionPage) -> FollowUpsPage:
    found = page.show_section("follow_ups")
    assert isinstance(found, FollowUpsPage)
    return found


def offers(record: CaseRecord) -> dict[str, str]:
    """Every step with what it says: in the bar its tooltip, in the menu its text."""
    found = {title: button.toolTip() for title, button in record.steps.items()}
    for menu in record.findChildren(QMenu):
        for action in menu.actions():
            found[action.text().partition("（")[0]] = action.text()
    return found


def take(record: CaseRecord, title: str) -> None:
    """Press a step in the bar, or choose it from the menu."""
    if title in record.steps:
        QTest.mouseClick(record.steps[title], Qt.MouseButton.LeftButton)
        return
    actions = [action for menu in record.findChildren(QMenu) for action in menu.actions()]
    next(action for action in actions if action.text().startswith(title)).trigger()


def ask(qtbot: QtBot, record: CaseRecord) -> RateDialog:
    QTest.keyClick(record, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    return shown(qtbot, RateDialog)


def test_the_visitor_taps_one_of_five(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-04: five large buttons, none chosen beforehand, and nothing of the case in sight."""
    case = finished(qingshan, clerk)
    record = opened(qtbot, qingshan, clerk, case)
    dialog = ask(qtbot, record)
    assert [button.text() for button in dialog.buttons.values()] == [r.value for r in Rating]
    assert dialog.isFullScreen()
    assert not any(button.hasFocus() or button.isChecked() for button in dialog.buttons.values())
    words = "".join(label.text() for label in dialog.findChildren(type(dialog.asked)))
    assert "李桂花" not in words
    # The clerk's Enter and Space rate nothing.
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    QTest.keyClick(dialog, Qt.Key.Key_Space)
    assert evaluation(qingshan, case) is None
    QTest.mouseClick(dialog.buttons[Rating.FAIR], Qt.MouseButton.LeftButton)
    gone(qtbot, RateDialog)
    made = evaluation(qingshan, case)
    assert made is not None
    assert (made.rating, made.way) == (Rating.FAIR, Way.SCREEN)
    assert "评价 基本满意" in record.facts.text()
    # Once is enough: the step tells why it is no longer there to take.
    assert "群众已评价：基本满意" in offers(record)[ASK]


def test_nobody_answers_in_time(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-04: after the seconds set the window goes away and 未评价 is recorded."""
    case = finished(qingshan, clerk)
    dialog = ask(qtbot, opened(qtbot, qingshan, clerk, case))
    for _ in range(60):
        dialog.second.timeout.emit()
    gone(qtbot, RateDialog)
    made = evaluation(qingshan, case)
    assert made is not None
    assert made.rating is None


def test_esc_records_nothing(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-04."""
    case = finished(qingshan, clerk)
    dialog = ask(qtbot, opened(qtbot, qingshan, clerk, case))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    gone(qtbot, RateDialog)
    assert evaluation(qingshan, case) is None


def test_a_slip_is_for_a_colleague(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-04: the handler is told to hand it on; somebody else enters it."""
    case = finished(qingshan, clerk)
    record = opened(qtbot, qingshan, clerk, case)
    assert "经办人不能录入自己办件的评价" in offers(record)[SLIP]
    colleague = qingshan.actor(Role.WINDOW_CLERK, login="tongshi")
    other = opened(qtbot, qingshan, colleague, case)
    take(other, SLIP)
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"rating": Rating.VERY_BAD.value, "remark": "等了一上午"})
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    gone(qtbot, FormDialog)
    made = evaluation(qingshan, case)
    assert made is not None
    assert (made.rating, made.way, made.remark) == (Rating.VERY_BAD, Way.SLIP, "等了一上午")


def test_a_bad_evaluation_waits_on_the_list(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-04, SAT-05: it is called by somebody else, and then stands among those done."""
    rated(qingshan, clerk, Rating.BAD)
    page = calls(tab(qtbot, qingshan, qingshan.director))
    assert page.listing.model.rowCount() == 1
    QTest.keyClick(page.listing.table, Qt.Key.Key_Return)
    record = page.currentWidget()
    assert isinstance(record, FollowUpRecord)
    QTest.mouseClick(record.steps["记回访"], Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, FormDialog)
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    assert dialog.isVisible(), "no outcome is chosen beforehand"
    dialog.form.set_values(
        {"outcome": CallOutcome.SOLVED.value, "opinion": "等太久", "measure": "已加开窗口"}
    )
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    gone(qtbot, FormDialog)
    QTest.mouseClick(record.back, Qt.MouseButton.LeftButton)
    assert page.listing.model.rowCount() == 0
    QTest.mouseClick(page.listing.quick["done"], Qt.MouseButton.LeftButton)
    assert page.listing.model.rowCount() == 1
    with qingshan.store.read(qingshan.director) as work:
        key = page.listing.table.current_key()
        assert isinstance(key, UUID)
        assert follow_up(work, key)[0].caller_name == qingshan.director.name


def test_the_handler_cannot_call(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-05."""
    rated(qingshan, clerk, Rating.BAD)
    page = calls(tab(qtbot, qingshan, clerk))
    QTest.keyClick(page.listing.table, Qt.Key.Key_Return)
    record = page.currentWidget()
    assert isinstance(record, FollowUpRecord)
    QTest.mouseClick(record.steps["记回访"], Qt.MouseButton.LeftButton)
    assert "经办人不能回访自己办的件" in record.notice.label.text()


def test_the_phone_is_shown_in_full_on_the_record(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    """D8: masked, and revealing it is journalled."""
    rated(qingshan, clerk, Rating.BAD)
    page = calls(tab(qtbot, qingshan, qingshan.director))
    QTest.keyClick(page.listing.table, Qt.Key.Key_Return)
    record = page.currentWidget()
    assert isinstance(record, FollowUpRecord)

    def texts() -> str:
        return "".join(label.text() for label in record.findChildren(type(record.facts)))

    assert "13800001234" not in texts()
    QTest.mouseClick(record.steps["看完整电话"], Qt.MouseButton.LeftButton)
    assert "13800001234" in texts()


def test_last_months_sample_is_drawn_with_one_button(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    """SAT-05: drawn once; the second press tells by whom and when."""
    finished(qingshan, clerk)
    qingshan.clock.set(date(2026, 10, 9))
    page = calls(tab(qtbot, qingshan, qingshan.director))

    def press(words: str) -> None:
        box = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog))
        button = next(b for b in box.findChildren(QPushButton) if b.text() == words)
        button.click()

    QTimer.singleShot(0, page, lambda: press("抽取"))
    page.draw.click()
    assert page.listing.model.rowCount() == 1
    QTimer.singleShot(0, page, lambda: press("抽取"))
    page.draw.click()
    assert "名单不能重抽" in page.listing.notice.label.text()


def read(qtbot: QtBot, page: TodayPage) -> None:
    qtbot.waitUntil(lambda: page.found is not None, timeout=WAIT)


def test_today_tells_of_calls_due(qtbot: QtBot, qingshan: Office, clerk: Actor) -> None:
    """SAT-05: whoever handled the case is not sent to make the call."""
    rated(qingshan, clerk, Rating.BAD)
    qingshan.clock.set(date(2026, 10, 12))
    for actor, told in ((qingshan.director, True), (clerk, False)):
        page = TodayPage(Desk(qingshan.store, actor))
        qtbot.addWidget(page)
        page.show()
        read(qtbot, page)
        assert page.calls.isVisible() is told
        qingshan.store.listeners.clear()


def test_today_tells_of_guides_to_look_through(
    qtbot: QtBot, qingshan: Office, clerk: Actor
) -> None:
    """OPEN-12: who may change items is led to those that nobody has looked at for long."""
    qingshan.clock.set(date(2027, 4, 1))
    for actor, told in ((qingshan.director, True), (clerk, False)):
        page = TodayPage(Desk(qingshan.store, actor))
        qtbot.addWidget(page)
        page.show()
        read(qtbot, page)
        assert page.guides.isVisible() is told
        qingshan.store.listeners.clear()
    items = ItemsPage(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(items)
    items.show()
    items.listing.show_quick("stale")
    before = items.listing.model.rowCount()
    items.open(items.listing.table.current_key())
    record = items.currentWidget()
    assert isinstance(record, ItemRecord)
    QTest.mouseClick(record.steps["指南核对无误"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(record.back, Qt.MouseButton.LeftButton)
    assert items.listing.model.rowCount() == before - 1


def test_a_month_of_satisfaction(
    qtbot: QtBot, qingshan: Office, clerk: Actor, tmp_path: Path
) -> None:
    """SAT-03: no rate below the least number; the month leaves as a workbook."""
    for number in range(4):
        rated(qingshan, clerk, Rating.GOOD, f"张三{number}")
    page = tab(qtbot, qingshan, qingshan.director).show_section("satisfaction")
    assert isinstance(page, SatisfactionPage)
    assert page.list.text(0, "rate") == "不足 5 份，不计"
    rated(qingshan, clerk, Rating.BAD, "李四")
    page.refresh()
    assert [page.list.text(0, name) for name in ("ended", "rated", "rate")] == ["5", "5", "80.0%"]
    page.export_to(tmp_path / "满意度.xlsx")
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    sheet = openpyxl.load_workbook(tmp_path / "满意度.xlsx").active
    assert sheet is not None
    assert next(cell.value for cell in sheet[5]) == "合计"
    QTest.mouseClick(page.earlier, Qt.MouseButton.LeftButton)
    assert page.none.isVisible()
    assert page.month.text() == "2026年8月"


def test_the_list_of_calls_leaves_as_a_workbook(
    qtbot: QtBot, qingshan: Office, clerk: Actor, tmp_path: Path
) -> None:
    """SAT-05, D8: the phone masked."""
    rated(qingshan, clerk, Rating.BAD)
    page = calls(tab(qtbot, qingshan, qingshan.director))
    page.export_to(tmp_path / "回访.xlsx")
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    sheet = openpyxl.load_workbook(tmp_path / "回访.xlsx").active
    assert sheet is not None
    row = [str(cell.value) for cell in sheet[4]]
    assert "138****1234" in row
    assert "不满意" in row
