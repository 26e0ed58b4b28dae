"""Copy keys of a case: one press each; what is masked asks for a reason first (D8)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from center.journal import history
from desktop.cases.copying import copied_facts
from desktop.cases.record import CaseRecord
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from tests.desktop.case_desk import ID_NUMBER, a_case, file_of_case, gone, shown
from tests.offices import Office

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


def button(record: CaseRecord, label: str) -> QPushButton:
    return next(
        one for one in record.findChildren(QPushButton) if one.accessibleName() == f"复制{label}"
    )


def copied() -> str:
    return QApplication.clipboard().text()


def test_every_fact_of_a_case_has_its_key(qtbot: QtBot, qingshan: Office) -> None:
    record = CaseRecord(Desk(qingshan.store, qingshan.director), a_case(qingshan))
    qtbot.addWidget(record)
    record.resize(1240, 690)
    with qtbot.waitActive(record):
        record.show()
        record.activateWindow()
    button(record, "申请人").setFocus()
    QTest.keyClick(button(record, "申请人"), Qt.Key.Key_1, ALT)
    assert copied() == "李桂花"
    QTest.keyClick(button(record, "申请人"), Qt.Key.Key_6, ALT)
    assert copied() == "2026-09-21"
    button(record, "办件编号").click()
    assert copied() == "QS-SL-2026-000001"


def test_a_masked_fact_is_copied_only_after_a_reason(qtbot: QtBot, qingshan: Office) -> None:
    """D8: the number leaves the mask through the journal, also by the clipboard."""
    case = a_case(qingshan)
    record = CaseRecord(Desk(qingshan.store, qingshan.director), case)
    qtbot.addWidget(record)
    record.show()
    QApplication.clipboard().setText("")
    button(record, "证件号码").click()
    assert copied() == ""
    dialog = shown(qtbot, FormDialog)
    dialog.form.set_values({"reason": "回录省平台"})
    dialog.submit()
    gone(qtbot, FormDialog)
    qtbot.waitUntil(lambda: not button(record, "证件号码").toolTip())
    button(record, "证件号码").click()
    assert copied() == ID_NUMBER
    with qingshan.work() as work:
        assert [line.action for line in history(work, case)] == ["create", "reveal"]


def test_what_the_case_does_not_have_has_no_key(qingshan: Office) -> None:
    labels = [label for label, _, _ in copied_facts(file_of_case(qingshan, a_case(qingshan)))]
    assert labels == ["申请人", "证件号码", "联系电话", "住址", "事项", "收件日期", "办件编号"]
