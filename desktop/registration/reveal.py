"""查看完整信息: a reason, a line in the journal, then the values without masks (D8, CONF-01)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from center.errors import Expected
from center.journal import commit, note
from center.records import Record
from center.rights import Right, require
from center.storage import Work
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

GONE = "没有找到这条记录，没有显示完整信息。请刷新后再试。"


def ask_reveal(
    desk: Desk,
    parent: QWidget,
    name: str,
    record_of: Callable[[Work], Record | None],
    shown: Callable[[], object],
) -> FormDialog:
    """Ask for a reason; `shown` is called once the reveal of the record has been journalled."""

    def run(form: Form) -> None:
        with desk.work() as work:
            require(work.actor, Right.REVEAL)
            record = record_of(work)
            if record is None:
                raise Expected(GONE)
            note(work, "reveal", record, reason=form.text("reason"))
            commit(work)
        shown()

    dialog = FormDialog(
        desk,
        parent,
        "查看完整信息",
        [
            Field(
                "reason",
                "查看原因",
                required=True,
                wide=True,
                width=48,
                hint="会记入操作记录，只显示这一条记录",
            )
        ],
        "查看",
        run,
        intro=f"{name}的证件号码、电话和地址平时遮盖显示。",
    )
    dialog.open()
    return dialog
