"""设置: parameters, own display and passwords, accounts; refused field by field."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from center import keys
from center.accounts import accounts, take_over
from center.errors import Expected
from center.rights import Actor, Role
from center.settings import DEFINITIONS, values
from desktop import theme
from desktop.desk import Desk
from desktop.fields import Form
from desktop.form_dialog import FormDialog
from desktop.notice import Message
from desktop.passwords import PasswordDialog
from desktop.settings import SettingsPage
from desktop.settings.accounts import AccountsPage
from desktop.settings.own import OwnPage
from desktop.settings.page import SECTIONS
from desktop.settings.recovery import KeyDialog
from desktop.settings.slow_dialog import SlowDialog
from desktop.settings.values import ValuesPage
from tests.desktop.case_desk import WAIT, gone, shown, write
from tests.offices import PASSWORD, START, Office

CONTROL = Qt.KeyboardModifier.ControlModifier
NEW = "Liuhe-2026"


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> SettingsPage:
    page = SettingsPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def values_page(page: SettingsPage, name: str) -> ValuesPage:
    section = page.show_section(name)
    assert isinstance(section, ValuesPage)
    return section


def accounts_page(page: SettingsPage) -> AccountsPage:
    section = page.show_section("accounts")
    assert isinstance(section, AccountsPage)
    return section


def retype(form: Form, name: str, text: str) -> None:
    """Replace what stands in a field by typing."""
    field = form.editor(name).input
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    write(field, text)


def in_force(office: Office, name: str) -> object:
    with office.work() as work:
        return values(work.session, work.now).values[name]


def answer(qtbot: QtBot, verb: int) -> None:
    """Press a button of the next message box that runs its own loop."""

    def press() -> None:
        message = shown(qtbot, Message)
        QTest.mouseClick(message.buttons[verb], Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, press)


# Sections


def test_every_definition_has_a_section(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    offered: set[str] = set()
    for section in SECTIONS:
        built = page.show_section(section.name)
        if isinstance(built, ValuesPage):
            offered |= set(built.form.values())
    assert offered == {one.name for one in DEFINITIONS}


def test_the_sections_are_reached_by_arrows(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    assert isinstance(page.stack.currentWidget(), OwnPage)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert isinstance(page.stack.currentWidget(), ValuesPage)
    assert page.list.currentItem().text() == "单位"


def test_without_its_right_a_section_is_one_line_that_says_why(
    qtbot: QtBot, qingshan: Office
) -> None:
    page = page_of(qtbot, qingshan, qingshan.actor(Role.WINDOW_CLERK))
    for section in SECTIONS:
        built = page.show_section(section.name)
        if section.name in ("own", "office_papers", "holidays", "items", "imports"):
            continue
        assert built.findChildren(QLineEdit) == [], section.name
        assert "没有" in words_of(built)
        assert "权限" in words_of(built)
    own = page.show_section("own")
    assert isinstance(own, OwnPage)
    assert own.password.isEnabled()
    assert own.pin.isEnabled()


def words_of(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def test_nothing_of_the_one_before_stays_when_a_colleague_sits_down(
    qtbot: QtBot, qingshan: Office
) -> None:
    page = page_of(qtbot, qingshan)
    accounts_page(page)
    page._desk.take_over(qingshan.actor(Role.WINDOW_CLERK))
    assert not isinstance(page.stack.currentWidget(), AccountsPage)
    assert "管理账号" in words_of(page.stack.currentWidget())


# Parameters


def test_a_value_is_saved_on_purpose_and_told_with_who_and_when(
    qtbot: QtBot, qingshan: Office
) -> None:
    section = values_page(page_of(qtbot, qingshan), "limits")
    assert not section.save_button.isEnabled()
    retype(section.form, "due_soon_days", "3")
    assert in_force(qingshan, "due_soon_days") == 2, "nothing is saved by typing"
    QTest.keyClick(section.form.editor("due_soon_days").input, Qt.Key.Key_S, CONTROL)
    assert in_force(qingshan, "due_soon_days") == 3
    assert section.notice.text == "已保存 1 项，从现在起生效。"
    assert not section.save_button.isEnabled()
    row = [section.history.text(0, name) for name in ("at", "who", "name", "value")]
    assert row == ["9月21日 09:00", "林若安", "提前几个工作日提示将到期", "3"]


def test_what_is_wrong_stands_under_the_field_and_nothing_is_saved(
    qtbot: QtBot, qingshan: Office
) -> None:
    section = values_page(page_of(qtbot, qingshan), "limits")
    retype(section.form, "due_soon_days", "99")
    retype(section.form, "supplement_days", "12")
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert "0 到 30" in section.form.problem_shown("due_soon_days")
    assert in_force(qingshan, "supplement_days") == 10
    assert section.form.text("supplement_days") == "12", "what was typed stays"
    retype(section.form, "due_soon_days", "4")
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert (in_force(qingshan, "due_soon_days"), in_force(qingshan, "supplement_days")) == (4, 12)


def test_dropping_shows_what_is_in_force(qtbot: QtBot, qingshan: Office) -> None:
    section = values_page(page_of(qtbot, qingshan), "unit")
    retype(section.form, "unit_name", "")
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert section.form.problem_shown("unit_name") == "请填写单位名称"
    QTest.mouseClick(section.undo, Qt.MouseButton.LeftButton)
    assert section.form.text("unit_name") == "青山镇便民服务中心"
    assert section.form.problem_shown("unit_name") == "印在每张文书和表格上"


def test_lists_and_switches_are_saved_as_such(qtbot: QtBot, qingshan: Office) -> None:
    section = values_page(page_of(qtbot, qingshan), "registration")
    retype(section.form, "topics", "社会保险")
    QTest.keyClick(section.form.editor("topics").input, Qt.Key.Key_Return)
    write(section.form.editor("topics").input, "其他")
    section.form.editor("question_needs_name").input.setFocus()
    QTest.keyClick(section.form.editor("question_needs_name").input, Qt.Key.Key_Space)
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert in_force(qingshan, "topics") == ["社会保险", "其他"]
    assert in_force(qingshan, "question_needs_name") is True


def test_optional_lists_may_be_empty_while_their_page_is_saved(
    qtbot: QtBot, qingshan: Office
) -> None:
    """An office without deputies or symbols of its own changes the numbers beside them."""
    page = page_of(qtbot, qingshan)
    section = values_page(page, "leave_values")
    retype(section.form, "time_off_months", "8")
    QTest.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert in_force(qingshan, "time_off_months") == 8


def test_time_02_a_short_day_is_told(qtbot: QtBot, qingshan: Office) -> None:
    section = values_page(page_of(qtbot, qingshan), "hours")
    section.form.set_values({"hours_profile": "C"})
    section.form.validate()
    assert section.form.problem_shown("hours_profile") == "每天合计 6.5 小时，不足八小时。"


def test_what_was_typed_survives_a_look_at_another_section(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    section = values_page(page, "unit")
    retype(section.form, "unit_address", "青山镇人民路9号")
    values_page(page, "limits")
    assert values_page(page, "unit").form.text("unit_address") == "青山镇人民路9号"


# Own display and passwords


def test_text_size_and_colours_change_at_once_and_are_remembered(
    qtbot: QtBot, qingshan: Office
) -> None:
    page = page_of(qtbot, qingshan, qingshan.actor(Role.WINDOW_CLERK))
    own = page.show_section("own")
    assert isinstance(own, OwnPage)
    for words in ("特大", "深色"):
        button = next(b for b in own.findChildren(QPushButton) if b.text() == words)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert theme.look() == theme.Look(theme.DARK, "largest")
    assert page._desk.memory("look") == {"size": "largest", "scheme": "dark"}


def test_a_clerk_sets_the_own_pin_and_is_told_what_is_wrong_with_it(
    qtbot: QtBot, qingshan: Office
) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="lihe")
    own = page_of(qtbot, qingshan, clerk).show_section("own")
    assert isinstance(own, OwnPage)
    QTest.mouseClick(own.pin, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, FormDialog)
    for first, again, name, said in (
        ("314159", "314158", "again", "两次输入的不一样"),
        ("123456", "123456", "pin", "换人密码是六位数字，不能全同或连号"),
    ):
        retype(dialog.form, "pin", first)
        retype(dialog.form, "again", again)
        dialog.submit()
        assert dialog.form.problem_shown(name) == said
    for name in ("pin", "again"):
        retype(dialog.form, name, "314159")
    QTest.keyClick(dialog.form.editor("again").input, Qt.Key.Key_Return)
    gone(qtbot, FormDialog)
    with qingshan.work() as work:
        assert take_over(work, "lihe", "314159").login == "lihe"


def test_the_own_password_is_changed_with_the_old_one(qtbot: QtBot, qingshan: Office) -> None:
    own = page_of(qtbot, qingshan).show_section("own")
    assert isinstance(own, OwnPage)
    QTest.mouseClick(own.password, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, PasswordDialog)
    retype(dialog.form, "old", PASSWORD)
    retype(dialog.form, "password", NEW)
    retype(dialog.form, "again", NEW)
    QTest.keyClick(dialog.form.editor("again").input, Qt.Key.Key_Return)
    gone(qtbot, PasswordDialog)
    assert qingshan.store.folder is not None
    assert keys.unlock(qingshan.store.folder, "zhuren", NEW, START).login == "zhuren"


# Accounts


def new_account(qtbot: QtBot, section: AccountsPage, own: str = PASSWORD) -> SlowDialog:
    QTest.mouseClick(section.add, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, SlowDialog)
    retype(dialog.form, "name", "李禾")
    retype(dialog.form, "login", "lihe")
    tick = dialog.form.editor("role:window_clerk").input
    QTest.keyClick(tick, Qt.Key.Key_Space)
    for name, text in (("password", NEW), ("again", NEW), ("own", own)):
        retype(dialog.form, name, text)
    return dialog


def test_an_account_is_added_and_opens_the_data(qtbot: QtBot, qingshan: Office) -> None:
    section = accounts_page(page_of(qtbot, qingshan))
    new_account(qtbot, section).submit()
    gone(qtbot, SlowDialog)
    assert [section.list.text(0, c) for c in ("name", "login", "roles")] == [
        "李禾",
        "lihe",
        "窗口人员",
    ]
    assert "李禾" in section.notice.text
    assert qingshan.store.folder is not None
    assert keys.unlock(qingshan.store.folder, "lihe", NEW, START).login == "lihe"


def test_no_account_without_the_own_password_of_who_sits_here(
    qtbot: QtBot, qingshan: Office
) -> None:
    """A colleague's PIN opens the desk; it must not open the way to every account."""
    section = accounts_page(page_of(qtbot, qingshan))
    dialog = new_account(qtbot, section, own="Wrong-2026")
    dialog.submit()
    qtbot.waitUntil(dialog.ok.isEnabled, timeout=WAIT)
    assert "密码不对" in dialog.form.problem_shown("own")
    with qingshan.work() as work:
        assert [account.login for account in accounts(work)] == ["zhuren"]
    dialog.reject()


