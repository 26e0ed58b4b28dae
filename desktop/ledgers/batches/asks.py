"""What making a batch, ticking with particulars and adding people ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.batches import making
from center.batches.making import BatchForm, Name
from center.batches.records import Mark
from center.batches.ticking import LineRow, Tick, find_batch
from center.errors import Problem, Refused
from center.items import CaseKind, active_items
from center.journal import commit
from center.money import fen_of, yuan
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls.asks import amount_field, money
from desktop.ledgers.rolls.source import roll_choices, village_choices

ROLL, PEOPLE, PASTED = "roll", "people", "pasted"
EVERY, NO_CASE = "全部", "-"
_SOURCES = (
    Choice(ROLL, "花名册在册的人"),
    Choice(PEOPLE, "一个村的人"),
    Choice(PASTED, "粘贴的名单"),
)
_HINT = "从表格里复制姓名、身份证号、电话、村、组几列粘贴进来，一人一行"


def ask_make(desk: Desk, parent: QWidget, done: Callable[[UUID], object]) -> FormDialog:
    """新建批次: what is done, for whose list; repeated people are told before it is made."""
    year = desk.today().year
    with desk.read() as work:
        kinds = making.batch_kinds(work)
        items = [
            Choice(item.code, item.name)
            for item in active_items(work)
            if item.case_kind in (CaseKind.INSTANT, CaseKind.COMMITTED)
        ]
    confirmed: set[str] = set()
    names: set[str] = {f"{year}年度{kinds[0]}"}

    def run(form: Form) -> None:
        found = names_of(desk, form)
        told = trouble(found)
        if told and told not in confirmed:
            confirmed.add(told)
            raise Refused(f"{told}。核对后再按一次“建立”，会照样建立并在名单里标出。")
        village = form.text("village")
        item = form.text("item_code")
        made = BatchForm(
            form.text("name"),
            form.text("batch_kind"),
            form.number("year") or year,
            found,
            "" if village == EVERY else village,
            source_words(form),
            fen_of(form.text("amount")),
            "" if item == NO_CASE else item,
            form.text("remark"),
        )
        with desk.work() as work:
            batch = making.make(work, made)
            commit(work)
        done(batch.id)

    fields = [
        Field(
            "batch_kind",
            "办什么",
            "choice",
            18,
            required=True,
            choices=_same(kinds),
            default=kinds[0],
        ),
        Field("year", "年度", "number", 8, required=True, default=year),
        Field("name", "名称", width=0, wide=True, required=True, default=f"{year}年度{kinds[0]}"),
        Field(
            "source",
            "名单从哪里来",
            "buttons",
            choices=_SOURCES,
            default=ROLL,
            required=True,
            wide=True,
        ),
        Field(
            "roll", "花名册", "choice", 20, required=True, choices=roll_choices(desk, in_use=True)
        ),
        Field(
            "village",
            "村（社区）",
            "choice",
            20,
            choices=[Choice(EVERY, EVERY), *village_choices(desk)],
            default=EVERY,
        ),
        Field(
            "names", "名单", "lines", required=True, wide=True, lines=6, hint=_HINT, limit=400_000
        ),
        amount_field("每人金额（元）"),
        Field(
            "item_code",
            "勾选时同时办件",
            "choice",
            28,
            choices=[Choice(NO_CASE, "不办件"), *items],
            default=NO_CASE,
        ),
        Field("remark", "备注", width=0, wide=True),
    ]
    dialog = FormDialog(desk, parent, "新建批次", fields, "建立", run)
    form = dialog.form

    def follow() -> None:
        source = form.text("source")
        form.set_visible("roll", source == ROLL)
        form.set_visible("names", source == PASTED)
        # The proposed name follows until the clerk has written another.
        proposed = f"{form.number('year') or year}年度{form.text('batch_kind')}"
        if form.text("name") in ("", *names) and form.text("name") != proposed:
            form.set_values({"name": proposed})
        names.add(proposed)
        dialog.fit()

    form.changed.connect(lambda _draft: follow())
    follow()
    dialog.open()
    return dialog


def names_of(desk: Desk, form: Form) -> list[Name]:
    """Whose names the form means."""
    village = form.text("village")
    wanted = "" if village == EVERY else village
    with desk.read() as work:
        if form.text("source") == ROLL:
            found = making.names_of_roll(work, form.text("roll"), wanted)
        elif form.text("source") == PEOPLE:
            if not wanted:
                raise Refused([Problem("village", "请选择是哪个村")])
            found = making.names_of_village(work, wanted)
        else:
            found = making.names_of_text(work, form.text("names"), wanted)
    if not found:
        field = "names" if form.text("source") == PASTED else "village"
        raise Refused([Problem(field, "名单里没有人")])
    return found


def trouble(names: Sequence[Name]) -> str:
    """Who stands in the list twice and whose number is wrong, in one sentence; else empty."""
    twice = making.repeats(names)
    said = [
        f"第 {place + 1} 行 {names[place].name} 与第 {first + 1} 行是同一人"
        for place, first in twice.items()
    ]
    said += [
        f"第 {place} 行 {one.name} 的{one.problem}"
        for place, one in enumerate(names, 1)
        if one.problem
    ]
    more = f"等 {len(said)} 处" if len(said) > 3 else ""
    return "；".join(said[:3]) + more


def source_words(form: Form) -> str:
    """Where a list came from, as the record keeps it."""
    source = form.text("source")
    if source == ROLL:
        return f"{form.text('roll')}花名册"
    return "村里的人" if source == PEOPLE else "粘贴的名单"


def ask_add(desk: Desk, parent: QWidget, batch: UUID, done: Callable[[], object]) -> FormDialog:
    """加人: pasted names behind the list."""

    def run(form: Form) -> None:
        with desk.work() as work:
            found = find_batch(work, batch)
            making.add_names(
                work, found, making.names_of_text(work, form.text("names"), found.village)
            )
            commit(work)
        done()

    field = Field(
        "names", "要加的人", "lines", required=True, wide=True, lines=5, hint=_HINT, limit=400_000
    )
    dialog = FormDialog(desk, parent, "加人", [field], "加入名单", run)
    dialog.open()
    return dialog


def ask_tick(
    desk: Desk, parent: QWidget, line: LineRow, proposed: int, take: Callable[[Tick], object]
) -> FormDialog:
    """Tick a row with another day, another amount or a remark."""
    amount = line.amount if line.amount is not None else proposed

    def run(form: Form) -> None:
        take(
            Tick(
                Mark(form.text("mark")),
                form.date("on"),
                fen_of(form.text("amount")) if form.text("amount") else None,
                form.text("remark"),
            )
        )

    mark = line.mark if line.mark is not Mark.OPEN else Mark.DONE
    dialog = FormDialog(
        desk,
        parent,
        "登记办理",
        [
            Field(
                "mark",
                "怎样",
                "buttons",
                choices=_same([m.value for m in Mark]),
                default=mark.value,
                required=True,
                wide=True,
            ),
            Field("on", "日期", "date", 14, default=line.on or desk.today()),
            Field("amount", "金额（元）", width=12, check=money, default=yuan(amount), limit=14),
            Field("remark", "备注", width=0, wide=True, default=line.remark),
        ],
        "登记",
        run,
        intro=f"{line.position}　{line.name}　{line.village}{line.group}",
    )
    dialog.open()
    return dialog


def _same(words: Sequence[str]) -> list[Choice]:
    return [Choice(word, word) for word in words]
