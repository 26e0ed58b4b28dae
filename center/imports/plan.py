"""What an import would do, row by row: the dry run, and the first half of the import itself.

The platform's rows are matched by its number, others by applicant, item and day; nothing is
written here. Rows are looked up by the thousand, so that 20,000 take seconds.
"""

from __future__ import annotations

import enum
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.cases.records import CLOSED, Case, Status
from center.errors import Expected
from center.imports.given import Columns, Given, read_row
from center.imports.headings import CASE_TARGETS, bare
from center.imports.rows import Cancelled, Progress, Row, never, silent
from center.items import Item, catalogue
from center.journal import batches
from center.people import Person
from center.records import local_date
from center.rights import Right, needs
from center.storage import Work

LOOKUP = 500


class Verdict(enum.StrEnum):
    """What becomes of a row."""

    CREATE = "新建"
    MATCH = "匹配"
    UPDATE = "更新"
    SAME = "不变"
    REFUSE = "拒绝"


@dataclass(slots=True)
class Planned:
    """One row: what it says, what becomes of it and why; the case it was matched with."""

    given: Given
    verdict: Verdict
    why: str = ""
    item: Item | None = None
    case: UUID | None = None
    person: UUID | None = None
    follows: bool = False
    """An imported case that is still open is finished by the table it came from."""

    @property
    def row(self) -> int:
        """The row's number in the file."""
        return self.given.row


@dataclass(slots=True)
class Plan:
    """Every row of a table in its order, and the item names the catalogue does not know."""

    rows: list[Planned] = field(default_factory=list)
    unknown_items: Counter[str] = field(default_factory=Counter)

    def count(self, verdict: Verdict) -> int:
        """How many rows come to this."""
        return sum(planned.verdict is verdict for planned in self.rows)


@dataclass(frozen=True, slots=True)
class Known:
    """A case that is there already, as far as matching needs it."""

    id: UUID
    station: str
    name: str
    id_number: str
    item_code: str
    day: date
    status: Status
    platform_number: str | None
    platform_status: str
    imported: bool


def column_problems(columns: Columns) -> list[str]:
    """Which columns are still missing before anything can be read."""
    missing = [t.label for t in CASE_TARGETS if t.required and t.name not in columns.places]
    if not {"item", "item_code"} & columns.places.keys():
        missing.append("事项")
    return [f"请选择“{label}”在哪一列" for label in missing]


