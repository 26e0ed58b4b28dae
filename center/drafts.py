"""Drafts: what was typed and not yet saved, so that a crash or a power cut loses nothing.

Not records: they are not journalled, not exchanged and vanish once saved. They lie in the encrypted
database because they hold personal data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from center.records import Base
from center.rights import Actor
from center.storage import Store


class Draft(Base):
    """The unsaved content of one form of one account."""

    __tablename__ = "drafts"

    account: Mapped[UUID] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


def keep(store: Store, actor: Actor, form: str, content: dict[str, Any]) -> None:
    """Keep a form's content in place of what was kept before."""
    with store.work(actor) as work:
        found = work.session.get(Draft, (actor.account, form))
        if found is None:
            work.session.add(
                Draft(account=actor.account, form=form, content=content, saved_at=work.now)
            )
        else:
            found.content, found.saved_at = content, work.now
        work.session.commit()


def kept(store: Store, actor: Actor, form: str) -> dict[str, Any] | None:
    """What this account left in a form; None when nothing is kept."""
    with store.read(actor) as work:
        return work.session.scalars(
            select(Draft.content).where(Draft.account == actor.account, Draft.form == form)
        ).one_or_none()


def waiting(store: Store, actor: Actor, prefix: str) -> list[tuple[str, dict[str, Any]]]:
    """The forms named `prefix`… and what this account left in each, newest first."""
    with store.read(actor) as work:
        query = (
            select(Draft.form, Draft.content)
            .where(Draft.account == actor.account, Draft.form.startswith(prefix, autoescape=True))
            .order_by(Draft.saved_at.desc(), Draft.form)
        )
        return [(row.form, row.content) for row in work.session.execute(query)]


def drop(store: Store, actor: Actor, form: str) -> None:
    """Forget a draft after its form was saved."""
    with store.work(actor) as work:
        work.session.execute(
            delete(Draft).where(Draft.account == actor.account, Draft.form == form)
        )
        work.session.commit()
