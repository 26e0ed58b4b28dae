"""The facts of the papers of accountability, filled in from a matter as it stands (ACC-02…11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from center.accountability.file import AccountabilityFile
from center.accountability.papers import TIERS, reason_against
from center.accountability.records import SITUATIONS, AccountablePerson
from center.errors import Refused
from center.papers import TITLES, Draft, Paper, PaperKind
from center.rights import Actor
from center.settings import Values
from forms.filling.drafts import about_unit, drafted
from forms.filling.pieces import circular_names, sentence
from forms.words import needs, say_date


def accountability_draft(
    kind: PaperKind,
    file: AccountabilityFile,
    settings: Values,
    actor: Actor,
    now: datetime,
    *,
    replaces: Paper | None = None,
) -> Draft:
    """A paper about an accountability matter, ready for preview or issue.

    Raises Refused for a paper this state does not call for.
    """
    if replaces is not None:
        # What is corrected counts as not issued.
        file = replace(file, papers=[p for p in file.papers if p.id != replaces.id])
    elif reason := reason_against(kind, file, actor):
        raise Refused(f"没有出具{TITLES[kind]}：{reason}。")
    facts = about_unit(settings, actor, now, file.record.window, replaces)
    facts |= _what(file) | {"prefix": settings.text("document_prefix")}
    facts |= _OF_KIND[kind](file, settings)
    known = {fact.key for fact in needs(kind)}
    facts = {key: value for key, value in facts.items() if key in known}
    return drafted(kind, file.record, facts, settings, replaces)


def situation_words(situations: Sequence[str], acts: Sequence[str]) -> str:
    """The situations and acts in words."""
    return "；".join([*(SITUATIONS.get(code, code) for code in situations), *acts])


def _what(file: AccountabilityFile) -> dict[str, Any]:
    record = file.record
    return {
        "accountability_number": record.number or "",
        "happened_on": record.happened_on.isoformat(),
        "window": record.window,
        "facts": sentence(record.facts),
        "situations": situation_words(record.situations, record.acts),
        "breach": sentence(record.breach),
        "consequence": sentence(record.consequence),
        "opinion": sentence(record.opinion),
        "decided_by": record.decided_by,
        "decided_on": record.decided_on.isoformat() if record.decided_on else "",
    }


def _record(file: AccountabilityFile, _settings: Values) -> dict[str, Any]:
    record = file.record
    review = record.review.value if record.review is not None else ""
    return {
        "source": record.source_number,
        "severity": record.severity.value,
        "fault_kind": record.fault_kind.value if record.fault_kind else "",
        "aggravating": "；".join(file.aggravating),
        "mitigating": "；".join(record.mitigating),
        "persons": [
            {
                "name": one.name,
                "part": one.part.value,
                "tier": one.tier.value if one.tier else "",
                "measure": one.measure,
            }
            for one in file.persons
        ],
        "referred": _dated(record.referred_on, record.referred_to, record.referral_result),
        "appeal": _dated(record.appealed_on, record.appeal),
        "review": _dated(record.reviewed_on, review, record.review_opinion, record.reviewed_by),
        "result": record.result,
        "registrar": record.registrar_name,
    }


def _dated(day: date | None, *texts: str) -> str:
    said = "；".join(text for text in texts if text)
    return f"{say_date(day)}　{said}" if day is not None and said else ""


def _dealt_with(kind: PaperKind, file: AccountabilityFile) -> list[AccountablePerson]:
    """Those a paper is for; raises Refused when there are none any more."""
    found = [one for one in file.persons if one.tier is TIERS[kind]]
    if not found:
        raise Refused(f"没有人按“{TIERS[kind].value}”处理，不能出具{TITLES[kind]}。")
    return found


def _admonition(file: AccountabilityFile, _settings: Values) -> dict[str, Any]:
    persons = _dealt_with(PaperKind.ACCOUNTABILITY_ADMONITION, file)
    return {"names": "、".join(one.name for one in persons)}


def _circular(file: AccountabilityFile, settings: Values) -> dict[str, Any]:
    persons = _dealt_with(PaperKind.ACCOUNTABILITY_CIRCULAR, file)
    said = [(circular_names([one.name], file.record.window, settings), one) for one in persons]
    measure = "；".join(f"对{name}予以{one.measure}" for name, one in said)
    # The facts hang in the hall: they name nobody the office leaves out.
    facts = file.record.facts
    for one in file.persons:
        facts = facts.replace(one.name, circular_names([one.name], file.record.window, settings))
    return {
        "names": circular_names([one.name for one in persons], file.record.window, settings),
        "measure": sentence(measure),
        "facts": sentence(facts),
    }


_OF_KIND: Mapping[PaperKind, Callable[[AccountabilityFile, Values], dict[str, Any]]] = {
    PaperKind.ACCOUNTABILITY_RECORD: _record,
    PaperKind.ACCOUNTABILITY_ADMONITION: _admonition,
    PaperKind.ACCOUNTABILITY_CIRCULAR: _circular,
}
