"""Paper: asking for a printer, remembering it per form, and drawing PDF pages on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from center.errors import Expected

DPI = 300
_POINTS = 72
NO_PRINTER = "没有找到打印机，没有打印，内容都还在。请接好打印机后再打印，或先另存为 PDF。"
NO_ANSWER = "打印机没有响应，没有打印，内容都还在。请检查打印机的电源、连线和纸张后再打印。"
DAMAGED = "这份文书的文件已损坏，无法显示。请不要打印，并联系维护人员。"


class Pdf:
    """A PDF in memory, open as long as this object lives. Raises `Expected` if it is damaged."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(content))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document = QPdfDocument()
        self.document.load(self._buffer)
        if self.document.error() != QPdfDocument.Error.None_ or not self.document.pageCount():
            raise Expected(DAMAGED, str(self.document.error()))

    def page_size(self, number: int = 0) -> QPageSize:
        """The paper of a page, upright: A4 and A5 by their names."""
        points = self.document.pagePointSize(number)
        if points.width() > points.height():
            points = points.transposed()
        return QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)


def printers() -> list[str]:
    """Names of the printers of this computer."""
    return list(QPrinterInfo.availablePrinterNames())


def ask_printer(
    parent: QWidget, form: str, memory: MutableMapping[str, object], pdf: Pdf
) -> QPrinter | None:
    """Show the print dialog, opened at the printer used last for this form; None if cancelled.

    Raises `Expected` when there is no printer: Qt would silently print into a file.
    """
    names = printers()
    if not names:
        raise Expected(NO_PRINTER)
    kept = memory.get(form)
    last = kept if isinstance(kept, dict) else {}
    name = last.get("printer")
    info = QPrinterInfo.printerInfo(name) if name in names else QPrinterInfo.defaultPrinter()
    if info.isNull():
        info = QPrinterInfo.printerInfo(names[0])
    printer = QPrinter(info, QPrinter.PrinterMode.HighResolution)
    prepare(printer, pdf, str(last.get("paper", "")))
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("打印")
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintToFile, False)
    dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange, True)
    dialog.setMinMax(1, pdf.document.pageCount())
    accepted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.deleteLater()
    if not accepted:
        return None
    if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat:
        raise Expected(NO_PRINTER)
    paper = printer.pageLayout().pageSize().key()
    memory[form] = {"printer": printer.printerName(), "paper": paper}
    return printer


def prepare(printer: QPrinter, pdf: Pdf, paper: str = "") -> None:
    """Set resolution and paper: `paper` (a key such as `A4`), else the size of the PDF."""
    printer.setResolution(DPI)
    size = pdf.page_size()
    for known in (QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.A3):
        if QPageSize.key(known) == paper:
            size = QPageSize(known)
    points = pdf.document.pagePointSize(0)
    wide = points.width() > points.height()
    printer.setPageSize(size)
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    )
    # The papers bring their own margins; the printer's would shift the seal.
    printer.setFullPage(True)


def draw_pages(pdf: Pdf, printer: QPrinter, *, color: bool) -> Iterator[int]:
    """Draw the pages asked for, one for each step of the iterator, which gives their number.

    Grey unless `color` (papers with a red head). Raises `Expected` when the printer does not
    answer. Stopping early ends the print job after the pages already drawn.
    """
    count = pdf.document.pageCount()
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or count, count)
    painter = QPainter()
    if not painter.begin(printer):
        raise Expected(NO_ANSWER)
    try:
        for number in range(first - 1, last):
            if number >= first and not printer.newPage():
                raise Expected(NO_ANSWER)
            points = pdf.document.pagePointSize(number)
            image = page_image(pdf, number, DPI, color=color)
            sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
            painter.drawImage(_place(points, sheet, printer.resolution()), image)
            yield number + 1
    finally:
        painter.end()


def draw_all(contents: Iterable[bytes], printer: QPrinter, *, color: bool) -> Iterator[int]:
    """Draw many papers as one print job; each step of the iterator gives how many are done.

    Raises `Expected` as `draw_pages`. Stopping early ends the job after the papers already drawn.
    """
    painter, begun = QPainter(), False
    try:
        for done, content in enumerate(contents, 1):
            pdf = Pdf(content)
            if not begun:
                prepare(printer, pdf)
                if not painter.begin(printer):
                    raise Expected(NO_ANSWER)
            for number in range(pdf.document.pageCount()):
                if (begun or number) and not printer.newPage():
                    raise Expected(NO_ANSWER)
                image = page_image(pdf, number, DPI, color=color)
                sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
                points = pdf.document.pagePointSize(number)
                painter.drawImage(_place(points, sheet, printer.resolution()), image)
            begun = True
            yield done
    finally:
        if painter.isActive():
            painter.end()


def page_image(pdf: Pdf, number: int, dpi: int, *, color: bool) -> QImage:
    """A page as a picture on white."""
    points = pdf.document.pagePointSize(number)
    size = QSize(round(points.width() * dpi / _POINTS), round(points.height() * dpi / _POINTS))
    drawn = pdf.document.render(number, size)
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFFFF)
    painter = QPainter(picture)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return picture if color else picture.convertToFormat(QImage.Format.Format_Grayscale8)


def _place(points: QSizeF, sheet: QRectF, resolution: int) -> QRectF:
    """Where a page goes on a sheet: true to size at the top left, smaller only if it must."""
    size = points * (resolution / _POINTS)
    shrink = min(1.0, sheet.width() / size.width(), sheet.height() / size.height())
    if shrink > 0.98:  # the rounding of paper sizes is no reason to blur the print
        shrink = 1.0
    return QRectF(sheet.topLeft(), size * shrink)
