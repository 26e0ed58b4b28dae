"""Work off the GUI thread: results in the GUI thread, errors as a sentence, nothing leaked."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from center.errors import Expected
from desktop import notice, tasks


def page(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def dialog_of(qtbot: QtBot, parent: QWidget) -> tasks._ProgressDialog:
    found: list[tasks._ProgressDialog] = []

    def appeared() -> bool:
        found[:] = [d for d in parent.findChildren(tasks._ProgressDialog) if d.isVisible()]
        return bool(found)

    qtbot.waitUntil(appeared)
    return found[0]


def message_of(qtbot: QtBot, parent: QWidget) -> notice.Message:
    qtbot.waitUntil(lambda: bool(parent.findChildren(notice.Message)))
    return parent.findChildren(notice.Message)[-1]


def test_work_runs_in_another_thread_and_its_result_arrives_in_the_gui_thread(
    qtbot: QtBot,
) -> None:
    threads: list[int] = []
    results: list[tuple[str, int]] = []
    owner = page(qtbot)

    def work() -> str:
        threads.append(threading.get_ident())
        return "done"

    tasks.quiet(owner, work, lambda result: results.append((result, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(results))
    assert threads != [threading.get_ident()]
    assert results == [("done", threading.get_ident())]


def test_quick_work_never_flashes_a_dialog(qtbot: QtBot) -> None:
    parent = page(qtbot)
    results: list[int] = []
    tasks.run(parent, "正在生成台账", lambda _progress, _cancelled: 7, results.append)
    qtbot.waitUntil(lambda: bool(results))
    assert results == [7]
    assert not [d for d in parent.findChildren(tasks._ProgressDialog) if d.isVisible()]


def test_long_work_shows_progress_and_can_be_cancelled_keeping_what_is_done(qtbot: QtBot) -> None:
    parent = page(qtbot)
    results: list[list[int]] = []
    goes_on = threading.Event()

    def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> list[int]:
        made = []
        for number in range(1, 1001):
            made.append(number)
            progress(number, 1000, "正在出具")
            if cancelled():
                return made
            goes_on.wait(0.01)
        return made

    tasks.run(parent, "正在批量出具", work, results.append)
    dialog = dialog_of(qtbot, parent)
    qtbot.waitUntil(lambda: "/ 1000" in dialog.words.text())
    assert dialog.bar.maximum() == 1000
    QTest.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert not dialog.cancel.isEnabled()
    goes_on.set()
    qtbot.waitUntil(lambda: bool(results))
    assert 0 < len(results[0]) < 1000


def test_escape_asks_to_stop_and_the_dialog_waits_for_it(qtbot: QtBot) -> None:
    parent = page(qtbot)
    ended: list[bool] = []
    may_end = threading.Event()

    def work(_progress: tasks.Progress, cancelled: tasks.Cancelled) -> bool:
        may_end.wait(30)
        return cancelled()

    tasks.run(parent, "正在备份", work, ended.append)
    dialog = dialog_of(qtbot, parent)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close()
    assert dialog.isVisible()
    may_end.set()
    qtbot.waitUntil(lambda: ended == [True])


def test_nothing_is_started_twice_before_the_dialog_appears(qtbot: QtBot) -> None:
    parent = page(qtbot)
    button = QPushButton("导出", parent)
    button.show()
    started: list[int] = []
    results: list[int] = []
    may_end = threading.Event()

    def start() -> None:
        started.append(1)
        tasks.run(parent, "正在导出", lambda _p, _c: (may_end.wait(30) and 1) or 0, results.append)

    button.clicked.connect(start)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert started == [1]
    may_end.set()
    qtbot.waitUntil(lambda: bool(results))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert started == [1, 1], "afterwards the window takes clicks again"
    qtbot.waitUntil(lambda: len(results) == 2)


def test_expected_trouble_is_one_sentence_with_details_to_copy(qtbot: QtBot) -> None:
    parent = page(qtbot)

    def work(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> None:
        raise Expected("磁盘已满，台账没有导出，已有的文件没有改动。请清理磁盘后再试。", "ENOSPC")

    tasks.run(parent, "正在导出", work, lambda _result: None)
    message = message_of(qtbot, parent)
    assert message.label.text().startswith("磁盘已满")
    QTest.mouseClick(message.copy_button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "ENOSPC"
    QTest.keyClick(message, Qt.Key.Key_Return)


def test_a_bug_is_told_without_what_the_clerk_typed(qtbot: QtBot) -> None:
    """Personal data never leave through copied details (facts: logs)."""
    parent = page(qtbot)

    def work() -> int:
        raise KeyError("王小明 11010119900307771X")

    tasks.quiet(parent, work, lambda _result: None)
    message = message_of(qtbot, parent)
    assert message.label.text().startswith(notice.BUG_SENTENCE)
    QTest.mouseClick(message.copy_button, Qt.MouseButton.LeftButton)
    copied = QApplication.clipboard().text()
    assert "KeyError" in copied
    assert "test_tasks.py" in copied
    assert "王小明" not in copied
    message.close()


def test_a_result_for_a_page_that_is_gone_is_dropped(qtbot: QtBot) -> None:
    owner = QWidget()
    may_end = threading.Event()
    results: list[bool] = []
    tasks.quiet(owner, lambda: may_end.wait(30), results.append)
    owner.deleteLater()
    qtbot.wait(1)
    may_end.set()
    assert tasks.finish()
    qtbot.wait(1)
    assert results == []


def test_the_end_of_the_program_cancels_and_waits(qtbot: QtBot) -> None:
    owner = QLabel()
    qtbot.addWidget(owner)
    stopped: list[bool] = []
    started = threading.Event()

    def work(_progress: tasks.Progress, cancelled: tasks.Cancelled) -> None:
        started.set()
        pause = threading.Event()
        while not cancelled():
            pause.wait(0.001)
        stopped.append(True)

    tasks.run(owner, "正在备份", work, lambda _result: None)
    assert started.wait(30)
    assert tasks.finish()
    assert stopped == [True]
