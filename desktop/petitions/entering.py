"""登记信访: the form of PET-02, people and representatives, and who may have come before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from center.errors import Problem, Refused
from center.identity import mask_phone
from center.journal import commit
from center.petitions.intake import (
    MOST_REPRESENTATIVES,
    PetitionForm,
    Representative,
    proposed_leader,
    register,
)
from center.petitions.records import Channel, Petition, Purpose
from center.petitions.repeats import Likely, likely_earlier
from center.records import local_date
from center.storage import Work
from desktop.dates import ZONE, same_minute, show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.petitions.fields import register_fields, values_of
from desktop.secrecy import accused_of
from desktop.veil import kept, veil, veiled

FROM_VISIT = "来访登记里写下的姓名和事由全单位可见，检举控告请不要从来访登记带入。"
TOO_MANY = f"集体走访的代表不得超过 {MOST_REPRESENTATIVES} 人（条例第二十条）"
_PLACES = {"received_at": "came_on", "representatives": "rep0_name"}
_ONLY_SECRET = ("accused",)
_ONLY_MANY = ("origin_unit", "origin_due_on")
_LOOK_MS = 300


class RegisterDialog(FormDialog):
    """The dialog; representatives are added and removed by its two buttons (条例 20)."""

    title, verb = "登记信访", "登记"
    intro_words = "检举控告自动设为保密件，只有登记人、指定的人和主任能看到。"
    draft_name = "petition:new"

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        done: Callable[[UUID], object],
        start: PetitionForm | None = None,
        *,
        full: bool = False,
    ) -> None:
        """`start` is what is known already: of a visit, or of the petition that is put right.

        Its numbers and addresses stand masked under their fields unless `full` (D8).
        """
        self._start, self._full = start, full
        self._masked = {} if full or start is None else veiled(start)
        self._came = start.received_at if start is not None else None
        self._now = self._came or desk.now()
        self._representatives = 0
        self._leader_of: date | None = None
        self._kept: UUID | None = None
        if start is not None and start.visit is not None:
            self.intro_words += FROM_VISIT
        super().__init__(
            desk,
            parent,
            self.title,
            [*self.first_fields(), *register_fields(desk, self._now)],
            self.verb,
            self._save,
            intro=self.intro_words,
            draft="" if start is not None else self.draft_name,
            columns=3,
        )
        if start is not None:
            self.form.set_values(values_of(start))
            veil(self.form, self._masked)
            if not full:
                for number, one in enumerate(start.representatives):
                    veil(
                        self.form,
                        {f"rep{number}_phone": mask_phone(one.phone)} if one.phone else {},
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

    def first_fields(self) -> list[Field]:
        """What is asked before everything else."""
        return []

    def write(self, work: Work, given: PetitionForm) -> Petition:
        """Save what was typed."""
        return register(work, given)

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
        form, start = self.form, self._start
        with self._desk.read() as work:
            found = likely_earlier(
                work,
                form.text("problem"),
                name=form.text("name"),
                phone=form.text("phone") or (start.phone if start else ""),
                id_number=form.text("id_number") or (start.id_number if start else ""),
            )
        if found:
            self.notice.say(earlier_words(found, self._desk.today()), seconds=0)
        self.fit()

    # Saving

    def _save(self, form: Form) -> None:
        try:
            with self._desk.work() as work:
                saved = self.write(work, self._with_known(self._form(work, form)))
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(self._place(p), p.message) for p in refused.problems]
            raise Refused(placed) from refused
        self._kept = saved.id

    def _place(self, problem: Problem) -> str:
        if problem.field == "representatives" and not self._representatives:
            return "people_count"
        return _PLACES.get(problem.field, problem.field)

    def _form(self, work: Work, form: Form) -> PetitionForm:
        day, time = form.date("came_on"), form.time("came_at")
        came = None
        if day is not None and time is not None:
            came = datetime.combine(day, time, ZONE)
            if same_minute(came, self._now):
                came = self._came  # left as proposed; None is the moment of saving
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

    def _with_known(self, given: PetitionForm) -> PetitionForm:
        """What the visit or the petition knows and the form does not ask again."""
        start = self._start
        if start is None:
            return given
        known = kept(given, start, self._masked) if not given.anonymous else {}
        phones = {} if self._full else {one.name: one.phone for one in start.representatives}
        speaking = [
            replace(one, phone=one.phone or phones.get(one.name, ""))
            for one in given.representatives
        ]
        return replace(
            given, visit=start.visit, id_kind=start.id_kind, representatives=speaking, **known
        )


def ask_register(
    desk: Desk,
    parent: QWidget,
    done: Callable[[UUID], object],
    start: PetitionForm | None = None,
) -> RegisterDialog:
    """Open the dialog; `done` gets the new petition, `start` is what a visit told already."""
    dialog = RegisterDialog(desk, parent, done, start)
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
