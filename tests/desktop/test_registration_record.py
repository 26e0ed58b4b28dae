"""The page of one visit: reply (REG-04), report (REG-12), notice (ONCE-01), reveal (D8), void."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QTableWidget
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.people import Identity
from center.registration import Channel, Route, VisitForm, VisitKind, register, transfers_of
from center.rights import Role
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.preview import Preview
from desktop.registration import RegistrationPage
from desktop.registration.record import VisitPage
from tests.desk import id_number, on
from tests.hands import Hands, desk_of, journal, page_of, papers, visits
from tests.offices import Office

NUMBER = id_number("19630205", 42)
HE = Identity(
    "何秀兰",
    id_kind="居民身份证",
    id_number=NUMBER,
    phone="13900000012",
    village="石桥村",
    group="二组",
    address="石桥村二组12号",
)


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Desk]:
    yield desk_of(qingshan, Role.DIRECTOR)
    qingshan.store.listeners.clear()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> RegistrationPage:
    return page_of(qtbot, desk)


@pytest.fixture
def hands(page: RegistrationPage) -> Hands:
    return Hands(page)


def visit(office: Office, **fields: Any) -> UUID:
    given: dict[str, Any] = {"visit_kind": VisitKind.QUESTION, "topic": "社会救助", "who": HE}
    given |= fields
    with office.work() as work:
        made = register(work, VisitForm(**given))
        commit(work)
    return made.id


def opened(page: RegistrationPage, made: UUID) -> VisitPage:
    page.show_visit(made)
    record = page._stack.currentWidget()
    assert isinstance(record, VisitPage)
    return record


def dialog() -> FormDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, FormDialog)
    return found


def cells(record: VisitPage) -> list[str]:
    """The first row of the table of the open tab."""
    (table,) = (t for t in record.findChildren(QTableWidget) if t.isVisible())
    items = [table.item(0, column) for column in range(table.columnCount())]
    return [item.text() for item in items if item is not None]


def read(record: VisitPage) -> str:
    """Everything that stands on the page now."""
    return "\n".join(label.text() for label in record.findChildren(QLabel) if label.isVisible())


def test_d8_id_phone_and_address_are_masked_until_revealed_with_a_reason(
    qingshan: Office, page: RegistrationPage
) -> None:
    made = visit(qingshan)
    record = opened(page, made)
    assert "110105********0426" in read(record)
    for secret in (NUMBER, "13900000012", "12号"):
        assert secret not in read(record)
    record._ask_reveal()
    asked = dialog()
    asked.submit()
    assert asked.form.problem_shown("reason") == "请填写查看原因"
    asked.form.set_values({"reason": "群众忘带证件，核对号码"})
    asked.submit()
    for secret in (NUMBER, "13900000012", "12号"):
        assert secret in read(record)
    (row,) = (row for row in journal(qingshan, visits(qingshan)[0]) if row.action == "reveal")
    assert json.loads(row.payload or "")["reason"] == "群众忘带证件，核对号码"
    assert NUMBER not in read(opened(page, made)), "for this showing only"


def test_the_person_at_the_right_is_revealed_with_a_reason(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    visit(qingshan)
    hands.write(NUMBER)
    hands.enter()
    page.person.reveal.click()
    dialog().form.set_values({"reason": "核对"})
    dialog().submit()
    assert "13900000012" in page.person.facts.text()


def test_reg_04_a_reply_closes_what_was_owed(qingshan: Office, page: RegistrationPage) -> None:
    made = visit(
        qingshan,
        channel=Channel.CALL,
        route=Route.LATER,
        promised_reply_on=date(2026, 9, 23),
    )
    record = opened(page, made)
    assert "答应 9月23日 前答复" in read(record)
    record.steps["答复"].click()
    asked = dialog()
    asked.submit()
    assert asked.form.problem_shown("reply") == "请填写答复内容"
    asked.form.set_values({"reply": "可以申请", "feedback": "满意"})
    asked.submit()
    (found,) = visits(qingshan)
    assert (found.reply, found.feedback, found.replied_at) == (
        "可以申请", "满意", qingshan.clock.now,
    )  # fmt: skip
    assert "满意" in read(record)


def test_reg_12_a_major_matter_is_reported_from_its_page(
    qingshan: Office, page: RegistrationPage
) -> None:
    record = opened(page, visit(qingshan, major=True))
    assert "还没有报告领导" in read(record)
    record.steps["报告领导"].click()
    dialog().form.set_values({"reported_to": "高远", "department": "应急办"})
    dialog().submit()
    (found,) = visits(qingshan)
    assert (found.reported_to, found.assigned_department) == ("高远", "应急办")


def test_once_01_the_one_time_notice_of_the_item_asked_about(
    qtbot: QtBot, qingshan: Office, page: RegistrationPage
) -> None:
    record = opened(page, visit(qingshan, item_code="MZ03"))
    record.steps["一次性告知单"].click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Preview))
    preview = QApplication.activeModalWidget()
    assert isinstance(preview, Preview)
    with qtbot.waitSignal(preview.issued):
        preview.issue_button.click()
    preview.reject()
    (paper,) = papers(qingshan, visits(qingshan)[0])
    assert paper.paper_kind == "one_time_notice"
    assert len(paper.facts["materials"]) == 5
    record.go("papers")
    assert cells(record)[1] == paper.number


def test_without_an_item_the_notice_says_why_it_cannot_be_made(
    qingshan: Office, page: RegistrationPage
) -> None:
    record = opened(page, visit(qingshan))
    record.steps["一次性告知单"].click()
    assert "没有登记事项" in record.notice.text


def test_void_asks_a_reason_and_the_record_stays_readable(
    qingshan: Office, page: RegistrationPage
) -> None:
    made = visit(qingshan)
    record = opened(page, made)
    record._asks.void(record.file.visit)
    dialog().submit()
    assert visits(qingshan)[0].voided_at is None
    dialog().form.set_values({"reason": "重复登记"})
    dialog().submit()
    (found,) = visits(qingshan)
    assert found.void_reason == "重复登记"
    assert "重复登记" in read(record)
    record.steps["答复"].click()
    assert "已作废" in record.notice.text
    assert page.listing.model.rowCount() == 0


def test_a_clerk_may_not_void(qtbot: QtBot, qingshan: Office) -> None:
    desk = desk_of(qingshan)
    record = VisitPage(desk, visit(qingshan), page_of(qtbot, desk).catalogue)
    qtbot.addWidget(record)
    record.show()
    step = next(step for step in record._visit_steps() if step.title == "作废")
    assert "没有“作废记录或文书”的权限" in step.reason


def test_the_journal_of_the_visit_is_on_its_page(qingshan: Office, page: RegistrationPage) -> None:
    record = opened(page, visit(qingshan))
    record.go("journal")
    assert cells(record)[1:3] == ["林若安", "新增"]


def test_escape_goes_back_to_the_form_as_it_was(
    qingshan: Office, page: RegistrationPage, hands: Hands
) -> None:
    hands.write("王志强")
    record = opened(page, visit(qingshan))
    record.closed.emit()
    assert page.entry.isVisible()
    assert page.entry.form.text("who") == "王志强"


# --- transfers, calls, several matters ------------------------------------------------------------


def test_reg_10_the_receiver_ticks_on_the_page(qingshan: Office, page: RegistrationPage) -> None:
    made = visit(
        qingshan,
        visit_kind=VisitKind.HANDLING,
        route=Route.WINDOW,
        window="民政窗口",
        receiver=page._desk.actor.account,
    )
    record = opened(page, made)
    assert "等待接手" in record.due.text()
    record.steps["接手"].click()
    assert record.due.text() == ""
    assert "接手" not in record.steps
    with qingshan.work() as work:
        (found,) = transfers_of(work, made)
    assert found.taken_by_name == page._desk.actor.name


def test_reg_14_supervision_is_noted_on_the_page(qingshan: Office, page: RegistrationPage) -> None:
    receiver = page._desk.actor.account
    made = visit(qingshan, route=Route.WINDOW, window="民政窗口", receiver=receiver)
    record = opened(page, made)
    record._asks.supervise(record.file.visit)
    asked = dialog()
    asked.form.set_values({"state": "已问过，明天办"})
    asked.submit()
    (entry,) = record.file.supervisions
    assert entry.state == "已问过，明天办"
    record.tabs.setCurrentIndex(1)
    assert "没有接手" not in read(record)
    tables = [t for t in record.findChildren(QTableWidget) if t.isVisible()]
    assert [t.accessibleName() for t in tables] == ["转办", "督办"]


def test_reg_10_a_matter_is_handed_on_from_its_page(
    qingshan: Office, page: RegistrationPage
) -> None:
    made = visit(qingshan, route=Route.LATER, promised_reply_on=on("9-23"))
    record = opened(page, made)
    record._asks.hand_over(record.file.visit)
    asked = dialog()
    assert "requirement" not in asked.form.values()
    asked.form.set_values({"window": "民政窗口"})
    asked.submit()
    assert asked.form.problem_shown("receiver") == "请选择由谁接手，当面或电话交代清楚"
    asked.form.set_values({"receiver": qingshan.director.account.hex})
    asked.submit()
    (found,) = record.file.transfers
    assert found.receiver == qingshan.director.account
    assert record.file.visit.route is Route.WINDOW


def test_reg_17_every_call_back_is_kept_and_the_last_answers(
    qingshan: Office, page: RegistrationPage
) -> None:
    made = visit(qingshan, channel=Channel.CALL, route=Route.LATER, promised_reply_on=on("9-23"))
    record = opened(page, made)
    record._asks.call(record.file.visit)
    dialog().form.set_values({"outcome": "无人接听"})
    assert "answered" not in dialog().form.values()
    dialog().submit()
    assert record.file.visit.replied_at is None
    record._asks.call(record.file.visit)
    dialog().form.set_values({"outcome": "接通", "note": "下月 10 日前到账"})
    dialog().submit()
    assert [call.outcome.value for call in record.file.calls] == ["无人接听", "接通"]
    assert record.file.visit.reply == "下月 10 日前到账"
    assert "回电 2" in [record.tabs.tabText(n) for n in range(record.tabs.count())]


def test_the_page_shows_every_matter_and_every_case_of_the_visit(
    qingshan: Office, page: RegistrationPage
) -> None:
    first = visit(qingshan)
    second = visit(qingshan, topic="医疗保障", same_visit=first)
    record = opened(page, second)
    assert cells(record)[0] == "第 1 件"
    assert [one.matter for one in record.file.matters] == [1, 2]
