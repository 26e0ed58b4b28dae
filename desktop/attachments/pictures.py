"""Decoding scans and photos with Qt, within limits; called off the GUI thread."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QImageIOHandler,
    QImageReader,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtPdf import QPdfDocument

from center.attachments.contents import Media
from center.errors import Refused
from desktop.printing import DPI

THUMBNAIL = QSize(150, 150)
MOST_MEGABYTES = 384
"""What decoding one picture may take: 80 million pixels of four bytes, and a little."""
_FORMATS = {Media.PNG: b"png", Media.JPEG: b"jpeg"}


def decoded(media: Media, data: bytes, within: QSize | None = None) -> QImage:
    """A picture the right way up, no larger than `within`, or the first page of a PDF.

    A null image when it cannot be decoded; what decodes it never guesses another format.
    """
    if media is Media.PDF:
        return _first_page(data, within or THUMBNAIL)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    reader = QImageReader(buffer, QByteArray(_FORMATS[media]))
    reader.setAutoTransform(True)
    if within is not None:
        size, room = reader.size(), within
        if reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90:
            room = within.transposed()
        if size.width() > room.width() or size.height() > room.height():
            reader.setScaledSize(
                size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
            )
    return reader.read()


def _first_page(data: bytes, within: QSize) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    if document.error() != QPdfDocument.Error.None_ or not document.pageCount():
        return QImage()
    points = document.pagePointSize(0).toSize()
    if points.isEmpty():
        return QImage()
    size = points.scaled(within, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    drawn = document.render(0, size)
    page = QImage(size, QImage.Format.Format_RGB32)
    page.fill(0xFFFFFFFF)
    painter = QPainter(page)
    painter.drawImage(0, 0, drawn)
    painter.end()
    document.close()
    return page


def must_be_readable(name: str, media: Media, data: bytes) -> None:
    """Refuse what has the right shape and still cannot be shown."""
    if decoded(media, data, THUMBNAIL).isNull():
        raise Refused(f"“{name}”打不开，可能已损坏，没有添加。请重新扫描或重新传一次。")


def png_of(image: QImage) -> bytes:
    """A picture from the clipboard as the bytes of a PNG file."""
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(made.data())


def sheet_of(image: QImage) -> bytes:
    """A picture on one page of A4, as large as it goes, as a PDF for the printer."""
    made = QByteArray()
    buffer = QBuffer(made)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    wide = image.width() > image.height()
    writer.setPageOrientation(
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    )
    writer.setPageMargins(QMarginsF(10, 10, 10, 10), QPageLayout.Unit.Millimeter)
    painter = QPainter(writer)
    room = QSize(writer.width(), writer.height())
    size = image.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
    left = (room.width() - size.width()) // 2
    painter.drawImage(QRect(QPoint(left, 0), size), image)
    painter.end()
    buffer.close()
    return bytes(made.data())
