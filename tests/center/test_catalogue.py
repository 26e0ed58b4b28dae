"""The catalogue as a table: out and in unchanged, new editions only where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.errors import Expected, NotAllowed
from center.imports.catalogue import (
    ITEM_TARGETS,
    PlannedItem,
    cells_of,
    import_items,
    plan_items,
)
from center.imports.headings import find_headings, propose
from center.imports.plan import Verdict
from center.imports.rows import Row
from center.items import EDITABLE, Material, MaterialForm, catalogue, editions, stop_item
from center.journal import commit
from center.rights import Role
from tests.offices import Office

HEAD = tuple(target.label for target in ITEM_TARGETS)
NEW = {"事项编码": "xx09", "事项名称": "摊位临时占道", "办件类型": "承诺件", "申请材料": "申请书"}


def shown(office: Office) -> list[list[str]]:
    with office.work() as work:
        return [cells_of(item) for item in catalogue(work)]


def rows(*lines: Sequence[Any], head: Sequence[str] = HEAD) -> list[Row]:
    return [(3, tuple(head)), *((n, tuple(cells)) for n, cells in enumerate(lines, 4))]


def line(**changes: Any) -> tuple[Any, ...]:
    """A new item; keywords are titles."""
    return tuple((NEW | changes).get(title, "") for title in HEAD)


def changed(cells: Sequence[str], **changes: str) -> list[str]:
    return [changes.get(title, cell) for title, cell in zip(HEAD, cells, strict=True)]


def dry(office: Office, table: list[Row]) -> list[PlannedItem]:
    found = find_headings(table, ITEM_TARGETS)
    assert found is not None
    with office.work() as work:
        made = plan_items(work, table, propose(found.titles, ITEM_TARGETS), found.last_row)
    assert made is not None
    return made


def bring_in(office: Office, table: list[Row]) -> list[PlannedItem]:
    places = propose([str(title) for title in table[0][1]], ITEM_TARGETS)
    with office.work() as work:
        done = import_items(work, table, places, 3, "事项目录.xlsx")
    assert done is not None
    return list(done.rows)


def test_every_editable_field_has_its_column() -> None:
    assert {target.name for target in ITEM_TARGETS} == set(EDITABLE)


def test_the_catalogue_comes_back_unchanged(qingshan: Office) -> None:
    """The whole shipped catalogue: what goes out is what comes in, so no edition is made."""
    before = shown(qingshan)
    made = bring_in(qingshan, rows(*before))
    assert {planned.verdict for planned in made} == {Verdict.SAME}, [
        (p.code, p.why) for p in made if p.verdict is not Verdict.SAME
    ][:5]
    assert shown(qingshan) == before


def test_only_what_changed_gets_a_new_edition(qingshan: Office) -> None:
    first, second, *others = shown(qingshan)
    table = rows(changed(first, 承诺时限="3", 归口="民政办"), second, *others, line())
    made = bring_in(qingshan, table)
    assert [p.code for p in made if p.verdict is Verdict.UPDATE] == [first[0]]
    assert made[0].why == "归口、承诺时限"
    assert made[-1].verdict is Verdict.CREATE
    with qingshan.work() as work:
        latest, earlier = editions(work, first[0])
        assert (latest.edition, latest.active, latest.promised_limit) == (2, True, 3)
        assert not earlier.active
        assert [item.edition for item in editions(work, second[0])] == [1]
        (added,) = editions(work, "XX09")
        assert (added.notice_limit, added.authorised) == (5, False)


def test_columns_that_are_missing_keep_what_the_item_has(qingshan: Office) -> None:
    first = shown(qingshan)[0]
    head = ("事项编码", "事项名称", "办件类型", "窗口")
    cells = [*(first[HEAD.index(title)] for title in head[:3]), "一号窗口"]
    (planned,) = bring_in(qingshan, rows(cells, head=head))
    assert (planned.verdict, planned.why) == (Verdict.UPDATE, "窗口")
    with qingshan.work() as work:
        latest, earlier = editions(work, first[0])
        assert (latest.window, latest.materials) == ("一号窗口", earlier.materials)


def test_a_stopped_item_that_changes_is_in_use_again_and_that_is_told(qingshan: Office) -> None:
    first = shown(qingshan)[0]
    with qingshan.work() as work:
        stop_item(work, first[0])
        commit(work)
    (same,) = dry(qingshan, rows(first))
    assert same.verdict is Verdict.SAME
    (planned,) = bring_in(qingshan, rows(changed(first, 窗口="一号窗口")))
    assert planned.why == "窗口（已停用的事项将恢复使用）"


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"申请材料": "申请书\n其他材料"}, "兜底性质的材料不得要求"),  # ONCE-11
        ({"申请材料": "身份证复印件"}, "请改为原件"),  # ONCE-13
        ({"申请材料": "户口簿\n户口簿（原件，2 份）"}, "重复了"),
        ({"申请材料": "户口簿（原件，100 份）"}, "1 到 99"),
        ({"办件类型": "快办件"}, "办件类型：“快办件”请写成"),
        ({"办件类型": "即办件", "承诺时限": "5"}, "即办件当场办结"),  # CASE-01
        ({"法定时限": "10", "承诺时限": "20"}, "承诺时限不得超过法定时限"),  # CASE-04
        ({"法定时限": "5.22e+17"}, "法定时限：“5.22e+17”不是天数"),
        ({"法定时限单位": "周"}, "请写成工作日或日"),
        ({"补正告知期限": "60"}, "1 到 30"),
        ({"逾期未告知视为受理": "是"}, "只有行政许可事项"),  # D9
        ({"每年复核": "可能"}, "请写成是或否"),
        ({"事项编码": "一号"}, "事项编码：事项编码用"),
        ({"事项编码": ""}, "事项编码：事项编码用"),
        ({"事项名称": ""}, "请填写事项名称"),
        ({"办理程序": "很" * 5000}, "办理程序："),
    ],
)
def test_a_row_that_breaks_a_rule_is_refused_with_its_number_and_the_others_come_in(
    qingshan: Office, changes: dict[str, str], said: str
) -> None:
    bad, good = bring_in(qingshan, rows(line(**changes), line(事项编码="XX10")))
    assert (bad.row, bad.verdict) == (4, Verdict.REFUSE)
    assert said in bad.why
    assert good.verdict is Verdict.CREATE
    with qingshan.work() as work:
        assert len(editions(work, "XX10")) == 1
        assert editions(work, "XX09") == []


def test_the_same_code_twice_counts_once(qingshan: Office) -> None:
    first, second = dry(qingshan, rows(line(), line(事项名称="别的")))
    assert first.verdict is Verdict.CREATE
    assert (second.verdict, second.why) == (Verdict.REFUSE, "事项编码与第 4 行重复")


def test_a_table_without_codes_is_no_catalogue(qingshan: Office) -> None:
    with qingshan.work() as work, pytest.raises(Expected, match="没有“事项编码”这一列"):
        plan_items(work, rows(("甲",), head=("事项名称",)), {"name": 0}, 3)


def test_who_may_not_edit_items_may_not_import_them(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK)
    with qingshan.work(clerk) as work, pytest.raises(NotAllowed, match="修改事项"):
        import_items(work, rows(line()), {}, 3, "x")


def test_a_cancelled_import_leaves_the_catalogue_as_it_was(qingshan: Office) -> None:
    before = shown(qingshan)
    answers = iter([False, False, True])
    table = rows(line(), line(事项编码="XX10"))
    places = propose(HEAD, ITEM_TARGETS)
    with qingshan.work() as work:
        done = import_items(work, table, places, 3, "x", cancelled=lambda: next(answers))
    assert done is None
    assert shown(qingshan) == before


names = st.text("户口簿身份证明申请书（）A1", min_size=1, max_size=8).map(str.strip).filter(bool)
materials = st.builds(
    Material,
    names.filter(lambda name: "份" not in name),
    st.sampled_from(MaterialForm),
    st.integers(1, 99),
    st.text("窗口扫描，1", max_size=6),
    st.booleans(),
)


def test_a_secondary_material_is_marked_in_the_table() -> None:
    from center.imports.catalogue import _materials

    marked, _ = _materials("materials", "近期照片（可容缺）；身份证")
    assert marked == [Material("近期照片", secondary=True).plain(), Material("身份证").plain()]
    spelled, _ = _materials("materials", "近期照片（原件，2 份，可容缺，一寸）")
    expected = Material("近期照片", MaterialForm.ORIGINAL, 2, "一寸", secondary=True)
    assert spelled == [expected.plain()]


@given(st.lists(materials, max_size=4))
def test_any_material_list_survives_the_table(found: list[Material]) -> None:
    from center.imports.catalogue import _materials, _spelled

    plain = [material.plain() for material in found]
    assert _materials("materials", _spelled("materials", plain)) == (plain, "")
