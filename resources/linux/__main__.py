"""`python3 start.py deb`: build the package for 麒麟 and 统信 and try it. On Linux as root.

Not part of the ordinary tests.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.about import VERSION
from resources.linux import package, trial
from resources.linux.debian import Debian
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


def main(words: Sequence[str]) -> int:
    """Build, try, and print sizes and times; status 1 when something is not as it must be."""
    asked = options("deb", words)
    return guarded(lambda: make(asked), "resources.linux", words)


def make(asked: Asked) -> None:
    """Everything the command line asks for."""
    work = asked.work
    packages = (*package.COMPILING, *package.QT)
    debian = Debian(work / "debian", package.RELEASE, packages, work)
    timed("准备旧版 Debian（编译用）", debian.ready)
    timed("准备 Python 和组件（逐个校验）", lambda: package.prepare(debian))
    program = work / "dist" / "bianmin"
    deb = work / "out" / f"bianmin_{VERSION}_{package.ARCHITECTURE}.deb"
    if asked.build:
        copy_source(work)
        made(debian, program)
        old = timed("旧版安装包（试升级用）", lambda: trial.older(debian, program))
        shutil.move(old, work / old.name)
    if asked.twice:
        first = aside(work, program, deb)
        made(debian, program)
        tell_differences(first, (program, deb), say)
    highest = package.check_glibc(program)
    say(f"程序要求的 glibc 最高版本：{highest[0]}.{highest[1]}（目标 2.28 以内）")
    say(f"依赖：{'、'.join(package.depends(debian, program))}")
    if asked.trial:
        base = Debian(work / "base", package.RELEASE, trial.PACKAGES, work)
        timed("准备旧版 Debian（试装用）", base.ready)
        clean = Debian(work / "clean", package.RELEASE, trial.PACKAGES, work)
        clean.copy_of(base)
        old = work / f"bianmin_{trial.OLD}_{package.ARCHITECTURE}.deb"
        timed("安装、自检、升级、卸载", lambda: trial.run_all(clean, old, deb, say))
    seal(deb)
    say("── 结果")
    for line in sizes(deb, program):
        say(f"  {line}")


def made(debian: Debian, program: Path) -> None:
    """Make the program of work/source and its package."""
    timed("PyInstaller", lambda: package.freeze(debian))
    timed("安装包", lambda: package.deb(debian, program))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
