"""The 办件 tab: list, record, checklist, deadlines, what is masked, what leaves as a table."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from center.calendar import DayMark, load_days
from center.cases import steps
from center.cases.file import recompute
from center.holidays import replace_years
from center.journal import JournalRow, commit, history
from center.rights import Actor, Role
from desktop.cases.materials import FIXED, PAGES, RECEIVED, VERIFIED
from desktop.cases.page import CasesPage
from desktop.cases.source import CaseSource, due_text, wanted
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.listing import Dates, Query
from tests.desktop.case_desk import (
    COMMITTED,
    ID_NUMBER,
    INSTANT,
    LICENCE,
    WAIT,
    Hands,
    a_case,
    do,
    file_of_case,
    gone,
)
from tests.offices import Office

K = Qt.Key


def texts(widget: QWidget) -> str:
    """Every word in sight on a page."""
    found = [label.text() for label in widget.findChildren(QLabel)]
    for table in widget.findChildren(QTableWidget):
        for row in range(table.rowCount()):
            for column in range(table.columnCount()):
                item = table.item(row, column)
                found.append(item.text() if item is not None else "")
    return "\n".join(found)


def tab(hands: Hands, name: str) -> str:
    """The words of a record's tab."""
    hands.record.go(name)
    page = hands.record.tabs.currentWidget()
    assert page is not None
    return texts(page)


def column(hands: Hands, name: str) -> list[str]:
    """A column of the list as shown."""
    source = CaseSource(Desk(hands.page._desk.store, hands.page._desk.actor))
    place = [one.name for one in source.columns].index(name)
    model = hands.page.listing.model
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


# --- the list -------------------------------------------------------------------------------------


def test_quick_filters_count_what_they_show(
    qingshan: Office, clerk: Actor, desk: Desk, qtbot: QtBot
) -> None:
    """D6: mine, due today, overdue and all, each with its number."""
    a_case(qingshan, COMMITTED, by=clerk)
    a_case(qingshan, COMMITTED, by=clerk)
    a_case(qingshan, COMMITTED)
    do(qingshan, a_case(qingshan, COMMITTED, by=clerk), steps.accept)
    qingshan.clock.set(date(2026, 9, 29), 9)
    page = CasesPage(desk)
    qtbot.addWidget(page)
    page.show()
    quick = page.listing.quick
    qtbot.waitUntil(lambda: quick["all"].text() == "全部 4", timeout=WAIT)
    assert quick["mine"].text() == "我的待办 3"
    assert quick["today"].text() == "今天到期 3"
    assert quick["overdue"].text() == "超期 0"
    assert page.listing.model.rowCount() == 3
    quick["today"].click()
    assert page.listing.model.rowCount() == 3


def test_due_stands_in_date_and_working_days(qingshan: Office, clerk: Actor, hands: Hands) -> None:
    a_case(qingshan, COMMITTED, by=clerk)
    hands.page.listing.refresh()
    assert column(hands, "due_on") == ["9月29日 还有 5 个工作日"]
    assert column(hands, "item_name") == ["临时救助"]
    assert due_text(None, "", date(2026, 9, 21)) == ""


def test_other_years_are_asked_for(qingshan: Office, hands: Hands) -> None:
    """The list shows this year by default."""
    a_case(qingshan, INSTANT)
    qingshan.clock.set(date(2027, 1, 4))
    hands.page.listing.show_quick("all")
    page = CasesPage(hands.page._desk)
    hands.qtbot.addWidget(page)
    page.listing.show_quick("all")
    assert page.listing.model.rowCount() == 0
    page.listing.set_filters({})
    assert page.listing.model.rowCount() == 1


def test_filters_reach_the_center() -> None:
    handler = UUID(int=7)
    asked = wanted(
        Query(
            {
                "status": "办理中",
                "item": "RS01",
                "window": "人社窗口",
                "handler": handler.hex,
                "received": Dates(date(2026, 9, 1), None),
                "light": "overdue",
            },
            text="李",
        )
    )
    assert [status.value for status in asked.statuses] == ["办理中"]
    assert (asked.item_code, asked.window, asked.handler) == ("RS01", "人社窗口", handler)
    assert (asked.received_from, asked.received_to) == (date(2026, 9, 1), None)
    assert (asked.light, asked.text, asked.mine) == ("overdue", "李", False)


