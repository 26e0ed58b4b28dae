"""A dialog whose work takes a moment: deriving keys from passwords, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from center import keys
from center.errors import Expected, Problem, Refused
from desktop import tasks
from desktop.desk import Desk
from desktop.fields import Field, Form
from desktop.form_dialog import FormDialog

OWN = "own"
PASSWORD = "password"
AGAIN = "again"
_RULE = "至少 8 位，含大写字母、小写字母、数字、符号中的三种，不能含登录名"


class SlowDialog(FormDialog):
    """`prepare` reads the form and returns the work; the work runs in another thread.

    Both may raise `Refused`, whose problems stand under their fields. `done` gets the work's result
    after the dialog has closed.
    """

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        title: str,
        fields: Sequence[Field],
        verb: str,
        prepare: Callable[[Form], Callable[[], Any]],
        done: Callable[[Any], object],
        *,
        intro: str = "",
        danger: bool = False,
    ) -> None:
        super().__init__(
            desk, parent, title, fields, verb, lambda _form: None, intro=intro, danger=danger
        )
        self._prepare, self._done = prepare, done

    def submit(self) -> None:
        """Begin, unless something is in the way or it has begun already."""
        self.notice.clear()
        if not self.ok.isEnabled() or not self.form.validate():
            return
        try:
            work = self._prepare(self.form)
        except Expected as error:
            self._failed(error)
            return
        self.ok.setEnabled(False)
        tasks.quiet(self, work, self._ended, self._failed)

    def _ended(self, result: object) -> None:
        self.accept()
        self._done(result)

    def _failed(self, error: Exception) -> None:
        self.ok.setEnabled(True)
        problems = error.problems if isinstance(error, Refused) else ()
        rest = self.form.set_problems(problems)
        if rest or not problems:
            told = "；".join(problem.message for problem in rest)
            self.notice.problem(told) if told else self.notice.error(error)


def own_password(desk: Desk) -> list[Field]:
    """The field by which whoever sits here shows to be the one who logged in.

    A PIN is enough to take over a desk, not to give out passwords. The sample office asks nothing.
    """
    folder = desk.store.folder
    if folder is None or keys.sample_key(folder) is not None:
        return []
    label = f"{desk.actor.name}的登录密码"
    return [Field(OWN, label, "secret", required=True, hint="确认是您本人在操作")]


def new_password() -> list[Field]:
    """The two fields of a new password."""
    return [
        Field(PASSWORD, "新密码", "secret", required=True, hint=_RULE),
        Field(AGAIN, "再输一次新密码", "secret", required=True),
    ]


def taken_password(form: Form, login: str) -> str:
    """The new password of a form; refuses a weak one and two that differ."""
    password = form.text(PASSWORD)
    problems = list(keys.password_problems(password, login))
    if form.text(AGAIN) != password:
        problems.append(Problem(AGAIN, "两次输入的密码不一样"))
    if problems:
        raise Refused(problems)
    return password


def data_key(desk: Desk, own: str) -> bytes:
    """The data key, once the own password has been shown; takes a moment."""
    folder = desk.store.folder
    if folder is None:
        raise Expected("密码要在存放数据的那台电脑上修改，这里没有改动。")
    sample = keys.sample_key(folder)
    if sample is not None:
        return sample.key
    try:
        return keys.unlock(folder, desk.actor.login, own, desk.now()).key
    except Refused:
        raise
    except Expected as error:
        raise Refused([Problem(OWN, error.sentence)]) from error
