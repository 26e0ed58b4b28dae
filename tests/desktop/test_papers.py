"""Papers at the desk: preview without a number, issue, print, void and replace (CASE-23)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from center.cases import steps
from center.cases.records import Case
from center.journal import commit, history
from center.papers import Paper, PaperKind, void_paper
from center.registration import VisitForm, VisitKind, register
from center.rights import Role
from center.settings import set_value
from center.storage import Work
from desktop import printing
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from desktop.notice import Message
from desktop.papers import issue_flow, show_paper, void_flow
from desktop.preview import Preview
from tests.desktop.case_desk import (
    COMMITTED,
    WAIT,
    a_case,
    do,
    frozen_text,
    gone,
    papers,
    shown,
    text_of,
    write,
)
from tests.offices import Office


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Desk]:
    yield Desk(qingshan.store, qingshan.director)
    qingshan.store.listeners.clear()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(1000, 700)
    widget.show()
    return widget


def issued(qtbot: QtBot, desk: Desk, window: QWidget, kind: PaperKind, about: UUID) -> Preview:
    """Issue a paper and leave its window open."""
    issue_flow(desk, window, kind, about)
    dialog = shown(qtbot, Preview)
    with qtbot.waitSignal(dialog.issued, timeout=WAIT):
        QTest.keyClick(dialog.issue_button, Qt.Key.Key_Return)
    return dialog


def close(qtbot: QtBot, dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    gone(qtbot, type(dialog))


def told(qtbot: QtBot) -> str:
    """The sentence of the dialog in sight, which is closed."""
    message = shown(qtbot, Message)
    text = message.label.text()
    QTest.keyClick(message.buttons[0], Qt.Key.Key_Return)
    gone(qtbot, Message)
    return text


def test_preview_has_no_number_and_issue_freezes_one(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """REG-04: the receipt is previewed with a watermark, then numbered and stored for good."""
    case = a_case(qingshan)
    made: list[Paper] = []
    ended: list[bool] = []
    issue_flow(
        desk, window, PaperKind.RECEIPT, case, made.append, closed=lambda: ended.append(True)
    )
    dialog = shown(qtbot, Preview)
    before = text_of(dialog._pdf.content)
    assert "出具时编号" in before
    assert "SJ-2026" not in before
    assert papers(qingshan, case) == []
    with qtbot.waitSignal(dialog.issued, timeout=WAIT):
        QTest.keyClick(dialog.issue_button, Qt.Key.Key_Return)
    assert made[0].number == "QS-SJ-2026-000001"
    assert not ended
    close(qtbot, dialog)
    qtbot.waitUntil(lambda: bool(ended))
    assert "QS-SJ-2026-000001" in frozen_text(qingshan, case)
    assert "李桂花" in frozen_text(qingshan, case)


def test_paper_shows_the_name_in_full_and_the_id_masked(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """D8 on the applicant's own paper."""
    case = a_case(qingshan)
    close(qtbot, issued(qtbot, desk, window, PaperKind.RECEIPT, case))
    text = frozen_text(qingshan, case)
    assert "李桂花" in text
    assert "19650315" not in text
    assert "13800001234" not in text


