"""离岗记录 and 抽查记录: looking back at the desks, filtered, taken out (ATT-06, ATT-07)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.attendance import desk_log
from center.attendance.desk_log import AwayRow, CheckRow, Wanted
from center.attendance.outings import AwayLight
from center.attendance.records import DeskAway, Found, SpotCheck
from center.clock import State
from center.rights import Actor, Right
from center.staff import Staff, everything, windows
from center.storage import Store, Work
from desktop.attendance import asking
from desktop.attendance.printing import ask_table
from desktop.attendance.today import LIGHTS
from desktop.cases.ask import choices, lines
from desktop.cases.parts import facts_card, new_page
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.fields import Form
from desktop.listing import (
    Choice,
    Column,
    Dates,
    Filter,
    FilterValue,
    Listing,
    Query,
    Quick,
    Row,
)
from desktop.listing.views import add_views
from desktop.record import Head, RecordPage, Section, Step, Subject

REACH = timedelta(days=365)
"""How far back is listed without a filter by date."""
_FOUND_LIGHTS = {
    Found.PRESENT: State.NORMAL.value,
    Found.WANDERING: State.DUE_SOON.value,
    Found.LEFT: State.OVERDUE.value,
    Found.EMPTY: State.OVERDUE.value,
}
_AWAYS = (
    Column("light", "情况灯", 3, kind="light", sortable=False),
    Column("name", "姓名", 9),
    Column("window", "窗口", 14),
    Column("at", "离开", 15),
    Column("back", "回来", 15, sortable=False),
    Column("minutes", "分钟", 7, kind="number"),
    Column("state", "情况", 10),
    Column("said", "原因", 30, sortable=False),
)
_CHECKS = (
    Column("light", "情况灯", 3, kind="light", sortable=False),
    Column("name", "姓名", 9),
    Column("window", "窗口", 14),
    Column("at", "抽查时间", 15),
    Column("state", "情况", 10),
    Column("minutes", "离开分钟", 9, kind="number"),
    Column("checker", "抽查人", 9, sortable=False),
    Column("said", "说明", 30, sortable=False),
)

Entry = AwayRow | CheckRow
Kept = DeskAway | SpotCheck


class DeskLogSource:
    """One of the two logs; a year is read as a whole and sorted here."""

    sort = ("at", True)

    def __init__(self, desk: Desk, columns: Sequence[Column], states: Sequence[str]) -> None:
        self._desk, self.columns, self._states = desk, columns, states

    @property
    def quick(self) -> Sequence[Quick]:
        """Each state with its count."""
        found = [Quick(state, state, {"state": state}) for state in self._states]
        return (Quick("all", "全部", {}), *found)

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips."""
        return (
            Filter("state", "情况", choices(list(self._states))),
            Filter("staff", "人员", self._people),
            Filter("window", "窗口", self._windows),
            Filter("days", "日期", dates=True),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        start = after if isinstance(after, int) else 0
        found = sorted(self._read(query), key=_key(query.sort), reverse=query.descending)
        today = self._desk.today()
        part = found[start : start + limit]
        return [Row(one.id, _values(one, today), start + n) for n, one in enumerate(part, 1)]

    def count(self, query: Query, cap: int) -> int:
        """How many there are."""
        return min(len(self._read(query)), cap)

    def _read(self, query: Query) -> Sequence[Entry]:
        asked = wanted(query, self._desk.today())
        with self._desk.read() as work:
            if self.columns is _AWAYS:
                return desk_log.away_rows(work, asked)
            return desk_log.check_rows(work, asked)

    def _people(self) -> list[Choice]:
        with self._desk.read() as work:
            people = sorted(everything(work, Staff), key=lambda one: one.name)
        return [Choice(one.id.hex, one.name) for one in people]

    def _windows(self) -> list[Choice]:
        with self._desk.read() as work:
            return choices([one.name for one in windows(work)])


def wanted(query: Query, today: date) -> Wanted:
    """What the list asks of the center."""
    filters = query.filters
    days = filters.get("days")
    span = days if isinstance(days, Dates) else Dates()
    staff = _text(filters.get("staff"))
    return Wanted(
        span.first or today - REACH,
        span.last or today,
        UUID(hex=staff) if staff else None,
        _text(filters.get("window")),
        _text(filters.get("state")),
        query.text.strip(),
    )


class DeskLogPage(Subject):
    """One of the two logs; an entry opens in front of it."""

    def __init__(self, desk: Desk, title: str, source: DeskLogSource, kind: type[Kept]) -> None:
        self._desk, self._kind, self._title = desk, kind, title
        memory = f"{kind.kind}s"
        empty = "没有符合条件的记录。离岗和抽查在“今天”登记。"
        listing = Listing(title, source, desk.today, memory=desk.memory(memory), empty=empty)
        super().__init__(listing, self._record)
        self.export = listing.add_action("导出…", self.ask_export)
        may = desk.may(Right.EXPORT)
        self.export.setEnabled(may)
        self.export.setToolTip("" if may else f"当前账号没有“{Right.EXPORT.value}”的权限")
        add_views(desk, memory, listing)
        self.follow(desk.changed, frozenset({kind.kind, "staff"}))

    def ask_export(self) -> None:
        """导出 the list as it is filtered, as Excel or PDF."""
        asked = wanted(self.listing.query, self._desk.today())
        aways = self._kind is DeskAway

        def write(store: Store, actor: Actor, path: Path) -> int:
            from reports import attendance_lists

            export = (
                attendance_lists.export_away_log if aways else attendance_lists.export_check_log
            )
            return export(store, actor, asked, path)

        ask_table(self._desk, self, self.listing.notice, self._title, write)

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no entry has the key {key!r}")
        return DeskLogRecord(self._desk, self._title, self._kind, key)


class DeskLogRecord(RecordPage):
    """One entry, which may be voided where it was a mistake."""

    def __init__(self, desk: Desk, title: str, kind: type[Kept], ident: UUID) -> None:
        super().__init__()
        self._desk, self._title, self._kind, self._ident = desk, title, kind, ident
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        desk, today = self._desk, self._desk.today()
        with desk.read() as work:
            found = self._entry(work)
            name = work.session.get_one(Staff, found.staff).name
        against = "" if desk.may(Right.KEEP_ATTENDANCE) else asking.NO_RIGHT
        against = against or ("已经作废" if found.voided_at is not None else "")
        facts = [("姓名", name), ("窗口", found.window)]
        if isinstance(found, DeskAway):
            back = found.returned_at
            facts += [
                ("离开", show_moment(found.left_at, today)),
                ("回来", show_moment(back, today) if back else "还没有登记回岗"),
                ("原因", found.reason),
            ]
        else:
            minutes = f"{found.minutes} 分钟" if found.minutes else ""
            facts += [
                ("抽查时间", show_moment(found.at, today)),
                ("情况", found.found.value),
                ("离开", minutes),
                ("抽查人", found.checker),
                ("说明", found.remark),
            ]
        facts.append(("作废原因", found.void_reason))
        self._facts = [(label, said) for label, said in facts if said]
        steps = [Step("作废…", self.ask_void, against)]
        self.show_record(
            Head("", f"{self._title}　{name}"), steps, [Section("facts", "事实", self._page)]
        )

    def ask_void(self) -> None:
        """作废 an entry made by mistake."""

        def take(work: Work, form: Form) -> None:
            desk_log.void_entry(work, self._entry(work), form.text("reason"))

        asking.ask(
            self._desk,
            self,
            f"作废{self._title}",
            [lines("reason", "作废的原因", required=True)],
            "作废",
            take,
            self.refresh,
            danger=True,
        )

    def _entry(self, work: Work) -> Kept:
        if self._kind is DeskAway:
            return work.session.get_one(DeskAway, self._ident)
        return work.session.get_one(SpotCheck, self._ident)

    def _page(self) -> QWidget:
        page, layout = new_page()
        layout.addWidget(facts_card(self._title, self._facts))
        layout.addStretch()
        return page


def aways_page(desk: Desk) -> DeskLogPage:
    """离岗记录 with the 15 and 30 minute marks (ATT-07)."""
    source = DeskLogSource(desk, _AWAYS, [one.value for one in AwayLight])
    return DeskLogPage(desk, "离岗记录", source, DeskAway)


def checks_page(desk: Desk) -> DeskLogPage:
    """抽查记录 (ATT-06, ATT-08)."""
    source = DeskLogSource(desk, _CHECKS, [one.value for one in Found])
    return DeskLogPage(desk, "抽查记录", source, SpotCheck)


def _values(one: Entry, today: date) -> tuple[object, ...]:
    if isinstance(one, AwayRow):
        back = show_moment(one.returned_at, today) if one.returned_at else "还没有回来"
        left = show_moment(one.left_at, today)
        light = LIGHTS[one.light]
        return light, one.name, one.window, left, back, one.minutes, one.light.value, one.reason
    light = _FOUND_LIGHTS[one.found]
    at, minutes = show_moment(one.at, today), one.minutes or ""
    return light, one.name, one.window, at, one.found.value, minutes, one.checker, one.remark


def _key(name: str) -> Callable[[Entry], tuple[object, ...]]:
    return partial(_sorted_by, name)


def _sorted_by(name: str, one: Entry) -> tuple[object, ...]:
    at = one.left_at if isinstance(one, AwayRow) else one.at
    state = one.light.value if isinstance(one, AwayRow) else one.found.value
    found = {"name": one.name, "window": one.window, "minutes": one.minutes, "state": state}
    return found.get(name, ""), at, one.id


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""
