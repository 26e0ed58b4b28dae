"""An office of an earlier program: copied aside, checked, then brought to this schema."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import inspect

from center import keys, office
from center.cases import daily, steps
from center.errors import Expected
from center.journal import commit
from center.migrations import upgrade
from center.opinions import Opinion, OpinionForm, OpinionKind, Place, add
from center.proposals import propose, undecided
from center.secrecy import OFFICE
from center.staff import ServiceWindow
from center.storage import DATABASE, SCHEMA, schema_of, sqlcipher_engine
from tests.desk import LICENCE, Desk, change, on
from tests.earlier import put_back
from tests.grievances import Grievances
from tests.offices import Office


@pytest.fixture
def old(tmp_path: Path) -> tuple[Path, bytes]:
    """A data folder as the first release left it."""
    folder = tmp_path / "office"
    folder.mkdir()
    key, _ = keys.create(folder)
    engine = sqlcipher_engine(folder / DATABASE, key)
    upgrade(engine, "0001")
    office.begin_stream(engine, UUID(int=1), epoch=0)
    engine.dispose()
    return folder, key


def test_an_older_database_is_copied_aside_and_then_upgraded(old: tuple[Path, bytes]) -> None:
    folder, key = old
    store = office.open_store(folder, key)
    assert schema_of(store.engine) == SCHEMA
    store.close()
    aside = folder / "upgrade-from-0001"
    assert (aside / keys.KEY_FILE).read_bytes() == (folder / keys.KEY_FILE).read_bytes()
    copy = sqlcipher_engine(aside / DATABASE, key)
    with closing(copy.connect()):
        assert schema_of(copy) == "0001"
    copy.dispose()


def test_without_room_for_the_copy_nothing_is_changed(old: tuple[Path, bytes]) -> None:
    folder, key = old
    (folder / "upgrade-from-0001").write_text("in the way", "ascii")
    with pytest.raises(Expected, match="数据没有改动"):
        office.open_store(folder, key)
    engine = sqlcipher_engine(folder / DATABASE, key)
    assert schema_of(engine) == "0001"
    engine.dispose()


def test_a_database_of_this_schema_is_opened_as_it_is(qingshan: Office) -> None:
    assert qingshan.store.folder is not None
    assert inspect(qingshan.store.engine).has_table("cases")
    assert [path.name for path in qingshan.store.folder.glob("upgrade-*")] == []


def test_D9_time_alone_lets_a_licence_count_as_accepted(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.open(LICENCE)
    notice_due = desk.case(case).due_on
    assert change(qingshan, daily.settle_day) == 0, "the notice limit still runs"
    desk.to("9-30")
    assert change(qingshan, daily.settle_day) == 1
    assert desk.case(case).due_on == desk.file(case).clock.current.due != notice_due
    assert change(qingshan, daily.settle_day) == 0, "and only once"
    desk.step(case, steps.accept)
    assert change(qingshan, daily.settle_day) == 0


def test_links_added_to_tables_in_use_lose_no_row(either: Office) -> None:
    """0014 copies proposals, opinions and windows on SQLite; with the one who has no account."""
    staff = Grievances(either).staff()
    with either.work() as work:
        window = ServiceWindow(id=work.new_id(), station="QS", name="社保窗口", a_post=staff)
        work.session.add(window)
        text = OpinionForm(Place.BOOK, on("9-20"), "添一副老花镜", OpinionKind.SUGGESTION)
        opinion = add(work, text).id
        proposal = propose(work, "PERF-16", work.actor.account, "林若安", "再次补正").id
        commit(work)
        hall = window.id
    put_back(either.store.engine, "0013")
    upgrade(either.store.engine)
    with either.work() as work:
        found = work.session.get_one(ServiceWindow, hall)
        assert (found.a_post, found.head) == (staff, None)
        assert work.session.get_one(Opinion, opinion).audience == OFFICE
        [kept] = undecided(work)
        assert (kept.id, kept.name, kept.complaint) == (proposal, "林若安", None)
        found.head = staff
        propose(work, "PERF-17", None, "杜小满", "查实")
        commit(work)
