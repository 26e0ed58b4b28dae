"""清理证明: asking for a review of an item's proofs, and those on record (ONCE-14)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from center.items import Item, item_of
from center.journal import commit
from center.proof_reviews import Finding, proofs_of, review_proofs, reviews_of
from center.records import local_date
from desktop import parts, theme
from desktop.choice import Choice
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

_ASKED = "逐份看：是不是法律法规要求的，能不能用证照代替，能不能部门之间核验，是不是重复要求。"


def ask_review(desk: Desk, parent: QWidget, item: Item, done: Callable[[], object]) -> FormDialog:
    """Ask what came of looking through the item's materials."""

    def run(form: Form) -> None:
        chosen = form.text("finding")
        with desk.work() as work:
            now = item_of(work.session, item.code) or item
            review_proofs(work, now, Finding(chosen) if chosen else None, form.text("remark"))
            commit(work)
        done()

    choices = [Choice(one.value, one.value) for one in Finding]
    fields = [
        Field("finding", "结论", "buttons", required=True, wide=True, choices=choices),
        Field("remark", "说明", "lines", wide=True, lines=2, hint="哪份证明、为什么多余"),
    ]
    dialog = FormDialog(
        desk, parent, f"清理证明　{item.name}", fields, "保存", run, intro=f"{_named(item)}{_ASKED}"
    )
    dialog.open()
    return dialog


def proofs_page(desk: Desk, item: Item) -> QWidget:
    """The proofs the item asks for and every review."""
    today = desk.today()
    with desk.read() as work:
        reviews = reviews_of(work, item.code)
    rows = [
        (
            show_date(local_date(one.at), today),
            one.actor_name,
            f"第 {one.edition} 版",
            one.finding.value,
            one.remark,
        )
        for one in reviews
    ]
    page, column = parts.column()
    column.setContentsMargins(theme.MEDIUM, theme.MEDIUM, theme.MEDIUM, 0)
    column.addWidget(parts.words(_named(item) + _ASKED, "second"))
    if rows:
        titles = ("日期", "谁", "版次", "结论", "说明")
        column.addWidget(parts.table("证明清理", titles, rows, (14, 10, 8, 30, 0)))
    else:
        column.addWidget(parts.words("还没有清理过。核对后按“清理证明…”记下。", "hint"))
    column.addStretch()
    return page


def _named(item: Item) -> str:
    proofs = proofs_of(item)
    if not proofs:
        return "材料清单里没有名为证明的材料。"
    return f"清单里的证明 {len(proofs)} 份：{'、'.join(proofs)}。"
