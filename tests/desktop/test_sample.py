"""The sample office: every state on show, nobody real, the same for the same seed and day."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from center import disputes, keys, office
from center.attendance.punch_files import Format
from center.attendance.punches import plan_punches
from center.attendance.records import Found, LeaveStatus, LeaveType, OutingKind, Settlement
from center.cases.file import open_file
from center.cases.listing import CaseFilter, page
from center.cases.records import Status
from center.clock import State
from center.complaints import records as complaints
from center.errors import Expected
from center.exchange import cards
from center.exchange.cards import read_card_file
from center.exchange.conflicts import conflicts
from center.exchange.container import PACKAGE_SUFFIX
from center.exchange.listing import silent_peers
from center.exchange.reading import take_in
from center.exchange.records import Result
from center.identity import check_number
from center.journal import verify
from center.opinions import OpinionState
from center.papers import TITLES
from center.records import instant, local_date
from center.registration.listing import VisitFilter
from center.registration.listing import page as visit_page
from center.workorders import records as workorders
from desktop.sample.build import DEFAULT_TODAY, PASSWORD, build
from desktop.sample.exchange import FOLDER
from reports.attendance_export import read_punch_file

DAYS = 12
_SHOWN: dict[str, type[StrEnum]] = {
    "complaint": complaints.Status,
    "work_order": workorders.Status,
    "opinion": OpinionState,
    "dispute": disputes.State,
}
_STATE = {"complaint": "status", "work_order": "status"}


def fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((folder / "out").iterdir())
        # The village stations' keys are new each time.
        if path.is_file()
    }


def records(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "out" / "记录.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office as everyone gets it."""
    folder = tmp_path_factory.mktemp("sample") / "office"
    build(folder)
    return folder


