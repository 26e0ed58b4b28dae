"""The main window: tabs, keys, lock, nothing that pretends to work."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from center.errors import Expected
from desktop import notice, theme
from desktop.choice import Choice
from desktop.search_box import Hit
from desktop.takeover import TakeoverDialog
from desktop.window import TABS, MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
HITS = [Hit("群众", 1, "王小明", "3301**********771X"), Hit("办件", 2, "QS-SL-2026-000123")]


class Shell:
    """A main window whose pages are labels, with a diary of what was built."""

    def __init__(self, qtbot: QtBot) -> None:
        self.built: list[str] = []
        self.asked: list[tuple[str, bool]] = []
        pages = {tab.name: lambda n=tab.name: self.build(n) for tab in TABS}
        self.day = "11月21日 周六 休息"
        self.window = MainWindow(
            "青山镇便民服务中心", "李晓梅", pages, today_line=lambda: self.day, find=self.find
        )
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def build(self, name: str) -> QWidget:
        self.built.append(name)
        return QLineEdit(name)

    def find(self, text: str) -> list[Hit]:
        self.asked.append((text, threading.current_thread() is threading.main_thread()))
        return [hit for hit in HITS if text in hit.title]

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = CTRL) -> None:
        QTest.keyClick(self.window, key, modifiers)

    def shown(self) -> str:
        return self.window.tabs.names()[self.window.tabs.currentIndex()]


@pytest.fixture
def shell(qtbot: QtBot) -> Shell:
    return Shell(qtbot)


def test_control_and_a_digit_open_the_tabs(shell: Shell) -> None:
    for number, tab in enumerate(TABS):
        shell.press(Qt.Key(Qt.Key.Key_0 + number))
        assert shell.shown() == tab.name
    assert [tab.title for tab in TABS[1:6]] == ["登记", "办件", "信访投诉", "值班", "考勤"]
    assert (TABS[0].title, TABS[-1].title) == ("今日", "设置")


def test_pages_are_built_at_the_first_visit_only(shell: Shell) -> None:
    assert shell.built == ["today"]
    shell.window.go("cases")
    shell.window.go("today")
    shell.window.go("cases")
    assert shell.built == ["today", "cases"]
    assert list(shell.window.visited()) == ["today", "cases"]


def test_the_tabs_are_a_tab_bar_for_screen_readers_too(shell: Shell) -> None:
    bar = shell.window.tabs.bar
    assert [bar.tabText(n) for n in range(bar.count())] == [tab.title for tab in TABS]
    shell.window.set_badge("cases", 4)
    assert bar.badge(2) == 4
    assert bar.accessibleTabName(2) == "办件，4 件待处理"
    shell.window.set_badge("cases", 0)
    assert bar.accessibleTabName(2) == "办件"
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Down)
    assert shell.shown() == "registration", "arrows walk the bar"


def test_a_click_on_a_tab_opens_it(shell: Shell) -> None:
    bar = shell.window.tabs.bar
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(2).center())
    assert shell.shown() == "cases"


def test_the_tabs_fit_a_small_screen_at_every_text_size(shell: Shell, qapp: QApplication) -> None:
    """1366×768 at 150 % leaves 911×512."""
    for size in theme.SIZES:
        theme.apply(qapp, theme.Look(theme.LIGHT, size))
        shell.window.resize(911, 480)
        bar = shell.window.tabs.bar
        assert shell.window.minimumSizeHint().width() <= 911
        assert bar.tabRect(9).bottom() <= 480 or bar.usesScrollButtons()


def test_the_text_size_follows_control_plus_and_minus(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.window.resized_text) as changed:
        shell.press(Qt.Key.Key_Plus)
    assert changed.args == ["large"]
    shell.press(Qt.Key.Key_Equal)
    assert theme.look().size == "largest"
    shell.press(Qt.Key.Key_Minus)
    assert theme.look().size == "large"


def test_the_status_line_and_the_day(shell: Shell) -> None:
    shell.window.saved(datetime(2026, 11, 21, 1, 31, 2, tzinfo=UTC))
    labels = [label.text() for label in shell.window.statusBar().findChildren(QLabel)]
    assert "已保存 09:31:02" in labels
    assert shell.window.day.text() == "11月21日 周六 休息"
    shell.day = "11月22日 周日 休息"
    shell.window.refresh_day()
    assert shell.window.day.text() == "11月22日 周日 休息"


def test_takeover_and_lock_have_keys(shell: Shell, qtbot: QtBot) -> None:
    with qtbot.waitSignal(shell.window.takeover_wanted):
        shell.press(Qt.Key.Key_L)
    with qtbot.waitSignal(shell.window.lock_wanted):
        shell.press(Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)


def test_the_account_menu_offers_the_four_things(shell: Shell) -> None:
    titles = [action.text() for action in shell.window.account.menu().actions()]
    assert [t for t in titles if t in ("换人", "锁定", "改密码…", "关于便民")] == [
        "换人",
        "锁定",
        "改密码…",
        "关于便民",
    ]


def test_a_locked_window_shows_nothing_and_takes_no_keys(shell: Shell, qtbot: QtBot) -> None:
    def unlock(secret: str) -> None:
        if secret != "123456":
            raise Expected("密码不对，还可以试 4 次。")

    shell.window.go("cases")
    page = shell.window.page("cases")
    dialog = QDialog(shell.window)
    dialog.open()
    lock = shell.window.lock(unlock)
    assert not page.isVisible()
    assert not dialog.isVisible(), "an open dialog shows personal data too"
    shell.press(Qt.Key.Key_1)
    assert shell.shown() == "cases"
    QTest.keyClicks(lock.secret, "000000")
    QTest.keyClick(lock.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: lock.problem.text() != "")
    assert "还可以试 4 次" in lock.problem.text()
    assert shell.window.is_locked
    QTest.keyClicks(lock.secret, "123456")
    with qtbot.waitSignal(shell.window.locked):
        QTest.keyClick(lock.secret, Qt.Key.Key_Return)
    assert page.isVisible()
    assert dialog.isVisible()
    dialog.close()


def test_what_work_ends_with_waits_behind_the_lock(shell: Shell, qtbot: QtBot) -> None:
    """A preview or message that comes while nobody sits there names people."""
    lock = shell.window.lock(lambda _secret: None)
    late = QDialog(shell.window)
    late.open()
    qtbot.waitUntil(lambda: not late.isVisible())
    takeover = TakeoverDialog(shell.window, [Choice("shen", "沈秋禾")], lambda _login, _pin: None)
    takeover.open()
    QApplication.processEvents()
    assert takeover.isVisible(), "somebody must be let in"
    takeover.close()
    lock.secret.setText("x")
    with qtbot.waitSignal(shell.window.locked):
        QTest.keyClick(lock.secret, Qt.Key.Key_Return)
    assert late.isVisible()
    late.close()


def test_the_lock_answers_an_open_question_with_no(shell: Shell, qtbot: QtBot) -> None:
    def lock() -> None:
        shell.window.lock(lambda _secret: None)

    QTimer.singleShot(0, shell.window, lock)
    assert not notice.confirm(shell.window, "作废", "原编号不再使用。", "作废")
    page = shell.window.lock(lambda _secret: None)
    page.secret.setText("x")
    with qtbot.waitSignal(shell.window.locked):
        QTest.keyClick(page.secret, Qt.Key.Key_Return)
    assert not shell.window.is_locked


def test_nobody_at_the_desk_asks_for_the_lock(shell: Shell, qtbot: QtBot) -> None:
    shell.window._idle._timer.setInterval(30)
    with qtbot.waitSignal(shell.window.lock_wanted):
        shell.window._idle._timer.start()


def test_a_key_puts_the_lock_off(shell: Shell) -> None:
    idle = shell.window._idle
    assert idle._timer.interval() == 10 * 60_000
    handle = shell.window.windowHandle()
    idle._watch(handle)
    idle._timer.setInterval(1_000_000)
    idle._timer.stop()
    idle._timer.start()
    before = idle._timer.timerId()
    QTest.keyClick(handle, Qt.Key.Key_A)
    assert idle._timer.isActive()
    assert idle._timer.timerId() != before, "the ten minutes begin again"
    shell.window.set_idle_minutes(0)
    assert not idle._timer.isActive()


# The search box


def test_search_by_keys_opens_the_marked_hit(shell: Shell, qtbot: QtBot) -> None:
    shell.press(Qt.Key.Key_K)
    box = shell.window.search
    assert box.hasFocus()
    box.insert("王")
    box.textEdited.emit(box.text())
    qtbot.waitUntil(box.hits.isVisible)
    assert shell.asked[-1] == ("王", False)
    with qtbot.waitSignal(shell.window.found) as found:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert found.args == [HITS[0]]
    assert box.text() == ""
    assert not box.hits.isVisible()


def test_a_scanned_number_opens_its_record_without_waiting(shell: Shell, qtbot: QtBot) -> None:
    box = shell.window.search
    box.setFocus()
    with qtbot.waitSignal(shell.window.found) as found:
        QTest.keyClicks(box, "QS-SL-2026-000123")
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert found.args == [HITS[1]]
    assert [text for text, _ in shell.asked] == ["QS-SL-2026-000123"], "one question, not 17"


def test_nothing_found_is_said_and_escape_empties_the_box(shell: Shell, qtbot: QtBot) -> None:
    box = shell.window.search
    box.setFocus()
    QTest.keyClicks(box, "zzz")
    qtbot.waitUntil(box.hits.isVisible)
    assert "没有找到" in str(box.hits.model().index(0, 0).data())
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert not box.hits.isVisible()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_down_walks_through_several_hits(shell: Shell, qtbot: QtBot) -> None:
    box = shell.window.search
    shell.find("")
    box.setFocus()
    box._find = lambda _text: HITS
    QTest.keyClicks(box, "x")
    qtbot.waitUntil(box.hits.isVisible)
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)
    with qtbot.waitSignal(shell.window.found) as found:
        QTest.keyClick(box, Qt.Key.Key_Return)
    assert found.args == [HITS[1]]
