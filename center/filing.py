"""Archiving (归档) of ended cases: number, bag, retention, place, and who borrowed it (ARCH-01…03).

The number is 全宗号-门类代码·年度-保管期限-机构代码-件号; pieces are counted within all that stands
before them, one after the other, and a voided piece's number is not given again.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Index, Integer, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.archive_number import Retention, archive_number
from center.cases.records import Case
from center.errors import Expected, Problem, Refused
from center.lists import COUNT_CAP, Condition, between, count_rows
from center.records import NUMBER, Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems

_SERIES = ("fonds", "category", "year", "retention", "unit", "piece")


class Filed(enum.StrEnum):
    """How a list of cases is narrowed by the archive; `DUE` is later than the setting allows."""

    NOT = "未归档"
    DUE = "该归档了"
    DONE = "已归档"


class Filing(Record, Base):
    """One case put into its bag (专用档案袋): `number` is on the cover, `piece` counts from 1."""

    __tablename__ = "filings"
    __table_args__ = (
        unique_unless_voided("case"),
        unique_unless_voided("number"),
        # Voided ones too: two offices' computers must not allot the same piece twice.
        Index("ix_filings_series", *_SERIES, unique=True),
    )
    kind = "filing"

    case: Mapped[UUID] = mapped_column(link("cases.id"))
    number: Mapped[str] = mapped_column(NUMBER)
    fonds: Mapped[str] = mapped_column(String(8))
    category: Mapped[str] = mapped_column(String(8))
    year: Mapped[int] = mapped_column(Integer)
    retention: Mapped[Retention]
    unit: Mapped[str] = mapped_column(String(8))
    piece: Mapped[int] = mapped_column(Integer)
    filed_at: Mapped[datetime] = mapped_column(index=True)
    filer: Mapped[UUID] = mapped_column(link("accounts.id"))
    filer_name: Mapped[str]
    bag: Mapped[str] = mapped_column(default="")
    box: Mapped[str] = mapped_column(default="")
    location: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(Integer, default=0)


class Loan(Record, Base):
    """One lending of a bag (借阅); open while `returned_at` is None."""

    __tablename__ = "filing_loans"
    kind = "filing_loan"

    filing: Mapped[UUID] = mapped_column(link("filings.id"), index=True)
    borrower: Mapped[str]
    purpose: Mapped[str]
    lent_at: Mapped[datetime]
    lender_name: Mapped[str]
    return_by: Mapped[date | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    taken_back_by: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class FilingRow:
    """One bag as the year's list shows it."""

    number: str
    case_number: str
    item_name: str
    name: str
    ended_on: date | None
    retention: Retention
    pages: int
    bag: str
    box: str
    location: str
    filed_on: date
    filer_name: str


@dataclass(frozen=True, slots=True)
class LoanRow:
    """One bag that is out."""

    case: UUID
    number: str
    case_number: str
    borrower: str
    purpose: str
    lent_on: date
    return_by: date | None


@dataclass(frozen=True, slots=True)
class FilingForm:
    """What 归档 asks: how long it is kept, which bag, which box, where; pages 0 is not counted."""

    retention: Retention = Retention.D10
    bag: str = ""
    box: str = ""
    location: str = ""
    pages: int = 0


def reason_against(case: Case, filed: Filing | None) -> str:
    """Why a case cannot be archived now; empty when it can."""
    if case.voided_at is not None:
        return "这件已作废"
    if filed is not None:
        return f"已经归档，档号 {filed.number}"
    return "" if case.ended_on is not None else "办结、退件或不予受理之后才能归档"


