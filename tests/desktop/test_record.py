"""The record page: lawful steps first, unlawful ones say why, tabs built when looked at."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.listing import Column, Listing, Query, Row
from desktop.record import Head, RecordPage, Section, Step, Subject

HEAD = Head("QS-SL-2026-000123", "城乡居民养老保险参保登记", "due_soon", "11月24日 周二", "王小明")


class Page:
    """A record page with a diary of what was pressed and built."""

    def __init__(self, qtbot: QtBot) -> None:
        self.pressed: list[str] = []
        self.built: list[str] = []
        self.widget = RecordPage(most_steps=3)
        qtbot.addWidget(self.widget)
        self.show()
        self.widget.show()
        self.widget.activateWindow()
        qtbot.waitUntil(self.widget.isActiveWindow)

    def step(self, title: str, reason: str = "", primary: bool = False, keys: str = "") -> Step:
        return Step(title, lambda: self.pressed.append(title), reason, primary, keys)

    def section(self, name: str) -> Section:
        def build() -> QWidget:
            self.built.append(name)
            return QLabel(name)

        return Section(name, name, build)

    def show(self) -> None:
        self.widget.show_record(
            HEAD,
            [
                self.step("办结", reason="还没有受理"),
                self.step("补正告知"),
                self.step("受理", primary=True, keys="Ctrl+Return"),
                self.step("退件"),
            ],
            [self.section("事实"), self.section("材料"), self.section("经过")],
        )


def test_the_next_lawful_step_stands_first_and_unlawful_ones_last(qtbot: QtBot) -> None:
    page = Page(qtbot)
    assert list(page.widget.steps) == ["受理", "补正告知", "退件"]
    assert page.widget.steps["受理"].property("role") == "primary"
    more = next(b for b in page.widget.findChildren(QPushButton) if b.text() == "更多")
    assert [action.text() for action in more.menu().actions()] == ["办结（还没有受理）"]
    more.menu().actions()[0].trigger()
    assert page.pressed == []
    assert page.widget.notice.text == "现在不能“办结”：还没有受理"


def test_a_lawful_step_runs_by_click_and_by_key(qtbot: QtBot) -> None:
    page = Page(qtbot)
    QTest.mouseClick(page.widget.steps["补正告知"], Qt.MouseButton.LeftButton)
    QTest.keyClick(page.widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert page.pressed == ["补正告知", "受理"]


def test_an_unlawful_step_can_be_reached_and_only_says_why(qtbot: QtBot) -> None:
    page = Page(qtbot)
    page.widget.show_record(HEAD, [page.step("办结", reason="还没有受理")], [page.section("事实")])
    button = page.widget.steps["办结"]
    assert button.toolTip() == button.statusTip() == "还没有受理"
    assert "还没有受理" in button.accessibleDescription()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.pressed == []
    assert "还没有受理" in page.widget.notice.text


def test_tabs_are_built_when_looked_at_and_stay_open_over_a_refresh(qtbot: QtBot) -> None:
    page = Page(qtbot)
    assert page.built == ["事实"]
    page.widget.go("经过")
    assert page.built == ["事实", "经过"]
    page.show()
    assert page.widget.tabs.tabText(page.widget.tabs.currentIndex()) == "经过"
    assert page.built == ["事实", "经过", "经过"]


def test_the_state_has_a_word(qtbot: QtBot) -> None:
    """D6."""
    page = Page(qtbot)
    assert page.widget.light.accessibleName() == "将到期"
    assert page.widget.light.sizeHint().width() > 0
    page.widget.light.set_state("")
    assert page.widget.light.sizeHint().width() == 0


class Numbers:
    """Twenty records."""

    columns = (Column("number", "编号"),)
    filters = ()
    quick = ()
    sort = ("number", False)

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        return [Row(n, (str(n),), n) for n in range(20)] if after is None else []

    def count(self, query: Query, cap: int) -> int:
        return 20


def test_a_row_opens_its_record_and_escape_returns_to_the_same_row(qtbot: QtBot) -> None:
    listing = Listing("办件", Numbers(), lambda: date(2026, 11, 21))
    pages: list[RecordPage] = []

    def open_record(key: object) -> QWidget:
        page = RecordPage()
        page.show_record(Head(str(key), "件"), [], [])
        pages.append(page)
        return page

    subject = Subject(listing, open_record)
    qtbot.addWidget(subject)
    subject.show()
    subject.activateWindow()
    qtbot.waitUntil(subject.isActiveWindow)
    listing.table.setFocus()
    for _ in range(3):
        QTest.keyClick(listing.table, Qt.Key.Key_Down)
    QTest.keyClick(listing.table, Qt.Key.Key_Return)
    assert subject.currentWidget() is pages[0]
    assert pages[0].number.text() == "3"
    QTest.keyClick(pages[0], Qt.Key.Key_Escape)
    assert subject.currentWidget() is listing
    assert listing.table.current_key() == 3
    assert listing.table.hasFocus()
    subject.open(5)
    subject.open(6)
    assert subject.count() == 2, "one record is open at a time"
