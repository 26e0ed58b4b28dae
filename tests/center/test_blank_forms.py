"""CASE-26: blank application forms kept with an item and printed at any window."""

from __future__ import annotations

import pytest

from center.blank_forms import MOST_FORMS, add_form, form_content, forms_of, void_form
from center.errors import Expected, NotAllowed, Refused
from center.items import Item, item_of, save_edition
from center.journal import commit
from center.rights import Role
from center.storage import Work
from forms.office import blank_register
from tests.offices import Office

CODE, NAME = "MZ03", "停租备案表.pdf"
PDF = blank_register("青山镇便民服务中心", 1)


def item(work: Work) -> Item:
    found = item_of(work.session, CODE)
    assert found is not None
    return found


def added(office: Office, name: str = NAME, data: bytes = PDF) -> None:
    with office.work() as work:
        add_form(work, item(work), name, data)
        commit(work)


def names(office: Office) -> list[str]:
    with office.work() as work:
        return [one.name for one in forms_of(work, CODE)]


def test_case_26_a_form_stays_with_its_item_through_later_editions(either: Office) -> None:
    added(either)
    with either.work() as work:
        save_edition(work, {"code": CODE, "window": "八号窗口"})
        commit(work)
    added(either, "填写说明.pdf")
    assert names(either) == [NAME, "填写说明.pdf"]
    with either.work() as work:
        assert forms_of(work, "MZ01") == []


def test_case_26_whoever_stands_at_a_desk_opens_it_and_changes_nothing(either: Office) -> None:
    added(either)
    for role in (Role.WINDOW_CLERK, Role.VILLAGE_CADRE):
        with either.work(either.actor(role, login=role.value)) as work:
            (found,) = forms_of(work, CODE)
            assert form_content(work, found.id) == PDF
            with pytest.raises(NotAllowed):
                add_form(work, item(work), NAME, PDF)
            with pytest.raises(NotAllowed):
                void_form(work, found.id, "不用了")


def test_case_26_the_same_name_takes_the_place_of_the_old_form(either: Office) -> None:
    added(either)
    added(either, data=blank_register("青山镇便民服务中心", 2))
    with either.work() as work:
        (found,) = forms_of(work, CODE)
        assert found.pages == 2
        void_form(work, found.id, "换了表样")
        commit(work)
        with pytest.raises(Refused, match="已经作废"):
            void_form(work, found.id, "再来一次")
    assert names(either) == []


@pytest.mark.parametrize(
    "name, data",
    [("申请表.docx", b"PK\x03\x04" + b"x" * 100), ("申请表.pdf", b"\x89PNG"), ("申请表.pdf", b"")],
)
def test_case_26_what_is_no_pdf_is_refused(either: Office, name: str, data: bytes) -> None:
    with pytest.raises(Refused, match="申请表"):
        added(either, name, data)
    assert names(either) == []


def test_case_26_a_dozen_is_enough(either: Office) -> None:
    with either.work() as work:
        for number in range(MOST_FORMS):
            add_form(work, item(work), f"{number}.pdf", PDF)
        commit(work)
    with pytest.raises(Refused, match="先作废"):
        added(either)
    added(either, "0.pdf")
    assert len(names(either)) == MOST_FORMS


def test_an_attachment_of_a_case_is_no_blank_form(either: Office) -> None:
    from center.attachments.keeping import attach
    from center.cases.records import Case
    from tests.desk import Desk

    opened = Desk(either).open()
    with either.work() as work:
        scan = attach(work, work.session.get_one(Case, opened), "扫描.pdf", PDF)
        commit(work)
        with pytest.raises(Expected, match="没有找到这份空白表"):
            form_content(work, scan.id)
