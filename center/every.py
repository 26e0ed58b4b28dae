"""Every kind of record of the program, whatever a process has opened so far.

Who goes over all kinds takes them from here: a class exists only once its module is imported, and
a command or a window imports no more than it needs.
"""

from __future__ import annotations

from center import (
    accounts,
    disputes,
    evaluations,
    filing,
    follow_ups,
    holidays,
    items,
    matters,
    opinions,
    papers,
    people,
    postings,
    proof_reviews,
    proposals,
    secrecy,
    settings,
    staff,
    surveys,
)
from center.accountability import records as accountability
from center.attachments import records as attachments
from center.attendance import duty_rest
from center.attendance import records as attendance
from center.batches import records as batches
from center.cases import helping, links, upward
from center.cases import records as cases
from center.complaints import records as complaints
from center.exchange import records as exchange
from center.fees import records as fees
from center.petitions import records as petitions
from center.queue import records as queue
from center.records import Base, Record
from center.registration import book, calls, transfers
from center.registration import records as registration
from center.rolls import records as rolls
from center.roster import records as roster
from center.workorders import records as workorders

MODULES = (
    accountability,
    accounts,
    attachments,
    attendance,
    batches,
    book,
    calls,
    cases,
    complaints,
    disputes,
    duty_rest,
    evaluations,
    exchange,
    fees,
    filing,
    follow_ups,
    helping,
    holidays,
    items,
    links,
    matters,
    opinions,
    papers,
    people,
    petitions,
    postings,
    proof_reviews,
    proposals,
    queue,
    registration,
    rolls,
    roster,
    secrecy,
    settings,
    staff,
    surveys,
    transfers,
    upward,
    workorders,
)
"""Where the records are defined."""


def every_kind() -> dict[str, type[Record]]:
    """Every kind of record with its class."""
    return {m.class_.kind: m.class_ for m in Base.registry.mappers if issubclass(m.class_, Record)}
