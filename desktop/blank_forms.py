"""Blank application forms (空白申请表, CASE-26) at the desk: the item's own, else the general."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from center.blank_forms import form_content, forms_of
from center.items import Item
from desktop import tasks
from desktop.desk import Desk
from forms.filling import office as filling
from forms.office import sheet

KIND = "application_form"
GENERAL = "通用申请表（按事项生成）"


def offer_forms(
    desk: Desk, parent: QWidget, item: Item, failed: Callable[[Exception], object]
) -> QMenu | None:
    """Show the form of an item; where there are several ways, a menu asks which."""
    with desk.read() as work:
        found = forms_of(work, item.code)
    if not found:
        show_form(desk, parent, item, failed)
        return None
    menu = QMenu(parent)
    for form in found:
        name = form.name.removesuffix(".pdf").replace("&", "&&")
        menu.addAction(name, partial(show_form, desk, parent, item, failed, form.id))
    menu.addSeparator()
    menu.addAction(GENERAL, partial(show_form, desk, parent, item, failed))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(QCursor.pos())
    menu.setActiveAction(menu.actions()[0])
    return menu


def show_form(
    desk: Desk,
    parent: QWidget,
    item: Item,
    failed: Callable[[Exception], object],
    kept: UUID | None = None,
) -> None:
    """Read or draw one form in the background and show it, ready to print."""

    def make() -> bytes:
        if kept is None:
            facts = filling.application_form(item, desk.settings)
            return sheet(KIND, facts, desk.settings.template(KIND))
        with desk.read() as work:
            return form_content(work, kept)

    def show(content: bytes) -> None:
        from desktop.preview import Preview

        title = f"空白申请表　{item.code} {item.name}"
        Preview(parent, title, KIND, content, desk.memory("printers"), said="空白表").open()

    tasks.run(parent, "正在打开空白申请表", lambda _p, _c: make(), show, failed)
