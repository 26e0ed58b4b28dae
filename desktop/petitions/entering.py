"""登记信访: the form of PET-02, people and representatives, and who may have come before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from center.errors import Problem, Refused
from center.identity import check_id
from center.journal import commit
from center.petitions.intake import (
    MOST_REPRESENTATIVES,
    PetitionForm,
    Representative,
    proposed_leader,
    register,
)
from center.petitions.records import Channel, Purpose
from center.petitions.repeats import Likely, likely_earlier
from center.records import local_date
from center.staff import staff, villages
from center.storage import Work
from desktop.cases.ask import choices
from desktop.dates import ZONE, show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.secrecy import accused_field, accused_of

SUBJECTS = (
    "土地征收",
    "宅基地和房屋",
    "低保救助",
    "惠农补贴",
    "邻里纠纷",
    "劳动报酬",
    "社会保障",
    "道路水利",
    "环境卫生",
    "村务公开",
    "干部作风",
    "其他",
)
POLITICAL = ("群众", "中共党员", "共青团员", "民主党派")
OCCUPATIONS = ("农民", "务工人员", "个体经营", "教师", "退休人员", "学生", "无业")
TOO_MANY = f"集体走访的代表不得超过 {MOST_REPRESENTATIVES} 人（条例第二十条）"
_WHO, _WHAT, _MORE = "信访人", "信访事项", "其他情况"
_PLACES = {"received_at": "came_on", "representatives": "rep0_name"}
_ONLY_SECRET = ("accused",)
_ONLY_MANY = ("origin_unit", "origin_due_on")
_LOOK_MS = 300


class RegisterDialog(FormDialog):
    """The dialog; representatives are added and removed by its two buttons (条例 20)."""

    def __init__(self, desk: Desk, parent: QWidget, done: Callable[[UUID], object]) -> None:
        self._now = desk.now()
        self._representatives = 0
        self._leader_of: date | None = None
        self._kept: UUID | None = None
        super().__init__(
            desk,
            parent,
            "登记信访",
            _fields(desk),
            "登记",
            self._save,
            intro="检举控告自动设为保密件，只有登记人、指定的人和主任能看到。",
            draft="petition:new",
            columns=3,
        )
        self.add = self._small("增加代表", self._add_representative)
        self.remove = self._small("去掉最后一位代表", self._remove_representative)
        self._looking = QTimer(self)
        self._looking.setSingleShot(True)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self.look)
        self._representatives = sum(
            bool(self.form.draft().get(f"rep{n}_name")) for n in range(MOST_REPRESENTATIVES)
        )
        self.form.changed.connect(lambda _draft: self._follow())
        self.form.left.connect(lambda _name: self._looking.start())
        self.accepted.connect(lambda: self._kept and done(self._kept))
        self._follow()

    # Following what is typed

    def _follow(self) -> None:
        form = self.form
        named = not form.ticked("anonymous")
        many = (form.number("people_count") or 1) > 1
        many = many or self._representatives > 0
        collective = self._desk.settings.number("collective_min_people")
        secret = form.text("purpose") == Purpose.ACCUSATION.value or form.ticked("protected")
        shown = dict.fromkeys(("name", "sex", "age", "id_number"), named)
        shown |= {name: (form.number("people_count") or 1) >= collective for name in _ONLY_MANY}
        shown |= dict.fromkeys(_ONLY_SECRET, secret)
        shown["protected"] = form.text("purpose") != Purpose.ACCUSATION.value
        shown["receiving_leader"] = form.text("channel") == Channel.LEADER.value
        for number in range(MOST_REPRESENTATIVES):
            for part in ("name", "phone"):
                shown[f"rep{number}_{part}"] = number < self._representatives
        for name, visible in shown.items():
            form.set_visible(name, visible)
        self.add.setVisible(many)
        self.remove.setVisible(self._representatives > 0)
        self._propose_leader()
        self.fit()

    def _propose_leader(self) -> None:
        """The leader of the day by the roster (PET-11); what was typed instead stays."""
        day = self.form.date("came_on")
        leads = self.form.text("channel") == Channel.LEADER.value
        if not leads or day is None or day == self._leader_of:
            return
        with self._desk.read() as work:
            before = proposed_leader(work, self._leader_of) if self._leader_of else ""
            leader = proposed_leader(work, day)
        self._leader_of = day
        if self.form.text("receiving_leader") in ("", before):
            self.form.set_values({"receiving_leader": leader})
        said = "已按班表填入当天带班领导" if leader else "当天没有公布的班表，请填写"
        self.form.set_hint("receiving_leader", said)

    def _small(self, title: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(title)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: run())
        self._buttons.insertWidget(self._buttons.indexOf(self.ok), button)
        return button

    def _add_representative(self) -> None:
        if self._representatives == MOST_REPRESENTATIVES:
            self.form.set_problems([Problem(f"rep{MOST_REPRESENTATIVES - 1}_name", TOO_MANY)])
            self.fit()
            return
        self._representatives += 1
        self._follow()
        self.form.focus(f"rep{self._representatives - 1}_name")

    def _remove_representative(self) -> None:
        self._representatives -= 1
        last = self._representatives
        self.form.set_values({f"rep{last}_name": "", f"rep{last}_phone": ""})
        self._follow()

    # Who may have come before

    def look(self) -> None:
        """Tell of earlier petitions of perhaps the same person; confirmed on the record."""
        form = self.form
        with self._desk.read() as work:
            found = likely_earlier(
                work,
                form.text("problem"),
                name=form.text("name"),
                phone=form.text("phone"),
                id_number=form.text("id_number"),
            )
        if found:
            self.notice.say(earlier_words(found, self._desk.today()), seconds=0)
        self.fit()

    # Saving

    def _save(self, form: Form) -> None:
        try:
            with self._desk.work() as work:
                kept = register(work, self._form(work, form))
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(self._place(p), p.message) for p in refused.problems]
            raise Refused(placed) from refused
        self._kept = kept.id

    def _place(self, problem: Problem) -> str:
        if problem.field == "representatives" and not self._representatives:
            return "people_count"
        return _PLACES.get(problem.field, problem.field)

    def _form(self, work: Work, form: Form) -> PetitionForm:
        day, time = form.date("came_on"), form.time("came_at")
        came = None
        if day is not None and time is not None:
            came = datetime.combine(day, time, ZONE)
            if came == self._now.astimezone(ZONE).replace(second=0, microsecond=0):
                came = None  # left as proposed: the moment of saving
        speaking = [
            Representative(form.text(f"rep{n}_name"), form.text(f"rep{n}_phone"))
            for n in range(self._representatives)
        ]
        return PetitionForm(
            channel=Channel(form.text("channel")),
            purpose=Purpose(form.text("purpose")),
            problem=form.text("problem"),
            name=form.text("name"),
            sex=form.text("sex"),
            age=form.number("age"),
            occupation=form.text("occupation"),
            political_status=form.text("political_status"),
            address=form.text("address"),
            phone=form.text("phone"),
            id_number=form.text("id_number"),
            village=form.text("village"),
            anonymous=form.ticked("anonymous"),
            people_count=1 if (count := form.number("people_count")) is None else count,
            representatives=[one for one in speaking if one.name or one.phone],
            written=form.ticked("written"),
            subject=form.text("subject"),
            about_unit=form.text("about_unit"),
            been_to=form.text("been_to"),
            pending_above=form.text("pending_above"),
            litigation=form.ticked("litigation"),
            urgent=form.ticked("urgent"),
            origin_unit=form.text("origin_unit"),
            origin_due_on=form.date("origin_due_on"),
            platform_number=form.text("platform_number"),
            platform_due_on=form.date("platform_due_on"),
            receiving_leader=form.text("receiving_leader"),
            protected=form.ticked("protected"),
            accused=accused_of(work, form.text("accused")),
            received_at=came,
        )


def ask_register(desk: Desk, parent: QWidget, done: Callable[[UUID], object]) -> RegisterDialog:
    """Open the dialog; `done` gets the new petition."""
    dialog = RegisterDialog(desk, parent, done)
    dialog.open()
    return dialog


def earlier_words(found: Sequence[Likely], today: date) -> str:
    """Who may have come before, for what, and what was answered."""
    one = found[0].petition
    came = show_date(local_date(one.received_at), today)
    answer = f"，当时答复：{one.answer[:60]}" if one.answer else "，还没有答复"
    more = f"。另有 {len(found) - 1} 件" if len(found) > 1 else ""
    return (
        f"可能来过：{one.number}　{came}　{one.problem[:30]}（{found[0].why}）"
        f"{answer}{more}。登记后请在“重复和关联”里核对。"
    )


def _fields(desk: Desk) -> list[Field]:
    now = desk.now().astimezone(ZONE)
    with desk.read() as work:
        where = [village.name for village in villages(work)]
        leaders = [one.name for one in staff(work) if one.leader_rank]

    def known(number: str) -> str | None:
        result = check_id(number, now.date())
        return None if result.valid else "证件号码核对不上，请看一下证件；确认无误可以保存"

    speaking = [
        field
        for n in range(MOST_REPRESENTATIVES)
        for field in (
            Field(f"rep{n}_name", f"代表 {n + 1}", width=16, limit=100, section=_WHO),
            Field(f"rep{n}_phone", "电话", width=16, limit=40, section=_WHO),
        )
    ]
    return [
        Field(
            "channel",
            "渠道",
            "buttons",
            required=True,
            wide=True,
            choices=choices([one.value for one in Channel]),
            default=Channel.VISIT.value,
        ),
        Field(
            "purpose",
            "信访目的",
            "buttons",
            required=True,
            wide=True,
            choices=choices([one.value for one in Purpose]),
            default=Purpose.CLAIM.value,
        ),
        Field("came_on", "来访日期", "date", 14, required=True, default=now.date()),
        Field(
            "came_at",
            "来访时间",
            "time",
            8,
            required=True,
            default=now.time().replace(second=0, microsecond=0, tzinfo=None),
        ),
        Field("receiving_leader", "接访领导", "suggest", 16, choices=choices(leaders)),
        Field("name", "姓名", width=16, limit=100, section=_WHO),
        Field("sex", "性别", "buttons", choices=choices(("男", "女")), section=_WHO),
        Field("id_number", "证件号码", width=22, warn=known, section=_WHO),
        Field("age", "年龄", "number", 6, section=_WHO, hint="填了身份证号的可以不填"),
        Field("phone", "联系电话", width=18, limit=40, section=_WHO),
        Field("village", "村（社区）", "suggest", 18, choices=choices(where), section=_WHO),
        Field("address", "住址或工作单位", width=0, wide=True, section=_WHO),
        Field("occupation", "职业", "suggest", 16, choices=choices(OCCUPATIONS), section=_WHO),
        Field(
            "political_status", "政治面貌", "suggest", 16, choices=choices(POLITICAL), section=_WHO
        ),
        Field("people_count", "人数", "number", 6, required=True, default=1, section=_WHO),
        Field("anonymous", "匿名", "tick", section=_WHO),
        *speaking,
        Field("problem", "主要问题", "lines", required=True, wide=True, lines=4, section=_WHAT),
        Field("subject", "内容分类", "suggest", 16, choices=choices(SUBJECTS), section=_WHAT),
        Field("about_unit", "涉及单位", width=28, section=_WHAT),
        accused_field(desk, section=_WHAT),
        Field("origin_unit", "问题发生地", "suggest", 24, choices=choices(where), section=_WHAT),
        Field(
            "origin_due_on",
            "责成发生地解决的期限",
            "date",
            14,
            hint="集体访必须填写",
            section=_WHAT,
        ),
        Field("urgent", "重大紧急", "tick", section=_WHAT),
        Field("protected", "信访人要求保密", "tick", section=_WHAT),
        Field("written", "附有书面材料", "tick", section=_MORE),
        Field("litigation", "已经或正在诉讼、仲裁、复议", "tick", section=_MORE),
        Field("been_to", "曾到过的机关", width=28, section=_MORE),
        Field("pending_above", "正在办理的上级机关", width=28, section=_MORE),
        Field("platform_number", "省级系统编号（阳光信访）", width=24, limit=60, section=_MORE),
        Field("platform_due_on", "省级系统期限", "date", 14, section=_MORE),
    ]
