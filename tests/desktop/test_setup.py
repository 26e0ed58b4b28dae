"""The first start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.errors import Expected, Problem, Refused
from desktop import theme
from desktop.setup import FirstStart, SetupWindow

KEY = "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3"


class Office:
    """Remembers what was asked for; refuses once when told to."""

    def __init__(self, qtbot: QtBot) -> None:
        self.made: list[FirstStart] = []
        self.trouble: Exception | None = None
        self.window = SetupWindow(self.create, date(2026, 11, 21))
        qtbot.addWidget(self.window)
        self.window.show()
        self.qtbot = qtbot

    def create(self, answers: FirstStart) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.made.append(answers)
        return KEY

    def fill(self) -> None:
        w = self.window
        QTest.mouseClick(w.new_office, Qt.MouseButton.LeftButton)
        w.unit.set_values(
            {"unit_name": "青山镇便民服务中心", "station": "qs", "phone_complaint": "12345"}
        )
        self.press()
        w.office.set_values({"hours": "C", "text_size": "large"})
        self.press()
        w.account.set_values(
            {"name": "李晓梅", "login": "lixm", "password": "Qingshan8", "again": "Qingshan8"}
        )

    def press(self) -> None:
        QTest.mouseClick(self.window.next, Qt.MouseButton.LeftButton)

    def at(self) -> int:
        return self.window.pages.currentIndex()


@pytest.fixture
def office(qtbot: QtBot) -> Office:
    return Office(qtbot)


def test_the_first_page_offers_both_ways(office: Office) -> None:
    assert not office.window.next.isVisible()
    with office.qtbot.waitSignal(office.window.sample_wanted):
        QTest.mouseClick(office.window.sample, Qt.MouseButton.LeftButton)


def test_a_new_office_is_made_from_the_answers(office: Office) -> None:
    office.fill()
    assert theme.look().size == "large", "the text size is seen at once"
    office.press()
    office.qtbot.waitUntil(lambda: office.at() == 4)
    assert office.made == [
        FirstStart(
            unit_name="青山镇便民服务中心",
            station="QS",
            phones={"phone_complaint": "12345"},
            hours_profile="C",
            text_size="large",
            login="lixm",
            name="李晓梅",
            password="Qingshan8",
        )
    ]


def test_nobody_finishes_without_keeping_the_recovery_key(office: Office, tmp_path: Path) -> None:
    finished: list[bool] = []
    office.window.finished.connect(lambda: finished.append(True))
    office.fill()
    office.press()
    office.qtbot.waitUntil(lambda: office.at() == 4)
    window = office.window
    assert window.key_page.label.text() == KEY
    assert not window.key_page.kept.isEnabled()
    assert not window.next.isEnabled()
    window.go_on()
    assert not finished
    window.key_page.save_to(tmp_path / "恢复密钥.pdf")
    with pdfplumber.open(tmp_path / "恢复密钥.pdf") as sheet:
        text = "".join(page.extract_text() for page in sheet.pages)
    assert all(group in text for group in KEY.split("-"))
    QTest.keyClick(window.key_page.kept, Qt.Key.Key_Space)
    office.press()
    assert finished == [True]


def test_the_recovery_key_is_printed(office: Office, tmp_path: Path) -> None:
    office.fill()
    office.press()
    office.qtbot.waitUntil(lambda: office.at() == 4)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    office.window.key_page.print_on(printer)
    assert (tmp_path / "key.pdf").stat().st_size > 0
    assert office.window.key_page.kept.isEnabled()


def test_a_disk_that_does_not_take_the_key_is_told(office: Office, tmp_path: Path) -> None:
    office.window.key_page.save_to(tmp_path / "gone" / "key.txt")
    assert "没有保存" in office.window.key_page.notice.text
    assert not office.window.key_page.kept.isEnabled()


@pytest.mark.parametrize(
    "field, value, said",
    [
        ("unit_name", "", "请填写单位名称"),
        ("station", "青山", "请填写 2 到 6 个字母或数字"),
        ("phone_consultation", "电话", ""),
    ],
)
def test_wrong_answers_hold_the_page(office: Office, field: str, value: str, said: str) -> None:
    QTest.mouseClick(office.window.new_office, Qt.MouseButton.LeftButton)
    office.window.unit.set_values({"unit_name": "青山镇", "station": "QS"})
    office.window.unit.set_values({field: value})
    office.press()
    assert office.at() == 1
    assert office.window.unit.problem_shown(field).startswith(said)
    assert office.window.unit.problem_shown(field)


@pytest.mark.parametrize(
    "field, value, said",
    [
        ("password", "Ab1", "密码至少 8 位"),
        ("password", "abcdefgh1", "三种"),
        ("password", "Lixm12345", "不能包含登录名"),
        ("again", "Qingshan9", "两次输入的密码不一样"),
        ("login", "李", "账号只能用"),
    ],
)
def test_passwords_are_checked_while_typing(
    office: Office, field: str, value: str, said: str
) -> None:
    office.fill()
    office.window.account.set_values({field: value})
    office.press()
    assert office.at() == 3
    assert said in office.window.account.problem_shown(field)
    assert office.made == []


def test_a_refusal_goes_back_to_its_field_and_nothing_typed_is_lost(office: Office) -> None:
    office.fill()
    office.trouble = Refused([Problem("station", "站点代码已被使用")])
    office.press()
    office.qtbot.waitUntil(lambda: office.at() == 1)
    assert office.window.unit.problem_shown("station") == "站点代码已被使用"
    assert office.window.account.text("name") == "李晓梅"


def test_other_trouble_is_told_in_the_window(office: Office) -> None:
    office.fill()
    office.trouble = Expected("磁盘只剩 10 MB，没有建立。请先清理磁盘。")
    office.press()
    office.qtbot.waitUntil(lambda: office.window.notice.text != "")
    assert office.at() == 3
    office.trouble = None
    office.press()
    office.qtbot.waitUntil(lambda: office.at() == 4)


def test_answers_stay_when_walking_back(office: Office) -> None:
    office.fill()
    QTest.mouseClick(office.window.back, Qt.MouseButton.LeftButton)
    QTest.mouseClick(office.window.back, Qt.MouseButton.LeftButton)
    assert office.at() == 1
    assert office.window.answers().password == "Qingshan8"
    assert office.window.unit.text("unit_name") == "青山镇便民服务中心"
