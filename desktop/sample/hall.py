"""The hall being played: a plan of moments and steps, taken in the order of time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from center.calendar import WorkCalendar
from center.holidays import work_calendar
from center.items import Item, active_items
from center.people import Identity, PersonKind
from center.records import CHINA, local_date
from center.storage import Store
from desktop.sample.names import Invented, enterprises, residents
from desktop.sample.office import Cast

RESIDENTS = 260
Step = Callable[[], None]


@dataclass(slots=True)
class Hall:
    """The hall being played: its store, its settable clock, who acts, and what is still to come."""

    store: Store
    set_clock: Callable[[datetime], None]
    cast: Cast
    rng: Random
    today: date
    progress: Callable[[int, int], None]
    calendar: WorkCalendar = field(init=False)
    items: list[Item] = field(init=False)
    people: list[Invented] = field(init=False)
    firms: list[Invented] = field(init=False)
    _plan: list[tuple[datetime, int, Step]] = field(default_factory=list)
    _order: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        """Read the catalogue and invent the residents."""
        with self.store.read(self.cast.director) as work:
            self.calendar = work_calendar(work.session)
            self.items = active_items(work)
        self.people = residents(self.rng, self.today, RESIDENTS)
        self.firms = enterprises(self.rng)

    def at(self, moment: datetime, step: Step) -> None:
        """Plan a step; steps that would lie after today are not taken."""
        if local_date(moment) <= self.today:
            heapq.heappush(self._plan, (moment, next(self._order), step))

    def play(self) -> None:
        """Take every step in the order of time."""
        done = 0
        while self._plan:
            moment, _, step = heapq.heappop(self._plan)
            self.set_clock(moment)
            step()
            done += 1
            if done % 20 == 0:
                self.progress(done, done + len(self._plan))

    def workday(self, day: date, later: int) -> datetime:
        """A moment in office hours, this many working days after a day."""
        for _ in range(later):
            day = self.calendar.next_workday(day + timedelta(days=1))
        return self.moment(day)

    def moment(self, day: date) -> datetime:
        """A moment in office hours of a day."""
        hour = self.rng.choice((8, 9, 9, 10, 10, 11, 14, 14, 15, 15, 16, 17))
        clock = time(hour, self.rng.randrange(60), self.rng.randrange(60))
        return datetime.combine(day, clock, CHINA)


def identity(person: Invented) -> Identity:
    """What an invented person gives at the desk."""
    firm = person.birth is None
    return Identity(
        name=person.name,
        person_kind=PersonKind.ENTERPRISE if firm else PersonKind.NATURAL,
        id_kind="统一社会信用代码" if firm else "居民身份证",
        id_number=person.id_number,
        phone=person.phone,
        village=person.village,
        group=person.group,
        birth=person.birth,
        sex=person.sex,
    )
