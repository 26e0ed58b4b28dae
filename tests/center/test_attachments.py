"""Attachments are encrypted, bound to their record, part of backup and verify, never deleted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select, text

from center import keys
from center.attachments import files
from center.attachments.contents import Media
from center.attachments.keeping import (
    SMALL,
    attach,
    attachments_of,
    content,
    left,
    sweep,
    void_attachment,
)
from center.attachments.records import Attachment
from center.backup import backup, restore
from center.cases.file import materials_of
from center.cases.records import Case
from center.errors import Expected, NotAllowed, Refused
from center.journal import JournalRow, commit
from center.keys import Unlocked
from center.office import open_store
from center.papers import Blob
from center.rights import Role
from center.settings import set_value
from center.storage import Store
from center.verify import verify
from tests import scans
from tests.matters import case, someone
from tests.offices import PASSWORD, START, Office

LARGE = scans.noise(SMALL + 1000)
SMALL_ONE = scans.jpeg()


def a_case(office: Office) -> Case:
    with office.work() as work:
        made = case(work, someone())
        commit(work)
    return made


def add(office: Office, about: Case, data: bytes, name: str = "户口簿.png") -> Attachment:
    with office.work() as work:
        made = attach(work, about, name, data)
        commit(work)
    return made


def read(office: Office, found: Attachment) -> bytes:
    with office.store.read(office.director) as work:
        return content(work, found)


def faults(office: Office) -> list[str]:
    with office.store.read(office.director) as work:
        return verify(work)


def folder_of(office: Office) -> Path:
    assert office.store.folder is not None
    return office.store.folder


def file_of(office: Office, found: Attachment) -> Path:
    return files.path_of(folder_of(office), found.id)


@pytest.mark.parametrize("data", [SMALL_ONE, LARGE, scans.pdf(2)])
def test_what_is_added_comes_back(either: Office, data: bytes) -> None:
    about = a_case(either)
    made = add(either, about, data)
    with either.store.read(either.director) as work:
        (found,) = attachments_of(work, about.id)
        assert content(work, found)[:4] == data[:4]
        assert (found.size, found.adder_name) == (len(content(work, found)), "林若安")
        assert found.about_kind == "case"
    assert made.in_file == (len(data) > SMALL and either.store.folder is not None)
    assert faults(either) == []


def test_the_folder_never_holds_plain_bytes(qingshan: Office) -> None:
    about = a_case(qingshan)
    for data in (SMALL_ONE, LARGE):
        add(qingshan, about, data, "低保申请书.png")
    pieces = [LARGE[len(LARGE) // 2 :][:64], read(qingshan, add(qingshan, about, SMALL_ONE))[-64:]]
    pieces += ["低保申请书".encode(), b"\x89PNG", b"JFIF"]
    stored = [path for path in folder_of(qingshan).rglob("*") if path.is_file()]
    assert any(path.suffix == files.SUFFIX for path in stored)
    for path in stored:
        found = path.read_bytes()
        assert not [piece for piece in pieces if piece in found], path.name


def test_a_commit_that_fails_leaves_no_record_and_its_file_is_swept(qingshan: Office) -> None:
    about, kept = a_case(qingshan), None
    kept = add(qingshan, about, LARGE)
    with qingshan.work() as work:
        lost = attach(work, about, "没保存.png", LARGE)
        assert file_of(qingshan, lost).exists()
    half = files.path_of(folder_of(qingshan), lost.id)
    half.with_name(half.name + ".part").write_bytes(b"half")
    with qingshan.work() as work:
        assert sweep(work) == 2
        commit(work)
    assert files.present(folder_of(qingshan)) == {kept.id}
    assert faults(qingshan) == []


KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import select
from center.attachments.keeping import attach
from center.cases.records import Case
from center.office import open_store
from center.accounts import enter
from center.rights import Actor
from uuid import UUID
folder, key, scan = Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Path(sys.argv[3])
store = open_store(folder, key)
with store.read(Actor(UUID(int=0), "", frozenset(), "QS")) as work:
    actor = enter(work, "zhuren")
with store.work(actor) as work:
    attach(work, work.session.scalars(select(Case)).one(), "a.png", scan.read_bytes())
    work.session.flush()
    os._exit(9)
"""


