"""Packages that were damaged, altered or made to harm; bad rows; restored and copied stations."""

from __future__ import annotations

import json
import shutil
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from center.canonical import canonical
from center.cases import steps
from center.cases.records import Case, CaseEvent, Happened, Status
from center.errors import Expected, NotAllowed, Refused
from center.exchange import cards, container, making
from center.exchange.conflicts import conflict_count
from center.exchange.container import Packed, check_signature, lines_of, pack, read, what
from center.exchange.listing import held_back
from center.exchange.records import HeldBack, Package, PeerStream, Result, State
from center.journal import JournalHead, commit
from center.office import renew
from center.papers import Paper
from center.people import Person
from center.records import uuid7
from center.rights import Role as AccountRole
from center.settings import Setting, set_value, values
from center.storage import DATABASE, Store, sqlcipher_engine
from tests.desk import COMMITTED, Desk
from tests.offices import START
from tests.stations import (
    End,
    edit,
    faults_of,
    person,
    row,
    scattered_ids,
    send,
)

pytest_plugins = ["tests.stations"]

# --- the file -------------------------------------------------------------------------------------


class Keys:
    """A sender and a receiver without an office."""

    def __init__(self) -> None:
        import pyrage
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        signing = Ed25519PrivateKey.generate()
        self.signing = signing.private_bytes_raw()
        self.signs = signing.public_key().public_bytes_raw()
        identity = pyrage.x25519.Identity.generate()
        self.receiving, self.receives = str(identity), str(identity.to_public())


KEYS = Keys()
LINES = [{"stream": "00"}, *({"row": number, "words": "数据包" * 20} for number in range(40))]
MANIFEST: dict[str, Any] = {
    "kind": "package",
    "id": uuid7(START, b"0123456789").hex,
    "sender": {"code": "SQ1", "name": "石桥村便民服务站"},
    "receiver": "QS",
    "made_at": 1_790_000_000_000_000,
    "schema": "0017",
    "rows": 40,
}


def written(folder: Path, packed: Packed | None = None, **changes: Any) -> Path:
    """A package file of invented lines."""
    file = folder / "a.bmpkg"
    packed = packed or pack(LINES)
    assert packed is not None
    container.write(file, {**MANIFEST, **changes}, packed, KEYS.receives, KEYS.signing)
    return file


