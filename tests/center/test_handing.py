"""Handing over before leave (LEAVE-15, AB-04): by the keeper too, without a word of secret ones."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from center.accounts import Account
from center.attendance import leave
from center.attendance.handing import STAYS, Handed, hand_over_all, handed_of, open_of
from center.attendance.records import Leave
from center.cases.file import open_file
from center.cases.records import Case, Happened
from center.complaints import file as complaints
from center.complaints.records import Complaint
from center.complaints.steps import accept
from center.errors import NotAllowed
from center.journal import commit
from center.rights import Actor, Role
from center.secrecy import STUB
from center.secret_matters import name_reader
from forms.attendance import post_handover
from tests.desktop.case_desk import a_case
from tests.forms.samples import text_of
from tests.grievances import Grievances
from tests.keeping import Hall, furnished
from tests.offices import Office


@dataclass
class Going:
    """沈秋禾 goes on leave; 顾明远 stands in; the keeper sees to it."""

    hall: Hall
    own: Actor
    taker: Actor
    keeper: Actor
    slip: UUID

    def hand_over(self, by: Actor) -> Handed:
        with self.hall.office.work(by) as work:
            found = hand_over_all(work, work.session.get_one(Leave, self.slip), "约了周四来取")
            commit(work)
            return found

    def complaint(self, *, secret: bool = False) -> UUID:
        """A complaint that 沈秋禾 handles."""
        office = self.hall.office
        made = Grievances(office, office.director).complaint(protected=secret)
        with office.work() as work:
            found = work.session.get_one(Complaint, made)
            if secret:
                name_reader(work, found, self.own.account)
            accept(work, found, "沈秋禾", self.own.account)
            commit(work)
        return made


@pytest.fixture
def going(qingshan: Office) -> Going:
    hall = furnished(qingshan)
    roles = (Role.WINDOW_CLERK, Role.PETITION_CLERK)
    own, taker = (qingshan.actor(*roles, login=login) for login in ("shen", "gu"))
    with qingshan.work() as work:
        for actor, name in ((own, "沈秋禾"), (taker, "顾明远")):
            work.session.get_one(Account, actor.account).staff = hall.people[name]
        slip = leave.ask(work, hall.form())
        commit(work)
    return Going(hall, own, taker, qingshan.actor(Role.ATTENDANCE_KEEPER), slip.id)


def test_leave_15_the_keeper_hands_over_and_who_acted_for_whom_stays(going: Going) -> None:
    office, who = going.hall.office, going.hall.people["沈秋禾"]
    case, complaint = a_case(office, "MZ03", by=going.own), going.complaint()
    with office.work(going.keeper) as work:
        assert {one.record for one in open_of(work, who)} == {case, complaint}
    handed = going.hand_over(going.keeper)
    assert {one.record for one in handed.done} == {case, complaint}
    with office.work() as work:
        assert work.session.get_one(Case, case).handler == going.taker.account
        assert work.session.get_one(Complaint, complaint).handler == going.taker.account
        assert open_of(work, who) == []
        event = open_file(work, case).events[-1]
        matter = complaints.read_file(work, complaint).events[-1]
    assert event.happened is Happened.PASSED_ON
    assert event.data["instead_of"] == matter.data["instead_of"] == "沈秋禾", "AB-04"
    assert "QS-QJ-2026-000001" in event.remark
    assert "由代理人顾明远接手" in matter.remark


def test_leave_15_the_sheet_lists_what_was_handed_over_already(going: Going) -> None:
    case = a_case(going.hall.office, "MZ03", by=going.own)
    going.hand_over(going.own)
    with going.hall.office.work(going.keeper) as work:
        slip = work.session.get_one(Leave, going.slip)
        assert [one.record for one in handed_of(work, slip)] == [case]
        said = text_of(post_handover(work, slip))
        number = work.session.get_one(Case, case).number
    assert number is not None
    assert number in said
    assert "约了周四来取" in said


def test_pet_10_of_a_secret_complaint_the_keeper_reads_the_number_alone(going: Going) -> None:
    secret = going.complaint(secret=True)
    with going.hall.office.work(going.keeper) as work:
        (stub,) = open_of(work, going.hall.people["沈秋禾"])
        assert (stub.record, stub.about, stub.name, stub.due) == (None, STUB, "", None)
        assert stub.number.startswith("QS-")
    handed = going.hand_over(going.keeper)
    assert handed.done == ()
    assert handed.kept == ((stub, STAYS),)
    with going.hall.office.work() as work:
        assert work.session.get_one(Complaint, secret).handler == going.own.account


def test_cpl_06_a_secret_complaint_goes_only_to_who_is_named_on_it(going: Going) -> None:
    secret = going.complaint(secret=True)
    (_, said), *_ = going.hand_over(going.own).kept
    assert "先把接手人列为知情人" in said
    with going.hall.office.work() as work:
        name_reader(work, work.session.get_one(Complaint, secret), going.taker.account)
        commit(work)
    assert [one.record for one in going.hand_over(going.own).done] == [secret]


def test_leave_15_what_the_substitute_may_not_handle_stays(going: Going) -> None:
    office = going.hall.office
    with office.work() as work:
        work.session.get_one(Account, going.taker.account).roles = [Role.WINDOW_CLERK.value]
        commit(work)
    case, complaint = a_case(office, "MZ03", by=going.own), going.complaint()
    handed = going.hand_over(going.keeper)
    assert [one.record for one in handed.done] == [case]
    ((one, said),) = handed.kept
    assert one.record == complaint
    assert "没有办理信访投诉的权限" in said


def test_leave_15_an_inspector_hands_nothing_over(going: Going) -> None:
    with pytest.raises(NotAllowed, match="移交请假人的在办事项"):
        going.hand_over(going.hall.office.actor(Role.INSPECTOR))
