"""ARCH-01: the archive number has the parts of the trade's pattern and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.archive_number import Retention, archive_number
from center.errors import Refused

CODES = st.text("ABCXYZ0189", min_size=1, max_size=8)


def test_arch_01_number_is_fonds_category_year_retention_unit_piece() -> None:
    number = archive_number("0042", "WS", 2026, Retention.D10, "BM", 7)
    assert number == "0042-WS·2026-D10-BM-0007"
    assert archive_number("1", "W", 2026, Retention.Y, "B", 9999) == "1-W·2026-Y-B-9999"


@given(CODES, CODES, st.integers(1900, 9999), st.sampled_from(Retention), CODES)
def test_arch_01_the_number_can_be_taken_apart_again(
    fonds: str, category: str, year: int, retention: Retention, unit: str
) -> None:
    pieces = (1, 12, 123, 1234)
    numbers = [archive_number(fonds, category, year, retention, unit, piece) for piece in pieces]
    for number, piece in zip(numbers, pieces, strict=True):
        parts = re.fullmatch(r"(\w+)-(\w+)·(\d{4})-(Y|D30|D10)-(\w+)-(\d{4})", number)
        assert parts is not None
        assert parts.groups()[:5] == (fonds, category, str(year), retention.name, unit)
        assert int(parts[6]) == piece


@pytest.mark.parametrize(
    "field, value",
    [
        ("fonds", ""),
        ("fonds", "00-42"),
        ("category", "文书"),
        ("unit", "ABCDEFGHI"),
        ("year", 26),
        ("piece", 0),
        ("piece", 10_000),
    ],
)
def test_arch_01_a_wrong_part_is_refused_by_field(field: str, value: str | int) -> None:
    parts: dict[str, str | int] = {"fonds": "42", "category": "WS", "unit": "BM"}
    parts |= {"year": 2026, "piece": 7, field: value}
    with pytest.raises(Refused) as caught:
        archive_number(
            str(parts["fonds"]),
            str(parts["category"]),
            int(parts["year"]),
            Retention.D10,
            str(parts["unit"]),
            int(parts["piece"]),
        )
    assert [problem.field for problem in caught.value.problems] == [field]
