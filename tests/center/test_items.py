"""Service items (事项): the shipped catalogue, what an edit may not say, versions."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from center.cases import steps
from center.errors import Expected, Refused
from center.items import (
    EDITABLE,
    CaseKind,
    Item,
    LimitUnit,
    Material,
    MaterialForm,
    active_items,
    catalogue,
    editions,
    item_of,
    legal_workdays,
    material_problems,
    problems_of,
    save_edition,
    shipped_fields,
    stop_item,
)
from center.journal import commit, history
from center.settings import DEFINITIONS, set_value
from tests.desk import COMMITTED, LICENCE, Desk, change
from tests.offices import Office

BANNED = next(d.default for d in DEFINITIONS if d.name == "banned_material_words")
FIELDS: dict[str, Any] = {
    "code": "CS01",
    "name": "测试事项",
    "case_kind": CaseKind.COMMITTED,
    "legal_limit": 20,
    "promised_limit": 10,
    "materials": [Material("申请表", MaterialForm.FORM).plain(), Material("身份证").plain()],
}


def save(office: Office, **changes: Any) -> Item:
    found: Item = change(office, save_edition, {**FIELDS, **changes})
    return found


def refusal(office: Office, **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        save(office, **changes)
    return [(problem.field, problem.message) for problem in told.value.problems]


def test_the_shipped_catalogue_passes_its_own_validation() -> None:
    shipped = shipped_fields()
    assert len(shipped) == 40
    assert len({fields["code"] for fields in shipped}) == 40
    for fields in shipped:
        item = Item(id=UUID(int=1), station="QS", edition=1, **fields)
        assert problems_of(item, BANNED) == (), fields["code"]
        assert item.materials
        assert item.window


def test_what_the_shipped_catalogue_says_of_its_clocks(qingshan: Office) -> None:
    """Deemed acceptance and extensions of 10 only for licences (D9, law 42); 即办件 promise 0."""
    with qingshan.work() as work:
        items = {item.code: item for item in active_items(work)}
    assert len(items) == 40
    licences = {code for code, item in items.items() if item.licence}
    assert licences == {"NY01", "ZR01", "ZR02"}
    assert {c for c, i in items.items() if i.deemed_acceptance} == licences
    assert {c for c, i in items.items() if i.max_extension == 10} == licences
    assert {c for c, i in items.items() if i.restart_after_supplement} == {"ZH02"}
    assert (items["ZH02"].notice_limit, items["ZH02"].max_extension) == (7, 20)
    assert items["ZH03"].limit_unit is LimitUnit.DAY
    instant = {c: i.promised_limit for c, i in items.items() if i.case_kind is CaseKind.INSTANT}
    assert set(instant.values()) == {0}
    assert {i.case_kind for i in items.values()} == set(CaseKind)


@pytest.mark.parametrize(
    "name",
    ["其他材料", "法律法规规定的其他材料", "有关材料", "相关材料（如有）", "其它材料"],
)
def test_once_11_no_catch_all_materials(qingshan: Office, name: str) -> None:
    ((field, message),) = refusal(qingshan, materials=[Material(name).plain()])
    assert field == "materials"
    assert "兜底" in message
    assert name in message


def test_once_11_the_office_may_ban_more_words(qingshan: Office) -> None:
    assert save(qingshan).edition == 1
    change(qingshan, set_value, "banned_material_words", ["承诺书"])
    assert refusal(qingshan, materials=[Material("个人承诺书").plain()])[0][0] == "materials"
    assert save(qingshan, materials=[Material("其他材料").plain()]).edition == 2


@pytest.mark.parametrize(
    "material",
    [Material("身份证复印件"), Material("户口簿（复印件）"), Material("户口簿", note="复印件一份")],
)
def test_once_13_no_copies_from_the_applicant(qingshan: Office, material: Material) -> None:
    ((field, message),) = refusal(qingshan, materials=[material.plain()])
    assert field == "materials"
    assert "复印" in message


def test_once_13_no_form_of_a_material_is_a_copy() -> None:
    assert {form.value for form in MaterialForm} == {"原件", "申请表", "电子", "系统共享"}


@pytest.mark.parametrize(
    "names, said",
    [
        (["身份证", ""], "不能为空"),
        (["身份证", "身份证"], "重复"),
        (["身份证", "身份证（正反面）"], "重复"),
        (["身份证", "《身份证》"], "重复"),
        (["身份证", "户口簿"], ""),
    ],
)
def test_materials_are_named_once(names: list[str], said: str) -> None:
    found = material_problems(names, BANNED)
    assert [said in p.message for p in found] == ([True] if said else [])


@pytest.mark.parametrize("count", [0, 100, -1])
def test_a_material_is_wanted_one_to_99_times(qingshan: Office, count: int) -> None:
    ((field, message),) = refusal(qingshan, materials=[Material("身份证", count=count).plain()])
    assert (field, "份数" in message) == ("materials", True)


def test_a_material_of_no_known_form_is_refused(qingshan: Office) -> None:
    plain = {**Material("身份证").plain(), "form": "复印件（申请人提供）"}
    assert "形式" in refusal(qingshan, materials=[plain])[0][1]


@pytest.mark.parametrize(
    "legal, unit, promised, right",
    [
        (20, LimitUnit.WORKDAY, 20, True),
        (20, LimitUnit.WORKDAY, 21, False),
        (7, LimitUnit.DAY, 5, True),
        (7, LimitUnit.DAY, 6, False),
        (30, LimitUnit.DAY, 21, True),
        (30, LimitUnit.DAY, 22, False),
        (None, LimitUnit.WORKDAY, 400, True),
        (20, LimitUnit.WORKDAY, None, True),
        (0, LimitUnit.WORKDAY, 0, True),
        (3651, LimitUnit.WORKDAY, None, False),
        (-1, LimitUnit.WORKDAY, None, False),
    ],
)
def test_case_04_the_promise_is_not_above_the_statutory_limit(
    qingshan: Office, legal: int | None, unit: LimitUnit, promised: int | None, right: bool
) -> None:
    """Calendar days hold five working days a week."""
    changes = {"legal_limit": legal, "limit_unit": unit, "promised_limit": promised}
    if right:
        assert save(qingshan, **changes).promised_limit == promised
    else:
        assert {field for field, _ in refusal(qingshan, **changes)} <= {
            "promised_limit",
            "legal_limit",
        }


def test_the_unit_may_come_as_text(qingshan: Office) -> None:
    item = save(qingshan, limit_unit="日", legal_limit=7, promised_limit=5, case_kind="上报件")
    assert item.limit_unit is LimitUnit.DAY
    assert item.case_kind is CaseKind.UPWARD
    assert legal_workdays(item) == 5
    assert refusal(qingshan, case_kind="联办件")[0][0] == "case_kind"


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"case_kind": CaseKind.INSTANT, "promised_limit": 1}, "promised_limit"),
        ({"deemed_acceptance": True}, "deemed_acceptance"),
        ({"notice_limit": 0}, "notice_limit"),
        ({"notice_limit": 31}, "notice_limit"),
        ({"max_extension": -1}, "max_extension"),
        ({"max_extension": 366}, "max_extension"),
        ({"code": "A"}, "code"),
        ({"code": "事项一"}, "code"),
        ({"code": "A" * 21}, "code"),
        ({"name": " \n "}, "name"),
        ({"name": "长" * 201}, "name"),
        ({"notes": "长" * 10_000}, "notes"),
    ],
)
def test_what_an_item_may_not_say(qingshan: Office, changes: dict[str, Any], field: str) -> None:
    assert [found for found, _ in refusal(qingshan, **changes)] == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {"case_kind": CaseKind.INSTANT, "promised_limit": 0},
        {"nature": "行政许可", "deemed_acceptance": True},
        {"notice_limit": 1},
        {"notice_limit": 30},
        {"code": "A1"},
        {"code": "A-" * 10},
    ],
)
def test_what_it_may(qingshan: Office, changes: dict[str, Any]) -> None:
    assert save(qingshan, **changes).edition == 1


def test_several_problems_are_told_at_once(qingshan: Office) -> None:
    """Nothing typed is lost: the version in use stays."""
    found = refusal(
        qingshan, code=COMMITTED, name="", notice_limit=0, materials=[Material("其他材料").plain()]
    )
    assert [field for field, _ in found] == ["materials", "name", "notice_limit"]
    with qingshan.work() as work:
        item = item_of(work.session, COMMITTED)
        assert item is not None
        assert (item.edition, item.name) == (1, "临时救助")


def test_case_30_an_edit_makes_a_version_and_keeps_the_rest(qingshan: Office) -> None:
    change(qingshan, save_edition, {"code": COMMITTED, "promised_limit": 8})
    with qingshan.work() as work:
        new, old = editions(work, COMMITTED)
        assert (new.edition, new.active, new.promised_limit) == (2, True, 8)
        assert (old.edition, old.active, old.promised_limit) == (1, False, 10)
        for field in EDITABLE:
            if field != "promised_limit":
                assert getattr(new, field) == getattr(old, field)
        assert item_of(work.session, COMMITTED) is new
        assert [row.action for row in history(work, old.id)] == ["create", "update"]


def test_a_stopped_item_takes_no_new_cases_and_old_ones_go_on(qingshan: Office) -> None:
    desk = Desk(qingshan)
    case = desk.open(LICENCE)
    item = desk.item(LICENCE)
    change(qingshan, stop_item, LICENCE)
    change(qingshan, stop_item, "XX99")
    desk.step(case, steps.accept)
    with qingshan.work() as work:
        assert LICENCE not in {i.code for i in active_items(work)}
        assert LICENCE in {i.code for i in catalogue(work)}
    with pytest.raises(Refused, match="已停用"):
        desk.open(COMMITTED, item=item)
    change(qingshan, save_edition, {"code": LICENCE})
    assert desk.item(LICENCE).edition == 2


def test_two_people_editing_an_item_make_one_version(either: Office) -> None:
    """The second is told; there is never more than one version in use."""
    change(either, save_edition, {"code": COMMITTED, "promised_limit": 8})
    with either.work() as work:
        clash = save_edition(work, {"code": COMMITTED, "promised_limit": 7})
        clash.edition = 2  # what the other window computed at the same moment
        with pytest.raises(Expected, match="重复"):
            commit(work)
    with either.work() as work:
        assert [i.edition for i in editions(work, COMMITTED)] == [2, 1]


def test_an_unknown_field_is_a_bug(qingshan: Office) -> None:
    with qingshan.work() as work, pytest.raises(ValueError, match="edition"):
        save_edition(work, {"code": COMMITTED, "edition": 9})


def test_typed_text_is_cleaned(qingshan: Office) -> None:
    item = save(qingshan, code=" CS01 ", name="测试\u200b事项\x07\n", notes="一\r\n二")
    assert (item.code, item.name, item.notes) == ("CS01", "测试事项", "一\n二")


def test_shipped_basis_and_excluded_time_can_stand_in_a_sentence_on_paper() -> None:
    """CASE-23: a remark of the catalogue (同上, 无全国统一时限) is no legal basis."""
    for fields in shipped_fields():
        said = fields["legal_basis"] + fields["excluded_time"]
        assert fields["legal_basis"], fields["code"]
        assert not re.search("同上|无全国|未统一|本地规定$|时限由|—|先行救助|不宜|注意", said), said


def test_the_identity_papers_of_an_applicant_are_no_form() -> None:
    """CASE-23: what is shown as 申请表 is a form to fill in, not whatever names 申请人."""
    forms = {
        material["name"]: material["form"]
        for fields in shipped_fields()
        for material in fields["materials"]
    }
    assert forms["申请人及家庭成员身份证、户口簿"] == MaterialForm.ORIGINAL
    assert forms["临时救助申请审批表"] == MaterialForm.FORM
    assert forms["最低生活保障申请书（表）"] == MaterialForm.FORM
    assert not [n for n, form in forms.items() if form == MaterialForm.FORM and "身份证" in n]
