"""Hands at the keyboard of a page under test: they type, press keys and count the strokes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from center.cases.records import Case
from center.journal import JournalRow, history
from center.papers import Paper, papers_of
from center.registration import Visit
from center.rights import Role
from desktop.desk import Desk
from desktop.registration import RegistrationPage
from tests.offices import Office

NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Hands:
    """Presses keys where the cursor is; `strokes` counts them, text typed does not count."""

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
        # A list of proposals has come up by the time the next key is pressed.
        QApplication.processEvents()

    def paste(self, text: str) -> None:
        """Ctrl+V."""
        QApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CONTROL)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Press a key; Ctrl or Alt held is a stroke of its own."""
        self.strokes += 1 if held is NO_KEYS else 2
        QTest.keyClick(where(), key, held)
        QApplication.processEvents()
        window = QApplication.activeWindow()
        if window is None or not window.isVisible():
            # Without a screen, a list of proposals takes the focus with it when it closes.
            (QApplication.activeModalWidget() or self._page).activateWindow()
            QApplication.processEvents()

    def enter(self, times: int = 1) -> None:
        """Enter, so many times."""
        for _ in range(times):
            self.press(Qt.Key.Key_Return)

    def save(self) -> None:
        """Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, CONTROL)


def where() -> QWidget:
    """Where the keys go now."""
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    return widget


def desk_of(office: Office, *roles: Role) -> Desk:
    """A desk with a new account of these roles, a window clerk's unless told otherwise."""
    held = roles or (Role.WINDOW_CLERK,)
    return Desk(office.store, office.actor(*held))


def page_of(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    """The 登记 tab, shown and ready."""
    page = RegistrationPage(desk)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.ready):
        page.resize(1240, 690)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
    return page


def visits(office: Office) -> list[Visit]:
    """Every visit, in the order of the numbers."""
    with office.store.read(office.director) as work:
        return sorted(work.session.query(Visit), key=lambda v: v.number or "")


def cases(office: Office) -> list[Case]:
    """Every case, in the order of the numbers."""
    with office.store.read(office.director) as work:
        return sorted(work.session.query(Case), key=lambda c: c.number or "")


def papers(office: Office, about: Case | Visit) -> list[Paper]:
    """The papers about a record."""
    with office.store.read(office.director) as work:
        return papers_of(work.session, about.id)


def journal(office: Office, about: Case | Visit) -> list[JournalRow]:
    """The journal of a record."""
    with office.store.read(office.director) as work:
        return history(work, about.id)
