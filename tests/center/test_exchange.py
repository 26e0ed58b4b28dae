"""Packages between village stations and the town: what arrives, what stays, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from center.accounts import Account
from center.attachments.keeping import attach, attachments_of, content
from center.backup import last_backup
from center.backup.checks import BACKUPS
from center.calendar import DayMark
from center.cases import steps
from center.cases.records import Case, CaseEvent, Status
from center.deadlines import recompute_all
from center.errors import Expected, Refused
from center.exchange import cards, making, reading, receipts
from center.exchange.listing import held_back, package_rows, packages, silent_peers
from center.exchange.reading import Outcome
from center.exchange.records import HeldBack, Peer, Result, State, StationKeys
from center.holidays import replace_years
from center.imports.undo import earlier_imports, undo_import
from center.items import Item, item_of
from center.journal import JournalRow, commit, verify
from center.office import last_commit
from center.papers import Blob, Paper
from center.people import Person, likely_duplicates
from center.secrecy import SecretCover
from center.settings import set_value, values
from center.storage import Note
from tests.desk import COMMITTED, LI, Desk
from tests.offices import Office, SettableClock
from tests.scans import jpeg
from tests.stations import (
    End,
    as_end,
    edit,
    faults_of,
    made_village,
    pair,
    person,
    row,
    send,
)

pytest_plugins = ["tests.stations"]

BAD = {Result.REFUSED, Result.WAITING, Result.CONFLICT}


def clean(outcome: Outcome) -> bool:
    """Whether every row was taken over."""
    return not outcome.refused and not BAD & set(outcome.counts)


# --- the road there and back ----------------------------------------------------------------------


def test_a_village_case_reaches_the_town_and_its_result_comes_back(
    stations: tuple[End, End],
) -> None:
    """The village owns intake, the town owns results; both chains verify afterwards."""
    town, village = stations
    case = Desk(village).open(COMMITTED)
    outcome = send(village, town)
    assert clean(outcome)
    there = Desk(town).case(case)
    assert (there.name, there.station, there.status) == ("李青禾", "SQ1", Status.RECEIVED)
    assert there.due_on == Desk(village).case(case).due_on
    Desk(town).step(case, steps.accept)
    assert clean(send(town, village))
    back = Desk(village).case(case)
    assert back.status is Status.ACCEPTED
    assert back.due_on == Desk(town).case(case).due_on is not None
    for end in stations:
        assert faults_of(end) == []
    assert outcome.package is not None
    assert outcome.package.state is State.TAKEN


def test_time_limits_are_recomputed_and_people_are_found_by_name(
    stations: tuple[End, End],
) -> None:
    """Derived columns and search keys are never exchanged; a likely duplicate is proposed."""
    town, village = stations
    mine = person(town, id_number=LI.id_number)
    theirs = person(village, id_number=LI.id_number)
    send(village, town)
    with town.store.read(town.director) as work:
        found = likely_duplicates(work, work.session.get_one(Person, mine))
        keys = work.session.scalars(text("SELECT count(*) FROM person_keys"))
        assert [one.id for one in found] == [theirs]
        assert keys.one() > 4


def test_papers_and_attachments_travel_with_their_bytes(stations: tuple[End, End]) -> None:
    town, village = stations
    case = Desk(village).to_acceptance()
    paper = Desk(village).paper(case)
    scan = jpeg()
    with village.work() as work:
        added = attach(work, work.session.get_one(Case, case), "户口簿.jpg", scan)
        commit(work)
    assert clean(send(village, town))
    with town.store.read(town.director) as work:
        there = work.session.get_one(Paper, paper.id)
        assert work.session.get_one(Blob, there.blob).data.startswith(b"%PDF")
        (shown,) = attachments_of(work, case)
        assert content(work, shown)
        assert (shown.id, shown.sha256) == (added.id, added.sha256)
    assert faults_of(town) == []


def test_catalogue_holidays_and_settings_come_from_the_town(stations: tuple[End, End]) -> None:
    """The town owns them; what a village founded with is the same item, not a second one."""
    town, village = stations
    case = Desk(village).open(COMMITTED)
    before = Desk(village).case(case).due_on
    assert before is not None
    with town.work() as work:
        set_value(work, "supplement_days", 7)
        set_value(work, "unit_address", "青山镇人民路 1 号")
        days = {date(2026, 1, 1): DayMark("holiday", "元旦")}
        days |= {before - timedelta(days=gap): DayMark("holiday", "停电") for gap in range(3)}
        replace_years(work, days)
        recompute_all(work)
        commit(work)
    edit(town, Item, Desk(town).item(COMMITTED).id, window="民政窗口")
    outcome = send(town, village)
    assert clean(outcome), [(one.kind, one.reason) for one in outcome.rows if one.reason]
    with village.store.read(village.director) as work:
        found = values(work.session, work.now)
        item = item_of(work.session, COMMITTED)
        assert found.number("supplement_days") == 7
        assert found.text("unit_address") == ""
        assert item is not None
        assert item.window == "民政窗口"
        codes = list(work.session.scalars(select(Item.code).where(Item.active)))
        assert len(codes) == len(set(codes))
    after = Desk(village).case(case).due_on
    assert after is not None
    assert after > before


def test_an_item_that_only_the_village_has_reaches_the_town_out_of_use(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    edit(village, Item, Desk(village).item(COMMITTED).id, code="CUN1", name="村级证明")
    case = Desk(village).open("CUN1")
    assert clean(send(village, town))
    item = row(town, Item, Desk(town).case(case).item)
    assert (item.code, item.active) == ("CUN1", False)


def test_accounts_of_the_other_side_are_names_and_no_way_in(stations: tuple[End, End]) -> None:
    town, village = stations
    Desk(village).open(COMMITTED)
    send(village, town)
    with town.store.read(town.director) as work:
        theirs = work.session.get_one(Account, village.director.account)
        assert (theirs.login, theirs.active, theirs.station) == ("zhuren@SQ1", False, "SQ1")
        ours = work.session.get_one(Account, town.director.account)
        assert ours.active


# --- what nobody else sees ------------------------------------------------------------------------


def test_a_village_never_sees_another_villages_business(
    stations: tuple[End, End],
    village_folders: dict[str, Path],
    tmp_path: Path,
    clock: SettableClock,
) -> None:
    town, village = stations
    other = made_village(village_folders, "BH2", tmp_path, clock)
    pair(town, other)
    theirs = Desk(village).open(COMMITTED)
    send(village, town)
    Desk(town).step(theirs, steps.accept)
    own = Desk(town).open(COMMITTED)
    send(town, other)
    with other.store.read(other.director) as work:
        assert work.session.get(Case, theirs) is None
        assert work.session.get(Case, own) is None
        told = work.session.scalars(
            select(JournalRow.payload).where(JournalRow.kind.in_(("case", "case_event", "person")))
        )
        assert set(told) == {None}
        streams = set(work.session.scalars(select(JournalRow.stream)))
        assert verify(work.session) == []
    with village.store.read(village.director) as work:
        assert not set(work.session.scalars(select(JournalRow.stream))) >= streams
    other.store.close()


def test_a_secret_paper_travels_as_a_header_and_the_chain_still_verifies(
    stations: tuple[End, End],
) -> None:
    """PET-10: what the receiver may not see travels without content, what it was before too."""
    town, village = stations
    paper = Desk(village).paper(Desk(village).to_acceptance()).id
    edit(village, Paper, paper, audience=f"secret:{paper.hex}")
    with village.work() as work:
        cover = SecretCover(
            id=work.new_id(), station="SQ1", audience=f"secret:{paper.hex}", record=paper
        )
        work.session.add(cover)
        commit(work)
    assert clean(send(village, town))
    with town.store.read(town.director) as work:
        assert work.session.get(Paper, paper) is None
        query = select(JournalRow.payload).where(JournalRow.record == paper)
        assert set(work.session.scalars(query)) == {None}
        assert verify(work.session) == []


def test_staff_and_local_settings_stay_at_home(stations: tuple[End, End]) -> None:
    town, village = stations
    send(village, town)
    with town.store.read(town.director) as work:
        query = select(JournalRow.payload).where(
            JournalRow.station == "SQ1", JournalRow.kind.in_(("setting", "package", "peer"))
        )
        assert set(work.session.scalars(query)) == {None}
        assert values(work.session, work.now).text("unit_name") == "青山镇便民服务中心"


def test_what_another_station_did_for_itself_is_not_taken_for_ours(
    stations: tuple[End, End],
) -> None:
    """A village's backup is none of the town's, its import cannot be taken back there."""
    town, village = stations
    with village.work() as work:
        work.notes.append(Note("backup", "backup", BACKUPS, {"seq": 1}))
        work.notes.append(Note("import", "case", work.new_id(), {"source": "村里的表.xlsx"}))
        commit(work)
        operation = work.session.scalars(
            select(JournalRow.operation).where(JournalRow.action == "import")
        ).one()
    send(village, town)
    with town.work() as work:
        assert last_backup(work) is None
        assert earlier_imports(work) == []
        with pytest.raises(Refused, match="没有找到这次导入"):
            undo_import(work, operation, "试试")
    village.clock.advance(days=36500)
    person(village)
    village.clock.advance(days=-36500)
    send(village, town)
    assert last_commit(town.store) == town.clock.now


# --- repeated, lost, out of order -----------------------------------------------------------------


def test_the_same_package_twice_changes_nothing(stations: tuple[End, End]) -> None:
    town, village = stations
    Desk(village).open(COMMITTED)
    file = village.make("QS")
    first, again = town.take(file), town.take(file)
    assert clean(first)
    assert not first.repeated
    assert again.repeated
    assert set(again.counts) == {Result.THERE}
    assert again.package is not None
    assert first.package is not None
    assert again.package.counts == first.package.counts


def test_a_lost_package_is_made_good_by_the_next(stations: tuple[End, End]) -> None:
    town, village = stations
    lost = Desk(village).open(COMMITTED)
    village.make("QS")
    later = Desk(village).open(COMMITTED)
    assert clean(town.take(village.make("QS")))
    assert Desk(town).case(lost).name == Desk(town).case(later).name


def test_packages_may_be_read_in_the_wrong_order(stations: tuple[End, End]) -> None:
    town, village = stations
    case = Desk(village).open(COMMITTED)
    first = village.make("QS")
    Desk(village).step(case, steps.accept)
    second = village.make("QS")
    assert clean(town.take(second))
    assert set(town.take(first).counts) == {Result.THERE}
    assert Desk(town).case(case).status is Status.ACCEPTED


def test_only_a_receipt_moves_what_the_other_side_has(stations: tuple[End, End]) -> None:
    town, village = stations
    Desk(village).open(COMMITTED)
    before = village.peer("QS").have
    outcome = town.take(village.make("QS"))
    assert village.peer("QS").have == before
    with village.work() as work:
        left = making.pending(work, cards.peer_of(work, "QS"))
    made = village.hear(town.receipt(outcome.package))
    assert village.peer("QS").have != before
    with village.work() as work:
        assert making.pending(work, cards.peer_of(work, "QS")) == 0 < left
    assert made.state is State.ANSWERED
    assert made.counts[Result.APPLIED.value] == outcome.counts[Result.APPLIED]
    assert village.hear(town.receipt(outcome.package)).state is State.ANSWERED


def test_a_gap_is_refused_whole_and_its_receipt_heals_it(stations: tuple[End, End]) -> None:
    """A town restored from a backup lacks what it had confirmed: nothing is half taken in."""
    town, village = stations
    case = Desk(village).open(COMMITTED)
    town.take(village.make("QS"))
    edit(village, Case, case, phone="13900000009")
    with village.work() as work:
        have = making.have_of(work.session, "QS")
        cards.peer_of(work, "QS").have = {one: seq - 1 for one, seq in have.items()}
        commit(work)
    refused = town.take(village.make("QS"))
    assert "还缺" in refused.refused
    assert Desk(town).case(case).phone != "13900000009"
    assert refused.package is not None
    assert refused.package.state is State.REFUSED
    made = village.hear(town.receipt(refused.package))
    assert made.state is State.REFUSED
    assert "还缺" in made.reason
    assert clean(town.take(village.make("QS")))
    assert Desk(town).case(case).phone == "13900000009"


def test_what_does_not_fit_goes_with_the_package_after_the_receipt(
    stations: tuple[End, End], monkeypatch: pytest.MonkeyPatch
) -> None:
    town, village = stations
    case = Desk(village).to_acceptance()
    monkeypatch.setattr(making, "MOST_ROWS", 30)
    sizes = [len(send(village, town).rows) for _ in range(6)]
    assert sizes[:2] == [30, 30]
    assert sizes[-1] < 30
    assert Desk(town).case(case).status is Status.ACCEPTED
    with town.store.read(town.director) as work:
        assert held_back(work) == []
        assert verify(work.session) == []


# --- refused --------------------------------------------------------------------------------------


def test_an_unknown_station_and_a_changed_key_are_refused(stations: tuple[End, End]) -> None:
    town, village = stations
    file = village.make("QS")
    with town.work() as work:
        cards.unpair(work, cards.peer_of(work, "SQ1"), "试验")
        commit(work)
    with pytest.raises(Expected, match="还没有核对过它的站点名片"):
        town.take(file)
    pair(town, village)
    with town.work() as work:
        peer = cards.peer_of(work, "SQ1")
        work.session.execute(
            text("UPDATE peers SET signs = :key WHERE id = :id"),
            {"key": b"\1" * 32, "id": peer.id.bytes},
        )
        commit(work)
    with pytest.raises(Expected, match="签名与"):
        town.take(file)


def test_a_package_for_another_station_is_refused(
    stations: tuple[End, End],
    village_folders: dict[str, Path],
    tmp_path: Path,
    clock: SettableClock,
) -> None:
    town, _ = stations
    other = made_village(village_folders, "BH2", tmp_path, clock)
    pair(town, other)
    with pytest.raises(Expected, match="发给代码为 SQ1"):
        other.take(town.make("SQ1"))
    other.store.close()


def test_a_newer_program_is_told_of(
    stations: tuple[End, End], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Schema newer than ours: 请先升级本站程序."""
    town, village = stations
    monkeypatch.setattr(making, "SCHEMA", "9999")
    file = village.make("QS")
    monkeypatch.undo()
    with pytest.raises(Expected, match="请先升级本站程序"):
        town.take(file)


