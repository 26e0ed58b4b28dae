"""常用筛选 in the chips row: saved, shown again, renamed, shared, deleted, opened with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.rights import Actor, Role
from center.views import save_view
from desktop.cases.page import CasesPage
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.listing import Dates, FilterValue
from desktop.listing.chips import spans
from desktop.listing.views import SavedViews, decode, encode
from tests.desktop.case_desk import a_case, gone, shown
from tests.offices import Office

TODAY = date(2026, 9, 21)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
VALUES = st.text() | st.builds(Dates, st.none() | DAYS, st.none() | DAYS)


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> CasesPage:
    page = CasesPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1226, 660)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def offered(button: SavedViews) -> dict[str, QAction]:
    """What the menu offers when it opens."""
    button.menu().aboutToShow.emit()
    return {action.text(): action for action in button.menu().actions() if action.text()}


def save(qtbot: QtBot, page: CasesPage, name: str) -> None:
    offered(page.views)["把现在的筛选存为…"].trigger()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"name": name})
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    gone(qtbot, FormDialog)


def test_a_view_brings_back_filters_order_and_columns(qtbot: QtBot, qingshan: Office) -> None:
    a_case(qingshan, "MZ03", "李桂花")
    a_case(qingshan, "RS01", "王大力")
    page = page_of(qtbot, qingshan)
    listing = page.listing
    listing.set_filters({"item": "MZ03", "received": spans(TODAY)["本月"]}, "李")
    listing.table.sorted.emit("name", True)
    listing.table.show_column("village", True)
    listing.table.show_column("window", False)
    kept, columns = listing.query, listing.table.shown_columns()
    save(qtbot, page, "本月低保")
    assert page.views.text() == "常用筛选：本月低保"
    listing.table.show_column("window", True)
    listing.table.sorted.emit("number", False)
    listing.show_quick("all")
    offered(page.views)["本月低保"].trigger()
    assert listing.query == kept
    assert listing.table.shown_columns() == columns
    assert listing.model.rowCount() == 1


def test_a_list_opens_with_the_view_an_account_chose(qtbot: QtBot, qingshan: Office) -> None:
    page = page_of(qtbot, qingshan)
    page.listing.set_filters({"item": "MZ03"})
    save(qtbot, page, "低保")
    offered(page.views)["打开列表时就用它"].trigger()
    qingshan.store.listeners.clear()
    again = page_of(qtbot, qingshan)
    assert again.listing.query.filters == {"item": "MZ03"}
    assert again.views.text() == "常用筛选：低保"
    # A colleague who takes over sees the list as it is shipped.
    assert offered(again.views)["打开列表时就用它"].isChecked()
    offered(again.views)["打开列表时就用它"].trigger()
    qingshan.store.listeners.clear()
    assert page_of(qtbot, qingshan).views.text() == "常用筛选"


def test_a_view_is_renamed_shared_and_deleted(qtbot: QtBot, qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    page = page_of(qtbot, qingshan)
    page.listing.set_filters({"item": "MZ03"})
    save(qtbot, page, "低保")
    offered(page.views)["改名或共用…"].trigger()
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"name": "低保件", "shared": True})
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    gone(qtbot, FormDialog)
    qingshan.store.listeners.clear()
    others = page_of(qtbot, qingshan, clerk)
    offered(others.views)["低保件　共用"].trigger()
    assert others.listing.query.filters == {"item": "MZ03"}
    assert "删除" not in offered(others.views), "what is another's is not this one's to delete"
    offered(page.views)["删除"].trigger()
    assert page.views.text() == "常用筛选"
    assert "低保件　共用" not in offered(page.views)


def test_a_damaged_view_does_not_break_the_list(qtbot: QtBot, qingshan: Office) -> None:
    """A view of another release: what is not understood is left out."""
    content = {"filters": {"old": {"x": 1}, "item": "MZ03"}, "sort": ["gone", True], "columns": []}
    with qingshan.work() as work:
        save_view(work, "cases", "旧的", content)
    page = page_of(qtbot, qingshan)
    shown_before = page.listing.table.shown_columns()
    offered(page.views)["旧的"].trigger()
    assert page.listing.query.filters == {"item": "MZ03"}
    assert page.listing.table.shown_columns() == shown_before


@given(st.dictionaries(st.text(), VALUES))
def test_filters_come_back_as_they_were(filters: dict[str, FilterValue]) -> None:
    assert decode(encode(filters, TODAY), TODAY) == {
        name: value for name, value in filters.items() if name != "ids"
    }


@pytest.mark.parametrize("name", spans(TODAY))
def test_a_named_span_moves_on_with_the_calendar(name: str) -> None:
    """今年 saved this year means next year's cases next year."""
    later = date(2027, 3, 9)
    stored = encode({"received": spans(TODAY)[name]}, TODAY)
    assert decode(stored, later) == {"received": spans(later)[name]}
