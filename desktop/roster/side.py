"""Beside the calendar: what is wrong with the month, how fairly it is shared, what colours mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from center.roster.check import Finding
from center.roster.request import DayClass
from desktop import theme
from desktop.listing import Column
from desktop.roster.grid import RANKS, rank_colors
from desktop.roster.reading import Month, Share
from desktop.short_list import ShortList

_DAY = int(Qt.ItemDataRole.UserRole)
_FAIR = (
    Column("name", "姓名", 9, sortable=False),
    Column("month", "本月", 4, kind="number", sortable=False),
    Column("weekday", "平日", 4, kind="number", sortable=False),
    Column("edge", "一五", 4, kind="number", sortable=False),
    Column("weekend", "周末", 4, kind="number", sortable=False),
    Column("holiday", "节假", 4, kind="number", sortable=False),
    Column("debt", "少值", 4, kind="number", sortable=False),
)
WIDTH, WIDE = 40, 49
"""Width of the panel in half-width characters, and with the columns of days off."""


class Side(QFrame):
    """Findings above, fairness below; a click on a finding goes to its day."""

    day_wanted = Signal(object)
    lit = Signal(object)
    """The people whose days are to stand out (frozenset of ids)."""

    def __init__(self, today: date) -> None:
        super().__init__()
        theme.set_role(self, "card")
        self.found = QLabel()
        self.findings = QListWidget()
        self.findings.setAccessibleName("检查结果")
        self.findings.setWordWrap(True)
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.set_role(self.findings, "plain")
        self.findings.itemClicked.connect(self._go)
        self.findings.itemActivated.connect(self._go)
        self.fair = ShortList("公平", _FAIR, today, wide="name")
        theme.set_role(self.fair, "plain")
        self.fair.clicked.connect(lambda _index: self._light())
        self.fair.opened.connect(lambda _key: self._light())
        self.about = QLabel("天数计到本月底的一年；少值按权重计，负数是多值。点姓名看他的班。")
        self.about.setWordWrap(True)
        theme.set_role(self.about, "hint")
        heading = QLabel("公平")
        theme.set_role(heading, "heading")
        theme.set_role(self.found, "heading")
        for label in (heading, self.found):
            label.setIndent(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SMALL, theme.TIGHT, theme.SMALL, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.found)
        layout.addWidget(self.findings, 2)
        layout.addWidget(heading)
        layout.addWidget(self.fair, 3)
        layout.addWidget(self.about)
        self._people: list[frozenset[object]] = []
        self._now: frozenset[object] = frozenset()
        self._wide = False
        self._fit()

    def show_month(self, month: Month) -> None:
        """Show the findings and shares of a month."""
        self._tell(month)
        self.findings.clear()
        for finding in month.findings:
            self.findings.addItem(_item(finding))
        self.findings.setVisible(bool(month.findings))
        self._people = [frozenset[object](share.people) for share in month.shares]
        rows = [(n, _cells(share)) for n, share in enumerate(month.shares)]
        self.fair.show_rows(rows)
        rested = any(
            share.year[of] for share in month.shares for of in (DayClass.WEEKEND, DayClass.HOLIDAY)
        )
        for place in (4, 5):
            self.fair.setColumnHidden(place, not rested)
        self._wide = rested
        self._fit()

    def _tell(self, month: Month) -> None:
        blocking = sum(finding.blocking for finding in month.findings)
        if month.roster is None:
            words = "检查：还没有排班"
        elif not month.findings:
            words = "检查：没有问题"
        else:
            rest = f"，其中 {blocking} 处不能公布" if blocking else "，不影响公布"
            words = f"检查：{len(month.findings)} 处{rest}"
        self.found.setText(words)

    def _go(self, item: QListWidgetItem) -> None:
        day = item.data(_DAY)
        if isinstance(day, date):
            self.day_wanted.emit(day)

    def _light(self) -> None:
        row = self.fair.currentIndex().row()
        wanted = self._people[row] if 0 <= row < len(self._people) else frozenset()
        self._now = frozenset() if wanted == self._now else wanted
        self.lit.emit(self._now)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "fair"):
            self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(
            (WIDE if self._wide else WIDTH) * self.fontMetrics().horizontalAdvance("0")
        )


def _item(finding: Finding) -> QListWidgetItem:
    item = QListWidgetItem(f"✖ {finding.sentence}" if finding.blocking else finding.sentence)
    item.setData(_DAY, finding.day)
    item.setToolTip("不能公布" if finding.blocking else "不影响公布")
    if finding.blocking:
        item.setForeground(theme.look().palette.color("today"))
    return item


def _cells(share: Share) -> tuple[object, ...]:
    debt = round(share.debt, 1)
    return (
        share.name,
        share.month,
        share.year[DayClass.WEEKDAY],
        share.year[DayClass.EDGE],
        share.year[DayClass.WEEKEND],
        share.year[DayClass.HOLIDAY],
        f"{debt or 0.0:.1f}",
    )


class Legend(QWidget):
    """What colours and signs of the calendar mean, in one line."""

    _SIGNS = ("右上角 手工固定", "虚线框 换班待审批", "换 已换班")

    def __init__(self, ranks: Sequence[str]) -> None:
        super().__init__()
        self._ranks = [(rank, words) for rank, words in RANKS if rank in ranks]
        said = "、".join(words for _, words in self._ranks)
        self.setAccessibleName(f"图例：{said}；{'、'.join(self._SIGNS)}")

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(400, self.fontMetrics().height() + theme.TIGHT)

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a box of each rank's colour and its words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, palette = self.fontMetrics(), theme.look().palette
        left, side = 1, metrics.height() - 4
        top = (self.height() - side) // 2
        for rank, words in self._ranks:
            fill, edge = rank_colors(rank)
            painter.setPen(edge)
            painter.setBrush(fill)
            painter.drawRoundedRect(QRect(left, top, side, side), 3, 3)
            painter.fillRect(left, top + 2, 3, side - 4, edge)
            left = self._say(painter, left + side + theme.TIGHT, words)
        painter.setPen(palette.color("second"))
        for sign in self._SIGNS:
            left = self._say(painter, left, sign)

    def _say(self, painter: QPainter, left: int, words: str) -> int:
        if left + self.fontMetrics().horizontalAdvance(words) > self.width():
            return self.width()
        painter.setPen(theme.look().palette.color("second"))
        box = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        return left + self.fontMetrics().horizontalAdvance(words) + theme.LARGE
