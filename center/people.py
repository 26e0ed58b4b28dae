"""Residents and organisations (群众、单位), their households, and likely duplicates.

The one at the desk is kept apart from the applicant; visits and cases copy what was given and link
the person. ID numbers are not unique in the database: duplicates are proposed, a merge sets
`merged_into` and rewrites no reference.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, bindparam, delete, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.errors import Problem, Refused
from center.records import Base, Record, link
from center.rights import Right, needs, visible
from center.search_keys import keys_for
from center.storage import Work
from center.text import LINE_LIMIT, clean_line, length_problems


class PersonKind(enum.StrEnum):
    """Who can apply."""

    NATURAL = "个人"
    ENTERPRISE = "企业"
    ORGANISATION = "组织"


class Household(Record, Base):
    """A household (户); people point to it with their relation to the head (户主)."""

    __tablename__ = "households"
    kind = "household"

    head_name: Mapped[str]
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")


class Person(Record, Base):
    """A resident or an organisation, as last known."""

    __tablename__ = "people"
    # Half a thousand may share a name; who comes to the desk is looked for by both.
    __table_args__ = (Index(None, "name", "id_number"), Index(None, "name", "phone"))
    kind = "person"

    name: Mapped[str]
    person_kind: Mapped[PersonKind] = mapped_column(default=PersonKind.NATURAL)
    id_kind: Mapped[str] = mapped_column(String(20), default="")
    id_number: Mapped[str] = mapped_column(String(40), default="", index=True)
    birth: Mapped[date | None] = mapped_column(default=None)
    sex: Mapped[str] = mapped_column(String(4), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    village: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    household: Mapped[UUID | None] = mapped_column(link("households.id"), default=None, index=True)
    household_relation: Mapped[str] = mapped_column(default="")
    card_account: Mapped[str] = mapped_column(String(40), default="")
    card_holder: Mapped[str] = mapped_column(default="")
    died_on: Mapped[date | None] = mapped_column(default=None)
    merged_into: Mapped[UUID | None] = mapped_column(link("people.id"), default=None, index=True)


class PersonKey(Base):
    """One search key of one person; a plain range scan finds names, initials, ID and phone ends."""

    __tablename__ = "person_keys"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: Mapped[str] = mapped_column(
        String(80).with_variant(String(80, collation="C"), "postgresql"), primary_key=True
    )
    person: Mapped[UUID] = mapped_column(primary_key=True)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a person gave at the desk; copied into the record and used to find the person."""

    name: str
    person_kind: PersonKind = PersonKind.NATURAL
    id_kind: str = ""
    id_number: str = ""
    no_id_reason: str = ""
    id_reason: str = ""
    phone: str = ""
    no_phone_reason: str = ""
    village: str = ""
    group: str = ""
    address: str = ""
    birth: date | None = None
    sex: str = ""
    card_account: str = ""
    card_holder: str = ""
    household_head: str = ""
    household_relation: str = ""


_LENGTHS: dict[str, tuple[str, int]] = {
    "name": ("姓名", 100),
    "id_kind": ("证件类型", 20),
    "id_number": ("证件号码", 40),
    "no_id_reason": ("未带证件的原因", LINE_LIMIT),
    "id_reason": ("仍按这个号码登记的原因", LINE_LIMIT),
    "phone": ("联系电话", 40),
    "no_phone_reason": ("没有电话的原因", LINE_LIMIT),
    "village": ("村（社区）", LINE_LIMIT),
    "group": ("村民小组", LINE_LIMIT),
    "address": ("住址", LINE_LIMIT),
    "sex": ("性别", 4),
    "card_account": ("一卡通账号", 40),
    "card_holder": ("一卡通户名", 100),
    "household_head": ("户主姓名", 100),
    "household_relation": ("与户主关系", 20),
}


