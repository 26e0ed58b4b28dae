"""评价和回访: the follow-up visits that wait, and one of them opened (SAT-04, SAT-05)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from uuid import UUID

from PySide6.QtWidgets import QFileDialog, QWidget

from center import follow_ups
from center.errors import Expected
from center.follow_ups import (
    CallOutcome,
    FollowUpFilter,
    FollowUpRow,
    Origin,
    count,
    draw_sample,
    follow_up,
    handlers_of,
    page,
    reason_against_call,
    record_call,
)
from center.identity import mask_phone
from center.journal import commit, note
from center.lists import Key
from center.rights import Right
from center.staff import windows
from desktop import dates, notice, parts, tasks
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column, Dates, Filter, FilterValue, Listing, Query, Quick, Row
from desktop.listing.views import add_views
from desktop.record import Head, RecordPage, Section, Step, Subject

OPEN, DONE = "open", "done"
KINDS_SHOWN = frozenset({"follow_up", "evaluation"})
EMPTY = "没有符合条件的回访。评价为“不满意”“非常不满意”的自动列入，抽样的按月抽取。"
_COLUMNS = (
    Column("light", "状态灯", 3, kind="light", sortable=False),
    Column("due_on", "应回访", 9),
    Column("number", "办件编号", 18),
    Column("name", "申请人", 8, sortable=False),
    Column("item_name", "事项", 20, sortable=False),
    Column("window", "窗口", 10),
    Column("handler_name", "经办", 8),
    Column("origin", "来源", 10, sortable=False),
    Column("why", "评价", 12, sortable=False),
    Column("outcome", "结果", 12, sortable=False),
    Column("phone", "电话", 14, sortable=False, shown=False),
    Column("opened_at", "列入", 16, shown=False),
    Column("called_at", "回访时间", 16, shown=False),
    Column("caller_name", "回访人", 8, sortable=False, shown=False),
)


class FollowUpSource:
    """Rows of `center.follow_ups` for one desk; those still owed unless asked otherwise."""

    columns: Sequence[Column] = _COLUMNS
    sort = ("due_on", False)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def quick(self) -> Sequence[Quick]:
        """待回访 comes first."""
        return (
            Quick("open", "待回访", {"state": OPEN}),
            Quick("due", "到期", {"state": OPEN, "due": "1"}),
            Quick("done", "已回访", {"state": DONE}),
            Quick("all", "全部"),
        )

    @property
    def filters(self) -> Sequence[Filter]:
        """The chips, left to right."""
        return (
            Filter("origin", "来源", [Choice(one.value, one.value) for one in Origin]),
            Filter("outcome", "结果", [Choice(one.value, one.value) for one in CallOutcome]),
            Filter("window", "窗口", self._windows),
            Filter("opened", "列入日期", dates=True),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        with self._desk.read() as work:
            found = page(
                work,
                wanted(query, self._desk.today()),
                query.sort,
                descending=query.descending,
                after=cast(Key | None, after),
                limit=limit,
            )
        today = self._desk.today()
        return [Row(row.id, _values(row, today), row.key(query.sort)) for row in found]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        with self._desk.read() as work:
            return count(work, wanted(query, self._desk.today()), cap)

    def _windows(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(window.name, window.name) for window in windows(work)]


def wanted(query: Query, today: date) -> FollowUpFilter:
    """What the list asks of the center."""
    filters = query.filters
    opened = filters.get("opened")
    span = opened if isinstance(opened, Dates) else Dates()
    state, origin = _text(filters.get("state")), _text(filters.get("origin"))
    outcome = _text(filters.get("outcome"))
    return FollowUpFilter(
        open=state == OPEN if state else None,
        due_to=today if filters.get("due") else None,
        origin=Origin(origin) if origin else None,
        outcome=CallOutcome(outcome) if outcome else None,
        window=_text(filters.get("window")),
        opened_from=span.first,
        opened_to=span.last,
        text=query.text,
    )


class FollowUpsPage(Subject):
    """The list; a follow-up opens in front of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "评价和回访",
            FollowUpSource(desk),
            desk.today,
            memory=desk.memory("follow_ups"),
            empty=EMPTY,
        )
        super().__init__(listing, self._record)
        self.draw = listing.add_action("抽取上月回访", self.ask_draw)
        self.export = listing.add_action("导出 Excel", self.ask_export)
        for button, right in ((self.draw, Right.SUPERVISE), (self.export, Right.EXPORT)):
            may = desk.may(right)
            button.setEnabled(may)
            button.setToolTip("" if may else f"当前账号没有“{right.value}”的权限")
        add_views(desk, "follow_ups", listing)
        self.follow(desk.changed, KINDS_SHOWN)

    def ask_draw(self) -> None:
        """Draw last month's sample; it cannot be drawn again."""
        last = self._desk.today().replace(day=1) - timedelta(days=1)
        percent = self._desk.settings.number("follow_up_percent")
        words = (
            f"从 {last.year}年{last.month}月 办结、留有电话的件中随机抽 {percent}%，至少 1 件。"
            "名单抽定后不能重抽。"
        )
        if not notice.confirm(self, f"抽取 {last.month}月 的回访", words, "抽取"):
            return
        try:
            with self._desk.work() as work:
                made = draw_sample(work, last.year, last.month)
                commit(work)
        except Expected as error:
            self.listing.notice.error(error)
            return
        self.listing.refresh()
        self.listing.notice.say(
            f"{last.month}月 办结 {made.finished} 件，抽到 {made.chosen} 件，已列入待回访。"
        )

    def ask_export(self) -> None:
        """Ask where to and write the list as it is filtered."""
        path, _ = QFileDialog.getSaveFileName(self, "导出", "办件回访清单.xlsx", "Excel (*.xlsx)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the list off the GUI thread."""
        desk, query, told = self._desk, self.listing.query, self.listing.notice

        def write(_progress: tasks.Progress, _cancelled: tasks.Cancelled) -> int:
            from reports.evaluations import export_follow_ups

            asked = wanted(query, desk.today())
            return export_follow_ups(
                desk.store, desk.actor, asked, path, query.sort, descending=query.descending
            )

        def done(rows: int) -> None:
            told.say(f"已导出 {rows} 条回访：{path}", seconds=0)

        tasks.run(self, "正在导出回访清单", write, done, told.error)

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no follow-up has the key {key!r}")
        return FollowUpRecord(self._desk, key)


class FollowUpRecord(RecordPage):
    """One follow-up: whom to call and why, what was said, what is done about it."""

    def __init__(self, desk: Desk, ident: UUID) -> None:
        super().__init__()
        self._desk, self._ident = desk, ident
        self._phone = ""
        self.refresh()

    def refresh(self) -> None:
        """Read it again."""
        desk, today = self._desk, self._desk.today()
        try:
            with desk.read() as work:
                self._found, self._case = follow_up(work, self._ident)
                handled_by = handlers_of(work.session, self._case)
        except Expected as error:
            self.notice.problem(error.sentence)
            return
        found, case = self._found, self._case
        against = reason_against_call(found, handled_by, desk.actor)
        if not against and not desk.may(Right.FOLLOW_UP):
            against = f"当前账号没有“{Right.FOLLOW_UP.value}”的权限"
        reveal = "" if desk.may(Right.REVEAL) else f"当前账号没有“{Right.REVEAL.value}”的权限"
        steps = [
            Step("记回访", self.ask_call, against, not against, "Ctrl+E"),
            Step("看完整电话", self.show_phone, reveal or ("" if case.phone else "没有留电话")),
            Step("打开办件", lambda: desk.open_case.emit(case.id)),
        ]
        state = found.outcome.value if found.outcome else "待回访"
        head = Head(
            case.number or "",
            f"回访　{case.name}",
            due=f"应在 {dates.show_date(found.due_on, today)} 前回访",
            facts=f"{state}　{found.origin.value}　{case.item_name}　经办 {found.handler_name}",
        )
        self.show_record(head, steps, [Section("facts", "事实", self._facts)])

    def ask_call(self) -> None:
        """Write down a call."""

        def run(form: Form) -> None:
            chosen = form.text("outcome")
            with self._desk.work() as work:
                record_call(
                    work,
                    self._ident,
                    CallOutcome(chosen) if chosen else None,
                    form.text("opinion"),
                    form.text("measure"),
                )
                commit(work)
            self.refresh()

        FormDialog(
            self._desk,
            self,
            f"记回访　{self._case.name}",
            [
                Field(
                    "outcome",
                    "回访结果",
                    "buttons",
                    required=True,
                    wide=True,
                    choices=[Choice(one.value, one.value) for one in CallOutcome],
                ),
                Field("opinion", "群众意见", "lines", wide=True, lines=2),
                Field("measure", "处理情况", "lines", wide=True, lines=2),
            ],
            "保存",
            run,
            intro=f"打了 {follow_ups.TRIES} 次都没有联系上的，这条回访才算办完。",
            draft=f"follow_up:{self._ident.hex}",
        ).open()

    def show_phone(self) -> None:
        """Show the number in full; that it was looked at is journalled (D8)."""
        with self._desk.work() as work:
            _found, case = follow_up(work, self._ident)
            note(work, "reveal", case, reason="回访")
            commit(work)
        self._phone = self._case.phone
        self.refresh()

    def _facts(self) -> QWidget:
        found, case, today = self._found, self._case, self._desk.today()
        whole, column = parts.column()
        called = dates.show_moment(found.called_at, today) if found.called_at else ""
        column.addWidget(
            parts.facts(
                "回访谁",
                [
                    ("申请人", case.name),
                    ("电话", self._phone or mask_phone(case.phone)),
                    ("事项", case.item_name),
                    ("办理结果", case.result),
                    ("窗口", found.window),
                    ("经办", found.handler_name),
                    ("来源", found.origin.value + (f"（{found.month}）" if found.month else "")),
                    ("评价", found.why),
                ],
            )
        )
        if found.called_at is not None:
            column.addWidget(
                parts.facts(
                    "回访情况",
                    [
                        ("时间", called),
                        ("回访人", found.caller_name),
                        ("结果", found.outcome.value if found.outcome else "没有联系上，还要再打"),
                        ("打了几次", str(found.tries)),
                        ("群众意见", found.opinion),
                        ("处理情况", found.measure),
                    ],
                )
            )
        column.addStretch()
        return whole


def _values(row: FollowUpRow, today: date) -> tuple[object, ...]:
    opened: datetime = row.opened_at
    tried = f"没联系上 {row.tries} 次" if row.tries else ""
    return (
        row.light.value,
        dates.show_date(row.due_on, today),
        row.number,
        row.name,
        row.item_name,
        row.window,
        row.handler_name,
        row.origin.value,
        row.why,
        row.outcome.value if row.outcome else tried,
        row.phone,
        opened,
        row.called_at,
        row.caller_name,
    )


def _text(value: FilterValue | None) -> str:
    return value if isinstance(value, str) else ""
