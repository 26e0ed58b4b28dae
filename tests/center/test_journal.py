"""The one commit: journal rows, numbers without a gap, nothing half kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from center.errors import Expected
from center.journal import (
    JournalHead,
    JournalRow,
    columns_of,
    commit,
    created,
    history,
    note,
    payload_of,
    verify,
)
from center.records import Station
from center.settings import Setting, set_value, values
from center.staff import Village
from center.storage import NumberRequest, Work
from tests.offices import Office


def add_village(work: Work, name: str) -> Village:
    village = Village(id=work.new_id(), station="QS", name=name, groups=["一组", "二组"])
    work.session.add(village)
    return village


def rows_of(work: Work) -> list[JournalRow]:
    return list(work.session.scalars(select(JournalRow).order_by(JournalRow.seq)))


def test_a_new_office_has_a_sound_journal(either: Office) -> None:
    with either.work() as work:
        rows = rows_of(work)
        assert {row.kind for row in rows} == {"account", "station", "setting", "item"}
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert verify(work.session) == []


def test_a_row_holds_the_full_record_and_names_its_base(either: Office) -> None:
    with either.work() as work:
        village = add_village(work, "石桥村")
        operation = commit(work)
        assert operation.kinds == {"village"}
    with either.work() as work:
        village = work.session.get_one(Village, village.id)
        village.groups = ["一组"]
        commit(work)
    with either.work() as work:
        village = work.session.get_one(Village, village.id)
        village.voided_at, village.void_reason = work.now, "重复"
        commit(work)
    with either.work() as work:
        created, updated, voided = history(work, village.id)
        assert [r.action for r in (created, updated, voided)] == ["create", "update", "void"]
        assert created.base is None
        assert updated.base == created.hash
        assert voided.base == updated.hash
        payload = json.loads(updated.payload or "")
        assert payload["name"] == "石桥村"
        assert payload["groups"] == ["一组"]
        assert "version" not in payload
        assert created.account == either.director.account
        assert verify(work.session) == []


def test_rows_by_the_thousand_are_journalled_like_any_other(either: Office) -> None:
    """Imports write through the same commit: same columns, same payload, same chain."""
    with either.work() as work:
        like = Village(id=work.new_id(), station="QS", name="石桥村")
        rows = [{**columns_of(like), "id": work.new_id(), "name": f"{n}村"} for n in range(2500)]
        add_village(work, "青山村")
        work.streams.append(created(work.session, Village, iter(rows)))
        operation = commit(work)
        assert (operation.rows, operation.kinds) == (2501, frozenset({"village"}))
    with either.work() as work:
        assert verify(work.session) == []
        village = work.session.get_one(Village, rows[-1]["id"])
        (line,) = history(work, village.id)
        assert line.payload == payload_of(village)
        assert (line.operation, line.action, line.base) == (operation.id, "create", None)
        village.name = "改名村"  # the optimistic lock counts from the same number
        commit(work)
        assert [row.action for row in history(work, village.id)] == ["create", "update"]


def test_a_stream_that_breaks_off_leaves_nothing(either: Office) -> None:
    def rows(work: Work) -> Iterator[dict[str, Any]]:
        like = columns_of(Village(id=work.new_id(), station="QS", name="石桥村"))
        for n in range(1500):
            yield {**like, "id": work.new_id(), "name": f"{n}村"}
        raise Expected("已取消")

    with either.work() as work:
        before = len(rows_of(work))
        work.streams.append(created(work.session, Village, rows(work)))
        with pytest.raises(Expected, match="已取消"):
            commit(work)
        assert work.streams == []
    with either.work() as work:
        assert work.session.scalars(select(Village)).all() == []
        assert len(rows_of(work)) == before


def test_a_withheld_payload_still_verifies_and_a_changed_one_does_not(qingshan: Office) -> None:
    with qingshan.work() as work:
        add_village(work, "石桥村")
        commit(work)
    with qingshan.work() as work:
        work.session.execute(text("DROP TRIGGER journal_no_update"))
        last = rows_of(work)[-1]
        work.session.execute(
            update(JournalRow).where(JournalRow.seq == last.seq).values(payload=None)
        )
        assert verify(work.session) == []
        work.session.execute(
            update(JournalRow).where(JournalRow.seq == last.seq).values(payload="{}")
        )
        assert verify(work.session) == [f"操作记录第 {last.seq} 条的内容被改动过"]
        work.session.execute(update(JournalRow).where(JournalRow.seq == 3).values(kind="nothing"))
        assert "第 3 条" in verify(work.session)[0]


def test_the_journal_cannot_be_changed_or_cut(either: Office) -> None:
    for statement in (
        "UPDATE journal SET kind = 'x'",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
    ):
        if "REPLACE" in statement and either.store.folder is None:
            continue
        with either.work() as work, pytest.raises(DBAPIError, match="append-only"):
            work.session.execute(text(statement))


def test_a_cut_tail_is_noticed(qingshan: Office) -> None:
    with qingshan.work() as work:
        head = work.session.scalars(select(JournalHead)).one()
        work.session.execute(text("DROP TRIGGER journal_no_delete"))
        work.session.execute(text(f"DELETE FROM journal WHERE seq = {head.seq}"))
        assert verify(work.session) == [f"操作记录应有 {head.seq} 条，只找到 {head.seq - 1} 条"]


def test_uncommitted_work_leaves_nothing(either: Office) -> None:
    numbers: list[str] = []
    with either.work() as work:
        add_village(work, "石桥村")
        work.numbers.append(NumberRequest("QS", "DJ", 2026, numbers.append))
        work.session.flush()
    with either.work() as work:
        assert work.session.scalars(select(Village)).all() == []
        work.numbers.append(NumberRequest("QS", "DJ", 2026, numbers.append))
        commit(work)
    assert numbers == ["QS-DJ-2026-000001"]


def test_a_failure_after_a_number_was_taken_gives_it_back(either: Office) -> None:
    def fail(number: str) -> None:
        raise Expected(f"画不出 {number}")

    with either.work() as work:
        work.numbers.append(NumberRequest("QS", "SZ", 2026, fail))
        with pytest.raises(Expected, match="QS-SZ-2026-000001"):
            commit(work)
    numbers: list[str] = []
    with either.work() as work:
        work.numbers.append(NumberRequest("QS", "SZ", 2026, numbers.append))
        commit(work)
    assert numbers == ["QS-SZ-2026-000001"]


def test_series_are_apart_by_station_kind_and_year(either: Office) -> None:
    numbers: list[str] = []
    with either.work() as work:
        for station, kind, year in (
            ("SQ", "SL", 2026),
            ("QS", "SL", 2027),
            ("QS", "SL", 2026),
            ("QS", "SL", 2026),
            ("QS", "DJ", 2026),
        ):
            work.numbers.append(NumberRequest(station, kind, year, numbers.append))
        commit(work)
    assert sorted(numbers) == [
        "QS-DJ-2026-000001",
        "QS-SL-2026-000001",
        "QS-SL-2026-000002",
        "QS-SL-2027-000001",
        "SQ-SL-2026-000001",
    ]


def test_two_people_saving_the_same_record_are_told_apart(either: Office) -> None:
    with either.work() as work:
        village = add_village(work, "石桥村")
        commit(work)
    with either.work() as work:
        mine = work.session.get_one(Village, village.id)
        work.session.expunge(mine)
    with either.work() as work:
        theirs = work.session.get_one(Village, village.id)
        theirs.name = "石桥新村"
        commit(work)
    with either.work() as work:
        work.session.add(mine)
        mine.name = "石桥老村"
        with pytest.raises(Expected, match="刚被别人改过"):
            commit(work)


def test_a_taken_unique_value_is_refused_and_a_voided_one_is_free(either: Office) -> None:
    with either.work() as work:
        first = add_village(work, "石桥村")
        commit(work)
    with either.work() as work:
        add_village(work, "石桥村")
        with pytest.raises(Expected, match="重复"):
            commit(work)
    with either.work() as work:
        village = work.session.get_one(Village, first.id)
        village.voided_at, village.void_reason = work.now, "登记错了"
        add_village(work, "石桥村")
        commit(work)


def test_records_are_never_deleted(qingshan: Office) -> None:
    with qingshan.work() as work:
        work.session.delete(work.session.scalars(select(Station)).one())
        with pytest.raises(RuntimeError, match="never deleted"):
            commit(work)


def test_a_note_is_journalled_without_becoming_a_change(either: Office) -> None:
    with either.work() as work:
        village = add_village(work, "石桥村")
        commit(work)
    with either.work() as work:
        note(work, "reveal", work.session.get_one(Village, village.id), reason="核对")
        commit(work)
    with either.work() as work:
        village = work.session.get_one(Village, village.id)
        village.name = "石桥新村"
        commit(work)
    with either.work() as work:
        created, revealed, updated = history(work, village.id)
        assert revealed.action == "reveal"
        assert json.loads(revealed.payload or "") == {"reason": "核对"}
        assert updated.base == created.hash


def test_listeners_hear_which_kinds_changed(qingshan: Office) -> None:
    heard: list[frozenset[str]] = []
    qingshan.store.listeners.append(heard.append)
    with qingshan.work() as work:
        add_village(work, "石桥村")
        commit(work)
    assert heard == [frozenset({"village"})]


def test_settings_are_append_only_and_dated(either: Office) -> None:
    before = either.clock.now
    either.clock.advance(days=1)
    with either.work() as work:
        set_value(work, "due_soon_days", 4)
        commit(work)
    with either.work() as work:
        assert values(work.session, before).number("due_soon_days") == 2
        assert values(work.session, either.clock.now).number("due_soon_days") == 4
        stored = work.session.scalars(select(Setting).where(Setting.name == "due_soon_days"))
        assert [row.value for row in stored] == [4]