def test_the_same_seed_and_day_give_the_same_records_papers_and_workbooks(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        build(tmp_path / name, seed=seed, days=DAYS)
    assert fingerprints(tmp_path / "a") == fingerprints(tmp_path / "b")
    assert fingerprints(tmp_path / "a") != fingerprints(tmp_path / "c")


def test_there_is_a_paper_of_each_kind_and_the_ledger(quarter: Path) -> None:
    names = [path.name for path in (quarter / "out").iterdir()]
    for title in TITLES.values():
        assert any(name.startswith(title) and name.endswith(".pdf") for name in names), title
    assert "2026年10月办件台账.xlsx" in names


def test_the_sheets_of_the_office_are_printed(quarter: Path) -> None:
    names = [path.name for path in (quarter / "out").iterdir()]
    assert any(name.startswith("办事指南 MZ01") for name in names)
    for sheet in (
        "收费公示表",
        "工作时间牌 A4",
        "工作时间牌 A3",
        "工作牌",
        "台牌",
        "手工登记簿",
        "档案袋封面",
        "卷内目录",
    ):
        assert f"{sheet}.pdf" in names


def test_every_status_and_every_light_is_on_show(quarter: Path) -> None:
    cases = [r["record"] for r in records(quarter) if r["kind"] == "case"]
    assert {case["status"] for case in cases} == {status.value for status in Status}
    unlocked = keys.sample_key(quarter)
    assert unlocked is not None
    store, actor = office.enter_office(quarter, unlocked)
    with store.read(actor) as work:
        rows = page(work, CaseFilter(), limit=1000)
        lights = Counter(row.light for row in rows)
        assert verify(work.session) == []
        for row in rows[:40]:
            assert open_file(work, row.id).clock.current.explanation
    store.close()
    open_lights = {State.NORMAL, State.DUE_SOON, State.DUE_TODAY, State.OVERDUE, State.PAUSED}
    assert open_lights <= set(lights), lights


def test_complaints_orders_opinions_and_disputes_are_on_show(quarter: Path) -> None:
    found = records(quarter)
    of = {kind: [r["record"] for r in found if r["kind"] == kind] for kind in _SHOWN}
    assert (len(of["complaint"]), len(of["work_order"])) == (40, 200)
    for kind, states in _SHOWN.items():
        assert {one[_STATE.get(kind, "state")] for one in of[kind]} == set(states), kind
    assert any(one["round"] == 2 for one in of["work_order"])
    assert any(one["extension_days"] for one in of["work_order"])
    assert any(one["audience"] != "office" for one in of["complaint"])
    assert 0 in {r["record"]["found"] for r in found if r["kind"] == "dispute_report"}


def test_visits_with_several_matters_and_hand_overs_are_on_show(quarter: Path) -> None:
    """REG-10, REG-14, REG-17, TIME-04: what waits, what is late, what was entered afterwards."""
    unlocked = keys.sample_key(quarter)
    assert unlocked is not None
    store, actor = office.enter_office(quarter, unlocked)
    with store.read(actor) as work:
        visits = visit_page(work, VisitFilter(), limit=2000)
        taken = {row.standing.taken for row in visits if row.standing is not None}
        lights = {row.light for row in visit_page(work, VisitFilter(untaken=True))}
        supervised = visit_page(work, VisitFilter(supervised=True))
        owed = visit_page(work, VisitFilter(owed=True))
    store.close()
    assert any(str(row.number).endswith("-3") for row in visits)
    assert taken == {True, False}
    assert lights == {State.NORMAL, State.OVERDUE}
    assert len(supervised) > len([row for row in supervised if row.light is not None])
    assert State.OVERDUE in {row.light for row in owed}
    marks = {mark for row in visits for mark in row.marks}
    assert marks == {"延时", "延期补录"}


def test_the_office_is_as_large_as_promised(quarter: Path) -> None:
    kinds = Counter(r["kind"] for r in records(quarter))
    staff = [r["record"] for r in records(quarter) if r["kind"] == "staff"]
    assert kinds["service_window"] == 6
    assert kinds["station"] == 4
    # Two of them work in a village and for another office.
    assert sum(not member["leader_rank"] for member in staff) == 16
    assert sum(bool(member["leader_rank"]) for member in staff) == 9
    assert kinds["visit"] > 400
    assert kinds["case"] > 200


def test_the_people_are_invented_and_some_names_are_rare(quarter: Path) -> None:
    people = [r["record"] for r in records(quarter) if r["kind"] == "person"]
    assert any(ord(c) > 0xFFFF for person in people for c in person["name"])
    assert any("·" in person["name"] for person in people)
    for person in people:
        number = person["id_number"]
        assert not number or check_number(number, DEFAULT_TODAY).valid
        # No county ever had this code, so the number is nobody's.
        assert not number or "419988" in number[:8]


def test_people_queue_this_morning_and_have_appointments(quarter: Path) -> None:
    """REG-18, REG-20, REG-21: some wait, some were passed; the next working day is booked."""
    found = records(quarter)
    tickets = [r["record"] for r in found if r["kind"] == "ticket"]
    morning = [t for t in tickets if t["day"] == DEFAULT_TODAY.isoformat()]
    assert {"等候", "办理中", "已办"} <= {t["state"] for t in morning}
    assert any(t["reason"] for t in morning)
    assert "过号" in {t["state"] for t in tickets}
    booked = [r["record"] for r in found if r["kind"] == "appointment"]
    assert {"已约", "已到", "未到"} <= {one["state"] for one in booked}
    assert max(one["day"] for one in booked) > DEFAULT_TODAY.isoformat()
    assert (quarter / "out" / "排队等候统计表.xlsx").exists()


def test_four_months_of_attendance_are_kept_three_of_them_closed(quarter: Path) -> None:
    """ATT-01…12, LEAVE-01…19: every end of a slip, every format of a file, one not taken in."""
    found = records(quarter)
    of = {
        kind: [r["record"] for r in found if r["kind"] == kind]
        for kind in ("leave", "outing", "punch_import", "attendance_month", "attendance_finding")
    }
    assert {one["leave_type"] for one in of["leave"]} == {kind.value for kind in LeaveType}
    assert {one["status"] for one in of["leave"]} == {status.value for status in LeaveStatus}
    assert {one["outing_kind"] for one in of["outing"]} == {kind.value for kind in OutingKind}
    assert {one["format"] for one in of["punch_import"]} == {one.value for one in Format}
    assert [one["month"] for one in of["attendance_month"]] == [8, 9, 10]
    kept = {
        kind: [r["record"] for r in found if r["kind"] == kind]
        for kind in ("attendance_reasons", "duty_rest", "window_posting", "spot_check")
    }
    people = {line["staff"] for month in of["attendance_month"] for line in month["sheet"]}
    assert len(kept["attendance_reasons"]) >= 3 * len(people) - 6, "each closed month is explained"
    assert kept["duty_rest"], "the watch earned time off"
    assert len(kept["window_posting"]) == 12
    assert {one["found"] for one in kept["spot_check"]} == {one.value for one in Found}
    assert any(one["returned_at"] for one in of["outing"])
    settled = {one["settled"] for one in of["attendance_finding"]}
    assert settled == {one.value for one in Settlement if one is not Settlement.MAKE_UP}
    assert {one["confirmed"] for one in of["attendance_finding"]} == {True, False, None}
    names = [path.name for path in (quarter / "out").iterdir()]
    for name in ("8月考勤机attlog.dat", "9月考勤机原始", "10月钉钉", "10月企业微信", "11月打卡"):
        assert any(name in one for one in names), name
    unlocked = keys.sample_key(quarter)
    assert unlocked is not None
    store, actor = office.enter_office(quarter, unlocked)
    second = next(path for path in (quarter / "out").iterdir() if "还没有导入" in path.name)
    read = read_punch_file(second)
    assert read is not None
    with store.read(actor) as work:
        plan = plan_punches(work, read[0], second.name, read[1])
        for path in (quarter / "out").iterdir():
            if path != second and ("考勤机" in path.name or "打卡" in path.name):
                again = read_punch_file(path)
                assert again is not None
                repeated = plan_punches(work, again[0], path.name, again[1])
                assert (len(repeated.fresh), repeated.taken_before) == (0, True), path.name
    store.close()
    assert plan.fresh
    assert [one.user for one in plan.unknown] == ["88"]
    assert (len(plan.future), len(plan.troubles), len(plan.suspect)) == (1, 1, 1)


def test_ten_months_of_duty_have_swaps_and_two_days_on_which_nobody_came(quarter: Path) -> None:
    """DUTY-01…09: months of every plan, next month a draft, papers and the year's fulfilment."""
    found = records(quarter)
    of = {
        kind: [r["record"] for r in found if r["kind"] == kind and r["record"]["voided_at"] is None]
        for kind in ("roster", "swap", "duty_record", "watch_entry", "watch_handover", "meeting")
    }
    months = [one["month"] for one in of["roster"] if one["plan"] == "坐班接访"]
    assert sorted(months) == list(range(2, 13))
    drafts = [one["month"] for one in of["roster"] if one["published_at"] is None]
    assert drafts == [12]
    assert {one["plan"] for one in of["roster"]} == {"坐班接访", "24小时值班", "大厅巡查"}
    assert sum(one["missed"] for one in of["duty_record"]) == 2
    assert sum(one["turn"] is None for one in of["duty_record"]) == 2
    assert [one["agreed"] for one in of["swap"]].count(None) == 1
    assert [one["agreed"] for one in of["swap"]].count(True) == 8
    assert of["watch_entry"]
    assert all(one["taken_by"] for one in of["watch_handover"])
    assert of["meeting"]
    petitions = (r["record"] for r in found if r["kind"] == "petition")
    led = {one["receiving_leader"] for one in petitions if one["channel"] == "领导接访"}
    assert led
    assert "江予白" not in led, "the leader of the day (DUTY-07)"
    names = {path.name for path in (quarter / "out").iterdir()}
    assert {
        "领导接访安排公示 A4.pdf",
        "领导接访安排公示 A3.pdf",
        "领导接访安排公示.xlsx",
        "24小时值班安排表.pdf",
        "国庆节值班安排表.pdf",
        "2026年领导履职情况表.xlsx",
        "值班日志.pdf",
        "领导值班记录.pdf",
        "换班单.pdf",
    } <= names


def test_two_villages_are_paired_one_silent_one_disagreeing_and_a_package_lies_ready(
    quarter: Path, tmp_path: Path
) -> None:
    shutil.copytree(quarter, tmp_path / "office")
    (ready,) = (tmp_path / "office" / "out" / FOLDER).glob(f"*{PACKAGE_SUFFIX}")
    (card,) = (tmp_path / "office" / "out" / FOLDER).glob("*.bmcard")
    told = (tmp_path / "office" / "out" / FOLDER / "怎样试.txt").read_text("utf-8")
    assert " ".join(read_card_file(card).fingerprint) in told
    sample = keys.sample_key(tmp_path / "office")
    assert sample is not None
    unlocked = keys.Unlocked(sample.key, "zhuren")
    store, actor = office.enter_office(tmp_path / "office", unlocked)
    with store.work(actor) as work:
        assert [peer.code for peer in cards.peers(work)] == ["LH", "SQ"]
        assert [one.peer.code for one in silent_peers(work)] == ["LH"]
        (disagreeing,) = conflicts(work)
        assert [field.label for field in disagreeing.fields] == ["联系电话"]
        outcome = take_in(work, ready)
    assert outcome is not None
    assert not outcome.refused
    assert not {Result.REFUSED, Result.WAITING, Result.CONFLICT} & set(outcome.counts)
    store.close()


def test_work_stands_still_over_the_october_holidays(quarter: Path) -> None:
    days = {
        local_date(instant(r["record"]["received_at"]))
        for r in records(quarter)
        if r["kind"] == "visit"
    }
    assert not any(date(2026, 10, 1) <= day <= date(2026, 10, 7) for day in days)
    assert date(2026, 10, 10) in days, "the make-up Saturday is worked"


def test_it_unlocks_by_itself_and_every_account_has_the_printed_password(quarter: Path) -> None:
    for login in ("zhuren", "shen", "shiqiao"):
        unlocked = keys.unlock(quarter, login, PASSWORD, datetime.now(UTC))
        store, actor = office.enter_office(quarter, unlocked)
        assert actor.login == login
        assert store.clock().date() >= DEFAULT_TODAY
        store.close()


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "重要.txt").write_text("不要动", "utf-8")
    with pytest.raises(Expected, match="没有改动"):
        build(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["重要.txt"]