def test_what_a_cancelled_or_looked_at_package_did_is_nothing(stations: tuple[End, End]) -> None:
    town, village = stations
    case = Desk(village).open(COMMITTED)
    file = village.make("QS")

    def count() -> int:
        with town.store.read(town.director) as work:
            return len(work.session.scalars(select(JournalRow.seq)).all())

    before, asked = count(), []

    def cancelled() -> bool:
        asked.append(True)
        return len(asked) > 20

    with town.work() as work:
        assert reading.take_in(work, file, cancelled=cancelled) is None
    with town.work() as work:
        looked = reading.preview(work, file)
    assert looked is not None
    assert looked.package is None
    assert looked.counts[Result.APPLIED] > 0
    assert looked.peer.code == "SQ1"
    assert count() == before
    with town.store.read(town.director) as work:
        assert work.session.get(Case, case) is None
    target = village.folder / "no.bmpkg"
    with village.work() as work:
        peer = cards.peer_of(work, "QS")
        assert making.make(work, peer, target, cancelled=lambda: True) is None
    assert not target.exists()


def test_a_receipt_is_no_package_and_answers_only_ours(stations: tuple[End, End]) -> None:
    town, village = stations
    outcome = town.take(village.make("QS"))
    receipt = town.receipt(outcome.package)
    with pytest.raises(Expected, match="读入回执"):
        village.take(receipt)
    with village.work() as work, pytest.raises(Expected, match="不是回执"):
        receipts.read_receipt(work, town.make("SQ1"))
    with town.work() as work, pytest.raises(Expected):
        receipts.read_receipt(work, receipt)


