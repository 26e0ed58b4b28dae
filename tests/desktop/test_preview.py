"""Preview, issue, print, save; no printer never means a silent file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pdfplumber
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.pdfgen.canvas import Canvas

from center.errors import Expected
from desktop import printing
from desktop.notice import Message
from desktop.preview import Preview
from desktop.printing import NO_PRINTER, Pdf


def paper(words: str, size: tuple[float, float] = A4, pages: int = 1) -> bytes:
    """A PDF with a filled red square 72 points wide at the top left."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    for number in range(pages):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, size[1] - 72, 72, 72, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(100, 100, f"{words} {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


Make = Callable[..., Preview]


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    """Opens a preview over a window that lives as long as the test."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def opened(content: bytes | None = None, issue: Callable[[], bytes] | None = None) -> Preview:
        pdf = content or paper("x")
        dialog = Preview(parent, "受理通知书", "acceptance_notice", pdf, {}, issue=issue)
        dialog.open()
        return dialog

    yield opened
    for dialog in parent.findChildren(Preview):
        dialog.close()


def file_printer(path: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def test_a_draft_is_issued_before_it_can_be_printed_or_saved(qtbot: QtBot, make: Make) -> None:
    dialog = make(paper("draft"), issue=lambda: paper("QS-SZ-2026-000001", pages=2))
    assert "尚未出具" in dialog.state.text()
    assert not dialog.print_button.isEnabled()
    assert not dialog.save_button.isEnabled()
    with qtbot.waitSignal(dialog.issued):
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.state.text() == "已出具　共 2 页"
    assert not dialog.issue_button.isVisible()
    assert dialog.print_button.isEnabled()
    assert dialog.print_button.isDefault(), "the next Enter prints"


def test_a_failed_issue_leaves_the_draft(qtbot: QtBot, make: Make) -> None:
    def issue() -> bytes:
        raise Expected("磁盘已满，没有出具，编号没有用掉。")

    dialog = make(issue=issue)
    dialog.issue_now()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(Message)))
    dialog.findChildren(Message)[-1].close()
    assert "尚未出具" in dialog.state.text()
    assert dialog.issue_button.isEnabled()


def test_without_a_printer_the_clerk_is_told_and_offered_a_file(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """facts/print.md: Qt would silently print into a PDF."""
    monkeypatch.setattr(printing, "printers", list)
    dialog = make()
    QTest.mouseClick(dialog.print_button, Qt.MouseButton.LeftButton)
    assert dialog.notice.text == NO_PRINTER
    assert "另存" in dialog.notice.text
    assert dialog.save_button.isEnabled()


@pytest.mark.parametrize("size", [A4, A5, landscape(A4)], ids=["A4", "A5", "landscape"])
def test_pages_are_printed_true_to_size(
    qtbot: QtBot, make: Make, tmp_path: Path, size: tuple[float, float]
) -> None:
    dialog = make(paper("x", size, pages=3))
    printer = file_printer(tmp_path / "out.pdf")
    printing.prepare(printer, Pdf(paper("x", size)))
    with qtbot.waitSignal(dialog.printed):
        dialog.print_on(printer)
    with pdfplumber.open(tmp_path / "out.pdf") as printed:
        assert len(printed.pages) == 3
        page = printed.pages[0]
        assert page.width == pytest.approx(size[0], abs=2)
        assert page.height == pytest.approx(size[1], abs=2)
        picture = page.images[0]
        assert float(str(picture["width"])) == pytest.approx(size[0], abs=2), (
            "no margins, no shrinking"
        )
        pixels = picture["srcsize"]
        assert isinstance(pixels, tuple)
        assert pixels[0] == pytest.approx(size[0] / 72 * 300, abs=2), "300 dpi"


@pytest.mark.usefixtures("qapp")
def test_a_page_larger_than_the_sheet_is_made_smaller(tmp_path: Path) -> None:
    printer = file_printer(tmp_path / "out.pdf")
    pdf = Pdf(paper("x", A4))
    printing.prepare(printer, pdf, paper="A5")
    assert printer.pageLayout().pageSize().id() == QPageSize.PageSizeId.A5
    assert list(printing.draw_pages(pdf, printer, color=False)) == [1]
    with pdfplumber.open(tmp_path / "out.pdf") as printed:
        assert float(str(printed.pages[0].images[0]["width"])) <= A5[0] + 2


@pytest.mark.usefixtures("qapp")
def test_grey_unless_the_paper_has_a_red_head() -> None:
    pdf = Pdf(paper("x"))
    grey = printing.page_image(pdf, 0, 72, color=False)
    red = printing.page_image(pdf, 0, 72, color=True)
    assert red.pixelColor(20, 20).name() == "#ff0000"
    assert grey.isGrayscale()
    assert red.pixelColor(300, 300).name() == "#ffffff", "the ground is white"


@pytest.mark.usefixtures("qapp")
def test_a_damaged_file_is_told_in_a_sentence() -> None:
    with pytest.raises(Expected, match="已损坏"):
        Pdf(b"%PDF-1.4 garbage")


def test_saving_writes_the_frozen_bytes(make: Make, tmp_path: Path) -> None:
    content = paper("frozen")
    dialog = make(content)
    dialog.save_to(tmp_path / "受理通知书.pdf")
    assert (tmp_path / "受理通知书.pdf").read_bytes() == content
    assert "已保存" in dialog.notice.text


def test_a_disk_that_does_not_take_the_file_is_told(make: Make, tmp_path: Path) -> None:
    dialog = make()
    dialog.save_to(tmp_path / "gone" / "x.pdf")
    assert dialog.notice.text.startswith("没有保存到")
    assert "文书仍在程序里" in dialog.notice.text
    assert not (tmp_path / "gone").exists()
