"""复查 and 复核 by keys (信访工作条例 35, 36), and what is refused in the window with its rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.complaints import steps as complaint_steps
from center.complaints.records import Complaint, Verdict
from center.petitions import steps
from center.petitions.actions import Action
from center.petitions.records import LinkKind, Petition
from desktop.complaints.page import ComplaintsPage
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.petitions.record import PetitionRecord
from desktop.preview import Preview
from tests.desk import at, on
from tests.desktop.case_desk import activate, gone, shown
from tests.desktop.petition_desk import cells, dialog_of, keys, page_of, record_of
from tests.grievances import Grievances
from tests.hands import ALT, CONTROL, Hands
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Grievances]:
    desk = Grievances(qingshan)
    desk.to("9-21")
    yield desk
    qingshan.store.listeners.clear()


def opined(desk: Grievances, **changes: Any) -> UUID:
    """An opinion of 21 September that reached the petitioner on the 23rd."""
    petition = desk.petition(**changes)
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面送达")
    given = ("不予支持", "没有新的事实", "土地管理法")
    desk.step(Petition, petition, steps.opinion, *given, delivered_on=on("9-23"))
    return petition


def typed(qtbot: QtBot, record: PetitionRecord, **texts: str) -> None:
    """Fill in the dialog in sight by keys and submit it with Ctrl+Enter."""
    dialog = dialog_of(qtbot)
    hands = Hands(record)
    for name, text in texts.items():
        dialog.form.focus(name)
        hands.write(text)
    hands.save()
    gone(qtbot, FormDialog)


def enter(qtbot: QtBot, record: PetitionRecord) -> None:
    """Enter takes the next step."""
    activate(qtbot, record.window())
    record.setFocus()
    QTest.keyClick(record, Qt.Key.Key_Return)


def status(record: PetitionRecord) -> str:
    """Where the petition stands, as the page has read it."""
    return record.file.petition.status.value


def pass_over(qtbot: QtBot) -> None:
    """Whatever the step proposes to issue is left for later."""
    found = shown(qtbot, FormDialog)
    found.reject()
    gone(qtbot, FormDialog)


def test_arts_35_36_from_the_opinion_to_the_end_by_keys(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """Asked for within thirty days, decided, asked for again, decided for good."""
    petition = opined(desk)
    record = record_of(qtbot, qingshan, petition)
    desk.to("10-20")
    record.take(Action.ASK_REVIEW)
    typed(qtbot, record, organ="县人民政府", request="重新核算")
    assert status(record) == "复查中"
    assert "复查期限" in record.due.text()
    enter(qtbot, record)
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"verdict": "维持", "text": "原意见清楚", "delivered_on": on("10-22")})
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    pass_over(qtbot)
    assert status(record) == "已复查"
    desk.to("11-20")
    record.take(Action.ASK_FINAL)
    typed(qtbot, record, organ="市人民政府", request="要求复核")
    activate(qtbot, record.window())
    QTest.keyClick(record, Qt.Key.Key_H, ALT)
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"verdict": "维持", "text": "复查意见清楚"})
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    pass_over(qtbot)
    assert status(record) == "复核终结"
    reasons = {step.title: step.reason for step in record._steps()}
    assert reasons["受理"] == "这件复核终结，不能再受理"


def test_art_35_a_late_request_is_refused_with_the_rule(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """The thirty days run from the day the opinion reached the petitioner: to 23 October."""
    petition = opined(desk)
    desk.to("10-23", "17:00")
    assert desk.reason(petition, Action.ASK_REVIEW) == ""
    desk.to("10-24")
    record = record_of(qtbot, qingshan, petition)
    reasons = {step.title: step.reason for step in record._steps()}
    assert reasons["申请复查"] == "已超过三十日的请求期限（10月23日，信访工作条例第三十五条）"


def test_art_36_a_late_request_for_the_final_review_is_refused_with_the_rule(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    from center.petitions import review

    petition = opined(desk)
    desk.step(Petition, petition, review.ask_review, "县人民政府")
    desk.step(Petition, petition, review.review, "维持", "清楚", delivered_on=on("9-30"))
    desk.to("10-31")
    record = record_of(qtbot, qingshan, petition)
    reasons = {step.title: step.reason for step in record._steps()}
    assert "第三十六条" in reasons["申请复核"]


def test_art_36_a_new_petition_of_the_same_matter_proposes_not_again(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    """Confirmed as a repeat, 不再受理 is the first step, with article and earlier number."""
    from center.petitions import review

    earlier = opined(desk)
    desk.step(Petition, earlier, review.ask_review, "县人民政府")
    desk.step(Petition, earlier, review.review, "维持", "清楚")
    desk.step(Petition, earlier, review.ask_final, "市人民政府")
    desk.step(Petition, earlier, review.final_review, "维持", "清楚")
    later = desk.petition()
    record = record_of(qtbot, qingshan, later)
    record.confirm(earlier, LinkKind.REPEAT)
    assert record.steps["不再受理"].property("role") == "primary"
    assert "已复核终结" in record.owed.text()
    enter(qtbot, record)
    dialog = dialog_of(qtbot)
    reason = dialog.form.text("reason")
    assert "第三十六条" in reason
    assert (desk.file(earlier).petition.number or "") in reason
    dialog.submit()
    preview = shown(qtbot, Preview)
    preview.reject()
    gone(qtbot, Preview)
    assert status(record) == "不予受理"


def test_pet_07_list_and_record_warn_until_somebody_is_told(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    petition = desk.petition()
    desk.to("9-23")
    page = page_of(qtbot, qingshan)
    page.listing.quick["untold"].click()
    qtbot.waitUntil(lambda: keys(page) == [petition])
    assert "【待告知】" in cells(page, 0)[3]
    page.open(petition)
    record = page.record()
    assert record is not None
    assert "还没有出交办单或告知书" in record.owed.text()
    desk.step(Petition, petition, steps.accept)
    desk.step(Petition, petition, steps.tell, "当面送达")
    qtbot.waitUntil(lambda: not record.owed.isVisible())


# --- bad input -----------------------------------------------------------------------------------


def test_an_answer_before_the_registration_is_refused_at_its_day(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    record = record_of(qtbot, qingshan, desk.petition(received_at=at("9-21", "08:30")))
    record.take(Action.ANSWER)
    dialog = dialog_of(qtbot)
    form = dialog.form
    form.set_values({"answer": "已答复", "earlier": True})
    form.changed.emit(form.draft())
    form.set_values({"at_day": on("9-20"), "at_time": at("9-20", "10:00").time()})
    dialog.submit()
    assert "不能早于登记" in form.problem_shown("at_day")
    assert form.text("answer") == "已答复"
    dialog.reject()


def test_a_petition_is_not_closed_without_feedback(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    petition = desk.petition()
    desk.step(Petition, petition, steps.assign, "派出所", on("9-30"))
    record = record_of(qtbot, qingshan, petition)
    reasons = {step.title: step.reason for step in record._steps()}
    assert reasons["办结"] == "承办单位还没有反馈"


def test_cpl_13_a_complaint_is_not_closed_without_feedback(
    qtbot: QtBot, qingshan: Office, desk: Grievances
) -> None:
    complaint = desk.complaint()
    desk.step(Complaint, complaint, complaint_steps.accept, "周明")
    finding = complaint_steps.Finding(Verdict.FALSE, "查无此事")
    desk.step(Complaint, complaint, complaint_steps.decide, finding)
    desk.step(Complaint, complaint, complaint_steps.reply, "不属实", "口头")
    page = ComplaintsPage(Desk(qingshan.store, qingshan.director))
    qtbot.addWidget(page)
    page.show()
    page.open(complaint)
    record = page.record()
    assert record is not None
    record.steps["办结"].click()
    dialog = dialog_of(qtbot)
    dialog.form.set_values({"feedback": "", "fed_back_on": on("9-20")})
    dialog.submit()
    assert "请填写" in dialog.form.problem_shown("feedback")
    dialog.form.set_values({"feedback": "已告知"})
    dialog.submit()
    assert dialog.form.problem_shown("fed_back_on") == "反馈日期不能早于登记那天"
    dialog.reject()
