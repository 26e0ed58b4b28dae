"""The lists of cases, visits and papers: pages, lights, filters, masks, what is visible."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import pytest

from center import papers
from center.cases import listing as cases
from center.cases import steps
from center.cases.file import open_file, recompute
from center.cases.listing import CaseFilter, CaseRow
from center.cases.records import CLOSED, Case, Status
from center.cases.steps import Lack, Outcome
from center.clock import State
from center.errors import NotAllowed
from center.journal import commit
from center.lists import Key
from center.papers import PaperFilter, PaperKind
from center.records import CHINA
from center.registration import Channel, Route, VisitKind
from center.registration import listing as visits
from center.registration.listing import VisitFilter
from center.rights import Role
from center.storage import Work
from tests.matters import case, id_number, paper, someone, visit
from tests.offices import Office


class Listed(Protocol):
    @property
    def id(self) -> UUID: ...

    def key(self, sort: str) -> Key: ...


def pages(fetch: Callable[[Key | None], Sequence[Listed]], sort: str) -> Iterator[Listed]:
    """Every row of a list, page after page."""
    after: Key | None = None
    while rows := fetch(after):
        yield from rows
        after = rows[-1].key(sort)


def take_in(office: Office, name: str = "林溪", **changes: Any) -> UUID:
    with office.work() as work:
        made = case(work, someone(name, len(name) * 7), **changes)
        commit(work)
        return made.id


def change(office: Office, ident: UUID, step: Callable[..., object], *args: Any) -> None:
    with office.work() as work:
        step(work, work.session.get_one(Case, ident), *args)
        commit(work)


def ask(work: Work, opened: Case) -> None:
    line = open_file(work, opened.id).materials[0]
    steps.ask_supplement(work, opened, [Lack(line.id, "缺页")], reason="缺页")


def rows(office: Office, wanted: CaseFilter, **options: Any) -> list[CaseRow]:
    with office.work() as work:
        return cases.page(work, wanted, **options)


def in_every_state(office: Office) -> None:
    """Cases that stand everywhere a case can stand, begun over two weeks."""
    for offset in (0, 3, 6, 11):
        office.clock.set(date(2026, 9, 7) + timedelta(days=offset))
        take_in(office)
        accepted = take_in(office)
        change(office, accepted, steps.accept)
        waiting = take_in(office)
        change(office, waiting, ask)
        stopped = take_in(office, code="NY01")
        change(office, stopped, steps.accept)
        change(office, stopped, partial(steps.suspend, expected="15日"), "专家评审")
        returned = take_in(office)
        change(office, returned, steps.give_back, "不属于本级")
        instant = take_in(office, code="RS01")
        change(office, instant, steps.finish, Outcome("办成"))
        resumed = take_in(office)
        change(office, resumed, steps.accept)
        change(office, resumed, steps.suspend, "公示")
        office.clock.advance(hours=1)
        change(office, resumed, steps.resume)
        change(office, waiting, steps.complete)
    office.clock.set(date(2026, 9, 28))
    late = take_in(office, received_at=datetime(2026, 9, 1, 9, tzinfo=CHINA))
    change(office, late, steps.accept, datetime(2026, 9, 1, 10, tzinfo=CHINA))
    change(office, late, steps.suspend, "公示", datetime(2026, 9, 25, 10, tzinfo=CHINA))


def test_d6_a_row_shows_the_light_of_its_clock(either: Office) -> None:
    in_every_state(either)
    seen: set[State] = set()
    due = min(row.due_on for row in rows(either, CaseFilter(light=State.NORMAL)) if row.due_on)
    for day in (date(2026, 9, 28), due - timedelta(days=1), due, date(2026, 11, 30)):
        either.clock.set(day)
        with either.work() as work:
            recompute(work)
            commit(work)
        with either.work() as work:
            for row in cases.page(work, CaseFilter(), limit=1000):
                assert row.light is open_file(work, row.id).clock.current.state
                seen.add(row.light)
    assert seen == {*State} - {State.LATE}


def test_d6_every_case_stands_under_exactly_one_light(either: Office) -> None:
    in_every_state(either)
    for day in (date(2026, 9, 28), date(2026, 9, 29), date(2026, 10, 10)):
        either.clock.set(day)
        with either.work() as work:
            everything = {row.id: row.light for row in cases.page(work, CaseFilter(), limit=1000)}
            for light in State:
                found = cases.page(work, CaseFilter(light=light), limit=1000)
                assert {row.id for row in found} == {
                    i for i, at in everything.items() if at is light
                }
                assert cases.count(work, CaseFilter(light=light)) == len(found)


def test_a_case_ended_after_its_due_date_is_late(either: Office) -> None:
    ident = take_in(either, received_at=datetime(2026, 9, 1, 9, tzinfo=CHINA))
    either.clock.set(date(2026, 9, 20))
    change(either, ident, steps.give_back, "不属于本级")
    [row] = rows(either, CaseFilter(light=State.LATE))
    assert (row.id, row.due_words) == (ident, "超期办结")


def test_due_words_count_working_days_over_the_holiday(either: Office) -> None:
    either.clock.set(date(2026, 9, 30))
    ident = take_in(either)
    change(either, ident, steps.accept)
    [row] = rows(either, CaseFilter())
    assert row.due_words == "还有 10 个工作日"
    assert row.due_on is not None
    either.clock.set(row.due_on)
    assert rows(either, CaseFilter())[0].due_words == "今天到期"
    either.clock.set(row.due_on + timedelta(days=3))
    assert rows(either, CaseFilter())[0].due_words == "超期 3 天"


@pytest.mark.parametrize("descending", [False, True])
def test_pages_hold_every_row_once_with_blanks_last(either: Office, descending: bool) -> None:
    # Equal names, windows, times and blank finishing times: the id must break every tie.
    for number in range(11):
        ident = take_in(either, "林溪" if number % 3 else "周岚", code="RS01")
        if number % 2:
            change(either, ident, steps.finish, Outcome("办成"))
        either.clock.advance(minutes=number % 2)
    for sort in cases.SORTS:
        with either.work() as work:

            def fetch(after: Key | None, work: Work = work, sort: str = sort) -> list[CaseRow]:
                return cases.page(
                    work, CaseFilter(), sort, descending=descending, after=after, limit=3
                )

            listed = list(pages(fetch, sort))
            whole = cases.page(work, CaseFilter(), sort, descending=descending, limit=100)
        assert [row.id for row in listed] == [row.id for row in whole]
        assert len({row.id for row in listed}) == 11
        keys = [row.key(sort)[0] for row in listed]
        filled = [key for key in keys if key is not None]
        assert keys == filled + [None] * (11 - len(filled))
        if sort in ("number", "received_at", "due_on", "finished_at"):
            assert filled == sorted(filled, reverse=descending)


def test_rows_saved_between_two_pages_neither_repeat_nor_hide_others(either: Office) -> None:
    before = []
    for _ in range(7):
        before.append(take_in(either))
        either.clock.advance(minutes=1)
    with either.work() as work:
        first = cases.page(work, CaseFilter(), limit=4)
    # One newer than everything shown, one in the middle of what is still to come.
    newest = take_in(either)
    between = take_in(either, received_at=either.clock.now - timedelta(minutes=6, seconds=30))
    with either.work() as work:
        rest = cases.page(work, CaseFilter(), after=first[-1].key("received_at"), limit=100)
    listed = [row.id for row in (*first, *rest)]
    assert listed == [*reversed(before[1:]), between, before[0]]
    assert newest not in listed


def test_a_count_stops_at_its_cap(either: Office) -> None:
    for _ in range(5):
        take_in(either)
    with either.work() as work:
        assert cases.count(work, CaseFilter()) == 5
        assert cases.count(work, CaseFilter(), cap=3) == 3
        assert cases.count(work, CaseFilter(open_only=True, window="没有")) == 0


def test_filters_narrow_the_list(either: Office) -> None:
    clerk = either.actor(Role.WINDOW_CLERK)
    mine = take_in(either, code="NY01", window="三号窗口")
    with either.work(clerk) as work:
        theirs = case(work).id
        commit(work)
    change(either, theirs, steps.give_back, "不属于本级")
    wrong = take_in(either)
    change(either, wrong, steps.void, "登记错了")

    def ids(**wanted: Any) -> set[UUID]:
        return {row.id for row in rows(either, CaseFilter(**wanted))}

    assert ids() == {mine, theirs}
    assert ids(mine=True) == {mine}
    assert ids(open_only=True) == {mine}
    assert ids(statuses=frozenset({Status.RETURNED})) == {theirs}
    assert ids(statuses=CLOSED) == {theirs}
    assert ids(item_code="NY01") == {mine}
    assert ids(window="三号窗口") == {mine}
    assert ids(handler=clerk.account) == {theirs}
    assert ids(voided=True) == {wrong}


def test_days_of_a_filter_begin_and_end_at_midnight_in_china(either: Office) -> None:
    early = take_in(either, received_at=datetime(2026, 9, 18, 0, 0, tzinfo=CHINA))
    late = take_in(either, received_at=datetime(2026, 9, 18, 23, 59, 59, tzinfo=CHINA))
    take_in(either, received_at=datetime(2026, 9, 17, 23, 59, 59, tzinfo=CHINA))
    take_in(either, received_at=datetime(2026, 9, 19, 0, 0, tzinfo=CHINA))
    day = date(2026, 9, 18)
    found = rows(either, CaseFilter(received_from=day, received_to=day))
    assert {row.id for row in found} == {early, late}


@pytest.mark.parametrize(
    "text", ["林", "溪", "lx", "LX", "7", "QS-SL-2026-000001", "000001", "qs-sl", "救助", "0007"]
)
def test_text_finds_number_name_initials_ends_and_item(either: Office, text: str) -> None:
    with either.work() as work:
        wanted = case(work, someone("林溪", 7), code="MZ03")
        commit(work)
    with either.work() as work:
        assert wanted.item_name
        case(work, someone("周岚", 8, id_number=id_number(8, "19800101")), code="RS01")
        commit(work)
        everything = cases.page(work, CaseFilter())
    typed = wanted.item_name[:3] if text == "救助" else text
    found = rows(either, CaseFilter(text=typed))
    assert wanted.id in {row.id for row in found}
    assert len(everything) == 2
    assert len(found) == (2 if text == "qs-sl" else 1)


@pytest.mark.parametrize("text", ["%", "_", "100%", "·", "'; DROP TABLE cases; --", "😀", "　"])
def test_odd_text_finds_nothing_and_breaks_nothing(either: Office, text: str) -> None:
    take_in(either)
    found = rows(either, CaseFilter(text=text))
    assert len(found) == (1 if text == "　" else 0)


def test_d8_a_list_masks_id_and_phone(either: Office) -> None:
    take_in(either)
    [row] = rows(either, CaseFilter())
    assert row.name == "林溪"
    assert row.id_number.count("*") == 8
    assert row.phone.count("*") == 4
    [row] = rows(either, CaseFilter(), masked=False)
    assert "*" not in row.id_number + row.phone
    keeper = either.actor(Role.ATTENDANCE_KEEPER)
    with either.work(keeper) as work:
        assert len(cases.page(work, CaseFilter())) == 1
        with pytest.raises(NotAllowed, match="查看完整信息"):
            cases.page(work, CaseFilter(), masked=False)


def test_a_village_sees_its_own_rows_only(either: Office) -> None:
    take_in(either)
    with either.work() as work:
        paper(work, case(work))
        visit(work)
        commit(work)
    cadre = either.actor(Role.VILLAGE_CADRE, station="SQ")
    with either.work(cadre) as work:
        own = case(work, someone("周岚", 9))
        visit(work, someone("周岚", 9))
        commit(work)
    with either.work(cadre) as work:
        assert [row.id for row in cases.page(work, CaseFilter())] == [own.id]
        assert cases.count(work, CaseFilter()) == 1
        assert visits.count(work, VisitFilter()) == len(visits.page(work, VisitFilter())) == 1
        assert papers.page(work, PaperFilter()) == []
        assert papers.count(work, PaperFilter()) == 0
    with either.work() as work:
        assert cases.count(work, CaseFilter()) == 3
        assert visits.count(work, VisitFilter()) == 2


def test_nobody_without_the_right_reads_a_list(either: Office) -> None:
    administrator = either.actor(Role.ADMINISTRATOR)
    with either.work(administrator) as work:
        for read in (
            lambda: cases.page(work, CaseFilter()),
            lambda: cases.count(work, CaseFilter()),
            lambda: visits.page(work, VisitFilter()),
            lambda: visits.count(work, VisitFilter()),
            lambda: papers.page(work, PaperFilter()),
            lambda: papers.count(work, PaperFilter()),
        ):
            with pytest.raises(NotAllowed):
                read()


def test_visits_are_paged_filtered_and_masked(either: Office) -> None:
    clerk = either.actor(Role.WINDOW_CLERK)
    with either.work(clerk) as work:
        visit(
            work,
            someone("周岚", 2),
            visit_kind=VisitKind.QUESTION,
            channel=Channel.CALL,
            route=Route.LATER,
            topic="医疗保障",
            need="问" * 300,
            promised_reply_on=date(2026, 9, 22),
        )
        commit(work)
    for _ in range(4):
        with either.work() as work:
            visit(work)
            commit(work)
    with either.work() as work:
        for sort in visits.SORTS:
            for descending in (False, True):

                def fetch(
                    after: Key | None, sort: str = sort, descending: bool = descending
                ) -> list[visits.VisitRow]:
                    return visits.page(
                        work, VisitFilter(), sort, descending=descending, after=after, limit=2
                    )

                assert len({row.id for row in pages(fetch, sort)}) == 5
        [owed] = visits.page(work, VisitFilter(owed=True))
        assert owed.light is State.DUE_SOON
        assert len(owed.need) == visits.SHOWN_TEXT
        assert owed.phone.count("*") == 4
        for wanted in (
            VisitFilter(visit_kind=VisitKind.QUESTION),
            VisitFilter(channel=Channel.CALL),
            VisitFilter(route=Route.LATER),
            VisitFilter(topic="医疗保障"),
            VisitFilter(first_asked=clerk.account),
            VisitFilter(text="zl"),
            VisitFilter(text="QS-DJ-2026-000001"),
        ):
            assert [row.id for row in visits.page(work, wanted)] == [owed.id]
        assert visits.count(work, VisitFilter(mine=True)) == 4
        assert visits.count(work, VisitFilter(major=True)) == 0
        today = date(2026, 9, 21)
        assert visits.count(work, VisitFilter(received_from=today, received_to=today)) == 5
    either.clock.set(date(2026, 9, 22))
    assert reply_light(either) is State.DUE_TODAY
    either.clock.set(date(2026, 9, 23))
    assert reply_light(either) is State.OVERDUE


def reply_light(office: Office) -> State | None:
    with office.work() as work:
        return visits.page(work, VisitFilter(owed=True))[0].light


def test_papers_are_paged_and_filtered(either: Office) -> None:
    with either.work() as work:
        about = case(work)
        first = paper(work, about)
        notice = paper(work, about, PaperKind.ACCEPTANCE_NOTICE)
        papers.void_paper(work, first, "写错了")
        second = paper(work, about)
    with either.work() as work:
        assert papers.count(work, PaperFilter()) == 3
        for sort in papers.SORTS:

            def fetch(after: Key | None, sort: str = sort) -> list[papers.PaperRow]:
                return papers.page(work, PaperFilter(), sort, after=after, limit=1)

            assert len({row.id for row in pages(fetch, sort)}) == 3
        valid = papers.page(work, PaperFilter(voided=False), "number", descending=False)
        assert [(row.id, row.title) for row in valid] == [
            (second.id, "收件凭证"),
            (notice.id, "受理通知书"),
        ]
        [voided] = papers.page(work, PaperFilter(voided=True))
        assert (voided.id, voided.valid) == (first.id, False)
        [found] = papers.page(work, PaperFilter(number="sz-2026"))
        assert found.id == notice.id
        kind = PaperFilter(paper_kind=PaperKind.ACCEPTANCE_NOTICE)
        assert [row.id for row in papers.page(work, kind)] == [notice.id]
