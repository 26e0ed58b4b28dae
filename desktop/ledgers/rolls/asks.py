"""What each step with a member asks, and the service it calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from center.errors import Problem, Refused
from center.journal import commit
from center.money import fen_of, yuan
from center.rolls import members, stopping
from center.rolls.months import add_months
from center.rolls.records import Departure, Member, Outcome, State
from center.storage import Work
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls.source import village_choices

Done = Callable[[], object]


def money(text: object) -> str | None:
    """What is wrong with an amount being typed."""
    try:
        fen_of(str(text))
    except ValueError as error:
        return str(error)
    return None


def amount_field(label: str = "每月金额（元）", fen: int | None = None) -> Field:
    """An amount in yuan."""
    shown = "" if fen is None else yuan(fen)
    return Field("amount", label, width=12, check=money, default=shown, limit=14)


def day_field(label: str, default: date | None, *, name: str = "on", hint: str = "") -> Field:
    """A day that must be there."""
    return Field(name, label, "date", 14, required=True, default=default, hint=hint)


def reason_field(label: str = "原因", *, required: bool = True, name: str = "reason") -> Field:
    """A line of words over the whole width."""
    return Field(name, label, width=0, wide=True, required=required)


def ask_review(desk: Desk, parent: QWidget, member: Member, review: str, done: Done) -> FormDialog:
    """复核: go on, adjust or stop, and when the next is due."""
    today = desk.today()
    with desk.read() as work:
        period = members.kind_named(work, member.roll).review_months
        paid = stopping.paid_month(work)

    def run(form: Form) -> None:
        outcome, on = Outcome(form.text("outcome")), form.date("on") or today
        remark = form.text("remark")
        with desk.work() as work:
            found = members.find_member(work, member.id)
            if outcome is Outcome.STOP:
                through = form.date("paid_through") or paid
                if not remark:
                    raise Refused([Problem("remark", "请写明停发原因")])
                told = stopping.Stop(State.STOPPED, on, through, reason=remark, reviewed=True)
                stopping.stop(work, found, told)
            else:
                amount = fen_of(form.text("amount")) if outcome is Outcome.ADJUST else found.amount
                told_review = members.Review(
                    outcome, on, form.text("category"), amount, form.date("next_due"), remark
                )
                members.review(work, found, told_review)
            commit(work)
        done()

    dialog = FormDialog(
        desk,
        parent,
        review,
        [
            Field(
                "outcome",
                "结论",
                "buttons",
                required=True,
                choices=[Choice(one.value, one.value) for one in Outcome],
                default=Outcome.KEEP.value,
                wide=True,
            ),
            day_field("复核日期", today),
            Field(
                "next_due",
                "下次复核",
                "date",
                14,
                default=add_months(today, period) if period else None,
            ),
            Field("category", "类别或等级", width=20, default=member.category),
            amount_field(fen=member.amount),
            Field("paid_through", "最后发放月份（任一天）", "date", 14, default=paid),
            Field("remark", "说明", width=0, wide=True),
        ],
        "保存",
        run,
        intro=f"{member.name}　{member.roll}　{member.village}{member.group}",
    )

    def follow() -> None:
        outcome = dialog.form.text("outcome")
        adjusts, stops = outcome == Outcome.ADJUST, outcome == Outcome.STOP
        for name, asked in (
            ("category", adjusts),
            ("amount", adjusts),
            ("paid_through", stops),
            ("next_due", not stops),
        ):
            dialog.form.set_visible(name, asked)
        dialog.fit()

    dialog.form.changed.connect(lambda _draft: follow())
    follow()
    dialog.open()
    return dialog


def ask_adjust(desk: Desk, parent: QWidget, member: Member, done: Done) -> FormDialog:
    """调整 category or amount."""

    def take(work: Work, found: Member, form: Form) -> None:
        members.adjust(
            work,
            found,
            form.date("on") or desk.today(),
            form.text("category"),
            fen_of(form.text("amount")),
            form.text("reason"),
        )

    fields = [
        Field("category", "类别或等级", width=20, default=member.category),
        amount_field(fen=member.amount),
        day_field("从哪天起", desk.today()),
        reason_field("调整原因"),
    ]
    return _ask(desk, parent, member, "调整", fields, take, done)


def ask_stop(
    desk: Desk, parent: QWidget, member: Member, departure: Departure | None, done: Done
) -> FormDialog:
    """停发: by which cause, from when, paid through which month; what was overpaid is told."""
    today = desk.today()
    with desk.read() as work:
        paid = stopping.paid_month(work)
    proposed = members.STATE_OF[departure.leaving] if departure else State.STOPPED

    def take(work: Work, found: Member, form: Form) -> None:
        stopping.stop(
            work,
            found,
            stopping.Stop(
                State(form.text("state")),
                form.date("on") or today,
                form.date("paid_through") or paid,
                form.date("left_on"),
                form.text("reason"),
            ),
        )

    fields = [
        Field(
            "state",
            "为什么",
            "buttons",
            required=True,
            choices=[Choice(s.value, s.value) for s in State if s is not State.ACTIVE],
            default=proposed.value,
            wide=True,
        ),
        day_field("停发日期", today),
        day_field("最后发放月份", paid, name="paid_through", hint="填那个月的任意一天"),
        Field(
            "left_on",
            "死亡或迁出日期",
            "date",
            14,
            default=departure.on if departure else None,
            hint="登记在这个人身上，其他花名册也会提醒",
        ),
        reason_field(required=False),
    ]
    intro = f"{member.name}　{member.roll}　每月 {yuan(member.amount)} 元"
    dialog = _ask(desk, parent, member, "停发", fields, take, done, intro=intro, danger=True)
    form = dialog.form

    def follow() -> None:
        leaves = form.text("state") != State.STOPPED
        form.set_visible("left_on", leaves)
        form.set_required("reason", not leaves)
        if departure is not None:
            form.set_locked("left_on", True)
        left, through = form.date("left_on"), form.date("paid_through")
        words = intro
        if leaves and left is not None and through is not None:
            with desk.read() as work:
                months, fen = stopping.overpaid(work, member, left, through)
            if months:
                words += f"\n{left.month}月以后多发 {months} 个月，应追回 {yuan(fen)} 元"
        dialog.intro.setText(words)
        dialog.fit()

    form.changed.connect(lambda _draft: follow())
    follow()
    return dialog


def ask_resume(desk: Desk, parent: QWidget, member: Member, done: Done) -> FormDialog:
    """恢复."""

    def take(work: Work, found: Member, form: Form) -> None:
        members.resume(work, found, form.date("on") or desk.today(), form.text("reason"))

    fields = [day_field("从哪天起恢复", desk.today()), reason_field("恢复原因")]
    return _ask(desk, parent, member, "恢复", fields, take, done)


def ask_recover(desk: Desk, parent: QWidget, member: Member, done: Done) -> FormDialog:
    """追回."""
    left = member.to_recover - member.recovered

    def take(work: Work, found: Member, form: Form) -> None:
        on, fen = form.date("on") or desk.today(), fen_of(form.text("amount"))
        members.recover(work, found, on, fen, form.text("reason"))

    fields = [
        amount_field("追回金额（元）", left),
        day_field("追回日期", desk.today()),
        reason_field("说明", required=False),
    ]
    intro = f"{member.name}　还应追回 {yuan(left)} 元"
    return _ask(desk, parent, member, "登记追回", fields, take, done, intro=intro)


def ask_correct(desk: Desk, parent: QWidget, member: Member, done: Done) -> FormDialog:
    """更正 where somebody lives and is paid to."""

    def take(work: Work, found: Member, form: Form) -> None:
        told = {name: form.text(name) for name in members.CORRECTABLE}
        members.correct(work, found, told, form.text("remark"))

    fields = [
        Field("phone", "联系电话", width=14, default=member.phone),
        Field(
            "village",
            "村（社区）",
            "suggest",
            20,
            choices=village_choices(desk),
            default=member.village,
        ),
        Field("group", "村民小组", width=14, default=member.group),
        Field("household_head", "户主姓名", width=20, default=member.household_head),
        Field("card_account", "一卡通账号", width=24, default=member.card_account),
        Field("card_holder", "一卡通户名", width=20, default=member.card_holder),
        Field("remark", "备注", width=0, wide=True, default=member.remark),
    ]
    return _ask(desk, parent, member, "更正", fields, take, done)


def ask_void(desk: Desk, parent: QWidget, member: Member, done: Done) -> FormDialog:
    """作废 an entry made by mistake."""

    def take(work: Work, found: Member, form: Form) -> None:
        members.void(work, found, form.text("reason"))

    intro = f"{member.name}　{member.roll}：录错了才作废；不再享受的请用停发。"
    fields = [reason_field("作废原因")]
    return _ask(desk, parent, member, "作废", fields, take, done, intro=intro, danger=True)


def _ask(
    desk: Desk,
    parent: QWidget,
    member: Member,
    title: str,
    fields: list[Field],
    take: Callable[[Work, Member, Form], object],
    done: Done,
    *,
    intro: str = "",
    danger: bool = False,
) -> FormDialog:
    def run(form: Form) -> None:
        with desk.work() as work:
            take(work, members.find_member(work, member.id), form)
            commit(work)
        done()

    told = intro or f"{member.name}　{member.roll}"
    dialog = FormDialog(desk, parent, title, fields, title, run, intro=told, danger=danger)
    dialog.open()
    return dialog
