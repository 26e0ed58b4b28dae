"""Cases that change hands or lane, belong together, or are asked about, through the window."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from center.cases import links, steps
from center.cases.records import Happened, Status
from center.items import CaseKind
from center.journal import commit, history
from center.rights import Role
from center.settings import set_value
from desktop.cases.linking import LinksPage
from desktop.cases.source import CaseSource
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from tests.center.test_case_handover import with_b_post
from tests.desktop.case_desk import (
    COMMITTED,
    INSTANT,
    Hands,
    a_case,
    do,
    file_of_case,
    gone,
    text_of,
)
from tests.offices import Office

K = Qt.Key


def menu(hands: Hands, title: str) -> None:
    """Take a step, from its button or the menu behind 更多."""
    button = hands.record.steps.get(title)
    if button is not None:
        button.click()
        return
    # The menu of an earlier look at the case goes away later.
    [*_, found] = (a for a in hands.record.findChildren(QAction) if a.text() == title)
    found.trigger()


def linked(hands: Hands) -> LinksPage:
    hands.record.go("links")
    page = hands.record.findChildren(LinksPage)[-1]
    assert isinstance(page, LinksPage)
    return page


def click(button: QPushButton) -> None:
    assert button.isEnabled(), button.toolTip()
    button.click()


def test_leave_20_the_dialog_refuses_absence_and_offers_the_b_post(
    qingshan: Office, hands: Hands
) -> None:
    """One click in the dialog of 转承诺件: the case stays instant and changes hands."""
    case = a_case(qingshan, INSTANT)
    taker = with_b_post(qingshan, file_of_case(qingshan, case).case.window)
    hands.open(case)
    dialog = hands.step(K.Key_C)
    hands.fill(dialog, cause="经办人不在岗")
    hands.submit(dialog)
    assert "B 岗" in dialog.form.problem_shown("cause")
    click(dialog.instead)
    gone(hands.qtbot, FormDialog)
    found = file_of_case(qingshan, case).case
    assert (found.handler, found.case_kind) == (taker.account, CaseKind.INSTANT)
    assert f"经办 {taker.name}" in hands.record.facts.text()


def test_conf_05_a_declared_conflict_is_shown_and_the_b_post_is_one_click(
    qingshan: Office, hands: Hands
) -> None:
    case = a_case(qingshan, COMMITTED)
    taker = with_b_post(qingshan, file_of_case(qingshan, case).case.window)
    hands.open(case)
    hands.take(K.Key_X, remark="表兄弟")
    assert "已申报利害关系" in hands.record.facts.text()
    menu(hands, f"交给 B 岗 {taker.name}")
    events = file_of_case(qingshan, case).events
    assert (events[-1].happened, events[-1].remark) == (Happened.PASSED_ON, "与申请人有利害关系")
    hands.record.refresh()
    assert "已申报利害关系" not in hands.record.facts.text()


def test_a_case_is_handed_over_with_a_reason(qingshan: Office, hands: Hands) -> None:
    case = a_case(qingshan, COMMITTED)
    other = qingshan.actor(Role.WINDOW_CLERK, login="other")
    hands.open(case)
    dialog = hands.step(K.Key_O)
    hands.fill(dialog, to=other.account.hex)
    hands.submit(dialog)
    assert dialog.form.problem_shown("reason") != ""
    hands.fill(dialog, reason="岗位调整")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert file_of_case(qingshan, case).case.handler == other.account


def test_case_15_the_green_channel_is_marked_filtered_and_left(
    qingshan: Office, hands: Hands, desk: Desk
) -> None:
    green, plain = a_case(qingshan, COMMITTED), a_case(qingshan, COMMITTED, "王大山")
    hands.open(green)
    hands.take(K.Key_V, reason="老弱病残孕", remark="行动不便")
    assert "绿色通道：老弱病残孕" in hands.record.facts.text()
    hands.page.close_record()
    source, query = CaseSource(desk), replace(hands.page.listing.query, filters={})
    rows = {row.key: row for row in source.fetch(query, None, 50)}
    assert "【绿】" in str(rows[green].values)
    assert "【绿】" not in str(rows[plain].values)
    only = replace(query, filters={"green": "老弱病残孕"})
    assert [row.key for row in source.fetch(only, None, 50)] == [green]
    assert "green" in {chip.name for chip in source.filters}
    hands.open(green)
    hands.take(K.Key_V, remark="不再紧急")
    assert "绿色通道" not in hands.record.facts.text()


def test_withdrawal_is_offered_only_where_it_is_switched_on(qingshan: Office, hands: Hands) -> None:
    """逾期不补正视为撤回: with the return notice; without the setting no such step is shown."""
    case = a_case(qingshan, COMMITTED, received=1)
    hands.open(case)
    texts = [action.text() for action in hands.record.findChildren(QAction)]
    assert not [text for text in texts if "视为撤回" in text]
    with qingshan.work() as work:
        set_value(work, "deemed_withdrawal", True)
        commit(work)
    qingshan.clock.advance(minutes=1)
    case = a_case(qingshan, COMMITTED, "王大山", received=1)
    do(
        qingshan,
        case,
        lambda w, c: steps.ask_supplement(
            w, c, [steps.Lack(m.id, "未提交") for m in file_of_case(qingshan, case).facts.missing]
        ),
    )
    qingshan.clock.advance(days=30)
    hands.open(case)
    hands.take(K.Key_W, remark="两次电话联系")
    assert "退件通知书" in hands.issue()
    assert file_of_case(qingshan, case).case.status is Status.RETURNED


def test_probable_duplicates_are_pointed_out_merged_and_parted(
    qingshan: Office, hands: Hands, desk: Desk
) -> None:
    first, second = a_case(qingshan, COMMITTED), a_case(qingshan, COMMITTED)
    hands.open(second)
    assert "可能重复 1 件" in hands.record.facts.text()
    page = linked(hands)
    assert [case.id for case in page.probable] == [first]
    assert not page.buttons["把本件并入它"].isEnabled()
    click(page.buttons["关联为同一件事"])
    dialog = hands.dialog()
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    hands.record.refresh()
    assert "可能重复" not in hands.record.facts.text()
    page = linked(hands)
    assert [one.words for one in page.linked] == ["同一件事"]
    click(page.buttons["取消关联"])
    dialog = hands.dialog()
    hands.fill(dialog, reason="再核对")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    desk.take_over(qingshan.director)
    hands.open(second)
    click(linked(hands).buttons["把本件并入它"])
    dialog = hands.dialog()
    hands.fill(dialog, reason="同一天两个窗口都收了")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    hands.record.refresh()
    assert "已作废" in hands.record.facts.text()
    hands.open(first)
    page = linked(hands)
    assert [one.words for one in page.linked] == ["并入本件"]
    click(page.buttons["取消关联"])
    dialog = hands.dialog()
    hands.fill(dialog, reason="不是同一件")
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    assert file_of_case(qingshan, second).case.voided_at is None


def test_a_case_is_linked_by_its_number(qingshan: Office, hands: Hands) -> None:
    first, second = a_case(qingshan, COMMITTED), a_case(qingshan, INSTANT)
    number = file_of_case(qingshan, second).case.number or ""
    hands.open(first)
    click(linked(hands).buttons["关联另一件"])
    dialog = hands.dialog()
    hands.fill(dialog, number="QS-SL-2026-999999")
    hands.submit(dialog)
    assert "没有这个编号" in dialog.form.problem_shown("number")
    hands.fill(dialog, number=number.lower())
    hands.submit(dialog)
    gone(hands.qtbot, FormDialog)
    with qingshan.store.read(qingshan.director) as work:
        assert [one.case.id for one in links.links_of(work, first)] == [second]


def test_a_finished_case_is_done_again(qingshan: Office, hands: Hands) -> None:
    case = a_case(qingshan, INSTANT)
    do(qingshan, case, lambda w, c: steps.finish(w, c, steps.Outcome("办成")))
    hands.open(case)
    hands.take(K.Key_Z, reason="姓名写错", fault="窗口录入或审核有出入")
    page = linked(hands)
    (again,) = page.linked
    assert (again.words, again.link.fault) == ("重办为", "窗口录入或审核有出入")
    opened: list[UUID] = []
    hands.page._desk.open_case.connect(opened.append)
    click(page.buttons["打开"])
    assert opened == [again.case.id]


def test_case_28_the_answer_to_an_inquiry_is_printed_masked_and_journalled(
    qingshan: Office, hands: Hands
) -> None:
    """CASE-20, CONF-01: state, what is missing, what comes next; never the ID in full."""
    case = a_case(qingshan, COMMITTED, received=1)
    hands.open(case)
    hands.alt(K.Key_I)
    preview = hands.preview()
    text = text_of(preview._pdf.content)
    stored = file_of_case(qingshan, case)
    assert "办件查询结果" in text
    assert (stored.case.number or "") in text
    assert "李桂花" in text
    assert stored.case.id_number not in text
    assert stored.case.phone not in text
    assert all(material.name[:6] in text for material in stored.facts.missing)
    preview.printed.emit()
    hands.pass_over()
    with qingshan.store.read(qingshan.director) as work:
        row = history(work, case)[-1]
    assert (row.action, "打印查询结果" in (row.payload or "")) == ("print", True)
