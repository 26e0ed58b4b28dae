"""The 包案化解 tab: who answers for a petition, the plan, the visits paid (DUTY-07, DUTY-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from center.petitions import steps
from center.petitions.actions import Action, reason_against
from center.petitions.file import PetitionFile
from center.petitions.intake import proposed_leader
from center.petitions.records import Happened
from center.rights import Right
from desktop import theme
from desktop.cases.parts import facts_card, hint_text, new_page, short_table
from desktop.dates import show_moment
from desktop.desk import Desk
from desktop.fields import Field
from desktop.petitions.ask import PetitionAsk, choices, leaders

CHARGE = "指定包案"


def charge_page(
    file: PetitionFile,
    today: date,
    *,
    charge: Callable[[], object],
    take: Callable[[Action], object],
) -> QWidget:
    """Who is in charge, the plan, and every visit; `charge` and `take` open their dialogs."""
    page, layout = new_page()
    petition = file.petition
    against = against_charge(file)
    bar = QHBoxLayout()
    bar.setSpacing(theme.SMALL)
    buttons: list[tuple[str, str, Callable[[], object]]] = [(CHARGE, against, charge)]
    for action in (Action.PLAN, Action.CALL_ON):
        reason = reason_against(action, file.facts)
        buttons.append((action.value, reason, partial(take, action)))
    for title, reason, run in buttons:
        button = QPushButton(f"{title}…")
        button.setAutoDefault(False)
        button.setEnabled(not reason)
        button.setToolTip(reason)
        button.clicked.connect(lambda _=False, r=run: r())
        bar.addWidget(button)
    bar.addStretch()
    layout.addLayout(bar)
    facts = [
        ("包案领导", petition.leader or "未指定"),
        ("责任单位", petition.unit or "未指定"),
        ("责任人", petition.responsible or "未指定"),
        ("化解方案", petition.plan or "还没有写"),
    ]
    layout.addWidget(facts_card("包案", facts))
    visits = [event for event in file.events if event.happened == Happened.CALLED_ON]
    if visits:
        rows = [
            (show_moment(event.at, today), event.actor_name, " ".join(event.remark.split()))
            for event in visits
        ]
        layout.addWidget(short_table("走访回访", ("走访时间", "走访人", "情况"), rows, (16, 12, 0)))
    else:
        layout.addWidget(hint_text("还没有走访回访。"))
    layout.addStretch()
    return page


def against_charge(file: PetitionFile) -> str:
    """Why nobody can be put in charge now; empty when somebody can."""
    if file.petition.voided_at is not None:
        return "这件已作废"
    right = Right.HANDLE_PETITIONS
    return "" if file.facts.actor.may(right) else f"当前账号没有“{right.value}”的权限"


def ask_charge(desk: Desk, file: PetitionFile) -> PetitionAsk:
    """Who takes it in charge; the leader of the day is proposed (DUTY-07)."""
    petition = file.petition
    with desk.read() as work:
        leader = petition.leader or proposed_leader(work, desk.today())
    return PetitionAsk(
        [
            Field(
                "leader", "包案领导", "suggest", 16, choices=choices(leaders(desk)), default=leader
            ),
            Field("unit", "责任单位", width=28, default=petition.unit),
            Field("responsible", "责任人", width=16, default=petition.responsible),
        ],
        lambda work, one, form, _at: steps.set_duty(
            work, one, form.text("leader"), form.text("unit"), form.text("responsible")
        ),
        "包案领导按班表填入当天带班的，可以改。",
        late=False,
    )
