"""`python3 start.py windows`: build the Windows program and its installer, and try them.

On Linux as root, in Wine; on Windows without it. Not part of the ordinary tests.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.about import VERSION
from resources.linux.freezing import copy_source
from resources.linux.telling import (
    Asked,
    aside,
    guarded,
    options,
    say,
    seal,
    sizes,
    tell_differences,
    timed,
)
from resources.windows import build, trial
from resources.windows.machine import Machine


def main(words: Sequence[str]) -> int:
    """Build, try, and print sizes and times; status 1 when something is not as it must be."""
    asked = options("windows", words)
    return guarded(lambda: make(asked), "resources.windows", words)


def make(asked: Asked) -> None:
    """Everything the command line asks for."""
    work = asked.work
    machine = Machine(work)
    timed("准备 Wine 和 NSIS", machine.ready)
    timed("准备 Windows 的 Python 和组件（逐个校验）", lambda: build.prepare(machine))
    program, empty = work / "dist" / "bianmin", work / "dist" / "empty"
    setup = work / "out" / f"bianmin-setup-{VERSION}.exe"
    if asked.build:
        copy_source(work)
        made(machine, program)
        timed("PyInstaller：对照用的空窗口", lambda: build.freeze(machine, empty=True))
        old = timed("旧版安装程序（试升级用）", lambda: trial.older_installer(machine, program))
        old.replace(work / old.name)
    if asked.twice:
        first = aside(work, program, setup, build.portable_file(machine))
        made(machine, program)
        tell_differences(first, (program, setup, build.portable_file(machine)), say)
    if asked.trial:
        old = work / f"bianmin-setup-{trial.OLD}.exe"
        timed("安装、自检、升级、卸载", lambda: trial.run_all(machine, old, setup, say))
        timed("启动时间", lambda: trial.start_times(machine, program, empty, say))
    seal(setup, build.portable_file(machine))
    say("── 结果")
    for line in sizes(setup, build.portable_file(machine), program):
        say(f"  {line}")


def made(machine: Machine, program: Path) -> None:
    """Make the program of work/source, its zip and its installer, in a new Windows."""
    timed("建立新的 Windows 环境", lambda: machine.fresh("prefix"))
    timed("PyInstaller：程序", lambda: build.freeze(machine))
    timed("便携版", lambda: build.portable(machine, program))
    timed("安装程序", lambda: build.installer(machine, program))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