@needs(Right.HANDLE_CASES)
def file_case(work: Work, case: Case, form: FilingForm) -> Filing:
    """Archive an ended case and give it its number (ARCH-01); the caller commits."""
    if reason := reason_against(case, filing_of(work.session, case.id)):
        raise Refused(f"现在不能归档：{reason}。")
    texts = {"bag": form.bag, "box": form.box, "location": form.location}
    problems = [
        p for name, text in texts.items() for p in length_problems(name, "这一项", text, 60)
    ]
    if not 0 <= form.pages <= 9999:
        problems.append(Problem("pages", "页数应在 0 到 9999 之间"))
    if problems:
        raise Refused(problems)
    settings = values(work.session, work.now)
    fonds, category = settings.text("archive_fonds"), settings.text("archive_category")
    unit, year = settings.text("archive_unit"), _year_of(case)
    series = (
        Filing.fonds == fonds,
        Filing.category == category,
        Filing.year == year,
        Filing.retention == form.retention,
        Filing.unit == unit,
    )
    last = work.session.execute(select(func.max(Filing.piece)).where(*series)).scalar() or 0
    filing = Filing(
        id=work.new_id(),
        station=case.station,
        case=case.id,
        number=archive_number(fonds, category, year, form.retention, unit, last + 1),
        fonds=fonds,
        category=category,
        year=year,
        retention=form.retention,
        unit=unit,
        piece=last + 1,
        filed_at=work.now,
        filer=work.actor.account,
        filer_name=work.actor.name,
        pages=form.pages,
        bag=clean_line(form.bag),
        box=clean_line(form.box),
        location=clean_line(form.location),
    )
    work.session.add(filing)
    case.filed_on = local_date(work.now)
    work.session.flush()
    return filing


def _year_of(case: Case) -> int:
    """The year of a file is the one in which the matter ended."""
    assert case.ended_on is not None
    return case.ended_on.year


@needs(Right.HANDLE_CASES)
def file_cases(work: Work, ids: Iterable[UUID], form: FilingForm) -> tuple[int, dict[str, str]]:
    """Archive several cases at once (ARCH-02): how many, and why the others were not, by number."""
    done, refused = 0, {}
    for ident in ids:
        query = visible(select(Case).where(Case.id == ident), work.actor)
        case = work.session.scalars(query).one_or_none()
        if case is None:
            continue
        if reason := reason_against(case, filing_of(work.session, ident)):
            refused[case.number or ""] = reason
            continue
        file_case(work, case, form)
        done += 1
    return done, refused


@needs(Right.VOID)
def void_filing(work: Work, case: Case, reason: str) -> None:
    """Take a case out of the archive again (归错了); its number stays used."""
    filing = filing_of(work.session, case.id)
    if filing is None:
        raise Refused("这件还没有归档，没有做任何改动。")
    if open_loan(work.session, filing.id) is not None:
        raise Refused("档案还借在外面，没有做任何改动。请先登记归还。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明撤销归档的原因")])
    if problems := length_problems("reason", "这一项", reason, LINE_LIMIT):
        raise Refused(problems)
    filing.voided_at, filing.void_reason = work.now, reason.strip()
    case.filed_on = None


def filing_of(session: Session, case: UUID) -> Filing | None:
    """How a case stands in the archive; None when it does not."""
    alive = Filing.case == case, Filing.voided_at.is_(None)
    return session.scalars(select(Filing).where(*alive)).one_or_none()


# --- borrowing -----------------------------------------------------------------------------------


def loans_of(session: Session, filing: UUID) -> list[Loan]:
    """Who borrowed a bag, oldest first."""
    query = select(Loan).where(Loan.filing == filing, Loan.voided_at.is_(None))
    return list(session.scalars(query.order_by(Loan.lent_at, Loan.id)))


def open_loan(session: Session, filing: UUID) -> Loan | None:
    """The lending that is not returned yet."""
    return next((loan for loan in loans_of(session, filing) if loan.returned_at is None), None)


@needs(Right.HANDLE_CASES)
def lend(
    work: Work, filing: Filing, borrower: str, purpose: str, return_by: date | None = None
) -> Loan:
    """Write into the lending log who takes a bag and what for (ARCH-03)."""
    if filing.voided_at is not None:
        raise Refused("这份归档已撤销，不能借出。")
    if open_loan(work.session, filing.id) is not None:
        raise Refused("这份档案已经借出，还没有归还，没有登记。")
    problems = []
    if not borrower.strip():
        problems.append(Problem("borrower", "请填写借阅人和单位"))
    if not purpose.strip():
        problems.append(Problem("purpose", "请填写借阅用途"))
    problems += length_problems("borrower", "这一项", borrower, LINE_LIMIT)
    problems += length_problems("purpose", "这一项", purpose, LINE_LIMIT)
    if return_by is not None and return_by < local_date(work.now):
        problems.append(Problem("return_by", "归还日期不能早于今天"))
    if problems:
        raise Refused(problems)
    loan = Loan(
        id=work.new_id(),
        station=work.station,
        filing=filing.id,
        borrower=clean_line(borrower),
        purpose=clean_line(purpose),
        lent_at=work.now,
        lender_name=work.actor.name,
        return_by=return_by,
    )
    work.session.add(loan)
    return loan


