"""A data package opened by a double click: by the program that is open, or by a new one."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from center.exchange.container import PACKAGE_SUFFIX
from desktop import cli, opening
from desktop.login import LoginWindow
from desktop.notice import Message
from desktop.opening import FOLDER, Door, Handing
from tests.desktop.programs import Start
from tests.offices import PASSWORD

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


def test_the_open_program_takes_the_file_and_the_second_one_goes(
    qtbot: QtBot, start: Start, folder: Path, tmp_path: Path
) -> None:
    first = start(folder)
    asked: list[object] = []
    login = first.window
    assert isinstance(login, LoginWindow)
    package = tmp_path / "石桥村 上报.bmpkg"
    second = start(folder, package)
    with qtbot.waitSignal(second.finished, timeout=opening._LONGEST_MS):
        pass
    assert second.window is None, "nothing is said when everything went well"
    QTest.keyClicks(login.password, PASSWORD)

    def listen() -> None:
        assert first.desk is not None
        first.desk.open_package.connect(asked.append)

    first.opened.connect(listen)
    QTest.keyClick(login.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asked == [package], timeout=20_000)


def test_a_program_that_does_not_answer_is_told_of_and_nothing_waits(
    qtbot: QtBot,
    start: Start,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(opening, "_LONGEST_MS", 300)
    monkeypatch.setattr(Door, "_look", lambda _door: None)
    start(folder)
    second = start(folder, folder / "a")
    qtbot.waitUntil(lambda: isinstance(second.window, Message), timeout=5_000)
    assert isinstance(second.window, Message)
    assert "没有回应" in second.window.label.text()
    assert not list((folder / FOLDER).iterdir())


def test_what_a_crashed_program_left_is_nobodys_wish(qtbot: QtBot, tmp_path: Path) -> None:
    left = Handing(tmp_path, tmp_path / "a")
    door = Door(tmp_path)
    asked: list[object] = []
    door.handed.connect(asked.append)
    with qtbot.waitSignal(left.ended, timeout=5_000):
        pass
    assert not asked


def test_both_systems_open_what_the_exchange_writes() -> None:
    linux = (RESOURCES / "linux" / "bianmin.xml").read_text("utf-8")
    entry = (RESOURCES / "linux" / "bianmin.desktop").read_text("utf-8")
    windows = (RESOURCES / "windows" / "bianmin.nsi").read_text("utf-8")
    assert f'<glob pattern="*{PACKAGE_SUFFIX}"/>' in linux
    assert "MimeType=application/x-bianmin-package;" in entry
    assert 'type="application/x-bianmin-package"' in linux
    for said in ("PutType", "TakeType"):
        assert f'{said} "{PACKAGE_SUFFIX}" "${{PACKAGE}}"' in windows
    assert "便民数据包" in linux
    assert "便民数据包" in windows


@pytest.mark.parametrize(
    "words, folder, asked",
    [
        (["a.bmpkg"], None, "a.bmpkg"),
        (["--data", "D", "a.BMPKG"], "D", "a.BMPKG"),
        (["--data", "D"], "D", None),
    ],
)
def test_a_package_alone_opens_the_window_that_reads_it(
    monkeypatch: pytest.MonkeyPatch, words: list[str], folder: str | None, asked: str | None
) -> None:
    opened: list[tuple[Path | None, Path | None]] = []

    def window(folder: Path | None, asked: Path | None = None) -> int:
        opened.append((folder, asked))
        return 0

    monkeypatch.setattr(cli, "_open_window", window)
    assert cli.main(words) == 0
    assert opened == [(Path(folder) if folder else None, Path(asked) if asked else None)]