def cleaned(given: Identity) -> Identity:
    """What was given without pasted line breaks and unseen characters."""
    lines: dict[str, Any] = {name: clean_line(getattr(given, name)) for name in _LENGTHS}
    return replace(given, **lines)


def endless(given: Identity) -> list[Problem]:
    """A problem for each field that is longer than any name, number or address."""
    return [
        problem
        for name, (label, limit) in _LENGTHS.items()
        for problem in length_problems(name, label, getattr(given, name), limit)
    ]


def index_person(session: Session, person: Person, *, new: bool = False) -> None:
    """Rewrite a person's search keys; they are derived, so the journal does not hold them.

    A `new` person has none yet. A merged entry keeps its keys: whoever asks by the old phone or
    name is led to who it became.
    """
    # Past the ORM: nothing here depends on what is not flushed yet.
    connection = session.connection()
    if not new:
        connection.execute(delete(PersonKey).where(PersonKey.person == person.id))
    if person.voided_at is None:
        keys = keys_for(person.name, person.id_number, person.phone)
        rows = [{"key": key, "person": person.id} for key in sorted(keys)]
        if rows:
            connection.execute(insert(PersonKey), rows)


@needs(Right.REGISTER)
def person_for(work: Work, given: Identity) -> Person:
    """The person a record links to: the one with this ID (or name and phone), else a new one.

    A known person takes over what was newly given; what was not given stays as it was.
    """
    person = _just_made(work, given) or _known(work, given)
    new = person is None
    if person is None:
        person = Person(id=work.new_id(), station=work.station, name=given.name)
        work.session.add(person)
    before = (person.name, person.id_number, person.phone)
    for field in (
        "person_kind",
        "id_kind",
        "id_number",
        "phone",
        "village",
        "group",
        "address",
        "birth",
        "sex",
        "card_account",
        "card_holder",
    ):
        value = getattr(given, field)
        if value not in ("", None) and getattr(person, field) != value:
            setattr(person, field, value)
    if new or before != (person.name, person.id_number, person.phone):
        index_person(work.session, person, new=new)
    if given.household_head:
        _settle_in(work, person, given)
    return person


HEAD = "户主"


def _settle_in(work: Work, person: Person, given: Identity) -> None:
    """Put a person into the household of this head at this village and group."""
    at_home = visible(select(Household), work.actor).where(
        Household.head_name == given.household_head,
        Household.village == person.village,
        Household.group == person.group,
        Household.voided_at.is_(None),
    )
    home = work.session.scalars(at_home.order_by(Household.id)).first()
    if home is None:
        home = Household(
            id=work.new_id(),
            station=work.station,
            head_name=given.household_head,
            village=person.village,
            group=person.group,
            address=person.address,
        )
        work.session.add(home)
    is_head = given.household_head == person.name
    relation = given.household_relation or (HEAD if is_head else person.household_relation)
    person.household, person.household_relation = home.id, relation


def _just_made(work: Work, given: Identity) -> Person | None:
    """The person this very work has made: a visit and its case are saved together."""
    for person in work.session.new:
        if isinstance(person, Person) and person.name == given.name:
            same_id = bool(given.id_number) and person.id_number == given.id_number
            same_phone = bool(given.phone) and person.phone == given.phone
            if same_id or (same_phone and not (given.id_number and person.id_number)):
                return person
    return None


def _known(work: Work, given: Identity) -> Person | None:
    matches = []
    if given.id_number:
        matches.append(_BY_ID)
    if given.phone:
        # Whoever asked a question first gave no ID; another ID is another person.
        matches.append(_BY_PHONE_ALONE if given.id_number else _BY_PHONE)
    if work.session.dirty:
        work.session.flush()
    # Past the ORM: nobody is found more often than somebody.
    connection = work.session.connection()
    asked = {"of_name": given.name, "of_id": given.id_number, "of_phone": given.phone}
    for match in matches:
        found = connection.execute(visible(match, work.actor), asked).scalar()
        if found is not None:
            return work.session.get_one(Person, root_of(work.session, found))
    return None


