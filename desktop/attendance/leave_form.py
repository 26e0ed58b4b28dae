"""The leave slip while it is filled in: days counted, who approves, what is unusual (LEAVE-01…17).

A slip signed on paper is entered with its signatures in the same form, the photo follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.attendance.approvers import Signature, enter_signed, titles
from center.attendance.balances import annual, spoken_days, time_off
from center.attendance.chains import needs_medical_record
from center.attendance.hours import Half
from center.attendance.leave import (
    LeaveForm,
    approvers_of,
    ask,
    counted,
    steps_of,
    warnings,
)
from center.attendance.records import AskedBy, Leave, LeaveType
from center.calendar import ONE_DAY
from center.errors import Problem, Refused
from center.identity import check_phone
from center.journal import commit
from center.staff import staff, windows
from center.storage import Work
from desktop.attachments.incoming import Given
from desktop.attachments.photos import Photos
from desktop.attendance import asking
from desktop.cases.ask import choices
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog

MOST_SIGNERS = 3
_SPAN, _HOW, _SIGNED = "请假时间", "怎么请的", "纸质签字"
_NAMES = {"asked_at": "asked_on", "signatures": "signed_on"}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the form proposes: phones, who covers whom, who signs at each level."""

    people: Sequence[Choice]
    phones: dict[UUID, str]
    covers: dict[UUID, UUID]
    signers: dict[str, str]

    @staticmethod
    def read(work: Work) -> _Known:
        """Read it; a title that only one person holds is proposed by name."""
        everybody, known = staff(work), titles(work)
        signers: dict[str, str] = {}
        for title in known.titles:
            able = known.holders(title)
            if len(able) == 1:
                signers[title] = able[0].name
        return _Known(
            asking.people(work),
            {one.id: one.phone for one in everybody},
            {w.a_post: w.b_post for w in windows(work) if w.a_post and w.b_post},
            signers,
        )


class LeaveDialog(FormDialog):
    """Asks for a slip; the line under the title says what it comes to while it is typed."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        done: Callable[[UUID, Sequence[Given]], object],
        extends: Leave | None = None,
    ) -> None:
        with desk.read() as work:
            self._known = _Known.read(work)
        self._extends = extends.id if extends is not None else None
        self._made: UUID | None = None
        self._titles: tuple[str, ...] = ()
        self._for: UUID | None = None
        title = "请假登记" if extends is None else f"续假　{extends.number or ''}"
        super().__init__(
            desk,
            parent,
            title,
            _fields(desk.today(), self._known.people),
            "登记",
            self._save,
            intro=" ",
            draft="leave:new" if extends is None else "",
            columns=4,
        )
        if extends is not None:
            self._continue(extends)
        self.form.changed.connect(lambda _draft: self.follow())
        self.photos = Photos(desk, "请假单照片、证明")
        self.add_below(self.photos)
        self._done = done
        self.accepted.connect(self._tell)
        self.follow()

    def follow(self) -> None:
        """Count the days, name the approvers, propose phone and substitute."""
        form = self.form
        chosen = asking.who(form)
        if chosen is not None and chosen != self._for:
            self._for = chosen
            if not form.text("phone"):
                form.set_values({"phone": self._known.phones.get(chosen, "")})
            cover = self._known.covers.get(chosen)
            if not form.text("substitute") and cover is not None:
                form.set_values({"substitute": cover.hex})
        proxy = form.text("asked_by") == AskedBy.PROXY.value
        form.set_visible("proxy", proxy)
        asked = self.asked()
        said, half_days = self._told(asked)
        kind = asked.leave_type if asked is not None else LeaveType.PERSONAL
        form.set_visible("medical_record", needs_medical_record(kind, half_days))
        on_paper = form.ticked("on_paper")
        form.set_visible("signed_on", on_paper and bool(self._titles))
        for number in range(MOST_SIGNERS):
            wanted = on_paper and number < len(self._titles)
            if wanted:
                form.set_label(f"signer{number}", self._titles[number])
                proposed = self._known.signers.get(self._titles[number], "")
                if proposed and not form.text(f"signer{number}"):
                    form.set_values({f"signer{number}": proposed})
            form.set_visible(f"signer{number}", wanted)
        self.intro.setText(said)
        self.intro.setVisible(bool(said))
        self.fit()

    def asked(self) -> LeaveForm | None:
        """The slip as typed so far; None before person, type and days are chosen."""
        form, span, person = self.form, asking.span_of(self.form), asking.who(self.form)
        if span is None or person is None or not form.text("leave_type"):
            return None
        return LeaveForm(
            staff=person,
            leave_type=LeaveType(form.text("leave_type")),
            span=span,
            reason=form.text("reason"),
            phone=form.text("phone"),
            substitute=asking.who(form, "substitute"),
            place=form.text("place"),
            asked_by=AskedBy(form.text("asked_by") or AskedBy.PERSON.value),
            proxy=form.text("proxy"),
            emergency=form.ticked("emergency"),
            medical_record=form.ticked("medical_record"),
            asked_at=self._asked_at(),
            extends=self._extends,
        )

    def _told(self, asked: LeaveForm | None) -> tuple[str, int]:
        self._titles = ()
        if asked is None or not asked.span.valid:
            return "填好姓名和日期后，这里显示天数和审批人。", 0
        with self._desk.read() as work:
            half_days = counted(work, asked.leave_type, asked.span)
            self._titles = approvers_of(work, asked)
            unusual = warnings(work, asked)
            left = _balance(work, asked)
        by_calendar = asked.leave_type.value in self._desk.settings.lines("leave_by_calendar")
        way = "自然日" if by_calendar else "工作日"
        chain = " → ".join(self._titles) if self._titles else "紧急就医，不用事先批准，事后补手续"
        said = [f"计 {spoken_days(half_days)}（{way}）", f"审批：{chain}", left]
        if unusual:
            said.append(f"提示：{'；'.join(unusual)}")
        return "　".join(part for part in said if part), half_days

    def _save(self, form: Form) -> None:
        asked = self.asked()
        assert asked is not None
        try:
            with self._desk.work() as work:
                slip = ask(work, asked)
                if form.ticked("on_paper") and self._titles:
                    enter_signed(work, slip, self._signatures(len(steps_of(work, slip.id))))
                commit(work)
                self._made = slip.id
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(_NAMES.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused

    def _tell(self) -> None:
        if self._made is not None:
            self._done(self._made, self.photos.given)

    def _signatures(self, steps: int) -> list[Signature]:
        on = self.form.date("signed_on") or self._desk.today()
        return [Signature(self.form.text(f"signer{n}"), on) for n in range(steps)]

    def _asked_at(self) -> datetime | None:
        on = self.form.date("asked_on")
        if on is None or on == self._desk.today():
            return None
        return datetime.combine(on, time(9), ZONE)

    def _continue(self, slip: Leave) -> None:
        """续假 begins with the half day after the slip's last."""
        morning = slip.last_half is Half.AFTERNOON
        first = slip.last + ONE_DAY if morning else slip.last
        self.form.set_values(
            {
                "staff": slip.staff.hex,
                "leave_type": slip.leave_type.value,
                "first": first,
                "first_half": (Half.MORNING if morning else Half.AFTERNOON).value,
                "last": first,
                "last_half": Half.AFTERNOON.value,
                "phone": slip.phone,
                "reason": slip.reason,
                "substitute": slip.substitute.hex if slip.substitute else None,
            }
        )
        self.form.set_locked("staff", True)


