"""Each step of a case through the window, with keys, for each kind of item (CASE-*, ONCE-*)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from center import drafts
from center.cases import steps
from center.cases.records import Happened, Status
from center.items import CaseKind
from center.proposals import undecided
from center.rights import Role
from desktop.cases.page import CasesPage
from desktop.cases.steps import SHORTCUTS
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from tests.desktop.case_desk import (
    CARRIED,
    COMMITTED,
    INSTANT,
    LICENCE,
    UPWARD,
    Hands,
    a_case,
    do,
    file_of_case,
    gone,
    papers,
    write,
)
from tests.offices import Office

K = Qt.Key


def status(office: Office, case: UUID) -> Status:
    return file_of_case(office, case).case.status


def happened(office: Office, case: UUID) -> list[Happened]:
    return [event.happened for event in file_of_case(office, case).events]


# --- the main road of each kind -------------------------------------------------------------------


def test_instant_case_is_accepted_and_finished_with_enter(qingshan: Office, hands: Hands) -> None:
    """CASE-01: Enter is the next step, one dialog, and the completion notice is proposed."""
    case = a_case(qingshan, INSTANT)
    record = hands.open(case)
    record.window().activateWindow()
    record.setFocus()
    hands.press(K.Key_Return, where=record)
    dialog = hands.dialog()
    assert dialog.windowTitle().startswith("办结")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    text = hands.issue()
    assert "QS-LQ-2026-000001" in text
    assert status(qingshan, case) is Status.FINISHED
    assert happened(qingshan, case)[-2:] == [Happened.ACCEPTED, Happened.FINISHED]


def test_committed_case_from_acceptance_to_collection(qingshan: Office, hands: Hands) -> None:
    """CASE-02, CASE-03, CASE-19: receipt and notice follow acceptance, the slip follows the end."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    hands.take(K.Key_S)
    assert "受理回单" in hands.issue()
    notice = hands.issue()
    assert "受理通知书" in notice
    assert "李桂花" in notice
    qingshan.clock.advance(days=3)
    hands.take(K.Key_F, result="2", number="青救〔2026〕7号")
    assert "办结通知" in hands.issue()
    hands.take(K.Key_N, how="1", remark="已告知带身份证")
    assert hands.record.steps["登记领取"].property("role") == "primary"
    hands.take(K.Key_G, collector="李桂花")
    found = file_of_case(qingshan, case).case
    assert (found.status, found.result) == (Status.FINISHED, "办成")
    assert found.result_number == "青救〔2026〕7号"
    assert (found.notified_by, found.collector) == ("电话", "李桂花")
    kinds = [paper.paper_kind for paper in papers(qingshan, case)]
    assert kinds == ["acceptance_receipt", "acceptance_notice", "completion_notice"]


def test_upward_case_goes_up_before_it_ends(qingshan: Office, hands: Hands) -> None:
    """CASE-09, CASE-10: the end is unlawful until it was sent up; contacts are noted."""
    case = a_case(qingshan, UPWARD)
    hands.open(case)
    hands.take(K.Key_S)
    assert "受理回单" in hands.issue()
    assert "先上报" in _reason(hands, "办结")
    hands.take(K.Key_U, superior="县民政局")
    hands.take(K.Key_L, authority="县民政局", content="已收件，预计十日内审定")
    hands.take(K.Key_J, content="已告诉申请人等县里审定")
    assert "上级还没有答复" in _reason(hands, "办结")
    hands.take(K.Key_R, answer="同意纳入低保")
    assert "还没有告知申请人" in _reason(hands, "办结")
    hands.take(K.Key_K, whom="李桂花", how="1")
    hands.take(K.Key_F)
    hands.pass_over()
    found = file_of_case(qingshan, case)
    assert (found.case.status, found.case.result) == (Status.FINISHED, "转报完成")
    assert found.case.superior == "县民政局"
    assert [e.happened for e in found.events][2:] == [
        Happened.SENT_UP,
        Happened.CONTACT,
        Happened.PROGRESS,
        Happened.REPLIED,
        Happened.TOLD,
        Happened.FINISHED,
    ]


