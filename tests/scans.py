"""Invented scans and photos for tests, and files that pretend to be some."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

SECRET_PLACE = b"GPS-30.6586N-104.0647E"
"""Stands in the metadata of a photo; must never be kept."""


def png(width: int = 60, height: int = 40, color: str = "navy") -> bytes:
    """A PNG of one colour with a comment in it."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", SECRET_PLACE.decode())
    made = io.BytesIO()
    Image.new("RGB", (width, height), color).save(made, "PNG", pnginfo=info)
    return made.getvalue()


def jpeg(
    width: int = 64, height: int = 48, *, orientation: int = 6, progressive: bool = False
) -> bytes:
    """A photo held upright (orientation 6), with place and camera in its EXIF block."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of a clerk"
    exif[0x9286] = SECRET_PLACE
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, comment=SECRET_PLACE, progressive=progressive)
    return made.getvalue()


def noise(size: int, side: int = 400) -> bytes:
    """A PNG of at least `size` bytes: noise does not shrink."""
    rows = -(-size // (side * 3))
    seed = zlib.crc32(b"noise")
    picture = bytearray()
    while len(picture) < rows * side * 3:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        picture += seed.to_bytes(8, "big")
    made = io.BytesIO()
    Image.frombytes("RGB", (side, rows), bytes(picture[: rows * side * 3])).save(made, "PNG")
    return made.getvalue()


def pdf(pages: int = 2, *, password: str = "") -> bytes:
    """A PDF with a line on each page."""
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=password or None)
    for number in range(pages):
        canvas.drawString(72, 700, f"page {number + 1}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG with its checksum."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def huge_png(side: int = 25_000) -> bytes:
    """A few hundred bytes that unpack to gigabytes of pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def bomb_pdf(megabytes: int = 400, deep: int = 1) -> bytes:
    """A small PDF whose one stream unpacks to many megabytes."""
    packer, stream = zlib.compressobj(9), b""
    for _ in range(megabytes):
        stream += packer.compress(b"\0" * (1 << 20))
    stream += packer.flush()
    for _ in range(deep - 1):
        stream = zlib.compress(stream, 9)
    return raw_pdf(b"<< /Length %d /Filter /FlateDecode >>" % len(stream), stream)


def raw_pdf(dictionary: bytes, stream: bytes) -> bytes:
    """A PDF of one page with one more stream."""
    return (
        b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
        b"3 0 obj << /Type /Page /Parent 2 0 R >> endobj\n"
        b"4 0 obj " + dictionary + b"\nstream\n" + stream + b"\nendstream endobj\n"
        b"trailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"
    )
