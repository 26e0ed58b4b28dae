"""What counts against a person: earlier acts (ACC-04), and being left out of awards (ACC-02)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from center.accountability.records import (
    Accountability,
    AccountablePerson,
    Part,
    Severity,
    Status,
)
from center.rights import Right, needs
from center.rolls.months import add_months
from center.settings import Values, values
from center.storage import Work

_TIERS = (None, *Severity)


def proposed_tier(severity: Severity, part: Part, *, mitigated: bool) -> Severity | None:
    """The tier proposed for a person: that of the severity, one lower when something mitigates.

    Below 较轻 nothing follows (None, 免于追究). A supervisor is proposed no higher than 较轻
    (ACC-11). A person decides.
    """
    tier = _TIERS[_TIERS.index(severity) - int(mitigated)]
    return Severity.LIGHT if part is Part.SUPERVISOR and tier is not None else tier


def last_day_out(settings: Values, decided_on: date) -> date:
    """The last day on which somebody disqualified on a day is left out of awards (ACC-02)."""
    if settings.text("award_disqualify_period") == "year_end":
        return date(decided_on.year, 12, 31)
    return add_months(decided_on, 12) - timedelta(days=1)


@needs(Right.SEE)
def disqualified(work: Work, staff: UUID, day: date) -> bool:
    """Whether a person is left out of awards on a day (PERF-24, PERF-26, PERF-27).

    Secret matters count too: a yes says nothing of them.
    """
    query = (
        select(AccountablePerson.id)
        .join(Accountability, Accountability.id == AccountablePerson.accountability)
        .where(
            AccountablePerson.staff == staff,
            AccountablePerson.voided_at.is_(None),
            AccountablePerson.disqualified_until >= day,
            Accountability.voided_at.is_(None),
            Accountability.decided_on <= day,
        )
    )
    return work.session.scalars(query.limit(1)).first() is not None


@needs(Right.SUPERVISE)
def acts_before(work: Work, staff: UUID, on: date, besides: UUID | None = None) -> int:
    """How many accountable acts of a person lie in the year before an act of this day (ACC-04).

    By the setting the last 12 months (the same day a year ago is out) or the calendar year. Acts
    still to be decided count, those that led to nothing do not, nor does answering for others.
    """
    rolling = values(work.session, work.now).text("repeat_window") == "rolling"
    before = Accountability.happened_on < on
    if besides is not None:
        before = or_(before, and_(Accountability.happened_on == on, Accountability.id < besides))
    else:
        before = Accountability.happened_on <= on
    since = (
        Accountability.happened_on > add_months(on, -12)
        if rolling
        else Accountability.happened_on >= date(on.year, 1, 1)
    )
    query = (
        select(func.count(AccountablePerson.id))
        .join(Accountability, Accountability.id == AccountablePerson.accountability)
        .where(
            AccountablePerson.staff == staff,
            AccountablePerson.part != Part.SUPERVISOR,
            AccountablePerson.voided_at.is_(None),
            Accountability.voided_at.is_(None),
            or_(Accountability.status == Status.PROPOSED, AccountablePerson.tier.is_not(None)),
            before,
            since,
        )
    )
    return work.session.execute(query).scalar_one()
