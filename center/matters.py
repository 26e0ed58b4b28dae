"""What petitions, complaints and 12345 work orders share: the record's head, events, clocks.

Each runs several clocks side by side, promised and statutory. Every one is named and explained;
the earliest that still runs is the light of the matter, and the list says which it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.calendar import WorkCalendar
from center.clock import Deadline, Extension, Pause, State, Unit, deadline
from center.errors import Expected, NotAllowed, Problem, Refused
from center.records import CHINA, NUMBER, Base, Record, local_date
from center.registration import CLOCK_SLACK
from center.secrecy import OFFICE, STUB, may_see
from center.storage import NumberRequest, Work

CLOCK_WRONG = "电脑时间早于上一步，没有保存。请先核对电脑的日期和时间。"
CORRECTED = "更正"
_DELAY_TOLD = "说明延期原因"
_NO_STEP = frozenset({"登记", "派单", "导入更新", "关联", "取消关联", CORRECTED})
"""Events nothing waits for: what was done before them may still be entered after them."""


class Matter(Record, kw_only=True, eq=False):
    """The head of a petition, complaint or work order.

    `due_on`, `raw_due_on`, `clock_name` and `ended_on` are derived from the events: the clock that
    ends first, and the day the matter ended.
    """

    received_at: Mapped[datetime] = mapped_column(index=True)
    entered_at: Mapped[datetime]
    registrar: Mapped[UUID]
    registrar_name: Mapped[str]
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
    number: Mapped[str | None] = mapped_column(NUMBER, default=None)
    handler: Mapped[UUID | None] = mapped_column(default=None, index=True)
    handler_name: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True}, index=True)
    raw_due_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True})
    clock_name: Mapped[str] = mapped_column(default="", info={"derived": True})
    ended_on: Mapped[date | None] = mapped_column(default=None, info={"derived": True}, index=True)

    @property
    def secret(self) -> bool:
        """Whether only those named on it and the director see it."""
        return self.audience != OFFICE


class MatterEvent(Record, Base):
    """One thing that happened to a matter; events are added, never changed.

    `at` is when it happened, `entered_at` when it was typed; `data` holds what clocks and papers
    need.
    """

    __tablename__ = "matter_events"
    kind = "matter_event"

    matter: Mapped[UUID] = mapped_column(index=True)
    matter_kind: Mapped[str] = mapped_column(String(20))
    happened: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    entered_at: Mapped[datetime]
    account: Mapped[UUID]
    actor_name: Mapped[str]
    audience: Mapped[str] = mapped_column(String(40), default=OFFICE)
    remark: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NamedDeadline:
    """One clock of a matter: what it is called, what it rests on, its deadline.

    `ours` is False for a time limit of the petitioner (to ask for a review): it is shown, never
    the light. `finished` is the day its step was done.
    """

    name: str
    basis: str
    deadline: Deadline
    ours: bool = True
    finished: date | None = None

    @property
    def running(self) -> bool:
        """Whether its step is still owed."""
        return self.finished is None


@dataclass(frozen=True, slots=True)
class Counting:
    """What every clock of a matter counts with; `ended` stops those still running."""

    calendar: WorkCalendar
    today: date
    soon: int
    ended: date | None = None

    def clock(
        self,
        name: str,
        basis: str,
        start: date,
        days: int,
        unit: Unit,
        finished: date | None = None,
        *,
        extensions: Iterable[Extension] = (),
        pauses: Iterable[Pause] = (),
        ours: bool = True,
    ) -> NamedDeadline:
        """One clock; calendar days roll to a working day and keep the raw date beside it."""
        # A step entered for a day before the clock began was done on its first day.
        done = finished if finished is not None else self.ended
        done = max(done, start) if done is not None else None
        found = deadline(
            start,
            days,
            unit,
            self.calendar,
            roll=unit is Unit.DAY,
            pauses=pauses,
            extensions=extensions,
            today=self.today,
            finished=done,
            due_soon=self.soon,
        )
        return NamedDeadline(name, basis, found, ours, done)

    def fixed(
        self, name: str, basis: str, start: date, due: date, finished: date | None = None
    ) -> NamedDeadline:
        """A clock that ends on a day somebody set (限期解决、上级系统的期限)."""
        done = finished if finished is not None else self.ended
        start = min(start, due, done or due)
        found = deadline(
            start,
            (due - start).days,
            Unit.DAY,
            self.calendar,
            today=self.today,
            finished=done,
            due_soon=self.soon,
        )
        return NamedDeadline(name, basis, found, True, done)


def governing(clocks: Sequence[NamedDeadline]) -> NamedDeadline | None:
    """The clock that is the light: the earliest that still runs.

    When none runs any more, the latest that was missed, else the one that would have ended last.
    """
    ours = [clock for clock in clocks if clock.ours]
    running = [clock for clock in ours if clock.running]
    if running:
        return min(running, key=lambda c: (c.deadline.raw_due, c.deadline.due))
    late = [clock for clock in ours if clock.deadline.state is State.LATE]
    return max(late or ours, key=lambda c: (c.deadline.due, c.deadline.raw_due), default=None)


def derive(matter: Matter, clocks: Sequence[NamedDeadline], ended: date | None) -> None:
    """Write the derived columns of a matter; while no clock runs, nothing is due.

    An answered complaint that still waits to be closed is neither late nor early.
    """
    light = governing(clocks)
    if light is not None and not light.running and ended is None:
        light = None
    matter.ended_on = ended
    matter.due_on = light.deadline.due if light else None
    matter.raw_due_on = light.deadline.raw_due if light else None
    matter.clock_name = light.name if light else ""


def events_of(session: Session, matter: UUID) -> list[MatterEvent]:
    """A matter's events that stand, in the order they happened."""
    query = select(MatterEvent).where(MatterEvent.matter == matter, MatterEvent.voided_at.is_(None))
    return sorted(session.scalars(query), key=lambda e: (e.at, e.entered_at, e.id))


