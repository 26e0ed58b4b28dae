"""Taking an import of the catalogue back: the versions before are in use again (CASE-24)."""

from __future__ import annotations

from uuid import UUID

import pytest

from center.errors import NotAllowed, Refused
from center.imports.catalogue import ITEM_TARGETS, import_items
from center.imports.headings import propose
from center.imports.undo import (
    Undone,
    earlier_catalogues,
    earlier_imports,
    undo_catalogue,
    undo_import,
)
from center.items import Item, editions, save_edition
from center.journal import commit
from center.rights import Role
from tests.matters import case
from tests.offices import Office

HEAD = ("事项编码", "事项名称", "办件类型", "窗口", "申请材料")


def bring_in(office: Office, *lines: tuple[str, ...]) -> UUID:
    """Import these lines and return the operation."""
    table = [(1, HEAD), *((n, cells) for n, cells in enumerate(lines, 2))]
    with office.work() as work:
        done = import_items(work, table, propose(HEAD, ITEM_TARGETS), 1, "事项.xlsx")
    assert done is not None
    assert done.operation is not None
    return done.operation


def take_back(office: Office, operation: UUID) -> Undone:
    with office.work() as work:
        undone = undo_catalogue(work, operation, "选错了文件")
    assert undone is not None
    return undone


def versions(office: Office, code: str) -> list[tuple[int, str, bool]]:
    with office.work() as work:
        return [(item.edition, item.window, item.active) for item in editions(work, code)]


def row(office: Office, code: str, window: str) -> tuple[str, ...]:
    with office.work() as work:
        item: Item = editions(work, code)[0]
        return (code, item.name, item.case_kind.value, window, "申请书")


NEW = ("XX09", "摊位临时占道", "承诺件", "综合窗口", "申请书")


def test_the_versions_before_are_in_use_again(either: Office) -> None:
    """CASE-24: a new item goes, a changed one is what it was; the next edit counts on from it."""
    before = versions(either, "MZ03")
    operation = bring_in(either, row(either, "MZ03", "九号窗口"), NEW)
    assert versions(either, "MZ03")[0] == (2, "九号窗口", True)
    undone = take_back(either, operation)
    assert (undone.voided, undone.restored, undone.kept) == (2, 1, ())
    assert versions(either, "MZ03") == before
    assert versions(either, "XX09") == []
    with either.work() as work:
        item = editions(work, "MZ03")[0]
        save_edition(work, {"code": "MZ03", "window": "八号窗口"})
        commit(work)
        assert item.active is False
    assert versions(either, "MZ03")[0] == (2, "八号窗口", True)


def test_an_item_that_was_used_since_keeps_its_versions(either: Office) -> None:
    """Never two versions in use, never a case without its item."""
    operation = bring_in(either, row(either, "MZ03", "九号窗口"), row(either, "RS01", "九号窗口"))
    with either.work() as work:
        case(work, code="MZ03")
        commit(work)
    undone = take_back(either, operation)
    assert len(undone.kept) == 2
    assert versions(either, "MZ03")[0] == (2, "九号窗口", True)
    assert sum(active for _, _, active in versions(either, "MZ03")) == 1
    assert len(versions(either, "RS01")) == 1


def test_an_item_that_was_changed_since_keeps_its_versions(either: Office) -> None:
    operation = bring_in(either, row(either, "MZ03", "九号窗口"))
    with either.work() as work:
        save_edition(work, {"code": "MZ03", "window": "八号窗口"})
        commit(work)
    assert take_back(either, operation).voided == 0
    assert [active for _, _, active in versions(either, "MZ03")] == [True, False, False]


def test_each_kind_of_import_is_taken_back_in_its_own_place(either: Office) -> None:
    """Who keeps the catalogue takes it back; the list of case imports does not show it."""
    operation = bring_in(either, NEW)
    keeper = either.actor(Role.ADMINISTRATOR)
    clerk = either.actor(Role.WINDOW_CLERK)
    with either.store.read(keeper) as work:
        (earlier,) = earlier_catalogues(work)
        assert (earlier.operation, earlier.source, earlier.undone) == (
            operation,
            "事项.xlsx",
            False,
        )
    with either.work() as work:
        assert earlier_imports(work) == []
    with either.work() as work, pytest.raises(Refused, match="没有找到这次导入"):
        undo_import(work, operation, "选错了")
    with either.work(clerk) as work, pytest.raises(NotAllowed):
        undo_catalogue(work, operation, "选错了")
    with either.work(keeper) as work:
        assert undo_catalogue(work, operation, "选错了") is not None
    with either.work(keeper) as work, pytest.raises(Refused, match="已经撤销过"):
        undo_catalogue(work, operation, "选错了")
