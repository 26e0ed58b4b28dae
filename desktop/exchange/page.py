"""The 数据包 page: the stations above, every package made and taken in below."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from center.exchange.cards import peers
from center.exchange.container import PACKAGE_SUFFIX, RECEIPT, what
from center.exchange.listing import packages
from center.exchange.reading import Outcome, preview
from center.exchange.receipts import read_receipt
from center.exchange.records import Direction, Package, Role, State
from desktop import tasks
from desktop.desk import Desk
from desktop.exchange import making
from desktop.exchange.making import NOT_PAIRED
from desktop.exchange.reading import ReadingDialog
from desktop.exchange.record import KEEP, PackageRecord
from desktop.exchange.stations import Standings, Stations
from desktop.exchange.words import state_words
from desktop.listing import Choice, Column, Filter, Listing, Query, Quick, Row
from desktop.listing.views import add_views
from desktop.notice import Notice
from desktop.record import Subject
from desktop.reports.result import last_folder, remember_folder

KINDS_SHOWN = frozenset({"package", "peer"})
EMPTY = (
    "还没有数据包。先在“设置”的“站点名片”里与对方站点配对，再按“制作数据包”；"
    "对方交来的文件按“读入数据包”，或直接双击。"
)
RECEIPT_READ = "已读入回执：对方收到了哪些、采用了哪些，逐条列在下面。"
MOST = 1_000
"""Packages looked at; at one a day and village this is a month of a large town and more."""
COLUMNS = (
    Column("at", "何时", 17, sortable=False),
    Column("direction", "方向", 8, sortable=False),
    Column("peer", "对方站点", 20, sortable=False),
    Column("rows", "条数", 8, kind="number", sortable=False),
    Column("state", "状态", 12, sortable=False),
    Column("said", "结果", 40, sortable=False),
    Column("made_at", "制作时间", 17, sortable=False, shown=False),
    Column("by", "经手", 10, sortable=False),
    Column("file_name", "文件", 32, sortable=False, shown=False),
)
_QUICK = (
    Quick("all", "全部", {}),
    Quick("waiting", "待回执", {"state": State.WAITING.value}),
    Quick("differ", "有不一致", {"state": State.CONFLICT.value}),
    Quick("refused", "被拒", {"state": State.REFUSED.value}),
)


class PackageSource:
    """The packages of one desk, newest first."""

    columns: Sequence[Column] = COLUMNS
    quick: Sequence[Quick] = _QUICK
    sort = ("at", True)

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def filters(self) -> Sequence[Filter]:
        """With whom, which way, how far."""
        return (
            Filter("peer", "对方站点", self._peers),
            Filter("direction", "方向", [Choice(one.value, one.value) for one in Direction]),
            Filter("state", "状态", [Choice(one.value, one.value) for one in State]),
        )

    def fetch(self, query: Query, after: Hashable | None, limit: int) -> Sequence[Row]:
        """The next rows."""
        start = after if isinstance(after, int) else 0
        found, names = self._found(query)
        rows = found[start : start + limit]
        return [
            Row(one.id, _values(one, names), start + number) for number, one in enumerate(rows, 1)
        ]

    def count(self, query: Query, cap: int) -> int:
        """How many there are; called in another thread."""
        return min(len(self._found(query)[0]), cap)

    def _found(self, query: Query) -> tuple[list[Package], dict[UUID, str]]:
        with self._desk.read() as work:
            names = {peer.id: peer.name for peer in peers(work)}
            found = packages(work, limit=MOST)
        wanted = {name: value for name, value in query.filters.items() if isinstance(value, str)}

        def fits(one: Package) -> bool:
            told = f"{names.get(one.peer, '')}{one.file_name}{one.by}"
            return (
                wanted.get("peer") in (None, one.peer.hex)
                and wanted.get("direction") in (None, one.direction.value)
                and wanted.get("state") in (None, one.state.value)
                and query.text in told
            )

        return [one for one in found if fits(one)], names

    def _peers(self) -> list[Choice]:
        with self._desk.read() as work:
            return [Choice(peer.id.hex, peer.name) for peer in peers(work)]


def _values(one: Package, names: dict[UUID, str]) -> tuple[object, ...]:
    return (
        one.at,
        one.direction.value,
        names.get(one.peer, "已解除的站点"),
        f"{one.rows:,}  ",
        one.state.value,
        state_words(one),
        one.made_at,
        one.by,
        one.file_name,
    )


class PackagesPage(Subject):
    """The page; a package opens in front of the list with the fate of each of its rows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        listing = Listing(
            "数据包", PackageSource(desk), desk.today, memory=desk.memory("packages"), empty=EMPTY
        )
        super().__init__(listing, self._record)
        add_views(desk, "packages", listing)
        self.stations = Stations(desk)
        self.stations.opened.connect(self._make_for)
        self.stations.found.connect(self._stations_read)
        listing.add_above(self.stations)
        self.read = listing.add_action("读入数据包", self.ask_read, primary=True)
        self.read.setText("读入数据包  Ctrl+O")
        self.make = listing.add_action("制作数据包", self.ask_make)
        # In the whole window: an empty list holds no focus.
        for keys, button in (("Ctrl+O", self.read), ("Ctrl+N", self.make)):
            QShortcut(QKeySequence(keys), listing).activated.connect(button.click)
        self.follow(desk.changed, KINDS_SHOWN)
        desk.changed.connect(self._stations_heard)
        self.stations.read()

    @property
    def notice(self) -> Notice:
        """Where the page says what happened."""
        return self.listing.notice

    # The stations

    def _stations_read(self, found: Standings) -> None:
        way = "下发" if found.role is Role.TOWN else "上报"
        self.make.setText(f"制作数据包（{way}）  Ctrl+N")
        if not (found.stations and found.ready):
            self.notice.say(NOT_PAIRED, seconds=0)
        elif self.notice.text == NOT_PAIRED:
            self.notice.clear()

    def _stations_heard(self, kinds: frozenset[str]) -> None:
        if kinds & (KINDS_SHOWN | {"setting"}):
            self.stations.read()

    # Making

    def ask_make(self) -> None:
        """制作数据包 for one station or for each of them."""
        making.ask_make(self._desk, self, self.notice, self.stations.standings)

    def _make_for(self, key: object) -> None:
        one = self.stations.standing(key) if isinstance(key, UUID) else None
        if one is not None:
            making.ask_make(self._desk, self, self.notice, [one])

    # Reading

    def ask_read(self) -> None:
        """读入数据包: choose the file, from where the last one came."""
        memory = self._desk.memory("packages_read")
        path, _ = QFileDialog.getOpenFileName(
            self, "读入数据包", str(last_folder(memory)), f"便民数据包 (*{PACKAGE_SUFFIX})"
        )
        if path:
            remember_folder(memory, Path(path).parent)
            self.read_file(Path(path))

    def read_file(self, path: Path) -> None:
        """Look at a file off the GUI thread; a receipt is entered, a package shown first."""
        desk = self._desk
        self.close_record(refresh=False)
        self.notice.clear()

        def work(progress: tasks.Progress, cancelled: tasks.Cancelled) -> Outcome | UUID | None:
            with desk.work() as work:
                if what(path).kind == RECEIPT:
                    return read_receipt(work, path).id
                return preview(work, path, progress, cancelled)

        def done(found: Outcome | UUID | None) -> None:
            if isinstance(found, UUID):
                self.open(found)
                self._say_on_record(RECEIPT_READ)
            elif found is not None:
                dialog = ReadingDialog(desk, self, path, found)
                dialog.taken.connect(self._taken)
                dialog.open()

        tasks.run(self, "正在核对数据包", work, done, self.notice.error)

    def _taken(self, outcome: object) -> None:
        if isinstance(outcome, Outcome) and outcome.package is not None:
            self.open(outcome.package.id)
            self._say_on_record(KEEP)

    def _say_on_record(self, words: str) -> None:
        record = self.record()
        if record is not None:
            record.notice.say(words, seconds=0)

    # Records

    def record(self) -> PackageRecord | None:
        """The package that is open, None while the list is in sight."""
        now = self.currentWidget()
        return now if isinstance(now, PackageRecord) else None

    def _record(self, key: object) -> QWidget:
        if not isinstance(key, UUID):
            raise TypeError(f"no package has the key {key!r}")
        made = PackageRecord(self._desk, key)
        made.closed.connect(self.close_record)
        return made