def test_carried_case_is_contacted_while_open(qingshan: Office, hands: Hands) -> None:
    """CASE-10: a carried case (代办件) notes each contact with the authority."""
    case = a_case(qingshan, CARRIED)
    hands.open(case)
    hands.take(K.Key_S)
    hands.pass_over()
    hands.take(K.Key_L, content="卡已制好")
    assert Happened.CONTACT in happened(qingshan, case)


def _lawful(hands: Hands, title: str) -> bool:
    button = hands.record.steps.get(title)
    return button is not None and button.property("role") != "unlawful"


# --- supplements ----------------------------------------------------------------------------------


def test_supplement_tells_all_at_once_and_pauses(qingshan: Office, hands: Hands) -> None:
    """ONCE-02, ONCE-03: what is missing is ticked already; the notice names each line."""
    case = a_case(qingshan, COMMITTED, received=1)
    hands.open(case)
    dialog = hands.step(K.Key_B)
    ticked = [dialog.form.ticked(f"lack{n}") for n in range(4)]
    assert ticked[:2] == [False, True]
    hands.fill(dialog, requirement1="提交原件，窗口核对复印")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    text = hands.issue()
    lacking = [m.name for m in file_of_case(qingshan, case).materials if m.problem]
    assert len(lacking) == len(file_of_case(qingshan, case).materials) - 1
    assert [m["name"] for m in papers(qingshan, case)[0].facts["materials"]] == lacking
    assert all(name[:4] in text for name in lacking)
    assert status(qingshan, case) is Status.SUPPLEMENTING
    hands.take(K.Key_Q)
    assert status(qingshan, case) is Status.RECEIVED
    assert not file_of_case(qingshan, case).facts.missing


def test_supplement_without_a_problem_is_refused_under_its_field(
    qingshan: Office, hands: Hands
) -> None:
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    dialog = hands.step(K.Key_B)
    hands.submit(dialog)
    assert "至少选择一份" in dialog.notice.text
    hands.fill(dialog, lack0="1")
    hands.submit(dialog)
    assert dialog.form.problem_shown("problem0") == "请填写存在问题"
    dialog.reject()
    gone(hands.qtbot, FormDialog)
    assert status(qingshan, case) is Status.RECEIVED


def test_second_supplement_asks_the_director_and_a_reason(
    qingshan: Office, hands: Hands, desk: Desk
) -> None:
    """ONCE-02, PERF-16: a second notice asks who approved it and why; a leader checks it."""
    case = a_case(qingshan, COMMITTED, received=1)
    hands.open(case)
    hands.take(K.Key_B)
    hands.pass_over()
    hands.take(K.Key_Q)
    dialog = hands.step(K.Key_B)
    hands.fill(dialog, lack0="1", problem0="已过期")
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason") == "请填写再次补正的原因"
    assert dialog.form.problem_shown("approver") != ""
    hands.fill(dialog, reason="身份证昨天到期", approver=qingshan.director.name)
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    hands.pass_over()
    assert file_of_case(qingshan, case).events[-1].data["again"] is True
    assert "核实扣分建议" not in hands.record.steps
    desk.take_over(qingshan.director)
    record = hands.open(case)
    record.steps["核实扣分建议"].click()
    dialog = hands.dialog()
    assert "PERF-16" in dialog.intro.text()
    hands.fill(dialog, verdict="1")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    with qingshan.store.read(qingshan.director) as work:
        assert not undecided(work)


def _reason(hands: Hands, title: str) -> str:
    """Why a step is unlawful, from its button or the menu behind 更多."""
    button = hands.record.steps.get(title)
    if button is not None:
        assert button.property("role") == "unlawful"
        assert button.toolTip() == button.statusTip()
        return button.toolTip()
    # The menu of an earlier look at the case goes away later.
    actions = reversed(hands.record.findChildren(QAction))
    return next((a.text() for a in actions if a.text().startswith(f"{title}（")), "")


# --- no and back ----------------------------------------------------------------------------------


