"""About: the version is one, and every bundled part is named with its licence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from desktop import about, crash
from desktop.about_dialog import AboutDialog

ROOT = Path(__file__).resolve().parents[2]


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == about.VERSION


def test_packages_are_those_of_the_platform(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(
        "one==1.0 \\\n    --hash=sha256:0\ntwo==2.0 ; sys_platform == 'win32' \\\n"
        "three==3.0 ; implementation_name != 'pypy' \\\n"
        "four==4.0 ; python_full_version < '3.12' \\\n"
        "four==4.1 ; python_full_version >= '3.12' and sys_platform == 'linux' \\\n",
        "utf-8",
    )
    assert about.locked_packages(lock, "linux", (3, 11)) == ["one", "three", "four"]
    assert about.locked_packages(lock, "linux", (3, 12)) == ["one", "three", "four"]
    assert about.locked_packages(lock, "win32", (3, 13)) == ["one", "two", "three"]


def test_the_notice_names_every_package_and_font_with_a_licence_text() -> None:
    names = about.locked_packages(ROOT / "requirements.txt")
    text = about.notice(names)
    parts = list(about.packages(names))
    assert len(parts) == len(names)
    for part in parts:
        assert f"{part.name}　{part.version}　" in text
        assert part.licence
    # Qt's packages carry no text of the LGPL; it stands among our resources with the GPL.
    without = {part.name for part in parts if not part.texts}
    assert {name.split("_")[0].lower() for name in without} <= {"pyside6", "shiboken6"}
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    for font in (ROOT / "resources" / "fonts").glob("*.ttf"):
        assert font.name in text
    assert text.count("SIL OPEN FONT LICENSE Version 1.1") >= 1


def test_the_dialog_shows_the_notice_when_asked(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.notice.isVisible()
    dialog.licences.click()
    assert "SQLCipher" in dialog.notice.toPlainText()
    assert dialog.notice.isReadOnly()


def test_the_folder_of_reports_is_one_click_away(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(crash, "folder", lambda: tmp_path / "日志")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.reports.click()
    assert opened == [str(tmp_path / "日志")]
    assert (tmp_path / "日志").is_dir()