def test_weak_and_differing_passwords_and_missing_posts_are_told(
    qtbot: QtBot, qingshan: Office
) -> None:
    section = accounts_page(page_of(qtbot, qingshan))
    dialog = new_account(qtbot, section)
    retype(dialog.form, "password", "lihe-Lihe1")
    dialog.submit()
    assert dialog.form.problem_shown("password") == "密码不能包含登录名"
    assert dialog.form.problem_shown("again") == "两次输入的密码不一样"
    QTest.keyClick(dialog.form.editor("role:window_clerk").input, Qt.Key.Key_Space)
    for name in ("password", "again"):
        retype(dialog.form, name, NEW)
    dialog.submit()
    assert dialog.notice.text == "请至少选择一个岗位"
    QTest.keyClick(dialog.form.editor("role:window_clerk").input, Qt.Key.Key_Space)
    retype(dialog.form, "login", "zhuren")
    dialog.submit()
    qtbot.waitUntil(dialog.ok.isEnabled, timeout=WAIT)
    assert dialog.form.problem_shown("login") == "已经有这个登录名，请换一个"
    dialog.reject()


def test_an_account_is_stopped_and_started_again_with_a_new_password(
    qtbot: QtBot, qingshan: Office
) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    section = accounts_page(page_of(qtbot, qingshan))
    new_account(qtbot, section).submit()
    gone(qtbot, SlowDialog)
    section.list.stand_on(0)
    answer(qtbot, 0)
    QTest.mouseClick(section.stop, Qt.MouseButton.LeftButton)
    assert section.list.text(1, "state") == "已停用", "stopped ones stand last"
    with pytest.raises(Expected):
        keys.unlock(folder, "lihe", NEW, START)
    section.list.stand_on(1)
    assert not section.reset.isEnabled()
    QTest.mouseClick(section.stop, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, SlowDialog)
    for name, text in (("password", NEW), ("again", NEW), ("own", PASSWORD)):
        retype(dialog.form, name, text)
    QTest.keyClick(dialog.form.editor("own").input, Qt.Key.Key_Return)
    gone(qtbot, SlowDialog)
    assert keys.unlock(folder, "lihe", NEW, START).login == "lihe"
    assert section.list.text(0, "state") == "在用"


