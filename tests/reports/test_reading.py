"""Tables from outside: what offices keep is read as it stands, what attackers make is refused."""

from __future__ import annotations

import io
import stat
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from center.errors import Expected
from center.imports.rows import Row
from reports import reading
from reports.reading import formats, preflight
from reports.reading.formats import read_file
from reports.reading.preflight import Hostile, check_zip
from tests.workbooks import tampered, with_members, xls, xlsx

HEAD = ("序号", "姓名", "证件号码", "收件日期")
MARCH_5 = datetime.fromisoformat("2025-03-05")
LIN = (1, "林溪", "110000197904050013", date(2025, 3, 5))


def lines(path: Path, sheet: str = "办件") -> list[Row]:
    return [row for batch in read_file(path, sheet) for row in batch]


# --- what offices keep ----------------------------------------------------------------------------


def test_a_child_process_reads_the_file(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "台账.xlsx", [HEAD, LIN], hidden={"底稿": [("勿动",)]})
    found = reading.sheets(path)
    assert found is not None
    assert [(sheet.name, sheet.hidden) for sheet in found] == [("办件", False), ("底稿", True)]
    assert found[0].first_rows[0] == (1, HEAD)
    told: list[int] = []
    rows = reading.rows(path, "办件", lambda done, _total, _words: told.append(done))
    assert rows == [(1, HEAD), (2, (*LIN[:3], MARCH_5))]
    assert told == [2]


def test_a_cancelled_reading_gives_nothing(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "台账.xlsx", [HEAD, LIN])
    assert reading.rows(path, "办件", cancelled=lambda: True) is None
    assert reading.sheets(path, cancelled=lambda: True) is None


def test_a_refusal_of_the_child_arrives_as_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "空.xlsx"
    path.write_bytes(b"")
    with pytest.raises(Expected, match="空文件，没有导入任何内容"):
        reading.rows(path, "办件")


def test_a_child_that_falls_silent_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "QUIET_SECONDS", 0.0)
    path = xlsx(tmp_path / "台账.xlsx", [HEAD, LIN])
    with pytest.raises(Expected, match="没有读完"):
        reading.rows(path, "办件")


def test_rows_keep_the_number_the_clerk_sees_and_blank_rows_are_left_out(tmp_path: Path) -> None:
    path = xlsx(
        tmp_path / "台账.xlsx",
        [("二〇二五年台账",), (), HEAD, ("", None, " "), LIN],
        merged=["A1:D1"],
    )
    assert [number for number, _ in lines(path)] == [1, 3, 5]


def test_the_old_format_reads_as_the_new_one(tmp_path: Path) -> None:
    path = xls(tmp_path / "台账.xls", {"办件": [HEAD, LIN], "底稿": [("勿动",)]}, hidden=["底稿"])
    sheets = list(read_file(path, None))
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("办件", False), ("底稿", True)]
    assert lines(path) == [(1, HEAD), (2, (*LIN[:3], MARCH_5))]


def test_what_a_file_is_decides_its_content_not_its_name(tmp_path: Path) -> None:
    path = xls(tmp_path / "导出.xlsx", {"办件": [HEAD]})
    assert lines(path) == [(1, HEAD)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_in_every_encoding_an_office_meets(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "\n".join(
        delimiter.join(row) for row in (HEAD, ("1", "林㛃", '="110000197904050013"', "2025-3-5"))
    )
    (tmp_path / "明细.csv").write_bytes(text.encode(encoding))
    assert lines(tmp_path / "明细.csv", "明细") == [
        (1, HEAD),
        (2, ("1", "林㛃", "110000197904050013", "2025-3-5")),
    ]


def test_a_quoted_line_break_does_not_shift_the_row_numbers(tmp_path: Path) -> None:
    (tmp_path / "明细.csv").write_text('姓名,地址\n林溪,"石桥村\n一组"\n周舟,二组\n', "utf-8")
    assert [number for number, _ in lines(tmp_path / "明细.csv", "明细")] == [1, 2, 4]


def test_formulas_give_their_stored_result_and_missing_results_are_told(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "公式.xlsx", [HEAD, (1, "=A2", "", "")])
    sheet = next(iter(read_file(path, None)))
    assert sheet.uncounted
    assert lines(path)[1] == (2, (1,))

    def count(_name: str, content: bytes) -> bytes:
        return content.replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>")

    tampered(path, count)
    sheet = next(iter(read_file(path, None)))
    assert not sheet.uncounted
    assert lines(path)[1] == (2, (1, 7))


def test_a_cell_at_the_last_corner_does_not_stretch_the_table(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "远.xlsx", [HEAD])

    def far(name: str, content: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return content.replace(b"</sheetData>", cell) if "sheet1" in name else content

    tampered(path, far)
    assert lines(path) == [(1, HEAD)]


# --- too much, told and never cut off silently ----------------------------------------------------


def test_a_longer_table_than_an_import_may_be_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MAX_ROWS", 2)
    path = xlsx(tmp_path / "长.xlsx", [HEAD, LIN, LIN])
    with pytest.raises(Expected, match="分成几个文件"):
        lines(path)


def test_a_wider_table_is_refused_whole(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "宽.xlsx", [range(formats.MAX_COLUMNS + 1)])
    with pytest.raises(Expected, match="第 1 行超过 200 列"):
        lines(path)


def test_a_sheet_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(Expected, match="没有叫“办件”的表"):
        lines(xlsx(tmp_path / "台账.xlsx", [HEAD], sheet="别的"))


def test_a_file_over_20_mb_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "大.xlsx").open("wb") as file:
        file.truncate(preflight.MAX_FILE + 1)
    with pytest.raises(Expected, match="超过 20 MB"):
        lines(tmp_path / "大.xlsx")


@pytest.mark.parametrize(
    "content, said",
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页格式"),
        (b"<?xml version='1.0'?><Workbook/>", "网页格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "读不了"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0\xff", "编码认不出来"),
        (b"  \n", "空文件"),
    ],
)
def test_what_is_no_table_is_told_with_what_to_do(
    tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "导出.xls").write_bytes(content)
    with pytest.raises(Expected, match=said):
        lines(tmp_path / "导出.xls")


def test_a_broken_old_workbook_is_refused_by_the_child(tmp_path: Path) -> None:
    path = xls(tmp_path / "坏.xls", {"办件": [HEAD]})
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(Expected, match="读不出来"):
        reading.rows(path, "办件")


# --- crafted zips (facts: hostile input) ----------------------------------------------------------


def bomb(path: Path, inside: bytes, size: int = 6) -> Path:
    """The first sheet replaced by one that unpacks to so many MB."""
    return tampered(
        path,
        lambda name, content: (
            b"<worksheet><sheetData><row><c><is><t>" + inside * (size * 2**20 // len(inside))
            if "sheet1" in name
            else content
        ),
    )


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = bomb(xlsx(tmp_path / "弹.xlsx", [HEAD]), b"A", 60)
    assert path.stat().st_size < 200_000
    tracemalloc.start()
    with pytest.raises(Hostile, match="压缩得异常"):
        lines(path)
    assert tracemalloc.get_traced_memory()[1] < 20 * 2**20
    tracemalloc.stop()


def check(path: Path) -> bool:
    return check_zip(path.read_bytes())


def test_a_single_huge_cell_is_refused_even_when_it_packs_badly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "MAX_RATIO", 10**9)
    with pytest.raises(Hostile, match="有一格的文字太长"):
        check(bomb(xlsx(tmp_path / "弹.xlsx", [HEAD]), b"A"))


@pytest.mark.parametrize("element", [b"<c/>", b'<c r="A1"><v>1</v></c>', b"<is><t/></is>"])
def test_a_row_that_never_ends_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, element: bytes
) -> None:
    monkeypatch.setattr(preflight, "MAX_RATIO", 10**9)
    with pytest.raises(Hostile, match="内容太多"):
        check(bomb(xlsx(tmp_path / "弹.xlsx", [HEAD]), element))


