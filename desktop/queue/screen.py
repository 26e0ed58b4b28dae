"""The second screen in the hall: who is called to which window, readable from five metres.

The rule: a character must be at least 1/200 of the distance high, 25 mm from five metres. The
smallest screen that hangs in a hall is 32 inches across, 398 mm high; so whatever must be read from
a seat is at least 25/398 of the picture's height. A Chinese character fills 0.92 of its font's
size, a capital letter or digit 0.72: hence `CHINESE` and `LATIN`, the least font sizes as shares of
the height. Only the two small headings and the date may be smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QScreen,
)
from PySide6.QtWidgets import QApplication, QWidget

from center.queue.figures import Called, Screen, screen
from desktop import dates, fonts
from desktop.desk import Desk
from desktop.takeover import OVER_LOCK

FIVE_METRES_MM = 5000 / 200
SCREEN_MM = 398
CHINESE = FIVE_METRES_MM / SCREEN_MM / 0.92
LATIN = FIVE_METRES_MM / SCREEN_MM / 0.72
SECOND_MS = 1000

_BACK, _PANEL, _TEXT, _DIM, _CALL = "#10151C", "#1B232E", "#FFFFFF", "#B8C2CF", "#FFC94D"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class Words:
    """One text of the picture: where, how large (pixels), in which colour.

    `least` is the smallest size that can be read from five metres, 0 where that is not needed.
    """

    text: str
    box: QRectF
    pixels: float
    color: str
    align: Qt.AlignmentFlag
    least: float = 0.0


def plan(size: QSize, shown: Screen, clock: str, day: str) -> list[Words]:
    """Where everything stands in a picture of this size; texts never overlap or leave it."""
    wide, high = float(size.width()), float(size.height())
    margin = high * 0.035
    head = QRectF(margin, margin * 0.6, wide - 2 * margin, high * 0.11)
    foot = QRectF(margin, high * 0.86, wide - 2 * margin, high * 0.12)
    middle = QRectF(margin, head.bottom(), wide - 2 * margin, foot.top() - head.bottom())
    left = QRectF(middle.left(), middle.top(), middle.width() * 0.53, middle.height())
    right = QRectF(left.right(), middle.top(), middle.right() - left.right(), middle.height())
    found = _head(head, high, shown.unit, clock, day)
    found += _called(left, high, shown.now)
    found += _before(right.adjusted(margin * 1.6, 0, -margin * 0.6, 0), high, shown.before)
    found += _counts(foot, high, shown.waiting)
    return [one for one in found if one.text]


def _head(box: QRectF, high: float, unit: str, clock: str, day: str) -> list[Words]:
    time_width, day_width = high * 0.27, high * 0.36
    name = QRectF(box.left(), box.top(), box.width() - time_width - day_width, box.height())
    date_box = QRectF(name.right(), box.top(), day_width, box.height())
    time_box = QRectF(date_box.right(), box.top(), time_width, box.height())
    return [
        _fit(unit, name, high * 0.072, _TEXT, _LEFT, high * CHINESE),
        _fit(day, date_box, high * 0.042, _DIM, _RIGHT),
        _fit(clock, time_box, high * 0.09, _TEXT, _RIGHT, high * LATIN),
    ]


def _called(box: QRectF, high: float, now: Called | None) -> list[Words]:
    if now is None:
        return [_fit("请取号等候", box, high * 0.14, _DIM, _MIDDLE, high * CHINESE)]

    rows = (
        ("请", 0.09, 0.08, _DIM, CHINESE),
        (now.number, 0.31, 0.3, _CALL, LATIN),
        (f"到 {now.window}", 0.15, 0.12, _TEXT, CHINESE),
        (now.name, 0.1, 0.08, _DIM, CHINESE),
    )
    gap = (box.height() - sum(row[1] for row in rows) * high) / (len(rows) + 1)
    top, found = box.top() + gap, list[Words]()
    for text, tall, pixels, color, least in rows:
        place = QRectF(box.left(), top, box.width(), tall * high)
        found.append(_fit(text, place, pixels * high, color, _MIDDLE, least * high))
        top += tall * high + gap
    return found


def _before(box: QRectF, high: float, before: tuple[Called, ...]) -> list[Words]:
    title = QRectF(box.left(), box.top(), box.width(), high * 0.07)
    found = [_fit("刚才叫过", title, high * 0.045, _DIM, _LEFT)]
    step = (box.bottom() - title.bottom()) / 5
    for place, one in enumerate(before[:5]):
        top = title.bottom() + place * step
        number = QRectF(box.left(), top, high * 0.27, step)
        window = QRectF(number.right(), top, box.right() - number.right(), step)
        found.append(_fit(one.number, number, high * 0.092, _TEXT, _LEFT, high * LATIN))
        found.append(_fit(one.window, window, high * 0.075, _TEXT, _LEFT, high * CHINESE))
    return found


def _counts(box: QRectF, high: float, waiting: tuple[tuple[str, str, int], ...]) -> list[Words]:
    least = high * LATIN
    total = f"等候 {sum(count for _, _, count in waiting)} 人"
    if len(waiting) < 2:
        return [_fit(total, box, high * 0.09, _TEXT, _LEFT, least)]
    first = QRectF(box.left(), box.top(), high * 0.5, box.height())
    rest = QRectF(first.right(), box.top(), box.right() - first.right(), box.height())
    titled = "　".join(f"{title} {count}" for _, title, count in waiting)
    # Many queues are told by their letters: those are on the slips too.
    short = "　".join(f"{letters} {count}" for letters, _, count in waiting)
    fits = QFontMetricsF(_font(least)).horizontalAdvance(titled) <= rest.width()
    return [
        _fit(total, first, high * 0.09, _TEXT, _LEFT, least),
        _fit(titled if fits else short, rest, high * 0.09, _DIM, _RIGHT, least),
    ]


def _font(pixels: float) -> QFont:
    font = QFont(list(fonts.FAMILIES))
    font.setPixelSize(max(round(pixels), 1))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _fit(
    text: str,
    box: QRectF,
    pixels: float,
    color: str,
    align: Qt.AlignmentFlag,
    least: float = 0.0,
) -> Words:
    """Text as large as wanted, smaller down to `least` where the box is narrow, then cut."""
    smallest = least or pixels * 0.5
    while pixels > smallest and QFontMetricsF(_font(pixels)).horizontalAdvance(text) > box.width():
        pixels = max(pixels * 0.96, smallest)
    metrics = QFontMetricsF(_font(pixels))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    return Words(shown, box, pixels, color, align, least)


class HallScreen(QWidget):
    """A window for the public: no whole name, no ID, nothing to click. Esc closes it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        # The hall's picture stays that of whoever opened it, whoever sits at the desk later.
        self._actor = desk.actor
        self._calls: tuple[str, int] | None = None
        # It is no reason to keep the program open, and the lock of the desk does not concern it.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setProperty(OVER_LOCK, True)
        self.setWindowTitle("叫号大屏")
        self.setAccessibleName("叫号大屏")
        self.resize(960, 540)
        self.shown = self._read()
        self._second = QTimer(self)
        self._second.setInterval(SECOND_MS)
        self._second.timeout.connect(self.tick)
        self._second.start()
        desk.changed.connect(self._heard)

    def show_on(self, place: QScreen | None) -> None:
        """Fill a screen without a frame; None: an ordinary window."""
        if place is None:
            self.show()
            return
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setScreen(place)
        self.setGeometry(place.geometry())
        self.showFullScreen()

    def words(self) -> list[Words]:
        """What stands in the picture now, and where."""
        now = self._desk.now().astimezone(dates.ZONE)
        day = dates.show_weekday(now.date())
        return plan(self.size(), self.shown, f"{now:%H:%M}", day)

    def _read(self) -> Screen:
        self._day = self._desk.today()
        with self._desk.store.read(self._actor) as work:
            return screen(work)

    def tick(self) -> None:
        """A second has passed: the clock goes on; a new day begins with an empty picture."""
        if self._desk.today() != self._day:
            self.shown = self._read()
        self.update()

    def _heard(self, kinds: frozenset[str]) -> None:
        if not kinds & {"ticket", "setting"}:
            return
        self.shown = self._read()
        now = self.shown.now
        calls = (now.number, now.times) if now is not None else None
        if calls is not None and calls != self._calls and self.isVisible():
            if self._desk.settings.switch("queue_beep"):
                QApplication.beep()
        self._calls = calls
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(self.rect(), QColor(_BACK))
        high = self.height()
        left, top = round(self.width() * 0.545), round(high * 0.14)
        painter.fillRect(left, top, self.width() - left, round(high * 0.71), QColor(_PANEL))
        for one in self.words():
            painter.setFont(_font(one.pixels))
            painter.setPen(QColor(one.color))
            painter.drawText(one.box, int(one.align), one.text)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the picture away."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed is gone; opening it again makes a new one."""
        self._second.stop()
        super().closeEvent(event)


def places(own: QWidget) -> list[tuple[str, QScreen | None]]:
    """Where the picture can go: every screen but the one of the program, then a window."""
    screens = QGuiApplication.screens()
    found: list[tuple[str, QScreen | None]] = [
        (f"屏幕 {number}（全屏，Esc 关闭）", one)
        for number, one in enumerate(screens, 1)
        if one is not own.screen()
    ]
    return [*found, ("单独的窗口（可拖到别的屏幕）", None)]
