"""Asking how a roll leaves the program: which, of which village, masked or in full, to where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from center.rights import Right
from center.rolls.listing import MemberFilter
from center.rolls.records import State
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.ledgers.rolls.source import roll_choices, village_choices

EVERY = "全部"
EXCEL, PAPER = "excel", "paper"
WAYS = (Choice(PAPER, "打印花名册"), Choice(EXCEL, "导出 Excel"))


def ask_leaving(
    desk: Desk,
    parent: QWidget,
    now: MemberFilter,
    export: Callable[[MemberFilter, Path, str | None], object],
    show: Callable[[MemberFilter, str | None], object],
) -> FormDialog:
    """Ask and call `export` or `show`; the filters in force are proposed."""
    every = Choice(EVERY, EVERY)

    def run(form: Form) -> None:
        chosen = replace(
            now,
            roll=_named(form.text("roll")),
            village=_named(form.text("village")),
            state=None if form.ticked("all_states") else State.ACTIVE,
        )
        reason = form.text("reason") if form.ticked("full") else None
        if form.text("way") == PAPER:
            show(chosen, reason)
        elif path := ask_path(parent, f"{chosen.village}{chosen.roll or '对象'}花名册"):
            export(chosen, path, reason)

    fields = [
        Field("way", "怎样", "buttons", choices=WAYS, default=PAPER, required=True, wide=True),
        Field(
            "roll",
            "花名册",
            "choice",
            20,
            choices=[every, *roll_choices(desk, in_use=True)],
            default=now.roll or EVERY,
        ),
        Field(
            "village",
            "村（社区）",
            "choice",
            20,
            choices=[every, *village_choices(desk)],
            default=now.village or EVERY,
        ),
        Field("all_states", "停发、死亡、迁出的也要", "tick", default=now.state is None),
        Field("full", "显示完整证件号和账号", "tick"),
        Field("reason", "为什么要完整号码", width=0, wide=True, required=True),
    ]
    dialog = FormDialog(
        desk, parent, "导出和打印", fields, "继续", run, intro="证件号、电话、账号平时遮盖。"
    )
    dialog.form.set_visible("full", desk.may(Right.REVEAL))

    def follow() -> None:
        dialog.form.set_visible("reason", dialog.form.ticked("full"))
        dialog.fit()

    dialog.form.changed.connect(lambda _draft: follow())
    follow()
    dialog.open()
    return dialog


def ask_path(parent: QWidget, name: str) -> Path | None:
    """Where to write a workbook; None when nobody wants to."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    path, _ = QFileDialog.getSaveFileName(
        parent, "导出", str(Path(folder) / f"{name}.xlsx"), "Excel (*.xlsx)"
    )
    return Path(path) if path else None


def _named(text: str) -> str:
    return "" if text == EVERY else text
