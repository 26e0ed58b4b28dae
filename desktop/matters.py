"""What the records of petitions, complaints and work orders share: clocks, history, steps' forms.

The forms of steps are asked like those of a case: a step may be entered later with the time it
really happened (补录), what is refused stands under its field, and nothing typed is lost.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from center.change_words import ACTIONS, KINDS
from center.changes import account_names
from center.clock import State
from center.corrections import corrected_words
from center.errors import Problem, Refused
from center.journal import commit, history
from center.lights import Day, due_words
from center.matters import Matter, MatterEvent, NamedDeadline, governing
from center.papers import Paper
from center.storage import Work
from desktop import theme
from desktop.cases.parts import entered_later, new_page, short_table
from desktop.clocks import clock_card
from desktop.dates import WEEKDAYS, ZONE, show_date, show_moment
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.parts import words

M = TypeVar("M", bound=Matter)

_COUNTED = (State.NORMAL, State.DUE_SOON, State.OVERDUE)
_DATA_WORDS = {
    "unit": "承办单位",
    "due": "期限",
    "until": "延至",
    "days": "延长天数",
    "approver": "批准人",
    "reason": "理由",
    "how": "送达方式",
    "policy": "依据的政策",
    "elsewhere": "应向",
    "organ": "机关",
    "verdict": "结论",
    "basis": "依据",
    "delivered_on": "送达",
    "parties": "当事人",
    "mediator": "调解人",
    "hearing_from": "听证自",
    "hearing_to": "听证至",
}
"""What the data of an event are called; what is not named here is not shown."""


# --- 时限 ----------------------------------------------------------------------------------------


def clocks_page(clocks: Sequence[NamedDeadline], today: date) -> QWidget:
    """The clocks side by side, each explained; the one the light follows stands first and named."""
    page, layout = new_page()
    light = governing(clocks)
    if light is None:
        layout.addWidget(words("这件没有时限。", "second"))
    else:
        layout.addWidget(words(light_words(light, today)))
    running = sorted(clocks, key=lambda c: (c is not light, not c.running, c.deadline.due))
    grid = QGridLayout()
    grid.setSpacing(theme.SMALL)
    for place, clock in enumerate(running):
        card = clock_card(
            clock.name, clock.deadline, today, first=clock is light, said=_said(clock, today)
        )
        grid.addWidget(card, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
    for column in range(2):
        grid.setColumnStretch(column, 1)
    layout.addLayout(grid)
    layout.addStretch()
    return page


def light_words(light: NamedDeadline, today: date) -> str:
    """Which clock ends first, and when."""
    day = light.deadline.due
    due = f"{show_date(day, today)} {WEEKDAYS[day.weekday()]}"
    if light.running:
        return f"最早到期的是“{light.name}”，{due}；状态灯按这一个时限。"
    return f"各项时限都已完成；状态灯按“{light.name}”（{due}）。"


def due_line(light: NamedDeadline | None, day: Day) -> str:
    """The due day of the head: 到期 11月24日　还有 3 天（答复承诺）."""
    if light is None:
        return ""
    current = light.deadline
    said = due_words(current.state, current.due, day) if current.state in _COUNTED else ""
    return f"到期 {show_date(current.due, day.today)}　{said}（{light.name}）"


def _said(clock: NamedDeadline, today: date) -> str:
    # A rule number of our own list says nothing to the office.
    own = clock.basis.partition("-")[0].isalpha() and clock.basis.isascii()
    said = ["依据：本中心制度" if own else f"依据：{clock.basis}"]
    if not clock.ours:
        said.append("过期只是不能再提出，不影响状态灯")
    elif clock.finished is not None:
        said.append(f"{show_date(clock.finished, today)} 已完成")
    return "；".join(said)


# --- 经过 ----------------------------------------------------------------------------------------


def history_page(
    desk: Desk, record: UUID, events: Sequence[MatterEvent], papers: Iterable[Paper]
) -> QWidget:
    """What happened with the matter, and below it what was done in the program (操作记录)."""
    today = desk.today()
    page, layout = new_page()
    rows = [
        (show_moment(event.at, today), event.happened, event.actor_name, event_words(event))
        for event in events
    ]
    layout.addWidget(
        short_table("办理经过", ("时间", "经过", "经办", "说明"), rows, (16, 16, 12, 0))
    )
    layout.addWidget(words("操作记录", "second"))
    done = _traces(desk, record, papers)
    layout.addWidget(
        short_table("操作记录", ("时间", "账号", "操作", "内容"), done, (16, 12, 18, 0))
    )
    layout.addStretch()
    return page


def event_words(event: MatterEvent) -> str:
    """What an event says beyond its name."""
    known = [
        f"{_DATA_WORDS[name]}：{value}"
        for name, value in event.data.items()
        if name in _DATA_WORDS and value and str(value) != event.remark
    ]
    known += corrected_words(event)
    said = [event.remark, *known, entered_later(event.at, event.entered_at).strip("（）")]
    return "；".join(" ".join(word.split()) for word in said if word)


def _traces(desk: Desk, record: UUID, papers: Iterable[Paper]) -> list[tuple[str, ...]]:
    today = desk.today()
    numbers = {paper.id: f"{paper.title} {paper.number}" for paper in papers}
    found = []
    with desk.read() as work:
        names = account_names(work)
        for one in (record, *numbers):
            for row in history(work, one):
                if one == record and row.action == "update":
                    continue  # each step stands above as an event
                said = json.loads(row.payload) if row.payload else {}
                reason = str(said.get("reason", "")) if row.action == "reveal" else ""
                done = f"{ACTIONS.get(row.action, row.action)}{KINDS.get(row.kind, '')}"
                who = names.get(row.account, "（其他站点）")
                found.append((row.at, who, done, numbers.get(one, reason)))
    found.sort(key=lambda trace: trace[0])
    return [(show_moment(at, today), who, done, said) for at, who, done, said in found]


# --- 更正 ----------------------------------------------------------------------------------------

CORRECT = "更正"


def correction_words(issued: int) -> str:
    """What a correction leaves as it is."""
    papers = f"已出具的 {issued} 份文书不变，需要时在“文书”里更正重出。" if issued else ""
    return f"改的是登记的内容，编号不变，原来的内容留在“经过”里。{papers}"


def correction_fields() -> list[Field]:
    """Why it is corrected; asked before what is corrected."""
    hint = "例如：身份证号录错、代表少登记一人"
    return [Field("reason", "更正原因", width=0, required=True, wide=True, hint=hint)]


# --- Steps ---------------------------------------------------------------------------------------


# Without slots: Python 3.11 cannot call an alias (Ask[Petition]) of a frozen class that has them.
@dataclass(frozen=True)
class Ask(Generic[M]):
    """The form of a step and the service it calls; `follow` shows and hides fields.

    `names` says under which field a problem stands that the service names otherwise. Without
    `late` the step cannot be entered for an earlier time.
    """

    fields: Sequence[Field]
    take: Callable[[Work, M, Form, datetime | None], object]
    intro: str = ""
    follow: Callable[[Form], None] | None = None
    danger: bool = False
    late: bool = True
    names: Mapping[str, str] = field(default_factory=dict)


def ask_step(
    desk: Desk,
    parent: QWidget,
    verb: str,
    asked: Ask[M],
    matter: M,
    last: datetime,
    find: Callable[[Work], M],
    done: Callable[[], object],
) -> FormDialog:
    """Open the dialog of a step; `done` is called once it is saved.

    `find` fetches the matter in the unit of work of the step; `last` is when the step before it
    happened.
    """
    names = {"at": "at_day", **asked.names}

    def follow(form: Form) -> None:
        if asked.late:
            for name in ("at_day", "at_time"):
                form.set_visible(name, form.ticked("earlier"))
        if asked.follow is not None:
            asked.follow(form)

    def run(form: Form) -> None:
        day, time = form.date("at_day"), form.time("at_time")
        at = datetime.combine(day, time, ZONE) if day is not None and time is not None else None
        try:
            with desk.work() as work:
                asked.take(work, find(work), form, at)
                commit(work)
        except Refused as refused:
            if not refused.problems:
                raise
            placed = [Problem(names.get(p.field, p.field), p.message) for p in refused.problems]
            raise Refused(placed) from refused

    dialog = FormDialog(
        desk,
        parent,
        f"{verb}　{matter.number or ''}",
        [*asked.fields, *(_earlier(desk.today(), last) if asked.late else [])],
        verb,
        run,
        intro=asked.intro,
        danger=asked.danger,
        # What is typed about a secret matter is kept nowhere but in the matter.
        draft="" if matter.secret else f"{matter.kind}:{matter.id.hex}:{verb}",
    )
    follow(dialog.form)
    dialog.fit()

    def changed(_draft: object) -> None:
        follow(dialog.form)
        dialog.fit()

    dialog.form.changed.connect(changed)
    dialog.accepted.connect(done)
    dialog.open()
    return dialog


def _earlier(today: date, last: datetime) -> list[Field]:
    hint = f"上一步是 {show_moment(last, today)}"
    return [
        Field("earlier", "补录：不是现在办的，填写实际时间", "tick", wide=True),
        Field("at_day", "实际日期", "date", 12, required=True, default=today, hint=hint),
        Field("at_time", "实际时间", "time", 8, required=True),
    ]
