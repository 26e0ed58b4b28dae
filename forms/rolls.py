"""A roll on paper (对象花名册), village by village, with page totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from center.groups import group_order
from center.money import fen_of, yuan
from center.rolls.listing import MemberRow
from forms.lists import ListColumn, Part, Row, list_pdf

COLUMNS = (
    ListColumn("序号", 4, "center"),
    ListColumn("姓名", 8),
    ListColumn("证件号码", 16),
    ListColumn("组", 5),
    ListColumn("类别", 8),
    ListColumn("每月（元）", 7, "center"),
    ListColumn("一卡通账号", 16),
    ListColumn("享受起始", 9, "center"),
    ListColumn("下次复核", 9, "center"),
    ListColumn("状态", 5, "center"),
    ListColumn("备注", 10),
)
_AMOUNT = 5


def roll_pdf(roll: str, unit: str, rows: Sequence[MemberRow], made: str) -> bytes:
    """The roll as a PDF; `rows` come masked or not as the caller may (D8), in order of village."""
    parts = [_part(village, list(members)) for village, members in _by_village(rows)]
    return list_pdf(
        f"{roll}花名册",
        unit,
        COLUMNS,
        parts or [Part("没有对象", [])],
        made=made,
        totals=lambda page: f"本页 {len(page)} 人，每月 {_sum(page)} 元",
        wide=True,
    )


def _by_village(rows: Iterable[MemberRow]) -> Iterable[tuple[str, Iterable[MemberRow]]]:
    ordered = sorted(rows, key=lambda row: (row.village, group_order(row.group), row.name, row.id))
    return groupby(ordered, key=lambda row: row.village)


def _part(village: str, members: Sequence[MemberRow]) -> Part:
    rows = [
        (
            str(number),
            row.name,
            row.id_number,
            row.group,
            row.category,
            yuan(row.amount),
            row.card_account,
            row.started_on.isoformat(),
            row.review_due.isoformat() if row.review_due else "",
            row.state.value,
            row.remark,
        )
        for number, row in enumerate(members, 1)
    ]
    total = yuan(sum(row.amount for row in members))
    closing = f"{village or '未写村'}合计 {len(members)} 人，每月 {total} 元"
    return Part(village or "未写村", rows, closing)


def _sum(page: Sequence[Row]) -> str:
    return yuan(sum(fen_of(row[_AMOUNT]) for row in page))