@needs(Right.IMPORT)
def plan(
    work: Work,
    rows: Sequence[Row],
    columns: Columns,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Plan | None:
    """What importing these rows would do; None when cancelled. Writes nothing."""
    if problems := column_problems(columns):
        raise Expected("；".join(problems) + "。")
    made, items = Plan(), ItemFinder(work, columns)
    data = [row for row in rows if row[0] > columns.after_row]
    for done, (number, cells) in enumerate(data, 1):
        given = read_row(number, cells, columns, work.now)
        planned = Planned(given, Verdict.CREATE, item=items.find(given))
        made.rows.append(planned)
        if given.problem:
            planned.verdict, planned.why = Verdict.REFUSE, given.problem
        elif planned.item is None:
            said = given.item or given.item_code
            made.unknown_items[said] += 1
            planned.verdict, planned.why = Verdict.REFUSE, f"事项目录里没有“{said}”，请指定对应事项"
        if done % LOOKUP == 0:
            if cancelled():
                return None
            progress(done, len(data), "正在核对每一行")
    _refuse_repeated(made.rows)
    _match(work, [planned for planned in made.rows if planned.verdict is Verdict.CREATE])
    progress(len(data), len(data), "正在核对每一行")
    return made


class ItemFinder:
    """The item a foreign name or code means: by code, by name, by what the clerk said."""

    def __init__(self, work: Work, columns: Columns) -> None:
        self._said = columns.item_names
        self._by_code: dict[str, Item] = {}
        self._by_name: dict[str, Item | None] = {}
        for item in catalogue(work):
            self._by_code[item.code.upper()] = item
            name = bare(item.name)
            # A name two items share means neither.
            self._by_name[name] = None if name in self._by_name else item

    def find(self, given: Given) -> Item | None:
        """The item of a row; None when the catalogue has none."""
        said = self._said.get(given.item) or self._said.get(given.item_code)
        for code in (said, given.item_code, given.item.upper()):
            if code and code in self._by_code:
                return self._by_code[code]
        return self._by_name.get(bare(given.item)) if given.item else None


def _refuse_repeated(rows: Iterable[Planned]) -> None:
    """The same case twice in one table: only the first row counts."""
    first: dict[tuple[Any, ...], int] = {}
    for planned in rows:
        if planned.verdict is Verdict.REFUSE:
            continue
        key: tuple[Any, ...] = (planned.given.platform_number,)
        if not planned.given.platform_number:
            key = (*_place(planned), planned.given.received_at if planned.given.timed else None)
        if key in first:
            planned.verdict = Verdict.REFUSE
            planned.why = f"与第 {first[key]} 行重复"
        else:
            first[key] = planned.row


def _place(planned: Planned) -> tuple[str, str, date]:
    """Who, what and when: what two records of one case have in common."""
    given, item = planned.given, planned.item
    if given.received_at is None or item is None:
        raise ValueError("a refused row has no place")
    who = given.known_id or f"{given.name} {given.phone}"
    return who, item.code, local_date(given.received_at)


def _match(work: Work, rows: Sequence[Planned]) -> None:
    by_number = _by_platform_number(work, rows)
    ours = _own_numbers(work, rows)
    people = _people(work, rows)
    candidates = _candidates(work, people)
    taken: set[UUID] = {known.id for known in by_number.values()}
    for planned in rows:
        given = planned.given
        if given.platform_number in ours:
            planned.verdict = Verdict.REFUSE
            planned.why = "这是本系统的办件编号，不是平台的编号"
            continue
        planned.person = _person_of(planned, people)
        known = by_number.get(given.platform_number)
        if known is not None:
            _compare(work, planned, known)
            continue
        found = [
            other
            for other in candidates.get((_place(planned)[1], _place(planned)[2]), ())
            if _same_applicant(given, other)
            and other.id not in taken
            and not (given.platform_number and other.platform_number)
        ]
        if len(found) == 1:
            taken.add(found[0].id)
            _compare(work, planned, found[0])
        elif found:
            planned.verdict = Verdict.REFUSE
            planned.why = f"已有 {len(found)} 件同一人同一天的同一事项，分不清是哪一件"


def _compare(work: Work, planned: Planned, known: Known) -> None:
    """Whether a row of a case that is there brings anything new, and where they differ."""
    given = planned.given
    if known.station != work.station and not work.actor.sees_all_stations:
        planned.verdict, planned.why = Verdict.REFUSE, "这件登记在别的站点"
        return
    planned.case = known.id
    planned.follows = known.imported and known.status not in CLOSED and given.status in CLOSED
    told = given.platform_status or known.platform_status
    said = []
    if given.platform_number and known.platform_number is None:
        planned.verdict = Verdict.MATCH
        said.append("记下平台办件编号")
    elif told != known.platform_status or planned.follows:
        planned.verdict = Verdict.UPDATE
    else:
        planned.verdict = Verdict.SAME
    if told != known.platform_status:
        said.append(f"平台状态：{known.platform_status or '无'} → {told}")
    if planned.follows:
        said.append(f"改为{given.status.value}")
    elif (given.status in CLOSED) != (known.status in CLOSED):
        said.append(f"不一致：表中{given.status.value}，本系统{known.status.value}")
    planned.why = "；".join(said)


_COLUMNS = (
    Case.id,
    Case.station,
    Case.name,
    Case.id_number,
    Case.item_code,
    Case.received_at,
    Case.status,
    Case.platform_number,
    Case.platform_status,
    Case.import_source,
)


def _known(row: Any) -> Known:
    return Known(
        row.id,
        row.station,
        row.name,
        row.id_number,
        row.item_code,
        local_date(row.received_at),
        row.status,
        row.platform_number,
        row.platform_status,
        bool(row.import_source),
    )


def _by_platform_number(work: Work, rows: Iterable[Planned]) -> dict[str, Known]:
    wanted = {planned.given.platform_number for planned in rows} - {""}
    found = {}
    for some in batches(sorted(wanted), LOOKUP):
        query = select(*_COLUMNS).where(Case.platform_number.in_(some), Case.voided_at.is_(None))
        for row in work.session.execute(query):
            found[str(row.platform_number)] = _known(row)
    return found


def _own_numbers(work: Work, rows: Iterable[Planned]) -> set[str]:
    wanted = {planned.given.platform_number for planned in rows} - {""}
    found: set[str] = set()
    for some in batches(sorted(wanted), LOOKUP):
        query = select(Case.number).where(Case.number.in_(some), Case.voided_at.is_(None))
        found.update(number for number in work.session.scalars(query) if number)
    return found


@dataclass(slots=True)
class People:
    """Who is there already: the people of each ID number and of each name."""

    by_id: dict[str, list[UUID]]
    by_name: dict[str, list[tuple[UUID, str, str]]]

    def ids(self) -> Iterator[UUID]:
        """Everyone."""
        for people in self.by_id.values():
            yield from people
        for named in self.by_name.values():
            yield from (person for person, _, _ in named)


def _people(work: Work, rows: Iterable[Planned]) -> People:
    by_id: dict[str, list[UUID]] = defaultdict(list)
    by_name: dict[str, list[tuple[UUID, str, str]]] = defaultdict(list)
    numbers = sorted({p.given.known_id for p in rows} - {""})
    names = sorted({p.given.name for p in rows if not p.given.known_id})
    alive = Person.voided_at.is_(None), Person.merged_into.is_(None)
    for some in batches(numbers, LOOKUP):
        query = select(Person.id, Person.id_number).where(Person.id_number.in_(some), *alive)
        for row in work.session.execute(query.order_by(Person.id)):
            by_id[row.id_number].append(row.id)
    for some in batches(names, LOOKUP):
        named = select(Person.id, Person.name, Person.id_number, Person.phone).where(
            Person.name.in_(some), *alive
        )
        for person, name, number, phone in work.session.execute(named.order_by(Person.id)):
            by_name[name].append((person, number, phone))
    return People(dict(by_id), dict(by_name))


def _person_of(planned: Planned, people: People) -> UUID | None:
    """Who a new case links to: the one with this ID, or the only one with this name and phone."""
    given = planned.given
    if given.known_id:
        return next(iter(people.by_id.get(given.known_id, ())), None)
    same = [
        person
        for person, number, phone in people.by_name.get(given.name, ())
        if (given.phone and phone == given.phone) or (given.id.masked and hides(given, number))
    ]
    return same[0] if len(same) == 1 else None


def _candidates(work: Work, people: People) -> dict[tuple[str, date], list[Known]]:
    found: dict[tuple[str, date], list[Known]] = defaultdict(list)
    for some in batches(sorted(set(people.ids())), LOOKUP):
        query = select(*_COLUMNS).where(Case.person.in_(some), Case.voided_at.is_(None))
        for row in work.session.execute(query):
            known = _known(row)
            found[known.item_code, known.day].append(known)
    return found


def _same_applicant(given: Given, known: Known) -> bool:
    if given.known_id and known.id_number:
        return given.known_id == known.id_number
    if given.id.masked and known.id_number and not hides(given, known.id_number):
        return False
    return given.name == known.name


def hides(given: Given, number: str) -> bool:
    """Whether a masked number (1101**********0013) may be this one."""
    shape = re.escape(given.id.number).replace(r"\*", ".")
    return re.fullmatch(shape, number) is not None
