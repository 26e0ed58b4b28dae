"""Batches in the 台账 tab: made from a list, found and ticked by keys, undone, printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from center.batches.making import BatchForm, Name, make
from center.batches.records import Batch, Mark
from center.batches.ticking import LineRow, open_batch
from center.journal import history
from center.rights import Role
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.ledgers.batches.page import BatchesPage
from desktop.ledgers.batches.record import BatchRecord
from desktop.preview import Preview
from tests.desk import change, id_number
from tests.hands import desk_of
from tests.offices import Office

CONTROL = Qt.KeyboardModifier.ControlModifier
NAMES = (
    Name("林有田", id_number(), "13900000001", "石桥村", "一组"),
    Name("王春生", id_number("19800101", 23), "", "石桥村", "二组"),
    Name("李桂英", id_number("19800101", 25), "", "石桥村", "一组"),
)


def batch_of(office: Office, names: Any = NAMES, **more: Any) -> UUID:
    form = BatchForm("2027年度医保缴费", "医保缴费", 2027, names, amount=40000, **more)
    made: Batch = change(office, make, form)
    return made.id


def lines(office: Office, batch: UUID) -> list[LineRow]:
    with office.store.read(office.director) as work:
        return list(open_batch(work, batch).lines)


def shown(qtbot: QtBot, desk: Desk) -> BatchesPage:
    page = BatchesPage(desk)
    qtbot.addWidget(page)
    page.resize(1140, 690)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def opened(qtbot: QtBot, desk: Desk, batch: UUID) -> BatchRecord:
    page = shown(qtbot, desk)
    page.open(batch)
    record = page.record()
    assert record is not None
    record.marking.table.setFocus()
    return record


def dialog(of: QWidget) -> FormDialog:
    QApplication.processEvents()
    (found,) = [one for one in of.findChildren(FormDialog) if one.isVisible()]
    return found


def filled(of: QWidget, **values: object) -> FormDialog:
    asked = dialog(of)
    asked.form.set_values(values)
    # Which fields are asked follows what was chosen.
    asked.form.changed.emit(asked.form.draft())
    asked.submit()
    return asked


def press(record: BatchRecord, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or record.marking.table, key)
        QApplication.processEvents()


def test_a_batch_is_made_from_pasted_names_and_opens(qtbot: QtBot, qingshan: Office) -> None:
    page = shown(qtbot, desk_of(qingshan))
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    pasted = f"林有田\t{id_number()}\n王春生\n林有由\t{id_number()}"
    asked = filled(page, source="pasted", names=pasted, amount="400", year=2027)
    assert "第 3 行 林有由 与第 1 行是同一人" in asked.notice.text
    assert asked.form.text("name") == "2027年度医保缴费"
    asked.submit()
    assert not asked.isVisible()
    record = page.record()
    assert record is not None
    assert "名单里有重复的人：第 3 号" in record.said.text()
    assert "与第 1 号重复" in record.marking.table.text(2, "remark")
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    record.marking.table.setFocus()
    press(record, Qt.Key.Key_Escape)
    assert page.record() is None
    assert page.listing.model.rowCount() == 1


def test_space_ticks_and_goes_on_and_takes_back(qtbot: QtBot, qingshan: Office) -> None:
    batch = batch_of(qingshan)
    record = opened(qtbot, desk_of(qingshan), batch)
    press(record, Qt.Key.Key_Space, Qt.Key.Key_Space)
    assert [o.mark for o in lines(qingshan, batch)] == [Mark.DONE, Mark.DONE, Mark.OPEN]
    assert record.progress.text() == "66%　2/3 人"
    record.marking.table.stand_on(0)
    press(record, Qt.Key.Key_Space)
    assert lines(qingshan, batch)[0].mark is Mark.OPEN
    QTest.keyClick(record.marking.table, Qt.Key.Key_Z, CONTROL)
    assert lines(qingshan, batch)[0].mark is Mark.DONE
    assert record.notice.text == "已撤销：林有田"
    QTest.keyClick(record.marking.table, Qt.Key.Key_Space, CONTROL)
    assert Mark.NOT_NEEDED in [o.mark for o in lines(qingshan, batch)]


def test_who_comes_is_found_by_the_end_of_the_number_and_ticked(
    qtbot: QtBot, qingshan: Office
) -> None:
    """Four digits, Enter, Space: no hand leaves the keyboard."""
    batch = batch_of(qingshan)
    record = opened(qtbot, desk_of(qingshan), batch)
    for tail in (NAMES[1].id_number[-4:], NAMES[2].id_number[-4:]):
        QTest.keyClicks(record.marking.table, tail[0])
        QTest.keyClicks(record.marking.search, tail[1:])
        press(record, Qt.Key.Key_Return, Qt.Key.Key_Space)
    assert [o.mark for o in lines(qingshan, batch)] == [Mark.OPEN, Mark.DONE, Mark.DONE]
    press(record, Qt.Key.Key_Escape)
    assert record.marking.search.text() == ""
    assert record.isVisible()


def test_initials_find_a_name(qtbot: QtBot, qingshan: Office) -> None:
    record = opened(qtbot, desk_of(qingshan), batch_of(qingshan))
    record.marking.search.setText("wcs")
    record.marking.search.returnPressed.emit()
    assert record.marking.table.text(0, "name") == "王春生"
    assert len(record.marking.table.keys()) == 1


def test_enter_asks_for_day_amount_and_remark(qtbot: QtBot, qingshan: Office) -> None:
    batch = batch_of(qingshan)
    record = opened(qtbot, desk_of(qingshan), batch)
    press(record, Qt.Key.Key_Return)
    filled(record, on=date(2026, 9, 1), amount="200", remark="半价")
    row = lines(qingshan, batch)[0]
    assert (row.mark, row.on, row.amount, row.remark) == (
        Mark.DONE,
        date(2026, 9, 1),
        20000,
        "半价",
    )


def test_who_is_missing_stands_by_group(qtbot: QtBot, qingshan: Office) -> None:
    record = opened(qtbot, desk_of(qingshan), batch_of(qingshan))
    record.marking.quick[Mark.OPEN].click()
    table = record.marking.table
    assert [table.text(n, "place") for n in range(3)] == ["石桥村一组", "石桥村一组", "石桥村二组"]
    table.stand_on(0)
    table.setFocus()
    press(record, Qt.Key.Key_Space)
    assert [table.text(n, "name") for n in range(2)] == ["李桂英", "王春生"]


def test_two_thousand_rows_are_ticked_one_by_one(qtbot: QtBot, qingshan: Office) -> None:
    names = [Name(f"林{n}", "", "", "石桥村", f"{n % 9 + 1}组") for n in range(2000)]
    batch = batch_of(qingshan, names)
    record = opened(qtbot, desk_of(qingshan), batch)
    record.marking.table.stand_on(1990)
    press(record, *[Qt.Key.Key_Space] * 5)
    done = [o.position for o in lines(qingshan, batch) if o.mark is Mark.DONE]
    assert done == [1991, 1992, 1993, 1994, 1995]


def test_a_closed_batch_refuses_ticks_until_it_is_opened(qtbot: QtBot, qingshan: Office) -> None:
    batch = batch_of(qingshan)
    record = opened(qtbot, desk_of(qingshan, Role.DIRECTOR), batch)
    record.buttons["结束批次"].click()
    dialog(record).submit()
    record.marking.table.setFocus()
    press(record, Qt.Key.Key_Space)
    assert "已结束" in record.notice.text
    record.buttons["重新打开"].click()
    press(record, Qt.Key.Key_Space)
    assert Mark.DONE in [o.mark for o in lines(qingshan, batch)]


def test_people_are_added_and_dropped(qtbot: QtBot, qingshan: Office) -> None:
    batch = batch_of(qingshan)
    record = opened(qtbot, desk_of(qingshan), batch)
    record.buttons["加人"].click()
    filled(record, names="周后来 三组")
    assert [o.name for o in lines(qingshan, batch)][-1] == "周后来"
    record.marking.table.stand_on(3)
    record.buttons["移出"].click()
    filled(record, reason="不是本村")
    assert len(lines(qingshan, batch)) == 3


def test_lists_are_shown_as_they_print_and_written(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    record = opened(qtbot, desk_of(qingshan), batch_of(qingshan))
    for button in ("签字表", "未办名单"):
        record.buttons[button].click()
        qtbot.waitUntil(lambda: bool(record.findChildren(Preview)), timeout=20_000)
        preview = record.findChildren(Preview)[0]
        preview.close()
        preview.setParent(None)
        preview.deleteLater()
        QApplication.processEvents()
    record.export_to(tmp_path / "a.xlsx")
    qtbot.waitUntil(lambda: "已导出 3 人" in record.notice.text, timeout=20_000)


def test_numbers_are_masked_until_a_reason_is_given(qtbot: QtBot, qingshan: Office) -> None:
    batch = batch_of(qingshan)
    record = opened(qtbot, desk_of(qingshan), batch)
    table = record.marking.table
    assert "*" in table.text(0, "id_number")
    record.buttons["查看完整信息"].click()
    filled(record, reason="电话通知")
    assert table.text(0, "id_number") == NAMES[0].id_number
    with qingshan.store.read(qingshan.director) as work:
        assert [row.action for row in history(work, batch)] == ["create", "reveal"]
