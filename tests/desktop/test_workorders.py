"""The 12345 page: entering, the steps and their clocks, a table brought in and taken back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.journal import commit
from center.rights import Actor, Role
from center.workorders import steps
from center.workorders.intake import OrderForm, register
from center.workorders.records import Status, WorkOrder
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.imports.dialog import open_import
from desktop.workorders.bringing import Orders
from desktop.workorders.page import OrdersPage
from desktop.workorders.record import OrderRecord
from tests.desktop.case_desk import gone, shown
from tests.grievances import Grievances
from tests.hands import CONTROL, Hands
from tests.offices import Office


def an_order(office: Office, external: str = "A1") -> UUID:
    with office.work() as work:
        found = register(work, OrderForm(external, "路灯不亮", phone="13900000011"))
        commit(work)
        return found.id


def stored(office: Office) -> dict[str, WorkOrder]:
    with office.store.read(office.director) as work:
        found = work.session.query(WorkOrder).filter(WorkOrder.voided_at.is_(None))
        return {order.external: order for order in found}


def page_of(qtbot: QtBot, office: Office, actor: Actor | None = None) -> OrdersPage:
    """The page, shown at its usual size."""
    page = OrdersPage(Desk(office.store, actor or office.director))
    qtbot.addWidget(page)
    page.resize(1150, 650)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def asked(qtbot: QtBot) -> FormDialog:
    """The dialog that has come up, with the cursor in it."""
    dialog = shown(qtbot, FormDialog)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def record_of(qtbot: QtBot, office: Office, order: UUID) -> OrderRecord:
    page = page_of(qtbot, office)
    page.open(order)
    record = page.record()
    assert record is not None
    record.setFocus()
    return record


def answer(qtbot: QtBot, **values: object) -> None:
    """Fill in the form that has come up and submit it."""
    dialog = asked(qtbot)
    dialog.form.set_values(values)
    dialog.submit()
    gone(qtbot, FormDialog)


def table(tmp_path: Path, *rows: tuple[str, ...]) -> Path:
    book = Workbook()
    assert book.active is not None
    book.active.append(("工单编号", "诉求内容", "派单时间"))
    for row in rows:
        book.active.append(row)
    path = tmp_path / "工单.xlsx"
    book.save(path)
    return path


def test_an_order_is_entered_by_keys_and_the_same_number_is_refused(
    qtbot: QtBot, qingshan: Office
) -> None:
    page = page_of(qtbot, qingshan)
    an_order(qingshan, "A1")
    QTest.keyClick(page.listing, Qt.Key.Key_N, CONTROL)
    dialog, hands = asked(qtbot), Hands(page)
    hands.write("A1")
    dialog.form.focus("content")
    hands.write("井盖破损")
    hands.save()
    assert "已经登记过" in dialog.form.problem_shown("external")
    dialog.form.set_values({"external": "A2"})
    hands.save()
    gone(qtbot, FormDialog)
    record = page.record()
    assert record is not None
    assert record.file.order.content == "井盖破损"


def test_enter_leads_from_signing_to_the_call_back(qtbot: QtBot, qingshan: Office) -> None:
    """PET work orders: sign, first contact, reply, call-back; a second dispatch starts anew."""
    record = record_of(qtbot, qingshan, an_order(qingshan))
    for values in (
        {"handler": "周明"},
        {"content": "电话联系，约定上门"},
        {"text": "路灯已修复"},
        {"result": "不满意"},
    ):
        QTest.keyClick(record, Qt.Key.Key_Return)
        answer(qtbot, **values)
        record.setFocus()
    order = stored(qingshan)["A1"]
    assert (order.status, order.call_back, order.handler_name) == (Status.CLOSED, "不满意", "周明")
    record.steps["二次派单"].click()
    answer(qtbot, reason="回访不满意")
    assert stored(qingshan)["A1"].round == 2
    assert "第 2 次派单" in record.facts.text()


def test_an_unlawful_step_says_why(qtbot: QtBot, qingshan: Office) -> None:
    record = record_of(qtbot, qingshan, an_order(qingshan))
    record.steps["首次联系"].click()
    assert "请先签收" in record.notice.text


def test_an_extension_beyond_the_setting_is_refused_at_its_field(
    qtbot: QtBot, qingshan: Office
) -> None:
    order = an_order(qingshan)
    desk = Grievances(qingshan)
    desk.step(WorkOrder, order, steps.sign)
    record = record_of(qtbot, qingshan, order)
    record.take(steps.Action.EXTEND)
    dialog = asked(qtbot)
    dialog.form.set_values({"days": 60, "approver": "林若安", "reason": "等配件"})
    dialog.submit()
    assert "最多可以延期 5 个工作日" in dialog.form.problem_shown("days")
    dialog.form.set_values({"days": 3})
    dialog.submit()
    gone(qtbot, FormDialog)
    assert stored(qingshan)["A1"].extension_days == 3


def test_a_table_is_checked_brought_in_and_taken_back(
    qtbot: QtBot, qingshan: Office, tmp_path: Path
) -> None:
    """Dry run without a change, then the import; a row that cannot come in is told with why."""
    an_order(qingshan, "A1")
    path = table(tmp_path, ("A1", "路灯又不亮", ""), ("A2", "噪声", "2026-09-18"), ("", "无号", ""))
    owner = page_of(qtbot, qingshan)
    page = open_import(Desk(qingshan.store, qingshan.director), owner, Orders())
    page.open_file(path)
    qtbot.waitUntil(lambda: page.form is not None)
    page.check()
    qtbot.waitUntil(page.go.isVisible)
    assert page.go.text() == "导入 2 行"
    assert page.rows.refused == {4: "请填写 12345 工单编号"}
    assert list(stored(qingshan)) == ["A1"]
    page.bring()
    qtbot.waitUntil(page.undo.isVisible)
    assert stored(qingshan)["A1"].content == "路灯又不亮"
    operation = page.earlier.current_key()
    assert isinstance(operation, UUID)
    page.take_back(operation, "导错了表")
    qtbot.waitUntil(lambda: "已撤销" in page.notice.text)
    assert {key: one.content for key, one in stored(qingshan).items()} == {"A1": "路灯不亮"}
    page.window().close()


def test_who_may_not_handle_them_is_told_and_sees_masked_phones(
    qtbot: QtBot, qingshan: Office
) -> None:
    """D8: the list shows no full phone; the buttons say which right is missing."""
    an_order(qingshan)
    page = page_of(qtbot, qingshan, qingshan.actor(Role.WINDOW_CLERK))
    assert not page.register.isEnabled()
    assert "办理信访投诉" in page.register.toolTip()
    cells = [
        str(page.listing.model.index(0, n).data()) for n in range(page.listing.model.columnCount())
    ]
    assert "139****0011" in cells