def opened(file: Path) -> list[dict[str, Any]]:
    """What a verified package holds."""
    sealed = read(file)
    check_signature(sealed, KEYS.signs)
    return list(lines_of(sealed, KEYS.receiving))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a sound package."""
    return written(tmp_path_factory.mktemp("sound")).read_bytes()


def test_a_sound_package_opens(tmp_path: Path) -> None:
    assert opened(written(tmp_path)) == LINES
    assert what(tmp_path / "a.bmpkg").sender_name == "石桥村便民服务站"
    with zipfile.ZipFile(tmp_path / "a.bmpkg") as archive:
        assert archive.namelist() == ["manifest.json", "manifest.sig", "payload.age"]


@settings(max_examples=300, deadline=None)
@given(
    spots=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4),
    cut=st.integers(0, 40),
)
def test_no_mutated_package_is_taken_for_another(
    sound: bytes,
    tmp_path_factory: pytest.TempPathFactory,
    spots: list[tuple[int, int]],
    cut: int,
) -> None:
    """Whatever is altered, either nothing is read or exactly what was written."""
    mutated = bytearray(sound)
    for place, value in spots:
        mutated[place % len(mutated)] = value
    if cut < 4:
        del mutated[-cut - 1 :]
    file = tmp_path_factory.getbasetemp() / "mutated.bmpkg"
    file.write_bytes(bytes(mutated))
    with suppress(Expected):
        assert opened(file) == LINES


def _members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _rezip(file: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda m: m | {"more.txt": b""},
        lambda m: {name: data for name, data in m.items() if name != "manifest.sig"},
        lambda m: m | {"../payload.age": b""},
        lambda m: m | {"manifest.json": b"[" * 100_000},
        lambda m: m | {"manifest.json": b"[]"},
        lambda m: m | {"manifest.json": b"{}"},
        lambda m: m | {"manifest.json": m["manifest.json"].replace(b"SQ1", b"BH2")},
        lambda m: m | {"manifest.sig": bytes(64)},
        lambda m: m | {"payload.age": m["payload.age"] + b"x"},
        lambda m: m | {"payload.age": b""},
    ],
)
def test_what_is_no_package_is_refused(
    tmp_path: Path, spoil: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    file = written(tmp_path)
    _rezip(file, spoil(_members(file)))
    with pytest.raises(Expected, match="没有读入"):
        opened(file)


def test_compressed_members_large_files_and_no_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path)
    _rezip(file, _members(file), zipfile.ZIP_DEFLATED)
    with pytest.raises(Expected, match="不是便民数据包"):
        read(file)
    (tmp_path / "text").write_text("不是数据包", "utf-8")
    with pytest.raises(Expected, match="不是便民数据包"):
        read(tmp_path / "text")
    with pytest.raises(Expected, match="读不出来"):
        read(tmp_path / "missing")
    monkeypatch.setattr(container, "LARGEST_FILE", 100)
    with pytest.raises(Expected, match="不是便民数据包"):
        read(written(tmp_path))


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path) -> None:
    """Two hundred megabytes of zeros in a few hundred kilobytes, whatever the manifest states."""
    bomb = zlib.compressobj(9)
    data = b"".join(bomb.compress(b"0" * (1 << 20)) for _ in range(200)) + bomb.flush()
    for stated in (1000, 200 << 20, 10**12):
        with pytest.raises(Expected, match="没有读入"):
            opened(written(tmp_path, Packed(data, stated)))


def test_a_package_for_another_key_does_not_open(tmp_path: Path) -> None:
    sealed = read(written(tmp_path))
    with pytest.raises(Expected, match="不是发给本站"):
        list(lines_of(sealed, Keys().receiving))


def test_a_later_format_or_algorithm_asks_for_a_newer_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "ALGORITHM", "sm2+sm3+sm4")
    file = written(tmp_path)
    monkeypatch.undo()
    with pytest.raises(Expected, match="请先升级本站程序"):
        read(file)


# --- cards ----------------------------------------------------------------------------------------


def test_an_altered_card_is_refused_and_the_fingerprint_tells_two_apart(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    with town.work() as work:
        data = cards.make_card(work)
    card = cards.read_card(data)
    assert [len(group) for group in card.fingerprint] == [5] * 6
    assert "".join(card.fingerprint).isdecimal()
    for old, new in ((b"QS", b"QT"), (b"town", b"village"), (b"age1", b"age2"), (b"{", b"[")):
        with pytest.raises(Expected, match="站点名片"):
            cards.read_card(data.replace(old, new, 1))
    for broken in (b"", b"{}", b"null", b"[" * 9999, data[:-5], data * 100):
        with pytest.raises(Expected, match="站点名片"):
            cards.read_card(broken)
    with village.work() as work:
        assert cards.read_card(cards.make_card(work)).fingerprint != card.fingerprint


def test_who_may_be_paired(stations: tuple[End, End]) -> None:
    """A village pairs with one town, nobody with itself or with the same end."""
    town, village = stations
    with town.work() as work:
        own = cards.read_card(cards.make_card(work))
        with pytest.raises(Refused, match="本站自己"):
            cards.pair(work, own)
    with village.work() as work:
        theirs = cards.read_card(cards.make_card(work))
        other = cards.Card("YS", "隔壁镇", own.role, b"\2" * 32, own.receives)
        with pytest.raises(Refused, match="只对一个镇中心"):
            cards.pair(work, other)
        with pytest.raises(Refused, match="代码"):
            cards.pair(work, cards.Card("SQ1", "同名", own.role, b"\2" * 32, own.receives))
        assert cards.pair(work, own).id == cards.peer_of(work, "QS").id
    with town.work() as work:
        set_value(work, "station_role", "village")
        with pytest.raises(Refused, match="都登记为村站"):
            cards.pair(work, theirs)


def test_a_new_key_replaces_the_old_one_only_when_it_is_paired_again(
    stations: tuple[End, End],
) -> None:
    town, _ = stations
    known = town.peer("SQ1")
    changed = cards.Card("SQ1", known.name, known.role, b"\2" * 32, known.receives)
    with town.work() as work:
        fresh = cards.pair(work, changed)
        commit(work)
        assert fresh.id != known.id
    assert row(town, type(known), known.id).voided_at is not None


# --- rows -----------------------------------------------------------------------------------------


def forged(village: End, spoil: Callable[[dict[str, Any]], None], monkeypatch: Any) -> Path:
    """A package signed by the village whose rows were altered before they were chained."""
    real = making.line_of

    def altered(found: Any, *, open_to_them: bool) -> dict[str, Any]:
        line = real(found, open_to_them=open_to_them)
        if "payload" in line:
            spoil_in(line, json.loads(line["payload"]), spoil)
        return line

    monkeypatch.setattr(making, "line_of", altered)
    return rechained(village)


def spoil_in(
    line: dict[str, Any], told: dict[str, Any], spoil: Callable[[dict[str, Any]], None]
) -> None:
    """Alter the content of a person's row."""
    if line["kind"] == "person":
        spoil(told)
        line["payload"] = canonical(told)


