"""Figures of petitions, complaints and work orders of a period: by channel, village, subject …

They count what the actor may see; how many secret ones are left out is said beside them. A rate
under the minimum number of the setting is not told: few matters prove nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from center.clock import State
from center.complaints.records import Complaint, Verdict
from center.lights import Day, day_of, light_of
from center.lists import between
from center.matter_lists import stubs
from center.petitions.records import Petition
from center.rights import Right, needs, visible
from center.settings import values
from center.storage import Work
from center.workorders.records import WorkOrder

DISSATISFIED = frozenset({"不满意", "非常不满意"})
UNSAID = frozenset({"", "未接通", "未评价"})


@dataclass(frozen=True, slots=True)
class Group:
    """One line: how many, ended in time and late, overdue now, and the share in time (per cent).

    `rate` is None under the minimum. `again` are the repeated petitions, the complaints found true,
    the work orders dispatched again; `satisfied` of `asked` were content when called back.
    """

    name: str
    total: int
    in_time: int
    late: int
    overdue: int
    rate: float | None
    again: int = 0
    asked: int = 0
    satisfied: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """A kind of matter in a period. `groups` are by what is counted (渠道, 村, 分类 …).

    `repeat` is how many are repeats (petitions) or dispatched again (work orders), None where
    there is no such thing; `verified` the complaints found true. `satisfied` and `asked` count
    the answers to the call-back.
    """

    kind: str
    total: Group
    groups: Mapping[str, Sequence[Group]]
    repeat: int | None
    verified: int | None
    satisfied: int
    asked: int
    hidden: int
    least: int

    @property
    def repeat_rate(self) -> float | None:
        """Repeats in per cent; None under the minimum."""
        if self.repeat is None or self.total.total < max(self.least, 1):
            return None
        return round(100 * self.repeat / self.total.total, 1)

    @property
    def satisfaction(self) -> float | None:
        """Satisfied answers in per cent; None under the minimum."""
        if self.asked < max(self.least, 1):
            return None
        return round(100 * self.satisfied / self.asked, 1)


@needs(Right.SEE)
def petition_figures(work: Work, first: date, last: date) -> Figures:
    """The petitions received in a span of days: channel, purpose, village, subject, route."""
    query = select(
        Petition.channel,
        Petition.purpose,
        Petition.village,
        Petition.subject,
        Petition.route,
        Petition.repeat.label("again"),
        Petition.satisfied.label("said"),
        Petition.due_on,
        Petition.raw_due_on,
        Petition.ended_on,
    ).where(*between(Petition.received_at, first, last), Petition.voided_at.is_(None))
    by = {"渠道": "channel", "目的": "purpose", "村": "village", "分类": "subject", "去向": "route"}
    rows = _rows(work, query)
    repeat = sum(bool(row.again) for row in rows)
    hidden = len(stubs(work, Petition, first, last, limit=10_000))
    return _figures(work, "信访", rows, by, repeat=repeat, hidden=hidden)


@needs(Right.SEE)
def complaint_figures(work: Work, first: date, last: date) -> Figures:
    """The complaints received in a span of days: channel, subject, grade, verdict, window."""
    query = select(
        Complaint.channel,
        Complaint.subject,
        Complaint.grade,
        Complaint.verdict,
        (Complaint.verdict == Verdict.TRUE).label("again"),
        Complaint.window,
        Complaint.satisfied.label("said"),
        Complaint.due_on,
        Complaint.raw_due_on,
        Complaint.ended_on,
    ).where(*between(Complaint.received_at, first, last), Complaint.voided_at.is_(None))
    by = {
        "渠道": "channel",
        "分类": "subject",
        "类别": "grade",
        "核查结论": "verdict",
        "窗口": "window",
    }
    rows = _rows(work, query)
    verified = sum(bool(row.again) for row in rows)
    hidden = len(stubs(work, Complaint, first, last, limit=10_000))
    return _figures(work, "投诉", rows, by, verified=verified, hidden=hidden)


@needs(Right.SEE)
def work_order_figures(work: Work, first: date, last: date) -> Figures:
    """The work orders first dispatched in a span of days: unit, village, subject."""
    query = select(
        WorkOrder.unit,
        WorkOrder.village,
        WorkOrder.subject,
        (WorkOrder.round > 1).label("again"),
        WorkOrder.call_back.label("said"),
        WorkOrder.due_on,
        WorkOrder.raw_due_on,
        WorkOrder.ended_on,
    ).where(*between(WorkOrder.received_at, first, last), WorkOrder.voided_at.is_(None))
    by = {"承办单位": "unit", "村": "village", "分类": "subject"}
    rows = _rows(work, query)
    repeat = sum(bool(row.again) for row in rows)
    return _figures(work, "12345 工单", rows, by, repeat=repeat)


def _rows(work: Work, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return work.session.execute(visible(query, work.actor)).all()


def _figures(
    work: Work,
    kind: str,
    rows: Sequence[Any],
    by: Mapping[str, str],
    *,
    repeat: int | None = None,
    verified: int | None = None,
    hidden: int = 0,
) -> Figures:
    least, day = values(work.session, work.now).number("survey_least"), day_of(work)
    total = _group("合计", rows, least, day)
    return Figures(
        kind,
        total,
        {title: _groups(rows, field, least, day) for title, field in by.items()},
        repeat,
        verified,
        total.satisfied,
        total.asked,
        hidden,
        least,
    )


def _groups(rows: Sequence[Any], field: str, least: int, day: Day) -> tuple[Group, ...]:
    """The groups by size; those without a value come last as 未填."""
    sizes = Counter(str(getattr(row, field) or "") for row in rows)
    names = sorted(sizes, key=lambda name: (not name, -sizes[name], name))
    return tuple(
        _group(
            name or "未填", [r for r in rows if str(getattr(r, field) or "") == name], least, day
        )
        for name in names
    )


def _group(name: str, rows: Sequence[Any], least: int, day: Day) -> Group:
    lights = Counter(light_of(row.due_on, row.raw_due_on, row.ended_on, day) for row in rows)
    total = sum(lights.values())
    in_time, late, overdue = (lights[s] for s in (State.ON_TIME, State.LATE, State.OVERDUE))
    known = in_time + late + overdue
    enough = total >= max(least, 1) and known
    rate = round(100 * in_time / known, 1) if enough else None
    said = [row.said for row in rows if row.said not in UNSAID]
    satisfied = sum(word not in DISSATISFIED for word in said)
    again = sum(bool(row.again) for row in rows)
    return Group(name, total, in_time, late, overdue, rate, again, len(said), satisfied)
