"""The ledger of conflicts and disputes (矛盾纠纷排查) by village, with the monthly zero report.

It keeps matters, not people: no register of persons under watch is kept here.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from center.cases.events import must_be_filled, must_not_be_endless
from center.errors import Problem, Refused
from center.petitions.records import Petition
from center.records import Base, Record, link, local_date, unique_unless_voided
from center.rights import Right, needs, visible
from center.staff import villages
from center.storage import Work

_PETITIONS = f"{Petition.__tablename__}.id"


class State(enum.StrEnum):
    """How far a dispute is."""

    OPEN = "化解中"
    SETTLED = "已化解"
    HANDED = "已移交"


class Dispute(Record, Base):
    """One dispute found in a village, how it was mediated and what came of it (PET-13)."""

    __tablename__ = "disputes"
    kind = "dispute"

    village: Mapped[str] = mapped_column(index=True)
    found_on: Mapped[date] = mapped_column(index=True)
    dispute_kind: Mapped[str]
    parties: Mapped[str]
    matter: Mapped[str]
    entered_at: Mapped[datetime]
    reporter: Mapped[str]
    responsible: Mapped[str] = mapped_column(default="")
    mediator: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(default=State.OPEN)
    settled_on: Mapped[date | None] = mapped_column(default=None)
    result: Mapped[str] = mapped_column(default="")
    agreement: Mapped[bool] = mapped_column(default=False)
    petition: Mapped[UUID | None] = mapped_column(link(_PETITIONS), default=None)


class DisputeReport(Record, Base):
    """One village's report of one month (`month` as 2026-09); `found` 0 is a zero report."""

    __tablename__ = "dispute_reports"
    __table_args__ = (unique_unless_voided("village", "month"),)
    kind = "dispute_report"

    village: Mapped[str]
    month: Mapped[str] = mapped_column(String(7), index=True)
    found: Mapped[int] = mapped_column(Integer)
    settled: Mapped[int] = mapped_column(Integer)
    reported_at: Mapped[datetime]
    reporter: Mapped[str]


KINDS = ("婚姻家庭", "邻里", "土地山林", "征地拆迁", "劳动工资", "损害赔偿", "其他")


@dataclass(frozen=True, slots=True)
class DisputeForm:
    """What was found."""

    village: str
    found_on: date
    dispute_kind: str
    parties: str
    matter: str
    responsible: str = ""
    petition: UUID | None = None


@needs(Right.REGISTER)
def add(work: Work, form: DisputeForm) -> Dispute:
    """Enter a dispute into the ledger of its village."""
    problems = []
    if form.found_on > local_date(work.now):
        problems.append(Problem("found_on", "排查日期不能晚于今天"))
    if form.dispute_kind not in KINDS:
        problems.append(Problem("dispute_kind", "请选择纠纷类型"))
    if problems:
        raise Refused(problems)
    must_be_filled(
        village=(form.village, "请选择村（社区）"),
        parties=(form.parties, "请填写当事人"),
        matter=(form.matter, "请填写纠纷事由"),
    )
    must_not_be_endless(responsible=form.responsible)
    dispute = Dispute(
        id=work.new_id(),
        station=work.station,
        village=form.village.strip(),
        found_on=form.found_on,
        dispute_kind=form.dispute_kind,
        parties=form.parties.strip(),
        matter=form.matter.strip(),
        entered_at=work.now,
        reporter=work.actor.name,
        responsible=form.responsible.strip(),
        petition=form.petition,
    )
    work.session.add(dispute)
    return dispute


@needs(Right.REGISTER)
def settle(
    work: Work, dispute: Dispute, mediator: str, result: str, on: date, *, agreement: bool
) -> None:
    """Record that a dispute was mediated to an end, or handed on when `agreement` failed."""
    if dispute.voided_at is not None or dispute.state is not State.OPEN:
        raise Refused("这件纠纷已经了结或作废，没有再改动。")
    must_be_filled(mediator=(mediator, "请填写调解人"), result=(result, "请填写调解结果"))
    if not dispute.found_on <= on <= local_date(work.now):
        raise Refused([Problem("on", "化解日期应在排查日期和今天之间")])
    dispute.mediator, dispute.result = mediator.strip(), result.strip()
    dispute.settled_on, dispute.agreement = on, agreement
    dispute.state = State.SETTLED if agreement else State.HANDED