def test_chips_offer_items_windows_and_colleagues(qingshan: Office, desk: Desk) -> None:
    source = CaseSource(desk)
    offered = {
        one.name: [c.title for c in (one.choices() if callable(one.choices) else one.choices)]
        for one in source.filters
    }
    assert "临时救助" in offered["item"]
    assert qingshan.director.name in offered["handler"]
    assert "办理中" in offered["status"]


def test_id_and_phone_are_masked_in_the_list(qingshan: Office, clerk: Actor, hands: Hands) -> None:
    """D8: the name in full, ID and phone masked."""
    a_case(qingshan, INSTANT, by=clerk)
    hands.page.listing.refresh()
    assert column(hands, "name") == ["李桂花"]
    assert ID_NUMBER not in column(hands, "id_number")[0]
    assert "****" in column(hands, "phone")[0]


def test_enter_opens_and_esc_goes_back_to_the_same_row(
    qingshan: Office, clerk: Actor, hands: Hands
) -> None:
    for _ in range(5):
        a_case(qingshan, COMMITTED, by=clerk)
    hands.page.listing.refresh()
    table = hands.page.listing.table
    table.setFocus()
    table.stand_on(3)
    key = table.current_key()
    hands.press(K.Key_Return, where=table)
    assert hands.record.file.case.id == key
    hands.press(K.Key_Escape, where=hands.record)
    assert hands.page.record() is None
    assert table.current_key() == key
    assert table.hasFocus()


def test_ctrl_n_asks_for_a_new_case(hands: Hands, desk: Desk) -> None:
    hands.page.listing.table.setFocus()
    with hands.qtbot.waitSignal(desk.new_case):
        hands.press(K.Key_N, Qt.KeyboardModifier.ControlModifier, hands.page.listing.table)


def test_case_opens_from_elsewhere(qingshan: Office, hands: Hands, desk: Desk) -> None:
    case = a_case(qingshan)
    desk.open_case.emit(case)
    assert hands.record.file.case.id == case


def test_list_follows_what_others_save(qingshan: Office, clerk: Actor, hands: Hands) -> None:
    assert hands.page.listing.model.rowCount() == 0
    a_case(qingshan, by=clerk)
    hands.qtbot.waitUntil(lambda: hands.page.listing.model.rowCount() == 1, timeout=WAIT)


def test_taking_over_shows_the_rights_and_the_work_of_the_colleague(
    qingshan: Office, clerk: Actor, hands: Hands, desk: Desk
) -> None:
    """换人: the record closes, what is mine is the colleague's."""
    a_case(qingshan)
    case = a_case(qingshan, by=clerk)
    hands.open(case)
    hands.page.listing.notice.problem("这一条只和前一位有关")
    desk.take_over(qingshan.actor(Role.INSPECTOR))
    assert hands.page.listing.notice.text == ""
    assert hands.page.record() is None
    assert not hands.page.receive.isEnabled()
    desk.take_over(qingshan.director)
    assert hands.page.listing.model.rowCount() == 1
    assert hands.page.receive.isEnabled()


# --- the record -----------------------------------------------------------------------------------


def test_head_names_case_state_and_masked_applicant(qingshan: Office, hands: Hands) -> None:
    case = a_case(qingshan, COMMITTED)
    record = hands.open(case)
    assert record.number.text() == file_of_case(qingshan, case).case.number
    assert record.title.text() == "临时救助"
    assert record.due.text() == "到期 9月29日　还有 5 个工作日"
    assert "李桂花" in record.facts.text()
    assert ID_NUMBER not in record.facts.text()
    assert "12号" not in record.facts.text()


