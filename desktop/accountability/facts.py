"""The 事实 tab of an accountability matter: what happened, who answers, what was decided."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from center.accountability.file import AccountabilityFile
from center.accountability.records import Accountability, AccountablePerson
from center.accountability.steps import repeats
from desktop.cases.parts import facts_card, new_card, new_page, short_table, warning_text
from desktop.dates import show_date, show_moment, show_weekday
from desktop.parts import Fact, words
from forms.filling.accountability import situation_words

_UNFOUNDED = "所依据的投诉没有认定工作人员过错，或已撤回认定、作废，请核对后再决定是否作废这件。"


def facts_page(file: AccountabilityFile, today: date) -> QWidget:
    """What is known, the persons with what follows for each."""
    page, layout = new_page()
    record = file.record
    if file.unfounded:
        layout.addWidget(warning_text(_UNFOUNDED))
    if said := repeats(file):
        layout.addWidget(warning_text(f"{said}。"))
    for title, facts in (("违规事实", _fault(file, today)),):
        layout.addWidget(facts_card(title, [(label, said) for label, said in facts if said]))
    card, inside = new_card()
    inside.addWidget(words("责任人和处理", "second"))
    rows = [_person(one, today) for one in file.persons]
    titles = ("姓名", "责任", "档次", "处理", "后果")
    inside.addWidget(short_table("责任人", titles, rows, (12, 16, 10, 24, 0)))
    layout.addWidget(card)
    facts = [(label, said) for label, said in _decision(record, today) if said]
    if facts:
        layout.addWidget(facts_card("决定和执行", facts))
    layout.addStretch()
    return page


def _fault(file: AccountabilityFile, today: date) -> list[Fact]:
    record = file.record
    proposed = f"{record.registrar_name}　{show_moment(record.received_at, today)}"
    return [
        ("发生日期", show_weekday(record.happened_on)),
        ("窗口", record.window),
        ("来源", record.source_number or "直接提出"),
        ("提出", proposed),
        ("情形", situation_words(record.situations, record.acts)),
        ("违规事实", record.facts),
        ("情节", record.severity.value),
        ("过错", record.fault_kind.value if record.fault_kind else ""),
        ("违反的规定", record.breach),
        ("造成的后果", record.consequence),
        ("从重、加重", "；".join(file.aggravating)),
        ("从轻、减轻", "；".join(record.mitigating)),
    ]


def _person(one: AccountablePerson, today: date) -> tuple[str, ...]:
    follows = []
    if one.disqualified_until is not None:
        follows.append(f"到 {show_date(one.disqualified_until, today)} 为止不参加评优评先")
    if one.moved_from:
        follows.append(f"已调离{one.moved_from}")
    tier = one.tier.value if one.tier else "—"
    return one.name, one.part.value, tier, one.measure or "还没有决定", "，".join(follows)


def _decision(record: Accountability, today: date) -> list[Fact]:
    review = record.review.value if record.review is not None else ""
    return [
        ("决定", _dated(record.decided_on, record.decided_by, today)),
        ("决定的理由", record.opinion),
        ("移送", _dated(record.referred_on, record.referred_to, today)),
        ("移送结果", record.referral_result),
        ("申诉", _dated(record.appealed_on, record.appeal, today)),
        ("复核", _dated(record.reviewed_on, f"{review}　{record.reviewed_by}", today)),
        ("复核的理由", record.review_opinion),
        ("执行情况", record.result),
        ("作废原因", record.void_reason),
    ]


def _dated(day: date | None, said: str, today: date) -> str:
    return f"{show_date(day, today)}　{said}" if day is not None else ""
