"""The list of a batch for signing (签字表): by village and group, with page totals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from center.batches.records import Mark
from center.batches.ticking import BatchFile, LineRow
from center.money import fen_of, yuan
from forms.lists import ListColumn, Part, Row, list_pdf

COLUMNS = (
    ListColumn("序号", 5, "center"),
    ListColumn("姓名", 8),
    ListColumn("证件号码", 17),
    ListColumn("组", 5),
    ListColumn("办理", 7, "center"),
    ListColumn("金额（元）", 9, "center"),
    ListColumn("签名", 11),
    ListColumn("备注", 9),
)
_DONE, _AMOUNT = 4, 5
SIGNING_PAD = 6
"""Room for a hand in every row."""


def sign_list(file: BatchFile, unit: str, made: str) -> bytes:
    """The whole list with a column to sign in; names in full, IDs masked (D8)."""
    lines = sorted(file.lines, key=lambda line: line.village)
    parts = [
        _part(village, list(some)) for village, some in groupby(lines, key=lambda o: o.village)
    ]
    return list_pdf(
        f"{file.batch.name}签字表",
        unit,
        COLUMNS,
        parts or [Part("没有人", [])],
        made=made,
        totals=_totals,
        pad=SIGNING_PAD,
    )


def missing_list(file: BatchFile, unit: str, made: str) -> bytes:
    """Who is still to be called, by village and group (未办人员名单)."""
    parts = [
        Part(
            village or "未写村",
            [_row(line) for line in some],
            f"{village or '未写村'}还有人没办，请通知",
        )
        for village, some in groupby(file.missing, key=lambda line: line.village)
    ]
    return list_pdf(
        f"{file.batch.name}未办人员名单",
        unit,
        COLUMNS,
        parts or [Part("全部办完", [])],
        made=made,
        totals=lambda page: f"本页 {len(page)} 人",
    )


def _part(village: str, lines: Sequence[LineRow]) -> Part:
    rows = [_row(line) for line in lines]
    done = sum(line.mark is Mark.DONE for line in lines)
    money = yuan(sum(line.amount or 0 for line in lines))
    closing = f"{village or '未写村'}合计 {len(lines)} 人，已办 {done} 人，{money} 元"
    return Part(village or "未写村", rows, closing)


def _row(line: LineRow) -> Row:
    remark = f"与第{line.repeats}号重复" if line.repeats else ""
    return (
        str(line.position),
        line.name,
        line.id_number,
        line.group,
        "" if line.mark is Mark.OPEN else line.mark.value,
        yuan(line.amount) if line.amount else "",
        "",
        "；".join(word for word in (line.remark, remark) if word),
    )


def _totals(page: Sequence[Row]) -> str:
    done = sum(row[_DONE] == Mark.DONE for row in page)
    money = yuan(sum(fen_of(row[_AMOUNT]) for row in page))
    return f"本页 {len(page)} 人，已办 {done} 人，{money} 元"
