"""A window while it is filled in: its A and B posts, since when, and why somebody goes (HR-03)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QWidget

from center import postings, staff
from center.errors import Problem, Refused
from center.identity import check_phone
from center.journal import commit
from center.postings import Cause, Move
from center.staff import ServiceWindow
from desktop.choice import Choice
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

_NONE = "none"
_POSTS = (("a_post", "A 岗（主办）"), ("b_post", "B 岗（协办）"))


class WindowDialog(FormDialog):
    """Says while it is typed who would leave too early, and asks why."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        record: ServiceWindow | None,
        done: Callable[[str], object],
    ) -> None:
        self._window = record.id if record is not None else None
        self._name = ""
        with desk.read() as work:
            people = staff.staff(work)
            self._since = {
                one.staff: one.since
                for one in postings.postings(work)
                if one.window == self._window
            }
        title = "新增窗口" if record is None else f"修改窗口　{record.name}"
        choices = [Choice(_NONE, "还没有定"), *(Choice(p.id.hex, p.name, p.post) for p in people)]
        fields = _fields(record, choices, self._since)
        super().__init__(desk, parent, title, fields, "保存", self._save)
        self.form.changed.connect(lambda _draft: self.follow())
        self.accepted.connect(lambda: done(self._name))
        self.follow()

    def follow(self) -> None:
        """Tell who leaves before the months set; ask since when only of who is there."""
        posts = self._posts()
        for name, _ in _POSTS:
            self.form.set_visible(f"{name}_since", posts[name] is not None)
        gone = [one for one in self._since if one not in posts.values()]
        early: list[str] = []
        if gone and self._window is not None:
            on = self.form.date("on") or self._desk.today()
            with self._desk.read() as work:
                early = postings.too_early(work, self._window, list(posts.values()), on)
        for name in ("on", "cause", "reason"):
            self.form.set_visible(name, bool(gone))
        self.intro.setText(f"▲ {'；'.join(early)}，要写明变动原因。" if early else "")
        self.intro.setVisible(bool(early))
        self.fit()

    def _posts(self) -> dict[str, UUID | None]:
        return {name: _chosen(self.form, name) for name, _ in _POSTS}

    def _move(self) -> Move:
        form, since = self.form, {}
        for name, person in self._posts().items():
            on = form.date(f"{name}_since")
            if person is not None and on is not None:
                since[person] = on
        cause = form.text("cause")
        return Move(
            form.date("on") or self._desk.today(),
            Cause(cause) if cause else None,
            form.text("reason"),
            since,
        )

    def _save(self, form: Form) -> None:
        with self._desk.work() as work:
            if self._window is None:
                made = ServiceWindow(id=work.new_id(), station=work.station, name="")
            else:
                made = work.session.get_one(ServiceWindow, self._window)
                made.active = form.ticked("active")
            made.name, made.phone = form.text("name"), form.text("phone")
            made.position = form.number("position") or 0
            posts = self._posts()
            made.a_post, made.b_post = posts["a_post"], posts["b_post"]
            made.head = _chosen(form, "head")
            try:
                postings.save_window(work, made, self._move())
            except Refused as refused:
                raise Refused([_placed(one) for one in refused.problems]) from refused
            self._name = made.name
            commit(work)


def phone_warning(value: str) -> str | None:
    """What is odd about a phone number; it may be saved nevertheless."""
    found = check_phone(value)
    return None if found.valid else "；".join(found.problems)


def _fields(
    record: ServiceWindow | None, choices: list[Choice], since: Mapping[UUID, date]
) -> list[Field]:
    posts: dict[str, UUID | None] = {"a_post": None, "b_post": None}
    name, phone, position, head = "", "", "", _NONE
    if record is not None:
        posts = {"a_post": record.a_post, "b_post": record.b_post}
        name, phone, position = record.name, record.phone, str(record.position)
        head = record.head.hex if record.head else _NONE
    found = [
        Field("name", "窗口名称", width=24, required=True, default=name),
        Field("position", "在大厅的次序", "number", 8, default=position),
    ]
    for post, label in _POSTS:
        person = posts[post]
        chosen = person.hex if person else _NONE
        hint = "A 岗不在时自动顶岗，不能和 A 岗是同一人" if post == "b_post" else ""
        found += [
            Field(post, label, "choice", 20, choices=choices, default=chosen, hint=hint),
            Field(
                f"{post}_since",
                f"{label[:3]}从哪天起",
                "date",
                14,
                default=since.get(person) if person else None,
                hint="不填按变动日期",
            ),
        ]
    hint = "没有定的，按 A 岗负责；用于责任追究"
    found += [
        Field("head", "窗口负责人", "choice", 20, choices=choices, default=head, hint=hint),
        Field("on", "变动日期", "date", 14, hint="不填按今天"),
        Field("cause", "变动类别", "choice", 24, choices=[Choice(one, one) for one in Cause]),
        Field("reason", "变动原因", wide=True, width=0),
        Field("phone", "电话", width=20, default=phone, warn=phone_warning),
    ]
    if record is not None:
        hint = "取消勾选后不再供选择"
        found.append(Field("active", "在用", "tick", default=record.active, hint=hint))
    return found


def _placed(problem: Problem) -> Problem:
    """The day of a move stands in a field of its own."""
    return Problem("on", problem.message) if problem.field == "since" else problem


def _chosen(form: Form, name: str) -> UUID | None:
    value = form.text(name)
    return UUID(hex=value) if value and value != _NONE else None
