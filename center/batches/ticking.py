"""Ticking a batch row by row, undoing a tick, closing the batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select

from center.batches.making import Name, must_be_open, repeats
from center.batches.records import Batch, BatchLine, Mark
from center.cases import steps
from center.cases.intake import CaseForm, receive
from center.cases.records import Case
from center.errors import Problem, Refused
from center.groups import group_order
from center.identity import mask_id, mask_phone
from center.items import CaseKind, item_of
from center.lists import COUNT_CAP, Key, Sort, count_rows, rows_after
from center.money import MOST
from center.people import Identity
from center.records import local_date
from center.rights import Right, needs, require, visible
from center.storage import Work
from center.text import LINE_LIMIT, length_problems

RESULT = "办成"
NO_PHONE, NO_ID = "批量名单中没有电话", "批量名单中没有证件号码"
SORTS: dict[str, Sort] = {
    "made_on": Batch.made_on,
    "year": Batch.year,
    "name": Batch.name,
    "batch_kind": Batch.batch_kind,
    "village": Batch.village,
}


@dataclass(frozen=True, slots=True)
class Tick:
    """What is ticked: done or not needed, on which day, for how many fen."""

    mark: Mark = Mark.DONE
    on: date | None = None
    amount: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One row as the window and the papers show it; `repeats` is the row that names the person."""

    id: UUID
    position: int
    name: str
    id_number: str
    phone: str
    village: str
    group: str
    mark: Mark
    on: date | None
    amount: int | None
    by: str
    remark: str
    case: UUID | None
    repeats: int | None


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A batch with its whole list in order."""

    batch: Batch
    lines: Sequence[LineRow]

    @property
    def counts(self) -> Mapping[Mark, int]:
        """How many rows stand how."""
        return Counter(line.mark for line in self.lines)

    @property
    def percent(self) -> int:
        """Done or not needed, of all; 100 only when nobody is missing."""
        return percent(self.counts)

    @property
    def missing(self) -> list[LineRow]:
        """Who is still to be called, by village and group (谁还没办)."""
        left = [line for line in self.lines if line.mark is Mark.OPEN]
        return sorted(left, key=_place)

    @property
    def collected(self) -> int:
        """The fen of all that is done."""
        return sum(line.amount or 0 for line in self.lines if line.mark is Mark.DONE)


def _place(line: LineRow) -> tuple[str, tuple[int, str], int]:
    return line.village, group_order(line.group), line.position


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One batch as a list shows it."""

    id: UUID
    name: str
    batch_kind: str
    year: int
    village: str
    made_on: date
    closed_on: date | None
    counts: Mapping[Mark, int]

    def key(self, sort: str) -> Key:
        """Where the next page starts when the list is sorted by this column."""
        return getattr(self, sort), self.id


def percent(counts: Mapping[Mark, int]) -> int:
    """Whole percent of rows done or not needed, rounded down."""
    total = sum(counts.values())
    return (total - counts.get(Mark.OPEN, 0)) * 100 // total if total else 0


