"""The program from its first start to a colleague taking over, with real files and real keys."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from center import accounts, keys, office
from center.journal import commit
from center.registration import VisitForm, VisitKind, register, visit
from center.rights import Role
from desktop.app import DATABASE, Program
from desktop.desk import Desk
from desktop.login import LoginWindow
from desktop.main import today_line
from desktop.notice import Message
from desktop.passwords import PasswordDialog, RecoveryDialog
from desktop.setup import SetupWindow
from desktop.takeover import LockPage, TakeoverDialog
from desktop.window import MainWindow
from tests.desktop.programs import Start
from tests.offices import PASSWORD, Office

T = TypeVar("T", bound=QWidget)
PIN = "280917"


def window_of(program: Program, kind: type[T]) -> T:
    assert isinstance(program.window, kind), program.window
    return program.window


def dialog(kind: type[T]) -> T:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
    assert found, f"no {kind.__name__} in sight"
    return found[-1]


def log_in(qtbot: QtBot, program: Program, login: str, password: str) -> MainWindow:
    window = window_of(program, LoginWindow)
    window.account.setCurrentText(login)
    QTest.keyClicks(window.password, password)
    with qtbot.waitSignal(program.opened, timeout=20_000):
        QTest.keyClick(window.password, Qt.Key.Key_Return)
    return window_of(program, MainWindow)


def test_the_first_start_founds_an_office_and_opens_it(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    program = start(tmp_path / "new")
    window = window_of(program, SetupWindow)
    QTest.mouseClick(window.new_office, Qt.MouseButton.LeftButton)
    window.unit.set_values({"unit_name": "白石镇便民服务中心", "station": "BS"})
    QTest.mouseClick(window.next, Qt.MouseButton.LeftButton)
    QTest.mouseClick(window.next, Qt.MouseButton.LeftButton)
    window.account.set_values(
        {"name": "苏木", "login": "sumu", "password": "Baishi#2026", "again": "Baishi#2026"}
    )
    QTest.mouseClick(window.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.key_page.isVisible, timeout=20_000)
    assert not window.next.isEnabled(), "the recovery key must be kept first"
    paper = tmp_path / "恢复密钥.pdf"
    window.key_page.save_to(paper)
    window.key_page.kept.setChecked(True)
    assert paper.read_bytes().startswith(b"%PDF")
    with qtbot.waitSignal(program.opened, timeout=20_000):
        QTest.mouseClick(window.next, Qt.MouseButton.LeftButton)
    main = window_of(program, MainWindow)
    assert main.unit.text() == "白石镇便民服务中心"
    assert program.desk is not None
    assert program.desk.actor.roles == {Role.DIRECTOR, Role.ADMINISTRATOR}


def test_a_wrong_password_is_told_and_the_right_one_opens(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    program = start(folder)
    window = window_of(program, LoginWindow)
    QTest.keyClicks(window.password, "Falsch-2026")
    QTest.keyClick(window.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "还可以试 4 次" in window.problem.text(), timeout=20_000)
    window.password.clear()
    main = log_in(qtbot, program, "zhuren", PASSWORD)
    assert main.person == "林若安"


def test_a_second_window_program_on_the_same_folder_is_refused(start: Start, folder: Path) -> None:
    start(folder)
    second = start(folder)
    message = window_of(second, Message)
    assert "已经在另一个窗口打开" in message.label.text()
    second.close()
    third = start(folder)
    window_of(third, Message)


def test_a_damaged_key_file_is_told_in_a_sentence(start: Start, folder: Path) -> None:
    (folder / keys.KEY_FILE).write_text("{}", "utf-8")
    message = window_of(start(folder), Message)
    assert "密钥文件已损坏" in message.label.text()


def test_a_lost_database_is_told_and_no_first_start_offered(start: Start, folder: Path) -> None:
    (folder / DATABASE).unlink()
    message = window_of(start(folder), Message)
    assert "数据文件（bianmin.db）不见了" in message.label.text()


def test_ctrl_k_finds_a_person_and_opens_the_record(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    program = start(folder)
    main = log_in(qtbot, program, "zhuren", PASSWORD)
    assert program.desk is not None
    with program.desk.work() as work:
        made = register(work, VisitForm(VisitKind.QUESTION, topic="社会保险"))
        commit(work)
    main.activateWindow()
    QTest.keyClick(main, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(main.search, made.number or "")
    qtbot.waitUntil(main.search.hits.isVisible, timeout=5_000)
    QTest.keyClick(main.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: main.tabs.currentIndex() == 1, timeout=5_000)


def add_colleague(folder: Path, program: Program) -> None:
    desk = program.desk
    assert desk is not None
    assert desk.store.key is not None
    with desk.work() as work:
        account = accounts.add_account(work, "shen", "沈秋禾", [Role.WINDOW_CLERK.value])
        commit(work)
    keys.set_password(folder, desk.store.key, "shen", PASSWORD)
    with desk.store.work(accounts.actor_of(account)) as work:
        accounts.set_pin(work, PIN)
        commit(work)


def test_a_colleague_takes_over_by_pin_and_papers_bear_the_right_handler(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    program = start(folder)
    main = log_in(qtbot, program, "zhuren", PASSWORD)
    add_colleague(folder, program)
    main.search.setText("110101197904051")
    main.takeover_wanted.emit()
    asking = dialog(TakeoverDialog)
    QTest.keyClicks(asking.pin, "000001")
    qtbot.waitUntil(lambda: "不对" in asking.problem.text(), timeout=5_000)
    with qtbot.waitSignal(asking.taken, timeout=5_000):
        QTest.keyClicks(asking.pin, PIN)
    assert main.person == "沈秋禾"
    assert main.search.text() == "", "what the colleague was looking for is nobody else's"
    assert program.desk is not None
    with program.desk.work() as work:
        made: UUID = register(work, VisitForm(VisitKind.QUESTION, topic="社会保险")).id
        commit(work)
    with program.desk.read() as work:
        assert visit(work, made).first_asked_name == "沈秋禾"


def test_a_locked_window_shows_nothing_and_opens_with_the_password(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    program = start(folder)
    main = log_in(qtbot, program, "zhuren", PASSWORD)
    main.lock_wanted.emit()
    assert main.is_locked
    page = main.findChild(LockPage)
    assert page is not None
    QTest.keyClicks(page.secret, "Falsch-2026")
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "密码不对" in page.problem.text(), timeout=20_000)
    assert main.is_locked
    QTest.keyClicks(page.secret, PASSWORD)
    QTest.keyClick(page.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not main.is_locked, timeout=20_000)


def test_the_own_password_is_changed_with_the_old_one(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    program = start(folder)
    main = log_in(qtbot, program, "zhuren", PASSWORD)
    main.password_wanted.emit()
    asking = dialog(PasswordDialog)
    asking.form.set_values({"old": PASSWORD, "password": "Neu#2026x", "again": "Neu#2026y"})
    asking.submit()
    assert keys.unlock(folder, "zhuren", PASSWORD, datetime.now(UTC)).login == "zhuren"
    asking.form.set_values({"again": "Neu#2026x"})
    with qtbot.waitSignal(asking.accepted, timeout=20_000):
        asking.submit()
    assert keys.unlock(folder, "zhuren", "Neu#2026x", datetime.now(UTC)).login == "zhuren"


def test_a_forgotten_password_is_reset_with_the_printed_recovery_key(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    program = start(folder)
    window_of(program, LoginWindow).recovery_wanted.emit()
    asking = dialog(RecoveryDialog)
    spelled = (folder / "recovery.txt").read_text("ascii")
    wrong = ("1" if spelled[0] != "1" else "2") + spelled[1:]
    fields = {"login": "zhuren", "password": "Neu#2026x", "again": "Neu#2026x"}
    asking.form.set_values({**fields, "recovery": wrong})
    asking.submit()
    qtbot.waitUntil(asking.ok.isEnabled, timeout=20_000)
    assert asking.isVisible(), "a slip in the key is told, nothing is reset"
    asking.form.set_values({"recovery": spelled.lower().replace("-", " ")})
    with qtbot.waitSignal(asking.accepted, timeout=20_000):
        asking.submit()
    store, actor = office.enter_office(
        folder, keys.unlock(folder, "zhuren", "Neu#2026x", datetime.now(UTC))
    )
    assert actor.name == "林若安"
    store.close()


def test_a_day_of_an_unknown_year_is_called_a_guess(qingshan: Office) -> None:
    desk = Desk(qingshan.store, qingshan.director)
    qingshan.clock.set(date(2026, 11, 21))
    assert today_line(desk) == "11月21日 周六　休息"
    qingshan.clock.set(date(2026, 10, 1))
    assert today_line(desk) == "10月1日 周四　国庆节放假"
    qingshan.clock.set(date(2027, 1, 1))
    assert today_line(desk) == "1月1日 周五　上班（暂按周末推算）"
    qingshan.store.listeners.clear()
