"""The other stations at the head of 数据包: what each has not got yet, when each was last heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal

from center.exchange.cards import own_card, peers, role_of
from center.exchange.listing import silent_peers
from center.exchange.making import pending
from center.exchange.records import Peer, Role
from desktop import dates, tasks
from desktop.desk import Desk
from desktop.listing import Column
from desktop.short_list import ShortList, keep_height

_MOST = 5
_COLUMNS = (
    Column("name", "站点", 26, sortable=False),
    Column("pending", "对方还没有的", 14, sortable=False),
    Column("heard", "最近收到", 18, sortable=False),
    Column("said", "说明", 30, sortable=False),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many changes a station has not got yet, and for how many days it has been silent."""

    peer: Peer
    pending: int
    silent: int | None

    @property
    def waits(self) -> str:
        """1,234 条, or 没有新内容."""
        return f"{self.pending:,} 条" if self.pending else "没有新内容"


@dataclass(frozen=True, slots=True)
class Standings:
    """All of them, which end of the star this station is, whether it has a card of its own."""

    stations: tuple[Standing, ...]
    role: Role
    ready: bool


class Stations(ShortList):
    """As high as its rows, up to five; nothing while there is no other station."""

    found = Signal(object)
    """`Standings`, read anew."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("站点", _COLUMNS, desk.today(), wide="said")
        self._desk = desk
        self._asked = 0
        self.standings: tuple[Standing, ...] = ()
        self.hide()

    def read(self) -> None:
        """Read them in the background; answers to an older question are dropped."""
        self._asked += 1
        asked, desk = self._asked, self._desk

        def look() -> Standings:
            with desk.read() as work:
                ready = own_card(work) is not None
                silent = {one.peer.id: one.days for one in silent_peers(work)}
                found = tuple(
                    Standing(peer, pending(work, peer) if ready else 0, silent.get(peer.id))
                    for peer in peers(work)
                )
                return Standings(found, role_of(work), ready)

        def done(found: Standings) -> None:
            if asked == self._asked:
                self._show(found)

        tasks.quiet(self, look, done)

    def _show(self, found: Standings) -> None:
        today = self._desk.today()
        self.standings = found.stations
        self.show_rows([(one.peer.id, _cells(one, today)) for one in found.stations])
        keep_height(self, len(found.stations), _MOST)
        self.setVisible(bool(found.stations))
        self.found.emit(found)

    def standing(self, peer: UUID) -> Standing | None:
        """One of them."""
        return next((one for one in self.standings if one.peer.id == peer), None)


def _cells(one: Standing, today: date) -> tuple[object, ...]:
    heard = one.peer.heard_at
    return (
        one.peer.name,
        one.waits,
        dates.show_moment(heard, today) if heard else "从未收到",
        f"{one.silent} 天没有数据包" if one.silent is not None else "",
    )
