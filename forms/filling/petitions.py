"""The facts of the papers of petitions (信访工作条例, PET-02, PET-07, DUTY-08).

Names in full, ID and phone masked (D8). On a slip to another unit the name of a secret petitioner
is never printed, that of any other can be left out (PET-10, 条例 30).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from center.errors import Refused
from center.identity import mask_id, mask_phone
from center.matters import MatterEvent, first_day, last_of
from center.papers import TITLES, Draft, Paper, PaperKind
from center.petitions.file import PetitionFile
from center.petitions.limits import ANSWERS, HANDLE
from center.petitions.papers import reason_against
from center.petitions.records import Channel, Happened, Petition, Route
from center.records import local_date
from center.rights import Actor
from center.settings import Values
from forms import templates
from forms.filling.drafts import about_unit, drafted
from forms.filling.pieces import moment, sentence
from forms.letters import document_number
from forms.words import needs, say_date

WINDOW = "信访接待"
HIDDEN = "（按保密要求不列）"
SUPERIOR = "上一级机关、单位"
SLIPS = frozenset({PaperKind.PETITION_ASSIGNMENT, PaperKind.PETITION_TRANSFER})
"""The papers that leave for another unit: the petitioner's name may be left out."""

_WAYS = ("本级受理", "转送", "交办", "不予受理", "导入其他法定程序", "存查")
_TICKED = {
    Route.OWN: "本级受理",
    Route.MEDIATION: "本级受理",
    Route.TRANSFERRED: "转送",
    Route.ASSIGNED: "交办",
    Route.REFUSED: "不予受理",
    Route.NOT_AGAIN: "不予受理",
    Route.LEGAL: "导入其他法定程序",
}


def petition_draft(
    kind: PaperKind,
    file: PetitionFile,
    settings: Values,
    actor: Actor,
    now: datetime,
    *,
    replaces: Paper | None = None,
    hide_name: bool = False,
) -> Draft:
    """A paper about a petition, ready for preview or issue.

    `hide_name` leaves the petitioner off a slip; that of a secret petition is left off anyway.
    Raises Refused for a paper this state does not call for.
    """
    fill = _OF_PETITION.get(kind)
    if fill is None:
        raise ValueError(f"{kind} is no paper of a petition")
    if replaces is not None:
        # What is corrected counts as not issued.
        file = replace(file, papers=[p for p in file.papers if p.id != replaces.id])
    elif reason := reason_against(kind, file):
        raise Refused(f"没有出具{TITLES[kind]}：{reason}。")
    facts = about_unit(settings, actor, now, WINDOW, replaces)
    facts |= _petition(file.petition) | {"prefix": settings.text("document_prefix")}
    if templates.load(kind).letter is not None:
        facts["unit"] = settings.text("petition_unit") or facts["unit"]
    facts |= fill(file, settings)
    if kind in SLIPS and (hide_name or file.petition.secret):
        facts |= _without_name(file.petition)
    known = {fact.key for fact in needs(kind)}
    facts = {key: value for key, value in facts.items() if key in known}
    return drafted(kind, file.petition, facts, settings, replaces)


def _petition(petition: Petition) -> dict[str, Any]:
    return {
        "petition_number": petition.number or "",
        "petitioner": petition.name or "匿名",
        "received_on": local_date(petition.received_at).isoformat(),
        "channel": petition.channel.value,
        "problem": petition.problem,
        "phone": mask_phone(petition.phone),
        "address": petition.address,
    }


def _without_name(petition: Petition) -> dict[str, Any]:
    """No name, phone or address, nor the names where the text repeats them."""
    problem = petition.problem
    for name in (petition.name, *(str(one["name"]) for one in petition.representatives)):
        problem = problem.replace(name, "信访人") if name else problem
    for number in (petition.phone, petition.id_number):
        problem = problem.replace(number, "（略）") if number else problem
    return {"petitioner": HIDDEN, "phone": "", "address": "", "problem": problem}


# --- the forms of the office ---------------------------------------------------------------------


