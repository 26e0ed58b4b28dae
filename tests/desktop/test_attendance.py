"""The 考勤 tab: today, the monthly grid and why, settling, closing, punches, posts, outings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from center.attachments.keeping import count_of
from center.attendance import leave, outings
from center.attendance.balances import annual, earn, time_off
from center.attendance.closing import ask_to_reopen, closed_month
from center.attendance.hours import Half, Slot, at
from center.attendance.month import close, persons_days
from center.attendance.punches import punch_imports, punch_users
from center.attendance.punching import Result
from center.attendance.records import AttendanceMonth, DeskAway, Finding, Found, Outing, Settlement
from center.attendance.settling import appeal, finding_of, settle
from center.attendance.symbols import CellKind
from center.attendance.why import why
from center.journal import commit
from center.papers import PaperKind, latest_papers
from center.rights import Actor, Role
from center.staff import ServiceWindow
from desktop import tasks
from desktop.attachments.incoming import from_file
from desktop.attachments.photos import Photos
from desktop.attachments.section import AttachmentsPage
from desktop.attendance.balances import BalancesPage
from desktop.attendance.desk_log import DeskLogRecord, aways_page, checks_page
from desktop.attendance.month import MonthPage
from desktop.attendance.outings import OutingsPage
from desktop.attendance.posts import PostsPage
from desktop.attendance.printing import write_table
from desktop.attendance.punches import PunchesPage
from desktop.attendance.seasons import SeasonsPage
from desktop.attendance.settling import SettlingPage
from desktop.attendance.tab import SECTIONS, AttendanceTab
from desktop.attendance.today import TodayPage
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from desktop.today.attendance import AttendanceToday
from reports.attendance_lists import export_outing_log
from tests.desktop.case_desk import WAIT, activate, gone, shown
from tests.hands import ALT, CONTROL, Hands
from tests.keeping import DAY, Hall, cells, full, furnished, punched, trip
from tests.offices import Office
from tests.scans import png

Page = TypeVar("Page", bound=QWidget)
HEAD = "工号,姓名,日期时间\n"


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def page_of(
    qtbot: QtBot, hall: Hall, build: Callable[[Desk], Page], actor: Actor | None = None
) -> Page:
    """A page, shown at its usual size, with everything read."""
    page = build(Desk(hall.office.store, actor or hall.office.director))
    qtbot.addWidget(page)
    page.resize(1150, 660)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    quiet(qtbot)
    return page


def quiet(qtbot: QtBot) -> None:
    """Wait until nothing is read in the background."""
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    QApplication.processEvents()


def dialog_of(qtbot: QtBot) -> FormDialog:
    dialog = shown(qtbot, FormDialog)
    activate(qtbot, dialog)
    return dialog


def press(qtbot: QtBot, page: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = ALT) -> None:
    """Press a shortcut in the active window."""
    activate(qtbot, page.window())
    QApplication.processEvents()
    QTest.keyClick(page, key, held)
    quiet(qtbot)


def submit(qtbot: QtBot, dialog: FormDialog, **values: object) -> None:
    """Fill what was not typed by hand, and Ctrl+Enter."""
    dialog.form.set_values(values)
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    gone(qtbot, FormDialog)
    quiet(qtbot)


def settled(hall: Hall, slot: Slot, name: str = "沈秋禾") -> Finding | None:
    with hall.office.work() as work:
        return finding_of(work, hall.people[name], DAY, slot)


def test_every_page_opens_for_every_post(qtbot: QtBot, hall: Hall) -> None:
    """Who may not keep attendance reads it; the import alone says why it is closed."""
    for role in (Role.DIRECTOR, Role.ATTENDANCE_KEEPER, Role.WINDOW_CLERK):
        tab = page_of(qtbot, hall, AttendanceTab, hall.office.actor(role))
        for section in SECTIONS:
            tab.show_section(section.name)
            quiet(qtbot)
        tab.close()


# 月考勤


def standing(qtbot: QtBot, hall: Hall, half: Half, actor: Actor | None = None) -> MonthPage:
    """The grid, standing on 沈秋禾's half day of `DAY`."""
    page = page_of(qtbot, hall, MonthPage, actor)
    QTest.mouseClick(page.kinds["事业"], Qt.MouseButton.LeftButton)
    page.grid.go(hall.people["沈秋禾"], DAY, half)
    page.grid.setFocus()
    return page


