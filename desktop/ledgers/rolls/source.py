"""The rolls as the page lists them: columns, chips, quick filters (D8)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

from center.lists import Key
from center.money import yuan
from center.rolls.listing import Due, MemberFilter, MemberRow, count, page, rolls_in_use
from center.rolls.members import kinds
from center.rolls.records import State
from center.staff import villages
from desktop.desk import Desk
from desktop.listing import Choice, Column, Filter, FilterValue, Query, Quick, Row

YES = "1"
COLUMNS = (
    Column("light", "复核灯", 3, kind="light", sortable=False),
    Column("name", "姓名", 11),
    Column("roll", "花名册", 15),
    Column("village", "村（社区）", 11),
    Column("group", "组", 6, sortable=False),
    Column("category", "类别", 10),
    Column("amount", "每月（元）", 10, kind="number"),
    Column("state", "状态", 6),
    Column("review_due", "下次复核", 15),
    Column("started_on", "享受起始", 14, shown=False),
    Column("to_recover", "待追回（元）", 12, kind="number", sortable=False, shown=False),
    Column("id_number", "证件号", 18, sortable=False),
    Column("phone", "电话", 14, sortable=False, shown=False),
    Column("card_account", "一卡通", 20, sortable=False, shown=False),
    Column("remark", "备注", 20, sortable=False, shown=False),
)
_QUICK = (
    Quick("active", "在册", {"state": State.ACTIVE.value}),
    Quick("month", "本月应复核", {"due": Due.MONTH.value}),
    Quick("overdue", "复核过期", {"due": Due.OVERDUE.value}),
    Quick("departed", "应停未停", {"departed": YES}),
    Quick("recover", "待追回", {"recover": YES}),
    Quick("all", "全部", {}),
)


class RollSource:
    """Rows of `center.rolls.listing` for one desk."""

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = _QUICK
    sort = ("village", False)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        return (
            Filter("roll", "花名册", self._rolls),
            Filter("village", "村（社区）", self._villages),
            Filter("state", "状态", [Choice(state.value, state.value) for state in State]),
            Filter("due", "复核", [Choice(due.value, due.value) for due in Due]),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        with self._desk.read() as work:
            rows = page(
                work,
                wanted(query),
                query.sort,
                descending=query.descending,
                after=cast(Key | None, after),
                limit=limit,
            )
        return [Row(row.id, _values(row), row.key(query.sort)) for row in rows]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        with self._desk.read() as work:
            return count(work, wanted(query), cap)

    def _rolls(self) -> list[Choice]:
        return roll_choices(self._desk, in_use=True)

    def _villages(self) -> list[Choice]:
        return village_choices(self._desk)


def wanted(query: Query) -> MemberFilter:
    """What the list asks of the center."""
    state, due = _text(query.filters.get("state")), _text(query.filters.get("due"))
    return MemberFilter(
        roll=_text(query.filters.get("roll")),
        village=_text(query.filters.get("village")),
        state=State(state) if state else None,
        due=Due(due) if due else None,
        departed=query.filters.get("departed") == YES,
        to_recover=query.filters.get("recover") == YES,
        text=query.text,
    )


def roll_choices(desk: Desk, *, in_use: bool = False) -> list[Choice]:
    """The rolls the office keeps, `in_use` also those that still have members."""
    with desk.read() as work:
        names = [kind.name for kind in kinds(work)]
        names += rolls_in_use(work) if in_use else []
    return [Choice(name, name) for name in dict.fromkeys(names)]


def village_choices(desk: Desk) -> list[Choice]:
    """The villages of the office."""
    with desk.read() as work:
        return [Choice(village.name, village.name) for village in villages(work)]


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""


def _values(row: MemberRow) -> tuple[object, ...]:
    return (
        row.light,
        row.name,
        row.roll,
        row.village,
        row.group,
        row.category,
        f"{yuan(row.amount)}  ",
        row.state.value,
        row.review_due,
        row.started_on,
        f"{yuan(row.to_recover)}  " if row.to_recover else "",
        row.id_number,
        row.phone,
        row.card_account,
        row.remark,
    )
