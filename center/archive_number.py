"""Archive numbers (档号): 全宗号-门类代码·年度-保管期限-机构代码-件号."""

from __future__ import annotations

import enum
import re

from center.errors import Problem, Refused


class Retention(enum.StrEnum):
    """How long a piece is kept; the name is its code in the number (ARCH-03)."""

    Y = "永久"
    D30 = "30年"
    D10 = "10年"


_CODE = re.compile(r"[A-Za-z0-9]{1,8}")


def against_code(code: str) -> str:
    """What is wrong with a code of the archive (全宗号, 门类代码, 机构代码); empty: nothing."""
    return "" if _CODE.fullmatch(code) else "这个代码用 1 到 8 位字母或数字"


def archive_number(
    fonds: str, category: str, year: int, retention: Retention, unit: str, piece: int
) -> str:
    """The number of one piece, for example 0042-WS·2026-D10-BM-0007 (ARCH-01).

    Codes have one to eight letters or digits, `piece` counts from 1 to 9999 within its fonds,
    category, year, retention and unit. Raises Refused by field.
    """
    named = (
        ("fonds", "全宗号", fonds),
        ("category", "门类代码", category),
        ("unit", "机构代码", unit),
    )
    problems = [
        Problem(field, f"{label}用 1 到 8 位字母或数字")
        for field, label, code in named
        if not _CODE.fullmatch(code)
    ]
    if not 1900 <= year <= 9999:
        problems.append(Problem("year", "请填写四位年度"))
    if not 1 <= piece <= 9999:
        problems.append(Problem("piece", "件号应在 1 到 9999 之间"))
    if problems:
        raise Refused(problems)
    return f"{fonds}-{category}·{year}-{retention.name}-{unit}-{piece:04d}"
