"""The dialogs in which the steps of a case are taken.

Every step may be entered later with the time it really happened (补录). What is refused stands
under its field and nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from center.cases.actions import Action
from center.cases.file import CaseFile, open_file
from center.errors import Problem, Refused
from center.journal import commit
from desktop.cases import asks
from desktop.cases.ask import Ask
from desktop.dates import ZONE, show_moment
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

VOID = "作废"

SHORTCUTS: dict[Action, str] = {
    Action.SUPPLEMENT: "Alt+B",
    Action.COMPLETE: "Alt+Q",
    Action.ACCEPT: "Alt+S",
    Action.TOLERATE: "Alt+M",
    Action.REFUSE: "Alt+Y",
    Action.RETURN: "Alt+T",
    Action.SEND_UP: "Alt+U",
    Action.CONTACT: "Alt+L",
    Action.PROGRESS: "Alt+J",
    Action.SUSPEND: "Alt+P",
    Action.RESUME: "Alt+H",
    Action.EXTEND: "Alt+E",
    Action.CONVERT: "Alt+C",
    Action.FINISH: "Alt+F",
    Action.NOTIFY: "Alt+N",
    Action.COLLECT: "Alt+G",
    Action.REPLY: "Alt+R",
    Action.TELL: "Alt+K",
    Action.WITHDRAW: "Alt+W",
    Action.GREEN: "Alt+V",
    Action.HAND_OVER: "Alt+O",
    Action.CONFLICT: "Alt+X",
    Action.REDO: "Alt+Z",
}


def ask(
    desk: Desk, parent: QWidget, file: CaseFile, action: Action, done: Callable[[], object]
) -> FormDialog:
    """Open the dialog of a step; `done` is called once the step is saved."""
    asked = asks.ASKS[action](desk, file)
    return _open(desk, parent, file, asked.verb or action.value, asked, done)


def ask_void(desk: Desk, parent: QWidget, file: CaseFile, done: Callable[[], object]) -> FormDialog:
    """Open the dialog that voids a case opened by mistake."""
    return _open(desk, parent, file, VOID, asks.void(), done)


def _open(
    desk: Desk,
    parent: QWidget,
    file: CaseFile,
    verb: str,
    asked: Ask,
    done: Callable[[], object],
) -> FormDialog:
    case_id = file.case.id
    last = max((event.at for event in file.events), default=file.case.received_at)

    def follow(form: Form) -> None:
        if not asked.danger:
            for name in ("at_day", "at_time"):
                form.set_visible(name, form.ticked("earlier"))
        if asked.follow is not None:
            asked.follow(form)

    def run(form: Form) -> None:
        day, time = form.date("at_day"), form.time("at_time")
        at = None
        if day is not None and time is not None:
            at = datetime.combine(day, time, ZONE)
        try:
            with desk.work() as work:
                asked.take(work, open_file(work, case_id).case, form, at)
                commit(work)
        except Refused as refused:
            raise _placed(refused) from refused

    late = [] if asked.danger else _earlier(desk.today(), last)
    dialog = FormDialog(
        desk,
        parent,
        f"{verb}　{file.case.number}",
        [*asked.fields, *late],
        verb,
        run,
        intro=asked.intro,
        danger=asked.danger,
        draft=f"case:{case_id.hex}:{verb}",
    )
    if (instead := asked.instead) is not None:

        def take_instead() -> None:
            with desk.work() as work:
                instead.take(work, open_file(work, case_id).case)
                commit(work)

        dialog.offer(instead.title, take_instead)
    follow(dialog.form)
    dialog.fit()

    def changed(_draft: object) -> None:
        follow(dialog.form)
        dialog.fit()

    dialog.form.changed.connect(changed)
    dialog.accepted.connect(done)
    dialog.open()
    return dialog


def _earlier(today: date, last: datetime) -> list[Field]:
    hint = f"上一步是 {show_moment(last, today)}"
    return [
        Field("earlier", "补录：不是现在办的，填写实际时间", "tick", wide=True),
        Field("at_day", "实际日期", "date", 12, required=True, default=today, hint=hint),
        Field("at_time", "实际时间", "time", 8, required=True),
    ]


def _placed(refused: Refused) -> Refused:
    """The same refusal with the time's problem under the day."""
    if not refused.problems:
        return refused
    return Refused(
        [Problem("at_day" if p.field == "at" else p.field, p.message) for p in refused.problems]
    )
