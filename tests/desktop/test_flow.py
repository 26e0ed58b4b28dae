"""Buttons that wrap."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.flow import Flow


def test_buttons_wrap_where_the_screen_is_narrow_and_none_is_cut(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    flow = Flow()
    buttons = [QPushButton(f"今天到期 {n}") for n in range(6)]
    for button in buttons:
        flow.add(button)
    layout = QVBoxLayout(page)
    layout.addWidget(flow)
    layout.addStretch()
    page.resize(1200, 200)
    page.show()
    assert len({button.y() for button in buttons}) == 1
    page.resize(320, 200)
    assert len({button.y() for button in buttons}) > 1
    for button in buttons:
        assert button.width() >= button.sizeHint().width()
        assert button.geometry().right() <= flow.width()
    buttons[0].hide()
    qtbot.waitUntil(lambda: buttons[1].x() == 0)  # a hidden button takes no room
