"""What a file is by its content, whether it is whole and harmless, and its bare picture.

Pure, and without an image library: only headers and lengths are read here, so that a hostile file
is refused before anything decodes it. A picture is rebuilt from its known parts: place, camera and
time (EXIF, GPS), thumbnails, comments and whatever hangs behind its end are left out. Of a photo's
EXIF only the orientation stays, else it would lie on its side.
"""

from __future__ import annotations

import enum
import re
import struct
import zlib
from dataclasses import dataclass

from center.attachments.pdf import pdf_problem
from center.errors import Refused

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
JPEG_HEAD = b"\xff\xd8\xff"
PDF_HEAD = b"%PDF-"
LONGEST_SIDE = 30_000
"""Pixels; no scanner of an office makes more."""


class Media(enum.StrEnum):
    """The kinds of file that are taken."""

    PNG = "PNG"
    JPEG = "JPEG"
    PDF = "PDF"

    @property
    def suffix(self) -> str:
        """The ending of a saved copy."""
        return ".jpg" if self is Media.JPEG else f".{self.value.lower()}"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one file may have: bytes, pixels of a picture, pages of a PDF."""

    size: int
    pixels: int
    pages: int


@dataclass(frozen=True, slots=True)
class Content:
    """A file that may be kept: its kind, bare bytes, pixels (0 for a PDF) and pages."""

    media: Media
    data: bytes
    width: int = 0
    height: int = 0
    pages: int = 1


def examined(name: str, data: bytes, limits: Limits) -> Content:
    """The content of a file that may be kept.

    Raises `Refused` with one sentence that names the file: too large, of another kind than PNG,
    JPEG and PDF, cut off, damaged, with a password, or made to blow up.
    """
    said = f"“{name}”"
    if not data:
        raise Refused(f"{said}是空文件，没有添加。请重新扫描或选择文件。")
    if len(data) > limits.size:
        raise Refused(
            f"{said}有 {len(data) / (1 << 20):.1f} MB，超过每个文件 {limits.size >> 20} MB 的限制，"
            "没有添加。请降低扫描分辨率，或分成几个文件。"
        )
    if data.startswith(PDF_HEAD):
        pages, problem = pdf_problem(data, limits.pages, limits.pixels)
        if problem:
            raise Refused(f"{said}{problem}")
        return Content(Media.PDF, data, pages=pages)
    if data.startswith(PNG_HEAD):
        media, bare = Media.PNG, _bare_png(data)
    elif data.startswith(JPEG_HEAD):
        media, bare = Media.JPEG, _bare_jpeg(data)
    else:
        raise Refused(
            f"{said}的内容不是 PNG、JPEG 图片或 PDF，没有添加（文件名的后缀不算数）。"
            "请用扫描仪或手机另存为这几种格式。"
        )
    if bare is None:
        raise Refused(f"{said}不完整或已损坏，没有添加。请重新扫描或重新传一次。")
    picture, width, height = bare
    if width * height > limits.pixels or max(width, height) > LONGEST_SIDE:
        raise Refused(
            f"{said}有 {width}×{height} 像素，超过 {limits.pixels // 1_000_000:,} 百万像素的限制，"
            "没有添加。请降低扫描分辨率。"
        )
    return Content(media, picture, width, height)


# --- PNG -----------------------------------------------------------------------------------------

_KEPT_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
)
_Bare = tuple[bytes, int, int]


def _bare_png(data: bytes) -> _Bare | None:
    """The picture alone, ending at IEND; None when a length or checksum is wrong."""
    kept, place, size, pixels = [PNG_HEAD], len(PNG_HEAD), (0, 0), False
    while place + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, place)
        name, end = data[place + 4 : place + 8], place + 12 + length
        if end > len(data):
            return None
        chunk = data[place:end]
        if zlib.crc32(chunk[4:-4]) != struct.unpack_from(">I", chunk, length + 8)[0]:
            return None
        if (name == b"IHDR") != (place == len(PNG_HEAD)):
            return None
        if name == b"IHDR":
            if length != 13:
                return None
            size = struct.unpack_from(">II", chunk, 8)
        elif name == b"IDAT":
            pixels = True
        elif name[:1].isupper() and name not in _KEPT_CHUNKS:
            return None
        if name in _KEPT_CHUNKS:
            kept.append(chunk)
        if name == b"IEND":
            return (b"".join(kept), *size) if pixels and all(size) else None
        place = end
    return None


# --- JPEG ----------------------------------------------------------------------------------------

_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_OTHER_FRAMES = frozenset(range(0xC3, 0xD0)) - {0xC4, 0xC8, 0xCC}
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_SCAN, _END, _APP0, _EXIF, _ICC, _ADOBE = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)


def _bare_jpeg(data: bytes) -> _Bare | None:
    """The picture alone, ending at its end marker; None when it does not get there."""
    segments = _segments(data)
    if segments is None:
        return None
    frames = [body for marker, body, _ in segments if marker in _FRAMES]
    scanned = any(marker == _SCAN for marker, _, _ in segments)
    if len(frames) != 1 or len(frames[0]) < 6 or not scanned:
        return None
    high, wide = struct.unpack_from(">HH", frames[0], 1)
    if not (high and wide):
        return None
    turned = next((found for m, b, _ in segments if m == _EXIF and (found := _orientation(b))), 1)
    kept = [
        raw
        for marker, body, raw in segments
        if marker in _FRAMES | _TABLES or marker == _SCAN or _is_plain(marker, body)
    ]
    if turned > 1:
        kept.insert(1 if kept[0][1] == _APP0 else 0, _turning(turned))
    return b"\xff\xd8" + b"".join(kept) + b"\xff\xd9", wide, high


def _segments(data: bytes) -> list[tuple[int, bytes, bytes]] | None:
    """Marker, body and raw bytes (of a scan with its pixels) of each segment up to the end marker.

    None when one is cut off or of a kind that is no ordinary photo.
    """
    found: list[tuple[int, bytes, bytes]] = []
    place = 2
    while (match := _NEXT_MARKER.match(data, place)) is not None:
        marker, start = data[match.end() - 1], match.end()
        if marker == _END:
            return found
        length = int.from_bytes(data[start : start + 2], "big")
        place = start + length
        if length < 2 or place > len(data) or marker in _OTHER_FRAMES:
            return None
        body = data[start + 2 : place]
        if marker == _SCAN:
            following = _NEXT_MARKER.search(data, place)
            if following is None:
                return None
            place = following.start()
        found.append((marker, body, bytes((0xFF, marker)) + data[start:place]))
    return None


def _is_plain(marker: int, body: bytes) -> bool:
    """Whether an application segment says how to read the colours and nothing else."""
    return (
        (marker == _APP0 and body.startswith(b"JFIF\0"))
        or (marker == _ICC and body.startswith(b"ICC_PROFILE\0"))
        or (marker == _ADOBE and body.startswith(b"Adobe"))
    )


_ORIENTATION = 0x0112


def _orientation(body: bytes) -> int:
    """Which way up the camera was held: 1 to 8, 0 when the EXIF block does not say."""
    if not body.startswith(b"Exif\0\0"):
        return 0
    block = body[6:]
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(block[:4])
    if order is None or len(block) < 8:
        return 0
    try:
        (start,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, start)
        for number in range(min(count, 200)):
            tag, kind, values, value = struct.unpack_from(
                f"{order}HHIH", block, start + 2 + 12 * number
            )
            if (tag, kind, values) == (_ORIENTATION, 3, 1):
                return int(value) if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _turning(orientation: int) -> bytes:
    """An EXIF block that says nothing but the orientation."""
    body = b"Exif\0\0" + b"MM\0*" + struct.pack(">I", 8)
    body += struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
