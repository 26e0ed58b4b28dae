"""Saved views of lists (常用筛选): filters, order and columns under a name, per account or shared.

Not records, as drafts are not: they say how somebody looks at the office, nothing about it. They
are neither journalled nor exchanged, and may be deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from center.errors import NotAllowed, Problem, Refused
from center.records import Base
from center.rights import Right, needs
from center.storage import Work

MOST = 30
NAME_LIMIT = 20


class SavedView(Base):
    """One view of one list; `shared` ones are everybody's to use and their owner's to change."""

    __tablename__ = "saved_views"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[UUID] = mapped_column(index=True)
    listing: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]
    shared: Mapped[bool] = mapped_column(default=False)


class DefaultView(Base):
    """The view with which an account opens a list."""

    __tablename__ = "default_views"

    account: Mapped[UUID] = mapped_column(primary_key=True)
    listing: Mapped[str] = mapped_column(String(40), primary_key=True)
    view: Mapped[UUID]


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as a list offers it."""

    id: UUID
    name: str
    content: Mapping[str, Any]
    own: bool
    shared: bool
    default: bool


@needs(Right.SEE_OFFICE)
def views(work: Work, listing: str) -> list[View]:
    """The actor's own views of a list, then those shared by others, each by name."""
    me = work.actor.account
    default = work.session.scalars(
        select(DefaultView.view).where(DefaultView.account == me, DefaultView.listing == listing)
    ).one_or_none()
    query = select(SavedView).where(
        SavedView.listing == listing, or_(SavedView.account == me, SavedView.shared)
    )
    found = [
        View(one.id, one.name, one.content, one.account == me, one.shared, one.id == default)
        for one in work.session.scalars(query)
    ]
    return sorted(found, key=lambda view: (not view.own, view.name))


@needs(Right.SEE_OFFICE)
def save_view(
    work: Work, listing: str, name: str, content: Mapping[str, Any], *, shared: bool = False
) -> UUID:
    """Save a view and commit; one of the actor's own with the same name is replaced.

    Sharing needs a right. Raises Refused without a name, for one too long, and for too many.
    """
    name = _named(name)
    if shared:
        _may_share(work)
    mine = _own(work, listing)
    found = next((one for one in mine if one.name == name), None)
    if found is None and len(mine) >= MOST:
        raise Refused([Problem("name", f"一个列表最多存 {MOST} 个常用筛选，请先删掉不用的")])
    if found is None:
        found = SavedView(
            id=work.new_id(),
            account=work.actor.account,
            listing=listing,
            name=name,
            content={},
            saved_at=work.now,
        )
        work.session.add(found)
    found.content, found.shared, found.saved_at = dict(content), shared, work.now
    ident = found.id
    work.session.commit()
    return ident


@needs(Right.SEE_OFFICE)
def rename_view(work: Work, ident: UUID, name: str, *, shared: bool | None = None) -> None:
    """Give one of the actor's own views another name, share it or take it back, and commit."""
    found, name = _mine(work, ident), _named(name)
    if any(one.name == name and one.id != ident for one in _own(work, found.listing)):
        raise Refused([Problem("name", f"已经有“{name}”，请换一个名称")])
    if shared is not None and shared != found.shared:
        _may_share(work)
        found.shared = shared
    found.name = name
    work.session.commit()


@needs(Right.SEE_OFFICE)
def delete_view(work: Work, ident: UUID) -> None:
    """Delete one of the actor's own views, for all whose list opens with it, and commit."""
    found = _mine(work, ident)
    work.session.execute(delete(DefaultView).where(DefaultView.view == found.id))
    work.session.delete(found)
    work.session.commit()


@needs(Right.SEE_OFFICE)
def make_default(work: Work, listing: str, ident: UUID | None) -> None:
    """Let the actor's list open with a view (None: as it was shipped), and commit."""
    me = work.actor.account
    work.session.execute(
        delete(DefaultView).where(DefaultView.account == me, DefaultView.listing == listing)
    )
    if ident is not None:
        work.session.add(DefaultView(account=me, listing=listing, view=ident))
    work.session.commit()


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused([Problem("name", "请填写名称")])
    if len(name) > NAME_LIMIT:
        raise Refused([Problem("name", f"名称不能超过 {NAME_LIMIT} 字")])
    return name


def _own(work: Work, listing: str) -> Sequence[SavedView]:
    query = select(SavedView).where(
        SavedView.account == work.actor.account, SavedView.listing == listing
    )
    return work.session.scalars(query).all()


def _mine(work: Work, ident: UUID) -> SavedView:
    found = work.session.get(SavedView, ident)
    if found is None or found.account != work.actor.account:
        raise Refused("只有存它的人可以改动这个常用筛选，没有改动。")
    return found


def _may_share(work: Work) -> None:
    if not work.actor.may(Right.SHARE_VIEWS):
        raise NotAllowed(
            f"当前账号没有“{Right.SHARE_VIEWS.value}”的权限，没有保存。可以先存为自己的。"
        )