def test_a_password_is_reset(qtbot: QtBot, qingshan: Office) -> None:
    qingshan.actor(Role.WINDOW_CLERK, login="lihe")
    section = accounts_page(page_of(qtbot, qingshan))
    section.list.stand_on(0)
    QTest.mouseClick(section.reset, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, SlowDialog)
    for name, text in (("password", NEW), ("again", NEW), ("own", PASSWORD)):
        retype(dialog.form, name, text)
    dialog.submit()
    gone(qtbot, SlowDialog)
    assert qingshan.store.folder is not None
    assert keys.unlock(qingshan.store.folder, "lihe", NEW, START).login == "lihe"


def test_the_last_who_manages_accounts_is_kept(qtbot: QtBot, qingshan: Office) -> None:
    section = accounts_page(page_of(qtbot, qingshan))
    answer(qtbot, 0)
    QTest.mouseClick(section.stop, Qt.MouseButton.LeftButton)
    assert section.notice.text == "至少要留一个能管理账号的账号在用"
    QTest.keyClick(section.list, Qt.Key.Key_Return)
    dialog = shown(qtbot, FormDialog)
    for role in ("director", "administrator"):
        QTest.keyClick(dialog.form.editor(f"role:{role}").input, Qt.Key.Key_Space)
    QTest.keyClick(dialog.form.editor("role:window_clerk").input, Qt.Key.Key_Space)
    dialog.submit()
    assert dialog.notice.text == "至少要留一个能管理账号的账号在用"
    dialog.reject()


