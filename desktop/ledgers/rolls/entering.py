"""Entering a person: taking somebody on a roll, reporting a death or a move."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.errors import Problem, Refused
from center.identity import check_id
from center.journal import commit
from center.money import fen_of
from center.people import Identity, Person
from center.rolls import members
from center.rolls.departures import Report, departure_of, report_departure
from center.rolls.records import Departure, Leaving
from center.search import find
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls.asks import amount_field, day_field
from desktop.ledgers.rolls.source import roll_choices, village_choices


def ask_enrol(
    desk: Desk,
    parent: QWidget,
    done: Callable[[UUID], object],
    who: Person | None = None,
    roll: str = "",
) -> FormDialog:
    """纳入: who, on which roll, for how much, from when."""
    today = desk.today()
    rolls = roll_choices(desk)

    def run(form: Form) -> None:
        entry = members.Entry(
            form.text("roll"),
            Identity(
                form.text("name"),
                id_kind="居民身份证",
                id_number=form.text("id_number"),
                phone=form.text("phone"),
                village=form.text("village"),
                group=form.text("group"),
                household_head=form.text("household_head"),
                card_account=form.text("card_account"),
                card_holder=form.text("card_holder"),
            ),
            form.date("started_on") or today,
            form.text("category"),
            fen_of(form.text("amount")),
            form.date("review_due"),
            form.text("remark"),
        )
        with desk.work() as work:
            member = members.enrol(work, entry)
            commit(work)
        done(member.id)

    def id_words(number: object) -> str | None:
        checked = check_id(str(number), today)
        return None if checked.valid else checked.problems[0]

    dialog = FormDialog(
        desk,
        parent,
        "纳入花名册",
        [
            Field(
                "roll", "花名册", "choice", 20, required=True, choices=rolls, default=roll or None
            ),
            Field("id_number", "证件号码", width=20, required=True, warn=id_words),
            Field("name", "姓名", width=20, required=True),
            Field("phone", "联系电话", width=14),
            Field("village", "村（社区）", "suggest", 20, choices=village_choices(desk)),
            Field("group", "村民小组", width=14),
            Field("household_head", "户主姓名", width=20),
            Field("category", "类别或等级", width=20, hint="例如 A类、二级、重点优抚"),
            amount_field(),
            day_field("享受起始日期", today.replace(day=1), name="started_on"),
            Field("card_account", "一卡通账号", width=24),
            Field("card_holder", "一卡通户名", width=20, hint="与本人相同可不填"),
            Field("review_due", "下次复核", "date", 14, hint="不填则按花名册的复核周期"),
            Field("remark", "备注", width=0, wide=True),
        ],
        "纳入",
        run,
        draft="" if who else "roll:enrol",
    )
    if who is not None:
        dialog.form.set_values(_known(who))
    else:
        dialog.form.left.connect(lambda name: _fill(desk, dialog.form, name))
    dialog.open()
    return dialog


def _known(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "id_number": person.id_number,
        "phone": person.phone,
        "village": person.village,
        "group": person.group,
        "card_account": person.card_account,
        "card_holder": person.card_holder,
    }


def _fill(desk: Desk, form: Form, name: str) -> None:
    """A known number brings what is known of the person."""
    number = form.text("id_number")
    if name != "id_number" or len(number) != 18 or form.text("name"):
        return
    person = person_of(desk, number)
    if person is not None:
        form.set_values(_known(person))


def person_of(desk: Desk, text: str) -> Person | None:
    """The one person a name or number means; Refused when several are meant, None for nobody."""
    with desk.read() as work:
        hits = find(work, text).people
        if len(hits) > 1:
            raise Refused([Problem("who", f"有 {len(hits)} 个人符合，请输入完整的证件号码")])
        return work.session.get(Person, hits[0].id) if hits else None


def ask_departure(
    desk: Desk, parent: QWidget, done: Callable[[UUID], object], person: Person | None = None
) -> FormDialog:
    """登记死亡迁出: once for the person, whatever rolls the person is on."""

    def run(form: Form) -> None:
        found = person or person_of(desk, form.text("who"))
        if found is None:
            raise Refused([Problem("who", "没有找到这个人，请输入完整的姓名或证件号码")])
        told = Report(
            Leaving(form.text("leaving")),
            form.date("left_on") or desk.today(),
            form.text("source"),
            form.text("remark"),
        )
        with desk.work() as work:
            departure = report_departure(work, found.id, told)
            commit(work)
        done(departure.person)

    who = [Field("who", "姓名或证件号码", width=24, required=True)] if person is None else []
    dialog = FormDialog(
        desk,
        parent,
        "登记死亡迁出",
        [
            *who,
            Field(
                "leaving",
                "死亡还是迁出",
                "buttons",
                required=True,
                choices=[Choice(one.value, one.value) for one in Leaving],
                default=Leaving.DEATH.value,
            ),
            day_field("日期", None, name="left_on"),
            Field("source", "消息来源", width=28, hint="例如 村里上报、火化证明、家属告知"),
            Field("remark", "备注", width=0, wide=True),
        ],
        "登记",
        run,
        intro=person.name if person else "登记一次，这个人所在的每个花名册都会提醒停发。",
    )
    dialog.open()
    return dialog


def left_words(departure: Departure, today: date) -> str:
    """已登记死亡 6月15日（村里上报）."""
    source = f"（{departure.source}）" if departure.source else ""
    return f"已登记{departure.leaving.value} {show_date(departure.on, today)}{source}"


def departed_words(desk: Desk, person: UUID | None) -> str:
    """What a record of a person who died or moved out says behind its facts; else empty."""
    if person is None:
        return ""
    with desk.read() as work:
        departure = departure_of(work, person)
    return f"　申请人{left_words(departure, desk.today())}" if departure is not None else ""
