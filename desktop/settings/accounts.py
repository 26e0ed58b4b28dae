"""账号: who may enter and as what; passwords and the recovery key."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QPushButton

from center import accounts, staff
from center.accounts import Account, add_account, change_account, check_account, set_password
from center.errors import Refused
from center.journal import commit
from center.rights import ROLE_NAMES, Role
from center.staff import Staff
from desktop import notice
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.settings.frame import Frame
from desktop.settings.recovery import ask_recovery_key
from desktop.settings.slow_dialog import (
    OWN,
    SlowDialog,
    data_key,
    new_password,
    own_password,
    taken_password,
)
from desktop.short_list import ShortList

_COLUMNS = (
    Column("name", "姓名", 12, sortable=False),
    Column("login", "登录名", 14, sortable=False),
    Column("roles", "岗位", 40, sortable=False),
    Column("staff", "对应人员", 14, sortable=False),
    Column("pin", "换人密码", 10, sortable=False),
    Column("state", "状态", 10, sortable=False),
)
_ROLE = "role:"
_NONE = "none"


class AccountsPage(Frame):
    """All accounts; Enter changes the one the keeper stands on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("账号", "每人一个账号。停用的账号不能登录，办过的件和操作记录都保留。")
        self._desk = desk
        self._accounts: dict[UUID, Account] = {}
        self.list = ShortList("账号", _COLUMNS, desk.today(), wide="roles")
        self.list.opened.connect(lambda _key: self.ask_change())
        self.body.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.recovery = self.add_action("换恢复密钥…", lambda: ask_recovery_key(desk, self))
        self.reset = self.add_action("重设密码…", self.ask_password)
        self.stop = self.add_action("停用", self.ask_stop)
        self.change = self.add_action("修改…", self.ask_change)
        self.add = self.add_action("新增账号…", self.ask_new, role="primary")
        self.list.selectionModel().currentRowChanged.connect(lambda _now, _before: self._tell())
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read all accounts."""
        with self._desk.read() as work:
            found = accounts.accounts(work)
            people = {one.id: one.name for one in staff.everything(work, Staff)}
        self._accounts = {account.id: account for account in found}
        self.list.show_rows(
            [
                (
                    account.id,
                    (
                        account.name,
                        account.login,
                        "、".join(ROLE_NAMES[Role(role)] for role in account.roles),
                        people.get(account.staff, "") if account.staff else "",
                        "已设置" if account.pin_hash else "",
                        "在用" if account.active else "已停用",
                    ),
                )
                for account in found
            ]
        )
        self._tell()

    def current(self) -> Account | None:
        """The account the keeper stands on."""
        key = self.list.current_key()
        return self._accounts.get(key) if isinstance(key, UUID) else None

    def ask_new(self) -> None:
        """新增账号: name, login, posts, password."""
        fields = [
            Field("name", "姓名", width=20, required=True),
            Field("login", "登录名", width=20, required=True, hint="小写字母、数字，例如姓名拼音"),
            self._staff_field(None),
            *_role_fields(()),
            *new_password(),
            *own_password(self._desk),
        ]

        def prepare(form: Form) -> Callable[[], str]:
            login, name, roles = form.text("login"), form.text("name"), _roles(form)
            problems = check_account(login, name, roles)
            if problems:
                raise Refused(problems)
            member, password = _member(form), taken_password(form, login)
            own = form.text(OWN) if own_password(self._desk) else ""
            desk = self._desk

            def add() -> str:
                key = data_key(desk, own)
                with desk.work() as work:
                    add_account(work, login, name, roles, member)
                    # The record first: a password without an account would open the data.
                    commit(work)
                    set_password(work, login, password, key)
                    commit(work)
                return name

            return add

        SlowDialog(
            self._desk,
            self,
            "新增账号",
            fields,
            "新增",
            prepare,
            lambda name: self._did(f"已新增 {name} 的账号，请把登录名和密码当面告诉本人。"),
        ).open()

    def ask_change(self) -> None:
        """修改: posts and staff member; a stopped account is started again with a new password."""
        account = self.current()
        if account is None:
            return
        if not account.active:
            self.ask_start(account)
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                found = work.session.get_one(Account, account.id)
                change_account(work, found, _roles(form), active=True, staff=_member(form))
                commit(work)
            self._did(f"已修改 {account.name} 的账号，下次登录起按新岗位。")

        FormDialog(
            self._desk,
            self,
            f"修改账号　{account.name}（{account.login}）",
            [self._staff_field(account.staff), *_role_fields(account.roles)],
            "保存",
            run,
        ).open()

    def ask_start(self, account: Account) -> None:
        """启用: a stopped account has lost its password and needs a new one."""

        def prepare(form: Form) -> Callable[[], str]:
            password = taken_password(form, account.login)
            own = form.text(OWN) if own_password(self._desk) else ""
            desk = self._desk

            def start() -> str:
                key = data_key(desk, own)
                with desk.work() as work:
                    found = work.session.get_one(Account, account.id)
                    change_account(work, found, found.roles, active=True, staff=found.staff)
                    commit(work)
                    set_password(work, found.login, password, key)
                    commit(work)
                return found.name

            return start

        SlowDialog(
            self._desk,
            self,
            f"启用账号　{account.name}（{account.login}）",
            [*new_password(), *own_password(self._desk)],
            "启用",
            prepare,
            lambda name: self._did(f"{name} 的账号已启用。"),
            intro="停用时密码已收回，启用要设一个新密码。",
        ).open()

    def ask_stop(self) -> None:
        """停用 or 启用 the account the keeper stands on."""
        account = self.current()
        if account is None:
            return
        if not account.active:
            self.ask_start(account)
            return
        words = "停用后立即不能再登录，办过的件和操作记录都保留。以后可以再启用。"
        if not notice.confirm(self, f"停用 {account.name} 的账号", words, "停用"):
            return
        try:
            with self._desk.work() as work:
                found = work.session.get_one(Account, account.id)
                change_account(work, found, found.roles, active=False, staff=found.staff)
                commit(work)
        except Refused as refused:
            self.notice.problem(refused.sentence)
            return
        self._did(f"{account.name} 的账号已停用。")

    def ask_password(self) -> None:
        """重设密码 of the account the keeper stands on."""
        account = self.current()
        if account is None or not account.active:
            return

        def prepare(form: Form) -> Callable[[], str]:
            password = taken_password(form, account.login)
            own = form.text(OWN) if own_password(self._desk) else ""
            desk = self._desk

            def reset() -> str:
                key = data_key(desk, own)
                with desk.work() as work:
                    set_password(work, account.login, password, key)
                    commit(work)
                return account.name

            return reset

        SlowDialog(
            self._desk,
            self,
            f"重设密码　{account.name}（{account.login}）",
            [*new_password(), *own_password(self._desk)],
            "重设",
            prepare,
            lambda name: self._did(f"{name} 的密码已重设，请当面告诉本人并请其尽快改掉。"),
        ).open()

    def _staff_field(self, chosen: UUID | None) -> Field:
        with self._desk.read() as work:
            people = staff.staff(work)
        choices = [Choice(_NONE, "不对应"), *(Choice(p.id.hex, p.name, p.post) for p in people)]
        return Field(
            "staff",
            "对应的工作人员",
            "choice",
            24,
            choices=choices,
            default=chosen.hex if chosen else _NONE,
            wide=True,
            hint="用于窗口 A、B 岗和以后的考勤",
        )

    def _did(self, words: str) -> None:
        self.refresh()
        self.notice.say(words)

    def _tell(self) -> None:
        account = self.current()
        active = account is not None and account.active
        self.stop.setText("停用" if active or account is None else "启用…")
        for button in (self.stop, self.change):
            button.setEnabled(account is not None)
        _enable(self.reset, active, "已停用的账号请先启用")

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"account", "staff"}:
            self.refresh()


def _enable(button: QPushButton, lawful: bool, reason: str) -> None:
    button.setEnabled(lawful)
    button.setToolTip("" if lawful else reason)


def _role_fields(held: list[str] | tuple[str, ...]) -> list[Field]:
    return [
        Field(f"{_ROLE}{role.value}", title, "tick", default=role.value in held)
        for role, title in ROLE_NAMES.items()
    ]


def _roles(form: Form) -> list[str]:
    roles = [role.value for role in ROLE_NAMES if form.ticked(f"{_ROLE}{role.value}")]
    if not roles:
        raise Refused(check_account("xx", "x", roles))
    return roles


def _member(form: Form) -> UUID | None:
    chosen = form.text("staff")
    return UUID(hex=chosen) if chosen and chosen != _NONE else None
