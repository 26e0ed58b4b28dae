"""The recovery key on paper."""

from __future__ import annotations

from datetime import date

import pytest

from forms.fonts import MissingGlyph
from forms.recovery import recovery_sheet
from tests.forms.samples import page_texts

KEY = "A7KD-92MX-QP4T-8HZN-33WE-K2LC-VB71-Y5RS"


def test_sheet_is_one_page_with_every_group_in_order() -> None:
    (text,) = page_texts(recovery_sheet("青山镇便民服务中心", KEY, date(2026, 11, 21)))
    assert KEY.replace("-", "") in text
    assert "青山镇便民服务中心2026年11月21日" in text
    assert "锁入保险柜" in text


def test_groups_may_be_separated_by_spaces_and_need_not_fill_the_last_row() -> None:
    (text,) = page_texts(recovery_sheet("甲", "AAAA BBBB CCCC DDDD EEEE", date(2026, 11, 21)))
    assert "AAAABBBBCCCCDDDDEEEE" in text


def test_unit_name_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        recovery_sheet("😀镇", KEY, date(2026, 11, 21))
