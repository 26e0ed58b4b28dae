"""Workbooks as offices and attackers make them: .xlsx, the old .xls byte by byte, crafted zips."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]


def xlsx(
    path: Path,
    rows: Rows,
    *,
    sheet: str = "办件",
    merged: Sequence[str] = (),
    hidden: Mapping[str, Rows] | None = None,
) -> Path:
    """A workbook of one visible sheet; ID numbers given as text are cells of text."""
    book = Workbook()
    first: Any = book.active
    first.title = sheet
    for row in rows:
        first.append(list(row))
    for span in merged:
        first.merge_cells(span)
    for name, more in (hidden or {}).items():
        other = book.create_sheet(name)
        other.sheet_state = "hidden"
        for row in more:
            other.append(list(row))
    book.save(path)
    return path


def tampered(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A workbook with the content of its members changed (None: member left out)."""
    made = io.BytesIO()
    with ZipFile(path) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    path.write_bytes(made.getvalue())
    return path


def with_members(path: Path, *members: tuple[str | ZipInfo, bytes]) -> Path:
    """A workbook with further members."""
    with ZipFile(path, "a", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content, ZIP_DEFLATED)
    return path


def xls(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """An Excel 97 workbook: BIFF8 records in a compound file, no sector to spare."""
    globals_ = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x5, 0, 1997, 0, 6))
    globals_ += _record(0x42, struct.pack("<H", 1200))
    for number_format in (0, 14):  # as it is; a date
        globals_ += _record(0xE0, struct.pack("<HHH14x", 0, number_format, 0))
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [_short(name) for name in sheets]
    offset = len(globals_) + sum(4 + 6 + len(name) for name in names) + 4
    for name, title, body in zip(names, sheets, bodies, strict=True):
        globals_ += _record(0x85, struct.pack("<IBB", offset, title in hidden, 0) + name)
        offset += len(body)
    stream = globals_ + _record(0x0A, b"") + b"".join(bodies)
    path.write_bytes(_compound(stream))
    return path


def _record(code: int, content: bytes) -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _sheet(rows: Rows) -> bytes:
    made = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 1997, 0, 6))
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            match value:
                case None:
                    continue
                case date():
                    days = float((date(value.year, value.month, value.day) - EPOCH).days)
                    made += _record(0x203, struct.pack("<HHHd", place, column, 1, days))
                case int() | float():
                    made += _record(0x203, struct.pack("<HHHd", place, column, 0, float(value)))
                case _:
                    text = str(value).encode("utf-16-le")
                    head = struct.pack("<HHHHB", place, column, 0, len(text) // 2, 1)
                    made += _record(0x204, head + text)
    return made + _record(0x0A, b"")


EPOCH = date(1899, 12, 30)
_FREE, _LAST, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat = [_FAT, _LAST, *range(3, 2 + sectors), _LAST]
    fat += [_FREE] * (128 - len(fat))
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        _LAST,
        0,
        _LAST,
        0,
    ) + struct.pack("<109I", 0, *[_FREE] * 108)
    root = _entry("Root Entry", 5, 1, _LAST, 0)
    book = _entry("Workbook", 2, _FREE, 2, len(stream))
    return header + struct.pack("<128I", *fat) + root + book + bytes(256) + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIQ", spelled, len(spelled), kind, 1, _FREE, _FREE, child, start, size
    )
