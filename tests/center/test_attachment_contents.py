"""What may be kept as an attachment is decided by content; hostile files are refused."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from center.attachments.contents import Content, Limits, Media, examined
from center.errors import Refused
from tests import scans

LIMITS = Limits(size=10 << 20, pixels=40_000_000, pages=200)


def kept(data: bytes, name: str = "户口簿.jpg") -> Content:
    return examined(name, data, LIMITS)


def refusal(data: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(Refused) as caught:
        examined("扫描件.png", data, limits)
    assert "“扫描件.png”" in caught.value.sentence
    assert "没有添加" in caught.value.sentence
    return caught.value.sentence


@pytest.mark.parametrize(
    "data, media, size, pages",
    [
        (scans.png(60, 40), Media.PNG, (60, 40), 1),
        (scans.jpeg(64, 48), Media.JPEG, (64, 48), 1),
        (scans.jpeg(64, 48, progressive=True), Media.JPEG, (64, 48), 1),
        (scans.pdf(3), Media.PDF, (0, 0), 3),
    ],
)
def test_the_content_says_what_a_file_is(
    data: bytes, media: Media, size: tuple[int, int], pages: int
) -> None:
    found = kept(data, "随便什么.docx")
    assert (found.media, (found.width, found.height), found.pages) == (media, size, pages)


def test_a_photo_keeps_its_orientation_and_loses_place_camera_and_comments() -> None:
    photo = scans.jpeg(orientation=6)
    assert scans.SECRET_PLACE in photo
    found = kept(photo).data
    assert scans.SECRET_PLACE not in found
    assert b"Camera" not in found
    with Image.open(io.BytesIO(found)) as after, Image.open(io.BytesIO(photo)) as before:
        assert dict(after.getexif()) == {0x0112: 6}
        assert after.tobytes() == before.tobytes()


def test_an_upright_photo_keeps_no_exif_at_all() -> None:
    assert b"Exif" not in kept(scans.jpeg(orientation=1)).data


def test_a_picture_loses_its_texts_and_no_pixel() -> None:
    picture = scans.png()
    found = kept(picture).data
    assert scans.SECRET_PLACE in picture
    assert scans.SECRET_PLACE not in found
    with Image.open(io.BytesIO(found)) as after, Image.open(io.BytesIO(picture)) as before:
        assert after.tobytes() == before.tobytes()


@pytest.mark.parametrize("picture", [scans.png(), scans.jpeg()])
def test_what_hangs_behind_a_picture_is_left_out(picture: bytes) -> None:
    """A polyglot: a picture that is a zip file as well."""
    hung = io.BytesIO(picture)
    hung.seek(0, io.SEEK_END)
    with zipfile.ZipFile(hung, "a") as archive:
        archive.writestr("evil.exe", b"MZ")
    assert zipfile.is_zipfile(hung)
    found = kept(hung.getvalue()).data
    assert not zipfile.is_zipfile(io.BytesIO(found))
    assert found == kept(picture).data


@pytest.mark.parametrize(
    "data", [b"MZ\x90\0", b"PK\x03\x04", b"GIF89a" + bytes(99), b"BM" + bytes(99), b" %PDF-1.4"]
)
def test_another_kind_is_refused_whatever_its_name_says(data: bytes) -> None:
    assert "不是 PNG、JPEG 图片或 PDF" in refusal(data)


def test_an_empty_and_a_large_file_are_refused() -> None:
    assert "空文件" in refusal(b"")
    assert "超过每个文件 1 MB" in refusal(scans.png() + bytes(1 << 20), Limits(1 << 20, 10, 10))


def test_a_picture_of_too_many_pixels_is_refused_by_its_header() -> None:
    assert "25000×25000" in refusal(scans.huge_png())
    one = Limits(1 << 20, 60 * 40, 10)
    assert examined("a", scans.png(60, 40), one).width == 60
    assert "像素" in refusal(scans.png(60, 41), one)


@pytest.mark.parametrize("data", [scans.png(), scans.jpeg(), scans.pdf()])
def test_a_cut_off_file_is_refused(data: bytes) -> None:
    for left in (len(data) * 3 // 4, len(data) - 20):
        assert "不完整" in refusal(data[:left])


def test_a_changed_picture_is_refused() -> None:
    data = bytearray(scans.png())
    data[60] ^= 1
    assert "不完整或已损坏" in refusal(bytes(data))


def test_pages_are_counted_and_limited() -> None:
    few = Limits(10 << 20, 1, 3)
    assert examined("a", scans.pdf(3), few).pages == 3
    assert "有 4 页，超过 3 页" in refusal(scans.pdf(4), few)
    told = scans.raw_pdf(b"<< >>", b"").replace(b"/Count 1 ", b"/Count 900 ")
    assert "有 900 页" in refusal(told)


def test_pages_in_packed_objects_are_counted() -> None:
    packed = zlib.compress(b"<< /Type /Page >> " * 7)
    data = scans.raw_pdf(b"<< /Type /ObjStm /Filter /FlateDecode >>", packed)
    assert kept(data).pages == 8


def test_a_pdf_with_a_password_is_refused() -> None:
    assert "有密码" in refusal(scans.pdf(password="geheim"))


@pytest.mark.parametrize("deep", [1, 2])
def test_a_pdf_that_blows_up_is_refused(deep: int) -> None:
    data = scans.bomb_pdf(deep=deep)
    assert len(data) < 500_000
    assert "展开后过大" in refusal(data)


def test_a_pdf_with_a_picture_of_absurd_size_is_refused() -> None:
    head = b"<< /Subtype /Image /Width 60000 /Height 60000 /Filter /JBIG2Decode >>"
    assert "过大的图片" in refusal(scans.raw_pdf(head, b"\0"))


@given(st.data())
def test_no_bytes_bring_it_down(data: st.DataObject) -> None:
    """Cut, changed and random bytes are kept or refused, never anything else."""
    original = data.draw(st.sampled_from([scans.png(8, 8), scans.jpeg(16, 16), scans.pdf(1)]))
    start = data.draw(st.integers(0, len(original)))
    junk = data.draw(st.binary(max_size=40))
    end = data.draw(st.integers(start, len(original)))
    try:
        found = kept(original[:start] + junk + original[end:])
    except Refused:
        return
    assert len(found.data) <= len(original) + len(junk) + 60
