"""The 登记 tab by keyboard alone: D2, REG-01…17, ONCE-01, from visitor to signed receipt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from center.cases.records import Case
from center.papers import Paper, papers_of
from center.people import Person
from center.registration import Visit, VisitKind
from center.rights import Role
from desktop.desk import Desk
from desktop.preview import Preview
from desktop.registration import RegistrationPage
from tests.desk import id_number
from tests.offices import Office

NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Hands:
    """Presses keys where the cursor is and counts them; text typed does not count."""

    def __init__(self, page: QWidget) -> None:
        self._page = page
        self.strokes = 0

    def write(self, text: str) -> None:
        """Type text as a keyboard or an input method gives it."""
        for letter in text:
            if letter.isascii():
                QTest.keyClicks(where(), letter)
            else:
                event = QInputMethodEvent()
                event.setCommitString(letter)
                QApplication.sendEvent(where(), event)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key, with Ctrl or Alt held counting as a stroke of its own."""
        self.strokes += 1 if held is NO_KEYS else 2
        QTest.keyClick(where(), key, held)
        QApplication.processEvents()
        window = QApplication.activeWindow()
        if window is None or not window.isVisible():
            # Without a screen, a list of proposals takes the focus with it when it closes.
            (QApplication.activeModalWidget() or self._page).activateWindow()
            QApplication.processEvents()

    def enter(self, times: int = 1) -> None:
        for _ in range(times):
            self.press(Qt.Key.Key_Return)

    def save(self) -> None:
        self.press(Qt.Key.Key_Return, CONTROL)


def where() -> QWidget:
    """Where the keys go now."""
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    return widget


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Desk]:
    desk = Desk(qingshan.store, qingshan.actor(Role.WINDOW_CLERK, login="chuangkou"))
    yield desk
    qingshan.store.listeners.clear()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    return page_of(qtbot, desk)


@pytest.fixture
def hands(page: RegistrationPage) -> Hands:
    return Hands(page)


def page_of(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    page = RegistrationPage(desk)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.ready):
        page.resize(1240, 690)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
    return page


def visits(office: Office) -> list[Visit]:
    with office.store.read(office.director) as work:
        return sorted(work.session.query(Visit), key=lambda v: v.number or "")


def cases(office: Office) -> list[Case]:
    with office.store.read(office.director) as work:
        return sorted(work.session.query(Case), key=lambda c: c.number or "")


def papers(office: Office, about: Case | Visit) -> list[Paper]:
    with office.store.read(office.director) as work:
        return papers_of(work.session, about.id)


def under(page: RegistrationPage, field: str) -> str:
    return page.entry.form.problem_shown(field)


def in_sight(page: RegistrationPage) -> set[str]:
    return set(page.entry.form.values())


# --- from the visitor to the receipt --------------------------------------------------------------


def test_visitor_case_and_receipt_take_under_40_keystrokes_and_no_mouse(
    qtbot: QtBot, qingshan: Office, page: RegistrationPage, hands: Hands, tmp_path: Path
) -> None:
    number = id_number("19630205", 43)
    hands.write(number)
    hands.enter()
    hands.write("何秀兰")
    hands.enter()
    hands.write("13900000012")
    hands.enter(3)  # village and address are left for later
    hands.enter(2)  # 办理 and 来访 stand already
    hands.write("mz03")
    hands.enter()
    hands.save()
    assert page.intake.isVisible()
    hands.press(Qt.Key.Key_F8)
    hands.save()
    assert page.done.isVisible()
    hands.enter()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Preview))
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, Preview)
    with qtbot.waitSignal(preview.issued):
        hands.save()
    hands.press(Qt.Key.Key_Escape)
    assert hands.strokes < 40

    (visit,) = visits(qingshan)
    (case,) = cases(qingshan)
    (paper,) = papers(qingshan, case)
    assert (visit.name, visit.id_number, visit.phone) == ("何秀兰", number, "13900000012")
