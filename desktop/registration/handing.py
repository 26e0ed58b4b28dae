"""What is asked when a matter goes to another post (转窗口, 转交): REG-10, REG-13."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from center.registration import Handover, colleague_at
from desktop.choice import Choice
from desktop.dates import ZONE
from desktop.desk import Desk
from desktop.fields import Field, Form

ABSENT = ("requirement", "appointed_on", "appointed_time", "contact_way")


def handover_fields(
    section: str = "", windows: Sequence[Choice] = (), colleagues: Sequence[Choice] = ()
) -> list[Field]:
    """Window and receiver; and, of a colleague who is away, what was agreed on."""
    return [
        Field("window", "转到哪个窗口", "suggest", width=28, choices=windows, section=section),
        Field(
            "receiver",
            "由谁接手",
            "pick",
            width=24,
            choices=colleagues,
            hint="空着就是这个窗口的 A 岗",
            section=section,
        ),
        Field("absent", "经办人不在，由我先接待", "tick", wide=True, section=section),
        Field("requirement", "群众的要求", "lines", wide=True, lines=2, section=section),
        Field("appointed_on", "与经办人约好的日期", "date", width=14, section=section),
        Field("appointed_time", "约好的时间", "time", width=10, section=section),
        Field(
            "contact_way",
            "怎么联系来访群众",
            width=36,
            wide=True,
            hint="空着就是电话联系",
            section=section,
        ),
    ]


def handover_wanted(draft: Mapping[str, str]) -> set[str]:
    """The fields the hand-over needs now."""
    shown = {"window", "receiver", "absent"}
    return shown | set(ABSENT) if draft.get("absent") == "1" else shown


def handover(form: Form, phone: str = "") -> Handover:
    """Where the matter goes, as the form has it; the visitor is reached by `phone` unless told."""
    receiver = form.text("receiver")
    day, time = form.date("appointed_on"), form.time("appointed_time")
    both = day is not None and time is not None
    return Handover(
        window=form.text("window"),
        receiver=UUID(hex=receiver) if receiver else None,
        requirement=form.text("requirement"),
        absent=form.ticked("absent"),
        appointed_at=dt.datetime.combine(day, time, ZONE) if both and day and time else None,
        contact_way=form.text("contact_way") or ("电话联系" if phone else ""),
    )


class Receiver:
    """Proposes who answers for the window, once for each window chosen."""

    def __init__(self, desk: Desk, form: Form) -> None:
        self._desk, self._form, self._window = desk, form, ""

    def propose(self, window: str) -> None:
        """Fill in the A post of another window; what the clerk chose then stays."""
        if window == self._window:
            return
        self._window = window
        with self._desk.read() as work:
            found = colleague_at(work, window) if window else None
        if found is not None:
            self._form.set_values({"receiver": found.id.hex})

    def forget(self) -> None:
        """Start over."""
        self._window = ""