@needs(Right.SEE)
def find_batch(work: Work, batch: UUID) -> Batch:
    """One batch this actor may see; Refused when there is none."""
    query = visible(select(Batch).where(Batch.id == batch), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None:
        raise Refused("没有找到这个批次，没有改动。请回到列表刷新后再试。")
    return found


@needs(Right.SEE)
def open_batch(work: Work, batch: UUID, *, masked: bool = True) -> BatchFile:
    """A batch and its list; in full only with the right to reveal, journalled by the caller."""
    if not masked:
        require(work.actor, Right.REVEAL)
    found = find_batch(work, batch)
    query = select(BatchLine).where(BatchLine.batch == batch, BatchLine.voided_at.is_(None))
    lines = list(work.session.scalars(query.order_by(BatchLine.position, BatchLine.id)))
    names = [Name(o.name, o.id_number, village=o.village, group=o.group) for o in lines]
    twice = repeats(names)
    return BatchFile(
        found,
        [
            LineRow(
                line.id,
                line.position,
                line.name,
                mask_id(line.id_number) if masked and line.id_number else line.id_number,
                mask_phone(line.phone) if masked and line.phone else line.phone,
                line.village,
                line.group,
                line.mark,
                line.on,
                line.amount,
                line.by,
                line.remark,
                line.case,
                lines[twice[place]].position if place in twice else None,
            )
            for place, line in enumerate(lines)
        ],
    )


@needs(Right.SEE)
def find_lines(work: Work, batch: UUID, text: str) -> list[UUID]:
    """The rows whose name holds the text, or whose ID or phone ends with it, in order."""
    wanted = text.strip().upper()
    query = select(BatchLine.id).where(
        BatchLine.batch == batch,
        BatchLine.voided_at.is_(None),
        BatchLine.name.contains(text.strip(), autoescape=True)
        | BatchLine.id_number.endswith(wanted, autoescape=True)
        | BatchLine.phone.endswith(wanted, autoescape=True),
    )
    query = visible(query, work.actor).order_by(BatchLine.position)
    return list(work.session.scalars(query)) if wanted else []


@needs(Right.SEE)
def page(
    work: Work,
    *,
    year: int | None = None,
    open_only: bool = False,
    text: str = "",
    sort: str = "made_on",
    descending: bool = True,
    after: Key | None = None,
    limit: int = 100,
) -> list[BatchRow]:
    """The next batches with how many of their rows stand how."""
    query = _wanted(year, open_only, text)
    found = [
        row.Batch
        for row in rows_after(
            work, query, SORTS[sort], Batch.id, descending=descending, after=after, limit=limit
        )
    ]
    counts: dict[UUID, dict[Mark, int]] = {batch.id: {} for batch in found}
    counted = (
        select(BatchLine.batch, BatchLine.mark, func.count())
        .where(BatchLine.batch.in_(list(counts)), BatchLine.voided_at.is_(None))
        .group_by(BatchLine.batch, BatchLine.mark)
    )
    for batch, mark, number in work.session.execute(counted):
        counts[batch][mark] = number
    return [
        BatchRow(
            b.id, b.name, b.batch_kind, b.year, b.village, b.made_on, b.closed_on, counts[b.id]
        )
        for b in found
    ]


@needs(Right.SEE)
def count(
    work: Work,
    *,
    year: int | None = None,
    open_only: bool = False,
    text: str = "",
    cap: int = COUNT_CAP,
) -> int:
    """How many batches there are, never counting beyond `cap`."""
    return count_rows(work, _wanted(year, open_only, text), cap)


def _wanted(year: int | None, open_only: bool, text: str) -> Select[Batch]:
    query = select(Batch).where(Batch.voided_at.is_(None))
    if year is not None:
        query = query.where(Batch.year == year)
    if open_only:
        query = query.where(Batch.closed_on.is_(None))
    if text:
        query = query.where(Batch.name.contains(text, autoescape=True))
    return query


@needs(Right.KEEP_LEDGERS)
def tick(work: Work, line: UUID, told: Tick) -> BatchLine:
    """Tick a row (已办 or 不需办), or take the tick back (未办).

    A row that is done again keeps its case. Where the batch is bound to an item, doing opens and
    finishes a case (by the services of cases) and undoing voids it, which only leaders may.
    """
    found, batch = _line_of(work, line)
    must_be_open(batch)
    problems = list(length_problems("remark", "备注", told.remark, LINE_LIMIT))
    today = local_date(work.now)
    if told.on is not None and told.on > today:
        problems.append(Problem("on", "日期不能晚于今天"))
    if told.amount is not None and not 0 <= told.amount < MOST:
        problems.append(Problem("amount", "金额不对，请核对"))
    if problems:
        raise Refused(problems)
    if told.mark is not Mark.DONE and found.case is not None:
        _void_case(work, found)
    done = told.mark is Mark.DONE
    found.mark = told.mark
    found.remark = told.remark.strip()
    if told.mark is Mark.OPEN:
        found.on = found.amount = found.marked_at = None
        found.by = ""
        return found
    found.on, found.by, found.marked_at = told.on or today, work.actor.name, work.now
    found.amount = (batch.amount if told.amount is None else told.amount) if done else None
    if done and batch.item_code and found.case is None:
        found.case = _finished_case(work, batch, found).id
    return found


def _line_of(work: Work, line: UUID) -> tuple[BatchLine, Batch]:
    query = visible(select(BatchLine).where(BatchLine.id == line), work.actor)
    found = work.session.scalars(query).one_or_none()
    if found is None or found.voided_at is not None:
        raise Refused("没有找到这一行，没有改动。请刷新后再试。")
    return found, work.session.get_one(Batch, found.batch)


def _finished_case(work: Work, batch: Batch, line: BatchLine) -> Case:
    item = item_of(work.session, batch.item_code)
    if item is None:
        raise Refused("这个批次对应的事项已停用，没有勾选。请主任在事项目录里恢复后再办。")
    who = Identity(
        line.name,
        id_kind="居民身份证" if line.id_number else "",
        id_number=line.id_number,
        no_id_reason="" if line.id_number else NO_ID,
        phone=line.phone,
        no_phone_reason="" if line.phone else NO_PHONE,
        village=line.village,
        group=line.group,
    )
    everything = range(len(item.materials))
    case = receive(work, CaseForm(item, who, received=everything))
    work.session.flush()
    if item.case_kind is not CaseKind.INSTANT:
        steps.accept(work, case)
        work.session.flush()
    steps.finish(work, case, steps.Outcome(RESULT))
    return case


def _void_case(work: Work, line: BatchLine) -> None:
    case = work.session.get_one(Case, line.case)
    if case.voided_at is None:
        if not work.actor.may(Right.VOID):
            raise Refused(
                f"这一行已生成办件 {case.number}，没有撤销。"
                "要由主任或副主任来撤销，办件会同时作废。"
            )
        steps.void(work, case, "批量办理撤销勾选")
    line.case = None


@needs(Right.KEEP_LEDGERS)
def drop_line(work: Work, line: UUID, reason: str) -> None:
    """Take a row off the list (a repeated one, somebody who moved away); it stays on record."""
    found, batch = _line_of(work, line)
    must_be_open(batch)
    if found.mark is Mark.DONE:
        raise Refused("这一行已办，先撤销勾选再移出名单。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明移出原因")])
    found.voided_at, found.void_reason = work.now, reason.strip()


@needs(Right.KEEP_LEDGERS)
def close(work: Work, batch: Batch) -> None:
    """Close a batch: its list is changed no more."""
    must_be_open(batch)
    batch.closed_on, batch.closed_by = local_date(work.now), work.actor.name


@needs(Right.APPROVE)
def reopen(work: Work, batch: UUID) -> None:
    """Open a closed batch again."""
    found = find_batch(work, batch)
    if found.closed_on is None:
        raise Refused("这个批次没有结束，不用重新打开。")
    found.closed_on, found.closed_by = None, ""


@needs(Right.VOID)
def void(work: Work, batch: Batch, reason: str) -> None:
    """Void a batch made by mistake; refused when anything in it is done."""
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    must_be_open(batch)
    done = select(func.count()).where(
        BatchLine.batch == batch.id, BatchLine.mark == Mark.DONE, BatchLine.voided_at.is_(None)
    )
    if work.session.execute(done).scalar_one():
        raise Refused("这个批次里已有办了的人，不能作废；可以结束它。")
    batch.voided_at, batch.void_reason = work.now, reason.strip()
