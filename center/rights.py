"""Who may do what, and who may see what.

Roles are the office's posts; a person may hold several. Rights are checked in the service
functions by `needs`, never in the window alone. Every query that reaches a screen, an export or a
package goes through `visible`.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from center.errors import NotAllowed
from center.secrecy import seen_by, uncovered

if TYPE_CHECKING:
    from sqlalchemy import Select

    from center.storage import Work

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Select[*tuple[Any, ...]]")


class Role(enum.StrEnum):
    """A post in the office."""

    WINDOW_CLERK = "window_clerk"
    PETITION_CLERK = "petition_clerk"
    ATTENDANCE_KEEPER = "attendance_keeper"
    INSPECTOR = "inspector"
    DEPUTY = "deputy"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"
    VILLAGE_CADRE = "village_cadre"


ROLE_NAMES: dict[Role, str] = {
    Role.WINDOW_CLERK: "窗口人员",
    Role.PETITION_CLERK: "信访专员",
    Role.ATTENDANCE_KEEPER: "考勤员",
    Role.INSPECTOR: "巡查员",
    Role.DEPUTY: "副主任",
    Role.DIRECTOR: "主任",
    Role.ADMINISTRATOR: "系统管理员",
    Role.VILLAGE_CADRE: "村站工作人员",
}


class Right(enum.StrEnum):
    """One thing an account may do; the value is how a refusal names it."""

    SEE = "查看业务记录"
    SEE_OFFICE = "查看单位设置和事项"
    REGISTER = "来访登记"
    HANDLE_CASES = "办理办件"
    HAND_OVER = "移交请假人的在办事项"
    HANDLE_PETITIONS = "办理信访投诉"
    CHECK_OPINIONS = "查看意见簿和意见箱"
    APPROVE = "审批延期和例外"
    ISSUE_PAPERS = "出具文书"
    VOID = "作废记录或文书"
    REVEAL = "查看完整信息"
    EXPORT = "导出表格"
    IMPORT = "导入表格"
    EDIT_ITEMS = "修改事项"
    EDIT_SETTINGS = "修改设置"
    MANAGE_ACCOUNTS = "管理账号"
    SEE_JOURNAL = "查看操作记录"
    MAINTAIN = "备份、恢复和校验"
    KEEP_LEDGERS = "登记台账"
    PLAN_ROSTER = "排班和公布班表"
    KEEP_DUTY_LOG = "填写值班记录"
    KEEP_ATTENDANCE = "考勤管理"
    FOLLOW_UP = "回访和录入评价单"
    SUPERVISE = "监督考核"
    SHARE_VIEWS = "与全单位共用常用筛选"
    EXCHANGE = "制作和读入数据包"


_DESK = frozenset(
    {
        Right.SEE,
        Right.SEE_OFFICE,
        Right.REGISTER,
        Right.ISSUE_PAPERS,
        Right.REVEAL,
        Right.KEEP_DUTY_LOG,
        Right.FOLLOW_UP,
    }
)
_SUPERVISION = frozenset({Right.FOLLOW_UP, Right.SUPERVISE})
_WINDOW = _DESK | {Right.HANDLE_CASES, Right.HAND_OVER, Right.KEEP_LEDGERS, Right.EXPORT}
_CLERK = _WINDOW | {Right.IMPORT}
_PETITIONS = frozenset({Right.HANDLE_PETITIONS, Right.CHECK_OPINIONS})
_CHIEF = frozenset({Right.APPROVE, Right.VOID, Right.EDIT_ITEMS, Right.SEE_JOURNAL, Right.MAINTAIN})
_CHIEF |= _SUPERVISION | {Right.SHARE_VIEWS, Right.EXCHANGE}
_ROSTER = frozenset({Right.PLAN_ROSTER, Right.KEEP_DUTY_LOG})
_LEAD = _CLERK | _PETITIONS | _CHIEF | _ROSTER | {Right.KEEP_ATTENDANCE}

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.WINDOW_CLERK: _CLERK,
    Role.PETITION_CLERK: _DESK | _PETITIONS | {Right.EXPORT, Right.IMPORT},
    Role.ATTENDANCE_KEEPER: _ROSTER
    | {Right.KEEP_ATTENDANCE, Right.HAND_OVER, Right.SEE, Right.SEE_OFFICE, Right.EXPORT},
    Role.INSPECTOR: _SUPERVISION
    | {Right.SEE, Right.SEE_OFFICE, Right.EXPORT, Right.CHECK_OPINIONS},
    Role.DEPUTY: _LEAD,
    Role.DIRECTOR: _LEAD | {Right.EDIT_SETTINGS, Right.MANAGE_ACCOUNTS},
    # The administrator keeps the program running and sees nobody's business.
    Role.ADMINISTRATOR: frozenset(
        {
            Right.SEE_OFFICE,
            Right.EDIT_ITEMS,
            Right.EDIT_SETTINGS,
            Right.MANAGE_ACCOUNTS,
            Right.SEE_JOURNAL,
            Right.MAINTAIN,
            Right.EXCHANGE,
        }
    ),
    Role.VILLAGE_CADRE: _WINDOW | _ROSTER | {Right.EXCHANGE},
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: account, name, roles and station; `acting_for` names the A post."""

    account: UUID
    name: str
    roles: frozenset[Role]
    station: str
    login: str = ""
    staff: UUID | None = None
    acting_for: UUID | None = None

    def may(self, right: Right) -> bool:
        """Whether any of the roles carries this right."""
        return any(right in RIGHTS[role] for role in self.roles)

    @property
    def sees_all_stations(self) -> bool:
        """A village cadre sees the own station's records; everyone else the whole centre's."""
        return bool(self.roles - {Role.VILLAGE_CADRE})

    @property
    def opens_secrets(self) -> bool:
        """The director sees secret matters without being named on them, unless accused."""
        return Role.DIRECTOR in self.roles


def require(actor: Actor, right: Right) -> None:
    """Refuse what the actor's roles do not carry."""
    if not actor.may(right):
        raise NotAllowed(
            f"当前账号没有“{right.value}”的权限，没有做任何改动。需要时请联系主任或系统管理员。"
        )


def needs(
    right: Right,
) -> Callable[[Callable[Concatenate[Work, P], R]], Callable[Concatenate[Work, P], R]]:
    """Mark a service function with the right it asks for; the check runs before its first line."""

    def mark(
        function: Callable[Concatenate[Work, P], R],
    ) -> Callable[Concatenate[Work, P], R]:
        @wraps(function)
        def checked(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
            require(work.actor, right)
            return function(work, *args, **kwargs)

        checked.__dict__["right"] = right
        return checked

    return mark


def visible(query: S, actor: Actor) -> S:
    """Narrow a query to the rows this actor may see.

    A village cadre sees the own station's; nobody sees a secret matter who is not named on it
    (PET-10, CPL-06).
    """
    entities = dict.fromkeys(described.get("entity") for described in query.column_descriptions)
    for entity in entities:
        station = getattr(entity, "station", None)
        if station is not None and not actor.sees_all_stations:
            query = query.where(station == actor.station)
        audience = getattr(entity, "audience", None)
        if audience is not None:
            query = query.where(seen_by(audience, actor))
            if getattr(entity, "__tablename__", "") == "journal":
                query = query.where(uncovered(entity.record, actor))
    return query