def test_att_10_the_grid_has_two_lines_a_person_and_explains_a_cell(
    qtbot: QtBot, hall: Hall
) -> None:
    punched(hall, "08:21", "12:01", "14:00", "18:00")
    page = standing(qtbot, hall, Half.MORNING)
    assert page.model.rowCount() == 2 * 2
    assert list(page.kinds) == ["公务员", "事业", "临聘"], "one sheet per kind of staff"
    assert page.model.kind(page.grid.currentIndex()) is CellKind.LATE
    assert "迟到 21 分钟" in page.panel.said
    assert "当天打卡：08:21:00、12:01:00" in page.panel.said
    QTest.keyClick(page.grid, Qt.Key.Key_Down)
    assert "14:00上班" in page.panel.said, "the arrow goes on to the afternoon"
    name = page.model.headerData(0, Qt.Orientation.Vertical)
    assert name == "沈秋禾　上午"


def test_att_02_enter_settles_the_half_day_and_forgetting_is_no_reason(
    qtbot: QtBot, hall: Hall
) -> None:
    punched(hall, "08:00", "14:00", "18:00")
    page = standing(qtbot, hall, Half.MORNING)
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    dialog = dialog_of(qtbot)
    titles = [choice.title for choice in dialog.form.editor("settled").field.choices]
    assert "旷工" not in titles
    assert not [title for title in titles if "忘" in title]
    Hands(page).write("1")
    dialog.form.focus("remark")
    hands = Hands(page)
    hands.write("忘记打卡")
    hands.save()
    assert "不得以忘记打卡为由" in dialog.form.problem_shown("remark")
    submit(qtbot, dialog, settled=Settlement.DEVICE.value, remark="机器没有通电")
    found = settled(hall, Slot.MORNING_OUT)
    assert found is not None
    assert found.settled is Settlement.DEVICE
    qtbot.waitUntil(lambda: "机器没有通电" in page.panel.said)
    assert page.model.kind(page.grid.currentIndex()) is CellKind.PRESENT


def test_d3_absence_is_proposed_here_and_confirmed_by_another(qtbot: QtBot, hall: Hall) -> None:
    punched(hall, "14:00", "18:00")
    keeper = hall.office.actor(Role.ATTENDANCE_KEEPER)
    page = standing(qtbot, hall, Half.MORNING, keeper)
    press(qtbot, page.grid, Qt.Key.Key_K)
    submit(qtbot, dialog_of(qtbot), slot=Slot.MORNING_IN.value, remark="没有来，电话不通")
    assert cells(hall)[0] is CellKind.MISSING, "nothing is 旷工 before a leader has said so"
    leader = page_of(qtbot, hall, SettlingPage)
    leader.show_tab(1)
    press(qtbot, leader.waiting, Qt.Key.Key_Q)
    quiet(qtbot)
    assert cells(hall)[0] is CellKind.ABSENT
    found = settled(hall, Slot.MORNING_IN)
    assert found is not None
    assert found.confirmed_by == hall.office.director.name


def test_d3_the_own_proposal_is_not_confirmed(qtbot: QtBot, hall: Hall) -> None:
    punched(hall, "14:00", "18:00")
    with hall.office.work() as work:
        person = hall.people["沈秋禾"]
        settle(work, person, DAY, Slot.MORNING_IN, Settlement.ABSENT, "没有来")
        commit(work)
    page = page_of(qtbot, hall, SettlingPage)
    page.show_tab(1)
    press(qtbot, page.waiting, Qt.Key.Key_Q)
    assert "不能自己确认" in page.notice.text


def test_a_power_cut_is_settled_for_many_at_once(qtbot: QtBot, hall: Hall) -> None:
    punched(hall, "08:00", "12:01")
    page = page_of(qtbot, hall, SettlingPage)
    mine = [n for n, one in enumerate(page.found) if one.slot.half is Half.AFTERNOON]
    assert len(mine) == 12, "six people, two punches of the afternoon"
    page.open.setFocus()
    page.open.stand_on(0)
    press(qtbot, page.open, Qt.Key.Key_A, CONTROL)
    press(qtbot, page.open, Qt.Key.Key_H)
    submit(qtbot, dialog_of(qtbot), settled=Settlement.POWER.value, remark="下午全镇停电")
    assert page.found == []
    assert cells(hall, name="顾明远") == (CellKind.PRESENT, CellKind.PRESENT)


