"""Duty rosters on paper (值班): the poster, the month's tables, the sheets of one duty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

import pytest

from center.errors import Expected
from center.journal import commit
from center.records import CHINA
from center.roster import changing, drafting, duty, log, members, publishing
from center.roster.records import Method, Plan, Roster, Seat, Turn, WatchKind
from center.settings import set_value
from center.staff import Staff
from center.storage import Work
from forms.filling import roster as filling
from forms.fonts import MissingGlyph
from forms.roster.month import Month
from forms.roster.poster import PosterSize, poster, weeks
from forms.roster.sheets import LogLine, clock_words, duty_record, swap_slip, watch_log
from forms.roster.tables import duty_table, grid
from tests.forms.samples import page_texts, pdfium
from tests.offices import Office

LEADERS = (
    ("邵景行", "党委书记", "正职"),
    ("温从简", "镇长", "正职"),
    ("傅明哲", "党委副书记", "分管"),
    ("方砚秋", "人大主席", "其他"),
    ("白若谷", "副镇长", "其他"),
    ("姜映雪", "副镇长", "其他"),
)
STAFF = ("沈秋禾", "顾明远", "程雨桐", "陆知行")
MM = 72 / 25.4


@dataclass
class Hall:
    office: Office
    people: dict[str, UUID]

    def month(self, ident: UUID, *, phones: bool = False) -> Month:
        with self.office.work() as work:
            return filling.month(work, work.session.get_one(Roster, ident), phones=phones)


@pytest.fixture
def hall(qingshan: Office) -> Hall:
    people: dict[str, UUID] = {}
    with qingshan.work() as work:
        named = [*LEADERS, *((name, "窗口工作人员", "") for name in STAFF)]
        for number, (name, post, rank) in enumerate(named):
            person = Staff(id=work.new_id(), station="QS", name=name, post=post, leader_rank=rank)
            person.phone = f"139000000{number:02d}"
            people[name] = person.id
            work.session.add(person)
        commit(work)
    with qingshan.work() as work:
        leaders = [people[name] for name, _, rank in LEADERS if rank != "分管"]
        members.enlist(work, Plan.RECEPTION, Seat.LEADER, leaders)
        members.enlist(work, Plan.WATCH, Seat.LEADER, leaders)
        for team, names in (("一组", STAFF[:2]), ("二组", STAFF[2:])):
            members.enlist(work, Plan.WATCH, Seat.STAFF, [people[n] for n in names], team)
        members.enlist(work, Plan.PATROL, Seat.STAFF, [people[n] for n in STAFF])
        members.enlist(work, Plan.VILLAGE, Seat.STAFF, [people[n] for n in STAFF])
        commit(work)
    return Hall(qingshan, people)


def planned(hall: Hall, plan: Plan = Plan.RECEPTION, month: int = 10, *, publish: bool) -> UUID:
    with hall.office.work() as work:
        roster = drafting.begin_month(work, plan, 2026, month)
        drafting.plan_month(work, roster, Method.ORDER)
        if publish:
            publishing.publish(work, roster)
        commit(work)
        return roster.id


def first_turn(work: Work, roster: UUID, seat: Seat = Seat.LEADER) -> Turn:
    turns = drafting.turns_of(work, work.session.get_one(Roster, roster))
    return next(turn for turn in turns if turn.seat is seat)


def swapped(hall: Hall, ident: UUID, on: date) -> tuple[str, str]:
    """The first turn taken over by somebody else; who gave and who took it."""
    hall.office.clock.set(on)
    with hall.office.work() as work:
        turn = first_turn(work, ident)
        name = next(n for n, _, rank in LEADERS if rank != "分管" and n != turn.name)
        giver = turn.name
        person = work.session.get_one(Staff, hall.people[name])
        changing.replace_now(work, turn, person, "到县里开会")
        commit(work)
    return giver, name


def text(pdf: bytes) -> str:
    (found,) = page_texts(pdf)
    return found.replace(" ", "")


@pytest.mark.parametrize("size, sheet", [("A4", (297, 210)), ("A3", (420, 297))])
def test_duty_06_the_poster_is_one_page_with_leaders_place_hours_and_office_phones(
    hall: Hall, size: PosterSize, sheet: tuple[int, int]
) -> None:
    month = hall.month(planned(hall, publish=True))
    pdf = poster(month, size)
    page = pdfium.PdfDocument(pdf)[0]
    assert tuple(round(side / MM) for side in page.get_size()) == sheet
    said = text(pdf)
    for words in (
        "2026年10月领导干部接访安排公示",
        "青山镇便民服务中心",
        "邵景行",
        "党委书记",
        "10日班",
        "国庆节",
        f"接访时间：工作日{month.hours}",
        f"接访地点：{month.place}",
        f"咨询、预约电话：{month.phone}",
        f"监督电话：{month.complaint_phone}",
        "分管领导：傅明哲（党委副书记），每个工作日在中心",
        "2026年9月21日公布",
    ):
        assert words.replace(" ", "") in said, words
    assert "已变更" not in said


def test_duty_06_the_poster_is_read_from_two_metres(hall: Hall) -> None:
    pdf = poster(hall.month(planned(hall, publish=True)))
    page = pdfium.PdfDocument(pdf)[0].get_textpage()
    whole = page.get_text_range()
    heights = [
        top - bottom
        for at in range(page.count_chars())
        if whole[at] in "邵温方白姜"
        for _, bottom, _, top in [page.get_charbox(at)]
    ]
    # A character must be a 300th of the distance high.
    assert min(heights) >= 2000 / 300 * MM


def test_d8_nobodys_own_phone_hangs_in_public(hall: Hall) -> None:
    ident = planned(hall, publish=True)
    public, inside = hall.month(ident), hall.month(ident, phones=True)
    for pdf in (poster(public), poster(inside), duty_table(public)):
        assert "1390000" not in "".join(page_texts(pdf))
    assert "13900000000" in text(duty_table(inside, phones=True))


def test_duty_05_a_month_that_is_not_published_has_no_poster(hall: Hall) -> None:
    month = hall.month(planned(hall, publish=False))
    with pytest.raises(Expected, match="2026年10月的班表还没有公布"):
        poster(month)
    assert "草稿，尚未公布" in text(duty_table(month))


def test_a_swap_marks_the_day_as_changed_with_its_date(hall: Hall) -> None:
    ident = planned(hall, publish=True)
    giver, taker = swapped(hall, ident, date(2026, 9, 29))
    month = hall.month(ident)
    changed = next(day for day in month.days if "变更" in day.remark)
    assert changed.remark == f"9月29日已变更，原为{giver}"
    assert [one.name for one in changed.of(Seat.LEADER)] == [taker]
    said = text(poster(month))
    assert "已变更9月29日" in said
    assert "2026年9月21日公布，2026年9月29日变更" in said
    assert f"9月29日已变更，原为{giver}" in text(duty_table(month, phones=True))


def test_weekends_take_room_only_in_a_month_in_which_somebody_serves_on_one(hall: Hall) -> None:
    columns, rows = weeks(hall.month(planned(hall, publish=True)))
    assert columns == [0, 1, 2, 3, 4, 5], "10 October, a Saturday, is worked"
    assert [len(row) for row in rows] == [3, 6, 6, 6, 6]
    columns, rows = weeks(hall.month(planned(hall, month=11, publish=False)))
    assert columns == [0, 1, 2, 3, 4]
    assert len(rows) == 5


def test_where_leaders_come_on_days_off_too_all_seven_days_and_no_working_days_stand_there(
    hall: Hall,
) -> None:
    with hall.office.work() as work:
        set_value(work, "reception_on_days_off", True)
        set_value(work, "two_leader_days", ["周三"])
        person = work.session.get_one(Staff, hall.people["方砚秋"])
        person.name, person.post = "阿卜杜拉·买买提", "党委委员、人民武装部部长"
        commit(work)
    month = hall.month(planned(hall, publish=True))
    assert weeks(month)[0] == list(range(7))
    assert {len(day.of(Seat.LEADER)) for day in month.days if day.weekday == "周三"} == {2}
    said = text(poster(month, "A3"))
    assert f"接访时间：{month.hours}" in said
    assert "阿卜杜拉·买买提" in said


def test_days_the_leader_in_charge_is_away_are_said(hall: Hall) -> None:
    with hall.office.work() as work:
        away = members.Away(
            hall.people["傅明哲"], date(2026, 10, 12), date(2026, 10, 12), "县里开会"
        )
        members.add_absence(work, away)
        commit(work)
    assert "每个工作日在中心（10月12日除外）" in text(
        poster(hall.month(planned(hall, publish=True)))
    )


def test_two_leaders_on_a_day_both_stand_on_the_poster(hall: Hall) -> None:
    ident = planned(hall, publish=False)
    with hall.office.work() as work:
        roster = work.session.get_one(Roster, ident)
        turn = first_turn(work, ident)
        second = next(n for n, _, rank in LEADERS if rank == "其他" and n != turn.name)
        person = work.session.get_one(Staff, hall.people[second])
        changing.put(work, roster, turn.on, Seat.LEADER, person)
        publishing.publish(work, roster)
        commit(work)
    month = hall.month(ident)
    assert max(len(day.of(Seat.LEADER)) for day in month.days) == 2
    assert poster(month)


def test_the_same_month_gives_the_same_poster_and_an_unprintable_name_is_named(
    hall: Hall,
) -> None:
    month = hall.month(planned(hall, publish=True))
    assert poster(month) == poster(month)
    with pytest.raises(MissingGlyph, match="😀"):
        poster(replace(month, place="😀厅"))


def test_the_watch_of_31_days_with_phones_is_one_sheet(hall: Hall) -> None:
    month = hall.month(planned(hall, Plan.WATCH, publish=True), phones=True)
    said = text(duty_table(month, phones=True))
    for words in (
        "2026年10月24小时值班安排表",
        "带班领导",
        "值班干部",
        "10月31日周六",
        "每日08:30交接班",
        "国庆节放假",
        "13900000006",
    ):
        assert words in said, words
    assert len(grid(month, phones=True).rows) == 31
    assert "1390000" not in text(duty_table(month))


@pytest.mark.parametrize(
    "plan, title, who",
    [(Plan.PATROL, "大厅巡查安排表", "巡查人"), (Plan.VILLAGE, "村站坐班安排表", "坐班人员")],
)
def test_insp_01_patrol_and_village_tables_list_working_days(
    hall: Hall, plan: Plan, title: str, who: str
) -> None:
    month = hall.month(planned(hall, plan, publish=True))
    said = text(duty_table(month))
    assert f"2026年10月{title}" in said
    assert who in said
    assert len(grid(month, phones=False).rows) == 18


def test_the_county_gets_a_holiday_with_posts_and_phones(hall: Hall) -> None:
    planned(hall, Plan.WATCH, publish=True)
    with hall.office.work() as work:
        found = filling.holidays(work, 2026)
        name, first, last = next(one for one in found if one[0] == "国庆节")
        month = filling.holiday(work, name, first, last)
    assert (first, last) == (date(2026, 10, 1), date(2026, 10, 7))
    said = text(duty_table(month, phones=True))
    assert "2026年国庆节值班安排表" in said
    assert "党委书记13900000000" in said
    assert "10月8日" not in said


def test_a_holiday_that_is_not_published_is_refused_by_its_day(hall: Hall) -> None:
    planned(hall, Plan.WATCH, publish=False)
    with hall.office.work() as work, pytest.raises(Expected, match="10月1日的24小时值班还没有公布"):
        filling.holiday(work, "国庆节", date(2026, 10, 1), date(2026, 10, 7))


def test_duty_01_the_record_has_the_four_tasks_blank_or_filled(hall: Hall) -> None:
    ident = planned(hall, publish=True)
    hall.office.clock.set(date(2026, 10, 8), 18)
    tasks = ("了解中心工作", "跟踪督导", "接待群众来访", "现场解决问题")
    with hall.office.work() as work:
        turn = first_turn(work, ident)
        blank = text(duty_record(filling.duty_sheet(work, turn)))
        form = duty.DutyForm(
            arrived_at=datetime(2026, 10, 8, 8, 5, tzinfo=CHINA),
            left_at=datetime(2026, 10, 8, 17, 30, tzinfo=CHINA),
            reception="接待三人，讲清了政策",
            visitors=3,
            solved=1,
        )
        person = work.session.get_one(Staff, turn.staff)
        duty.save_record(work, form, turn=turn, on=turn.on, person=person)
        commit(work)
        filled = text(duty_record(filling.duty_sheet(work, turn)))
        came = duty.save_record(work, form, on=turn.on, person=person)
        besides = text(duty_record(filling.besides_sheet(work, came)))
    assert all(task in blank and task in filled for task in tasks)
    assert "08:05" not in blank
    for words in ("2026年10月8日", "08:05", "17:30", "接待三人，讲清了政策"):
        assert words in filled
    assert "临时到岗" in besides


def test_a_day_nobody_came_says_why(hall: Hall) -> None:
    ident = planned(hall, publish=True)
    hall.office.clock.set(date(2026, 10, 9))
    with hall.office.work() as work:
        turn = first_turn(work, ident)
        duty.mark_missed(work, turn, "防汛抢险")
        said = text(duty_record(filling.duty_sheet(work, turn)))
    assert "未到岗原因防汛抢险" in said


def test_the_watch_log_holds_lines_handover_and_room_for_a_hand(hall: Hall) -> None:
    planned(hall, Plan.WATCH, publish=True)
    on = date(2026, 10, 8)
    hall.office.clock.set(on, 21, 40)
    with hall.office.work() as work:
        log.write(work, log.Line(WatchKind.CALL, "桥头有树倒在路上", "石桥村", "已通知护路队"))
        commit(work)
    hall.office.clock.set(date(2026, 10, 9), 1, 15)
    with hall.office.work() as work:
        log.write(work, log.Line(WatchKind.REPORT, "道路已通", "县应急局"))
        commit(work)
    hall.office.clock.set(date(2026, 10, 9), 8, 30)
    with hall.office.work() as work:
        given = log.hand_over(work, on, "夜间道路积水，请白天再看一次", "沈秋禾")
        log.take_over(work, given, "程雨桐")
        facts = filling.log_sheet(work, on)
    said = text(watch_log(facts))
    for words in (
        "2026年10月8日08:30至2026年10月9日08:30",
        "21:40来电来访石桥村桥头有树倒在路上已通知护路队",
        "次日01:15向上报告",
        "夜间道路积水，请白天再看一次",
        "沈秋禾次日08:30",
        "交班人签字",
    ):
        assert words in said.replace("　", ""), words
    assert facts.leaders
    assert "、" in facts.staff


def test_a_long_watch_goes_over_to_a_second_sheet_with_its_titles(hall: Hall) -> None:
    with hall.office.work() as work:
        facts = filling.log_sheet(work, date(2026, 10, 8))
    line = LogLine(
        "21:40", "来电来访", "石桥村", "桥头有树倒在路上，电线也断了。" * 6, "已通知护路队"
    )
    facts = replace(facts, lines=[line] * 24)
    pages = page_texts(watch_log(facts))
    assert len(pages) > 1
    assert "处理情况" in pages[1]


def test_the_swap_slip_names_both_days_and_the_decision(hall: Hall) -> None:
    ident = planned(hall, publish=True)
    with hall.office.work() as work:
        turn = first_turn(work, ident)
        turns = drafting.turns_of(work, work.session.get_one(Roster, ident))
        back = next(t for t in turns if t.seat is Seat.LEADER and t.staff != turn.staff)
        person = work.session.get_one(Staff, back.staff)
        swap = changing.ask_swap(work, turn, person, "出差", back)
        waiting = text(swap_slip(filling.swap_sheet(work, swap)))
        changing.decide_swap(work, swap, agreed=True, remark="同意，请按时到岗")
        commit(work)
        decided = text(swap_slip(filling.swap_sheet(work, swap)))
    for words in ("值班换班单", "出差", turn.name, back.name, "2026年10月8日"):
        assert words in waiting
    assert "□同意" in waiting
    assert "√同意" in decided
    assert "同意，请按时到岗" in decided


@pytest.mark.parametrize(
    "at, said",
    [
        (datetime(2026, 10, 8, 23, 59, tzinfo=CHINA), "23:59"),
        (datetime(2026, 10, 9, 0, 0, tzinfo=CHINA), "次日 00:00"),
        (datetime(2026, 10, 10, 9, 0, tzinfo=CHINA), "10月10日 09:00"),
    ],
)
def test_a_watch_goes_on_into_the_next_day(at: datetime, said: str) -> None:
    assert clock_words(at, date(2026, 10, 8)) == said
