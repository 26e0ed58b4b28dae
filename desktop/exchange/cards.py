"""站点名片: this station's own card, the stations it is paired with, and how a card is compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from center.errors import Problem, Refused
from center.exchange.cards import (
    Card,
    card_file_name,
    make_card,
    own_card,
    pair,
    peers,
    read_card_file,
    unpair,
)
from center.exchange.container import CARD_SUFFIX
from center.exchange.records import ROLE_NAMES, Peer, Role
from center.journal import commit
from center.keys import write_replacing
from center.settings import set_value
from desktop import dates, parts, theme
from desktop.desk import Desk
from desktop.fields import Choice, Field, Form
from desktop.form_dialog import FormDialog
from desktop.listing import Column
from desktop.reports.result import last_folder, remember_folder
from desktop.settings.frame import Frame
from desktop.short_list import ShortList

_WORDS = (
    "两个站点先互相交换名片（一个小文件），打电话核对指纹以后，数据包才能互相打开。"
    "换了电脑或从备份恢复后名片不变；对方重建了数据，要重新交换。"
)
_FILES = f"站点名片 (*{CARD_SUFFIX})"
_NONE = "还没有配对的站点。先导出本站名片交给对方，再读入对方的名片。"
_COLUMNS = (
    Column("code", "代码", 8, sortable=False),
    Column("name", "站点", 26, sortable=False),
    Column("role", "哪一级", 10, sortable=False),
    Column("fingerprint", "指纹", 40, sortable=False),
    Column("confirmed", "核对", 28, sortable=False),
)
ASK_ROLE = "交换名片前先定下本站是哪一级，以后不再改。"
LAST = "last"


class CardsPage(Frame):
    """Above the own card with its fingerprint to be read out, below the stations known."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("站点名片", _WORDS)
        self._desk = desk
        self.own = QFrame()
        theme.set_role(self.own, "card")
        self.own_title = parts.words("", "heading")
        self.own_words = parts.words("", "second")
        self.digits = Digits()
        layout = QVBoxLayout(self.own)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        for widget in (self.own_title, self.own_words, self.digits):
            layout.addWidget(widget)
        self.list = ShortList("已配对的站点", _COLUMNS, desk.today(), wide="name")
        self.none = parts.words(_NONE, "second")
        self.give = self.add_action("导出本站名片…", self.ask_give)
        self.take = self.add_action("读入对方名片…", self.ask_take, role="primary")
        self.part = self.add_action("解除配对…", self.ask_part)
        self.body.addWidget(self.own)
        self.body.addWidget(parts.words("已配对的站点", "heading"))
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.body.addStretch()
        self.setFocusProxy(self.give)
        desk.changed.connect(self._heard)
        self.refresh()

    def refresh(self) -> None:
        """Read the own card and the others again."""
        today = self._desk.today()
        with self._desk.read() as work:
            card, self._peers = own_card(work), {peer.id: peer for peer in peers(work)}
        self.digits.setVisible(card is not None)
        if card is None:
            self.own_title.setText("本站名片")
            self.own_words.setText("本站还没有名片。按“导出本站名片”，同时生成本站的密钥。")
        else:
            self.own_title.setText(f"本站名片：{card.name}（{card.code}，{ROLE_NAMES[card.role]}）")
            self.own_words.setText("对方读入本站名片时打电话来，请把下面六组数字念给对方听：")
            self.digits.show_groups(card.fingerprint)
        self.none.setVisible(not self._peers)
        self.list.setVisible(bool(self._peers))
        self.part.setEnabled(bool(self._peers))
        self.list.show_rows(
            [
                (
                    peer.id,
                    (
                        peer.code,
                        peer.name,
                        ROLE_NAMES[peer.role],
                        " ".join(card_of(peer).fingerprint),
                        f"{dates.show_moment(peer.confirmed_at, today)}，{peer.confirmed_by}",
                    ),
                )
                for peer in self._peers.values()
            ]
        )

    def _folder(self) -> Path:
        return last_folder(self._desk.memory("station_cards"))

    # The own card

    def ask_give(self) -> None:
        """导出本站名片; at first it is asked which end of the star this station is."""
        with self._desk.read() as work:
            card = own_card(work)
        if card is not None:
            self._ask_where(card)
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                set_value(work, "station_role", form.text("role"))
                work.session.flush()
                make_card(work)
                commit(work)
            # Not over the dialog, which closes now.
            QTimer.singleShot(0, self, self.ask_give)

        role = str(self._desk.settings.text("station_role"))
        choices = [Choice(one.value, ROLE_NAMES[one]) for one in Role]
        field = Field("role", "本站是", "buttons", required=True, choices=choices, default=role)
        FormDialog(self._desk, self, "导出本站名片", [field], "导出", run, intro=ASK_ROLE).open()

    def _ask_where(self, card: Card) -> None:
        start = str(self._folder() / card_file_name(card))
        path, _ = QFileDialog.getSaveFileName(self, "导出本站名片", start, _FILES)
        if path:
            self.give_to(Path(path))

    def give_to(self, path: Path) -> None:
        """Write the own card to a file."""
        target = path if path.suffix == CARD_SUFFIX else path.with_name(path.name + CARD_SUFFIX)
        write_card(self._desk, target)
        remember_folder(self._desk.memory("station_cards"), target.parent)
        self.refresh()
        self.notice.say(
            f"已导出本站名片：{target}。请交给对方，名片里没有密码，也没有群众信息。", seconds=0
        )

    # The others' cards

    def ask_take(self) -> None:
        """读入对方名片: choose the file, then compare."""
        path, _ = QFileDialog.getOpenFileName(self, "读入对方名片", str(self._folder()), _FILES)
        if path:
            self.take_from(Path(path))

    def take_from(self, path: Path) -> None:
        """Show a card and ask for its fingerprint, which only the telephone can tell."""
        self.notice.clear()
        try:
            card = read_card_file(path)
        except Exception as error:
            self.notice.error(error)
            return
        CompareDialog(self._desk, self, card, self._known(card), self._paired).open()

    def _known(self, card: Card) -> Peer | None:
        return next((peer for peer in self._peers.values() if peer.code == card.code), None)

    def _paired(self, card: Card) -> None:
        self.refresh()
        self.notice.say(f"已与{card.name}配对，可以互相制作和读入数据包。", seconds=0)

    def ask_part(self) -> None:
        """解除配对 with the station that is stood on."""
        key = self.list.current_key()
        peer = self._peers.get(key) if isinstance(key, UUID) else None
        if peer is None:
            self.notice.say("请先在下面选中一个站点")
            return

        def run(form: Form) -> None:
            with self._desk.work() as work:
                now = {one.id: one for one in peers(work)}
                unpair(work, now[peer.id], form.text("reason"))
                commit(work)
            self.refresh()
            self.notice.say(f"已与{peer.name}解除配对，它的数据包不再读入。", seconds=0)

        FormDialog(
            self._desk,
            self,
            "解除配对",
            [Field("reason", "为什么解除", width=0, wide=True, required=True)],
            "解除配对",
            run,
            intro=f"{peer.name}（{peer.code}）。以前读入的内容都保留；以后要再交换，重新核对名片。",
            danger=True,
        ).open()

    def _heard(self, kinds: frozenset[str]) -> None:
        if kinds & {"peer", "setting"}:
            self.refresh()


