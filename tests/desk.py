"""A desk in a test office: applicants, cases and their steps in one line each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from center.cases import steps
from center.cases.actions import Action, reason_against
from center.cases.file import CaseFile, file_of, open_file
from center.cases.intake import CaseForm, receive
from center.cases.records import Case
from center.errors import Refused
from center.identity import id_check_digit
from center.items import Item, item_of
from center.journal import commit
from center.papers import Draft, Paper, PaperKind, issue
from center.people import Identity
from center.records import CHINA
from center.rights import Actor
from tests.offices import Office

LICENCE = "NY01"  # 承诺件, licence: promised 15, statutory 20, extension 10, deemed acceptance
COMMITTED = "MZ03"  # 承诺件: promised 10, statutory 15 working days
UPWARD = "MZ01"  # 上报件: promised 25, statutory 30 working days
CARRIED = "RS07"  # 代办件: promised 10
CALENDAR = "ZH03"  # 代办件: promised 1 working day, statutory 7 calendar days
RESTART = "ZH02"  # 承诺件: 20 working days, a supplement starts the clock anew, notice limit 7
INSTANT = "RS01"  # 即办件 with a statutory limit of 10 working days
INSTANT_BARE = "RS05"  # 即办件 without any limit
KINDS = (LICENCE, COMMITTED, UPWARD, CARRIED, CALENDAR, RESTART, INSTANT, INSTANT_BARE)


def id_number(birth: str = "19800101", sequence: int = 21, region: str = "110105") -> str:
    """An invented resident ID with a right check digit."""
    body = f"{region}{birth}{sequence:03d}"
    return body + id_check_digit(body)


LI = Identity(
    "李青禾",
    id_kind="resident",
    id_number=id_number(),
    phone="13900000001",
    village="石桥村",
    group="二组",
)


def at(day: str, time: str = "09:00") -> datetime:
    """A local time of 2026, such as at("9-21") or at("9-21", "14:30")."""
    month, number = (int(part) for part in day.split("-"))
    hour, minute = (int(part) for part in time.split(":"))
    return datetime(2026, month, number, hour, minute, tzinfo=CHINA)


def on(day: str) -> date:
    """A day of 2026, such as on("9-21")."""
    return at(day).date()


@dataclass
class Desk:
    """Opens cases and takes their steps, each in a unit of work of its own."""

    office: Office
    actor: Actor | None = None

    def to(self, day: str, time: str = "09:00") -> None:
        """Move the office's clock."""
        self.office.clock.now = at(day, time)

    def item(self, code: str) -> Item:
        with self.office.work() as work:
            found = item_of(work.session, code)
        assert found is not None
        return found

    def open(
        self, code: str = COMMITTED, *, received: Sequence[int] | None = None, **changes: Any
    ) -> UUID:
        """Receive an application, with all its materials unless told otherwise."""
        item = self.item(code)
        everything = range(len(item.materials))
        form = CaseForm(item, LI, received=everything if received is None else received)
        with self.office.work(self.actor) as work:
            case = receive(work, replace(form, **changes))
            commit(work)
            return case.id

    def step(self, case: UUID, function: Callable[..., object], *args: Any, **named: Any) -> None:
        """Take a step and commit."""
        with self.office.work(self.actor) as work:
            function(work, work.session.get_one(Case, case), *args, **named)
            commit(work)

    def supplement(self, case: UUID, position: int = 0, **named: Any) -> None:
        """Ask for what is missing, and for the material at this position."""
        file = self.file(case)
        wanted = {m.id: m for m in (*file.facts.missing, file.materials[position])}
        lacks = [steps.Lack(material, "没有签名") for material in wanted]
        self.step(case, steps.ask_supplement, lacks, **named)

    def file(self, case: UUID, actor: Actor | None = None) -> CaseFile:
        """The case as it stands now."""
        with self.office.store.read(actor or self.actor or self.office.director) as work:
            return open_file(work, case)

    def case(self, case: UUID) -> Case:
        """The record alone."""
        with self.office.store.read(self.office.director) as work:
            return work.session.get_one(Case, case)

    def reason(self, case: UUID, action: Action) -> str:
        """Why an action is not lawful now; empty when it is."""
        return reason_against(action, self.file(case).facts)

    def paper(self, case: UUID, kind: PaperKind = PaperKind.ACCEPTANCE_RECEIPT) -> Paper:
        """Issue a paper about a case."""
        with self.office.work(self.actor) as work:
            file = file_of(work, work.session.get_one(Case, case))
            return issue(work, draft(file.case, kind), pdf)

    def to_acceptance(self, code: str = COMMITTED, **changes: Any) -> UUID:
        """A case received and accepted now."""
        case = self.open(code, **changes)
        self.step(case, steps.accept)
        return case


def draft(about: Any, kind: PaperKind = PaperKind.ACCEPTANCE_RECEIPT, **changes: Any) -> Draft:
    """A paper ready to be issued."""
    return replace(Draft(kind, about, {"name": "李青禾"}, {"title": "回单"}, 1), **changes)


def pdf(ready: Draft, number: str) -> bytes:
    """Stands for a renderer: bytes that name the number."""
    return f"%PDF {ready.paper_kind} {number}".encode()


def change(office: Office, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call a service function in a unit of work of its own and commit."""
    with office.work() as work:
        found = function(work, *args, **named)
        commit(work)
        return found


def fields(refusal: Refused) -> list[str]:
    """The fields a refusal names."""
    return [problem.field for problem in refusal.problems]