def test_shared_strings_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflight, "MAX_TAGS", 99)
    path = xlsx(tmp_path / "弹.xlsx", [HEAD])
    tampered(path, lambda name, content: b"<sst>" + b"<si/>" * 100 if "shared" in name else content)
    with pytest.raises(Hostile, match="内容太多"):
        check(path)


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>',
        b"\xef\xbb\xbf <!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>",
        '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
        '<?xml version="1.0"?><a/>'.encode("utf-16-be"),
        b'<?xml version="1.0" encoding="cp037"?><a/>',
    ],
)
@pytest.mark.parametrize("name", ["xl/more.xml", "xl/media/picture.png"])
def test_entities_and_foreign_encodings_are_refused_whatever_the_member_is_called(
    tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(Hostile, match=r"实体声明|文字编码"):
        check(with_members(xlsx(tmp_path / "弹.xlsx", [HEAD]), (name, content)))


def test_an_entity_across_two_chunks_is_seen(tmp_path: Path) -> None:
    head = b"<a>" + b"<b/>" * ((preflight.CHUNK - 6) // 4)
    content = head.ljust(preflight.CHUNK - 4) + b"<!ENTITY b 'ha'>"
    with pytest.raises(Hostile, match="实体声明"):
        check(with_members(xlsx(tmp_path / "弹.xlsx", [HEAD]), ("xl/more.xml", content)))


@pytest.mark.parametrize("name", ["../evil.xml", "/evil.xml", "..\\evil.xml", "C:/evil.xml"])
def test_paths_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Hostile, match="指向外面"):
        check(with_members(xlsx(tmp_path / "弹.xlsx", [HEAD]), (name, b"<a/>")))


def test_links_are_refused(tmp_path: Path) -> None:
    link = ZipInfo("xl/link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(Hostile, match="指向外面"):
        check(with_members(xlsx(tmp_path / "弹.xlsx", [HEAD]), (link, b"/etc/hostname")))


def test_more_members_than_a_workbook_has_are_refused_before_they_are_listed() -> None:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for number in range(preflight.MAX_MEMBERS + 1):
            archive.writestr(f"{number}.xml", b"")
    with pytest.raises(Hostile, match="部分太多"):
        check_zip(made.getvalue())


def test_a_member_that_says_it_is_smaller_than_it_is_is_refused(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "弹.xlsx", [HEAD])
    data = bytearray(path.read_bytes())
    with ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    where = data.rfind(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert int.from_bytes(data[where : where + 4], "little") == size
    data[where : where + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Hostile, match="损坏"):
        check_zip(bytes(data))


def test_unpacked_more_than_100_mb_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "MAX_UNPACKED", 1000)
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<a>" + b" " * 600)
        archive.writestr("b.xml", b"<a>" + b" " * 600)
    with pytest.raises(Hostile, match="超过 100 MB"):
        check_zip(made.getvalue())


@pytest.mark.parametrize("cut", [0, 10, 300])
def test_half_a_workbook_is_refused(tmp_path: Path, cut: int) -> None:
    data = xlsx(tmp_path / "半.xlsx", [HEAD]).read_bytes()
    with pytest.raises(Hostile):
        check_zip(data[: len(data) - 30 - cut])