def test_refusal_needs_reason_and_basis_and_prints_them(qingshan: Office, hands: Hands) -> None:
    """CASE-12: problems stand under the fields, then the notice is proposed."""
    case = a_case(qingshan, LICENCE)
    hands.open(case)
    dialog = hands.step(K.Key_Y)
    hands.submit(dialog)
    assert dialog.form.problem_shown("ground") == "请填写情形"
    assert dialog.form.problem_shown("basis") == "请填写依据"
    hands.fill(dialog, ground="1")
    hands.fill(
        dialog,
        elsewhere="县林业局",
        reason="林地不归本镇审批",
        basis="《森林法》第五十七条",
    )
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    text = hands.issue()
    assert "请向县林业局申请" in text
    assert "林地不归本镇审批" in text
    assert status(qingshan, case) is Status.REFUSED


def test_refusal_because_nothing_has_to_be_applied_for(qingshan: Office, hands: Hands) -> None:
    """行政许可法 32(1)(1) is printed, not 其他情形."""
    case = a_case(qingshan, LICENCE)
    hands.open(case)
    hands.take(K.Key_Y, ground="2", reason="自家院内翻修", basis="《土地管理法》第六十二条")
    assert "依法不需要取得行政许可" in hands.issue()
    assert papers(qingshan, case)[0].facts["ground"] == "not_needed"


def test_return_gives_reason_in_writing(qingshan: Office, hands: Hands) -> None:
    """ONCE-05: the reason is mandatory and stands on the return notice."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    dialog = hands.step(K.Key_T)
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason") == "请填写退件理由"
    hands.fill(dialog, reason="申请人撤回申请")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert "申请人撤回申请" in hands.issue()
    assert status(qingshan, case) is Status.RETURNED
    assert all(m.given_back for m in file_of_case(qingshan, case).materials)


# --- the clock ------------------------------------------------------------------------------------


def test_suspension_and_resumption_move_the_due_date(qingshan: Office, hands: Hands) -> None:
    """D1: a pause of two working days moves the due date by two working days."""
    case = a_case(qingshan, COMMITTED)
    do(qingshan, case, steps.accept)
    before = file_of_case(qingshan, case).clock.current.due
    hands.open(case)
    dialog = hands.step(K.Key_P)
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason") == "请填写暂停原因"
    hands.fill(dialog, reason="公示")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert status(qingshan, case) is Status.SUSPENDED
    assert _reason(hands, "退件") == "这件已暂停，请先恢复" or _reason(hands, "补正告知")
    qingshan.clock.advance(days=2)
    hands.take(K.Key_H, remark="公示无异议")
    file = file_of_case(qingshan, case)
    assert file.case.status is Status.ACCEPTED
    calendar_days = file.clock.current.due - before
    assert calendar_days >= timedelta(days=2)


def test_extension_is_the_leaders_and_bounded(qingshan: Office, hands: Hands, desk: Desk) -> None:
    """许可法 42: greyed for a clerk; the leader's days are bounded under the field."""
    case = a_case(qingshan, LICENCE)
    do(qingshan, case, steps.accept)
    hands.open(case)
    assert "主任" in _reason(hands, "延期")
    desk.take_over(qingshan.director)
    hands.open(case)
    dialog = hands.step(K.Key_E)
    hands.fill(dialog, days="999", reason="需要省厅会审")
    hands.submit(dialog)
    assert "最多可以延长" in dialog.form.problem_shown("days")
    assert dialog.form.text("reason") == "需要省厅会审"
    before = file_of_case(qingshan, case).clock.current.due
    hands.fill(dialog, days="5")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    file = file_of_case(qingshan, case)
    assert file.clock.current.due > before
    assert file.events[-1].data["approver"] == qingshan.director.name


def test_instant_case_of_yesterday_is_converted_first(qingshan: Office, hands: Hands) -> None:
    """CASE-01: the end is unlawful the next day, and the handler's absence is no reason."""
    case = a_case(qingshan, INSTANT)
    qingshan.clock.advance(days=1)
    hands.open(case)
    assert "请先转为承诺件" in _reason(hands, "办结")
    dialog = hands.step(K.Key_C)
    hands.fill(dialog, cause="经办人不在岗")
    hands.submit(dialog)
    assert "不能作为理由" in dialog.form.problem_shown("cause")
    hands.fill(dialog, cause="系统或设备故障", remark="经办人请假")
    hands.submit(dialog)
    assert "不能作为理由" in dialog.form.problem_shown("remark")
    hands.fill(dialog, remark="系统维护，当天无法录入")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert file_of_case(qingshan, case).case.case_kind is CaseKind.COMMITTED