def test_closed_preview_uses_no_number(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """Numbers are gap-free: a preview that is closed takes none."""
    case = a_case(qingshan)
    issue_flow(desk, window, PaperKind.RECEIPT, case)
    close(qtbot, shown(qtbot, Preview))
    assert papers(qingshan, case) == []
    close(qtbot, issued(qtbot, desk, window, PaperKind.RECEIPT, case))
    assert papers(qingshan, case)[0].number == "QS-SJ-2026-000001"


def test_character_no_font_has_refuses_the_paper_with_a_sentence(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """CASE-23: the character is named, no number is used, `closed` is still called."""
    case = a_case(qingshan, name="李\U0001f600")
    ended: list[bool] = []
    issue_flow(desk, window, PaperKind.RECEIPT, case, closed=lambda: ended.append(True))
    assert "U+1F600" in told(qtbot)
    assert ended == [True]
    assert papers(qingshan, case) == []


def test_missing_fact_is_named_and_no_number_used(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """CASE-23, OPEN-11: without the complaint phone there is no paper."""
    case = a_case(qingshan)
    with qingshan.work() as work:
        set_value(work, "phone_complaint", "")
        commit(work)
    issue_flow(desk, window, PaperKind.RECEIPT, case)
    assert "本镇投诉电话" in told(qtbot)
    assert papers(qingshan, case) == []


def test_paper_of_another_state_is_refused_in_words(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    case = a_case(qingshan)
    issue_flow(desk, window, PaperKind.COMPLETION_NOTICE, case)
    assert "还没有办结" in told(qtbot)


def test_account_without_the_right_is_told_and_sees_no_preview(
    qingshan: Office, window: QWidget, qtbot: QtBot
) -> None:
    case = a_case(qingshan)
    issue_flow(
        Desk(qingshan.store, qingshan.actor(Role.INSPECTOR)), window, PaperKind.RECEIPT, case
    )
    assert "没有“出具文书”的权限" in told(qtbot)
    qingshan.store.listeners.clear()


def test_case_changed_after_the_preview_is_not_issued(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """What was seen is what is issued: a colleague's change in between refuses it."""
    case = a_case(qingshan, received=1)
    issue_flow(desk, window, PaperKind.RECEIPT, case)
    dialog = shown(qtbot, Preview)

    def rename(_work: Work, found: Case) -> None:
        found.name = "李桂华"

    do(qingshan, case, rename)
    QTest.keyClick(dialog.issue_button, Qt.Key.Key_Return)
    assert "没有占用编号" in told(qtbot)
    close(qtbot, dialog)
    assert papers(qingshan, case) == []


def test_one_time_notice_about_a_visit(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """ONCE-01: the item asked about, with all its materials."""
    with qingshan.work() as work:
        form = VisitForm(VisitKind.QUESTION, topic="社会救助", item_code=COMMITTED)
        visit = register(work, form)
        commit(work)
    close(qtbot, issued(qtbot, desk, window, PaperKind.ONE_TIME_NOTICE, visit.id))
    text = frozen_text(qingshan, visit.id)
    assert "临时救助" in text
    assert "QS-GZ-2026-000001" in text
    assert str(visit.number) in text


def test_no_printer_offers_to_save_and_keeps_the_paper(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    """Without a printer a sentence says what to do; the issued paper is saved as it is."""
    assert printing.printers() == []
    case = a_case(qingshan)
    dialog = issued(qtbot, desk, window, PaperKind.RECEIPT, case)
    QTest.keyClick(dialog.print_button, Qt.Key.Key_Return)
    assert "没有找到打印机" in dialog.notice.text
    assert "另存为" in dialog.notice.text
    dialog.save_to(tmp_path / "收件凭证.pdf")
    assert "QS-SJ-2026-000001" in text_of((tmp_path / "收件凭证.pdf").read_bytes())
    close(qtbot, dialog)
    with qingshan.work() as work:
        rows = history(work, papers(qingshan, case)[0].id)
    assert [row.action for row in rows] == ["create", "print"]


def test_printing_is_journalled_with_its_printer(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    case = a_case(qingshan)
    dialog = issued(qtbot, desk, window, PaperKind.RECEIPT, case)
    desk.memory("printers")["receipt"] = {"printer": "一号打印机", "paper": "A4"}
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    with qtbot.waitSignal(dialog.printed, timeout=WAIT):
        dialog.print_on(printer)
    close(qtbot, dialog)
    with qingshan.work() as work:
        rows = history(work, papers(qingshan, case)[0].id)
    assert "一号打印机" in str(rows[-1].payload)


def test_reprint_shows_the_stored_bytes_whatever_became_of_the_case(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """Issued papers are frozen: a reprint is the same paper."""
    case = a_case(qingshan, COMMITTED)
    first = issued(qtbot, desk, window, PaperKind.RECEIPT, case)
    content = first._pdf.content
    close(qtbot, first)
    do(qingshan, case, steps.accept)
    show_paper(desk, window, papers(qingshan, case)[0].id)
    again = shown(qtbot, Preview)
    assert again._pdf.content == content
    assert not again.issue_button.isVisible()
    close(qtbot, again)


def test_voiding_asks_for_a_reason(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    case = a_case(qingshan)
    close(qtbot, issued(qtbot, desk, window, PaperKind.RECEIPT, case))
    paper = papers(qingshan, case)[0]
    void_flow(desk, window, paper.id)
    dialog = shown(qtbot, FormDialog)
    dialog.submit()
    assert dialog.form.problem_shown("reason") == "请填写作废原因"
    write(dialog.form.editor("reason").input, "申请人姓名写错")
    dialog.submit()
    gone(qtbot, FormDialog)
    after = papers(qingshan, case)[0]
    assert (after.valid, after.void_reason) == (False, "申请人姓名写错")


def test_replacement_names_the_paper_it_corrects(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    """更正重出: the first is voided, the second says which it stands for, in one step."""
    case = a_case(qingshan)
    close(qtbot, issued(qtbot, desk, window, PaperKind.RECEIPT, case))
    void_flow(desk, window, papers(qingshan, case)[0].id, replace=True)
    dialog = shown(qtbot, FormDialog)
    write(dialog.form.editor("reason").input, "姓名写错")
    dialog.submit()
    second = shown(qtbot, Preview)
    assert papers(qingshan, case)[0].valid, "a preview voids nothing"
    with qtbot.waitSignal(second.issued, timeout=WAIT):
        QTest.keyClick(second.issue_button, Qt.Key.Key_Return)
    close(qtbot, second)
    old, new = papers(qingshan, case)
    assert (old.valid, new.valid, new.replaces) == (False, True, old.id)
    assert "QS-SJ-2026-000001" in frozen_text(qingshan, case)
    assert "QS-SJ-2026-000002" in frozen_text(qingshan, case)


def test_others_papers_are_voided_only_with_the_right(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    case = a_case(qingshan)
    close(qtbot, issued(qtbot, desk, window, PaperKind.RECEIPT, case))
    clerk = Desk(qingshan.store, qingshan.actor(Role.WINDOW_CLERK))
    void_flow(clerk, window, papers(qingshan, case)[0].id)
    dialog = shown(qtbot, FormDialog)
    write(dialog.form.editor("reason").input, "写错了")
    dialog.submit()
    assert "只有出具人或主任" in dialog.notice.text
    assert dialog.form.text("reason") == "写错了"
    dialog.reject()
    gone(qtbot, FormDialog)
    assert papers(qingshan, case)[0].valid


def test_paper_voided_meanwhile_is_told_and_not_replaced(
    qingshan: Office, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    case = a_case(qingshan)
    close(qtbot, issued(qtbot, desk, window, PaperKind.RECEIPT, case))
    paper = papers(qingshan, case)[0]
    void_flow(desk, window, paper.id, replace=True)
    dialog = shown(qtbot, FormDialog)
    write(dialog.form.editor("reason").input, "姓名写错")
    dialog.submit()
    second = shown(qtbot, Preview)
    with qingshan.work() as work:
        void_paper(work, work.session.get_one(Paper, paper.id), "同事已作废")
        commit(work)
    QTest.keyClick(second.issue_button, Qt.Key.Key_Return)
    assert "已经作废" in told(qtbot)
    close(qtbot, second)
    assert len(papers(qingshan, case)) == 1
