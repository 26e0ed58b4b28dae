"""What the search box shows of what was found: people with their cases, cases, visits, matters."""

from __future__ import annotations

from center import search
from center.search import CaseHit
from desktop.desk import Desk
from desktop.search_box import Hit


def hits(desk: Desk, text: str) -> list[Hit]:
    """Whatever is found by a text, in the order of the groups; runs in another thread."""
    with desk.read() as work:
        found = search.find(work, text)
    made: list[Hit] = []
    for person in found.people:
        known = (person.id_number, person.phone, person.village)
        detail = "　".join(part for part in known if part)
        made.append(Hit("群众", ("person", person.id), person.name, detail))
        made += [_case(case) for case in person.cases]
    made += [_case(case) for case in found.cases]
    made += [
        Hit("登记", ("visit", v.id), v.number or "", f"{v.name}　{v.visit_kind.value}　{v.topic}")
        for v in found.visits
    ]
    made += [
        Hit("信访投诉", (m.kind, m.id), m.number or "", f"{m.name}　{m.about}".strip())
        for m in found.matters
    ]
    return made


def _case(case: CaseHit) -> Hit:
    told = f"{case.name}　{case.item_name}　{case.status.value}"
    return Hit("办件", ("case", case.id), case.number or "", told)
