"""What the papers of attendance need to know (C1, C2, C7 of the office's forms, ATT-07, ATT-12).

All but the circular, which is issued, are printed on demand, carry no number but the slip's and are
not kept. What is not given is left to a hand, so that the same form serves as the blank slip of
LEAVE-01.
"""

from __future__ import annotations

from forms.facts import Fact, optional

_PERSON = (
    Fact("unit", "单位名称"),
    optional("name", "姓名"),
    optional("department", "部门（窗口）"),
    optional("post", "职务"),
)
_APPROVALS = Fact(
    "approvals",
    "审批",
    "rows",
    columns=(
        Fact("role", "审批人"),
        optional("opinion", "意见"),
        optional("signed", "签字"),
        optional("on", "日期"),
    ),
)
_ASKED = (
    *_PERSON,
    optional("number", "请假单编号"),
    optional("leave_type", "请假类型"),
    optional("asked_on", "申请日期", "date"),
    optional("span", "起止时间"),
    optional("days", "共几天"),
    optional("counting", "天数口径"),
    optional("reason", "事由"),
    optional("place", "去向"),
    optional("phone", "联系电话"),
    optional("way", "请假方式"),
    optional("medical", "证明材料"),
    optional("formalities", "补办手续"),
    optional("substitute", "工作代理人（B岗）"),
    _APPROVALS,
    optional("filed_on", "备案日期", "date"),
)

ATTENDANCE_FACTS: dict[str, tuple[Fact, ...]] = {
    # C1, LEAVE-01…09, LEAVE-15, LEAVE-16.
    "leave_slip": _ASKED,
    # LEAVE-10: filed with 人事 and the centre's directors.
    "annual_leave_form": (
        *_ASKED,
        optional("year", "年度"),
        optional("due", "应休"),
        optional("used", "已休和已申请"),
        optional("left", "还可休"),
    ),
    "leave_form": _ASKED,
    # C2, LEAVE-13, LEAVE-14.
    "leave_return": (
        *_PERSON,
        optional("slip_number", "请假单编号"),
        Fact("leave_type", "请假类型"),
        Fact("span", "批准的起止时间"),
        Fact("days", "批准的天数"),
        Fact("due_on", "应返岗时间"),
        optional("returned", "实际返岗时间"),
        optional("actual", "实休天数"),
        optional("note", "续假、超假或提前返岗说明"),
        optional("checked_by", "销假登记人"),
    ),
    # C7, LEAVE-15, AB-03, AB-09.
    "post_handover": (
        *_PERSON,
        optional("slip_number", "请假单编号"),
        Fact("taker", "B岗（接收人）"),
        Fact("cause", "离岗原因"),
        Fact("span", "起止时间"),
        Fact("phone", "离岗期间联系电话"),
        optional("note", "交代和注意事项"),
        Fact(
            "matters",
            "在办事项",
            "rows",
            required=False,
            columns=(
                optional("number", "编号"),
                Fact("about", "事项"),
                optional("applicant", "申请人"),
                optional("progress", "进度"),
                optional("due", "到期日"),
            ),
        ),
    ),
    # ATT-12: who, what, how often; no reason of a leave and nothing about health.
    "attendance_circular": (
        Fact("unit", "单位名称"),
        Fact("period", "考勤月份"),
        Fact("people", "人数"),
        Fact("due_days", "应出勤天数"),
        Fact(
            "cases",
            "通报的情况",
            "rows",
            required=False,
            columns=(
                Fact("name", "姓名"),
                optional("department", "窗口或职务"),
                Fact("what", "情形"),
                Fact("count", "次数"),
                optional("days", "日期"),
            ),
        ),
        Fact("date", "日期", "date"),
        optional("replaces", "代替哪一份"),
    ),
    # ATT-07: it stands on the desk, the times are written by hand or wiped off.
    "away_sign": (
        Fact("unit", "单位名称"),
        optional("window", "窗口"),
        optional("cover", "请到哪个窗口办理"),
        Fact("limit", "最长几分钟"),
        Fact("consult_phone", "咨询电话"),
    ),
}
