"""Commands on a data folder: who may, what they say, how they end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from center import keys
from center.storage import DATABASE
from desktop import cli, cli_office
from desktop.cli import main
from reports.offer import MONTH_SET
from tests.offices import PASSWORD, START

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sample(folder: Path) -> Path:
    """The same as a sample office, which unlocks by itself."""
    key = keys.unlock(folder, "zhuren", PASSWORD, START).key
    keys.mark_sample(folder, key, "zhuren", START)
    return folder


def as_director(folder: Path, *words: str) -> list[str]:
    return ["--data", str(folder), "--account", "zhuren", *words]


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIANMIN_PASSWORD", PASSWORD)


def one_sentence(text: str) -> str:
    """What was said, which must be one Chinese sentence or two on one line."""
    lines = [line for line in text.strip().splitlines() if not line.endswith("……")]
    assert len(lines) == 1, text
    assert any("一" <= c <= "鿿" for c in lines[0])
    assert "Traceback" not in text
    return lines[0]


def test_an_office_is_backed_up_restored_and_verified(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.bianmin"
    assert main(as_director(folder, "backup", str(file))) == 0
    printed = capsys.readouterr()
    assert f"已备份并核对：{file}" in printed.out
    assert "示例" not in printed.err
    assert main(as_director(folder, "restore", str(file))) == 0
    printed = capsys.readouterr()
    assert "原来的数据保留在" in printed.out
    assert "批次字母 A" in printed.out
    assert main(as_director(folder, "verify")) == 0
    assert "没有发现问题" in capsys.readouterr().out
    assert main(as_director(tmp_path / "second", "restore", str(file))) == 0
    assert "原来的数据" not in capsys.readouterr().out


def test_a_backup_into_a_folder_gets_a_name_with_the_date(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "U盘").mkdir()
    assert main(as_director(folder, "backup", str(tmp_path / "U盘"))) == 0
    [file] = (tmp_path / "U盘").iterdir()
    assert file.name.startswith("便民备份-QS-20")
    assert file.suffix == ".bianmin"
    assert str(file) in capsys.readouterr().out


def test_the_sample_office_unlocks_by_itself_and_says_so(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BIANMIN_PASSWORD")
    assert main(["--data", str(sample), "verify"]) == 0
    assert "示例办公室：数据均为虚构，自动解锁。" in capsys.readouterr().err
    file = sample.with_name("sample.bianmin")
    assert main(["--data", str(sample), "backup", str(file)]) == 0
    assert main(["--data", str(sample), "restore", str(file)]) == 0


def test_the_recovery_key_restores(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "a.bianmin"
    main(as_director(folder, "backup", str(file)))
    monkeypatch.setenv("BIANMIN_RECOVERY", (folder / "recovery.txt").read_text("ascii"))
    new = ["--data", str(tmp_path / "new"), "restore", str(file), "--recovery"]
    assert main(new) == 0
    monkeypatch.setenv("BIANMIN_RECOVERY", "0000-0000")
    capsys.readouterr()
    assert main(new) == cli.BAD_ARGUMENTS
    assert "28 个字母或数字" in one_sentence(capsys.readouterr().err)


def test_a_wrong_password_is_told_and_counted(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BIANMIN_PASSWORD", "Falsch-2026")
    for left in ("还可以试 4 次", "还可以试 3 次"):
        assert main(as_director(folder, "verify")) == cli.TROUBLE
        assert left in one_sentence(capsys.readouterr().err)


def test_account_and_password_are_asked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("BIANMIN_PASSWORD")
    assert main(["--data", str(folder), "verify"]) == cli.TROUBLE
    assert "--account" in one_sentence(capsys.readouterr().err)
    assert main(as_director(folder, "verify")) == cli.TROUBLE
    assert "BIANMIN_PASSWORD" in one_sentence(capsys.readouterr().err)

    class Keyboard:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return "zhuren\n"

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(cli_office, "getpass", lambda _words: PASSWORD)
    assert main(["--data", str(folder), "verify"]) == 0
    assert "账号：" in capsys.readouterr().err


def test_a_clerk_may_not_maintain(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from center.accounts import add_account
    from center.journal import commit
    from center.office import enter_office

    unlocked = keys.unlock(folder, "zhuren", PASSWORD, START)
    store, director = enter_office(folder, unlocked)
    with store.work(director) as work:
        add_account(work, "chuangkou", "沈秋禾", ["window_clerk"])
        commit(work)
    store.close()
    keys.set_password(folder, unlocked.key, "chuangkou", PASSWORD)
    words = ["--data", str(folder), "--account", "chuangkou", "backup", str(tmp_path / "a")]
    assert main(words) == cli.TROUBLE
    assert "没有“备份、恢复和校验”的权限" in one_sentence(capsys.readouterr().err)
    assert not (tmp_path / "a").exists()


def test_verify_ends_with_1_when_something_is_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from sqlalchemy import text

    from center.office import open_store

    store = open_store(folder, bytes.fromhex((folder / "key.hex").read_text("ascii")))
    with store.engine.begin() as connection:
        connection.execute(text("INSERT INTO number_series VALUES ('QS', 'SL', 2026, 2)"))
    store.close()
    assert main(as_director(folder, "verify")) == cli.TROUBLE
    assert "QS 2026 年办件缺第 1—2 号" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words, said",
    [
        (("verify",), "没有办公室的数据"),
        (("backup", "a"), "没有办公室的数据"),
        (("restore", "missing"), "备份文件读不出来"),
    ],
)
def test_expected_trouble_is_one_sentence_and_status_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(as_director(tmp_path / "nothing", *words)) == cli.TROUBLE
    printed = capsys.readouterr()
    assert said in one_sentence(printed.err)
    assert printed.out == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words, said",
    [
        (("backup",), "缺少参数：FILE"),
        (("verify", "extra"), "不认识的参数：extra"),
        (("fly",), "不能是“fly”"),
        (("--data",), "--data后面要写上内容"),
        (("demo", "x", "--seed", "viel"), "--seed应当是整数，不能是viel"),
        (("demo", "x", "--today", "2026-02-30"), "--today后面的“2026-02-30”不是"),
        (("screenshots", "x", "--scale", "viel"), "--scale应当是数，不能是viel"),
    ],
)
def test_bad_arguments_are_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == cli.BAD_ARGUMENTS
    told = one_sentence(capsys.readouterr().err)
    assert said in told
    assert "argument" not in told
    assert "invalid" not in told


def test_a_bug_is_told_without_any_value(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_args: object) -> int:
        raise ValueError("林溪 11010119790405123X")

    monkeypatch.setattr(cli_office, "run_verify", fail)
    assert main(as_director(folder, "verify")) == cli.BUG
    said = capsys.readouterr().err.strip()
    path = Path(said.rpartition("：")[2])
    kept = path.read_text("utf-8")
    assert "ValueError" in kept
    assert "fail" in kept
    assert "林溪" not in kept + said
    assert "1979" not in kept + said


def test_an_interrupted_command_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli_office, "run_verify", interrupted)
    assert main(as_director(folder, "verify")) == cli.INTERRUPTED
    assert "已中断" in one_sentence(capsys.readouterr().err)


def test_no_command_opens_the_window_on_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def run(folder: Path, *, asked: Path | None) -> int:
        assert asked is None
        opened.append(folder)
        return 0

    monkeypatch.setattr("desktop.app.run", run)
    assert main([]) == 0
    assert main(["--data", str(tmp_path)]) == 0
    assert opened[0].parts[-2:] == ("bianmin", "office")
    assert opened[1] == tmp_path


def test_a_real_process_works_without_a_window_toolkit(folder: Path) -> None:
    program = (
        "import sys; from desktop.cli import main; status = main(sys.argv[1:]);"
        "sys.exit(7 if 'PySide6' in sys.modules else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *as_director(folder, "verify")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert "没有发现问题" in done.stdout
    assert not (folder / f"{DATABASE}-wal").exists()


def test_the_month_ledger_is_exported(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "台账.xlsx"
    assert main(["--data", str(sample), "export", "case-ledger", "2026-09", str(file)]) == 0
    assert "2026年9月办件台账" in capsys.readouterr().out
    assert load_workbook(file)["办件台账"]["A1"].value == "办件台账"
    year = tmp_path / "履职.pdf"
    assert main(["--data", str(sample), "export", "fulfilment", "2026-09", str(year)]) == 0
    assert "已导出 2026年领导履职情况表" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        main(["--data", str(sample), "export", "case-ledger", "2026-13", str(file)])
    assert ended.value.code == 2
    assert "不是月份" in one_sentence(capsys.readouterr().err)


def test_hr_13_the_months_set_is_exported_and_what_failed_is_named(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--data", str(sample), "export", "month-set", "2026-09", str(tmp_path)]
    assert main(words) == 0
    assert capsys.readouterr().out.count("已导出") == len(MONTH_SET)
    (ledger,) = tmp_path.glob("01 办件台账*.xlsx")
    ledger.unlink()
    ledger.mkdir()
    assert main(words) == 1
    said = capsys.readouterr()
    assert said.out.count("已导出") == len(MONTH_SET) - 1
    assert "办件台账没有生成" in said.err
