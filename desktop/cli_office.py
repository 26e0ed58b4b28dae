"""Commands on an office's data folder: `backup`, `restore`, `verify`, `export`.

A real office asks for account and password (or takes `--account` and the environment variable
BIANMIN_PASSWORD); the sample office, which holds no real person, unlocks by itself and says so.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from center import keys
from center.errors import Expected
from center.folders import default_folder, state_folder
from desktop.cli_sample import Teller
from desktop.dates import ZONE, show_moment
from reports.titles import TITLES

if TYPE_CHECKING:
    from center.rights import Actor
    from center.storage import Store

PASSWORD = "BIANMIN_PASSWORD"
RECOVERY = "BIANMIN_RECOVERY"
TABLES = [name for name in TITLES if name != "batch"]
"""Tables that need nothing but a month; those of a year take the month's year."""
SET = "month-set"
SAMPLE_SAYING = "示例办公室：数据均为虚构，自动解锁。"


def add_commands(commands: Any) -> None:
    """Register the commands; each sets `run`, a function of the parsed arguments."""
    backup = commands.add_parser("backup", help="把整个办公室的数据备份成一个文件")
    backup.add_argument("file", metavar="FILE", type=Path, help="备份文件，或放备份文件的文件夹")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="用备份恢复；现有数据改名保留，不会删除")
    restore.add_argument("file", metavar="FILE", type=Path, help="备份文件")
    restore.add_argument(
        "--recovery",
        action="store_true",
        help=f"用打印的恢复密钥，代替密码（或环境变量 {RECOVERY}）",
    )
    restore.set_defaults(run=run_restore)
    tables = "，".join(f"{name} 是{TITLES[name]}" for name in TABLES)
    export = commands.add_parser("export", help="导出一个月的表格，或月末一套")
    export.add_argument(
        "table", metavar="TABLE", choices=[*TABLES, SET], help=f"{tables}，{SET} 是月末一套"
    )
    export.add_argument("month", metavar="MONTH", type=_month, help="哪个月，如 2026-10")
    export.add_argument(
        "file", metavar="FILE", type=Path, help="存成哪个 .xlsx 或 .pdf 文件；一套存到哪个文件夹"
    )
    export.set_defaults(run=run_export)
    verify = commands.add_parser("verify", help="核对数据文件、操作记录、编号、文书存档和附件")
    verify.set_defaults(run=run_verify)


def folder_of(args: argparse.Namespace) -> Path:
    """The data folder a command works on."""
    if args.data is not None:
        return Path(args.data)
    return default_folder()


@contextmanager
def entered(args: argparse.Namespace) -> Iterator[tuple[Store, Actor]]:
    """The office of a command, open, and who entered it; closed afterwards."""
    from center import office

    folder = folder_of(args)
    if not office.exists(folder):
        raise Expected(
            f"文件夹“{folder}”里没有办公室的数据。请用 --data 指定数据文件夹，或先新建办公室。"
        )
    unlocked = unlock(folder, args.account)
    state = None if keys.sample_key(folder) is not None else state_folder()
    store, actor = office.enter_office(folder, unlocked, state=state)
    try:
        yield store, actor
    finally:
        store.close()


def unlock(folder: Path, account: str | None) -> keys.Unlocked:
    """The data key: of the sample office by itself, else by account and password."""
    sample = keys.sample_key(folder)
    if sample is not None:
        print(SAMPLE_SAYING, file=sys.stderr)
        return keys.Unlocked(sample.key, account or sample.login)
    login = account or _ask("账号：", "请用 --account 写明账号")
    password = os.environ.get(PASSWORD) or _ask_secretly("密码：", PASSWORD)
    return keys.unlock(folder, login, password, datetime.now(UTC))