def test_end_after_the_day_waits_for_the_receipt_and_offers_it(
    qingshan: Office, hands: Hands
) -> None:
    """CASE-03: without a receipt the end is greyed and the paper is the primary step."""
    case = a_case(qingshan, COMMITTED)
    do(qingshan, case, steps.accept)
    qingshan.clock.advance(days=1)
    hands.open(case)
    assert "受理回单" in _reason(hands, "办结")
    assert hands.record.steps["出具受理回单"].property("role") == "primary"
    hands.alt(K.Key_D)
    hands.issue()
    hands.pass_over()
    hands.qtbot.waitUntil(lambda: _lawful(hands, "办结"))
    assert hands.record.steps["办结"].property("role") == "primary"


def test_refused_result_asks_for_the_reason(qingshan: Office, hands: Hands) -> None:
    """CASE-13: 不予办理 shows the reason's field and will not go without it."""
    case = a_case(qingshan, INSTANT)
    hands.open(case)
    dialog = hands.step(K.Key_F)
    assert not dialog.form.editor("reason").isVisible()
    hands.fill(dialog, result="3")
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason") == "请填写不予办理的理由"
    hands.fill(dialog, reason="已在外县参保")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    text = hands.issue()
    assert "已在外县参保" in text
    assert file_of_case(qingshan, case).case.result == "不予办理"


# --- entered later --------------------------------------------------------------------------------


def test_step_is_entered_later_with_its_real_time(qingshan: Office, hands: Hands) -> None:
    """补录: the acceptance happened this morning; the timeline says when it was entered."""
    case = a_case(qingshan, COMMITTED)
    qingshan.clock.set(date(2026, 9, 23), 16)
    hands.open(case)
    dialog = hands.step(K.Key_S)
    assert not dialog.form.editor("at_day").isVisible()
    hands.fill(dialog, earlier="1", at_day="0922", at_time="1015")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    hands.pass_over()
    hands.pass_over()
    file = file_of_case(qingshan, case)
    assert file.case.accepted_on == date(2026, 9, 22)
    assert file.events[-1].entered_at > file.events[-1].at


@pytest.mark.parametrize(
    "day, time, said",
    [("0924", "0900", "时间不能晚于现在"), ("0920", "0900", "时间不能早于上一步")],
)
def test_impossible_time_is_refused_under_the_day(
    qingshan: Office, hands: Hands, day: str, time: str, said: str
) -> None:
    """A step happens neither before the receipt nor tomorrow."""
    case = a_case(qingshan, COMMITTED)
    qingshan.clock.set(date(2026, 9, 21), 16)
    hands.open(case)
    dialog = hands.step(K.Key_S)
    hands.fill(dialog, earlier="1", at_day=day, at_time=time)
    hands.submit(dialog)
    assert said in dialog.form.problem_shown("at_day")
    dialog.reject()
    gone(hands.qtbot, FormDialog)
    assert status(qingshan, case) is Status.RECEIVED


def test_date_that_does_not_exist_is_told_while_typing(qingshan: Office, hands: Hands) -> None:
    case = a_case(qingshan, INSTANT)
    hands.open(case)
    dialog = hands.step(K.Key_F)
    hands.fill(dialog, earlier="1", at_day="0230", at_time="0900")
    hands.submit(dialog)
    assert "2月30日" in dialog.form.problem_shown("at_day")
    dialog.reject()
    gone(hands.qtbot, FormDialog)


# --- nothing typed is lost ------------------------------------------------------------------------


