"""Taking in an application (收件) and keeping its material checklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from center.cases.events import must_be_filled, record
from center.cases.file import derive_new, file_of
from center.cases.records import Case, CaseMaterial, GreenReason, Happened, Status, Urgency
from center.errors import Problem, Refused
from center.items import Item, material_problems
from center.people import Identity, cleaned, person_for
from center.records import local_date
from center.registration import Relation, ServiceMode, identity_problems, time_problems
from center.rights import Right, needs
from center.storage import NumberRequest, Work
from center.text import BLOCK_LIMIT, length_problems

NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class CaseForm:
    """What is needed to open a case. `received` lists the positions of the materials handed in."""

    item: Item
    applicant: Identity
    visit: UUID | None = None
    visitor_name: str = ""
    visitor_phone: str = ""
    relation: Relation = Relation.SELF
    authority_seen: bool = False
    urgency: Urgency = Urgency.NORMAL
    mode: ServiceMode = ServiceMode.WINDOW
    window: str = ""
    received: Sequence[int] = ()
    green: GreenReason | None = None
    received_at: datetime | None = None


def form_problems(form: CaseForm, now: datetime) -> list[Problem]:
    """What is wrong with a case to be opened, field by field."""
    found = identity_problems(form.applicant) + time_problems(form.received_at, now)
    found += length_problems("visitor_name", "来办人姓名", form.visitor_name, 100)
    found += length_problems("visitor_phone", "来办人电话", form.visitor_phone, 40)
    if form.relation is not Relation.SELF:
        if not form.visitor_name:
            found.append(Problem("visitor_name", "请填写来办人姓名"))
        if not form.authority_seen and form.relation is not Relation.FAMILY:
            found.append(Problem("authority_seen", "代他人办理要查看委托或身份证明，请核对后勾选"))
    if form.green is GreenReason.OTHER:
        found.append(Problem("green", "其他原因请在收件后到办件里写明再列入"))
    if not form.item.active:
        found.append(OUTDATED)
    return found


OUTDATED = Problem("item", "这个事项已停用或已有新版本，请重新选择")
_IN_USE = select(Item.active).where(Item.id == bindparam("of"))


def _in_use(work: Work, item: Item) -> bool:
    """Whether this version still stands: the form may have been open while someone saved another.

    Nothing else of a version ever changes, so nothing else is read again.
    """
    if item in work.session:
        return item.active
    return bool(work.session.connection().execute(_IN_USE, {"of": item.id}).scalar())


@needs(Right.HANDLE_CASES)
def receive(work: Work, form: CaseForm) -> Case:
    """Take in an application (收件): copy the applicant, make the checklist, start the clock."""
    item, who = form.item, cleaned(form.applicant)
    problems = form_problems(replace(form, applicant=who), work.now)
    if item.active and not _in_use(work, item):
        problems.append(OUTDATED)
    if problems:
        raise Refused(problems)
    received_at = form.received_at or work.now
    person = person_for(work, who)
    case = Case(
        id=work.new_id(),
        station=work.station,
        item=item.id,
        item_code=item.code,
        item_name=item.name,
        case_kind=item.case_kind,
        received_at=received_at,
        entered_at=work.now,
        handler=work.actor.account,
        handler_name=work.actor.name,
        name=who.name,
        visit=form.visit,
        window=form.window or item.window,
        mode=form.mode,
        urgency=form.urgency,
        person=person.id,
        person_kind=who.person_kind,
        id_kind=who.id_kind,
        id_number=who.id_number,
        no_id_reason=who.no_id_reason,
        id_reason=who.id_reason,
        phone=who.phone,
        no_phone_reason=who.no_phone_reason,
        village=who.village,
        group=who.group,
        address=who.address,
        card_account=who.card_account,
        card_holder=who.card_holder,
        visitor_name=form.visitor_name or who.name,
        visitor_phone=form.visitor_phone or who.phone,
        relation=form.relation,
        authority_seen=form.authority_seen,
        green=form.green,
    )
    work.session.add(case)
    on = local_date(received_at)
    for position, material in enumerate(item.material_list()):
        work.session.add(
            CaseMaterial(
                id=work.new_id(),
                station=work.station,
                case=case.id,
                position=position,
                name=material.name,
                form=material.form,
                count=material.count,
                received_on=on if position in form.received else None,
                verified=position in form.received,
            )
        )
    events = [record(work, case, Happened.RECEIVED, received_at)]
    if form.green is not None:
        data = {"reason": form.green.value}
        events.append(record(work, case, Happened.GREEN, received_at, data=data))
    derive_new(work, case, item, events)

    def use(number: str) -> None:
        case.number = number

    work.numbers.append(NumberRequest(work.station, "SL", on.year, use))
    return case


@dataclass(frozen=True, slots=True)
class MaterialTick:
    """The state of one checklist line as the clerk left it."""

    received: bool
    verified: bool = False
    fixed_on_spot: bool = False
    pages: int = 0
    given_back: bool = False


@needs(Right.HANDLE_CASES)
def tick_materials(work: Work, case: Case, ticks: Mapping[UUID, MaterialTick]) -> None:
    """Save the checklist: received, verified, put right on the spot (ONCE-08, ONCE-15)."""
    facts = file_of(work, case).facts
    _must_be_open(case)
    today = local_date(work.now)
    for material in facts.materials:
        tick = ticks.get(material.id)
        if tick is None:
            continue
        if not 0 <= tick.pages <= 9999:
            raise Refused([Problem("pages", f"“{material.name}”的页数应在 0 到 9999 之间")])
        if tick.received != (material.received_on is not None):
            material.received_on = today if tick.received else None
        material.verified = tick.verified and tick.received
        material.fixed_on_spot, material.pages = tick.fixed_on_spot, tick.pages
        material.given_back = tick.given_back


def _must_be_open(case: Case) -> None:
    if case.voided_at is not None:
        raise Refused("这件已作废，材料清单不能再改。")
    if case.status not in (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED):
        raise Refused(f"这件{case.status.value}，材料清单不能再改。")


@needs(Right.HANDLE_CASES)
def waive_material(work: Work, case: Case, material: UUID, reason: str) -> None:
    """Say that this case needs no such material (残疾人证 of someone who has none), and why."""
    _must_be_open(case)
    must_be_filled(reason=(reason, "请写明为什么不需要这份材料"))
    line = next((m for m in file_of(work, case).materials if m.id == material), None)
    if line is None:
        raise Refused("清单里没有这份材料，没有改动。请刷新后再试。")
    line.voided_at, line.void_reason = work.now, reason.strip()


@needs(Right.HANDLE_CASES)
def add_material(work: Work, case: Case, name: str, reason: str) -> CaseMaterial:
    """Ask for a material outside the item's list; only with a reason (ONCE-12), never catch-all."""
    _must_be_open(case)
    file = file_of(work, case)
    problems = list(material_problems([name], file.settings.lines("banned_material_words")))
    if name.strip() in {m.name for m in file.materials}:
        problems.append(Problem("materials", f"“{name.strip()}”清单里已经有了"))
    if not reason.strip():
        problems.append(Problem("extra_reason", "清单以外的材料要写明依据和原因"))
    problems += length_problems("materials", "材料名称", name, NAME_LIMIT)
    problems += length_problems("extra_reason", "依据和原因", reason, BLOCK_LIMIT)
    if problems:
        raise Refused(problems)
    material = CaseMaterial(
        id=work.new_id(),
        station=work.station,
        case=case.id,
        position=max((m.position for m in file.materials), default=-1) + 1,
        name=name.strip(),
        extra_reason=reason.strip(),
    )
    work.session.add(material)
    return material
