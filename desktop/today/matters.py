"""What waits in 信访投诉: numbers and short lists below those of the cases on 今日."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from center.clock import State
from center.matter_today import WORDS, MatterWaiting, count, short_list
from center.rights import Right
from center.storage import Work
from center.today import Matter
from desktop.desk import Desk
from desktop.petitions.tab import PLACES
from desktop.today.cards import Card
from desktop.today.tiles import Tile

_COLORS = {
    MatterWaiting.OVERDUE: "overdue",
    MatterWaiting.DUE_TODAY: "today",
    MatterWaiting.DUE_SOON: "soon",
    MatterWaiting.INFORM: "today",
}
_FILTERS = {
    MatterWaiting.OVERDUE: ("light", State.OVERDUE.value),
    MatterWaiting.DUE_TODAY: ("light", State.DUE_TODAY.value),
    MatterWaiting.DUE_SOON: ("light", State.DUE_SOON.value),
    MatterWaiting.INFORM: ("uninformed", "1"),
    MatterWaiting.ANSWER: ("unanswered", "1"),
    MatterWaiting.TELL: ("untold", "1"),
}
_ORDER = (
    MatterWaiting.INFORM,
    MatterWaiting.OVERDUE,
    MatterWaiting.DUE_TODAY,
    MatterWaiting.DUE_SOON,
    MatterWaiting.TELL,
    MatterWaiting.ANSWER,
)
Found = Mapping[MatterWaiting, tuple[int, tuple[Matter, ...]]]
"""How many wait, and the most pressing of them."""


def read_matters(work: Work, *, mine: bool) -> Found:
    """What waits; with `mine` nothing for who handles none. The list is empty where none waits."""
    idle = mine and not work.actor.may(Right.HANDLE_PETITIONS)
    found = {}
    for waiting in MatterWaiting:
        number = 0 if idle else count(work, waiting)
        found[waiting] = (number, tuple(short_list(work, waiting)) if number else ())
    return found


class MattersPart(QObject):
    """Numbers and lists, which the page places among its own."""

    go = Signal(str, dict)
    """Open the tab with this page and filters, as `TodayPage.go`."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._first: dict[MatterWaiting, str] = {}
        self.tiles = {one: Tile(WORDS[one], _COLORS.get(one, "")) for one in MatterWaiting}
        self.lists = {one: Card(WORDS[one], desk) for one in MatterWaiting}
        for waiting in _ORDER:
            self.tiles[waiting].clicked.connect(lambda _=False, w=waiting: self._show_all(w))
            self.lists[waiting].opened.connect(self._open)
            self.lists[waiting].all_wanted.connect(lambda w=waiting: self._show_all(w))

    @property
    def cards(self) -> list[Card]:
        """The lists that hold something, the most pressing first."""
        return [card for one in _ORDER if (card := self.lists[one]).filled]

    @property
    def waiting(self) -> list[Tile]:
        """The numbers of what waits."""
        return [tile for tile in self.tiles.values() if tile.count]

    def show_found(self, found: Found) -> None:
        """Show what was found."""
        for waiting, (number, matters) in found.items():
            self.tiles[waiting].set_count(number)
            self.lists[waiting].show_matters(matters, number)
            self._first[waiting] = matters[0].kind if matters else "petition"

    def _open(self, key: object) -> None:
        kind, record = key if isinstance(key, tuple) else ("", None)
        if isinstance(record, UUID):
            self._desk.open_matter.emit(kind, record)

    def _show_all(self, waiting: MatterWaiting) -> None:
        """The list of the kind that presses most."""
        name, value = _FILTERS[waiting]
        section = PLACES[self._first.get(waiting, "petition")]
        self.go.emit("petitions", {"section": section, name: value})
