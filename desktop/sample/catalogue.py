"""What was cared for in the catalogue: links named, a form of its own, proofs looked through."""

from __future__ import annotations

from datetime import datetime, time
from random import Random

from center.blank_forms import add_form
from center.cases.agency import Entrusting, entrust
from center.cases.helping import Level
from center.cases.intake import CaseForm, receive
from center.items import EDITABLE, item_of, save_edition
from center.journal import commit
from center.proof_reviews import Finding, proofs_of, review_proofs
from center.records import CHINA
from center.registration import Relation
from center.settings import values
from desktop.sample.hall import Hall, identity
from forms.filling.office import application_form
from forms.office import sheet

NODES_OF = "MZ01"
NODES = """受理：民政窗口受理人员，1 个工作日
办理：镇民政办经办人，18 个工作日
回复：民政窗口受理人员，3 个工作日"""
FORM_OF, FORM_NAME = "MZ01", "最低生活保障申请书.pdf"
REVIEWED = 0.8
INVITED_FOR = "NY03"


def play(hall: Hall, seed: int) -> None:
    """Play it by dice of its own, so that nothing else of the office changes."""
    rng = Random(f"{seed}-catalogue")
    hall.set_clock(datetime.combine(hall.today, time(8, 20), CHINA))
    with hall.store.work(hall.cast.director) as work:
        found = item_of(work.session, NODES_OF)
        if found is not None:
            kept = {field: getattr(found, field) for field in EDITABLE}
            save_edition(work, kept | {"nodes": NODES})
        commit(work)
    with hall.store.work(hall.cast.director) as work:
        found = item_of(work.session, FORM_OF)
        if found is not None:
            facts = application_form(found, values(work.session, work.now))
            add_form(work, found, FORM_NAME, sheet("application_form", facts))
        for item in hall.items:
            now = item_of(work.session, item.code)
            if now is None or rng.random() > REVIEWED:
                continue
            proofs = proofs_of(now)
            wanted = bool(proofs) and rng.random() < 0.3
            finding = Finding.WANTED if wanted else Finding.NONE
            review_proofs(work, now, finding, f"{proofs[0]}可以部门核验" if wanted else "")
        commit(work)
    _invite(hall)


def _invite(hall: Hall) -> None:
    """An invited enterprise's case is carried in full (CASE-11)."""
    hall.set_clock(datetime.combine(hall.today, time(8, 40), CHINA))
    with hall.store.read(hall.cast.director) as work:
        found = item_of(work.session, INVITED_FOR)
    if found is None:
        return
    with hall.store.work(hall.cast.clerk_of(found.window)) as work:
        form = CaseForm(
            item=found,
            applicant=identity(hall.firms[0]),
            received=range(len(found.materials)),
            visitor_name=hall.people[0].name,
            relation=Relation.OFFICER,
            authority_seen=True,
        )
        case = receive(work, form)
        agent = hall.cast.deputy.name
        entrust(work, case, Entrusting(agent, Level.TOWN, phone="13800002019", enterprise=True))
        commit(work)
