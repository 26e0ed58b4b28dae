"""设置 › 站点名片: the own card goes out, another's comes in once its digits were heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from center.exchange.cards import make_card, own_card, peers, read_card_file
from center.exchange.records import Role
from center.journal import commit
from desktop.desk import Desk
from desktop.exchange.cards import CardsPage, CompareDialog
from desktop.form_dialog import FormDialog
from tests.desktop.case_desk import gone, shown
from tests.offices import Office, SettableClock
from tests.stations import VILLAGES, made_village


@pytest.fixture
def desk(qingshan: Office) -> Iterator[Desk]:
    yield Desk(qingshan.store, qingshan.director)
    qingshan.store.listeners.clear()


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> CardsPage:
    made = CardsPage(desk)
    qtbot.addWidget(made)
    made.resize(1080, 620)
    made.show()
    return made


@pytest.fixture
def theirs(
    village_folders: dict[str, Path], tmp_path: Path, clock: SettableClock
) -> Iterator[Path]:
    """The village's card on a stick."""
    village = made_village(village_folders, "SQ1", tmp_path, clock)
    path = tmp_path / "石桥.bmcard"
    path.write_bytes(card_of(village))
    yield path
    village.store.close()


def card_of(office: Office) -> bytes:
    with office.work() as work:
        data = make_card(work)
        commit(work)
    return data


def own(qtbot: QtBot, page: CardsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "青山.bmcard"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    page.give.click()
    dialog = shown(qtbot, FormDialog)
    QTest.keyClick(dialog.ok, Qt.Key.Key_Space)
    gone(qtbot, FormDialog)
    qtbot.waitUntil(path.exists)
    return path


def compare(qtbot: QtBot, page: CardsPage, path: Path) -> CompareDialog:
    page.take_from(path)
    dialog = shown(qtbot, CompareDialog)
    assert isinstance(dialog, CompareDialog)
    return dialog


def test_the_first_card_asks_which_end_this_station_is_and_shows_what_to_read_out(
    qtbot: QtBot, desk: Desk, page: CardsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "还没有名片" in page.own_words.text()
    path = own(qtbot, page, tmp_path, monkeypatch)
    card = read_card_file(path)
    assert (card.code, card.role) == ("QS", Role.TOWN)
    assert page.digits.groups == card.fingerprint
    assert str(path) in page.notice.text
    page.give.click()
    assert read_card_file(path) == card, "the second export asks nothing and keeps the keys"
    with desk.read() as work:
        assert own_card(work) == card


def test_a_card_is_paired_only_when_the_digits_that_are_not_shown_were_heard(
    qtbot: QtBot,
    desk: Desk,
    page: CardsPage,
    theirs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own(qtbot, page, tmp_path, monkeypatch)
    card = read_card_file(theirs)
    dialog = compare(qtbot, page, theirs)
    assert dialog.digits.groups[:5] == card.fingerprint[:5]
    assert card.fingerprint[5] not in dialog.digits.groups
    QTest.keyClicks(dialog.form.editor("last").input, "00000")
    dialog.submit()
    assert "对不上" in dialog.form.problem_shown("last")
    assert "打勾" in dialog.form.problem_shown("same")
    dialog.form.set_values({"same": True, "last": card.fingerprint[5]})
    dialog.submit()
    gone(qtbot, CompareDialog)
    assert f"已与{VILLAGES['SQ1']}配对" in page.notice.text
    with desk.read() as work:
        assert [peer.code for peer in peers(work)] == ["SQ1"]
    assert page.list.text(0, "fingerprint") == " ".join(card.fingerprint)


def test_without_an_own_card_nobody_is_paired_and_the_way_is_said(
    qtbot: QtBot, page: CardsPage, theirs: Path
) -> None:
    dialog = compare(qtbot, page, theirs)
    last = read_card_file(theirs).fingerprint[5]
    dialog.form.set_values({"same": True, "last": last})
    dialog.submit()
    assert "请先导出本站的站点名片" in dialog.notice.text
    dialog.reject()


def test_what_is_no_card_is_told_in_a_sentence(page: CardsPage, tmp_path: Path) -> None:
    (tmp_path / "a.bmcard").write_text("{}", "utf-8")
    page.take_from(tmp_path / "a.bmcard")
    assert "不是站点名片" in page.notice.text


def test_a_station_is_parted_from_with_a_reason(
    qtbot: QtBot,
    desk: Desk,
    page: CardsPage,
    theirs: Path,
    qingshan: Office,
) -> None:
    card_of(qingshan)
    dialog = compare(qtbot, page, theirs)
    dialog.form.set_values({"same": True, "last": read_card_file(theirs).fingerprint[5]})
    dialog.submit()
    gone(qtbot, CompareDialog)
    page.part.click()
    asking = shown(qtbot, FormDialog)
    asking.submit()
    assert asking.isVisible(), "a reason is asked for"
    asking.form.set_values({"reason": "撤站"})
    asking.submit()
    with desk.read() as work:
        assert peers(work) == []
    assert "解除配对" in page.notice.text