# --- keys -----------------------------------------------------------------------------------------


def test_private_keys_are_sealed_and_never_journalled(stations: tuple[End, End]) -> None:
    town, _ = stations
    with town.store.read(town.director) as work:
        own = cards.own_keys(work)
        found = work.session.scalars(select(StationKeys)).one()
        assert own.signing not in (found.signing, found.receiving)
        assert own.receiving.encode() not in found.receiving
        told = "".join(filter(None, work.session.scalars(select(JournalRow.payload))))
    assert own.receiving not in told
    assert own.signing.hex() not in told


# --- lists ----------------------------------------------------------------------------------------


def test_the_list_tells_every_row_on_both_sides(stations: tuple[End, End]) -> None:
    town, village = stations
    Desk(village).open(COMMITTED)
    outcome = send(village, town)
    for end in stations:
        with end.store.read(end.director) as work:
            (package,) = packages(work)
            rows = package_rows(work, package)
            assert [one.result for one in rows] == [one.result for one in outcome.rows]
            assert [one.number for one in rows] == list(range(1, package.rows + 1))
            few = package_rows(work, package, after=10, limit=5)
            assert [one.number for one in few] == [11, 12, 13, 14, 15]
            noted = package_rows(work, package, Result.APPLIED)
            assert len(noted) == outcome.counts[Result.APPLIED]
            assert any("李青禾" in one.about for one in noted)


