"""Cases at the windows: each plans its own next step until it is done or left open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from center.cases import steps, upward
from center.cases.actions import max_extension
from center.cases.file import CaseFile, open_file
from center.cases.handover import Cause, convert
from center.cases.intake import CaseForm, receive
from center.cases.papers import wanted
from center.cases.records import Happened, Status
from center.items import CaseKind, Item
from center.journal import commit
from center.papers import PaperKind, issue
from center.records import local_date
from center.registration import Relation, Route, VisitForm, VisitKind
from center.rights import Actor
from center.settings import values
from center.storage import Work
from desktop.sample import phrases
from desktop.sample.desk import take
from desktop.sample.hall import Hall, identity
from forms.filling import case_draft, draw

RECENT_PAPERS = timedelta(days=21)
"""Receipts and completion notices are issued for the last weeks only: each is a real PDF."""


def handle(hall: Hall, item: Item, moment: datetime, script: str = "") -> None:
    """Register the applicant and take the application in, then plan what follows.

    `script` stops the case on purpose: `received`, `supplement`, `suspended`, `open`, `today`.
    """
    rng = hall.rng
    actor = hall.cast.clerk_of(item.window)
    firm = item.code.startswith("NY03") and rng.random() < 0.5
    applicant = identity(rng.choice(hall.firms if firm else hall.people))
    chance = rng.random()
    if chance < 0.04:
        applicant = replace(applicant, id_kind="", id_number="", no_id_reason=phrases.NO_ID)
    elif chance < 0.08:
        applicant = replace(applicant, phone="", no_phone_reason=phrases.NO_PHONE)
    if item.applies_per == "户":
        applicant = replace(applicant, household_head=applicant.name)
    form = VisitForm(
        VisitKind.HANDLING,
        who=applicant,
        route=Route.HERE,
        item_code=item.code,
        need=f"办理{item.name}",
        special_care=applicant.birth is not None
        and local_date(moment).year - applicant.birth.year > 75,
        window=item.window,
    )
    visit = take(hall, form, actor)
    lacking = script.startswith("supplement") or (not script and rng.random() < 0.14)
    count = len(item.materials)
    received = range(count - 1) if lacking and count > 1 else range(count)
    case_form = CaseForm(item=item, applicant=applicant, visit=visit.id, received=list(received))
    if rng.random() < 0.2:
        helper = rng.choice(hall.people)
        case_form = replace(
            case_form,
            visitor_name=helper.name,
            visitor_phone=helper.phone,
            relation=rng.choice((Relation.FAMILY, Relation.AGENT)),
            authority_seen=True,
        )
    with hall.store.work(actor) as work:
        case = receive(work, case_form)
        commit(work)
    recent = hall.today - local_date(moment) <= RECENT_PAPERS
    if recent and item.case_kind is not CaseKind.INSTANT:
        _issue(hall, actor, case.id, PaperKind.RECEIPT)
        if case_form.relation is Relation.AGENT:
            _issue(hall, actor, case.id, PaperKind.AGENCY_AUTHORISATION)
            _issue(hall, actor, case.id, PaperKind.AGENCY_HANDOVER)
    if script == "received":
        return
    story = _Story(hall, actor, item, case.id, script, recent)
    if lacking and count > 1:
        hall.at(moment + timedelta(minutes=15), story.ask)
    else:
        hall.at(moment + timedelta(minutes=10), story.begin)


def _issue(hall: Hall, actor: Actor, case_id: UUID, kind: PaperKind) -> None:
    with hall.store.work(actor) as work:
        file = open_file(work, case_id)
        settings = values(work.session, work.now)
        issue(work, case_draft(kind, file, settings, actor, work.now), draw)


class _Story:
    """One case on its way; each step looks at the clock and plans the next."""

    def __init__(
        self, hall: Hall, actor: Actor, item: Item, case_id: UUID, script: str, recent: bool
    ) -> None:
        self.hall = hall
        self.actor = actor
        self.item = item
        self.case_id = case_id
        self.script = script
        self.recent = recent

    def _step(
        self, take_step: Callable[[Work, CaseFile], None], actor: Actor | None = None
    ) -> None:
        with self.hall.store.work(actor or self.actor) as work:
            take_step(work, open_file(work, self.case_id))
            commit(work)

    def _paper(self, kind: PaperKind) -> None:
        _issue(self.hall, self.actor, self.case_id, kind)

    def _issue_if_wanted(self, kind: PaperKind) -> None:
        with self.hall.store.read(self.actor) as work:
            called_for = kind in wanted(open_file(work, self.case_id))
        if called_for:
            self._paper(kind)

    def _later(self, workdays: int, step: Callable[[], None]) -> None:
        now = self.hall.store.clock()
        soon = now + timedelta(minutes=40)
        self.hall.at(self.hall.workday(local_date(now), workdays) if workdays else soon, step)

    def ask(self) -> None:
        """Tell what is missing, once."""
        problem, requirement = self.hall.rng.choice(phrases.LACKS)

        def tell(work: Work, file: CaseFile) -> None:
            lacks = [steps.Lack(m.id, problem, requirement) for m in file.facts.missing]
            steps.ask_supplement(work, file.case, lacks)

        self._step(tell)
        self._paper(PaperKind.SUPPLEMENT_NOTICE)
        if not self.script and self.hall.rng.random() < 0.85:
            self._later(self.hall.rng.randint(1, 8), self.completed)

    def completed(self) -> None:
        """The missing papers came."""
        self._step(lambda work, file: steps.complete(work, file.case))
        self.hall.at(self.hall.store.clock() + timedelta(minutes=8), self.begin)

    def begin(self) -> None:
        """Finish at once, accept, refuse or return."""
        if self.item.case_kind is CaseKind.INSTANT and self.script != "today":
            self._at_once()
            return
        chance = self.hall.rng.random() if not self.script else 0.5
        if chance < 0.04:
            reason, basis, elsewhere = self.hall.rng.choice(phrases.REFUSALS)
            self._step(lambda w, f: steps.refuse(w, f.case, reason, basis, elsewhere))
            self._paper(PaperKind.NON_ACCEPTANCE_NOTICE)
            return
        if chance < 0.07:
            reason = self.hall.rng.choice(phrases.RETURNS)
            self._step(lambda w, f: steps.give_back(w, f.case, reason))
            self._paper(PaperKind.RETURN_NOTICE)
            return
        self._step(lambda work, file: steps.accept(work, file.case))
        if self.script == "today":
            return
        self._paper(PaperKind.ACCEPTANCE_RECEIPT)
        if self.item.case_kind is CaseKind.COMMITTED:
            self._paper(PaperKind.ACCEPTANCE_NOTICE)
        self._plan_handling()

    def _at_once(self) -> None:
        def finish(work: Work, file: CaseFile) -> None:
            if local_date(work.now) > local_date(file.case.received_at):
                convert(work, file.case, Cause.SYSTEM, "当日系统维护")
                steps.accept(work, file.case)
            else:
                steps.finish(work, file.case, steps.Outcome("办成", self.item.result_document))

        self._step(finish)
        with self.hall.store.read(self.actor) as work:
            done = open_file(work, self.case_id).case.status is Status.FINISHED
        if not done:
            self._paper(PaperKind.ACCEPTANCE_RECEIPT)
            self._later(1, self.finish)
        elif self.hall.rng.random() < 0.9:
            self._step(lambda w, f: steps.collect(w, f.case, f.case.visitor_name))

    def _plan_handling(self) -> None:
        rng = self.hall.rng
        limit = self.item.promised_limit if self.item.promised_limit is not None else 5
        if self.item.case_kind in (CaseKind.UPWARD, CaseKind.CARRIED):
            self._later(rng.randint(0, 2), self.send_up)
        if self.script == "suspended":
            self._later(2, self.suspend)
            return
        if self.script:
            return
        if limit > 8 and rng.random() < 0.2:
            self._later(3, self.suspend)
            self._later(8, self.resume)
        if max_extension(self.item) and rng.random() < 0.12:
            self._later(max(1, limit - 2), self.extend)
        used = max(1, round(limit * rng.choice((0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0))))
        if rng.random() < 0.05:
            used = limit + rng.randint(1, 4)
        self._later(max(used, 3 if limit > 8 else 1), self.finish)

    def send_up(self) -> None:
        """Report upward; some contacts follow."""
        superior = phrases.SUPERIORS.get(self.item.department, "青山县有关主管部门")
        self._if(Status.ACCEPTED, lambda w, f: upward.send_up(w, f.case, superior))
        if self.hall.rng.random() < 0.4:
            self._later(3, self.contact)

    def contact(self) -> None:
        """Keep contact with the authority."""
        superior = phrases.SUPERIORS.get(self.item.department, "青山县有关主管部门")
        said = self.hall.rng.choice(phrases.CONTACTS)
        self._if_open(lambda w, f: upward.contact(w, f.case, superior, said))

    def _answered(self, answer: str) -> None:
        """The superior's result comes and is told to the applicant (CASE-09)."""

        def take_in(work: Work, file: CaseFile) -> None:
            upward.reply(work, file.case, answer)
            upward.tell(work, file.case, file.case.name, "电话")

        self._if(Status.ACCEPTED, take_in)

    def suspend(self) -> None:
        """Stop the clock for what does not count, and say so in writing."""
        reason, expected = self.hall.rng.choice(phrases.SUSPENSIONS)
        self._if(Status.ACCEPTED, lambda w, f: steps.suspend(w, f.case, reason, expected=expected))
        self._issue_if_wanted(PaperKind.SPECIAL_PROCEDURE_NOTICE)

    def resume(self) -> None:
        """Go on."""
        self._if(Status.SUSPENDED, lambda w, f: steps.resume(w, f.case))

    def extend(self) -> None:
        """Extend with the deputy's approval."""
        rng, cast = self.hall.rng, self.hall.cast
        days = min(5, max_extension(self.item))
        reason = rng.choice(phrases.EXTENSIONS)

        def approve(work: Work, file: CaseFile) -> None:
            if file.clock.current.raw_due >= local_date(work.now):
                steps.extend(work, file.case, days, "江予白", reason)

        self._if(Status.ACCEPTED, approve, cast.deputy)
        self._issue_if_wanted(PaperKind.EXTENSION_NOTICE)

    def finish(self) -> None:
        """Finish, tell the applicant, plan the collection."""
        rng = self.hall.rng
        with self.hall.store.read(self.actor) as work:
            file = open_file(work, self.case_id)
        if file.case.status is Status.SUSPENDED:
            self._later(2, self.finish)
            return
        goes_up = self.item.case_kind in (CaseKind.UPWARD, CaseKind.CARRIED)
        if goes_up and not file.facts.happened(Happened.SENT_UP):
            self.send_up()
        refused = rng.random() < 0.05
        outcome = steps.Outcome("准予" if self.item.licence else "办成", self.item.result_document)
        if refused:
            outcome = steps.Outcome("不予办理", reason="经核实不符合规定条件，已当面说明理由")
        elif goes_up and rng.random() < 0.2:
            outcome = steps.Outcome("转报完成", self.item.result_document)
        if self.item.case_kind is CaseKind.UPWARD:
            self._answered("不符合规定条件" if refused else "同意，已办结")
        self._step(lambda w, f: steps.finish(w, f.case, outcome))
        if refused:
            self._paper(PaperKind.REFUSAL_DECISION)
            self._paper(PaperKind.DELIVERY_RECEIPT)
        elif self.recent or rng.random() < 0.1:
            self._paper(PaperKind.COMPLETION_NOTICE)
        if rng.random() < 0.9:
            self._later(rng.randint(0, 2), self.notify)

    def notify(self) -> None:
        """Tell the applicant to come."""
        how = self.hall.rng.choice(("电话", "短信", "当面"))
        self._step(lambda w, f: steps.notify(w, f.case, how))
        if self.hall.rng.random() < 0.85:
            self._later(self.hall.rng.randint(1, 5), self.collect)

    def collect(self) -> None:
        """The result is collected."""
        self._step(lambda w, f: steps.collect(w, f.case, f.case.visitor_name))

    def _if(
        self,
        status: Status,
        take_step: Callable[[Work, CaseFile], None],
        actor: Actor | None = None,
    ) -> None:
        def maybe(work: Work, file: CaseFile) -> None:
            if file.case.status is status:
                take_step(work, file)

        self._step(maybe, actor)

    def _if_open(self, take_step: Callable[[Work, CaseFile], None]) -> None:
        def maybe(work: Work, file: CaseFile) -> None:
            if file.case.status in (Status.ACCEPTED, Status.SUSPENDED):
                take_step(work, file)

        self._step(maybe)
