"""The log: rotated, with Qt's messages, without anything of a person; a fatal end is reported."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import qInstallMessageHandler, qWarning
from pytestqt.qtbot import QtBot

from desktop import crash, log
from desktop.about import VERSION

# It stops as a broken driver would stop it.
FATAL = """
import faulthandler, sys
from pathlib import Path
from desktop import crash
crash.folder = lambda: Path(sys.argv[1])
crash.watch()
faulthandler._sigsegv()
"""


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The log folder of the test; what listened to Qt before does so again."""
    earlier, raised = qInstallMessageHandler(None), logging.raiseExceptions
    monkeypatch.setattr(crash, "folder", lambda: tmp_path)
    yield tmp_path
    log.end()
    qInstallMessageHandler(earlier)
    logging.raiseExceptions = raised


def kept(place: Path) -> str:
    return (place / log.FILE).read_text("utf-8")


def test_starts_ends_and_reports_are_written(qtbot: QtBot, place: Path) -> None:
    log.begin()
    path = crash.keep(ZeroDivisionError("张三 110101199003074258"))
    log.end()
    assert qtbot is not None
    assert path is not None
    text = kept(place)
    assert VERSION in text
    assert path.name in text
    assert text.rstrip().endswith("关闭")
    assert "张三" not in text
    assert "1990" not in text


def test_qts_messages_are_written_without_names(
    qtbot: QtBot, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.begin()
    qWarning("QPdfDocument: cannot open '/srv/office/张三 证明.pdf' of 13800138000")
    assert qtbot is not None
    assert "QPdfDocument: cannot open '…'" in kept(place)
    assert not any(words in kept(place) for words in ("张三", "office", "13800138000"))
    assert "cannot open" in capsys.readouterr().err


@given(st.text(st.characters(min_codepoint=0x3400)), st.integers(10_000))
def test_no_chinese_and_no_long_number_passes(name: str, number: int) -> None:
    told = log.without_names(f"QLayout: {name} has {number}")
    assert told.startswith("QLayout: ")
    assert str(number) not in told
    assert not name or name not in told


def test_libraries_logs_stay_out(place: Path) -> None:
    log.begin()
    logging.getLogger("sqlalchemy.engine").error("INSERT INTO people VALUES ('张三')")
    assert "张三" not in kept(place)


def test_a_full_log_makes_room_and_never_holds_more_than_its_share(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "SIZE", 2000)
    log.begin()
    for number in range(200):
        log.logger.info("第 %s 条", number)
    files = sorted(path.name for path in place.glob(f"{log.FILE}*"))
    assert files == [log.FILE, *(f"{log.FILE}.{older}" for older in range(1, log.OLDER + 1))]
    assert all(path.stat().st_size <= 2000 for path in place.glob(f"{log.FILE}*"))
    assert "第 199 条" in kept(place)


def test_a_log_that_another_program_holds_is_emptied_in_place(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows renames no open file; a second window program may hold it."""

    def refuse(_self: Path, _target: object) -> Path:
        raise PermissionError

    monkeypatch.setattr(log, "SIZE", 500)
    monkeypatch.setattr(Path, "replace", refuse)
    log.begin()
    for number in range(50):
        log.logger.info("第 %s 条", number)
    assert (place / log.FILE).stat().st_size <= 500
    assert "第 49 条" in kept(place)
    assert (place / f"{log.FILE}.1").exists()


def test_a_disk_that_takes_no_log_is_no_trouble(place: Path) -> None:
    (place / log.FILE).mkdir()
    (place / crash.FATAL).mkdir()
    log.begin()
    log.logger.info("没有地方写")


def test_a_program_that_the_system_ended_leaves_a_report_at_the_next_start(place: Path) -> None:
    root = Path(crash.__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", FATAL, str(place)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        capture_output=True,
    )
    assert done.returncode != 0
    log.begin()
    (report,) = place.glob("error-*.txt")
    text = report.read_text("utf-8")
    assert "上次没有正常关闭" in text
    assert "Segmentation fault" in text
    assert VERSION in text
    assert report.name in kept(place)
    log.end()
    log.begin()
    assert len(list(place.glob("error-*.txt"))) == 1