def test_totals_are_counted_on_both_sides(stations: tuple[End, End]) -> None:
    """Totals that differ are seen: a record the town has and the village does not."""
    town, village = stations
    Desk(village).open(COMMITTED)
    outcome = send(village, town)
    assert {(one.name, one.theirs, one.ours) for one in outcome.totals} == {
        ("来访登记", 0, 0),
        ("办件", 1, 1),
        ("群众", 1, 1),
    }
    with town.work() as work:
        work.session.add(Person(id=work.new_id(), station="SQ1", name="镇里多出的一人"))
        commit(work)
    outcome = send(village, town)
    assert ("群众", 1, 2) in {(one.name, one.theirs, one.ours) for one in outcome.totals}


def test_a_silent_village_is_named(stations: tuple[End, End]) -> None:
    """The sixth village failing silently: after so many days without a word it is told."""
    town, village = stations
    send(village, town)
    town.clock.advance(days=29)
    with town.store.read(town.director) as work:
        assert silent_peers(work) == []
    town.clock.advance(days=1)
    with town.store.read(town.director) as work:
        (silence,) = silent_peers(work)
    assert (silence.peer.code, silence.days) == ("SQ1", 30)


# --- PostgreSQL -----------------------------------------------------------------------------------


def test_a_town_on_either_database_takes_packages_in(
    either: Office, village_folders: dict[str, Path], tmp_path: Path, clock: SettableClock
) -> None:
    town = as_end(either, tmp_path)
    village = made_village(village_folders, "SQ1", tmp_path, clock)
    pair(town, village)
    case = Desk(village).open(COMMITTED)
    assert clean(send(village, town))
    Desk(town).step(case, steps.accept)
    assert clean(send(town, village))
    assert Desk(village).case(case).status is Status.ACCEPTED
    with town.store.read(town.director) as work:
        assert verify(work.session) == []
        assert work.session.scalars(select(HeldBack)).all() == []
        assert work.session.scalars(select(CaseEvent).where(CaseEvent.case == case)).all()
        assert work.session.scalars(select(Peer)).one().heard_at == clock()
    village.store.close()
