"""What each step of an accountability matter asks, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from center.accountability import steps
from center.accountability.actions import Action
from center.accountability.file import AccountabilityFile
from center.accountability.records import (
    EXEMPT,
    MEASURES,
    Accountability,
    Review,
    Severity,
)
from center.accountability.standing import proposed_tier
from center.accountability.steps import Sanction
from center.staff import staff
from center.storage import Work
from desktop.cases.ask import choices, lines
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.matters import Ask

AccountabilityAsk = Ask[Accountability]
TIERS = (EXEMPT, *(one.value for one in Severity))
_DEFAULTS = {EXEMPT: EXEMPT} | {tier.value: said for tier, said in MEASURES.items()}
DECIDERS = ("中心主任办公会", "党委会", "镇长办公会")


def _deciders(desk: Desk) -> list[str]:
    with desk.read() as work:
        return [*DECIDERS, *(one.name for one in staff(work) if one.leader_rank)]


def _sanctions(
    desk: Desk, file: AccountabilityFile
) -> tuple[list[Field], Callable[[Form], None], Callable[[Form], dict[UUID, Sanction]]]:
    """Tier and measure for each person: the fields, how they follow, what was chosen."""
    mitigated = bool(file.record.mitigating)
    known = choices([one for one in steps.measures(desk.settings) if one != EXEMPT])
    fields, shown = [], list[str]()
    for place, person in enumerate(file.persons, 1):
        proposed = proposed_tier(file.record.severity, person.part, mitigated=mitigated)
        decided = person.tier if file.record.decided_on is not None else proposed
        tier = decided.value if decided is not None else EXEMPT
        measure = person.measure if file.record.decided_on is not None else _DEFAULTS[tier]
        shown.append(tier)
        fields += [
            Field(
                f"tier{place}",
                f"{person.name}（{person.part.value}）",
                "choice",
                16,
                True,
                choices(TIERS),
                default=tier,
            ),
            Field(
                f"measure{place}",
                "处理",
                "choice",
                24,
                True,
                known,
                default=None if tier == EXEMPT else measure,
            ),
        ]

    def follow(form: Form) -> None:
        for place, before in enumerate(shown, 1):
            tier = form.text(f"tier{place}")
            form.set_visible(f"measure{place}", tier not in ("", EXEMPT))
            if tier and tier != before:
                shown[place - 1] = tier
                if tier != EXEMPT:
                    form.set_values({f"measure{place}": _DEFAULTS[tier]})

    def chosen(form: Form) -> dict[UUID, Sanction]:
        found = {}
        for place, person in enumerate(file.persons, 1):
            tier = form.text(f"tier{place}")
            if tier:
                kind = None if tier == EXEMPT else Severity(tier)
                found[person.id] = Sanction(kind, form.text(f"measure{place}"))
        return found

    return fields, follow, chosen


def _decide(desk: Desk, file: AccountabilityFile) -> AccountabilityAsk:
    fields, follow, chosen = _sanctions(desk, file)
    said = [steps.repeats(file)]
    if file.record.mitigating:
        said.append("有从轻、减轻情形，建议降低一档")
    said.append("较重、严重的取消评优评先资格，严重的同时调离窗口")
    return AccountabilityAsk(
        [
            *fields,
            lines("opinion", "决定的理由", required=True),
            Field("decided_by", "决定人（会议）", "suggest", 24, True, choices(_deciders(desk))),
        ],
        lambda work, one, form, at: steps.decide(
            work, one, chosen(form), form.text("decided_by"), form.text("opinion"), at
        ),
        "；".join(word for word in said if word) + "。",
        follow,
    )


def _refer(desk: Desk, file: AccountabilityFile) -> AccountabilityAsk:
    record = file.record
    bodies = choices(desk.settings.lines("referral_bodies"))
    today = desk.today()

    def take(work: Work, one: Accountability, form: Form, at: datetime | None) -> None:
        on = form.date("on") or today
        steps.refer(work, one, form.text("body"), on, form.text("result"), at)

    return AccountabilityAsk(
        [
            Field("body", "移送给", "suggest", 24, True, bodies, default=record.referred_to),
            Field("on", "移送日期", "date", 14, True, default=record.referred_on or today),
            Field("result", "移送结果", width=0, wide=True, default=record.referral_result),
        ],
        take,
        "有了结果再按一次“移送”，把结果补上。",
        late=False,
    )


def _appeal(_desk: Desk, _file: AccountabilityFile) -> AccountabilityAsk:
    return AccountabilityAsk(
        [lines("text", "申诉人和理由", required=True)],
        lambda work, one, form, at: steps.appeal(work, one, form.text("text"), at),
        "复核期间，原来的决定继续有效。",
    )


def _review(desk: Desk, file: AccountabilityFile) -> AccountabilityAsk:
    fields, follow_each, chosen = _sanctions(desk, file)
    names = [field.name for field in fields]

    def follow(form: Form) -> None:
        changed = form.text("verdict") == Review.CHANGED
        for name in names:
            form.set_visible(name, changed)
        if changed:
            follow_each(form)

    def take(work: Work, one: Accountability, form: Form, at: datetime | None) -> None:
        verdict = Review(form.text("verdict")) if form.text("verdict") else None
        sanctions = chosen(form) if verdict is Review.CHANGED else {}
        by, opinion = form.text("reviewed_by"), form.text("opinion")
        steps.review(work, one, verdict, sanctions, by, opinion, at)

    return AccountabilityAsk(
        [
            Field("verdict", "复核结论", "buttons", 0, True, choices(list(Review)), wide=True),
            *fields,
            lines("opinion", "复核的理由", required=True),
            Field("reviewed_by", "复核人（会议）", "suggest", 24, True, choices(_deciders(desk))),
        ],
        take,
        f"申诉：{file.record.appeal}",
        follow,
    )


def _close(_desk: Desk, _file: AccountabilityFile) -> AccountabilityAsk:
    return AccountabilityAsk(
        [lines("result", "执行情况", required=True)],
        lambda work, one, form, at: steps.close(work, one, form.text("result"), at),
    )


def void() -> AccountabilityAsk:
    """The form that voids a matter proposed by mistake."""
    return AccountabilityAsk(
        [lines("reason", "作废原因", required=True)],
        lambda work, one, form, _at: steps.void(work, one, form.text("reason")),
        "作废后不再计入一年内的次数，取消评优评先一并解除；已经调离窗口的不会自动调回。",
        danger=True,
        late=False,
    )


ASKS: dict[Action, Callable[[Desk, AccountabilityFile], AccountabilityAsk]] = {
    Action.DECIDE: _decide,
    Action.REFER: _refer,
    Action.APPEAL: _appeal,
    Action.REVIEW: _review,
    Action.CLOSE: _close,
}
"""Every step that is a question of its own; AMEND opens the form again."""
