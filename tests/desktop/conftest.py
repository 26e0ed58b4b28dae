"""Qt tests draw offscreen with the vendored fonts and leave no widget and no thread behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from center.rights import Actor, Role
from desktop import fonts, tasks, theme
from desktop.app import Program
from desktop.cases.page import CasesPage
from desktop.desk import Desk
from tests.desktop.case_desk import Hands
from tests.desktop.programs import Start
from tests.offices import Office


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    fonts.load_screen()
    fonts.speak_chinese(qapp)
    theme.apply(qapp, theme.Look(theme.LIGHT))
    return qapp


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a window or running work behind."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    app: QApplication = request.getfixturevalue("qapp")
    yield
    assert tasks.finish(), "work still runs after the test"
    if theme.look() != (usual := theme.Look(theme.LIGHT)):
        theme.apply(app, usual)
    left: list[str] = []
    for _ in range(3):
        app.processEvents()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left = [repr(widget) for widget in app.topLevelWidgets() if widget.isVisible()]
    assert not left


@pytest.fixture
def clerk(qingshan: Office) -> Actor:
    return qingshan.actor(Role.WINDOW_CLERK)


@pytest.fixture
def desk(qingshan: Office, clerk: Actor) -> Iterator[Desk]:
    """The clerk's desk; a test that needs another makes its own under this name."""
    yield Desk(qingshan.store, clerk)
    qingshan.store.listeners.clear()


@pytest.fixture
def hands(desk: Desk, qtbot: QtBot) -> Hands:
    """The hands of the clerk at the 办件 tab."""
    page = CasesPage(desk)
    qtbot.addWidget(page)
    page.resize(1238, 692)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return Hands(qtbot, page)


@pytest.fixture
def folder(founded_folder: Path, tmp_path: Path) -> Path:
    """A founded office that nobody has opened."""
    shutil.copytree(founded_folder, tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def start(qapp: QApplication) -> Iterator[Start]:
    """Start programs and leave none behind."""
    assert qapp is QApplication.instance()
    begun: list[Program] = []

    def begin(folder: Path, asked: Path | None = None) -> Program:
        program = Program(folder, asked)
        begun.append(program)
        program.start()
        return program

    yield begin
    for program in begun:
        program.close()
