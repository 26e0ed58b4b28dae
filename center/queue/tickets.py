"""Numbers of the day: taken, called, passed over, transferred, finished (REG-18, REG-20).

Every call and every taking locks the counters of the day, so that two windows that call at the
same moment never get the same number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

from center.errors import Expected, Problem, Refused
from center.people import Identity, person_for
from center.queue.groups import Line, read_lines
from center.queue.order import Caller, Waiting, streak
from center.queue.records import AT_WINDOW, Ticket, TicketCounter, TicketState
from center.records import local_date
from center.registration import Visit
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work
from center.text import clean_line, length_problems

BOOKED = "预约"
"""The priority reason of whoever comes in time for an appointment."""


@dataclass(frozen=True, slots=True)
class TicketForm:
    """What is asked when a number is taken: a queue, and a priority reason where there is one."""

    line: str
    reason: str = ""
    name: str = ""
    phone: str = ""
    person: UUID | None = None
    for_window: str = ""


@needs(Right.SEE)
def lines(work: Work) -> list[Line]:
    """The queues of this office (setting `queue_groups`)."""
    return read_lines(values(work.session, work.now).lines("queue_groups"))


@needs(Right.REGISTER)
def take(work: Work, form: TicketForm) -> Ticket:
    """Take the next number of a queue today (REG-18); the first of the day is 001.

    Who gives name and phone is linked to the person. Raises Refused for a queue or a priority
    reason (REG-20) that the settings do not have.
    """
    settings = values(work.session, work.now)
    known = {line.letters for line in read_lines(settings.lines("queue_groups"))}
    name, reason = clean_line(form.name), clean_line(form.reason)
    problems = list(length_problems("name", "姓名", name, 100))
    problems += length_problems("phone", "电话", clean_line(form.phone), 40)
    if form.line not in known:
        problems.append(Problem("line", "请选择业务"))
    if reason and reason not in (*settings.lines("queue_priority_reasons"), BOOKED):
        problems.append(Problem("reason", "请从列出的优先原因里选，没有的请在设置里添加"))
    if problems:
        raise Refused(problems)
    person = form.person
    if person is None and name and clean_line(form.phone):
        person = person_for(work, Identity(name, phone=clean_line(form.phone))).id
        # Records come before counters, or two windows might wait for each other.
        work.session.flush()
    today = local_date(work.now)
    ticket = Ticket(
        id=work.new_id(),
        station=work.station,
        day=today,
        line=form.line,
        number=f"{form.line}{_next(work, today, form.line):03d}",
        taken_at=work.now,
        reason=reason,
        name=name,
        person=person,
        for_window=clean_line(form.for_window),
    )
    work.session.add(ticket)
    return ticket


@needs(Right.REGISTER)
def call_next(work: Work, window: str) -> Ticket | None:
    """Call the next number to a window; None when nobody waits for it.

    What the window had before is finished by it. The order is `center.queue.order`'s.
    """
    window = clean_line(window)
    if not window:
        raise Refused([Problem("window", "请先选择本机是哪个窗口，再叫号")])
    today = local_date(work.now)
    counters = select(TicketCounter).where(
        TicketCounter.station == work.station, TicketCounter.day == today
    )
    work.session.execute(counters.order_by(TicketCounter.line).with_for_update()).all()
    held = _today(work).where(Ticket.window == window, Ticket.state.in_(AT_WINDOW))
    for ticket in work.session.scalars(held):
        _end(work, ticket, TicketState.DONE)
    caller, pool = _caller(work, window), _pool(work, window)
    chosen = caller.choose([_as_waiting(one) for one in pool])
    if chosen is None:
        return None
    caller.take(chosen)
    ticket = next(one for one in pool if one.id == chosen.id)
    ticket.state, ticket.window = TicketState.CALLED, window
    ticket.turn, ticket.turn_due = caller.turns[ticket.line], 0
    ticket.calls += 1
    ticket.called_at = work.now
    ticket.first_called_at = ticket.first_called_at or work.now
    return ticket


@needs(Right.REGISTER)
def call_again(work: Work, ticket: Ticket) -> None:
    """Call the same number once more."""
    _must(work, ticket, TicketState.CALLED)
    ticket.calls += 1
    ticket.called_at = work.now


@needs(Right.REGISTER)
def pass_over(work: Work, ticket: Ticket) -> None:
    """Nobody came (过号); the number keeps until its holder asks for it."""
    _must(work, ticket, TicketState.CALLED)
    ticket.state = TicketState.PASSED


@needs(Right.REGISTER)
def come_back(work: Work, ticket: Ticket) -> None:
    """The holder of a passed number is here: called again after so many others (setting)."""
    _must(work, ticket, TicketState.PASSED)
    after = values(work.session, work.now).number("queue_back_after")
    ticket.state = TicketState.WAITING
    ticket.turn_due = _turns(work).get(ticket.line, 0) + after


@needs(Right.REGISTER)
def transfer(work: Work, ticket: Ticket, line: str, window: str = "") -> None:
    """Send to another queue or window; the place stays that of the time of taking."""
    _must(work, ticket, TicketState.WAITING, *AT_WINDOW)
    window = clean_line(window)
    if line not in {one.letters for one in lines(work)}:
        raise Refused([Problem("line", "请选择转到哪个业务")])
    if (line, window) == (ticket.line, ticket.for_window) and ticket.state is TicketState.WAITING:
        raise Refused([Problem("window", "就在这里等候，请选择另一个业务或窗口")])
    ticket.line, ticket.for_window = line, window
    ticket.state, ticket.turn, ticket.turn_due = TicketState.WAITING, 0, 0
    ticket.window = ""


@needs(Right.REGISTER)
def start(work: Work, ticket: Ticket, visit: UUID | None = None) -> None:
    """The one called is here; `visit` is what was registered for the number."""
    if visit is not None:
        _must(work, ticket, *AT_WINDOW)
        found = work.session.scalars(
            visible(select(Visit).where(Visit.id == visit), work.actor)
        ).one_or_none()
        if found is None:
            raise Expected("没有找到这次登记，号码没有关联。请刷新后再试。")
        ticket.visit, ticket.person = visit, ticket.person or found.person
        ticket.name = ticket.name or found.name
    else:
        _must(work, ticket, TicketState.CALLED)
    ticket.state = TicketState.SERVING
    ticket.served_at = ticket.served_at or work.now


@needs(Right.REGISTER)
def finish(work: Work, ticket: Ticket) -> None:
    """Done at the window."""
    _must(work, ticket, *AT_WINDOW)
    _end(work, ticket, TicketState.DONE)


@needs(Right.REGISTER)
def leave(work: Work, ticket: Ticket) -> None:
    """The holder went away without being served."""
    _must(work, ticket, TicketState.WAITING, TicketState.PASSED, TicketState.CALLED)
    _end(work, ticket, TicketState.LEFT)


@needs(Right.SEE)
def ticket_of(work: Work, ticket: UUID) -> Ticket:
    """One number this actor may see; raises `Expected` when there is none."""
    query = visible(select(Ticket).where(Ticket.id == ticket), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Expected("没有找到这个号，可能不属于本站。请刷新后再试。")
    return found


@needs(Right.SEE)
def ticket_of_visit(work: Work, visit: UUID) -> Ticket | None:
    """The number a visit was registered for; None when there was none."""
    query = visible(select(Ticket).where(Ticket.visit == visit), work.actor)
    return work.session.scalars(query.order_by(Ticket.taken_at.desc())).first()


@needs(Right.SEE)
def at_window(work: Work, window: str) -> Ticket | None:
    """The number at a window now."""
    query = _today(work).where(Ticket.window == window, Ticket.state.in_(AT_WINDOW))
    return work.session.scalars(query.order_by(Ticket.called_at.desc())).first()


@needs(Right.SEE)
def waiting(work: Work, window: str = "") -> list[Ticket]:
    """Those waiting, in the order in which a window would call them; without one, the whole hall.

    The order holds as long as nobody else comes or is called elsewhere.
    """
    caller = _caller(work, window)
    pool = {one.id: one for one in _pool(work, window)}
    return [pool[one.id] for one in caller.line_up(map(_as_waiting, pool.values()))]


@needs(Right.SEE)
def ahead(work: Work, ticket: Ticket) -> int:
    """How many of its queue will be called before it, as things stand."""
    found = [one.id for one in waiting(work) if one.line == ticket.line]
    return found.index(ticket.id) if ticket.id in found else 0


@needs(Right.SEE)
def tickets_between(work: Work, first: date, last: date) -> list[Ticket]:
    """The numbers of these days, both included, in the order of taking."""
    query = select(Ticket).where(
        Ticket.station == work.station,
        Ticket.day >= first,
        Ticket.day <= last,
        Ticket.voided_at.is_(None),
    )
    found = work.session.scalars(visible(query, work.actor).order_by(Ticket.taken_at, Ticket.id))
    return list(found)


def _today(work: Work) -> Select[Ticket]:
    """Today's numbers of this station in the order of taking."""
    query = select(Ticket).where(
        Ticket.station == work.station,
        Ticket.day == local_date(work.now),
        Ticket.voided_at.is_(None),
    )
    return query.order_by(Ticket.taken_at, Ticket.id)


