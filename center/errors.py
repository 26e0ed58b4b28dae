"""Expected trouble, told to the clerk in one Chinese sentence; bugs are ordinary exceptions."""

from __future__ import annotations

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
