"""Making a batch: whose names stand in the list, and who stands in it twice.

The list comes from a roll, from the people of a village, or is pasted or read from a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from center.batches.records import Batch, BatchLine, Mark
from center.errors import Problem, Refused
from center.groups import group_order
from center.identity import check_id, clean_name, normalise_number
from center.items import CaseKind, item_of
from center.journal import batches, columns_of, created
from center.money import MOST
from center.people import Person, PersonKind
from center.records import local_date
from center.rights import Right, needs, visible
from center.rolls.records import Member, State
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems

MOST_ROWS = 20_000
TOGETHER = 500
EARLIEST, LATEST = 2000, 2099


@dataclass(frozen=True, slots=True)
class Name:
    """One person of a list as it was given; `problem` says what is wrong with the row."""

    name: str
    id_number: str = ""
    phone: str = ""
    village: str = ""
    group: str = ""
    person: UUID | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BatchForm:
    """What a batch is for. With `item_code` each tick opens and finishes a case of that item."""

    name: str
    batch_kind: str
    year: int
    names: Sequence[Name]
    village: str = ""
    source: str = ""
    amount: int = 0
    item_code: str = ""
    remark: str = ""


@needs(Right.SEE)
def batch_kinds(work: Work) -> list[str]:
    """What is done in batches, in the order of the setting."""
    return values(work.session, work.now).lines("batch_kinds")


@needs(Right.SEE)
def names_of_roll(work: Work, roll: str, village: str = "") -> list[Name]:
    """Who is 在册 on a roll, of one village or of all, by village, group and name."""
    query = select(Member).where(
        Member.roll == roll, Member.state == State.ACTIVE, Member.voided_at.is_(None)
    )
    if village:
        query = query.where(Member.village == village)
    return _ordered(
        Name(m.name, m.id_number, m.phone, m.village, m.group, m.person)
        for m in work.session.scalars(visible(query, work.actor).order_by(Member.id))
    )


@needs(Right.SEE)
def names_of_village(work: Work, village: str) -> list[Name]:
    """The living people of a village who are known here, by group and name."""
    query = select(Person).where(
        Person.village == village,
        Person.person_kind == PersonKind.NATURAL,
        Person.voided_at.is_(None),
        Person.merged_into.is_(None),
        Person.died_on.is_(None),
    )
    return _ordered(
        Name(p.name, p.id_number, p.phone, p.village, p.group, p.id)
        for p in work.session.scalars(visible(query, work.actor).order_by(Person.id))
    )


def _ordered(names: Iterable[Name]) -> list[Name]:
    return sorted(names, key=lambda one: (one.village, group_order(one.group), one.name))


@needs(Right.SEE)
def names_of_text(work: Work, text: str, village: str = "") -> list[Name]:
    """Names pasted from a table or a message: one person a line, name first, the rest in any order.

    Cells are parted by tabs, commas or blanks; a running number in front is passed over.
    """
    today = local_date(work.now)
    found = []
    for line in text.splitlines():
        cells = _cells(line)
        if not cells or bare_heading(cells[0]):
            continue
        made = Name(clean_name(cells[0])[:100], village=village)
        for cell in cells[1:]:
            made = _with(made, cell)
        checked = check_id(made.id_number, today)
        if made.id_number and not checked.valid:
            made = replace(made, problem=checked.problems[0])
        found.append(made)
    return found


def _cells(line: str) -> list[str]:
    """What stands in a line; blanks part it only where nothing else does (王 强 is one name)."""
    bare = re.sub(r"^\s*[0-9]{1,5}\s*[.．、,，\t ]", "", line)
    parts = re.split(r"[\t,，;；、|]", bare)
    if len(parts) == 1 or re.search("[0-9]", parts[0]):
        parts[:1] = parts[0].split()
    first = parts[:1]
    cells = [*first, *(cell for part in parts[1:] for cell in part.split())]
    return [cell for cell in map(clean_line, cells) if cell]


def bare_heading(word: str) -> bool:
    """Whether a line is the heading of a table."""
    return word in ("序号", "姓名", "编号", "名单")


def _with(made: Name, cell: str) -> Name:
    number = normalise_number(cell)
    if re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", number):
        return replace(made, id_number=number)
    if re.fullmatch(r"1[0-9]{10}|0[0-9-]{9,12}", number):
        return replace(made, phone=number)
    if re.search(r"[村居社区]$", cell):
        return replace(made, village=cell)
    if re.search(r"组$", cell):
        return replace(made, group=cell)
    return made


def repeats(names: Iterable[Name]) -> dict[int, int]:
    """Rows of people who stand in the list before: place of the row, place of the first (from 0).

    The same ID number is the same person; without one the same name, village and group.
    """
    first: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    for place, one in enumerate(names):
        key = (one.id_number,) if one.id_number else (one.name, one.village, one.group)
        if key in first:
            found[place] = first[key]
        else:
            first[key] = place
    return found


@needs(Right.KEEP_LEDGERS)
def make(work: Work, form: BatchForm) -> Batch:
    """Make a batch with its list; everybody is 未办 and linked to the person with the same ID.

    Refused without a name or anybody in the list, for an item that cannot be finished at once, and
    for a list of more than 20,000.
    """
    problems = _problems(work, form)
    if problems:
        raise Refused(problems)
    batch = Batch(
        id=work.new_id(),
        station=work.station,
        name=form.name.strip(),
        batch_kind=form.batch_kind,
        year=form.year,
        village=form.village,
        source=form.source,
        amount=form.amount,
        item_code=form.item_code,
        made_on=local_date(work.now),
        maker_name=work.actor.name,
        remark=form.remark.strip(),
    )
    work.session.add(batch)
    _add(work, batch, form.names, 0)
    return batch


@needs(Right.KEEP_LEDGERS)
def add_names(work: Work, batch: Batch, names: Sequence[Name]) -> None:
    """Append people who were forgotten."""
    must_be_open(batch)
    if not names:
        raise Refused([Problem("names", "没有可以加入的人")])
    query = select(BatchLine.position).where(BatchLine.batch == batch.id)
    last = work.session.scalars(query.order_by(BatchLine.position.desc()).limit(1)).first()
    _add(work, batch, names, last or 0)


def must_be_open(batch: Batch) -> None:
    """Refuse to change a batch that was closed or voided."""
    if batch.voided_at is not None:
        raise Refused("这个批次已作废，没有改动。")
    if batch.closed_on is not None:
        raise Refused("这个批次已结束，没有改动。需要继续时请先重新打开。")


def _add(work: Work, batch: Batch, names: Sequence[Name], after: int) -> None:
    known = _people(work, names)
    rows = [
        columns_of(
            BatchLine(
                id=work.new_id(),
                station=work.station,
                batch=batch.id,
                position=position,
                person=one.person or known.get(one.id_number),
                name=one.name,
                id_number=one.id_number,
                phone=one.phone,
                village=one.village,
                group=one.group,
                mark=Mark.OPEN,
            )
        )
        for position, one in enumerate(names, after + 1)
    ]
    work.streams.append(created(work.session, BatchLine, rows))


def _people(work: Work, names: Sequence[Name]) -> dict[str, UUID]:
    wanted = sorted({one.id_number for one in names if one.id_number and one.person is None})
    found: dict[str, UUID] = {}
    for some in batches(wanted, TOGETHER):
        query = select(Person.id_number, Person.id).where(
            Person.id_number.in_(some), Person.voided_at.is_(None), Person.merged_into.is_(None)
        )
        for number, person in work.session.execute(query.order_by(Person.id)):
            found.setdefault(number, person)
    return found


def _problems(work: Work, form: BatchForm) -> list[Problem]:
    found = [
        *length_problems("name", "名称", form.name, 100),
        *length_problems("remark", "备注", form.remark, LINE_LIMIT),
    ]
    if not form.name.strip():
        found.append(Problem("name", "请填写名称，例如 2026年度医保缴费"))
    if form.batch_kind not in batch_kinds(work):
        found.append(Problem("batch_kind", "请选择办什么"))
    if not EARLIEST <= form.year <= LATEST:
        found.append(Problem("year", "年度请写成 2026"))
    if not form.names:
        found.append(Problem("names", "名单里没有人"))
    if len(form.names) > MOST_ROWS:
        found.append(Problem("names", f"一个批次最多 {MOST_ROWS:,} 人，请分村建立"))
    if any(not one.name for one in form.names):
        found.append(Problem("names", "名单里有没写姓名的行"))
    if not 0 <= form.amount < MOST:
        found.append(Problem("amount", "金额不对，请核对"))
    if form.item_code:
        item = item_of(work.session, form.item_code)
        if item is None or item.case_kind not in (CaseKind.INSTANT, CaseKind.COMMITTED):
            found.append(Problem("item_code", "只有即办件和承诺件能在勾选时办结，请另选事项"))
    return found
