"""The papers of accountability: the record, the admonition, the circular (ACC-02, ACC-06)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from center.accountability import steps
from center.accountability.file import read_file
from center.accountability.records import MEASURES, Severity
from center.errors import Refused
from center.numbers import KINDS
from center.papers import CODES, OF_ACCOUNTABILITY, TITLES, PaperKind, issue
from center.settings import set_value, values
from forms import templates
from forms.accountability_facts import ACCOUNTABILITY_FACTS
from forms.cases import render
from forms.facts import JSON
from forms.filling import accountability_draft, draw
from tests.accountable import Faults
from tests.desk import change
from tests.forms.samples import text_of
from tests.grievances import Grievances
from tests.offices import Office

NUMBER = "QS-TP-2026-000003"
_LETTER: dict[str, JSON] = {
    "unit": "青山镇便民服务中心",
    "handler": "林若安",
    "consult_phone": "0399-6000100",
    "date": "2026-11-05",
    "prefix": "青",
}
_WHAT: dict[str, JSON] = {
    "accountability_number": "QS-ZR-2026-000003",
    "happened_on": "2026-11-03",
    "window": "人社窗口",
    "facts": "值班时离开窗口四十分钟，没有交代。",
    "situations": "在服务窗口值班时擅自离岗",
}
_DECIDED: dict[str, JSON] = {
    "names": "顾明远",
    "opinion": "事实清楚，本人承认。",
    "decided_by": "中心主任办公会",
    "decided_on": "2026-11-05",
}
SAMPLES: dict[str, dict[str, JSON]] = {
    "accountability_record": {
        "unit": "青山镇便民服务中心",
        "date": "2026-11-05",
        **_WHAT,
        "source": "QS-TS-2026-000012",
        "severity": "较重",
        "fault_kind": "过失",
        "breach": "《窗口工作人员守则》第三条",
        "consequence": "三名群众白跑一趟",
        "aggravating": "一年内出现两次以上应予追究的行为",
        "mitigating": "主动赔礼道歉，申请人已谅解",
        "persons": [
            {"name": "顾明远", "part": "岗位责任人", "tier": "较重", "measure": "取消评优评先资格"},
            {"name": "沈秋禾", "part": "窗口负责人", "tier": "", "measure": "免于追究"},
        ],
        "opinion": "事实清楚，本人承认。",
        "decided_by": "中心主任办公会",
        "decided_on": "2026-11-05",
        "registrar": "韩修文",
    },
    "accountability_admonition": {**_LETTER, **_WHAT, **_DECIDED},
    "accountability_circular": {**_LETTER, **_WHAT, **_DECIDED, "measure": "对顾明远予以告诫。"},
}


@pytest.fixture
def faults(qingshan: Office) -> Faults:
    return Faults(Grievances(qingshan))


def decided(faults: Faults, tier: Severity, **changes: Any) -> UUID:
    ident = faults.propose(faults.desk.staff(), window="社保窗口", **changes)
    chosen = faults.sanctions(ident, tier, MEASURES[tier])
    faults.step(ident, steps.decide, chosen, "主任办公会", "事实清楚")
    return ident


def printed(faults: Faults, ident: UUID, kind: PaperKind) -> str:
    with faults.office.store.read(faults.office.director) as work:
        file, settings = read_file(work, ident), values(work.session, work.now)
        draft = accountability_draft(kind, file, settings, work.actor, work.now)
    return text_of(draw(draft, NUMBER))


def test_every_paper_has_template_title_and_number_series() -> None:
    assert {kind.value for kind in OF_ACCOUNTABILITY} == set(ACCOUNTABILITY_FACTS) == set(SAMPLES)
    for kind in OF_ACCOUNTABILITY:
        assert TITLES[kind] == templates.load(kind).title == KINDS[CODES[kind]]


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_text_of_a_template_is_used(kind: str) -> None:
    template = templates.load(kind)
    used = {templates.HEADLINE} if template.letter is not None else set()
    used |= {part.text for part in template.parts if isinstance(part, templates.Say)}
    used |= {say.text for say in (*template.lines, *template.sign, *template.contacts)}
    used |= {say.text for say in template.remarks}
    assert used == set(template.texts)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_case_23_each_missing_mandatory_fact_is_refused_by_name(kind: str) -> None:
    for fact in (fact for fact in ACCOUNTABILITY_FACTS[kind] if fact.required):
        facts = {key: value for key, value in SAMPLES[kind].items() if key != fact.key}
        with pytest.raises(Refused, match=fact.name):
            render(kind, facts, NUMBER)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_acc_06_the_principles_stand_on_every_paper(kind: str) -> None:
    wanted = {fact.key for fact in ACCOUNTABILITY_FACTS[kind] if fact.required}
    facts = {key: value for key, value in SAMPLES[kind].items() if key in wanted}
    for given in (SAMPLES[kind], facts):
        found = text_of(render(kind, given, NUMBER))
        assert "教育与惩处相结合" in found
        assert "{" not in found


def test_the_record_says_everything_and_is_numbered(faults: Faults) -> None:
    ident = decided(faults, Severity.HEAVY, breach="守则第三条", consequence="白跑一趟")
    found = printed(faults, ident, PaperKind.ACCOUNTABILITY_RECORD)
    for said in ("QS-ZR-2026-000001", "擅自离岗", "守则第三条", "白跑一趟", "杜小满", "较重"):
        assert said in found
    with faults.office.work() as work:
        settings = values(work.session, work.now)
        kind, file = PaperKind.ACCOUNTABILITY_RECORD, read_file(work, ident)
        paper = issue(work, accountability_draft(kind, file, settings, work.actor, work.now), draw)
    assert paper.number == "QS-ZJ-2026-000001"


def test_acc_02_the_admonition_names_who_is_admonished_and_how_to_appeal(faults: Faults) -> None:
    found = printed(faults, decided(faults, Severity.LIGHT), PaperKind.ACCOUNTABILITY_ADMONITION)
    assert "杜小满：" in found
    assert "书面提出申诉" in found
    ident = decided(faults, Severity.HEAVY)
    with pytest.raises(Refused, match="没有人按"):
        printed(faults, ident, PaperKind.ACCOUNTABILITY_ADMONITION)


@pytest.mark.parametrize(
    "wanted, said, hidden",
    [
        ("full", "对杜小满予以通报批评", "杜某某"),
        ("surname", "对杜某某予以通报批评", "杜小满"),
        ("none", "对社保窗口工作人员予以通报批评", "杜小满"),
    ],
)
def test_names_on_the_circular_as_the_office_wants(
    faults: Faults, wanted: str, said: str, hidden: str
) -> None:
    change(faults.office, set_value, "circular_names", wanted)
    ident = decided(faults, Severity.GRAVE, facts="杜小满值班时离开窗口")
    found = printed(faults, ident, PaperKind.ACCOUNTABILITY_CIRCULAR)
    assert said in found
    assert hidden not in found