def _ask(words: str, otherwise: str) -> str:
    if not sys.stdin.isatty():
        raise Expected(f"这里没有键盘可以输入账号，没有做任何改动。{otherwise}。")
    print(words, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _ask_secretly(words: str, variable: str) -> str:
    if not sys.stdin.isatty():
        raise Expected(f"这里没有键盘可以输入密码，没有做任何改动。请用环境变量 {variable} 提供。")
    return getpass(words)


def run_backup(args: argparse.Namespace) -> int:
    """Back up the office into one file and say what it holds."""
    from center.backup import SUFFIX, backup

    with entered(args) as (store, actor), store.read(actor) as work:
        file: Path = args.file
        if file.is_dir():
            stamp = work.now.astimezone(ZONE).strftime("%Y%m%d-%H%M%S")
            file /= f"便民备份-{actor.station}-{stamp}{SUFFIX}"
        manifest = backup(work, file.absolute(), progress=Teller())
        assert manifest is not None
    size = file.stat().st_size / (1 << 20)
    print(
        f"已备份并核对：{file}（{size:.1f} MB，办件 {manifest.rows['cases']} 件，"
        f"来访 {manifest.rows['visits']} 次，文书 {manifest.rows['papers']} 份）。"
    )
    print("恢复时要用备份当天的密码，或打印的恢复密钥。请把备份放到另一块硬盘或 U 盘上。")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Restore a backup in the place of the data folder and say where the former data lie."""
    from center.backup import restore
    from center.numbers import epoch_letters

    def opened(staged: Path) -> keys.Unlocked:
        if not args.recovery:
            return unlock(staged, args.account)
        spelled = os.environ.get(RECOVERY) or _ask_secretly("恢复密钥：", RECOVERY)
        return keys.unlock_by_recovery(staged, spelled)

    folder = folder_of(args).absolute()
    done = restore(args.file, folder, opened, state=state_folder(), progress=Teller())
    assert done is not None
    made = show_moment(datetime.fromisoformat(done.manifest.made_at))
    print(f"已恢复 {made} 的备份到：{folder}")
    if done.aside is not None:
        print(f"原来的数据保留在：{done.aside}")
    letters = epoch_letters(done.epoch)
    print(f"今后的编号在流水号前加批次字母 {letters}，不会与已发出的编号重复。")
    for fault in done.faults:
        print(f"请注意：{fault}。", file=sys.stderr)
    return 0


def _month(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(20[0-9]{2})-?(0[1-9]|1[0-2])", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}”不是月份，请写成例如 2026-10")
    return int(found[1]), int(found[2])


def run_export(args: argparse.Namespace) -> int:
    """Write a month's table, or its set, and say how many rows it holds; 1 when one failed."""
    from reports.offer import named
    from reports.span import span_words

    year, month = args.month
    if args.table == SET:
        return _export_set(args, year, month)
    report = named(args.table)
    wanted = replace(report.wanted_of(year, month), progress=Teller())
    with entered(args) as (store, actor):
        rows = report.export(store, actor, wanted, args.file)
    days = "" if report.days == "none" else span_words(wanted.first, wanted.last)
    print(f"已导出 {days}{report.title.removeprefix('月')}：{args.file}（{rows} 行）。")
    return 0


def _export_set(args: argparse.Namespace, year: int, month: int) -> int:
    from reports.month_set import write_month_set

    with entered(args) as (store, actor):
        made = write_month_set(store, actor, year, month, args.file, Teller(), lambda: False)
    failed = [one for one in made if one.trouble is not None]
    for one in made:
        if one.trouble is None:
            print(f"已导出 {one.report.title}：{one.path}（{one.rows} 行）。")
    for one in failed:
        if not isinstance(one.trouble, Expected):
            assert one.trouble is not None
            raise one.trouble
        print(f"{one.report.title}没有生成：{one.trouble.sentence}", file=sys.stderr)
    return 1 if failed else 0


def run_verify(args: argparse.Namespace) -> int:
    """Check the office's data; status 1 when something is not sound."""
    from center.verify import verify

    with entered(args) as (store, actor), store.read(actor) as work:
        wrong = verify(work, progress=Teller())
    for fault in wrong:
        print(f"{fault}。")
    if wrong:
        print(
            f"共发现 {len(wrong)} 处问题，数据没有改动。请先备份，再联系维护人员。", file=sys.stderr
        )
        return 1
    print("没有发现问题：数据文件、操作记录、编号、文书存档和附件都相符。")
    return 0
