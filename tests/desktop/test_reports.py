"""The 报表 tab: tables chosen by keys, seen before they leave, opened where they lie (HR-13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from center.journal import JournalRow
from center.rights import Actor, Role
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.main import main_window
from desktop.reports import ReportsTab
from desktop.reports.month import MonthPage
from desktop.reports.page import ReportsPage
from desktop.reports.result import last_folder
from reports.offer import MONTH_SET, REPORTS
from tests.desktop.case_desk import ID_NUMBER, INSTANT, WAIT, a_case, activate, shown, write
from tests.offices import Office

EXCEL = Qt.Key.Key_E
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the computer was asked to open, in place of a program that opens it."""
    found: list[Path] = []

    def take(url: QUrl) -> bool:
        found.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", take)
    return found


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def tab(qtbot: QtBot, office: Office, actor: Actor | None = None) -> ReportsTab:
    made = ReportsTab(Desk(office.store, actor or office.director))
    qtbot.addWidget(made)
    made.resize(1226, 660)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def group(qtbot: QtBot, made: ReportsTab, name: str) -> ReportsPage:
    """Walk down the list at the left to a group and wait for its first preview."""
    made.list.setFocus()
    titles = [made.list.item(row).text() for row in range(made.list.count())]
    for _ in range(titles.index(name)):
        QTest.keyClick(made.list, Qt.Key.Key_Down)
    page = made.stack.currentWidget()
    assert isinstance(page, ReportsPage)
    read(qtbot, page)
    return page


def read(qtbot: QtBot, page: ReportsPage) -> None:
    """Wait until the preview shows what is chosen now."""
    page.rows.state.setText("")
    page._reading.start()
    qtbot.waitUntil(lambda: page.rows.state.text() not in ("", "正在读取…"), timeout=WAIT)


def answer(monkeypatch: pytest.MonkeyPatch, path: Path, asked: list[str]) -> None:
    """The clerk picks this path; what was proposed is kept."""

    def pick(_parent: object, _title: str, proposed: str, *_kind: object) -> tuple[str, str]:
        asked.append(proposed)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", pick)


def words(path: Path) -> str:
    sheet = load_workbook(path).active
    assert sheet is not None
    return "\n".join(str(cell) for row in sheet.values for cell in row if cell is not None)


def test_a_table_is_seen_written_and_opened_by_keys(
    qtbot: QtBot,
    qingshan: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: list[Path],
) -> None:
    a_case(qingshan, INSTANT, "李桂花")
    qingshan.clock.advance(days=20)
    page = group(qtbot, tab(qtbot, qingshan), "办件")
    assert page.title.text() == "办件台账"
    assert "按时没有" in page.words.text()
    assert page.rows.state.text() == "预览：共 1 行"
    assert "李桂花" in page.rows.list.text(0, "3")
    assert ID_NUMBER not in page.rows.list.text(0, "4"), "D8: masked on the screen as in the file"
    assert "合计1件" in page.rows.totals.text()
    asked: list[str] = []
    path = tmp_path / "台账"
    answer(monkeypatch, path, asked)
    activate(qtbot, page.window())
    page.choosing.setFocus()
    QTest.keyClick(QApplication.focusWidget() or page, EXCEL, CONTROL)
    qtbot.waitUntil(page.result.isVisible, timeout=WAIT)
    assert Path(asked[0]).name == "办件台账 2026年9月.xlsx", "last month is proposed"
    made = tmp_path / "台账.xlsx"
    assert page.result.label.text() == f"已导出 1 行：{made}"
    assert "李桂花" in words(made)
    assert "合计1件" in words(made)
    QTest.keyClick(page.result.open_file, Qt.Key.Key_Space)
    QTest.keyClick(page.result.open_folder, Qt.Key.Key_Space)
    assert opened == [made, tmp_path]
    answer(monkeypatch, path, asked)
    QTest.keyClick(page.paper, Qt.Key.Key_Space)
    qtbot.waitUntil((tmp_path / "台账.pdf").is_file, timeout=WAIT)
    assert Path(asked[1]).parent == tmp_path, "the folder is remembered"