def test_a_kill_between_file_and_commit_loses_and_leaves_nothing(
    qingshan: Office, tmp_path: Path
) -> None:
    about = a_case(qingshan)
    folder, key = folder_of(qingshan), qingshan.store.key
    assert key is not None
    (tmp_path / "scan.png").write_bytes(LARGE)
    command = [sys.executable, "-c", KILLED, str(folder), key.hex(), str(tmp_path / "scan.png")]
    assert subprocess.run(command, check=False).returncode == 9
    assert len(files.present(folder)) == 1
    with qingshan.work() as work:
        assert attachments_of(work, about.id) == []
        assert sweep(work) == 1
        commit(work)
    assert files.present(folder) == set()
    assert faults(qingshan) == []


def test_a_flipped_bit_or_an_exchanged_file_is_noticed_and_named(qingshan: Office) -> None:
    about = a_case(qingshan)
    first = add(qingshan, about, LARGE, "残疾证.png")
    second = add(qingshan, about, LARGE + b"tail", "户口簿.png")
    path = file_of(qingshan, first)
    good, other = path.read_bytes(), file_of(qingshan, second).read_bytes()
    for place in (0, 5, 40, len(good) - 1):
        changed = bytearray(good)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(Expected, match=r"“残疾证\.png”的内容与保存时不一致"):
            read(qingshan, first)
        assert any("“残疾证.png”" in said for said in faults(qingshan))
    path.write_bytes(other)
    with pytest.raises(Expected, match="不一致"):
        read(qingshan, first)
    path.unlink()
    with pytest.raises(Expected, match=r"“残疾证\.png”的文件不见了"):
        read(qingshan, first)
    assert [said for said in faults(qingshan) if "附件" in said] == [
        "附件“残疾证.png”（2026-09-21 添加）的内容缺失或已损坏"
    ]


def test_a_changed_blob_is_noticed_and_named(either: Office) -> None:
    made = add(either, a_case(either), SMALL_ONE, "证明.jpg")
    with either.store.engine.begin() as connection:
        table = Blob.__table__
        connection.execute(text("UPDATE blobs SET data = :data"), {"data": b"\xff\xd8\xff changed"})
        assert connection.execute(select(table.c.id)).all()
    with pytest.raises(Expected, match=r"“证明\.jpg”的内容缺失或与添加时不一致"):
        read(either, made)
    assert any("“证明.jpg”" in said for said in faults(either))


def test_another_key_opens_no_attachment(qingshan: Office) -> None:
    made = add(qingshan, a_case(qingshan), LARGE)
    with pytest.raises(Expected, match="不一致"):
        files.read(folder_of(qingshan), bytes(32), made.id, made.name)


def by_password(folder: Path) -> Unlocked:
    return keys.unlock(folder, "zhuren", PASSWORD, START)


def test_a_backup_brings_small_and_large_attachments_back(qingshan: Office, tmp_path: Path) -> None:
    about = a_case(qingshan)
    made = [add(qingshan, about, data) for data in (SMALL_ONE, LARGE)]
    before = [read(qingshan, one) for one in made]
    with qingshan.store.read(qingshan.director) as work:
        assert backup(work, tmp_path / "a.bianmin") is not None
    there = tmp_path / "there" / "office"
    done = restore(tmp_path / "a.bianmin", there, by_password, clock=qingshan.clock)
    assert done is not None
    assert done.faults == ()
    store = open_store(there, by_password(there).key)
    assert [_content(store, qingshan, one) for one in made] == before
    store.close()


