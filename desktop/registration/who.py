"""Who stands at the desk, read from one line: an ID, a credit code, a phone or a name (REG-01).

What a known person gave earlier is shown masked (D8) and goes into the new record in full; a field
that still holds the mask means the value behind it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from center.identity import (
    ID_KIND_LABELS,
    age,
    check_name,
    check_number,
    check_phone,
    clean_name,
    mask_account,
    mask_address,
    mask_id,
    mask_phone,
    normalise_number,
)
from center.people import Identity, Person, PersonKind
from center.text import clean_line

OTHER_PAPER = "其他证件"
NOT_CHECKED = "号码已与证件核对后再登记，请写明原因"

Read = Literal["nothing", "id", "code", "phone", "name"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one line says about a person; `trouble` is a reason to look again, never a refusal."""

    read: Read
    value: str
    id_kind: str = ""
    birth: date | None = None
    sex: str = ""
    trouble: str = ""

    def words(self, today: date) -> str:
        """What was recognised, as one line under the field."""
        if self.read == "nothing":
            return ""
        if self.read == "phone":
            return "" if self.trouble else "电话"
        if self.read == "name":
            return "姓名"
        parts = [self.id_kind, self.sex]
        if self.birth is not None:
            parts += [f"{self.birth.year}年{self.birth.month}月{self.birth.day}日出生"]
            parts += [f"{age(self.birth, today)} 岁"] if self.birth <= today else []
        return "，".join(part for part in parts if part)


def read_line(text: str, today: date) -> Reading:
    """Tell an ID, a credit code, a phone and a name apart; empty text is `nothing`."""
    text = clean_line(text)
    if not text:
        return Reading("nothing", "")
    phone = check_phone(text)
    if phone.valid:
        return Reading("phone", phone.number)
    number = normalise_number(text)
    if re.fullmatch(r"[0-9A-Z*]*[0-9][0-9A-Z*]*", number):
        if number.isdigit() and len(number) < 12:
            return Reading("phone", number, trouble="、".join(phone.problems))
        return read_number(text, today)
    return Reading("name", clean_name(text))


def read_number(text: str, today: date) -> Reading:
    """What a number of a paper says; one that is no ID is another paper's."""
    if not clean_line(text):
        return Reading("nothing", "")
    check = check_number(text, today)
    kind = OTHER_PAPER if check.kind == "unknown" else ID_KIND_LABELS[check.kind]
    trouble = "；".join(check.problems or check.warnings)
    read: Read = "code" if check.kind == "credit_code" else "id"
    return Reading(read, check.number, kind, check.birth, check.sex or "", trouble)


def doubtful(text: str, today: date) -> bool:
    """True when a number goes on only with a reason: a wrong check digit, another paper."""
    return bool(clean_line(text)) and not check_number(text, today).valid


def name_problem(name: object) -> str | None:
    """Why a name cannot be taken."""
    check = check_name(str(name))
    return "；".join(check.problems) or None


def name_warning(name: object) -> str | None:
    """Why a name should be looked at again."""
    return "；".join(check_name(str(name)).warnings) or None


def phone_warning(phone: object) -> str | None:
    """Why a phone should be looked at again; it is kept as it was told."""
    return "；".join(check_phone(str(phone)).problems) or None


@dataclass(frozen=True, slots=True)
class Known:
    """A person of earlier visits, as copied out of the database."""

    id: UUID
    name: str
    person_kind: PersonKind
    id_kind: str
    id_number: str
    phone: str
    village: str
    group: str
    address: str
    birth: date | None
    sex: str
    card_account: str
    card_holder: str
    household: UUID | None

    def shown(self) -> dict[str, str]:
        """What the form shows of this person, masked."""
        return {
            "name": self.name,
            "id_number": mask_id(self.id_number) if self.id_number else "",
            "phone": mask_phone(self.phone) if self.phone else "",
            "village": self.village + self.group,
            "address": mask_address(self.address),
            "card_account": mask_account(self.card_account),
            "card_holder": self.card_holder,
        }

    def full(self) -> dict[str, str]:
        """The same without masks."""
        return {
            "name": self.name,
            "id_number": self.id_number,
            "phone": self.phone,
            "village": self.village + self.group,
            "address": self.address,
            "card_account": self.card_account,
            "card_holder": self.card_holder,
        }

    def line(self, today: date) -> str:
        """Name, sex, age, village, phone and ID masked: enough to tell two of one name apart."""
        old = f"{age(self.birth, today)} 岁" if self.birth is not None else ""
        shown = self.shown()
        parts = (self.name, self.sex, old, shown["village"], shown["phone"], shown["id_number"])
        return "　".join(part for part in parts if part)


def known(person: Person) -> Known:
    """Copy a person out of its unit of work."""
    return Known(
        id=person.id,
        name=person.name,
        person_kind=person.person_kind,
        id_kind=person.id_kind,
        id_number=person.id_number,
        phone=person.phone,
        village=person.village,
        group=person.group,
        address=person.address,
        birth=person.birth,
        sex=person.sex,
        card_account=person.card_account,
        card_holder=person.card_holder,
        household=person.household,
    )


def identity_of(
    typed: Mapping[str, str],
    kept: Known | None,
    villages: Mapping[str, tuple[str, str]],
    today: date,
) -> Identity:
    """The identity a form gives: what was typed, and what is known behind a mask.

    `typed` holds `who` and whichever of name, sex, id_number, id_reason, no_id_reason, phone,
    no_phone_reason, village, address, person_kind, card_account, card_holder, household_head and
    household_relation were asked for;
    `villages` turns 青山村一组 into village and group.
    """
    given = dict(typed)
    head = read_line(given.get("who", ""), today)
    target = {"id": "id_number", "code": "id_number", "phone": "phone", "name": "name"}.get(
        head.read
    )
    if target is not None:
        given[target] = head.value
    if kept is not None:
        given = _unmasked(given, kept)
    number = read_number(given.get("id_number", ""), today)
    phone = check_phone(given.get("phone", "")).number
    village, group = villages.get(given.get("village", ""), (given.get("village", ""), ""))
    if kept is not None and given.get("village") == kept.village + kept.group:
        village, group = kept.village, kept.group
    told = given.get("person_kind") or (kept.person_kind.value if kept else "")
    kind = PersonKind(told) if told else PersonKind.NATURAL
    if number.read == "code" and kind is PersonKind.NATURAL:
        kind = PersonKind.ENTERPRISE
    return Identity(
        name=clean_name(given.get("name", "")),
        person_kind=kind,
        id_kind=number.id_kind,
        id_number=number.value,
        no_id_reason="" if number.value else given.get("no_id_reason", ""),
        id_reason=given.get("id_reason", "") if number.value else "",
        phone=phone,
        no_phone_reason="" if phone else given.get("no_phone_reason", ""),
        village=village,
        group=group,
        address=given.get("address", ""),
        birth=number.birth or (kept.birth if kept else None),
        sex=number.sex or given.get("sex", "") or (kept.sex if kept else ""),
        card_account=normalise_number(given.get("card_account", "")),
        card_holder=clean_name(given.get("card_holder", "")),
        household_head=clean_name(given.get("household_head", "")),
        household_relation=given.get("household_relation", ""),
    )


def _unmasked(given: dict[str, str], kept: Known) -> dict[str, str]:
    """Values of a known person that were not asked for again or still stand there masked."""
    shown, full = kept.shown(), kept.full()
    return given | {
        field: full[field]
        for field in full
        if field not in given or given[field] in ("", shown[field])
    }
