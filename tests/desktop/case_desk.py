"""Cases in a real office for tests of the 办件 tab, and hands that press its keys."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import pdfplumber
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from center.cases import intake
from center.cases.file import CaseFile, open_file
from center.cases.records import Case
from center.identity import id_check_digit
from center.items import item_of
from center.journal import commit
from center.papers import Paper, papers_of, stored
from center.people import Identity
from center.rights import Actor
from center.storage import Work
from desktop.cases.page import CasesPage
from desktop.cases.record import CaseRecord
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from tests.offices import Office

Kind = TypeVar("Kind", bound=QWidget)

INSTANT, COMMITTED, LICENCE, UPWARD, CARRIED = "RS01", "MZ03", "NY01", "MZ01", "RS07"
ID_NUMBER = "41150219650315101" + id_check_digit("41150219650315101")
WAIT = 20_000


def a_case(
    office: Office,
    code: str = INSTANT,
    name: str = "李桂花",
    *,
    received: int | None = None,
    by: Actor | None = None,
) -> UUID:
    """Take in a case with all its materials, or with the first `received` of them."""
    with office.work(by) as work:
        item = item_of(work.session, code)
        assert item is not None
        who = Identity(
            name,
            id_kind="居民身份证",
            id_number=ID_NUMBER,
            phone="13800001234",
            village="青山村",
            group="三组",
            address="青山村三组12号",
        )
        given = range(len(item.materials) if received is None else received)
        form = intake.CaseForm(item, who, window=item.window, received=given)
        case = intake.receive(work, form)
        commit(work)
    return case.id


def do(office: Office, case: UUID, step: Callable[[Work, Case], object]) -> None:
    """Take a step through the service, not the window."""
    with office.work() as work:
        step(work, open_file(work, case).case)
        commit(work)


def file_of_case(office: Office, case: UUID) -> CaseFile:
    """The case as it is stored."""
    with office.store.read(office.director) as work:
        return open_file(work, case)


def papers(office: Office, about: UUID) -> list[Paper]:
    """The papers about a record."""
    with office.store.read(office.director) as work:
        return papers_of(work.session, about)


def frozen_text(office: Office, about: UUID, place: int = -1) -> str:
    """What stands on a stored paper."""
    with office.store.read(office.director) as work:
        return text_of(stored(work, papers_of(work.session, about)[place]))


def text_of(content: bytes) -> str:
    """The text of a PDF without line breaks."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return "".join(page.extract_text() for page in pdf.pages).replace("\n", "")


def shown(qtbot: QtBot, kind: type[Kind]) -> Kind:
    """The window of a kind that is in sight, once there is one."""

    def find() -> list[Kind]:
        tops = QApplication.topLevelWidgets()
        return [w for w in tops if isinstance(w, kind) and w.isVisible()]

    qtbot.waitUntil(lambda: bool(find()), timeout=WAIT)
    return find()[-1]


def gone(qtbot: QtBot, kind: type[QWidget]) -> None:
    """Wait until no window of a kind is in sight."""

    def none() -> bool:
        tops = QApplication.topLevelWidgets()
        return not [w for w in tops if isinstance(w, kind) and w.isVisible()]

    qtbot.waitUntil(none, timeout=WAIT)


def activate(qtbot: QtBot, window: QWidget) -> None:
    """Make a window the active one, again if a closing dialog takes that away."""

    def active() -> bool:
        if QApplication.activeWindow() is not window:
            window.activateWindow()
        return QApplication.activeWindow() is window

    qtbot.waitUntil(active, timeout=WAIT)


def write(widget: QWidget, text: str) -> None:
    """Type text as keyboard and input method give it to a field."""
    if text.isascii():
        QTest.keyClicks(widget, text)
        return
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@dataclass
class Hands:
    """A clerk without a mouse at the 办件 tab."""

    qtbot: QtBot
    page: CasesPage

    @property
    def record(self) -> CaseRecord:
        """The case that is open."""
        found = self.page.record()
        assert found is not None
        return found

    def open(self, case: UUID) -> CaseRecord:
        """Open a case."""
        self.page.show_case(case)
        return self.record

    def press(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        where: QWidget | None = None,
    ) -> None:
        """Press a key in the widget that has the focus, or in `where`."""
        target = where or QApplication.focusWidget() or self.page
        QTest.keyClick(target, key, modifier)

    def alt(self, key: Qt.Key) -> None:
        """A step's shortcut."""
        activate(self.qtbot, self.page.window())
        self.press(key, Qt.KeyboardModifier.AltModifier, self.record)

    def step(self, key: Qt.Key) -> FormDialog:
        """Open a step's dialog by its shortcut."""
        self.alt(key)
        return self.dialog()

    def dialog(self) -> FormDialog:
        """The form that is open, active."""
        dialog = shown(self.qtbot, FormDialog)
        activate(self.qtbot, dialog)
        return dialog

    def fill(self, dialog: FormDialog, **fields: str) -> None:
        """Type into fields; a tick is `1`, buttons take the key of their place."""
        for name, text in fields.items():
            editor = dialog.form.editor(name)
            dialog.form.focus(name)
            if editor.field.kind == "tick":
                if bool(editor.value()) != (text == "1"):
                    QTest.keyClick(editor.input, Qt.Key.Key_Space)
            elif editor.field.kind == "buttons":
                QTest.keyClicks(editor.input, text)
            elif editor.field.kind == "choice":
                editor.set_raw(text)
            else:
                everything = Qt.KeyboardModifier.ControlModifier
                QTest.keyClick(editor.input, Qt.Key.Key_A, everything)
                write(editor.input, text)

    def submit(self, dialog: FormDialog) -> None:
        """Ctrl+Enter."""
        first = QApplication.focusWidget()
        assert first is not None
        QTest.keyClick(first, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def take(self, key: Qt.Key, **fields: str) -> None:
        """Take a step from shortcut to closed dialog."""
        dialog = self.step(key)
        self.fill(dialog, **fields)
        self.submit(dialog)
        gone(self.qtbot, FormDialog)

    def preview(self) -> Preview:
        """The paper that was proposed."""
        return shown(self.qtbot, Preview)

    def issue(self) -> str:
        """Enter issues the paper in sight, Esc closes it; its text comes back."""
        dialog = self.preview()
        with self.qtbot.waitSignal(dialog.issued, timeout=WAIT):
            QTest.keyClick(dialog.issue_button, Qt.Key.Key_Return)
        text = text_of(dialog._pdf.content)
        self.pass_over()
        return text

    def pass_over(self) -> None:
        """Esc closes the paper in sight."""
        dialog = self.preview()
        with self.qtbot.waitSignal(dialog.finished, timeout=WAIT):
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