def _content(store: Store, office: Office, found: Attachment) -> bytes:
    with store.read(office.director) as work:
        return content(work, found)


def test_a_lost_attachment_neither_stops_a_backup_nor_hides_after_a_restore(
    qingshan: Office, tmp_path: Path
) -> None:
    made = add(qingshan, a_case(qingshan), LARGE, "房产证.png")
    file_of(qingshan, made).unlink()
    with qingshan.store.read(qingshan.director) as work:
        assert backup(work, tmp_path / "a.bianmin") is not None
    there = tmp_path / "there" / "office"
    done = restore(tmp_path / "a.bianmin", there, by_password, clock=qingshan.clock)
    assert done is not None
    assert [said for said in done.faults if "“房产证.png”" in said]


def test_the_attachments_of_one_record_have_a_limit(qingshan: Office) -> None:
    with qingshan.work() as work:
        set_value(work, "attachment_case_mb", 1)
        commit(work)
    about = a_case(qingshan)
    last = [add(qingshan, about, LARGE) for _ in range(3)][-1]
    with qingshan.work() as work, pytest.raises(Refused, match="超过 1 MB"):
        attach(work, about, "第四份.png", LARGE)
    with qingshan.work() as work:
        void_attachment(work, work.session.get_one(Attachment, last.id), "重复")
        commit(work)
    add(qingshan, about, LARGE)


def test_a_voided_attachment_stays_and_another_ones_needs_the_right(either: Office) -> None:
    about = a_case(either)
    made = add(either, about, SMALL_ONE)
    clerk = either.actor(Role.WINDOW_CLERK)
    with either.work(clerk) as work, pytest.raises(Refused, match="添加人或主任"):
        void_attachment(work, work.session.get_one(Attachment, made.id), "扫错了")
    with either.work() as work, pytest.raises(Refused, match="作废原因"):
        void_attachment(work, work.session.get_one(Attachment, made.id), " ")
    with either.work() as work:
        void_attachment(work, work.session.get_one(Attachment, made.id), "扫错了")
        commit(work)
    with either.store.read(either.director) as work:
        (found,) = attachments_of(work, about.id)
        assert (found.valid, found.void_reason, found.media) == (False, "扫错了", Media.JPEG)
        assert content(work, found)
    with either.work() as work, pytest.raises(Refused, match="已经作废"):
        void_attachment(work, work.session.get_one(Attachment, made.id), "又")


def test_a_voided_case_takes_no_attachment_and_a_foreign_material_is_refused(
    qingshan: Office,
) -> None:
    about, other = a_case(qingshan), a_case(qingshan)
    with qingshan.work() as work:
        line, strange = (materials_of(work.session, one.id)[0].id for one in (about, other))
        made = attach(work, about, "a.jpg", SMALL_ONE, line)
        assert made.material == line
        with pytest.raises(Refused, match="不在这件的清单里"):
            attach(work, about, "a.jpg", SMALL_ONE, strange)
    about.voided_at = START
    with qingshan.work() as work, pytest.raises(Refused, match="已作废"):
        attach(work, about, "a.jpg", SMALL_ONE)


def test_a_saved_copy_is_journalled_and_a_village_sees_its_own(either: Office) -> None:
    about = a_case(either)
    made = add(either, about, SMALL_ONE)
    with either.work() as work:
        left(work, made, "save")
        commit(work)
    with either.store.read(either.director) as work:
        rows = work.session.scalars(select(JournalRow).where(JournalRow.record == made.id)).all()
        assert {row.action for row in rows} == {"create", "save"}
    village = either.actor(Role.VILLAGE_CADRE, station="CX")
    with either.store.read(village) as work:
        assert attachments_of(work, about.id) == []
    keeper = either.actor(Role.ADMINISTRATOR)
    with either.work(keeper) as work, pytest.raises(NotAllowed):
        attach(work, about, "a.jpg", SMALL_ONE)
