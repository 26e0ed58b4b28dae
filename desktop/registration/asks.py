"""What is asked before a step with a visit: reply, report, hand-over, supervision, call back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.journal import commit
from center.registration import (
    Outcome,
    Visit,
    give_reply,
    hand_over,
    log_call,
    report_major,
    supervise,
    visit,
    void_visit,
)
from center.storage import Work
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.registration.catalogue import Catalogue
from desktop.registration.conversation import only_printable, unprintable
from desktop.registration.handing import Receiver, handover, handover_fields, handover_wanted


class Asks:
    """The dialogs of one visit; each writes in a unit of work of its own."""

    def __init__(self, desk: Desk, page: QWidget, visit_id: UUID, catalogue: Catalogue) -> None:
        self._desk, self._page, self._id, self._catalogue = desk, page, visit_id, catalogue

    def _ask(
        self,
        found: Visit,
        title: str,
        fields: Sequence[Field],
        verb: str,
        take: Callable[[Work, Visit, Form], object],
        *,
        danger: bool = False,
    ) -> FormDialog:
        def run(form: Form) -> None:
            with self._desk.work() as work:
                take(work, visit(work, self._id), form)
                commit(work)

        dialog = FormDialog(
            self._desk,
            self._page,
            title,
            fields,
            verb,
            run,
            intro=f"{found.number}　{found.name or '未留姓名'}",
            danger=danger,
            draft=f"visit:{self._id.hex}:{verb}",
        )
        dialog.open()
        return dialog

    def reply(self, found: Visit) -> None:
        """The answer given (REG-04)."""
        self._ask(
            found,
            "答复来访群众",
            [
                Field(
                    "reply",
                    "答复内容",
                    "lines",
                    required=True,
                    wide=True,
                    default=found.reply,
                    warn=unprintable,
                ),
                Field(
                    "feedback",
                    "群众的意见",
                    "lines",
                    wide=True,
                    lines=2,
                    default=found.feedback,
                    hint="没有意见就空着",
                ),
            ],
            "答复",
            lambda work, one, form: give_reply(
                work, one, form.text("reply"), form.text("feedback")
            ),
        )

    def report(self, found: Visit) -> None:
        """To whom a major matter was reported (REG-12)."""
        self._ask(
            found,
            "报告领导",
            [
                Field(
                    "reported_to",
                    "报告给哪位领导",
                    "suggest",
                    choices=self._catalogue.leaders,
                    required=True,
                    default=found.reported_to,
                ),
                Field(
                    "department",
                    "交给哪个部门",
                    width=32,
                    default=found.assigned_department,
                    check=only_printable,
                    hint="领导还没安排就空着",
                ),
            ],
            "已报告",
            lambda work, one, form: report_major(
                work, one, form.text("reported_to"), form.text("department")
            ),
        )

    def hand_over(self, found: Visit) -> None:
        """To another window and receiver (REG-10, REG-13)."""
        others = self._catalogue.others(self._desk.actor.account)
        dialog = self._ask(
            found,
            "转给其他窗口",
            handover_fields("", self._catalogue.windows, others),
            "转办",
            lambda work, one, form: hand_over(work, one, handover(form, one.phone)),
        )
        form, receiver = dialog.form, Receiver(self._desk, dialog.form)

        def follow(draft: dict[str, str]) -> None:
            receiver.propose(draft.get("window", ""))
            form.show_only(handover_wanted(form.draft()))
            dialog.fit()

        form.changed.connect(follow)
        follow(form.draft())

    def supervise(self, found: Visit) -> None:
        """How a matter that was handed over stands (REG-14)."""
        self._ask(
            found,
            "督办",
            [
                Field(
                    "state",
                    "问了谁，办到哪一步",
                    "lines",
                    required=True,
                    wide=True,
                    hint="办完了请按“答复”，督办随之结束",
                )
            ],
            "记下",
            lambda work, one, form: supervise(work, one, form.text("state")),
        )

    def call(self, found: Visit) -> None:
        """An attempt to call back (REG-17)."""
        outcomes = tuple(Choice(outcome.value, outcome.value) for outcome in Outcome)

        def take(work: Work, one: Visit, form: Form) -> None:
            outcome = Outcome(form.text("outcome"))
            log_call(work, one, outcome, form.text("note"))
            if outcome is Outcome.REACHED and form.ticked("answered"):
                give_reply(work, one, form.text("note"))

        owed = found.replied_at is None
        dialog = self._ask(
            found,
            "回电",
            [
                Field(
                    "outcome",
                    "打通了吗",
                    "buttons",
                    choices=outcomes,
                    default=Outcome.REACHED.value,
                    wide=True,
                ),
                Field("note", "说了什么", "lines", wide=True),
                Field("answered", "已经答复清楚，不用再回电", "tick", default=owed, wide=True),
            ],
            "记下回电",
            take,
        )
        form = dialog.form

        def follow(draft: dict[str, str]) -> None:
            reached = draft.get("outcome") == Outcome.REACHED
            form.set_visible("answered", reached and owed)
            dialog.fit()

        form.changed.connect(follow)
        follow(form.draft())

    def void(self, found: Visit) -> None:
        """Why a visit is voided."""
        self._ask(
            found,
            "作废登记",
            [Field("reason", "作废原因", "lines", required=True, wide=True, lines=2)],
            "作废",
            lambda work, one, form: void_visit(work, one, form.text("reason")),
            danger=True,
        )
