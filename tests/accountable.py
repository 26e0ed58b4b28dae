"""Invented matters of accountability for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from center.accountability.file import AccountabilityFile, file_of, persons_of
from center.accountability.intake import AccountabilityForm, propose
from center.accountability.records import Accountability, Severity
from center.accountability.steps import Sanction, decide
from center.journal import commit
from center.rights import Actor
from tests.desk import on
from tests.grievances import Grievances

DAY = on("9-18")


def form_of(holder: UUID, **changes: Any) -> AccountabilityForm:
    """Somebody left the window."""
    fields: dict[str, Any] = {
        "happened_on": DAY,
        "facts": "值班时离开窗口四十分钟，没有交代",
        "situations": ["S03"],
        "holders": [holder],
    }
    return AccountabilityForm(**(fields | changes))


class Faults:
    """Proposes and decides, each in a unit of work of its own."""

    def __init__(self, desk: Grievances) -> None:
        self.desk, self.office = desk, desk.office

    def propose(self, holder: UUID, by: Actor | None = None, **changes: Any) -> UUID:
        """A proposed matter."""
        with self.office.work(by) as work:
            made = propose(work, form_of(holder, **changes))
            commit(work)
            return made.id

    def step(
        self,
        ident: UUID,
        function: Callable[..., Any],
        *args: Any,
        by: Actor | None = None,
        **named: Any,
    ) -> Any:
        """Take a step and commit."""
        return self.desk.step(Accountability, ident, function, *args, by=by, **named)

    def file(self, ident: UUID) -> AccountabilityFile:
        """A matter as it stands now, for the director."""
        with self.office.store.read(self.office.director) as work:
            return file_of(work, work.session.get_one(Accountability, ident))

    def sanctions(
        self, ident: UUID, tier: Severity | None, measure: str = "警告"
    ) -> dict[UUID, Sanction]:
        """The same for everyone who answers in a matter."""
        with self.office.store.read(self.office.director) as work:
            return {one.id: Sanction(tier, measure) for one in persons_of(work, ident)}

    def decided(self, holder: UUID, tier: Severity | None, **changes: Any) -> UUID:
        """A matter decided by the office."""
        ident = self.propose(holder, **changes)
        self.step(ident, decide, self.sanctions(ident, tier), "中心主任办公会", "事实清楚")
        return ident


def year(day: date, years: int = 1) -> date:
    """The same day in another year."""
    return day.replace(year=day.year + years)
