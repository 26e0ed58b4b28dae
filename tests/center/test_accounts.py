"""Accounts: roles, stopping, passwords that wrap the data key."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from center import keys
from center.accounts import accounts, add_account, change_account, set_password
from center.errors import Expected, NotAllowed, Refused
from center.journal import JournalRow, commit
from center.rights import Role
from tests.offices import PASSWORD, START, Office

NEW = "Liuhe-2026"


def key_of(office: Office) -> bytes:
    assert office.store.folder is not None
    return keys.unlock(office.store.folder, "zhuren", PASSWORD, START).key


def test_a_new_account_opens_the_data_with_its_password(qingshan: Office) -> None:
    folder, key = qingshan.store.folder, key_of(qingshan)
    assert folder is not None
    with qingshan.work() as work:
        add_account(work, "lihe", "李禾", [Role.WINDOW_CLERK.value])
        set_password(work, "lihe", NEW, key)
        commit(work)
        action = select(JournalRow.action).where(JournalRow.kind == "account")
        assert list(work.session.scalars(action)).count("password") == 1
        payloads = work.session.scalars(select(JournalRow.payload)).all()
    assert keys.unlock(folder, "lihe", NEW, START).key == key
    assert not any(NEW in (payload or "") for payload in payloads)


def test_everyone_changes_the_own_password_and_managers_that_of_others(qingshan: Office) -> None:
    key = key_of(qingshan)
    clerk = qingshan.actor(Role.WINDOW_CLERK, login="lihe")
    with qingshan.work(clerk) as work:
        set_password(work, "lihe", NEW, key)
        with pytest.raises(NotAllowed):
            set_password(work, "zhuren", NEW, key)
        with pytest.raises(Refused) as refused:
            set_password(work, "lihe", "short", key)
    assert [p.field for p in refused.value.problems] == ["password"]


def test_a_stopped_account_cannot_open_the_data(qingshan: Office) -> None:
    folder, key = qingshan.store.folder, key_of(qingshan)
    assert folder is not None
    with qingshan.work() as work:
        account = add_account(work, "lihe", "李禾", [Role.WINDOW_CLERK.value])
        set_password(work, "lihe", NEW, key)
        commit(work)
        change_account(work, account, account.roles, active=False)
        commit(work)
    with pytest.raises(Expected):
        keys.unlock(folder, "lihe", NEW, START)


def test_the_last_who_manages_accounts_stays(qingshan: Office) -> None:
    with qingshan.work() as work:
        only = next(a for a in accounts(work) if a.login == "zhuren")
        with pytest.raises(Refused):
            change_account(work, only, only.roles, active=False)
    with qingshan.work() as work:
        only = next(a for a in accounts(work) if a.login == "zhuren")
        with pytest.raises(Refused):
            change_account(work, only, [Role.WINDOW_CLERK.value], active=True)
