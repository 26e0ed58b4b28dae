"""提出责任追究: what happened, which situation, who answers; refused field by field (ACC-02…13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.accountability.intake import AccountabilityForm, amend, form_of, propose
from center.accountability.offers import head_of, supervisor
from center.accountability.records import (
    SITUATIONS,
    Accountability,
    AccountablePerson,
    Aggravating,
    FaultKind,
    Mitigating,
    Part,
    Severity,
)
from center.cases.listing import numbered
from center.errors import Problem, Refused
from center.journal import commit
from center.matter_search import matters_numbered
from center.staff import staff, windows
from center.storage import Work
from desktop.cases.ask import choices, lines
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.matter_record import find_matter

PROPOSE = "提出责任追究"
MOST = 4
"""Situations, and post holders, that one form asks for."""
_AGGRAVATING = [one for one in Aggravating if one is not Aggravating.REPEATED]
_NAMES = {"situation": "situation1", "holder": "holder1"}
_INTRO = "先提出，由主任决定。涉及本人的，由其他同事提出和决定。"


def ask_propose(
    desk: Desk,
    parent: QWidget,
    start: AccountabilityForm,
    done: Callable[[UUID], object],
    about: str = "",
) -> FormDialog:
    """Propose accountability; `start` is what a record shows, `about` says which record it is.

    Without a record its number is asked. `done` gets the new matter.
    """
    free = start == replace(start, complaint=None, case=None, petition=None)

    def run(form: Form) -> None:
        with desk.work() as work:
            given = _typed(form, start)
            if free:
                found = _found(work, form.text("source").strip())
                given = replace(
                    given,
                    complaint=found.get("complaint"),
                    case=found.get("case"),
                    petition=found.get("petition"),
                )
            made = propose(work, given)
            commit(work)
        done(made.id)

    intro = f"{about}　{_INTRO}" if about else _INTRO
    return _ask(desk, parent, PROPOSE, "提出", start, run, intro, free=free)


def ask_amend(
    desk: Desk,
    parent: QWidget,
    record: Accountability,
    persons: list[AccountablePerson],
    done: Callable[[], object],
) -> FormDialog:
    """Change what was proposed while nothing is decided."""
    start = form_of(record, persons)

    def run(form: Form) -> None:
        with desk.work() as work:
            found = find_matter(work, Accountability, record.id)
            amend(work, found, _typed(form, start))
            commit(work)
        done()

    return _ask(desk, parent, f"修改　{record.number or ''}", "保存", start, run, "", free=False)


def _ask(
    desk: Desk,
    parent: QWidget,
    title: str,
    verb: str,
    start: AccountabilityForm,
    save: Callable[[Form], object],
    intro: str,
    *,
    free: bool,
) -> FormDialog:
    def run(form: Form) -> None:
        try:
            save(form)
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(_NAMES.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused

    fields = _fields(desk, start)
    if free:
        fields.insert(2, Field("source", "关联编号", width=20, hint="办件、投诉或信访编号，可不填"))
    # What is typed about somebody's fault is kept nowhere before it is saved.
    dialog = FormDialog(desk, parent, title, fields, verb, run, intro=intro, columns=3)
    dialog.form.set_values(_shown(start))

    def follow() -> None:
        form = dialog.form
        for name in ("situation", "holder"):
            for place in range(2, MOST + 1):
                before = bool(form.text(f"{name}{place - 1}"))
                form.set_visible(f"{name}{place}", before or bool(form.text(f"{name}{place}")))
        dialog.fit()

    proposed = [start.window]

    def changed() -> None:
        window = dialog.form.text("window")
        if window != proposed[0]:
            proposed[0] = window
            with desk.read() as work:
                head = head_of(work, window)
            if head is not None:
                dialog.form.set_values({"head": head.hex})
        follow()

    dialog.form.changed.connect(lambda _draft: changed())
    follow()
    dialog.open()
    return dialog


def _fields(desk: Desk, start: AccountabilityForm) -> list[Field]:
    with desk.read() as work:
        people = [
            Choice(one.id.hex, f"{one.name}　{one.post}" if one.post else one.name)
            for one in staff(work)
        ]
        known = [one.name for one in windows(work)]
    known_situations = [Choice(code, f"{code[1:]}　{said}") for code, said in SITUATIONS.items()]
    known_situations += choices(
        list(dict.fromkeys([*desk.settings.lines("prohibited_acts"), *start.acts]))
    )
    who, heavier, lighter = "责任人", "从重、加重情形", "从轻、减轻情形"
    return [
        Field("happened_on", "发生日期", "date", 14, True),
        Field("window", "窗口", "suggest", 16, choices=choices(known)),
        *(
            Field(
                f"situation{place}",
                "情形" if place == 1 else f"情形（第 {place} 种）",
                "choice",
                0,
                place == 1,
                known_situations,
                wide=True,
            )
            for place in range(1, MOST + 1)
        ),
        lines("facts", "违规的事实", required=True),
        Field("severity", "情节", "buttons", 0, True, choices(list(Severity))),
        Field("fault_kind", "过错", "choice", 16, choices=choices(list(FaultKind))),
        Field("breach", "违反的法律、规定或程序", width=0, wide=True),
        Field("consequence", "造成的后果", width=0, wide=True),
        *(
            Field(
                f"holder{place}",
                Part.HOLDER.value if place == 1 else f"{Part.HOLDER.value}（第 {place} 人）",
                "pick",
                20,
                place == 1,
                people,
                section=who,
            )
            for place in range(1, MOST + 1)
        ),
        Field("head", Part.HEAD.value, "pick", 20, choices=people, section=who),
        Field(
            "supervisor",
            Part.SUPERVISOR.value,
            "pick",
            20,
            choices=people,
            hint="上一级领导，不追究的清空",
            section=who,
        ),
        *(Field(one.name, one.value, "tick", wide=True, section=heavier) for one in _AGGRAVATING),
        *(
            Field(one.name + "_", one.value, "tick", wide=True, section=lighter)
            for one in Mitigating
        ),
    ]


def _shown(start: AccountabilityForm) -> dict[str, object]:
    """The values of the form, by its fields."""
    found: dict[str, object] = {
        "happened_on": start.happened_on,
        "window": start.window,
        "facts": start.facts,
        "severity": start.severity.value,
        "fault_kind": start.fault_kind.value if start.fault_kind else None,
        "breach": start.breach,
        "consequence": start.consequence,
        "head": start.head.hex if start.head else None,
        "supervisor": start.supervisor.hex if start.supervisor else None,
    }
    for place, said in enumerate([*start.situations, *start.acts][:MOST], 1):
        found[f"situation{place}"] = said
    for place, one in enumerate(list(start.holders)[:MOST], 1):
        found[f"holder{place}"] = one.hex
    found |= {one.name: True for one in start.aggravating if one is not Aggravating.REPEATED}
    return found | {one.name + "_": True for one in start.mitigating}


def _typed(form: Form, start: AccountabilityForm) -> AccountabilityForm:
    day = form.date("happened_on")
    if day is None:
        raise Refused([Problem("happened_on", "请填写发生日期")])
    chosen = [form.text(f"situation{place}") for place in range(1, MOST + 1)]
    holders = [form.text(f"holder{place}") for place in range(1, MOST + 1)]
    head, boss = form.text("head"), form.text("supervisor")
    fault = form.text("fault_kind")
    return replace(
        start,
        happened_on=day,
        facts=form.text("facts"),
        situations=[one for one in chosen if one in SITUATIONS],
        acts=[one for one in chosen if one and one not in SITUATIONS],
        severity=Severity(form.text("severity")),
        window=form.text("window"),
        holders=list(dict.fromkeys(UUID(one) for one in holders if one)),
        head=UUID(head) if head else None,
        supervisor=UUID(boss) if boss else None,
        fault_kind=FaultKind(fault) if fault else None,
        breach=form.text("breach"),
        consequence=form.text("consequence"),
        aggravating=[one for one in _AGGRAVATING if form.ticked(one.name)],
        mitigating=[one for one in Mitigating if form.ticked(one.name + "_")],
    )


def _found(work: Work, number: str) -> dict[str, UUID]:
    """The case, complaint or petition with a number; nothing for none."""
    if not number:
        return {}
    if (case := numbered(work, number)) is not None:
        return {"case": case.id}
    for hit in matters_numbered(work, [number.upper()]):
        if hit.kind in ("complaint", "petition"):
            return {hit.kind: hit.id}
    message = "没有找到这个编号的办件、投诉或信访，请核对，或清空这一项"
    raise Refused([Problem("source", message)])


def blank(desk: Desk) -> AccountabilityForm:
    """Nothing known yet but the superior (ACC-11)."""
    with desk.read() as work:
        return AccountabilityForm(desk.today(), "", supervisor=supervisor(work))