def test_esc_keeps_what_was_typed(qingshan: Office, hands: Hands, desk: Desk) -> None:
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    dialog = hands.step(K.Key_T)
    hands.fill(dialog, reason="申请人要求撤回，另行申请")
    hands.press(K.Key_Escape, where=dialog)
    gone(hands.qtbot, FormDialog)
    again = hands.step(K.Key_T)
    assert again.form.text("reason") == "申请人要求撤回，另行申请"
    assert "已找回" in again.notice.text
    hands.submit(again)
    gone(hands.qtbot, FormDialog)
    hands.pass_over()
    assert drafts.kept(qingshan.store, desk.actor, f"case:{case.hex}:退件") is None


def test_the_lock_keeps_what_was_typed_in_the_last_second(
    qingshan: Office, hands: Hands, desk: Desk
) -> None:
    """Whoever takes over closes the dialog; who typed finds the words again."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    dialog = hands.step(K.Key_T)
    hands.fill(dialog, reason="申请人要求撤回")
    dialog.hide()
    kept = drafts.kept(qingshan.store, desk.actor, f"case:{case.hex}:退件")
    assert kept is not None
    assert kept["reason"] == "申请人要求撤回"


def test_step_taken_by_a_colleague_meanwhile_is_refused_and_text_stays(
    qingshan: Office, hands: Hands
) -> None:
    """Two windows: the second is told, keeps the text, and nothing is written twice."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    dialog = hands.step(K.Key_Y)
    hands.fill(dialog, ground="3")
    hands.fill(dialog, reason="不符合条件", basis="《社会救助暂行办法》")
    do(qingshan, case, steps.accept)
    hands.submit(dialog)
    assert "已经受理" in dialog.notice.text
    assert dialog.form.text("reason") == "不符合条件"
    dialog.reject()
    gone(hands.qtbot, FormDialog)
    assert status(qingshan, case) is Status.ACCEPTED


def test_text_of_ten_thousand_characters_is_refused_and_kept(
    qingshan: Office, hands: Hands
) -> None:
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    dialog = hands.step(K.Key_J)
    write(dialog.form.editor("content").input, "进" * 10_000)
    hands.submit(dialog)
    assert dialog.form.problem_shown("content").startswith("最多")
    assert len(dialog.form.editor("content").raw()) == 10_000
    dialog.reject()
    gone(hands.qtbot, FormDialog)


# --- voiding and rights ---------------------------------------------------------------------------


def test_voiding_is_the_leaders(qingshan: Office, hands: Hands, desk: Desk) -> None:
    """A case opened by mistake is voided with a reason, by whoever may; afterwards no step is."""
    case = a_case(qingshan, COMMITTED)
    hands.open(case)
    assert "主任" in _reason(hands, "作废")
    desk.take_over(qingshan.director)
    record = hands.open(case)
    record._void()
    dialog = hands.dialog()
    hands.fill(dialog, reason="重复收件")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert file_of_case(qingshan, case).case.void_reason == "重复收件"
    hands.qtbot.waitUntil(lambda: "已作废" in hands.record.facts.text())
    assert "这件已作废" in _reason(hands, "受理")


def test_account_without_the_right_sees_reasons_and_no_shortcut(
    qingshan: Office, qtbot: QtBot
) -> None:
    case = a_case(qingshan, COMMITTED)
    page = CasesPage(Desk(qingshan.store, qingshan.actor(Role.INSPECTOR)))
    qtbot.addWidget(page)
    page.show()
    hands = Hands(qtbot, page)
    hands.open(case)
    assert "没有办理办件的权限" in _reason(hands, "受理")
    assert not page.receive.isEnabled()
    hands.alt(K.Key_S)
    assert QApplication.activeModalWidget() is None
    qingshan.store.listeners.clear()


def test_unlawful_step_says_why_when_pressed(qingshan: Office, hands: Hands) -> None:
    """The reason stands in the page, not only in a tooltip."""
    case = a_case(qingshan, INSTANT)
    do(qingshan, case, lambda w, c: steps.give_back(w, c, "申请人撤回"))
    record = hands.open(case)
    QTest.keyClick(record.steps["补正告知"], K.Key_Space)
    assert "这件已退件，不能再补正告知" in record.notice.text


def test_shortcuts_are_all_different() -> None:
    assert len(set(SHORTCUTS.values())) == len(SHORTCUTS)