def rechained(village: End) -> Path:
    """A package of a village whose head was computed over what it says, not over its journal."""
    lines: list[dict[str, Any]] = []
    real = container.pack

    def keep(found: Any) -> Packed | None:
        lines.extend(found)
        return real(lines)

    file = village.folder / "forged.bmpkg"
    with pytest.MonkeyPatch.context() as patch, village.work() as work:
        patch.setattr(container, "pack", keep)
        real_write = container.write

        def write(to: Path, manifest: dict[str, Any], *rest: Any) -> None:
            _close(lines, manifest)
            real_write(to, manifest, *rest)

        patch.setattr(container, "write", write)
        assert making.make(work, cards.peer_of(work, "QS"), file) is not None
    return file


def _close(lines: list[dict[str, Any]], manifest: dict[str, Any]) -> None:
    """State the heads that follow from the lines."""
    from center.exchange.incoming import _row

    spans = {told["stream"]: told for told in manifest["streams"]}
    stream, seq, last = "", 0, b""
    for line in lines:
        if "stream" in line:
            stream = line["stream"]
            seq, last = spans[stream]["from"], bytes.fromhex(spans[stream]["previous"])
        elif "bytes" not in line:
            seq += 1
            last = _row(line, UUID(hex=stream), seq, last)["hash"]
            spans[stream]["head"] = last.hex()


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", None),
        ("name", 5),
        ("name", "名\0字"),
        ("sex", "不是四个字以内"),
        ("birth", "1980-13-45"),
        ("person_kind", "神仙"),
        ("died_on", 20260101),
        ("household", "不是编号"),
        ("voided_at", 10**30),
        ("station", "QS"),
        ("id", uuid7(START, b"another-id").hex),
        ("nonsense", 1),
        ("name", ...),
    ],
)
def test_one_bad_row_is_held_back_alone_with_its_number_and_reason(
    stations: tuple[End, End],
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    value: Any,
) -> None:
    """One bad record does not block the others; the sender is told which row and why."""
    town, village = stations
    send(village, town)
    bad, good = person(village, "坏行"), person(village, "好行")

    def spoil(told: dict[str, Any]) -> None:
        if told["name"] == "坏行":
            told[field] = value
            if value is ...:
                del told[field]

    outcome = town.take(forged(village, spoil, monkeypatch))
    (held,) = [one for one in outcome.rows if one.result is Result.REFUSED]
    assert held.record == bad
    assert held.reason
    assert held.number > 0
    assert row(town, Person, good).name == "好行"
    with town.store.read(town.director) as work:
        assert work.session.get(Person, bad) is None
        assert [(one.record, one.station, one.waits) for one in held_back(work)] == [
            (bad, "SQ1", False)
        ]


