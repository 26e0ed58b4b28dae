"""不能值班: leave, meetings and recurring days on which somebody cannot be put on a roster."""

from __future__ import annotations

from uuid import UUID

from center.journal import commit
from center.rights import Right
from center.roster.members import Away, absences, add_absence, drop_absence, people
from center.roster.needs import WEEKDAYS
from center.roster.records import DutyAbsence
from center.staff import staff
from center.storage import Work
from desktop.choice import Choice
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.roster.asks import people_choices
from desktop.roster.book import Book, Rows

_COLUMNS = (
    Column("name", "姓名", 10, sortable=False),
    Column("first", "从", 14, sortable=False),
    Column("last", "到", 14, sortable=False),
    Column("weekday", "每周", 8, sortable=False),
    Column("reason", "原因", 30, sortable=False),
)
_WORDS = "请假、外出开会和每周固定不能值班的日子。排班时避开；已经排上的会在班表旁提示。"


class AbsencesPage(Book):
    """The days noted, those to come first and the past below."""

    shows = frozenset({"duty_absence", "staff"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "不能值班", _WORDS, _COLUMNS, "reason", "没有登记不能值班的日子。")
        reason = self.against(Right.PLAN_ROSTER)
        self.add = self.add_action(
            "登记…", self.ask_add, shortcut="Ctrl+N", role="primary", reason=reason
        )
        self.drop = self.add_action("删除", self.drop_one, reason=reason)
        self.refresh()

    def read(self, work: Work) -> Rows:
        """What lies ahead by its first day, then what is past."""
        today = self._desk.today()
        found = sorted(absences(work), key=lambda one: (one.last < today, one.first))
        named = people(work, {one.staff for one in found})
        return [
            (
                one.id,
                (
                    named[one.staff].name,
                    show_date(one.first, today),
                    show_date(one.last, today),
                    "" if one.weekday is None else f"周{WEEKDAYS[one.weekday]}",
                    one.reason,
                ),
            )
            for one in found
        ]

    def ask_add(self) -> None:
        """Note days on which somebody cannot serve; overlapping ones are refused."""
        today = self._desk.today()
        with self._desk.read() as work:
            choices = sorted(staff(work), key=lambda one: not one.leader_rank)
        days = [Choice(str(n), f"每周{name}") for n, name in enumerate(WEEKDAYS)]

        def run(form: Form) -> None:
            weekday = form.text("weekday")
            with self._desk.work() as work:
                away = Away(
                    UUID(form.text("person")),
                    form.date("first") or today,
                    form.date("last") or form.date("first") or today,
                    form.text("reason"),
                    int(weekday) if weekday else None,
                )
                add_absence(work, away)
                commit(work)
            self.done("已登记，已经排好的班请在班表旁核对")

        FormDialog(
            self._desk,
            self,
            "不能值班的日子",
            [
                Field("person", "人员", "choice", required=True, choices=people_choices(choices)),
                Field("reason", "原因", required=True, hint="如年休假、县里开会"),
                Field("first", "从", "date", 14, required=True),
                Field("last", "到", "date", 14, hint="只有一天不用填"),
                Field("weekday", "只是每周的", "choice", choices=days, hint="整段都不能值班不用选"),
            ],
            "登记",
            run,
        ).open()

    def drop_one(self) -> None:
        """Take back the days stood on."""
        key = self.key()
        if isinstance(key, UUID):
            self.save(
                lambda work: drop_absence(work, work.session.get_one(DutyAbsence, key)),
                "已删除，这些天又可以排班",
            )