def test_an_appeal_is_answered_by_a_leader(qtbot: QtBot, hall: Hall) -> None:
    with hall.office.work() as work:
        appeal(work, hall.people["沈秋禾"], DAY, Half.MORNING, "当天在村里")
        commit(work)
    page = page_of(qtbot, hall, SettlingPage)
    page.show_tab(2)
    QTest.keyClick(page.appeals, Qt.Key.Key_Return)
    submit(qtbot, dialog_of(qtbot), answer="已补外出登记")
    with hall.office.work() as work:
        (said,) = why(work, hall.people["沈秋禾"], DAY).appeals
    assert said.answer == "已补外出登记"


def test_att_09_closing_freezes_and_a_second_person_reopens(
    qtbot: QtBot, hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month with something unsettled is not closed; the one who asked does not reopen."""
    monkeypatch.setattr("desktop.notice.confirm", lambda *_args, **_named: True)
    office = hall.office
    office.clock.set(date(2026, 11, 2))
    page = page_of(qtbot, hall, MonthPage)
    press(qtbot, page.grid, Qt.Key.Key_Left)
    quiet(qtbot)
    assert page.title.text() == "2026年10月考勤"
    QTest.mouseClick(page.closing, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "请逐处核实后再关账" in page.notice.text, timeout=WAIT)
    with office.work() as work:
        month = AttendanceMonth(
            id=work.new_id(),
            station="QS",
            year=2026,
            month=9,
            closed_at=work.now,
            closed_by="考勤员",
            closer=office.director.account,
            sheet=[
                {
                    "staff_kind": "事业",
                    "staff": hall.people["沈秋禾"].hex,
                    "name": "沈秋禾",
                    "post": "窗口",
                    "cells": {half.value: [CellKind.PRESENT.value] * 30 for half in Half},
                    "totals": {"present": 30},
                    "early_arrivals": 0,
                }
            ],
        )
        work.session.add(month)
        ask_to_reopen(work, month, "漏了一张请假单")
        commit(work)
    page.turn(-1)
    quiet(qtbot)
    assert "申请重新打开：漏了一张请假单" in page.words.text()
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert "已经关账" in page.panel.notice.text
    QTest.mouseClick(page.closing, Qt.MouseButton.LeftButton)
    assert "要由另一个人批准" in page.notice.text
    deputy = office.actor(Role.DEPUTY)
    other = page_of(qtbot, hall, MonthPage, deputy)
    other.turn(-2)
    other.turn(-1)
    other.turn(1)
    quiet(qtbot)
    QTest.mouseClick(other.closing, Qt.MouseButton.LeftButton)
    quiet(qtbot)
    with office.work() as work:
        assert closed_month(work, 2026, 9) is None


def test_the_sheet_leaves_as_a_workbook_and_as_pdf(
    qtbot: QtBot, hall: Hall, tmp_path: Path
) -> None:
    page = page_of(qtbot, hall, MonthPage)
    for name, head in (("表.xlsx", b"PK"), ("表.pdf", b"%PDF")):
        page.export_to(tmp_path / name)
        quiet(qtbot)
        assert (tmp_path / name).read_bytes().startswith(head)


def test_att_12_the_circular_is_issued_of_a_closed_month_and_the_tables_leave(
    qtbot: QtBot, hall: Hall, tmp_path: Path
) -> None:
    punched(hall, "08:00", "12:01")
    page = page_of(qtbot, hall, MonthPage)
    page.ask_circular()
    assert "请先关账" in page.notice.text
    with hall.office.work() as work:
        for person in hall.people:
            hall.person(work, person).active = False
        commit(work)
    hall.office.clock.set(date(2026, 10, 8), 9)
    with hall.office.work() as work:
        hall.person(work, "沈秋禾").active = True
        commit(work)
        for day in persons_days(work, hall.person(work, "沈秋禾"), 2026, 9):
            for mark in day.marks:
                if mark.result is Result.MISSING:
                    reason = Settlement.POWER
                    settle(work, hall.people["沈秋禾"], day.on, mark.slot, reason, "停电")
        commit(work)
        close(work, 2026, 9)
        commit(work)
    page.month = date(2026, 9, 1)
    page.refresh()
    quiet(qtbot)
    page.ask_circular()
    preview = shown(qtbot, Preview)
    QTest.mouseClick(preview.issue_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "已出具考勤通报 QS-KT-2026-000001" in page.notice.text, timeout=WAIT)
    preview.reject()
    gone(qtbot, Preview)
    page.ask_circular()
    shown(qtbot, Preview).reject()
    gone(qtbot, Preview)
    with hall.office.work() as work:
        (found,) = latest_papers(work, PaperKind.ATTENDANCE_CIRCULAR, 9)
    assert found.number == "QS-KT-2026-000001", "the second time the frozen one is shown"
    desk = Desk(hall.office.store, hall.office.director)
    path = tmp_path / "外出.xlsx"
    write_table(
        desk,
        page,
        page.notice,
        path,
        lambda store, actor, to: export_outing_log(store, actor, DAY, DAY, to),
    )
    qtbot.waitUntil(lambda: "已导出 0 行" in page.notice.text, timeout=WAIT)
    assert path.read_bytes().startswith(b"PK")


# 导入打卡


def opened(qtbot: QtBot, page: PunchesPage, path: Path, *lines: str) -> None:
    path.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    page.open_file(path)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    QApplication.processEvents()


def test_a_file_is_looked_at_first_taken_in_once_and_taken_back(
    qtbot: QtBot, hall: Hall, tmp_path: Path
) -> None:
    """Numbers are proposed by name; rows with trouble are told; nothing is written before 导入."""
    keeper = hall.office.actor(Role.ATTENDANCE_KEEPER)
    page = page_of(qtbot, hall, PunchesPage, keeper)
    path = tmp_path / "打卡.csv"
    lines = (
        "7,沈秋禾,2026-09-22 08:00:00",
        "7,沈秋禾,2026-09-22 12:01:00",
        "8,外来人,2026-09-22 08:00:00",
        "7,沈秋禾,2026-12-22 08:00:00",
        "7,沈秋禾,不知道",
    )
    opened(qtbot, page, path, *lines)
    assert "新记录 3" in page.told.text()
    assert "时间还没到 1" in page.told.text()
    assert "读不懂的行 1" in page.told.text()
    with hall.office.work() as work:
        assert punch_imports(work) == []
    assert page.known() == {"7": hall.people["沈秋禾"]}
    QTest.mouseClick(page.go, Qt.MouseButton.LeftButton)
    quiet(qtbot)
    assert "已导入 3 条" in page.notice.text
    with hall.office.work() as work:
        assert punch_users(work) == {"7": hall.people["沈秋禾"]}
    assert cells(hall)[0] is CellKind.PRESENT
    opened(qtbot, page, path, *lines)
    assert "以前导入过" in page.told.text()
    assert not page.go.isEnabled()
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.undo, Qt.MouseButton.LeftButton)
    submit(qtbot, dialog_of(qtbot), reason="选错了月份")
    assert "已撤销" in page.notice.text
    assert cells(hall)[0] is CellKind.MISSING


def test_a_file_that_holds_no_punches_says_what_can_be_read(
    qtbot: QtBot, hall: Hall, tmp_path: Path
) -> None:
    page = page_of(qtbot, hall, PunchesPage)
    path = tmp_path / "别的.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    page.open_file(path)
    quiet(qtbot)
    assert "没有认得出的打卡记录" in page.notice.text


# 今天, A/B 岗, 外出, 假期


def with_window(hall: Hall) -> None:
    with hall.office.work() as work:
        window = ServiceWindow(
            id=work.new_id(),
            station="QS",
            name="社保窗口",
            a_post=hall.people["沈秋禾"],
            b_post=hall.people["顾明远"],
        )
        work.session.add(window)
        slip = leave.ask(work, hall.form())
        hall.approve(work, slip)
        commit(work)


def test_ab_02_b_stands_in_by_itself_and_both_away_is_told(qtbot: QtBot, hall: Hall) -> None:
    with_window(hall)
    page = page_of(qtbot, hall, PostsPage)
    assert page.list is not None
    assert page.list.text(0, DAY.isoformat()) == "顾明远（B岗）"
    assert page.list.text(0, (DAY + timedelta(days=1)).isoformat()) == "沈秋禾"
    with hall.office.work() as work:
        away = trip(hall, staff=hall.people["顾明远"], starts_at=at(DAY, time(13)))
        outings.save_outing(work, away)
        commit(work)
    qtbot.waitUntil(lambda: "没有人在岗" in page.told.text())
    assert page.list.text(0, DAY.isoformat()) == "上 顾明远（B岗） 下 ✖ 无人"


def test_att_07_leaving_the_desk_and_coming_back_by_keys(qtbot: QtBot, hall: Hall) -> None:
    page = page_of(qtbot, hall, TodayPage)
    press(qtbot, page, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    hands = Hands(page)
    hands.write("顾明远")
    hands.enter()
    dialog.form.focus("reason")
    hands.write("取文件")
    hands.save()
    gone(qtbot, FormDialog)
    hall.office.clock.advance(minutes=16)
    page.refresh()
    assert page.list.text(0, "name") == "顾明远"
    assert "已 16 分钟，超过时限" in page.list.text(0, "until")
    press(qtbot, page.list, Qt.Key.Key_B)
    assert page.list.keys() == []


def test_leave_18_an_outing_is_entered_and_corrected(qtbot: QtBot, hall: Hall) -> None:
    page = page_of(qtbot, hall, OutingsPage)
    press(qtbot, page, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    values = {
        "staff": hall.people["沈秋禾"].hex,
        "from_day": DAY,
        "to_day": DAY,
        "matter": "入户核查",
        "phone": "13800000000",
        "approver": "江副镇长",
    }
    dialog.form.set_values(values)
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    assert "下村要写明去哪个村" in dialog.form.problem_shown("village")
    submit(qtbot, dialog, village="石桥村")
    assert cells(hall) == (CellKind.VILLAGE, CellKind.VILLAGE)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    submit(qtbot, dialog_of(qtbot), from_time=time(14))
    assert cells(hall)[0] is CellKind.MISSING
    assert cells(hall)[1] is CellKind.VILLAGE
    page.show_photos()
    photos = shown(qtbot, QDialog)
    section = photos.findChild(AttachmentsPage)
    assert isinstance(section, AttachmentsPage)
    section.add([("入户.png", png)])
    qtbot.waitUntil(lambda: section.list.count() == 1, timeout=WAIT)
    photos.reject()


def test_time_03_overtime_has_a_cap_and_balances_are_kept(qtbot: QtBot, hall: Hall) -> None:
    page = page_of(qtbot, hall, BalancesPage)
    row = page.list.keys().index(hall.people["沈秋禾"])
    page.list.stand_on(row)
    press(qtbot, page.list, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    dialog.form.set_values(
        {"from": time(18), "to": time(22, 30), "day": DAY - timedelta(days=1), "reason": "报表"}
    )
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    assert "最多 4 小时" in dialog.form.problem_shown("to")
    submit(qtbot, dialog, to=time(22))
    page.list.stand_on(row)
    press(qtbot, page.list, Qt.Key.Key_T)
    submit(qtbot, dialog_of(qtbot), days="1", source="9月21日加班", on=DAY - timedelta(days=1))
    page.list.stand_on(row)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    submit(qtbot, dialog_of(qtbot), days="7.5")
    with hall.office.work() as work:
        person = hall.people["沈秋禾"]
        due = annual(work, person, 2026)
        assert due is not None
        assert due.due == 15
        assert time_off(work, person, DAY).left == 2
    assert page.list.text(row, "left") == "7.5 天"


def test_time_02_hours_of_a_kind_of_staff_from_a_day_on(qtbot: QtBot, hall: Hall) -> None:
    """What is entered is derived at once, what is stopped no longer counts."""
    punched(hall, "08:21", "12:01", "14:00", "18:00")
    assert cells(hall)[0] is CellKind.LATE
    page = page_of(qtbot, hall, SeasonsPage)
    press(qtbot, page, Qt.Key.Key_N, CONTROL)
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"staff_kind": "事业", "since": DAY, "late_after": 90})
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    assert dialog.form.problem_shown("profile") == "请填写上班时间"
    dialog.form.set_values({"profile": "A"})
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    assert "0 到 60 分钟" in dialog.form.problem_shown("late_after")
    submit(qtbot, dialog, late_after=30)
    assert page.list.text(0, "since") == "9月22日起"
    assert cells(hall)[0] is CellKind.PRESENT
    assert cells(hall, DAY - timedelta(days=1))[0] is CellKind.MISSING
    QTest.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    assert cells(hall)[0] is CellKind.LATE
    keeper = page_of(qtbot, hall, SeasonsPage, hall.office.actor(Role.ATTENDANCE_KEEPER))
    QTest.mouseClick(keeper.new, Qt.MouseButton.LeftButton)
    assert "作息由主任定" in keeper.notice.text


def test_today_tells_who_is_away_and_what_waits(qtbot: QtBot, hall: Hall) -> None:
    with_window(hall)
    with hall.office.work() as work:
        leave.ask(work, hall.form(staff=hall.people["程雨桐"], span=full(DAY)))
        commit(work)
    part = page_of(qtbot, hall, AttendanceToday, hall.leader("陆站长"))
    qtbot.waitUntil(lambda: "沈秋禾（事假，顾明远代）" in part.away.text())
    assert part.waiting.label.text() == "考勤：1 张请假单等您审批。"
    with qtbot.waitSignal(part.go) as went:
        QTest.mouseClick(part.waiting.button, Qt.MouseButton.LeftButton)
    assert went.args == ["attendance", {"section": "leave", "quick": "mine"}]
    clerk = page_of(qtbot, hall, AttendanceToday, hall.office.actor(Role.WINDOW_CLERK))
    qtbot.waitUntil(lambda: "沈秋禾" in clerk.away.text())
    assert clerk.waiting.isHidden(), "only who decides the next step is told"


def test_att_06_07_both_logs_are_listed_filtered_and_voided(qtbot: QtBot, hall: Hall) -> None:
    hall.office.clock.set(DAY, 9)
    with hall.office.work() as work:
        away = outings.leave_desk(work, hall.people["沈秋禾"], "取文件", "综合窗口")
        outings.spot_check(work, hall.people["顾明远"], Found.WANDERING, 5, "民政窗口")
        commit(work)
    hall.office.clock.advance(minutes=16)
    with hall.office.work() as work:
        outings.back_at_desk(work, work.session.get_one(DeskAway, away.id))
        commit(work)
    aways = page_of(qtbot, hall, aways_page)
    row = aways.listing.model.row(0)
    assert row is not None
    assert row.values[1:3] == ("沈秋禾", "综合窗口")
    assert row.values[5:7] == (16, "超过时限")
    aways.listing.show_quick("空岗")
    assert aways.listing.model.rowCount() == 0
    aways.listing.show_quick("all")
    aways.open(away.id)
    record = aways.currentWidget()
    assert isinstance(record, DeskLogRecord)
    QTest.mouseClick(record.steps["作废…"], Qt.MouseButton.LeftButton)
    submit(qtbot, dialog_of(qtbot), reason="登记错了人")
    aways.close_record()
    assert aways.listing.model.rowCount() == 0
    checks = page_of(qtbot, hall, checks_page, hall.office.actor(Role.WINDOW_CLERK))
    found = checks.listing.model.row(0)
    assert found is not None
    assert found.values[1:5:3] == ("顾明远", "串岗")
    assert {"aways", "checks"} < {section.name for section in SECTIONS}


def test_leave_18_an_outing_is_entered_with_its_photos_and_returned_from(
    qtbot: QtBot, hall: Hall, tmp_path: Path
) -> None:
    photo = tmp_path / "入户.png"
    photo.write_bytes(png())
    page = page_of(qtbot, hall, OutingsPage)
    page.ask_new()
    dialog = dialog_of(qtbot)
    photos = dialog.findChild(Photos)
    assert photos is not None
    photos.add([from_file(photo, page._desk)])
    submit(
        qtbot,
        dialog,
        staff=hall.people["沈秋禾"].hex,
        from_day=DAY,
        to_day=DAY,
        village="石桥村",
        matter="入户核查",
        phone="13800000000",
        approver="江副镇长",
    )
    qtbot.waitUntil(lambda: "1 张照片已添加" in page.notice.text, timeout=WAIT)
    with hall.office.work() as work:
        (found,) = outings.outings(work, DAY, DAY)
        assert count_of(work, found.id) == 1
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    page.ask_back()
    submit(qtbot, dialog_of(qtbot), time=time(15, 30))
    with hall.office.work() as work:
        assert work.session.get_one(Outing, found.id).returned_at == at(DAY, time(15, 30))


def test_time_off_is_explained_entry_by_entry(qtbot: QtBot, hall: Hall) -> None:
    with hall.office.work() as work:
        earn(work, hall.people["沈秋禾"], DAY, 2, "9月22日24小时值班")
        commit(work)
    page = page_of(qtbot, hall, BalancesPage)
    names = [page.list.text(row, "name") for row in range(page.list.model().rowCount())]
    page.list.setCurrentIndex(page.list.model().index(names.index("沈秋禾"), 0))
    page.show_details()
    dialog = shown(qtbot, QDialog)
    assert "沈秋禾" in dialog.windowTitle()
    dialog.reject()
    gone(qtbot, QDialog)