def _register(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    petition, events = file.petition, file.events
    clock = file.facts.clock(HANDLE) or file.light
    return {
        "received_at": moment(petition.received_at),
        "registrar": petition.registrar_name,
        "purpose": petition.purpose.value,
        "sex": petition.sex,
        "age": "" if petition.age is None else f"{petition.age}岁",
        "occupation": petition.occupation,
        "political_status": petition.political_status,
        "id_number": mask_id(petition.id_number),
        "people": _people(petition),
        "representatives": "；".join(_representative(one) for one in petition.representatives),
        "first_or_repeat": _first_or_repeat(file),
        "secrecy": "是" if petition.secret else "否",
        "subject": petition.subject,
        "village": petition.village,
        "about_unit": petition.about_unit,
        "been_to": "；".join(filter(None, (petition.been_to, _pending(petition)))),
        "litigation": "是" if petition.litigation else "否",
        "platform_number": petition.platform_number or "",
        "leader": petition.leader,
        "undertaker": "　".join(filter(None, (petition.unit, petition.responsible))),
        "route": " ".join(
            f"{'√' if _TICKED.get(petition.route) == way else '□'}{way}" for way in _WAYS
        ),
        "told_on": _iso(first_day(events, Happened.TOLD)),
        "due": clock.deadline.raw_due.isoformat() if clock is not None else "",
        "extension": _extension_words(last_of(events, Happened.EXTENDED)),
        "finished_on": _iso(petition.ended_on),
        "review": "、".join(
            f"{e.happened}（{e.data.get('verdict', '')}）"
            for e in events
            if e.happened in (Happened.REVIEWED, Happened.FINAL_REVIEWED)
        ),
        "satisfied": petition.satisfied,
    }


def _reception(file: PetitionFile, settings: Values) -> dict[str, Any]:
    petition = file.petition
    return {
        "received_at": moment(petition.received_at),
        "leader": petition.receiving_leader,
        "place": settings.text("reception_place"),
        "people": _people(petition),
        "first_or_repeat": _first_or_repeat(file),
        "instruction": petition.plan,
        "undertaker": petition.unit,
        "due": _iso(petition.solve_by or petition.unit_due_on),
        "result": petition.answer,
        "answered_on": _iso(first_day(file.events, *ANSWERS)),
        "satisfied": petition.satisfied,
    }


def _people(petition: Petition) -> str:
    return f"{petition.people_count}人（{'集体访' if petition.collective else '个体访'}）"


def _representative(one: Mapping[str, Any]) -> str:
    return "　".join(filter(None, (str(one["name"]), mask_phone(str(one.get("phone") or "")))))


def _pending(petition: Petition) -> str:
    return f"{petition.pending_above}正在办理" if petition.pending_above else ""


def _first_or_repeat(file: PetitionFile) -> str:
    if not file.petition.repeat:
        return "初次"
    linked = [e for e in file.events if e.happened == Happened.LINKED]
    number = str(linked[0].data.get("number") or "") if linked else ""
    return f"重复（上次编号：{number}）" if number else "重复"


def _extension_words(event: MatterEvent | None) -> str:
    if event is None:
        return ""
    return f"延长{event.data['days']}日，{event.data['approver']}批准"


# --- slips to a unit -----------------------------------------------------------------------------


def _assignment(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    return _slip(file, Happened.ASSIGNED, "这件没有交办，不能出具交办单。")


def _transfer(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    return _slip(file, Happened.TRANSFERRED, "这件没有转送，不能出具转送单。")


def _slip(file: PetitionFile, kind: Happened, refusal: str) -> dict[str, Any]:
    petition = file.petition
    sent = _last(file, refusal, kind)
    return {
        "secrecy": "保密件，严格控制知情范围" if petition.secret else "",
        "urgency": "紧急" if petition.urgent or petition.collective else "普通",
        "undertaker": str(sent.data.get("unit") or petition.unit),
        "requirement": sent.remark,
        "reply_due": str(sent.data.get("due") or ""),
        "sent_on": local_date(sent.at).isoformat(),
    }


# --- notices to the petitioner -------------------------------------------------------------------


def _acceptance(file: PetitionFile, settings: Values) -> dict[str, Any]:
    petition, clock = file.petition, file.facts.clock(HANDLE)
    if petition.accepted_on is None or clock is None:
        raise Refused("还没有受理，不能出具受理告知书。")
    days = str(file.settings.number("simple_handling_days")) if petition.simple else ""
    return {
        "accepted_on": petition.accepted_on.isoformat(),
        "due": clock.deadline.raw_due.isoformat(),
        "simple_days": days,
        "undertaker": petition.unit or settings.text("unit_name"),
    }


def _refusal(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    return _refused(file, Happened.REFUSED, "这件没有作不予受理处理，不能出具告知书。")


def _not_again(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    return _refused(file, Happened.NOT_AGAIN, "这件没有作不再受理处理，不能出具告知书。")


def _refused(file: PetitionFile, kind: Happened, refusal: str) -> dict[str, Any]:
    petition = file.petition
    event = _last(file, refusal, kind)
    ground = "ended" if kind is Happened.NOT_AGAIN else "not_ours"
    if petition.pending_above:
        ground = "pending"
    elif petition.litigation:
        ground = "legal_route"
    return {
        "ground": ground,
        "reason": sentence(event.remark),
        "elsewhere": str(event.data.get("elsewhere") or ""),
        "decided_on": local_date(event.at).isoformat(),
    }


def _sent_notice(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    refusal = "这件没有转送或交办，不能出具告知书。"
    sent = _last(file, refusal, Happened.TRANSFERRED, Happened.ASSIGNED)
    return {
        "assigned": sent.happened == Happened.ASSIGNED,
        "undertaker": str(sent.data.get("unit") or file.petition.unit),
        "sent_on": local_date(sent.at).isoformat(),
        "reply_due": str(sent.data.get("due") or ""),
    }


def _legal_route(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    event = _last(file, "这件没有告知法定途径，不能出具告知书。", Happened.GUIDED)
    return {
        "way": str(event.data["way"]),
        "organ": str(event.data["organ"]),
        "told_on": local_date(event.at).isoformat(),
    }


def _extension(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    event = _last(file, "还没有批准延期，不能出具延期告知书。", Happened.EXTENDED)
    clock, accepted = file.facts.clock(HANDLE), file.petition.accepted_on
    if clock is None or accepted is None:
        raise Refused("还没有受理，不能出具延期告知书。")
    # The regulation knows no rolling: what is told is the earlier day.
    due = clock.deadline.raw_due
    return {
        "accepted_on": accepted.isoformat(),
        "original_due": (due - timedelta(days=int(event.data["days"]))).isoformat(),
        "extended_by": f"{event.data['days']}日",
        "due": due.isoformat(),
        "reason": sentence(str(event.data["reason"])),
        "approver": str(event.data["approver"]),
    }


# --- letters -------------------------------------------------------------------------------------


def _opinion(file: PetitionFile, settings: Values) -> dict[str, Any]:
    event = _last(file, "还没有作出处理意见，不能出具处理意见书。", Happened.OPINION)
    accepted = file.petition.accepted_on
    if accepted is None:
        raise Refused("还没有受理，不能出具处理意见书。")
    return {
        "accepted_on": accepted.isoformat(),
        "problem": sentence(file.petition.problem),
        "found": sentence(str(event.data.get("found") or "")),
        "verdict": str(event.data["verdict"]),
        "text": sentence(event.remark),
        "basis": sentence(str(event.data["basis"])),
        "review_organ": settings.text("review_organ") or SUPERIOR,
        "copy_to": "上级交办机关" if file.petition.channel is Channel.ABOVE else "",
    }


def _review(file: PetitionFile, settings: Values) -> dict[str, Any]:
    found = _reviewed(file, Happened.REVIEW_ASKED, Happened.REVIEWED)
    return found | {"review_organ": settings.text("final_review_organ") or SUPERIOR}


def _final_review(file: PetitionFile, _settings: Values) -> dict[str, Any]:
    found = _reviewed(file, Happened.FINAL_ASKED, Happened.FINAL_REVIEWED)
    data = _last(file, "还没有复核意见。", Happened.FINAL_REVIEWED).data
    since, until = data.get("hearing_from"), data.get("hearing_to")
    if since and until:
        days = "至".join(say_date(date.fromisoformat(str(day))) for day in (since, until))
        found["hearing"] = f"本机关于{days}举行听证，听证时间不计入复核期限。"
    return found


def _reviewed(file: PetitionFile, asked_by: Happened, decided_by: Happened) -> dict[str, Any]:
    refusal = f"还没有{decided_by.value}，不能出具意见书。"
    asked, decided = _last(file, refusal, asked_by), _last(file, refusal, decided_by)
    opinion = _last(file, refusal, Happened.OPINION)
    return {
        # Whoever reviews decides, numbers and seals it.
        "unit": str(asked.data["organ"]),
        "prefix": "",
        "original_number": _letter_number(file, PaperKind.PETITION_OPINION),
        "original_on": local_date(opinion.at).isoformat(),
        "asked_on": local_date(asked.at).isoformat(),
        "problem": sentence(file.petition.problem),
        "request": sentence(asked.remark),
        "verdict": str(decided.data["verdict"]),
        "text": sentence(decided.remark),
    }


def _letter_number(file: PetitionFile, kind: PaperKind) -> str:
    """The document number of the valid letter of a kind; empty when none was issued."""
    for paper in reversed(file.papers):
        if paper.paper_kind == kind and paper.valid and paper.number:
            letter = templates.load(kind).letter
            word = str(paper.facts.get("prefix") or "") + (letter.word if letter else "")
            return document_number(word, paper.number)
    return ""


def _last(file: PetitionFile, refusal: str, *kinds: Happened) -> MatterEvent:
    event = last_of(file.events, *kinds)
    if event is None:
        raise Refused(refusal)
    return event


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


_OF_PETITION: Mapping[PaperKind, Callable[[PetitionFile, Values], dict[str, Any]]] = {
    PaperKind.PETITION_REGISTER: _register,
    PaperKind.LEADER_RECEPTION: _reception,
    PaperKind.PETITION_ASSIGNMENT: _assignment,
    PaperKind.PETITION_TRANSFER: _transfer,
    PaperKind.PETITION_ACCEPTANCE: _acceptance,
    PaperKind.PETITION_REFUSAL: _refusal,
    PaperKind.PETITION_NOT_AGAIN: _not_again,
    PaperKind.PETITION_SENT_NOTICE: _sent_notice,
    PaperKind.PETITION_LEGAL_ROUTE: _legal_route,
    PaperKind.PETITION_EXTENSION: _extension,
    PaperKind.PETITION_OPINION: _opinion,
    PaperKind.PETITION_REVIEW: _review,
    PaperKind.PETITION_FINAL_REVIEW: _final_review,
}
