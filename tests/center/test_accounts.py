"""Accounts (账号): who may enter, change and take over a desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from center import keys
from center.accounts import (
    Account,
    accounts,
    actor_of,
    add_account,
    change_account,
    check_account,
    colleagues,
    enter,
    new_recovery_key,
    set_password,
    set_pin,
    take_over,
)
from center.errors import Expected, NotAllowed, Refused
from center.journal import JournalRow, commit, history
from center.records import Station
from center.rights import Actor, Right, Role
from tests.desk import change
from tests.offices import PASSWORD, Office

PIN = "204816"


def account_of(office: Office, login: str) -> Account:
    with office.work() as work:
        return work.session.scalars(select(Account).where(Account.login == login)).one()


def alter(office: Office, login: str, roles: list[str], *, active: bool = True) -> None:
    with office.work() as work:
        found = work.session.scalars(select(Account).where(Account.login == login)).one()
        change_account(work, found, roles, active=active)
        commit(work)


def pin(office: Office, actor: Actor, digits: str = PIN) -> None:
    with office.work(actor) as work:
        set_pin(work, digits)
        commit(work)


def taken_over(office: Office, login: str, digits: str) -> Actor:
    with office.store.read(office.director) as work:
        return take_over(work, login, digits)


@pytest.mark.parametrize(
    "login, name, roles, fields",
    [
        ("wangmin", "王敏", ["window_clerk"], []),
        ("w.m_2", "王敏", ["director", "administrator"], []),
        ("w", "王敏", ["window_clerk"], ["login"]),
        ("Wangmin", "王敏", ["window_clerk"], ["login"]),
        ("王敏", "王敏", ["window_clerk"], ["login"]),
        ("w" * 41, "王敏", ["window_clerk"], ["login"]),
        ("wangmin", " ", ["window_clerk"], ["name"]),
        ("wangmin", "王" * 101, ["window_clerk"], ["name"]),
        ("wangmin", "王敏", [], ["roles"]),
        ("wangmin", "王敏", ["chief"], ["roles"]),
    ],
)
def test_what_an_account_must_be(
    login: str, name: str, roles: list[str], fields: list[str]
) -> None:
    assert [p.field for p in check_account(login, name, roles)] == fields


def test_an_added_account_enters_with_its_roles(either: Office) -> None:
    change(either, add_account, "wangmin", " 王敏\n", ["window_clerk", "petition_clerk"])
    with either.store.read(either.director) as work:
        actor = enter(work, "wangmin")
    assert actor.name == "王敏"
    assert actor.roles == {Role.WINDOW_CLERK, Role.PETITION_CLERK}
    assert (actor.station, actor.login) == ("QS", "wangmin")
    assert actor.may(Right.HANDLE_CASES)


def test_a_login_is_taken_once(either: Office) -> None:
    change(either, add_account, "wangmin", "王敏", ["window_clerk"])
    with pytest.raises(Refused) as told:
        change(either, add_account, "wangmin", "王民", ["window_clerk"])
    assert [p.field for p in told.value.problems] == ["login"]


def test_a_village_cadre_belongs_to_the_village_station(either: Office) -> None:
    with pytest.raises(Refused, match="没有这个站点"):
        change(either, add_account, "zhoujie", "周杰远", ["village_cadre"], station="SQ1")
    with either.work() as work:
        work.session.add(
            Station(id=work.new_id(), station="QS", code="SQ1", name="石桥村站", village=True)
        )
        commit(work)
    made = change(either, add_account, "zhoujie", "周杰远", ["village_cadre"], station="SQ1")
    actor = actor_of(made)
    assert actor.station == "SQ1"
    assert not actor.sees_all_stations


@pytest.mark.parametrize("login", ["nobody", "stopped", "voided"])
def test_who_may_not_enter(either: Office, login: str) -> None:
    for name in ("stopped", "voided"):
        change(either, add_account, name, "王敏", ["window_clerk"])
    alter(either, "stopped", ["window_clerk"], active=False)
    with either.work() as work:
        found = work.session.scalars(select(Account).where(Account.login == "voided")).one()
        found.voided_at, found.void_reason = work.now, "建错了"
        commit(work)
    with either.store.read(either.director) as work, pytest.raises(NotAllowed, match="已停用"):
        enter(work, login)


def test_the_last_who_manages_accounts_stays(either: Office) -> None:
    for roles, active in ((["window_clerk"], True), (["director"], False)):
        with pytest.raises(Refused, match="至少要留一个"):
            alter(either, "zhuren", roles, active=active)
    assert account_of(either, "zhuren").active
    assert "director" in account_of(either, "zhuren").roles
    change(either, add_account, "xitong", "系统管理", ["administrator"])
    alter(either, "zhuren", ["window_clerk"])
    assert account_of(either, "zhuren").roles == ["window_clerk"]


def test_a_stopped_account_loses_its_password(qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    key = keys.unlock(folder, "zhuren", PASSWORD, qingshan.clock.now).key
    change(qingshan, add_account, "wangmin", "王敏", ["window_clerk"])
    change(qingshan, set_password, "wangmin", PASSWORD, key)
    assert "wangmin" in keys.logins(folder)
    alter(qingshan, "wangmin", ["window_clerk"], active=False)
    assert "wangmin" not in keys.logins(folder)
    account = account_of(qingshan, "wangmin").id
    with qingshan.work() as work:
        found = history(work, account)
        assert [row.action for row in found] == ["create", "password", "update"]
        assert PASSWORD not in "".join(row.payload or "" for row in found)


def test_passwords_of_others_need_the_right(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="wangmin")
    with qingshan.work(clerk) as work:
        with pytest.raises(NotAllowed, match="管理账号"):
            set_password(work, "zhuren", "Qingshan-2027", b"k" * 32)
        set_password(work, "wangmin", "Qingshan-2027", b"k" * 32)
        commit(work)
    assert qingshan.store.folder is not None
    opened = keys.unlock(qingshan.store.folder, "zhuren", PASSWORD, qingshan.clock.now)
    assert opened.login == "zhuren"


def test_a_new_recovery_key_is_journalled_and_spelled_nowhere(qingshan: Office) -> None:
    folder = qingshan.store.folder
    assert folder is not None
    key = keys.unlock(folder, "zhuren", PASSWORD, qingshan.clock.now).key
    spelled: str = change(qingshan, new_recovery_key, key)
    assert keys.unlock_by_recovery(folder, spelled).key == key
    with qingshan.work() as work:
        last = work.session.scalars(select(JournalRow).order_by(JournalRow.seq.desc())).first()
        assert last is not None
        assert last.action == "recovery_key"
        assert spelled not in (last.payload or "")


# --- taking over a desk --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "digits", ["", "12345", "1234567", "111111", "123456", "654321", "abcdef", "１２３４５７"]
)
def test_weak_pins_are_refused(qingshan: Office, digits: str) -> None:
    with pytest.raises(Refused) as told:
        pin(qingshan, qingshan.director, digits)
    assert [p.field for p in told.value.problems] == ["pin"]


def test_a_colleague_takes_over_with_the_pin(either: Office) -> None:
    clerk = either.actor(Role.WINDOW_CLERK, login="wangmin")
    with pytest.raises(Expected, match="还没有设置换人密码"):
        taken_over(either, "wangmin", PIN)
    pin(either, clerk)
    assert taken_over(either, "wangmin", PIN) == clerk
    with pytest.raises(Expected, match="换人密码不对"):
        taken_over(either, "wangmin", "204817")


def test_wrong_pins_are_counted_like_wrong_passwords(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="wangmin")
    pin(qingshan, clerk)
    for _ in range(5):
        with pytest.raises(Expected, match="换人密码不对"):
            taken_over(qingshan, "wangmin", "204817")
    with pytest.raises(Expected, match="请 10 分钟后再试"):
        taken_over(qingshan, "wangmin", PIN)
    qingshan.clock.advance(minutes=10)
    assert taken_over(qingshan, "wangmin", PIN) == clerk
    qingshan.clock.advance(seconds=1)
    with pytest.raises(Expected, match="换人密码不对"):
        taken_over(qingshan, "wangmin", "204817")


def test_the_hash_of_a_pin_is_in_no_journal(either: Office) -> None:
    """Six digits are tried in hours; whoever reads an exported journal must not get the hash."""
    clerk = either.actor(Role.WINDOW_CLERK, login="wangmin")
    pin(either, clerk)
    with either.work() as work:
        rows = history(work, clerk.account)
        assert [row.action for row in rows] == ["create", "pin"]
        assert "argon2" not in "".join(row.payload or "" for row in rows)
        assert "pin_hash" not in "".join(row.payload or "" for row in rows)


def test_colleagues_are_those_of_the_own_station(either: Office) -> None:
    clerk = either.actor(Role.WINDOW_CLERK, login="wangmin")
    cadre = either.actor(Role.VILLAGE_CADRE, login="zhoujie", station="SQ1")
    change(either, add_account, "stopped", "王敏", ["window_clerk"])
    alter(either, "stopped", ["window_clerk"], active=False)
    with either.store.read(cadre) as work:
        assert [a.login for a in colleagues(work)] == ["zhoujie"]
    with either.store.read(clerk) as work:
        assert {a.login for a in colleagues(work)} == {"zhuren", "wangmin", "zhoujie"}
    with either.work() as work:
        assert [a.login for a in accounts(work)][-1] == "stopped"


def test_a_longer_wait_does_not_follow_a_success(qingshan: Office) -> None:
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="wangmin")
    pin(qingshan, clerk)
    for _ in range(4):
        with pytest.raises(Expected, match="换人密码不对"):
            taken_over(qingshan, "wangmin", "204817")
    taken_over(qingshan, "wangmin", PIN)
    qingshan.clock.now += timedelta(minutes=1)
    with pytest.raises(Expected, match="换人密码不对"):
        taken_over(qingshan, "wangmin", "204817")
    assert taken_over(qingshan, "wangmin", PIN) == clerk
