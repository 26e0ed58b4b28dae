"""What a workbook may be before any library opens it: sizes, members, and what its XML holds.

openpyxl took 1 GB for a crafted file of half a megabyte; everything here is found out by streaming
and costs a few kilobytes.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from center.errors import Expected

MAX_FILE = 20 * 2**20
MAX_UNPACKED = 100 * 2**20
MAX_RATIO = 120
RATIO_FROM = 2**20
MAX_MEMBERS = 2000
MAX_DIRECTORY = 2**20
MAX_TAGS = 8_000_000
MAX_TAGS_PER_ROW = 200_000
MAX_RUN = 400_000  # bytes of one text: Excel's 32,767 characters, however they are spelled
CHUNK = 2**18

_END, _END64 = b"PK\x05\x06", b"PK\x06\x07"
_ROW = re.compile(rb"<(?:\w{1,20}:)?(?:row|si)\b")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{0,40})")
_UNCOUNTED = re.compile(
    rb"</(?:\w{1,20}:)?f>\s*(?:<(?:\w{1,20}:)?v\s*/>|<(?:\w{1,20}:)?v></(?:\w{1,20}:)?v>)?\s*"
    rb"</(?:\w{1,20}:)?c>"
)


class Hostile(Expected):
    """A file that is refused unread."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"这个表格没有打开：{why}。请用表格软件打开，只留下要导入的表，另存为新的 .xlsx 再试。",
            why,
        )


def check_zip(data: bytes) -> bool:
    """Refuse (`Hostile`) a zip that is too much; whether a formula in it has no stored result."""
    _check_directory(data)
    uncounted = False
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
            for member in archive.infolist():
                with archive.open(member) as file:
                    found = _check_content(file, member.filename)
                uncounted = uncounted or found
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise Hostile("文件已损坏或被改动过") from error
    return uncounted


def _check_directory(data: bytes) -> None:
    """The list of members is read whole by every library, so its size is looked at first."""
    end = data.rfind(_END, max(0, len(data) - 65_557))
    if end < 0 or end + 22 > len(data):
        raise Hostile("文件不完整")
    members, size = struct.unpack_from("<HI", data, end + 10)
    if members > MAX_MEMBERS or size > MAX_DIRECTORY or data[end - 20 : end - 16] == _END64:
        raise Hostile("文件内的部分太多")


def _check_members(members: list[ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS or len({m.filename for m in members}) < len(members):
        raise Hostile("文件内的部分太多或重名")
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Hostile("展开后超过 100 MB")
    for member in members:
        if member.flag_bits & 1:
            raise Hostile("文件加了密码")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Hostile("压缩方式不对")
        if stat.S_ISLNK(member.external_attr >> 16) or not _inside(member.filename):
            raise Hostile("文件内有指向外面的路径")
        packed = max(1, member.compress_size)
        if member.file_size > RATIO_FROM and member.file_size / packed > MAX_RATIO:
            raise Hostile("压缩得异常，展开后会占满内存")


def _inside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name


def _check_content(file: IO[bytes], name: str) -> bool:
    """Look through a member that a parser could take for XML, whatever its name is."""
    first = file.read(CHUNK)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or {0, ord("<")} <= set(first[:4]):
        raise Hostile("文字编码不对")
    bare = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare.startswith(b"<"):
        if name.lower().endswith((".xml", ".rels")) and bare:
            raise Hostile("文件已损坏或被改动过")
        return False
    declared = _DECLARED.match(bare)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise Hostile("文字编码不对")
    watch = _Watch()
    uncounted = False
    for chunk in _chunks(first, file):
        uncounted = watch.look(chunk) or uncounted
    return uncounted and name.startswith("xl/worksheets/")


def _chunks(first: bytes, file: IO[bytes]) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = file.read(CHUNK)


class _Watch:
    """Counts what would fill a parser's memory: tags, tags of one row, the longest text."""

    def __init__(self) -> None:
        self._tags = self._row = self._run = 0
        self._tail = b""

    def look(self, chunk: bytes) -> bool:
        """Refuse a chunk that is too much; whether it holds a formula without a result."""
        joined = self._tail + chunk
        self._tail = joined[-100:]
        if b"\0" in chunk:
            raise Hostile("文字编码不对")
        if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
            raise Hostile("含有实体声明")
        texts = chunk.split(b"<")
        self._tags += len(texts) - 1
        longest = max(self._run + len(texts[0]), *map(len, texts))
        self._run = len(texts[-1]) + (self._run if len(texts) == 1 else 0)
        rows = [part.count(b"<") for part in _ROW.split(chunk)]
        most = max(self._row + rows[0], *rows)
        self._row = rows[-1] + (self._row if len(rows) == 1 else 0)
        if longest > MAX_RUN:
            raise Hostile("有一格的文字太长")
        if self._tags > MAX_TAGS or most > MAX_TAGS_PER_ROW:
            raise Hostile("内容太多")
        return bool(_UNCOUNTED.search(joined))