def days_of(events: Sequence[MatterEvent], *kinds: str) -> list[date]:
    """The days on which such an event happened, in order."""
    return [local_date(e.at) for e in events if e.happened in kinds]


def first_day(events: Sequence[MatterEvent], *kinds: str) -> date | None:
    """The first such day; None when it never happened."""
    return next(iter(days_of(events, *kinds)), None)


def last_of(events: Sequence[MatterEvent], *kinds: str) -> MatterEvent | None:
    """The latest such event; None when there is none."""
    return next((e for e in reversed(events) if e.happened in kinds), None)


def last_step(matter: Matter, events: Sequence[MatterEvent]) -> datetime:
    """When the latest step happened: no other can be entered for an earlier time."""
    return max([matter.received_at, *(e.at for e in events if e.happened not in _NO_STEP)])


DELAY = "说明延期后的答复日期"


def promised_anew(
    events: Sequence[MatterEvent], count: Counting, answers: Sequence[str]
) -> list[NamedDeadline]:
    """The clock of the day promised when a delay was explained (CPL-09), none before that."""
    told = last_of(events, _DELAY_TOLD)
    if told is None:
        return []
    done = first_day([e for e in events if e.at >= told.at], *answers)
    return [count.fixed(DELAY, "CPL-09", local_date(told.at), _until(told), done)]


def _until(told: MatterEvent) -> date:
    return date.fromisoformat(str(told.data["until"]))


def first_unexplained(
    clocks: Sequence[NamedDeadline],
    names: Collection[str],
    events: Sequence[MatterEvent],
    today: date,
) -> NamedDeadline | None:
    """The answer that is late while the day promised instead is over or was never told (CPL-09)."""
    told = last_of(events, _DELAY_TOLD)
    if told is not None and today <= _until(told):
        return None
    late = (c for c in clocks if c.name in names and c.running and today > c.deadline.due)
    return min(late, key=lambda c: c.deadline.due, default=None)


def first_step(session: Session, matter: UUID) -> datetime | None:
    """When the first step was taken; None before any was."""
    events = events_of(session, matter)
    return min((e.at for e in events if e.happened not in _NO_STEP), default=None)


def record(
    work: Work,
    matter: Matter,
    happened: str,
    at: datetime,
    remark: str = "",
    data: dict[str, Any] | None = None,
) -> MatterEvent:
    """Add an event to a matter; it is as secret as the matter."""
    event = MatterEvent(
        id=work.new_id(),
        station=matter.station,
        matter=matter.id,
        matter_kind=matter.kind,
        happened=happened,
        at=at,
        entered_at=work.now,
        account=work.actor.account,
        actor_name=work.actor.name,
        audience=matter.audience,
        remark=remark,
        data=data or {},
    )
    work.session.add(event)
    return event


def moment(
    work: Work, matter: Matter, events: Sequence[MatterEvent], at: datetime | None
) -> datetime:
    """When a step happened: never in the future, never before the step before it."""
    last = last_step(matter, events)
    if at is None:
        if work.now < last - CLOCK_SLACK:
            raise Refused(CLOCK_WRONG)
        return max(work.now, last)
    if at > work.now + CLOCK_SLACK:
        raise Refused([Problem("at", "时间不能晚于现在")])
    if at < matter.received_at.replace(second=0, microsecond=0):
        raise Refused([Problem("at", "时间不能早于登记（收到）的时间")])
    if at < last.replace(second=0, microsecond=0):
        said = last.astimezone(CHINA)
        raise Refused(
            [Problem("at", f"时间不能早于上一步（{said.month}月{said.day}日 {said:%H:%M}）")]
        )
    return max(at, last)


def must_see(work: Work, matter: Matter) -> None:
    """Refuse whoever may not see a secret matter, without a word of what it says."""
    if not may_see(work, matter.audience):
        raise NotAllowed(f"{matter.number or '这件'}是{STUB}，只有指定的人员可以打开。")


def not_found() -> Expected:
    """What is said of a matter that is not there, or not this station's."""
    return Expected("没有找到这件，可能已被作废，或不属于本站。请刷新列表后再试。")


def ask_number(work: Work, matter: Matter, code: str) -> None:
    """Let the matter take the next number of its series at commit."""

    def use(number: str) -> None:
        matter.number = number

    year = local_date(matter.received_at).year
    work.numbers.append(NumberRequest(work.station, code, year, use))
