"""Service guides (办事指南) that nobody has changed or looked through for long (OPEN-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from center.items import Item, active_items
from center.journal import JournalRow, note
from center.records import local_date
from center.rights import Right, needs
from center.settings import values
from center.storage import Work

CHECK = "check"


@dataclass(frozen=True, slots=True)
class StaleGuide:
    """An item in use whose guide was last changed or confirmed on `since`, `days` ago."""

    code: str
    name: str
    since: date
    days: int


@needs(Right.SEE_OFFICE)
def stale_guides(work: Work) -> list[StaleGuide]:
    """The items whose guide stands unchanged and unconfirmed longer than the setting, oldest
    first.
    """
    limit = values(work.session, work.now).number("guide_stale_days")
    today = local_date(work.now)
    items = {item.id: item for item in active_items(work)}
    query = (
        select(JournalRow.record, func.max(JournalRow.at))
        .where(
            JournalRow.record.in_(items),
            JournalRow.kind == Item.kind,
            JournalRow.action.in_(("create", CHECK)),
        )
        .group_by(JournalRow.record)
    )
    found = []
    for record, at in work.session.execute(query):
        since = local_date(at)
        days = (today - since).days
        if days > limit:
            found.append(StaleGuide(items[record].code, items[record].name, since, days))
    return sorted(found, key=lambda guide: (guide.since, guide.code))


@needs(Right.EDIT_ITEMS)
def confirm_guide(work: Work, item: Item) -> None:
    """Journal that the guide was looked through and is still right; no new version is made."""
    note(work, CHECK, item, code=item.code, name=item.name, edition=item.edition)
