"""Fonts and Qt's own words."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop import fonts


@pytest.mark.usefixtures("qapp")
def test_rare_names_and_digits_are_shown() -> None:
    assert "HanaMinB" in fonts.load_rare()
    metrics = QFontMetrics(fonts.screen_font(10.5))
    for character in "王便民·〇㙓𠮷𬭊":
        assert metrics.inFontUcs4(ord(character)) or metrics.horizontalAdvance(character) > 0
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1, "tabular"


def test_qt_speaks_chinese(qtbot: QtBot, qapp: QApplication) -> None:
    """No English OK or Cancel anywhere."""
    box = QDialogButtonBox(
        QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
    )
    qtbot.addWidget(box)
    texts = {button.text().partition("(")[0] for button in box.buttons()}
    assert texts == {"确定", "取消"}
    line = QLineEdit("字")
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert not [word for word in words if word.replace("&", "").isascii()], words
    menu.deleteLater()
    assert qapp is not None
