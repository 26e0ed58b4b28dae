"""`bianmin deadline` and `bianmin check-id`: answers, JSON keys, bad arguments, a fast start."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main

FROM_OCTOBER_12 = ("2026-10-12", "5", "workday")
TWO_PAUSES = ("--pause", "2026-10-13..2026-10-15", "--pause", "2026-10-14..2026-10-16")
ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "desktop.cli", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main([*arguments, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


# --- deadline ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, raw_due, due",
    [
        (("2026-02-10", "5", "workday"), "2026-02-24", "2026-02-24"),
        (("2026-02-13", "1", "workday"), "2026-02-14", "2026-02-14"),
        (("2026-09-18", "20", "workday"), "2026-10-22", "2026-10-22"),
        (("2026-09-16", "15", "day"), "2026-10-01", "2026-10-01"),
        (("2026-09-16", "15", "day", "--roll"), "2026-10-01", "2026-10-08"),
        (("2026-09-25", "15", "day", "--roll"), "2026-10-10", "2026-10-10"),
        (("2026-08-02", "60", "day", "--roll", "--extend", "30"), "2026-10-31", "2026-11-02"),
        (
            (*FROM_OCTOBER_12, "--pause", "2026-10-14..2026-10-16"),
            "2026-10-21",
            "2026-10-21",
        ),
        (
            (*FROM_OCTOBER_12, *TWO_PAUSES),
            "2026-10-22",
            "2026-10-22",
        ),
    ],
)
def test_D1_deadline_as_json(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], raw_due: str, due: str
) -> None:
    found = answer(capsys, "deadline", *arguments)
    assert list(found) == ["due", "raw_due", "skipped", "unknown_years"]
    assert (found["raw_due"], found["due"], found["unknown_years"]) == (raw_due, due, [])
    assert all(set(entry) == {"date", "reason"} for entry in found["skipped"])


def test_skipped_days_and_unknown_years_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "deadline", "2026-09-30", "1", "workday")
    assert found["skipped"][0] == {"date": "2026-10-01", "reason": "国庆节放假"}
    assert answer(capsys, "deadline", "2026-12-31", "3", "workday")["unknown_years"] == [2027]


def test_deadline_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadline", "2026-12-31", "1", "workday"]) == 0
    printed = capsys.readouterr().out
    assert "到期日：2027年1月1日（周五）" in printed
    assert "2027年节假日未公布，暂按周末推算" in printed


BAD = [
    ((), "LIMIT"),
    (("2026-02-30", "5", "workday"), "2026-02-30"),
    (("tomorrow", "5", "workday"), "tomorrow"),
    (("2026-02-10", "-5", "workday"), "-5"),
    (("2026-02-10", "5.5", "workday"), "5.5"),
    (("2026-02-10", "many", "workday"), "many"),
    (("2026-02-10", "8000", "workday"), "20年"),
    (("2026-02-10", "9" * 30, "workday"), "天数"),
    (("2026-02-10", "5", "week"), "week"),
    (("2026-02-10", "5", "workday", "--pause", "2026-02-11"), "开始日..结束日"),
    (("2026-02-10", "5", "workday", "--pause", "2026-02-11.."), "暂停的结束日"),
    (("2026-02-10", "5", "workday", "--pause", "2026-02-12..2026-02-11"), "早于"),
    (("2026-02-10", "5", "workday", "--pause"), "--pause"),
    (("2026-02-10", "5", "workday", "--extend", "x"), "延长"),
    (("2026-02-10", "5", "workday", "--format", "xml"), "xml"),
    (("2026-02-10", "5", "workday", "--faster"), "--faster"),
]


@pytest.mark.parametrize("arguments, word", BAD)
def test_bad_arguments_get_one_clear_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], word: str
) -> None:
    try:
        status = main(["deadline", *arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    printed = capsys.readouterr()
    assert status != 0
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert word in printed.err
    assert any("一" <= c <= "鿿" for c in printed.err)


# --- check-id ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number, kind, valid, birth, sex",
    [
        ("11010519491231002X", "resident", True, "1949-12-31", "女"),
        ("１１０１０５１９４９１２３１００２ｘ", "resident", True, "1949-12-31", "女"),
        ("440524188001010014", "resident", True, "1880-01-01", "男"),
        ("130503670401001", "resident_15", True, "1967-04-01", "男"),
        ("110105194912310021", "resident", False, "1949-12-31", "女"),
        ("91350100M000100Y43", "credit_code", True, None, None),
        ("hello", "unknown", False, None, None),
    ],
)
def test_REG_01_check_id_as_json(
    capsys: pytest.CaptureFixture[str],
    number: str,
    kind: str,
    valid: bool,
    birth: str | None,
    sex: str | None,
) -> None:
    found = answer(capsys, "check-id", number)
    assert list(found) == ["kind", "valid", "birth", "sex", "problems"]
    assert (found["kind"], found["valid"]) == (kind, valid)
    assert (found["birth"], found["sex"]) == (birth, sex)
    assert (found["problems"] == []) == valid


def test_check_id_in_words_does_not_repeat_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-id", "110105194912310021"]) == 0
    printed = capsys.readouterr().out
    assert "核对：不通过" in printed
    assert "校验码" in printed
    assert "110105194912310021" not in printed


def test_check_id_without_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-id", " "]) != 0
    assert capsys.readouterr().err == "没有填写号码\n"


# --- as a program --------------------------------------------------------------------------------


def test_real_process_answers_in_utf_8_whatever_the_locale() -> None:
    done = run("deadline", "2026-09-30", "1", "workday", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "国庆节放假" in done.stdout
    bad = run("deadline", "明天", "1", "workday")
    assert bad.returncode != 0
    assert "Traceback" not in bad.stderr
    assert bad.stderr.startswith("起算日“明天”")


def test_help_is_chinese() -> None:
    done = run("deadline", "--help")
    assert done.returncode == 0
    assert "用法：bianmin deadline" in done.stdout
    for english in ("usage", "options", "positional", "show this"):
        assert english not in done.stdout


def test_heavy_libraries_stay_away() -> None:
    program = (
        "import sys; from desktop.cli import main; main(['check-id', 'x']);"
        "heavy = {'PySide6', 'sqlalchemy', 'openpyxl', 'reportlab', 'pypinyin'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
