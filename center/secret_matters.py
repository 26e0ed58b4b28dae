"""Making a matter secret, naming who may see it, barring whom it accuses (PET-10, CPL-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from center.accounts import Account
from center.errors import Problem, Refused
from center.matters import Matter, must_see
from center.rights import Right, needs
from center.secrecy import SecretCover, SecretName, audience_of
from center.staff import Staff
from center.storage import Work
from center.text import clean_line


@dataclass(frozen=True, slots=True)
class Accused:
    """Whom a matter accuses; `staff` or `account` where known, the name in any case."""

    name: str
    staff: UUID | None = None
    account: UUID | None = None


def is_accused(accused: Sequence[Accused], account: UUID, staff: UUID | None, name: str) -> bool:
    """Whether somebody is among the accused, by account, staff entry or, failing these, name."""
    return any(
        one.account == account
        or (staff is not None and one.staff == staff)
        or (one.name == name and (staff is None or one.staff is None))
        for one in accused
    )


def accused_problems(work: Work, accused: Sequence[Accused]) -> list[Problem]:
    """Who is accused hands the matter to a colleague instead of registering it (回避, 条例 28)."""
    actor = work.actor
    if any(not clean_line(one.name) for one in accused):
        return [Problem("accused", "请填写被检举控告（投诉）人的姓名")]
    if is_accused(accused, actor.account, actor.staff, actor.name):
        return [Problem("accused", "反映的是您本人，请回避，由其他工作人员登记")]
    return []


def begin_secret(work: Work, matter: Matter, accused: Sequence[Accused]) -> None:
    """Let only the registrar, those named later and the director see a matter from the start."""
    matter.audience = audience_of(matter.id)
    actor = work.actor
    _name(work, matter, actor.name, account=actor.account, staff=actor.staff)
    for one in accused:
        _name(work, matter, clean_line(one.name), one.account, one.staff, barred=True)


def _name(
    work: Work,
    matter: Matter,
    name: str,
    account: UUID | None = None,
    staff: UUID | None = None,
    *,
    barred: bool = False,
) -> None:
    work.session.add(
        SecretName(
            id=work.new_id(),
            station=matter.station,
            audience=matter.audience,
            account=account,
            staff=staff,
            name=name,
            barred=barred,
        )
    )


@needs(Right.HANDLE_PETITIONS)
def name_reader(work: Work, matter: Matter, account_id: UUID) -> None:
    """Let a colleague see a secret matter; refuses whom it accuses."""
    must_see(work, matter)
    if not matter.secret:
        raise Refused("这件没有保密，全单位都可以查看，不用指定。")
    account = work.session.get(Account, account_id)
    if account is None or account.voided_at is not None or not account.active:
        raise Refused([Problem("account", "请选择在用的账号")])
    names = _names(work, matter)
    barred = [Accused(n.name, n.staff, n.account) for n in names if n.barred]
    if is_accused(barred, account.id, account.staff, account.name):
        raise Refused([Problem("account", "这件反映的就是此人，应当回避，不能指定")])
    if not any(n.account == account.id and not n.barred for n in names):
        _name(work, matter, account.name, account.id, account.staff)


@needs(Right.HANDLE_PETITIONS)
def unname_reader(work: Work, matter: Matter, name: SecretName, reason: str) -> None:
    """Take a colleague off a secret matter; the accused stay barred."""
    must_see(work, matter)
    if name.barred or name.audience != matter.audience:
        raise Refused("被反映人的回避不能取消，没有改动。")
    if not reason.strip():
        raise Refused([Problem("reason", "请写明原因")])
    name.voided_at, name.void_reason = work.now, clean_line(reason)


@needs(Right.HANDLE_PETITIONS)
def bar(work: Work, matter: Matter, accused: Accused) -> None:
    """Add somebody a secret matter turns out to accuse; their own name on it is struck."""
    must_see(work, matter)
    if not matter.secret:
        raise Refused("请先把这件设为保密，再登记被反映人。")
    if problems := accused_problems(work, [accused]):
        raise Refused(problems)
    _name(work, matter, clean_line(accused.name), accused.account, accused.staff, barred=True)


def keep_out(work: Work, matter: Matter, accused: Sequence[Accused]) -> None:
    """Bar those of the accused who are not barred yet; part of a correction, which is checked."""
    known = [Accused(n.name, n.staff, n.account) for n in _names(work, matter) if n.barred]
    for one in accused:
        if one not in known:
            _name(work, matter, clean_line(one.name), one.account, one.staff, barred=True)


@needs(Right.HANDLE_PETITIONS)
def conceal(work: Work, matter: Matter, accused: Sequence[Accused] = ()) -> None:
    """Make a matter secret from now on: record, events, papers, and what the journal said of it."""
    must_see(work, matter)
    if matter.secret:
        raise Refused("这件已经是保密件。")
    if problems := accused_problems(work, accused):
        raise Refused(problems)
    hide(work, matter, accused)


def hide(work: Work, matter: Matter, accused: Sequence[Accused] = ()) -> None:
    """The inside of `conceal`, for a step that is checked: a petition that turns out to accuse."""
    begin_secret(work, matter, accused)
    if hasattr(matter, "person"):
        # Whoever looks up the person must not come upon the matter.
        matter.person = None
    for record in [matter, *_belonging(work, matter)]:
        cover(work, matter, record)


def cover(work: Work, matter: Matter, record: Any) -> None:
    """Make a record as secret as a matter, with what the journal said of it before."""
    record.audience = matter.audience
    work.session.add(
        SecretCover(
            id=work.new_id(),
            station=matter.station,
            audience=matter.audience,
            record=record.id,
        )
    )


_COLUMNS = (
    *("matter", "complaint", "petition", "earlier", "later", "about"),
    "accountability",
)
"""Where a record names the matter it belongs to."""


def _belonging(work: Work, matter: Matter) -> list[Any]:
    """Every record of a matter, and those of these: events, interviews, links, papers, attachments,
    accountability with its own.
    """
    found: dict[UUID, Any] = {}
    fresh = [matter.id]
    while fresh:
        more = {one.id: one for one in _naming(work, fresh) if one.id != matter.id}
        fresh = [ident for ident in more if ident not in found]
        found |= more
    return list(found.values())


def _naming(work: Work, records: Sequence[UUID]) -> list[Any]:
    # Some of those who hide a matter define records themselves.
    from center.every import every_kind

    found: list[Any] = []
    for kind in every_kind().values():
        if not hasattr(kind, "audience"):
            continue
        for column in _COLUMNS:
            if hasattr(kind, column):
                query = select(kind).where(getattr(kind, column).in_(records))
                found += work.session.scalars(query)
    return found


def _names(work: Work, matter: Matter) -> list[SecretName]:
    query = select(SecretName).where(
        SecretName.audience == matter.audience, SecretName.voided_at.is_(None)
    )
    return list(work.session.scalars(query))


def accused_staff(work: Work, staff: Sequence[UUID]) -> list[Accused]:
    """The accused as the staff list knows them, for complaints about named staff."""
    found = []
    for staff_id in staff:
        person = work.session.get(Staff, staff_id)
        if person is None:
            raise Refused([Problem("respondents", "请从工作人员名单里选择被投诉人")])
        found.append(Accused(person.name, person.id))
    return found