_BY_NAME = (
    select(Person.id)
    .where(Person.name == bindparam("of_name"), Person.voided_at.is_(None))
    .order_by(Person.merged_into.is_not(None), Person.id)
    .limit(1)
)
_BY_ID = _BY_NAME.where(Person.id_number == bindparam("of_id"))
_BY_PHONE = _BY_NAME.where(Person.phone == bindparam("of_phone"))
_BY_PHONE_ALONE = _BY_PHONE.where(Person.id_number == "")


@needs(Right.SEE)
def find_person(work: Work, person: UUID) -> Person | None:
    """One person this actor may see."""
    query = visible(select(Person).where(Person.id == person), work.actor)
    return work.session.scalars(query).one_or_none()


@needs(Right.SEE)
def likely_duplicates(work: Work, person: Person) -> list[Person]:
    """Others that may be the same person: same ID, or same name with same phone or birth date."""
    same: list[Any] = []
    if person.id_number:
        same.append(Person.id_number == person.id_number)
    if person.phone:
        same.append((Person.name == person.name) & (Person.phone == person.phone))
    if person.birth is not None:
        same.append((Person.name == person.name) & (Person.birth == person.birth))
    if not same:
        return []
    query = select(Person).where(
        Person.id != person.id, Person.voided_at.is_(None), Person.merged_into.is_(None), or_(*same)
    )
    return list(work.session.scalars(visible(query, work.actor).order_by(Person.id)))


@needs(Right.REGISTER)
def merge(work: Work, duplicate: Person, into: Person) -> None:
    """Say that two entries are one person; references keep pointing where they did."""
    if duplicate.merged_into is not None:
        raise Refused("这条已经合并过，没有再改动。请刷新后再试。")
    if into.merged_into is not None or into.voided_at is not None or duplicate.id == into.id:
        raise Refused([Problem("into", "请选择仍在使用的另一个人")])
    if duplicate.id_number and into.id_number and duplicate.id_number != into.id_number:
        raise Refused([Problem("into", "两个人的证件号不同，不能合并，请先核对证件")])
    duplicate.merged_into = into.id
    index_person(work.session, duplicate)


def root_of(session: Session, person: UUID) -> UUID:
    """The entry a person was merged into in the end; itself when it was not."""
    seen = [person]
    while True:
        query = select(Person.merged_into).where(Person.id == seen[-1])
        into = session.scalars(query).one_or_none()
        # Two stations may each have merged into the other's entry: the smaller id stands.
        if into is None or into in seen:
            return seen[-1] if into is None else min(seen[seen.index(into) :])
        seen.append(into)


def same_person(session: Session, person: UUID) -> list[UUID]:
    """All ids that are this person: itself, what was merged into it and what it was merged into."""
    root = root_of(session, person)
    ids, fresh = {root}, {root}
    while fresh:
        fresh = set(session.scalars(select(Person.id).where(Person.merged_into.in_(fresh)))) - ids
        ids |= fresh
    return sorted(ids)


@needs(Right.SEE)
def household_of(work: Work, person: Person) -> Household | None:
    """The household a person belongs to, as far as this actor may see it."""
    query = visible(select(Household).where(Household.id == person.household), work.actor)
    return work.session.scalars(query).one_or_none()


@needs(Right.SEE)
def family(work: Work, household: UUID) -> Iterable[Person]:
    """The people of a household, oldest entry first."""
    query = select(Person).where(Person.household == household, Person.voided_at.is_(None))
    return list(work.session.scalars(visible(query, work.actor).order_by(Person.id)))


def card_warning(card_holder: str, applicant: str) -> str:
    """The warning when the 一卡通 account is not the applicant's; else empty."""
    if card_holder and card_holder != applicant:
        return f"一卡通户名“{card_holder}”与申请人“{applicant}”不一致，补贴可能发错人，请核对。"
    return ""