@needs(Right.VOID)
def void(work: Work, dispute: Dispute, reason: str) -> None:
    """Strike a dispute entered by mistake."""
    must_be_filled(reason=(reason, "请写明作废原因"))
    dispute.voided_at, dispute.void_reason = work.now, reason.strip()


@needs(Right.SEE)
def disputes(work: Work, first: date, last: date, village: str = "") -> Sequence[Dispute]:
    """The disputes found in a span of days, of one village or all, newest first."""
    query = select(Dispute).where(
        Dispute.found_on >= first, Dispute.found_on <= last, Dispute.voided_at.is_(None)
    )
    if village:
        query = query.where(Dispute.village == village)
    query = visible(query, work.actor).order_by(Dispute.found_on.desc(), Dispute.id.desc())
    return work.session.scalars(query).all()


def span_of(month: str) -> tuple[date, date]:
    """First and last day of a month spelled 2026-09; raises `Refused` for anything else."""
    if not re.fullmatch(r"(19|20|21)\d\d-(0[1-9]|1[0-2])", month):
        raise Refused([Problem("month", "月份应写成 2026-09 这样")])
    first = date(int(month[:4]), int(month[5:]), 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@needs(Right.REGISTER)
def report_month(work: Work, village: str, month: str, *, zero: bool = False) -> DisputeReport:
    """Report a village's month; `zero` says nothing was found and is refused when something was."""
    first, last = span_of(month)
    must_be_filled(village=(village, "请选择村（社区）"))
    if first > local_date(work.now):
        raise Refused([Problem("month", "这个月还没有到，不能上报")])
    found = disputes(work, first, last, village)
    if zero and found:
        raise Refused([Problem("zero", f"本月已登记 {len(found)} 件纠纷，不能零报告")])
    if not zero and not found:
        raise Refused([Problem("zero", "本月没有登记纠纷，请确认后作零报告")])
    same = select(DisputeReport.id).where(
        DisputeReport.village == village,
        DisputeReport.month == month,
        DisputeReport.voided_at.is_(None),
    )
    if work.session.scalars(same).first() is not None:
        raise Refused([Problem("month", "这个月已经上报过")])
    report = DisputeReport(
        id=work.new_id(),
        station=work.station,
        village=village,
        month=month,
        found=len(found),
        settled=sum(one.state is State.SETTLED for one in found),
        reported_at=work.now,
        reporter=work.actor.name,
    )
    work.session.add(report)
    return report


@dataclass(frozen=True, slots=True)
class VillageMonth:
    """One village in one month: what the ledger holds, and its report (None: still owed)."""

    village: str
    found: int
    settled: int
    report: DisputeReport | None


@needs(Right.SEE)
def month(work: Work, spelled: str) -> list[VillageMonth]:
    """Every village of the list in one month, those that have not reported too."""
    first, last = span_of(spelled)
    counts = select(Dispute.village, Dispute.state, func.count(Dispute.id)).where(
        Dispute.found_on >= first, Dispute.found_on <= last, Dispute.voided_at.is_(None)
    )
    counts = visible(counts, work.actor).group_by(Dispute.village, Dispute.state)
    found: dict[str, int] = {}
    settled: dict[str, int] = {}
    for village, state, number in work.session.execute(counts):
        found[village] = found.get(village, 0) + number
        if state is State.SETTLED:
            settled[village] = number
    query = select(DisputeReport).where(
        DisputeReport.month == spelled, DisputeReport.voided_at.is_(None)
    )
    reports = {r.village: r for r in work.session.scalars(visible(query, work.actor))}
    names = dict.fromkeys([v.name for v in villages(work)] + sorted(found.keys() | reports.keys()))
    return [
        VillageMonth(name, found.get(name, 0), settled.get(name, 0), reports.get(name))
        for name in names
    ]
