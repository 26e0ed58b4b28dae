"""The command `import-punches` on an office's data folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.cli_office import entered
from desktop.cli_sample import Teller

SHOWN = 20
"""Rows of trouble printed one by one."""


def add_commands(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser(
        "import-punches", help="导入打卡记录：attlog、原始记录、钉钉、企业微信、明细表"
    )
    command.add_argument("file", metavar="FILE", type=Path, help="打卡文件")
    command.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Take a file in and say what was new, known, unknown and unreadable; 1 when rows were not."""
    from center.attendance.punches import plan_punches, take_in
    from center.journal import commit
    from reports.attendance_export import read_punch_file

    read = read_punch_file(args.file, Teller())
    assert read is not None
    found, sha256 = read
    with entered(args) as (store, actor), store.work(actor) as work:
        plan = plan_punches(work, found, args.file.name, sha256)
        known = {one.user: one.proposed for one in plan.unknown if one.name and one.proposed}
        if plan.fresh:
            take_in(work, plan, known, Teller())
            commit(work)
    print(f"{plan.format}：新增 {len(plan.fresh)} 条，以前导入过 {len(plan.repeated)} 条。")
    for one in plan.unknown:
        if one.user not in known:
            whose = f"（{one.name}）" if one.name and one.name != one.user else ""
            print(f"编号 {one.user}{whose}不知道是谁，{one.count} 条已保存，对上人后自动计入。")
    for _, sentence in plan.suspect:
        print(sentence)
    for tap in plan.future[:SHOWN]:
        print(f"第 {tap.row} 行：打卡时间晚于现在，没有导入。")
    for trouble in plan.troubles[:SHOWN]:
        print(f"第 {trouble.row} 行：{trouble.sentence}。")
    left = len(plan.future) + len(plan.troubles)
    if left > 2 * SHOWN:
        print(f"共 {left} 行没有导入。")
    return 1 if left else 0
