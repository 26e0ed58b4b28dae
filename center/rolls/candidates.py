"""Who reaches the age of a roll soon and is not on it (80岁的高龄津贴)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from center.identity import check_id
from center.people import Person, PersonKind
from center.records import local_date
from center.rights import Right, needs, visible
from center.rolls.kinds import RollKind
from center.rolls.members import kinds
from center.rolls.months import add_months, reaches
from center.rolls.records import Departure, Member
from center.settings import values
from center.storage import Work


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who has or will soon have the age of a roll; `reaches_on` is the birthday."""

    person: Person
    roll: str
    birth: date
    reaches_on: date

    @property
    def key(self) -> tuple[UUID, str]:
        """A person may be proposed for several rolls."""
        return self.person.id, self.roll


@needs(Right.SEE)
def candidates(work: Work) -> list[Candidate]:
    """Living people who reach the age of a roll within the months of the setting, who comes soonest
    first, then those past it, the latest first.

    Who has ever been on the roll is not proposed again; birth dates come from the person or from
    the ID number.
    """
    today = local_date(work.now)
    ahead = add_months(today, values(work.session, work.now).number("candidate_months"))
    found = [one for kind in kinds(work) if kind.age for one in _of(work, kind, today, ahead)]
    coming = [one for one in found if one.reaches_on > today]
    reached = [one for one in found if one.reaches_on <= today]
    return sorted(coming, key=_by_day) + sorted(reached, key=_by_day, reverse=True)


def _by_day(one: Candidate) -> tuple[date, str, str]:
    return one.reaches_on, one.person.name, one.roll


def _of(work: Work, kind: RollKind, today: date, ahead: date) -> list[Candidate]:
    latest = add_months(ahead, -12 * kind.age)
    listed = select(Member.person).where(Member.roll == kind.name, Member.voided_at.is_(None))
    merged = select(Person.merged_into).where(Person.id.in_(listed))
    gone = select(Departure.person).where(Departure.voided_at.is_(None))
    born = func.substr(Person.id_number, 7, 8)
    by_number = (
        Person.birth.is_(None)
        & (func.length(Person.id_number) == 18)
        & (born <= f"{latest:%Y%m%d}")
    )
    query = select(Person).where(
        Person.person_kind == PersonKind.NATURAL,
        Person.voided_at.is_(None),
        Person.merged_into.is_(None),
        Person.died_on.is_(None),
        or_(Person.birth <= latest, by_number),
        Person.id.not_in(listed),
        Person.id.not_in(merged.where(Person.merged_into.is_not(None))),
        Person.id.not_in(gone),
    )
    found = []
    for person in work.session.scalars(visible(query, work.actor)):
        birth = person.birth or check_id(person.id_number, today).birth
        if birth is not None and reaches(birth, kind.age) <= ahead:
            found.append(Candidate(person, kind.name, birth, reaches(birth, kind.age)))
    return found
