"""`python3 start.py windows`: build the Windows program and its installer, and try them.

On Linux as root, in Wine; on Windows without it. Not part of the ordinary tests.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.about import VERSION
from resources.linux.debian import Stop, enter_namespace
from resources.linux.freezing import ROOT, copy_source
from resources.linux.telling import say, sizes, timed
from resources.windows import build, trial
from resources.windows.machine import Machine


def main(words: Sequence[str]) -> int:
    """Build, try, and print sizes and times; status 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(prog="start.py windows", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "windows")
    parser.add_argument("--no-build", action="store_true", help="try what was built before")
    parser.add_argument("--no-trial", action="store_true", help="build only")
    args = parser.parse_args(words)
    try:
        enter_namespace("resources.windows", words)
        return make(args.work.resolve(), with_build=not args.no_build, with_trial=not args.no_trial)
    except Stop as stop:
        say(f"\n{stop}")
        return 1


def make(work: Path, *, with_build: bool, with_trial: bool) -> int:
    """Everything the command line asks for."""
    (work / "out").mkdir(parents=True, exist_ok=True)
    machine = Machine(work)
    timed("准备 Wine 和 NSIS", machine.ready)
    timed("准备 Windows 的 Python 和组件（逐个校验）", lambda: build.prepare(machine))
    source = copy_source(machine.work)
    program, empty = work / "dist" / "bianmin", work / "dist" / "empty"
    if with_build:
        timed("建立新的 Windows 环境", lambda: machine.fresh("prefix"))
        timed("PyInstaller：程序", lambda: build.freeze(machine, source))
        timed("PyInstaller：对照用的空窗口", lambda: build.freeze(machine, source, empty=True))
        timed("便携版", lambda: build.portable(machine, program))
    setup = work / "out" / f"bianmin-setup-{VERSION}.exe"
    if with_build:
        old = timed("旧版安装程序（试升级用）", lambda: trial.older_installer(machine, program))
        old.replace(work / old.name)
        timed("安装程序", lambda: build.installer(machine, program))
    if with_trial:
        old = work / f"bianmin-setup-{trial.OLD}.exe"
        timed("安装、自检、升级、卸载", lambda: trial.run_all(machine, old, setup, say))
        timed("启动时间", lambda: trial.start_times(machine, program, empty, say))
    say("── 结果")
    for line in sizes(setup, work / "out" / f"bianmin-portable-{VERSION}.zip", program):
        say(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
