"""Batches of papers: each its own transaction, stopped without loss, failures by row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.cases import steps
from center.cases.listing import CaseFilter
from center.errors import Expected, NotAllowed
from center.journal import history
from center.papers import PaperKind
from center.rights import Actor, Role
from desktop import tasks
from desktop.cases.bulk import (
    FILED,
    MOST,
    Batch,
    chosen_cases,
    file_papers,
    issue_many,
    papers_of_cases,
)
from desktop.cases.bulk_dialog import BatchDialog
from desktop.cases.page import CasesPage
from desktop.desk import Desk
from desktop.form_dialog import FormDialog
from tests.desktop.case_desk import COMMITTED, WAIT, a_case, do, papers, shown
from tests.offices import Office

RECEIPT = PaperKind.RECEIPT


@pytest.fixture(autouse=True)
def listeners(qingshan: Office) -> Iterator[None]:
    yield
    qingshan.store.listeners.clear()


@pytest.fixture
def desk(qingshan: Office) -> Desk:
    return Desk(qingshan.store, qingshan.director)


def cases(office: Office, count: int) -> list[UUID]:
    return [a_case(office, COMMITTED, f"李桂{n}") for n in range(count)]


def silent(_done: int, _total: int, _words: str) -> None:
    """Nobody watches."""


def never() -> bool:
    return False


def batch_of(desk: Desk, found: list[UUID]) -> Batch:
    return issue_many(desk, RECEIPT, found, silent, never)


def printed(office: Office, paper: UUID) -> list[str]:
    with office.store.read(office.director) as work:
        return [row.payload or "" for row in history(work, paper) if row.action == "print"]


def test_each_case_gets_its_own_number(qingshan: Office, desk: Desk) -> None:
    """Gap-free numbers in the order of the list; what was issued before is only printed again."""
    found = cases(qingshan, 4)
    first = batch_of(desk, found[:2])
    assert (first.fresh, len(first.papers), first.failures) == (2, 2, [])
    again = batch_of(desk, found)
    assert (again.fresh, len(again.papers)) == (2, 4)
    assert again.papers[:2] == first.papers
    numbers = [papers(qingshan, case)[0].number or "" for case in found]
    assert [int(number[-6:]) for number in numbers] == [1, 2, 3, 4]
    assert again.words == "新出具 2 份，以前出具、可以重印 2 份。"


def test_stopping_keeps_what_was_issued(qingshan: Office, desk: Desk) -> None:
    found = cases(qingshan, 4)
    told: list[int] = []

    def watch(done: int, _total: int, _words: str) -> None:
        told.append(done)

    batch = issue_many(desk, RECEIPT, found, watch, lambda: len(told) == 2)
    assert (batch.fresh, batch.left) == (2, 2)
    assert [len(papers(qingshan, case)) for case in found] == [1, 1, 0, 0]
    assert "取消时还有 2 件没有处理，已出具的都保留" in batch.words


def test_a_case_that_calls_for_no_such_paper_is_listed(qingshan: Office, desk: Desk) -> None:
    """The others get theirs; the reason is the one the case's own page tells."""
    found = cases(qingshan, 3)
    do(qingshan, found[1], lambda work, case: steps.give_back(work, case, "材料不符"))
    batch = batch_of(desk, found)
    assert batch.fresh == 2
    (failure,) = batch.failures
    assert (failure.case, failure.name) == (found[1], "李桂1")
    assert "已退件" in failure.why


def test_a_character_no_font_has_costs_only_that_paper(qingshan: Office, desk: Desk) -> None:
    """No number is used for it, and the next case gets its own."""
    found = [a_case(qingshan, COMMITTED, name) for name in ("李一", "李\U0002fa1f", "李三")]
    batch = batch_of(desk, found)
    assert batch.fresh == 2
    assert [failure.case for failure in batch.failures] == [found[1]]
    assert papers(qingshan, found[1]) == []
    assert (papers(qingshan, found[2])[0].number or "").endswith("000002")


