"""Commands that need no data folder of an office: `demo` and `screenshots`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from center.errors import Expected
from center.text import parse_date

PAUSE, LOG_PAUSE = 0.2, 5.0  # seconds between two lines, on a terminal and in a log


def add_commands(commands: Any) -> None:
    """Register `demo` and `screenshots`."""
    demo = commands.add_parser("demo", help="建立示例办公室，文书和台账放在其中的 out 文件夹")
    demo.add_argument("folder", metavar="DIR", type=Path, help="空文件夹，或原来的示例办公室")
    demo.add_argument("--seed", metavar="N", type=int, default=1, help="换一个数就换一批虚构内容")
    demo.add_argument("--today", metavar="DATE", type=_day, help="示例办公室的今天，如 2026-11-21")
    demo.set_defaults(run=run_demo)
    shots = commands.add_parser("screenshots", help="把示例办公室的每个页面画成图片")
    shots.add_argument("folder", metavar="DIR", type=Path, help="图片放到哪里")
    shots.add_argument("--scale", metavar="N", type=float, default=1.0, help="放大倍数，如 1.5")
    shots.add_argument("--size", metavar="NAME", default="standard", help="文字大小")
    shots.add_argument("--scheme", metavar="NAME", default="light", help="light 或 dark")
    shots.set_defaults(run=run_screenshots)


def _day(text: str) -> date:
    found = parse_date(text)
    if found is None or not 2020 <= found.year <= 2090:
        raise argparse.ArgumentTypeError(f"“{text}”不是 2020 到 2090 年之间的日期")
    return found


class Teller:
    """Tells progress on one line of a terminal, or now and then in a log."""

    def __init__(self) -> None:
        self._said = 0.0
        self._words = ""

    def __call__(self, done: int, total: int, words: str) -> None:
        """Called often; writes seldom."""
        now = time.monotonic()
        pause = PAUSE if sys.stderr.isatty() else LOG_PAUSE
        if words == self._words and now - self._said < pause:
            return
        self._said, self._words = now, words
        share = f" {done * 100 // total}%" if total else ""
        end = "\r" if sys.stderr.isatty() else "\n"
        print(f"{words}{share}……", end=end, file=sys.stderr, flush=True)


def run_demo(args: argparse.Namespace) -> int:
    """Build the sample office and print its papers, tables and accounts."""
    from desktop.sample.build import DEFAULT_TODAY, PASSWORD, PIN, build

    today = args.today or DEFAULT_TODAY
    made = build(args.folder, seed=args.seed, today=today, progress=Teller())
    print(f"示例办公室已建好（数据均为虚构，打开时自动解锁）：{made.folder}")
    print(f"今天是 {today.isoformat()}，文书和台账：")
    for path in made.files:
        print(f"  {path}")
    print(f"账号（密码都是 {PASSWORD}，换人密码都是 {PIN}）：")
    for login, name in made.accounts:
        print(f"  {login:<10}{name}")
    return 0


def run_screenshots(args: argparse.Namespace) -> int:
    """Draw every tab and dialog of a sample office built for the purpose."""
    if not 0.5 <= args.scale <= 4:
        raise Expected("放大倍数请写 0.5 到 4 之间的数，例如 1.5。")
    # Read by Qt when the program's window part is imported.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(args.scale)
    from desktop.screenshots import draw_all

    for path in draw_all(args.folder, size=args.size, scheme=args.scheme, scale=args.scale):
        print(path)
    return 0
