"""Old ledgers and the platform's 办件明细: matched, created, refused row by row, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from center.cases import steps
from center.cases.actions import primary
from center.cases.file import derive, open_file
from center.cases.listing import ENDED_WORDS, NOT_YET, WAITING_WORDS, CaseFilter, OnPlatform, page
from center.cases.records import CLOSED, Case, CaseEvent, Happened, Status
from center.errors import Expected, NotAllowed, Refused
from center.imports.cases import Imported, import_cases
from center.imports.given import STATUS_WORDS, Columns, status_of
from center.imports.headings import CASE_TARGETS, propose
from center.imports.plan import Plan, Verdict, plan
from center.imports.rows import Row
from center.imports.undo import earlier_imports, undo_import
from center.journal import JournalRow, commit, history, verify
from center.people import Person
from center.registration import VisitForm, VisitKind, register
from center.rights import Role
from center.search import find
from center.verify import verify as verify_data
from tests.desk import COMMITTED, LI, Desk, at, id_number
from tests.offices import Office

HEAD = (
    "办件编号",
    "事项名称",
    "申请人",
    "身份证号",
    "联系电话",
    "申请时间",
    "办结时间",
    "状态",
    "办理结果",
)
ZHOU = id_number("19900202", 12)
ROW = (
    "YC0001",
    "临时救助",
    "周舟",
    ZHOU,
    "13900000002",
    "2026-08-03 10:20",
    "2026-08-07",
    "已办结",
    "准予",
)


def row(**changes: Any) -> tuple[Any, ...]:
    names = ("number", "item", "name", "id", "phone", "received", "finished", "status", "result")
    return tuple(changes.get(name, value) for name, value in zip(names, ROW, strict=True))


def table(*rows: Sequence[Any], head: Sequence[str] = HEAD) -> list[Row]:
    return [(1, tuple(head)), *((n, tuple(cells)) for n, cells in enumerate(rows, 2))]


def columns(head: Sequence[str] = HEAD, **changes: Any) -> Columns:
    return replace(Columns(propose(head, CASE_TARGETS), 1, "平台明细.xlsx"), **changes)


def dry(office: Office, rows: list[Row], **changes: Any) -> Plan:
    with office.store.read(office.director) as work:
        made = plan(work, rows, columns([str(title) for title in rows[0][1]], **changes))
    assert made is not None
    return made


def bring_in(office: Office, *rows: Sequence[Any], head: Sequence[str] = HEAD) -> Imported:
    with office.work() as work:
        done = import_cases(work, table(*rows, head=head), columns(head))
    assert done is not None
    return done


def verdicts(made: Plan) -> list[Verdict]:
    return [planned.verdict for planned in made.rows]


def cases(office: Office) -> list[Case]:
    with office.work() as work:
        alive = select(Case).where(Case.voided_at.is_(None)).order_by(Case.number)
        return list(work.session.scalars(alive))


def why(office: Office, **changes: Any) -> str:
    (planned,) = dry(office, table(row(**changes))).rows
    assert planned.verdict is Verdict.REFUSE, planned.why
    return planned.why


# --- a finished case of the platform --------------------------------------------------------------


def test_a_dry_run_says_what_will_happen_and_changes_nothing(either: Office) -> None:
    with either.work() as work:
        before = work.session.scalar(select(func.count()).select_from(JournalRow))
    made = dry(either, table(row(), row(number="YC0002", item="没有的事项"), row()))
    assert verdicts(made) == [Verdict.CREATE, Verdict.REFUSE, Verdict.REFUSE]
    assert [planned.row for planned in made.rows] == [2, 3, 4]
    assert made.unknown_items == {"没有的事项": 1}
    assert made.rows[2].why == "与第 2 行重复"
    with either.work() as work:
        assert work.session.scalar(select(func.count()).select_from(JournalRow)) == before


def test_an_imported_case_is_a_case_like_any_other(either: Office) -> None:
    done = bring_in(either, row())
    assert verdicts(done.plan) == [Verdict.CREATE]
    (case,) = cases(either)
    assert (case.number, case.platform_number) == ("QS-SL-2026-000001", "YC0001")
    assert (case.status, case.result, case.finished_at) == (Status.FINISHED, "准予", at("8-7"))
    assert (case.received_at, case.accepted_on) == (at("8-3", "10:20"), date(2026, 8, 3))
    assert (case.import_source, case.import_row) == ("平台明细.xlsx", 2)
    assert case.finished_elsewhere
    with either.work() as work:
        file = open_file(work, case.id)
        assert [event.happened for event in file.events] == [
            Happened.RECEIVED,
            Happened.ACCEPTED,
            Happened.FINISHED,
        ]
        assert verify(work.session) == []
        assert verify_data(work) == []
        (hit,) = find(work, "zz").people
        assert (hit.name, hit.cases[0].id) == ("周舟", case.id)
        (line,) = history(work, case.id)
        assert line.operation == done.operation


def test_its_derived_columns_are_those_the_steps_would_have_written(qingshan: Office) -> None:
    """Lists filter by them; an import computes them by the thousand."""
    bring_in(
        qingshan,
        row(),
        row(number="2", item="最低生活保障审核确认", finished="", status="办理中"),
        row(number="3", finished="", status="待受理"),
        row(number="4", status="退件"),
        row(number="5", received="2026-08-03", finished="2026-09-11"),
    )
    names = ("due_on", "raw_due_on", "paused", "ended_on")
    for case in cases(qingshan):
        with qingshan.work() as work:
            fresh = work.session.get_one(Case, case.id)
            derive(work, fresh)
            assert not work.session.is_modified(fresh), case.platform_number
            assert [getattr(fresh, n) for n in names] == [getattr(case, n) for n in names]


def test_a_case_finished_elsewhere_asks_for_no_step_and_no_notice(qingshan: Office) -> None:
    """It stands in no list of what is to be done, and no receipt of ours is asked for."""
    bring_in(qingshan, row())
    (case,) = cases(qingshan)
    with qingshan.work() as work:
        file = open_file(work, case.id)
        assert primary(file.facts) is None
        for waiting in (CaseFilter(to_notify=True), CaseFilter(to_collect=True)):
            assert page(work, waiting) == []


def test_an_open_case_goes_on_here_with_its_checklist(qingshan: Office) -> None:
    bring_in(
        qingshan, row(finished="", status="办理中"), row(number="2", finished="", status="补正")
    )
    accepted, received = cases(qingshan)
    desk = Desk(qingshan)
    assert accepted.status is Status.ACCEPTED
    assert not accepted.finished_elsewhere
    assert desk.file(accepted.id).facts.missing == []
    assert received.status is Status.RECEIVED
    assert len(desk.file(received.id).facts.missing) == len(desk.item("MZ03").materials)


def test_two_cases_of_one_person_make_one_person(either: Office) -> None:
    bring_in(
        either, row(), row(number="2", received="2026-08-04"), row(number="3", id="", name="吴岩")
    )
    with either.work() as work:
        people = work.session.scalars(select(Person).order_by(Person.name)).all()
        assert [(p.name, p.id_number) for p in people] == [("吴岩", ""), ("周舟", ZHOU)]
    bring_in(either, row(number="4", received="2026-08-05"))
    with either.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Person)) == 2


def test_numbers_follow_those_of_the_desk_without_a_gap(qingshan: Office) -> None:
    desk = Desk(qingshan)
    desk.open()
    bring_in(
        qingshan,
        row(),
        row(number="2", received="2026-08-04"),
        row(number="3", received="2025-08-04"),
    )
    desk.open()
    assert sorted(case.number or "" for case in cases(qingshan)) == [
        "QS-SL-2025-000001",
        "QS-SL-2026-000001",
        "QS-SL-2026-000002",
        "QS-SL-2026-000003",
        "QS-SL-2026-000004",
    ]
    with qingshan.work() as work:
        assert verify_data(work) == []


# --- repeatable -----------------------------------------------------------------------------------


def test_the_same_table_again_changes_nothing(either: Office) -> None:
    bring_in(either, row(), row(number="2", id="", received="2026-08-04"))
    done = bring_in(either, row(), row(number="2", id="", received="2026-08-04"))
    assert verdicts(done.plan) == [Verdict.SAME, Verdict.SAME]
    assert done.operation is None
    assert len(cases(either)) == 2


def test_a_later_export_updates_what_moved_on_the_platform(either: Office) -> None:
    bring_in(either, row(finished="", status="办理中", result=""))
    done = bring_in(either, row())
    assert verdicts(done.plan) == [Verdict.UPDATE]
    assert "办理中 → 已办结" in done.plan.rows[0].why
    (case,) = cases(either)
    assert (case.status, case.platform_status) == (Status.FINISHED, "已办结")
    assert (case.ended_on, case.finished_elsewhere) == (date(2026, 8, 7), True)
    assert verdicts(bring_in(either, row()).plan) == [Verdict.SAME]


def test_a_case_of_ours_is_recognised_and_told_its_platform_number(either: Office) -> None:
    """未回录: by applicant, item and day; what differs is told, never overwritten."""
    desk = Desk(either)
    case = desk.to_acceptance()
    mine = row(name=LI.name, id=LI.id_number, received="2026-09-21 15:00", finished="2026-09-21")
    done = bring_in(either, mine)
    assert verdicts(done.plan) == [Verdict.MATCH]
    assert "不一致：表中已办结，本系统办理中" in done.plan.rows[0].why
    found = desk.case(case)
    assert (found.platform_number, found.platform_status) == ("YC0001", "已办结")
    assert (found.status, found.finished_elsewhere) == (Status.ACCEPTED, False)
    assert verdicts(bring_in(either, mine).plan) == [Verdict.SAME]


@pytest.mark.parametrize(
    "hidden", ["110105********021*", LI.id_number[:6] + "********" + LI.id_number[-4:]]
)
def test_a_masked_number_matches_only_who_it_may_be(qingshan: Office, hidden: str) -> None:
    Desk(qingshan).open()
    mine = row(name=LI.name, id=hidden, received="2026-09-21", finished="2026-09-21")
    assert verdicts(dry(qingshan, table(mine))) == [Verdict.MATCH]
    other = row(name=LI.name, id="44" + hidden[2:], received="2026-09-21", finished="2026-09-21")
    assert verdicts(dry(qingshan, table(other))) == [Verdict.CREATE]


def test_two_that_could_be_meant_are_left_to_a_person(qingshan: Office) -> None:
    desk = Desk(qingshan)
    desk.open()
    desk.open()
    mine = row(name=LI.name, id=LI.id_number, received="2026-09-21", finished="2026-09-21")
    (planned,) = dry(qingshan, table(mine)).rows
    assert planned.verdict is Verdict.REFUSE
    assert planned.why.startswith("已有 2 件同一人")


def test_an_old_ledger_without_numbers_is_matched_by_applicant_item_and_day(either: Office) -> None:
    head = ("序号", "姓名", "证件号", "电话", "办理事项", "日期", "办结日期")
    rows = [(1, "周舟", ZHOU, 13900000002, "临时救助", 46237, "2026.8.7")]
    assert verdicts(bring_in(either, *rows, head=head).plan) == [Verdict.CREATE]
    (case,) = cases(either)
    assert (case.received_at, case.phone) == (at("8-3"), "13900000002")
    assert case.platform_number is None
    assert verdicts(bring_in(either, *rows, head=head).plan) == [Verdict.SAME]
    assert verdicts(bring_in(either, row()).plan) == [Verdict.MATCH]


def test_a_number_of_our_own_is_not_taken_for_the_platforms(qingshan: Office) -> None:
    Desk(qingshan).open()
    assert "本系统的办件编号" in why(qingshan, number="QS-SL-2026-000001")


def test_an_unknown_item_name_is_said_once_and_meant_for_all(qingshan: Office) -> None:
    rows = table(row(item="临时困难"), row(number="2", item="临时困难"))
    assert dry(qingshan, rows).unknown_items == {"临时困难": 2}
    made = dry(qingshan, rows, item_names={"临时困难": "MZ03"})
    assert {planned.item.code for planned in made.rows if planned.item} == {"MZ03"}


def test_what_the_platform_lacks_and_what_it_tells_otherwise_are_lists(either: Office) -> None:
    """未回录 and 不一致: what an import cannot settle by itself."""
    desk = Desk(either)
    lacking = desk.open()
    differing = desk.to_acceptance(applicant=replace(LI, name="周舟", id_number=ZHOU))
    bring_in(either, row(received="2026-09-21", finished="2026-09-21"), row(number="2"))
    with either.work() as work:

        def shown(wanted: OnPlatform) -> list[Any]:
            return [found.id for found in page(work, CaseFilter(platform=wanted))]

        assert shown(OnPlatform.MISSING) == [lacking]
        assert shown(OnPlatform.DIFFERENT) == [differing]


@pytest.mark.parametrize("word", [word for _, words in STATUS_WORDS for word in words])
def test_the_list_and_the_import_read_the_platforms_words_alike(word: str) -> None:
    status = status_of(word)
    assert status is not None
    going = word.startswith(NOT_YET) or any(part in word for part in WAITING_WORDS)
    ended = any(part in word for part in ENDED_WORDS) and not going
    assert ended == (status in CLOSED), word


# --- refused rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"id": 5.22e17}, "数字格式，末几位已经丢失"),
        ({"id": 110000197904050013}, "数字格式，末几位已经丢失"),
        ({"id": "5.22E+17"}, "科学计数"),
        ({"id": ZHOU[:-1] + ("1" if ZHOU[-1] != "1" else "2")}, "校验码不符"),
        ({"name": ""}, "没有写申请人"),
        ({"name": "周?"}, "没认出来的字"),
        ({"received": ""}, "没有写收件日期"),
        ({"received": "8月3日"}, "不是完整的日期"),
        ({"received": "2026-02-30"}, "这一天不存在"),
        ({"received": "1899-01-01"}, "太早"),
        ({"received": "2026-09-22", "finished": ""}, "收件日期在今天之后"),
        ({"finished": "2026-08-01"}, "办结日期早于收件日期"),
        ({"finished": ""}, "要有办结日期"),
        ({"status": "办理中"}, "却写了办结日期"),
        ({"status": "星空"}, "不认识的办件状态"),
        ({"item": ""}, "没有写事项"),
        ({"number": "1" * 61}, "太长"),
    ],
)
def test_a_row_that_cannot_be_true_is_refused_with_the_reason(
    qingshan: Office, changes: dict[str, Any], said: str
) -> None:
    assert said in why(qingshan, **changes)


def test_one_bad_row_does_not_hold_up_the_others(either: Office) -> None:
    done = bring_in(either, row(name=""), row(number="2"))
    assert verdicts(done.plan) == [Verdict.REFUSE, Verdict.CREATE]
    assert [case.platform_number for case in cases(either)] == ["2"]


def test_missing_columns_are_asked_for_before_anything_is_read(qingshan: Office) -> None:
    with qingshan.work() as work, pytest.raises(Expected, match="请选择“收件日期”在哪一列"):
        plan(work, table(ROW), columns(("办件编号", "事项名称", "申请人")))


def test_who_may_not_import_may_not(qingshan: Office) -> None:
    actor = qingshan.actor(Role.VILLAGE_CADRE)
    with qingshan.work(actor) as work, pytest.raises(NotAllowed, match="导入表格"):
        import_cases(work, table(ROW), columns())


# --- one operation --------------------------------------------------------------------------------


def test_a_cancelled_import_leaves_nothing(either: Office) -> None:
    rows = table(*(row(number=str(n), received=f"2026-08-{1 + n % 28:02d}") for n in range(600)))
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > 2  # while the cases are being written

    with either.work() as work:
        assert import_cases(work, rows, columns(), cancelled=cancelled) is None
    assert calls > 2
    assert cases(either) == []
    with either.work() as work:
        assert verify(work.session) == []
        assert work.session.scalars(select(Person)).all() == []


def test_an_import_is_taken_back_whole(either: Office) -> None:
    """Voided, not deleted; the people go out of search; the same table can come in again."""
    done = bring_in(either, row(), row(number="2", id="", name="吴岩"))
    assert done.operation is not None
    with either.work() as work:
        undone = undo_import(work, done.operation, "选错了文件")
    assert undone is not None
    assert (undone.kept, undone.restored) == ((), 0)
    assert cases(either) == []
    with either.work() as work:
        assert find(work, "zz").people == ()
        alive = select(CaseEvent).where(CaseEvent.voided_at.is_(None))
        assert work.session.scalars(alive).all() == []
        voided = work.session.scalars(select(Case)).all()
        assert {case.void_reason for case in voided} == {"选错了文件"}
        assert [line.action for line in history(work, voided[0].id)] == ["create", "void"]
        assert verify(work.session) == []
        assert verify_data(work) == []
        (earlier,) = earlier_imports(work)
        assert (earlier.undone, earlier.counts["create"]) == (True, 2)
    assert verdicts(bring_in(either, row()).plan) == [Verdict.CREATE]


def test_what_an_import_changed_is_as_it_was(either: Office) -> None:
    desk = Desk(either)
    case = desk.to_acceptance()
    before = desk.case(case)
    bring_in(either, row(finished="", status="办理中"))
    mine = row(
        number="2", name=LI.name, id=LI.id_number, received="2026-09-21", finished="2026-09-21"
    )
    done = bring_in(either, row(), mine)
    assert verdicts(done.plan) == [Verdict.UPDATE, Verdict.MATCH]
    assert done.operation is not None
    with either.work() as work:
        undone = undo_import(work, done.operation, "重来")
    assert undone is not None
    assert undone.restored == 2
    assert (desk.case(case).platform_number, desk.case(case).due_on) == (None, before.due_on)
    imported = next(c for c in cases(either) if c.platform_number == "YC0001")
    assert (imported.status, imported.finished_at) == (Status.ACCEPTED, None)
    assert (imported.ended_on, imported.platform_status) == (None, "办理中")
    with either.work() as work:
        assert verify(work.session) == []


def test_what_was_worked_on_since_stays_and_is_told(either: Office) -> None:
    desk = Desk(either)
    done = bring_in(
        either,
        row(finished="", status="办理中"),
        row(number="2", id=id_number("19910303", 5), name="吴岩", received="2026-08-04"),
        row(number="3", id=id_number("19920303", 7), name="何田", received="2026-08-05"),
    )
    worked = next(c for c in cases(either) if c.platform_number == "YC0001")
    desk.step(worked.id, steps.progress, "已电话告知")  # a new event, the case itself is unchanged
    with either.work() as work:
        wu = replace(LI, name="吴岩", id_number=id_number("19910303", 5), phone="")
        register(work, VisitForm(VisitKind.INQUIRY, replace(wu, no_phone_reason="没有")))
        commit(work)
    assert done.operation is not None
    with either.work() as work:
        undone = undo_import(work, done.operation, "重来")
    assert undone is not None
    assert undone.kept == (worked.id,)
    assert [case.id for case in cases(either)] == [worked.id]
    assert len(desk.file(worked.id).events) == 3
    with either.work() as work:
        alive = work.session.scalars(select(Person).where(Person.voided_at.is_(None))).all()
        assert {person.name for person in alive} == {"周舟", "吴岩"}
        assert verify_data(work) == []


def test_an_import_is_taken_back_once_and_with_a_reason(qingshan: Office) -> None:
    done = bring_in(qingshan, row())
    assert done.operation is not None
    with qingshan.work() as work, pytest.raises(Refused, match="为什么撤销"):
        undo_import(work, done.operation, " ")
    with qingshan.work() as work:
        undo_import(work, done.operation, "重来")
    with qingshan.work() as work, pytest.raises(Refused, match="已经撤销过"):
        undo_import(work, done.operation, "重来")
    desk = Desk(qingshan)
    case = desk.open(COMMITTED)
    with qingshan.work() as work:
        operation = history(work, case)[0].operation
        with pytest.raises(Refused, match="没有找到这次导入"):
            undo_import(work, operation, "重来")