def test_a_batch_is_what_the_list_shows_or_what_is_selected(qingshan: Office, desk: Desk) -> None:
    found = cases(qingshan, 3)
    shown_all = chosen_cases(desk, CaseFilter(), [], "number", descending=True)
    assert shown_all == found[::-1]
    assert chosen_cases(desk, CaseFilter(), found[:2], "number", descending=True) == found[:2]
    with pytest.raises(Expected, match="列表里没有办件"):
        chosen_cases(desk, CaseFilter(window="没有"), [], "number", descending=False)
    with pytest.raises(Expected, match=f"一次最多 {MOST:,} 件"):
        chosen_cases(desk, CaseFilter(), found * MOST, "number", descending=False)


def test_who_may_not_issue_starts_no_batch(qingshan: Office) -> None:
    keeper: Actor = qingshan.actor(Role.ATTENDANCE_KEEPER)
    with pytest.raises(NotAllowed):
        issue_many(Desk(qingshan.store, keeper), RECEIPT, cases(qingshan, 1), silent, never)


def test_papers_go_into_a_folder_and_that_is_journalled(
    qingshan: Office, desk: Desk, tmp_path: Path
) -> None:
    found = cases(qingshan, 2)
    batch = batch_of(desk, found)
    everything = papers_of_cases(desk, found)
    assert everything == batch.papers
    assert file_papers(desk, everything, tmp_path, silent, never) == 2
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert names == [
        "收件凭证 QS-SJ-2026-000001 李桂0.pdf",
        "收件凭证 QS-SJ-2026-000002 李桂1.pdf",
    ]
    assert all(FILED in printed(qingshan, paper)[0] for paper in batch.papers)
    with pytest.raises(Expected, match="文书都在程序里"):
        file_papers(desk, everything, tmp_path / "没有", silent, never)


def test_a_batch_from_the_list_to_one_print_job(
    qtbot: QtBot, qingshan: Office, desk: Desk, tmp_path: Path
) -> None:
    """Chosen, issued, printed as one job, and journalled paper by paper."""
    found = cases(qingshan, 3)
    do(qingshan, found[0], lambda work, case: steps.give_back(work, case, "材料不符"))
    page = CasesPage(desk)
    qtbot.addWidget(page)
    page.resize(1226, 660)
    page.show()
    page.listing.show_quick("all")
    actions = {action.text(): action for action in page.batch.menu().actions()}
    actions["出具或重印一种文书…"].trigger()
    form = shown(qtbot, FormDialog)
    form.form.set_values({"kind": RECEIPT.value})
    QTest.mouseClick(form.ok, Qt.MouseButton.LeftButton)
    dialog = shown(qtbot, BatchDialog)
    assert dialog.list.text(0, "why").startswith("这件已退件")
    assert dialog.print_button.text() == "打印全部 2 份"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "all.pdf"))
    dialog.print_on(printer)
    qtbot.waitUntil(dialog.print_button.isEnabled, timeout=WAIT)
    document = QPdfDocument()
    document.load(str(tmp_path / "all.pdf"))
    assert document.pageCount() == 2
    assert all(len(printed(qingshan, papers(qingshan, c)[0].id)) == 1 for c in found[1:])
    dialog.save_to(tmp_path)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    assert len(list(tmp_path.glob("收件凭证*.pdf"))) == 2
    QTest.mouseClick(dialog.close_button, Qt.MouseButton.LeftButton)
    dialog.deleteLater()


def test_all_papers_of_the_list_go_into_a_folder(
    qtbot: QtBot, qingshan: Office, desk: Desk, tmp_path: Path
) -> None:
    batch_of(desk, cases(qingshan, 2))
    page = CasesPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.papers_to(tmp_path)
    qtbot.waitUntil(lambda: not tasks.busy(), timeout=WAIT)
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert "已写入 2 份文书" in page.listing.notice.label.text()
