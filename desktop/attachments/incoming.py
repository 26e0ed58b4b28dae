"""What comes in: files dropped, chosen or pasted, checked and kept off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from center.attachments.contents import examined
from center.attachments.keeping import attach, limits
from center.errors import Expected, Refused
from center.journal import commit
from center.records import Record
from center.storage import Work
from desktop import tasks
from desktop.attachments.pictures import must_be_readable, png_of
from desktop.dates import show_moment
from desktop.desk import Desk

Given = tuple[str, Callable[[], bytes]]
"""A name and how to get the bytes, called off the GUI thread."""


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding several files: how many are kept, what is wrong with the others."""

    kept: int
    refused: tuple[str, ...]


def keep(
    desk: Desk,
    open_about: Callable[[Work], Record],
    given: Sequence[Given],
    progress: tasks.Progress,
    cancelled: tasks.Cancelled,
) -> Added:
    """Keep each file in a commit of its own, so that a bad one holds no other back."""
    kept, refused = 0, []
    for number, (name, read) in enumerate(given):
        if cancelled():
            break
        progress(number, len(given), name)
        try:
            data = read()
            # Decoded once before anything is stored: a scan nobody can open is no scan.
            bare = examined(name, data, limits(desk.settings))
            must_be_readable(name, bare.media, bare.data)
            with desk.work() as work:
                attach(work, open_about(work), name, data)
                commit(work)
            kept += 1
        except Expected as error:
            refused.append(error.sentence)
    return Added(kept, tuple(refused))


def from_mime(mime: QMimeData | None, desk: Desk) -> list[Given]:
    """The files dropped or pasted, else the picture; nothing from an empty clipboard."""
    if mime is None:
        return []
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return [from_file(path, desk) for path in paths]
    image = mime.imageData() if mime.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        name = f"粘贴的图片 {show_moment(desk.now())}.png"
        return [(name, lambda: png_of(image))]
    return []


def from_file(path: Path, desk: Desk) -> Given:
    """A file of this computer, read later and never beyond the limit."""
    most = limits(desk.settings).size

    def read() -> bytes:
        try:
            with path.open("rb") as file:
                # One byte more than is taken, so that too large a file is known as such.
                return file.read(most + 1)
        except OSError as error:
            raise Refused(
                f"“{path.name}”读不出来，没有添加。请检查文件是否还在、是否正被打开。", str(error)
            ) from error

    return path.name, read
