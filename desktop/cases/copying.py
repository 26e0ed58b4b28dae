"""Copy keys: every fact of a case, one press each, for pasting into the platform's form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from center.cases.file import CaseFile
from center.records import CHINA
from desktop import theme
from desktop.cases.parts import new_card

PER_ROW = 6
KEYS = 9

Copied = tuple[str, str, bool]
"""What it is called, the text, and whether it is shown only to whoever gave a reason (D8)."""


def copied_facts(file: CaseFile) -> list[Copied]:
    """The facts in the order the platform's form asks for them; empty ones are left out."""
    case = file.case
    place = f"{case.village}{case.group}{case.address}"
    visitor = case.visitor_name if case.visitor_name != case.name else ""
    facts = [
        ("申请人", case.name, False),
        ("证件号码", case.id_number, True),
        ("联系电话", case.phone, True),
        ("住址", place, True),
        ("事项", case.item_name, False),
        ("收件日期", f"{case.received_at.astimezone(CHINA):%Y-%m-%d}", False),
        ("受理日期", case.accepted_on.isoformat() if case.accepted_on else "", False),
        (
            "办结日期",
            f"{case.finished_at.astimezone(CHINA):%Y-%m-%d}" if case.finished_at else "",
            False,
        ),
        ("办件编号", case.number or "", False),
        ("办理结果", case.result, False),
        ("结果文书编号", case.result_number, False),
        ("来办人", visitor, False),
        ("来办人电话", case.visitor_phone if visitor else "", True),
        ("一卡通账号", case.card_account, True),
        ("平台办件编号", case.platform_number or "", False),
    ]
    return [fact for fact in facts if fact[1]]


def copy_card(
    facts: Sequence[Copied], page: QWidget, *, full: bool, reveal: Callable[[], object]
) -> QWidget:
    """A button for each fact, the first nine with Alt+1 … 9 while `page` has the keyboard.

    What is masked asks for the reason first, as 查看完整信息 does, and is copied at the next press.
    """
    card, layout = new_card()
    told = QLabel("按一下复制，到省平台的表单里粘贴")
    theme.set_role(told, "second")
    layout.addWidget(told)
    grid = QGridLayout()
    grid.setSpacing(theme.SMALL)
    for place, (label, text, personal) in enumerate(facts):
        key = f"Alt+{place + 1}" if place < KEYS else ""
        button = QPushButton(f"{label}  {key}" if key else label)
        button.setAccessibleName(f"复制{label}")
        button.setAutoDefault(False)

        def copy(_checked: bool = False, what: str = label, value: str = text) -> None:
            QGuiApplication.clipboard().setText(value)
            told.setText(f"已复制{what}，到省平台的表单里粘贴")

        if personal and not full:
            button.clicked.connect(lambda _=False: reveal())
            button.setToolTip("已遮盖，先填写查看原因")
        else:
            button.clicked.connect(copy)
        if key:
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)
        grid.addWidget(button, place // PER_ROW, place % PER_ROW)
    grid.setColumnStretch(PER_ROW, 1)
    layout.addLayout(grid)
    return card
