"""换人: six digits and the colleague sits at the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from center.errors import Expected
from desktop.choice import Choice
from desktop.takeover import TakeoverDialog

PEOPLE = (Choice("zhangjg", "张建国"), Choice("wangxy", "王秀英"))


@pytest.fixture
def parent(qtbot: QtBot) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    for dialog in widget.findChildren(TakeoverDialog):
        dialog.close()


def test_down_and_six_digits_take_over(qtbot: QtBot, parent: QWidget) -> None:
    dialog = TakeoverDialog(parent, PEOPLE, lambda account, pin: (account, pin))
    dialog.open()
    QTest.keyClick(dialog.pin, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.taken) as taken:
        QTest.keyClicks(dialog.pin, "12a3 456")
    assert taken.args == [("wangxy", "123456")], "the sixth digit is enough, letters are not taken"
    assert not dialog.isVisible()


def test_a_wrong_pin_is_told_and_typed_again(qtbot: QtBot, parent: QWidget) -> None:
    def refuse(_account: str, _pin: str) -> object:
        raise Expected("六位数字密码不对，还可以试 2 次。")

    dialog = TakeoverDialog(parent, PEOPLE, refuse)
    dialog.open()
    QTest.keyClicks(dialog.pin, "000000")
    qtbot.waitUntil(lambda: dialog.problem.text() != "")
    assert dialog.isVisible()
    assert dialog.pin.text() == ""
    assert dialog.pin.isEnabled()


def test_with_nobody_to_take_over_a_full_login_is_offered(qtbot: QtBot, parent: QWidget) -> None:
    dialog = TakeoverDialog(parent, (), lambda _account, _pin: None)
    dialog.open()
    assert "其他同事还没有设置" in dialog.problem.text()
    assert not dialog.pin.isVisible()
    full = next(b for b in dialog.findChildren(QPushButton) if b.text() == "用账号和密码登录")
    with qtbot.waitSignal(dialog.login_wanted):
        QTest.mouseClick(full, Qt.MouseButton.LeftButton)
