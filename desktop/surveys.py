"""满意度测评: forms handed out, returned ones entered, the tally by window (SAT-01, SAT-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from center import surveys
from center.rights import Right
from center.staff import windows
from center.storage import Work
from center.surveys import Rating, Survey, Tally, WindowTally
from desktop import parts, tasks, theme
from desktop.cases.ask import choices, lines
from desktop.dates import show_date
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog, ask_work
from desktop.listing.source import Column
from desktop.preview import Preview
from desktop.settings.frame import Frame
from desktop.short_list import ShortList, keep_height

_WORDS = "发放测评表，收回后按窗口录入。测评不记名；收回份数太少的窗口不计满意率，不作比较。"
_SURVEYS = (
    Column("title", "测评", 30, sortable=False),
    Column("span", "期间", 26, sortable=False),
    Column("issued", "发放", 10, sortable=False),
    Column("state", "状态", 16, sortable=False),
)
_COMMENTS = (
    Column("window", "窗口", 16, sortable=False),
    Column("comment", "意见和建议", 60, sortable=False),
    Column("count", "份数", 10, sortable=False),
)
MOST = 4
"""Surveys in sight at once."""
_TALLY = (
    Column("window", "窗口", 16, sortable=False),
    Column("returned", "收回", 8, "number", sortable=False),
    *(Column(rating.name, rating.value, 10, "number", sortable=False) for rating in Rating),
    Column("rate", "满意率", 20, "number", sortable=False),
)


class SurveysPage(Frame):
    """The surveys above, the tally of the chosen one below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("满意度测评", _WORDS)
        self._desk = desk
        self._found: Sequence[Survey] = ()
        today = desk.today()
        may = desk.may(Right.HANDLE_PETITIONS)
        reason = "" if may else f"当前账号没有“{Right.HANDLE_PETITIONS.value}”的权限"
        self.make = self.add_action(
            "发起测评  Ctrl+N", self.ask_issue, role="primary", reason=reason
        )
        if may:
            QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.make.click)
        self.list = ShortList("测评", _SURVEYS, today, wide="title")
        self.none = parts.words(
            "还没有做过测评。按“发起测评”，登记名称、期间和发放份数。", "second"
        )
        self.list.opened.connect(lambda _key: self.ask_enter() if may else None)
        bar = QHBoxLayout()
        bar.setSpacing(theme.SMALL)
        self.told = parts.words("", "second")
        bar.addWidget(self.told, 1)
        self.steps: dict[str, QPushButton] = {}
        for title, run in (
            ("录入收回的表…", self.ask_enter),
            ("结束测评…", self.ask_close),
            ("打印空白表", self.print_blank),
            ("打印统计表", self.print_tally),
        ):
            button = QPushButton(title)
            button.setAutoDefault(False)
            button.setToolTip(reason)
            button.clicked.connect(lambda _=False, r=run: r())
            self.steps[title.rstrip("…")] = button
            bar.addWidget(button)
        self.tally = ShortList("测评统计", _TALLY, today, wide="window", fit=True)
        self.comments = ShortList("意见和建议", _COMMENTS, today, wide="comment")
        for widget in (self.none, self.list):
            self.body.addWidget(widget)
        self.body.addLayout(bar)
        self.body.addWidget(self.tally)
        self.body.addWidget(self.comments, 1)
        self.body.addStretch()
        self.list.selectionModel().currentChanged.connect(lambda *_: self.show_tally())
        self.setFocusProxy(self.list)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the surveys again."""
        with self._desk.read() as work:
            self._found = surveys.surveys(work)
        self.list.show_rows([(one.id, _cells(one)) for one in self._found])
        keep_height(self.list, len(self._found), MOST)
        self.list.setVisible(bool(self._found))
        self.none.setVisible(not self._found)
        self.show_tally()

    def show_tally(self) -> None:
        """Count the chosen survey by window."""
        current = self._current()
        for widget in (self.tally, self.comments, self.told, *self.steps.values()):
            widget.setVisible(current is not None)
        if current is None:
            return
        with self._desk.read() as work:
            found = surveys.tally(work, current)
        rows = [*found.windows, found.total] if found.windows else []
        self.tally.show_rows([(one.window, _tally_cells(one, found)) for one in rows])
        self.tally.setVisible(bool(rows))
        share = f"，收回率 {100 * found.returned / found.issued:.1f}%" if found.returned else ""
        self.told.setText(
            f"{current.title}：发放 {found.issued} 份，收回 {found.returned} 份{share}。"
        )
        said = Counter(found.comments)
        self.comments.show_rows(
            [(key, (*key, f"{count} 份")) for key, count in sorted(said.items())]
        )
        self.comments.setVisible(bool(said))
        running = current.closed_on is None and self._desk.may(Right.HANDLE_PETITIONS)
        for title in ("录入收回的表", "结束测评"):
            self.steps[title].setEnabled(running)
        self.steps["打印统计表"].setEnabled(found.returned > 0)

    # What is asked

    def ask_issue(self) -> FormDialog:
        """Begin a survey."""
        today = self._desk.today()
        return self._ask(
            "发起测评",
            [
                Field(
                    "title",
                    "测评名称",
                    width=0,
                    required=True,
                    wide=True,
                    default=f"{today.year}年服务质量测评",
                ),
                Field("first", "期间自", "date", 14, True, default=today),
                Field("last", "期间至", "date", 14, True, default=today),
                Field("issued", "发放份数", "number", 8, True),
            ],
            lambda work, form: surveys.issue(
                work,
                form.text("title"),
                form.date("first") or today,
                form.date("last") or today,
                form.number("issued") or 0,
            ),
        )

    def ask_enter(self) -> FormDialog | None:
        """Enter returned forms, alike ones at once; the dialog comes again for the next."""
        current = self._current()
        if current is None:
            return None
        ident: UUID = current.id
        with self._desk.read() as work:
            known = choices([one.name for one in windows(work)])

        def enter(work: Work, form: Form) -> None:
            surveys.enter(
                work,
                work.session.get_one(Survey, ident),
                form.text("window"),
                Rating(form.text("rating")),
                form.text("comment"),
                form.number("copies") or 0,
            )

        return self._ask(
            "录入收回的表",
            [
                Field("window", "窗口", "choice", 16, True, known),
                Field("copies", "份数", "number", 6, True, default=1, hint="填得一样的可以一起录"),
                Field("rating", "评价", "buttons", 0, True, choices(list(Rating)), wide=True),
                lines("comment", "意见和建议"),
            ],
            enter,
            current.title,
        )

    def ask_close(self) -> FormDialog | None:
        """End a survey."""
        current = self._current()
        if current is None:
            return None
        ident: UUID = current.id
        return self._ask(
            "结束测评",
            [Field("sure", "已录完，不再录入", "tick", wide=True, default=True)],
            lambda work, _form: surveys.close(work, work.session.get_one(Survey, ident)),
            f"{current.title}：结束后不能再录入。",
        )

    # Papers

    def print_blank(self) -> None:
        """Show the blank form of the chosen survey, to be printed and handed out (SAT-01)."""
        current = self._current()
        if current is not None:
            self._show("survey_form", current, None)

    def print_tally(self) -> None:
        """Show the tally of the chosen survey as it prints (SAT-03)."""
        current = self._current()
        if current is not None:
            with self._desk.read() as work:
                found = surveys.tally(work, current)
            self._show("survey_tally", current, found)

    def _show(self, kind: str, survey: Survey, found: Tally | None) -> None:
        desk, today = self._desk, self._desk.today()

        def make() -> bytes:
            from forms.filling.complaints import survey_form, survey_tally
            from forms.office import sheet

            if found is None:
                facts = survey_form(survey.title, survey.first, survey.last, desk.settings)
            else:
                facts = survey_tally(survey, found, desk.settings, today)
            return sheet(kind, facts)

        def done(content: bytes) -> None:
            memory = desk.memory("printers")
            Preview(self, survey.title, kind, content, memory, said="测评表").open()

        tasks.run(self, "正在生成测评表", lambda _p, _c: make(), done, self.notice.error)

    def _ask(
        self,
        title: str,
        fields: Sequence[Field],
        run: Callable[[Work, Form], object],
        intro: str = "",
    ) -> FormDialog:
        def saved() -> None:
            self.refresh()
            self.notice.say(f"已保存：{title}")

        return ask_work(self._desk, self, title, fields, run, saved, intro=intro)

    def _current(self) -> Survey | None:
        key = self.list.current_key()
        return next((one for one in self._found if one.id == key), None)

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"survey", "survey_answer", "setting"} and self.isVisible():
            self.refresh()


def rate_words(one: WindowTally, least: int) -> str:
    """93.3%, or why there is no rate."""
    return f"不足 {least} 份，不计" if one.rate is None else f"{one.rate}%"


def _tally_cells(one: WindowTally, found: Tally) -> tuple[object, ...]:
    counts = (one.counts[rating] for rating in Rating)
    return (one.window, one.returned, *counts, rate_words(one, found.least))


def _cells(one: Survey) -> tuple[object, ...]:
    span = f"{show_date(one.first)}—{show_date(one.last)}"
    state = "进行中" if one.closed_on is None else f"{show_date(one.closed_on)}结束"
    return (one.title, span, f"{one.issued} 份", state)
