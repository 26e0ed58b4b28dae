"""Staff (工作人员), service windows (窗口) with their A and B posts, and villages with groups."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Integer, select
from sqlalchemy.orm import Mapped, mapped_column

from center.records import Base, Record, link, unique_unless_voided
from center.rights import Right, needs, visible
from center.storage import Work


class Staff(Record, Base):
    """One person who works here; `leader_rank` is empty for those who are no leader (班子成员)."""

    __tablename__ = "staff"
    kind = "staff"

    name: Mapped[str]
    staff_number: Mapped[str] = mapped_column(default="")
    staff_kind: Mapped[str] = mapped_column(default="")
    post: Mapped[str] = mapped_column(default="")
    leader_rank: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class ServiceWindow(Record, Base):
    """A window of the hall; `a_post` answers for it, `b_post` takes over when A is away (AB-01)."""

    __tablename__ = "service_windows"
    __table_args__ = (unique_unless_voided("station", "name"),)
    kind = "service_window"

    name: Mapped[str]
    position: Mapped[int] = mapped_column(Integer, default=0)
    a_post: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    b_post: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Village(Record, Base):
    """A village and its groups (村–组), the list behind every address."""

    __tablename__ = "villages"
    __table_args__ = (unique_unless_voided("station", "name"),)
    kind = "village"

    name: Mapped[str]
    groups: Mapped[list[str]] = mapped_column(default_factory=list)
    active: Mapped[bool] = mapped_column(default=True)


@needs(Right.SEE_OFFICE)
def windows(work: Work) -> list[ServiceWindow]:
    """The windows in use, in hall order."""
    query = select(ServiceWindow).where(ServiceWindow.voided_at.is_(None), ServiceWindow.active)
    query = visible(query, work.actor).order_by(ServiceWindow.position, ServiceWindow.name)
    return list(work.session.scalars(query))


@needs(Right.SEE_OFFICE)
def staff(work: Work) -> list[Staff]:
    """Everyone who works here now, by name."""
    query = select(Staff).where(Staff.voided_at.is_(None), Staff.active).order_by(Staff.name)
    return list(work.session.scalars(visible(query, work.actor)))


@needs(Right.SEE_OFFICE)
def villages(work: Work) -> list[Village]:
    """The villages in use, by name; shown to every station, since people move."""
    query = select(Village).where(Village.voided_at.is_(None), Village.active)
    return list(work.session.scalars(query.order_by(Village.name)))


@needs(Right.EDIT_SETTINGS)
def save(work: Work, record: Staff | ServiceWindow | Village) -> None:
    """Add or change a staff member, window or village."""
    work.session.add(record)
