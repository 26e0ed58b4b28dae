"""Punch files as they lie on a USB stick: text read once, workbooks under any name, none at all."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from center.attendance.punch_files import Format
from center.errors import Expected
from center.records import CHINA
from reports.attendance_export import read_punch_file
from reports.plain import plain_workbook

HEADING = ("工号", "姓名", "打卡时间")
LINE = ("3", "沈秋禾", "2026-11-18 07:55:20")
MADE_AT = datetime(2026, 11, 20, 9, tzinfo=CHINA)


@pytest.mark.parametrize("name", ["打卡.xlsx", "打卡.csv", "attlog.dat"])
def test_a_workbook_is_read_whatever_its_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    plain_workbook(path, "打卡", [HEADING, LINE], MADE_AT, merged=["A4:B4"])
    read = read_punch_file(path)
    assert read is not None
    found, digest = read
    assert (found.format, len(found.taps), len(digest)) == (Format.LIST, 1, 64)
    assert found.taps[0].at.date() == date(2026, 11, 18)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_in_the_encodings_of_windows(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "打卡.txt"
    path.write_bytes("\n".join(",".join(line) for line in (HEADING, LINE)).encode(encoding))
    read = read_punch_file(path)
    assert read is not None
    assert [tap.name for tap in read[0].taps] == ["沈秋禾"]


def test_a_file_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(Expected, match="没有找到这个文件"):
        read_punch_file(tmp_path / "attlog.dat")


def test_equal_rows_give_equal_workbooks(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        plain_workbook(tmp_path / name, "打卡", [HEADING, LINE], MADE_AT)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
