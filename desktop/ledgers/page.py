"""The 台账 tab: its pages at the left; a page is added by one line in `SECTIONS`."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.side_pages import Section, SidePages


def _rolls(desk: Desk) -> QWidget:
    from desktop.ledgers.rolls.page import RollsPage

    return RollsPage(desk)


def _leavers(desk: Desk) -> QWidget:
    from desktop.ledgers.rolls.leavers import LeaversPage

    return LeaversPage(desk)


def _coming(desk: Desk) -> QWidget:
    from desktop.ledgers.rolls.coming import ComingPage

    return ComingPage(desk)


def _batches(desk: Desk) -> QWidget:
    from desktop.ledgers.batches.page import BatchesPage

    return BatchesPage(desk)


def _fees(desk: Desk) -> QWidget:
    from desktop.ledgers.fees import fees_page

    return fees_page(desk)


def _filing(desk: Desk) -> QWidget:
    from desktop.ledgers.filing import FilingBook

    return FilingBook(desk)


def _packages(desk: Desk) -> QWidget:
    from desktop.exchange.page import PackagesPage

    return PackagesPage(desk)


def _conflicts(desk: Desk) -> QWidget:
    from desktop.exchange.conflicts import ConflictsPage

    return ConflictsPage(desk)


SECTIONS = (
    Section("rolls", "对象花名册", _rolls, Right.SEE),
    Section("leavers", "死亡迁出", _leavers, Right.SEE),
    Section("coming", "到龄提示", _coming, Right.SEE),
    Section("batches", "批量办理", _batches, Right.SEE),
    Section("fees", "收费对账", _fees, Right.SEE),
    Section("filing", "归档", _filing, Right.SEE),
    Section("packages", "数据包", _packages, Right.EXCHANGE),
    Section("conflicts", "两边不一致", _conflicts, Right.EXCHANGE),
)


class LedgersPage(SidePages):
    """Each page is a book of its own: its list, its records, what leaves as a table."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "台账的各部分")
