"""Blank application forms of the items (空白申请表, CASE-26): kept once, printed at any window.

A form is a PDF kept with the edition it was added to; the editions after it go on with it until it
is voided.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from center.attachments.contents import Media, examined
from center.attachments.keeping import content_of, limits, put
from center.attachments.records import Attachment
from center.errors import Expected, Problem, Refused
from center.items import Item
from center.rights import Right, needs
from center.settings import values
from center.storage import Work
from center.text import BLOCK_LIMIT, clean_line, length_problems

MOST_FORMS = 12


@needs(Right.EDIT_ITEMS)
def add_form(work: Work, item: Item, name: str, data: bytes) -> Attachment:
    """Keep a blank form with an item; refused for what is no PDF and beyond a dozen.

    A form of the same name that stands already is voided: the new one replaces it.
    """
    name = clean_line(name)
    # Office documents are known by their name: what to do is told before what they are.
    pdf = name.lower().endswith(".pdf")
    if (
        not pdf
        or examined(name, data, limits(values(work.session, work.now))).media is not Media.PDF
    ):
        raise Refused(f"“{name}”不是 PDF，没有添加。请在编辑软件里另存为 PDF 再添加。")
    standing = forms_of(work, item.code)
    replaced = [one for one in standing if one.name == name]
    if len(standing) >= MOST_FORMS and not replaced:
        raise Refused(f"这个事项已有 {MOST_FORMS} 份空白表，没有添加。请先作废不用的。")
    for one in replaced:
        one.voided_at, one.void_reason = work.now, "已换成新的空白表"
    return put(work, item, name, data)


@needs(Right.SEE_OFFICE)
def forms_of(work: Work, code: str) -> list[Attachment]:
    """The blank forms of an item that stand, of all its editions, oldest first."""
    query = (
        select(Attachment)
        .join(Item, Item.id == Attachment.about)
        .where(Attachment.about_kind == Item.kind, Item.code == code)
        .where(Attachment.voided_at.is_(None), Item.voided_at.is_(None))
    )
    return list(work.session.scalars(query.order_by(Attachment.added_at, Attachment.id)))


@needs(Right.SEE_OFFICE)
def form_content(work: Work, ident: UUID) -> bytes:
    """The PDF of a blank form; raises `Expected` when there is none."""
    return content_of(work, _form(work, ident))


@needs(Right.EDIT_ITEMS)
def void_form(work: Work, ident: UUID, reason: str) -> None:
    """Take a blank form out of use; its bytes stay."""
    found = _form(work, ident)
    if not reason.strip():
        raise Refused([Problem("reason", "请写明作废原因")])
    if problems := length_problems("reason", "作废原因", reason, BLOCK_LIMIT):
        raise Refused(problems)
    if found.voided_at is not None:
        raise Refused("这份空白表已经作废，没有再改动。")
    found.voided_at, found.void_reason = work.now, reason.strip()


def _form(work: Work, ident: UUID) -> Attachment:
    found = work.session.get(Attachment, ident)
    if found is None or found.about_kind != Item.kind:
        raise Expected("没有找到这份空白表，可能刚被换掉。请刷新后再试。")
    return found