def test_what_refers_to_a_bad_row_waits_and_follows_once_it_is_mended(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    case = Desk(village).open(COMMITTED)
    one = Desk(village).case(case).person
    assert one is not None
    edit(village, Person, one, sex="一二三四五")
    outcome = send(village, town)
    assert outcome.counts[Result.REFUSED] == 2
    assert outcome.counts[Result.WAITING] > 2
    with town.store.read(town.director) as work:
        assert work.session.get(Case, case) is None
    edit(village, Person, one, sex="女")
    mended = send(village, town)
    assert not {Result.REFUSED, Result.WAITING} & set(mended.counts)
    assert row(town, Case, case).name == "李青禾"
    with town.store.read(town.director) as work:
        assert work.session.scalars(select(HeldBack)).all() == []
    assert faults_of(town) == []


def test_what_a_village_does_not_own_it_cannot_change(stations: tuple[End, End]) -> None:
    """A row about somebody else's record is refused, however well it is signed."""
    town, village = stations
    one = person(town, "镇里的人")
    with village.work() as work:
        work.session.add(Person(id=one, station="SQ1", name="冒充的人"))
        commit(work)
    outcome = send(village, town)
    assert [held.record for held in outcome.rows if held.result is Result.REFUSED] == [one]
    assert row(town, Person, one).name == "镇里的人"


def test_a_number_given_twice_is_told_and_blocks_nothing_else(stations: tuple[End, End]) -> None:
    town, village = stations
    first, second = Desk(town).open(COMMITTED), Desk(village).open(COMMITTED)
    edit(village, Case, second, number=row(town, Case, first).number)
    third = Desk(village).open(COMMITTED)
    outcome = send(village, town)
    refused = {one.record for one in outcome.rows if one.result is Result.REFUSED}
    assert refused == {second}
    assert row(town, Case, third).station == "SQ1"


def test_a_paper_or_setting_that_no_page_could_show_is_held_back(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    paper = Desk(village).paper(Desk(village).to_acceptance())
    edit(village, Paper, paper.id, paper_kind="圣旨")
    outcome = send(village, town)
    refused = {one.record for one in outcome.rows if one.result is Result.REFUSED}
    assert refused == {paper.id}
    with town.work() as work:
        nonsense = Setting(
            id=work.new_id(),
            station="QS",
            name="supplement_days",
            value="很多天",
            effective_from=work.now,
        )
        work.session.add(nonsense)
        commit(work)
    outcome = send(town, village)
    assert {one.record for one in outcome.rows if one.result is Result.REFUSED} == {nonsense.id}
    with village.store.read(village.director) as work:
        assert values(work.session, work.now).number("supplement_days") == 10


def test_a_case_whose_time_limit_cannot_be_computed_keeps_nobody_out(
    stations: tuple[End, End],
) -> None:
    town, village = stations
    bad, good = Desk(village).to_acceptance(), Desk(village).to_acceptance()
    with village.work() as work:
        event = CaseEvent(
            id=work.new_id(),
            station="SQ1",
            case=bad,
            happened=Happened.EXTENDED,
            at=work.now,
            entered_at=work.now,
            account=work.actor.account,
            actor_name="",
            data={"days": "三天"},
        )
        work.session.add(event)
        commit(work)
    outcome = send(village, town)
    refused = {one.record for one in outcome.rows if one.result is Result.REFUSED}
    assert bad in refused
    assert row(town, Case, good).due_on is not None
    whole = {"days": 3, "approver": "林若安", "reason": "要到现场核查"}
    edit(village, CaseEvent, event.id, data=whole)
    assert not {Result.REFUSED, Result.WAITING} & set(send(village, town).counts)
    assert row(town, Case, bad).due_on is not None
    assert faults_of(town) == []


def test_the_account_of_another_station_makes_no_packages(stations: tuple[End, End]) -> None:
    """A village cadre at a window of the town's hall does not speak for the town."""
    town, _ = stations
    cadre = town.actor(AccountRole.VILLAGE_CADRE, login="zhoujie", station="SQ1")
    with town.work(cadre) as work:
        peer = cards.peer_of(work, "SQ1")
        with pytest.raises(NotAllowed, match="别的站点"):
            making.make(work, peer, town.folder / "no.bmpkg")


# --- restored and copied --------------------------------------------------------------------------


def restored(village: End, backup: Path) -> End:
    """The village as a backup of its database left it, under a new stream."""
    assert village.store.folder is not None
    assert village.store.key is not None
    folder, key = village.store.folder, village.store.key
    village.store.close()
    for leftover in folder.glob(DATABASE + "*"):
        leftover.unlink()
    shutil.copy(backup, folder / DATABASE)
    engine = sqlcipher_engine(folder / DATABASE, key, durable=False)
    ids = scattered_ids(f"restored-{backup}")
    renew(engine, ids(village.clock()), None)
    store = Store(engine, folder=folder, key=key, clock=village.clock, new_id=ids)
    return End(store, village.clock, village.director, folder=village.folder, count=village.count)


def backed_up(village: End, to: Path) -> Path:
    """A copy of a village's database."""
    assert village.store.folder is not None
    village.store.engine.dispose()
    shutil.copy(village.store.folder / DATABASE, to)
    return to


def test_a_restored_village_loses_nothing_that_had_been_sent(
    stations: tuple[End, End], tmp_path: Path
) -> None:
    """Data lost on the first sync after a restore: what the town has comes back."""
    town, village = stations
    early = Desk(village).open(COMMITTED)
    send(village, town)
    send(town, village)
    backup = backed_up(village, tmp_path / "backup.db")
    late = Desk(village).open(COMMITTED)
    edit(village, Case, early, phone="13900000005")
    send(village, town)
    village = restored(village, backup)
    edit(village, Case, early, address="石桥村三组")
    outcome = send(village, town)
    assert outcome.refused == ""
    assert not {Result.REFUSED, Result.WAITING, Result.CONFLICT} & set(outcome.counts)
    send(town, village)
    for end in (town, village):
        found = row(end, Case, early)
        assert (found.phone, found.address) == ("13900000005", "石桥村三组")
        assert row(end, Case, late).name == "李青禾"
        assert faults_of(end) == []
    village.store.close()


def test_what_a_restored_town_lost_comes_back_from_its_villages(
    stations: tuple[End, End], tmp_path: Path
) -> None:
    """The village is told by the receipt, sends it up again, and nobody had to notice first."""
    town, village = stations
    case = Desk(village).open(COMMITTED)
    send(village, town)
    backup = backed_up(town, tmp_path / "backup.db")
    Desk(town).step(case, steps.accept)
    paper = Desk(town).paper(case)
    send(town, village)
    edit(village, Case, case, phone="13900000005")
    town = restored(town, backup)
    assert row(town, Case, case).status is Status.RECEIVED
    for _ in range(3):
        outcome = send(village, town)
        assert not {Result.REFUSED, Result.WAITING} & set(outcome.counts)
        send(town, village)
    for end in (town, village):
        found = row(end, Case, case)
        assert (found.phone, found.status) == ("13900000005", Status.ACCEPTED)
        assert row(end, Paper, paper.id).number == paper.number
        assert faults_of(end) == []
        with end.store.read(end.director) as work:
            assert conflict_count(work) == 0
    assert Desk(town).paper(case).number != paper.number
    town.store.close()


def test_a_copied_database_that_goes_on_writing_is_noticed(
    stations: tuple[End, End], tmp_path: Path
) -> None:
    """Two computers that write the same stream: the second one's package is refused whole."""
    town, village = stations
    send(village, town)
    backup = backed_up(village, tmp_path / "backup.db")
    person(village, "第一台")
    send(village, town)
    assert village.store.folder is not None
    key = village.store.key
    assert key is not None
    engine = sqlcipher_engine(backup, key, durable=False)
    ids = scattered_ids("copy")
    store = Store(engine, folder=tmp_path, key=key, clock=village.clock, new_id=ids)
    copy = End(store, village.clock, village.director, folder=village.folder, count=50)
    for count in range(9):
        person(copy, f"第二台{count}")
    outcome = town.take(copy.make("QS"))
    assert "对不上" in outcome.refused
    assert outcome.package is not None
    assert outcome.package.state is State.REFUSED
    copy.store.close()


def test_streams_have_one_writer(stations: tuple[End, End]) -> None:
    town, village = stations
    both_ways = [send(village, town), send(town, village)]
    assert [one.refused for one in both_ways] == ["", ""]
    with town.store.read(town.director) as work:
        writers = {one.stream: one.code for one in work.session.scalars(select(PeerStream))}
        current = work.session.scalars(select(JournalHead).where(JournalHead.current)).one()
    assert set(writers.values()) == {"SQ1"}
    assert current.stream not in writers
    with town.store.read(town.director) as work:
        assert {one.direction for one in work.session.scalars(select(Package))}