def test_a_new_recovery_key_is_shown_until_it_is_kept(qtbot: QtBot, qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    old = (folder / "recovery.txt").read_text("ascii")
    section = accounts_page(page_of(qtbot, qingshan))
    QTest.mouseClick(section.recovery, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, SlowDialog)
    retype(dialog.form, "own", PASSWORD)
    dialog.submit()
    sheet = shown(qtbot, KeyDialog)
    spelled = sheet.page.label.text()
    sheet.reject()
    assert sheet.isVisible(), "Esc does not lose the only copy"
    sheet.page.save_to(folder / "恢复密钥.txt")
    QTest.mouseClick(sheet.page.kept, Qt.MouseButton.LeftButton)
    sheet.page.kept.setChecked(True)
    QTest.mouseClick(sheet.close_button, Qt.MouseButton.LeftButton)
    gone(qtbot, KeyDialog)
    assert (
        keys.unlock_by_recovery(folder, spelled).key
        == keys.unlock(folder, "zhuren", PASSWORD, START).key
    )
    with pytest.raises(Expected):
        keys.unlock_by_recovery(folder, old)


def test_a_sample_office_asks_for_no_own_password(qtbot: QtBot, qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    key = keys.unlock(folder, "zhuren", PASSWORD, START).key
    keys.mark_sample(folder, key, "zhuren", START)
    section = accounts_page(page_of(qtbot, qingshan))
    answer(qtbot, 0)
    QTest.mouseClick(section.recovery, Qt.MouseButton.LeftButton)
    sheet = shown(qtbot, KeyDialog)
    sheet.page.kept.setChecked(True)
    sheet.reject()
    assert not sheet.isVisible()


def test_building_a_section_flashes_no_window(
    qtbot: QtBot, qingshan: Office, qapp: QApplication
) -> None:
    """A widget shown before it has a parent is a window for a moment, and takes the focus."""
    page = page_of(qtbot, qingshan)
    watch = _Windows()
    qapp.installEventFilter(watch)
    for section in SECTIONS:
        page.show_section(section.name)
    qapp.removeEventFilter(watch)
    assert watch.shown == []
    assert qapp.activeWindow() is page


class _Windows(QObject):
    """Remembers every window that shows itself."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            if watched.isWindow():
                self.shown.append(repr(watched))
        return False
