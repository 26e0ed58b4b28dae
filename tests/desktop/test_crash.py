"""Reports of bugs: what is in them, what is not, and that they do not pile up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop import cli, crash, notice
from desktop.about import VERSION


def bug() -> ZeroDivisionError:
    try:
        raise ZeroDivisionError("张三 110101199003074258")
    except ZeroDivisionError as error:
        return error


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The log folder of the test."""
    folder = tmp_path / "log"
    monkeypatch.setattr(crash, "folder", lambda: folder)
    return folder


def test_a_report_says_where_and_with_what_but_never_a_value() -> None:
    path = crash.keep(bug())
    assert path is not None
    text = path.read_text("utf-8")
    assert VERSION in text
    assert "ZeroDivisionError" in text
    assert "test_crash.py" in text
    assert "张三" not in text
    assert "1990" not in text


def test_the_newest_reports_are_kept_and_the_oldest_make_room(place: Path) -> None:
    kept = [crash.keep(bug()) for _ in range(crash.KEPT + 5)]
    left = sorted(place.iterdir())
    assert left == sorted(path for path in kept[5:] if path is not None)


def test_a_disk_that_takes_no_report_is_no_second_bug(place: Path) -> None:
    place.write_text("no folder", "ascii")
    assert crash.keep(bug()) is None


def test_a_bug_on_the_command_line_names_its_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: Path
) -> None:
    def fail(_words: object) -> None:
        raise bug()

    monkeypatch.setattr(cli, "_open_window", fail)
    assert cli.main([]) == cli.BUG
    (report,) = place.iterdir()
    said = capsys.readouterr().err
    assert str(report) in said
    assert "张三" not in said


def test_a_bug_in_the_window_leaves_a_report_and_names_it(qtbot: QtBot, place: Path) -> None:
    dialog = notice.tell(None, bug())
    (report,) = place.iterdir()
    assert notice.REPORT_KEPT in dialog.label.text()
    dialog.copy_button.click()
    assert str(report) in QGuiApplication.clipboard().text()
    dialog.close()
    assert qtbot is not None
