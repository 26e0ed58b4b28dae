"""The self-test: it passes on a sound program and names each step that fails."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from center.errors import Expected
from desktop import selftest
from desktop.cli import main
from desktop.selftest_trial import Trial, check


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[list[str], str]:
    """Names of the failed steps and everything told; the temporary folder must be left empty."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told: list[str] = []
    failed = selftest.run(told.append)
    assert list(tmp_path.iterdir()) == []
    return failed, "\n".join(told)


def test_a_sound_program_passes_and_says_what_runs(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures, report = tmp_path / "图片", tmp_path / "结果.txt"
    assert main(["self-test", "--pictures", str(pictures), "--report", str(report)]) == 0
    printed = capsys.readouterr().out
    assert printed == report.read_text("utf-8")
    assert "SQLCipher" in printed
    assert "自检通过。" in printed
    assert all(f"通过　　{name}" in printed for name, _ in selftest.STEPS)
    drawn = {path.stem for path in pictures.glob("*.png")}
    assert {"登录", "今日", "登记", "办件", "设置", "办件详情"} <= drawn
    assert (pictures / "受理回单.pdf").read_bytes().startswith(b"%PDF")
    assert qtbot is not None


def test_every_failed_step_is_named_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def trouble(_trial: Trial) -> None:
        raise Expected("磁盘已满。")

    def bug(_trial: Trial) -> None:
        raise ZeroDivisionError("1/0")

    def wrong(_trial: Trial) -> None:
        check(False, "没有算出到期日")

    steps = (("甲", trouble), ("乙", bug), ("丙", wrong), ("丁", lambda _trial: None))
    monkeypatch.setattr(selftest, "STEPS", steps)
    failed, told = run(monkeypatch, tmp_path)
    assert failed == ["甲", "乙", "丙"]
    assert "未通过　甲：磁盘已满。" in told
    assert "ZeroDivisionError：1/0" in told
    assert "未通过　丙：没有算出到期日" in told
    assert "通过　　丁" in told
    assert told.endswith("自检没有通过：甲、乙、丙")


def test_without_an_office_the_steps_that_need_it_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    needing = [step for step in selftest.STEPS if step[0] in ("来访登记", "台账工作簿和导入")]
    monkeypatch.setattr(selftest, "STEPS", needing)
    failed, told = run(monkeypatch, tmp_path)
    assert failed == ["来访登记", "台账工作簿和导入"]
    assert told.count("前面没有建成办公室") == 2


def test_a_database_without_encryption_fails_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Plain:
        @staticmethod
        def read_bytes(_path: Path) -> bytes:
            return b"SQLite format 3\0"

    monkeypatch.setattr(Path, "read_bytes", Plain.read_bytes)
    monkeypatch.setattr(selftest, "STEPS", selftest.STEPS[:1])
    failed, told = run(monkeypatch, tmp_path)
    assert failed == ["加密数据库"]
    assert "数据库没有加密" in told


def test_a_failed_self_test_ends_with_status_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "run", lambda _tell, _pictures: ["加密数据库"])
    assert main(["self-test"]) == 1
