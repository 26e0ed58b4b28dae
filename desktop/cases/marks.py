"""What the head of a case says at a glance, and what can be done beside the steps of its life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from center.cases import handover, links
from center.cases.actions import awaits_reply
from center.cases.file import CaseFile, open_file
from center.cases.records import Case, CaseEvent, Happened
from center.errors import Expected
from center.identity import mask_address, mask_id, mask_phone
from center.journal import commit
from center.proposals import Proposal, Verdict, decide, undecided
from center.rights import Right
from desktop.accountability.offering import accountability_steps, shown_by
from desktop.cases.ask import choices, lines
from desktop.cases.helping import helping_marks
from desktop.cases.inquiry import print_answer
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.record import RecordPage, Step

ANSWER, ANSWER_KEY = "打印查询结果", "Alt+I"


def facts_line(desk: Desk, file: CaseFile) -> str:
    """Who applies for what, masked (D8), and what must catch the eye."""
    case = file.case
    identity = mask_id(case.id_number) if case.id_number else "未提供证件"
    place = f"{case.village}{case.group}" or mask_address(case.address)
    words = (
        "已作废" if case.voided_at else case.status.value,
        case.case_kind.value,
        case.name,
        identity,
        mask_phone(case.phone) if case.phone else "无电话",
        place,
        case.window,
        f"经办 {case.handler_name}",
        *_warnings(desk, file),
    )
    return "　".join(word for word in words if word)


def _warnings(desk: Desk, file: CaseFile) -> list[str]:
    case = file.case
    with desk.read() as work:
        doubles = len(links.probable(work, case))
    found = []
    if case.green is not None:
        found.append(f"【绿色通道：{case.green.value}】")
    if handover.conflicted(case, file.events):
        found.append("【经办人已申报利害关系，请交 B 岗或移交】")
    found += helping_marks(file, desk.actor)
    if doubles:
        found.append(f"【可能重复 {doubles} 件，见“关联”】")
    due = reply_due(file)
    if due and awaits_reply(file.facts):
        found.append(f"【上级应在 {due} 前答复】")
    return found


def reply_due(file: CaseFile) -> str:
    """The day the superior's reply is owed, as 9月28日; empty when none was named."""
    sent = file.facts.last(Happened.SENT_UP)
    day = str(sent.data.get("reply_due_on") or "") if sent is not None else ""
    if not day:
        return ""
    return _spoken(day)


def _spoken(day: str) -> str:
    """2026-09-28 as 9月28日."""
    _, month, number = day.split("-")
    return f"{int(month)}月{int(number)}日"


def more_steps(desk: Desk, page: RecordPage, file: CaseFile) -> tuple[list[Step], list[Step]]:
    """A leader checks what was proposed, the B post takes the case, the answer is printed.

    First those that go before the ordinary steps: a proposal (D5) and a conflict of interest wait.
    """
    case = file.case
    with desk.read() as work:
        taker = handover.b_post(work, case)
        open_ones = undecided(work, case.id) if desk.may(Right.APPROVE) else ()
    pressing: list[Step] = []
    found: list[Step] = []
    if open_ones:
        ask = open_ones[0]
        pressing.append(Step("核实扣分建议", lambda: ask_verdict(desk, page, ask)))
    if taker is not None and desk.may(Right.HANDLE_CASES):

        def hand() -> None:
            try:
                with desk.work() as work:
                    handover.to_b_post(work, open_file(work, case.id).case, _why(file))
                    commit(work)
            except Expected as error:
                page.notice.error(error)
                return
            page.notice.say(f"已交给 B 岗 {taker.name} 办理")

        step = Step(f"交给 B 岗 {taker.name}", hand)
        (pressing if handover.conflicted(case, file.events) else found).append(step)
    found += accountability_steps(desk, page, Case.kind, case.id, shown_by(file))
    found.append(Step(ANSWER, lambda: print_answer(desk, page, case.id), shortcut=ANSWER_KEY))
    return pressing, found


def _why(file: CaseFile) -> str:
    related = handover.conflicted(file.case, file.events)
    return "与申请人有利害关系" if related else "经办人不在岗，由 B 岗办理"


def ask_verdict(desk: Desk, page: RecordPage, proposal: Proposal) -> None:
    """Ask whether what was proposed is so (D5)."""

    def run(form: Form) -> None:
        with desk.work() as work:
            found = work.session.get_one(Proposal, proposal.id)
            decide(work, found, Verdict(form.text("verdict")), form.text("remark"))
            commit(work)

    fields = [
        Field(
            "verdict",
            "核查结论",
            "buttons",
            required=True,
            wide=True,
            choices=choices([Verdict.TRUE.value, Verdict.FALSE.value]),
        ),
        lines("remark", "说明", hint="不属实的要写明原因"),
    ]
    intro = f"{proposal.name}　{proposal.points} 分（{proposal.rule}）：{proposal.why}"
    FormDialog(desk, page, "核实扣分建议", fields, "保存", run, intro=intro).open()


def event_words(event: CaseEvent) -> list[str]:
    """What an event of these says beyond its name and remark, before and after the remark."""
    say = _SAYS.get(event.happened)
    return [word for word in say(event.data) if word] if say is not None else []


def _sent(data: dict[str, Any]) -> list[str]:
    return [
        f"报送{data['superior']}",
        f"材料：{data['papers']}" if data.get("papers") else "",
        f"文号 {data['reference']}" if data.get("reference") else "",
        f"应在 {_spoken(data['reply_due_on'])} 前答复" if data.get("reply_due_on") else "",
    ]


def _passed(data: dict[str, Any]) -> list[str]:
    post = "（B 岗）" if data.get("b_post") else ""
    acting = f"，代 {data['instead_of']} 办理" if data.get("instead_of") else ""
    return [f"{data['from_name']} 交给 {data['to_name']}{post}{acting}"]


_SAYS: dict[Happened, Callable[[dict[str, Any]], list[str]]] = {
    Happened.SENT_UP: _sent,
    Happened.CONTACT: lambda data: [data["authority"], data.get("way", "")],
    Happened.REPLIED: lambda data: [f"{data['superior']}答复"] if data.get("superior") else [],
    Happened.TOLD: lambda data: [f"告知{data['whom']}", data["how"]],
    Happened.GREEN: lambda data: [data["reason"]],
    Happened.PASSED_ON: _passed,
    Happened.CONFLICT: lambda data: [f"经办人 {data['handler_name']}"],
    Happened.REDONE: lambda data: [data["fault"]],
}
