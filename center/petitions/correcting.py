"""Putting right what was taken down of a petition (更正): the same rules as registering it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from center.corrections import IDENTITY, change
from center.matters import must_see
from center.petitions.file import rewrite
from center.petitions.intake import (
    PetitionForm,
    Representative,
    cleaned_form,
    facts_of,
    person_of,
    secret,
)
from center.petitions.records import Petition
from center.records import local_date
from center.rights import Right, needs
from center.secret_matters import hide
from center.storage import Work


def form_of(petition: Petition) -> PetitionForm:
    """The form as it would have to be filled in for what the petition says now."""
    columns = {column.key for column in Petition.__table__.columns}
    given: dict[str, Any] = {
        field.name: getattr(petition, field.name)
        for field in fields(PetitionForm)
        if field.name in columns - {"visit"}
    }
    given["platform_number"] = petition.platform_number or ""
    given["representatives"] = [
        Representative(str(one["name"]), str(one.get("phone") or ""))
        for one in petition.representatives
    ]
    return PetitionForm(**given, protected=petition.secret)


@needs(Right.REGISTER)
def correct(work: Work, petition: Petition, form: PetitionForm, reason: str) -> bool:
    """Put the recorded facts right, numbers of people and representatives included.

    The registrar may, and whoever handles petitions. Its number stays, and who may see it: one
    that turns out to accuse somebody becomes secret (PET-10), none becomes open again. True when
    name, phone or ID changed, so that earlier petitions are to be looked at anew.
    """
    must_see(work, petition)
    came = form.received_at or petition.received_at
    form = replace(form, received_at=came, accused=())
    form = cleaned_form(form, local_date(came))
    facts = facts_of(work, form, itself=petition.id) | {"received_at": came}
    changed = change(work, petition, facts, reason)
    if secret(form) and not petition.secret:
        hide(work, petition)
    same = not changed & IDENTITY
    if not petition.secret and not same:
        petition.person = person_of(work, form)
    rewrite(work, petition)
    return not same
