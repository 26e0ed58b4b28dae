"""Expected trouble, told to the clerk in one Chinese sentence; bugs are ordinary exceptions."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: `field` is the record's attribute, `message` is Chinese."""

    field: str
    message: str


class Expected(Exception):
    """Trouble that belongs to daily work: a full disk, a locked file, a wrong password.

    `sentence` says what happened, what was kept and what to do; `details` is for copying to whoever
    helps and holds no personal data.
    """

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


class Refused(Expected):
    """Input or an action that the rules do not allow, told field by field; nothing was changed."""

    def __init__(self, problems: Iterable[Problem] | str, details: str = "") -> None:
        if isinstance(problems, str):
            self.problems: tuple[Problem, ...] = ()
            sentence = problems
        else:
            self.problems = tuple(problems)
            sentence = "；".join(p.message for p in self.problems)
        super().__init__(sentence, details)


class NotAllowed(Expected):
    """The account has no right to do this."""


def where(error: BaseException) -> str:
    """Where a bug happened: file, line and function of each call, and its type.

    Its message is left out: it may quote a name or an ID number.
    """
    calls = traceback.extract_tb(error.__traceback__)
    lines = [f"{call.filename}:{call.lineno} {call.name}" for call in calls]
    return "\n".join([*lines, type(error).__name__])
