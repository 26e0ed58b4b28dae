"""Petitions and complaints begun from a visit (来访登记): nothing is asked or typed twice.

Whoever came and what for are carried over; the matter names the visit, and the visit shows the
matters that began with it, as far as one may see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.complaints.intake import ComplaintForm
from center.complaints.records import Channel as ComplaintChannel
from center.complaints.records import Complaint
from center.petitions.intake import PetitionForm
from center.petitions.records import Channel as PetitionChannel
from center.petitions.records import Petition, Purpose
from center.registration import Channel, Visit
from center.rights import Right, needs, visible
from center.storage import Work

_PETITIONS = {
    Channel.CALL: PetitionChannel.PHONE,
    Channel.LETTER: PetitionChannel.LETTER,
}
_COMPLAINTS = {
    Channel.CALL: ComplaintChannel.PHONE,
    Channel.LETTER: ComplaintChannel.WRITTEN,
}


def petition_of(visit: Visit) -> PetitionForm:
    """The petition somebody came for: who, where from, when, and what was said (PET-02)."""
    return PetitionForm(
        channel=_PETITIONS.get(visit.channel, PetitionChannel.VISIT),
        purpose=Purpose.CLAIM,
        problem=visit.need or visit.topic,
        id_kind=visit.id_kind,
        id_number=visit.id_number,
        village=visit.village,
        people_count=visit.people_count,
        urgent=visit.major,
        **_who(visit),
    )


def complaint_of(visit: Visit) -> ComplaintForm:
    """The complaint somebody came with (CPL-05)."""
    return ComplaintForm(
        channel=_COMPLAINTS.get(visit.channel, ComplaintChannel.ORAL),
        subject="",
        facts=visit.need or visit.topic,
        real_name=bool(visit.name),
        written=visit.channel is Channel.LETTER,
        **_who(visit),
    )


def _who(visit: Visit) -> dict[str, Any]:
    return {
        "name": visit.name,
        "phone": visit.phone,
        "address": visit.address or f"{visit.village}{visit.group}",
        "visit": visit.id,
        "received_at": visit.received_at,
    }


@needs(Right.SEE)
def begun_with(work: Work, visits: Sequence[UUID]) -> list[Petition | Complaint]:
    """The petitions and complaints that began with these visits, the oldest first.

    Of a secret one nothing is told to who may not see it.
    """
    found: list[Petition | Complaint] = []
    kinds: tuple[type[Petition] | type[Complaint], ...] = (Petition, Complaint)
    for kind in kinds:
        query = select(kind).where(kind.visit.in_(list(visits)), kind.voided_at.is_(None))
        found += work.session.scalars(visible(query, work.actor))
    return sorted(found, key=lambda one: (one.received_at, one.id))
