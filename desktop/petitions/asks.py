"""What each step of a petition asks, and the service it calls; the rules are the center's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from center.petitions import steps
from center.petitions.actions import Action, uninformed
from center.petitions.file import PetitionFile
from center.petitions.intake import proposed_leader
from center.petitions.repeats import hindrances
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.petitions import answering
from desktop.petitions.ask import PetitionAsk, choices, day, leaders, line, lines, unit

HANDED_OVER = ("当面送达", "邮寄送达", "留置送达", "短信告知", "网上告知")


def _inform(desk: Desk, file: PetitionFile) -> PetitionAsk:
    petition = file.petition
    waiting = uninformed(petition)
    with desk.read() as work:
        leader = proposed_leader(work, desk.today())
    who = Field(
        "leader",
        "向哪位领导汇报",
        "suggest",
        16,
        choices=choices(leaders(desk)),
        default=leader,
        hint="已按班表填入当天带班领导" if leader else "",
    )
    known = petition.unit or petition.origin_unit or petition.about_unit

    def follow(form: Form) -> None:
        form.set_visible("unit", "有关单位" in waiting)
        form.set_visible("leader", "领导" in waiting)

    return PetitionAsk(
        [unit("通知了哪个单位", required=False, default=known), who],
        lambda work, one, form, at: steps.inform(
            work, one, form.text("unit"), form.text("leader"), at
        ),
        "重大、紧急或集体信访要立即通知有关单位，并向领导汇报。可以先填一项，另一项办了再填。",
        follow,
    )


def _solve(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [lines("answer", "当场怎样解决的", required=True)],
        lambda work, one, form, at: steps.solve(work, one, form.text("answer"), at),
        "当场解决的，登记后即办结。",
    )


def _explain(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [
            lines("answer", "怎样解释说明的", required=True),
            line("policy", "依据的政策", "政策文件的名称和条款"),
        ],
        lambda work, one, form, at: steps.explain(
            work, one, form.text("answer"), form.text("policy"), at
        ),
        "按政策衡量不合理的，宣传政策，做好解释说服。",
    )


def _accept(desk: Desk, file: PetitionFile) -> PetitionAsk:
    days = file.settings.number("simple_handling_days")
    simple = file.facts.simple_allowed and not file.petition.repeat
    field = Field(
        "simple",
        f"简易办理（{days} 个工作日内办完，只用于初次信访）",
        "tick",
        wide=True,
    )
    due = show_weekday(desk.calendar.next_workday(desk.today() + timedelta(days=60)))
    return PetitionAsk(
        [field] if simple else [],
        lambda work, one, form, at: steps.accept(work, one, at, simple=form.ticked("simple")),
        f"受理后六十日内办结，今天受理的到 {due}。请在十五日内书面告知信访人。",
    )


def _tell(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    how = Field("how", "送达方式", "suggest", 20, required=True, choices=choices(HANDED_OVER))
    return PetitionAsk(
        [how, lines("remark", "说明")],
        lambda work, one, form, at: steps.tell(
            work, one, form.text("how"), form.text("remark"), at
        ),
        "告知书在“文书”里出具，送达后在这里登记。",
    )


def _transfer(_desk: Desk, file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [
            unit(default=file.petition.unit),
            day("due", "请对方反馈的期限"),
            lines("remark", "说明"),
        ],
        lambda work, one, form, at: steps.transfer(
            work, one, form.text("unit"), form.date("due"), form.text("remark"), at
        ),
        "不属于本机关职权的，转送有权处理的机关。",
    )


def _assign(_desk: Desk, file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [
            unit(default=file.petition.unit),
            day("due", "反馈期限", required=True),
            lines("remark", "交办要求"),
        ],
        lambda work, one, form, at: steps.assign(
            work, one, form.text("unit"), form.date("due"), form.text("remark"), at
        ),
        "事项交办单在“文书”里出具。",
    )


def _refuse(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [
            lines("reason", "理由和依据", required=True),
            line("elsewhere", "应当向哪个机关提出"),
        ],
        lambda work, one, form, at: steps.refuse(
            work, one, form.text("reason"), form.text("elsewhere"), at
        ),
        "理由和去处会印在不予受理告知书上。",
    )


def _not_again(desk: Desk, file: PetitionFile) -> PetitionAsk:
    with desk.read() as work:
        known = hindrances(work, file.petition)
    reason = "；".join(f"{one.message}（{one.basis}）" for one in known)
    return PetitionAsk(
        [Field("reason", "理由和依据", "lines", required=True, wide=True, default=reason)],
        lambda work, one, form, at: steps.refuse(
            work, one, form.text("reason"), "", at, again=True
        ),
        "同一事项已复核终结，或上级正在办理的，不再受理，会印在告知书上。",
    )


def _guide(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    ways = choices(("诉讼", "仲裁", "行政复议", "行政裁决", "国家赔偿"))
    return PetitionAsk(
        [
            Field("way", "法定途径", "suggest", 16, required=True, choices=ways),
            line("organ", "向哪个机关提出"),
        ],
        lambda work, one, form, at: steps.guide(
            work, one, form.text("way"), form.text("organ"), at
        ),
        "应当通过诉讼、仲裁、行政复议等解决的，告知信访人依照法定程序提出。",
    )


def _object(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [lines("reason", "不属于本机关职权的理由", required=True)],
        lambda work, one, form, at: steps.raise_objection(work, one, form.text("reason"), at),
        "要在收到之日起五个工作日内提出，退回交办的机关。",
    )


def _result(_desk: Desk, file: PetitionFile) -> PetitionAsk:
    return PetitionAsk(
        [lines("content", "承办单位反馈的结果", required=True)],
        lambda work, one, form, at: steps.result(work, one, form.text("content"), at),
        f"承办单位：{file.petition.unit}",
    )


def _limit(desk: Desk, file: PetitionFile) -> PetitionAsk:
    who = Field(
        "responsible",
        "责任人",
        "suggest",
        16,
        required=True,
        choices=choices(leaders(desk)),
        default=file.petition.responsible,
    )
    return PetitionAsk(
        [who, day("due", "解决期限", required=True)],
        lambda work, one, form, at: steps.limit(
            work, one, form.text("responsible"), form.date("due") or date.min, at
        ),
        "当场不能解决的，明确责任人，限期解决。",
    )


def _mediate(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    agreed = choices(("达成协议", "没有达成"))
    return PetitionAsk(
        [
            line("parties", "双方当事人"),
            Field("mediator", "调解人", width=16, required=True),
            Field("agreed", "调解结果", "buttons", required=True, choices=agreed),
            lines("result", "协议内容或没有达成的原因", required=True),
        ],
        lambda work, one, form, at: steps.mediate(
            work,
            one,
            form.text("parties"),
            form.text("mediator"),
            form.text("result"),
            at,
            agreed=form.text("agreed") == "达成协议",
        ),
        "达成协议的即办结；没有达成的继续办理。",
    )


ASKS: dict[Action, Callable[[Desk, PetitionFile], PetitionAsk]] = {
    Action.INFORM: _inform,
    Action.SOLVE: _solve,
    Action.EXPLAIN: _explain,
    Action.ACCEPT: _accept,
    Action.TELL: _tell,
    Action.TRANSFER: _transfer,
    Action.ASSIGN: _assign,
    Action.REFUSE: _refuse,
    Action.NOT_AGAIN: _not_again,
    Action.GUIDE: _guide,
    Action.OBJECT: _object,
    Action.RESULT: _result,
    Action.LIMIT: _limit,
    Action.MEDIATE: _mediate,
    Action.PLAN: answering.plan,
    Action.CALL_ON: answering.call_on,
    Action.ANSWER: answering.answer,
    Action.EXTEND: answering.extend,
    Action.TELL_DELAY: answering.tell_delay,
    Action.OPINION: answering.opinion,
    Action.FINISH: answering.finish,
    Action.ASK_REVIEW: answering.ask_review,
    Action.REVIEW: answering.review,
    Action.ASK_FINAL: answering.ask_final,
    Action.FINAL: answering.final,
}
"""Every step, by what it asks."""
