"""What the queue asks: a number to be taken, where a number goes, a slip to be printed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.journal import commit
from center.queue import tickets
from center.queue.appointments import appointments_of
from center.queue.groups import read_lines
from center.queue.records import AppointmentState, Ticket
from center.queue.tickets import TicketForm
from center.staff import windows
from desktop import tasks
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

ORDINARY = "普通号"
ANY = "（任一窗口）"
CHANGED = frozenset({"ticket", "appointment", "setting", "service_window"})
"""The kinds of record after which whoever shows the queue looks again."""


def line_choices(desk: Desk) -> list[Choice]:
    """The queues of this office."""
    found = read_lines(desk.settings.lines("queue_groups"))
    return [Choice(line.letters, f"{line.letters} {line.title}") for line in found]


def reason_choices(desk: Desk) -> list[Choice]:
    """An ordinary number first, then the priority reasons (REG-20)."""
    reasons = desk.settings.lines("queue_priority_reasons")
    return [Choice(word, word) for word in (ORDINARY, *reasons)]


def window_names(desk: Desk) -> list[str]:
    """The windows of the hall."""
    with desk.read() as work:
        return [window.name for window in windows(work)]


def own_window(desk: Desk) -> str:
    """The window whose A or B post sits at the desk, or the only one; empty when unclear."""
    with desk.read() as work:
        found = windows(work)
    staff = desk.actor.staff
    own = [w.name for w in found if staff is not None and staff in (w.a_post, w.b_post)]
    return (own or ([found[0].name] if len(found) == 1 else [""]))[0]


def expected(desk: Desk) -> int:
    """How many have an appointment today and have not come yet."""
    with desk.read() as work:
        found = appointments_of(work, desk.today())
    return sum(one.state is AppointmentState.BOOKED for one in found)


def ask_ticket(desk: Desk, parent: QWidget, done: Callable[[Ticket, int], None]) -> None:
    """Ask for what a number needs; `done` gets it and how many are before it.

    Ctrl+Enter at once takes an ordinary number of the first queue.
    """
    lines = line_choices(desk)
    fields = [
        Field(
            "line",
            "业务",
            "buttons",
            choices=lines,
            required=True,
            wide=True,
            default=lines[0].value if lines else None,
        ),
        Field(
            "reason",
            "优先",
            "buttons",
            choices=reason_choices(desk),
            wide=True,
            default=ORDINARY,
            hint="有这些情形的先叫；普通号不会一直等下去",
        ),
        Field("name", "姓名（可不填）", width=20, limit=100),
        Field("phone", "电话（可不填）", width=20, limit=40, hint="姓名、电话都填，登记时自动带出"),
    ]

    def run(form: Form) -> None:
        reason = form.text("reason")
        wanted = TicketForm(
            form.text("line"),
            "" if reason == ORDINARY else reason,
            name=form.text("name"),
            phone=form.text("phone"),
        )
        with desk.work() as work:
            ticket = tickets.take(work, wanted)
            commit(work)
        with desk.read() as work:
            ahead = tickets.ahead(work, ticket)
        done(ticket, ahead)

    FormDialog(desk, parent, "取号", fields, "取号", run).open()


def ask_transfer(desk: Desk, parent: QWidget, ticket: Ticket) -> None:
    """Ask for the queue or window a number goes to; its place is kept."""
    places = [Choice(ANY, ANY), *(Choice(name, name) for name in window_names(desk))]
    fields = [
        Field(
            "line",
            "业务",
            "buttons",
            choices=line_choices(desk),
            wide=True,
            required=True,
            default=ticket.line,
        ),
        Field("window", "窗口", "choice", choices=places, default=ANY, wide=True, width=30),
    ]

    def run(form: Form) -> None:
        window = form.text("window")
        with desk.work() as work:
            found = tickets.ticket_of(work, ticket.id)
            tickets.transfer(work, found, form.text("line"), "" if window == ANY else window)
            commit(work)

    FormDialog(
        desk,
        parent,
        f"{ticket.number} 转到",
        fields,
        "转过去",
        run,
        intro="号码不变，按原来取号的先后排，不用重新排队。",
    ).open()


def show_slip(desk: Desk, parent: QWidget, ticket: UUID) -> None:
    """Draw the slip of a number in the background and show it for printing."""
    size = desk.settings.text("queue_slip")
    titles = {line.letters: line.title for line in read_lines(desk.settings.lines("queue_groups"))}
    unit = desk.settings.text("unit_name")

    def make() -> tuple[str, bytes]:
        from forms.queue import Slip, slip

        with desk.read() as work:
            found = tickets.ticket_of(work, ticket)
            ahead = tickets.ahead(work, found)
        title = titles.get(found.line, found.line)
        facts = Slip(unit, found.number, title, found.reason, ahead, found.taken_at)
        return found.number, slip(facts, "a4" if size == "a4" else "roll")

    def show(made: tuple[str, bytes]) -> None:
        from desktop.preview import Preview

        number, content = made
        memory = desk.memory("printers")
        Preview(parent, f"排队号 {number}", "queue_slip", content, memory, said="排队小票").open()

    tasks.run(parent, "正在生成小票", lambda _progress, _cancelled: make(), show)