def test_another_table_and_another_period_by_keys(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    a_case(qingshan)
    page = group(qtbot, tab(qtbot, qingshan), "办件")
    assert page.rows.state.text() == "没有记录，导出的是一张空表。", "August had no case"
    form = page.choosing.form
    form.focus("report")
    QTest.keyClicks(form.editor("report").input, "2")
    assert page.title.text() == "办件时效统计表"
    form.editor("period").setFocus()
    QTest.keyClick(form.editor("period").input, Qt.Key.Key_Down)
    assert form.text("period") == "quarter"
    read(qtbot, page)
    assert page.rows.list.text(0, "0") == "全部"
    assert page.rows.list.text(0, "2") == "1"
    page.export_to(tmp_path / "季.xlsx")
    qtbot.waitUntil(page.result.isVisible, timeout=WAIT)
    assert "统计期间：2026年第3季度" in words(tmp_path / "季.xlsx")
    form.editor("period").set_raw("days")
    page.choosing.form.changed.emit({})
    for name, day in (("first", "2026-9-22"), ("last", "2026-9-21")):
        form.focus(name)
        QTest.keyClick(form.editor(name).input, Qt.Key.Key_A, CONTROL)
        write(form.editor(name).input, day)
    assert page.choosing.wanted() is None
    assert form.problem_shown("last") == "结束日期不能早于开始日期"
    read(qtbot, page)
    assert "填完整" in page.rows.state.text()
    page.ask_path(".xlsx")
    assert "结束日期不能早于开始日期" in page.notice.text


def test_a_table_that_cannot_be_made_says_why_and_loses_nothing(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    page = group(qtbot, tab(qtbot, qingshan), "值班")
    assert "还没有坐班接访的班表" in page.rows.state.text()
    page.export_to(tmp_path / "值班表.xlsx")
    qtbot.waitUntil(lambda: "还没有坐班接访的班表" in page.notice.text, timeout=WAIT)
    assert list(tmp_path.glob("值班表*")) == []
    assert page.choosing.form.text("month") == "8"


def test_d8_full_numbers_are_asked_for_with_a_reason(
    qtbot: QtBot, qingshan: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(qingshan)
    made = tab(qtbot, qingshan)
    assert group(qtbot, made, "办件").full.isHidden(), "the ledger of cases is never unmasked"
    made.list.setCurrentRow(0)
    page = group(qtbot, made, "登记")
    assert not page.full.isHidden()
    answer(monkeypatch, tmp_path / "登记.xlsx", [])
    QTest.keyClick(page.full, Qt.Key.Key_Space)
    dialog = shown(qtbot, FormDialog)
    dialog.submit()
    assert dialog.form.problem_shown("reason"), "no reason, no numbers"
    write(dialog.form.editor("reason").input, "报县局核对")
    dialog.submit()
    qtbot.waitUntil(page.result.isVisible, timeout=WAIT)
    with qingshan.store.read(qingshan.director) as work:
        (row,) = work.session.query(JournalRow).filter_by(action="reveal").all()
        assert "报县局核对" in (row.payload or "")


def test_what_an_account_may_not_have_is_not_shown(qtbot: QtBot, qingshan: Office) -> None:
    made = tab(qtbot, qingshan, qingshan.actor(Role.ADMINISTRATOR))
    for row in range(made.list.count()):
        made.list.setCurrentRow(row)
        page = made.stack.currentWidget()
        assert not isinstance(page, ReportsPage | MonthPage)
    clerk = qingshan.actor(Role.INSPECTOR)
    page = group(qtbot, tab(qtbot, qingshan, clerk), "登记")
    assert page.full.isHidden()


def test_every_table_stands_in_its_group_and_can_be_previewed(
    qtbot: QtBot, qingshan: Office
) -> None:
    a_case(qingshan)
    made = tab(qtbot, qingshan)
    seen = []
    for name in dict.fromkeys(report.group for report in REPORTS):
        made.list.setCurrentRow(0)
        page = group(qtbot, made, name)
        for report in page.choosing.reports:
            page.choosing.choose(report)
            assert page.title.text() == report.title
            read(qtbot, page)
            assert "程序出错" not in page.rows.state.text(), report.name
            seen.append(report.name)
    assert set(seen) == {one.name for one in REPORTS}


def test_hr_13_the_months_set_is_seen_and_written_at_once(
    qtbot: QtBot,
    qingshan: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: list[Path],
) -> None:
    a_case(qingshan)
    qingshan.clock.advance(days=20)
    made = tab(qtbot, qingshan)
    page = made.stack.currentWidget()
    assert isinstance(page, MonthPage)
    qtbot.waitUntil(lambda: len(page.list.keys()) == len(MONTH_SET), timeout=WAIT)
    assert page.list.text(0, "state") == "1 行"
    assert "合计1件" in page.list.text(0, "said")
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    assert page.heading.text() == "办件时效统计表"
    assert "按时办结率" in page.said.text()
    into = tmp_path / "月末一套 2026年9月"
    into.mkdir()
    (into / "06 群众评价满意度汇总表 2026年9月.xlsx").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path))
    QTest.keyClick(page.list, EXCEL, CONTROL)
    qtbot.waitUntil(page.result.isVisible, timeout=WAIT)
    assert f"已生成 {len(MONTH_SET) - 1} 张表" in page.result.label.text()
    assert "群众评价满意度汇总表" in page.notice.text
    assert page.list.text(0, "state") == "已生成 1 行"
    assert page.list.text(len(MONTH_SET) - 1, "state") == "没有生成"
    assert "李桂花" in words(into / "01 办件台账 2026年9月.xlsx")
    assert page.result.open_file.isHidden()
    QTest.keyClick(page.result.open_folder, Qt.Key.Key_Space)
    assert opened == [into]


def test_a_folder_that_is_gone_is_proposed_no_more(tmp_path: Path) -> None:
    assert last_folder({"folder": str(tmp_path)}) == tmp_path
    assert last_folder({"folder": str(tmp_path / "拔掉的U盘")}) != tmp_path / "拔掉的U盘"


def test_the_window_opens_the_tab(qtbot: QtBot, qingshan: Office) -> None:
    window = main_window(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(window)
    page = window.go("reports")
    assert isinstance(page, ReportsTab)
    said = [label.text() for label in page.findChildren(QPushButton)]
    assert any("生成一套" in text for text in said)
