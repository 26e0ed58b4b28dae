"""The first start: a new office, or the sample office."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from center import keys
from center.errors import Problem, Refused
from center.identity import check_phone
from center.settings import DEFINITIONS
from desktop import notice, tasks, theme
from desktop.choice import Choice
from desktop.fields import Field, Form
from desktop.login import SECRETS
from desktop.recovery_key import KeyPage

# TIME-02: the six profiles of office hours.
HOURS = tuple(
    Choice(value, words)
    for setting in DEFINITIONS
    if setting.name == "hours_profile"
    for value, words in setting.choices
)
PHONES = ("phone_consultation", "phone_complaint", "phone_efficiency")
SIZES = tuple(Choice(name, words) for name, words in theme.SIZE_WORDS.items())


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What the first start asks for; `phones` by the names of their settings."""

    unit_name: str
    station: str
    phones: dict[str, str]
    hours_profile: str
    text_size: str
    login: str
    name: str
    password: str


class SetupWindow(QWidget):
    """Asks page by page. `create` makes the office in another thread and returns the recovery key;
    it may raise `Refused` (problems return to their fields) or `Expected`.
    """

    sample_wanted = Signal()
    finished = Signal()
    """The office exists and the clerk has confirmed that the recovery key is kept."""

    def __init__(self, create: Callable[[FirstStart], str], today: date) -> None:
        super().__init__()
        self._create = create
        self.setWindowTitle("首次使用 — 便民")
        theme.set_role(self, "page")
        self.resize(760, 620)
        self.unit = Form(_unit_fields(), today)
        self.office = Form(_office_fields(), today, columns=1)
        self.account = Form(_account_fields(self._password_problem, self._again_problem), today)
        self.office.editor("text_size").edited.connect(self._resize_text)
        self.key_page = KeyPage()
        self.key_page.kept.toggled.connect(lambda _on: self._tell_buttons())
        self.pages = QStackedWidget()
        self._pages = [
            _page("欢迎使用便民", self._welcome()),
            _page("本单位", self.unit),
            _page("作息时间和文字大小", self.office),
            _page("第一个账号", self.account),
            _page("恢复密钥", self.key_page),
        ]
        for page in self._pages:
            self.pages.addWidget(page)
        self.notice = notice.Notice()
        self.back = QPushButton("上一步")
        self.back.clicked.connect(self._go_back)
        self.next = QPushButton("下一步")
        theme.set_role(self.next, "primary")
        self.next.clicked.connect(self.go_on)
        self.where = QLabel()
        theme.set_role(self.where, "second")
        buttons = QHBoxLayout()
        buttons.addWidget(self.where)
        buttons.addStretch()
        buttons.addWidget(self.back)
        buttons.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.WIDE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.notice)
        layout.addLayout(buttons)
        for form in (self.unit, self.office, self.account):
            form.submitted.connect(self.go_on)
        self._show(0)

    # Pages

    def _welcome(self) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.LARGE)
        self.new_office = QPushButton("新建本单位")
        theme.set_role(self.new_office, "primary")
        self.new_office.clicked.connect(lambda _=False: self._show(1))
        self.sample = QPushButton("打开示例办公室")
        self.sample.clicked.connect(self.sample_wanted)
        for button, words in (
            (self.new_office, "填写单位名称、电话、作息时间和第一个账号，约需三分钟。"),
            (self.sample, "一个虚构的镇便民服务中心，可以随意试用，不影响以后新建本单位。"),
        ):
            card = QFrame()
            theme.set_role(card, "card")
            row = QHBoxLayout(card)
            row.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
            label = QLabel(words)
            label.setWordWrap(True)
            row.addWidget(label, 1)
            row.addWidget(button)
            layout.addWidget(card)
        secrets = QLabel(SECRETS)
        secrets.setWordWrap(True)
        theme.set_role(secrets, "hint")
        layout.addWidget(secrets)
        layout.addStretch()
        return page

    # Walking

    def _show(self, number: int) -> None:
        self.notice.clear()
        self.pages.setCurrentIndex(number)
        steps = len(self._pages) - 1
        self.where.setText(f"第 {number} 步，共 {steps} 步" if number else "")
        self._tell_buttons()
        forms = {1: (self.unit, "unit_name"), 2: (self.office, "hours"), 3: (self.account, "name")}
        if number in forms:
            form, first = forms[number]
            form.focus(first)

    def _tell_buttons(self) -> None:
        number, last = self.pages.currentIndex(), len(self._pages) - 1
        self.next.setVisible(number > 0)
        self.back.setVisible(0 < number < last)
        self.next.setText({last - 1: "建立", last: "完成"}.get(number, "下一步"))
        self.next.setEnabled(number < last or self.key_page.kept.isChecked())

    def _go_back(self) -> None:
        self._show(self.pages.currentIndex() - 1)

    def go_on(self) -> None:
        """Check this page and go to the next; the last one finishes."""
        number = self.pages.currentIndex()
        form = {1: self.unit, 2: self.office, 3: self.account}.get(number)
        if form is not None and not form.validate():
            return
        if number == 3:
            self._make()
        elif number == 4:
            if self.key_page.kept.isChecked():
                self.finished.emit()
        else:
            self._show(number + 1)

    def answers(self) -> FirstStart:
        """What has been filled in so far."""
        return FirstStart(
            unit_name=self.unit.text("unit_name"),
            station=self.unit.text("station").upper(),
            phones={name: self.unit.text(name) for name in PHONES if self.unit.text(name)},
            hours_profile=self.office.text("hours"),
            text_size=self.office.text("text_size"),
            login=self.account.text("login"),
            name=self.account.text("name"),
            password=self.account.text("password"),
        )

    def _make(self) -> None:
        answers = self.answers()
        tasks.run(
            self,
            "正在建立本单位的数据",
            lambda _progress, _cancelled: self._create(answers),
            self._made,
            self._not_made,
        )

    def _made(self, key: str) -> None:
        self.key_page.show_key(self.unit.text("unit_name"), key)
        self._show(4)

    def _not_made(self, error: Exception) -> None:
        if not isinstance(error, Refused):
            self.notice.error(error)
            return
        left = list(error.problems)
        for number, form in ((3, self.account), (2, self.office), (1, self.unit)):
            before = len(left)
            left = form.set_problems(left)
            if len(left) < before:
                self._show(number)
        if left or not error.problems:
            self.notice.problem("；".join(p.message for p in left) or error.sentence)

    def _resize_text(self) -> None:
        app, size = QApplication.instance(), self.office.text("text_size")
        if isinstance(app, QApplication) and size:
            theme.apply(app, theme.Look(theme.look().palette, size))

    def _password_problem(self, password: str) -> str | None:
        problems: tuple[Problem, ...] = keys.password_problems(password, self.account.text("login"))
        return problems[0].message if problems else None

    def _again_problem(self, again: str) -> str | None:
        return None if again == self.account.text("password") else "两次输入的密码不一样"


