"""登记投诉: who complains, about whom, what happened; refused field by field (CPL-02…08)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center.cases.listing import numbered
from center.cases.records import Case
from center.complaints.correcting import correct
from center.complaints.correcting import form_of as started
from center.complaints.intake import ComplaintForm, register
from center.complaints.records import Channel, Complaint
from center.errors import Problem, Refused
from center.journal import commit
from center.staff import staff, windows
from center.storage import Work
from desktop.cases.ask import choices, lines
from desktop.dates import ZONE, same_minute
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.matter_record import find_matter
from desktop.matters import CORRECT, correction_fields, correction_words
from desktop.veil import kept, veil, veiled

MOST_RESPONDENTS = 3
_NAMES = {"received_at": "at_day", "respondents": "respondent1"}
_INTRO = "投诉人的情况默认保密，只有登记人、指定的承办人和主任能看到，被投诉人看不到。"


@dataclass(frozen=True, slots=True)
class _Lists:
    people: list[Choice]
    windows: list[Choice]
    subjects: list[Choice]
    secret: bool


def ask_register(
    desk: Desk,
    parent: QWidget,
    done: Callable[[UUID], object],
    start: ComplaintForm | None = None,
    *,
    also: Callable[[Work, Complaint], object] | None = None,
) -> FormDialog:
    """Register a complaint; `done` gets it once it is saved.

    `start` is what a visit or an opinion told, `also` is done with it in the same commit.
    """

    def write(work: Work, _form: Form, given: ComplaintForm) -> Complaint:
        if start is not None:
            given = replace(given, visit=start.visit)
        made = register(work, given)
        if also is not None:
            also(work, made)
        return made

    return _ask(desk, parent, "登记投诉", "登记", write, done, start, intro=_INTRO)


def ask_correct(
    desk: Desk,
    parent: QWidget,
    complaint: Complaint,
    done: Callable[[UUID], object],
    *,
    issued: int,
    full: bool,
) -> FormDialog:
    """更正 what was taken down of a complaint, on the form it was registered by."""

    def write(work: Work, form: Form, given: ComplaintForm) -> Complaint:
        found = find_matter(work, Complaint, complaint.id)
        correct(work, found, given, form.text("reason"))
        return found

    start = started(complaint)
    title = f"{CORRECT}　{complaint.number or ''}"
    dialog = _ask(
        desk,
        parent,
        title,
        CORRECT,
        write,
        done,
        start,
        intro=correction_words(issued),
        first=correction_fields(),
        full=full,
    )
    # Who may see it is decided by steps of their own.
    dialog.form.set_visible("protected", False)
    dialog.fit()
    return dialog


def _ask(
    desk: Desk,
    parent: QWidget,
    title: str,
    verb: str,
    write: Callable[[Work, Form, ComplaintForm], Complaint],
    done: Callable[[UUID], object],
    start: ComplaintForm | None,
    *,
    intro: str,
    first: Sequence[Field] = (),
    full: bool = False,
) -> FormDialog:
    """The dialog; what `start` knows of numbers and addresses is masked unless `full` (D8)."""
    masked = {} if full or start is None else veiled(start)
    came = start.received_at if start is not None else None

    def run(form: Form) -> None:
        try:
            with desk.work() as work:
                given = replace(form_of(form), case=_case(work, form))
                if came is not None and same_minute(given.received_at, came):
                    given = replace(given, received_at=came)
                if given.real_name:
                    given = replace(given, **kept(given, start, masked))
                made = write(work, form, given)
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(_NAMES.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused
        done(made.id)

    dialog = FormDialog(
        desk,
        parent,
        title,
        [*first, *_fields(_lists(desk))],
        verb,
        run,
        intro=intro,
        columns=3,
        # What is typed of a complaint may be a secret and is kept nowhere before it is saved.
    )

    def follow() -> None:
        form = dialog.form
        real = form.ticked("real_name")
        for name in ("name", "phone", "address"):
            form.set_visible(name, real)
        for place in range(2, MOST_RESPONDENTS + 1):
            form.set_visible(f"respondent{place}", bool(form.text(f"respondent{place - 1}")))
        for name in ("at_day", "at_time"):
            form.set_visible(name, form.ticked("earlier"))
        dialog.fit()

    if start is not None:
        dialog.form.set_values(_values(desk, start))
        veil(dialog.form, masked)
    dialog.form.changed.connect(lambda _draft: follow())
    follow()
    dialog.open()
    return dialog


def _values(desk: Desk, start: ComplaintForm) -> dict[str, object]:
    """What the fields show of a form."""
    found: dict[str, object] = {
        name: getattr(start, name)
        for name in (
            *("subject", "facts", "demand", "name", "real_name", "phone", "address"),
            *("window", "major", "written"),
        )
    }
    for place, staff_id in enumerate(start.respondents[:MOST_RESPONDENTS], start=1):
        found[f"respondent{place}"] = staff_id.hex
    found |= {"channel": start.channel.value, "units": "、".join(start.units)}
    if start.case is not None:
        with desk.read() as work:
            found["case"] = work.session.get_one(Case, start.case).number
    if start.received_at is not None:
        local = start.received_at.astimezone(ZONE)
        found |= {"earlier": True, "at_day": local.date()}
        found["at_time"] = local.time().replace(second=0, microsecond=0)
    return found


def _case(work: Work, form: Form) -> UUID | None:
    """The case complained about, by its number."""
    number = form.text("case").strip()
    found = numbered(work, number) if number else None
    if number and found is None:
        raise Refused([Problem("case", "没有找到这个编号的办件，请核对，或清空这一项")])
    return found.id if found is not None else None


def form_of(form: Form) -> ComplaintForm:
    """What was typed; raises Refused where the list of the form was passed by."""
    channel = form.text("channel")
    if not channel:
        raise Refused([Problem("channel", "请选择投诉渠道")])
    people = (form.text(f"respondent{place}") for place in range(1, MOST_RESPONDENTS + 1))
    day, clock = form.date("at_day"), form.time("at_time")
    units = re.split(r"[、,，;；\n]", form.text("units"))
    return ComplaintForm(
        channel=Channel(channel),
        subject=form.text("subject"),
        facts=form.text("facts"),
        demand=form.text("demand"),
        name=form.text("name"),
        real_name=form.ticked("real_name"),
        phone=form.text("phone"),
        address=form.text("address"),
        window=form.text("window"),
        respondents=tuple(dict.fromkeys(UUID(one) for one in people if one)),
        units=units,
        major=form.ticked("major"),
        written=form.ticked("written"),
        protected=form.ticked("protected"),
        received_at=datetime.combine(day, clock, ZONE) if day and clock else None,
    )


def _lists(desk: Desk) -> _Lists:
    settings = desk.settings
    with desk.read() as work:
        people = [
            Choice(one.id.hex, f"{one.name}　{one.post}" if one.post else one.name)
            for one in staff(work)
        ]
        found = [one.name for one in windows(work)]
    subjects = settings.lines("complaint_subjects")
    secret = settings.switch("complaint_secret_default")
    return _Lists(people, choices(found), choices(subjects), secret)


def _fields(lists: _Lists) -> list[Field]:
    who, whom, when = "投诉人", "被投诉的窗口、人员、单位", "登记"
    return [
        Field(
            "channel",
            "渠道",
            "buttons",
            required=True,
            wide=True,
            choices=choices(list(Channel)),
        ),
        Field("subject", "内容分类", "choice", 16, required=True, choices=lists.subjects),
        Field("written", "有书面材料", "tick", hint="书面投诉要书面答复"),
        Field("major", "涉及重大事项", "tick", hint="要报告领导和纪检监察"),
        lines("facts", "投诉的事实", required=True),
        Field("demand", "要求", width=0, wide=True),
        Field("real_name", "实名", "tick", default=True, section=who),
        Field("name", "姓名", width=16, required=True, section=who),
        Field("phone", "联系电话", width=16, section=who),
        Field("address", "住址", width=0, wide=True, section=who),
        Field("window", "窗口", "suggest", 16, choices=lists.windows, section=whom),
        *(
            Field(
                f"respondent{place}",
                "被投诉人" if place == 1 else f"被投诉人（第 {place} 人）",
                "pick",
                20,
                choices=lists.people,
                section=whom,
            )
            for place in range(1, MOST_RESPONDENTS + 1)
        ),
        Field("case", "关联办件编号", width=20, section=whom),
        Field(
            "units",
            "涉及的单位",
            width=0,
            wide=True,
            hint="多个单位用顿号分开；两个以上单位的按复杂投诉办，一周内答复",
            section=whom,
        ),
        Field("protected", "保密，只给指定的人看", "tick", default=lists.secret, section=when),
        Field("earlier", "补录：不是现在收到的", "tick", section=when),
        Field("at_day", "实际日期", "date", 12, required=True, section=when),
        Field("at_time", "实际时间", "time", 8, required=True, section=when),
    ]
