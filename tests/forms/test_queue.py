"""The slip with a number (排队小票, REG-18): on thermal paper or in a corner of A4."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from reportlab.lib.units import mm

from forms.fonts import MissingGlyph
from forms.queue import HEIGHT, WIDTH, Slip, SlipSize, slip
from tests.forms.samples import page_texts

FACTS = Slip(
    "青山镇便民服务中心",
    "A012",
    "综合业务",
    "60岁以上",
    3,
    datetime(2026, 11, 21, 1, 2, tzinfo=UTC),
)


@pytest.mark.parametrize("size", ["roll", "a4"])
def test_the_slip_says_number_queue_reason_those_ahead_and_the_local_time(size: SlipSize) -> None:
    (text,) = page_texts(slip(FACTS, size))
    for words in ("A012", "综合业务", "优先：60岁以上", "前面约3人", "2026-11-2109:02取号", "过号"):
        assert words in text.replace(" ", "")


def test_the_roll_is_80_mm_wide() -> None:
    assert f"/MediaBox [ 0 0 {WIDTH:.4f} {HEIGHT:.4f} ]".encode()[:26] in slip(FACTS)
    assert pytest.approx(80 * mm) == WIDTH


def test_the_same_slip_gives_the_same_bytes() -> None:
    assert slip(FACTS) == slip(FACTS)


def test_a_unit_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        slip(Slip("😀镇", "A001", "综合", "", 0, FACTS.taken_at))
