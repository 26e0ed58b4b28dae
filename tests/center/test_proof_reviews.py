"""ONCE-14: odd, circular and repeated proofs are looked for in every item, once a year."""

from __future__ import annotations

from datetime import timedelta

import pytest

from center.errors import NotAllowed, Refused
from center.items import Item, Material, item_of, save_edition, stop_item
from center.journal import commit
from center.proof_reviews import (
    Finding,
    proofs_of,
    review_due,
    review_proofs,
    reviews_of,
)
from center.records import local_date
from center.rights import Role
from center.settings import set_value
from center.storage import Work
from tests.offices import START, Office

CODE = "MZ03"


def item(work: Work) -> Item:
    found = item_of(work.session, CODE)
    assert found is not None
    return found


def test_once_14_an_item_is_due_until_it_was_looked_through_and_again_after_the_months_set(
    either: Office,
) -> None:
    with either.work() as work:
        assert review_due(work)[CODE] is None
        review_proofs(work, item(work), Finding.NONE)
        commit(work)
        assert CODE not in review_due(work)
    either.clock.now = START + timedelta(days=364)
    with either.work() as work:
        assert CODE not in review_due(work)
    either.clock.now = START + timedelta(days=365)
    with either.work() as work:
        assert review_due(work)[CODE] == local_date(START)
        set_value(work, "proof_review_months", 13)
        commit(work)
        assert CODE not in review_due(work)
        stop_item(work, "RS01")
        assert "RS01" not in review_due(work), "a stopped item asks for nothing"


def test_once_14_it_is_on_record_who_found_what(either: Office) -> None:
    with either.work() as work:
        review_proofs(work, item(work), Finding.WANTED, "无犯罪证明没有依据")
        commit(work)
        (made,) = reviews_of(work, CODE)
    assert (made.edition, made.actor_name, made.remark) == (1, "林若安", "无犯罪证明没有依据")
    assert local_date(made.at) == local_date(START)


@pytest.mark.parametrize("finding", [None, Finding.WANTED, Finding.CLEANED])
def test_once_14_a_finding_says_which_proof(either: Office, finding: Finding | None) -> None:
    with either.work() as work, pytest.raises(Refused) as told:
        review_proofs(work, item(work), finding, " ")
    fields = {problem.field for problem in told.value.problems}
    assert ("finding" if finding is None else "remark") in fields


def test_once_14_cleaned_means_the_list_of_materials_was_changed(either: Office) -> None:
    with either.work() as work:
        with pytest.raises(Refused, match="还没有改过"):
            review_proofs(work, item(work), Finding.CLEANED, "去掉居住证明")
        materials = [Material("居住证明").plain(), Material("身份证").plain()]
        made = save_edition(work, {"code": CODE, "materials": materials})
        assert proofs_of(made) == ["居住证明"]
        commit(work)
        review_proofs(work, item(work), Finding.CLEANED, "去掉户籍证明")
        commit(work)
        with pytest.raises(Refused, match="还没有改过"):
            review_proofs(work, item(work), Finding.CLEANED, "又一次")


def test_once_14_who_may_not_edit_items_reviews_none(either: Office) -> None:
    with either.work(either.actor(Role.WINDOW_CLERK)) as work:
        assert CODE in review_due(work)
        with pytest.raises(NotAllowed):
            review_proofs(work, item(work), Finding.NONE)
