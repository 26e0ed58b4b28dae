"""The login window: refusals as sentences, nothing heavy imported before it stands."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from center.errors import Expected
from desktop import notice, theme
from desktop.login import SAMPLE, SECRETS, LoginWindow


def window(qtbot: QtBot, try_login: object = None, **options: object) -> LoginWindow:
    def refuse(_account: str, _password: str) -> object:
        raise Expected("账号或密码不对，没有打开数据。还可以试 4 次。")

    attempt = try_login if callable(try_login) else refuse
    sample = options.get("sample", ())
    assert isinstance(sample, tuple)
    login = LoginWindow("青山镇便民服务中心", ["lixm", "zhangjg"], attempt, sample=sample)
    qtbot.addWidget(login)
    login.show()
    login.activateWindow()
    qtbot.waitUntil(login.isActiveWindow)
    return login


def texts(login: LoginWindow) -> list[str]:
    return [label.text() for label in login.findChildren(QLabel)]


def test_account_and_password_open_the_office_by_keys_alone(qtbot: QtBot) -> None:
    tried: list[tuple[str, str, bool]] = []

    def attempt(account: str, password: str) -> str:
        tried.append((account, password, threading.current_thread() is threading.main_thread()))
        return "office"

    login = window(qtbot, attempt)
    assert QApplication.focusWidget() is login.password, "the last account is filled in"
    QTest.keyClicks(login.password, "Abc 1234")
    with qtbot.waitSignal(login.entered) as entered:
        QTest.keyClick(login.password, Qt.Key.Key_Return)
        assert not login.enter.isEnabled(), "pressed once"
        QTest.keyClick(login.password, Qt.Key.Key_Return)
    assert entered.args == ["office"]
    assert tried == [("lixm", "Abc 1234", False)]
    assert login.password.text() == "", "the password does not stay on the screen"


def test_a_wrong_password_is_told_and_can_be_typed_again(qtbot: QtBot) -> None:
    login = window(qtbot)
    assert not login.problem.isVisible()
    QTest.keyClicks(login.password, "wrong")
    QTest.keyClick(login.password, Qt.Key.Key_Return)
    qtbot.waitUntil(login.problem.isVisible)
    assert "还可以试 4 次" in login.problem.text()
    assert login.enter.isEnabled()
    assert login.password.selectedText() != "", "the next key replaces it"


def test_an_empty_account_is_asked_for(qtbot: QtBot) -> None:
    login = window(qtbot)
    login.account.setCurrentText(" ")
    QTest.mouseClick(login.enter, Qt.MouseButton.LeftButton)
    assert login.problem.text() == "请填写账号"


def test_a_bug_while_opening_is_no_wrong_password(qtbot: QtBot) -> None:
    def attempt(_account: str, _password: str) -> object:
        raise RuntimeError

    login = window(qtbot, attempt)
    QTest.mouseClick(login.enter, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(login.findChildren(notice.Message)))
    login.findChildren(notice.Message)[-1].close()
    assert not login.problem.isVisible()
    assert login.enter.isEnabled()


def test_caps_lock_is_noticed_from_the_keys(qtbot: QtBot) -> None:
    login = window(qtbot)
    QTest.keyClicks(login.password, "A")
    assert login.caps.isVisible(), "a large letter without Shift"
    QTest.keyClicks(login.password, "a")
    assert not login.caps.isVisible()
    QTest.keyClicks(login.password, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not login.caps.isVisible()


def test_state_secrets_are_kept_out(qtbot: QtBot) -> None:
    """CONF-02: the first window says that no state secret may be entered."""
    assert SECRETS in texts(window(qtbot))


def test_the_sample_office_asks_for_no_password_and_says_what_it_is(qtbot: QtBot) -> None:
    tried: list[tuple[str, str]] = []
    people = (("lixm", "李晓梅　窗口人员"), ("zhangjg", "张建国　主任"))
    login = window(qtbot, lambda a, p: tried.append((a, p)), sample=people)
    assert SAMPLE in texts(login)
    assert not login.password.isVisible()
    QTest.keyClick(login.account, Qt.Key.Key_Down)
    with qtbot.waitSignal(login.entered):
        QTest.keyClick(login.account, Qt.Key.Key_Return)
    assert tried == [("zhangjg", "")]


def test_the_text_size_changes_at_once_and_is_reported(qtbot: QtBot) -> None:
    sizes: list[str] = []
    login = LoginWindow("", [], lambda _a, _p: None, resized=sizes.append)
    qtbot.addWidget(login)
    login.show()
    login.activateWindow()
    qtbot.waitUntil(login.isActiveWindow)
    QTest.mouseClick(login.sizes["largest"], Qt.MouseButton.LeftButton)
    assert theme.look().size == "largest"
    line = login.account.lineEdit()
    assert isinstance(line, QLineEdit)
    assert line.font().pointSizeF() == 14
    QTest.keyClick(login, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert sizes == ["largest", "large"]


def test_nothing_heavy_is_imported_before_the_login_window_stands() -> None:
    """The start: database, cryptography, PDF and Excel libraries come after the password."""
    heavy = "sqlalchemy cryptography argon2 reportlab openpyxl alembic pypinyin sqlcipher3"
    code = (
        "import sys, desktop.login, desktop.fonts\n"
        f"found = set({heavy.split()!r}) & {{name.partition('.')[0] for name in sys.modules}}\n"
        "qt = {n for n in sys.modules if n.startswith('PySide6.Qt')}\n"
        "assert not found, found\n"
        "assert qt <= {'PySide6.QtCore', 'PySide6.QtGui', 'PySide6.QtWidgets'}, qt\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
