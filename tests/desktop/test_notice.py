"""What the program tells: quiet lines, dialogs, bugs."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from center.errors import Expected, Problem, Refused
from desktop import notice


def test_a_line_comes_and_goes(qtbot: QtBot) -> None:
    line = notice.Notice()
    qtbot.addWidget(line)
    assert not line.isVisible()
    line.error(Refused([Problem("phone", "手机号应为 11 位"), Problem("name", "请填写姓名")]))
    assert line.isVisible()
    assert line.text == "手机号应为 11 位；请填写姓名"
    assert line.accessibleName() == line.text
    line.clear()
    assert not line.isVisible()
    line.say("已保存", seconds=1)
    qtbot.waitUntil(lambda: not line.isVisible())


@pytest.mark.parametrize("verb_pressed", [True, False])
def test_what_cannot_be_undone_is_asked_with_verbs(qtbot: QtBot, verb_pressed: bool) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    texts: list[str] = []

    def press() -> None:
        dialog = parent.findChild(notice.Message)
        assert dialog is not None
        texts.extend(button.text() for button in dialog.buttons)
        assert dialog.buttons[1].isDefault(), "Enter does not destroy"
        QTest.mouseClick(dialog.buttons[0 if verb_pressed else 1], Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, parent, press)
    assert notice.confirm(parent, "作废这份文书", "原编号不再使用。", "作废") is verb_pressed
    assert texts == ["作废", "取消"]


def test_escape_means_no(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def press() -> None:
        dialog = parent.findChild(notice.Message)
        assert dialog is not None
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(0, parent, press)
    assert not notice.confirm(parent, "作废", "原编号不再使用。", "作废")


def test_memory_shortage_is_told_plainly() -> None:
    assert "内存不足" in notice.sentence(MemoryError())
    assert notice.sentence(Expected("磁盘已满。")) == "磁盘已满。"
    assert notice.sentence(ValueError("x")) == notice.BUG_SENTENCE


def test_an_uncaught_error_in_a_slot_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    notice.catch_bugs()
    try:
        raise ZeroDivisionError
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert "ZeroDivisionError" in capsys.readouterr().err
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, notice.Message)]
    assert shown
    assert shown[-1].label.text().startswith(notice.BUG_SENTENCE)
    button = shown[-1].findChild(QPushButton)
    assert button is not None
    shown[-1].close()
    assert qtbot is not None
