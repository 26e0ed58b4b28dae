"""Repeated petitions: proposed by ID, phone, or name with a similar matter; a person confirms.

Similar is counted by pairs of neighbouring characters two texts share (Dice), which needs no
dictionary. Secret petitions are proposed to nobody who may not see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from center.cases.events import must_be_filled
from center.errors import Problem, Refused
from center.identity import normalise_number
from center.matters import must_see, record
from center.petitions.file import rewrite
from center.petitions.records import CLOSED, Happened, LinkKind, Petition, PetitionLink, Status
from center.rights import Right, needs, visible
from center.secrecy import OFFICE
from center.storage import Work
from center.text import clean_line

SIMILAR = 0.3
"""From this share of common pairs on two matters are proposed as the same."""
MOST = 20


@dataclass(frozen=True, slots=True)
class Likely:
    """An earlier petition that may be of the same person: why, and how alike the matters are."""

    petition: Petition
    why: str
    likeness: float

    @property
    def same_matter(self) -> bool:
        """Whether the matters are alike enough to be proposed as the same."""
        return self.likeness >= SIMILAR


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a petition should not be taken up again, with the article.

    `again` is False where the two are handled together instead of refusing the later one.
    """

    message: str
    basis: str
    earlier: UUID | None = None
    again: bool = True


