"""The commands of attendance: files in, the month's sheet out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from center import keys
from center.journal import commit
from center.staff import Staff
from desktop.cli import main
from tests.offices import PASSWORD, START, Office

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(qingshan: Office, tmp_path: Path) -> Path:
    """A sample office with two people."""
    with qingshan.work() as work:
        for number, name in enumerate(("沈秋禾", "顾明远"), 1):
            work.session.add(
                Staff(
                    id=work.new_id(),
                    station="QS",
                    name=name,
                    staff_kind="事业",
                    staff_number=f"{number:03d}",
                )
            )
        commit(work)
    home = qingshan.store.folder
    assert home is not None
    qingshan.store.close()
    copy = tmp_path / "copied"
    shutil.copytree(home, copy)
    key = keys.unlock(copy, "zhuren", PASSWORD, START).key
    keys.mark_sample(copy, key, "zhuren", START)
    return copy


def test_punches_are_imported_again_and_again(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "attlog.dat"
    file.write_bytes(
        b"        1\t2026-08-03 07:55:20\t1\t0\t1\t0\r\n"
        b"        1\t2026-08-03 12:01:00\t1\t0\t1\t0\r\n"
        b"       77\t2026-08-03 08:01:00\t1\t0\t1\t0\r\n"
    )
    words = ["--data", str(folder), "import-punches", str(file)]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "新增 3 条，以前导入过 0 条" in told
    assert "第 3 行：编号 77不知道是谁，共 1 条，已保存" in told
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "新增 0 条，以前导入过 3 条" in told
    assert "第 1—3 行：以前导入过或文件里重复，没有再导入。" in told


def test_a_file_in_the_code_page_of_chinese_windows_and_rows_that_are_wrong(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "打卡.csv"
    text = "姓名,工号,打卡时间\n沈秋禾,001,2026-08-03 07:55:20\n顾明远,002,上午\n"
    file.write_bytes(text.encode("gb18030"))
    assert main(["--data", str(folder), "import-punches", str(file)]) == 1
    told = capsys.readouterr().out
    assert "新增 1 条" in told
    assert "第 3 行" in told
    assert "不知道是谁" not in told, "a name that one person bears is that person"


def test_what_is_no_punch_file_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "名单.csv"
    file.write_text("序号,姓名\n1,沈秋禾\n", "utf-8")
    assert main(["--data", str(folder), "import-punches", str(file)]) == 1
    assert "没有认得出的打卡记录" in capsys.readouterr().err


def test_the_month_is_exported_as_workbook_and_pdf(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("考勤.xlsx", "考勤.pdf"):
        words = ["export", "monthly-attendance", "2026-08", str(tmp_path / name)]
        assert main(["--data", str(folder), *words]) == 0
        assert "2026年8月考勤表" in capsys.readouterr().out
    assert load_workbook(tmp_path / "考勤.xlsx").sheetnames == ["事业"]
    with pdfplumber.open(tmp_path / "考勤.pdf") as document:
        assert "沈秋禾" in document.pages[0].extract_text()
    for table, said in (("attendance-summary", "考勤汇总表"), ("outing-log", "外出登记表")):
        for suffix in ("xlsx", "pdf"):
            file = tmp_path / f"{table}.{suffix}"
            assert main(["--data", str(folder), "export", table, "2026-08", str(file)]) == 0
            assert f"2026年8月{said}" in capsys.readouterr().out
            assert file.stat().st_size > 1000
    words = ["export", "monthly-attendance", "2026-08", str(tmp_path / "考勤.doc")]
    assert main(["--data", str(folder), *words]) == 2
    assert ".xlsx 或 .pdf" in capsys.readouterr().err


def test_the_commands_run_as_processes_of_their_own(folder: Path, tmp_path: Path) -> None:
    """What an office's own scheduler would call: files in, sheets out, by exit code and words."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "desktop.cli", "--data", str(folder), *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    file = tmp_path / "attlog.dat"
    file.write_bytes(
        b"        1\t2026-08-03 07:55:20\t1\t0\t1\t0\r\n"
        b"        1\t2026-08-03 18:01:00\t1\t0\t1\t0\r\n"
    )
    taken = run("import-punches", str(file))
    assert (taken.returncode, "新增 2 条" in taken.stdout) == (0, True), taken.stderr
    again = run("import-punches", str(file))
    assert "新增 0 条，以前导入过 2 条" in again.stdout
    for name, head in (("八月.xlsx", b"PK"), ("八月.pdf", b"%PDF")):
        made = run("export", "monthly-attendance", "2026-08", str(tmp_path / name))
        assert made.returncode == 0, made.stderr
        assert (tmp_path / name).read_bytes().startswith(head)
    wrong = run("export", "monthly-attendance", "2026-13", str(tmp_path / "x.xlsx"))
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