def test_facts_are_masked_until_revealed_for_a_reason(qingshan: Office, hands: Hands) -> None:
    """D8: revealing asks why and is journalled; leaving the case masks again."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    before = tab(hands, "facts")
    assert ID_NUMBER not in before
    assert "13800001234" not in before
    assert "12号" not in before
    assert "第 1 版" in before
    hands.record.ask_reveal()
    dialog = hands.dialog()
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason") == "请填写查看原因"
    hands.fill(dialog, reason="核对证件号")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    after = tab(hands, "facts")
    assert ID_NUMBER in after
    assert "13800001234" in after
    with qingshan.store.read(qingshan.director) as work:
        row = history(work, case)[-1]
    assert (row.action, json.loads(row.payload or "")["reason"]) == ("reveal", "核对证件号")
    assert "核对证件号" in tab(hands, "history")
    hands.page.close_record()
    hands.open(case)
    assert ID_NUMBER not in tab(hands, "facts")


def test_reveal_needs_the_right(qingshan: Office, qtbot: QtBot) -> None:
    case = a_case(qingshan)
    page = CasesPage(Desk(qingshan.store, qingshan.actor(Role.INSPECTOR)))
    qtbot.addWidget(page)
    page.show()
    page.show_case(case)
    record = page.record()
    assert record is not None
    record.ask_reveal()
    assert "没有“查看完整信息”的权限" in record.notice.text
    qingshan.store.listeners.clear()


def test_limits_say_why_it_is_this_day(qingshan: Office, hands: Hands) -> None:
    """D1: holidays and make-up days are named; promised and statutory date stand together."""
    case = a_case(qingshan, LICENCE)
    do(qingshan, case, steps.accept)
    hands.open(case)
    text = tab(hands, "limits")
    assert "为什么是这一天" in text
    assert "承诺办结时限" in text
    assert "法定时限" in text
    assert "国庆节" in text
    folded = [
        b
        for b in hands.record.tabs.currentWidget().findChildren(QPushButton)
        if "没有计入" in b.text()
    ]
    QTest.keyClick(folded[0], K.Key_Space)
    assert "10月1日 周四　国庆节放假" in texts(hands.record.tabs.currentWidget())


def test_unknown_year_is_warned_of(qingshan: Office, hands: Hands) -> None:
    """A date that reaches 2027 says that its holidays are not published."""
    qingshan.clock.set(date(2026, 12, 21))
    case = a_case(qingshan, LICENCE)
    do(qingshan, case, steps.accept)
    hands.open(case)
    assert "2027 年节假日未公布，暂按周末推算" in tab(hands, "limits")


def test_new_holiday_moves_the_date_in_sight(qingshan: Office, hands: Hands) -> None:
    """A calendar change is seen in an open record without closing it."""
    case = a_case(qingshan, COMMITTED)
    record = hands.open(case)
    assert "9月29日" in record.due.text()
    with qingshan.work() as work:
        shipped = {day: mark for day, mark in load_days().items() if day.year == 2026}
        replace_years(work, {**shipped, date(2026, 9, 22): DayMark("holiday", "镇庆")})
        work.session.flush()
        recompute(work)
        commit(work)
    hands.qtbot.waitUntil(lambda: "9月30日" in record.due.text(), timeout=WAIT)


def test_history_tells_events_and_operations(qingshan: Office, hands: Hands) -> None:
    """CASE-17: what happened, by whom, and what was done in the program."""
    case = a_case(qingshan, COMMITTED)
    do(qingshan, case, steps.accept)
    do(qingshan, case, lambda w, c: steps.suspend(w, c, "入户核查"))
    hands.open(case)
    text = tab(hands, "history")
    assert "受理" in text
    assert "入户核查" in text
    assert "新增办件" in text
    assert qingshan.director.name in text


def test_typed_markup_stays_text(qingshan: Office, hands: Hands) -> None:
    """Nothing that was typed is drawn as markup."""
    case = a_case(qingshan, name="<b>李桂花</b>")
    hands.open(case)
    page = hands.record.tabs.currentWidget()
    assert page is not None
    shown = [label for label in page.findChildren(QLabel) if "<b>" in label.text()]
    assert shown
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in shown)


def test_case_that_is_gone_is_told(hands: Hands) -> None:
    """A village cadre's case of another station is not opened."""
    record = hands.open(UUID(int=1))
    assert "没有找到这件" in record.notice.text


