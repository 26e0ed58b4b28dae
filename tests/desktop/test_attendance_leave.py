"""Leave in the 考勤 tab: the slip typed, signed, returned from, extended, handed over."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from center.accounts import Account
from center.attendance import leave
from center.attendance.hours import Half
from center.attendance.records import AskedBy, Leave, LeaveStatus, LeaveType
from center.cases.records import Case
from center.journal import commit
from center.rights import Actor, Role
from center.staff import Staff
from desktop.attachments.incoming import from_file
from desktop.attendance.leave import LeavePage
from desktop.attendance.leave_form import LeaveDialog
from desktop.attendance.leave_record import LeaveRecord
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from tests.desktop.case_desk import WAIT, a_case, activate, gone, shown
from tests.hands import ALT, CONTROL, Hands
from tests.keeping import DAY, Hall, full, furnished
from tests.offices import Office
from tests.scans import png

NEXT = date(2026, 9, 28)  # Monday


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def page_of(qtbot: QtBot, hall: Hall, actor: Actor | None = None) -> LeavePage:
    page = LeavePage(Desk(hall.office.store, actor or hall.office.director))
    qtbot.addWidget(page)
    page.resize(1150, 660)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def slip_of(hall: Hall, *, signed: bool = False, **changes: object) -> UUID:
    with hall.office.work() as work:
        slip = leave.ask(work, hall.form(**changes))
        if signed:
            hall.approve(work, slip)
        commit(work)
        return slip.id


def stored(hall: Hall, slip: UUID) -> Leave:
    with hall.office.work() as work:
        return work.session.get_one(Leave, slip)


def record_of(qtbot: QtBot, hall: Hall, slip: UUID, actor: Actor | None = None) -> LeaveRecord:
    page = page_of(qtbot, hall, actor)
    page.open(slip)
    record = page.record()
    assert record is not None
    return record


def asked(qtbot: QtBot) -> FormDialog:
    dialog = shown(qtbot, FormDialog)
    activate(qtbot, dialog)
    return dialog


def submit(qtbot: QtBot, dialog: FormDialog, **values: object) -> None:
    dialog.form.set_values(values)
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    gone(qtbot, FormDialog)
    QApplication.processEvents()


def test_leave_01_a_slip_by_keys_counts_its_days_and_names_its_approvers(
    qtbot: QtBot, hall: Hall
) -> None:
    """LEAVE-04…06: the chain follows the days while they are typed."""
    page = page_of(qtbot, hall)
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    dialog = asked(qtbot)
    hands = Hands(page)
    hands.write("沈秋禾")
    hands.enter()
    dialog.form.focus("first")
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.write("20260928")
    dialog.form.focus("last")
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.write("20260928")
    assert "计 1 天（工作日）" in dialog.intro.text()
    assert "站所（窗口）负责人 → 分管领导" in dialog.intro.text()
    assert "主要领导" not in dialog.intro.text()
    dialog.form.set_values({"last": NEXT + timedelta(days=1)})
    assert "计 2 天" in dialog.intro.text()
    assert "主要领导" in dialog.intro.text()
    hands.save()
    assert dialog.isVisible(), "nothing typed is lost where something lacks"
    assert dialog.form.problem_shown("reason") == "请填写事由"
    submit(
        qtbot,
        dialog,
        reason="家中有事",
        phone="13800000000",
        substitute=hall.people["顾明远"].hex,
    )
    record = page.record()
    assert record is not None
    slip = stored(hall, record.leave_id)
    assert (slip.first, slip.last, slip.half_days) == (NEXT, NEXT + timedelta(days=1), 4)
    assert slip.status is LeaveStatus.ASKED


def test_leave_22_phone_and_substitute_are_asked_at_their_fields(qtbot: QtBot, hall: Hall) -> None:
    page = page_of(qtbot, hall)
    page.ask_new()
    dialog = asked(qtbot)
    who = hall.people["沈秋禾"].hex
    dialog.form.set_values({"staff": who, "reason": "家中有事", "phone": "13800000000"})
    QTest.keyClick(dialog.form, Qt.Key.Key_Return, CONTROL)
    assert "B岗" in dialog.form.problem_shown("substitute")
    dialog.reject()


def test_a_paper_slip_is_entered_with_its_signatures_and_waits_for_its_photo(
    qtbot: QtBot, hall: Hall
) -> None:
    """The names of leaders who can only be one person stand there already."""
    page = page_of(qtbot, hall)
    page.ask_new()
    dialog = asked(qtbot)
    assert isinstance(dialog, LeaveDialog)
    dialog.form.set_values(
        {
            "staff": hall.people["沈秋禾"].hex,
            "first": NEXT,
            "last": NEXT,
            "reason": "家中有事",
            "phone": "13800000000",
            "substitute": hall.people["顾明远"].hex,
            "on_paper": True,
        }
    )
    dialog.follow()
    assert dialog.form.text("signer0") == "陆站长"
    assert dialog.form.text("signer1") == "江副镇长"
    submit(qtbot, dialog)
    record = page.record()
    assert record is not None
    slip = stored(hall, record.leave_id)
    assert slip.status is LeaveStatus.APPROVED
    assert slip.on_paper
    assert record.tabs.tabText(record.tabs.currentIndex()) == "附件"


def test_leave_01_alt_t_approves_and_a_clerk_cannot(qtbot: QtBot, hall: Hall) -> None:
    slip = slip_of(hall, span=full(NEXT))
    record = record_of(qtbot, hall, slip, hall.leader("陆站长"))
    assert "等站所（窗口）负责人（陆站长）审批" in record.facts.text()
    activate(qtbot, record.window())
    QTest.keyClick(record, Qt.Key.Key_T, ALT)
    assert stored(hall, slip).status is LeaveStatus.ASKED, "one of two levels"
    QTest.mouseClick(record.steps["同意"], Qt.MouseButton.LeftButton)
    assert "分管领导（江副镇长）审批" in record.notice.text, "others are told who must"
    leader = page_of(qtbot, hall, hall.leader("江副镇长"))
    leader.listing.show_quick("mine")
    assert leader.listing.model.rowCount() == 1
    leader.open(slip)
    found = leader.record()
    assert found is not None
    activate(qtbot, leader)
    QTest.keyClick(found, Qt.Key.Key_Return)
    assert stored(hall, slip).status is LeaveStatus.APPROVED
    keeper = record_of(qtbot, hall, slip_of(hall, span=full(DAY)), _keeper(hall))
    QTest.mouseClick(keeper.steps["录入签字…"], Qt.MouseButton.LeftButton)
    submit(qtbot, asked(qtbot), signer0="陆站长", signer1="江副镇长")
    assert keeper.leave.status is LeaveStatus.APPROVED


def test_leave_13_returning_early_gives_the_rest_back(qtbot: QtBot, hall: Hall) -> None:
    slip = slip_of(hall, signed=True, span=full(DAY, DAY + timedelta(days=2)))
    hall.office.clock.set(DAY + timedelta(days=1), 14)
    record = record_of(qtbot, hall, slip)
    activate(qtbot, record.window())
    QTest.keyClick(record, Qt.Key.Key_X, ALT)
    submit(qtbot, asked(qtbot))
    found = stored(hall, slip)
    assert found.returned_half is Half.AFTERNOON
    assert found.half_days == 3
    assert record.due.text() == "已销假"


def test_leave_14_what_overstays_is_told_and_extended_from_its_end(
    qtbot: QtBot, hall: Hall
) -> None:
    slip = slip_of(hall, signed=True)
    hall.office.clock.set(DAY + timedelta(days=2))
    page = page_of(qtbot, hall)
    page.listing.show_quick("unreturned")
    row = page.listing.model.row(0)
    assert row is not None
    assert "到期 2 天未销假" in row.values
    page.open(slip)
    record = page.record()
    assert record is not None
    activate(qtbot, page)
    QTest.keyClick(record, Qt.Key.Key_J, ALT)
    dialog = asked(qtbot)
    assert dialog.form.date("first") == DAY + timedelta(days=1)
    submit(qtbot, dialog, last=DAY + timedelta(days=2))
    now = page.record()
    assert now is not None
    assert stored(hall, now.leave_id).extends == slip


def test_leave_03_formalities_of_a_phone_call_are_made_up(qtbot: QtBot, hall: Hall) -> None:
    slip = slip_of(hall, signed=False, asked_by=AskedBy.PHONE)
    page = page_of(qtbot, hall)
    page.listing.show_quick("formalities")
    assert page.listing.model.rowCount() == 1
    page.open(slip)
    record = page.record()
    assert record is not None
    QTest.mouseClick(record.steps["补手续…"], Qt.MouseButton.LeftButton)
    submit(qtbot, asked(qtbot))
    assert stored(hall, slip).formalities_on == DAY


def test_leave_17_the_substitute_comes_before_one_leaves(qtbot: QtBot, hall: Hall) -> None:
    slip = slip_of(hall, signed=True)
    record = record_of(qtbot, hall, slip)
    record.ask_arrived()
    submit(qtbot, asked(qtbot), time=time(8))
    arrived = stored(hall, slip).substitute_at
    assert arrived is not None


def test_leave_15_open_cases_go_to_the_substitute_in_one_step(qtbot: QtBot, hall: Hall) -> None:
    office = hall.office
    clerk, taker = (office.actor(Role.WINDOW_CLERK, login=login) for login in ("shen", "gu"))
    with office.work() as work:
        for actor, name in ((clerk, "沈秋禾"), (taker, "顾明远")):
            work.session.get_one(Account, actor.account).staff = hall.people[name]
        commit(work)
    case = a_case(office, "MZ03", by=clerk)
    slip = slip_of(hall, signed=True)
    record = record_of(qtbot, hall, slip, _keeper(hall))
    assert record.tabs.tabText(2) == "移交 1"
    record.go("handing")
    assert record.handing is not None
    QTest.mouseClick(record.handing, Qt.MouseButton.LeftButton)
    submit(qtbot, asked(qtbot), note="约了周四来取")
    shown(qtbot, Preview).reject()
    gone(qtbot, Preview)
    with office.work() as work:
        assert work.session.get_one(Case, case).handler == taker.account
    assert record.tabs.tabText(2) == "移交"


def test_slip_return_and_handover_are_shown_to_be_printed(qtbot: QtBot, hall: Hall) -> None:
    """C1, C2, C7: the papers stand in the preview, the blank one beside the list."""
    page = page_of(qtbot, hall)
    page.open(slip_of(hall, signed=True))
    record = page.record()
    assert record is not None
    for show in (record.print_slip, record.print_return, record.print_handover, page.print_blank):
        show()
        preview = shown(qtbot, Preview)
        assert preview._pdf.content.startswith(b"%PDF")
        preview.reject()
        gone(qtbot, Preview)


def test_a_colleague_sees_no_slip_of_others(qtbot: QtBot, hall: Hall) -> None:
    """Reason and phone are for the applicant, who stands in, keepers and leaders."""
    slip = slip_of(hall)
    slip_of(hall, staff=hall.people["程雨桐"], span=full(NEXT), leave_type=LeaveType.ANNUAL)
    stranger = hall.office.actor(Role.WINDOW_CLERK)
    page = page_of(qtbot, hall, stranger)
    assert page.listing.model.rowCount() == 0
    page.open(slip)
    record = page.record()
    assert record is not None
    assert "只有本人" in record.notice.text
    assert record.tabs.count() == 0
    with hall.office.work() as work:
        account = work.session.get_one(Account, stranger.account)
        account.staff = work.session.get_one(Staff, hall.people["沈秋禾"]).id
        commit(work)
    own = Actor(
        stranger.account,
        stranger.name,
        stranger.roles,
        stranger.station,
        stranger.login,
        hall.people["沈秋禾"],
    )
    assert page_of(qtbot, hall, own).listing.model.rowCount() == 1


def _keeper(hall: Hall) -> Actor:
    return hall.office.actor(Role.ATTENDANCE_KEEPER)


def test_leave_01_a_paper_slip_with_its_photo_is_one_dialog(
    qtbot: QtBot, hall: Hall, tmp_path: Path
) -> None:
    """Signatures and photo in the form itself: one Ctrl+Enter and the slip is complete."""
    photo = tmp_path / "请假单.png"
    photo.write_bytes(png())
    page = page_of(qtbot, hall, _keeper(hall))
    page.ask_new()
    dialog = asked(qtbot)
    assert isinstance(dialog, LeaveDialog)
    dialog.photos.add([from_file(photo, page._desk)])
    assert "请假单.png" in dialog.photos.said.text()
    submit(
        qtbot,
        dialog,
        staff=hall.people["沈秋禾"].hex,
        first=NEXT,
        last=NEXT,
        reason="家中有事",
        phone="13800000000",
        substitute=hall.people["顾明远"].hex,
        on_paper=True,
    )
    record = page.record()
    assert record is not None
    qtbot.waitUntil(lambda: "1 张照片已添加" in record.notice.text, timeout=WAIT)
    assert stored(hall, record.leave_id).status is LeaveStatus.APPROVED
    qtbot.waitUntil(lambda: record.tabs.tabText(3) == "附件 1", timeout=WAIT)
