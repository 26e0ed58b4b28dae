"""The 设置 tab: a plain list of sections at the left, the section at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from center.rights import Right
from desktop.desk import Desk
from desktop.side_pages import Section, SidePages


def _own(desk: Desk) -> QWidget:
    from desktop.settings.own import OwnPage

    return OwnPage(desk)


def _values(group: str, title: str) -> Callable[[Desk], QWidget]:
    def build(desk: Desk) -> QWidget:
        from desktop.settings.values import ValuesPage

        return ValuesPage(desk, group, title)

    return build


def _texts(desk: Desk) -> QWidget:
    from desktop.settings.texts import TextsPage

    return TextsPage(desk)


def _accounts(desk: Desk) -> QWidget:
    from desktop.settings.accounts import AccountsPage

    return AccountsPage(desk)


def _staff(desk: Desk) -> QWidget:
    from desktop.settings.staff import StaffPage

    return StaffPage(desk)


def _holidays(desk: Desk) -> QWidget:
    from desktop.settings.holidays import HolidaysPage

    return HolidaysPage(desk)


def _items(desk: Desk) -> QWidget:
    from desktop.settings.items import items_page

    return items_page(desk)


def _journal(desk: Desk) -> QWidget:
    from desktop.settings.journal import JournalPage

    return JournalPage(desk)


def _data(desk: Desk) -> QWidget:
    from desktop.settings.data import DataPage

    return DataPage(desk)


def _imports(desk: Desk) -> QWidget:
    from desktop.imports import ImportPage

    return ImportPage(desk)


def _office_papers(desk: Desk) -> QWidget:
    from desktop.settings.office_papers import OfficePapersPage

    return OfficePapersPage(desk)


def _cards(desk: Desk) -> QWidget:
    from desktop.exchange.cards import CardsPage

    return CardsPage(desk)


_EDIT = Right.EDIT_SETTINGS
SECTIONS = (
    Section("own", "显示和密码", _own),
    Section("unit", "单位", _values("单位", "单位"), _EDIT),
    Section("hours", "作息", _values("作息", "作息"), _EDIT),
    Section("registration", "登记", _values("登记", "登记"), _EDIT),
    Section("queue", "排队预约", _values("排队预约", "排队预约"), _EDIT),
    Section("limits", "时限", _values("时限", "时限"), _EDIT),
    Section("item_values", "事项参数", _values("事项", "事项参数"), _EDIT),
    Section("papers", "文书", _values("文书", "文书"), _EDIT),
    Section("texts", "文书文字", _texts, _EDIT),
    Section("office_papers", "指南和牌表", _office_papers, Right.SEE_OFFICE),
    Section("ledgers", "台账参数", _values("台账", "台账参数"), _EDIT),
    Section("evaluation_values", "评价回访", _values("评价回访", "评价和回访"), _EDIT),
    Section("attachments", "附件", _values("附件", "附件"), _EDIT),
    Section("archive", "归档", _values("归档", "归档"), _EDIT),
    Section("fees", "收费", _values("收费", "收费"), _EDIT),
    Section("petition_values", "信访投诉", _values("信访投诉", "信访投诉参数"), _EDIT),
    Section("accountability_values", "责任追究", _values("责任追究", "责任追究参数"), _EDIT),
    Section("roster_values", "值班", _values("值班", "值班参数"), _EDIT),
    Section("attendance_values", "考勤", _values("考勤", "考勤参数"), _EDIT),
    Section("leave_values", "请假", _values("请假", "请假参数"), _EDIT),
    Section("exchange_values", "数据包", _values("数据包", "数据包参数"), _EDIT),
    Section("cards", "站点名片", _cards, _EDIT),
    Section("safety", "安全", _values("安全", "安全"), _EDIT),
    Section("accounts", "账号", _accounts, Right.MANAGE_ACCOUNTS),
    Section("staff", "人员和窗口", _staff, _EDIT),
    Section("holidays", "节假日", _holidays, Right.SEE_OFFICE),
    Section("items", "事项目录", _items, Right.SEE_OFFICE),
    Section("journal", "操作记录", _journal, Right.SEE_JOURNAL),
    Section("imports", "导入办件", _imports, Right.IMPORT),
    Section("data", "数据", _data, Right.MAINTAIN),
)


class SettingsPage(SidePages):
    """What an office is and how it counts, section by section."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, SECTIONS, "设置的各部分")
