"""Accounts (账号): who may log in, with which roles; taking over a desk by PIN (换人)."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from center import keys
from center.errors import Expected, NotAllowed, Problem, Refused
from center.journal import note
from center.records import Base, Record, Station, link, unique_unless_voided
from center.rights import Actor, Right, Role, needs, require, visible
from center.staff import Staff
from center.storage import Work
from center.text import clean_line, length_problems


class Account(Record, Base):
    """A way in. The password never stands here: it wraps the data key in the key file."""

    __tablename__ = "accounts"
    __table_args__ = (unique_unless_voided("login"),)
    kind = "account"

    login: Mapped[str] = mapped_column(String(40))
    name: Mapped[str]
    roles: Mapped[list[str]]
    # Named by its class, so that whoever knows accounts knows their staff's table too.
    staff: Mapped[UUID | None] = mapped_column(link(f"{Staff.__tablename__}.id"), default=None)
    # A million PINs are tried in hours: the hash stays in this database, out of the journal.
    pin_hash: Mapped[str] = mapped_column(default="", info={"secret": True})
    active: Mapped[bool] = mapped_column(default=True)


def actor_of(account: Account) -> Actor:
    """The actor an account acts as."""
    return Actor(
        account=account.id,
        name=account.name,
        roles=frozenset(Role(role) for role in account.roles),
        station=account.station,
        login=account.login,
        staff=account.staff,
    )


def enter(work: Work, login: str) -> Actor:
    """The actor of an account whose password has just opened the data key."""
    query = select(Account).where(Account.login == login, Account.voided_at.is_(None))
    account = work.session.scalars(query).one_or_none()
    if account is None or not account.active:
        raise NotAllowed("这个账号已停用，不能登录。需要恢复请联系主任或系统管理员。")
    return actor_of(account)


def take_over(work: Work, login: str, pin: str) -> Actor:
    """Let a colleague take over the desk with a six-digit PIN after the morning's full login.

    Wrong PINs are counted like wrong passwords.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    query = select(Account).where(Account.login == login, Account.voided_at.is_(None))
    account = work.session.scalars(query).one_or_none()
    if account is None or not account.active or not account.pin_hash:
        raise Expected("这个账号还没有设置换人密码，请用登录密码重新登录后在账号菜单里设置。")
    folder, who = work.store.folder, f"pin:{login}"
    if folder is not None:
        keys.check_wait(folder, who, work.now)
    try:
        PasswordHasher().verify(account.pin_hash, pin)
    except VerificationError as error:
        if folder is not None:
            keys.count_failure(folder, who, work.now)
        raise Expected("换人密码不对，仍由原来的账号使用。请重输六位数字。") from error
    if folder is not None:
        keys.forget_failures(folder, who)
    return actor_of(account)


def set_pin(work: Work, pin: str) -> None:
    """Set the own six-digit PIN; only the account itself may."""
    from argon2 import PasswordHasher

    if not re.fullmatch(r"[0-9]{6}", pin) or len(set(pin)) == 1 or pin in "0123456789876543210":
        raise Refused([Problem("pin", "换人密码是六位数字，不能全同或连号")])
    account = work.session.get_one(Account, work.actor.account)
    account.pin_hash = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(pin)
    note(work, "pin", account)


def colleagues(work: Work) -> list[Account]:
    """The accounts that may take over this desk, by name."""
    query = select(Account).where(Account.voided_at.is_(None), Account.active)
    return list(work.session.scalars(visible(query, work.actor).order_by(Account.name)))


@needs(Right.SEE_OFFICE)
def approvers(work: Work) -> list[str]:
    """The names of those who may approve an exception: leaders and whoever has the right."""
    query = select(Account).where(Account.voided_at.is_(None), Account.active)
    found = [one.name for one in work.session.scalars(query) if actor_of(one).may(Right.APPROVE)]
    leaders = select(Staff.name).where(
        Staff.leader_rank != "", Staff.active, Staff.voided_at.is_(None)
    )
    return sorted({*found, *work.session.scalars(leaders)})


