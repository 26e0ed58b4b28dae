"""How a petition is answered, extended, ended and reviewed: what these steps ask."""

from __future__ import annotations

from datetime import date

from center.accounts import approvers
from center.petitions import review as reviews
from center.petitions import steps
from center.petitions.file import PetitionFile
from center.petitions.limits import HANDLE, MOST_EXTENSION
from center.petitions.records import Route
from desktop.dates import show_weekday
from desktop.desk import Desk
from desktop.fields import Field
from desktop.petitions.ask import PetitionAsk, choices, day, line, lines

SATISFIED = ("满意", "基本满意", "不满意", "未评价")


def plan(_desk: Desk, file: PetitionFile) -> PetitionAsk:
    """化解方案: the plan to resolve it."""
    return PetitionAsk(
        [
            Field(
                "plan",
                "化解方案",
                "lines",
                required=True,
                wide=True,
                lines=5,
                default=file.petition.plan,
            )
        ],
        lambda work, one, form, _at: steps.plan(work, one, form.text("plan")),
        late=False,
    )


def call_on(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """走访回访: a visit to the petitioner."""
    return PetitionAsk(
        [lines("content", "走访回访的情况", required=True)],
        lambda work, one, form, at: steps.call_on(work, one, form.text("content"), at),
    )


def answer(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """答复 (PET-03, PET-04); late, the delay must have been explained (CPL-09)."""
    return PetitionAsk(
        [lines("answer", "答复内容", required=True)],
        lambda work, one, form, at: steps.answer(work, one, form.text("answer"), at),
        names={"delay": "answer"},
    )


def extend(desk: Desk, file: PetitionFile) -> PetitionAsk:
    """延期: once, at most thirty days, with an approver (条例 34)."""
    clock = file.facts.clock(HANDLE)
    due = f"现在的期限是 {show_weekday(clock.deadline.due)}。" if clock else ""
    with desk.read() as work:
        named = approvers(work)
    return PetitionAsk(
        [
            Field(
                "days",
                "延长天数",
                "number",
                6,
                required=True,
                hint=f"最多 {MOST_EXTENSION} 日",
            ),
            Field(
                "approver",
                "批准人",
                "suggest",
                16,
                required=True,
                choices=choices(named),
                default=desk.actor.name,
            ),
            lines("reason", "延长理由", required=True),
        ],
        lambda work, one, form, at: steps.extend(
            work,
            one,
            form.number("days") or 0,
            form.text("approver"),
            form.text("reason"),
            at,
        ),
        f"{due}只能延长一次，要在到期前批准，并告知信访人理由。",
    )


def tell_delay(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """说明延期 (CPL-09)."""
    return PetitionAsk(
        [
            lines("reason", "延期的客观原因", required=True),
            day("new_date", "新的答复日期", required=True),
        ],
        lambda work, one, form, at: steps.tell_delay(
            work, one, form.text("reason"), form.date("new_date") or date.min, at
        ),
        "到期答复不了的，要向信访人说明原因和新的答复日期。",
    )


def opinion(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """出具意见: verdict, text, basis and the day it reached the petitioner."""
    verdicts = choices(steps.OPINIONS)
    return PetitionAsk(
        [
            Field("verdict", "处理结论", "buttons", required=True, wide=True, choices=verdicts),
            Field(
                "found", "查明的事实", "lines", wide=True, lines=4, hint="印在处理意见书第二部分"
            ),
            Field("text", "处理意见", "lines", required=True, wide=True, lines=4),
            line("basis", "依据", "法律、法规、政策的名称和条款"),
            day("delivered_on", "送达日期", hint="送达之日起三十日内可以请求复查"),
        ],
        lambda work, one, form, at: steps.opinion(
            work,
            one,
            form.text("verdict"),
            form.text("text"),
            form.text("basis"),
            at,
            found=form.text("found"),
            delivered_on=form.date("delivered_on"),
        ),
        "处理意见书在“文书”里出具。",
    )


def finish(_desk: Desk, file: PetitionFile) -> PetitionAsk:
    """办结 without an opinion."""
    petition = file.petition
    sent = petition.route in (Route.TRANSFERRED, Route.ASSIGNED)
    return PetitionAsk(
        [
            Field(
                "outcome",
                "办结情况",
                "lines",
                required=True,
                wide=True,
                default="承办单位已办结并反馈" if sent else "",
            ),
            Field("satisfied", "信访人评价", "choice", 12, choices=choices(SATISFIED)),
        ],
        lambda work, one, form, at: steps.finish(
            work, one, form.text("outcome"), at, form.text("satisfied")
        ),
    )


def ask_review(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """申请复查 (条例 35)."""
    return PetitionAsk(
        [line("organ", "复查机关"), lines("request", "复查请求")],
        lambda work, one, form, at: reviews.ask_review(
            work, one, form.text("organ"), form.text("request"), at
        ),
        "收到处理意见之日起三十日内，可以请求原办理机关的上一级机关复查。",
    )


def ask_final(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """申请复核 (条例 36)."""
    return PetitionAsk(
        [line("organ", "复核机关"), lines("request", "复核请求")],
        lambda work, one, form, at: reviews.ask_final(
            work, one, form.text("organ"), form.text("request"), at
        ),
        "收到复查意见之日起三十日内，可以请求复查机关的上一级机关复核。",
    )


def _verdict() -> list[Field]:
    verdicts = choices(reviews.VERDICTS)
    return [
        Field("verdict", "结论", "buttons", required=True, wide=True, choices=verdicts),
        lines("text", "意见内容", required=True),
    ]


def review(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """记复查意见."""
    return PetitionAsk(
        [*_verdict(), day("delivered_on", "送达日期", hint="送达之日起三十日内可以请求复核")],
        lambda work, one, form, at: reviews.review(
            work,
            one,
            form.text("verdict"),
            form.text("text"),
            at,
            delivered_on=form.date("delivered_on"),
        ),
    )


def final(_desk: Desk, _file: PetitionFile) -> PetitionAsk:
    """记复核意见; the days of a hearing do not count."""

    def hearing(first: date | None, last: date | None) -> tuple[date, date] | None:
        since, until = first or last, last or first
        return None if since is None or until is None else (since, until)

    return PetitionAsk(
        [
            *_verdict(),
            day("hearing_from", "听证自", hint="举行了听证的填写，听证期间不计入期限"),
            day("hearing_to", "听证至"),
        ],
        lambda work, one, form, at: reviews.final_review(
            work,
            one,
            form.text("verdict"),
            form.text("text"),
            at,
            hearing=hearing(form.date("hearing_from"), form.date("hearing_to")),
        ),
        "复核意见是终结意见，同一事实和理由不再受理。",
        names={"hearing": "hearing_to"},
    )


def void() -> PetitionAsk:
    """The form that voids a petition registered by mistake."""
    return PetitionAsk(
        [lines("reason", "作废原因", required=True)],
        lambda work, one, form, _at: steps.void(work, one, form.text("reason")),
        "作废后不能恢复，编号不再使用，经过和文书都保留。",
        danger=True,
        late=False,
    )
