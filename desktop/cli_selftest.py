"""The command `self-test`: whether this copy of the program does its work on this computer."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from center.errors import Expected


def add_commands(commands: Any) -> None:
    """Register the command."""
    test = commands.add_parser(
        "self-test", help="自检：建库、登记、办件、出文书、导出、画出每个页面"
    )
    test.add_argument("--pictures", metavar="DIR", type=Path, help="把每个页面的图片放到这里")
    test.add_argument("--report", metavar="FILE", type=Path, help="把结果也写进这个文件")
    test.set_defaults(run=run_self_test)


def run_self_test(args: argparse.Namespace) -> int:
    """Run it, telling each step; status 1 when one failed.

    The report is for the window program, which has no console to tell anything.
    """
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        print(line, flush=True)

    from desktop import selftest

    failed = selftest.run(tell, args.pictures)
    if args.report is not None:
        try:
            args.report.write_text("\n".join(told) + "\n", "utf-8")
        except OSError as error:
            raise Expected(f"自检结果写不进“{args.report}”，请换一个位置。", str(error)) from error
    return 1 if failed else 0