@needs(Right.MANAGE_ACCOUNTS)
def accounts(work: Work) -> list[Account]:
    """All accounts, stopped ones last."""
    query = select(Account).where(Account.voided_at.is_(None))
    return list(work.session.scalars(query.order_by(Account.active.desc(), Account.login)))


def check_account(login: str, name: str, roles: list[str]) -> tuple[Problem, ...]:
    """What is wrong with an account's fields."""
    problems = []
    if not re.fullmatch(r"[a-z0-9_.]{2,40}", login):
        problems.append(Problem("login", "登录名用 2 到 40 位小写字母、数字、点或下划线"))
    if not name.strip():
        problems.append(Problem("name", "请填写姓名"))
    problems += length_problems("name", "姓名", name, 100)
    if not roles or not {*roles} <= {role.value for role in Role}:
        problems.append(Problem("roles", "请至少选择一个岗位"))
    return tuple(problems)


@needs(Right.MANAGE_ACCOUNTS)
def add_account(
    work: Work,
    login: str,
    name: str,
    roles: list[str],
    staff: UUID | None = None,
    station: str = "",
) -> Account:
    """Add an account, at the own station unless another is named (a village cadre's).

    Its password is wrapped into the key file by `set_password`.
    """
    name = clean_line(name)
    problems = list(check_account(login, name, roles))
    known = select(Station.id).where(Station.code == station, Station.voided_at.is_(None))
    if station and work.session.scalars(known).first() is None:
        problems.append(Problem("station", "没有这个站点，请先添加"))
    same = select(Account.id).where(Account.login == login, Account.voided_at.is_(None))
    if work.session.scalars(same).first() is not None:
        problems.append(Problem("login", "已经有这个登录名，请换一个"))
    if problems:
        raise Refused(problems)
    account = Account(
        id=work.new_id(),
        station=station or work.station,
        login=login,
        name=name,
        roles=sorted(roles),
        staff=staff,
    )
    work.session.add(account)
    return account


@needs(Right.MANAGE_ACCOUNTS)
def change_account(
    work: Work, account: Account, roles: list[str], *, active: bool, staff: UUID | None = None
) -> None:
    """Change roles and staff member, or stop an account; the last who manages accounts stays.

    A stopped account loses its password; started again it needs a new one.
    """
    problems = check_account(account.login, account.name, roles)
    if problems:
        raise Refused(problems)
    account.roles, account.active, account.staff = sorted(roles), active, staff
    work.session.flush()
    managers = {Role.DIRECTOR, Role.ADMINISTRATOR}
    if not any(managers & set(a.roles) for a in accounts(work) if a.active):
        raise Refused([Problem("roles", "至少要留一个能管理账号的账号在用")])
    if not active and work.store.folder is not None:
        keys.remove(work.store.folder, account.login)


def set_password(work: Work, login: str, password: str, key: bytes) -> None:
    """Give an account a password (wrap the data key for it) and journal that it was given.

    Everyone may change the own one; others' need the right to manage accounts. The key file is
    written at once, the journal row with the commit. Raises `Refused` for a weak password and
    `Expected` where the key lies on another computer.
    """
    if login != work.actor.login:
        require(work.actor, Right.MANAGE_ACCOUNTS)
    query = select(Account).where(Account.login == login, Account.voided_at.is_(None))
    account = work.session.scalars(query).one()
    if work.store.folder is None:
        raise Expected("密码要在存放数据的那台电脑上修改，这里没有改动。")
    keys.set_password(work.store.folder, key, login, password)
    note(work, "password", account)


@needs(Right.MANAGE_ACCOUNTS)
def new_recovery_key(work: Work, key: bytes) -> str:
    """Make a new recovery key and journal that it was made; the one printed before stops working.

    Returns it spelled in groups, for printing; it is stored nowhere.
    """
    if work.store.folder is None:
        raise Expected("恢复密钥要在存放数据的那台电脑上换，这里没有改动。")
    spelled = keys.new_recovery_key(work.store.folder, key)
    note(work, "recovery_key", work.session.get_one(Account, work.actor.account))
    return spelled