def likeness(one: str, other: str) -> float:
    """The share of neighbouring character pairs two texts have in common, 0 to 1."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def _pairs(text: str) -> set[str]:
    plain = re.sub(r"\W|_", "", text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)}


@needs(Right.SEE)
def likely_earlier(
    work: Work,
    problem: str,
    *,
    name: str = "",
    phone: str = "",
    id_number: str = "",
    leave_out: UUID | None = None,
) -> list[Likely]:
    """Earlier petitions of perhaps the same person, the likeliest first; asked while typing.

    The same name alone proposes only a similar matter: half a village may share it.
    """
    name, phone = clean_line(name), clean_line(phone)
    number = normalise_number(id_number) if id_number.strip() else ""
    same = []
    if number:
        same.append(Petition.id_number == number)
    if phone:
        same.append(Petition.phone == phone)
    if name:
        same.append(Petition.name == name)
    if not same:
        return []
    query = select(Petition).where(or_(*same), Petition.voided_at.is_(None))
    if leave_out is not None:
        query = query.where(Petition.id != leave_out)
    query = visible(query, work.actor).order_by(Petition.received_at.desc()).limit(200)
    found: list[Likely] = []
    for petition in work.session.scalars(query):
        alike = likeness(problem, petition.problem)
        if number and petition.id_number == number:
            found.append(Likely(petition, "证件号相同", alike))
        elif phone and petition.phone == phone:
            found.append(Likely(petition, "电话相同", alike))
        elif alike >= SIMILAR:
            found.append(Likely(petition, "姓名相同，事项相近", alike))
    found.sort(key=lambda one: -one.likeness)
    return found[:MOST]


@needs(Right.HANDLE_PETITIONS)
def confirm_link(
    work: Work,
    petition: Petition,
    earlier: Petition,
    kind: LinkKind = LinkKind.REPEAT,
    *,
    same_matter: bool = True,
) -> PetitionLink:
    """Say that two petitions belong together; the link reads both ways.

    A repeat of the same matter makes the later one 重复信访; it can no longer be handled simply.
    A link to a secret petition is as secret; two secret ones are not linked, since whoever sees
    one need not see the other.
    """
    must_see(work, petition)
    must_see(work, earlier)
    if petition.id == earlier.id:
        raise Refused([Problem("earlier", "不能与自己关联，请选择另一件")])
    if earlier.received_at > petition.received_at:
        petition, earlier = earlier, petition
    if earlier.id in {linked.petition.id for linked in linked_to(work, petition)}:
        raise Refused([Problem("earlier", "这两件已经关联")])
    if petition.secret and earlier.secret:
        raise Refused([Problem("earlier", "两件都是保密件，知情人不同，不能关联")])
    link = PetitionLink(
        id=work.new_id(),
        station=petition.station,
        earlier=earlier.id,
        later=petition.id,
        link_kind=kind,
        same_matter=same_matter,
        audience=petition.audience if petition.secret else earlier.audience,
    )
    work.session.add(link)
    if kind is LinkKind.REPEAT and same_matter:
        petition.repeat = True
        if petition.simple:
            petition.simple = False
    # Of a secret one nothing is told in the other's history.
    if not petition.secret and not earlier.secret:
        for one, other in ((petition, earlier), (earlier, petition)):
            data = {"other": other.id.hex, "number": other.number, "kind": kind.value}
            record(work, one, Happened.LINKED, work.now, f"{kind.value}：{other.number}", data)
    rewrite(work, petition)
    rewrite(work, earlier)
    return link


@needs(Right.HANDLE_PETITIONS)
def unlink(work: Work, petition: Petition, link: PetitionLink, reason: str) -> None:
    """Take back a link confirmed by mistake; without another the later one is no repeat."""
    must_see(work, petition)
    if petition.id not in (link.earlier, link.later) or link.voided_at is not None:
        raise Refused("这两件没有关联，没有改动。")
    must_be_filled(reason=(reason, "请写明为什么取消关联"))
    link.voided_at, link.void_reason = work.now, clean_line(reason)
    work.session.flush()
    both = [work.session.get_one(Petition, one) for one in (link.earlier, link.later)]
    later = both[1]
    query = select(PetitionLink).where(
        PetitionLink.later == later.id,
        PetitionLink.link_kind == LinkKind.REPEAT,
        PetitionLink.same_matter.is_(True),
        PetitionLink.voided_at.is_(None),
    )
    later.repeat = work.session.scalars(query).first() is not None
    if link.audience == OFFICE:
        for one, other in (both, both[::-1]):
            said = f"{link.link_kind.value}：{other.number}；{reason.strip()}"
            record(work, one, Happened.UNLINKED, work.now, said)


@dataclass(frozen=True, slots=True)
class Linked:
    """A petition linked to another; `earlier` says which of the two came first."""

    petition: Petition
    link: PetitionLink
    earlier: bool


@needs(Right.SEE)
def linked_to(work: Work, petition: Petition) -> list[Linked]:
    """The petitions linked to one, both ways, as far as this actor may see them."""
    must_see(work, petition)
    query = select(PetitionLink).where(
        or_(PetitionLink.earlier == petition.id, PetitionLink.later == petition.id),
        PetitionLink.voided_at.is_(None),
    )
    found = []
    for link in work.session.scalars(visible(query, work.actor)).all():
        earlier = link.later == petition.id
        other = select(Petition).where(Petition.id == (link.earlier if earlier else link.later))
        seen = work.session.scalars(visible(other, work.actor)).one_or_none()
        if seen is not None and seen.voided_at is None:
            found.append(Linked(seen, link, earlier))
    return sorted(found, key=lambda linked: linked.petition.received_at)


@needs(Right.SEE)
def hindrances(work: Work, petition: Petition) -> list[Hindrance]:
    """Why a petition is not to be taken up (again): pending above, or finished for good."""
    earlier = [one.petition for one in linked_to(work, petition) if _same_before(one)]
    found = list(_ended(earlier))
    if petition.pending_above:
        found.append(
            Hindrance(
                f"同一事项{petition.pending_above}正在办理，规定期限内不再受理",
                "信访工作条例第十九条",
            )
        )
    found += [
        Hindrance(
            f"同一事项 {one.number} 正在办理（{one.status.value}），请并案办理，不重复受理",
            "信访工作条例第十九条",
            one.id,
            again=False,
        )
        for one in earlier
        if one.status not in CLOSED
    ]
    return found


def _same_before(linked: Linked) -> bool:
    return linked.earlier and linked.link.same_matter


def _ended(earlier: Iterable[Petition]) -> Iterable[Hindrance]:
    for one in earlier:
        if one.status is Status.ENDED:
            yield Hindrance(
                f"同一事项 {one.number} 已复核终结，以同一事实和理由提出的不再受理",
                "信访工作条例第三十六条",
                one.id,
            )
