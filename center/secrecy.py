"""Who may see a secret matter (检举控告、受保护的投诉): PET-10, CPL-06, 信访工作条例 30, 46.

Every record that can be secret carries an `audience`: `office`, or one of its own. Who is named on
that audience sees it, and the director; whoever it accuses is barred (回避), whatever post they
hold and for whomever they act. Everyone else learns the number and nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, false, literal, or_, select, true
from sqlalchemy.orm import Mapped, aliased, mapped_column

from center.records import Base, Record

if TYPE_CHECKING:
    from center.rights import Actor
    from center.storage import Work

OFFICE = "office"
"""The audience of what is no secret."""
STUB = "保密件，内容不显示"
"""What everyone else reads in place of a secret matter."""


class SecretName(Record, Base):
    """One person named on a secret matter: who may see it, or (`barred`) whom it accuses.

    The accused may have no account, or none tied to the staff list: then the name decides.
    """

    __tablename__ = "secret_names"
    kind = "secret_name"

    audience: Mapped[str] = mapped_column(String(40), index=True)
    account: Mapped[UUID | None] = mapped_column(default=None)
    staff: Mapped[UUID | None] = mapped_column(default=None)
    name: Mapped[str] = mapped_column(default="")
    barred: Mapped[bool] = mapped_column(default=False)


class SecretCover(Record, Base):
    """A record that became secret later: its journal rows of before hide behind this audience."""

    __tablename__ = "secret_covers"
    kind = "secret_cover"

    audience: Mapped[str] = mapped_column(String(40), index=True)
    record: Mapped[UUID] = mapped_column(index=True)


def audience_of(matter: UUID) -> str:
    """The audience of one secret matter."""
    return f"secret:{matter.hex}"


def seen_by(audience: ColumnElement[str] | Any, actor: Actor) -> ColumnElement[bool]:
    """The condition that an actor may see what has this audience.

    Acting for somebody opens nothing: neither the absent colleague's secrets nor the director's.
    """
    named, barred = aliased(SecretName), aliased(SecretName)
    shown = select(named.audience).where(
        named.account == actor.account, ~named.barred, named.voided_at.is_(None)
    )
    same = [barred.account == actor.account]
    by_name = barred.name == actor.name if actor.name else false()
    if actor.staff is not None:
        same += [barred.staff == actor.staff, and_(by_name, barred.staff.is_(None))]
    else:
        same.append(by_name)
    hidden = select(barred.audience).where(or_(*same), barred.barred, barred.voided_at.is_(None))
    allowed = true() if actor.opens_secrets else audience.in_(shown)
    return or_(audience == OFFICE, and_(allowed, audience.not_in(hidden)))


def may_see(work: Work, audience: str) -> bool:
    """Whether the actor may see what has this audience."""
    if audience == OFFICE:
        return True
    return bool(work.session.execute(select(seen_by(literal(audience), work.actor))).scalar())


def uncovered(record: ColumnElement[UUID] | Any, actor: Actor) -> ColumnElement[bool]:
    """The condition that no cover the actor may not lift lies over a record's old journal rows."""
    cover = aliased(SecretCover)
    hidden = select(cover.record).where(~seen_by(cover.audience, actor), cover.voided_at.is_(None))
    return record.not_in(hidden)
