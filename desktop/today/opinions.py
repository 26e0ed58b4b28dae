"""Book and box nobody has looked into today, on 今日 (CPL-17, SAT-06)."""

from __future__ import annotations

from collections.abc import Callable

from center.matter_today import unticked
from center.opinions import Place
from center.rights import Right
from desktop import tasks
from desktop.desk import Desk
from desktop.today.cards import Hint

_KINDS = frozenset({"opinion_check", "calendar_day"})


class OpinionsHint(Hint):
    """For whoever ticks them; it goes once both are ticked, and stays away on days off."""

    def __init__(self, desk: Desk, run: Callable[[], object]) -> None:
        super().__init__("去登记", run)
        self._desk = desk
        self._asked = 0
        desk.changed.connect(self._heard)
        desk.actor_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read again in the background; answers to an older question are dropped."""
        self._asked += 1
        asked, desk = self._asked, self._desk
        if not (desk.may(Right.CHECK_OPINIONS) and desk.may(Right.SEE)):
            self.say("", False)
            return

        def read() -> tuple[Place, ...]:
            with desk.read() as work:
                return unticked(work)

        def done(places: tuple[Place, ...]) -> None:
            if asked == self._asked:
                named = "、".join(place.value for place in places)
                self.say(f"今天还没有登记查看{named}。" if named else "", True)

        tasks.quiet(self, read, done, lambda _error: self.say("", False))

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & _KINDS:
            self.refresh()
