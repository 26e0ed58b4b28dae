"""Amounts of money as whole fen (分): typed and shown in yuan."""

from __future__ import annotations

import re

from center.text import half_width

MOST = 100_000_000_00
"""No amount of this program reaches a hundred million yuan."""


def fen_of(text: str) -> int:
    """An amount typed in yuan (1234.5, 1,234.50元) as fen; an empty text is 0.

    Raises ValueError, a Chinese sentence, for anything else and for fractions of a fen.
    """
    typed = re.sub(r"[,\s¥￥]|元$", "", half_width(text).strip())
    if not typed:
        return 0
    found = re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?", typed)
    if found is None:
        raise ValueError("金额请写成 123 或 123.45（元）")
    fen = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
    if fen >= MOST:
        raise ValueError("金额太大，请核对")
    return fen


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals, 123.45; negative amounts keep their sign."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
