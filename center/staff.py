"""Staff (工作人员), service windows (窗口) with their A and B posts, and villages with groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Integer, select
from sqlalchemy.orm import Mapped, mapped_column

from center.errors import Problem, Refused
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
    hired_on: Mapped[date | None] = mapped_column(default=None)


class ServiceWindow(Record, Base):
    """A window of the hall; `a_post` answers for it, `b_post` takes over when A is away (AB-01).

    `head` leads it (HR-16); where none is named, the A post does.
    """

    __tablename__ = "service_windows"
    __table_args__ = (unique_unless_voided("station", "name"),)
    kind = "service_window"

    name: Mapped[str]
    position: Mapped[int] = mapped_column(Integer, default=0)
    a_post: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    b_post: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
    head: Mapped[UUID | None] = mapped_column(link("staff.id"), default=None)
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


Listed = TypeVar("Listed", Staff, ServiceWindow, Village)


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


@needs(Right.SEE_OFFICE)
def everything(work: Work, kind: type[Listed]) -> list[Listed]:
    """All staff, windows or villages, those no longer in use last."""
    query = select(kind).where(kind.voided_at.is_(None))
    return list(work.session.scalars(query.order_by(kind.active.desc(), kind.name)))


@needs(Right.EDIT_SETTINGS)
def save(work: Work, record: Staff | ServiceWindow | Village) -> None:
    """Add or change a staff member, window or village; refuses an empty or doubled name."""
    record.name = record.name.strip()
    if not record.name:
        raise Refused([Problem("name", "请填写名称" if record.kind != "staff" else "请填写姓名")])
    # Two people may have one name; windows and villages are told apart by theirs.
    if not isinstance(record, Staff):
        same = select(type(record).id).where(
            type(record).name == record.name,
            type(record).station == record.station,
            type(record).id != record.id,
            type(record).voided_at.is_(None),
        )
        with work.session.no_autoflush:
            if work.session.scalars(same).first() is not None:
                raise Refused([Problem("name", f"已经有“{record.name}”，请换一个名称")])
    work.session.add(record)


def post_problems(window: ServiceWindow, people: Mapping[UUID, Staff]) -> tuple[Problem, ...]:
    """What AB-01 finds wrong with a window's A and B posts; it warns and never refuses."""
    found: list[Problem] = []
    for field, who, title in (("a_post", window.a_post, "A 岗"), ("b_post", window.b_post, "B 岗")):
        person = people.get(who) if who is not None else None
        if person is None:
            found.append(Problem(field, f"还没有 {title}"))
        elif not person.active:
            found.append(Problem(field, f"{title} {person.name} 已不在岗"))
    if window.a_post is not None and window.a_post == window.b_post:
        found.append(Problem("b_post", "A 岗和 B 岗是同一个人"))
    return tuple(found)
