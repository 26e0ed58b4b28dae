"""What a verified complaint means for a person: circular, removal, points (CPL-15, PERF-17, ACC).

The program proposes, a person decides (D5): nothing here changes a post or counts a point.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from center.accounts import Account
from center.complaints.records import Complaint, Fault, Verdict, Verified
from center.proposals import POINTS, Proposal, propose_of, undecided, withdraw
from center.records import local_date
from center.rights import Right, needs
from center.rolls.months import add_months
from center.secrecy import seen_by
from center.settings import values
from center.staff import Staff
from center.storage import Work

CIRCULAR, REMOVAL = "通报", "建议调离岗位"
POINTS_RULE = "PERF-17"
# What ACC-03 calls the situations a complaint's cause stands for.
SITUATIONS = {
    "态度粗暴造成不良影响": "S01",
    "办事超时推诿": "S02",
    "违法违规造成损害": "S13",
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """What is proposed for one person: the `count`th verified complaint, the measure, points.

    `situation` is the accountability situation (ACC-03) offered with it, empty when none fits.
    """

    staff: UUID
    name: str
    count: int
    measure: str
    points: int
    situation: str

    @property
    def removal(self) -> bool:
        """Whether removal from the post is proposed (CPL-15)."""
        return self.measure == REMOVAL


def verified_count(work: Work, staff: UUID, on: date) -> int:
    """How many complaints were verified against a person through `on`, by the setting's span.

    Secret ones count too: a number says nothing of them.
    """
    span = values(work.session, work.now).text("two_strikes_removal")
    query = select(func.count(Verified.id)).where(
        Verified.staff == staff, Verified.on <= on, Verified.voided_at.is_(None)
    )
    if span == "year":
        query = query.where(Verified.on > add_months(on, -12))
    return work.session.execute(query).scalar_one()


def note_verified(work: Work, complaint: Complaint, on: date) -> list[Consequence]:
    """Count a verified complaint against each respondent at fault, and say what follows."""
    if complaint.verdict is not Verdict.TRUE or complaint.fault is not Fault.STAFF:
        return []
    off = values(work.session, work.now).text("two_strikes_removal") == "off"
    found = []
    for staff_id in map(UUID, complaint.respondents):
        person = work.session.get_one(Staff, staff_id)
        count = verified_count(work, staff_id, on) + 1
        measure = REMOVAL if count >= 2 and not off else CIRCULAR
        situation = SITUATIONS.get(complaint.cause, "")
        work.session.add(
            Verified(
                id=work.new_id(),
                station=complaint.station,
                complaint=complaint.id,
                staff=staff_id,
                name=person.name,
                on=on,
                proposed=measure,
                audience=complaint.audience,
            )
        )
        account = _account(work, staff_id)
        propose_of(work, POINTS_RULE, complaint, staff_id, account, person.name)
        points = POINTS[POINTS_RULE]
        found.append(Consequence(staff_id, person.name, count, measure, points, situation))
    return found


def take_back(work: Work, complaint: Complaint, reason: str) -> None:
    """Let everything fall that followed from a verdict: the count (CPL-15) and the points.

    Papers stay as issued; accountability that rests on it says so (`file.unfounded`).
    """
    query = select(Verified).where(Verified.complaint == complaint.id, Verified.voided_at.is_(None))
    for one in work.session.scalars(query):
        one.voided_at, one.void_reason = work.now, reason
    withdraw(work, complaint, reason)


@needs(Right.APPROVE)
def open_points(work: Work, complaint: Complaint) -> list[Proposal]:
    """The points proposed for this complaint that nobody has checked yet (PERF-17, D5)."""
    return [one for one in undecided(work, complaint=complaint.id) if one.rule == POINTS_RULE]


@needs(Right.SEE)
def consequences_of(work: Work, complaint: Complaint) -> list[Consequence]:
    """What was proposed when this complaint was verified; the count is that of then."""
    query = select(Verified).where(
        Verified.complaint == complaint.id,
        Verified.voided_at.is_(None),
        seen_by(Verified.audience, work.actor),
    )
    situation, points = SITUATIONS.get(complaint.cause, ""), POINTS[POINTS_RULE]
    return [
        Consequence(one.staff, one.name, _count_then(work, one), one.proposed, points, situation)
        for one in work.session.scalars(query.order_by(Verified.name, Verified.id))
    ]


def _count_then(work: Work, verified: Verified) -> int:
    """Ids grow with time: of two on one day the second is the later."""
    span = values(work.session, work.now).text("two_strikes_removal")
    query = select(func.count(Verified.id)).where(
        Verified.staff == verified.staff, Verified.id <= verified.id, Verified.voided_at.is_(None)
    )
    if span == "year":
        query = query.where(Verified.on > add_months(verified.on, -12))
    return work.session.execute(query).scalar_one()


@needs(Right.SEE)
def verified_before(work: Work, complaint: Complaint) -> dict[str, int]:
    """How often each respondent was verified before, by name; what the counter is at (CPL-15)."""
    today = local_date(work.now)
    found: dict[str, int] = {}
    for staff_id in map(UUID, complaint.respondents):
        if count := verified_count(work, staff_id, today):
            found[work.session.get_one(Staff, staff_id).name] = count
    return found


def _account(work: Work, staff: UUID) -> UUID | None:
    query = select(Account.id).where(Account.staff == staff, Account.voided_at.is_(None))
    return work.session.scalars(query.order_by(Account.id).limit(1)).one_or_none()
