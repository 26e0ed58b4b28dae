"""联办, 代办 and 容缺 in the record of a case, by key and click."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from center.cases import agency, joint, steps, tolerance
from center.cases.actions import Action
from center.cases.agency import Entrusting
from center.cases.helping import Level, Opinion, PartState, Stage
from center.cases.joint import PartForm
from center.cases.records import Status
from center.items import item_of
from center.papers import PaperKind
from center.rights import Actor
from desktop.cases.carrying import CarryingPage
from desktop.cases.joint import JointPage
from desktop.cases.materials import RECEIVED, MaterialsPage
from desktop.cases.page import CasesPage
from desktop.cases.source import CaseSource
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.listing import Query
from tests.center.test_tolerance import mark
from tests.desktop.case_desk import COMMITTED, Hands, a_case, do, file_of_case, gone, papers
from tests.offices import Office

Kind = TypeVar("Kind", bound=QWidget)
K = Qt.Key


def tab(hands: Hands, name: str, kind: type[Kind]) -> Kind:
    """The page of a tab, built anew since the last step."""
    record = hands.record
    names = [section.name for section in record._sections]
    record.tabs.setCurrentIndex(names.index(name))
    frame = record.tabs.currentWidget()
    (found,) = frame.findChildren(kind)
    return found


def cell(table: QTableWidget, row: int, column: int) -> QTableWidgetItem:
    found = table.item(row, column)
    assert found is not None
    return found


def asked(hands: Hands, page: JointPage | CarryingPage, title: str) -> FormDialog:
    """Press a button of a tab that asks."""
    QTest.mouseClick(page.buttons[title], Qt.MouseButton.LeftButton)
    return hands.dialog()


def answer(hands: Hands, dialog: FormDialog, **fields: str) -> None:
    hands.fill(dialog, **fields)
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    # The record reads itself again once the commit was heard.
    hands.qtbot.waitUntil(lambda: not hands.record._stale.isActive())


@pytest.fixture
def case(qingshan: Office, clerk: Actor) -> UUID:
    """An accepted case of the clerk's."""
    made = a_case(qingshan, COMMITTED, by=clerk)
    do(qingshan, made, steps.accept)
    return made


def test_case_14_departments_are_added_sent_and_answered(
    hands: Hands, qingshan: Office, case: UUID
) -> None:
    hands.open(case)
    page = tab(hands, "joint", JointPage)
    assert [t for t, b in page.buttons.items() if not b.isHidden()] == ["加联办部门"]
    dialog = asked(hands, page, "加联办部门")
    answer(hands, dialog, department="残联窗口", matter="等级核对", m0="1", more="残疾人证")
    (part,) = file_of_case(qingshan, case).helping.parts
    assert part.materials == [file_of_case(qingshan, case).materials[0].name, "残疾人证"]
    page = tab(hands, "joint", JointPage)
    assert not page.buttons["登记答复"].isEnabled()
    assert page.buttons["登记答复"].toolTip() == "还没有送出"
    answer(hands, asked(hands, page, "送出"))
    page = tab(hands, "joint", JointPage)
    assert hands.record.tabs.tabText(hands.record.tabs.currentIndex()) == "联办 0/1"
    dialog = asked(hands, page, "登记答复")
    hands.fill(dialog, opinion="2")
    hands.submit(dialog)
    assert dialog.isVisible()
    assert dialog.form.problem_shown("reply") == "请写明理由或意见"
    answer(hands, dialog, reply="证件过期", by="叶清和")
    (part,) = file_of_case(qingshan, case).helping.parts
    assert (part.opinion, part.reply, part.reply_by) == (
        Opinion.DISAGREE,
        "证件过期",
        "叶清和",
    )
    assert hands.record.tabs.tabText(hands.record.tabs.currentIndex()) == "联办 1/1"


def test_s12_the_lead_sees_who_is_late_and_reminds(
    hands: Hands, qingshan: Office, case: UUID
) -> None:
    do(qingshan, case, lambda w, c: joint.add_part(w, c, PartForm("民政所", "核对")))
    part = file_of_case(qingshan, case).helping.parts[0].id
    do(qingshan, case, lambda w, c: joint.send(w, c, part))
    qingshan.clock.advance(days=7)
    hands.open(case)
    page = tab(hands, "joint", JointPage)
    assert cell(page.table, 0, 6).text() == PartState.OVERDUE.value
    assert "残联" not in cell(page.table, 0, 0).text()
    assert page.buttons["不再等候"].toolTip() == "要由主任或副主任批准"
    answer(hands, asked(hands, page, "催办"), how="电话催办")
    assert "催办过" in cell(tab(hands, "joint", JointPage).table, 0, 7).text()


