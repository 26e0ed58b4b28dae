"""What whoever issues a paper adds to it: who signed, what is enclosed, who gets a copy.

Asked before the preview and frozen with the paper. GB/T 9704: the signer (签发人) is printed on
letters to a superior alone and kept with all others; enclosures (附件说明) stand below the text,
copies (抄送) in the imprint (版记).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from center.papers import Draft, Paper, PaperKind

SIGNER, ENCLOSURES, COPY_TO, CO_UNITS = "signer", "enclosures", "copy_to", "co_units"
_LETTER = (SIGNER, ENCLOSURES, COPY_TO)
_SLIP = (CO_UNITS,)

ASKED: Mapping[PaperKind, tuple[str, ...]] = {
    PaperKind.PETITION_ASSIGNMENT: _SLIP,
    PaperKind.PETITION_TRANSFER: _SLIP,
    PaperKind.PETITION_OPINION: _LETTER,
    PaperKind.PETITION_REVIEW: _LETTER,
    PaperKind.PETITION_FINAL_REVIEW: _LETTER,
    PaperKind.COMPLAINT_REPLY: _LETTER,
    PaperKind.COMPLAINT_CIRCULAR: _LETTER,
    PaperKind.ACCOUNTABILITY_CIRCULAR: _LETTER,
}
"""The papers that ask, and for which facts."""


def proposed(draft: Draft, last: Paper | None) -> dict[str, str]:
    """What is proposed for each fact a paper asks for.

    What stood on the paper it corrects, what the record says, or who signed the last of its kind.
    """
    found = {}
    for key in ASKED.get(draft.paper_kind, ()):
        old = draft.replaces.facts.get(key) if draft.replaces is not None else None
        signed = last.facts.get(key) if last is not None and key == SIGNER else None
        found[key] = str(old or draft.facts.get(key) or signed or "")
    return found


def with_given(draft: Draft, given: Mapping[str, str]) -> Draft:
    """The draft with what was given; an empty answer takes away what was proposed."""
    asked = {key: given[key].strip() for key in ASKED.get(draft.paper_kind, ()) if key in given}
    kept = {key: value for key, value in draft.facts.items() if key not in asked}
    return replace(draft, facts=kept | {key: said for key, said in asked.items() if said})
