"""New cases of an import: their people, numbers, events and checklists, written by the thousand."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from center.accounts import Account
from center.cases.limits import clock_of, ended_on
from center.cases.records import CLOSED, Case, CaseEvent, CaseMaterial, Happened, Status
from center.clock import State
from center.holidays import work_calendar
from center.imports.given import HIDDEN_ID, NO_ID, NO_PHONE, Given, result_of
from center.imports.plan import Planned
from center.imports.rows import Cancelled, Progress
from center.items import CaseKind, Item
from center.journal import batches, columns_of, created
from center.people import Person, PersonKey
from center.records import local_date
from center.rights import Right, needs
from center.search_keys import keys_for
from center.settings import Setting, Values, values
from center.storage import Line, NumberRequest, Work

TOGETHER = 500


class Stopped(Exception):
    """The clerk pressed 取消 while rows were being written."""


ENDED = {
    Status.FINISHED: Happened.FINISHED,
    Status.REFUSED: Happened.REFUSED,
    Status.RETURNED: Happened.RETURNED,
}


def outcome(given: Given, at: datetime) -> dict[str, Any]:
    """How a case ended, as its columns hold it."""
    said = "；".join(text for text in (given.result, given.remark) if text)
    if given.status is not Status.FINISHED:
        return {"reason": said or given.platform_status or given.status.value}
    return {
        "finished_at": at,
        "result": result_of(given),
        "result_number": given.document_number,
        "reason": said if result_of(given) == "不予办理" else "",
    }


def came_from(given: Given, source: str) -> str:
    """Where an event of an imported case comes from, and what the table remarks."""
    return f"导入自{source}第 {given.row} 行" + (f"：{given.remark}" if given.remark else "")


@needs(Right.IMPORT)
def create(
    work: Work, rows: Sequence[Planned], source: str, progress: Progress, cancelled: Cancelled
) -> None:
    """Prepare new cases for commit: people, numbers, and the streams that write everything."""
    people = _new_people(work, rows)
    for planned in rows:
        planned.case = work.new_id()
        given = planned.given
        year = local_date(given.received_at or work.now).year
        use: Callable[[str], None] = partial(setattr, given, "number")
        work.numbers.append(NumberRequest(work.station, "SL", year, use))
    writer = _Writer(work, source)
    watched = partial(_watched, rows, progress, cancelled)
    session = work.session
    work.streams += [
        _people_lines(work, people),
        created(session, Case, map(writer.case, watched("正在写入办件"))),
        created(session, CaseEvent, _each(writer.events, watched("正在写入办件经过"))),
        created(session, CaseMaterial, _each(writer.materials, rows)),
    ]


def _each(
    make: Callable[[Planned], Iterable[dict[str, Any]]], rows: Iterable[Planned]
) -> Iterator[dict[str, Any]]:
    for planned in rows:
        yield from make(planned)


def _watched(
    rows: Sequence[Planned], progress: Progress, cancelled: Cancelled, words: str
) -> Iterator[Planned]:
    for done, planned in enumerate(rows, 1):
        if done % TOGETHER == 0 or done == len(rows):
            if cancelled():
                raise Stopped
            progress(done, len(rows), words)
        yield planned


def _new_people(work: Work, rows: Iterable[Planned]) -> list[tuple[UUID, Given]]:
    """Who has to be added, each once; the rows are told who they belong to."""
    added: dict[tuple[str, ...], UUID] = {}
    found = []
    for planned in rows:
        if planned.person is not None:
            continue
        given = planned.given
        who = (given.known_id,) if given.known_id else (given.name, given.phone, given.village)
        if who not in added:
            added[who] = work.new_id()
            found.append((added[who], given))
        planned.person = added[who]
    return found


def _people_lines(work: Work, people: Sequence[tuple[UUID, Given]]) -> Iterator[Line]:
    """The people, and in the same breath their search keys, which the journal does not hold."""
    like = columns_of(Person(id=work.actor.account, station=work.station, name=""))
    for some in batches(people, TOGETHER):
        rows = [
            {
                **like,
                "id": person,
                "name": given.name,
                "person_kind": given.person_kind,
                "id_kind": given.id_kind,
                "id_number": given.known_id,
                "phone": given.phone,
                "village": given.village,
                "address": given.address,
            }
            for person, given in some
        ]
        yield from created(work.session, Person, rows)
        keys = [
            {"key": key, "person": row["id"]}
            for row in rows
            for key in sorted(keys_for(row["name"], row["id_number"], row["phone"]))
        ]
        if keys:
            work.session.execute(insert(PersonKey), keys)


class _Writer:
    """Makes the rows of one case; what many cases share is computed once."""

    def __init__(self, work: Work, source: str) -> None:
        self._work, self._source = work, source
        self._handlers = _handlers(work)
        self._clocks = _Clocks(work)
        self._likes: dict[UUID, dict[str, Any]] = {}
        self._event = columns_of(
            CaseEvent(
                id=work.actor.account,
                station=work.station,
                case=work.actor.account,
                happened=Happened.RECEIVED,
                at=work.now,
                entered_at=work.now,
                account=work.actor.account,
                actor_name=work.actor.name,
            )
        )

    def case(self, planned: Planned) -> dict[str, Any]:
        """The case itself, with its derived columns."""
        given, item, actor = planned.given, _item(planned), self._work.actor
        if item.id not in self._likes:
            self._likes[item.id] = columns_of(self._like(item))
        hidden = given.id.masked or not given.known_id
        row = {
            **self._likes[item.id],
            "id": planned.case,
            "number": given.number,
            "received_at": given.received_at,
            "handler": self._handlers.get(given.handler, actor.account),
            "handler_name": given.handler or actor.name,
            "name": given.name,
            "status": _standing(given),
            "window": given.window or item.window,
            "person": planned.person,
            "person_kind": given.person_kind,
            "id_kind": given.id_kind,
            "id_number": given.known_id,
            "no_id_reason": (HIDDEN_ID if given.id.masked else NO_ID) if hidden else "",
            "phone": given.phone,
            "no_phone_reason": "" if given.phone else NO_PHONE,
            "village": given.village,
            "address": given.address,
            "visitor_name": given.name,
            "visitor_phone": given.phone,
            "accepted_on": _accepted_on(given),
            "platform_number": given.platform_number or None,
            "platform_status": given.platform_status,
            "import_row": given.row,
            "finished_elsewhere": given.status in CLOSED,
        }
        if given.status in CLOSED and given.finished_at is not None:
            row |= outcome(given, given.finished_at)
        return row | self._clocks.derived(given, item)

    def _like(self, item: Item) -> Case:
        work = self._work
        return Case(
            id=work.actor.account,
            station=work.station,
            item=item.id,
            item_code=item.code,
            item_name=item.name,
            case_kind=item.case_kind,
            received_at=work.now,
            entered_at=work.now,
            handler=work.actor.account,
            handler_name=work.actor.name,
            name="",
            import_source=self._source,
        )

    def events(self, planned: Planned) -> Iterator[dict[str, Any]]:
        """What happened to the case, as far as the table tells."""
        given, work = planned.given, self._work
        for happened, at in _steps(given):
            yield {
                **self._event,
                "id": work.new_id(),
                "case": planned.case,
                "happened": happened,
                "at": at,
                "actor_name": given.handler or work.actor.name,
                "remark": came_from(given, self._source)
                if happened is Happened.RECEIVED
                else given.result,
            }

    def materials(self, planned: Planned) -> Iterator[dict[str, Any]]:
        """The checklist of a case that goes on here; one accepted elsewhere has its papers."""
        given, work = planned.given, self._work
        if given.status in CLOSED or planned.case is None:
            return
        taken = _standing(given) is Status.ACCEPTED and given.received_at is not None
        for position, material in enumerate(_item(planned).material_list()):
            yield columns_of(
                CaseMaterial(
                    id=work.new_id(),
                    station=work.station,
                    case=planned.case,
                    position=position,
                    name=material.name,
                    form=material.form,
                    count=material.count,
                    received_on=local_date(given.received_at or work.now) if taken else None,
                )
            )


def _item(planned: Planned) -> Item:
    if planned.item is None:
        raise ValueError("a row without an item is refused")
    return planned.item


def _standing(given: Given) -> Status:
    """Where an imported case stands here: a supplement or a pause must be told here anew."""
    if given.status is Status.SUSPENDED:
        return Status.ACCEPTED
    return Status.RECEIVED if given.status is Status.SUPPLEMENTING else given.status


def _accepted_on(given: Given) -> date | None:
    if _standing(given) in (Status.ACCEPTED, Status.FINISHED) or given.accepted_at is not None:
        at = given.accepted_at or given.received_at
        return None if at is None else local_date(at)
    return None


def _steps(given: Given) -> list[tuple[Happened, datetime]]:
    received = given.received_at
    if received is None:
        return []
    found = [(Happened.RECEIVED, received)]
    accepted = max(given.accepted_at or received, received)
    if _accepted_on(given) is not None:
        found.append((Happened.ACCEPTED, accepted))
    if given.status in CLOSED:
        found.append((ENDED[given.status], max(given.finished_at or accepted, accepted)))
    return found


def _handlers(work: Work) -> dict[str, UUID]:
    """The account of each name only one account has."""
    found: dict[str, list[UUID]] = {}
    query = select(Account.id, Account.name).where(Account.voided_at.is_(None))
    for row in work.session.execute(query):
        found.setdefault(row.name, []).append(row.id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


class _Clocks:
    """The derived columns of imported cases; those of one item and the same days share them."""

    def __init__(self, work: Work) -> None:
        self._session, self._today = work.session, local_date(work.now)
        self._actor = work.actor.account
        self._calendar = work_calendar(work.session)
        changes = select(Setting.effective_from).distinct().order_by(Setting.effective_from)
        self._changes = list(work.session.scalars(changes))
        self._settings: dict[int, Values] = {}
        self._found: dict[tuple[Any, ...], dict[str, Any]] = {}

    def derived(self, given: Given, item: Item) -> dict[str, Any]:
        """`due_on`, `raw_due_on`, `paused` and `ended_on`, as `cases.file.derive` writes them."""
        steps = _steps(given)
        era = bisect_right(self._changes, steps[0][1])
        key = (item.id, era, given.status, *((h, local_date(at)) for h, at in steps))
        if key not in self._found:
            if era not in self._settings:
                self._settings[era] = values(self._session, steps[0][1])
            self._found[key] = self._compute(given, item, steps, self._settings[era])
        return self._found[key]

    def _compute(
        self,
        given: Given,
        item: Item,
        steps: Sequence[tuple[Happened, datetime]],
        settings: Values,
    ) -> dict[str, Any]:
        received = steps[0][1]
        case = Case(
            id=self._actor,
            station="",
            item=item.id,
            item_code=item.code,
            item_name=item.name,
            case_kind=CaseKind(item.case_kind),
            received_at=received,
            entered_at=received,
            handler=self._actor,
            handler_name="",
            name="",
            status=_standing(given),
            accepted_on=_accepted_on(given),
            finished_at=steps[-1][1] if given.status is Status.FINISHED else None,
        )
        events = [
            CaseEvent(
                id=self._actor,
                station="",
                case=self._actor,
                happened=happened,
                at=at,
                entered_at=at,
                account=self._actor,
                actor_name="",
            )
            for happened, at in steps
        ]
        current = clock_of(case, item, events, self._calendar, settings, self._today).current
        return {
            "due_on": current.due,
            "raw_due_on": current.raw_due,
            "paused": current.state is State.PAUSED,
            "ended_on": ended_on(case, events),
            "received_year": local_date(received).year,
        }
