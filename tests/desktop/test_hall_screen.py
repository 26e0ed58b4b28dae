"""The second screen: readable from five metres, nothing overlaps, nobody's whole name (CONF-01)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from center.queue.figures import Called, Screen
from center.queue.tickets import TicketForm, call_again, call_next, take, ticket_of
from center.rights import Role
from center.settings import set_value
from desktop.desk import Desk
from desktop.main import main_window
from desktop.queue.panel import QueuePanel
from desktop.queue.screen import CHINESE, LATIN, SCREEN_MM, HallScreen, Words, _font, places, plan
from tests.desk import change
from tests.hands import desk_of, page_of
from tests.offices import Office

FULL_HD, LAPTOP = QSize(1920, 1080), QSize(1366, 768)
CROWD = Screen(
    "青山县青山镇人民政府便民服务中心",
    Called("A012", "社会保障和医疗保障综合窗口", "欧阳*安", 2),
    tuple(Called(f"B{n}", "退役军人事务窗口", "", 1) for n in (99, 100, 101, 1002, 1003)),
    tuple((chr(65 + n), f"第{n}种业务", n) for n in range(12)),
)
QUIET = Screen("青山镇便民服务中心", None, (), (("A", "综合业务", 0),))


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Desk]:
    yield desk_of(qingshan)
    qingshan.store.listeners.clear()


def planned(size: QSize, shown: Screen) -> list[Words]:
    return plan(size, shown, "09:30", "11月21日 周六")


def test_the_rule_of_five_metres_at_1080_lines() -> None:
    """25 mm on a screen 398 mm high: 68 pixels of the character itself."""
    assert pytest.approx(25 / SCREEN_MM * 1080, abs=0.1) == 67.8
    assert pytest.approx(67.8, abs=0.1) == CHINESE * 1080 * 0.92
    assert pytest.approx(67.8, abs=0.1) == LATIN * 1080 * 0.72


@pytest.mark.parametrize("size", [FULL_HD, LAPTOP], ids=["1080", "768"])
@pytest.mark.parametrize("shown", [CROWD, QUIET], ids=["crowd", "quiet"])
@pytest.mark.usefixtures("qtbot")
def test_what_must_be_read_from_afar_is_large_enough(size: QSize, shown: Screen) -> None:
    high = size.height()
    words = planned(size, shown)
    for one in words:
        plain = one.text.isascii()
        if one.text in ("刚才叫过", "11月21日 周六"):
            continue
        assert one.pixels >= (LATIN if plain else CHINESE) * high - 0.01, one.text
        # What is drawn is a whole number of pixels.
        assert _font(one.pixels).pixelSize() >= round((LATIN if plain else CHINESE) * high)
    if shown.now is not None:
        number = next(one for one in words if one.text == "A012")
        assert number.pixels > 0.25 * high


@pytest.mark.parametrize("size", [FULL_HD, LAPTOP], ids=["1080", "768"])
@pytest.mark.parametrize("shown", [CROWD, QUIET], ids=["crowd", "quiet"])
@pytest.mark.usefixtures("qtbot")
def test_nothing_overlaps_and_nothing_is_cut_at_the_edges(size: QSize, shown: Screen) -> None:
    check(size, planned(size, shown))


NAMES = st.text("综合社保医疗民政退役军人事务窗口", min_size=1, max_size=30)


@pytest.mark.usefixtures("qapp")
@settings(max_examples=30)
@given(NAMES, NAMES, st.integers(1, 9999), st.sampled_from([FULL_HD, LAPTOP, QSize(1280, 1024)]))
def test_whatever_the_windows_are_called(unit: str, window: str, number: int, size: QSize) -> None:
    called = Called(f"AB{number:03d}", window, "张*", 1)
    check(size, planned(size, Screen(unit, called, (called,) * 5, (("AB", window, number),) * 3)))


def check(size: QSize, words: list[Words]) -> None:
    for number, one in enumerate(words):
        metrics = QFontMetricsF(_font(one.pixels))
        assert one.box.left() >= 0
        assert one.box.top() >= 0
        assert one.box.right() <= size.width() + 0.5
        assert one.box.bottom() <= size.height() + 0.5
        assert metrics.horizontalAdvance(one.text) <= one.box.width() + 1, one.text
        # The character itself, not the air that the font asks for above and below it.
        assert one.pixels <= one.box.height() + 1, one.text
        for other in words[number + 1 :]:
            both = one.box.intersected(other.box)
            assert both.width() < 0.5 or both.height() < 0.5, (one.text, other.text)


def test_a_call_reaches_the_screen_and_is_heard(
    qtbot: QtBot, qingshan: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    beeps: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    shown = HallScreen(desk)
    qtbot.addWidget(shown)
    shown.show_on(None)
    assert "请取号等候" in [one.text for one in shown.words()]
    change(qingshan, take, TicketForm("A", name="欧阳若安"))
    assert "等候 1 人" in [one.text for one in shown.words()]
    assert beeps == []
    called = change(qingshan, call_next, "综合窗口")
    texts = [one.text for one in shown.words()]
    assert {"A001", "到 综合窗口", "欧阳*安", "等候 0 人"} <= set(texts)
    assert not any("欧阳若安" in text for text in texts)
    assert len(beeps) == 1
    change(qingshan, lambda work: call_again(work, ticket_of(work, called.id)))
    assert len(beeps) == 2
    change(qingshan, set_value, "queue_beep", False)
    change(qingshan, lambda work: call_again(work, ticket_of(work, called.id)))
    assert len(beeps) == 2
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_it_stays_the_halls_whoever_sits_down_and_begins_each_day_anew(
    qtbot: QtBot, qingshan: Office, desk: Desk
) -> None:
    shown = HallScreen(desk)
    qtbot.addWidget(shown)
    desk.take_over(qingshan.actor(Role.ADMINISTRATOR))
    change(qingshan, take, TicketForm("A"))
    change(qingshan, call_next, "综合窗口")
    assert shown.shown.now is not None
    qingshan.clock.advance(days=1)
    shown.tick()
    assert shown.shown.now is None


def test_on_a_screen_of_its_own_it_has_no_frame(qtbot: QtBot, desk: Desk) -> None:
    shown = HallScreen(desk)
    qtbot.addWidget(shown)
    place = QGuiApplication.primaryScreen()
    shown.show_on(place)
    assert shown.isFullScreen()
    assert shown.windowFlags() & Qt.WindowType.FramelessWindowHint
    assert shown.geometry().size() == place.geometry().size()
    # The program's own screen is never offered.
    assert [found for _, found in places(shown)] == [None]


def test_it_is_painted_at_both_sizes(qtbot: QtBot, desk: Desk) -> None:
    shown = HallScreen(desk)
    qtbot.addWidget(shown)
    shown.shown = CROWD
    for size in (FULL_HD, LAPTOP):
        shown.resize(size)
        picture = shown.grab().toImage()
        corner, number = picture.pixelColor(1, 1), set[str]()
        for x in range(0, size.width() // 2, 4):
            number.add(picture.pixelColor(x, size.height() * 42 // 100).name())
        assert corner.lightness() < 40
        assert "#ffc94d" in number


def test_the_panel_opens_one_screen_and_takes_it_away(qtbot: QtBot, desk: Desk) -> None:
    page = page_of(qtbot, desk)
    panel = page.findChild(QueuePanel)
    assert isinstance(panel, QueuePanel)
    panel.show_screen("单独的窗口（可拖到别的屏幕）")
    first = panel.screen_window
    assert first is not None
    assert first.isVisible()
    panel.show_screen("单独的窗口（可拖到别的屏幕）")
    assert not first.isVisible()
    panel.more.menu().aboutToShow.emit()
    panel.screen_menu.actions()[-1].trigger()
    assert panel.screen_window is None


def test_the_lock_of_the_desk_leaves_the_hall_its_screen(qtbot: QtBot, desk: Desk) -> None:
    window = main_window(desk)
    qtbot.addWidget(window)
    window.show()
    shown = HallScreen(desk)
    qtbot.addWidget(shown)
    shown.show_on(None)
    window.lock(lambda _secret: None)
    assert shown.isVisible()
    window.unlock()
