"""What 容缺受理 asks, and the exception a leader may make of its promise."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from center.cases import tolerance
from center.cases.file import CaseFile, open_file
from center.cases.records import Case
from center.journal import commit
from center.storage import Work
from desktop.cases.ask import Ask, lines
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

EFFECT = "按退件处理，已交材料全部退还，可以补齐后重新申请"


def tolerate(desk: Desk, file: CaseFile) -> Ask:
    """By when the missing materials come, and what follows if they do not."""
    with desk.read() as work:
        latest = tolerance.latest_promise(work, file.case, desk.today())
    fields = [
        Field(
            "promised_on",
            "承诺补齐日期",
            "date",
            12,
            required=True,
            default=latest,
            hint=f"最晚 {show_date(latest, desk.today())}",
        ),
        Field(
            "effect", "逾期不补的处理", "lines", required=True, wide=True, lines=2, default=EFFECT
        ),
    ]

    def take(work: Work, case: Case, form: Form, at: datetime | None) -> None:
        tolerance.accept_on_promise(work, case, form.date("promised_on"), form.text("effect"), at)

    names = "、".join(material.name for material in file.facts.missing)
    said = f"欠缺的都是可容缺材料：{names}。受理后出具容缺受理承诺书，请申请人签名。"
    return Ask(fields, take, said)


def ask_excuse(desk: Desk, parent: QWidget, file: CaseFile) -> None:
    """Ask a leader why what was promised need not come."""
    case_id = file.case.id

    def run(form: Form) -> None:
        with desk.work() as work:
            tolerance.excuse(work, open_file(work, case_id).case, form.text("reason"))
            commit(work)

    FormDialog(
        desk,
        parent,
        "容缺材料不再补交",
        [lines("reason", "原因", required=True)],
        "批准",
        run,
        intro=f"还没有补齐：{'、'.join(file.facts.owed)}。批准后可以办结，记入经过。",
    ).open()


def promise_words(file: CaseFile) -> str:
    """容缺受理：8月3日前补齐 结婚证; how the promise stands."""
    promise = file.helping.promise
    if promise is None:
        return ""
    names = "、".join(promise.materials)
    until = f"{promise.promised_on.month}月{promise.promised_on.day}日前补齐{names}"
    if promise.excused_on is not None:
        return f"{until}；{promise.excused_by}批准不再补交：{promise.excuse}"
    if not file.facts.owed:
        return f"{until}；已补齐"
    late = "，已逾期" if file.facts.today > promise.promised_on else ""
    return f"{until}{late}；逾期不补：{promise.effect}"
