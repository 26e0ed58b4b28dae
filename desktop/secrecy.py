"""Who may see a secret matter, whom it accuses: the 知情人 tab, its forms (PET-10, CPL-06)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from center.accounts import colleagues
from center.rights import Right
from center.secrecy import SecretName
from center.secret_matters import Accused, bar, conceal, name_reader, unname_reader
from center.staff import staff
from center.storage import Work
from desktop import theme
from desktop.cases.ask import choices, lines
from desktop.cases.parts import new_page, short_table
from desktop.desk import Desk
from desktop.fields import Choice, Field
from desktop.matters import Ask
from desktop.parts import words

CONCEAL, READER, UNNAME, BAR = "设为保密", "指定知情人", "取消知情", "登记被反映人"
RULE = (
    "保密件只有登记人、下面指定的人和主任能打开，每次打开都记入操作记录；"
    "被反映人不论什么职务都看不到。其他人在列表和查找里只看到编号。"
)


def readers_page(
    desk: Desk, named: Sequence[SecretName], ask: Callable[[str, Ask[Any]], object]
) -> QWidget:
    """Who is named on the matter; `ask` opens the form of a change."""
    page, layout = new_page()
    layout.addWidget(words(RULE, "second"))
    bar_row = QHBoxLayout()
    bar_row.setSpacing(theme.SMALL)
    may = desk.may(Right.HANDLE_PETITIONS)
    against = "" if may else f"当前账号没有“{Right.HANDLE_PETITIONS.value}”的权限"
    readers = [one for one in named if not one.barred]
    for title, asked in (
        (READER, lambda: reader_ask(desk)),
        (UNNAME, lambda: unname_ask(readers)),
        (BAR, lambda: bar_ask(desk)),
    ):
        button = QPushButton(f"{title}…")
        button.setAutoDefault(False)
        button.setEnabled(not against)
        button.setToolTip(against)
        button.clicked.connect(lambda _=False, t=title, a=asked: ask(t, a()))
        bar_row.addWidget(button)
    bar_row.addStretch()
    layout.addLayout(bar_row)
    rows = [(one.name, "回避：被反映人" if one.barred else "可以查看") for one in named]
    layout.addWidget(short_table("知情人", ("姓名", "身份"), rows, (20, 0)))
    layout.addStretch()
    return page


def reader_ask(desk: Desk) -> Ask[Any]:
    """Let a colleague see it."""
    with desk.read() as work:
        people = [Choice(one.id.hex, one.name) for one in colleagues(work)]
    return Ask(
        [Field("account", "知情人", "choice", 20, required=True, choices=people)],
        lambda work, matter, form, _at: name_reader(work, matter, UUID(hex=form.text("account"))),
        "被指定的人可以打开、办理这一件。",
        late=False,
    )


def unname_ask(readers: Sequence[SecretName]) -> Ask[Any]:
    """Take a colleague off it."""
    people = [Choice(one.id.hex, one.name) for one in readers]
    return Ask(
        [
            Field("name", "知情人", "choice", 20, required=True, choices=people),
            lines("reason", "原因", required=True),
        ],
        lambda work, matter, form, _at: unname_reader(
            work,
            matter,
            work.session.get_one(SecretName, UUID(hex=form.text("name"))),
            form.text("reason"),
        ),
        danger=True,
        late=False,
    )


def bar_ask(desk: Desk) -> Ask[Any]:
    """Bar somebody it turns out to accuse."""
    return Ask(
        [accused_field(desk, required=True)],
        lambda work, matter, form, _at: [
            bar(work, matter, one) for one in accused_of(work, form.text("accused"))
        ],
        "被反映人从此看不到这一件，也不能再被指定为知情人。",
        late=False,
    )


def conceal_ask(desk: Desk) -> Ask[Any]:
    """Make it secret from now on."""
    return Ask(
        [accused_field(desk)],
        lambda work, matter, form, _at: conceal(
            work, matter, accused_of(work, form.text("accused"))
        ),
        "设为保密后不能撤销：经过、文书、附件和以前的操作记录一并保密，只有指定的人和主任能看到。",
        danger=True,
        late=False,
    )


def accused_field(desk: Desk, *, required: bool = False, section: str = "") -> Field:
    """Whom a matter accuses, by name; the office's staff are proposed."""
    with desk.read() as work:
        people = [one.name for one in staff(work)]
    return Field(
        "accused",
        "被反映（检举控告）人",
        "suggest",
        28,
        required=required,
        choices=choices(people),
        hint="多人用顿号分开；本人和同名账号看不到这一件",
        wide=True,
        section=section,
    )


def accused_of(work: Work, names: str) -> list[Accused]:
    """The accused by name, tied to staff entry and account where the office knows one."""
    known = {one.name: one.id for one in staff(work)}
    accounts = {one.name: one.id for one in colleagues(work)}
    return [
        Accused(name, known.get(name), accounts.get(name))
        for name in re.split(r"[、，,；;\s]+", names.strip())
        if name
    ]