def test_only_a_leader_lets_the_case_end_without_an_answer(
    qingshan: Office, case: UUID, qtbot: QtBot
) -> None:
    do(qingshan, case, lambda w, c: joint.add_part(w, c, PartForm("民政所", "核对")))
    do(qingshan, case, lambda w, c: joint.add_part(w, c, PartForm("财政所", "核对")))
    desk = Desk(qingshan.store, qingshan.director)
    shown = CasesPage(desk)
    qtbot.addWidget(shown)
    shown.show()
    leader = Hands(qtbot, shown)
    leader.open(case)
    answer(leader, asked(leader, tab(leader, "joint", JointPage), "不再等候"), reason="停电")
    page = tab(leader, "joint", JointPage)
    assert page.current() is not None
    answer(leader, asked(leader, page, "移除"), reason="不需要")
    (left,) = file_of_case(qingshan, case).helping.parts
    assert (left.department, left.excuse) == ("民政所", "停电")
    qingshan.store.listeners.clear()


def test_case_10_an_agent_is_entrusted_and_the_log_kept(
    hands: Hands, qingshan: Office, case: UUID
) -> None:
    hands.open(case)
    page = tab(hands, "agency", CarryingPage)
    dialog = asked(hands, page, "登记代办员")
    answer(hands, dialog, agent="石守信", level="1", unit="石桥村", phone="13900001111")
    found = file_of_case(qingshan, case).helping.agency
    assert found is not None
    assert (found.agent, found.level, found.scope) == ("石守信", Level.VILLAGE, agency.POWERS)
    assert "临时救助申请审批表" not in found.originals
    dialog = asked(hands, tab(hands, "agency", CarryingPage), "记联系")
    answer(hands, dialog, way="1", content="已告知进度")
    event = file_of_case(qingshan, case).events[-1]
    assert (event.data["authority"], event.data["way"]) == ("李桂花", "电话")
    dialog = asked(hands, tab(hands, "agency", CarryingPage), "记交接")
    assert dialog.form.text("stage") == Stage.VILLAGE_TOWN.value
    answer(hands, dialog, giver="石守信", taker="顾明远", what="户口簿 1 本")
    assert len(file_of_case(qingshan, case).helping.handovers) == 1
    dialog = asked(hands, tab(hands, "agency", CarryingPage), "换代办员")
    answer(hands, dialog, agent="柳成荫", reason="石守信外出学习")
    found = file_of_case(qingshan, case).helping.agency
    assert found is not None
    assert found.agent == "柳成荫"


def test_s07_the_list_says_how_long_ago_the_last_contact_was(
    desk: Desk, qingshan: Office, case: UUID
) -> None:
    form = Entrusting("石守信", Level.VILLAGE)
    do(qingshan, case, lambda w, c: agency.entrust(w, c, form))
    qingshan.clock.advance(days=4)
    source = CaseSource(desk)
    (row,) = source.fetch(Query(filters={"helped": "帮办代办"}, sort="due_on"), None, 10)
    assert row.values[-1] == "石守信　委托 4 天，还没有联系"
    assert source.count(Query(filters={"helped": "联办件"}, sort="due_on"), 10) == 0


def test_accepted_on_a_promise_by_key_and_ticked_when_it_came(
    hands: Hands, qingshan: Office, clerk: Actor
) -> None:
    mark(qingshan, COMMITTED, -1)
    with qingshan.work() as work:
        item = item_of(work.session, COMMITTED)
        assert item is not None
    case = a_case(qingshan, COMMITTED, received=len(item.materials) - 1, by=clerk)
    hands.open(case)
    assert hands.record.steps[Action.TOLERATE.value].isEnabled()
    hands.take(K.Key_M, effect="按退件处理")
    text = hands.issue()
    assert "容缺受理承诺书" in text
    assert "按退件处理" in text
    assert papers(qingshan, case)[0].paper_kind == PaperKind.TOLERANCE_UNDERTAKING
    hands.pass_over()
    hands.pass_over()
    page = tab(hands, "materials", MaterialsPage)
    assert page.excuse.isHidden()
    cell(page.table, len(item.materials) - 1, RECEIVED).setCheckState(Qt.CheckState.Checked)
    file = file_of_case(qingshan, case)
    assert file.case.status is Status.ACCEPTED
    assert file.facts.owed == []


def test_only_a_leader_is_offered_to_give_up_a_promise(
    qingshan: Office, clerk: Actor, qtbot: QtBot
) -> None:
    mark(qingshan, COMMITTED, -1)
    case = a_case(qingshan, COMMITTED, received=4, by=clerk)
    due = qingshan.clock().date().replace(day=25)
    do(qingshan, case, lambda w, c: tolerance.accept_on_promise(w, c, due, "按退件处理"))
    desk = Desk(qingshan.store, qingshan.director)
    shown = CasesPage(desk)
    qtbot.addWidget(shown)
    shown.show()
    leader = Hands(qtbot, shown)
    leader.open(case)
    page = tab(leader, "materials", MaterialsPage)
    QTest.mouseClick(page.excuse, Qt.MouseButton.LeftButton)
    answer(leader, leader.dialog(), reason="系统已共享")
    assert file_of_case(qingshan, case).facts.owed == []
    qingshan.store.listeners.clear()
