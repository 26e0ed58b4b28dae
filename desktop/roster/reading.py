"""What a month of a roster shows, read once and kept apart from the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from center.errors import Expected
from center.records import local_date
from center.roster.changing import swaps
from center.roster.check import Finding, check
from center.roster.drafting import (
    as_seen,
    as_units,
    begin_month,
    find_month,
    next_month,
    outlook,
    turns_of,
)
from center.roster.members import people
from center.roster.records import SEATS, Plan, Roster, Seat, Turn
from center.roster.request import DayClass, debts, served, weighted
from center.storage import Work
from desktop.dates import show_date, show_moment

ROSTER_KINDS = frozenset(
    {"roster", "turn", "swap", "duty_member", "duty_absence", "staff", "calendar_day", "setting"}
)
"""Kinds of record whose change a month shows."""


@dataclass(frozen=True, slots=True)
class Place:
    """One person on one day as the calendar shows it; `rank` is empty for those who do not lead."""

    turn: UUID
    on: date
    seat: Seat
    staff: UUID
    name: str
    post: str
    rank: str
    pinned: bool
    instead_of: str
    waiting: bool

    @property
    def words(self) -> str:
        """A place as it is read out."""
        said = [self.name, self.post, self.seat.value]
        said += ["手工固定"] if self.pinned else []
        said += [f"换班，原为{self.instead_of}"] if self.instead_of else []
        said += ["换班申请待审批"] if self.waiting else []
        return "，".join(part for part in said if part)


@dataclass(frozen=True, slots=True)
class Share:
    """One member's duty: `month` days of this month, `year` days by class up to its end.

    `debt` is weighted: above 0 what is still owed, below 0 what was served ahead.
    """

    name: str
    people: frozenset[UUID]
    month: int
    year: Mapping[DayClass, int]
    debt: float


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a plan. `roster` is None while nobody began it; `version` is what was read."""

    plan: Plan
    year: int
    month: int
    roster: UUID | None
    version: int
    published_at: datetime | None
    published_by: str
    changes: int
    edited_at: datetime | None
    places: tuple[Place, ...]
    need: Mapping[date, int]
    full: Mapping[tuple[date, Seat], int]
    findings: tuple[Finding, ...]
    shares: tuple[Share, ...]

    @property
    def published(self) -> bool:
        """Whether the month was made public."""
        return self.published_at is not None

    def state(self, today: date) -> tuple[str, str]:
        """How far it is, in short and in full: when it was published and by whom (DUTY-06)."""
        if self.roster is None:
            return "还没有排班", ""
        if self.published_at is None:
            return "草稿，未公布", ""
        changed = f"，已变更 {self.changes} 次" if self.changes else ""
        on = show_date(local_date(self.published_at), today)
        at = show_moment(self.published_at, today)
        return f"{on}公布{changed}", f"{at} {self.published_by}公布{changed}"


def read_month(work: Work, plan: Plan, year: int, month: int) -> Month:
    """The month as it stands; a month nobody began shows its days and what they need."""
    found = find_month(work, plan, year, month)
    roster = found or _blank(work, plan, year, month)
    turns = [] if found is None else turns_of(work, found)
    waiting = set[UUID]()
    if found is not None:
        waiting = {swap.turn for swap in swaps(work, waiting=True, roster=found.id)}
    need: dict[date, int] = {}
    full: dict[tuple[date, Seat], int] = {}
    findings: list[Finding] = []
    shares: list[Share] = []
    for seat in SEATS[plan]:
        view = outlook(work, roster, seat)
        days = as_units(turns, seat, view)
        if found is not None:
            findings += check(view.request, days)
        for day, count in view.request.need.items():
            need[day] = need.get(day, 0) + count
            full[day, seat] = count
        owing, mine = debts(view.request, days), served(view.request, days)
        before = served(view.request, view.request.served)
        for member in view.request.members:
            year_days = {of: int(before[member.id][of] + mine[member.id][of]) for of in DayClass}
            shares.append(
                Share(
                    member.name,
                    frozenset(view.units[member.id].people),
                    int(sum(mine[member.id].values())),
                    year_days,
                    weighted(owing[member.id], view.request.weights),
                )
            )
    return Month(
        plan=plan,
        year=year,
        month=month,
        roster=None if found is None else found.id,
        version=0 if found is None else found.version,
        published_at=None if found is None else found.published_at,
        published_by="" if found is None else found.published_by,
        changes=0 if found is None else found.changes,
        edited_at=None if found is None else found.edited_at,
        places=tuple(_places(work, turns, waiting)),
        need=need,
        full=full,
        findings=tuple(findings),
        shares=tuple(shares),
    )


def target(work: Work, month: Month, today: date) -> tuple[tuple[int, int], str]:
    """The month one click plans: the one in sight, or the next while that is public or past.

    With it comes what is against planning it, empty if nothing is.
    """
    if not month.published and (month.year, month.month) >= (today.year, today.month):
        return (month.year, month.month), ""
    wanted = next_month(today)
    roster = find_month(work, month.plan, *wanted)
    if roster is not None and roster.published_at is not None:
        return wanted, f"{wanted[1]}月的班表已经公布，要调整请用“换班”"
    return wanted, ""


def seen(work: Work, month: Month) -> Roster:
    """The roster to change, begun if nobody has; refused when it changed since it was read."""
    if month.roster is not None:
        return as_seen(work, month.roster, month.version)
    if find_month(work, month.plan, month.year, month.month) is not None:
        raise Expected("这个月的班表刚有别人开始排，这一次没有保存。已刷新，请核对后再改。")
    roster = begin_month(work, month.plan, month.year, month.month)
    work.session.flush()
    return roster


def _blank(work: Work, plan: Plan, year: int, month: int) -> Roster:
    """Stands for a month nobody began; never saved."""
    return Roster(
        id=work.new_id(),
        station=work.station,
        plan=plan,
        year=year,
        month=month,
        edited_at=work.now,
    )


def _places(work: Work, turns: Sequence[Turn], waiting: set[UUID]) -> list[Place]:
    ids = {turn.staff for turn in turns}
    ranks = {one.id: one.leader_rank for one in people(work, ids).values()}
    order = list(Seat)
    found = [
        Place(
            turn=turn.id,
            on=turn.on,
            seat=turn.seat,
            staff=turn.staff,
            name=turn.name,
            post=turn.post,
            rank=ranks.get(turn.staff, "") if turn.seat is not Seat.STAFF else "",
            pinned=turn.pinned,
            instead_of=turn.instead_of,
            waiting=turn.id in waiting,
        )
        for turn in turns
    ]
    return sorted(found, key=lambda place: (place.on, order.index(place.seat), place.turn))
