"""The papers of attendance: slips, forms of their own, returns, handovers, circulars, signs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from center.accounts import Account
from center.attendance import balances, leave, month, outings
from center.attendance.approvers import decide
from center.attendance.chains import Span
from center.attendance.closing import ask_to_reopen, reopen
from center.attendance.hours import Half
from center.attendance.punching import Result
from center.attendance.records import AskedBy, AttendanceMonth, Found, Leave, LeaveType, Settlement
from center.attendance.settling import settle
from center.errors import NotAllowed, Refused
from center.journal import commit
from center.papers import Paper, issue, stored
from center.rights import Role
from center.settings import set_value
from center.staff import ServiceWindow
from forms import attendance, templates
from forms.attendance_facts import ATTENDANCE_FACTS
from forms.filling import draw
from tests import matters
from tests.forms.samples import page_texts, pdfium, text_of
from tests.keeping import DAY, Hall, full, furnished, punched
from tests.offices import Office


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    return furnished(qingshan)


def slip(hall: Hall, *, approved: bool = True, **changes: Any) -> Leave:
    with hall.office.work() as work:
        made = leave.ask(work, hall.form(**changes))
        if approved and not made.emergency:
            hall.approve(work, made)
        commit(work)
    return made


def printed(hall: Hall, make: Any, made: Leave) -> str:
    with hall.office.work() as work:
        pdf = make(work, work.session.get_one(Leave, made.id))
        assert pdf == make(work, work.session.get_one(Leave, made.id))
    assert len(page_texts(pdf)) == 1
    return text_of(pdf)


@pytest.mark.parametrize("kind", sorted(ATTENDANCE_FACTS))
def test_every_template_fits_its_facts(kind: str) -> None:
    assert templates.load(kind).kind == kind


def test_leave_01_slip_tells_who_when_why_how_to_reach_him_and_every_step(hall: Hall) -> None:
    made = slip(hall, span=full(DAY, DAY + timedelta(days=1)), place="县医院")
    found = printed(hall, attendance.leave_slip, made)
    for part in (
        "请假审批单",
        f"编号：{made.number}",
        "姓名沈秋禾",
        "请假类型事假",
        "2026年9月22日上午至2026年9月23日下午",
        "共几天2天",
        "按工作日计算",
        "事由家中有事",
        "去向县医院",
        "联系电话13800000000",
        "工作代理人顾明远",
        "没有批准的请假单无效",
    ):
        assert part in found, part
    # LEAVE-06: more than a day of 事假 takes three.
    for name in ("陆站长", "江副镇长", "林镇长"):
        assert f"同意{name}2026年9月22日" in found


def test_leave_01_blank_slip_has_boxes_for_every_type_and_the_steps_of_the_office(
    hall: Hall,
) -> None:
    with hall.office.work() as work:
        found = text_of(attendance.blank_leave_slip(work))
        set_value(work, "leave_chain", "single")
        work.session.flush()
        single = text_of(attendance.blank_leave_slip(work))
    for kind in LeaveType:
        assert f"□{kind.value}" in found
    assert "站所（窗口）负责人分管领导主要领导" in found
    assert "主要领导" not in single
    assert "分管领导" in single


def test_leave_01_a_refusal_is_printed_with_its_reason(hall: Hall) -> None:
    made = slip(hall, approved=False)
    with hall.office.work(hall.leader("陆站长")) as work:
        decide(work, work.session.get_one(Leave, made.id), approved=False, remark="人手不够")
        commit(work)
    assert "不同意：人手不够" in printed(hall, attendance.leave_slip, made)


def test_leave_03_and_09_the_way_it_was_asked_and_the_formalities_are_told(hall: Hall) -> None:
    phoned = slip(hall, asked_by=AskedBy.PROXY, proxy="沈春", approved=False)
    found = printed(hall, attendance.leave_slip, phoned)
    assert "代请（代请人：沈春）" in found
    assert "应在2026年9月23日前补办" in found
    rushed = slip(
        hall,
        staff=hall.people["顾明远"],
        leave_type=LeaveType.SICK,
        substitute=None,
        emergency=True,
        span=full(DAY, DAY + timedelta(days=8)),
    )
    found = printed(hall, attendance.leave_slip, rushed)
    assert "急病住院，不需事先审批" in found


def test_leave_10_annual_leave_has_its_form_with_the_balance(hall: Hall) -> None:
    with hall.office.work() as work:
        balances.set_annual(work, hall.people["沈秋禾"], 2026, 10)
        commit(work)
    made = slip(hall, leave_type=LeaveType.ANNUAL)
    found = printed(hall, attendance.leave_slip, made)
    for part in (
        "年休假申请表",
        "年度2026年",
        "应休5天",
        "已休和已申请1天",
        "还可休4天",
        "人事备案",
    ):
        assert part in found, part
    assert "请假类型" not in found


@pytest.mark.parametrize(
    "leave_type, title, counting",
    [
        (LeaveType.MARRIAGE, "其他休假申请表", "按工作日计算"),
        (LeaveType.MATERNITY, "其他休假申请表", "按自然日计算"),
        (LeaveType.SICK, "请假审批单", "按工作日计算"),
    ],
)
def test_leave_10_other_leave_has_its_form_and_says_how_days_count(
    hall: Hall, leave_type: LeaveType, title: str, counting: str
) -> None:
    found = printed(hall, attendance.leave_slip, slip(hall, leave_type=leave_type))
    assert title in found
    assert counting in found
    assert f"请假类型{leave_type.value}" in found


@pytest.mark.parametrize(
    "back, half, days, said",
    [
        (DAY + timedelta(days=1), Half.MORNING, "1天", "提前返岗"),
        (DAY + timedelta(days=2), Half.MORNING, "2天", ""),
        (DAY + timedelta(days=2), Half.AFTERNOON, "2天", "超过批准的时间返岗"),
    ],
)
def test_leave_13_the_return_counts_what_was_taken(
    hall: Hall, back: date, half: Half, days: str, said: str
) -> None:
    made = slip(hall, span=full(DAY, DAY + timedelta(days=1)))
    unreturned = printed(hall, attendance.leave_return, made)
    assert "应返岗时间2026年9月24日上午" in unreturned
    assert "实际返岗时间实休天数" in unreturned
    hall.office.clock.set(back, 15)
    with hall.office.work() as work:
        leave.come_back(work, work.session.get_one(Leave, made.id), back, half)
        commit(work)
    found = printed(hall, attendance.leave_return, made)
    assert "批准的天数2天" in found
    assert f"实际返岗时间2026年9月{back.day}日{half.value}" in found
    assert f"实休天数{days}" in found
    assert (said or "说明本人签字") in found


def test_leave_13_half_a_day_is_due_back_at_noon(hall: Hall) -> None:
    made = slip(hall, span=Span(DAY, Half.MORNING, DAY, Half.MORNING))
    assert "应返岗时间2026年9月22日下午" in printed(hall, attendance.leave_return, made)


def test_leave_15_handover_lists_the_open_cases_of_the_a_post(hall: Hall) -> None:
    with hall.office.work() as work:
        window = ServiceWindow(
            id=work.new_id(), station="QS", name="民政窗口", a_post=hall.people["沈秋禾"]
        )
        work.session.add(window)
        commit(work)
    made = slip(hall)
    found = printed(hall, attendance.post_handover, made)
    assert "在办事项：没有" in found
    clerk = hall.office.actor(Role.WINDOW_CLERK, login="shen")
    with hall.office.work() as work:
        account = work.session.get_one(Account, clerk.account)
        account.staff = hall.people["沈秋禾"]
        commit(work)
    with hall.office.work(clerk) as work:
        case = matters.case(work)
        commit(work)
    found = printed(hall, attendance.post_handover, made)
    for part in (
        "A/B岗工作交接单",
        "A岗（移交人）沈秋禾B岗（接收人）顾明远",
        "窗口民政窗口",
        "离岗原因事假",
        "在办事项（共1件）",
        str(case.number),
        case.status.value,
        "账号不得共用",
        "须着正装",
        "返岗交回",
    ):
        assert part in found, part


def test_leave_15_without_a_substitute_there_is_nobody_to_hand_over_to(hall: Hall) -> None:
    made = slip(hall, leave_type=LeaveType.SICK, substitute=None, emergency=True)
    with hall.office.work() as work, pytest.raises(Refused, match="没有工作代理人"):
        attendance.post_handover(work, work.session.get_one(Leave, made.id))


def closed(hall: Hall) -> UUID:
    """September, every missing punch settled, closed in October."""
    hall.office.clock.set(date(2026, 10, 8), 9)
    with hall.office.work() as work:
        for name, ident in hall.people.items():
            for day in month.persons_days(work, hall.person(work, name), 2026, 9):
                for mark in day.marks:
                    if mark.result is Result.MISSING:
                        settle(work, ident, day.on, mark.slot, Settlement.POWER, "全镇停电")
        commit(work)
        made = month.close(work, 2026, 9)
        commit(work)
        return made.id


def circular(hall: Hall, about: UUID) -> Paper:
    with hall.office.work() as work:
        draft = attendance.circular_draft(work, work.session.get_one(AttendanceMonth, about))
        return issue(work, draft, draw)


def test_att_12_circular_names_the_late_and_the_absent_numbered_and_frozen(hall: Hall) -> None:
    """ATT-12, ATT-06, ATT-08: like every paper it is numbered, and stays as it was issued."""
    punched(hall, "08:10:01", "12:01", "13:50", "18:01")
    with hall.office.work() as work:
        outings.spot_check(work, hall.people["顾明远"], Found.LEFT, 20, "人社窗口")
        outings.spot_check(work, hall.people["程雨桐"], Found.PRESENT)
        commit(work)
    paper = circular(hall, closed(hall))
    assert paper.number == "QS-KT-2026-000001"
    with hall.office.work() as work:
        hall.person(work, "沈秋禾").name = "改过的名字"
        commit(work)
        found = text_of(stored(work, work.session.get_one(Paper, paper.id)))
    assert "QS-KT-2026-000001" in found
    assert "1沈秋禾窗口迟到1次22日" in found
    assert "2顾明远窗口擅自离岗1次22日" in found
    assert "程雨桐" not in found
    assert "应出勤22天，参加考勤6人" in found


def test_att_12_a_reopened_month_takes_its_circular_back_and_the_next_names_it(hall: Hall) -> None:
    first = closed(hall)
    paper = circular(hall, first)
    leader = hall.leader("林镇长")
    with hall.office.work() as work:
        ask_to_reopen(work, work.session.get_one(AttendanceMonth, first), "补交了诊断证明")
        commit(work)
    second = replace(leader, account=hall.office.actor(Role.DEPUTY).account)
    with hall.office.work(second) as work:
        reopen(work, work.session.get_one(AttendanceMonth, first))
        commit(work)
        assert not work.session.get_one(Paper, paper.id).valid
    with hall.office.work() as work, pytest.raises(Refused, match="已经重新打开"):
        attendance.circular_draft(work, work.session.get_one(AttendanceMonth, first))
    again = circular(hall, closed(hall))
    assert again.number == "QS-KT-2026-000002"
    with hall.office.work() as work:
        found = text_of(stored(work, work.session.get_one(Paper, again.id)))
    assert "本通报代替编号QS-KT-2026-000001的通报" in found


def test_att_12_only_who_keeps_attendance_makes_a_circular(hall: Hall) -> None:
    about = closed(hall)
    clerk = hall.office.actor(Role.WINDOW_CLERK)
    with hall.office.store.read(clerk) as work, pytest.raises(NotAllowed):
        attendance.circular_draft(work, work.session.get_one(AttendanceMonth, about))


def test_att_07_the_away_sign_fills_a_sheet_and_says_the_limit_of_the_office(hall: Hall) -> None:
    with hall.office.work() as work:
        set_value(work, "away_limit", 20)
        work.session.flush()
        pdf = attendance.away_sign(work, "民政窗口")
    found = text_of(pdf)
    for part in ("暂时离开", "民政窗口", "离开时间", "最长不超过20分钟返回", "咨询电话"):
        assert part in found
    page = pdfium.PdfDocument(pdf)[0]
    assert page.get_width() > page.get_height()
