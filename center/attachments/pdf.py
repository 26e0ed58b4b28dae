"""Whether a PDF is whole, without a password, and small when unpacked. Pure, no PDF library.

A PDF may hold megabytes that unpack to gigabytes and pictures of absurd size; whoever opens it
pays. So every packed stream is unpacked here first, in small bites and only up to a limit.
"""

from __future__ import annotations

import re
import zlib

MOST_UNPACKED = 256 << 20
"""Bytes that all streams together may unpack to: a scan of 200 pages has less."""
DEEPEST = 3
"""How many times a stream may be packed into itself."""
_BITE = 1 << 20
_MOST_STREAMS = 20_000
_LOOKED_AT = 8 << 20
"""Bytes of a stream that are searched for objects, or for another stream packed into it."""
_TAIL = 2048

_STREAM = re.compile(rb"stream\r?\n")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT = re.compile(
    rb"/Type\s*/Pages\b[^<>]{0,8192}?/Count\s+(\d{1,9})"
    rb"|/Count\s+(\d{1,9})[^<>]{0,8192}?/Type\s*/Pages\b"
)
_ENCRYPT = re.compile(rb"/Encrypt\b")
_SIDE = re.compile(rb"/(Width|Height)\s+(\d{1,9})")
_DICTIONARY = 4096
"""Bytes before a stream in which its dictionary is looked for."""

WORDS = {
    "cut": "不完整或已损坏，没有添加。请重新扫描或重新传一次。",
    "locked": "有密码，没有添加。请去掉密码后另存一份再添加。",
    "bomb": "展开后过大，可能是恶意文件，没有添加。请打印出来重新扫描。",
    "pixels": "里有一张过大的图片，没有添加。请降低扫描分辨率。",
}


class _TooMuch(Exception):
    """More came out of the streams than any scan holds."""


def pdf_problem(data: bytes, most_pages: int, most_pixels: int) -> tuple[int, str]:
    """How many pages a PDF has, and what is wrong with it in words (empty: nothing)."""
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        return 0, WORDS["cut"]
    if _ENCRYPT.search(data):
        return 0, WORDS["locked"]
    left, pages = MOST_UNPACKED, len(_PAGE.findall(data))
    told = _told(data)
    for number, match in enumerate(_STREAM.finditer(data)):
        if number > 2 * _MOST_STREAMS:
            return 0, WORDS["bomb"]
        if match.start() >= 3 and data[match.start() - 3 : match.start()] == b"end":
            continue
        before = data[max(0, match.start() - _DICTIONARY) : match.start()]
        before = before[before.rfind(b"endstream") + 1 :]
        if _pixels(before[before.rfind(b" obj") + 1 :]) > most_pixels:
            return 0, WORDS["pixels"]
        objects = b"/ObjStm" in before
        try:
            found, left = _unpacked(data, match.end(), left, keep=objects)
        except _TooMuch:
            return 0, WORDS["bomb"]
        if objects:
            pages += len(_PAGE.findall(found))
            told += _told(found)
    if not pages:
        return 0, WORDS["cut"]
    # A page tree may name one page a million times: the larger number is the one to believe.
    pages = max(pages, *told) if told else pages
    if pages > most_pages:
        return 0, f"有 {pages} 页，超过 {most_pages} 页的限制，没有添加。请分成几个文件。"
    return pages, ""


def _told(data: bytes) -> list[int]:
    """What the nodes of the page tree say they hold."""
    return [int(first or second) for first, second in _COUNT.findall(data)]


def _pixels(dictionary: bytes) -> int:
    sides = {name: int(value) for name, value in _SIDE.findall(dictionary)}
    return sides.get(b"Width", 0) * sides.get(b"Height", 0)


def _unpacked(
    data: bytes, start: int, left: int, depth: int = 1, *, keep: bool = False
) -> tuple[bytes, int]:
    """What a stream unpacks to (only with `keep`, else nothing), and what is left of the limit."""
    if data[start : start + 1] not in (b"\x78", b"\x48", b"\x58", b"\x68", b"\x18", b"\x08"):
        return b"", left
    packed, place, found = zlib.decompressobj(), start, bytearray()
    head = b""
    try:
        while not packed.eof and (packed.unconsumed_tail or place < len(data)):
            waiting = packed.unconsumed_tail or data[place : place + _BITE]
            if not packed.unconsumed_tail:
                place += len(waiting)
            out = packed.decompress(waiting, _BITE)
            left -= len(out)
            if left < 0:
                raise _TooMuch
            head = head or out[:1]
            if (keep or head == b"\x78") and len(found) < _LOOKED_AT:
                found += out
    except zlib.error:
        # Damaged or no such stream: whoever shows the file shows it as far as it goes.
        return bytes(found), left
    if head == b"\x78" and depth >= DEEPEST:
        raise _TooMuch
    if head == b"\x78":
        _, left = _unpacked(bytes(found), 0, left, depth + 1)
    return bytes(found) if keep else b"", left
