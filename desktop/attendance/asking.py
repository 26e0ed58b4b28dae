"""What the forms of the tab share: people and half days to choose from, how they are read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.attendance.chains import Span
from center.attendance.hours import Half
from center.errors import Problem, Refused
from center.journal import commit
from center.staff import staff
from center.storage import Work
from desktop.cases.ask import choices
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog

HALVES = choices([half.value for half in Half])
NO_RIGHT = "当前账号没有“考勤管理”的权限，需要时请联系考勤员或主任"


def people(work: Work) -> list[Choice]:
    """Everybody who works here; found by name and by staff number."""
    return [Choice(one.id.hex, one.name, one.staff_number) for one in staff(work)]


def people_of(desk: Desk) -> list[Choice]:
    """`people`, for a form that is about to open."""
    with desk.read() as work:
        return people(work)


def person(name: str, label: str, among: Sequence[Choice], **more: object) -> Field:
    """A field that is typed and takes one of the staff."""
    hint = str(more.get("hint", ""))
    required, default = more.get("required", True) is True, more.get("default")
    return Field(
        name, label, "pick", 20, required=required, choices=among, hint=hint, default=default
    )


def half(name: str, label: str, default: Half) -> Field:
    """上午 or 下午."""
    return Field(name, label, "buttons", 12, required=True, choices=HALVES, default=default.value)


def who(form: Form, name: str = "staff") -> UUID | None:
    """Who was chosen."""
    text = form.text(name)
    return UUID(hex=text) if text else None


def moment(form: Form, day: str, time: str) -> datetime | None:
    """A day and a time of day as one moment; None while either is missing."""
    on, clock = form.date(day), form.time(time)
    return None if on is None or clock is None else datetime.combine(on, clock, ZONE)


def span_of(form: Form) -> Span | None:
    """The half days of a form with `first`, `first_half`, `last` and `last_half`."""
    first, last = form.date("first"), form.date("last")
    if first is None or last is None or not form.text("first_half") or not form.text("last_half"):
        return None
    return Span(first, Half(form.text("first_half")), last, Half(form.text("last_half")))


def ask(
    desk: Desk,
    parent: QWidget,
    title: str,
    fields: Sequence[Field],
    verb: str,
    take: Callable[[Work, Form], object],
    done: Callable[[], object],
    *,
    intro: str = "",
    names: Mapping[str, str] | None = None,
    draft: str = "",
    danger: bool = False,
) -> FormDialog:
    """A form whose answer is saved in one unit of work; `done` follows.

    `names` says under which field a problem stands that the service names otherwise.
    """
    renamed = names or {}

    def run(form: Form) -> None:
        try:
            with desk.work() as work:
                take(work, form)
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(renamed.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused

    dialog = FormDialog(
        desk, parent, title, fields, verb, run, intro=intro, draft=draft, danger=danger
    )
    dialog.accepted.connect(done)
    dialog.open()
    return dialog


def month_after(day: date, months: int) -> date:
    """The first day of a month so many months later (earlier when negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
