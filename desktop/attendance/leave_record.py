"""One leave slip: what it is, who approves, the return, what is handed over, the photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from center.attachments.keeping import count_of
from center.attendance import approvers
from center.attendance import leave as services
from center.attendance.balances import spoken_days
from center.attendance.chains import needs_medical_record
from center.attendance.handing import Handed, hand_over_all, handed_of, open_of
from center.attendance.hours import NOON, Half
from center.attendance.records import Leave, LeaveStatus
from center.errors import Expected
from center.journal import commit
from center.records import CHINA
from center.rights import Right
from center.staff import Staff
from center.storage import Work
from desktop.attachments.incoming import Given
from desktop.attachments.photos import keep_given
from desktop.attachments.section import AttachmentsPage
from desktop.attendance import asking
from desktop.attendance.leave_facts import (
    chain_page,
    handing_page,
    leave_facts,
    return_facts,
    span_words,
    waiting_words,
)
from desktop.attendance.leave_form import LeaveDialog
from desktop.attendance.leave_source import may_see, state_of, status_words
from desktop.attendance.printing import show_paper
from desktop.cases.ask import lines
from desktop.cases.parts import facts_card, new_page
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.following import Following
from desktop.record import Head, RecordPage, Section, Step

KINDS_SHOWN = frozenset({"leave", "leave_step", "staff", "attachment"})
_HIDDEN = "请假单只有本人、代理人、考勤员和审批的领导可以看。"


class LeaveRecord(RecordPage):
    """One slip. Enter takes the next step; Esc goes back."""

    opened = Signal(object, object)
    """Another slip to be shown, the extension just entered, and its photos."""
    leave: Leave

    def __init__(self, desk: Desk, leave_id: UUID) -> None:
        super().__init__()
        self._desk = desk
        self.leave_id = leave_id
        self._next: Step | None = None
        Following(self, desk.changed, KINDS_SHOWN, self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the slip again; the open tab stays."""
        with self._desk.read() as work:
            self.leave = slip = work.session.get_one(Leave, self.leave_id)
            self.chain = services.steps_of(work, slip.id)
            self.titles = approvers.titles(work)
            self.name = work.session.get_one(Staff, slip.staff).name
            self.open_matters = open_of(work, slip.staff)
            self.handed = handed_of(work, slip)
            self._attached = count_of(work, slip.id) if self._desk.may(Right.SEE) else 0
        today = self._desk.today()
        self._against = approvers.reason_against(self.titles, slip, self.chain, self._desk.actor)
        decided = any(step.approver_name == self._desk.actor.name for step in self.chain)
        if self._against and not decided and not may_see(self._desk.actor, slip):
            self.show_record(Head(slip.number or "", "请假单"), [], [])
            self.notice.problem(_HIDDEN)
            return
        head = Head(
            slip.number or "",
            f"{self.name}　{slip.leave_type.value} {spoken_days(slip.half_days)}",
            state_of(slip, today),
            status_words(slip, today),
            f"{span_words(slip)}　{waiting_words(slip, self.chain, self.titles)}",
        )
        self.show_record(head, self._steps(), self._tabs())

    # Steps

    def _steps(self) -> list[Step]:
        slip, today = self.leave, self._desk.today()
        keep = "" if self._desk.may(Right.KEEP_ATTENDANCE) else asking.NO_RIGHT
        lead = self._against
        asked = "" if slip.status is LeaveStatus.ASKED else f"这张请假单{slip.status.value}"
        granted = slip.status in (LeaveStatus.APPROVED, LeaveStatus.RETURNED)
        free = "" if granted else f"这张请假单{slip.status.value}，还不能办"
        begun = "" if slip.first <= today else "假期还没有开始；不休了请按“撤回”"
        back = "已经销假" if slip.status is LeaveStatus.RETURNED else free or begun
        no_due = "" if slip.formalities_due else "这张请假单不需要补手续"
        made_up = no_due or ("已补手续" if slip.formalities_on else "")
        arrived = "没有代理人" if slip.substitute is None else ""
        arrived = arrived or ("已登记到岗" if slip.substitute_at else "")
        ended = slip.status in (LeaveStatus.WITHDRAWN, LeaveStatus.REFUSED)
        taken_back = f"这张请假单已{slip.status.value}" if ended else ""
        taken_back = taken_back or ("已经销假" if slip.status is LeaveStatus.RETURNED else "")
        found = [
            Step("同意", self.approve, lead, not lead, "" if asked else "Alt+T"),
            Step("不同意…", self.ask_refuse, lead),
            Step("录入签字…", self.ask_signed, asked or keep, not asked and bool(lead)),
            Step("销假…", self.ask_return, back or keep, granted and not back, "Alt+X"),
            Step("续假…", self.ask_extend, free or back or keep, shortcut="Alt+J"),
            Step("补手续…", self.ask_formalities, made_up or keep, not made_up and not asked),
            Step("代理人到岗…", self.ask_arrived, arrived or free or keep),
            Step("报备归档", self.file, ("已报备" if slip.filed_on else free) or keep),
            Step("打印请假单", self.print_slip),
            Step("打印销假单", self.print_return, free),
            Step("打印交接单", self.print_handover, "" if slip.substitute_name else "没有代理人"),
            Step("撤回…", self.ask_withdraw, taken_back or keep),
        ]
        self._next = primary = next((s for s in found if s.primary and not s.reason), None)
        return [
            Step(step.title, step.run, step.reason, step is primary, step.shortcut)
            for step in found
        ]

    def approve(self) -> None:
        """同意 the next step of the chain, in the own name."""
        self._do(lambda work, slip: approvers.decide(work, slip, approved=True), "同意")

    def ask_refuse(self) -> None:
        """不同意, with the reason."""
        self._ask(
            "不同意",
            [lines("remark", "不同意的原因", required=True)],
            lambda work, slip, form: approvers.decide(
                work, slip, approved=False, remark=form.text("remark")
            ),
            danger=True,
        )

    def ask_signed(self) -> None:
        """录入签字: the slip was signed on paper."""
        waiting = [step for step in self.chain if step.approved is None]
        if len(waiting) != len(self.chain):
            self.notice.say("已经有人在程序里审批过，其余各级请在程序里审批")
            return
        medical = needs_medical_record(self.leave.leave_type, self.leave.half_days)
        fields = [
            Field(
                f"signer{n}",
                self.titles.who(step.approver_role, self.leave.staff),
                width=16,
                required=True,
            )
            for n, step in enumerate(waiting)
        ]
        fields.append(
            Field("on", "签字日期", "date", 14, required=True, default=self._desk.today())
        )
        if medical:
            seen = self.leave.medical_record
            fields.append(Field("medical", "已核对医院病历证明", "tick", default=seen))

        def take(work: Work, slip: Leave, form: Form) -> None:
            on = form.date("on")
            assert on is not None
            slip.medical_record = slip.medical_record or form.ticked("medical")
            signed = [approvers.Signature(form.text(f"signer{n}"), on) for n in range(len(waiting))]
            approvers.enter_signed(work, slip, signed)

        self._ask("录入签字", fields, take, names={"signatures": "on"})

    def ask_return(self) -> None:
        """销假: the first half day back at work (LEAVE-13)."""
        now = self._desk.now().astimezone(CHINA)
        fields = [
            Field("on", "返岗日期", "date", 14, required=True, default=now.date()),
            asking.half(
                "half", "从上午还是下午上班", Half.MORNING if now.time() < NOON else Half.AFTERNOON
            ),
        ]

        def take(work: Work, slip: Leave, form: Form) -> None:
            on = form.date("on")
            assert on is not None
            services.come_back(work, slip, on, Half(form.text("half")))

        self._ask(
            "销假",
            fields,
            take,
            intro="填第一个上班的半天；提前回来的，没有休的天数退回，晚回来的按考勤处理。",
            names={"returned_on": "on"},
        )

    def ask_extend(self) -> None:
        """续假: a slip that goes on from this one."""
        LeaveDialog(self._desk, self, self.opened.emit, self.leave).open()

    def keep_photos(self, photos: Sequence[Given]) -> None:
        """Keep the photos that came with the form."""
        keep_given(self._desk, self, self.notice, partial(_slip, self.leave_id), photos)

    def ask_formalities(self) -> None:
        """补手续 of a leave asked by phone, proxy or in an emergency (LEAVE-03)."""

        def take(work: Work, slip: Leave, form: Form) -> None:
            services.complete_formalities(work, slip, medical_record=form.ticked("medical"))

        self._ask(
            "补手续",
            [Field("medical", "已核对医院病历证明", "tick", wide=True)],
            take,
            intro="本人已补填请假单并签字。请把请假单和证明拍照放进“附件”。",
        )

    def ask_arrived(self) -> None:
        """代理人到岗 (LEAVE-17)."""
        now = self._desk.now().astimezone(CHINA)
        fields = [
            Field("day", "到岗日期", "date", 14, required=True, default=now.date()),
            Field("time", "到岗时间", "time", 8, required=True, default=now.time()),
        ]

        def take(work: Work, slip: Leave, form: Form) -> None:
            at = asking.moment(form, "day", "time")
            assert at is not None
            services.substitute_arrived(work, slip, at)

        name = self.leave.substitute_name
        self._ask(
            "代理人到岗",
            fields,
            take,
            intro=f"{name}到岗前，请假人不得离岗。",
            names={"substitute_at": "time"},
        )

    def ask_withdraw(self) -> None:
        """撤回 a slip that was not used."""
        self._ask(
            "撤回",
            [lines("reason", "撤回的原因", required=True)],
            lambda work, slip, form: services.withdraw(work, slip, form.text("reason")),
            danger=True,
        )

    def print_slip(self) -> None:
        """请假审批单, or the own form of a type that has one (C1, LEAVE-10)."""
        self._print("请假单", "leave_slip")

    def print_return(self) -> None:
        """销假单 (C2)."""
        self._print("销假单", "leave_return")

    def print_handover(self) -> None:
        """交接单 with everything that is open (C7)."""
        self._print("交接单", "post_handover")

    def _print(self, title: str, form: str) -> None:
        def paper(work: Work) -> bytes:
            from forms import attendance

            made = {
                "leave_slip": attendance.leave_slip,
                "leave_return": attendance.leave_return,
                "post_handover": attendance.post_handover,
            }
            return made[form](work, work.session.get_one(Leave, self.leave_id))

        named = f"{title} {self.leave.number or ''}".strip()
        show_paper(self._desk, self, self.notice, named, form, paper)

    def file(self) -> None:
        """报备归档 with the centre and 人事 (LEAVE-12)."""
        self._do(services.file, "报备归档")

    def hand_over(self) -> None:
        """移交: every open matter to the substitute in one step, then its sheet (LEAVE-15)."""
        if not self._desk.may(Right.HAND_OVER):
            self.notice.say(f"当前账号没有“{Right.HAND_OVER.value}”的权限，请由本人或考勤员移交")
            return
        told: list[Handed] = []

        def take(work: Work, slip: Leave, form: Form) -> None:
            told.append(hand_over_all(work, slip, form.text("note")))

        def after() -> None:
            kept = "；".join(f"{one.number}没有移交：{why}" for one, why in told[-1].kept)
            if kept:
                self.notice.problem(kept)
            if told[-1].done:
                self.print_handover()

        self._ask(
            "移交",
            [lines("note", "要交代的事", hint="例如哪件约了群众、材料放在哪里")],
            take,
            intro=f"把 {len(self.open_matters)} 件在办的一次交给 {self.leave.substitute_name}，"
            "随后打印交接单。",
            after=after,
        )

    def _ask(
        self,
        verb: str,
        fields: list[Field],
        take: Callable[[Work, Leave, Form], object],
        *,
        intro: str = "",
        names: dict[str, str] | None = None,
        danger: bool = False,
        after: Callable[[], object] | None = None,
    ) -> None:
        def done() -> None:
            self.refresh()
            self.notice.say(f"已保存：{verb}")
            if after is not None:
                after()

        asking.ask(
            self._desk,
            self,
            f"{verb}　{self.leave.number or ''}",
            fields,
            verb,
            lambda work, form: take(work, work.session.get_one(Leave, self.leave_id), form),
            done,
            intro=intro,
            names=names,
            danger=danger,
        )

    def _do(self, take: Callable[[Work, Leave], object], verb: str) -> None:
        try:
            with self._desk.work() as work:
                take(work, work.session.get_one(Leave, self.leave_id))
                commit(work)
        except Expected as error:
            self.notice.error(error)
            return
        self.refresh()
        self.notice.say(f"已保存：{verb}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the next lawful step."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in enter and not event.modifiers() and self._next is not None:
            self._next.run()
        else:
            super().keyPressEvent(event)

    # Tabs

    def _tabs(self) -> list[Section]:
        handing = f"移交 {len(self.open_matters)}" if self.open_matters else "移交"
        found = [
            Section("facts", "事实", self._facts_page),
            Section("chain", "审批", self._chain_page),
            Section("handing", handing, self._handing_page),
        ]
        if self._desk.may(Right.SEE):
            found.append(Section("attachments", _attached(self._attached), self._attachments))
        return found

    def _chain_page(self) -> QWidget:
        return chain_page(self.chain, self.titles, self.leave.staff, self._desk.today())

    def _facts_page(self) -> QWidget:
        page, layout = new_page()
        for title, facts in (
            ("请假", leave_facts(self.leave, self.name)),
            ("顶岗和返岗", return_facts(self.leave, self._desk.today())),
        ):
            layout.addWidget(facts_card(title, [(name, said) for name, said in facts if said]))
        layout.addStretch()
        return page

    def _handing_page(self) -> QWidget:
        page, self.handing = handing_page(
            self.leave, self.name, self.open_matters, self.handed, self._desk.today()
        )
        if self.handing is not None:
            self.handing.clicked.connect(lambda _=False: self.hand_over())
        return page

    def _attachments(self) -> QWidget:
        page = AttachmentsPage(
            self._desk,
            self.leave_id,
            partial(_slip, self.leave_id),
            {},
            right=Right.KEEP_ATTENDANCE,
        )
        page.counted.connect(lambda count: self.rename("attachments", _attached(count)))
        return page


def _slip(ident: UUID, work: Work) -> Leave:
    return work.session.get_one(Leave, ident)


def _attached(count: int) -> str:
    return f"附件 {count}" if count else "附件"
