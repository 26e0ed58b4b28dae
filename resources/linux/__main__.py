"""`python3 start.py deb`: build the package for 麒麟 and 统信 and try it. On Linux as root.

Not part of the ordinary tests.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from desktop.about import VERSION
from resources.linux import package, trial
from resources.linux.debian import Debian, Stop, enter_namespace
from resources.linux.freezing import ROOT, copy_source
from resources.linux.telling import say, sizes, timed


def main(words: Sequence[str]) -> int:
    """Build, try, and print sizes and times; status 1 when something is not as it must be."""
    parser = argparse.ArgumentParser(prog="start.py deb", description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "linux")
    parser.add_argument("--no-build", action="store_true", help="try what was built before")
    parser.add_argument("--no-trial", action="store_true", help="build only")
    args = parser.parse_args(words)
    try:
        enter_namespace("resources.linux", words)
        return make(args.work.resolve(), with_build=not args.no_build, with_trial=not args.no_trial)
    except Stop as stop:
        say(f"\n{stop}")
        return 1


def make(work: Path, *, with_build: bool, with_trial: bool) -> int:
    """Everything the command line asks for."""
    (work / "out").mkdir(parents=True, exist_ok=True)
    packages = (*package.COMPILING, *package.QT)
    debian = Debian(work / "debian", package.RELEASE, packages, work)
    timed("准备旧版 Debian（编译用）", debian.ready)
    program = work / "dist" / "bianmin"
    if with_build:
        timed("准备 Python 和组件（逐个校验）", lambda: package.prepare(debian))
        copy_source(work)
        timed("PyInstaller", lambda: package.freeze(debian))
    highest = package.check_glibc(program)
    say(f"程序要求的 glibc 最高版本：{highest[0]}.{highest[1]}（目标 2.28 以内）")
    needs = package.depends(debian, program)
    say(f"依赖：{'、'.join(needs)}")
    if with_build:
        old = timed("旧版安装包（试升级用）", lambda: trial.older(debian, program, needs))
        shutil.move(old, work / old.name)
        timed("安装包", lambda: package.deb(debian, program, needs))
    deb = work / "out" / f"bianmin_{VERSION}_{package.ARCHITECTURE}.deb"
    if with_trial:
        base = Debian(work / "base", package.RELEASE, trial.PACKAGES, work)
        timed("准备旧版 Debian（试装用）", base.ready)
        clean = Debian(work / "clean", package.RELEASE, trial.PACKAGES, work)
        clean.copy_of(base)
        old = work / f"bianmin_{trial.OLD}_{package.ARCHITECTURE}.deb"
        timed("安装、自检、升级、卸载", lambda: trial.run_all(clean, old, deb, say))
    say("── 结果")
    for line in sizes(deb, program):
        say(f"  {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
