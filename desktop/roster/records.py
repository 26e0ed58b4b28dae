"""值班记录: what a leader did on a turn by the four tasks (DUTY-01), the missing ones on top."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from center.errors import Problem, Refused
from center.journal import commit
from center.records import CHINA
from center.rights import Right
from center.roster.duty import (
    DutyForm,
    mark_missed,
    received,
    records,
    save_record,
    without_record,
)
from center.roster.records import DutyRecord, Turn
from center.staff import Staff, staff
from center.storage import Work
from desktop import parts
from desktop.dates import ZONE, show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.roster.asks import people_choices
from desktop.roster.book import Book, Rows
from desktop.roster.printing import Printer

_COLUMNS = (
    Column("on", "日期", 14, sortable=False),
    Column("name", "领导", 9, sortable=False),
    Column("state", "状态", 10, sortable=False),
    Column("times", "到岗", 13, sortable=False),
    Column("done", "记录", 40, sortable=False),
    Column("visitors", "接待", 6, kind="number", sortable=False),
    Column("solved", "解决", 6, kind="number", sortable=False),
)
_WORDS = "领导到中心值班当天填写四项：了解中心工作、跟踪督导、接待群众、现场解决问题。"
_TEXTS = (
    ("situation", "了解中心工作"),
    ("supervision", "跟踪督导"),
    ("reception", "接待群众"),
    ("settled", "现场解决问题"),
)
_FROM = "按信访登记带出，可以改"
_BACK = 183
"""Days of records in the list."""
TURN, RECORD = "turn", "record"


class RecordsPage(Book):
    """Turns of the last month without a record first, then what was written."""

    shows = frozenset({"duty_record", "turn", "roster"})

    def __init__(self, desk: Desk) -> None:
        empty = "还没有要填的值班记录。"
        super().__init__(desk, "值班记录", _WORDS, _COLUMNS, "done", empty)
        self.late = parts.words("", "warning")
        self.body.insertWidget(0, self.late)
        log = self.against(Right.KEEP_DUTY_LOG)
        self.write = self.add_action("填写记录…", self.ask_record, role="primary", reason=log)
        plan = self.against(Right.PLAN_ROSTER)
        self.miss = self.add_action("未到岗…", self.ask_missed, reason=plan)
        self.besides = self.add_action("临时到中心…", self.ask_besides, reason=log)
        self.printer = Printer(desk, self, self.notice)
        self.add_action("打印…", self.print_record)
        self.list.opened.connect(lambda _key: self.write.click())
        self.refresh()

    def read(self, work: Work) -> Rows:
        """Missing records, then the records of half a year, latest first."""
        today = work.now.astimezone(ZONE).date()
        missing = [
            ((TURN, turn.id), (show_weekday(turn.on), turn.name, "没有记录", "", said, None, None))
            for turn in without_record(work)
            for said in (turn.seat.value,)
        ]
        self.late.setText(
            f"有 {len(missing)} 班没有记录，请补填，或登记未到岗。" if missing else ""
        )
        self.late.setVisible(bool(missing))
        written = records(work, today - timedelta(days=_BACK), today)
        return [*missing, *(((RECORD, one.id), _cells(one)) for one in written)]

    def ask_record(self) -> None:
        """The record of the turn stood on, new or corrected."""
        key = self.key()
        kind, ident = key if isinstance(key, tuple) else ("", None)
        if not isinstance(ident, UUID):
            return
        with self._desk.read() as work:
            record = work.session.get_one(DutyRecord, ident) if kind == RECORD else None
            turn = work.session.get_one(Turn, ident) if kind == TURN else None
            on, name = (record.on, record.name) if record else (_day(turn), _name(turn))
            person = record.staff if record else _staff(turn)
            of = turn.id if turn else record.turn if record else None
            counts = (0, 0) if record and not record.missed else self._received(work, on, name)

        def run(form: Form) -> None:
            with self._desk.work() as work:
                kept = None if of is None else work.session.get_one(Turn, of)
                old = None if record is None else work.session.get_one(DutyRecord, record.id)
                one = work.session.get_one(Staff, person)
                save_record(work, _form(form, on), turn=kept, on=on, person=one, record=old)
                commit(work)
            self.done(f"已保存{name}{show_weekday(on)}的值班记录")

        FormDialog(
            self._desk,
            self,
            "值班记录",
            _fields(record, counts),
            "保存",
            run,
            intro=f"{show_weekday(on)}　{name}",
            draft=f"duty-record-{of or ident}",
        ).open()

    def _received(self, work: Work, on: date, name: str) -> tuple[int, int]:
        """What the petition ledger says, for who may write the record."""
        return received(work, on, name) if self._desk.may(Right.KEEP_DUTY_LOG) else (0, 0)

    def print_record(self) -> None:
        """领导值班记录 of the row stood on; a missing one as a form to be filled in by hand."""
        key = self.key()
        kind, ident = key if isinstance(key, tuple) else ("", None)
        if not isinstance(ident, UUID):
            return
        if kind == TURN:
            self.printer.duty_record(ident, None)
            return
        with self._desk.read() as work:
            of = work.session.get_one(DutyRecord, ident).turn
        self.printer.duty_record(of, ident)

    def ask_missed(self) -> None:
        """Note that nobody came on the turn stood on; it stays owed."""
        key = self.key()
        kind, ident = key if isinstance(key, tuple) else ("", None)
        if kind != TURN or not isinstance(ident, UUID):
            self.notice.say("请先选一行“没有记录”的班次")
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                mark_missed(work, work.session.get_one(Turn, ident), form.text("reason"))
                commit(work)
            self.done("已登记未到岗，这一天以后仍算他少值")

        fields = [Field("reason", "没有到岗的原因", width=48, required=True, wide=True)]
        FormDialog(self._desk, self, "未到岗", fields, "登记", run).open()

    def ask_besides(self) -> None:
        """A leader who came without a turn (DUTY-04)."""
        with self._desk.read() as work:
            leaders = [one for one in staff(work) if one.leader_rank]
        today = self._desk.today()
        fields = [
            Field("person", "领导", "choice", required=True, choices=people_choices(leaders)),
            Field("on", "日期", "date", 14, required=True, default=today),
            *_fields(None, (0, 0)),
        ]

        def run(form: Form) -> None:
            on = form.date("on") or today
            with self._desk.work() as work:
                person = work.session.get_one(Staff, UUID(form.text("person")))
                save_record(work, _form(form, on), on=on, person=person)
                said = f"已登记{person.name}{show_weekday(on)}到中心"
                commit(work)
            self.done(said)

        FormDialog(self._desk, self, "临时到中心", fields, "保存", run).open()


def _fields(record: DutyRecord | None, counts: tuple[int, int]) -> list[Field]:
    def at(moment: datetime | None) -> time | None:
        return None if moment is None else moment.astimezone(ZONE).time()

    if record is not None and not record.missed:
        counts = record.visitors, record.solved
    return [
        Field(
            "arrived_at",
            "到岗时间",
            "time",
            10,
            required=True,
            default=at(record.arrived_at) if record else None,
        ),
        Field("left_at", "离开时间", "time", 10, default=at(record.left_at) if record else None),
        *(
            Field(
                name,
                label,
                "lines",
                lines=2,
                wide=True,
                default=getattr(record, name) if record else None,
            )
            for name, label in _TEXTS
        ),
        Field("visitors", "接待群众（人）", "number", 8, default=counts[0], hint=_FROM),
        Field("solved", "现场解决（件）", "number", 8, default=counts[1]),
    ]


def _form(form: Form, on: date) -> DutyForm:
    def at(name: str) -> datetime | None:
        typed = form.time(name)
        return None if typed is None else datetime.combine(on, typed, CHINA)

    said = {name: form.text(name) for name, _ in _TEXTS}
    return DutyForm(
        arrived_at=at("arrived_at"),
        left_at=at("left_at"),
        visitors=form.number("visitors") or 0,
        solved=form.number("solved") or 0,
        **said,
    )


def _cells(record: DutyRecord) -> tuple[object, ...]:
    def at(moment: datetime | None) -> str:
        return "" if moment is None else f"{moment.astimezone(ZONE):%H:%M}"

    said = "；".join(text for name, _ in _TEXTS if (text := getattr(record, name)))
    state = "未到岗" if record.missed else "已到岗" if record.turn else "临时到中心"
    times = "" if record.missed else f"{at(record.arrived_at)}–{at(record.left_at)}"
    counts = (None, None) if record.missed else (record.visitors, record.solved)
    words = record.missed_reason if record.missed else said
    return (show_weekday(record.on), record.name, state, times, words, *counts)


def _known(turn: Turn | None) -> Turn:
    if turn is None:
        raise Refused([Problem("turn", "这一班已经不在了，请刷新")])
    return turn


def _day(turn: Turn | None) -> date:
    return _known(turn).on


def _name(turn: Turn | None) -> str:
    return _known(turn).name


def _staff(turn: Turn | None) -> UUID:
    return _known(turn).staff
