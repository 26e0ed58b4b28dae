"""Cases that go up, change hands or lane, or belong together, by dice of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from center.cases import green, handover, links, steps, upward
from center.cases.file import CaseFile, open_file
from center.cases.followed import Followed
from center.cases.intake import CaseForm, receive
from center.cases.links import Fault
from center.cases.listing import CaseFilter, page
from center.cases.records import GreenReason, Happened
from center.items import CaseKind, active_items
from center.journal import commit
from center.papers import PaperKind, issue
from center.people import Identity
from center.records import CHINA
from center.rights import Actor
from center.settings import values
from center.storage import Work
from desktop.sample import phrases
from desktop.sample.hall import Hall, identity
from forms.filling import case_draft, draw

Take = Callable[[Work, CaseFile], object]
CIVIL = "青山县民政局"
DONE = steps.Outcome("办成")


def play(hall: Hall, seed: int) -> None:
    """Play them after everything else, so that nothing else of the office changes."""
    scene = _Scene(hall, Random(f"{seed}-belonging"))
    for story in (_upward, _urgent, _again, _twice, _second_notice, _hands):
        story(scene)
    hall.at(scene.ago(3, 16), lambda: _keep_contact(scene))
    hall.play()


class _Case:
    """One case of the scene; it is there once its first step was played."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.id: UUID | None = None


class _Scene:
    """Plans steps by working days before today."""

    def __init__(self, hall: Hall, rng: Random) -> None:
        self.hall, self.rng = hall, rng
        self.minute = 0
        with hall.store.read(hall.cast.director) as work:
            # Some have a new version by now.
            self.items = {item.code: item for item in active_items(work)}

    def ago(self, workdays: int, hour: int = 10) -> datetime:
        """A time in office hours, some working days before today; today it is early."""
        day: date = self.hall.today
        for _ in range(workdays):
            day -= timedelta(days=1)
            while not self.hall.calendar.is_workday(day):
                day -= timedelta(days=1)
        self.minute = (self.minute + 1) % 50
        return datetime.combine(day, time(hour if workdays else 8, self.minute), CHINA)

    def someone(self) -> Identity:
        """One of the residents."""
        return identity(self.rng.choice(self.hall.people))

    def case(
        self,
        code: str,
        workdays: int,
        who: Identity | None = None,
        *,
        lacking: int = 0,
        urgent: GreenReason | None = None,
        window: str = "",
        accept: bool = True,
    ) -> _Case:
        """Take in a case, and accept it with its receipt unless it is an instant one."""
        item = self.items[code]
        made = _Case(self.hall.cast.clerk_of(window or item.window))
        applicant = who or self.someone()
        received = range(len(item.materials) - lacking)

        def take_in() -> None:
            form = CaseForm(item, applicant, received=received, green=urgent, window=window)
            with self.hall.store.work(made.actor) as work:
                made.id = receive(work, form).id
                commit(work)

        self.hall.at(self.ago(workdays, 9), take_in)
        if accept and not lacking and item.case_kind is not CaseKind.INSTANT:
            self.then(made, workdays, lambda w, f: steps.accept(w, f.case), 10)
            self.paper(made, workdays, PaperKind.ACCEPTANCE_RECEIPT, 11)
        return made

    def then(
        self, made: _Case, workdays: int, take: Take, hour: int = 11, actor: Actor | None = None
    ) -> None:
        """Take a step with a case on a day."""

        def run() -> None:
            assert made.id is not None
            with self.hall.store.work(actor or made.actor) as work:
                take(work, open_file(work, made.id))
                commit(work)

        self.hall.at(self.ago(workdays, hour), run)

    def paper(self, made: _Case, workdays: int, kind: PaperKind, hour: int) -> None:
        """Issue a paper."""

        def run() -> None:
            assert made.id is not None
            with self.hall.store.work(made.actor) as work:
                file, settings = open_file(work, made.id), values(work.session, work.now)
                issue(work, case_draft(kind, file, settings, made.actor, work.now), draw)

        self.hall.at(self.ago(workdays, hour), run)


def _upward(scene: _Scene) -> None:
    """One reply is late, one is owed today, one is there and must be told, one was told."""
    plans = ((9, 2, ""), (4, 0, ""), (8, 3, "同意纳入，本月起发放"), (10, 4, "同意，已制卡"))
    for number, (sent, due, answer) in enumerate(plans):
        made = scene.case(("MZ01", "MZ02", "MZ06", "RS03")[number], sent)
        on = scene.ago(due).date()

        def send(work: Work, file: CaseFile, owed: date = on) -> None:
            upward.send_up(
                work,
                file.case,
                CIVIL if file.item.code.startswith("MZ") else "青山县人力资源和社会保障局",
                papers="申请表、证件和核对授权书，共 4 份",
                reference="青民报〔2026〕38号",
                reply_due_on=owed,
            )

        scene.then(made, sent, send, 15)
        if not answer:
            continue

        def take_in(work: Work, file: CaseFile, said: str = answer) -> None:
            upward.reply(work, file.case, said)

        scene.then(made, 2, take_in, 9)
        if number == 3:
            scene.then(made, 2, lambda w, f: upward.tell(w, f.case, f.case.name, "电话"), 10)
            scene.then(made, 1, lambda w, f: steps.finish(w, f.case, DONE), 9)


