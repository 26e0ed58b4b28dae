"""What each step of a complaint asks, and the service it calls; the rules are the center's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from center.accounts import actor_of, colleagues
from center.complaints import steps
from center.complaints.actions import Action, unreported
from center.complaints.file import ComplaintFile
from center.complaints.records import Complaint, Fault, Happened, Role, Verdict
from center.complaints.verdicts import verified_before
from center.errors import Problem, Refused
from center.rights import Right
from center.secret_matters import name_reader
from center.staff import staff
from center.storage import Work
from desktop.cases.ask import choices, lines
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.matters import Ask

ComplaintAsk = Ask[Complaint]
SATISFIED = ("满意", "基本满意", "不满意", "未评价")
REPLY_FORMS = ("口头", "电话", "书面")
UNITS = ("派出所", "司法所", "自然资源所", "民政办", "农业农村办", "社会保障所")
OPINION, MEETING = "协调意见", "协调会议"
_REPORTS = (Happened.REPORTED_LEADER, Happened.REPORTED_DISCIPLINE, Happened.REPORTED_PARTY)


def handlers(desk: Desk) -> dict[str, UUID]:
    """The accounts that may handle complaints, by name."""
    with desk.read() as work:
        found = colleagues(work)
    return {one.name: one.id for one in found if actor_of(one).may(Right.HANDLE_PETITIONS)}


def _accept(desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    known = handlers(desk)
    own = desk.actor.name if desk.actor.name in known else ""
    secret = file.complaint.secret

    def take(work: Work, one: Complaint, form: Form, at: datetime | None) -> None:
        name = form.text("handler").strip()
        account = known.get(name)
        if secret:
            if account is None:
                message = "保密件的承办人要能登录系统，请从名单里选一位有信访投诉权限的"
                raise Refused([Problem("handler", message)])
            name_reader(work, one, account)
        steps.accept(work, one, name, account, at)

    intro = "承办人会列入可以查看这件的人。" if secret else ""
    who = Field("handler", "承办人", "suggest", 16, True, choices(list(known)), default=own)
    return ComplaintAsk([who], take, intro, names={"account": "handler"})


def _report(desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    waiting = unreported(file)
    kinds = [Choice(one.value, one.value.removeprefix("报告")) for one in _REPORTS]
    with desk.read() as work:
        leaders = [one.name for one in staff(work) if one.leader_rank]
    default = waiting[0].value if waiting else None
    return ComplaintAsk(
        [
            Field("to", "向谁报告", "buttons", 0, True, kinds, wide=True, default=default),
            Field("whom", "报告给", "suggest", 24, True, choices(leaders)),
        ],
        lambda work, one, form, at: steps.report(
            work, one, Happened(form.text("to")), form.text("whom"), at
        ),
        "重大投诉先报告中心领导和上级纪检监察；复杂投诉报告乡镇党委政府。",
    )


def _send(desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    due = desk.today()
    for _ in range(file.settings.number("complaint_unit_days")):
        due = desk.calendar.next_workday(due + timedelta(days=1))
    return ComplaintAsk(
        [
            Field("unit", "承办单位", "suggest", 24, True, choices(UNITS)),
            Field("due", "答复期限", "date", 14, True, default=due),
        ],
        lambda work, one, form, at: steps.send(
            work, one, form.text("unit"), form.date("due") or date.min, at
        ),
        "涉及两个以上单位的，这件转为复杂投诉。",
    )


def _unit_opinion(_desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    return ComplaintAsk(
        [lines("text", "承办单位的处理意见", required=True)],
        lambda work, one, form, at: steps.unit_opinion(work, one, form.text("text"), at),
        f"承办单位：{'、'.join(file.complaint.units)}",
    )


def _coordinate(_desk: Desk, _file: ComplaintFile) -> ComplaintAsk:
    kinds = choices((OPINION, MEETING))
    return ComplaintAsk(
        [
            Field("kind", "方式", "buttons", 0, True, kinds, wide=True, default=OPINION),
            lines("text", "协调意见或会议决定", required=True),
        ],
        lambda work, one, form, at: steps.coordinate(
            work, one, form.text("text"), at, meeting=form.text("kind") == MEETING
        ),
        "有争议的，三个工作日内提出协调意见，或召集首席代表开会商定。",
    )


def _hear(_desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    complaint = file.complaint
    heard = {one.role for one in file.interviews}
    first = next((r for r in (Role.COMPLAINANT, Role.RESPONDENT) if r not in heard), Role.WITNESS)
    known = [complaint.name, *complaint.respondent_names.split("、")]
    name = {Role.COMPLAINANT: complaint.name, Role.RESPONDENT: complaint.respondent_names}
    return ComplaintAsk(
        [
            Field(
                "role",
                "询问谁",
                "buttons",
                0,
                True,
                choices(list(Role)),
                wide=True,
                default=first.value,
            ),
            Field(
                "name",
                "姓名",
                "suggest",
                16,
                True,
                choices([one for one in known if one]),
                default=name.get(first, ""),
            ),
            Field("said", "询问记录", "lines", required=True, wide=True, lines=6),
        ],
        lambda work, one, form, at: steps.hear(
            work, one, Role(form.text("role")), form.text("name"), form.text("said"), at
        ),
        "认定属实之前，投诉人和被投诉人双方都要有询问记录。",
    )


def _decide(desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    verdicts = choices([one for one in Verdict if one is not Verdict.OPEN])
    with desk.read() as work:
        before = verified_before(work, file.complaint)
    counted = "、".join(f"{name} 此前已查实 {count} 次" for name, count in before.items())
    staff_fault = Fault.STAFF.value

    def follow(form: Form) -> None:
        true = form.text("verdict") in (Verdict.TRUE, Verdict.PARTLY)
        form.set_visible("fault", true)
        form.set_visible("cause", true and form.text("fault") == staff_fault)
        form.set_required("measure", form.text("verdict") == Verdict.TRUE)

    def take(work: Work, one: Complaint, form: Form, at: datetime | None) -> None:
        found = steps.Finding(
            Verdict(form.text("verdict")),
            form.text("finding"),
            Fault(form.text("fault") or Fault.NONE),
            form.text("cause"),
            form.text("measure"),
        )
        steps.decide(work, one, found, at)

    return ComplaintAsk(
        [
            Field("verdict", "核查结论", "buttons", 0, True, verdicts, wide=True),
            Field(
                "fault",
                "过错方",
                "buttons",
                0,
                True,
                choices(list(Fault)),
                wide=True,
                default=Fault.NONE.value,
            ),
            Field("cause", "情形", "choice", 24, choices=choices(steps.CAUSES)),
            Field("finding", "调查情况", "lines", 0, True, wide=True, lines=4),
            lines("measure", "处理措施"),
        ],
        take,
        f"{counted}。再次查实的，会建议调离岗位。" if counted else "",
        follow,
    )


def _reconsider(_desk: Desk, _file: ComplaintFile) -> ComplaintAsk:
    return ComplaintAsk(
        [lines("reason", "为什么撤回认定", required=True)],
        lambda work, one, form, at: steps.reconsider(work, one, form.text("reason"), at),
        "撤回后重新调查、重新认定。查实次数和扣分建议一并撤销；已经出具的通报请另行作废。",
        danger=True,
    )


def _tell_delay(_desk: Desk, _file: ComplaintFile) -> ComplaintAsk:
    return ComplaintAsk(
        [
            lines("reason", "不能按时答复的客观原因", required=True),
            Field("new_date", "新的答复日期", "date", 14, True),
        ],
        lambda work, one, form, at: steps.tell_delay(
            work, one, form.text("reason"), form.date("new_date") or date.min, at
        ),
        "超过期限的，要先向投诉人说明原因和新的答复日期，再答复。",
    )


def _reply(_desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    written = file.complaint.written
    return ComplaintAsk(
        [
            Field(
                "form",
                "答复方式",
                "buttons",
                0,
                True,
                choices(REPLY_FORMS),
                wide=True,
                default="书面" if written else None,
            ),
            Field("text", "答复内容", "lines", required=True, wide=True, lines=5),
        ],
        lambda work, one, form, at: steps.reply(
            work, one, form.text("text"), form.text("form"), at
        ),
        "书面投诉必须书面答复，投诉答复书在“文书”里出具。" if written else "",
        names={"delay": "text"},
    )


def _close(desk: Desk, file: ComplaintFile) -> ComplaintAsk:
    anonymous = not file.complaint.real_name
    return ComplaintAsk(
        [
            lines("feedback", "向投诉人反馈的情况", required=True),
            Field("fed_back_on", "反馈日期", "date", 14, True, default=desk.today()),
            Field("satisfied", "投诉人评价", "choice", 12, choices=choices(SATISFIED)),
        ],
        lambda work, one, form, at: steps.close(
            work,
            one,
            form.text("feedback"),
            form.date("fed_back_on"),
            form.text("satisfied"),
            at,
        ),
        "匿名投诉无法联系投诉人的，以公示方式反馈，写明公示的地方和时间。" if anonymous else "",
    )


def void() -> ComplaintAsk:
    """The form that voids a complaint registered by mistake."""
    return ComplaintAsk(
        [lines("reason", "作废原因", required=True)],
        lambda work, one, form, _at: steps.void(work, one, form.text("reason")),
        "作废后不能恢复，编号不再使用，经过和文书都保留。",
        danger=True,
        late=False,
    )


ASKS: dict[Action, Callable[[Desk, ComplaintFile], ComplaintAsk]] = {
    Action.ACCEPT: _accept,
    Action.REPORT: _report,
    Action.SEND: _send,
    Action.UNIT_OPINION: _unit_opinion,
    Action.COORDINATE: _coordinate,
    Action.HEAR: _hear,
    Action.DECIDE: _decide,
    Action.RECONSIDER: _reconsider,
    Action.TELL_DELAY: _tell_delay,
    Action.REPLY: _reply,
    Action.CLOSE: _close,
}
"""Every step, by what it asks."""
