"""An office with leaders and cadres on its duty lists, for tests of the 值班 tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from center.journal import commit
from center.roster import drafting, members, publishing
from center.roster.records import Method, Plan, Roster, Seat, Turn
from center.staff import Staff
from tests.offices import Office

LEADERS = {
    "陈志远": "正职",
    "周文涛": "正职",
    "林清河": "分管",
    "赵立新": "其他",
    "孙晓梅": "其他",
    "钱国强": "其他",
    "吴佳慧": "其他",
}
CADRES = ("黄小禾", "高军", "何丽", "罗华")


@dataclass
class Lists:
    """The office and its people by name."""

    office: Office
    people: dict[str, UUID]

    def planned(self, month: int = 10, *, publish: bool = False) -> UUID:
        """A month of 坐班接访 of 2026, planned in order."""
        with self.office.work() as work:
            roster = drafting.begin_month(work, Plan.RECEPTION, 2026, month)
            drafting.plan_month(work, roster, Method.ORDER)
            commit(work)
        if publish:
            with self.office.work() as work:
                publishing.publish(work, work.session.get_one(Roster, roster.id))
                commit(work)
        return roster.id

    def turns(self, roster: UUID, seat: Seat = Seat.LEADER) -> dict[date, list[str]]:
        """Who stands on each day now."""
        with self.office.store.read(self.office.director) as work:
            found: dict[date, list[str]] = {}
            for turn in drafting.turns_of(work, work.session.get_one(Roster, roster)):
                if turn.seat is seat:
                    found.setdefault(turn.on, []).append(turn.name)
            return found

    def turn(self, roster: UUID, on: date) -> Turn:
        """The leader's turn of a day."""
        with self.office.store.read(self.office.director) as work:
            turns = drafting.turns_of(work, work.session.get_one(Roster, roster))
            return next(t for t in turns if t.on == on and t.seat is Seat.LEADER)


def listed(office: Office) -> Lists:
    """Leaders on the list of 坐班接访 and the watch, four cadres on the watch."""
    people: dict[str, UUID] = {}
    with office.work() as work:
        for name, rank in [*LEADERS.items(), *((name, "") for name in CADRES)]:
            post = "党委委员" if rank else "科员"
            person = Staff(id=work.new_id(), station="QS", name=name, leader_rank=rank, post=post)
            people[name] = person.id
            work.session.add(person)
        commit(work)
    with office.work() as work:
        leaders = [people[name] for name, rank in LEADERS.items() if rank != "分管"]
        members.enlist(work, Plan.RECEPTION, Seat.LEADER, leaders)
        members.enlist(work, Plan.WATCH, Seat.LEADER, leaders)
        members.enlist(work, Plan.WATCH, Seat.STAFF, [people[name] for name in CADRES])
        commit(work)
    return Lists(office, people)