def _pool(work: Work, window: str) -> list[Ticket]:
    """Those a window may call (empty: any of them), in the order of taking."""
    serving = {one.letters: one for one in lines(work)}
    found = work.session.scalars(_today(work).where(Ticket.state == TicketState.WAITING))
    return [t for t in found if not window or _may_call(serving.get(t.line), t, window)]


def _as_waiting(ticket: Ticket) -> Waiting:
    return Waiting(ticket.id, ticket.line, ticket.priority, ticket.turn_due)


def _may_call(line: Line | None, ticket: Ticket, window: str) -> bool:
    if ticket.for_window:
        return ticket.for_window == window
    # A queue that was taken out of the settings at noon must still be emptied.
    return line is None or line.served_by(window)


def _caller(work: Work, window: str) -> Caller:
    every = values(work.session, work.now).number("queue_ordinary_every")
    called = _today(work).where(Ticket.window == window, Ticket.called_at.is_not(None))
    newest_first = called.order_by(None).order_by(Ticket.called_at.desc(), Ticket.turn.desc())
    called_before = work.session.scalars(newest_first) if window else ()
    return Caller(every, streak(one.priority for one in called_before), _turns(work))


def _turns(work: Work) -> dict[str, int]:
    """How many calls each queue has had today."""
    turns: dict[str, int] = {}
    for ticket in work.session.scalars(_today(work)):
        turns[ticket.line] = max(turns.get(ticket.line, 0), ticket.turn)
    return turns


def _end(work: Work, ticket: Ticket, state: TicketState) -> None:
    ticket.state, ticket.ended_at = state, work.now


def _must(work: Work, ticket: Ticket, *states: TicketState) -> None:
    elsewhere = ticket.station != work.station or ticket.day != local_date(work.now)
    if elsewhere or ticket.voided_at is not None:
        raise Refused(f"{ticket.number} 不是本站今天的号，没有改动。请刷新列表。")
    if ticket.state not in states:
        raise Refused(
            f"{ticket.number} 现在是“{ticket.state.value}”，没有改动。请看一眼列表再操作。"
        )


@cache
def _counting(dialect: str) -> ReturningInsert[int]:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    statement = insert(TicketCounter).on_conflict_do_update(
        index_elements=["station", "day", "line"], set_={"last": TicketCounter.last + 1}
    )
    return statement.returning(TicketCounter.last)


def _next(work: Work, day: date, line: str) -> int:
    connection = work.session.connection()
    key = {"station": work.station, "day": day, "line": line, "last": 1}
    serial: int = connection.execute(_counting(connection.dialect.name), key).scalar_one()
    return serial