def _keep_contact(scene: _Scene) -> None:
    """Most superiors were asked this week; two were forgotten."""
    with scene.hall.store.read(scene.hall.cast.director) as work:
        found = page(work, CaseFilter(followed=Followed.UPWARD), "due_on", descending=False)
    for row in found[2:]:
        actor = scene.hall.cast.clerk_of(row.window)
        with scene.hall.store.work(actor) as work:
            file = open_file(work, row.id)
            if file.events[-1].at < work.now and file.facts.happened(Happened.SENT_UP):
                said = scene.rng.choice(phrases.CONTACTS)
                upward.contact(work, file.case, file.case.superior, said)
                commit(work)


def _urgent(scene: _Scene) -> None:
    """The green channel: four are done within a day, one is due today."""
    reasons = (GreenReason.FRAIL, GreenReason.MILITARY, GreenReason.EMERGENCY, GreenReason.FRAIL)
    for number, reason in enumerate(reasons):
        made = scene.case("MZ03", 12 - 2 * number, urgent=reason)
        scene.then(made, 11 - 2 * number, lambda w, f: steps.finish(w, f.case, DONE), 10)
        scene.then(made, 11 - 2 * number, lambda w, f: steps.notify(w, f.case, "电话"), 14)
    late = scene.case("MZ03", 1)
    scene.then(late, 1, lambda w, f: green.list_green(w, f.case, GreenReason.FRAIL, "瘫痪在床"), 15)


def _again(scene: _Scene) -> None:
    """A finished case is done again the next day; the first result stays."""
    made = scene.case("RS01", 4)
    scene.then(made, 4, lambda w, f: steps.finish(w, f.case, DONE), 10)
    scene.then(
        made,
        3,
        lambda w, f: links.redo(w, f.case, "登记的参保档次与申请人所选不一致", Fault.WINDOW),
        9,
    )

    def finish(work: Work, file: CaseFile) -> None:
        again = next(one for one in links.links_of(work, file.case.id) if not one.onward)
        steps.finish(work, again.case, DONE)

    scene.then(made, 3, finish, 10)


def _twice(scene: _Scene) -> None:
    """Two windows took the same in: one pair is still open, of another one was merged."""
    who, other = scene.someone(), scene.someone()
    scene.case("MZ03", 2, who)
    scene.case("MZ03", 1, who, window="综合窗口", accept=False)
    kept = scene.case("CL01", 3, other)
    double = scene.case("CL01", 2, other, window="综合窗口", accept=False)

    def merge(work: Work, file: CaseFile) -> None:
        assert kept.id is not None
        survivor = open_file(work, kept.id).case
        links.merge(work, file.case, survivor, "残联窗口前一天已收，材料相同")

    scene.then(double, 1, merge, 10, scene.hall.cast.deputy)


def _second_notice(scene: _Scene) -> None:
    """A second supplement notice, approved by the deputy, proposes points."""
    made = scene.case("ZR01", 6, lacking=1)

    def ask(work: Work, file: CaseFile) -> None:
        steps.ask_supplement(
            work, file.case, [steps.Lack(one.id, "未提交") for one in file.facts.missing]
        )

    def ask_again(work: Work, file: CaseFile) -> None:
        lack = steps.Lack(file.materials[0].id, "缺签名或盖章", "补签名或盖章")
        reason = "补交的材料与申请表不一致"
        steps.ask_supplement(work, file.case, [lack], reason, approver="江予白")

    scene.then(made, 6, ask)
    scene.paper(made, 6, PaperKind.SUPPLEMENT_NOTICE, 14)
    scene.then(made, 4, lambda w, f: steps.complete(w, f.case))
    scene.then(made, 3, ask_again)
    scene.paper(made, 3, PaperKind.SUPPLEMENT_NOTICE, 14)


def _hands(scene: _Scene) -> None:
    """The B post finished what its A post could not, and took what touched a relative."""
    made = scene.case("RS05", 2)
    scene.then(made, 2, lambda w, f: handover.to_b_post(w, f.case), 10)
    scene.then(made, 2, lambda w, f: steps.finish(w, f.case, DONE), 11)
    related = scene.case("MZ03", 3)
    scene.then(related, 3, lambda w, f: handover.declare_conflict(w, f.case, "申请人是表兄"), 14)
    scene.then(related, 3, lambda w, f: handover.to_b_post(w, f.case, "与申请人有利害关系"), 15)
