"""Accountability of the sample office in every state; invented.

From its own complaints and cases: dealt with and closed, under appeal, a second one within the
year still to be decided, one of a protected complaint; and a circular about somebody who sits at
no window, so that the hall stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from center.accountability import offers, steps
from center.accountability.file import read_file
from center.accountability.intake import AccountabilityForm, propose
from center.accountability.listing import AccountabilityFilter
from center.accountability.records import (
    EXEMPT,
    MEASURES,
    Accountability,
    Mitigating,
    Part,
    Severity,
)
from center.accountability.steps import Sanction
from center.cases.file import open_file
from center.cases.listing import CaseFilter, page
from center.clock import State
from center.complaints.records import Complaint, Fault, Verdict
from center.complaints.verdicts import consequences_of
from center.journal import commit
from center.papers import PaperKind, issue
from center.records import CHINA, local_date
from center.rights import Actor
from center.settings import values
from center.staff import staff
from center.storage import Store, Work
from desktop.sample.hall import Hall
from forms.filling import accountability_draft, draw
from reports.accountability import export_accountability

MEETING = "中心主任办公会"
AWAY = "贺云舟"
"""Somebody of the hall who sits at no window."""


@dataclass(frozen=True, slots=True)
class _Office:
    hall: Hall
    leader: Actor

    def at(self, day: date, hour: int) -> None:
        """Move the clock, never beyond today."""
        moment = datetime.combine(day, time(hour, 20), CHINA)
        end = datetime.combine(self.hall.today, time(8, 57), CHINA)
        self.hall.set_clock(min(moment, end))

    def propose(self, day: date, make: Callable[[Work], AccountabilityForm]) -> UUID:
        """Propose a matter on a day."""
        self.at(day, 10)
        with self.hall.store.work(self.leader) as work:
            made = propose(work, make(work))
            commit(work)
            return made.id

    def step(self, day: date, ident: UUID, function: Callable[..., Any], *args: Any) -> None:
        """Take a step on a day."""
        self.at(day, 15)
        with self.hall.store.work(self.leader) as work:
            function(work, work.session.get_one(Accountability, ident), *args)
            commit(work)

    def decide(self, day: date, ident: UUID, tier: Severity, why: str) -> None:
        """The same tier for all but the superior, who is let off."""
        with self.hall.store.read(self.leader) as work:
            chosen = {
                one.id: Sanction(None, EXEMPT)
                if one.part is Part.SUPERVISOR
                else Sanction(tier, MEASURES[tier])
                for one in read_file(work, ident).persons
            }
        self.step(day, ident, steps.decide, chosen, MEETING, why)

    def issue(self, day: date, ident: UUID, kind: PaperKind) -> None:
        """Issue a paper on a day."""
        self.at(day, 16)
        with self.hall.store.work(self.leader) as work:
            file, settings = read_file(work, ident), values(work.session, work.now)
            issue(work, accountability_draft(kind, file, settings, work.actor, work.now), draw)


def play(hall: Hall) -> None:
    """Play them by the real services, after the complaints."""
    on = _Office(hall, hall.cast.director)
    with hall.store.read(on.leader) as work:
        open_ones, secret, repeated = _complaints(work)
        late = _late_case(work)
        away = next((one.id for one in staff(work) if one.name == AWAY), None)
    for place, (ident, day) in enumerate(open_ones[:2]):
        severity = Severity.LIGHT if place == 0 else Severity.HEAVY
        made = on.propose(day, partial(_of_complaint, ident, severity))
        if place == 0:
            on.decide(day + timedelta(days=1), made, Severity.LIGHT, "事实清楚，本人承认并道歉。")
            on.issue(day + timedelta(days=1), made, PaperKind.ACCOUNTABILITY_ADMONITION)
            on.step(day + timedelta(days=2), made, steps.close, "已当面告诫，本人签收。")
            on.issue(day + timedelta(days=2), made, PaperKind.ACCOUNTABILITY_RECORD)
        else:
            on.decide(day + timedelta(days=1), made, Severity.HEAVY, "造成群众多次往返。")
            said = "本人：当天窗口只有一人，请求从轻。"
            on.step(day + timedelta(days=2), made, steps.appeal, said)
    today = hall.today
    if repeated is not None:
        on.propose(today - timedelta(days=1), partial(_of_complaint, repeated, Severity.HEAVY))
    if secret is not None:
        on.propose(today - timedelta(days=1), partial(_of_complaint, secret, Severity.LIGHT))
    if late is not None:
        on.propose(today, lambda work: offers.from_case(work, open_file(work, late)))
    if away is not None:
        _circular(on, away, today - timedelta(days=12))


def _circular(on: _Office, away: UUID, day: date) -> None:
    def make(work: Work) -> AccountabilityForm:
        return AccountabilityForm(
            happened_on=day,
            facts="值班时间擅自离岗外出办私事一个上午，群众排队等候，未向任何人报告。",
            situations=["S03"],
            severity=Severity.GRAVE,
            window="综合窗口",
            holders=[away],
            supervisor=offers.supervisor(work),
            breach="《窗口工作人员守则》第三条",
            consequence="二十余名群众等候超过一小时",
        )

    made = on.propose(day + timedelta(days=1), make)
    on.step(day + timedelta(days=1), made, steps.refer, "派出单位", day + timedelta(days=1))
    on.decide(day + timedelta(days=3), made, Severity.GRAVE, "影响恶劣，经核实属实。")
    on.issue(day + timedelta(days=3), made, PaperKind.ACCOUNTABILITY_CIRCULAR)


def _of_complaint(ident: UUID, severity: Severity, work: Work) -> AccountabilityForm:
    complaint = work.session.get_one(Complaint, ident)
    form = offers.from_complaint(work, complaint, consequences_of(work, complaint))
    return replace(
        form,
        facts=f"{complaint.facts}。{complaint.finding}。",
        severity=severity,
        mitigating=[Mitigating.FORGIVEN] if severity is Severity.LIGHT else [],
    )


def _complaints(
    work: Work,
) -> tuple[Sequence[tuple[UUID, date]], UUID | None, UUID | None]:
    """Two verified ones of different people with their days, a protected one, a second of one."""
    query = work.session.query(Complaint).filter_by(verdict=Verdict.TRUE, fault=Fault.STAFF)
    found = query.order_by(Complaint.received_at, Complaint.id).all()
    first: list[tuple[UUID, date]] = []
    seen: list[str] = []
    secret = repeated = None
    for one in found:
        if one.secret:
            secret = one.id
        elif one.respondent_names not in seen and len(first) < 2:
            seen.append(one.respondent_names)
            first.append((one.id, local_date(one.received_at) + timedelta(days=2)))
        elif one.respondent_names in seen:
            repeated = one.id
    return first, secret, repeated


def _late_case(work: Work) -> UUID | None:
    """A case that shows itself that it is late."""
    wanted = CaseFilter(light=State.OVERDUE, open_only=True)
    for row in page(work, wanted, "due_on", descending=False, limit=20):
        if offers.reasons(open_file(work, row.id)):
            return row.id
    return None


def write_out(store: Store, actor: Actor, out: Path) -> list[Path]:
    """The ledger of all of them."""
    path = out / "责任追究台账.xlsx"
    export_accountability(store, actor, AccountabilityFilter(), path)
    return [path]