@needs(Right.HANDLE_CASES)
def take_back(work: Work, filing: Filing) -> Loan:
    """Write down that a bag is back."""
    loan = open_loan(work.session, filing.id)
    if loan is None:
        raise Refused("这份档案没有借出，没有做任何改动。")
    loan.returned_at, loan.taken_back_by = work.now, work.actor.name
    return loan


# --- what waits ----------------------------------------------------------------------------------


def filed_as(work: Work, wanted: Filed) -> list[Condition]:
    """The cases that stand so; those that ended elsewhere are archived there.

    Due is what ended more than `archive_reminder_days` ago. An index holds the unfiled ones.
    """
    if wanted is Filed.DONE:
        return [Case.filed_on.is_not(None)]
    found = [Case.ended_on.is_not(None), Case.filed_on.is_(None), ~Case.finished_elsewhere]
    if wanted is Filed.DUE:
        days = values(work.session, work.now).number("archive_reminder_days")
        found.append(Case.ended_on < local_date(work.now) - timedelta(days=days))
    return found


@needs(Right.SEE)
def waiting_count(work: Work, *, mine: bool, cap: int = COUNT_CAP) -> int:
    """How many cases should lie in a bag by now and do not."""
    query = select(Case.id).where(*filed_as(work, Filed.DUE), Case.voided_at.is_(None))
    if mine:
        query = query.where(Case.handler.in_({work.actor.account, work.actor.acting_for} - {None}))
    return count_rows(work, query, cap)


def _filed_in(year: int) -> list[Condition]:
    whole = between(Filing.filed_at, date(year, 1, 1), date(year, 12, 31))
    return [Filing.voided_at.is_(None), *whole]


@needs(Right.SEE)
def by_month(work: Work, year: int) -> list[tuple[int, Retention, int]]:
    """How many bags were filed in each month of a year, by retention (ARCH-02)."""
    found: dict[tuple[int, Retention], int] = {}
    query = select(Filing.filed_at, Filing.retention, Filing.station).where(*_filed_in(year))
    for at, retention, _ in work.session.execute(visible(query, work.actor)):
        key = local_date(at).month, retention
        found[key] = found.get(key, 0) + 1
    return [(month, kept, count) for (month, kept), count in sorted(found.items())]


@needs(Right.SEE)
def filings(work: Work, year: int) -> list[FilingRow]:
    """The bags filed in a year, in the order of their numbers."""
    query = (
        select(Filing, Case.number, Case.item_name, Case.name, Case.ended_on)
        .join(Case, Case.id == Filing.case)
        .where(*_filed_in(year))
        .order_by(Filing.number, Filing.id)
    )
    return [
        FilingRow(
            number=one.number,
            case_number=number or "",
            item_name=item_name,
            name=name,
            ended_on=ended_on,
            retention=one.retention,
            pages=one.pages,
            bag=one.bag,
            box=one.box,
            location=one.location,
            filed_on=local_date(one.filed_at),
            filer_name=one.filer_name,
        )
        for one, number, item_name, name, ended_on in work.session.execute(
            visible(query, work.actor)
        )
    ]


@needs(Right.SEE)
def lent(work: Work) -> list[LoanRow]:
    """The bags that are out, those to come back first on top, those without a day last."""
    query = (
        select(Loan, Filing.case, Filing.number, Case.number)
        .join(Filing, Filing.id == Loan.filing)
        .join(Case, Case.id == Filing.case)
        .where(Loan.returned_at.is_(None), Loan.voided_at.is_(None))
        .order_by(Loan.return_by.is_(None), Loan.return_by, Loan.id)
    )
    return [
        LoanRow(
            case=case,
            number=number,
            case_number=case_number or "",
            borrower=loan.borrower,
            purpose=loan.purpose,
            lent_on=local_date(loan.lent_at),
            return_by=loan.return_by,
        )
        for loan, case, number, case_number in work.session.execute(visible(query, work.actor))
    ]


@needs(Right.SEE)
def filed(work: Work, case: Case) -> Filing:
    """The filing of a case; raises `Expected` when it is not archived."""
    found = filing_of(work.session, case.id)
    if found is None:
        raise Expected("这件还没有归档。请先办理归档。")
    return found