class CompareDialog(FormDialog):
    """Compares a card by telephone: five groups are shown, the last one must be heard.

    A group that is nowhere on the screen cannot be copied from it, so that nobody pairs without
    having called.
    """

    def __init__(
        self,
        desk: Desk,
        parent: QWidget,
        card: Card,
        known: Peer | None,
        done: Callable[[Card], object],
    ) -> None:
        self._card = card
        words = f"{card.name}（{card.code}，{ROLE_NAMES[card.role]}）"
        if known is not None and (known.signs, known.receives) != (card.signs, card.receives):
            words += "\n请注意：这个站点以前配对过，现在的名片与那时不同。确认对方换了电脑再继续。"
        words += (
            "\n请给对方打电话（号码用您自己知道的，不用名片上附带的），请对方打开“设置”里的"
            "“站点名片”，从第一组念起。前五组应与下面相同："
        )
        super().__init__(
            desk,
            parent,
            "核对站点名片",
            [
                Field("same", "前五组和对方念的完全相同", "tick"),
                Field(
                    LAST,
                    "对方念的第六组",
                    width=8,
                    required=True,
                    hint="五位数字，屏幕上没有，只能听对方念",
                ),
            ],
            "核对无误，配对",
            self._pair,
            intro=words,
        )
        self._done = done
        self.digits = Digits()
        self.digits.show_groups((*card.fingerprint[:-1], "？？？？？"))
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self.notice), self.digits)
        self.fit()

    def _pair(self, form: Form) -> None:
        problems = []
        if not form.ticked("same"):
            problems.append(Problem("same", "请逐组核对，相同的才打勾；不同的不要配对"))
        if "".join(form.text(LAST).split()) != self._card.fingerprint[-1]:
            said = "和这张名片对不上，没有配对。请对方再念一遍；仍然不同，名片可能被人换过"
            problems.append(Problem(LAST, said))
        if problems:
            raise Refused(problems)
        with self._desk.work() as work:
            pair(work, self._card)
            commit(work)
        self._done(self._card)


class Digits(QWidget):
    """The groups of a fingerprint, large and numbered, three to a line."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.WIDE)
        self._grid.setVerticalSpacing(theme.SMALL)
        self.groups: tuple[str, ...] = ()

    def show_groups(self, groups: tuple[str, ...]) -> None:
        """Show these groups."""
        self.groups = groups
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for number, group in enumerate(groups):
            place = QLabel(f"第{'一二三四五六'[number]}组")
            theme.set_role(place, "second")
            digits = QLabel(group)
            theme.set_role(digits, "number")
            digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row, column = number // 3, number % 3 * 2
            self._grid.addWidget(place, row, column, Qt.AlignmentFlag.AlignBaseline)
            self._grid.addWidget(digits, row, column + 1, Qt.AlignmentFlag.AlignBaseline)
        self._grid.setColumnStretch(6, 1)
        self.setAccessibleName("指纹 " + "，".join(groups))


def card_of(peer: Peer) -> Card:
    """The card a station was paired by."""
    return Card(peer.code, peer.name, peer.role, peer.signs, peer.receives)


def write_card(desk: Desk, path: Path) -> None:
    """Write this station's card to a file."""
    with desk.work() as work:
        data = make_card(work)
        commit(work)
    write_replacing(path, data)
