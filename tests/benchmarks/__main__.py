"""All benchmarks: `python -m tests.benchmarks [--people N] [--cases N] [SUBJECT …]`, offscreen.

Prints name, ours, baseline, ratio, target; status 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.benchmarks.measuring import Measured, heading, line

ROOT = Path(__file__).resolve().parents[2]
SUBJECTS = (
    "starting",
    "printing",
    "saving",
    "searching",
    "importing",
    "listing",
    "rostering",
    "attendance",
)


def main() -> int:
    """Measure the subjects asked for, or all."""
    parser = argparse.ArgumentParser(prog="bench", description="性能测试")
    parser.add_argument("subjects", nargs="*", choices=[*SUBJECTS, []], metavar="SUBJECT")
    parser.add_argument("--people", type=int, default=1_000_000, help="搜索的人数")
    parser.add_argument("--cases", type=int, default=1_000_000, help="列表的办件数")
    args = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # Where writing bytecode is forbidden, every start would compile the program again.
    for name in ("center", "forms", "reports", "desktop", "tests/benchmarks"):
        compileall.compile_dir(ROOT / name, quiet=2)
    print(heading(), flush=True)
    missed = 0
    for subject in args.subjects or SUBJECTS:
        module = importlib.import_module(f"tests.benchmarks.{subject}")
        measure: Callable[[Path], list[Measured]] = module.measure
        if subject == "searching":
            measure = partial(module.measure, people=args.people)
        elif subject == "listing":
            measure = partial(module.measure, cases=args.cases)
        with tempfile.TemporaryDirectory(prefix="bianmin-bench-") as folder:
            for measured in measure(Path(folder)):
                print(line(measured), flush=True)
                missed += not measured.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
