"""Drawing papers, against the stock canvas drawing the same text in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

from forms.cases import render
from forms.paragraph import break_lines
from tests.benchmarks.measuring import Measured, alternately, at_most
from tests.benchmarks.paper_child import NOTICE, SIZE
from tests.forms.samples import SAMPLES, pdfium

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 5
TEXT, FORM = 1.0, 2.0
COLUMN = 440


def measure(folder: Path) -> list[Measured]:
    """The median of one warm drawing, in milliseconds."""
    notice, form = folder / "notice.json", folder / "form.json"
    broken = break_lines(NOTICE, "body", SIZE, COLUMN, 2 * SIZE)
    notice.write_text(json.dumps([line.text for line in broken]), "utf-8")
    form.write_text(json.dumps(_lines_of_form()), "utf-8")
    text, bare = alternately(
        partial(_drawn, "notice", notice), partial(_drawn, "stock", notice), ROUNDS
    )
    full, same = alternately(partial(_drawn, "form", form), partial(_drawn, "stock", form), ROUNDS)
    return [
        at_most(f"{len(NOTICE)} 字通知的正文（已预热）", text, bare, TEXT),
        at_most("整张收件凭证：表格、二维码、两联", full, same, FORM),
    ]


def _lines_of_form() -> list[str]:
    """What stands on the paper, line by line."""
    document = pdfium.PdfDocument(render("receipt", SAMPLES["receipt"], "QS-SJ-2026-000123"))
    lines: list[str] = []
    for page in document:
        lines += page.get_textpage().get_text_range().splitlines()
    return [line for line in lines if line.strip()]


def _drawn(what: str, file: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.paper_child", what, str(file)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return float(done.stdout)
