"""One way of drawing in a process of its own: `python -m tests.benchmarks.paper_child WHAT FILE`.

Says the median of a warm drawing in milliseconds. The stock library must not share a process with
ours, which changes how it writes fonts. FILE holds the lines to draw, as JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from tests.benchmarks.measuring import timed

ROUNDS = 30
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
BODY = "LXGWZhuqueFangsong-Regular.ttf"
SIZE, LEADING, LEFT, TOP = 12, 20, 70, 760
SENTENCE = (
    "你（单位）于2026年11月21日提出的最低生活保障审核确认申请收悉。经审查，申请材料不齐全，"
    "现将需要补正的全部内容一次告知如下：请在收到本通知之日起十个工作日内补齐。"
)
NOTICE = (SENTENCE * 6)[:400]


def stock(lines: list[str]) -> Callable[[], bytes]:
    """A bare canvas of the library with one font, the lines broken beforehand."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Body", str(FONTS / BODY)))

    def draw() -> bytes:
        out = BytesIO()
        canvas = Canvas(out, invariant=1, pageCompression=1)
        canvas.setFont("Body", SIZE)
        for place, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - place % 36 * LEADING, line)
        canvas.save()
        return out.getvalue()

    return draw


def notice(_lines: list[str]) -> Callable[[], bytes]:
    """Our paragraph of the same text: broken, justified, drawn."""
    from forms.page import make_pdf
    from forms.paragraph import Paragraph, Style

    style = Style(size=SIZE, leading=LEADING, indent=2)
    return lambda: make_pdf(lambda _scale: [Paragraph(NOTICE, style)], title="", author="")


def form(_lines: list[str]) -> Callable[[], bytes]:
    """A full paper with its table of materials and QR code, in two copies."""
    from forms.cases import render
    from tests.forms.samples import SAMPLES

    return lambda: render("receipt", SAMPLES["receipt"], "QS-SJ-2026-000123")


def main(what: str, file: Path) -> None:
    """Draw until warm, then measure."""
    ways = {"stock": stock, "notice": notice, "form": form}
    draw = ways[what](json.loads(file.read_text("utf-8")))
    for _ in range(5):
        draw()
    sys.stdout.write(f"{statistics.median(timed(draw) for _ in range(ROUNDS))}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