# --- the checklist --------------------------------------------------------------------------------


def checklist(hands: Hands) -> QTableWidget:
    hands.record.go("materials")
    page = hands.record.materials
    assert page is not None
    return page.table


def verified(office: Office, case: UUID, row: int) -> bool:
    return file_of_case(office, case).materials[row].verified


def rebuilt(hands: Hands, table: QTableWidget) -> bool:
    return checklist(hands) is not table


def test_space_ticks_and_saves_and_the_place_stays(qingshan: Office, hands: Hands) -> None:
    """ONCE-15: received and verified, one key each; acceptance becomes lawful by the last."""
    case = a_case(qingshan, COMMITTED, received=0)
    count = len(file_of_case(qingshan, case).materials)
    hands.open(case)
    for row in range(count):
        table = checklist(hands)
        table.setFocus()
        table.setCurrentCell(row, VERIFIED)
        hands.press(K.Key_Space, where=table)
        hands.qtbot.waitUntil(partial(verified, qingshan, case, row), timeout=WAIT)
        hands.qtbot.waitUntil(partial(rebuilt, hands, table), timeout=WAIT)
        assert hands.record.materials is not None
        assert hands.record.materials.place() == (row, VERIFIED)
    materials = file_of_case(qingshan, case).materials
    assert all(m.received_on == date(2026, 9, 21) for m in materials)
    assert hands.record.steps["受理"].property("role") == "primary"


def test_put_right_on_the_spot_and_pages(qingshan: Office, hands: Hands) -> None:
    """ONCE-08; a number of pages out of range is refused in words and what is stored stays."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    table = checklist(hands)
    table.setCurrentCell(0, FIXED)
    hands.press(K.Key_Space, where=table)
    hands.qtbot.waitUntil(
        lambda: file_of_case(qingshan, case).materials[0].fixed_on_spot, timeout=WAIT
    )
    hands.qtbot.waitUntil(lambda: checklist(hands) is not table, timeout=WAIT)
    item = checklist(hands).item(0, PAGES)
    assert item is not None
    item.setText("12")
    assert file_of_case(qingshan, case).materials[0].pages == 12
    item = checklist(hands).item(1, PAGES)
    assert item is not None
    item.setText("很多")
    assert "页数应在" in hands.record.notice.text
    assert file_of_case(qingshan, case).materials[1].pages == 0


def test_all_received_in_one_key(qingshan: Office, hands: Hands) -> None:
    case = a_case(qingshan, COMMITTED, received=0)
    hands.open(case)
    checklist(hands)
    assert hands.record.materials is not None
    QTest.keyClick(hands.record.materials.all, K.Key_Space)
    assert not file_of_case(qingshan, case).facts.missing


@pytest.mark.parametrize(
    "name, said", [("其他材料", "兜底"), ("身份证复印件", "复印件"), ("", "请填写材料名称")]
)
def test_extra_material_is_never_catch_all(
    qingshan: Office, hands: Hands, name: str, said: str
) -> None:
    """ONCE-11, ONCE-13: refused under the field, what was typed stays."""
    case = a_case(qingshan, COMMITTED)
    count = len(file_of_case(qingshan, case).materials)
    hands.open(case)
    checklist(hands)
    assert hands.record.materials is not None
    QTest.keyClick(hands.record.materials.add, K.Key_Space)
    dialog = hands.dialog()
    hands.fill(dialog, name=name, extra_reason="镇里要求") if name else hands.fill(
        dialog, extra_reason="镇里要求"
    )
    hands.submit(dialog)
    assert said in dialog.form.problem_shown("name")
    dialog.reject()
    gone(hands.qtbot, FormDialog)
    assert len(file_of_case(qingshan, case).materials) == count


def test_extra_material_with_a_reason_joins_the_list(qingshan: Office, hands: Hands) -> None:
    """ONCE-12."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    checklist(hands)
    assert hands.record.materials is not None
    QTest.keyClick(hands.record.materials.add, K.Key_Space)
    dialog = hands.dialog()
    hands.fill(dialog, name="火灾事故认定书", extra_reason="因火灾致困，救助办法第九条")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert file_of_case(qingshan, case).materials[-1].name == "火灾事故认定书"
    hands.qtbot.waitUntil(lambda: "火灾事故认定书" in tab(hands, "materials"), timeout=WAIT)


