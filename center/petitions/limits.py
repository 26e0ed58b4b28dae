"""The clocks of a petition, side by side: what the centre promised and what the law asks. Pure.

Promised: PET-03 (3 days), PET-04 (a week after a leader's reception), PET-09 and DUTY-08 (a day
somebody set). Statutory, 信访工作条例: 15 days to register and route (22), 15 to tell the person,
5 working days to object (23), 60 + 30 to handle (34), 30/30 for the review (35) and 30/30 for the
final review (36). The regulation knows no rolling: the raw date stands beside the rolled one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from center.calendar import WorkCalendar
from center.clock import Extension, Pause, Unit
from center.matters import (
    Counting,
    MatterEvent,
    NamedDeadline,
    first_day,
    last_of,
    promised_anew,
)
from center.petitions.records import CLOSED, Channel, Happened, Petition
from center.records import local_date
from center.settings import Values

LAW = "信访工作条例"
PROMISE, PROMISE_LEADER = "答复承诺", "领导接访答复承诺"
SOLVE, ORIGIN, ABOVE, UNIT = "限期解决", "集体访限期解决", "上级系统期限", "承办单位反馈期限"
ROUTE, TELL, OBJECT = "登记转送交办期限", "书面告知期限", "异议期限"
HANDLE, SIMPLE = "办理期限", "简易办理期限"
ASK_REVIEW, REVIEW, ASK_FINAL, FINAL = "请求复查期限", "复查期限", "请求复核期限", "复核期限"
MOST_EXTENSION = 30

OWED = frozenset({PROMISE, PROMISE_LEADER, HANDLE, SIMPLE})
"""The clocks of the answer to the petitioner: late, the delay is explained first (CPL-09)."""
ANSWERS = (
    Happened.ANSWERED,
    Happened.SOLVED,
    Happened.EXPLAINED,
    Happened.GUIDED,
    Happened.REFUSED,
    Happened.NOT_AGAIN,
    Happened.MEDIATED,
    Happened.OPINION,
)
"""What counts as an answer to the petitioner (PET-03)."""
ROUTED = (
    Happened.ACCEPTED,
    Happened.TRANSFERRED,
    Happened.ASSIGNED,
    Happened.LIMITED,
    Happened.FINISHED,
    *ANSWERS[1:],
)
"""What decides the way a petition goes (22)."""


def ended_on(petition: Petition, events: Sequence[MatterEvent]) -> date | None:
    """The day nothing was owed any more; None while something is."""
    if petition.status not in CLOSED:
        return None
    ending = (
        *ANSWERS[1:],
        Happened.REVIEWED,
        Happened.FINAL_REVIEWED,
        Happened.FINISHED,
    )
    last = last_of(events, *ending)
    return local_date(last.at) if last is not None else None


def clocks_of(
    petition: Petition,
    events: Sequence[MatterEvent],
    calendar: WorkCalendar,
    settings: Values,
    today: date,
) -> list[NamedDeadline]:
    """Every clock of a petition as it stands on `today`, in the order in which they began."""
    ended = ended_on(petition, events)
    count = Counting(calendar, today, settings.number("due_soon_days"), ended)
    return [
        *_promised(petition, events, count, settings),
        *_before_handling(petition, events, count),
        *_handling(petition, events, count, settings),
        *_reviews(events, count),
    ]


def _promised(
    petition: Petition, events: Sequence[MatterEvent], count: Counting, settings: Values
) -> list[NamedDeadline]:
    began, answered = local_date(petition.received_at), first_day(events, *ANSWERS)
    if petition.channel is Channel.LEADER:
        days = settings.number("petition_leader_due_days")
        found = [count.clock(PROMISE_LEADER, "PET-04", began, days, Unit.DAY, answered)]
    else:
        days = settings.number("petition_due_days")
        found = [count.clock(PROMISE, "PET-03", began, days, Unit.DAY, answered)]
    for name, basis, due in (
        (SOLVE, "DUTY-08", petition.solve_by),
        (ORIGIN, "PET-09", petition.origin_due_on),
        (ABOVE, "阳光信访", petition.platform_due_on),
    ):
        if due is not None:
            found.append(count.fixed(name, basis, began, due))
    found += promised_anew(events, count, ANSWERS)
    sent = last_of(events, Happened.TRANSFERRED, Happened.ASSIGNED)
    if petition.unit_due_on is not None and sent is not None:
        back = first_day([e for e in events if e.at >= sent.at], Happened.RESULT, Happened.OBJECTED)
        since = local_date(sent.at)
        found.append(count.fixed(UNIT, "PET-06", since, petition.unit_due_on, back))
    return found


def _before_handling(
    petition: Petition, events: Sequence[MatterEvent], count: Counting
) -> list[NamedDeadline]:
    began = local_date(petition.received_at)
    routed = first_day(events, *ROUTED)
    found = [count.clock(ROUTE, f"{LAW}第二十二条", began, 15, Unit.DAY, routed)]
    if nameable(petition):
        told = first_day(
            events,
            Happened.TOLD,
            Happened.REFUSED,
            Happened.NOT_AGAIN,
            Happened.GUIDED,
            Happened.SOLVED,
            Happened.EXPLAINED,
            Happened.OPINION,
        )
        found.append(count.clock(TELL, f"{LAW}第二十三条", began, 15, Unit.DAY, told))
    if petition.channel is Channel.ABOVE:
        done = first_day(events, Happened.OBJECTED, *ROUTED)
        found.append(count.clock(OBJECT, f"{LAW}第二十三条", began, 5, Unit.WORKDAY, done))
    return found


def nameable(petition: Petition) -> bool:
    """Whether the petitioner can be told: name and address are clear (23)."""
    return not petition.anonymous and bool(petition.name and (petition.address or petition.phone))


def _handling(
    petition: Petition, events: Sequence[MatterEvent], count: Counting, settings: Values
) -> list[NamedDeadline]:
    if petition.accepted_on is None:
        return []
    done = first_day(events, Happened.OPINION, Happened.FINISHED, Happened.MEDIATED)
    found = []
    if petition.simple:
        days = settings.number("simple_handling_days")
        found.append(
            count.clock(SIMPLE, "简易办理", petition.accepted_on, days, Unit.WORKDAY, done)
        )
    longer = [
        Extension(int(e.data["days"]), f"{e.data['approver']}批准：{e.data['reason']}")
        for e in events
        if e.happened == Happened.EXTENDED
    ]
    basis = f"{LAW}第三十四条"
    found.append(
        count.clock(HANDLE, basis, petition.accepted_on, 60, Unit.DAY, done, extensions=longer)
    )
    return found


def _reviews(events: Sequence[MatterEvent], count: Counting) -> list[NamedDeadline]:
    opinion = first_day(events, Happened.OPINION)
    if opinion is None:
        return []
    # The petitioner's own thirty days run from the day the opinion reached them.
    given = _delivered(events, Happened.OPINION)
    asked, decided = first_day(events, Happened.REVIEW_ASKED), None
    law = f"{LAW}第三十五条"
    found = [_theirs(count, ASK_REVIEW, law, given, asked)]
    if asked is not None:
        decided = first_day(events, Happened.REVIEWED)
        found.append(count.clock(REVIEW, law, asked, 30, Unit.DAY, decided))
    if decided is not None:
        law = f"{LAW}第三十六条"
        again = first_day(events, Happened.FINAL_ASKED)
        given = _delivered(events, Happened.REVIEWED)
        found.append(_theirs(count, ASK_FINAL, law, given, again))
        if again is not None:
            last = last_of(events, Happened.FINAL_REVIEWED)
            done = local_date(last.at) if last is not None else None
            pauses = _hearing(last)
            found.append(count.clock(FINAL, law, again, 30, Unit.DAY, done, pauses=pauses))
    return found


def _theirs(
    count: Counting, name: str, basis: str, start: date, asked: date | None
) -> NamedDeadline:
    open_end = Counting(count.calendar, count.today, count.soon)
    return open_end.clock(name, basis, start, 30, Unit.DAY, asked, ours=False)


def _delivered(events: Sequence[MatterEvent], kind: Happened) -> date:
    event = last_of(events, kind)
    if event is None:
        raise ValueError("no such opinion")
    said = str(event.data.get("delivered_on") or "")
    return date.fromisoformat(said) if said else local_date(event.at)


def _hearing(event: MatterEvent | None) -> list[Pause]:
    """The days of a hearing do not count (36)."""
    if event is None or not event.data.get("hearing_from"):
        return []
    since = date.fromisoformat(str(event.data["hearing_from"]))
    return [Pause(since, date.fromisoformat(str(event.data["hearing_to"])), "听证")]