def _page(title: str, content: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.LARGE)
    heading = QLabel(title)
    theme.set_role(heading, "title")
    layout.addWidget(heading)
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    holder = QWidget()
    inner = QVBoxLayout(holder)
    inner.setContentsMargins(0, 0, theme.SMALL, 0)
    inner.addWidget(content)
    inner.addStretch()
    frame.setWidget(holder)
    holder.setAutoFillBackground(False)
    frame.viewport().setAutoFillBackground(False)
    layout.addWidget(frame, 1)
    return page


def _unit_fields() -> list[Field]:
    return [
        Field(
            "unit_name",
            "单位名称",
            required=True,
            width=40,
            wide=True,
            limit=40,
            hint="如 青山镇便民服务中心，会印在每张文书上",
        ),
        Field(
            "station",
            "站点代码",
            required=True,
            width=8,
            wide=True,
            check=_station_problem,
            hint="2 到 6 个字母或数字，用作编号开头，如 QS；启用后不能改",
        ),
        Field("phone_consultation", "咨询电话", width=20, check=_phone_problem),
        Field("phone_complaint", "投诉电话", width=20, check=_phone_problem, hint="印在告知单上"),
        Field(
            "phone_efficiency",
            "行政效能投诉电话",
            width=20,
            check=_phone_problem,
            hint="暂时没有可以以后在设置里补填",
        ),
    ]


def _office_fields() -> list[Field]:
    return [
        Field("hours", "作息时间", "choice", choices=HOURS, default="B", width=36, required=True),
        Field(
            "text_size",
            "文字大小",
            "buttons",
            choices=SIZES,
            default=theme.look().size,
            hint="以后可随时用 Ctrl 和加号、减号调整",
        ),
    ]


def _account_fields(
    password_problem: Callable[[str], str | None], again_problem: Callable[[str], str | None]
) -> list[Field]:
    return [
        Field("name", "姓名", required=True, width=16, hint="会作为经办人印在文书上"),
        Field(
            "login",
            "账号",
            required=True,
            width=16,
            check=_login_problem,
            hint="登录时输入，字母或数字",
        ),
        Field(
            "password",
            "密码",
            "secret",
            required=True,
            width=24,
            check=password_problem,
            hint="至少 8 位，含大写字母、小写字母、数字、符号中的三种",
        ),
        Field(
            "again",
            "重复密码",
            "secret",
            required=True,
            width=24,
            check=again_problem,
            hint="再输一次",
        ),
    ]


def _station_problem(code: str) -> str | None:
    return None if re.fullmatch("[A-Za-z0-9]{2,6}", code) else "请填写 2 到 6 个字母或数字，如 QS"


def _login_problem(login: str) -> str | None:
    good = re.fullmatch("[A-Za-z0-9._-]{2,32}", login)
    return None if good else "账号只能用字母、数字、点、横线，2 到 32 位"


def _phone_problem(phone: str) -> str | None:
    found = check_phone(phone)
    return found.problems[0] if found.problems else None