def test_a_material_that_does_not_apply_is_taken_off_with_a_reason(
    qingshan: Office, hands: Hands
) -> None:
    """残疾人证（残疾人提供）must not stand in the way of someone who has none."""
    case = a_case(qingshan, COMMITTED)
    first, second, *_ = file_of_case(qingshan, case).materials
    hands.open(case)
    table = checklist(hands)
    table.setCurrentCell(1, RECEIVED)
    assert hands.record.materials is not None
    QTest.keyClick(hands.record.materials.waive, K.Key_Space)
    dialog = hands.dialog()
    assert second.name in dialog.intro.text()
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason")
    hands.fill(dialog, reason="申请人不属于这种情形")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    names = [material.name for material in file_of_case(qingshan, case).materials]
    assert first.name in names
    assert second.name not in names


def test_checklist_of_an_ended_case_is_closed(qingshan: Office, hands: Hands) -> None:
    case = a_case(qingshan, INSTANT)
    do(qingshan, case, lambda w, c: steps.finish(w, c, steps.Outcome("办成")))
    hands.open(case)
    table = checklist(hands)
    item = table.item(0, RECEIVED)
    assert item is not None
    assert not item.flags() & Qt.ItemFlag.ItemIsUserCheckable
    assert hands.record.materials is not None
    assert not hands.record.materials.all.isEnabled()


# --- tables ---------------------------------------------------------------------------------------


def test_ledger_leaves_masked_and_journalled(
    qingshan: Office, hands: Hands, tmp_path: Path
) -> None:
    """CASE-06, D8: the month's ledger off the GUI thread, said where it lies."""
    a_case(qingshan, COMMITTED)
    path = tmp_path / "台账.xlsx"
    hands.page.ledger_to(2026, 9, path)
    hands.qtbot.waitUntil(lambda: "已导出 1 件" in hands.page.listing.notice.text, timeout=WAIT)
    sheet = load_workbook(path).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "李桂花" in cells
    assert ID_NUMBER not in cells
    with qingshan.store.read(qingshan.director) as work:
        rows = work.session.query(JournalRow).filter_by(action="export").all()
    assert [json.loads(row.payload or "")["name"] for row in rows] == ["办件台账　2026年9月"]


def test_selected_rows_are_exported_alone(
    qingshan: Office, clerk: Actor, hands: Hands, tmp_path: Path
) -> None:
    cases = [a_case(qingshan, COMMITTED, by=clerk) for _ in range(3)]
    hands.page.listing.refresh()
    hands.page.export_to(tmp_path / "清单.xlsx", frozenset(cases[:2]))
    hands.qtbot.waitUntil(lambda: "已导出 2 件" in hands.page.listing.notice.text, timeout=WAIT)


def test_export_to_a_place_that_is_gone_is_told(
    qingshan: Office, hands: Hands, tmp_path: Path
) -> None:
    a_case(qingshan)
    hands.page.ledger_to(2026, 9, tmp_path / "U盘" / "台账.xlsx")
    hands.qtbot.waitUntil(lambda: "保存位置不存在" in hands.page.listing.notice.text, timeout=WAIT)


def test_month_that_does_not_exist_is_refused(hands: Hands, tmp_path: Path) -> None:
    hands.page.ledger_to(26, 9, tmp_path / "台账.xlsx")
    hands.qtbot.waitUntil(lambda: "没有这个月份" in hands.page.listing.notice.text, timeout=WAIT)
    assert not (tmp_path / "台账.xlsx").exists()


def test_who_leads_sees_the_whole_centre_first(qingshan: Office, qtbot: QtBot) -> None:
    """D6: a director handles nothing himself, so an empty to-do list would greet him."""
    a_case(qingshan, COMMITTED)
    page = CasesPage(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(page)
    assert page.listing.model.rowCount() == 1
    assert next(iter(page.listing.quick)) == "all"
