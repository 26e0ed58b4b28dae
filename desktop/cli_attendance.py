"""The command `import-punches` on an office's data folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from desktop.cli_office import entered
from desktop.cli_sample import Teller

SHOWN = 40
"""Odd rows that are printed one by one."""


def add_commands(commands: Any) -> None:
    """Register the command."""
    command = commands.add_parser(
        "import-punches", help="导入打卡记录：attlog、原始记录、钉钉、企业微信、明细表"
    )
    command.add_argument("file", metavar="FILE", type=Path, help="打卡文件")
    command.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Take a file in and say by row what was odd; 1 when rows were left out."""
    from center.attendance.punches import odd_rows, plan_punches, take_in
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
    odd = odd_rows(plan, known)
    for one in odd[:SHOWN]:
        whose = f"编号 {one.user}" if one.user else ""
        print(f"{one.where}：{whose}{one.sentence.rstrip('。')}。")
    left = len(plan.future) + len(plan.troubles)
    if left:
        print(f"共 {left} 行没有导入。")
    return 1 if left else 0
