"""The facts of the papers of complaints and of surveys (CPL-10, CPL-15, CPL-18, SAT-01, SAT-03)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from center.complaints.file import ComplaintFile
from center.complaints.papers import reason_against
from center.complaints.records import Complaint, Happened, Interview, Verdict
from center.complaints.verdicts import Consequence
from center.errors import Refused
from center.identity import mask_phone
from center.matters import MatterEvent, last_of
from center.papers import TITLES, Draft, Paper, PaperKind
from center.records import CHINA, local_date
from center.rights import Actor
from center.settings import Values
from center.surveys import Rating, Survey, Tally
from forms.filling.drafts import about_unit, drafted
from forms.filling.pieces import circular_names, moment, sentence
from forms.words import needs, say_date

ASPECTS = ("服务态度", "服务效率", "业务水平", "服务环境", "总体评价")
ANONYMOUS = "匿名"


def complaint_draft(
    kind: PaperKind,
    file: ComplaintFile,
    consequences: Sequence[Consequence],
    settings: Values,
    actor: Actor,
    now: datetime,
    *,
    replaces: Paper | None = None,
) -> Draft:
    """A paper about a complaint, ready for preview or issue.

    `consequences` are what was proposed for each respondent (`verdicts.consequences_of`). Raises
    Refused for a paper this state does not call for.
    """
    if replaces is not None:
        # What is corrected counts as not issued.
        file = replace(file, papers=[p for p in file.papers if p.id != replaces.id])
    elif reason := reason_against(kind, file, actor):
        raise Refused(f"没有出具{TITLES[kind]}：{reason}。")
    facts = about_unit(settings, actor, now, file.complaint.window, replaces)
    facts |= _complaint(file.complaint) | {"prefix": settings.text("document_prefix")}
    if kind is PaperKind.COMPLAINT_CIRCULAR:
        facts |= _circular(file, consequences, settings)
    elif kind in _OF_COMPLAINT:
        facts |= _OF_COMPLAINT[kind](file)
    else:
        raise ValueError(f"{kind} is no paper of a complaint")
    known = {fact.key for fact in needs(kind)}
    facts = {key: value for key, value in facts.items() if key in known}
    return drafted(kind, file.complaint, facts, settings, replaces)


def _complaint(complaint: Complaint) -> dict[str, Any]:
    against = (complaint.window, complaint.respondent_names, *complaint.units)
    return {
        "complaint_number": complaint.number or "",
        "complainant": complaint.name or ANONYMOUS,
        "received_at": moment(complaint.received_at),
        "received_on": local_date(complaint.received_at).isoformat(),
        "channel": complaint.channel.value,
        "subject": complaint.subject,
        "against": "　".join(dict.fromkeys(filter(None, against))),
        "facts": complaint.facts,
        "demand": complaint.demand,
        "phone": mask_phone(complaint.phone),
        "address": complaint.address,
        "accepted_by": complaint.accepted_by,
    }


def _register(file: ComplaintFile) -> dict[str, Any]:
    complaint = file.complaint
    return {
        "real_name": "实名" if complaint.real_name else "匿名",
        "grade": complaint.grade.value,
        "registrar": complaint.registrar_name,
        "secrecy": "是" if complaint.secret else "否",
        "due": file.light.deadline.due.isoformat() if file.light is not None else "",
    }


def _record(file: ComplaintFile) -> dict[str, Any]:
    complaint, events = file.complaint, file.events
    sent, opinion = (
        last_of(events, Happened.SENT),
        last_of(events, Happened.UNIT_OPINION, Happened.COORDINATED, Happened.MET),
    )
    decided = complaint.verdict is not Verdict.OPEN
    replied = complaint.replied_at
    form = f"{complaint.reply_form}　{say_date(local_date(replied))}" if replied else ""
    return {
        "handler": complaint.handler_name,
        "sent": _sent(sent),
        "unit_opinion": opinion.remark if opinion is not None else "",
        "finding": complaint.finding,
        "verdict": complaint.verdict.value if decided else "",
        "fault": complaint.fault.value if decided else "",
        "measure": complaint.measure,
        "reply": complaint.reply,
        "reply_form": form,
        "feedback": complaint.feedback,
        "fed_back_on": complaint.fed_back_on.isoformat() if complaint.fed_back_on else "",
        "satisfied": complaint.satisfied,
        "heard": [_heard(one) for one in file.interviews],
    }


def _sent(event: MatterEvent | None) -> str:
    if event is None:
        return ""
    due = str(event.data.get("due") or "")
    limit = f"，要求{say_date(date.fromisoformat(due))}前答复" if due else ""
    return f"{say_date(local_date(event.at))}转{event.remark}{limit}"


def _heard(one: Interview) -> dict[str, str]:
    at = one.at.astimezone(CHINA)
    return {
        "role": one.role.value,
        "name": one.name,
        "at": f"{at.month}月{at.day}日 {at:%H:%M}",
        "said": one.said,
    }


def _reply(file: ComplaintFile) -> dict[str, Any]:
    complaint = file.complaint
    if not complaint.reply:
        raise Refused("还没有答复投诉人，不能出具投诉答复书。请先做“答复”。")
    decided = complaint.verdict is not Verdict.OPEN
    return {
        "handler": complaint.handler_name or complaint.registrar_name,
        "facts": sentence(complaint.facts),
        "finding": sentence(complaint.finding),
        "verdict": complaint.verdict.value if decided else "",
        "measure": sentence(complaint.measure),
        "reply": sentence(complaint.reply),
    }


def _circular(
    file: ComplaintFile, consequences: Sequence[Consequence], settings: Values
) -> dict[str, Any]:
    complaint = file.complaint
    if not consequences:
        raise Refused("没有查实的工作人员，不能出具查实通报。")
    repeated = [one.name for one in consequences if one.removal]
    return {
        "window": complaint.window or "有关窗口",
        "names": circular_names([one.name for one in consequences], complaint.window, settings),
        # The circular hangs in the hall: it does not say who complained.
        "finding": sentence(_unnamed(complaint.finding, complaint)),
        "cause": complaint.cause,
        "measure": sentence(_unnamed(complaint.measure, complaint)),
        "removal": bool(repeated),
        "repeated": circular_names(repeated, complaint.window, settings) if repeated else "",
    }


def _unnamed(text: str, complaint: Complaint) -> str:
    text = text.replace(complaint.name, "投诉人") if complaint.name else text
    return text.replace(complaint.phone, "（略）") if complaint.phone else text


_OF_COMPLAINT: Mapping[PaperKind, Callable[[ComplaintFile], dict[str, Any]]] = {
    PaperKind.COMPLAINT_REGISTER: _register,
    PaperKind.COMPLAINT_RECORD: _record,
    PaperKind.COMPLAINT_REPLY: _reply,
}


def survey_form(title: str, first: date, last: date, settings: Values) -> dict[str, Any]:
    """The blank form handed to visitors (SAT-01): it asks for no name."""
    return {
        "unit": settings.text("unit_name"),
        "survey": title,
        "period": f"{say_date(first)}至{say_date(last)}",
        "aspects": [{"aspect": aspect} for aspect in ASPECTS],
        "complaint_phone": settings.text("phone_complaint"),
    }


def survey_tally(survey: Survey, tally: Tally, settings: Values, today: date) -> dict[str, Any]:
    """The tally by window (SAT-03); the order of windows says nothing below the minimum."""
    facts = {
        "unit": settings.text("unit_name"),
        "survey": survey.title,
        "period": f"{say_date(survey.first)}至{say_date(survey.last)}",
        "issued": str(tally.issued),
        "returned": str(tally.returned),
        "rate": _rate(tally.total.rate, tally.least),
        "least": str(tally.least),
        "windows": [
            {
                "window": one.window,
                "returned": str(one.returned),
                **{rating.name.lower(): str(one.counts[rating]) for rating in Rating},
                "rate": _rate(one.rate, tally.least),
            }
            for one in (*tally.windows, tally.total)
        ],
        "ranked": "、".join(f"{one.window} {one.rate}%" for one in tally.ranked),
        "comments": [{"window": window, "comment": text} for window, text in tally.comments],
        "date": today.isoformat(),
    }
    return {key: value for key, value in facts.items() if value not in ("", [])}


def _rate(rate: float | None, least: int) -> str:
    return f"{rate}%" if rate is not None else f"不足{least}份"
