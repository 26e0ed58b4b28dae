"""Putting right what was taken down of a complaint (更正): the same rules as registering it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from center.complaints.file import rewrite
from center.complaints.intake import (
    ComplaintForm,
    cleaned_form,
    facts_of,
    respondent_problems,
)
from center.complaints.records import Complaint, Grade, Verdict
from center.corrections import change
from center.errors import Problem
from center.matters import must_see
from center.rights import Right, needs
from center.secret_matters import accused_staff, keep_out
from center.storage import Work


def form_of(complaint: Complaint) -> ComplaintForm:
    """The form as it would have to be filled in for what the complaint says now."""
    return ComplaintForm(
        channel=complaint.channel,
        subject=complaint.subject,
        facts=complaint.facts,
        demand=complaint.demand,
        name=complaint.name,
        real_name=complaint.real_name,
        phone=complaint.phone,
        address=complaint.address,
        window=complaint.window,
        respondents=[UUID(one) for one in complaint.respondents],
        units=complaint.units,
        major=complaint.grade is Grade.MAJOR,
        written=complaint.written,
        case=complaint.case,
        received_at=complaint.received_at,
    )


@needs(Right.REGISTER)
def correct(work: Work, complaint: Complaint, form: ComplaintForm, reason: str) -> None:
    """Put the recorded facts right; the registrar may, and whoever handles complaints.

    The respondents stand once they were judged: what a verdict counted is not counted otherwise.
    Whoever is named anew is kept out of a secret complaint, and nobody is let in again.
    """
    must_see(work, complaint)
    form = cleaned_form(replace(form, received_at=form.received_at or complaint.received_at))
    accused = accused_staff(work, form.respondents)
    problems = respondent_problems(work, accused)
    named = [one.hex for one in form.respondents]
    if complaint.verdict is not Verdict.OPEN and named != list(complaint.respondents):
        problems.append(Problem("respondents", "已经作过认定，被投诉人不能再更正"))
    facts = facts_of(work, form, problems) | {"received_at": form.received_at}
    change(work, complaint, facts, reason)
    if complaint.secret:
        keep_out(work, complaint, accused)
    rewrite(work, complaint)