def _fields(today: date, people: Sequence[Choice]) -> list[Field]:
    types = choices([one.value for one in LeaveType])
    return [
        asking.person("staff", "请假人", people, hint="输入姓名或编号"),
        Field(
            "leave_type",
            "假别",
            "choice",
            16,
            required=True,
            choices=types,
            default=LeaveType.PERSONAL.value,
        ),
        Field("first", "从", "date", 14, required=True, default=today, section=_SPAN),
        _half("first_half", "从上午还是下午", Half.MORNING),
        Field("last", "到（含这一天）", "date", 14, required=True, default=today, section=_SPAN),
        _half("last_half", "到上午还是下午", Half.AFTERNOON),
        Field("reason", "事由", width=0, wide=True, required=True, section="事由和联系"),
        Field("place", "去向", width=28, section="事由和联系"),
        Field(
            "phone",
            "联系电话",
            width=18,
            required=True,
            check=_phone,
            section="事由和联系",
        ),
        Field(
            "substitute",
            "工作代理人（B岗）",
            "pick",
            20,
            choices=people,
            hint="紧急就医可以先不填",
            section="事由和联系",
        ),
        Field(
            "asked_by",
            "请假方式",
            "buttons",
            choices=choices([one.value for one in AskedBy]),
            default=AskedBy.PERSON.value,
            section=_HOW,
        ),
        Field("proxy", "代请人", width=16, section=_HOW),
        Field("asked_on", "哪天请的", "date", 14, default=today, section=_HOW),
        Field("emergency", "紧急就医，来不及事先请假", "tick", section=_HOW),
        Field("medical_record", "已核对医院病历证明", "tick", section=_HOW),
        Field("on_paper", "纸质请假单已签字，一起录入", "tick", section=_SIGNED),
        Field("signed_on", "签字日期", "date", 14, default=today, section=_SIGNED),
        *(
            Field(f"signer{number}", f"第 {number + 1} 级签字", width=16, section=_SIGNED)
            for number in range(MOST_SIGNERS)
        ),
    ]


def _half(name: str, label: str, default: Half) -> Field:
    return Field(
        name,
        label,
        "buttons",
        required=True,
        choices=asking.HALVES,
        default=default.value,
        section=_SPAN,
    )


def _phone(text: str) -> str | None:
    found = check_phone(text)
    return None if found.valid else found.problems[0]


def _balance(work: Work, asked: LeaveForm) -> str:
    if asked.leave_type is LeaveType.ANNUAL:
        found = annual(work, asked.staff, asked.span.first.year)
        return "没有录入年休假天数" if found is None else f"年休假还剩 {spoken_days(found.left)}"
    if asked.leave_type is LeaveType.COMPENSATORY:
        return f"调休还剩 {spoken_days(time_off(work, asked.staff, asked.span.first).left)}"
    return ""
