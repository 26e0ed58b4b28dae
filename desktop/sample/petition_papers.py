"""The papers of the sample office's petitions and complaints, and its survey's two sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from center.accounts import enter
from center.complaints import file as complaint_files
from center.complaints import papers as of_complaints
from center.complaints.records import Complaint
from center.complaints.records import Happened as Step
from center.complaints.verdicts import consequences_of
from center.matters import MatterEvent
from center.papers import OF_COMPLAINTS, OF_PETITIONS, Draft, PaperKind, issue
from center.petitions import file as petition_files
from center.petitions import papers as of_petitions
from center.petitions.records import Happened, Petition
from center.records import CHINA
from center.rights import Actor
from center.settings import values
from center.storage import Store, Work
from center.surveys import surveys, tally
from desktop.sample.hall import Hall
from forms import office
from forms.filling import complaint_draft, draw, petition_draft
from forms.filling.asked import proposed, with_given
from forms.filling.complaints import survey_form, survey_tally

EVERY = 3
"""Of so many matters one has its papers printed."""


_CALLED_FOR: dict[tuple[str, str], tuple[PaperKind, ...]] = {
    (Petition.kind, Happened.ACCEPTED): (PaperKind.PETITION_ACCEPTANCE,),
    (Petition.kind, Happened.ASSIGNED): (PaperKind.PETITION_ASSIGNMENT,),
    (Petition.kind, Happened.TRANSFERRED): (
        PaperKind.PETITION_TRANSFER,
        PaperKind.PETITION_SENT_NOTICE,
    ),
    (Petition.kind, Happened.REFUSED): (PaperKind.PETITION_REFUSAL,),
    (Petition.kind, Happened.NOT_AGAIN): (PaperKind.PETITION_NOT_AGAIN,),
    (Petition.kind, Happened.GUIDED): (PaperKind.PETITION_LEGAL_ROUTE,),
    (Petition.kind, Happened.EXTENDED): (PaperKind.PETITION_EXTENSION,),
    (Petition.kind, Happened.OPINION): (PaperKind.PETITION_OPINION,),
    (Petition.kind, Happened.REVIEWED): (PaperKind.PETITION_REVIEW,),
    (Petition.kind, Happened.FINAL_REVIEWED): (PaperKind.PETITION_FINAL_REVIEW,),
    (Complaint.kind, Step.DECIDED): (PaperKind.COMPLAINT_CIRCULAR,),
    (Complaint.kind, Step.CLOSED): (PaperKind.COMPLAINT_RECORD,),
}


@dataclass(frozen=True, slots=True)
class _Office:
    """Who prints what is waiting for a petition or a complaint."""

    hall: Hall
    clerk: Actor

    def lawful(self, kind: str, matter: UUID, paper: PaperKind) -> bool:
        """Whether a paper can be issued now."""
        with self.hall.store.read(self.clerk) as work:
            if kind == Petition.kind:
                file = petition_files.read_file(work, matter)
                return not of_petitions.reason_against(paper, file)
            complaint = complaint_files.read_file(work, matter)
            return not of_complaints.reason_against(paper, complaint, work.actor)

    def issue(self, kind: str, matter: UUID, paper: PaperKind, at: datetime) -> None:
        """Print one at a moment."""
        self.hall.set_clock(at)
        with self.hall.store.work(self.clerk) as work:
            issue(work, _draft(work, kind, matter, paper), draw)


def play(hall: Hall) -> None:
    """Print in the order of time what each step calls for, and of each kind one at least."""
    with hall.store.read(hall.cast.director) as work:
        clerk = enter(work, "xinfang")
        query = work.session.query(MatterEvent).order_by(MatterEvent.at, MatterEvent.id)
        found = query.where(MatterEvent.matter_kind.in_((Petition.kind, Complaint.kind)))
        events = [(event.matter_kind, event.matter, event.happened, event.at) for event in found]
    on, done = _Office(hall, clerk), set[PaperKind]()
    end = datetime.combine(hall.today, time(8, 59), CHINA)
    matters = list(dict.fromkeys((kind, matter) for kind, matter, _, _ in events))
    # Whoever goes on to a review was given the opinion in writing.
    chosen = {matter for _, matter in matters[::EVERY]}
    chosen |= {matter for _, matter, happened, _ in events if happened == Happened.REVIEW_ASKED}
    extended = {matter for _, matter, happened, _ in events if happened == Happened.EXTENDED}
    for kind, matter, happened, at in events:
        # The notice of acceptance would know of an extension that came later.
        if matter not in chosen or (happened == Happened.ACCEPTED and matter in extended):
            continue
        for paper in _CALLED_FOR.get((kind, happened), ()):
            if on.lawful(kind, matter, paper):
                on.issue(kind, matter, paper, min(at + timedelta(minutes=12), end))
                done.add(paper)
    for paper in (*OF_PETITIONS, *OF_COMPLAINTS):
        if paper not in done:
            _one(on, paper, list(reversed(matters)), end)


def _one(on: _Office, paper: PaperKind, matters: list[tuple[str, UUID]], at: datetime) -> None:
    """One of a kind, about the latest matter that allows it."""
    wanted = Petition.kind if paper in OF_PETITIONS else Complaint.kind
    for kind, matter in matters:
        if kind == wanted and on.lawful(kind, matter, paper):
            on.issue(kind, matter, paper, at)
            return


_GIVEN = {
    "signer": "林若安",
    "enclosures": "调查核实情况说明",
    "co_units": "事发地村民委员会",
}


def _draft(work: Work, kind: str, matter: UUID, paper: PaperKind) -> Draft:
    settings = values(work.session, work.now)
    if kind == Petition.kind:
        file = petition_files.read_file(work, matter)
        draft = petition_draft(paper, file, settings, work.actor, work.now)
        return with_given(draft, proposed(draft, None) | _GIVEN)
    complaint = complaint_files.read_file(work, matter)
    follows = consequences_of(work, complaint.complaint)
    draft = complaint_draft(paper, complaint, follows, settings, work.actor, work.now)
    return with_given(draft, {"signer": "林若安"})


def write_out(store: Store, actor: Actor, out: Path, today: date) -> list[Path]:
    """The latest survey's blank form and tally."""
    written = []
    with store.read(actor) as work:
        for name, content in _sheets(work, today):
            path = out / f"{name}.pdf"
            path.write_bytes(content)
            written.append(path)
    return written


def _sheets(work: Work, today: date) -> Iterator[tuple[str, bytes]]:
    settings = values(work.session, work.now)
    for survey in surveys(work)[:1]:
        blank = survey_form(survey.title, survey.first, survey.last, settings)
        yield "服务质量测评表", office.sheet("survey_form", blank)
        counted = survey_tally(survey, tally(work, survey), settings, today)
        yield "服务质量测评汇总表", office.sheet("survey_tally", counted)
