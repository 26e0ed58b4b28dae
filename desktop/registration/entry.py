"""The registration form at the left of the tab: what is asked, saved, kept as a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from center.errors import Expected, Refused
from center.journal import commit
from center.registration import WHOLE, Route, Visit, VisitForm, VisitKind, register, report_major
from desktop import theme
from desktop.desk import Desk
from desktop.fields import Form
from desktop.notice import Notice
from desktop.registration import conversation as talk
from desktop.registration.area import FormArea
from desktop.registration.asking import Asking
from desktop.registration.book import STAYS, BookBar, following
from desktop.registration.catalogue import EMPTY, Catalogue, initials
from desktop.registration.handing import Receiver
from desktop.registration.joining import Joining
from desktop.registration.keeping import Keeper
from desktop.registration.topics import Topics
from desktop.registration.unfinished import Unfinished
from desktop.registration.who import Known, known

DRAFT = "registration"
PERSON, SAME, BOOK = "*person", "*same", "*book"
RESTORED = "上次没有保存的内容已放回表中；不需要时按 F9 清空"


class Entry(QWidget):
    """One form in the order of the conversation. Ctrl+Enter saves and goes on, Ctrl+S saves."""

    saved = Signal(object, bool)
    """The `Visit` just saved, and whether a case shall be opened for it at once."""
    resume = Signal(str)
    """Go on with a case that was begun and not finished: the name of its draft."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._catalogue = EMPTY
        self._cleared: dict[str, Any] | None = None
        self._following = False
        self.form = Form(talk.visit_fields(desk.today()), desk.today())
        self.asking = Asking(desk, self.form, self)
        self.joining, self._receiver = Joining(desk, self.form), Receiver(desk, self.form)
        self.keeper = Keeper(desk, DRAFT, self._content, self)
        self.topics = Topics()
        self.book = BookBar()
        self.notice = Notice()
        self._build()
        self.form.changed.connect(self._changed)
        self.form.submitted.connect(self.submit)
        self.asking.chosen.connect(self._person_chosen)
        self.book.ended.connect(self.end_book)
        self.keeper.failed.connect(self.notice.error)
        self.topics.picked.connect(self._quick)
        self.topics.closed.connect(self.begin)
        self._follow()
        self.setFocusProxy(self.form.editor("who"))

    # What the page asks

    def begin(self) -> None:
        """Put the cursor where the conversation starts."""
        self.form.focus(self._beginning())

    def offer(self, catalogue: Catalogue) -> None:
        """Take what may be chosen: items, topics, windows, leaders."""
        self._catalogue = catalogue
        self.form.set_choices("window", catalogue.windows)
        self.form.set_choices("receiver", catalogue.others(self._desk.actor.account))
        self.form.set_choices("book_by", catalogue.colleagues)
        self.form.set_choices("reported_to", catalogue.leaders)
        self.form.set_choices("first_asked", catalogue.colleagues)
        self.asking.fill_villages(initials)
        self.topics.set_topics([choice.title for choice in catalogue.topic_choices])
        self._offer_about(talk.kind_of(self.form.draft()))

    def restore(self) -> None:
        """Put back what the one at the desk had typed before a crash or a change of person."""
        self._clear()
        # What was put aside by F9 is the one's who typed it.
        self._cleared = None
        if (content := self.keeper.kept()) is not None:
            self._put(content)
            self.notice.say(RESTORED, seconds=0)

    def ask_topic(self, kind: VisitKind) -> None:
        """One key and a topic (D2); with the setting that wants names, the form asks instead."""
        if self._desk.settings.switch("question_needs_name") or self.in_book():
            self.form.set_values({"visit_kind": kind.value})
            self.begin()
            return
        self.topics.ask(kind)

    def go_on(self) -> None:
        """To the first field after the person that is still empty."""
        names = [n for n, value in self.form.values().items() if n != "who" and value in ("", None)]
        self.form.focus(names[0] if names else "visit_kind")

    def put_aside(self) -> None:
        """Empty the form for somebody else; F9 brings back what stood there."""
        if self._content() is not None:
            self.clear()

    def join(self, visit_id: UUID) -> None:
        """Go on with another matter of the visit just registered, named or not."""
        self._clear()
        person = self.joining.take(visit_id)
        if person is not None:
            self.form.set_values({"who": person.name})
            self.asking.choose(known(person))
        else:
            self._person_chosen(None)
        self.form.focus("about")

    def in_book(self) -> bool:
        """Whether lines of the paper book are being entered."""
        return self.book.isVisibleTo(self)

    def begin_book(self) -> None:
        """Enter the paper book (补录手工登记簿), line after line."""
        self.put_aside()
        self.book.begin()
        self._follow()
        self.begin()

    def end_book(self) -> None:
        """Back to visits as they come."""
        self.put_aside()
        self.book.hide()
        self._clear()
        self.keeper.flush()
        self.begin()

    def submit(self) -> None:
        """Save, and go on to the case when something is handled at this window."""
        self._save(intake=self._opens_case())

    def submit_only(self) -> None:
        """Save without opening a case."""
        self._save(intake=False)

    def clear(self) -> None:
        """Empty the form; the same key again brings everything back."""
        content = self._content()
        if content is not None:
            self._cleared = content
            self._clear()
            self.keeper.flush()
            self.notice.say("已清空，再按一次 F9 恢复刚才的内容")
        elif self._cleared is not None:
            content, self._cleared = self._cleared, None
            self._put(content)
            self.notice.say("已恢复刚才的内容")
        self.begin()

    # Building

    def _build(self) -> None:
        title = QLabel("来访登记")
        theme.set_role(title, "title")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        self.unfinished = Unfinished()
        self.unfinished.picked.connect(self.resume)
        head.addWidget(self.unfinished)
        paper = QPushButton("补录登记簿")
        paper.setToolTip("停电、断网时写在手工登记簿上的，按登记簿上的时间一行一行补录")
        paper.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        paper.clicked.connect(lambda _=False: self.begin_book())
        theme.set_role(paper, "link")
        head.addWidget(paper)
        for words, kind in (
            ("咨询 F2", VisitKind.QUESTION),
            ("引导 F3", VisitKind.GUIDANCE),
        ):
            button = QPushButton(words)
            button.setToolTip(f"{kind.value}：按一个键再选主题，不用姓名和证件")
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(lambda _=False, k=kind: self.ask_topic(k))
            head.addWidget(button)
        self.area = FormArea(self.form)
        self.save = QPushButton()
        self.save.setAutoDefault(True)
        theme.set_role(self.save, "primary")
        self.save.clicked.connect(self.submit)
        self.only = QPushButton("只登记 Ctrl+S")
        self.only.clicked.connect(self.submit_only)
        wipe = QPushButton("清空 F9")
        wipe.clicked.connect(self.clear)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.MEDIUM)
        foot.setSpacing(theme.SMALL)
        for button in (self.save, self.only, wipe):
            foot.addWidget(button)
        foot.addStretch()
        card = QFrame()
        theme.set_role(card, "card")
        frame = QVBoxLayout(card)
        frame.setContentsMargins(1, 1, 1, 1)
        frame.setSpacing(0)
        frame.addWidget(self.area, 1)
        frame.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.book)
        layout.addWidget(self.topics)
        layout.addWidget(self.notice)
        layout.addWidget(card, 1)

    # The conversation

    def _changed(self, _draft: object) -> None:
        if not self._following:
            self._follow()
            self.keeper.touch()

    def _beginning(self) -> str:
        if not self.in_book():
            return "who"
        return "book_time" if self.form.date("book_on") else "book_on"

    def _person_chosen(self, person: Known | None) -> None:
        """Propose the visit of this morning: one person and day is one visit."""
        was, self._following = self._following, True
        self.joining.propose(person)
        self._following = was
        self._follow()

    def _follow(self) -> None:
        """Show what the talk needs now."""
        if self._following:
            return
        self._following = True
        draft = self.form.draft()
        kind = talk.kind_of(draft)
        whole = self._desk.settings.text("first_ask_mode") == WHOLE
        routes = talk.route_choices(kind, transfers=not whole)
        if self.form.editor("route").raw() not in {choice.value for choice in routes}:
            self.form.set_choices("route", routes)
            self.form.set_values({"route": routes[0].value})
        elif self._kind_shown != kind:
            self.form.set_choices("route", routes)
        if self._kind_shown != kind:
            self._offer_about(kind)
        who = self.asking.wanted(strict=kind is VisitKind.HANDLING, draft=draft)
        shown = talk.wanted(self.form.draft(), who, in_book=self.in_book())
        if self.joining.first is not None and not self.in_book() and draft.get("late") != "1":
            shown.add("same")
        self._receiver.propose(draft.get("window", ""))
        self.form.show_only(shown)
        self.asking.tell()
        opens = self._opens_case()
        self.save.setText("登记并收件 Ctrl+Enter" if opens else "登记 Ctrl+Enter")
        self.only.setVisible(opens)
        self._following = False

    _kind_shown: VisitKind | None = None

    def _offer_about(self, kind: VisitKind) -> None:
        """Items for what is handled, topics and items for what is asked."""
        self._kind_shown = kind
        handled = kind is VisitKind.HANDLING
        found = () if handled else self._catalogue.topic_choices
        self.form.set_choices("about", (*found, *self._catalogue.item_choices))
        self.form.set_label("about", talk.ABOUT if handled else talk.ABOUT_ANY)

    def _opens_case(self) -> bool:
        draft = self.form.draft()
        here = draft.get("route") == Route.HERE
        return talk.kind_of(draft) is VisitKind.HANDLING and here

    # Saving

    def _save(self, *, intake: bool) -> None:
        self.asking.look()
        if not self.form.validate():
            return
        visit_form = self._named(talk.visit_form(self.form, self.asking.identity()))
        reported_to = self.form.text("reported_to")
        try:
            made = self._register(visit_form, reported_to)
        except Refused as refused:
            self.asking.skip(problem.field for problem in refused.problems)
            shown = self.form.values()
            rest = self.form.set_problems(talk.to_fields(refused.problems, shown))
            if rest or not refused.problems:
                told = "；".join(problem.message for problem in rest)
                self.notice.problem(told or refused.sentence)
            return
        except Expected as error:
            self.notice.error(error)
            return
        stays = following(self.form) if self.in_book() else {}
        self._clear()
        self._cleared = None
        self.notice.clear()
        self.keeper.drop()
        if stays:
            self.form.restore(stays)
            self.book.count(self.book.entered + 1)
        self.saved.emit(made, intake)

    def _named(self, form: VisitForm) -> VisitForm:
        """Which visit it belongs to; a question about an item has that item as its topic."""
        form = replace(form, same_visit=self.joining.chosen())
        short = form.visit_kind in (VisitKind.QUESTION, VisitKind.GUIDANCE)
        if not (short and form.item_code and not form.topic):
            return form
        return replace(form, topic=self._catalogue.item_name(form.item_code))

    def _register(self, form: VisitForm, reported_to: str) -> Visit:
        with self._desk.work() as work:
            made = register(work, form)
            if reported_to:
                report_major(work, made, reported_to)
            commit(work)
        return made

    def _quick(self, kind: str, topic: str) -> None:
        try:
            made = self._register(VisitForm(VisitKind(kind), topic=topic), "")
        except Expected as error:
            self.notice.error(error)
            return
        self.begin()
        self.saved.emit(made, False)

    # Drafts

    def _content(self) -> dict[str, Any] | None:
        draft = self.form.draft()
        blank = self._blank().items()
        stays = (*STAYS, "book_line") if self.in_book() else ()
        if all(draft[name] == raw for name, raw in blank if name not in stays):
            return None
        kept = self.asking.kept
        return draft | {
            name: value
            for name, value in (
                (PERSON, kept.id.hex if kept is not None else ""),
                (SAME, self.joining.joined.hex if self.joining.joined is not None else ""),
                (BOOK, "1" if self.in_book() else ""),
            )
            if value
        }

    def _blank(self) -> dict[str, str]:
        """The form as it is before anything is typed."""
        return {
            field.name: ("" if field.default is None else str(field.default))
            for field in talk.visit_fields(self._desk.today())
        }

    def _put(self, content: dict[str, Any]) -> None:
        texts = {name: str(raw) for name, raw in content.items() if not name.startswith("*")}
        if BOOK in content:
            self.book.begin()
        if SAME in content:
            self.joining.joined = UUID(hex=str(content[SAME]))
        # The kind first: it decides which routes and items there are.
        self.form.restore({"visit_kind": texts.get("visit_kind", "")})
        self.form.restore(texts)
        if PERSON in content:
            self.asking.recall(UUID(hex=str(content[PERSON])))
        elif self.joining.joined is not None:
            self._person_chosen(None)
        self._follow()

    def _clear(self) -> None:
        self._following = True
        self.joining.forget()
        self._receiver.forget()
        self.form.clear()
        self.asking.forget()
        self._following = False
        self._follow()
        self.area.verticalScrollBar().setValue(0)
