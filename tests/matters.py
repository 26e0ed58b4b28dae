"""Invented visitors, visits, cases and papers for tests; no real person, no real number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from center.cases import intake
from center.cases.intake import CaseForm
from center.cases.records import Case
from center.identity import id_check_digit
from center.items import Item
from center.papers import Draft, Paper, PaperKind, issue
from center.people import Identity
from center.registration import Route, Visit, VisitForm, VisitKind, register
from center.storage import Work


def id_number(serial: int, birth: str = "19790405") -> str:
    """A number with a valid check digit from an invented area, birth date and serial."""
    body = f"110{serial // 1000 % 1000:03d}{birth}{serial % 1000:03d}"
    return body + id_check_digit(body)


def someone(name: str = "林溪", serial: int = 1, **changes: Any) -> Identity:
    """A visitor with ID and phone."""
    fields: dict[str, Any] = {
        "name": name,
        "id_kind": "resident",
        "id_number": id_number(serial),
        "phone": f"1390000{serial % 10000:04d}",
        "village": "石桥村",
    }
    return Identity(**(fields | changes))


def item(work: Work, code: str = "MZ03") -> Item:
    """The version in use of an item; the first of the catalogue when the code is unknown."""
    items = work.session.scalars(select(Item).where(Item.active).order_by(Item.code)).all()
    return next((found for found in items if found.code == code), items[0])


def visit(
    work: Work, who: Identity | None = None, at: datetime | None = None, **changes: Any
) -> Visit:
    """A registered visit, not yet committed."""
    fields: dict[str, Any] = {
        "visit_kind": VisitKind.HANDLING,
        "route": Route.HERE,
        "who": who or someone(),
        "need": "办事",
        "received_at": at,
    }
    return register(work, VisitForm(**(fields | changes)))


def case(
    work: Work,
    who: Identity | None = None,
    at: datetime | None = None,
    code: str = "MZ03",
    **changes: Any,
) -> Case:
    """A case with all materials received, not yet committed."""
    found = item(work, code)
    fields: dict[str, Any] = {
        "item": found,
        "applicant": who or someone(),
        "received": range(len(found.materials)),
        "received_at": at,
    }
    return intake.receive(work, CaseForm(**(fields | changes)))


def paper(work: Work, about: Case, kind: PaperKind = PaperKind.RECEIPT) -> Paper:
    """An issued (committed) paper whose bytes are its number."""
    return issue(work, Draft(kind, about, {}, {}, 1), lambda _draft, number: number.encode())
